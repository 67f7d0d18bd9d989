package work_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"albo/app/membership"
	"albo/app/person"
	"albo/app/review"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// more is a list with another person each time: an edition in which nothing changed of Lucia.
func more(n int) string {
	return nameOnly + strings.Repeat("VERDI;ANNA;;;114;03/03/2025\r\n", n)
}

// aside is what keeps lines from the newest look-up of an application.
func (w *world) aside(desk review.Desk, check int64) []roster.Aside {
	w.t.Helper()
	c, err := review.Open(w.t.Context(), w.st, w.admin, desk, check)
	w.must(err)
	return c.Aside
}

// A wrong "not the same person" is taken back editions later: from the case that was decided, or from the newest one, which says that
// a line is set aside, by whom and when.
func TestNotTheSamePersonIsTakenBackEditionsLater(t *testing.T) {
	for name, from := range map[string]func(old, now int64) int64{
		"from the case decided": func(old, _ int64) int64 { return old }, "from the newest": func(_, now int64) int64 { return now },
	} {
		t.Run(name, func(t *testing.T) {
			w, desk, admission, check := grey(t)
			w.must(w.decideCase(desk, check, models.NotSamePerson))
			w.publish(more(1), "202")
			w.publish(more(2), "203")
			now := w.newest(admission)
			aside := w.aside(desk, now.ID)
			if len(aside) != 1 || aside[0].By == "" || !strings.Contains(aside[0].Listed, "BIANCHI") {
				t.Fatalf("set aside: %+v", aside)
			}
			id, err := review.Reopen(t.Context(), w.st, w.admin, desk, from(check, now.ID))
			w.must(err)
			c := w.newest(admission)
			if id != now.ID || c.Result != models.Ambiguous || c.Decision != models.Undecided || len(c.Candidates) != 1 {
				t.Errorf("case %d, the newest %+v", id, c)
			}
			if n := w.count("select count(*) from match_decisions"); n != 0 {
				t.Errorf("%d decisions are remembered", n)
			}
			if n := w.count("select count(*) from events where subject = 'roster_check' and step = 'reopen_match'"); n != 1 {
				t.Errorf("%d in the history", n)
			}
			if len(w.aside(desk, now.ID)) != 0 {
				t.Error("still set aside")
			}
			w.publish(more(3), "204")
			if c := w.newest(admission); len(c.Candidates) != 1 {
				t.Errorf("the next edition does not propose it: %+v", c)
			}
		})
	}
}

// A wrong "same person" is taken back editions later: what rested on it is undecided, and no evidence.
func TestTheSamePersonIsTakenBackEditionsLater(t *testing.T) {
	w, desk, admission, check := grey(t)
	w.must(w.decideCase(desk, check, models.SamePerson))
	w.publish(more(1), "202")
	w.publish(more(2), "203")
	w.must(w.reopen(desk, check))
	checks, err := roster.Checks(t.Context(), w.st, admission)
	w.must(err)
	for _, c := range checks {
		if c.Decision != models.Undecided || c.Result != models.Ambiguous || c.RememberedID != nil {
			t.Errorf("edition %d: %+v", *c.Edition.Number, c)
		}
	}
	if line, _, err := roster.Confirmed(w.st.Read(t.Context()), admission); err != nil || line != nil {
		t.Errorf("evidence: %+v %v", line, err)
	}
}

// A decision that a colleague of another office took is set aside without their name.
func TestSetAsideByAnotherOffice(t *testing.T) {
	w, desk, admission, check := grey(t)
	w.must(w.decideCase(desk, check, models.NotSamePerson))
	w.publish(more(1), "202")
	w.must(w.st.Write(t.Context(), func(tx *store.Tx) error {
		return tx.Exec("update match_decisions set check_id = null, decided_by = ?", w.officer.AccountID).Error
	}))
	aside := w.aside(desk, w.newest(admission).ID)
	if len(aside) != 1 || aside[0].By != "" {
		t.Errorf("set aside: %+v", aside)
	}
}

// The wait counts from when the case first came up, through editions and answers; a question goes on with the case of the newest one.
func TestTheCaseGoesOnInTheNextEdition(t *testing.T) {
	w, desk, admission, check := grey(t)
	ctx := t.Context()
	first := w.newest(admission)
	w.must(review.Ask(ctx, w.st, w.admin, desk, check, review.QuestionInput{Text: "Controlla i tuoi dati."}))
	a, err := store.Find[models.Admission](w.st.Read(ctx), admission)
	w.must(err)
	w.st = w.st.At(w.st.Now().Add(48 * time.Hour))
	w.publish(more(1), "202")
	c := w.newest(admission)
	if c.ID == check || !c.WaitingSince.Equal(first.CheckedAt) || !c.CheckedAt.After(first.CheckedAt) || !c.Waiting(w.st.Now()) || c.AnswerBy("IT") != a.CompletionDueOn {
		t.Errorf("the next edition's case: %+v, the answer is due on %s", c, a.CompletionDueOn)
	}
	rows, n, err := review.List(ctx, w.st, w.admin, desk, "asked")
	w.must(err)
	if n.Asked != 1 || n.Open() != 0 || len(rows) != 1 || !rows[0].Since.Equal(first.CheckedAt) {
		t.Errorf("%+v %+v", n, rows)
	}
	_, err = person.Declare(ctx, w.st, w.carer, person.Input{Surname: "Bianchi", GivenName: "Lucia", BirthDate: models.MustDate("1972-08-25"), Country: "IT", Municipality: "Poppi"})
	w.must(err)
	w.must(membership.Complete(ctx, w.st, w.carer, admission, membership.AnswerInput{Answer: "Era sbagliata la data."}))
	c = w.newest(admission)
	if c.AnsweredAt == nil || !c.WaitingSince.Equal(first.CheckedAt) {
		t.Errorf("after the answer: %+v", c)
	}
}

// A question of its own goes on too: the link in the mail leads to it, it is answered once, and the reviewer of the newest case reads it.
func TestAQuestionGoesOnInTheNextEdition(t *testing.T) {
	w, desk, check := accredited(t)
	ctx := t.Context()
	w.must(review.Ask(ctx, w.st, w.officer, desk, check, review.QuestionInput{Text: "Controlla i tuoi dati."}))
	w.publish(more(1), "231")
	questions, err := roster.Questions(ctx, w.st, w.carer)
	w.must(err)
	if len(questions) != 1 || questions[0].ID == check {
		t.Fatalf("the person sees %+v", questions)
	}
	if day := w.st.Today("IT").AddDays(models.QuestionDays); questions[0].AnswerBy("IT") != day {
		t.Errorf("to be answered by %s, not %s", questions[0].AnswerBy("IT"), day)
	}
	shown, err := roster.ShowQuestion(ctx, w.st, w.carer, check)
	w.must(err)
	if shown.ID != questions[0].ID {
		t.Errorf("the link leads to %d", shown.ID)
	}
	_, err = person.Declare(ctx, w.st, w.carer, person.Input{Surname: "Bianchi", GivenName: "Lucia", BirthDate: models.MustDate("1972-08-24"), BirthPlace: "Poppi", Country: "IT", Municipality: "Poppi", TaxCode: "BNCLCU72M64G879D"})
	w.must(err)
	w.must(roster.Answer(ctx, w.st, w.carer, check, roster.AnswerInput{Answer: "Sono io, nata a Poppi."}))
	c, err := review.Open(ctx, w.st, w.officer, desk, shown.ID)
	w.must(err)
	if !c.Open || c.Answer == "" || len(c.Events) != 2 {
		t.Errorf("the reviewer sees %q, open %t, %d events", c.Answer, c.Open, len(c.Events))
	}
	if compared := c.Candidates[0].Comparison; !slices.ContainsFunc(compared, func(e models.FieldEvidence) bool { return e.Declared == "Poppi" && e.Field == models.RosterBirthPlace }) {
		t.Errorf("compared is what was declared before: %+v", compared)
	}
}

// Where a new edition settles the case, the question ends, and says so.
func TestAQuestionEndsWithItsCase(t *testing.T) {
	w, desk, check := accredited(t)
	ctx := t.Context()
	w.must(review.Ask(ctx, w.st, w.officer, desk, check, review.QuestionInput{Text: "Controlla i tuoi dati."}))
	w.publish(edition1, "231")
	questions, err := roster.Questions(ctx, w.st, w.carer)
	w.must(err)
	shown, err := roster.ShowQuestion(ctx, w.st, w.carer, check)
	w.must(err)
	if len(questions) != 0 || shown.AskedUntil != nil {
		t.Errorf("%d questions wait, until %v", len(questions), shown.AskedUntil)
	}
	if w.kindOf(roster.Answer(ctx, w.st, w.carer, check, roster.AnswerInput{Answer: "Sono io."})) != models.Conflict {
		t.Error("answered all the same")
	}
	if n := w.count("select count(*) from events where subject = 'roster_check' and step = 'close_question'"); n != 1 {
		t.Errorf("%d in the history", n)
	}
}

// Who has a case open while a new edition comes out decides nothing on the old one; a question that was being written is asked in
// the case that goes on with it.
func TestAnEditionComesOutWhileACaseIsOpen(t *testing.T) {
	w, desk, admission, check := grey(t)
	ctx := t.Context()
	c, err := review.Open(ctx, w.st, w.admin, desk, check)
	w.must(err)
	w.publish(more(1), "202")
	in := review.Input{Decision: models.SamePerson, Line: c.Candidates[0].LineID}
	if key := w.keyOf(review.Decide(ctx, w.st, w.admin, desk, check, in)); key != "matches.newer_edition" {
		t.Errorf("decided on the old edition: %q", key)
	}
	if key := w.keyOf(membership.DecideMatch(ctx, w.st, w.admin, admission, check, in.Line)); key != "matches.newer_edition" {
		t.Errorf("decided on the old edition, on the application's page: %q", key)
	}
	w.must(review.Ask(ctx, w.st, w.admin, desk, check, review.QuestionInput{Text: "Controlla i tuoi dati."}))
	if now := w.newest(admission); now.ID == check || !now.Waiting(w.st.Now()) {
		t.Errorf("the newest case: %+v", now)
	}
}

// What the matching leaves open comes before what it found, however long that waits; a decision goes on from where the case stood.
func TestUncertainCasesComeFirst(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.declare()
	w.publish(edition1, "201")
	w.apply(models.RoadListed) // found by the tax code
	w.publish(edition1+"BIANCHI;LUCIA;;;112;03/03/2025\r\n", "202")
	w.several(3) // of one name with a line, no more
	desk := review.Desk{Association: w.association.ID}
	found, n, err := review.List(ctx, w.st, w.admin, desk, "found")
	w.must(err)
	grey, _, err := review.List(ctx, w.st, w.admin, desk, "uncertain")
	w.must(err)
	if n.Found != 1 || n.Uncertain != 3 || len(found) != 1 || len(grey) != 3 || found[0].Since.After(grey[0].Since) {
		t.Fatalf("%+v, found %+v, uncertain %+v", n, found, grey)
	}
	from := review.Mark{After: grey[0].ID}
	from, err = from.At(ctx, w.st)
	w.must(err)
	w.must(w.decideCase(desk, grey[0].ID, models.NotSamePerson))
	for _, want := range []int64{grey[1].ID, grey[2].ID, found[0].ID} {
		id, err := review.Next(ctx, w.st, w.admin, desk, from)
		w.must(err)
		if id != want {
			t.Fatalf("next is %d, not %d", id, want)
		}
		if from, err = (review.Mark{After: id}).At(ctx, w.st); err != nil {
			t.Fatal(err)
		}
	}
}

// A case stays open when its person turns out to stand in the registry twice: who decides decides on the one who is kept.
func TestAPersonIsMergedWhileTheirCaseIsOpen(t *testing.T) {
	w, desk, admission, check := grey(t)
	ctx := t.Context()
	d := again(w)
	_, err := review.Open(ctx, w.st, w.admin, desk, check)
	w.must(err)
	d.merge.Keep = d.second.PersonID
	_, err = d.unite(d.merge)
	w.must(err)
	w.must(w.decideCase(desk, check, models.SamePerson))
	w.publish(more(1), "202")
	if c := w.newest(admission); c.PersonID != d.second.PersonID || c.Decision != models.SamePerson || c.RememberedID == nil {
		t.Errorf("the next edition: %+v", c)
	}
}
