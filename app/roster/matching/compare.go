package matching

import (
	"slices"
	"strings"

	"albo/app/fold"
	"albo/models"
)

// Compare puts a declared identity beside a line, field by field, with the reason for each verdict.
func Compare(d models.Declared, l *models.RosterLine) []models.FieldEvidence {
	surname, given := names(d, l)
	compared := []models.FieldEvidence{
		surname, given,
		compareTaxCode(d, l),
		compareBirthDate(d.BirthDate, l.BirthDate),
		compareText(models.RosterBirthPlace, d.BirthPlace, l.BirthPlace),
		compareText(models.RosterMunicipality, d.Municipality, l.Municipality),
	}
	if digits(d.Phone) != "" && digits(l.Phone) != "" { // few lists have numbers: nothing is missing without
		compared = append(compared, comparePhone(d.Phone, l.Phone))
	}
	return compared
}

func evidence(field models.RosterField, declared, listed string, level models.FieldLevel, why string, pairs ...string) models.FieldEvidence {
	return models.FieldEvidence{Field: field, Declared: declared, Listed: listed, Level: level, Why: models.Say("match."+why, pairs...)}
}

// missing is the verdict where one side, or both, say nothing.
func missing(field models.RosterField, declared, listed string) models.FieldEvidence {
	switch {
	case declared == "" && listed == "":
		return evidence(field, "", "", models.LevelMissing, "both_missing")
	case declared == "":
		return evidence(field, "", listed, models.LevelMissing, "not_declared")
	}
	return evidence(field, declared, "", models.LevelMissing, "not_listed")
}

// names compares surname and given name; where a list swaps them, or has them all in one cell, they count as variants.
func names(d models.Declared, l *models.RosterLine) (surname, given models.FieldEvidence) {
	surname = compareName(models.RosterSurname, d.Surname, l.Surname)
	given = compareName(models.RosterGivenName, d.GivenName, l.GivenName)
	if surname.Level == models.LevelEqual && given.Level == models.LevelEqual {
		return surname, given
	}
	switch {
	case fold.Words(d.Surname, d.GivenName) == fold.Words(l.Surname, l.GivenName):
		surname = evidence(models.RosterSurname, d.Surname, l.Surname, models.LevelVariant, "name_order")
		given = evidence(models.RosterGivenName, d.GivenName, l.GivenName, models.LevelVariant, "name_order")
	case surname.Level == models.LevelDifferent && given.Level == models.LevelDifferent:
		swappedSurname := compareName(models.RosterSurname, d.Surname, l.GivenName)
		swappedGiven := compareName(models.RosterGivenName, d.GivenName, l.Surname)
		if swappedSurname.Level != models.LevelDifferent && swappedGiven.Level != models.LevelDifferent && l.Surname != "" && l.GivenName != "" {
			surname = evidence(models.RosterSurname, d.Surname, l.GivenName, models.LevelVariant, "name_swapped")
			given = evidence(models.RosterGivenName, d.GivenName, l.Surname, models.LevelVariant, "name_swapped")
		}
	}
	return surname, given
}

func compareName(field models.RosterField, declared, listed string) models.FieldEvidence {
	if declared == "" || listed == "" {
		return missing(field, declared, listed)
	}
	if declared == listed {
		return evidence(field, declared, listed, models.LevelEqual, "identical")
	}
	a, b := newName(declared), newName(listed)
	switch level := compareNames(&a, &b); {
	case level <= nameVariant && a.joined == b.joined:
		return evidence(field, declared, listed, models.LevelEqual, "same_letters")
	case level == nameEqual:
		return evidence(field, declared, listed, models.LevelVariant, "name_order")
	case level == nameVariant:
		return evidence(field, declared, listed, models.LevelVariant, "same_name")
	case level == namePart:
		return evidence(field, declared, listed, models.LevelVariant, "more_names")
	case level == nameShort:
		return evidence(field, declared, listed, models.LevelVariant, "short_form")
	case level == nameSlip:
		return evidence(field, declared, listed, models.LevelVariant, "one_slip")
	}
	return evidence(field, declared, listed, models.LevelDifferent, "different")
}

// within tells whether every word of the shorter name stands in the longer: second names are often left out.
func within(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return false
	}
	for _, word := range a {
		if len(word) < 2 || !slices.Contains(b, word) {
			return false
		}
	}
	return true
}

func compareTaxCode(d models.Declared, l *models.RosterLine) models.FieldEvidence {
	const field = models.RosterTaxCode
	switch {
	case d.TaxCode == "" || l.TaxCode == "":
		return missing(field, d.TaxCode, l.TaxCode)
	case d.TaxCode == l.TaxCode && d.TaxCodeKey != "":
		return evidence(field, d.TaxCode, l.TaxCode, models.LevelEqual, "check_character")
	case d.TaxCodeKey != "" && d.TaxCodeKey == l.TaxCodeKey:
		return evidence(field, d.TaxCode, l.TaxCode, models.LevelVariant, "omocodia")
	case l.TaxCodeKey == "":
		return evidence(field, d.TaxCode, l.TaxCode, models.LevelMissing, "listed_code_wrong")
	}
	return evidence(field, d.TaxCode, l.TaxCode, models.LevelDifferent, "different")
}

func compareBirthDate(declared, listed models.Date) models.FieldEvidence {
	const field = models.RosterBirthDate
	a, b := declared.String(), listed.String()
	switch {
	case a == "" || b == "":
		return missing(field, a, b)
	case a == b:
		return evidence(field, a, b, models.LevelEqual, "identical")
	case declared.Year() == listed.Year() && int(declared.Month()) == listed.Day() && declared.Day() == int(listed.Month()):
		return evidence(field, a, b, models.LevelDifferent, "date_swapped")
	case oneDigit(a, b):
		return evidence(field, a, b, models.LevelDifferent, "date_near")
	}
	return evidence(field, a, b, models.LevelDifferent, "different")
}

func oneDigit(a, b string) bool {
	differences := 0
	for i := range a {
		if a[i] != b[i] {
			differences++
		}
	}
	return differences == 1
}

func compareText(field models.RosterField, declared, listed string) models.FieldEvidence {
	if declared == "" || listed == "" {
		return missing(field, declared, listed)
	}
	a, b := fold.Name(declared), fold.Name(listed)
	switch {
	case declared == listed:
		return evidence(field, declared, listed, models.LevelEqual, "identical")
	case a == b:
		return evidence(field, declared, listed, models.LevelEqual, "same_letters")
	case within(strings.Fields(a), strings.Fields(b)): // "Poppi" and "Poppi (AR)"
		return evidence(field, declared, listed, models.LevelVariant, "more_words")
	}
	return evidence(field, declared, listed, models.LevelDifferent, "different")
}

func comparePhone(declared, listed string) models.FieldEvidence {
	const field = models.RosterPhone
	a, b := digits(declared), digits(listed)
	switch {
	case declared == listed:
		return evidence(field, declared, listed, models.LevelEqual, "identical")
	case len(a) >= 6 && len(b) >= 6 && (strings.HasSuffix(a, b) || strings.HasSuffix(b, a)):
		return evidence(field, declared, listed, models.LevelEqual, "same_number")
	}
	return evidence(field, declared, listed, models.LevelDifferent, "different")
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Differences counts the verdicts for the summary above the comparison.
func Differences(evidence []models.FieldEvidence) (equal, different, missing int) {
	for _, e := range evidence {
		switch e.Level {
		case models.LevelEqual, models.LevelVariant:
			equal++
		case models.LevelDifferent:
			different++
		case models.LevelMissing:
			if e.Declared+e.Listed != "" { // neither side says anything: nothing is missing
				missing++
			}
		}
	}
	return equal, different, missing
}

// order puts the strongest basis first, then the more equal fields, then the earlier row.
func order(candidates []Candidate) {
	slices.SortStableFunc(candidates, func(a, b Candidate) int {
		if d := rank[a.Basis] - rank[b.Basis]; d != 0 {
			return d
		}
		equalA, _, _ := Differences(a.Comparison)
		equalB, _, _ := Differences(b.Comparison)
		if equalA != equalB {
			return equalB - equalA
		}
		return a.Line.Row - b.Line.Row
	})
}
