package models

import "time"

// RecheckOutcome is what a new edition says of somebody whom its body accredited.
type RecheckOutcome string

const (
	RecheckConfirmed RecheckOutcome = "confirmed" // listed, and valid
	RecheckSuspended RecheckOutcome = "suspended"
	RecheckRevoked   RecheckOutcome = "revoked"
	RecheckGone      RecheckOutcome = "gone"      // stood in an earlier edition, not in this one
	RecheckAmbiguous RecheckOutcome = "ambiguous" // a person has to look
	RecheckUnlisted  RecheckOutcome = "unlisted"  // accredited in Albo, never stood in a list: nothing is missing
)

// RecheckOutcomes lists every outcome, in the order in which people read them.
var RecheckOutcomes = []RecheckOutcome{RecheckConfirmed, RecheckGone, RecheckSuspended, RecheckRevoked, RecheckAmbiguous, RecheckUnlisted}

// Recheck is the looking up of everybody concerned in a newly published edition.
type Recheck struct {
	EditionID    int64 `gorm:"primaryKey"`
	StartedAt    time.Time
	FinishedAt   *time.Time
	Applications int // applications looked up too
}

// RecheckResult is what a new edition said of one person when they were looked up: once for each edition.
type RecheckResult struct {
	ID              int64 `gorm:"primaryKey"`
	EditionID       int64
	AccreditationID int64
	PersonID        int64
	Outcome         RecheckOutcome
	Restored        bool // was in doubt only because of an edition that this one corrects
	FoundAt         time.Time
}

// Outcome is what the doubt about an accreditation, or its absence, says of a check.
func (r DoubtReason) Outcome(found CheckResult) RecheckOutcome {
	switch {
	case r != "":
		return RecheckOutcome(r)
	case found == FoundValid:
		return RecheckConfirmed
	}
	return RecheckUnlisted
}
