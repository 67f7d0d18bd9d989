package hsds

import (
	"encoding/binary"
	"net/mail"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"albo/app/i18n"
	"albo/models"
)

// service says a row as a service; minimal, only what the schema demands and when it last changed.
func (r *row) service(q ServiceQuery, organization *Organization) Service {
	lang, name := q.Lang, r.GivenName+" "+r.Surname
	s := Service{ID: r.PublicID.String(), Name: i18n.T(lang, "hsds.service", "name", name), Status: "active", LastModified: moment(r.ChangedAt)}
	if q.Minimal {
		return s
	}
	s.Description, s.URL, s.Email = r.Bio, q.BaseURL+"/"+lang+"/carers/"+r.Slug, address(r.Email)
	if s.Description == "" {
		s.Description = i18n.T(lang, "hsds.service.text", "name", name, "association", organization.Name)
	}
	s.Accreditations = i18n.T(lang, "hsds.accredited", "body", r.BodyName)
	if act := i18n.Act(lang, models.Act{ActKind: r.ActKind, ActNumber: r.ActNumber, ActDate: r.ActDate}); act != "" {
		s.Accreditations += ": " + act
	}
	s.AssuredDate, s.AssurerEmail, s.Organization = r.CheckedOn.String(), address(r.BodyEmail), organization
	if !r.HasRoom {
		s.Alert = i18n.T(lang, "hsds.no_room")
	}
	if q.Full {
		r.fill(&s, lang)
	}
	return s
}

// fill adds what a full service has.
func (r *row) fill(s *Service, lang string) {
	if r.Phone != "" {
		s.Phones = []Phone{{ID: named(r.PublicID, "phone"), Number: r.Phone, Type: "voice"}}
	}
	s.Schedules = r.schedules(lang)
	for _, p := range r.Places {
		s.ServiceAreas = append(s.ServiceAreas, ServiceArea{ID: named(r.PublicID, "area/"+p.Country+p.Code), Name: p.Name})
		s.ServiceAtLocations = append(s.ServiceAtLocations, ServiceAtLocation{ID: locatedID(r.PublicID, p.ID), Location: p.location()})
	}
	for _, tag := range r.Languages {
		s.Languages = append(s.Languages, Language{ID: named(r.PublicID, "language/"+tag), Name: i18n.LanguageName(lang, tag), Code: tag})
	}
	for _, code := range append(r.Services, r.Arrangements...) {
		if known, ok := models.ServiceByCode(code); ok {
			t := serviceTerm(lang, known)
			s.Attributes = append(s.Attributes, Attribute{ID: named(r.PublicID, "attribute/"+code), LinkID: s.ID, LinkEntity: "service", TaxonomyTermID: t.ID, TaxonomyTerm: t})
		}
	}
}

// days are the days of the week as RFC 5545 writes them.
var days = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

// Day is the number of a day written as in RFC 5545, 0 being Monday; false for any other word.
func Day(word string) (int, bool) {
	for i, day := range days {
		if strings.EqualFold(day, word) {
			return i, true
		}
	}
	return 0, false
}

// schedules has one entry for each part of the day in which the carer works on any day.
func (r *row) schedules(lang string) (list []Schedule) {
	for part, name := range models.DayParts {
		var on []string
		for i, day := range days {
			if r.Hours.Has(i, part) {
				on = append(on, day)
			}
		}
		if len(on) > 0 {
			list = append(list, Schedule{ID: named(r.PublicID, "schedule/"+name), Freq: "WEEKLY", Wkst: days[0], ByDay: strings.Join(on, ","), Description: i18n.T(lang, "week."+name)})
		}
	}
	return list
}

var codeLists = map[string]string{"IT": "ISTAT", "ES": "INE", "GR": "Kallikratis"}

func (p place) location() *Location {
	return &Location{
		ID: named(catalogue, "location/"+p.Country+p.Code), LocationType: "physical", Name: p.Name, Latitude: p.Latitude, Longitude: p.Longitude,
		ExternalIdentifier: p.Code, ExternalIdentifierType: codeLists[p.Country],
	}
}

// locatedID is the identifier of a service in a municipality: that of the service with the number of the municipality in its
// last 32 bits, marked as made to a scheme of our own (RFC 9562, version 8), so that it can be read backwards.
func locatedID(service uuid.UUID, territory int64) string {
	binary.BigEndian.PutUint32(service[12:], uint32(territory))
	service[6] = service[6]&0x0f | 0x80
	return service.String()
}

// located reads a locatedID backwards: the service is one from first to last.
func located(id string) (first, last uuid.UUID, territory int64, ok bool) {
	first, err := uuid.Parse(id)
	if err != nil || first[6]>>4 != 8 {
		return first, last, 0, false
	}
	territory = int64(binary.BigEndian.Uint32(first[12:]))
	first[6] = first[6]&0x0f | 0x40
	last = first
	binary.BigEndian.PutUint32(first[12:], 0)
	binary.BigEndian.PutUint32(last[12:], 1<<32-1)
	return first, last, territory, true
}

// address is an e-mail address that fits the format of the standard; any other is left out.
func address(s string) string {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || !ascii(s) || strings.ContainsRune(s, '"') || strings.ContainsRune(s, '[') {
		return ""
	}
	return s
}

// link is an address on the web that fits the format of the standard; any other is left out.
func link(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || u.Host == "" || !ascii(u.Host) {
		return ""
	}
	return u.String()
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > '~' || r <= ' ' }) < 0
}
