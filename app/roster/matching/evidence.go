package matching

import (
	"math"

	"albo/app/fold"
	"albo/models"
)

// Compare shows why two records are one person or are not; the weights of its fields add up to what the score is made of.
func (p *Parameters) Compare(a, b *Record) []models.FieldEvidence {
	seen := compare(a, b)
	return p.evidence(a, b, &seen)
}

// evidence is the comparison as people read it: field by field both values, how they agree, the weight in bits and a sentence. What
// neither side says is shown only of the fields that every application has.
func (p *Parameters) evidence(a, b *Record, seen *pattern) (list []models.FieldEvidence) {
	weights, _ := p.weigh(a, b, seen)
	for _, f := range shown {
		declared, listed := a.written(f), b.written(f)
		if seen[f] == missing && f >= fatherField && f != birthPlaceField && f != municipalityField {
			continue
		}
		list = append(list, models.FieldEvidence{
			Field: rosterField[f], Declared: declared, Listed: listed, Level: levelOf(f, seen[f]), Weight: math.Round(weights[f]*100) / 100,
			Why: models.Say("match." + why(f, a, b, seen)),
		})
	}
	return list
}

// Compare puts two people side by side, weighed as in a list about which nothing is known.
func Compare(a, b Person) []models.FieldEvidence {
	prepare, p := newPreparer(), Expected()
	left, right := prepare.record(a), prepare.record(b)
	seen := compare(&left, &right)
	return p.evidence(&left, &right, &seen)
}

// shown is the order in which people read the fields.
var shown = [fields]field{
	surnameField, givenField, codeField, birthField, birthPlaceField, municipalityField, fatherField, addressField, postcodeField, phoneField, emailField,
}

var level = [agreements]models.FieldLevel{
	missing: models.LevelMissing, equal: models.LevelEqual, variant: models.LevelVariant, part: models.LevelVariant, swapped: models.LevelVariant,
	short: models.LevelNear, slip: models.LevelNear, similar: models.LevelNear, different: models.LevelDifferent,
}

// levelOf is how people are told of an agreement. Part of a name is a name; part of a birth date is not the whole of it.
func levelOf(f field, seen agreement) models.FieldLevel {
	if f == birthField && seen == part {
		return models.LevelPartial
	}
	return level[seen]
}

// written is what a record says in a field, as it was written.
func (r *Record) written(f field) string {
	return [fields]string{
		r.TaxCode, r.Surname, r.GivenName, r.BirthDate.String(), r.FatherName, r.BirthPlace, r.Municipality, r.Postcode, r.Address, r.Phone, r.Email,
	}[f]
}

// why names the sentence that explains an agreement.
func why(f field, a, b *Record, seen *pattern) string {
	declared, listed := a.written(f), b.written(f)
	switch {
	case seen[f] == missing && declared == "" && listed == "":
		return "both_missing"
	case seen[f] == missing && declared == "":
		return "not_declared"
	case seen[f] == missing && listed == "":
		return "not_listed"
	case seen[f] == missing:
		return "not_comparable"
	case f == codeField:
		return whyCode(a, b, seen[f])
	case f == birthField:
		return whyBirth(a, b, seen[f])
	case seen[f] == equal && declared == listed:
		return "identical"
	case f == surnameField && seen[f] == variant && !compareName(&a.surname, &b.surname).same():
		return "married_name"
	case seen[f] == variant && fold.Words(declared) == fold.Words(listed),
		seen[f] == swapped && !compareName(&a.surname, &b.given).near():
		return "name_order"
	}
	return sentences[kindOf(f)][seen[f]]
}

func whyCode(a, b *Record, seen agreement) string {
	switch {
	case seen == equal && a.TaxCodeKey != "":
		return "check_character"
	case seen == different && b.TaxCodeKey == "":
		return "listed_code_wrong"
	}
	return map[agreement]string{equal: "identical", variant: "omocodia", slip: "code_slip", different: "different"}[seen]
}

func whyBirth(a, b *Record, seen agreement) string {
	if seen == equal && (a.born.fromCode || b.born.fromCode) {
		return "date_from_code"
	}
	return map[agreement]string{
		equal: "identical", swapped: "date_swapped", slip: "date_near", part: "date_unknown_day", similar: "date_alike", different: "different",
	}[seen]
}

// kindOf tells which sentences suit a field.
func kindOf(f field) int {
	switch f {
	case surnameField, givenField, fatherField:
		return 0
	case phoneField:
		return 2
	}
	return 1
}

var sentences = [3]map[agreement]string{
	{equal: "same_letters", variant: "same_name", part: "more_names", short: "short_form", swapped: "name_swapped", slip: "one_slip", similar: "alike", different: "different"},
	{equal: "same_letters", part: "more_words", slip: "one_slip", similar: "alike", different: "different"},
	{equal: "same_number", slip: "one_slip", different: "different"},
}

// Differences counts the verdicts for the summary above the comparison.
func Differences(evidence []models.FieldEvidence) (same, partly, differing, absent int) {
	for _, e := range evidence {
		switch e.Level {
		case models.LevelEqual, models.LevelVariant:
			same++
		case models.LevelPartial:
			partly++
		case models.LevelNear, models.LevelDifferent:
			differing++
		case models.LevelMissing:
			if e.Declared+e.Listed != "" { // neither side says anything: nothing is missing
				absent++
			}
		}
	}
	return same, partly, differing, absent
}
