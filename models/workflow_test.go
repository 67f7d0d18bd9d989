package models

import (
	"errors"
	"testing"
	"time"
)

var (
	moment   = time.Date(2026, 11, 9, 10, 0, 0, 0, time.UTC)
	carer    = Actor{AccountID: 1, PersonID: 10, Name: "Carer"}
	admin    = Actor{AccountID: 2, Name: "Admin", Roles: []Role{{Kind: AssociationAdmin, AssociationID: ref(5)}}}
	officer  = Actor{AccountID: 3, Name: "Officer", Roles: []Role{{Kind: BodyOfficer, BodyID: ref(7)}}}
	stranger = Actor{AccountID: 4, PersonID: 11, Name: "Stranger", Roles: []Role{{Kind: AssociationAdmin, AssociationID: ref(6)}, {Kind: BodyOfficer, BodyID: ref(8)}}}
	rules    = RulesOn("IT", nil, MustDate("2026-11-09"))
)

func ref(n int64) *int64 { return &n }

// kind is the kind of a refusal; 0 for none.
func kind(t *testing.T, err error) Kind {
	t.Helper()
	if err == nil {
		return 0
	}
	var refusal *Error
	if !errors.As(err, &refusal) {
		t.Fatalf("a fault where a refusal was due: %v", err)
	}
	return refusal.Kind
}

// step is one step of a workflow, taken by somebody.
type step[T any] struct {
	name string
	who  Actor // who may
	take func(*T, Actor) (Event, error)
}

var admissionSteps = []step[Admission]{
	{"submit", carer, func(a *Admission, by Actor) (Event, error) { return a.Submit(by, rules, "IT", moment) }},
	{"request_completion", admin, func(a *Admission, by Actor) (Event, error) {
		return a.RequestCompletion(by, "Which?", rules, "IT", moment)
	}},
	{"complete", carer, func(a *Admission, by Actor) (Event, error) { return a.Complete(by, "This.", "IT", moment) }},
	{"admit", admin, func(a *Admission, by Actor) (Event, error) {
		return a.Admit(by, true, Resolution{Date: MustDate("2026-11-09")}, moment)
	}},
	{"refuse", admin, func(a *Admission, by Actor) (Event, error) {
		return a.Refuse(by, RefusalRequirements, "Because.", rules, "IT", moment)
	}},
	{"appeal", carer, func(a *Admission, by Actor) (Event, error) { return a.Appeal(by, "No.", "IT", moment) }},
	{"withdraw", carer, func(a *Admission, by Actor) (Event, error) { return a.Withdraw(by, moment) }},
}

func admissionIn(state AdmissionState) *Admission {
	a := &Admission{ID: 1, AssociationID: 5, PersonID: 10, State: state, Road: RoadListed, AppealDueOn: MustDate("2027-01-01")}
	if state != AdmissionDraft {
		a.ReceivedAt, a.DueOn = &moment, MustDate("2027-01-08")
	}
	return a
}

// Every step from every state: it leads where the table says, or is refused and changes nothing; nobody else may take it.
func TestAdmissionSteps(t *testing.T) {
	for state := range AdmissionMoves.States() {
		for _, s := range admissionSteps {
			a := admissionIn(state)
			event, err := s.take(a, s.who)
			to, moves := AdmissionMoves[s.name][state]
			switch {
			case moves && (err != nil || a.State != to || event.Step != s.name || event.FromState != string(state) || event.ToState != string(to)):
				t.Errorf("%s from %s: %v, state %s, event %+v", s.name, state, err, a.State, event)
			case !moves && (err == nil || a.State != state):
				t.Errorf("%s from %s was not refused: state %s", s.name, state, a.State)
			}
			for _, other := range []Actor{{}, stranger, {AccountID: 9, Name: "No role"}} {
				a := admissionIn(state)
				if _, err := s.take(a, other); kind(t, err) != NotFound || a.State != state {
					t.Errorf("%s from %s by %q: %v, state %s", s.name, state, other.Name, err, a.State)
				}
			}
		}
	}
}

var accreditationSteps = []step[Accreditation]{
	{"submit", carer, func(a *Accreditation, by Actor) (Event, error) { return a.Submit(by, rules, "IT", moment) }},
	{"take_up", officer, func(a *Accreditation, by Actor) (Event, error) { return a.TakeUp(by, moment) }},
	{"request_completion", officer, func(a *Accreditation, by Actor) (Event, error) {
		return a.RequestCompletion(by, "Which?", rules, "IT", moment)
	}},
	{"complete", carer, func(a *Accreditation, by Actor) (Event, error) { return a.Complete(by, "This.", "IT", moment) }},
	{"give_notice", officer, func(a *Accreditation, by Actor) (Event, error) { return a.GiveNotice(by, "Why.", rules, "IT", moment) }},
	{"grant", officer, func(a *Accreditation, by Actor) (Event, error) { return a.Grant(by, Decision{}, moment) }},
	{"refuse", officer, func(a *Accreditation, by Actor) (Event, error) { return a.Refuse(by, Decision{}, "IT", moment) }},
	{"suspend", officer, func(a *Accreditation, by Actor) (Event, error) { return a.Suspend(by, Decision{}, moment) }},
	{"reinstate", officer, func(a *Accreditation, by Actor) (Event, error) { return a.Reinstate(by, Decision{}, moment) }},
	{"revoke", officer, func(a *Accreditation, by Actor) (Event, error) { return a.Revoke(by, Decision{}, moment) }},
	{"lapse", officer, func(a *Accreditation, by Actor) (Event, error) { return a.Lapse(by, Decision{}, moment) }},
	{"renounce", carer, func(a *Accreditation, by Actor) (Event, error) { return a.Renounce(by, moment) }},
	{"withdraw", carer, func(a *Accreditation, by Actor) (Event, error) { return a.Withdraw(by, moment) }},
}

func accreditationIn(state AccreditationState) *Accreditation {
	return &Accreditation{ID: 1, BodyID: 7, PersonID: 10, State: state, ReceivedAt: &moment, NoticeDueOn: MustDate("2026-11-01")}
}

func TestAccreditationSteps(t *testing.T) {
	for state := range AccreditationMoves.States() {
		for _, s := range accreditationSteps {
			a := accreditationIn(state)
			event, err := s.take(a, s.who)
			to, moves := AccreditationMoves[s.name][state]
			switch {
			case moves && (err != nil || a.State != to || event.Step != s.name):
				t.Errorf("%s from %s: %v, state %s, event %+v", s.name, state, err, a.State, event)
			case !moves && (err == nil || a.State != state):
				t.Errorf("%s from %s was not refused: state %s", s.name, state, a.State)
			}
			if _, err := s.take(accreditationIn(state), stranger); kind(t, err) != NotFound {
				t.Errorf("%s from %s by a stranger: %v", s.name, state, err)
			}
		}
	}
}

func TestNobodyDecidesOnThemselves(t *testing.T) {
	both := Actor{AccountID: 1, PersonID: 10, Name: "Both", Roles: append(admin.Roles, officer.Roles...)}
	if _, err := admissionIn(AdmissionSubmitted).Admit(both, true, Resolution{}, moment); kind(t, err) != Forbidden {
		t.Errorf("an admin admits themselves: %v", err)
	}
	if _, err := accreditationIn(AccreditationReview).Grant(both, Decision{}, moment); kind(t, err) != Forbidden {
		t.Errorf("an officer accredits themselves: %v", err)
	}
}

func TestAdmittedOnlyOnEvidence(t *testing.T) {
	for _, c := range []struct {
		road      Road
		confirmed bool
		training  bool
		want      Kind
	}{
		{RoadListed, true, false, 0}, {RoadListed, false, false, Conflict}, {RoadListed, false, true, Conflict},
		{RoadTrained, false, true, 0}, {RoadTrained, false, false, Conflict}, {RoadTrained, true, false, Conflict},
	} {
		a := admissionIn(AdmissionSubmitted)
		a.Road = c.road
		if c.training {
			if _, err := a.ConfirmTraining(admin, moment); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := a.Admit(admin, c.confirmed, Resolution{}, moment); kind(t, err) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestTheClockStopsWhileTheApplicantIsAsked(t *testing.T) {
	a := admissionIn(AdmissionDraft)
	if _, err := a.Submit(carer, rules, "IT", moment); err != nil {
		t.Fatal(err)
	}
	if got := a.DueOn.String(); got != "2027-01-08" { // 60 days from 9 November
		t.Fatalf("due on %s", got)
	}
	if _, err := a.RequestCompletion(admin, "Which?", rules, "IT", moment.AddDate(0, 0, 5)); err != nil {
		t.Fatal(err)
	}
	if a.Overdue(MustDate("2027-06-01")) {
		t.Error("overdue while the clock stands still")
	}
	if _, err := a.Complete(carer, "This.", "IT", moment.AddDate(0, 0, 15)); err != nil {
		t.Fatal(err)
	}
	if got := a.DueOn.String(); got != "2027-01-18" {
		t.Errorf("ten days of standing still give %s", got)
	}
	if !a.Overdue(MustDate("2027-01-19")) || a.Overdue(MustDate("2027-01-18")) {
		t.Error("overdue begins the day after the last")
	}
}

func TestAppealOnlyWithinItsTerm(t *testing.T) {
	a := admissionIn(AdmissionSubmitted)
	if _, err := a.Refuse(admin, RefusalRequirements, "Because.", rules, "IT", moment); err != nil {
		t.Fatal(err)
	}
	late := a.DueOn.AddDays(100).Time()
	if _, err := a.Appeal(carer, "No.", "IT", late); kind(t, err) != Conflict || a.State != AdmissionRefused {
		t.Errorf("appealed too late: %v", err)
	}
	if _, err := a.Appeal(carer, "No.", "IT", a.AppealDueOn.Time().Add(20*time.Hour)); err != nil {
		t.Errorf("appealed on the last day: %v", err)
	}
}

func TestNoRefusalBeforeTheNoticeHasRun(t *testing.T) {
	a := accreditationIn(AccreditationReview)
	if _, err := a.GiveNotice(officer, "Why.", rules, "IT", moment); err != nil {
		t.Fatal(err)
	}
	if got := a.NoticeDueOn.String(); got != "2026-11-19" {
		t.Fatalf("the notice runs until %s", got)
	}
	if _, err := a.Refuse(officer, Decision{}, "IT", moment.AddDate(0, 0, 10)); kind(t, err) != Conflict {
		t.Errorf("refused while the notice runs: %v", err)
	}
	if _, err := a.Refuse(officer, Decision{}, "IT", moment.AddDate(0, 0, 11)); err != nil {
		t.Errorf("refused after the notice: %v", err)
	}
}

func TestDoubt(t *testing.T) {
	edition := &RosterEdition{ID: 3, AsOf: MustDate("2026-11-02")}
	for rule, hidden := range map[GoneRule]string{GoneAtOnce: "2026-11-09", GoneAfterDays: "2026-12-09", GoneOnConfirmation: ""} {
		a := accreditationIn(AccreditationGranted)
		body := &Body{ID: 7, Country: "IT", GoneRule: rule, GoneDays: 30}
		if _, first := a.PutInDoubt(DoubtGone, edition, body, moment); !first || a.HideFrom.String() != hidden || a.State != AccreditationGranted {
			t.Errorf("%s: hidden from %q, first %v", rule, a.HideFrom, first)
		}
		if _, first := a.PutInDoubt(DoubtSuspended, edition, body, moment.AddDate(0, 0, 3)); first || a.HideFrom.String() != hidden {
			t.Errorf("%s: a doubt that stands keeps its day: %q", rule, a.HideFrom)
		}
		if _, err := a.Uphold(stranger, "It holds.", moment); kind(t, err) != NotFound {
			t.Errorf("another body settles the doubt: %v", err)
		}
		if _, err := a.Uphold(officer, "It holds.", moment); err != nil || a.Doubt != "" || !a.HideFrom.IsZero() {
			t.Errorf("%s: %v, %+v", rule, err, a)
		}
		if _, err := a.Uphold(officer, "It holds.", moment); kind(t, err) != Conflict {
			t.Errorf("no doubt to settle: %v", err)
		}
	}
	if event, first := accreditationIn(AccreditationSuspended).PutInDoubt(DoubtGone, edition, &Body{}, moment); first || event.Step != "" {
		t.Error("only an accreditation in force can be doubted")
	}
}

func TestStanding(t *testing.T) {
	today := MustDate("2026-11-09")
	for _, c := range []struct {
		state AccreditationState
		until string
		want  Standing
	}{
		{AccreditationGranted, "", StandingValid}, {AccreditationGranted, "2026-11-09", StandingValid}, {AccreditationGranted, "2026-11-08", StandingExpired},
		{AccreditationSuspended, "", StandingSuspended}, {AccreditationRevoked, "", StandingRevoked}, {AccreditationLapsed, "", StandingRevoked}, {AccreditationRenounced, "", StandingRevoked},
	} {
		a := &Accreditation{State: c.state}
		if c.until != "" {
			a.ValidUntil = MustDate(c.until)
		}
		if got := a.Standing(today); got != c.want {
			t.Errorf("%s until %q: %s", c.state, c.until, got)
		}
		if got := (&Certificate{State: CertificateReplaced}).Standing(a, today); got != StandingReplaced {
			t.Errorf("a replaced certificate is %s", got)
		}
		if got := (&Certificate{State: CertificateRevoked}).Standing(a, today); got != StandingRevoked {
			t.Errorf("a revoked certificate is %s", got)
		}
	}
}

func TestEditionSteps(t *testing.T) {
	plan := func(state EditionState) *RosterEdition {
		return &RosterEdition{ID: 1, BodyID: 7, State: state, Total: 5}
	}
	if _, err := plan(EditionPreview).Commit(stranger, true, moment); kind(t, err) != NotFound {
		t.Errorf("another body commits: %v", err)
	}
	left := plan(EditionPreview)
	left.LeftOut = 2
	if _, err := left.Commit(officer, false, moment); kind(t, err) != Invalid {
		t.Errorf("lines left out unasked: %v", err)
	}
	if _, err := left.Commit(officer, true, moment); err != nil || left.State != EditionCommitted {
		t.Errorf("lines left out accepted: %v", err)
	}
	empty := plan(EditionPreview)
	empty.Total = 0
	if _, err := empty.Commit(officer, true, moment); kind(t, err) != Conflict {
		t.Errorf("an empty plan: %v", err)
	}
	if _, err := left.Publish(officer, 4, moment); err != nil || *left.Number != 4 || left.PublishedAt == nil {
		t.Errorf("publish: %v %+v", err, left)
	}
	for _, take := range []func(*RosterEdition) error{
		func(e *RosterEdition) error { _, err := e.Discard(officer, EditionPublished, moment); return err },
		func(e *RosterEdition) error { _, err := e.Remap(officer, ReadSettings{}, moment); return err },
		func(e *RosterEdition) error { _, err := e.Publish(officer, 5, moment); return err },
	} {
		if err := take(left); kind(t, err) != Conflict || left.State != EditionPublished {
			t.Errorf("a published edition changed: %v", err)
		}
	}
}
