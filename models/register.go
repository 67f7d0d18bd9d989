package models

import (
	"slices"
	"time"
)

// RegisterField is something of an accreditation that a body may publish beside the person's name.
type RegisterField string

const (
	RegisterActNumber  RegisterField = "act_number"
	RegisterActDate    RegisterField = "act_date"
	RegisterNumber     RegisterField = "number" // of the accreditation
	RegisterGrantedOn  RegisterField = "granted_on"
	RegisterValidUntil RegisterField = "valid_until"
	RegisterDocument   RegisterField = "document" // masked; in Spain only
)

// RegisterFields lists every field, in the order shown.
var RegisterFields = []RegisterField{RegisterActNumber, RegisterActDate, RegisterNumber, RegisterGrantedOn, RegisterValidUntil, RegisterDocument}

// RegisterFieldsOf lists what a body of a country may choose from. The number of an identity document is published only where
// the law says how: in Spain, four of its figures (LO 3/2018, disposición adicional séptima). A partly starred Italian or Greek
// code is still personal data.
func RegisterFieldsOf(country string) []RegisterField {
	if country == "ES" {
		return RegisterFields
	}
	return slices.DeleteFunc(slices.Clone(RegisterFields), func(f RegisterField) bool { return f == RegisterDocument })
}

// registerDefaults are what a country's law wants published of each person as long as the body has no rule of its own, and its source.
var registerDefaults = map[string]RegisterRule{
	"IT": {[]RegisterField{RegisterActNumber}, "Reg. (UE) 2016/679, art. 5 par. 1 lett. c"},
	"ES": {[]RegisterField{RegisterActNumber, RegisterDocument}, "LO 3/2018, disposición adicional séptima"},
	"GR": {[]RegisterField{RegisterActNumber}, "Καν. (ΕΕ) 2016/679, άρθρο 5 παρ. 1 στοιχ. γ)"},
}

// RegisterRule is what a body publishes of each person beside the name, and the article that allows it.
type RegisterRule struct {
	Fields  []RegisterField
	Article string
}

// RegisterRule is the rule in force for the body's register: its own, or its country's default.
func (b *Body) RegisterRule() RegisterRule {
	if b.RegisterArticle == "" {
		return registerDefaults[b.Country]
	}
	return RegisterRule{b.RegisterFields, b.RegisterArticle}
}

// RegisterEdition is one numbered publication of a body's register of accredited people. It never changes.
type RegisterEdition struct {
	ID            int64 `gorm:"primaryKey"`
	BodyID        int64
	Number        int // 1, 2, 3… of the body, without a gap
	Act           `gorm:"embedded"`
	Signatory     string
	SignatoryRole string
	EffectiveOn   Date            `gorm:"type:date"`
	EndsOn        Date            `gorm:"type:date"` // last day on which personal data stay public; empty: no term
	Fields        []RegisterField `gorm:"serializer:json"`
	FieldsArticle string
	Language      string
	Entries       int
	Added         int // against the edition before
	Changed       int
	Removed       int
	Previous      string // hash of the edition before, in hexadecimal; empty for the first
	Root          string // of the tree of the entries' hashes
	Hash          string // of Sealed
	Sealed        string // the record of the edition as it was hashed
	PublishedAt   time.Time
}

// Ended tells whether the term of publication is over on a day: nobody is named any more.
func (e *RegisterEdition) Ended(day Date) bool { return !e.EndsOn.IsZero() && day.After(e.EndsOn) }

// farthestEffect is how many days ahead an edition may be published: who is accredited later is not known today.
const farthestEffect = 60

// WrongDays says, by field, which days of an edition cannot be. An edition takes effect from the day it is published at the
// earliest, so that the register as of a past day never changes, and not before the edition that it follows.
func (e *RegisterEdition) WrongDays(last *RegisterEdition, today Date) map[string]Text {
	wrong := map[string]Text{}
	if e.ActDate.After(today) {
		wrong["act_date"] = Say("invalid.future")
	}
	switch {
	case e.EffectiveOn.Before(today):
		wrong["effective_on"] = Say("register.effect_past")
	case e.EffectiveOn.After(today.AddDays(farthestEffect)):
		wrong["effective_on"] = Say("register.effect_far", "date", today.AddDays(farthestEffect).String())
	case last != nil && e.EffectiveOn.Before(last.EffectiveOn):
		wrong["effective_on"] = Say("register.effect_early", "date", last.EffectiveOn.String())
	}
	return wrong
}

// Repeats tells whether the edition is what was asked for a moment before: a second press of the same button.
func (e *RegisterEdition) Repeats(other *RegisterEdition) bool {
	return e.Act == other.Act && e.EffectiveOn == other.EffectiveOn && e.Signatory == other.Signatory
}

// RegisterEntry is what an edition publishes of one person. Its fields stand in the order of their names in JSON, as RFC 8785
// (JSON Canonicalization Scheme) writes them, so that equal entries have equal bytes.
type RegisterEntry struct {
	ActDate    Date   `json:"act_date,omitzero"`
	ActNumber  string `json:"act_number,omitempty"`
	Document   string `json:"document,omitempty"` // masked
	GivenName  string `json:"given_name"`
	GrantedOn  Date   `json:"granted_on,omitzero"`
	Number     string `json:"number,omitempty"`
	Position   int    `json:"position,omitempty"`
	Ref        string `json:"ref"` // random; the same accreditation in every edition
	Surname    string `json:"surname"`
	ValidUntil Date   `json:"valid_until,omitzero"`
}

// FullName is surname and given name, as registers write them.
func (e RegisterEntry) FullName() string { return e.Surname + " " + e.GivenName }

// Value is what stands in a field, days as YYYY-MM-DD; empty where nothing does.
func (e RegisterEntry) Value(f RegisterField) string {
	switch f {
	case RegisterActDate:
		return e.ActDate.String()
	case RegisterGrantedOn:
		return e.GrantedOn.String()
	case RegisterValidUntil:
		return e.ValidUntil.String()
	}
	return map[RegisterField]string{RegisterActNumber: e.ActNumber, RegisterNumber: e.Number, RegisterDocument: e.Document}[f]
}

// Only leaves the name and the fields that a rule allows.
func (e RegisterEntry) Only(fields []RegisterField) RegisterEntry {
	kept := RegisterEntry{Ref: e.Ref, Surname: e.Surname, GivenName: e.GivenName}
	for _, f := range fields {
		switch f {
		case RegisterActNumber:
			kept.ActNumber = e.ActNumber
		case RegisterActDate:
			kept.ActDate = e.ActDate
		case RegisterNumber:
			kept.Number = e.Number
		case RegisterGrantedOn:
			kept.GrantedOn = e.GrantedOn
		case RegisterValidUntil:
			kept.ValidUntil = e.ValidUntil
		case RegisterDocument:
			kept.Document = e.Document
		}
	}
	return kept
}

// RegisterRow is an entry as it is kept: its bytes and the random salt they were hashed with. Of an entry that was erased only
// the hash is left, which tells nothing without the salt.
type RegisterRow struct {
	EditionID int64 `gorm:"primaryKey"`
	Position  int   `gorm:"primaryKey"` // 1, 2, 3… within the edition
	Ref       *string
	Search    *string // the name folded
	Content   *string // the RegisterEntry in canonical JSON
	Salt      []byte
	Leaf      []byte
}

func (RegisterRow) TableName() string { return "register_entries" }
