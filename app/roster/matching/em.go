package matching

import (
	"math"
	"slices"
)

// session is one way of meeting pairs of which many are one person: by a key whose own fields are then left out of what is learned.
type session struct {
	key  func(r *Record) (uint64, bool)
	held []field
}

var sessions = []session{
	{func(r *Record) (uint64, bool) { return hashOf(r.code), r.code != "" }, []field{codeField}},
	{func(r *Record) (uint64, bool) { return birthKey(r), r.born.known() }, []field{birthField}},
	{func(r *Record) (uint64, bool) { return r.names, len(r.whole.words) > 1 }, []field{surnameField, givenField}},
}

// largestBlock is how many records may share a key in a session: an ordinary birth date, not the one of everybody whose
// birth date nobody knows.
const largestBlock = 60

// tally counts patterns.
type tally struct {
	pattern pattern
	n       float64
}

// meet learns, session by session, how often each agreement is met between two records of one person.
func meet(left, right []Record, within bool, u *[fields]table) (met [fields]table) {
	for _, s := range sessions {
		s.learn(s.tallies(left, right, within), u, &met)
	}
	return met
}

// tallies compares the pairs that share the key of a session.
func (s session) tallies(left, right []Record, within bool) []tally {
	blocks := map[uint64][]int32{}
	for i := range left {
		if key, ok := s.key(&left[i]); ok {
			blocks[key] = append(blocks[key], int32(i))
		}
	}
	sizes := map[uint64]int{}
	for i := range right {
		if key, ok := s.key(&right[i]); ok && blocks[key] != nil {
			sizes[key]++
		}
	}
	counts := map[pattern]float64{}
	for j := range right {
		key, ok := s.key(&right[j])
		if !ok || len(blocks[key]) > largestBlock || sizes[key] > largestBlock {
			continue
		}
		for _, i := range blocks[key] {
			if !within || int(i) < j {
				counts[compare(&left[i], &right[j])]++
			}
		}
	}
	return sorted(counts)
}

func sorted(counts map[pattern]float64) []tally {
	list := make([]tally, 0, len(counts))
	for p, n := range counts {
		list = append(list, tally{p, n})
	}
	slices.SortFunc(list, func(a, b tally) int { return slices.Compare(a.pattern[:], b.pattern[:]) })
	return list
}

// learn runs the EM algorithm over the pairs of a session: how likely each is one person under the present M, then M
// as those likelihoods weigh the pairs, until it stands still.
func (s session) learn(tallies []tally, u, met *[fields]table) {
	var m [fields]table
	for f := range fields {
		m[f] = priors[f].m
	}
	share := 0.5
	var counted [fields]table
	for range mostRounds {
		counted = [fields]table{}
		matches, pairs := 0.0, 0.0
		for _, t := range tallies {
			odds := share / (1 - share)
			for f, a := range t.pattern {
				if s.counts(field(f), &t.pattern) && u[f][a] > 0 {
					odds *= m[f][a] / u[f][a]
				}
			}
			likely := t.n * odds / (1 + odds)
			matches, pairs = matches+likely, pairs+t.n
			for f, a := range t.pattern {
				if s.counts(field(f), &t.pattern) {
					counted[f][a] += likely
				}
			}
		}
		if pairs == 0 {
			return
		}
		moved := 0.0
		for f := range fields {
			next := frequencies(counted[f], priors[f].m, priorMatches)
			for a := range next {
				moved = max(moved, math.Abs(next[a]-m[f][a]))
			}
			m[f] = next
		}
		share = min(max(matches/pairs, 1e-6), 1-1e-6)
		if moved < 1e-5 {
			break
		}
	}
	for f := range fields {
		for a := range agreements {
			met[f][a] += counted[f][a]
		}
	}
}

// counts tells whether a field teaches something in a session. Names in each other's place are one thing, not two.
func (s session) counts(f field, p *pattern) bool {
	return p[f] != missing && !slices.Contains(s.held, f) && !(f == givenField && p[f] == swapped)
}
