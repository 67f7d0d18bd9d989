package work_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"albo/app/accreditation"
	"albo/app/membership"
	"albo/app/privacy"
	"albo/app/register"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// kindOf is the kind of a refusal; 0 for none. A fault fails the test.
func (w *world) kindOf(err error) models.Kind {
	w.t.Helper()
	if err == nil {
		return 0
	}
	var refusal *models.Error
	if !errors.As(err, &refusal) {
		w.t.Fatalf("a fault where a refusal was due: %v", err)
	}
	return refusal.Kind
}

func (w *world) count(query string, args ...any) (n int) {
	w.t.Helper()
	w.must(w.st.Read(w.t.Context()).Raw(query, args...).Scan(&n).Error)
	return n
}

// rivals holds a row, starts everybody, and lets go: all of them want it at the same moment.
func (w *world) rivals(n int, table string, id int64, do func() error) (kinds map[models.Kind]int) {
	w.t.Helper()
	ctx := w.t.Context()
	results := make(chan error, n)
	var ready, done sync.WaitGroup
	w.must(w.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Exec("select from "+table+" where id = ? for update", id).Error; err != nil {
			return err
		}
		for range n {
			ready.Add(1)
			done.Add(1)
			go func() {
				defer done.Done()
				ready.Done()
				results <- do()
			}()
		}
		ready.Wait()
		return nil
	}))
	done.Wait()
	close(results)
	kinds = map[models.Kind]int{}
	for err := range results {
		kinds[w.kindOf(err)]++
	}
	return kinds
}

// ready is a world with an application whose evidence is confirmed.
func ready(t *testing.T) (*world, int64) {
	w := newWorld(t)
	w.publish(edition1, "201")
	w.declare()
	id := w.apply(models.RoadListed)
	review, err := membership.ShowReview(t.Context(), w.st, w.admin, id)
	w.must(err)
	w.must(membership.DecideMatch(t.Context(), w.st, w.admin, id, review.Checks[0].ID, review.Checks[0].Candidates[0].LineID))
	w.drain()
	return w, id
}

var admitToday = membership.AdmitInput{ResolutionNumber: "7/2026", ResolutionDate: models.MustDate("2026-11-09"), IdentitySeen: true}

func TestEightAdminsAdmitAtOnce(t *testing.T) {
	w, id := ready(t)
	mails := w.count("select count(*) from messages")
	kinds := w.rivals(8, "admissions", id, func() error {
		return membership.Admit(t.Context(), w.st, w.admin, id, admitToday)
	})
	if kinds[0] != 1 || kinds[models.Conflict] != 7 {
		t.Errorf("outcomes: %v", kinds)
	}
	w.drain()
	for query, want := range map[string]int{
		"select count(*) from memberships": 1, "select count(*) from book_entries": 1, "select max(number) from memberships": 1,
		"select count(*) from accreditations": 1, "select count(*) from certificates": 1,
		"select count(*) from events where subject = 'admission' and step = 'admit'": 1,
		"select count(*) from messages where kind = 'admission_admitted'":            1,
	} {
		if got := w.count(query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if got := w.count("select count(*) from messages"); got != mails+2 { // admitted, certificate issued
		t.Errorf("%d mails, had %d", got, mails)
	}
}

func TestEightOfficersPublishAtOnce(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	id, err := roster.Upload(ctx, w.st, w.officer, w.body.ID, roster.UploadInput{AsOf: models.MustDate("2026-11-02")}, "elenco.csv", strings.NewReader(edition1))
	w.must(err)
	w.drain()
	w.must(roster.Commit(ctx, w.st, w.officer, id, true))
	kinds := w.rivals(8, "roster_editions", id, func() error {
		return roster.Publish(ctx, w.st, w.officer, id, roster.PublishInput{ActKind: "determinazione", ActNumber: "1", ActDate: models.MustDate("2026-11-03")})
	})
	if kinds[0] != 1 || kinds[models.Conflict] != 7 {
		t.Errorf("outcomes: %v", kinds)
	}
	if n := w.count("select max(value) from counters where scope like 'roster edition%'"); n != 1 {
		t.Errorf("%d numbers were spent", n)
	}
}

// A refusal is told with its reason, and the number it would have had is given to the next.
func TestRefusalAndAppeal(t *testing.T) {
	w, id := ready(t)
	ctx := t.Context()
	w.must(membership.Refuse(ctx, w.st, w.admin, id, membership.RefuseInput{Reason: models.RefusalIncompatible, Text: "Non è compatibile con lo statuto."}))
	if w.kindOf(membership.Admit(ctx, w.st, w.admin, id, admitToday)) != models.Conflict {
		t.Error("admitted after the refusal")
	}
	w.must(membership.Appeal(ctx, w.st, w.carer, id, membership.AppealInput{Text: "Chiedo all’assemblea."}))
	if n := w.count("select count(*) from counters where scope like 'member of%'"); n != 0 {
		t.Error("a member's number was spent on a refusal")
	}
	if n := w.count("select count(*) from messages where kind = 'admission_refused' and params->>'reason_key' = 'refusal.incompatible' and params->>'text' <> ''"); n != 1 {
		t.Errorf("the reason was told %d times", n)
	}
}

// What is published never changes, whoever tries, and the books only grow.
func TestTheDatabaseKeepsWhatMustNotChange(t *testing.T) {
	w, id := ready(t)
	w.must(membership.Admit(t.Context(), w.st, w.admin, id, admitToday))
	db := w.st.Read(t.Context())
	for _, statement := range []string{
		"update roster_editions set as_of = as_of - 1", "delete from roster_editions", "update roster_lines set surname = 'X'", "delete from roster_lines",
		"insert into roster_lines (edition_id, row, name_key, status, line_key) select id, 99, 'x', 'valid', 'x' from roster_editions",
		"insert into roster_lines (edition_id, row, name_key, status, line_key) values (999, 99, 'x', 'valid', 'x')",
		"update events set actor = 'X'", "delete from events", "update book_entries set surname = 'X'", "delete from book_entries",
	} {
		if err := db.Exec(statement).Error; err == nil {
			t.Errorf("the database let pass: %s", statement)
		}
	}
}

// A plan compared with an edition that is no longer the newest is not committed: what was shown no longer holds.
func TestAPlanIsWhatWasShown(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	upload := func() int64 {
		id, err := roster.Upload(ctx, w.st, w.officer, w.body.ID, roster.UploadInput{AsOf: models.MustDate("2026-11-02")}, "elenco.csv", strings.NewReader(edition1))
		w.must(err)
		w.drain()
		return id
	}
	early := upload()
	w.publish(edition1, "201")
	if w.kindOf(roster.Commit(ctx, w.st, w.officer, early, true)) != models.Conflict {
		t.Error("a plan against an older edition was committed")
	}
	e, _, err := roster.Show(ctx, w.st, w.officer, early)
	w.must(err)
	if why, err := roster.Overtaken(w.st.Read(ctx), e); err != nil || why == nil || why.Key != "roster.another_was_published" {
		t.Errorf("the page does not say that it is overtaken: %v %v", why, err)
	}
	for range 2 { // two clicks
		w.must(roster.ReadAgain(ctx, w.st, w.officer, early))
	}
	w.drain()
	e, base, err := roster.Show(ctx, w.st, w.officer, early)
	w.must(err)
	if base == nil || e.NewCount != 0 || e.Changed != 0 || e.Gone != 0 {
		t.Errorf("the same file again is %d new, %d changed, %d gone", e.NewCount, e.Changed, e.Gone)
	}
	w.must(roster.Commit(ctx, w.st, w.officer, early, true))
}

// Consent is item by item, and withdrawing it takes effect at once.
func TestConsentDecidesWhatIsPublic(t *testing.T) {
	w, id := ready(t)
	ctx := t.Context()
	w.must(membership.Admit(ctx, w.st, w.admin, id, admitToday))
	w.must(register.SaveProfile(ctx, w.st, w.carer, register.ProfileInput{
		Bio: "Lavoro da anni.", Services: []string{"dementia_care"}, Languages: []string{"ro"}, Municipalities: []string{"051031"}, Phone: "333 000 0001", Email: "x@example.org",
	}))
	consent := func(items ...models.ConsentItem) { w.must(privacy.SetConsents(ctx, w.st, w.carer, items, "it")) }
	if _, err := register.ShowProvider(ctx, w.st, "lucia-bianchi"); w.kindOf(err) != models.NotFound {
		t.Fatal("public without consent")
	}
	consent(models.ConsentListing)
	p, err := register.ShowProvider(ctx, w.st, "lucia-bianchi")
	w.must(err)
	if p.Bio != "" || len(p.Services) > 0 || len(p.Languages) > 0 || len(p.Places) > 0 || p.Phone != "" || p.Email != "" || p.Indexing {
		t.Errorf("more is public than was consented to: %+v", p)
	}
	consent(models.ConsentListing, models.ConsentArea, models.ConsentServices, models.ConsentLanguages, models.ConsentBio, models.ConsentPhone, models.ConsentEmail, models.ConsentIndexing)
	p, err = register.ShowProvider(ctx, w.st, "lucia-bianchi")
	w.must(err)
	if p.Bio == "" || len(p.Services) != 1 || len(p.Languages) != 1 || len(p.Places) != 1 || p.Phone == "" || p.Email == "" || !p.Indexing {
		t.Errorf("less is public than was consented to: %+v", p)
	}
	if found := w.search("Poppi"); found.Total != 1 {
		t.Error("not found by place")
	}
	consent(models.ConsentListing, models.ConsentServices)
	if found := w.search("Poppi"); found.Total != 0 {
		t.Error("still found by place after the consent to it was withdrawn")
	}
	consent()
	if _, err := register.ShowProvider(ctx, w.st, "lucia-bianchi"); w.kindOf(err) != models.NotFound {
		t.Error("still public after consent was withdrawn")
	}
	if n := w.count("select count(*) from consents where withdrawn_at is null"); n != 0 {
		t.Errorf("%d consents stand", n)
	}
	if n := w.count("select count(*) from consents"); n < 8 {
		t.Errorf("the proof of %d consents is kept", n)
	}
}

// Suspension, revocation and the rest leave the public list in the same moment; a decision brings back.
func TestThePublicListFollowsTheAccreditation(t *testing.T) {
	w, id := ready(t)
	ctx := t.Context()
	w.must(membership.Admit(ctx, w.st, w.admin, id, admitToday))
	w.list()
	mine, err := accreditation.Mine(ctx, w.st, w.carer)
	w.must(err)
	act := accreditation.DecisionInput{Text: "Perché sì.", ActKind: "determinazione", ActNumber: "9", ActDate: models.MustDate("2026-11-09")}
	take := func(step string, listed int) {
		t.Helper()
		w.must(accreditation.Decide(ctx, w.st, w.officer, mine[0].ID, step, act))
		if found := w.search("Poppi"); found.Total != listed {
			t.Errorf("after %s %d are listed", step, found.Total)
		}
	}
	take("suspend", 0)
	take("reinstate", 1)
	w.publish(strings.Replace(edition1, "BNCLCU72M64G879D;24/08/1972;112;03/03/2025", "BNCLCU72M64G879D;24/08/1972;112;03/03/2025;sospeso", 1), "230")
	w.publish(strings.Replace(edition1, "BIANCHI;LUCIA;BNCLCU72M64G879D;24/08/1972;112;03/03/2025\r\n", "", 1), "231")
	if found := w.search("Poppi"); found.Total != 0 {
		t.Error("listed although gone from the newest edition")
	}
	if n := w.count("select count(*) from messages where kind = 'accreditation_doubt'"); n != 1 {
		t.Errorf("told %d times", n)
	}
	take("uphold", 1)
	take("revoke", 0)
	if w.kindOf(accreditation.Decide(ctx, w.st, w.officer, mine[0].ID, "reinstate", act)) != models.Conflict {
		t.Error("a revoked accreditation was reinstated")
	}
}
