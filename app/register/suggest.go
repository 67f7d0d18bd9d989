package register

import (
	"cmp"
	"math"
	"slices"

	"albo/app/register/index"
)

// Looser is a filter that could be taken away, and how many carers that would give.
type Looser struct {
	Facet, Value string
	Part         int // of the text that was understood, where Facet is "typed"
	N            int
}

const (
	mostLoosened = 8  // filters that are tried without
	mostNearby   = 5  // municipalities that are offered
	farthest     = 60 // kilometres
)

// where counts the carers for the same needs in each municipality of the area, or of the whole list.
func (s *search) where() {
	if s.Area == nil {
		s.Areas = s.around.areas(s.today)
		for id, n := range s.found.Places {
			if p := s.around.places[id]; p != nil {
				s.Where = append(s.Where, Near{Place: p, N: n})
			}
		}
		s.Where = most(s.Where)
		return
	}
	s.Where = s.counted(s.Area.Places)
}

// counted are municipalities with how many carers each has for the same needs.
func (s *search) counted(places []*Place) (list []Near) {
	ids := make([]int64, len(places))
	for i, p := range places {
		ids[i] = p.ID
	}
	for i, n := range s.index.CountIn(s.elsewhere(), ids) {
		list = append(list, Near{Place: places[i], N: n})
	}
	return list
}

// mostListed is how many municipalities are listed where no area is chosen: those with the most carers.
const mostListed = 40

// most are those with the most carers, by name.
func most(list []Near) []Near {
	slices.SortFunc(list, func(a, b Near) int { return cmp.Or(b.N-a.N, byName(a.Place, b.Place)) })
	list = list[:min(len(list), mostListed)]
	slices.SortFunc(list, func(a, b Near) int { return byName(a.Place, b.Place) })
	return list
}

// elsewhere is the same search wherever.
func (s *search) elsewhere() index.Query {
	q := s.asked()
	q.Places = nil
	q.Terms = terms(slices.DeleteFunc(slices.Clone(s.Understood), func(u Understood) bool { return u.Place != nil }))
	return q
}

// There is the query for another municipality: the part of the text that names a place falls away.
func (r *Results) There(code string) Query {
	q := r.Query
	q.Place, q.Area, q.Page = code, "", 1
	for i, u := range r.Understood {
		if u.Place != nil {
			q.Text = r.WithoutTyped(i)
		}
	}
	return q
}

// suggest says how to find more: municipalities close by that have carers for the same needs, and what each filter taken
// away would give.
func (s *search) suggest() {
	if s.Here != nil && s.Here.Located {
		s.nearby()
	}
	for _, facet := range []struct {
		name   string
		values []string
	}{{"service", s.Services}, {"arrangement", s.Arrangements}, {"language", s.Languages}} {
		for _, value := range facet.values[:min(len(facet.values), mostLoosened)] {
			without := &search{Results: &Results{Query: s.Query.Without(facet.name, value), Here: s.Here, Area: s.Area, Understood: s.Understood}, around: s.around, today: s.today}
			s.loosen(Looser{Facet: facet.name, Value: value}, without.asked())
		}
	}
	for i, u := range s.Understood {
		if !u.Everybody && len(s.Understood) > 1 || len(s.Understood) == 1 {
			q := s.asked()
			q.Terms = terms(slices.Delete(slices.Clone(s.Understood), i, i+1))
			s.loosen(Looser{Facet: "typed", Value: u.Typed, Part: i}, q)
		}
	}
}

// nearby are the municipalities of the same country, the nearest first, that have carers for the same needs.
func (s *search) nearby() {
	far := map[*Place]float64{}
	var places []*Place
	for _, p := range s.around.places {
		if p.Country == s.Here.Country && p.Located && p != s.Here {
			if far[p] = s.Here.kilometres(p); far[p] <= farthest {
				places = append(places, p)
			}
		}
	}
	slices.SortFunc(places, func(a, b *Place) int { return cmp.Or(cmp.Compare(far[a], far[b]), byName(a, b)) })
	for _, near := range s.counted(places) {
		if near.N > 0 && len(s.Nearby) < mostNearby {
			near.Kilometres = max(1, int(math.Round(far[near.Place])))
			s.Nearby = append(s.Nearby, near)
		}
	}
}

func (s *search) loosen(l Looser, q index.Query) {
	if l.N = s.index.Count(q); l.N > s.Total {
		s.Looser = append(s.Looser, l)
	}
}
