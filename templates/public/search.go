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
	if r.Query.Place != "" && r.Here != nil {
		return r.Here.Name
	}
	return r.Query.Place
}

// address is the address of a search and one of its pages.
func address(p *templates.Page, q register.Query, page int) templ.SafeURL {
	values := url.Values{"service": q.Services, "arrangement": q.Arrangements, "language": q.Languages}
	if q.Place != "" {
		values.Set("place", q.Place)
	}
	if q.Area != "" {
		values.Set("area", q.Area)
	}
	if q.Text != "" {
		values.Set("q", q.Text)
	}
	if q.AsWords && q.Text != "" {
		values.Set("as", "words")
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
	return address(p, r.There(code), 1)
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
	if r.Query.Area != "" {
		tags = append(tags, tag{r.Area.Name, address(p, r.Without("area", ""), 1)})
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
	if r.Text != "" && len(partsOf(p, r)) == 0 {
		add("q", r.Text)
	}
	return tags
}

// partsOf are the parts of the text with what each was taken for; none when all of it are just words.
func partsOf(p *templates.Page, r *register.Results) (parts []tag) {
	filters := false
	for i, u := range r.Understood {
		if u.Everybody && len(u.Words) == 0 {
			continue // a small word
		}
		q := r.Query
		q.Text = r.WithoutTyped(i)
		parts = append(parts, tag{meaningOf(p, u), address(p, q, 1)})
		filters = filters || u.IsFilter()
	}
	if !filters {
		return nil
	}
	return parts
}

// meaningOf says what a part of the text was taken for.
func meaningOf(p *templates.Page, u register.Understood) string {
	var names []string
	for _, code := range u.Services {
		names = append(names, i18n.Service(p.Lang, code))
	}
	for _, tag := range u.Languages {
		names = append(names, i18n.LanguageName(p.Lang, tag))
	}
	if u.Place != nil {
		names = append(names, u.Place.Name)
	}
	switch {
	case len(names) > 2:
		return p.T("search.any_of_more", "typed", u.Typed, "first", names[0], "second", names[1], "n", i18n.Number(p.Lang, len(names)-2))
	case len(names) == 2:
		return p.T("search.any_of_two", "typed", u.Typed, "first", names[0], "second", names[1])
	case len(names) == 1:
		return names[0]
	case u.Everybody:
		return p.T("search.everybody", "typed", u.Typed)
	}
	return p.T("search.as_word", "typed", u.Typed)
}

func asWords(p *templates.Page, r *register.Results, on bool) templ.SafeURL {
	q := r.Query
	q.AsWords = on
	return address(p, q, 1)
}

func looser(p *templates.Page, r *register.Results, l register.Looser) templ.SafeURL {
	if l.Facet == "typed" {
		q := r.Query
		q.Text = r.WithoutTyped(l.Part)
		return address(p, q, 1)
	}
	return address(p, r.Without(l.Facet, l.Value), 1)
}

func looserText(p *templates.Page, l register.Looser) string {
	if l.Facet == "typed" {
		return p.T("search.without_words", "words", l.Value)
	}
	return p.T("search.without", "filter", filterName(p, l.Facet, l.Value))
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
