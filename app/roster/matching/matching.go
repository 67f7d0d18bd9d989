// Package matching tells which line of a roster is a person, and shows why field by field. It is pure.
//
// It is probabilistic record linkage: each field of two records agrees in one of several levels, each level weighs as much as it is likelier
// between records of one person than between strangers, and the sum of the weights gives the probability that the two are
// one (Fellegi and Sunter, A Theory for Record Linkage, JASA 64, 1969). The probabilities are learned from the data.
// Beyond the score, sure says what may be linked without a person looking at it.
package matching

import (
	"math/bits"
	"slices"
	"strings"
	"time"

	"albo/app/fold"
	"albo/models"
)

// Version names the rules of this package in every check that was made with them.
const Version = "3"

// Candidate is a line that may be the person.
type Candidate struct {
	Line       *models.RosterLine
	Score      float64 // probability that it is the person
	Basis      models.Basis
	Comparison []models.FieldEvidence
}

// Look compares a declared identity with lines of an edition and answers for it, as of the day it describes. The candidates
// come with the likeliest first; the line is set only where it is certain.
func (p *Parameters) Look(declared models.Declared, lines []models.RosterLine, asOf models.Date) (result models.CheckResult, line *models.RosterLine, candidates []Candidate) {
	prepare := newPreparer()
	person := prepare.record(OfDeclared(declared))
	records := make([]Record, len(lines))
	var list []scored
	for i := range lines {
		records[i] = prepare.record(OfLine(&lines[i]))
		if seen, bits, worth := p.meets(&person, &records[i], p.Lines); worth {
			list = append(list, scored{line: int32(i), seen: seen, bits: bits})
		}
	}
	p.score(list, p.Lines, records)
	decision := p.answer(&person, list, records)
	if decision == None {
		return models.NotFoundResult, nil, nil
	}
	for i := range list {
		c := &list[i]
		candidates = append(candidates, Candidate{
			&lines[c.line], c.score, p.basis(&person, &records[c.line], &c.seen), p.evidence(&person, &records[c.line], &c.seen),
		})
	}
	if decision == Review || differInStanding(candidates, asOf) {
		return models.Ambiguous, nil, candidates
	}
	line = candidates[0].Line
	return Standing(line, asOf), line, candidates
}

// differInStanding tells that a person stands in a list twice, and differently.
func differInStanding(candidates []Candidate, asOf models.Date) bool {
	for _, c := range candidates[1:] {
		if c.Basis == candidates[0].Basis && Standing(c.Line, asOf) != Standing(candidates[0].Line, asOf) {
			return true
		}
	}
	return false
}

// basis says in one word on what a line is proposed.
func (p *Parameters) basis(person, line *Record, seen *pattern) models.Basis {
	switch {
	case !p.sure(person, line, seen):
		return models.BasisWeak
	case rank(seen) == 0:
		return models.BasisTaxCode
	}
	return models.BasisIdentity
}

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

// Keys are the name keys of the lines that somebody may be: those of all the names declared and of any two or more of them, because
// lists leave names out.
func Keys(d models.Declared) []string {
	words := strings.Fields(fold.Words(d.Surname, d.GivenName))
	words = words[:min(len(words), mostKeyWords)]
	keys := []string{fold.Words(d.Surname, d.GivenName)}
	for chosen := range 1 << len(words) {
		if bits.OnesCount(uint(chosen)) < 2 || chosen == 1<<len(words)-1 {
			continue
		}
		var some []string
		for i, word := range words {
			if chosen>>i&1 == 1 {
				some = append(some, word)
			}
		}
		keys = append(keys, strings.Join(some, " "))
	}
	return keys
}

// Strangers is the NameDistance of two names that have nothing to do with each other.
const Strangers = int(nameDifferent)

// NameDistance tells of a folded name how far it is from the one declared, whatever the order of its words: 0 when it is the same, then
// written otherwise, in part, by a short form, misspelt, and Strangers.
func NameDistance(d models.Declared) func(nameKey string) int {
	prepare := newPreparer()
	declared := prepare.name(d.Surname + " " + d.GivenName)
	return func(nameKey string) int {
		other := prepare.name(nameKey)
		return int(compareNames(&declared, &other))
	}
}

// BirthDates are the birth dates under which a list may have somebody: the one declared, and those that are a slip of the pen away from it.
func BirthDates(declared models.Date) (dates []models.Date) {
	if declared.IsZero() {
		return nil
	}
	born := day{declared.Year(), int(declared.Month()), declared.Day(), false}
	for year := declared.Year() - 90; year <= declared.Year()+90; year++ {
		for month := 1; month <= 12; month++ {
			if year != born.year && month != born.month { // no slip changes both
				continue
			}
			for d := 1; d <= 31; d++ {
				if date := models.NewDate(year, time.Month(month), d); date.Day() == d && slices.Contains(slips, compareDays(born, day{year, month, d, false})) {
					dates = append(dates, date)
				}
			}
		}
	}
	return dates
}

// slips are the agreements of birth dates that leave a name to be compared.
var slips = []agreement{equal, swapped, slip, part}
