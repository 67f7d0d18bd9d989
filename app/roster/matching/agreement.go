package matching

import (
	"slices"

	"albo/app/fold"
	"albo/models"
)

// agreement is how two values of a field agree, the best first. Each field uses some of them.
type agreement uint8

const (
	missing   agreement = iota // one side or both say nothing
	equal                      // the same letters
	variant                    // the same, written otherwise
	part                       // one says less than the other: a second name left out, "Poppi" for "Poppi (AR)"
	short                      // a short form or an initial
	swapped                    // surname and given name in each other's place
	slip                       // a slip of the pen apart
	similar                    // more than a slip, yet more alike than chance
	different                  //
	agreements
)

var agreementNames = [agreements]string{"missing", "equal", "variant", "part", "short", "swapped", "slip", "similar", "different"}

func (a agreement) String() string { return agreementNames[a] }

// same tells that both sides say the same, however it is written.
func (a agreement) same() bool { return a >= equal && a <= part || a == swapped }

// near tells that a slip or a short form may explain the difference.
func (a agreement) near() bool { return a.same() || a == short || a == slip || a == similar }

// field is a field that is compared.
type field uint8

const (
	codeField field = iota
	surnameField
	givenField
	birthField
	fatherField
	birthPlaceField
	municipalityField
	postcodeField
	addressField
	phoneField
	emailField
	fields
)

var rosterField = [fields]models.RosterField{
	models.RosterTaxCode, models.RosterSurname, models.RosterGivenName, models.RosterBirthDate, "father_name",
	models.RosterBirthPlace, models.RosterMunicipality, "postcode", "address", models.RosterPhone, models.RosterEmail,
}

// pattern is how two records agree, field by field.
type pattern [fields]agreement

// compare puts two records side by side.
func compare(a, b *Record) (p pattern) {
	p[surnameField], p[givenField] = compareBothNames(a, b)
	p[codeField] = compareCodes(a, b)
	p[birthField] = compareDays(a.born, b.born)
	p[fatherField] = compareName(&a.father, &b.father)
	p[birthPlaceField] = comparePlaces(a.birthPlace, b.birthPlace)
	p[municipalityField] = comparePlaces(a.municipality, b.municipality)
	p[postcodeField] = compareSigns(a.postcode, b.postcode, 1)
	p[addressField] = compareAddresses(a.address, b.address)
	p[phoneField] = compareSigns(a.phone, b.phone, 1)
	p[emailField] = compareSigns(a.email, b.email, 3)
	return p
}

// compareBothNames compares surname with surname and given name with given name; where that fails it tries them in each
// other's place, the name taken in marriage, and all words together, as in a list that has them in one cell.
func compareBothNames(a, b *Record) (surname, given agreement) {
	surname, given = compareName(&a.surname, &b.surname), compareName(&a.given, &b.given)
	if surname != different && given != different && surname != similar && given != similar {
		return surname, given
	}
	switch crossed, back := compareName(&a.surname, &b.given), compareName(&a.given, &b.surname); {
	case crossed.same() && back.same():
		return swapped, swapped
	case crossed.same() && back.near():
		return swapped, back
	case back.same() && crossed.near():
		return swapped, crossed
	}
	if given.same() && (compareName(&a.married, &b.surname).same() || compareName(&a.surname, &b.married).same()) {
		return variant, given
	}
	if len(a.whole.words) > 2 && len(b.whole.words) > 2 && compareNames(&a.whole, &b.whole) <= nameVariant {
		return swapped, swapped
	}
	return surname, given
}

func compareName(a, b *name) agreement {
	if len(a.words) == 0 || len(b.words) == 0 {
		return missing
	}
	level := compareNames(a, b)
	switch {
	case level <= nameVariant && a.joined == b.joined:
		return equal
	case level <= nameVariant:
		return variant
	case level == namePart:
		return part
	case level == nameShort:
		return short
	case level == nameSlip:
		return slip
	case nearlyOne(a.joined, b.joined, a.letters, b.letters):
		return similar
	}
	return different
}

// nearlyOne tells that two words differ in no more than a third of their letters.
func nearlyOne(a, b string, ofA, ofB letters) bool {
	most := max(len(a), len(b)) / 3
	return most > 0 && ofA.within(ofB, most) && fold.Edits(a, b, most) <= most
}

// compareCodes knows a slip by one of the two codes being wrong; two right codes that differ are two people's, whatever
// they have in common.
func compareCodes(a, b *Record) agreement {
	switch {
	case a.code == "" || b.code == "":
		return missing
	case a.code == b.code && a.TaxCode == b.TaxCode:
		return equal
	case a.code == b.code:
		return variant
	case a.TaxCodeKey != "" && b.TaxCodeKey != "":
		return different
	case fold.Edits(a.code, b.code, 1) <= 1:
		return slip
	}
	return different
}

// compareDays sees day and month in each other's place, one wrong digit, a year more or less, and the first of January
// that stands for a day nobody knows; at least the year may be right. A year of two digits is taken in the century of the other.
func compareDays(a, b day) agreement {
	if !a.known() || !b.known() {
		return missing
	}
	if a.fromCode || b.fromCode {
		a.year, b.year = a.year%100, b.year%100
	}
	days := a.day == b.day
	months := a.month == b.month
	years := a.year == b.year
	switch {
	case days && months && years:
		return equal
	case years && a.day == b.month && a.month == b.day:
		return swapped
	case years && (a.unknownDay() || b.unknownDay()):
		return part
	case months && years && oneDigit(a.day, b.day),
		days && years && oneDigit(a.month, b.month),
		days && months && (oneDigit(a.year, b.year) || a.year-b.year == 1 || b.year-a.year == 1):
		return slip
	case years:
		return similar
	}
	return different
}

func (d day) unknownDay() bool { return d.day == 1 && d.month == 1 }

// oneDigit tells that one decimal digit differs, or that the last two changed places.
func oneDigit(a, b int) bool {
	if crossedDigits(a, b) {
		return true
	}
	wrong := 0
	for ; a > 0 || b > 0; a, b = a/10, b/10 {
		if a%10 != b%10 {
			wrong++
		}
	}
	return wrong == 1
}

func crossedDigits(a, b int) bool {
	return a/100 == b/100 && a%10 == b/10%10 && b%10 == a/10%10
}

func comparePlaces(a, b text) agreement {
	switch {
	case a.joined == "" || b.joined == "":
		return missing
	case a.joined == b.joined:
		return equal
	case within(a.words, b.words):
		return part
	case min(len(a.joined), len(b.joined)) >= 4 && fold.Edits(a.joined, b.joined, 2) <= min(2, 1+min(len(a.joined), len(b.joined))/8):
		return slip
	}
	return different
}

func compareAddresses(a, b text) agreement {
	switch {
	case a.joined == "" || b.joined == "":
		return missing
	case a.joined == b.joined:
		return equal
	case within(a.words, b.words):
		return part
	case nearlyOne(a.joined, b.joined, a.letters, b.letters) || shared(a.words, b.words)*2 > max(len(a.words), len(b.words)):
		return similar
	}
	return different
}

func shared(a, b []string) (n int) {
	for _, word := range a {
		if slices.Contains(b, word) {
			n++
		}
	}
	return n
}

// within tells whether every word of the shorter text stands in the longer.
func within(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, word := range a {
		if len(word) < 2 || !slices.Contains(b, word) {
			return false
		}
	}
	return len(a) > 0
}

// compareSigns compares what is written without blanks: numbers of telephones, postcodes, addresses of e-mail.
func compareSigns(a, b string, most int) agreement {
	switch {
	case a == "" || b == "":
		return missing
	case a == b:
		return equal
	case fold.Edits(a, b, most) <= most:
		return slip
	}
	return different
}
