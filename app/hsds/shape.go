package hsds

// Service is a carer's offer. Lists leave out everything after Organization unless asked for in full.
type Service struct {
	ID                 string              `json:"id" format:"uuid"`
	Name               string              `json:"name"`
	Description        string              `json:"description,omitempty"`
	URL                string              `json:"url,omitempty" format:"uri"`
	Email              string              `json:"email,omitempty" format:"email"`
	Status             string              `json:"status" enum:"active,inactive,defunct,temporarily closed"`
	Accreditations     string              `json:"accreditations,omitempty"`
	AssuredDate        string              `json:"assured_date,omitempty" format:"date"`
	AssurerEmail       string              `json:"assurer_email,omitempty" format:"email"`
	Alert              string              `json:"alert,omitempty"`
	LastModified       string              `json:"last_modified,omitempty" format:"date-time"`
	Organization       *Organization       `json:"organization,omitempty"`
	Phones             []Phone             `json:"phones,omitempty"`
	Schedules          []Schedule          `json:"schedules,omitempty"`
	ServiceAreas       []ServiceArea       `json:"service_areas,omitempty"`
	ServiceAtLocations []ServiceAtLocation `json:"service_at_locations,omitempty"`
	Languages          []Language          `json:"languages,omitempty"`
	Attributes         []Attribute         `json:"attributes,omitempty"`
}

// Organization is an association. Its services are named only where it is asked for by itself.
type Organization struct {
	ID                      string                   `json:"id" format:"uuid"`
	Name                    string                   `json:"name"`
	Description             string                   `json:"description"`
	Email                   string                   `json:"email,omitempty" format:"email"`
	Website                 string                   `json:"website,omitempty" format:"uri"`
	Logo                    string                   `json:"logo,omitempty" format:"uri"`
	URI                     string                   `json:"uri,omitempty" format:"uri"`
	Phones                  []Phone                  `json:"phones,omitempty"`
	Locations               []Location               `json:"locations,omitempty"`
	OrganizationIdentifiers []OrganizationIdentifier `json:"organization_identifiers,omitempty"`
	Services                []Service                `json:"services,omitempty"`
}

// Phone is a number that its owner chose to show.
type Phone struct {
	ID          string `json:"id" format:"uuid"`
	Number      string `json:"number"`
	Type        string `json:"type,omitempty"`
	Description string `json:"description,omitempty"`
}

// Schedule is one part of the day on the days of the week on which the carer works in it.
type Schedule struct {
	ID          string `json:"id" format:"uuid"`
	Freq        string `json:"freq" enum:"WEEKLY,MONTHLY"`
	Wkst        string `json:"wkst"`
	ByDay       string `json:"byday"`
	Description string `json:"description"`
}

// ServiceArea is a municipality covered.
type ServiceArea struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

// ServiceAtLocation is a service in one municipality; the service is left out within the service itself.
type ServiceAtLocation struct {
	ID       string    `json:"id" format:"uuid"`
	Location *Location `json:"location,omitempty"`
	Service  *Service  `json:"service,omitempty"`
}

// Location is a municipality with its official code and the point that stands for it.
type Location struct {
	ID                     string   `json:"id" format:"uuid"`
	LocationType           string   `json:"location_type" enum:"physical,postal,virtual"`
	Name                   string   `json:"name"`
	Latitude               *float64 `json:"latitude,omitempty"`
	Longitude              *float64 `json:"longitude,omitempty"`
	ExternalIdentifier     string   `json:"external_identifier,omitempty"`
	ExternalIdentifierType string   `json:"external_identifier_type,omitempty"`
}

// Language is a language the carer speaks, as ISO 639.
type Language struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
	Code string `json:"code"`
}

// Attribute ties a service to a term of a taxonomy.
type Attribute struct {
	ID             string        `json:"id" format:"uuid"`
	LinkID         string        `json:"link_id" format:"uuid"`
	LinkEntity     string        `json:"link_entity"`
	TaxonomyTermID string        `json:"taxonomy_term_id" format:"uuid"`
	TaxonomyTerm   *TaxonomyTerm `json:"taxonomy_term"`
}

// Taxonomy is a list of terms: services, or ways of working.
type Taxonomy struct {
	ID          string `json:"id" format:"uuid"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Version     string `json:"version,omitempty"`
}

// TaxonomyTerm is a service, a category of services or a way of working. The UK profile reads Term where HSDS has Name.
type TaxonomyTerm struct {
	ID          string `json:"id" format:"uuid"`
	Code        string `json:"code"`
	Name        string `json:"name"`
	Term        string `json:"term"`
	Description string `json:"description"`
	ParentID    string `json:"parent_id,omitempty" format:"uuid"`
	Taxonomy    string `json:"taxonomy"`
	TaxonomyID  string `json:"taxonomy_id" format:"uuid"`
	Language    string `json:"language"`
	TermURI     string `json:"term_uri,omitempty" format:"uri"`
}

// OrganizationIdentifier is a number under which an association stands in another register.
type OrganizationIdentifier struct {
	ID             string `json:"id" format:"uuid"`
	IdentifierType string `json:"identifier_type"`
	Identifier     string `json:"identifier"`
}
