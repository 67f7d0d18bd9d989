package file

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"albo/app/fold"
	"albo/models"
)

// Places are the municipalities of a country by their folded names.
type Places map[string]string

// mostPlaces bounds how many ways of writing a municipality are remembered; a column with more holds something else.
const mostPlaces = 1000

func (p Places) has(name string) bool { return p[fold.Name(name)] != "" }

// names tells that a cell names a municipality, perhaps with its postcode, its province or a part of it: "52014 Poppi (AR)",
// "Comune di Poppi, loc. Moggiona".
func (p Places) names(cell string) bool {
	if len(p) == 0 || len(cell) > longestHead {
		return false
	}
	whole := town(cell)
	if p.has(whole) {
		return true
	}
	end := strings.IndexAny(whole, ",;/-–")
	return end > 0 && p.has(town(whole[:end]))
}

// town takes off a cell what stands around the name of a municipality.
func town(cell string) string {
	name := withoutPrefix(strings.TrimLeft(withoutBrackets(cell), "0123456789 -–"))
	name = strings.TrimRight(name, " ,;.-–")
	if at := strings.LastIndexAny(name, " -,/"); at > 0 && len(name)-at == 3 && inCapitals(name[at+1:]) {
		name = strings.TrimRight(name[:at], " ,;.-–/")
	}
	return name
}

// nearest is the one municipality of which a name can be a slip or a part, empty when there is none.
func (p Places) nearest(name string) string {
	typed := fold.Name(town(name))
	nearest, least := "", 4
	for _, known := range slices.Sorted(maps.Keys(p)) {
		most := 1 + min(len(typed), len(known))/7
		edits := fold.Edits(typed, known, most)
		switch part := len(typed) > 3 && strings.Contains(" "+known+" ", " "+typed+" "); {
		case edits > most && !part:
			continue
		case edits > most:
			edits = 3
		}
		if edits < least {
			nearest, least = p[known], edits
		}
	}
	return nearest
}

// place keeps the municipality of a line. Of one that nobody knows it complains: of a slip every time, of any other name once, for
// it may well lie elsewhere.
func (l *liner) place(line *models.RosterLine, m mapped, value string) {
	line.Municipality = value
	if m.elsewhere || len(l.rules.Municipalities) == 0 {
		return
	}
	problem, seen := l.places[value]
	if !seen && len(l.places) < mostPlaces {
		problem = l.rules.Municipalities.problem(value)
		l.places[value] = problem
		if problem != nil && problem.Key == "roster.file.place_unknown" {
			name := fold.Name(town(value))
			if _, said := l.places[name]; said {
				problem = nil
			}
			l.places[value], l.places[name] = nil, nil // said now, and not again
		}
	}
	if problem != nil {
		l.complaint(line, m.column, m.field, value, *problem)
	}
}

// problem is what to say of a cell that should name a municipality; nil when it does.
func (p Places) problem(cell string) *models.Text {
	if p.names(cell) {
		return nil
	}
	text := models.Say("roster.file.place_unknown")
	if name := p.nearest(cell); name != "" && strings.IndexFunc(cell, unicode.IsLetter) >= 0 {
		text = models.Say("roster.file.place_slip", "name", name)
	}
	return &text
}
