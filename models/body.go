package models

// BodyKind is the kind of a public body.
type BodyKind string

const (
	BodyMunicipality BodyKind = "municipality"
	BodyUnion        BodyKind = "union"
)

// GoneRule is a body's rule for who is no longer in its newest roster edition, or suspended in it.
type GoneRule string

const (
	GoneAtOnce         GoneRule = "at_once"         // leaves the public list at once
	GoneAfterDays      GoneRule = "after_days"      // leaves it after so many days, unless a person decides before
	GoneOnConfirmation GoneRule = "on_confirmation" // stays until a person decides
)

// GoneRules lists the rules a body can choose from.
var GoneRules = []GoneRule{GoneAtOnce, GoneAfterDays, GoneOnConfirmation}

// Body is a public body that keeps a roster and accredits: a Comune, an Unione dei Comuni, an ayuntamiento, a δήμος.
type Body struct {
	ID                  int64 `gorm:"primaryKey"`
	Slug                string
	Kind                BodyKind
	TerritoryID         int64
	Country             string
	Name                string
	Office              string // the office that answers
	Address             string
	Phone               string
	Email               string
	Website             string
	TaxCode             string
	LegalRepresentative string
	Signatory           string // name printed under certificates
	SignatoryRole       string
	LegalBasis          string // the law the body accredits under, as printed on certificates
	CertificateNote     string // what the body's law wants said under every certificate
	Colour              string // #rrggbb, at least 4.5:1 on white
	LogoKey             string
	GoneRule            GoneRule
	GoneDays            int
	GoneShare           int // percent of the accredited people who may go with one edition unless an officer says how many
	Language            string
	RegisterFields      []RegisterField `gorm:"serializer:json"` // what its register publishes beside the name; see RegisterRule
	RegisterArticle     string          // the article that allows it; empty: the default of the country holds
	Territory           *Territory
}

// HideFrom tells from which day somebody to verify leaves the public list; the zero Date means not before a person decides.
func (b *Body) HideFrom(today Date) Date {
	switch b.GoneRule {
	case GoneAtOnce:
		return today
	case GoneAfterDays:
		return today.AddDays(b.GoneDays)
	}
	return Date{}
}

// UsualGoneShare is the GoneShare that a new body begins with.
const UsualGoneShare = 20

// fewGone is how many people may always go with an edition: so few are read by name.
const fewGone = 4

// TooManyGone tells whether more of the accredited people than the body allows go with an edition; it may be the wrong file.
func (b *Body) TooManyGone(gone, accredited int) bool {
	return gone > fewGone && gone*100 > b.GoneShare*accredited
}

// UnionFunction is a function that municipalities can leave to their union.
type UnionFunction string

const (
	FunctionSocialServices UnionFunction = "social_services"
	FunctionBusinessDesk   UnionFunction = "business_desk" // SUAP
)

// UnionRelation is how a municipality takes part in a function of a union.
type UnionRelation string

const (
	RelationMember    UnionRelation = "member"
	RelationAgreement UnionRelation = "agreement" // not a member, by agreement for this function only
)

// UnionFunctions and UnionRelations list what can be chosen.
var (
	UnionFunctions = []UnionFunction{FunctionSocialServices, FunctionBusinessDesk}
	UnionRelations = []UnionRelation{RelationMember, RelationAgreement}
)

// UnionMembership is the time in which a municipality leaves a function to a union.
// For one function a municipality has one union at a time.
type UnionMembership struct {
	ID          int64 `gorm:"primaryKey"`
	UnionID     int64
	TerritoryID int64
	Function    UnionFunction
	Relation    UnionRelation
	Period
	Note string
}
