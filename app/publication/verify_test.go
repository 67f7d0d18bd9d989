package publication_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"albo/app/publication"
	"albo/models"
)

// published is a world of three editions with three people each.
func published(t *testing.T) *world {
	w := newWorld(t)
	for _, name := range []string{"Bianchi", "Rossi", "Verdi"} {
		w.accredit(name, "Maria", "")
	}
	for _, number := range []string{"1", "2", "3"} {
		w.publish(number)
		w.later(1)
	}
	w.whole()
	return w
}

// Whatever column is altered, the look at the register says so, and where.
func TestAlterationOfAnyColumnIsFound(t *testing.T) {
	w := published(t)
	entries := map[string]string{ // of the second entry of the second edition
		"content": "replace(content, 'Rossi', 'Russo')", "salt": "sha256('x')", "leaf": "sha256('x')", "ref": "gen_random_uuid()", "search": "'bianchi'", "position": "9",
		"edition_id": "(select id from register_editions where number = 3)",
	}
	editions := map[string]string{
		"act_kind": "'decreto'", "act_number": "'9'", "act_date": "act_date - 1", "protocol": "''", "signatory": "'Altri'", "signatory_role": "''",
		"effective_on": "effective_on - 1", "ends_on": "null", "fields": `'["number"]'`, "fields_article": "'x'", "language": "'es'", "entries": "9", "added": "1", "changed": "1",
		"removed": "1", "previous": "repeat('a', 64)", "root": "repeat('a', 64)", "hash": "repeat('a', 64)", "sealed": "replace(sealed, 'Chi firma', 'Chi non firma')",
		"published_at": "published_at - interval '1 second'", "number": "7",
		"body_id": "@other",
	}
	other := w.found("IT", "051030", "it")
	check := func(table, column, value, where string) {
		t.Helper()
		w.forge("create table kept as select * from " + table)
		set := column + " = " + strings.ReplaceAll(value, "@other", "(select id from bodies where slug = '"+other.Slug+"')")
		if column == "edition_id" {
			set += ", position = 4" // its own place is taken there
		}
		w.forge("update " + table + " set " + set + where)
		faults := w.faults()
		elsewhere := column == "edition_id" || column == "body_id" || column == "number"
		if len(faults) == 0 || !elsewhere && !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, " 2/") }) {
			t.Errorf("%s.%s of edition 2 was altered, and what is found is %v", table, column, faults)
		}
		if table == "register_editions" {
			w.forge("update register_editions t set " + column + " = k." + column + " from kept k where k.id = t.id")
		} else {
			w.forge("delete from register_entries")
			w.forge("insert into register_entries select * from kept")
		}
		w.forge("drop table kept")
		w.whole()
	}
	for column, value := range entries {
		check("register_entries", column, value, " where position = 2 and edition_id = (select id from register_editions where number = 2)")
	}
	for column, value := range editions {
		check("register_editions", column, value, " where number = 2")
	}
}

// Every column is either tried above or the key of its table.
func TestEveryColumnIsTried(t *testing.T) {
	w := newWorld(t)
	var columns []string
	w.must(w.st.Read(t.Context()).Raw("select column_name from information_schema.columns where table_name in ('register_editions', 'register_entries') order by 1").Scan(&columns).Error)
	if len(columns) != 30 {
		t.Errorf("%d columns, not 30: try the new ones in TestAlterationOfAnyColumnIsFound", len(columns))
	}
}

func TestWhoAltersIsToldApart(t *testing.T) {
	for what, c := range map[string]struct {
		statement string
		want      []string
	}{
		"a name":            {"update register_entries set content = replace(content, 'Rossi', 'Russo'), search = 'russo maria' where position = 2 and edition_id = @second", []string{"entry 2/2"}},
		"a leaf":            {"update register_entries set leaf = sha256('x') where position = 2 and edition_id = @second", []string{"entry_hash 2/2"}},
		"an entry deleted":  {"delete from register_entries where position = 2 and edition_id = @second", []string{"entry_missing 2/2", "root 2/0"}},
		"an entry emptied":  {"update register_entries set content = null, salt = null, ref = null, search = null where position = 2 and edition_id = @second", []string{"emptied 2/2"}},
		"an entry added":    {"insert into register_entries (edition_id, position, leaf) select edition_id, 4, leaf from register_entries where position = 2 and edition_id = @second", []string{"emptied 2/4", "root 2/0"}},
		"the act":           {"update register_editions set act_number = '9' where id = @second", []string{"column 2/0"}},
		"the hash":          {"update register_editions set hash = repeat('a', 64) where id = @second", []string{"hash 2/0"}},
		"the record":        {"update register_editions set sealed = replace(sealed, 'Chi firma', 'Altri'), signatory = 'Altri' where id = @second", []string{"record 2/0"}},
		"a middle edition":  {"with e as (delete from register_entries where edition_id = @second) delete from register_editions where id = @second", []string{"gap 2/0"}},
		"the last edition":  {"with e as (delete from register_entries where edition_id = @third) delete from register_editions where id = @third", []string{"gap 3/0"}},
		"the first edition": {"with e as (delete from register_entries where edition_id = @first) delete from register_editions where id = @first", []string{"gap 1/0"}},
	} {
		t.Run(what, func(t *testing.T) {
			w := published(t)
			w.forge("alter table register_entries drop constraint register_entries_edition_id_fkey")
			w.forge(c.statement, map[string]any{"first": w.id(1), "second": w.id(2), "third": w.id(3)})
			if got := w.faults(); !slices.Equal(got, c.want) {
				t.Errorf("%v, not %v", got, c.want)
			}
		})
	}
}

func (w *world) id(number int) (id int64) {
	w.must(w.st.Read(w.t.Context()).Raw("select id from register_editions where number = ?", number).Scan(&id).Error)
	return id
}

// Somebody who can write anything replaces the last edition, its hashes and all: the history remembers another one, and so does
// every copy of the file.
func TestAReplacedEditionIsFound(t *testing.T) {
	w := published(t)
	sealed := ""
	w.must(w.st.Read(t.Context()).Raw("select replace(sealed, 'Chi firma', 'Altri') from register_editions where number = 3").Scan(&sealed).Error)
	sum := sha256.Sum256(append([]byte{2}, sealed...))
	w.forge("update register_editions set sealed = ?, signatory = 'Altri', hash = ? where number = 3", sealed, hex.EncodeToString(sum[:]))
	if got := w.faults(); !slices.Equal(got, []string{"replaced 3/0"}) {
		t.Error(got)
	}
}

func TestErasureLeavesTheChainWhole(t *testing.T) {
	w := published(t)
	e, err := publication.Own(t.Context(), w.st, w.officer, w.id(1))
	w.must(err)
	w.must(publication.Erase(t.Context(), w.st, w.officer, e.ID, publication.EraseInput{Position: 2, Reason: "persona a rischio"}))
	w.whole()
	if r := w.verify(); r.Erased != 3 || r.Entries != 9 {
		t.Errorf("%d of %d erased", r.Erased, r.Entries)
	}
	for _, format := range []string{"csv", "json"} {
		if text := string(w.export(e, format)); strings.Contains(text, "Rossi") || !strings.Contains(text, "Verdi") {
			t.Errorf("%s after the erasure:\n%s", format, text)
		}
	}
	var left int64
	w.must(w.st.Read(t.Context()).Raw("select count(*) from register_entries where position = 2 and num_nonnulls(ref, search, content, salt) > 0").Scan(&left).Error)
	if left != 0 {
		t.Errorf("something is left of %d entries", left)
	}
	if next := w.publish("4"); next.Entries != 2 {
		t.Errorf("the next edition names %d people", next.Entries)
	}
	list, err := publication.LeftOut(t.Context(), w.st, w.officer, w.body.ID)
	w.must(err)
	if len(list) != 1 || list[0].Surname != "Rossi" {
		t.Fatalf("%v", list)
	}
	w.must(publication.NameAgain(t.Context(), w.st, w.officer, list[0].ID))
	if next := w.publish("5"); next.Entries != 3 {
		t.Errorf("named again, and %d people", next.Entries)
	}
	if err := publication.Erase(t.Context(), w.st, w.officer, e.ID, publication.EraseInput{Position: 2, Reason: "x"}); err == nil {
		t.Error("erased twice")
	}
	w.whole()
}

// After the term nobody is named: at once for whoever reads, and soon in the database.
func TestTheTermPasses(t *testing.T) {
	w := published(t)
	e, err := publication.Own(t.Context(), w.st, w.officer, w.id(1))
	w.must(err)
	w.must(publication.TakeDownDue(t.Context(), w.st))
	named := func() (n int64) {
		w.must(w.st.Read(t.Context()).Raw("select count(content) from register_entries").Scan(&n).Error)
		return n
	}
	if named() != 9 {
		t.Error("names went before their term")
	}
	w.later(e.PublishedAt.Day() + 366*6)
	entries, total, err := publication.Entries(t.Context(), w.st, e, "IT", "", 1)
	w.must(err)
	if len(entries) != 0 || total != 0 || strings.Contains(string(w.export(e, "json")), "Rossi") || strings.Contains(string(w.export(e, "csv")), "Rossi") {
		t.Error("names are read after the term")
	}
	for range 2 {
		w.must(publication.TakeDownDue(t.Context(), w.st))
	}
	if named() != 0 {
		t.Errorf("%d names are left in the database", named())
	}
	var events int64
	w.must(w.st.Read(t.Context()).Model(&models.Event{}).Where("step = 'take_down'").Count(&events).Error)
	if events != 3 {
		t.Errorf("%d events for three editions", events)
	}
	w.whole()
}

func TestAFileProvesItself(t *testing.T) {
	w := published(t)
	w.must(publication.Erase(t.Context(), w.st, w.officer, w.id(1), publication.EraseInput{Position: 1, Reason: "x"}))
	e, err := publication.Own(t.Context(), w.st, w.officer, w.id(2))
	w.must(err)
	file := w.export(e, "json")
	look := func(b []byte) *publication.Report {
		t.Helper()
		r, err := publication.VerifyFile(bytes.NewReader(b))
		w.must(err)
		return r
	}
	if r := look(file); !r.Whole() || r.Entries != 3 || r.Erased != 1 || r.Newest.Hash != e.Hash {
		t.Errorf("%+v", r)
	}
	for from, to := range map[string]string{"Rossi": "Russo", "Chi firma": "Altri", `"position":2`: `"position":3`, e.Hash: strings.Repeat("a", 64)} {
		if look(bytes.Replace(file, []byte(from), []byte(to), 1)).Whole() {
			t.Errorf("%s became %s, and nobody noticed", from, to)
		}
	}
	for _, nonsense := range []string{"", "{}", "[]", "null", `{"entries":[{}]}`, `{"edition":1}`, `{"edition":{},"entries":[{"leaf":"00"}]}`, `{"edition":{},"entries":{}}`, string(file[:len(file)/2])} {
		if r, err := publication.VerifyFile(strings.NewReader(nonsense)); err == nil && r.Whole() {
			t.Errorf("%.40q is taken for an edition", nonsense)
		}
	}
}
