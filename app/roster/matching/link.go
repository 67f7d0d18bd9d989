package matching

import (
	"cmp"
	"math"
	"slices"
)

// Link is the answer for one person: the candidates, the likeliest first, and what follows from them.
type Link struct {
	Decision   Decision
	Candidates []Scored
}

// Scored is a line that may be the person: its number in the list and the probability that it is.
type Scored struct {
	Line  int
	Score float64
	bits  float64
}

// Link looks everybody up in a list of persons and gives an answer for each, in the order in which they came. A line is one person's: of two
// different people whom it would be linked to, the likelier has it and the other is left to a person. Time and
// memory grow with the number of people and lines, not with their product.
func (p *Parameters) Link(people, lines []Record) []Link {
	found := p.lookUp(people, lines)
	p.expect(found, len(lines))
	links := make([]Link, len(people))
	for i, list := range found {
		p.score(list, len(lines), lines)
		links[i] = Link{Decision: p.answer(&people[i], list, lines)}
		for _, c := range list[:min(len(list), mostCandidates)] {
			links[i].Candidates = append(links[i].Candidates, Scored{int(c.line), c.score, c.bits})
		}
	}
	p.oneToOne(links, people)
	return links
}

// lookUp compares each line with the people who share a key with it.
func (p *Parameters) lookUp(people, lines []Record) [][]scored {
	x := newIndex(people, lines)
	parts := make(chan map[int32][]scored, 64)
	go func() {
		inParallel(len(lines), func(from, to int) {
			found := map[int32][]scored{}
			keys, near := make([]uint64, 0, 32), make([]int32, 0, 256)
			for j := from; j < to; j++ {
				near = x.near(&lines[j], keys, near[:0])
				for _, i := range near {
					if seen, bits, worth := p.meets(&people[i], &lines[j], len(lines)); worth {
						found[i] = append(found[i], scored{line: int32(j), seen: seen, bits: bits})
					}
				}
			}
			parts <- found
		})
		close(parts)
	}()
	found := make([][]scored, len(people))
	for part := range parts {
		for i, list := range part {
			found[i] = append(found[i], list...)
		}
	}
	return found
}

// expect learns, again by EM, which share of the people stands in the list.
func (p *Parameters) expect(found [][]scored, lines int) {
	if len(found) == 0 {
		return
	}
	sums := make([]float64, 0, len(found)) // odds at a share of one half, so that only the share moves
	for _, list := range found {
		bits := make([]float64, len(list))
		for i, c := range list {
			bits[i] = c.bits
		}
		slices.Sort(bits)
		sum := 0.0
		for _, b := range bits {
			sum += math.Exp2(min(b, 900)) / float64(max(lines, fewestLines))
		}
		sums = append(sums, sum)
	}
	slices.Sort(sums)
	share := p.Share
	for range mostRounds {
		listed := priorMatches * defaultShare
		for _, sum := range sums {
			listed += share * sum / (1 - share + share*sum)
		}
		next := listed / float64(len(sums)+priorMatches)
		if math.Abs(next-share) < 1e-6 {
			break
		}
		share = next
	}
	p.Share = rounded(share)
}

// clearly is by how many bits one of two people must be the likelier owner of a line: 200 to 1, as MatchAt.
const clearly = 7.6

// oneToOne leaves a line to that one of the people linked to it who is clearly the likeliest, and asks a person about the others; if nobody
// is, about all. Those who are one person, who applied twice, share the line.
func (p *Parameters) oneToOne(links []Link, people []Record) {
	claims := map[int][]int{}
	for i, l := range links {
		if l.Decision == Match {
			claims[l.Candidates[0].Line] = append(claims[l.Candidates[0].Line], i)
		}
	}
	for _, claimants := range claims {
		slices.SortFunc(claimants, func(a, b int) int {
			return cmp.Or(cmp.Compare(links[b].Candidates[0].bits, links[a].Candidates[0].bits), compareContents(&people[a], &people[b]))
		})
		first := claimants[0]
		for _, i := range claimants[1:] {
			seen := compare(&people[first], &people[i])
			if p.sure(&people[first], &people[i], &seen) {
				continue
			}
			links[i].Decision = Review
			if links[first].Candidates[0].bits-links[i].Candidates[0].bits < clearly {
				links[first].Decision = Review
			}
		}
	}
}
