package models

// Association is a social promotion association (APS) or its like in another country.
type Association struct {
	ID                  int64  `gorm:"primaryKey"`
	PublicID            string `gorm:"column:public_id;default:(-)"` // random; its name among programs
	Slug                string
	Country             string
	TerritoryID         int64 // where its seat is
	Name                string
	RegisterSection     string // section of RUNTS (D.Lgs. 117/2017 art. 46), or of the country's register
	RegisterNumber      string // repertory number, as text
	RegisteredOn        Date   `gorm:"type:date"`
	TaxCode             string
	VATNumber           string `gorm:"column:vat_number"`
	PEC                 string `gorm:"column:pec"` // certified e-mail
	Email               string
	Phone               string
	OpeningHours        string
	Website             string
	Address             string
	LegalRepresentative string
	About               string
	StatuteDate         Date `gorm:"type:date"`
	Colour              string
	LogoKey             string
	Language            string
	Territory           *Territory
}

// AssociationBody says from when to when an association relies on the roster of a public body.
type AssociationBody struct {
	ID            int64 `gorm:"primaryKey"`
	AssociationID int64
	BodyID        int64
	Period
}
