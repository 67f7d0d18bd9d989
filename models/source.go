package models

import "time"

// SourceKind is where a body's office leaves its list.
type SourceKind string

const (
	SourceURL    SourceKind = "url"
	SourceFolder SourceKind = "folder" // on the machine, below the body's own folder in the inbox
)

// SourceKinds lists every kind of source.
var SourceKinds = []SourceKind{SourceURL, SourceFolder}

// FetchSchedule is how often Albo looks for a new list.
type FetchSchedule string

const (
	FetchHours  FetchSchedule = "hours" // every so many hours
	FetchDaily  FetchSchedule = "daily"
	FetchWeekly FetchSchedule = "weekly"
)

// FetchSchedules lists every schedule.
var FetchSchedules = []FetchSchedule{FetchHours, FetchDaily, FetchWeekly}

// RosterSource is where a body's office leaves its list, and when Albo looks there.
type RosterSource struct {
	ID           int64 `gorm:"primaryKey"`
	BodyID       int64
	Kind         SourceKind
	Address      string // a URL, or a file or folder below the body's folder
	Schedule     FetchSchedule
	EveryHours   int
	Hour         int // of the day in the body's country
	Weekday      int // 0 is Sunday
	NextAt       *time.Time
	LastSHA256   string     `gorm:"column:last_sha256"` // of the last file that was understood
	FailingSince *time.Time // nothing came since
}

// After is when to look next after a moment: at the hour of the body's country, whatever summer time does.
func (s *RosterSource) After(now time.Time, country string) time.Time {
	if s.Schedule == FetchHours {
		return now.Add(time.Duration(s.EveryHours) * time.Hour)
	}
	zone := Zone(country)
	local := now.In(zone)
	for days := 0; ; days++ {
		next := time.Date(local.Year(), local.Month(), local.Day()+days, s.Hour, 0, 0, 0, zone)
		if next.After(now) && (s.Schedule == FetchDaily || int(next.Weekday()) == s.Weekday) {
			return next.UTC()
		}
	}
}

// FetchOutcome is what became of looking for a new list.
type FetchOutcome string

const (
	FetchReading FetchOutcome = "reading" // a new file came and is being read
	FetchNew     FetchOutcome = "new"     // it was understood and waits for an officer
	FetchSame    FetchOutcome = "same"    // the file that is known already
	FetchFailed  FetchOutcome = "failed"
)

// FetchOutcomes lists every outcome.
var FetchOutcomes = []FetchOutcome{FetchReading, FetchNew, FetchSame, FetchFailed}

// RosterFetch is one time that Albo looked for a new list.
type RosterFetch struct {
	ID         int64 `gorm:"primaryKey"`
	SourceID   int64
	DueAt      *time.Time // nil: an officer asked
	AskedAt    time.Time
	AskedBy    *int64
	FinishedAt *time.Time
	Outcome    FetchOutcome // empty as long as it has not run
	Failure    *Text        `gorm:"serializer:json"`
	FileName   string
	FileSize   int64
	EditionID  *int64
}
