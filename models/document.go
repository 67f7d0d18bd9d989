package models

import "time"

// DocumentKind is what an uploaded document is.
type DocumentKind string

const (
	DocumentTraining DocumentKind = "training" // certificate of a course
	DocumentIdentity DocumentKind = "identity"
	DocumentPermit   DocumentKind = "permit" // residence permit
	DocumentWork     DocumentKind = "work"   // care work registered with social security
	DocumentOther    DocumentKind = "other"
)

// DocumentKinds lists the kinds in the order in which they are offered.
var DocumentKinds = []DocumentKind{DocumentTraining, DocumentIdentity, DocumentPermit, DocumentWork, DocumentOther}

// Document is a file attached to an application. It is stored apart and only ever served as a download,
// after a permission check, to its owner and to who decides on the application.
type Document struct {
	ID              int64  `gorm:"primaryKey"`
	PublicID        string `gorm:"column:public_id;default:(-)"`
	AdmissionID     *int64
	AccreditationID *int64
	Kind            DocumentKind
	Name            string // as uploaded, without path
	MediaType       string // as sniffed, not as claimed
	Size            int64
	SHA256          string `gorm:"column:sha256"`
	FileKey         string
	ExpiresOn       Date `gorm:"type:date"`
	UploadedAt      time.Time
	UploadedBy      int64
	SeenAt          *time.Time // first opened by who decides
	SeenBy          *int64
	DeletedAt       *time.Time
}

// MaxDocumentSize is the largest document accepted, in bytes.
const MaxDocumentSize = 10 << 20

// DocumentTypes are the media types accepted for documents.
var DocumentTypes = []string{"application/pdf", "image/jpeg", "image/png"}
