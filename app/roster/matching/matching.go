// Package matching tells which line of a roster is a person, and shows why field by field. It is pure.
//
// The tax code decides first; where there is none, surname, given name and birth date together. A
// name alone never decides: the grey band goes to a person.
package matching

import (
	"albo/app/fold"
	"albo/models"
)

// Version names the rules below in every check that was made with them.
const Version = "2"

// Candidate is a line that may be the person.
type Candidate struct {
	Line       *models.RosterLine
	Basis      models.Basis
	Comparison []models.FieldEvidence
}

// Look compares a declared identity with lines and answers for one edition, as of the day it describes. The candidates
// come with the likeliest first; the line is set only where exactly one is certain.
func Look(declared models.Declared, lines []models.RosterLine, asOf models.Date) (result models.CheckResult, line *models.RosterLine, candidates []Candidate) {
	for i := range lines {
		evidence := Compare(declared, &lines[i])
		if basis, ok := weigh(evidence); ok {
			candidates = append(candidates, Candidate{&lines[i], basis, evidence})
		}
	}
	order(candidates)
	switch {
	case len(candidates) == 0:
		return models.NotFoundResult, nil, nil
	case !certain(candidates):
		return models.Ambiguous, nil, candidates
	}
	line = candidates[0].Line
	return Standing(line, asOf), line, candidates
}

// certain tells whether the first candidate stands alone: nobody else has the same basis, or a better one.
func certain(sorted []Candidate) bool {
	first := sorted[0].Basis
	return first != models.BasisWeak && (len(sorted) == 1 || sorted[1].Basis != first)
}

// rank orders what a line was proposed on, strongest first.
var rank = map[models.Basis]int{models.BasisTaxCode: 0, models.BasisIdentity: 1, models.BasisWeak: 2}

// Standing is what a line says of its person on the day the list describes: valid, suspended, or no longer listed.
func Standing(line *models.RosterLine, asOf models.Date) models.CheckResult {
	switch {
	case line.Status == models.LineSuspended:
		return models.FoundSuspended
	case line.Status == models.LineRevoked, !line.ListedUntil.IsZero() && line.ListedUntil.Before(asOf):
		return models.FoundRevoked
	}
	return models.FoundValid
}

// weigh says on what a line may be the person; false when it cannot be. A name that differs by a slip
// (Giovanni, Giovanna), or that a short form or an initial stands for, never decides, even with the same birth date: twins bear
// such names.
func weigh(evidence []models.FieldEvidence) (models.Basis, bool) {
	by := map[models.RosterField]models.FieldEvidence{}
	for _, e := range evidence {
		by[e.Field] = e
	}
	code, birth := by[models.RosterTaxCode].Level, by[models.RosterBirthDate].Level
	same := func(l models.FieldLevel) bool { return l == models.LevelEqual || l == models.LevelVariant }
	surname, given := same(by[models.RosterSurname].Level), same(by[models.RosterGivenName].Level)
	slip := guessed(by[models.RosterSurname]) || guessed(by[models.RosterGivenName])
	switch {
	case same(code) && (surname || given || same(birth)):
		return models.BasisTaxCode, true
	case same(code): // somebody else's code, by mistake of one side
		return models.BasisWeak, true
	case surname && given && same(birth) && !slip && code != models.LevelDifferent:
		return models.BasisIdentity, true
	case surname && given && (same(birth) || birth == models.LevelMissing || nearDate(by[models.RosterBirthDate])):
		return models.BasisWeak, true
	case (surname || given) && same(birth) && code != models.LevelDifferent:
		return models.BasisWeak, true
	}
	return "", false
}

// guessed tells that two names are one only by a guess: a slip of the pen, a short form, an initial.
func guessed(e models.FieldEvidence) bool {
	return e.Why.Key == "match.one_slip" || e.Why.Key == "match.short_form"
}

func nearDate(e models.FieldEvidence) bool {
	return e.Why.Key == "match.date_swapped" || e.Why.Key == "match.date_near"
}

// Key is what lines are looked up by: the words of the name, folded and sorted.
func Key(d models.Declared) string { return fold.Words(d.Surname, d.GivenName) }
