package file

import (
	"strconv"
	"strings"

	"albo/app/fold"
	"albo/app/identifier"
	"albo/models"
)

// taxCode keeps the code as listed. One with stars, as in lists that were published, cannot be compared and is no mistake.
func (l *liner) taxCode(line *models.RosterLine, column int, value string) {
	kind, code, problem := personCode(l.rules.Country, value)
	if !longer(code, maxCode) {
		line.TaxCode = code
	}
	switch {
	case problem == nil:
		line.TaxCodeKey = identifier.Key(kind, code)
	case !masked(code):
		l.complaint(line, column, models.RosterTaxCode, value, *problem)
	}
}

// personCode checks a tax code and puts back the zero in front that spreadsheets take off numbers, an ΑΦΜ of 8 digits or a
// DNI of 7, when the check digit then fits.
func personCode(country, value string) (kind identifier.Kind, code string, problem *models.Text) {
	kind, code, problem = identifier.CheckPerson(country, value)
	if problem != nil && len(code) == 8 && (country == "GR" || country == "ES") {
		if kind, padded, still := identifier.CheckPerson(country, "0"+code); still == nil {
			return kind, padded, nil
		}
	}
	return kind, code, problem
}

func masked(code string) bool { return strings.Contains(code, "**") }

// calendar is that of a column.
func (l *liner) calendar(m mapped) calendar {
	dates := l.dates
	dates.american = m.monthFirst
	return dates
}

// date reads a date or complains.
func (l *liner) date(line *models.RosterLine, m mapped, value string) models.Date {
	dates := l.calendar(m)
	d, problem := dates.date(value, anyDate)
	if problem == "roster.file.date_unreadable" {
		if around, date := splitDate(value); around == "" && date != "" {
			d, problem = dates.date(date, anyDate)
		}
	}
	if problem != "" {
		l.complain(line, m.column, m.field, value, problem)
	}
	return d
}

// birthDate reads a birth date, also out of a cell that holds the birthplace too: "Poppi (AR), 12/03/1980".
func (l *liner) birthDate(line *models.RosterLine, m mapped, value string) models.Date {
	dates := l.calendar(m)
	d, problem := dates.date(value, birthDate)
	if problem == "roster.file.date_unreadable" {
		if place, date := splitDate(value); date != "" {
			if d, problem = dates.date(date, birthDate); !l.mapping[models.RosterBirthPlace] {
				line.BirthPlace = withoutBorn(place)
			}
		}
	}
	if problem != "" {
		l.complain(line, m.column, models.RosterBirthDate, value, problem)
	}
	return d
}

// withoutBorn takes "nata a" off a birthplace, and brackets around it.
func withoutBorn(place string) string {
	for _, born := range []string{"nato a", "nata a", "nato/a a", "nato", "nata", "nato/a", "nacido en", "nacida en", "nacido", "nacida", "born in", "born"} {
		if len(place) >= len(born) && strings.EqualFold(place[:len(born)], born) && (len(place) == len(born) || place[len(born)] == ' ') {
			place = strings.TrimSpace(place[len(born):])
		}
	}
	if strings.HasPrefix(place, "(") && strings.HasSuffix(place, ")") {
		place = place[1 : len(place)-1]
	}
	return place
}

// actNumber takes the date off "123 del 12/03/2024" when the list has no column for it.
func (l *liner) actNumber(line *models.RosterLine, value string) {
	line.ActNumber = value
	if l.mapping[models.RosterActDate] {
		return
	}
	if number, date := splitDate(value); date != "" && number != "" {
		if d, problem := l.dates.date(date, anyDate); problem == "" {
			line.ActNumber, line.ActDate = number, d
		}
	}
}

// status reads the longest phrase that a cell begins with: "Sospesa dal 1/3/2024". Whom nobody understands counts as
// suspended, so that nobody is shown as accredited by mistake.
func (l *liner) status(line *models.RosterLine, column int, value string) {
	said := strings.Fields(fold.Name(value))
	for n := min(len(said), 4); n > 0; n-- {
		if status, ok := words.status[strings.Join(said[:n], " ")]; ok {
			line.Status = status
			return
		}
	}
	l.unusable(line, mapped{column: column, field: models.RosterStatus}, value, models.Say("roster.file.status_unknown"))
}

// hours reads "70", "70 ore", "1.200,0".
func (l *liner) hours(line *models.RosterLine, column int, value string) {
	number := strings.TrimRightFunc(value, func(r rune) bool { return r < '0' || r > '9' })
	number, _, _ = strings.Cut(number, ",")
	if whole, fraction, found := strings.Cut(number, "."); found && len(fraction) != 3 {
		number = whole
	}
	hours, err := strconv.Atoi(strings.ReplaceAll(number, ".", ""))
	if err != nil || hours < 0 || hours > 20_000 {
		l.complain(line, column, models.RosterHours, value, "roster.file.hours_unreadable")
		return
	}
	line.Hours = hours
}

// phone keeps the first of several columns with a telephone.
func (l *liner) phone(line *models.RosterLine, column int, value string) {
	switch {
	case !isPhone(value):
		l.complain(line, column, models.RosterPhone, value, "roster.file.phone_unreadable")
	case line.Phone == "":
		line.Phone = value
	}
}

// isPhone allows for several numbers and short remarks, but not for fewer than six digits or more letters than digits.
func isPhone(value string) bool {
	digits, letters := 0, 0
	for _, r := range value {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case r > ' ' && !strings.ContainsRune("+-./()", r):
			letters++
		}
	}
	return digits >= 6 && letters <= digits
}

// email keeps the first address of a cell.
func (l *liner) email(line *models.RosterLine, column int, value string) {
	for address := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(" ,;/<>", r) }) {
		name, domain, found := strings.Cut(address, "@")
		if found && name != "" && strings.Contains(domain, ".") && !strings.Contains(domain, "@") {
			if line.Email == "" {
				line.Email = address
			}
			return
		}
	}
	l.complain(line, column, models.RosterEmail, value, "roster.file.email_unreadable")
}
