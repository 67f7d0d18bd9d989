package matching

import (
	"testing"

	"albo/models"
)

// Each rule by which a person decides is named, whatever the score.
func TestReason(t *testing.T) {
	declared := models.Declared{Surname: "Bianchi", GivenName: "Maria Giuseppina", BirthDate: models.MustDate("1972-08-24"), BirthPlace: "Poppi"}
	line := func(change func(l *models.RosterLine)) models.RosterLine {
		l := models.RosterLine{Surname: "BIANCHI", GivenName: "MARIA GIUSEPPINA", BirthDate: declared.BirthDate, BirthPlace: "POPPI", Status: models.LineValid}
		change(&l)
		return l
	}
	for _, c := range []struct {
		want  string
		lines []models.RosterLine
	}{
		{"first_link", []models.RosterLine{line(func(*models.RosterLine) {})}},
		{"no_birth_date", []models.RosterLine{line(func(l *models.RosterLine) { l.BirthDate = models.Date{} })}},
		{"birth_differs", []models.RosterLine{line(func(l *models.RosterLine) { l.BirthDate = models.MustDate("1972-08-25") })}},
		{"names_differ", []models.RosterLine{line(func(l *models.RosterLine) { l.Surname = "BIANCO" })}},
		{"short_form", []models.RosterLine{line(func(l *models.RosterLine) { l.GivenName = "M. GIUSEPPINA" })}},
		{"against", []models.RosterLine{line(func(l *models.RosterLine) { l.BirthPlace = "NAPOLI" })}},
		{"several", []models.RosterLine{line(func(*models.RosterLine) {}), line(func(l *models.RosterLine) { l.Status = models.LineRevoked })}},
	} {
		result, _, found := Expected().Look(declared, c.lines, models.MustDate("2026-11-02"))
		var list []models.RosterCandidate
		for _, f := range found {
			list = append(list, models.RosterCandidate{Basis: f.Basis, Score: f.Score, Comparison: f.Comparison})
		}
		if len(list) == 0 {
			t.Errorf("%s: nothing is proposed", c.want)
		} else if got := Reason(result, list); got != c.want {
			t.Errorf("%s is told as %s: %s %+v", c.want, got, result, list[0])
		}
	}
}

// A birth date of which the list knows the year only is neither equal nor different.
func TestPartOfABirthDateIsNotEqual(t *testing.T) {
	declared := Person{Surname: "Bianchi", GivenName: "Lucia", BirthDate: models.MustDate("1972-08-24")}
	listed := declared
	listed.BirthDate = models.MustDate("1972-01-01")
	evidence := Compare(declared, listed)
	same, partly, differing, absent := Differences(evidence)
	if same != 2 || partly != 1 || differing != 0 || absent != 0 {
		t.Errorf("%d equal, %d partly, %d different, %d absent of %+v", same, partly, differing, absent, evidence)
	}
}
