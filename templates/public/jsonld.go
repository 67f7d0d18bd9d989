package public

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/a-h/templ"

	"albo/app/i18n"
	"albo/app/register"
	"albo/models"
	"albo/templates"
)

// linked is a thing as schema.org describes it, for search engines; what is not known is left out.
type linked map[string]any

func (l linked) with(name string, value any) linked {
	switch value := value.(type) {
	case string:
		if value == "" {
			return l
		}
	case []string:
		if len(value) == 0 {
			return l
		}
	case []linked:
		if len(value) == 0 {
			return l
		}
	}
	l[name] = value
	return l
}

// block is a data block of a page: browsers do not run it, and nothing in it can end it.
func block(l linked) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		written, err := json.Marshal(l) // <, > and & are escaped
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, `<script type="application/ld+json">`+strings.ReplaceAll(string(written), "'", `\u0027`)+`</script>`)
		return err
	})
}

func thing(kind, name string) linked { return linked{"@type": kind, "name": name} }

// carerData says what the page says, to search engines; only on a page that its owner lets them find.
func carerData(p *templates.Page, v *register.Provider) linked {
	address := p.BaseURL + string(p.URL("/carers/"+v.Slug))
	var areas []linked
	for _, place := range v.Places {
		areas = append(areas, thing("City", place.Name))
	}
	var types []string
	for _, code := range append(v.Services, v.Arrangements...) {
		types = append(types, i18n.Service(p.Lang, code))
	}
	offer := thing("Service", p.T("hsds.service", "name", v.FullName())).with("serviceType", types).with("areaServed", areas)
	accreditation := thing("EducationalOccupationalCredential", p.T("carer.accredited_by", "body", v.Body.Name)).
		with("recognizedBy", thing("GovernmentOrganization", v.Body.Name).with("url", v.Body.Website)).
		with("dateCreated", v.GrantedOn.String()).with("expires", v.ValidUntil.String()).
		with("identifier", i18n.Act(p.Lang, models.Act{ActKind: v.ActKind, ActNumber: v.ActNumber, ActDate: v.ActDate}))
	return linked{
		"@context": "https://schema.org", "@type": "Person", "@id": address + "#person", "name": v.FullName(), "givenName": v.GivenName, "familyName": v.Surname, "url": address,
		"jobTitle": p.T("jsonld.job"), "memberOf": thing("NGO", v.Association.Name).with("url", p.BaseURL+string(p.URL("/associations/"+v.Association.Slug))),
		"hasCredential": accreditation, "makesOffer": linked{"@type": "Offer", "itemOffered": offer},
	}.with("description", v.Bio).with("knowsLanguage", v.Languages).with("telephone", v.Phone).with("email", v.Email)
}

// associationData says of an association what stands on its page.
func associationData(p *templates.Page, a *models.Association) linked {
	address := p.BaseURL + string(p.URL("/associations/"+a.Slug))
	logo := ""
	if a.LogoKey != "" {
		logo = p.BaseURL + "/logos/" + a.LogoKey
	}
	return linked{
		"@context": "https://schema.org", "@type": "NGO", "@id": address + "#association", "name": a.Name, "url": address,
		"address": linked{"@type": "PostalAddress", "addressCountry": a.Country}.with("addressLocality", a.Territory.Name).with("streetAddress", a.Address),
	}.with("description", a.About).with("telephone", a.Phone).with("email", a.Email).with("sameAs", a.Website).with("taxID", a.TaxCode).with("vatID", a.VATNumber).with("logo", logo)
}
