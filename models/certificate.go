package models

import "time"

// Standing is what the holder of a certificate or a reader of the public list needs to know today.
type Standing string

const (
	StandingValid     Standing = "valid"
	StandingSuspended Standing = "suspended"
	StandingRevoked   Standing = "revoked"
	StandingExpired   Standing = "expired"
	StandingReplaced  Standing = "replaced"
)

// Standings lists what a certificate can be.
var Standings = []Standing{StandingValid, StandingSuspended, StandingRevoked, StandingExpired, StandingReplaced}

// CertificateState is where a certificate as a document stands; what it attests has a state of its own.
type CertificateState string

const (
	CertificateIssued   CertificateState = "issued"
	CertificateReplaced CertificateState = "replaced"
	CertificateRevoked  CertificateState = "revoked"
)

// CertificateMoves is the life of a certificate as a document.
var CertificateMoves = Moves[CertificateState]{
	"replace": {CertificateIssued: CertificateReplaced},
	"revoke":  {CertificateIssued: CertificateRevoked},
}

// Certificate is a document by which a body attests an accreditation. Printed holds every field as
// printed, so that the verification page repeats them for ever, whatever becomes of the person.
type Certificate struct {
	ID              int64  `gorm:"primaryKey"`
	Code            string // 128 random bits; the only key to the verification page
	Number          string // year and progressive number of the body
	BodyID          int64
	AccreditationID int64
	PersonID        int64
	State           CertificateState
	Language        string
	Printed         Printed `gorm:"serializer:json"`
	IssuedAt        time.Time
	IssuedBy        *int64
	ReplacesID      *int64 // the certificate this took the place of
	RevokedAt       *time.Time
	RevokedReason   string
	FileKey         string // empty until the PDF is made
	FileSHA256      string
	FileSize        int64
	Accreditation   *Accreditation
	Body            *Body
}

// Printed is every fact printed on a certificate. Dates are dates here and words only on paper and page.
type Printed struct {
	Title         string   `json:"title"`
	Body          string   `json:"body"`
	Office        string   `json:"office,omitempty"`
	BodyAddress   string   `json:"body_address,omitempty"`
	Holder        string   `json:"holder"`
	BirthDate     Date     `json:"birth_date"`
	BirthPlace    string   `json:"birth_place,omitempty"`
	Number        string   `json:"number"`               // of the certificate
	Accreditation string   `json:"accreditation_number"` // of what it attests
	ActKind       string   `json:"act_kind,omitempty"`
	ActNumber     string   `json:"act_number,omitempty"`
	ActDate       Date     `json:"act_date"`
	Protocol      string   `json:"protocol,omitempty"`
	LegalBasis    string   `json:"legal_basis,omitempty"`
	GrantedOn     Date     `json:"granted_on"`
	ValidUntil    Date     `json:"valid_until"`            // empty: it does not expire
	Associations  []string `json:"associations,omitempty"` // name, register and member's number of each
	IssuedOn      Date     `json:"issued_on"`
	Place         string   `json:"place,omitempty"`
	Signatory     string   `json:"signatory,omitempty"`
	SignatoryRole string   `json:"signatory_role,omitempty"`
	Note          string   `json:"note,omitempty"`
}

// Standing is what holds today: the document's own fate first, then that of the accreditation it attests.
func (c *Certificate) Standing(a *Accreditation, today Date) Standing {
	switch c.State {
	case CertificateReplaced:
		return StandingReplaced
	case CertificateRevoked:
		return StandingRevoked
	}
	return a.Standing(today)
}

// Replace makes room for a newer certificate of the same accreditation.
func (c *Certificate) Replace(by Actor, now time.Time) (Event, error) {
	return c.move("replace", by, now)
}

// Revoke takes the certificate back as a document, for instance because a printed fact was wrong.
func (c *Certificate) Revoke(by Actor, reason string, now time.Time) (Event, error) {
	if !by.OfficerOf(c.BodyID) {
		return Event{}, ErrNotFound
	}
	event, err := c.move("revoke", by, now, "reason", reason)
	if err == nil {
		c.RevokedAt, c.RevokedReason = &now, reason
	}
	return event, err
}

// move is the only writer of State.
func (c *Certificate) move(step string, by Actor, now time.Time, pairs ...string) (Event, error) {
	to, err := CertificateMoves.To("certificate", step, c.State)
	if err != nil {
		return Event{}, err
	}
	event := Note(by, now, "certificate", c.ID, step, string(c.State), string(to), pairs...)
	c.State = to
	return event, nil
}
