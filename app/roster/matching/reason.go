package matching

import (
	"slices"

	"albo/models"
)

// Reason names the rule by which a person decides on what a look-up proposes, the likeliest line first.
func Reason(result models.CheckResult, list []models.RosterCandidate) string {
	first := list[0]
	switch {
	case result != models.Ambiguous:
		return "first_link"
	case first.Basis == models.BasisWeak:
		return doubtful(first.Comparison)
	case len(list) > 1 && list[1].Basis != models.BasisWeak:
		return "several"
	case first.Score < MatchAt:
		return "not_enough"
	}
	return "before"
}

// doubtful names what a comparison lacks that sure asks for.
func doubtful(evidence []models.FieldEvidence) string {
	seen := map[models.RosterField]models.FieldLevel{}
	for _, e := range evidence {
		seen[e.Field] = e.Level
	}
	off := func(f models.RosterField, levels ...models.FieldLevel) bool { return slices.Contains(levels, seen[f]) }
	switch {
	case off(models.RosterTaxCode, models.LevelNear, models.LevelDifferent):
		return "code_differs"
	case off(models.RosterSurname, models.LevelNear, models.LevelDifferent), off(models.RosterGivenName, models.LevelDifferent):
		return "names_differ"
	case off(models.RosterGivenName, models.LevelNear):
		return "short_form"
	case off(models.RosterBirthDate, models.LevelMissing, models.LevelPartial):
		return "no_birth_date"
	case off(models.RosterBirthDate, models.LevelNear, models.LevelVariant, models.LevelDifferent):
		return "birth_differs"
	}
	return "against"
}
