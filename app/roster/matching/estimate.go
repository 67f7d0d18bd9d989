package matching

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"albo/models"
)

// defaultShare is the part of applicants taken to stand in a list before a list has answered.
const defaultShare = 0.5

const (
	randomPairs = 20_000 // compared to learn how strangers agree
	mostTerms   = 3_000  // values of a field whose frequency is kept
	mostRounds  = 100    // of the EM algorithm
)

// Estimate learns the parameters from a list and from those who are looked up in it, without any pair being labelled:
// U from how often strangers in the list agree, M by the EM algorithm over pairs that share a name, a birth date or a code (Dempster, Laird,
// Rubin, Maximum Likelihood from Incomplete Data via the EM Algorithm, 1977; Winkler, Using the EM Algorithm for Weight Computation in
// the Fellegi-Sunter Model of Record Linkage, 1988). What few pairs say is drawn to the priors.
func Estimate(applications, lines []Record) *Parameters {
	return estimate(applications, lines, lines, false)
}

// EstimateWithin learns them from one list in which people stand more than once. How often strangers agree is counted
// again once those who are plainly one person are counted once.
func EstimateWithin(records []Record) *Parameters {
	first := estimate(records, records, records, true)
	return estimate(records, records, first.distinct(records), true)
}

func estimate(left, right, lines []Record, within bool) *Parameters {
	p := &Parameters{Version: Version, Lines: len(lines), Share: defaultShare, Fields: map[models.RosterField]FieldParameters{}}
	u := agreementsOfStrangers(lines)
	var values [fields]map[string]int
	for f := range fields {
		values[f] = valuesOf(lines, f)
		u[f] = frequencies(u[f], priors[f].u, priorPairs)
		u[f][equal] = collisions(values[f], priors[f].u[equal])
	}
	met := meet(left, right, within, &u)
	for f := range fields {
		stored := FieldParameters{M: named(frequencies(met[f], priors[f].m, priorMatches)), U: named(u[f])}
		if f != codeField {
			stored.Terms, stored.Rest = terms(values[f], u[f][equal])
		}
		p.Fields[rosterField[f]] = stored
	}
	return p.compile()
}

// distinct keeps one record of each person.
func (p *Parameters) distinct(records []Record) []Record {
	again := make([]bool, len(records))
	for _, pair := range p.Duplicates(records) {
		if pair.Score < 0.9 {
			break
		}
		if compareContents(&records[pair.A], &records[pair.B]) > 0 {
			pair.A, pair.B = pair.B, pair.A
		}
		again[pair.B] = true
	}
	var list []Record
	for i := range records {
		if !again[i] {
			list = append(list, records[i])
		}
	}
	return list
}

// frequencies are the shares of the agreements met, the prior counted as so many more.
func frequencies(met, prior table, weight float64) (t table) {
	total := weight
	for a := equal; a < agreements; a++ {
		total += met[a]
	}
	for a := equal; a < agreements; a++ {
		t[a] = (met[a] + weight*prior[a]) / total
	}
	return t
}

// named keeps six digits: parameters are stored and read by people.
func named(t table) map[string]float64 {
	byName := map[string]float64{}
	for a := equal; a < agreements; a++ {
		if t[a] > 0 {
			byName[a.String()] = rounded(t[a])
		}
	}
	return byName
}

func rounded(x float64) float64 {
	digits := math.Pow(10, 5-math.Floor(math.Log10(x)))
	return math.Round(x*digits) / digits
}

// valuesOf counts the values of a field in a list.
func valuesOf(lines []Record, f field) map[string]int {
	counts := map[string]int{}
	for i := range lines {
		if v := lines[i].value(f); v != "" {
			counts[v]++
		}
	}
	return counts
}

// collisions is the probability that two lines have the same value.
func collisions(counts map[string]int, prior float64) float64 {
	n, same := 0.0, 0.0
	for _, c := range counts {
		n += float64(c)
		same += float64(c) * float64(c-1) / 2
	}
	return (same + priorPairs*prior) / (n*(n-1)/2 + priorPairs)
}

// terms are the frequencies of the values that stand in a list more than once, and that of all others (Winkler, Frequency-Based
// Matching in the Fellegi-Sunter Model of Record Linkage, 1989). A list is a sample: in one of n lines in which two agree with
// probability u, a value that was met c times is expected next with c/(n+1/u) (Pitman, Combinatorial Stochastic Processes, 2006, section 3.2).
func terms(counts map[string]int, u float64) (map[string]float64, float64) {
	n := 1 / u
	for _, c := range counts {
		n += float64(c)
	}
	frequent := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	list := map[string]float64{}
	for _, v := range frequent[:min(len(frequent), mostTerms)] {
		if counts[v] > 1 {
			list[v] = rounded(float64(counts[v]) / n)
		}
	}
	return list, rounded(1 / n)
}

// value is what a record says in a field, in the form in which it is compared.
func (r *Record) value(f field) string {
	switch f {
	case codeField:
		return r.code
	case surnameField:
		return r.surname.joined
	case givenField:
		return r.given.joined
	case birthField:
		return r.born.String()
	case fatherField:
		return r.father.joined
	case birthPlaceField:
		return r.birthPlace.joined
	case municipalityField:
		return r.municipality.joined
	case postcodeField:
		return r.postcode
	case addressField:
		return r.address.joined
	case phoneField:
		return r.phone
	}
	return r.email
}

// agreementsOfStrangers compares lines at random. Which ones does not depend on their order.
func agreementsOfStrangers(lines []Record) (met [fields]table) {
	n := len(lines)
	if n < 2 {
		return met
	}
	order := byContents(lines)
	random := rand.New(rand.NewPCG(1969, uint64(n)))
	for range min(randomPairs, n*(n-1)/2) {
		a, b := random.IntN(n), random.IntN(n-1)
		if b >= a {
			b++
		}
		p := compare(&lines[order[a]], &lines[order[b]])
		for f, agreement := range p {
			met[f][agreement]++
		}
	}
	return met
}

// byContents are the numbers of the records in an order that only depends on what they say.
func byContents(records []Record) []int32 {
	order := make([]int32, len(records))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return compareContents(&records[a], &records[b]) })
	return order
}
