package index

import (
	"iter"
	"math/bits"
	"slices"
)

// Query is what is looked for, in bits and numbers. All services must be offered; of arrangements, languages and places one is enough.
type Query struct {
	Services, Arrangements, Languages int64
	Places                            []int64
	Terms                             []Term // all of them must be met
	Wide                              bool   // words are also taken for similar ones
	Today                             int
	Offset, Limit                     int
	ByPlace                           bool // also count them by the places they cover
}

// Term is one thing said in words. Whoever meets any of its readings meets it.
type Term struct {
	Words     []string // folded; all of them stand in the name, or, unless InName, in the rest of the text
	InName    bool
	Services  int64 // one of these services or arrangements is offered
	Languages int64
	Place     int64
}

// Found is a page of people and the counts that each further filter would leave: of services under all filters, of
// arrangements and languages under all filters but their own.
type Found struct {
	People                            []int64
	Total                             int
	Services, Arrangements, Languages [64]int
	Places                            map[int64]int
}

// Search finds people: those whose name has the words that were typed before others, by name.
func (x *Index) Search(q Query) (f Found) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	met, named := x.meeting(q)
	if q.ByPlace {
		f.Places = map[int64]int{}
	}
	var first, then []uint32
	for r := range x.candidates(q, met) {
		offers, how, speaks := r.meets(&q)
		if !offers || !how && !speaks {
			continue
		}
		if how && speaks {
			tally(&f.Services, r.services)
			if q.ByPlace {
				for _, place := range x.entries[r.slot].Places {
					f.Places[place]++
				}
			}
			if named.has(r.slot) {
				first = append(first, r.slot)
			} else if f.Total < q.Offset+q.Limit || named != nil {
				then = append(then, r.slot)
			}
			f.Total++
		}
		if speaks {
			tally(&f.Arrangements, r.services)
		}
		if how {
			tally(&f.Languages, r.languages)
		}
	}
	all := append(first, then...)
	for _, slot := range all[min(q.Offset, len(all)):min(q.Offset+q.Limit, len(all))] {
		f.People = append(f.People, x.entries[slot].Person)
	}
	return f
}

// Count is how many a search finds.
func (x *Index) Count(q Query) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	met, _ := x.meeting(q)
	return x.count(&q, met)
}

// CountIn is how many a search finds in each of some territories, instead of those it names.
func (x *Index) CountIn(q Query, places []int64) []int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	met, _ := x.meeting(q)
	counts := make([]int, len(places))
	for i, place := range places {
		q.Places = []int64{place}
		counts[i] = x.count(&q, met)
	}
	return counts
}

func (x *Index) count(q *Query, met set) (n int) {
	for r := range x.candidates(*q, met) {
		if offers, how, speaks := r.meets(q); offers && how && speaks {
			n++
		}
	}
	return n
}

func (r *row) meets(q *Query) (offers, how, speaks bool) {
	return r.services&q.Services == q.Services, q.Arrangements == 0 || r.services&q.Arrangements != 0, q.Languages == 0 || r.languages&q.Languages != 0
}

func tally(counts *[64]int, mask int64) {
	for m := uint64(mask); m != 0; m &= m - 1 {
		counts[bits.TrailingZeros64(m)]++
	}
}

// candidates are the rows of the places asked for, or all, that meet the terms and are listed, by name.
func (x *Index) candidates(q Query, met set) iter.Seq[*row] {
	rows := x.order
	switch {
	case len(q.Places) == 1:
		rows = x.places[q.Places[0]]
	case len(q.Places) > 1:
		rows = x.ordered(x.covering(q.Places).and(met))
	case met != nil:
		rows = x.ordered(met)
	}
	return func(yield func(*row) bool) {
		for i := range rows {
			if r := &rows[i]; int(r.until) >= q.Today && (met == nil || met.has(r.slot)) && !yield(r) {
				return
			}
		}
	}
}

// ordered lists the rows of a set by name.
func (x *Index) ordered(s set) []row {
	ranks := x.none()
	n := 0
	for slot := range s.each() {
		if !x.gone[slot] {
			ranks.add(x.rank[slot])
			n++
		}
	}
	rows := make([]row, 0, n)
	for rank := range ranks.each() {
		rows = append(rows, x.order[rank])
	}
	return rows
}

// meeting is who meets every term of a query, and who of them by the name alone; nil when there are no terms.
func (x *Index) meeting(q Query) (met, named set) {
	for _, t := range q.Terms {
		all, inName := x.reading(t, q.Wide)
		met = all.and(met)
		if len(t.Words) > 0 {
			named = inName.and(named)
		}
	}
	if named != nil {
		named = named.and(slices.Clone(met))
	}
	return met, named
}

func (x *Index) reading(t Term, wide bool) (all, named set) {
	for _, typed := range t.Words {
		someWord, inName := x.none(), x.none()
		for _, w := range x.words.near(typed, wide) {
			someWord.fill(w.all)
			inName.fill(w.names)
		}
		all, named = someWord.and(all), inName.and(named)
	}
	if t.InName && named != nil {
		all = slices.Clone(named)
	}
	if all == nil {
		all = x.none()
	}
	if t.Services != 0 || t.Languages != 0 {
		for i := range x.order {
			if r := &x.order[i]; r.services&t.Services != 0 || r.languages&t.Languages != 0 {
				all.add(r.slot)
			}
		}
	}
	if t.Place != 0 {
		all.cover(x.places[t.Place])
	}
	return all, named
}

func (x *Index) covering(places []int64) set {
	s := x.none()
	for _, place := range places {
		s.cover(x.places[place])
	}
	return s
}

// set is a set of slots, a bit each; nil is everybody.
type set []uint64

func (x *Index) none() set { return make(set, (len(x.entries)+63)/64) }

func (s set) add(slot uint32)      { s[slot/64] |= 1 << (slot % 64) }
func (s set) has(slot uint32) bool { return s != nil && s[slot/64]&(1<<(slot%64)) != 0 }

func (s set) fill(slots []uint32) {
	for _, slot := range slots {
		s.add(slot)
	}
}

func (s set) cover(rows []row) {
	for i := range rows {
		s.add(rows[i].slot)
	}
}

// and keeps in s what is in the other one too.
func (s set) and(other set) set {
	if other != nil {
		for i := range s {
			s[i] &= other[i]
		}
	}
	return s
}

func (s set) each() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i, chunk := range s {
			for ; chunk != 0; chunk &= chunk - 1 {
				if !yield(uint32(i*64 + bits.TrailingZeros64(chunk))) {
					return
				}
			}
		}
	}
}
