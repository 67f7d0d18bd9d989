package matching

import (
	"cmp"
	"math"
	"slices"
)

// Pair is two records of one list that may be one person, by their numbers, the smaller first.
type Pair struct {
	A, B     int
	Score    float64 // probability that they are one person
	Decision Decision
}

// Duplicates finds the people who stand in a list more than once, the likeliest pairs first.
func (p *Parameters) Duplicates(records []Record) []Pair {
	found := p.lookUpWithin(records)
	odds := p.oddsOfDuplicates(found, len(records))
	var pairs []Pair
	for _, c := range found {
		score := odds * math.Exp2(min(c.bits, 900))
		score /= 1 + score
		a, b := &records[c.A], &records[c.B]
		switch {
		case score >= MatchAt && p.sure(a, b, &c.seen):
			pairs = append(pairs, Pair{c.A, c.B, score, Match})
		case score >= ReviewAt:
			pairs = append(pairs, Pair{c.A, c.B, score, Review})
		}
	}
	slices.SortFunc(pairs, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), compareContents(&records[x.A], &records[y.A]), compareContents(&records[x.B], &records[y.B]), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return pairs
}

// weighed is a pair before the share of duplicates in the list is known.
type weighed struct {
	A, B int
	seen pattern
	bits float64
}

func (p *Parameters) lookUpWithin(records []Record) []weighed {
	x := newIndex(records, records)
	parts := make(chan []weighed, 64)
	go func() {
		inParallel(len(records), func(from, to int) {
			var found []weighed
			keys, near := make([]uint64, 0, 32), make([]int32, 0, 256)
			for j := from; j < to; j++ {
				near = x.near(&records[j], keys, near[:0])
				for _, i := range near {
					if int(i) >= j {
						break
					}
					if seen, bits, worth := p.meets(&records[i], &records[j], len(records)); worth {
						found = append(found, weighed{int(i), j, seen, bits})
					}
				}
			}
			parts <- found
		})
		close(parts)
	}()
	var found []weighed
	for part := range parts {
		found = append(found, part...)
	}
	return found
}

// oddsOfDuplicates learns by EM what part of all pairs is one person twice.
func (p *Parameters) oddsOfDuplicates(found []weighed, records int) float64 {
	all := float64(records) * float64(records-1) / 2
	ratios := make([]float64, len(found))
	for i, c := range found {
		ratios[i] = math.Exp2(min(c.bits, 900))
	}
	slices.Sort(ratios)
	odds := 0.0
	for range mostRounds {
		expected := priorDuplicates * float64(fewestLines)
		if odds == 0 {
			odds = expected / (all + float64(fewestLines)*fewestLines/2)
		}
		for _, r := range ratios {
			expected += odds * r / (1 + odds*r)
		}
		next := expected / (all + float64(fewestLines)*fewestLines/2)
		if math.Abs(next-odds) < odds*1e-6 {
			break
		}
		odds = next
	}
	return odds
}

// priorDuplicates is the part of the people of a registry who are expected to stand in it twice.
const priorDuplicates = 0.01
