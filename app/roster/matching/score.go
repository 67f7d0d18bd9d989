package matching

import (
	"math"

	"albo/app/identifier"
)

// weigh gives the weight of each field in bits, log2(m/u), and their sum: by so much likelier is what was seen of one person than
// of two (Fellegi and Sunter, A Theory for Record Linkage, JASA 64, 1969).
func (p *Parameters) weigh(a, b *Record, seen *pattern) (weights [fields]float64, total float64) {
	for f := range fields {
		weights[f] = p.weight(f, a, b, seen[f])
	}
	if seen[surnameField] == swapped && seen[givenField] == swapped {
		weights[givenField] = 0 // the names of both columns are weighed in that of the surname
	}
	ofOnePlace(&weights)
	for _, w := range weights {
		total += w
	}
	return weights, total
}

func (p *Parameters) weight(f field, a, b *Record, seen agreement) float64 {
	c := &p.of[f]
	switch {
	case seen == swapped && f == surnameField:
		straight := p.of[surnameField].share(a.surname.joined) * p.of[givenField].share(a.given.joined)
		crossed := p.of[surnameField].share(b.surname.joined) * p.of[givenField].share(b.given.joined)
		return math.Log2(c.m[swapped] / max(straight, crossed))
	case seen == missing || c.rest == 0:
		return c.weight[seen]
	}
	same := math.Log2(c.m[equal] / max(c.share(a.value(f)), c.share(b.value(f))))
	if seen == equal {
		return same
	}
	return min(c.weight[seen], same) // what only resembles a frequent value never weighs more than the value itself
}

// share is how often a value stands in the list.
func (c *compiled) share(value string) float64 {
	if share, ok := c.terms[value]; ok {
		return share
	}
	return c.rest
}

// ofOnePlace keeps municipality, postcode and address from being counted three times: they say one thing, where somebody
// lives. Of those that agree the heaviest counts, and of those that differ.
func ofOnePlace(weights *[fields]float64) {
	group := [...]field{municipalityField, postcodeField, addressField}
	best, worst := 0.0, 0.0
	for _, f := range group {
		best, worst = max(best, weights[f]), min(worst, weights[f])
	}
	for _, f := range group {
		switch w := weights[f]; {
		case w > 0 && w == best:
			best = math.Inf(1)
		case w < 0 && w == worst:
			worst = math.Inf(-1)
		default:
			weights[f] = 0
		}
	}
}

// sure tells that a pair may be linked without a person looking at it, however high it scores otherwise. It asks for what relatives and
// namesakes do not share: the same tax code and given name and more of the identity, or both names and the birth date with nothing that speaks
// against it. Twins share surname, birth date and address; father and son the whole name; namesakes, now and then, name and birth date.
func (p *Parameters) sure(a, b *Record, seen *pattern) bool {
	surname, given, birth := seen[surnameField], seen[givenField], seen[birthField]
	names := surname.same() && given.same()
	switch code := seen[codeField]; {
	case code == variant: // twins of nearly one name may bear codes that only letters for digits tell apart
		return names && birth == equal
	case code == equal && given.same():
		return surname.same() || birth == equal || surname.near() && birth.near()
	case code == equal && workedOut(a): // somebody else of nearly one name gets the same one
		return false
	case code == equal:
		return surname.same() || birth == equal || surname.near() && given.near()
	case code == different && a.TaxCodeKey+b.TaxCodeKey != "":
		return false
	case code == different || birth != equal:
		return names && (birth == equal || oneGeneration(a, b, birth)) && oneHousehold(seen)
	case denied(seen):
		return false
	case names:
		return true
	}
	return given.same() && surname == slip && p.misspelt(a, b)
}

// workedOut tells that a tax code is made of name, birth date and birthplace, as the Italian one: it may have been computed by whoever
// wrote it. Numbers that were given out are one person's.
func workedOut(r *Record) bool {
	_, ok := identifier.DecodeChecked(r.TaxCodeKey)
	return ok
}

// oneGeneration tells that two birth dates are a slip apart that no parent and child are apart.
func oneGeneration(a, b *Record, birth agreement) bool {
	years := a.born.year - b.born.year
	return (birth == slip || birth == swapped) && -10 < years && years < 10
}

// oneHousehold tells that two records share an address, a telephone or an e-mail: there two people of one name and nearly one birth date
// do not live.
func oneHousehold(seen *pattern) bool {
	return seen[addressField].same() || seen[phoneField] == equal || seen[emailField] == equal
}

// denied tells that the place of birth or of residence, or the father's name, speaks against a pair and nothing else of the kind for it.
func denied(seen *pattern) bool {
	against, pro := false, false
	for _, f := range []field{fatherField, birthPlaceField, municipalityField, postcodeField} {
		against = against || seen[f] == different
	}
	for _, f := range []field{fatherField, birthPlaceField, addressField, phoneField, emailField} {
		pro = pro || seen[f] == equal || seen[f] == variant || seen[f] == part
	}
	return against && !pro
}

// longList is how many lines a list must have for a surname that is not in it to be none.
const longList = 1000

// frequentName is how many times a surname must stand in a list to be known as one.
const frequentName = 3

// misspelt tells that of two surnames a slip apart one is a slip, and not another surname: others in a long list bear the one and nobody the
// other. Of given names nobody can tell: the twin of Marta may be the only Mirta.
func (p *Parameters) misspelt(a, b *Record) bool {
	return p.Lines >= longList && p.frequent(surnameField, a.value(surnameField)) != p.frequent(surnameField, b.value(surnameField))
}

// frequent tells that a value stands in the list at least frequentName times.
func (p *Parameters) frequent(f field, value string) bool {
	c := &p.of[f]
	return c.share(value) > (frequentName-0.5)*c.rest
}
