package work_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"albo/app/register"
	"albo/models"
)

// offer is what one carer of a made-up valley offers.
type offer struct {
	name, bio                         string
	services, arrangements, languages []string
	places                            []string
}

// towns are where they work; the last has nobody.
var towns = []string{"051031", "051004", "051010", "051041"}

// offers are eighty carers: everything there is, each thing offered by several, by chance but always the same.
func offers() (list []offer) {
	chance := rand.New(rand.NewPCG(11, 9))
	some := func(of []string, n int) (taken []string) {
		for _, i := range chance.Perm(len(of))[:n] {
			taken = append(taken, of[i])
		}
		return taken
	}
	for i := range 80 {
		list = append(list, offer{
			name: fmt.Sprintf("Finta%02d", i), bio: []string{"Coltivo azalee.", "Suono l’ocarina.", "Coltivo azalee e suono l’ocarina.", ""}[chance.IntN(4)],
			services: some(codes(models.Services), 4+chance.IntN(8)), arrangements: some(codes(models.Arrangements), chance.IntN(4)),
			languages: some(models.SpokenLanguages, 1+chance.IntN(5)), places: some(towns[:3], 1+chance.IntN(2)),
		})
	}
	return list
}

func codes(list []models.Service) (codes []string) {
	for _, s := range list {
		codes = append(codes, s.Code)
	}
	return codes
}

// populate puts the carers into the public list of a world that has one.
func (w *world) populate(list []offer) {
	w.t.Helper()
	territory := map[string]int64{}
	for _, code := range towns {
		var id int64
		w.must(w.st.Read(w.t.Context()).Raw("select id from territories where level = 'municipality' and code = ?", code).Scan(&id).Error)
		territory[code] = id
	}
	asJSON := func(v any) string {
		b, err := json.Marshal(v)
		w.must(err)
		return string(b)
	}
	for i, o := range list {
		var places []int64
		for _, code := range o.places {
			places = append(places, territory[code])
		}
		w.exec(`
			with p as (insert into people (surname, given_name, sort_name, birth_date, country, created_at, updated_at) values (@name, 'Prova', lower(@name) || ' prova', '1980-01-01', 'IT', now(), now()) returning id),
			     f as (insert into profiles (person_id, slug, bio, bio_search, services, arrangements, languages, service_mask, language_mask, municipalities, confirmed_at, updated_at)
			             select id, lower(@name), @bio, @search, @services, @arrangements, @languages, @mask, @spoken, @places, now(), now() from p),
			     c as (insert into consents (person_id, item, text_version, language, given_at, given_by)
			             select p.id, unnest(array['listing', 'area', 'services', 'languages', 'bio']), 'x', 'it', now(), @account from p),
			     a as (insert into accreditations (number, person_id, body_id, state, source, granted_on, created_at) select @name, id, @body, 'granted', 'applied', '2026-01-01', now() from p)
			insert into memberships (association_id, person_id, number, since) select @association, id, 1000 + cast(@number as int), '2026-01-01' from p`,
			map[string]any{
				"name": o.name, "bio": o.bio, "search": strings.ToLower(strings.NewReplacer("’", " ", ".", "").Replace(o.bio)),
				"services": asJSON(nonNil(o.services)), "arrangements": asJSON(nonNil(o.arrangements)), "languages": asJSON(o.languages), "places": asJSON(places),
				"mask": models.ServiceMask(slices.Concat(o.services, o.arrangements)), "spoken": models.LanguageMask(o.languages),
				"account": w.carer.AccountID, "body": w.body.ID, "association": w.association.ID, "number": i + 1,
			})
	}
}

func nonNil(list []string) []string { return append([]string{}, list...) }

// meets says what the search is to find, without SQL: all services, any of the arrangements, any of the languages.
func meets(o offer, q register.Query) bool {
	has := func(asked, offered []string) bool {
		return len(asked) == 0 || slices.ContainsFunc(asked, func(code string) bool { return slices.Contains(offered, code) })
	}
	for _, code := range q.Services {
		if !slices.Contains(o.services, code) {
			return false
		}
	}
	return has(q.Arrangements, o.arrangements) && has(q.Languages, o.languages) && (q.Place == "" || slices.Contains(o.places, q.Place)) &&
		strings.Contains(strings.ToLower(o.name+" "+o.bio), q.Text)
}

func count(list []offer, q register.Query) (n int) {
	for _, o := range list {
		if meets(o, q) {
			n++
		}
	}
	return n
}

// Every service, arrangement and language there is can be searched for, alone, with a text, with a place, and with
// each other: as many are found as a plain look through the profiles finds, and the counts beside the filters are right.
func TestEveryFilterFindsWhoOffersIt(t *testing.T) {
	w := newWorld(t)
	list := offers()
	w.populate(list)
	one := func(list []string, i int) []string { return []string{list[i%len(list)]} }
	services, arrangements := codes(models.Services), codes(models.Arrangements)
	var filters []register.Query
	for i := range services {
		filters = append(filters, register.Query{Services: one(services, i)}, register.Query{Services: []string{services[i], services[(i*7+3)%len(services)]}},
			register.Query{Services: one(services, i), Arrangements: one(arrangements, i), Languages: one(models.SpokenLanguages, i)})
	}
	for i := range arrangements {
		filters = append(filters, register.Query{Arrangements: one(arrangements, i)}, register.Query{Arrangements: arrangements[:i+1], Languages: one(models.SpokenLanguages, i)})
	}
	for i := range models.SpokenLanguages {
		filters = append(filters, register.Query{Languages: one(models.SpokenLanguages, i)}, register.Query{Languages: models.SpokenLanguages[i:], Services: one(services, i)})
	}
	found := 0
	besides := []register.Query{{Text: "azalee"}, {Place: "051031"}, {Text: "ocarina", Place: "051004"}, {Place: "051041"}}
	for i, filter := range filters {
		for _, beside := range []register.Query{{}, besides[i%4], besides[(i+1)%4]} {
			q := filter
			q.Text, q.Place = beside.Text, beside.Place
			found += w.counted(list, q)
		}
	}
	if found < 1000 {
		t.Errorf("only %d were found in all: is anything compared?", found)
	}
}

// counted compares one search with a look through the profiles.
func (w *world) counted(list []offer, q register.Query) int {
	w.t.Helper()
	r, err := register.Search(w.t.Context(), w.st, q)
	if err != nil {
		w.t.Fatalf("%+v: %v", q, err)
	}
	want := count(list, q)
	if r.Total != want || len(r.Cards) != min(want, register.PerPage) {
		w.t.Errorf("%+v finds %d, shows %d; %d offer it", q, r.Total, len(r.Cards), want)
	}
	for _, s := range models.Services {
		further := q
		further.Services = append(slices.Clone(q.Services), s.Code)
		if n := r.ServiceCount[s.Code]; n != count(list, further) {
			w.t.Errorf("%+v: %d beside %s, %d offer it", q, n, s.Code, count(list, further))
		}
	}
	for _, s := range models.Arrangements {
		instead := q
		instead.Arrangements = []string{s.Code}
		if n := r.ServiceCount[s.Code]; n != count(list, instead) {
			w.t.Errorf("%+v: %d beside %s, %d offer it", q, n, s.Code, count(list, instead))
		}
	}
	for _, tag := range models.SpokenLanguages {
		instead := q
		instead.Languages = []string{tag}
		if n := r.LanguageCount[tag]; n != count(list, instead) {
			w.t.Errorf("%+v: %d beside %s, %d speak it", q, n, tag, count(list, instead))
		}
	}
	for _, looser := range r.Looser {
		if looser.N <= r.Total {
			w.t.Errorf("%+v: without %s %d are promised", q, cmp.Or(looser.Value, looser.Facet), looser.N)
		}
	}
	for _, near := range r.Nearby {
		there := q
		there.Place = near.Code
		if near.N != count(list, there) {
			w.t.Errorf("%+v: %d are promised in %s, %d are there", q, near.N, near.Name, count(list, there))
		}
	}
	return r.Total
}

// The pages of a long result hold everybody once, in order.
func TestPagesHoldEverybodyOnce(t *testing.T) {
	w := newWorld(t)
	list := offers()
	w.populate(list)
	var names []string
	for page := 1; page <= 4; page++ {
		r, err := register.Search(t.Context(), w.st, register.Query{Page: page})
		w.must(err)
		if r.Total != len(list) || r.Pages != 4 {
			t.Errorf("page %d: %d on %d pages", page, r.Total, r.Pages)
		}
		for _, c := range r.Cards {
			names = append(names, c.Surname)
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(list) {
		t.Errorf("%d names: %v", len(names), names)
	}
}

// Each service is found by the longest word of its name, in any language.
func TestServicesAreFoundByName(t *testing.T) {
	w := newWorld(t)
	list := offers()
	w.populate(list)
	for _, s := range models.Services {
		for language, name := range s.Names {
			words := slices.DeleteFunc(strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" -,()", r) }), func(word string) bool { return strings.Contains(word, "’") })
			word := slices.MaxFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
			r, err := register.Search(t.Context(), w.st, register.Query{Text: word, Services: []string{s.Code}})
			w.must(err)
			if want := count(list, register.Query{Services: []string{s.Code}}); r.Total != want {
				t.Errorf("%s: %q of %q finds %d of %d", language, word, name, r.Total, want)
			}
		}
	}
}
