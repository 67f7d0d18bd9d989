package models

import "time"

// MatchDecision is what a person decided about whether somebody is the one whom a body's rosters list. It outlives editions,
// and speaks of the two identities that were compared.
type MatchDecision struct {
	ID         int64 `gorm:"primaryKey"`
	PersonID   int64
	BodyID     int64
	CheckID    *int64 // the case that was decided
	Decision   CheckDecision
	DecidedAt  time.Time
	DecidedBy  *int64
	Declared   Declared `gorm:"serializer:json"` // as it was compared
	LineKey    string   // the listed person's identity from edition to edition
	TaxCodeKey string
	NameKey    string
	BirthDate  Date   `gorm:"type:date"`
	Listed     string // the listed identity in one line, for history
}

// Remember keeps a decision on a line for the editions to come.
func (c *RosterCheck) Remember(line *RosterLine, bodyID int64, declared Declared, decision CheckDecision) *MatchDecision {
	return &MatchDecision{
		PersonID: c.PersonID, BodyID: bodyID, CheckID: &c.ID, Decision: decision, DecidedAt: *c.DecidedAt, DecidedBy: c.DecidedBy, Declared: declared,
		LineKey: line.LineKey, TaxCodeKey: line.TaxCodeKey, NameKey: line.NameKey, BirthDate: line.BirthDate, Listed: line.Written(),
	}
}

// About tells whether a line of a later edition lists the very person that was decided about: the same key, the same tax code,
// or the same name and birth date where no tax code says otherwise.
func (m *MatchDecision) About(l *RosterLine) bool {
	switch {
	case m.TaxCodeKey != "" && l.TaxCodeKey != "":
		return m.TaxCodeKey == l.TaxCodeKey
	case m.LineKey == l.LineKey:
		return true
	}
	return m.NameKey == l.NameKey && m.BirthDate == l.BirthDate && !l.BirthDate.IsZero()
}

// Unchanged tells whether a line still lists the identity that was compared.
func (m *MatchDecision) Unchanged(l *RosterLine) bool {
	return m.NameKey == l.NameKey && m.BirthDate == l.BirthDate && m.TaxCodeKey == l.TaxCodeKey
}

// Excludes tells whether the line is never to be proposed again: it was decided that it is somebody else, the person still
// declares what was compared then, and the list has not given the person's own tax code since.
func (m *MatchDecision) Excludes(declared Declared, l *RosterLine) bool {
	since := declared.TaxCodeKey != "" && l.TaxCodeKey == declared.TaxCodeKey && m.TaxCodeKey != l.TaxCodeKey
	return m.Decision == NotSamePerson && m.About(l) && m.Declared.SameIdentity(declared) && !since
}

// Confirms tells whether the line is the person's without being asked again: it was decided so, and neither side changed.
func (m *MatchDecision) Confirms(declared Declared, l *RosterLine) bool {
	return m.Decision == SamePerson && m.About(l) && m.Declared.SameIdentity(declared) && m.Unchanged(l)
}

// ClaimTime is how long a case is its reviewer's after the last sign of work.
const ClaimTime = 15 * time.Minute

// QuestionDays is how long a case waits for the person's answer before it comes back to who decides.
const QuestionDays = 30

// ReviewClaim is a case in the hands of one reviewer until a moment.
type ReviewClaim struct {
	CheckID   int64 `gorm:"primaryKey"`
	AccountID int64
	Until     time.Time
}
