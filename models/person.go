package models

import (
	"slices"
	"strings"
	"time"
)

// Person is somebody with personal data: a carer who applies, is a member, is accredited.
type Person struct {
	ID                int64  `gorm:"primaryKey"`
	PublicID          string `gorm:"column:public_id;default:(-)"` // random; the only name of a person in addresses
	AccountID         *int64
	Surname           string
	GivenName         string
	SortName          string // folded, for order and search
	BirthDate         Date   `gorm:"type:date"`
	BirthPlace        string
	Country           string // whose tax code it is
	TaxCode           string
	TaxCodeKey        string // omocodia undone
	ResidenceID       *int64
	Address           string
	PostalCode        string
	Phone             string
	CreatedAt         time.Time
	UpdatedAt         time.Time
	IdentityCheckedAt *time.Time // somebody compared the declared data with evidence
	MergedInto        *int64     // the record of the same person that is kept; this one is shown nowhere
	Residence         *Territory
}

func (Person) TableName() string { return "people" }

// FullName is given name and surname, as one says them.
func (p *Person) FullName() string { return p.GivenName + " " + p.Surname }

// SameIdentity tells whether two declarations name the same person in the same words: what evidence was compared with.
func (d Declared) SameIdentity(o Declared) bool {
	return d.Surname == o.Surname && d.GivenName == o.GivenName && d.BirthDate == o.BirthDate && d.TaxCode == o.TaxCode
}

// Written is the identity in one line, for history.
func (d Declared) Written() string {
	return strings.Join(slices.DeleteFunc([]string{d.GivenName, d.Surname, d.BirthDate.String(), d.TaxCode}, func(s string) bool { return s == "" }), ", ")
}

// Declared is the identity a person declares; it is copied into each application so that evidence stays comparable.
type Declared struct {
	Surname      string
	GivenName    string
	BirthDate    Date `gorm:"type:date"`
	BirthPlace   string
	TaxCode      string
	TaxCodeKey   string
	Municipality string // of residence
	Phone        string
}
