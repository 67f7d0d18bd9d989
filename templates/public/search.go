package public

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"albo/app/i18n"
	"albo/app/register"
	"albo/models"
	"albo/templates"
)

// value is one value of a filter with the number of carers it would leave.
type value struct {
	code, name string
	n          int
	chosen     bool
}

// offered lists the services that somebody offers under the present choice, and those chosen.
func offered(p *templates.Page, list []models.Service, chosen []string, count map[string]int) (values []value) {
	for _, s := range list {
		taken := slices.Contains(chosen, s.Code)
		if n := count[s.Code]; n > 0 || taken {
			values = append(values, value{s.Code, s.Names[p.Lang], n, taken})
		}
	}
	return values
}

func spoken(p *templates.Page, r *register.Results) (values []value) {
	for _, tag := range models.SpokenLanguages {
		taken := slices.Contains(r.Languages, tag)
		if n := r.LanguageCount[tag]; n > 0 || taken {
			values = append(values, value{tag, i18n.LanguageName(p.Lang, tag), n, taken})
		}
	}
	return values
}

func placeName(r *register.Results) string {
	if r.Territory != nil {
		return r.Territory.Name
	}
	return r.Query.Place
}

// address is the address of a search and one of its pages.
func address(p *templates.Page, q register.Query, page int) templ.SafeURL {
	values := url.Values{"service": q.Services, "arrangement": q.Arrangements, "language": q.Languages}
	if q.Place != "" {
		values.Set("place", q.Place)
	}
	if q.Text != "" {
		values.Set("q", q.Text)
	}
	if page > 1 {
		values.Set("page", strconv.Itoa(page))
	}
	if len(values.Encode()) == 0 {
		return p.URL("/carers")
	}
	return p.URL("/carers?" + values.Encode())
}

func placeAddress(p *templates.Page, r *register.Results, code string) templ.SafeURL {
	q := r.Query
	q.Place = code
	return address(p, q, 1)
}

// tag is a filter in force and the address without it.
type tag struct {
	name    string
	without templ.SafeURL
}

func tagsOf(p *templates.Page, r *register.Results) (tags []tag) {
	add := func(facet, value string) {
		tags = append(tags, tag{filterName(p, facet, value), address(p, r.Without(facet, value), 1)})
	}
	if r.Query.Place != "" {
		add("place", placeName(r))
	}
	for _, code := range r.Services {
		add("service", code)
	}
	for _, code := range r.Arrangements {
		add("arrangement", code)
	}
	for _, code := range r.Languages {
		add("language", code)
	}
	if r.Text != "" {
		add("q", r.Text)
	}
	return tags
}

func looser(p *templates.Page, r *register.Results, l register.Looser) templ.SafeURL {
	return address(p, r.Without(l.Facet, l.Value), 1)
}

// filterName is a filter as people name it.
func filterName(p *templates.Page, facet, value string) string {
	switch facet {
	case "service", "arrangement":
		return i18n.Service(p.Lang, value)
	case "language":
		return i18n.LanguageName(p.Lang, value)
	}
	return value
}
