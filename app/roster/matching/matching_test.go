package matching

import (
	"encoding/csv"
	"os"
	"testing"

	"albo/app/identifier"
	"albo/models"
)

// TestPairs reads testdata/pairs.csv: on what, if anything, a line may be the person.
func TestPairs(t *testing.T) {
	rows := readCases(t, "pairs.csv")
	for _, row := range rows[1:] {
		t.Run(row[0], func(t *testing.T) {
			line := models.RosterLine{Row: 2, Surname: row[5], GivenName: row[6], BirthDate: models.MustDate(row[7]), TaxCode: row[8], TaxCodeKey: key(t, row[8])}
			result, found, candidates := Expected().Look(declared(t, row[1:5]), []models.RosterLine{line}, models.MustDate("2026-01-01"))
			basis := "none"
			if len(candidates) > 0 {
				basis = string(candidates[0].Basis)
			}
			if basis != row[9] {
				t.Fatalf("proposed on %s, not %s", basis, row[9])
			}
			want := map[string]models.CheckResult{"none": models.NotFoundResult, "weak": models.Ambiguous}[basis]
			if want == "" {
				want = models.FoundValid
			}
			if result != want || (found != nil) != (want == models.FoundValid) {
				t.Errorf("result %s, line %v", result, found)
			}
		})
	}
}

// readCases reads a file of testdata, the header included.
func readCases(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func declared(t *testing.T, row []string) models.Declared {
	return models.Declared{Surname: row[0], GivenName: row[1], BirthDate: models.MustDate(row[2]), TaxCode: row[3], TaxCodeKey: key(t, row[3])}
}

// key is the comparison key of a right code; a test that uses a wrong one is wrong itself.
func key(t *testing.T, code string) string {
	t.Helper()
	if code == "" {
		return ""
	}
	kind, normalised, problem := identifier.CheckPerson("IT", code)
	if problem != nil {
		t.Fatalf("%s is no tax code: %v", code, problem)
	}
	return identifier.Key(kind, normalised)
}

var lucia = []string{"Ginestra", "Lucia", "1979-05-12", "GNSLCU79E52G879S"}

// line is Lucia's line, or a namesake's.
func line(row int, code string, born string) models.RosterLine {
	return models.RosterLine{Row: row, Surname: "GINESTRA", GivenName: "LUCIA", TaxCode: code, TaxCodeKey: code, BirthDate: models.MustDate(born), Status: models.LineValid}
}

func revoked(l models.RosterLine) models.RosterLine {
	l.Status = models.LineRevoked
	return l
}

func TestSeveralLines(t *testing.T) {
	const code = "GNSLCU79E52G879S"
	for name, c := range map[string]struct {
		lines []models.RosterLine
		want  models.CheckResult
		row   int
	}{
		"the code decides among namesakes":                 {[]models.RosterLine{line(2, "", ""), line(3, code, "1979-05-12"), line(4, "", "1979-05-12")}, models.FoundValid, 3},
		"two lines with the same name and birth date":      {[]models.RosterLine{line(2, "", "1979-05-12"), line(3, "", "1979-05-12")}, models.Ambiguous, 0},
		"the same code twice":                              {[]models.RosterLine{line(2, code, "1979-05-12"), line(3, code, "1979-05-12")}, models.FoundValid, 2},
		"the same code twice, once revoked":                {[]models.RosterLine{line(2, code, "1979-05-12"), revoked(line(3, code, "1979-05-12"))}, models.Ambiguous, 0},
		"a namesake without a birth date does not disturb": {[]models.RosterLine{line(2, "", ""), line(3, "", "1979-05-12")}, models.FoundValid, 3},
		"no line at all":                                   {nil, models.NotFoundResult, 0},
	} {
		t.Run(name, func(t *testing.T) {
			result, found, candidates := Expected().Look(declared(t, lucia), c.lines, models.MustDate("2026-01-01"))
			if result != c.want {
				t.Errorf("%s, not %s", result, c.want)
			}
			if c.row == 0 && found != nil || c.row != 0 && (found == nil || found.Row != c.row) {
				t.Errorf("line %v", found)
			}
			if c.row != 0 && candidates[0].Line.Row != c.row {
				t.Errorf("the likeliest is row %d", candidates[0].Line.Row)
			}
		})
	}
}

func TestStanding(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*models.RosterLine)
		want   models.CheckResult
	}{
		"as it is":                  {func(*models.RosterLine) {}, models.FoundValid},
		"suspended":                 {func(l *models.RosterLine) { l.Status = models.LineSuspended }, models.FoundSuspended},
		"revoked":                   {func(l *models.RosterLine) { l.Status = models.LineRevoked }, models.FoundRevoked},
		"listed until the very day": {func(l *models.RosterLine) { l.ListedUntil = models.MustDate("2026-01-01") }, models.FoundValid},
		"listed until the day before the edition's": {func(l *models.RosterLine) { l.ListedUntil = models.MustDate("2025-12-31") }, models.FoundRevoked},
	} {
		t.Run(name, func(t *testing.T) {
			l := line(2, "GNSLCU79E52G879S", "1979-05-12")
			c.change(&l)
			if result, _, _ := Expected().Look(declared(t, lucia), []models.RosterLine{l}, models.MustDate("2026-01-01")); result != c.want {
				t.Errorf("%s, not %s", result, c.want)
			}
		})
	}
}

// TestPhoneIsOnlyCompared: who changed the number, or never gave one, is not somebody else.
func TestPhoneIsOnlyCompared(t *testing.T) {
	d := declared(t, lucia)
	d.Phone = "+39 333 010 4477"
	l := line(2, "GNSLCU79E52G879S", "1979-05-12")
	for listed, want := range map[string]models.FieldLevel{"3330104477": models.LevelEqual, "0575 123456": models.LevelDifferent, "": ""} {
		l.Phone = listed
		var got models.FieldLevel
		result, _, candidates := Expected().Look(d, []models.RosterLine{l}, models.MustDate("2026-01-01"))
		for _, e := range candidates[0].Comparison {
			if e.Field == models.RosterPhone {
				got = e.Level
			}
		}
		if got != want {
			t.Errorf("%q beside %q: %q, not %q", d.Phone, listed, got, want)
		}
		if result != models.FoundValid {
			t.Errorf("%q: %s", listed, result)
		}
	}
}
