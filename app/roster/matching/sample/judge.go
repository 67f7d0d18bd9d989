package sample

import "albo/app/roster/matching"

// Outcome is how well the people of a world were found.
type Outcome struct {
	Listed int // applications of somebody in the roster
	Found  int // of these, linked rightly or proposed with the right line among the candidates
	Linked int // of these, linked rightly by themselves
	Wrong  int // applications linked to somebody else
	Review int // applications left to a person
}

// Judge compares the answers with the truth.
func (w World) Judge(links []matching.Link) (o Outcome) {
	for i, link := range links {
		if w.Truth[i] >= 0 {
			o.Listed++
		}
		right := func(c matching.Scored) bool { return w.Truth[i] >= 0 && w.Who[c.Line] == w.Truth[i] }
		switch {
		case link.Decision == matching.Review:
			o.Review++
			for _, c := range link.Candidates {
				if right(c) {
					o.Found++
					break
				}
			}
		case link.Decision == matching.Match && right(link.Candidates[0]):
			o.Found++
			o.Linked++
		case link.Decision == matching.Match:
			o.Wrong++
		}
	}
	return o
}
