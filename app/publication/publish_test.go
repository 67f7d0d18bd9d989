package publication_test

import (
	"errors"
	"strings"
	"testing"

	"albo/app/body"
	"albo/app/publication"
	"albo/app/rule"
	"albo/app/store"
	"albo/models"
)

func TestEditionsFollowEachOther(t *testing.T) {
	w := newWorld(t)
	rossi, bianchi := w.accredit("Rossi", "Maria", ""), w.accredit("Bianchi", "Anna", "")
	first := w.publish("1")
	if first.Number != 1 || first.Previous != "" || first.Entries != 2 || first.Added != 2 || first.EndsOn.String() != "2031-12-31" {
		t.Errorf("%+v", first)
	}
	w.later(30)
	w.exec("update accreditations set act_number = '99/2026' where id = ?", rossi)
	w.exec("update accreditations set state = 'suspended' where id = ?", bianchi)
	w.accredit("Verdi", "Elena", "")
	second := w.publish("2")
	if second.Number != 2 || second.Previous != first.Hash || second.Added != 1 || second.Changed != 1 || second.Removed != 1 {
		t.Errorf("%+v", second)
	}
	for asOf, want := range map[string]int{"2026-11-08": 0, "2026-11-09": 1, "2026-12-08": 1, "2026-12-09": 2, "2030-01-01": 2} {
		r, err := publication.Show(t.Context(), w.st, w.body.Slug, models.MustDate(asOf))
		w.must(err)
		if got := number(r.InForce); got != want {
			t.Errorf("on %s edition %d is in force, not %d", asOf, got, want)
		}
	}
	d, shown := publication.Between(second, first, w.today())
	if !shown {
		t.Fatal("not shown")
	}
	changes, err := d.Page(w.st.Read(t.Context()), 1)
	w.must(err)
	var said []string
	for _, c := range changes {
		said = append(said, string(c.Kind)+" "+c.Entry().FullName()+" "+c.Entry().ActNumber)
	}
	if got := strings.Join(said, "; "); !strings.HasPrefix(got, "added Verdi Elena ") || !strings.Contains(got, "; changed Rossi Maria 99/2026; removed Bianchi Anna ") {
		t.Error(got)
	}
	w.whole()
}

func number(e *models.RegisterEdition) int {
	if e == nil {
		return 0
	}
	return e.Number
}

// Only who is accredited on the day of effect is published, and of them only what the body's rule allows.
func TestOnlyWhatTheRuleAllowsIsPublished(t *testing.T) {
	w := newWorld(t)
	kept := w.accredit("Rossi", "Maria", "RSSMRA80B43A390X")
	for column, value := range map[string]any{"state": "revoked", "valid_until": w.today().AddDays(-1).String(), "hide_from": w.today().String(), "withheld_reason": "chiesto"} {
		id := w.accredit("Nascosta", column, "")
		w.exec("update accreditations set "+column+" = ? where id = ?", value, id)
	}
	e := w.publish("1")
	for _, format := range publication.Formats[:1] {
		text := string(w.export(e, format))
		if !strings.Contains(text, "Rossi") || strings.Count(text, "\n") != 2 {
			t.Errorf("%s", text)
		}
	}
	all := string(w.export(e, "json"))
	for _, private := range []string{"RSSMRA", "Segretopoli", "Nascosta", "1980", "333", "2026-01", "granted_on"} {
		if strings.Contains(all, private) {
			t.Errorf("%s is public:\n%s", private, all)
		}
	}
	w.must(publication.SetFields(t.Context(), w.st, w.officer, w.body.ID, publication.FieldsInput{
		Fields: []models.RegisterField{models.RegisterGrantedOn, models.RegisterDocument, "address"}, Article: "art. 4 del regolamento",
	}))
	w.exec("update accreditations set valid_until = '2030-05-06' where id = ?", kept)
	e = w.publish("2")
	if len(e.Fields) != 1 || e.Fields[0] != models.RegisterGrantedOn || e.FieldsArticle != "art. 4 del regolamento" {
		t.Errorf("%v %s: no document is published in Italy", e.Fields, e.FieldsArticle)
	}
}

// A Spanish document is published with four of its figures, those that the authorities chose; a wrong one not at all.
func TestSpanishDocumentsAreMasked(t *testing.T) {
	w := worldOf(t, "ES", "28092", "es")
	w.accredit("García", "Ana", "12345678Z")
	w.accredit("Haddad", "Nour", "X1234567L")
	w.accredit("Otra", "Persona", "12345678A")
	text := string(w.export(w.publish("1"), "csv"))
	for _, want := range []string{"***4567**", "****4567*"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing:\n%s", want, text)
		}
	}
	if strings.Contains(text, "12345678") || strings.Contains(text, "1234567L") {
		t.Error(text)
	}
}

func TestPublishingIsTheOfficersOfTheBody(t *testing.T) {
	w := newWorld(t)
	w.accredit("Rossi", "Maria", "")
	e := w.publish("1")
	other := officerOf(w.found("IT", "051030", "it"))
	for name, by := range map[string]models.Actor{"another body's officer": other, "the platform's admin": platform, "nobody": {}} {
		_, preview := publication.Preview(t.Context(), w.st, by, w.body.ID, models.Date{})
		_, publish := publication.Publish(t.Context(), w.st, by, w.body.ID, w.input("2"))
		_, own := publication.Own(t.Context(), w.st, by, e.ID)
		_, leftOut := publication.LeftOut(t.Context(), w.st, by, w.body.ID)
		erase := publication.Erase(t.Context(), w.st, by, e.ID, publication.EraseInput{Position: 1, Reason: "x"})
		fields := publication.SetFields(t.Context(), w.st, by, w.body.ID, publication.FieldsInput{Article: "x"})
		for i, err := range []error{preview, publish, own, leftOut, erase, fields} {
			if !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s, %d: %v", name, i, err)
			}
		}
	}
}

func TestPublishRefuses(t *testing.T) {
	w := newWorld(t)
	w.accredit("Rossi", "Maria", "")
	for key, spoil := range map[string]func(*publication.PublishInput){
		"invalid.required":             func(in *publication.PublishInput) { in.ActNumber = " " },
		"invalid.future":               func(in *publication.PublishInput) { in.ActDate = w.today().AddDays(1) },
		"register.effect_past":         func(in *publication.PublishInput) { in.EffectiveOn = w.today().AddDays(-1) },
		"register.effect_far":          func(in *publication.PublishInput) { in.EffectiveOn = w.today().AddDays(61) },
		"register.changed_meanwhile":   func(in *publication.PublishInput) { in.Seen = "else" },
		"register.published_meanwhile": func(in *publication.PublishInput) { in.After = 7 },
	} {
		in := w.input("1")
		spoil(&in)
		_, err := publication.Publish(t.Context(), w.st, w.officer, w.body.ID, in)
		refusedWith(t, err, key)
	}
	in := w.input("1")
	w.accredit("Nuova", "Persona", "")
	_, err := publication.Publish(t.Context(), w.st, w.officer, w.body.ID, in)
	refusedWith(t, err, "register.changed_meanwhile")
	if r := w.verify(); r.Editions != 0 {
		t.Errorf("%d editions came of it", r.Editions)
	}
}

// The second press of the button finds what the first one published.
func TestPublishingTwiceIsHarmless(t *testing.T) {
	w := newWorld(t)
	w.accredit("Rossi", "Maria", "")
	in := w.input("1")
	for range 2 {
		e, err := publication.Publish(t.Context(), w.st, w.officer, w.body.ID, in)
		w.must(err)
		if e.Number != 1 {
			t.Errorf("edition %d", e.Number)
		}
	}
	in.ActNumber = "2"
	_, err := publication.Publish(t.Context(), w.st, w.officer, w.body.ID, in)
	refusedWith(t, err, "register.published_meanwhile")
	if r := w.verify(); r.Editions != 1 {
		t.Errorf("%d editions", r.Editions)
	}
}

// Two officers publish at once: one edition comes of it, and the other one is told.
func TestTwoPublicationsAtOnce(t *testing.T) {
	w := newWorld(t)
	w.accredit("Rossi", "Maria", "")
	inputs := []publication.PublishInput{w.input("1"), w.input("2"), w.input("3")}
	results := make(chan error, len(inputs))
	w.must(w.st.Write(t.Context(), func(tx *store.Tx) error {
		if _, err := store.Lock[models.Body](tx, w.body.ID); err != nil {
			return err
		}
		for _, in := range inputs {
			go func() {
				_, err := publication.Publish(t.Context(), w.st, w.officer, w.body.ID, in)
				results <- err
			}()
		}
		return nil
	}))
	published := 0
	for range inputs {
		if err := <-results; err == nil {
			published++
		} else {
			refusedWith(t, err, "register.published_meanwhile")
		}
	}
	if r := w.verify(); published != 1 || r.Editions != 1 || !r.Whole() {
		t.Errorf("%d were told that they published, %d editions are there", published, r.Editions)
	}
}

// The database itself keeps editions as they are, their numbers without a gap, and one chain.
func TestTheDatabaseGuardsEditions(t *testing.T) {
	w := newWorld(t)
	w.accredit("Rossi", "Maria", "")
	w.publish("1")
	copied := func(number, previous string) string {
		return `insert into register_editions (body_id, number, act_kind, act_number, act_date, signatory, effective_on, fields, fields_article, language, entries, added, changed, removed, previous, root, hash, sealed, published_at)
			select body_id, ` + number + `, act_kind, act_number, act_date, signatory, effective_on, fields, fields_article, language, 0, 0, 0, 0, ` + previous + `, root, repeat('a', 64), sealed, published_at from register_editions`
	}
	for _, statement := range []string{
		"update register_editions set act_number = '2'", "delete from register_editions", "truncate register_editions cascade", "truncate register_entries",
		"delete from register_entries", "update register_entries set content = 'x'", "update register_entries set leaf = salt", "update register_entries set position = 2",
		"update register_entries set content = null, salt = null, ref = null", // and not all of it
		"insert into register_entries (edition_id, position, leaf) select edition_id, 2, leaf from register_entries",
		copied("3", "hash"), copied("2", "repeat('b', 64)"), copied("1", "''"),
		strings.Replace(copied("2", "hash"), "0, 0, 0, 0", "5, 0, 0, 0", 1), // entries that do not come
	} {
		if err := w.st.Read(t.Context()).Exec(statement).Error; err == nil {
			t.Errorf("the database lets go through: %s", statement)
		}
	}
	w.whole()
}

// The term is the body's own rule, and counts for the editions that follow it.
func TestTheTermIsTheBodysRule(t *testing.T) {
	w := newWorld(t)
	w.accredit("Rossi", "Maria", "")
	set := func(days int) {
		w.must(body.SetRule(t.Context(), w.st, w.officer, w.body.ID, rule.Input{Key: models.RulePublicationDays, Value: days, Article: "art. 124 TUEL", Since: w.today()}))
	}
	set(15)
	if e := w.publish("1"); e.EndsOn != w.today().AddDays(15) {
		t.Errorf("until %s", e.EndsOn)
	}
	set(0)
	if e := w.publish("2"); !e.EndsOn.IsZero() {
		t.Errorf("until %s, though there is no term", e.EndsOn)
	}
}
