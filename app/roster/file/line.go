package file

import (
	"strings"

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
	places       map[string]*models.Text // what is wrong with a municipality, as written

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
	elsewhere  bool // hardly any of the municipalities is one that the rules know
}

func newLiner(layout *models.FileLayout, rules Rules, from1904 bool) *liner {
	return &liner{layout: layout, rules: rules, dates: calendar{today: rules.Today, from1904: from1904}, known: newListed(), places: map[string]*models.Text{}}
}

// begin takes up a table with its columns and the rows of its header.
func (l *liner) begin(columns []models.FileColumn, header []row) {
	l.columns, l.header, l.mapped, l.mapping, l.forename = columns, header, nil, map[models.RosterField]bool{}, false
	for i, c := range columns {
		if c.Field == models.RosterIgnored {
			continue
		}
		l.mapped = append(l.mapped, mapped{i, c.Field, c.MonthFirst, c.Elsewhere})
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
		return line, l.leaveOut(r, "", whyNoName(&line))
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
	l.doubts(&line, r)
	return line, true
}

// whyNoName says what is wrong with the cell in which a name should be, if anything is written there.
func whyNoName(line *models.RosterLine) models.Text {
	for _, c := range line.Complaints {
		if isNameField(c.Field) {
			return c.Text
		}
	}
	return models.Say("roster.file.no_name")
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
func (l *liner) doubts(line *models.RosterLine, r row) {
	for _, m := range l.mapped {
		switch {
		case m.field == models.RosterSurname && line.Surname == "" && l.mapping[models.RosterGivenName],
			m.field == models.RosterGivenName && line.GivenName == "" && l.mapping[models.RosterSurname]:
			if cellAt(r.cells, m.column) == "" {
				l.complain(line, m.column, m.field, "", "roster.file.half_name")
			}
		case m.field == models.RosterActDate && line.ActDate.After(l.rules.Today):
			l.complain(line, m.column, m.field, cellAt(r.cells, m.column), "roster.file.act_to_come")
		case m.field == models.RosterBirthDate && !line.BirthDate.IsZero() && line.TaxCodeKey != "" && l.rules.Country == "IT":
			code, ok := identifier.DecodeChecked(line.TaxCode)
			if ok && !code.Born(line.BirthDate) {
				l.complain(line, m.column, m.field, cellAt(r.cells, m.column), "identifier.birth_date_differs")
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
		case !isNameField(m.field) && longer(value, maxText):
			l.unusable(line, m, value, models.Say("roster.file.cell_too_long", "n", itoa(maxText)))
		case value[0] == '#' && strings.ContainsAny(value[len(value)-1:], "!?"):
			l.unusable(line, m, value, models.Say("roster.file.broken_formula"))
		case m.field == models.RosterFullName:
			fullName = l.name(line, m, joined(fullName, value))
		default:
			l.set(line, m, value)
		}
	}
	return fullName
}

// unusable complains of a cell. A status that cannot be read is not taken for "valid".
func (l *liner) unusable(line *models.RosterLine, m mapped, value string, text models.Text) {
	l.complaint(line, m.column, m.field, value, text)
	if m.field == models.RosterStatus {
		line.Status = models.LineSuspended
	}
}

func (l *liner) set(line *models.RosterLine, m mapped, value string) {
	switch m.field {
	case models.RosterSurname:
		line.Surname = l.name(line, m, joined(line.Surname, value))
	case models.RosterGivenName:
		line.GivenName = l.name(line, m, joined(line.GivenName, value))
	case models.RosterAddress:
		line.Address = joined(line.Address, value)
	case models.RosterMunicipality:
		l.place(line, m, value)
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
