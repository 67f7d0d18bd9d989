package file

import "testing"

func TestDates(t *testing.T) {
	for _, c := range []struct {
		in   string
		rule dateRule
		want string // a day, or the last word of the problem's key
	}{
		{"12/03/1945", birthDate, "1945-03-12"},
		{"1-2-1980", birthDate, "1980-02-01"},
		{"17.09.2024", anyDate, "2024-09-17"},
		{"1 / 2 / 1980", birthDate, "1980-02-01"},
		{"1980-02-14", birthDate, "1980-02-14"},
		{"1980/2/4 00:00:00", birthDate, "1980-02-04"},
		{"1980-02-14T10:20:30.000Z", birthDate, "1980-02-14"},
		{"14/02/1980 12:00 AM", birthDate, "1980-02-14"},
		{"29/02/2024", anyDate, "2024-02-29"},
		{"29/02/2023", anyDate, "impossible"},
		{"31/02/1980", birthDate, "impossible"},
		{"02/14/1980", birthDate, "impossible"},
		{"0/1/1980", birthDate, "impossible"},
		// two digits of the year
		{"3/11/45", birthDate, "1945-11-03"},
		{"3/11/12", birthDate, "2012-11-03"},
		{"3/11/13", birthDate, "1913-11-03"},
		{"3/11/13", anyDate, "2013-11-03"},
		{"31/12/35", anyDate, "2035-12-31"},
		{"31/12/85", anyDate, "1985-12-31"},
		// months by name
		{"14 febbraio 1980", birthDate, "1980-02-14"},
		{"1° maggio 1961", birthDate, "1961-05-01"},
		{"14 de febrero de 1980", birthDate, "1980-02-14"},
		{"3-ene-84", birthDate, "1984-01-03"},
		{"14 Φεβρουαρίου 1980", birthDate, "1980-02-14"},
		{"1η ΜΑΪΟΥ 1975", birthDate, "1975-05-01"},
		{"February 14, 1980", birthDate, "1980-02-14"},
		{"3rd Aug 1980", birthDate, "1980-08-03"},
		{"31 giugno 1980", birthDate, "impossible"},
		// without separators
		{"19800214", birthDate, "1980-02-14"},
		{"14021980", birthDate, "1980-02-14"},
		{"20101980", birthDate, "1980-10-20"},
		{"29265", birthDate, "1980-02-14"},
		{"29265.75", birthDate, "1980-02-14"},
		{"1980", birthDate, "unreadable"},
		{"14.02.80", birthDate, "1980-02-14"},
		// what cannot be
		{"12/04/2027", birthDate, "future"},
		{"22/11/2026", birthDate, "future"},
		{"12/04/2027", anyDate, "2027-04-12"},
		{"12/04/1890", birthDate, "off"},
		{"12/04/2961", anyDate, "off"},
		{"boh", birthDate, "unreadable"},
		{"12/1980", birthDate, "unreadable"},
		{"1/2/3/4", birthDate, "unreadable"},
		{"12/03/19455", birthDate, "unreadable"},
		{"gennaio febbraio 1980", birthDate, "unreadable"},
		{"99999999999999999999", birthDate, "unreadable"},
		{"", birthDate, "unreadable"},
	} {
		d, problem := calendar{today: today}.date(c.in, c.rule)
		if got := d.String(); got != c.want && (problem == "" || !hasSuffix(problem, "_"+c.want)) {
			t.Errorf("date(%q) = %s %s, want %s", c.in, got, problem, c.want)
		}
	}
}

func hasSuffix(s, suffix string) bool {
	return len(s) > len(suffix) && s[len(s)-len(suffix):] == suffix
}

func TestSerialNumbersOfBothCalendars(t *testing.T) {
	for _, c := range []struct {
		n        int
		from1904 bool
		want     string
	}{
		{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {61, false, "1900-03-01"}, {45552, false, "2024-09-17"},
		{0, true, "1904-01-01"}, {44090, true, "2024-09-17"},
	} {
		if got := serialDate(c.n, c.from1904).String(); got != c.want {
			t.Errorf("serialDate(%d, %v) = %s, want %s", c.n, c.from1904, got, c.want)
		}
	}
}

func TestDatesWithinOtherTexts(t *testing.T) {
	for in, want := range map[string][2]string{
		"Poppi (AR), 12/03/1980":    {"Poppi (AR)", "12/03/1980"},
		"123 del 12/03/2024":        {"123", "12/03/2024"},
		"12/03/1980 - Poppi":        {"- Poppi", "12/03/1980"},
		"nº 7 de fecha 1-2-2024":    {"nº 7", "1-2-2024"},
		"45/2021":                   {"45/2021", ""},
		"":                          {"", ""},
		"αρ. 12 της (01/02/2024)":   {"αρ. 12", "01/02/2024"},
		"det. 5 del 30.01.2019 AOO": {"det. 5 AOO", "30.01.2019"},
	} {
		if around, date := splitDate(in); around != want[0] || date != want[1] {
			t.Errorf("splitDate(%q) = %q, %q, want %q", in, around, date, want)
		}
	}
}
