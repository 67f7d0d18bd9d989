package matching

import (
	"cmp"
	"math"
	"slices"
)

// The two thresholds (Fellegi and Sunter 1969, section 2). At MatchAt the model expects one wrong link in two hundred at most, and
// the rules of sure make it fewer; below ReviewAt one person in fifty would be found by looking, and nobody is asked to.
const (
	MatchAt  = 0.995
	ReviewAt = 0.02
)

// Decision is the answer for one person.
type Decision string

const (
	Match  Decision = "match"  // this line, without anybody having to look
	Review Decision = "review" // a person has to look at the candidates
	None   Decision = "none"
)

// fewestLines is the length below which a list is taken to be longer: that a line is somebody's is never expected
// beforehand because the list is short, and a namesake in a short list is one all the same.
const fewestLines = 1000

// mostCandidates is how many lines are shown for one person.
const mostCandidates = 10

// scored is a line compared with a person.
type scored struct {
	line  int32
	seen  pattern
	bits  float64
	score float64 // probability that it is the person
}

// apart tells, before all else is compared, that two records are plainly of two people, however alike their names: another code or another
// birth date, and neither telephone, e-mail nor address in common. Namesakes born in one year are left to the score.
func apart(a, b *Record) bool {
	code, birth := compareCodes(a, b), compareDays(a.born, b.born)
	if birth == similar && a.names != b.names {
		birth = different
	}
	switch {
	case birth != different && (code != different || birth == equal), code == equal || code == variant:
		return false
	}
	return (a.phone == "" || a.phone != b.phone) && (a.address.joined == "" || a.address.joined != b.address.joined) && !compareSigns(a.email, b.email, 3).near()
}

// odds are the odds of a line being the person before the others are looked at.
func (p *Parameters) odds(bits float64, lines int) float64 {
	return math.Exp2(min(bits, 900)) * p.Share / float64(max(lines, fewestLines))
}

// score shares the probability out: the person is one of the lines, or none of them. It orders them, the likeliest first.
func (p *Parameters) score(list []scored, lines int, records []Record) {
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.bits, a.bits), compareContents(&records[a.line], &records[b.line]), cmp.Compare(a.line, b.line))
	})
	all := 1 - p.Share
	for _, c := range list {
		all += p.odds(c.bits, lines)
	}
	for i := range list {
		list[i].score = p.odds(list[i].bits, lines) / all
	}
}

// answer decides on candidates that are scored. Lines that are the best one over again count with it, in its score too; a second line
// that could be linked as well leaves the choice to a person.
func (p *Parameters) answer(person *Record, list []scored, records []Record) Decision {
	if len(list) == 0 {
		return None
	}
	best := &list[0]
	total, certain := 0.0, 0.0
	for i := range list {
		c := &list[i]
		total += c.score
		if i == 0 || p.again(&records[best.line], &records[c.line]) {
			certain += c.score
		} else if p.sure(person, &records[c.line], &c.seen) && rank(&c.seen) <= rank(&best.seen) {
			certain = math.Inf(-1)
		}
	}
	best.score = max(best.score, certain)
	switch {
	case certain >= MatchAt && p.sure(person, &records[best.line], &best.seen):
		return Match
	case total >= ReviewAt || best.seen[codeField] == equal || best.seen[codeField] == variant:
		return Review
	}
	return None
}

// rank puts what rests on the tax code before what rests on name and birth date.
func rank(seen *pattern) int {
	if seen[codeField] == equal || seen[codeField] == variant {
		return 0
	}
	return 1
}

// again tells that two lines of a list are one person written twice: sure, and something beside name and birth date agrees.
func (p *Parameters) again(a, b *Record) bool {
	seen := compare(a, b)
	if !p.sure(a, b, &seen) {
		return false
	}
	for _, f := range []field{codeField, fatherField, birthPlaceField, municipalityField, addressField, phoneField, emailField} {
		if seen[f].same() {
			return true
		}
	}
	return false
}

// meets compares two records that may be one person; false when they are not worth keeping. The sum of thousands of those that are not would
// change nothing.
func (p *Parameters) meets(a, b *Record, lines int) (seen pattern, bits float64, worth bool) {
	if apart(a, b) {
		return seen, 0, false
	}
	seen = compare(a, b)
	_, bits = p.weigh(a, b, &seen)
	return seen, bits, p.odds(bits, lines) > 1e-4
}
