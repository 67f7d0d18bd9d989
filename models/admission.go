package models

import "time"

// AdmissionState is where an application for membership stands.
type AdmissionState string

const (
	AdmissionDraft      AdmissionState = "draft"
	AdmissionSubmitted  AdmissionState = "submitted"
	AdmissionCompletion AdmissionState = "completion_requested"
	AdmissionAdmitted   AdmissionState = "admitted"
	AdmissionRefused    AdmissionState = "refused"
	AdmissionAppealed   AdmissionState = "appealed"
	AdmissionWithdrawn  AdmissionState = "withdrawn"
)

// AdmissionMoves is the life of an application for membership (D.Lgs. 117/2017 art. 23).
var AdmissionMoves = Moves[AdmissionState]{
	"submit":             {AdmissionDraft: AdmissionSubmitted},
	"request_completion": {AdmissionSubmitted: AdmissionCompletion},
	"complete":           {AdmissionCompletion: AdmissionSubmitted},
	"admit":              {AdmissionSubmitted: AdmissionAdmitted, AdmissionCompletion: AdmissionAdmitted},
	"refuse":             {AdmissionSubmitted: AdmissionRefused, AdmissionCompletion: AdmissionRefused},
	"appeal":             {AdmissionRefused: AdmissionAppealed},
	"withdraw": {
		AdmissionDraft: AdmissionWithdrawn, AdmissionSubmitted: AdmissionWithdrawn,
		AdmissionCompletion: AdmissionWithdrawn, AdmissionRefused: AdmissionWithdrawn,
	},
}

// OpenAdmissions are the states in which a person has an application going on with an association.
var OpenAdmissions = []AdmissionState{AdmissionDraft, AdmissionSubmitted, AdmissionCompletion, AdmissionAppealed}

// Road is the way by which somebody may join: trained, or listed in a public body's roster.
type Road string

const (
	RoadTrained Road = "trained"
	RoadListed  Road = "listed"
)

// RefusalReason is the type of a refusal; the text beside it says why in this case.
type RefusalReason string

const (
	RefusalNotEvidenced   RefusalReason = "not_evidenced"   // neither training nor listing could be confirmed
	RefusalRequirements   RefusalReason = "requirements"    // a requirement of the statute is missing
	RefusalIncompatible   RefusalReason = "incompatible"    // incompatible with the purposes of the association
	RefusalFalseStatement RefusalReason = "false_statement" // DPR 445/2000 art. 75
	RefusalNoAnswer       RefusalReason = "no_answer"       // the completion asked for never came
)

// RefusalReasons lists the types of refusal. There is no "other": a refusal that fits no type is not motivated.
var RefusalReasons = []RefusalReason{RefusalNotEvidenced, RefusalRequirements, RefusalIncompatible, RefusalFalseStatement, RefusalNoAnswer}

// Admission is an application to join an association, from draft to decision.
type Admission struct {
	ID            int64  `gorm:"primaryKey"`
	Number        string // year and progressive number of the association, given on submission
	AssociationID int64
	PersonID      int64
	State         AdmissionState
	Road          Road
	Declared      `gorm:"embedded;embeddedPrefix:declared_"`

	QualificationCode string // a row of the qualifications catalogue
	CourseTitle       string
	CourseProvider    string
	CourseHours       int
	CourseEndedOn     Date `gorm:"type:date"`
	RosterBodyID      *int64
	RosterActNumber   string
	Motivation        string

	CreatedAt           time.Time
	ReceivedAt          *time.Time
	Clock               `gorm:"embedded"` // to decide and tell (art. 23 c. 2)
	CompletionText      string
	CompletionAnswer    string
	AnswerDraft         string     // typed, not sent yet
	TrainingConfirmedAt *time.Time // the title was seen and accepted
	TrainingConfirmedBy *int64
	DecidedAt           *time.Time
	DecidedBy           *int64
	ResolutionNumber    string // of the board
	ResolutionDate      Date   `gorm:"type:date"`
	RefusalReason       RefusalReason
	RefusalText         string
	AppealDueOn         Date `gorm:"type:date"` // last day to appeal (art. 23 c. 3)
	AppealText          string
	AppealedAt          *time.Time
	Version             int // of the draft, so that two tabs do not overwrite each other

	Person      *Person
	Association *Association
}

// Evidenced tells whether what the law of the association asks for is there: a course
// whose title was seen, or a line of a published roster confirmed as this person's.
func (a *Admission) Evidenced(confirmed bool) bool {
	if a.Road == RoadTrained {
		return a.TrainingConfirmedAt != nil
	}
	return confirmed
}

// Open tells whether the applicant may still change what is in it.
func (a *Admission) Open() bool { return a.State == AdmissionDraft || a.State == AdmissionCompletion }

// Appealable tells whether a refusal can be brought before the assembly on a day.
func (a *Admission) Appealable(day Date) bool {
	return a.State == AdmissionRefused && !day.After(a.AppealDueOn)
}

// Submit hands the draft in. The clock of the decision starts on the day of receipt, in the association's country.
func (a *Admission) Submit(by Actor, rules Rules, country string, now time.Time) (Event, error) {
	if !by.Is(a.PersonID) {
		return Event{}, ErrNotFound
	}
	event, err := a.move("submit", by, now)
	if err != nil {
		return event, err
	}
	a.ReceivedAt = &now
	a.DueOn = rules.Term(RuleDecisionDays, Day(now, country), country)
	return event, nil
}

// RequestCompletion asks the applicant for what is missing and stops the clock until the answer.
func (a *Admission) RequestCompletion(by Actor, text string, rules Rules, country string, now time.Time) (Event, error) {
	event, err := a.decide("request_completion", by, now, "text", text)
	if err != nil {
		return event, err
	}
	a.CompletionText, a.CompletionAnswer = text, ""
	a.stop(rules.Term(RuleCompletionDays, Day(now, country), country), now)
	return event, nil
}

// Complete is the applicant's answer; the days the clock stood still are added to the term.
func (a *Admission) Complete(by Actor, answer, country string, now time.Time) (Event, error) {
	if !by.Is(a.PersonID) {
		return Event{}, ErrNotFound
	}
	event, err := a.move("complete", by, now, "text", answer)
	if err != nil {
		return event, err
	}
	a.CompletionAnswer, a.AnswerDraft = answer, ""
	a.restart(country, now)
	return event, nil
}

// DocumentsChanged takes back the word of who saw the title of the course: another one, or none, stands there now.
func (a *Admission) DocumentsChanged() { a.TrainingConfirmedAt, a.TrainingConfirmedBy = nil, nil }

// ConfirmTraining records that an admin saw the title of the course and accepts it as evidence.
func (a *Admission) ConfirmTraining(by Actor, now time.Time) (Event, error) {
	if err := a.Decidable(by); err != nil {
		return Event{}, err
	}
	if a.TrainingConfirmedAt == nil {
		a.TrainingConfirmedAt, a.TrainingConfirmedBy = &now, by.Account()
	}
	return Note(by, now, "admission", a.ID, "confirm_training", string(a.State), string(a.State)), nil
}

// ResolutionDay says what is wrong with the day of a resolution: it has not come yet, or was before the application came in.
func (a *Admission) ResolutionDay(day, today Date, country string) *Text {
	var wrong Text
	switch received := Day(*a.ReceivedAt, country); {
	case day.After(today):
		wrong = Say("invalid.future")
	case day.Before(received):
		wrong = Say("admission.resolution_early", "date", received.String())
	default:
		return nil
	}
	return &wrong
}

// Admit makes the applicant a member. Only an admin of the association may, and only on
// evidence: a course whose title was seen, or a confirmed line in a roster edition.
func (a *Admission) Admit(by Actor, confirmed bool, resolution Resolution, now time.Time) (Event, error) {
	if err := a.Decidable(by); err != nil {
		return Event{}, err
	}
	if !a.Evidenced(confirmed) {
		return Event{}, Refuse(Conflict, "admission.no_evidence_"+string(a.Road))
	}
	event, err := a.close("admit", by, now, "resolution", resolution.Number, "resolution_date", resolution.Date.String())
	if err != nil {
		return event, err
	}
	a.ResolutionNumber, a.ResolutionDate = resolution.Number, resolution.Date
	return event, nil
}

// Refuse turns the application down, with its type and its reasons (art. 23 c. 2), and opens the term for the appeal.
func (a *Admission) Refuse(by Actor, reason RefusalReason, text string, rules Rules, country string, now time.Time) (Event, error) {
	event, err := a.close("refuse", by, now, "reason", string(reason), "text", text)
	if err != nil {
		return event, err
	}
	a.RefusalReason, a.RefusalText = reason, text
	a.AppealDueOn = rules.Term(RuleAppealDays, Day(now, country), country)
	return event, nil
}

// Appeal brings a refusal before the assembly, within the term (art. 23 c. 3).
func (a *Admission) Appeal(by Actor, text, country string, now time.Time) (Event, error) {
	if !by.Is(a.PersonID) {
		return Event{}, ErrNotFound
	}
	if a.State == AdmissionRefused && !a.Appealable(Day(now, country)) {
		return Event{}, Refuse(Conflict, "admission.appeal_too_late", "date", a.AppealDueOn.String())
	}
	event, err := a.move("appeal", by, now, "text", text)
	if err != nil {
		return event, err
	}
	a.AppealText, a.AppealedAt = text, &now
	return event, nil
}

// Withdraw takes the application back. A draft simply goes.
func (a *Admission) Withdraw(by Actor, now time.Time) (Event, error) {
	if !by.Is(a.PersonID) {
		return Event{}, ErrNotFound
	}
	event, err := a.move("withdraw", by, now)
	if err == nil {
		a.end()
	}
	return event, err
}

// Overdue tells whether the term to decide has passed; while the clock stands still it cannot.
func (a *Admission) Overdue(today Date) bool {
	return a.State == AdmissionSubmitted && today.After(a.DueOn)
}

// Resolution is the act of the board that admits: its number in the minutes and its day.
type Resolution struct {
	Number string `form:"resolution_number" validate:"max=40"`
	Date   Date   `form:"resolution_date"`
}

// Decidable tells why the actor may not decide on the application, if so.
func (a *Admission) Decidable(by Actor) error {
	if !by.AdminOf(a.AssociationID) || a.ReceivedAt == nil {
		return ErrNotFound
	}
	if by.Is(a.PersonID) {
		return Refuse(Forbidden, "admission.not_ones_own")
	}
	_, err := AdmissionMoves.To("admission", "admit", a.State)
	return err
}

func (a *Admission) decide(step string, by Actor, now time.Time, pairs ...string) (Event, error) {
	if err := a.Decidable(by); err != nil {
		return Event{}, err
	}
	return a.move(step, by, now, pairs...)
}

// close is a decision that ends the procedure.
func (a *Admission) close(step string, by Actor, now time.Time, pairs ...string) (Event, error) {
	event, err := a.decide(step, by, now, pairs...)
	if err != nil {
		return event, err
	}
	a.DecidedAt, a.DecidedBy = &now, by.Account()
	a.end()
	return event, nil
}

// move is the only writer of State.
func (a *Admission) move(step string, by Actor, now time.Time, pairs ...string) (Event, error) {
	to, err := AdmissionMoves.To("admission", step, a.State)
	if err != nil {
		return Event{}, err
	}
	event := Note(by, now, "admission", a.ID, step, string(a.State), string(to), pairs...)
	a.State = to
	return event, nil
}
