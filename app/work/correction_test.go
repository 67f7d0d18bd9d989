package work_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"albo/app/accreditation"
	"albo/app/roster"
	"albo/models"
)

// later is the same world some time on.
func (w *world) later(by time.Duration) { w.st = w.st.At(w.st.Now().Add(by)) }

// next publishes a file as the next edition, or as the correction of another one, an hour after what was before.
func (w *world) next(file string, corrects int64) int64 {
	w.t.Helper()
	w.later(time.Hour)
	ctx := w.t.Context()
	id, err := roster.Upload(ctx, w.st, w.officer, w.body.ID, roster.UploadInput{AsOf: models.MustDate("2026-11-02"), Corrects: corrects}, "elenco.csv", strings.NewReader(file))
	w.must(err)
	w.drain()
	w.must(roster.Commit(ctx, w.st, w.officer, id, true))
	w.must(roster.Publish(ctx, w.st, w.officer, id, w.act(w.forecast(id).Gone)))
	w.drain()
	return id
}

// foresees is what is said before the file is published as a correction.
func (w *world) foresees(file string, corrects int64, want roster.Forecast) {
	w.t.Helper()
	ctx := w.t.Context()
	id, err := roster.Upload(ctx, w.st, w.officer, w.body.ID, roster.UploadInput{AsOf: models.MustDate("2026-11-02"), Corrects: corrects}, "elenco.csv", strings.NewReader(file))
	w.must(err)
	w.drain()
	got := *w.forecast(id)
	want.Body, want.Today = got.Body, got.Today
	if got != want {
		w.t.Errorf("foreseen: %+v, want %+v", got, want)
	}
	w.must(roster.Discard(ctx, w.st, w.officer, id, models.EditionPreview))
}

// doubts are the surnames of those in doubt.
func (w *world) doubts() string {
	w.t.Helper()
	var list []string
	w.must(w.st.Read(w.t.Context()).Raw("select p.surname from accreditations a join people p on p.id = a.person_id where a.doubt <> '' order by 1").Scan(&list).Error)
	return strings.Join(list, " ")
}

// A correction brings back whoever was in doubt only because of the editions it corrects, and nobody else: not who was gone
// before, nor who is gone in the correction too.
func TestACorrectionBringsBackWhoWasInDoubtByMistake(t *testing.T) {
	for _, rule := range []models.GoneRule{models.GoneAtOnce, models.GoneAfterDays} {
		t.Run(string(rule), func(t *testing.T) {
			w := newWorld(t)
			w.must(w.st.Read(t.Context()).Exec("update bodies set gone_rule = ?, gone_days = 10", rule).Error)
			w.accredit(w.publish(many(8), "201"))
			w.next(many(8, 0), 0)
			wrong := w.next(many(8, 0, 1, 2, 3), 0)
			stillWrong := w.next(many(8, 0, 1, 2, 3, 4), wrong)
			if got := w.doubts(); got != "Abete Betulla Cipresso Druda Edera" {
				t.Fatalf("in doubt: %s", got)
			}
			w.foresees(many(8, 1), stillWrong, roster.Forecast{Accredited: 3, Already: 5, Restored: 3})
			w.foresees(many(8, 1), 0, roster.Forecast{Accredited: 3, Already: 5})
			right := w.next(many(8, 1), stillWrong)
			if got := w.doubts(); got != "Abete Betulla" {
				t.Errorf("in doubt after the correction: %s", got)
			}
			if n := w.count("select count(*) from accreditations where doubt = '' and (doubt_since is not null or hide_from is not null)"); n != 0 {
				t.Errorf("%d keep the day of the wrong edition", n)
			}
			if n := w.count("select count(*) from events where step = 'restore' and detail ->> 'edition' = '5'"); n != 3 {
				t.Errorf("%d events tell of it", n)
			}
			e, _, err := roster.Show(t.Context(), w.st, w.officer, right)
			w.must(err)
			r, err := accreditation.RecheckOf(t.Context(), w.st, w.officer, e)
			w.must(err)
			if r.Restored != 3 || r.Confirmed != 7 || r.Gone != 1 {
				t.Errorf("the summary: %+v", r.Found)
			}
		})
	}
}

// An edition that corrects none ends no doubt by itself, nor does any where the body's rule is that a person decides.
func TestOnlyACorrectionBringsBackByItself(t *testing.T) {
	for name, on := range map[string]struct {
		rule     models.GoneRule
		corrects bool
	}{"the next edition": {models.GoneAtOnce, false}, "a person decides": {models.GoneOnConfirmation, true}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.must(w.st.Read(t.Context()).Exec("update bodies set gone_rule = ?", on.rule).Error)
			w.accredit(w.publish(many(3), "201"))
			wrong := w.next(many(3, 1), 0)
			if !on.corrects {
				wrong = 0
			}
			w.next(many(3), wrong)
			if got := w.doubts(); got != "Betulla" {
				t.Errorf("in doubt: %s", got)
			}
		})
	}
}

// The officer confirms all who are valid again in one act: each with its event, whoever clicks twice, and nobody else.
func TestAllWhoAreBackAreConfirmedTogether(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.must(w.st.Read(ctx).Exec("update bodies set gone_rule = ?", models.GoneOnConfirmation).Error)
	w.accredit(w.publish(many(6), "201"))
	wrong := w.next(many(6, 0, 1, 2, 3), 0)
	w.next(many(6, 3), wrong)
	rows, n, err := accreditation.Queue(ctx, w.st, w.officer, w.body.ID, "back")
	w.must(err)
	if n.Back != 3 || n.ToVerify != 4 || len(rows) != 3 || !rows[0].Back {
		t.Fatalf("%d rows, %+v", len(rows), n)
	}
	in := accreditation.UpholdInput{Text: "Di nuovo valida nell’elenco."}
	w.must(w.st.Read(ctx).Raw("select id from accreditations where doubt <> '' order by id").Scan(&in.IDs).Error) // the one still gone too
	first, err := strconv.ParseInt(in.IDs[0], 10, 64)
	w.must(err)
	w.rivals(2, "accreditations", first, func() error { return accreditation.UpholdAll(ctx, w.st, w.officer, w.body.ID, in) })
	if got := w.doubts(); got != "Druda" {
		t.Errorf("in doubt: %s", got)
	}
	if n := w.count("select count(*) from events where step = 'uphold'"); n != 3 {
		t.Errorf("%d events", n)
	}
	if err := accreditation.UpholdAll(ctx, w.st, models.Actor{AccountID: 9}, w.body.ID, in); w.kindOf(err) != models.NotFound {
		t.Errorf("somebody else: %v", err)
	}
	if err := accreditation.UpholdAll(ctx, w.st, w.officer, w.body.ID, accreditation.UpholdInput{Text: "x"}); w.kindOf(err) != models.Invalid {
		t.Errorf("nobody chosen: %v", err)
	}
}
