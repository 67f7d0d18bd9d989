package models

import "time"

// CheckResult is what one edition of a roster says about one declared identity.
type CheckResult string

const (
	FoundValid     CheckResult = "found_valid"
	FoundSuspended CheckResult = "found_suspended"
	FoundRevoked   CheckResult = "found_revoked"
	NotFoundResult CheckResult = "not_found"
	Ambiguous      CheckResult = "ambiguous" // a person has to decide
	NotChecked     CheckResult = "not_checked"
)

// CheckResults lists every result.
var CheckResults = []CheckResult{FoundValid, FoundSuspended, FoundRevoked, NotFoundResult, Ambiguous, NotChecked}

// FieldLevel says how a declared value stands to the listed one.
type FieldLevel string

const (
	LevelEqual     FieldLevel = "equal"
	LevelVariant   FieldLevel = "variant" // the same, written in another way
	LevelNear      FieldLevel = "near"    // a slip of the pen or a short form may explain it
	LevelPartial   FieldLevel = "partial" // the same as far as it is known: a birth date without its day
	LevelDifferent FieldLevel = "different"
	LevelMissing   FieldLevel = "missing" // one of the two is empty
)

// FieldEvidence is one line of the comparison: both values as written, and why they count as equal or not.
type FieldEvidence struct {
	Field    RosterField `json:"field"`
	Declared string      `json:"declared"`
	Listed   string      `json:"listed"`
	Level    FieldLevel  `json:"level"`
	Weight   float64     `json:"weight"` // in bits: log2 of how much likelier this is of one person than of two
	Why      Text        `json:"why"`
}

// Basis says on what a line was proposed.
type Basis string

const (
	BasisTaxCode  Basis = "tax_code"
	BasisIdentity Basis = "name_birth_date"
	BasisWeak     Basis = "weak" // too little to decide without a person
)

// RosterCheck is one look-up of a declared identity in one published edition, with its outcome
// and, once taken, the decision of a person.
type RosterCheck struct {
	ID          int64 `gorm:"primaryKey"`
	PersonID    int64
	AdmissionID *int64
	EditionID   int64
	Result      CheckResult
	Engine      string // version of the matching that looked
	CheckedAt   time.Time
	// WaitingSince is when the person's case first came up: in an earlier edition, where it was open there already.
	WaitingSince time.Time
	LineID       *int64 // the line that a person, or an exact tax code, made theirs
	Decision     CheckDecision
	DecidedAt    *time.Time
	DecidedBy    *int64
	// RememberedID is the earlier decision that settled the check without anybody deciding again.
	RememberedID *int64
	AskedUntil   *time.Time // the person is asked; the case waits until then for an answer
	Question     string     // to the person, where it is no request of a procedure
	AnsweredAt   *time.Time
	Answer       string
	Candidates   []RosterCandidate `gorm:"foreignKey:CheckID"`
	Edition      *RosterEdition
	Decider      *Account `gorm:"foreignKey:DecidedBy"`
}

// CheckDecision is what a person decided about the proposed lines.
type CheckDecision string

const (
	Undecided     CheckDecision = ""
	SamePerson    CheckDecision = "same_person"
	NotSamePerson CheckDecision = "not_same_person"
)

// RosterCandidate is a line that may be the person, with the comparison field by field.
type RosterCandidate struct {
	ID         int64 `gorm:"primaryKey"`
	CheckID    int64
	LineID     int64
	Basis      Basis
	Score      float64         // probability that the line is the person, 0 to 1
	Comparison []FieldEvidence `gorm:"serializer:json"`
	Line       *RosterLine
}

// Confirm records that a person took a proposed line as the applicant's.
func (c *RosterCheck) Confirm(by Actor, lineID int64, now time.Time) (Event, error) {
	for _, candidate := range c.Candidates {
		if candidate.LineID == lineID {
			c.LineID = &lineID
			return c.decided(by, "confirm_match", SamePerson, now), nil
		}
	}
	return Event{}, ErrNotFound
}

// Reject records that none of the proposed lines is the applicant's.
func (c *RosterCheck) Reject(by Actor, now time.Time) Event {
	c.LineID, c.Result = nil, NotFoundResult
	return c.decided(by, "reject_match", NotSamePerson, now)
}

// Recall settles the check by an earlier decision on the same line.
func (c *RosterCheck) Recall(line *RosterLine, m *MatchDecision) {
	c.LineID, c.Decision, c.DecidedAt, c.DecidedBy, c.RememberedID = &line.ID, m.Decision, &m.DecidedAt, m.DecidedBy, &m.ID
}

// Reopen takes back what was decided: the lines are proposed again.
func (c *RosterCheck) Reopen(by Actor, now time.Time) Event {
	event := Note(by, now, "roster_check", c.ID, "reopen_match", string(c.Decision), "")
	c.Undecide()
	return event
}

// Undecide has the check as it is before anybody, or any earlier decision, settled it.
func (c *RosterCheck) Undecide() {
	c.Decision, c.DecidedAt, c.DecidedBy, c.LineID, c.RememberedID = Undecided, nil, nil, nil, nil
}

// Open tells whether the check proposes lines that nobody decided on.
func (c *RosterCheck) Open() bool { return c.Decision == Undecided && len(c.Candidates) > 0 }

// Follow takes over what goes with the person from the look-up in the edition before: since when the case waits, what was
// asked and what was answered.
func (c *RosterCheck) Follow(before *RosterCheck) {
	c.WaitingSince, c.AskedUntil, c.Question, c.AnsweredAt, c.Answer = before.WaitingSince, before.AskedUntil, before.Question, before.AnsweredAt, before.Answer
}

// CloseQuestion ends the wait for an answer: a newer edition settled what was asked about. A question that is part of a
// procedure ends with it, not here.
func (c *RosterCheck) CloseQuestion(now time.Time) (event Event, closed bool) {
	if c.Question == "" || c.AskedUntil == nil || c.AnsweredAt != nil {
		return Event{}, false
	}
	c.AskedUntil = nil
	return Note(System, now, "roster_check", c.ID, "close_question", "", ""), true
}

// Ask records that the person was asked, and until when the case waits for the answer.
func (c *RosterCheck) Ask(by Actor, question string, until, now time.Time) (Event, error) {
	if c.Decision != Undecided {
		return Event{}, Refuse(Conflict, "matches.already_decided")
	}
	c.AskedUntil, c.Question, c.AnsweredAt, c.Answer = &until, question, nil, ""
	return Note(by, now, "roster_check", c.ID, "ask_person", "", "", "text", question), nil
}

// AnsweredBy takes the person's answer; the case comes back to who decides.
func (c *RosterCheck) AnsweredBy(by Actor, answer string, now time.Time) (Event, error) {
	if !by.Is(c.PersonID) || c.Question == "" {
		return Event{}, ErrNotFound
	}
	if c.AnsweredAt != nil || c.AskedUntil == nil || c.Decision != Undecided {
		return Event{}, Refuse(Conflict, "question.answered_already")
	}
	c.AnsweredAt, c.Answer = &now, answer
	return Note(by, now, "roster_check", c.ID, "answer_question", "", "", "text", answer), nil
}

// DecidedByName is who decided; empty where nobody did, or nobody who signs in.
func (c *RosterCheck) DecidedByName() string {
	if c.Decider == nil {
		return ""
	}
	return c.Decider.Name
}

// AnswerBy is the last day for the person's answer, in the country of who asks.
func (c *RosterCheck) AnswerBy(country string) Date {
	return LastDay(*c.AskedUntil, country)
}

// LastDay is the last day of a term that ends at a moment.
func LastDay(until time.Time, country string) Date { return Day(until.Add(-time.Microsecond), country) }

// Waiting tells whether the case waits for the person's answer.
func (c *RosterCheck) Waiting(now time.Time) bool {
	return c.AskedUntil != nil && c.AnsweredAt == nil && now.Before(*c.AskedUntil)
}

func (c *RosterCheck) decided(by Actor, step string, decision CheckDecision, now time.Time) Event {
	from := string(c.Decision)
	c.Decision, c.DecidedAt, c.DecidedBy = decision, &now, by.Account()
	return Note(by, now, "roster_check", c.ID, step, from, string(decision))
}
