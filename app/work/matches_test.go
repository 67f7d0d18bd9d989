package work_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"albo/app/accreditation"
	"albo/app/identifier"
	"albo/app/membership"
	"albo/app/person"
	"albo/app/review"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// nameOnly lists Lucia by her name alone: nobody but a person can tell whether it is she.
const nameOnly = "COGNOME;NOME;CF;NATO IL;N. DETERMINA;DATA DETERMINA\r\nBIANCHI;LUCIA;;;112;03/03/2025\r\nROSSI;MARIO;RSSMRA45C12F205C;12/03/1945;113;03/03/2025\r\n"

// grey is a world with one case for the association: Lucia's application, and a line with her name alone.
func grey(t *testing.T) (w *world, desk review.Desk, admission, check int64) {
	w = newWorld(t)
	w.publish(nameOnly, "201")
	w.declare()
	admission = w.apply(models.RoadListed)
	desk = review.Desk{Association: w.association.ID}
	rows, n, err := review.List(t.Context(), w.st, w.admin, desk, "uncertain")
	w.must(err)
	if len(rows) != 1 || n.Open() != 1 || rows[0].Lines != 1 {
		t.Fatalf("the queue: %+v %+v", n, rows)
	}
	return w, desk, admission, rows[0].ID
}

func (w *world) decideCase(desk review.Desk, check int64, decision models.CheckDecision) error {
	w.t.Helper()
	by := w.admin
	if desk.Body != 0 {
		by = w.officer
	}
	c, err := review.Open(w.t.Context(), w.st, by, desk, check)
	w.must(err)
	return review.Decide(w.t.Context(), w.st, by, desk, check, review.Input{Decision: decision, Line: c.Candidates[0].LineID})
}

func (w *world) reopen(desk review.Desk, check int64) error {
	w.t.Helper()
	by := w.admin
	if desk.Body != 0 {
		by = w.officer
	}
	_, err := review.Reopen(w.t.Context(), w.st, by, desk, check)
	return err
}

// newest is what the newest edition says of an application.
func (w *world) newest(admission int64) models.RosterCheck {
	w.t.Helper()
	checks, err := roster.Checks(w.t.Context(), w.st, admission)
	w.must(err)
	return checks[0]
}

// What was decided to be somebody else's is never proposed again, not even when the list writes it a little differently;
// unless the person declares somebody else, or the list gives the person's own tax code.
func TestNotTheSamePersonIsNeverProposedAgain(t *testing.T) {
	w, desk, admission, check := grey(t)
	w.must(w.decideCase(desk, check, models.NotSamePerson))
	w.publish(nameOnly+"VERDI;ANNA;;;114;03/03/2025\r\n", "202")
	if c := w.newest(admission); c.Result != models.NotFoundResult || len(c.Candidates) != 0 {
		t.Errorf("the next edition proposes it again: %s, %d lines", c.Result, len(c.Candidates))
	}
	w.publish(strings.Replace(nameOnly, "BIANCHI;LUCIA;;;112", "BIANCHI;LUCIA;;01/02/1950;112", 1), "203")
	if c := w.newest(admission); c.Result != models.NotFoundResult || len(c.Candidates) != 0 {
		t.Errorf("proposed again with another birth date: %s, %d lines", c.Result, len(c.Candidates))
	}
	w.publish(edition1, "204")
	if c := w.newest(admission); c.Result != models.FoundValid || c.Decision != models.Undecided {
		t.Errorf("the person's own tax code in the list: %s, %q", c.Result, c.Decision)
	}
}

// What was decided to be the person's stands in the next edition without asking, as long as neither side changed.
func TestTheSamePersonStandsUntilSomethingChanges(t *testing.T) {
	w, desk, admission, check := grey(t)
	w.must(w.decideCase(desk, check, models.SamePerson))
	w.publish(nameOnly+"VERDI;ANNA;;;114;03/03/2025\r\n", "202")
	c := w.newest(admission)
	if c.Result != models.FoundValid || c.Decision != models.SamePerson || c.RememberedID == nil || *c.DecidedBy != w.admin.AccountID {
		t.Errorf("the next edition: %+v", c)
	}
	line, _, err := roster.Confirmed(w.st.Read(t.Context()), admission)
	w.must(err)
	if line == nil {
		t.Error("what was decided before is no evidence in the edition in force")
	}
	code := identifier.ComputeCodiceFiscale("Bianchi", "Lucia", "F", models.MustDate("1972-08-24"), "A851") // not the one she declares
	w.publish(strings.Replace(nameOnly, "LUCIA;;;112", "LUCIA;"+code+";24/08/1972;112", 1), "203")
	w.must(w.decideCase(desk, w.newest(admission).ID, models.SamePerson))
	w.publish(strings.Replace(nameOnly, "LUCIA;;;112", "LUCIA MARIA;"+code+";24/08/1972;112", 1), "204")
	c = w.newest(admission)
	if c.Result != models.Ambiguous || c.Decision != models.Undecided {
		t.Errorf("another listed identity: %s %q", c.Result, c.Decision)
	}
	w.before(desk, c)
	w.must(membership.RequestCompletion(t.Context(), w.st, w.admin, admission, membership.CompletionInput{Text: "Controlla."}))
	_, err = person.Declare(t.Context(), w.st, w.carer, person.Input{Surname: "Bianchi", GivenName: "Lucia", BirthDate: models.MustDate("1972-08-25"), Country: "IT", Municipality: "Poppi"})
	w.must(err)
	w.must(membership.Complete(t.Context(), w.st, w.carer, admission, membership.AnswerInput{Answer: "Fatto."}))
	w.publish(nameOnly, "205")
	if c = w.newest(admission); c.Decision != models.Undecided || len(c.Candidates) == 0 {
		t.Errorf("another declared identity is confirmed by the old decision: %+v", c)
	}
	w.before(desk, c)
}

// before expects that a reviewer sees what was decided about the line of a case.
func (w *world) before(desk review.Desk, c models.RosterCheck) {
	w.t.Helper()
	shown, err := review.Open(w.t.Context(), w.st, w.admin, desk, c.ID)
	w.must(err)
	if before, ok := shown.Before[c.Candidates[0].LineID]; !ok || before.Decision != models.SamePerson {
		w.t.Errorf("the reviewer does not see what was decided before: %+v", shown.Before)
	}
}

// A decision can be taken back while nothing was built upon it; then it is no longer remembered.
func TestADecisionIsUndone(t *testing.T) {
	w, desk, admission, check := grey(t)
	ctx := t.Context()
	for _, decision := range []models.CheckDecision{models.NotSamePerson, models.SamePerson} {
		w.must(w.decideCase(desk, check, decision))
		if n := w.count("select count(*) from match_decisions where decision = ?", decision); n != 1 {
			t.Errorf("%d decisions are remembered", n)
		}
		if kind := w.kindOf(w.decideCase(desk, check, decision)); kind != models.Conflict {
			t.Errorf("decided twice: %v", kind)
		}
		w.must(w.reopen(desk, check))
		if n := w.count("select count(*) from match_decisions"); n != 0 {
			t.Errorf("%d decisions are remembered after all", n)
		}
		if c := w.newest(admission); c.ID != check || c.Result != models.Ambiguous || c.LineID != nil || len(c.Candidates) != 1 {
			t.Errorf("reopened: %+v", c)
		}
	}
	if kind := w.kindOf(w.reopen(desk, check)); kind != models.Conflict {
		t.Errorf("reopened twice: %v", kind)
	}
	w.must(w.decideCase(desk, check, models.SamePerson))
	w.must(membership.Admit(ctx, w.st, w.admin, admission, admitToday))
	if kind := w.kindOf(w.reopen(desk, check)); kind != models.Conflict {
		t.Errorf("reopened after the admission: %v", kind)
	}
	if n := w.count("select count(*) from events where subject = 'roster_check' and step = 'reopen_match'"); n != 2 {
		t.Errorf("%d of 2 in the history", n)
	}
}

// A case is one reviewer's: the other reads who has it, and decides nothing, until the time is over or it is let go.
func TestACaseIsOneReviewers(t *testing.T) {
	w, desk, _, check := grey(t)
	ctx := t.Context()
	other := w.member("seconda@example.org", models.AssociationAdmin, &w.association.ID, nil)
	first, err := review.Open(ctx, w.st, w.admin, desk, check)
	w.must(err)
	if !first.Deciding() {
		t.Fatal("who opens it does not have it")
	}
	in := review.Input{Decision: models.SamePerson, Line: first.Candidates[0].LineID}
	second, err := review.Open(ctx, w.st, other, desk, check)
	w.must(err)
	if second.Deciding() || second.Holder == nil || second.Holder.AccountID != w.admin.AccountID || !second.Holder.Until.Equal(w.st.Now().Add(models.ClaimTime)) {
		t.Errorf("the second reads %+v", second.Holder)
	}
	for name, err := range map[string]error{
		"decide":                           review.Decide(ctx, w.st, other, desk, check, in),
		"ask":                              review.Ask(ctx, w.st, other, desk, check, review.QuestionInput{Text: "Chi sei?"}),
		"hold":                             review.Hold(ctx, w.st, other, desk, check),
		"decide on the application's page": membership.DecideMatch(ctx, w.st, other, first.Admission.ID, check, in.Line),
	} {
		if w.kindOf(err) != models.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	if id, err := review.Next(ctx, w.st, other, desk, review.Mark{}); id != 0 || err != nil {
		t.Errorf("the next case for the second is %d, %v", id, err)
	}
	w.must(review.Leave(ctx, w.st, other, desk, check)) // not theirs to let go
	later := w.st.At(w.st.Now().Add(models.ClaimTime - time.Minute))
	w.must(review.Hold(ctx, later, w.admin, desk, check))
	if w.kindOf(review.Decide(ctx, w.st.At(w.st.Now().Add(models.ClaimTime+time.Minute)), other, desk, check, in)) != models.Conflict {
		t.Error("decided although the first still works on it")
	}
	w.must(review.Leave(ctx, w.st, w.admin, desk, check))
	id, err := review.Next(ctx, w.st, other, desk, review.Mark{})
	w.must(err)
	if id != check {
		t.Fatalf("what was let go is not the next: %d", id)
	}
	w.must(review.Decide(ctx, w.st.At(w.st.Now().Add(2*models.ClaimTime)), w.admin, desk, check, in))
	if n := w.count("select count(*) from review_claims"); n != 0 {
		t.Errorf("%d cases are in somebody's hands", n)
	}
}

// several adds applications of people who bear the name of a line.
func (w *world) several(n int) {
	w.t.Helper()
	ctx := w.t.Context()
	mine := w.carer
	defer func() { w.carer = mine }()
	for i := range n {
		w.carer = w.signUp(fmt.Sprintf("lucia%d@example.org", i), "Lucia Bianchi")
		born := models.NewDate(1960+i, time.March, 1+i)
		p, err := person.Declare(ctx, w.st, w.carer, person.Input{
			Surname: "Bianchi", GivenName: "Lucia", BirthDate: born, Country: "IT", Municipality: "Poppi", TaxCode: identifier.ComputeCodiceFiscale("Bianchi", "Lucia", "F", born, "G879"),
		})
		w.must(err)
		w.carer.PersonID = p.ID
		w.apply(models.RoadListed)
	}
}

// Reviewers who ask for the next case at the same moment get one each.
func TestReviewersGetOneCaseEach(t *testing.T) {
	w, desk, _, check := grey(t)
	w.several(5)
	var given sync.Map
	var reviewers []models.Actor
	for i := range 6 {
		reviewers = append(reviewers, w.member(fmt.Sprintf("ufficio%d@example.org", i), models.AssociationAdmin, &w.association.ID, nil))
	}
	ask := func(by models.Actor) error {
		id, err := review.Next(t.Context(), w.st, by, desk, review.Mark{})
		if err != nil {
			return err
		}
		if had, twice := given.LoadOrStore(id, by.AccountID); twice || id == 0 {
			t.Errorf("the case %d is %d's and %d's", id, had, by.AccountID)
		}
		return nil
	}
	var next sync.Mutex
	left := reviewers[:5]
	kinds := w.rivals(5, "roster_checks", check, func() error { // the oldest is held: it is passed over, not waited for
		next.Lock()
		by := left[0]
		left = left[1:]
		next.Unlock()
		return ask(by)
	})
	w.must(ask(reviewers[5]))
	if kinds[0] != 5 {
		t.Errorf("outcomes: %v", kinds)
	}
	if n := w.count("select count(distinct account_id) from review_claims"); n != 6 {
		t.Errorf("%d of 6 have a case in hand", n)
	}
}

// Of reviewers who open and decide one case at the same moment one decides.
func TestOneOfManyReviewersDecides(t *testing.T) {
	w, desk, _, check := grey(t)
	c, err := review.Open(t.Context(), w.st, w.admin, desk, check)
	w.must(err)
	w.must(review.Leave(t.Context(), w.st, w.admin, desk, check))
	actors := make(chan models.Actor, 6)
	for i := range 6 {
		actors <- w.member(fmt.Sprintf("ufficio%d@example.org", i), models.AssociationAdmin, &w.association.ID, nil)
	}
	kinds := w.rivals(6, "roster_checks", check, func() error {
		return review.Decide(t.Context(), w.st, <-actors, desk, check, review.Input{Decision: models.SamePerson, Line: c.Candidates[0].LineID})
	})
	if kinds[0] != 1 || kinds[models.Conflict] != 5 {
		t.Errorf("outcomes: %v", kinds)
	}
	if n := w.count("select count(*) from events where subject = 'roster_check' and step = 'confirm_match'"); n != 1 {
		t.Errorf("%d decisions in the history", n)
	}
}

// The person is asked by a request for completion, without a word of the listed line; the case waits, and comes back.
func TestAskingTheApplicant(t *testing.T) {
	w, desk, admission, check := grey(t)
	ctx := t.Context()
	counts := func(open, asked int) {
		t.Helper()
		_, n, err := review.List(ctx, w.st, w.admin, desk, "asked")
		w.must(err)
		if n.Open() != open || n.Asked != asked {
			t.Errorf("%+v, want %d open and %d waiting", n, open, asked)
		}
	}
	if w.kindOf(review.Ask(ctx, w.st, w.admin, desk, check, review.QuestionInput{})) != models.Invalid {
		t.Error("asked without a word")
	}
	w.must(review.Ask(ctx, w.st, w.admin, desk, check, review.QuestionInput{Text: "Controlla i tuoi dati."}))
	counts(0, 1)
	if n := w.count("select count(*) from messages where kind = 'admission_completion'"); n != 1 {
		t.Errorf("told %d times", n)
	}
	a, err := store.Find[models.Admission](w.st.Read(ctx), admission)
	w.must(err)
	if a.State != models.AdmissionCompletion {
		t.Errorf("the application is %s", a.State)
	}
	over := w.st.At(a.CompletionDueOn.AddDays(2).Time())
	if _, n, err := review.List(ctx, over, w.admin, desk, "uncertain"); err != nil || n.Open() != 1 || n.Asked != 0 {
		t.Errorf("after the term: %+v, %v", n, err)
	}
	w.must(membership.Complete(ctx, w.st, w.carer, admission, membership.AnswerInput{Answer: "È tutto giusto."}))
	counts(1, 0)
	if c := w.newest(admission); c.ID != check || c.AnsweredAt == nil {
		t.Errorf("the case: %+v", c)
	}
}

// accredited is a world in which Lucia's accreditation is in doubt: the newest edition lists her by her name alone.
func accredited(t *testing.T) (w *world, desk review.Desk, check int64) {
	w, admission := ready(t)
	w.must(membership.Admit(t.Context(), w.st, w.admin, admission, admitToday))
	w.drain()
	w.publish(nameOnly, "230")
	if a := w.mine(); a.Doubt != models.DoubtAmbiguous {
		t.Fatalf("the doubt is %q", a.Doubt)
	}
	desk = review.Desk{Body: w.body.ID}
	rows, n, err := review.List(t.Context(), w.st, w.officer, desk, "uncertain")
	w.must(err)
	if len(rows) != 1 || n.Open() != 1 {
		t.Fatalf("the queue: %+v", rows)
	}
	return w, desk, rows[0].ID
}

// What an officer decides about a line decides about the doubt; undoing it brings the doubt back.
func TestTheOfficersCase(t *testing.T) {
	w, desk, check := accredited(t)
	ctx := t.Context()
	doubt := func(when string, want models.DoubtReason) {
		t.Helper()
		if a := w.mine(); a.Doubt != want {
			t.Errorf("%s the doubt is %q, not %q", when, a.Doubt, want)
		}
	}
	w.must(w.decideCase(desk, check, models.NotSamePerson))
	doubt("not found", models.DoubtGone)
	w.must(w.reopen(desk, check))
	doubt("undone", models.DoubtAmbiguous)
	w.must(w.decideCase(desk, check, models.SamePerson))
	doubt("found", "")
	w.must(w.reopen(desk, check))
	doubt("undone again", models.DoubtAmbiguous)
	w.must(w.decideCase(desk, check, models.SamePerson))
	act := accreditation.DecisionInput{Text: "Perché sì.", ActKind: "determinazione", ActNumber: "9", ActDate: models.MustDate("2026-11-09")}
	w.must(accreditation.Decide(ctx, w.st, w.officer, w.mine().ID, "suspend", act))
	if w.kindOf(w.reopen(desk, check)) != models.Conflict {
		t.Error("undone after an act was built upon it")
	}
	w.must(accreditation.Decide(ctx, w.st, w.officer, w.mine().ID, "reinstate", act))
	w.publish(nameOnly+"VERDI;ANNA;;;114;03/03/2025\r\n", "231")
	doubt("in the next edition", "")
	w.must(w.reopen(desk, check)) // of an older edition: the acts stand, and the newest edition is looked through again
	doubt("with the decision of the edition before taken back", models.DoubtAmbiguous)
}

// Somebody accredited is asked by a question of its own, and answers on their own page; nobody else sees it.
func TestAskingTheAccredited(t *testing.T) {
	w, desk, check := accredited(t)
	ctx := t.Context()
	w.must(review.Ask(ctx, w.st, w.officer, desk, check, review.QuestionInput{Text: "Controlla i tuoi dati."}))
	if n := w.count("select count(*) from messages where kind = 'identity_question' and path = ?", fmt.Sprintf("/me/questions/%d", check)); n != 1 {
		t.Errorf("told %d times", n)
	}
	questions, err := roster.Questions(ctx, w.st, w.carer)
	w.must(err)
	if len(questions) != 1 || questions[0].Question != "Controlla i tuoi dati." || len(questions[0].Candidates) != 0 {
		t.Errorf("the person sees %+v", questions)
	}
	stranger := w.signUp("altra@example.org", "Altra Persona")
	if _, err := roster.ShowQuestion(ctx, w.st, stranger, check); w.kindOf(err) != models.NotFound {
		t.Errorf("somebody else sees it: %v", err)
	}
	if w.kindOf(roster.Answer(ctx, w.st, stranger, check, roster.AnswerInput{Answer: "Io."})) != models.NotFound {
		t.Error("somebody else answered")
	}
	w.must(roster.Answer(ctx, w.st, w.carer, check, roster.AnswerInput{Answer: "Sono io."}))
	if w.kindOf(roster.Answer(ctx, w.st, w.carer, check, roster.AnswerInput{Answer: "Sono io."})) != models.Conflict {
		t.Error("answered twice")
	}
	rows, _, err := review.List(ctx, w.st, w.officer, desk, "uncertain")
	w.must(err)
	if len(rows) != 1 || rows[0].AnsweredAt == nil {
		t.Errorf("the case did not come back: %+v", rows)
	}
}

// A desk sees its own cases only, and nobody their own.
func TestADeskSeesItsOwnCases(t *testing.T) {
	w, desk, _, check := grey(t)
	ctx := t.Context()
	self := w.admin
	self.PersonID = w.carer.PersonID
	for name, c := range map[string]struct {
		by   models.Actor
		desk review.Desk
	}{
		"officer at the association's": {w.officer, desk}, "officer at the body's": {w.officer, review.Desk{Body: w.body.ID}},
		"admin at the body's": {w.admin, review.Desk{Body: w.body.ID}}, "the person": {w.carer, desk}, "an admin in her own case": {self, desk}, "no desk": {w.admin, review.Desk{}},
	} {
		_, err := review.Open(ctx, w.st, c.by, c.desk, check)
		if w.kindOf(err) != models.NotFound {
			t.Errorf("%s opens it: %v", name, err)
		}
		if w.kindOf(review.Decide(ctx, w.st, c.by, c.desk, check, review.Input{Decision: models.NotSamePerson})) != models.NotFound {
			t.Errorf("%s decides it", name)
		}
	}
	if w.count("select count(*) from review_claims") != 0 {
		t.Error("somebody took it all the same")
	}
}

// In a list without birth dates somebody is found although the name is misspelt, longer, shortened or turned round; of namesakes by half nobody is.
func TestAListWithoutBirthDates(t *testing.T) {
	w := newWorld(t)
	w.declare()
	admission := w.apply(models.RoadListed)
	for i, c := range []struct {
		listed string
		want   int
	}{
		{"BIANCI;LUCIA", 1}, {"BIANCHI;LUCCIA", 1}, {"BIANCHI;LUCIA MARIA", 1}, {"DE BIANCHI;LUCIA", 1}, {"LUCIA;BIANCHI", 1}, {"BIANCHI;L.", 1},
		{"BIANCHI;CARLA", 0}, {"VERDI;LUCIA", 0},
	} {
		w.publish("COGNOME;NOME;N. DETERMINA;DATA DETERMINA\r\n"+c.listed+";112;03/03/2025\r\nROSSI;MARIO;113;03/03/2025\r\n", fmt.Sprint(201+i))
		if check := w.newest(admission); len(check.Candidates) != c.want {
			t.Errorf("%s: %s, %d lines", c.listed, check.Result, len(check.Candidates))
		}
	}
}
