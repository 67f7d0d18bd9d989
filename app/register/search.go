// Package register is what the public sees: the carers who chose to be listed, and why they can be trusted.
package register

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"albo/app/fold"
	"albo/app/store"
	"albo/app/territory"
	"albo/models"
)

// PerPage is how many carers one page of results shows.
const PerPage = 20

// Query is what a family looks for. All services asked for must be offered; of arrangements and languages one is enough.
type Query struct {
	Place        string // official code of a municipality, or its name as typed
	Services     []string
	Arrangements []string
	Languages    []string
	Text         string
	Page         int
}

// Card is a carer in a list of results.
type Card struct {
	Slug            string
	Surname         string
	GivenName       string
	BodyName        string
	AssociationName string
	CheckedOn       models.Date
	ConfirmedAt     models.Date
	StaleFrom       models.Date
	Services        []string `gorm:"serializer:json"`
	Arrangements    []string `gorm:"serializer:json"`
	Languages       []string `gorm:"serializer:json"`
	Places          []string `gorm:"serializer:json"`
	HasRoom         bool
}

// Results is a page of carers with the counts that each further filter would leave.
type Results struct {
	Query
	Territory     *models.Territory // of Query.Place; nil when none was asked for, or it is not known
	UnknownPlace  bool
	Areas         []string // whose municipalities Albo has; told for a place it does not know
	Cards         []Card
	Total         int
	Pages         int
	ServiceCount  map[string]int // by code, arrangements included
	LanguageCount map[string]int
	Nearby        []Near // when few were found: neighbouring municipalities that have some
	Looser        []Looser
}

// Near is a municipality close by with the number of carers for the same needs.
type Near struct {
	Code, Name string
	N          int
}

// Looser is a filter that could be taken away, and how many carers that would give.
type Looser struct {
	Facet, Value string
	N            int
}

// Few tells whether so few were found that the page says how to find more.
func (r *Results) Few() bool { return r.Total < 3 && !r.UnknownPlace }

// Search finds carers for a family: one statement for the list, one for the counts; where few were found, more to say how to
// find others.
func Search(ctx context.Context, st *store.Store, q Query) (*Results, error) {
	q = tidy(q)
	r := &Results{Query: q}
	if q.Place != "" {
		t, err := territory.Named(ctx, st, q.Place)
		if err != nil && !errors.Is(err, models.ErrNotFound) {
			return nil, err
		}
		if err != nil {
			r.UnknownPlace = true
			r.Areas, err = territory.Areas(ctx, st)
			return r, err
		}
		r.Territory, r.Query.Place = t, t.Code
	}
	f := filter(q, r.Territory, st)
	if err := r.count(ctx, st, f); err != nil {
		return nil, err
	}
	r.Pages = max((r.Total+PerPage-1)/PerPage, 1)
	r.Page = min(r.Page, r.Pages)
	if err := r.list(ctx, st, f); err != nil {
		return nil, err
	}
	if r.Few() {
		return r, r.suggest(ctx, st)
	}
	return r, nil
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
	q.Text, q.Place = firstRunes(q.Text), firstRunes(q.Place)
	q.Page = min(max(q.Page, 1), 10_000)
	return q
}

func firstRunes(s string) string {
	runes := []rune(strings.TrimSpace(s))
	return string(runes[:min(len(runes), 100)])
}

// Without is the query with one of its filters taken away; facet is the name of its parameter in addresses.
func (q Query) Without(facet, value string) Query {
	drop := func(values []string) []string {
		return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == value })
	}
	switch facet {
	case "place":
		q.Place = ""
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

// filter is the query as SQL takes it.
func filter(q Query, place *models.Territory, st *store.Store) map[string]any {
	f := map[string]any{
		"services": models.ServiceMask(q.Services), "arrangements": models.ServiceMask(q.Arrangements), "languages": models.LanguageMask(q.Languages),
		"today": st.Today("IT").String(), "limit": PerPage,
	}
	if place != nil {
		f["place"] = place.ID
	}
	text, values := words(q.Text)
	f["text"] = text
	for name, value := range values {
		f[name] = value
	}
	return f
}

// found is everybody the public can see, covering the place and meeting every word of the text.
func found(f map[string]any) string {
	from := "providers v"
	if _, ok := f["place"]; ok {
		from = "provider_places l join providers v using (person_id)"
	}
	where := []string{"(v.visible_until is null or v.visible_until >= @today)"}
	if _, ok := f["place"]; ok {
		where = append(where, "l.territory_id = @place")
	}
	if text := f["text"].(string); text != "" {
		where = append(where, text)
	}
	return "select v.* from " + from + " where " + strings.Join(where, " and ")
}

const (
	offers = "(service_mask & cast(@services as bigint)) = cast(@services as bigint)"
	how    = "(cast(@arrangements as bigint) = 0 or service_mask & cast(@arrangements as bigint) <> 0)"
	speaks = "(cast(@languages as bigint) = 0 or language_mask & cast(@languages as bigint) <> 0)"
)

// words turns a text into conditions: each word must stand in the name or the bio, or name a service that is offered.
func words(text string) (string, map[string]any) {
	var conditions []string
	values := map[string]any{}
	for i, word := range strings.Fields(spoken(text)) {
		if i == 8 {
			break
		}
		name := "word" + string(rune('a'+i))
		values[name] = "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(word) + "%"
		condition := "v.search like @" + name
		if mask := serviceWords(word); mask != 0 {
			values[name+"mask"] = mask
			condition = "(" + condition + " or v.service_mask & cast(@" + name + "mask as bigint) <> 0)"
		}
		conditions = append(conditions, condition)
	}
	return strings.Join(conditions, " and "), values
}

// serviceWords sets the bit of every service whose name, in any language, has a word that begins like this one; of short words
// (in, con, de) only one that is the same.
func serviceWords(word string) int64 {
	if len(word) < 4 {
		word += " "
	}
	var mask int64
	for bit, names := range serviceNames() {
		if strings.Contains(names, " "+word) {
			mask |= 1 << bit
		}
	}
	return mask
}

// spoken folds a text of several words; an apostrophe parts them (all’ospedale), while in names it does not (D’Angelo).
func spoken(text string) string {
	return fold.Name(strings.NewReplacer("'", " ", "’", " ").Replace(text))
}

// serviceNames gives for each bit all names of its service, folded.
var serviceNames = sync.OnceValue(func() map[int]string {
	names := map[int]string{}
	for _, s := range slices.Concat(models.Services, models.Arrangements) {
		for _, name := range s.Names {
			names[s.Bit] += " " + spoken(name) + " "
		}
	}
	return names
})

// count fills the total and what each filter value would leave: within services under all filters, within
// arrangements and languages under all filters but their own.
func (r *Results) count(ctx context.Context, st *store.Store, f map[string]any) error {
	var rows []struct {
		Kind string
		Bit  int
		N    int
	}
	err := st.Read(ctx).Raw(`
		with found as materialized (`+found(f)+`),
		     bits as (select generate_series(0, 62) bit)
		select 'total' kind, 0 bit, count(*) n from found where `+offers+` and `+how+` and `+speaks+`
		union all
		select 'service', bit, count(*) from found join bits on (service_mask >> bit) & 1 = 1 where `+offers+` and `+how+` and `+speaks+` group by bit
		union all
		select 'arrangement', bit, count(*) from found join bits on (service_mask >> bit) & 1 = 1 where `+offers+` and `+speaks+` group by bit
		union all
		select 'language', bit, count(*) from found join bits on (language_mask >> bit) & 1 = 1 where `+offers+` and `+how+` group by bit`, f).Scan(&rows).Error
	if err != nil {
		return err
	}
	r.ServiceCount, r.LanguageCount = map[string]int{}, map[string]int{}
	counts := map[string]map[int]int{"service": {}, "arrangement": {}, "language": {}, "total": {}}
	for _, row := range rows {
		counts[row.Kind][row.Bit] = row.N
	}
	r.Total = counts["total"][0]
	for _, s := range models.Services {
		r.ServiceCount[s.Code] = counts["service"][s.Bit]
	}
	for _, s := range models.Arrangements {
		r.ServiceCount[s.Code] = counts["arrangement"][s.Bit]
	}
	for bit, tag := range models.SpokenLanguages {
		r.LanguageCount[tag] = counts["language"][bit]
	}
	return nil
}

func (r *Results) list(ctx context.Context, st *store.Store, f map[string]any) error {
	f["offset"] = (r.Page - 1) * PerPage
	err := st.Read(ctx).Raw(`
		with page as (select * from (`+found(f)+`) found where `+offers+` and `+how+` and `+speaks+` order by sort_name, person_id limit @limit offset @offset)
		select v.slug, v.surname, v.given_name, b.name body_name, o.name association_name, v.checked_on, v.confirmed_at::date confirmed_at, v.stale_from,
		       v.services, v.arrangements, v.languages, v.has_room,
		       coalesce((select jsonb_agg(t.name order by t.search_name) from provider_places l join territories t on t.id = l.territory_id where l.person_id = v.person_id), '[]') places
		  from page v join bodies b on b.id = v.body_id join associations o on o.id = v.association_id
		 order by v.sort_name, v.person_id`, f).Scan(&r.Cards).Error
	for i := range r.Cards {
		r.leadWithAsked(&r.Cards[i])
	}
	return err
}

// leadWithAsked puts what was asked for first, since a card names only the first of many.
func (r *Results) leadWithAsked(c *Card) {
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
	first(c.Services, r.Services)
	first(c.Arrangements, r.Arrangements)
	first(c.Languages, r.Languages)
	if r.Territory != nil {
		first(c.Places, []string{r.Territory.Name})
	}
}
