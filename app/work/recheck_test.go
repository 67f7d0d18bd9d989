package work_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"albo/app/accreditation"
	"albo/app/membership"
	"albo/app/register"
	"albo/app/roster"
	"albo/app/store"
	"albo/app/work"
	"albo/models"
)

// trees and names are the names of made-up people who resemble nobody else among them.
var (
	trees = strings.Fields("Abete Betulla Cipresso Druda Edera Faggio Ginepro Hibiscus Issopo Jacaranda Kiwano Larice Mirto Nocciolo Olmo Pioppo Quercia Rovere Salice Tiglio")
	names = strings.Fields("Wanda Bruno Olga Dario Zeno Fulvia Ugo Irma Piero Gilda Renzo Clelia Vito Noemi Otto Sabina Tullio Lidia Marzio Agnese")
)

// many is a roster of n people without codes, told apart by name and birth date; without leaves some out by number.
func many(n int, without ...int) string {
	var b strings.Builder
	b.WriteString("COGNOME;NOME;NATO IL;STATO\r\n")
	for i := range n {
		if !slices.Contains(without, i) {
			fmt.Fprintf(&b, "%s;%s;%02d/%02d/%d;iscritto\r\n", trees[i], names[i], 1+i, 1+i*7%12, 1945+2*i)
		}
	}
	return b.String()
}

// accredit makes everybody listed in an edition somebody accredited, and a member of the association.
func (w *world) accredit(e *models.RosterEdition) {
	w.t.Helper()
	db := w.st.Read(w.t.Context())
	for _, statement := range []string{
		`insert into people (surname, given_name, sort_name, birth_date, country, created_at, updated_at)
		 select surname, given_name, lower(surname), birth_date, 'IT', now(), now() from roster_lines where edition_id = @edition order by row`,
		`insert into accreditations (number, person_id, body_id, state, source, line_id, granted_on, created_at)
		 select 'A' || l.row, p.id, @body, 'granted', 'recognised', l.id, '2026-11-03', now()
		   from roster_lines l join people p on (p.surname, p.birth_date) = (l.surname, l.birth_date) where l.edition_id = @edition`,
		`insert into roster_checks (person_id, edition_id, result, engine, checked_at, waiting_since, line_id)
		 select a.person_id, @edition, 'found_valid', 'test', now(), now(), a.line_id from accreditations a where a.body_id = @body`,
		`insert into memberships (association_id, person_id, number, since)
		 select @association, a.person_id, row_number() over (order by a.id), '2026-11-03' from accreditations a where a.body_id = @body`,
	} {
		w.must(db.Exec(statement, map[string]any{"edition": e.ID, "body": w.body.ID, "association": w.association.ID}).Error)
	}
}

// accepted takes a file as far as it goes before publication.
func (w *world) accepted(file string) int64 {
	w.t.Helper()
	ctx := w.t.Context()
	id, err := roster.Upload(ctx, w.st, w.officer, w.body.ID, roster.UploadInput{AsOf: models.MustDate("2026-11-02")}, "elenco.csv", strings.NewReader(file))
	w.must(err)
	w.drain()
	w.must(roster.Commit(ctx, w.st, w.officer, id, true))
	return id
}

func (w *world) act(gone int) roster.PublishInput {
	return roster.PublishInput{ActKind: "determinazione", ActNumber: "7", ActDate: models.MustDate("2026-11-09"), Gone: gone}
}

func (w *world) forecast(id int64) *roster.Forecast {
	w.t.Helper()
	e, _, err := roster.Show(w.t.Context(), w.st, w.officer, id)
	w.must(err)
	f, err := roster.Expect(w.st.Read(w.t.Context()), e, e.Body, w.st.Today("IT"))
	w.must(err)
	return f
}

// The officer sees before publishing how many would go; too many need their number typed.
func TestTooManyGoneNeedTheirNumber(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.accredit(w.publish(many(20), "201"))
	w.must(w.st.Read(ctx).Exec("update bodies set gone_share = 20").Error)
	four := w.forecast(w.accepted(many(20, 0, 1, 2, 3)))
	if four.Accredited != 20 || four.Gone != 4 || four.ToVerify() != 4 || four.Asks() {
		t.Errorf("four of twenty: %+v", four)
	}
	id := w.accepted(strings.Replace(many(20, 0, 1, 2, 3, 4), "1955;iscritto", "1955;sospeso", 1))
	five := w.forecast(id)
	if five.Gone != 5 || five.Suspended != 1 || !five.Asks() {
		t.Errorf("five of twenty: %+v", five)
	}
	for _, typed := range []int{0, 4} {
		err := roster.Publish(ctx, w.st, w.officer, id, w.act(typed))
		var refused *models.Error
		if !errors.As(err, &refused) || refused.Fields["gone"].Args["n"] != "5" {
			t.Errorf("published with %d typed: %v", typed, err)
		}
	}
	if n := w.count("select count(*) from accreditations where doubt <> ''"); n != 0 {
		t.Errorf("%d are in doubt already", n)
	}
	w.must(roster.Publish(ctx, w.st, w.officer, id, w.act(5)))
	w.drain()
	if n := w.count("select count(*) from accreditations where doubt = 'gone'"); n != 5 {
		t.Errorf("%d are gone, five were foreseen", n)
	}
	if f := w.forecast(id); f.Accredited != 14 || f.ToVerify() != 0 {
		t.Errorf("those in doubt count again: %+v", f)
	}
	w.must(roster.Publish(ctx, w.st, w.officer, w.accepted(many(20)), w.act(0)))
	w.drain()
	if f := w.forecast(w.accepted(many(20, 0, 1, 2, 3, 4))); f.Accredited != 20 || f.Gone != 5 || !f.Asks() {
		t.Errorf("those listed again do not count, though nobody has confirmed it yet: %+v", f)
	}
}

// wantSummary tells that everybody was looked up once, and that it was said once.
func (w *world) wantSummary(e int64, found accreditation.Found) {
	w.t.Helper()
	edition, _, err := roster.Show(w.t.Context(), w.st, w.officer, e)
	w.must(err)
	r, err := accreditation.RecheckOf(w.t.Context(), w.st, w.officer, edition)
	w.must(err)
	if r.FinishedAt == nil || r.Found != found || r.Percent() != 100 || r.Left != 0 {
		w.t.Errorf("found %+v, want %+v (%+v)", r.Found, found, r.Recheck)
	}
	if len(r.Associations) != 1 || r.Associations[0].Found != found {
		w.t.Errorf("of the association: %+v", r.Associations)
	}
	for _, kind := range []string{"recheck_done", "recheck_members"} {
		if n := w.count("select count(*) from messages where kind = ? and path like ?", kind, fmt.Sprintf("%%/%d", e)); n != 1 {
			w.t.Errorf("%s was said %d times", kind, n)
		}
	}
	if n := w.count("select count(*) from messages where kind = 'member_doubt'"); n != found.ToVerify() {
		w.t.Errorf("the association was told of %d people, want %d", n, found.ToVerify())
	}
	if n := w.count("select count(*) from events where step = 'recheck' and subject_id = ?", e); n != 1 {
		w.t.Errorf("it ended %d times", n)
	}
}

// Two workers at once, and the job given twice: each person is looked up once, and the summary is told once.
func TestTwoWorkersRecheckOnce(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.accredit(w.publish(many(12), "201"))
	id := w.accepted(many(12, 2, 5))
	w.must(roster.Publish(ctx, w.st, w.officer, id, w.act(0)))
	w.must(w.st.Write(ctx, func(tx *store.Tx) error { return tx.Enqueue(roster.Recheck{EditionID: id}) }))
	first := int64(w.count("select min(id) from accreditations"))
	w.rivals(2, "accreditations", first, func() error { return w.st.Drain(ctx, work.Workers(w.st)) })
	w.drain()
	w.wantSummary(id, accreditation.Found{Looked: 12, Confirmed: 10, Gone: 2})
}

// Killed in the middle, the re-check goes on where it was.
func TestARecheckGoesOnAfterACrash(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.accredit(w.publish(many(12), "201"))
	id := w.accepted(many(12, 2, 9))
	w.must(roster.Publish(ctx, w.st, w.officer, id, w.act(0)))
	seventh := int64(w.count("select id from accreditations order by id offset 6 limit 1"))
	running, kill := context.WithCancel(ctx)
	died := make(chan error, 1)
	w.must(w.st.Write(ctx, func(tx *store.Tx) error {
		if _, err := store.Lock[models.Accreditation](tx, seventh); err != nil {
			return err
		}
		go func() { died <- w.st.Drain(running, work.Workers(w.st)) }()
		for w.count("select count(*) from recheck_results where edition_id = ?", id) < 6 {
			time.Sleep(20 * time.Millisecond)
		}
		kill()
		if err := <-died; err == nil {
			t.Error("it did not die")
		}
		return nil
	}))
	e, _, err := roster.Show(ctx, w.st, w.officer, id)
	w.must(err)
	r, err := accreditation.RecheckOf(ctx, w.st, w.officer, e)
	w.must(err)
	if r.FinishedAt != nil || r.Looked != 6 || r.Left != 6 || r.Percent() != 50 {
		t.Errorf("half way: %+v", r)
	}
	if n := w.count("select count(*) from messages where kind like 'recheck%' and path like ?", fmt.Sprintf("%%/%d", id)); n != 0 {
		t.Errorf("told half way: %d", n)
	}
	w.must(w.st.Read(ctx).Exec("update river_job set state = 'available' where state = 'running'").Error)
	w.drain()
	w.wantSummary(id, accreditation.Found{Looked: 12, Confirmed: 10, Gone: 2})
}

// An association sees its own members of a re-check, others see nothing of it.
func TestAnAssociationSeesItsOwnMembersOnly(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.accredit(w.publish(many(3), "201"))
	w.must(w.st.Read(ctx).Exec("update memberships set ended_on = '2026-11-05' where number = 3").Error)
	id := w.accepted(many(3, 0))
	w.must(roster.Publish(ctx, w.st, w.officer, id, w.act(0)))
	w.drain()
	_, found, list, err := accreditation.MembersRecheck(ctx, w.st, w.admin, w.association.ID, id)
	w.must(err)
	if found.Looked != 2 || found.Confirmed != 1 || len(list) != 1 || list[0].Surname != "Abete" || list[0].Outcome != models.RecheckGone {
		t.Errorf("%+v %+v", found, list)
	}
	rows, err := accreditation.MembersRechecks(ctx, w.st, w.admin, w.association)
	w.must(err)
	if len(rows) != 1 || rows[0].EditionID != id || rows[0].Found != found {
		t.Errorf("%+v", rows)
	}
	for name, who := range map[string]models.Actor{"an officer": w.officer, "a carer": w.carer, "the public": {}} {
		if _, _, _, err := accreditation.MembersRecheck(ctx, w.st, who, w.association.ID, id); w.kindOf(err) != models.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What "gone" means is the body's: at once, after its days, or when a person decides.
func TestTheThreeRulesForWhoIsGone(t *testing.T) {
	for rule, listed := range map[models.GoneRule][3]int{ // the same day, on the last day, and on the day after it
		models.GoneAtOnce: {0, 0, 0}, models.GoneAfterDays: {1, 1, 0}, models.GoneOnConfirmation: {1, 1, 1},
	} {
		t.Run(string(rule), func(t *testing.T) {
			w, id := ready(t)
			ctx := t.Context()
			w.must(w.st.Read(ctx).Exec("update bodies set gone_rule = ?, gone_days = 10", rule).Error)
			w.must(membership.Admit(ctx, w.st, w.admin, id, admitToday))
			w.list()
			without := strings.Replace(edition1, "BIANCHI;LUCIA;BNCLCU72M64G879D;24/08/1972;112;03/03/2025\r\n", "", 1)
			next := w.accepted(without)
			if f := w.forecast(next); f.Gone != 1 || f.Public != 1 {
				t.Errorf("foreseen: %+v", f)
			}
			w.must(roster.Publish(ctx, w.st, w.officer, next, w.act(0)))
			w.drain()
			for i, days := range []int{0, 9, 10} {
				then := w.st.At(w.st.Now().Add(time.Duration(days)*24*time.Hour + time.Minute))
				found, err := register.Search(ctx, then, register.Query{Place: "Poppi"})
				w.must(err)
				if found.Total != listed[i] {
					t.Errorf("after %d days %d are listed, want %d", days, found.Total, listed[i])
				}
			}
			mine, err := accreditation.Mine(ctx, w.st, w.carer)
			w.must(err)
			w.must(accreditation.Decide(ctx, w.st, w.officer, mine[0].ID, "suspend", accreditation.DecisionInput{Text: "Non è più in elenco.", ActKind: "determinazione", ActNumber: "9", ActDate: models.MustDate("2026-11-09")}))
			if found := w.search("Poppi"); found.Total != 0 {
				t.Error("still listed after a person decided")
			}
		})
	}
}

// Two editions published at once are both looked through, and who stands in the newest is in no doubt.
func TestTheNewestEditionDecides(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.accredit(w.publish(many(3), "201"))
	w.must(roster.Publish(ctx, w.st, w.officer, w.acceptedMeanwhile(many(3, 1)), w.act(0)))
	second := w.acceptedMeanwhile(many(3))
	w.must(roster.Publish(ctx, w.st, w.officer, second, w.act(0)))
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { w.must(w.st.Drain(ctx, work.Workers(w.st))) })
	}
	both.Wait()
	if n := w.count("select count(*) from accreditations where doubt <> ''"); n != 0 {
		t.Errorf("%d are in doubt", n)
	}
}

// acceptedMeanwhile is accepted without working off the re-check that waits.
func (w *world) acceptedMeanwhile(file string) int64 {
	w.t.Helper()
	w.must(w.st.Read(w.t.Context()).Exec("update river_job set state = 'scheduled' where kind = 'recheck_edition' and state = 'available'").Error)
	id := w.accepted(file)
	w.must(w.st.Read(w.t.Context()).Exec("update river_job set state = 'available' where kind = 'recheck_edition' and state = 'scheduled'").Error)
	return id
}
