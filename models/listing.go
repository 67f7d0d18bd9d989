package models

import "time"

// ConsentItem is one thing about a person that only that person can make public (GDPR art. 6.1.a).
type ConsentItem string

const (
	ConsentListing   ConsentItem = "listing"   // to stand in the public list, with the name
	ConsentArea      ConsentItem = "area"      // municipalities served
	ConsentServices  ConsentItem = "services"  // services, arrangements and hours
	ConsentLanguages ConsentItem = "languages" // languages spoken
	ConsentBio       ConsentItem = "bio"       // the words about oneself
	ConsentPhone     ConsentItem = "phone"
	ConsentEmail     ConsentItem = "email"
	ConsentIndexing  ConsentItem = "indexing" // search engines may find the page
	ConsentRequests  ConsentItem = "requests" // to see on one's own pages what families ask; nobody else sees anything by it
)

// ConsentItems lists every item, in the order asked. All but the first mean nothing without it.
var ConsentItems = []ConsentItem{ConsentListing, ConsentArea, ConsentServices, ConsentLanguages, ConsentBio, ConsentPhone, ConsentEmail, ConsentIndexing, ConsentRequests}

// ConsentText is the version of the words a consent was given to; it changes with them.
const ConsentText = "2026-11-22"

// Consent is the proof of one consent: to what, to which words, in which language, when, until when.
type Consent struct {
	ID          int64 `gorm:"primaryKey"`
	PersonID    int64
	Item        ConsentItem
	TextVersion string
	Language    string
	GivenAt     time.Time
	GivenBy     int64
	WithdrawnAt *time.Time
	WithdrawnBy *int64
}

// Profile is what a carer says of their work. Nothing of it is public without consent, item by item.
type Profile struct {
	ID             int64 `gorm:"primaryKey"`
	PersonID       int64
	Slug           string
	Bio            string
	Services       []string `gorm:"serializer:json"` // codes of the services catalogue
	Arrangements   []string `gorm:"serializer:json"`
	Languages      []string `gorm:"serializer:json"` // BCP 47
	ServiceMask    int64    // bits of Services and Arrangements
	LanguageMask   int64    // bits of Languages
	BioSearch      string   // Bio folded for search
	Municipalities []int64  `gorm:"serializer:json"` // territories covered
	Hours          Week     // when the carer works
	HasRoom        bool     // can take on a family now
	Phone          string
	Email          string
	ConfirmedAt    time.Time // the carer last said that this is right
	UpdatedAt      time.Time
}

// Week is the parts of the week somebody works in: one bit for each day and part of day, Monday morning first.
type Week int32

// DayParts are the parts of a day in a Week.
var DayParts = []string{"morning", "afternoon", "evening", "night"}

// Has tells whether the week holds a part (0–3) of a day (0 is Monday).
func (w Week) Has(day, part int) bool { return w&bit(day, part) != 0 }

// With adds a part of a day.
func (w Week) With(day, part int) Week { return w | bit(day, part) }

func bit(day, part int) Week { return 1 << (day*len(DayParts) + part) }
