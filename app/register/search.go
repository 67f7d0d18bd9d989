// Package register is what the public sees: the carers who chose to be listed, and why they can be trusted.
package register

import (
	"context"
	"slices"
	"strings"

	"albo/app/register/index"
	"albo/app/store"
	"albo/models"
)

// PerPage is how many carers one page of results shows.
const PerPage = 20

// Query is what a family looks for. All services asked for must be offered; of arrangements and languages one is enough.
type Query struct {
	Place        string // official code of a municipality, or its name as typed
	Area         string // code of an area: any of its municipalities
	Services     []string
	Arrangements []string
	Languages    []string
	Text         string
	AsWords      bool // the text is not taken for filters
	Page         int
}

// Results is a page of carers with the counts that each further filter would leave.
type Results struct {
	Query
	Version      int64  // of the public list
	Here         *Place // of Query.Place, or understood from the text; nil when there is none, or it is not known
	UnknownPlace bool
	Areas        []*Area      // all there are; told for a place that is not known, and offered where none is chosen
	Area         *Area        // chosen, or around Here
	Understood   []Understood // what the text was taken for
	Similar      bool         // nobody has the words that were typed: these have similar ones
	Cards        []Card
	Total        int
	Pages        int
	Counts
	Where  []Near // the municipalities of the area, else all, with how many carers for the same needs
	Nearby []Near // when few were found: neighbouring municipalities that have some
	Looser []Looser
}

// Counts are how many carers each further value of a filter would leave.
type Counts struct {
	ServiceCount  map[string]int // by code, arrangements included
	LanguageCount map[string]int
}

// Near is a municipality with the number of carers for the same needs, and how far it is.
type Near struct {
	*Place
	N          int
	Kilometres int
}

// Few tells whether so few were found that the page says how to find more.
func (r *Results) Few() bool { return r.Total < 3 && !r.UnknownPlace }

// Search finds carers for a family. Who they are and how many comes from the list in memory, what is shown of them from the database.
func Search(ctx context.Context, st *store.Store, q Query) (*Results, error) {
	x, now, err := listed(ctx, st)
	if err != nil {
		return nil, err
	}
	s := &search{index: x, around: now.around, today: st.Today("IT"), Results: &Results{Query: tidy(q), Version: now.version}}
	if !s.locate() {
		return s.Results, nil
	}
	s.find()
	if s.Cards, err = cards(ctx, st, now.around, x, s.people); err != nil {
		return nil, err
	}
	for i := range s.Cards {
		s.leadWithAsked(&s.Cards[i])
	}
	s.where()
	if s.Few() {
		s.suggest()
	}
	return s.Results, nil
}

// search is one search under way.
type search struct {
	*Results
	index  *index.Index
	around *around
	today  models.Date
	people []int64
	found  index.Found
}

// tidy drops codes that do not exist and limits what a page can be asked.
func tidy(q Query) Query {
	unknown := func(list []models.Service) func(string) bool {
		return func(code string) bool {
			return !slices.ContainsFunc(list, func(s models.Service) bool { return s.Code == code })
		}
	}
	q.Services = slices.DeleteFunc(slices.Clone(q.Services), unknown(models.Services))
	q.Arrangements = slices.DeleteFunc(slices.Clone(q.Arrangements), unknown(models.Arrangements))
	q.Languages = slices.DeleteFunc(slices.Clone(q.Languages), func(tag string) bool { return !slices.Contains(models.SpokenLanguages, tag) })
	q.Text, q.Place, q.Area = firstRunes(q.Text), firstRunes(q.Place), firstRunes(q.Area)
	q.AsWords = q.AsWords && q.Text != ""
	q.Page = min(max(q.Page, 1), 10_000)
	return q
}

func firstRunes(s string) string {
	runes := []rune(strings.TrimSpace(s))
	return string(runes[:min(len(runes), 100)])
}

// Without is the query with one of its filters taken away; facet is the name of its parameter in addresses, or "typed" for a
// part of the text.
func (q Query) Without(facet, value string) Query {
	drop := func(values []string) []string {
		return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == value })
	}
	switch facet {
	case "place":
		q.Place = ""
	case "area":
		q.Area = ""
	case "service":
		q.Services = drop(q.Services)
	case "arrangement":
		q.Arrangements = drop(q.Arrangements)
	case "language":
		q.Languages = drop(q.Languages)
	case "q":
		q.Text = ""
	}
	return q
}

// WithoutTyped is the text without one of the parts that were understood.
func (r *Results) WithoutTyped(part int) string {
	var rest []string
	for i := range r.Understood {
		if i != part {
			rest = append(rest, r.Understood[i].Typed)
		}
	}
	return strings.Join(rest, " ")
}

// locate finds the place or area asked for and understands the text; false when the place is not known.
func (s *search) locate() bool {
	if s.Query.Place != "" {
		if s.Here = s.around.named(s.Query.Place); s.Here == nil {
			s.UnknownPlace, s.Areas = true, s.around.valleys
			return false
		}
		s.Query.Place, s.Query.Area = s.Here.Code, ""
	}
	s.Understood = s.around.reader.read(s.Text, s.index.Knows)
	if s.AsWords {
		s.Understood = s.around.words(s.Text)
	}
	var said []*Place
	for _, u := range s.Understood {
		if u.Place != nil {
			said = append(said, u.Place)
		}
	}
	if s.Here == nil && len(said) == 1 {
		s.Here = said[0]
	}
	if s.Query.Area != "" {
		for _, area := range s.around.areas(s.today) {
			if area.Code == s.Query.Area {
				s.Area = area
			}
		}
		if s.Area == nil {
			s.Query.Area = ""
		}
	} else if s.Here != nil {
		s.Area = s.around.area(s.Here, s.today)
	}
	return true
}

// words is a text that is not taken for filters.
func (a *around) words(text string) (parts []Understood) {
	for _, t := range tokens(text) {
		parts = append(parts, Understood{Typed: t.typed, Words: []string{t.folded}})
	}
	return parts
}

// asked is the query as the index takes it.
func (s *search) asked() index.Query {
	q := index.Query{
		Services: models.ServiceMask(s.Services), Arrangements: models.ServiceMask(s.Arrangements), Languages: models.LanguageMask(s.Languages),
		Today: s.today.Days(), Wide: s.Similar,
	}
	switch {
	case s.Query.Place != "":
		q.Places = []int64{s.Here.ID}
	case s.Query.Area != "":
		for _, p := range s.Area.Places {
			q.Places = append(q.Places, p.ID)
		}
	}
	q.Terms = terms(s.Understood)
	return q
}

func terms(parts []Understood) (list []index.Term) {
	for i := range parts {
		if !parts[i].Everybody {
			list = append(list, parts[i].term())
		}
	}
	return list
}

func (s *search) find() {
	q := s.asked()
	q.ByPlace = len(q.Places) == 0 && s.Here == nil
	page := func() {
		q.Offset, q.Limit = (s.Page-1)*PerPage, PerPage
		s.found = s.index.Search(q)
	}
	page()
	if s.found.Total == 0 && len(q.Terms) > 0 {
		if q.Wide = true; s.index.Count(q) > 0 {
			s.Similar = true
			page()
		}
	}
	s.Total, s.Pages = s.found.Total, max((s.found.Total+PerPage-1)/PerPage, 1)
	if s.Page > s.Pages {
		s.Page = s.Pages
		page()
	}
	s.people = s.found.People
	s.ServiceCount, s.LanguageCount = map[string]int{}, map[string]int{}
	for _, v := range models.Services {
		s.ServiceCount[v.Code] = s.found.Services[v.Bit]
	}
	for _, v := range models.Arrangements {
		s.ServiceCount[v.Code] = s.found.Arrangements[v.Bit]
	}
	for bit, tag := range models.SpokenLanguages {
		s.LanguageCount[tag] = s.found.Languages[bit]
	}
}

// leadWithAsked puts what was asked for first, since a card names only the first of many.
func (s *search) leadWithAsked(c *Card) {
	first := func(values, asked []string) {
		slices.SortStableFunc(values, func(a, b string) int {
			switch wantsA, wantsB := slices.Contains(asked, a), slices.Contains(asked, b); {
			case wantsA == wantsB:
				return 0
			case wantsA:
				return -1
			}
			return 1
		})
	}
	services, languages := s.Services, s.Languages
	for _, u := range s.Understood {
		services, languages = append(services, u.Services...), append(languages, u.Languages...)
	}
	first(c.Services, services)
	first(c.Arrangements, append(services, s.Arrangements...))
	first(c.Languages, languages)
	if s.Here != nil {
		first(c.Places, []string{s.Here.Name})
	}
}
