package file

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"albo/app/fold"
	"albo/app/identifier"
	"albo/models"
)

// liner turns rows into lines.
type liner struct {
	layout       *models.FileLayout
	rules        Rules
	dates        calendar
	known        listed
	title        string // above the present table
	between      bool   // the row before was a title
	municipality string // that the title names
	standing     models.LineStatus

	columns  []models.FileColumn // of the present table
	header   []row
	mapped   []mapped
	mapping  map[models.RosterField]bool
	forename bool // the column of full names has the given name first
}

// mapped is a column that is imported.
type mapped struct {
	column     int
	field      models.RosterField
	monthFirst bool
}

func newLiner(layout *models.FileLayout, rules Rules, from1904 bool) *liner {
	return &liner{layout: layout, rules: rules, dates: calendar{today: rules.Today, from1904: from1904}, known: newListed()}
}

// begin takes up a table with its columns and the rows of its header.
func (l *liner) begin(columns []models.FileColumn, header []row) {
	l.columns, l.header, l.mapped, l.mapping, l.forename = columns, header, nil, map[models.RosterField]bool{}, false
	for i, c := range columns {
		if c.Field == models.RosterIgnored {
			continue
		}
		l.mapped = append(l.mapped, mapped{i, c.Field, c.MonthFirst})
		l.mapping[c.Field] = true
		if c.Field == models.RosterFullName {
			l.forename = givenNameFirst(c.Header)
		}
	}
}

// line reads a row; false when no line comes of it.
func (l *liner) line(r row) (line models.RosterLine, kept bool) {
	l.between = false
	if l.isNobody(r) {
		return line, false
	}
	line.Row, line.Status = r.number, models.LineValid
	if l.standing != "" {
		line.Status = l.standing
	}
	fullName := l.cells(&line, r)
	l.layout.Rows++
	l.oddities(&line, r)
	l.complete(&line, fullName)
	if strings.Trim(line.NameKey, "0123456789 ") == "" {
		return line, l.leaveOut(r, "", models.Say("roster.file.no_name"))
	}
	if line.GivenName == "" && l.mapping[models.RosterGivenName] && len(l.mapped) > 2 && len(firstFilled(r.cells)) == 1 {
		return line, l.leaveOut(r, line.Surname, models.Say("roster.file.lone_cell"))
	}
	if first, namesake := l.known.add(&line); first != 0 {
		why := models.Say("roster.file.listed_twice", "row", itoa(first))
		if !namesake {
			why = models.Say("roster.file.same_code", "row", itoa(first))
			l.noteCode(first, &line)
		}
		return line, l.leaveOut(r, strings.TrimSpace(line.Surname+" "+line.GivenName), why)
	}
	l.doubts(&line)
	return line, true
}

// complete parts the names of a line and takes over what the title of its table says.
func (l *liner) complete(line *models.RosterLine, fullName string) {
	if fullName != "" && (line.Surname == "" || line.GivenName == "") {
		line.Surname, line.GivenName = splitName(fullName, l.forename, l.rules.Country, line.TaxCodeKey)
	}
	if line.GivenName == "" && l.mapping[models.RosterGivenName] && strings.Contains(line.Surname, ",") {
		line.Surname, line.GivenName = splitName(line.Surname, false, l.rules.Country, "")
	}
	keepMarriedName(line, l.rules.Country)
	line.NameKey = fold.Words(line.Surname, line.GivenName)
	if !l.mapping[models.RosterMunicipality] {
		line.Municipality = l.municipality
	}
}

// doubts complains of what does not go together in a line that is kept: half a name, a birth date that the code denies, an act of
// a day to come.
func (l *liner) doubts(line *models.RosterLine) {
	for _, m := range l.mapped {
		switch {
		case m.field == models.RosterSurname && line.Surname == "" && l.mapping[models.RosterGivenName]:
			l.complain(line, m.column, m.field, "", "roster.file.half_name")
		case m.field == models.RosterGivenName && line.GivenName == "" && l.mapping[models.RosterSurname]:
			l.complain(line, m.column, m.field, "", "roster.file.half_name")
		case m.field == models.RosterActDate && line.ActDate.After(l.rules.Today):
			l.complain(line, m.column, m.field, line.ActDate.String(), "roster.file.act_to_come")
		case m.field == models.RosterBirthDate && !line.BirthDate.IsZero() && line.TaxCodeKey != "" && l.rules.Country == "IT":
			code, ok := identifier.DecodeChecked(line.TaxCode)
			if ok && !code.Born(line.BirthDate) {
				l.complain(line, m.column, m.field, line.BirthDate.String(), "identifier.birth_date_differs")
			}
		}
	}
}

// cells fills the line from the cells of a row and gives the full name, if there is a column of full names.
func (l *liner) cells(line *models.RosterLine, r row) (fullName string) {
	for _, m := range l.mapped {
		if m.column >= len(r.cells) {
			continue
		}
		value := clean(r.cells[m.column])
		switch {
		case value == "":
		case len(value) > MaxCell && utf8.RuneCountInString(value) > MaxCell:
			l.unusable(line, m, value, "roster.file.cell_too_long")
		case value[0] == '#' && strings.ContainsAny(value[len(value)-1:], "!?"):
			l.unusable(line, m, value, "roster.file.broken_formula")
		case m.field == models.RosterFullName:
			fullName = joined(fullName, value)
		default:
			l.set(line, m, value)
		}
	}
	return fullName
}

// unusable complains of a cell. A status that cannot be read is not taken for "valid".
func (l *liner) unusable(line *models.RosterLine, m mapped, value, key string) {
	l.complain(line, m.column, m.field, value, key)
	if m.field == models.RosterStatus {
		line.Status = models.LineSuspended
	}
}

func (l *liner) set(line *models.RosterLine, m mapped, value string) {
	switch m.field {
	case models.RosterSurname:
		line.Surname = joined(line.Surname, value)
	case models.RosterGivenName:
		line.GivenName = joined(line.GivenName, value)
	case models.RosterAddress:
		line.Address = joined(line.Address, value)
	case models.RosterTaxCode:
		l.taxCode(line, m.column, value)
	case models.RosterBirthDate:
		line.BirthDate = l.birthDate(line, m, value)
	case models.RosterActNumber:
		l.actNumber(line, value)
	case models.RosterActDate:
		line.ActDate = l.date(line, m, value)
	case models.RosterListedFrom:
		line.ListedFrom = l.date(line, m, value)
	case models.RosterListedUntil:
		line.ListedUntil = l.date(line, m, value)
	case models.RosterStatus:
		l.status(line, m.column, value)
	case models.RosterHours:
		l.hours(line, m.column, value)
	case models.RosterPhone:
		l.phone(line, m.column, value)
	case models.RosterEmail:
		l.email(line, m.column, value)
	case models.RosterSex:
		line.Sex = sexOf(value, l.rules.Country)
	case models.RosterPostcode:
		line.Postcode = postcode(value)
	default:
		*text(line, m.field) = value
	}
}

// text is the field of a line that takes a cell as it is.
func text(line *models.RosterLine, field models.RosterField) *string {
	switch field {
	case models.RosterNumber:
		return &line.Number
	case models.RosterBirthPlace:
		return &line.BirthPlace
	case models.RosterMunicipality:
		return &line.Municipality
	case models.RosterActKind:
		return &line.ActKind
	case models.RosterQualification:
		return &line.Qualification
	case models.RosterFatherName:
		return &line.FatherName
	case models.RosterMotherName:
		return &line.MotherName
	case models.RosterMarriedName:
		return &line.MarriedName
	}
	return new(string)
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

// taxCode keeps the code as listed. One with stars, as in lists that were published, cannot be compared and is no mistake.
func (l *liner) taxCode(line *models.RosterLine, column int, value string) {
	kind, code, problem := personCode(l.rules.Country, value)
	line.TaxCode = code
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
	d, problem := l.calendar(m).date(value, anyDate)
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
	l.unusable(line, mapped{column: column, field: models.RosterStatus}, value, "roster.file.status_unknown")
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
