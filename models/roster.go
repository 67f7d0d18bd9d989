package models

import (
	"strconv"
	"strings"
	"time"
)

// RosterField is what a column of a roster file can hold. The empty field is a column that is not imported.
type RosterField string

const (
	RosterIgnored       RosterField = ""
	RosterNumber        RosterField = "number" // progressive number in the list
	RosterSurname       RosterField = "surname"
	RosterGivenName     RosterField = "given_name"
	RosterFullName      RosterField = "full_name" // surname and given name in one cell
	RosterTaxCode       RosterField = "tax_code"  // codice fiscale, NIF/NIE, ΑΦΜ
	RosterBirthDate     RosterField = "birth_date"
	RosterBirthPlace    RosterField = "birth_place"
	RosterMunicipality  RosterField = "municipality" // of residence or domicile
	RosterActKind       RosterField = "act_kind"
	RosterActNumber     RosterField = "act_number"
	RosterActDate       RosterField = "act_date"
	RosterStatus        RosterField = "status" // a RosterStatus in the office's words
	RosterListedFrom    RosterField = "listed_from"
	RosterListedUntil   RosterField = "listed_until"
	RosterPhone         RosterField = "phone"
	RosterEmail         RosterField = "email"
	RosterQualification RosterField = "qualification"
	RosterHours         RosterField = "hours"
	RosterSex           RosterField = "sex"
	RosterAddress       RosterField = "address"
	RosterPostcode      RosterField = "postcode"
	RosterFatherName    RosterField = "father_name"
	RosterMotherName    RosterField = "mother_name"
	RosterMarriedName   RosterField = "married_name"
)

// RosterFields lists every field a column can be mapped to, in the order in which people look for them.
var RosterFields = []RosterField{
	RosterSurname, RosterGivenName, RosterFullName, RosterTaxCode, RosterBirthDate, RosterBirthPlace, RosterMunicipality,
	RosterNumber, RosterActKind, RosterActNumber, RosterActDate, RosterStatus, RosterListedFrom, RosterListedUntil,
	RosterQualification, RosterHours, RosterPhone, RosterEmail, RosterSex, RosterAddress, RosterPostcode,
	RosterFatherName, RosterMotherName, RosterMarriedName,
}

// LineStatus is what a roster says about a person it lists.
type LineStatus string

const (
	LineValid     LineStatus = "valid"
	LineSuspended LineStatus = "suspended"
	LineRevoked   LineStatus = "revoked"
)

// Complaint is one bad cell of a file: where, what stands there, and what to do about it.
// Row is the row number that the office's program shows, 1-based, header and preamble counted.
type Complaint struct {
	Row    int         `json:"row"`
	Column string      `json:"column,omitempty"` // header as written, or the column's letter
	At     int         `json:"at,omitempty"`     // number of the column, 1-based; 0 when the whole row is meant
	Field  RosterField `json:"field,omitempty"`
	Value  string      `json:"value,omitempty"`
	Text   Text        `json:"text"`
	Fatal  bool        `json:"fatal,omitempty"` // the whole line is left out
}

// RosterLine is one person as one edition of a roster lists them. Cells that could not be
// understood are empty here and stand in Complaints with their value.
type RosterLine struct {
	ID            int64 `gorm:"primaryKey"`
	EditionID     int64
	Row           int // row number in the file
	Number        string
	Surname       string
	GivenName     string
	TaxCode       string // normalised, as the list has it
	TaxCodeKey    string // for comparison: omocodia undone; empty when the code is wrong or missing
	NameKey       string // for comparison: words of surname and given name, folded and sorted
	BirthDate     Date   `gorm:"type:date"`
	BirthPlace    string
	Municipality  string
	ActKind       string
	ActNumber     string
	ActDate       Date `gorm:"type:date"`
	Status        LineStatus
	ListedFrom    Date `gorm:"type:date"`
	ListedUntil   Date `gorm:"type:date"`
	Qualification string
	Hours         int
	Phone         string
	Email         string
	Sex           string // M, F or empty
	Address       string
	Postcode      string
	FatherName    string
	MotherName    string
	MarriedName   string      // "BIANCHI" of "ROSSI in BIANCHI"; no part of the name key
	LineKey       string      // the person's identity from edition to edition
	Complaints    []Complaint `gorm:"serializer:json"`
	Edition       *RosterEdition
}

// Written is the listed identity in one line, for history.
func (l *RosterLine) Written() string {
	return Declared{Surname: l.Surname, GivenName: l.GivenName, BirthDate: l.BirthDate, TaxCode: l.TaxCode}.Written()
}

// ComparedFields are the fields whose change from edition to edition is told. The running number is none: it changes with
// everybody who comes or goes.
var ComparedFields = []RosterField{
	RosterSurname, RosterGivenName, RosterTaxCode, RosterBirthDate, RosterBirthPlace, RosterMunicipality, RosterActKind, RosterActNumber, RosterActDate,
	RosterStatus, RosterListedFrom, RosterListedUntil, RosterQualification, RosterHours, RosterPhone, RosterEmail, RosterSex, RosterAddress, RosterPostcode,
	RosterFatherName, RosterMotherName, RosterMarriedName,
}

// Value is what stands in a field of the line, dates as YYYY-MM-DD; empty where nothing does.
func (l *RosterLine) Value(field RosterField) string {
	switch field {
	case RosterBirthDate:
		return l.BirthDate.String()
	case RosterActDate:
		return l.ActDate.String()
	case RosterListedFrom:
		return l.ListedFrom.String()
	case RosterListedUntil:
		return l.ListedUntil.String()
	case RosterStatus:
		return string(l.Status)
	case RosterHours:
		if l.Hours == 0 {
			return ""
		}
		return strconv.Itoa(l.Hours)
	case RosterFullName:
		return strings.TrimSpace(l.Surname + " " + l.GivenName)
	}
	return map[RosterField]string{
		RosterNumber: l.Number, RosterSurname: l.Surname, RosterGivenName: l.GivenName, RosterTaxCode: l.TaxCode, RosterBirthPlace: l.BirthPlace,
		RosterMunicipality: l.Municipality, RosterActKind: l.ActKind, RosterActNumber: l.ActNumber, RosterQualification: l.Qualification,
		RosterPhone: l.Phone, RosterEmail: l.Email, RosterSex: l.Sex, RosterAddress: l.Address, RosterPostcode: l.Postcode,
		RosterFatherName: l.FatherName, RosterMotherName: l.MotherName, RosterMarriedName: l.MarriedName,
	}[field]
}

// FieldChange is one field of a line with what stood there before and what stands there now.
type FieldChange struct {
	Field       RosterField
	Before, Now string
}

// ChangesFrom lists field by field what changed since an earlier line of the same person.
func (l *RosterLine) ChangesFrom(before *RosterLine) (list []FieldChange) {
	for _, field := range ComparedFields {
		if was, is := before.Value(field), l.Value(field); was != is {
			list = append(list, FieldChange{field, was, is})
		}
	}
	return list
}

// LineChange is what a line is against an earlier edition.
type LineChange string

const (
	LineNew     LineChange = "new"
	LineBack    LineChange = "back" // not in the earlier edition, but in one before it
	LineChanged LineChange = "changed"
	LineGone    LineChange = "gone" // a line of the earlier edition that the later one lacks
	LineSame    LineChange = "same"
)

// LineChanges lists every kind of change.
var LineChanges = []LineChange{LineNew, LineBack, LineChanged, LineGone, LineSame}

// Comparison is how many lines of each kind of change one edition has beside an earlier one.
type Comparison struct {
	ID        int64 `gorm:"primaryKey"`
	EditionID int64
	BaseID    int64
	MadeAt    time.Time
	NewCount  int
	Back      int
	Changed   int
	Gone      int
	Likely    int // of those new or back: the same name and birth date are among the gone
}

// EditionState is where a roster edition stands.
type EditionState string

const (
	EditionReading   EditionState = "reading"   // the file is being read
	EditionFailed    EditionState = "failed"    // the file cannot be read; Failure says why
	EditionPreview   EditionState = "preview"   // the plan is stored and waits for the officer
	EditionCommitted EditionState = "committed" // accepted as it stands, not yet public
	EditionPublished EditionState = "published" // numbered and immutable
	EditionDiscarded EditionState = "discarded"
)

// ReadStates are those in which an edition has its lines.
var ReadStates = []EditionState{EditionPreview, EditionCommitted, EditionPublished}

// EditionMoves is the life of a roster edition. A published edition has no step left: a correction is a new edition.
var EditionMoves = Moves[EditionState]{
	"read":      {EditionReading: EditionPreview},
	"fail":      {EditionReading: EditionFailed},
	"remap":     {EditionPreview: EditionReading, EditionFailed: EditionReading, EditionCommitted: EditionReading},
	"commit":    {EditionPreview: EditionCommitted},
	"take_back": {EditionCommitted: EditionPreview},
	"publish":   {EditionCommitted: EditionPublished},
	"discard":   {EditionReading: EditionDiscarded, EditionFailed: EditionDiscarded, EditionPreview: EditionDiscarded, EditionCommitted: EditionDiscarded},
}

// Act is the act of an office by which something holds: its kind (determinazione, decreto, delibera…), number, date and protocol.
type Act struct {
	ActKind   string `form:"act_kind" validate:"max=80"`
	ActNumber string `form:"act_number" validate:"max=40"`
	ActDate   Date   `form:"act_date" gorm:"type:date"`
	Protocol  string `form:"protocol" validate:"max=60"`
}

// RosterEdition is a dated snapshot of the list a public body keeps of the people it accredits.
type RosterEdition struct {
	ID     int64 `gorm:"primaryKey"`
	BodyID int64
	Number *int // given on publication, per body, without gaps
	State  EditionState
	AsOf   Date `gorm:"type:date"` // the day the list describes
	Act    `gorm:"embedded"`
	Note   string

	FileName   string
	FileKey    string // where the file as uploaded is kept
	FileSHA256 string
	FileSize   int64
	Settings   ReadSettings `gorm:"serializer:json"` // how the officer asked the file to be read
	Layout     FileLayout   `gorm:"serializer:json"` // how it was read
	Failure    *Text        `gorm:"serializer:json"`
	BaseID     *int64       // the published edition it was compared with
	Total      int          // lines kept
	LeftOut    int          // lines left out, each with a fatal complaint
	BadCells   int
	NewCount   int
	Changed    int
	Gone       int
	Back       int    // new against the base, but listed in an edition before it
	CorrectsID *int64 // the published edition it takes the place of because of a mistake

	UploadedAt  time.Time
	UploadedBy  *int64 // nil: the operator, by command
	CommittedAt *time.Time
	CommittedBy *int64
	PublishedAt *time.Time
	PublishedBy *int64
	Body        *Body
}

// ReadSettings is what an officer corrected of the guesses about a file; zero values mean "guess".
type ReadSettings struct {
	Encoding   string              `json:"encoding,omitempty"`
	Delimiter  string              `json:"delimiter,omitempty"`
	Sheet      string              `json:"sheet,omitempty"`
	HeaderRow  int                 `json:"header_row,omitempty"`  // 1-based; -1 when the file has no header
	HeaderRows int                 `json:"header_rows,omitempty"` // how many rows the header takes, from that one on
	Columns    map[int]RosterField `json:"columns,omitempty"`     // column, 0-based → field; nil means "guess all"
	Afresh     bool                `json:"afresh,omitempty"`      // guess, whatever is remembered of files like this one
}

// Corrects tells whether anything was corrected.
func (s ReadSettings) Corrects() bool {
	return s.Encoding != "" || s.Delimiter != "" || s.Sheet != "" || s.HeaderRow != 0 || s.Columns != nil
}

// RosterMemory is how a body's officer had files of one layout read, for the next file of that layout.
type RosterMemory struct {
	ID            int64 `gorm:"primaryKey"`
	BodyID        int64
	Fingerprint   string
	Settings      ReadSettings `gorm:"serializer:json"`
	GuessedHeader int          // FileLayout.GuessedHeader of the file that was corrected
	EditionID     int64        // the edition of that file
	KeptAt        time.Time
}

// FileLayout is what was understood of a file.
type FileLayout struct {
	Format      string       `json:"format"` // csv, xlsx, ods
	Encoding    string       `json:"encoding,omitempty"`
	Delimiter   string       `json:"delimiter,omitempty"`
	Sheet       string       `json:"sheet,omitempty"`
	Sheets      []string     `json:"sheets,omitempty"`
	HeaderRow   int          `json:"header_row"`            // 1-based; 0 when there is none
	HeaderRows  []int        `json:"header_rows,omitempty"` // when the header takes more than one
	Start       []FileRow    `json:"start,omitempty"`       // the first rows, among which the header is
	Columns     []FileColumn `json:"columns"`
	Tables      []FileTable  `json:"tables,omitempty"`        // that follow the first one in the same sheet
	Rows        int          `json:"rows"`                    // data rows, blank ones not counted
	Complaints  []Complaint  `json:"complaints,omitempty"`    // of lines left out, the first of them; a kept line carries its own
	MoreLeftOut int          `json:"more_left_out,omitempty"` // lines left out beyond those in Complaints

	Fingerprint   string        `json:"fingerprint,omitempty"`    // equal for files of one layout, by what was guessed of them
	GuessedHeader int           `json:"guessed_header,omitempty"` // the header row that was guessed
	Remembered    *ReadSettings `json:"remembered,omitempty"`     // corrections of an earlier file, by which this one was read
}

// FirstHeaderRow is the first row of the header; 0 when there is none.
func (l FileLayout) FirstHeaderRow() int {
	if len(l.HeaderRows) > 0 {
		return l.HeaderRows[0]
	}
	return l.HeaderRow
}

// LeftOut counts the lines left out.
func (l FileLayout) LeftOut() int {
	n := l.MoreLeftOut
	for _, c := range l.Complaints {
		if c.Fatal {
			n++
		}
	}
	return n
}

// FileRow is one row of a file, its first filled cells shortened.
type FileRow struct {
	Number int      `json:"number"`
	Cells  []string `json:"cells"`
}

// FileTable is a table below another one in the same sheet, with a header of its own.
type FileTable struct {
	HeaderRow int          `json:"header_row"`
	Title     string       `json:"title,omitempty"`
	Columns   []FileColumn `json:"columns"`
}

// Confidence says how sure a guess about a column is.
type Confidence string

const (
	Certain  Confidence = "certain"
	Probable Confidence = "probable"
	None     Confidence = "none"
	Chosen   Confidence = "chosen" // by the officer
)

// FileColumn is one column of a file: its header, its first values, and the field it was taken for.
type FileColumn struct {
	Header     string      `json:"header"`
	Samples    []string    `json:"samples"`
	Field      RosterField `json:"field"`
	Confidence Confidence  `json:"confidence"`
	Why        Text        `json:"why"`                   // what the guess rests on
	MonthFirst bool        `json:"month_first,omitempty"` // of its dates
	Elsewhere  bool        `json:"elsewhere,omitempty"`   // hardly any cell names a municipality that Albo knows
}

// Label names an edition in history and mails: its number, or the day it describes as long as it has none.
func (e *RosterEdition) Label() string {
	if e.Number == nil {
		return e.AsOf.String()
	}
	return strconv.Itoa(*e.Number)
}

// Reading is by which settings the file was read: the officer's, or those of an earlier file of the same layout.
func (e *RosterEdition) Reading() ReadSettings {
	if e.Layout.Remembered != nil {
		return *e.Layout.Remembered
	}
	return e.Settings
}

// Read records that the file was understood and the plan stored; Fail that it could not be.
func (e *RosterEdition) Read(now time.Time) (Event, error) { return e.move("read", System, now) }

func (e *RosterEdition) Fail(why Text, now time.Time) (Event, error) {
	event, err := e.move("fail", System, now, "why", why.Key)
	if err == nil {
		e.Failure = &why
	}
	return event, err
}

// Remap has the file read again with other settings.
func (e *RosterEdition) Remap(by Actor, settings ReadSettings, now time.Time) (Event, error) {
	event, err := e.office("remap", by, now)
	if err == nil {
		e.Settings, e.Failure, e.CommittedAt, e.CommittedBy = settings, nil, nil, nil
	}
	return event, err
}

// Commit accepts the stored plan as it stands. Lines left out must have been accepted in so many words.
func (e *RosterEdition) Commit(by Actor, acceptLeftOut bool, now time.Time) (Event, error) {
	if by.OfficerOf(e.BodyID) && e.State == EditionPreview {
		if e.Total == 0 {
			return Event{}, Refuse(Conflict, "roster.nothing_to_import")
		}
		if e.LeftOut > 0 && !acceptLeftOut {
			return Event{}, Refuse(Invalid, "roster.accept_left_out")
		}
	}
	event, err := e.office("commit", by, now, "lines", strconv.Itoa(e.Total), "left_out", strconv.Itoa(e.LeftOut))
	if err == nil {
		e.CommittedAt, e.CommittedBy = &now, by.Account()
	}
	return event, err
}

// Publish gives the edition its number. From then on neither it nor its lines change.
func (e *RosterEdition) Publish(by Actor, number int, now time.Time) (Event, error) {
	event, err := e.office("publish", by, now, "number", strconv.Itoa(number), "act_kind", e.ActKind, "act_number", e.ActNumber, "act_date", e.ActDate.String())
	if err == nil {
		e.Number, e.PublishedAt, e.PublishedBy = &number, &now, by.Account()
	}
	return event, err
}

// Follows refuses an edition that describes a day before the one in force: what is newest would no longer be what holds.
func (e *RosterEdition) Follows(inForce *RosterEdition) error {
	if inForce != nil && e.AsOf.Before(inForce.AsOf) {
		return Refuse(Conflict, "roster.older_than_in_force", "date", e.AsOf.String(), "in_force", inForce.AsOf.String())
	}
	return nil
}

// TakeBack takes the acceptance of the plan back, as long as nothing is public.
func (e *RosterEdition) TakeBack(by Actor, now time.Time) (Event, error) {
	event, err := e.office("take_back", by, now)
	if err == nil {
		e.CommittedAt, e.CommittedBy = nil, nil
	}
	return event, err
}

// Drop is Albo discarding an edition by itself: its reading was stopped, or a newer file came before anybody accepted it.
func (e *RosterEdition) Drop(now time.Time) (Event, error) { return e.move("discard", System, now) }

// Discard drops an edition that was never published; who decided it on what another state showed has to look again.
func (e *RosterEdition) Discard(by Actor, seen EditionState, now time.Time) (Event, error) {
	if by.OfficerOf(e.BodyID) && e.State != seen {
		return Event{}, Refuse(Conflict, "roster.moved_on", "state_key", "roster_edition.state."+string(e.State))
	}
	return e.office("discard", by, now)
}

func (e *RosterEdition) office(step string, by Actor, now time.Time, pairs ...string) (Event, error) {
	if !by.OfficerOf(e.BodyID) {
		return Event{}, ErrNotFound
	}
	return e.move(step, by, now, pairs...)
}

// move is the only writer of State.
func (e *RosterEdition) move(step string, by Actor, now time.Time, pairs ...string) (Event, error) {
	to, err := EditionMoves.To("roster_edition", step, e.State)
	if err != nil {
		return Event{}, err
	}
	event := Note(by, now, "roster_edition", e.ID, step, string(e.State), string(to), pairs...)
	e.State = to
	return event, nil
}
