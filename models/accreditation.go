package models

import (
	"slices"
	"time"
)

// AccreditationState is where the accreditation of a person by a body stands.
type AccreditationState string

const (
	AccreditationDraft      AccreditationState = "draft"
	AccreditationSubmitted  AccreditationState = "submitted"
	AccreditationReview     AccreditationState = "under_review"
	AccreditationCompletion AccreditationState = "completion_requested"
	AccreditationNotice     AccreditationState = "refusal_notice"
	AccreditationGranted    AccreditationState = "granted"
	AccreditationRefused    AccreditationState = "refused"
	AccreditationSuspended  AccreditationState = "suspended"
	AccreditationRevoked    AccreditationState = "revoked"
	AccreditationRenounced  AccreditationState = "renounced"
	AccreditationLapsed     AccreditationState = "lapsed"
	AccreditationWithdrawn  AccreditationState = "withdrawn"

	// AccreditationExpired is no state of the workflow: it follows from the date. See StateOn.
	AccreditationExpired AccreditationState = "expired"
)

// AccreditationMoves is the life of an accreditation. "Expired" is not in it: it follows
// from the date, and only where a validity exists (in Tuscany there is none).
var AccreditationMoves = Moves[AccreditationState]{
	"submit":             {AccreditationDraft: AccreditationSubmitted},
	"take_up":            {AccreditationSubmitted: AccreditationReview},
	"request_completion": {AccreditationReview: AccreditationCompletion},
	"complete":           {AccreditationCompletion: AccreditationReview},
	"give_notice":        {AccreditationReview: AccreditationNotice, AccreditationCompletion: AccreditationNotice},
	"grant":              {AccreditationReview: AccreditationGranted, AccreditationNotice: AccreditationGranted},
	"refuse":             {AccreditationNotice: AccreditationRefused},
	"recognise":          {AccreditationDraft: AccreditationGranted},
	"suspend":            {AccreditationGranted: AccreditationSuspended},
	"reinstate":          {AccreditationSuspended: AccreditationGranted},
	"revoke":             {AccreditationGranted: AccreditationRevoked, AccreditationSuspended: AccreditationRevoked},
	"lapse":              {AccreditationGranted: AccreditationLapsed, AccreditationSuspended: AccreditationLapsed},
	"renounce":           {AccreditationGranted: AccreditationRenounced, AccreditationSuspended: AccreditationRenounced},
	"withdraw": {
		AccreditationDraft: AccreditationWithdrawn, AccreditationSubmitted: AccreditationWithdrawn, AccreditationReview: AccreditationWithdrawn,
		AccreditationCompletion: AccreditationWithdrawn, AccreditationNotice: AccreditationWithdrawn,
	},
}

// LiveAccreditations are the states in which a person has an accreditation, or asks for one, with a body.
var LiveAccreditations = []AccreditationState{
	AccreditationDraft, AccreditationSubmitted, AccreditationReview, AccreditationCompletion, AccreditationNotice,
	AccreditationGranted, AccreditationSuspended,
}

// AccreditationSource says how an accreditation came into Albo.
type AccreditationSource string

const (
	SourceRecognised AccreditationSource = "recognised" // from a confirmed line of the body's roster
	SourceApplied    AccreditationSource = "applied"    // asked for and decided in Albo
)

// DoubtReason is why an accreditation in force has to be verified.
type DoubtReason string

const (
	DoubtGone      DoubtReason = "gone"
	DoubtSuspended DoubtReason = "suspended"
	DoubtRevoked   DoubtReason = "revoked"
	DoubtAmbiguous DoubtReason = "ambiguous"
)

// Accreditation is the act by which a public body recognises a person as fit to give care.
type Accreditation struct {
	ID        int64  `gorm:"primaryKey"`
	PublicID  string `gorm:"column:public_id;default:(-)"` // random; what the body's register calls it by
	Number    string
	PersonID  int64
	BodyID    int64
	State     AccreditationState
	Source    AccreditationSource
	Declared  `gorm:"embedded;embeddedPrefix:declared_"`
	LineID    *int64 // the roster line it was recognised from
	Act       `gorm:"embedded"`
	GrantedOn Date `gorm:"type:date"`
	// ValidUntil is empty where the accreditation does not expire (Tuscany: L.R. 82/2009, D.P.G.R. 86/R/2020).
	ValidUntil Date `gorm:"type:date"`

	Grounds          AccreditationGrounds // which of the alternative requirements the applicant declares
	Statement        string
	CreatedAt        time.Time
	ReceivedAt       *time.Time
	Clock            `gorm:"embedded"`
	CompletionText   string
	CompletionAnswer string
	AnswerDraft      string // typed, not sent yet
	NoticeText       string
	NoticeDueOn      Date `gorm:"type:date"` // last day to answer the notice before refusal (L. 241/1990 art. 10-bis)
	NoticeAnswer     string
	DecisionReason   string
	DecidedAt        *time.Time

	// Doubt is apart from State: a newer roster edition no longer supports the act, and a person has to decide.
	Doubt          DoubtReason
	DoubtSince     *time.Time
	DoubtEditionID *int64
	HideFrom       Date `gorm:"type:date"` // from this day off the public list, as long as the doubt stands

	WithheldReason string // why the next editions of the body's register leave the person out; empty: they do not

	Person *Person
	Body   *Body
}

// AccreditationGrounds is one of the alternative professional requirements (D.P.G.R. Toscana 86/R/2020).
type AccreditationGrounds string

const (
	GroundsEmployment AccreditationGrounds = "employment" // care job in progress, registered at INPS
	GroundsExperience AccreditationGrounds = "experience" // at least three months registered at INPS
	GroundsTraining   AccreditationGrounds = "training"   // certificate of a care course
)

// GroundsOffered lists the alternatives in the order in which they are offered.
var GroundsOffered = []AccreditationGrounds{GroundsEmployment, GroundsExperience, GroundsTraining}

// Decision is the act of an officer: what it is, its reason, and until when it holds where the body's rules set a validity.
type Decision struct {
	Act
	Reason     string `form:"reason" validate:"max=4000"`
	ValidUntil Date   `form:"valid_until"`
}

func (d Decision) pairs() []string {
	return []string{
		"act_kind", d.ActKind, "act_number", d.ActNumber, "act_date", d.ActDate.String(), "protocol", d.Protocol,
		"reason", d.Reason, "valid_until", d.ValidUntil.String(),
	}
}

// OpenTo tells who may read the accreditation: its person, and the officers of the body once it is submitted or in force.
func (a *Accreditation) OpenTo(by Actor) bool {
	handedIn := a.ReceivedAt != nil || a.Source == SourceRecognised
	return by.Is(a.PersonID) || handedIn && by.OfficerOf(a.BodyID)
}

// Open tells whether the person may still add to it.
func (a *Accreditation) Open() bool {
	switch a.State {
	case AccreditationDraft, AccreditationCompletion, AccreditationNotice:
		return true
	}
	return false
}

// Certifiable tells whether a certificate may be issued for it on a day: it is in force, and nobody has to verify it.
func (a *Accreditation) Certifiable(day Date) bool {
	return a.StateOn(day) == AccreditationGranted && a.Doubt == ""
}

// Submit hands the application in; the term of the procedure runs from receipt.
func (a *Accreditation) Submit(by Actor, rules Rules, country string, now time.Time) (Event, error) {
	event, err := a.own("submit", by, now)
	if err != nil {
		return event, err
	}
	a.ReceivedAt = &now
	a.DueOn = rules.Term(RuleProcedureDays, Day(now, country), country)
	return event, nil
}

// TakeUp is the officer opening the case.
func (a *Accreditation) TakeUp(by Actor, now time.Time) (Event, error) {
	return a.office("take_up", by, now)
}

// RequestCompletion asks for what is missing and stops the clock.
func (a *Accreditation) RequestCompletion(by Actor, text string, rules Rules, country string, now time.Time) (Event, error) {
	event, err := a.office("request_completion", by, now, "text", text)
	if err == nil {
		a.CompletionText, a.CompletionAnswer = text, ""
		a.stop(rules.Term(RuleCompletionDays, Day(now, country), country), now)
	}
	return event, err
}

// Complete is the applicant's answer; the clock runs again.
func (a *Accreditation) Complete(by Actor, answer, country string, now time.Time) (Event, error) {
	event, err := a.own("complete", by, now, "text", answer)
	if err == nil {
		a.CompletionAnswer, a.AnswerDraft = answer, ""
		a.restart(country, now)
	}
	return event, err
}

// GiveNotice tells the applicant why the body means to refuse, before it does (L. 241/1990 art. 10-bis).
func (a *Accreditation) GiveNotice(by Actor, text string, rules Rules, country string, now time.Time) (Event, error) {
	event, err := a.office("give_notice", by, now, "text", text)
	if err == nil {
		a.NoticeText, a.NoticeAnswer, a.NoticeDueOn = text, "", rules.Term(RuleNoticeDays, Day(now, country), country)
		a.restart(country, now)
	}
	return event, err
}

// AnswerNotice takes the person's observations on the notice, within its term; who decides must weigh them.
func (a *Accreditation) AnswerNotice(by Actor, answer, country string, now time.Time) (Event, error) {
	if !by.Is(a.PersonID) {
		return Event{}, ErrNotFound
	}
	if a.State != AccreditationNotice || Day(now, country).After(a.NoticeDueOn) {
		return Event{}, Refuse(Conflict, "accreditation.notice_over")
	}
	a.NoticeAnswer, a.AnswerDraft = answer, ""
	return Note(by, now, "accreditation", a.ID, "answer_notice", string(a.State), string(a.State), "text", answer), nil
}

// Grant accredits the person by an act of the body.
func (a *Accreditation) Grant(by Actor, d Decision, now time.Time) (Event, error) {
	event, err := a.office("grant", by, now, d.pairs()...)
	if err == nil {
		a.Act, a.GrantedOn, a.ValidUntil, a.DecisionReason, a.DecidedAt = d.Act, d.ActDate, d.ValidUntil, d.Reason, &now
	}
	return event, err
}

// Refuse refuses by a motivated act (L. 241/1990 art. 3), never before the notice and its term.
func (a *Accreditation) Refuse(by Actor, d Decision, country string, now time.Time) (Event, error) {
	if a.State == AccreditationNotice && by.OfficerOf(a.BodyID) && !Day(now, country).After(a.NoticeDueOn) {
		return Event{}, Refuse(Conflict, "accreditation.notice_term_runs", "date", a.NoticeDueOn.String())
	}
	event, err := a.office("refuse", by, now, d.pairs()...)
	if err == nil {
		a.Act, a.DecisionReason, a.DecidedAt = d.Act, d.Reason, &now
	}
	return event, err
}

// Recognise takes over the accreditation that a confirmed roster line states: its act, number and date.
// Where the line names none, the act of the edition stands for it.
func (a *Accreditation) Recognise(by Actor, line *RosterLine, edition *RosterEdition, now time.Time) (Event, error) {
	act := Act{ActKind: line.ActKind, ActNumber: line.ActNumber, ActDate: line.ActDate}
	if act.ActNumber == "" {
		act = edition.Act
	}
	event, err := a.move("recognise", by, now, Decision{Act: act}.pairs()...)
	if err != nil {
		return event, err
	}
	a.Source, a.LineID, a.Act, a.ValidUntil, a.DecidedAt = SourceRecognised, &line.ID, act, line.ListedUntil, &now
	a.GrantedOn = firstGiven(line.ListedFrom, act.ActDate, edition.AsOf)
	return event, nil
}

func firstGiven(dates ...Date) Date {
	for _, d := range dates {
		if !d.IsZero() {
			return d
		}
	}
	return Date{}
}

// WrongDays says, by field, which days of a decision cannot be: an act not yet taken, or taken before what it decides on; a
// validity that is over before it begins.
func (a *Accreditation) WrongDays(actDate, validUntil, today Date, country string) map[string]Text {
	earliest := a.GrantedOn
	if earliest.IsZero() && a.ReceivedAt != nil {
		earliest = Day(*a.ReceivedAt, country)
	}
	wrong := map[string]Text{}
	switch {
	case actDate.After(today):
		wrong["act_date"] = Say("invalid.future")
	case !actDate.IsZero() && actDate.Before(earliest):
		wrong["act_date"] = Say("accreditation.act_early", "date", earliest.String())
	}
	if a.GrantedOn.IsZero() && !validUntil.IsZero() && !validUntil.After(today) {
		wrong["valid_until"] = Say("accreditation.validity_over")
	}
	return wrong
}

// Suspend, Reinstate, Revoke and Lapse are acts of the body on an accreditation in force.
func (a *Accreditation) Suspend(by Actor, d Decision, now time.Time) (Event, error) {
	return a.act("suspend", by, d, now)
}

func (a *Accreditation) Reinstate(by Actor, d Decision, now time.Time) (Event, error) {
	return a.act("reinstate", by, d, now)
}

func (a *Accreditation) Revoke(by Actor, d Decision, now time.Time) (Event, error) {
	return a.act("revoke", by, d, now)
}

func (a *Accreditation) Lapse(by Actor, d Decision, now time.Time) (Event, error) {
	return a.act("lapse", by, d, now)
}

// Renounce is the person giving the accreditation up, at any time.
func (a *Accreditation) Renounce(by Actor, now time.Time) (Event, error) {
	event, err := a.own("renounce", by, now)
	if err == nil {
		a.clearDoubt()
	}
	return event, err
}

// Withdraw takes an application back before the decision.
func (a *Accreditation) Withdraw(by Actor, now time.Time) (Event, error) {
	event, err := a.own("withdraw", by, now)
	if err == nil {
		a.end()
	}
	return event, err
}

// PutInDoubt records that a newer edition no longer supports the accreditation. It stays in force;
// the body's rule says from when it leaves the public list. A doubt that already stands keeps its day.
func (a *Accreditation) PutInDoubt(reason DoubtReason, edition *RosterEdition, body *Body, now time.Time) (Event, bool) {
	if a.State != AccreditationGranted {
		return Event{}, false
	}
	first := a.Doubt == ""
	a.Doubt, a.DoubtEditionID = reason, &edition.ID
	if first {
		a.DoubtSince, a.HideFrom = &now, body.HideFrom(Day(now, body.Country))
	}
	return Note(System, now, "accreditation", a.ID, "put_in_doubt", string(a.State), string(a.State), "reason", string(reason), "edition", edition.Label()), first
}

// Uphold is a person's decision that the accreditation holds in spite of the doubt.
func (a *Accreditation) Uphold(by Actor, reason string, now time.Time) (Event, error) {
	if !by.OfficerOf(a.BodyID) {
		return Event{}, ErrNotFound
	}
	if by.Is(a.PersonID) {
		return Event{}, Refuse(Forbidden, "accreditation.not_ones_own")
	}
	if a.Doubt == "" {
		return Event{}, Refuse(Conflict, "accreditation.no_doubt")
	}
	event := Note(by, now, "accreditation", a.ID, "uphold", string(a.State), string(a.State), "reason", reason)
	a.clearDoubt()
	return event, nil
}

// Restore ends a doubt that only wrong editions raised: the correction of them raises none. Where the body's rule is that a
// person decides, a person does; a doubt older than the wrong editions, or repeated by one that is not corrected, stands.
func (a *Accreditation) Restore(correction *RosterEdition, wrong []RosterEdition, body *Body, now time.Time) (Event, bool) {
	if a.DoubtEditionID == nil || body.GoneRule == GoneOnConfirmation {
		return Event{}, false
	}
	raised := func(e RosterEdition) bool { return e.ID == *a.DoubtEditionID }
	began := func(e RosterEdition) bool { return !a.DoubtSince.Before(*e.PublishedAt) }
	if !slices.ContainsFunc(wrong, raised) || !slices.ContainsFunc(wrong, began) {
		return Event{}, false
	}
	a.clearDoubt()
	return Note(System, now, "accreditation", a.ID, "restore", string(a.State), string(a.State), "edition", correction.Label()), true
}

// Found ends a doubt raised by an edition in which a person has found the line after all. Any other doubt stands.
func (a *Accreditation) Found(by Actor, check *RosterCheck, now time.Time) Event {
	if a.DoubtEditionID == nil || *a.DoubtEditionID != check.EditionID {
		return Event{}
	}
	a.clearDoubt()
	return Note(by, now, "accreditation", a.ID, "found", string(a.State), string(a.State))
}

func (a *Accreditation) clearDoubt() {
	a.Doubt, a.DoubtSince, a.DoubtEditionID, a.HideFrom = "", nil, nil, Date{}
}

// StateOn is the state to show on a day: what is granted is expired after its validity.
func (a *Accreditation) StateOn(day Date) AccreditationState {
	if a.State == AccreditationGranted && !a.ValidUntil.IsZero() && day.After(a.ValidUntil) {
		return AccreditationExpired
	}
	return a.State
}

// Standing is what holds on a day, for certificates and public pages.
func (a *Accreditation) Standing(day Date) Standing {
	switch a.StateOn(day) {
	case AccreditationExpired:
		return StandingExpired
	case AccreditationGranted:
		return StandingValid
	case AccreditationSuspended:
		return StandingSuspended
	default:
		return StandingRevoked
	}
}

// act is an act of the body that changes an accreditation in force; it settles any doubt.
func (a *Accreditation) act(step string, by Actor, d Decision, now time.Time) (Event, error) {
	event, err := a.office(step, by, now, d.pairs()...)
	if err == nil {
		a.clearDoubt()
		a.DecisionReason = d.Reason
	}
	return event, err
}

// office is a step that only officers of the body take, and never in their own case.
func (a *Accreditation) office(step string, by Actor, now time.Time, pairs ...string) (Event, error) {
	if !by.OfficerOf(a.BodyID) || !a.OpenTo(by) {
		return Event{}, ErrNotFound
	}
	if by.Is(a.PersonID) {
		return Event{}, Refuse(Forbidden, "accreditation.not_ones_own")
	}
	return a.move(step, by, now, pairs...)
}

// own is a step that only the person takes.
func (a *Accreditation) own(step string, by Actor, now time.Time, pairs ...string) (Event, error) {
	if !by.Is(a.PersonID) {
		return Event{}, ErrNotFound
	}
	return a.move(step, by, now, pairs...)
}

// move is the only writer of State.
func (a *Accreditation) move(step string, by Actor, now time.Time, pairs ...string) (Event, error) {
	to, err := AccreditationMoves.To("accreditation", step, a.State)
	if err != nil {
		return Event{}, err
	}
	event := Note(by, now, "accreditation", a.ID, step, string(a.State), string(to), pairs...)
	a.State = to
	return event, nil
}
