package work_test

import (
	"strings"
	"testing"

	"albo/app/accreditation"
	"albo/app/certificate"
	"albo/app/membership"
	"albo/app/person"
	"albo/models"
)

// otherwise is another identity than the one that evidence was compared with.
var otherwise = person.Input{Surname: "Impostori", GivenName: "Mario", BirthDate: models.MustDate("1990-01-01"), Country: "IT", Municipality: "Poppi"}

// What was compared with evidence is what is admitted: nobody can put another identity in its place meanwhile.
func TestTheIdentityIsTheOneThatWasCompared(t *testing.T) {
	w, id := ready(t) // handed in, its line confirmed
	ctx := t.Context()
	if _, err := person.Declare(ctx, w.st, w.carer, otherwise); w.fault(err, "surname") != "person.identity_in_use" {
		t.Fatalf("another identity during the decision: %v", err)
	}
	w.must(membership.RequestCompletion(ctx, w.st, w.admin, id, membership.CompletionInput{Text: "Controlla i tuoi dati."}))
	_, err := person.Declare(ctx, w.st, w.carer, otherwise)
	w.must(err) // asked for: it may be what was wrong
	if w.kindOf(membership.Admit(ctx, w.st, w.admin, id, admitToday)) != models.Conflict {
		t.Fatal("admitted by evidence of somebody else")
	}
	w.must(membership.Complete(ctx, w.st, w.carer, id, membership.AnswerInput{Answer: "Fatto."}))
	review, err := membership.ShowReview(ctx, w.st, w.admin, id)
	w.must(err)
	if !review.DeclaredOtherwise() || review.Confirmed {
		t.Errorf("who decides does not see that the identity changed: %v, %v", review.DeclaredOtherwise(), review.Confirmed)
	}
	if w.kindOf(membership.Admit(ctx, w.st, w.admin, id, admitToday)) != models.Conflict {
		t.Error("admitted without evidence of the new identity")
	}
}

// A certificate names whom the body accredited, whatever they declare afterwards; and a decision is not decided again.
func TestTheDecisionStandsAsItWasTaken(t *testing.T) {
	w, id := ready(t)
	ctx := t.Context()
	w.must(membership.Admit(ctx, w.st, w.admin, id, admitToday))
	w.drain()
	_, err := person.Declare(ctx, w.st, w.carer, otherwise)
	w.must(err)
	a := w.mine()
	w.must(certificate.Issue(ctx, w.st, w.carer, a.ID, "el"))
	list, err := certificate.List(ctx, w.st, w.carer)
	w.must(err)
	if len(list) != 2 || list[0].Printed.Holder != "Lucia Bianchi" || list[0].Printed.BirthDate.String() != "1972-08-24" {
		t.Errorf("the certificates name %+v", list)
	}
	review, err := membership.ShowReview(ctx, w.st, w.admin, id)
	w.must(err)
	for name, err := range map[string]error{
		"the line":     membership.DecideMatch(ctx, w.st, w.admin, id, review.Checks[0].ID, 0),
		"the training": membership.ConfirmTraining(ctx, w.st, w.admin, id),
	} {
		if w.kindOf(err) != models.Conflict {
			t.Errorf("%s was decided on after the admission: %v", name, err)
		}
	}
	w.must(certificate.Revoke(ctx, w.st, w.officer, list[0].ID, certificate.RevokeInput{Reason: "Sbagliato."}))
	if w.kindOf(certificate.Issue(ctx, w.st, w.carer, a.ID, "el")) != models.Conflict {
		t.Error("what the office took back is issued again by its holder")
	}
	w.must(certificate.Issue(ctx, w.st, w.officer, a.ID, "el"))
}

// A doubt is settled by a reason, not by a press of a button.
func TestADoubtIsSettledByAReason(t *testing.T) {
	w, id := ready(t)
	ctx := t.Context()
	w.must(membership.Admit(ctx, w.st, w.admin, id, admitToday))
	w.drain()
	w.publish(strings.Replace(edition1, "BIANCHI;LUCIA;BNCLCU72M64G879D;24/08/1972;112;03/03/2025\r\n", "", 1), "230")
	a := w.mine()
	if a.Doubt != models.DoubtGone {
		t.Fatalf("the doubt is %q", a.Doubt)
	}
	if err := accreditation.Decide(ctx, w.st, w.officer, a.ID, "uphold", accreditation.DecisionInput{}); w.fault(err, "text") != "invalid.required" {
		t.Errorf("upheld without a reason: %v", err)
	}
	w.must(accreditation.Decide(ctx, w.st, w.officer, a.ID, "uphold", accreditation.DecisionInput{Text: "Errore di trascrizione."}))
	if a := w.mine(); a.Doubt != "" {
		t.Errorf("the doubt stands: %q", a.Doubt)
	}
}

// What was never handed in is nobody else's to read, withdrawn or not.
func TestADraftIsItsWritersAlone(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.declare()
	id, err := accreditation.Start(ctx, w.st, w.carer, w.body.ID)
	w.must(err)
	w.must(accreditation.Keep(ctx, w.st, w.carer, id, accreditation.TypedInput{DraftInput: accreditation.DraftInput{Statement: "Riservato."}}))
	for _, state := range []string{"a draft", "withdrawn"} {
		if _, err := accreditation.Show(ctx, w.st, w.officer, id); w.kindOf(err) != models.NotFound {
			t.Errorf("the office reads %s: %v", state, err)
		}
		if err := accreditation.Decide(ctx, w.st, w.officer, id, "take_up", accreditation.DecisionInput{}); w.kindOf(err) != models.NotFound {
			t.Errorf("the office decides on %s: %v", state, err)
		}
		if state == "a draft" {
			w.must(accreditation.Withdraw(ctx, w.st, w.carer, id))
		}
	}
}

// A title that was confirmed and then taken away, or another in its place, is no evidence.
func TestTheTitleIsTheOneThatWasSeen(t *testing.T) {
	w, id := draft(t)
	ctx := t.Context()
	w.must(membership.SaveDraft(ctx, w.st, w.carer, id, membership.DraftInput{Road: models.RoadTrained, CourseTitle: "Corso", CourseHours: 120}))
	w.must(membership.Attach(ctx, w.st, w.carer, id, models.DocumentTraining, upload("attestato.pdf", pdfFile)))
	w.must(membership.Submit(ctx, w.st, w.carer, id, membership.SubmitInput{Statute: true, Truth: true}))
	w.must(membership.ConfirmTraining(ctx, w.st, w.admin, id))
	w.must(membership.RequestCompletion(ctx, w.st, w.admin, id, membership.CompletionInput{Text: "Manca un documento."}))
	f, err := membership.Show(ctx, w.st, w.carer, id)
	w.must(err)
	w.must(membership.Detach(ctx, w.st, w.carer, id, f.Documents[0].PublicID))
	if w.kindOf(membership.Admit(ctx, w.st, w.admin, id, admitToday)) != models.Conflict {
		t.Error("admitted by a title that is no longer there")
	}
	if w.kindOf(membership.ConfirmTraining(ctx, w.st, w.admin, id)) != models.Conflict {
		t.Error("a title that is not there was confirmed")
	}
}
