package models

import "time"

// Membership is the time in which a person belongs to an association, under one number of the members' book.
type Membership struct {
	ID            int64 `gorm:"primaryKey"`
	AssociationID int64
	PersonID      int64
	AdmissionID   *int64
	Number        int  // progressive, per association, never reused
	Since         Date `gorm:"type:date"`
	EndedOn       Date `gorm:"type:date"`
	Person        *Person
	Association   *Association
}

// BookKind is what an entry of the members' book records.
type BookKind string

const BookAdmission BookKind = "admission"

// BookEntry is one line of the members' book (D.Lgs. 117/2017 art. 15 c. 1 a). Entries are numbered
// per association and only ever added; a correction is an entry of its own.
type BookEntry struct {
	ID               int64 `gorm:"primaryKey"`
	AssociationID    int64
	Entry            int // progressive number of the line
	MembershipID     int64
	MemberNumber     int
	Kind             BookKind
	EnteredAt        time.Time
	EnteredBy        int64
	EffectiveOn      Date `gorm:"type:date"`
	Surname          string
	GivenName        string
	BirthDate        Date `gorm:"type:date"`
	BirthPlace       string
	TaxCode          string
	Residence        string
	ResolutionNumber string
	ResolutionDate   Date `gorm:"type:date"`
}

// Enter makes the membership of an admitted applicant, and its line in the book.
// Membership starts on the day of the resolution.
func (a *Admission) Enter(by Actor, number, entry int, now time.Time) (*Membership, *BookEntry) {
	m := &Membership{AssociationID: a.AssociationID, PersonID: a.PersonID, AdmissionID: &a.ID, Number: number, Since: a.ResolutionDate}
	return m, &BookEntry{
		AssociationID: a.AssociationID, Entry: entry, MemberNumber: number, Kind: BookAdmission,
		EnteredAt: now, EnteredBy: by.AccountID, EffectiveOn: a.ResolutionDate,
		Surname: a.Surname, GivenName: a.GivenName, BirthDate: a.BirthDate, BirthPlace: a.BirthPlace,
		TaxCode: a.TaxCode, Residence: a.Municipality,
		ResolutionNumber: a.ResolutionNumber, ResolutionDate: a.ResolutionDate,
	}
}
