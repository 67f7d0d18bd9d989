package file

import (
	"slices"
	"strings"

	"albo/app/fold"
	"albo/models"
)

// column is one column of the table and what it was taken for.
type column struct {
	models.FileColumn
	field  string // what its header says: a field, secondSurname or otherHeader
	rank   rank
	values []string // cells of the first rows
	filled int
	dated  int // cells that can be read as a date
	fits   map[models.RosterField]int
}

// understand takes each column for a field: as guess does. A choice of the officer's that is the same as the guess without any is
// no correction, and keeps the reason of the guess.
func understand(head []row, header heading, settings models.ReadSettings, rules Rules) []models.FileColumn {
	columns := guess(head, header, settings.Columns, rules)
	if settings.Columns == nil {
		return columns
	}
	for i, guessed := range guess(head, header, nil, rules) {
		if columns[i].Confidence == models.Chosen && columns[i].Field == guessed.Field {
			columns[i] = guessed
		}
	}
	return columns
}

// guess takes each column for a field: what the officer chose, then what the headers say plainly, then what check digits prove, then
// what headers and contents suggest. Nothing is taken for two fields, and no field from two columns but a second surname, a second
// telephone and the parts of an address.
func guess(head []row, header heading, chosen map[int]models.RosterField, rules Rules) []models.FileColumn {
	columns := survey(head, header, calendar{today: rules.Today}, rules)
	taken := map[models.RosterField]bool{}
	for i, field := range chosen {
		if i >= 0 && i < len(columns) {
			columns[i].take(field, models.Chosen, taken, models.Say("roster.file.why_chosen"))
		}
	}
	byHeader(columns, whole, taken)
	byCheckDigits(columns, taken)
	byTaxCode(columns, rules.Country, taken)
	byHeader(columns, inside, taken)
	byHeader(columns, weak, taken)
	byContents(columns, taken)
	wholeName(columns, taken)
	result := make([]models.FileColumn, len(columns))
	for i, c := range columns {
		c.Elsewhere = c.Field == models.RosterMunicipality && c.filled >= 10 && c.fits[c.Field]*3 < c.filled
		result[i] = c.FileColumn
	}
	return result
}

// survey describes the columns by their headers and their cells below the header, as far as the table goes; the header, repeated on every printed page, is left out. A header is not believed
// when its column is full of something else. A column without header counts when half its cells are filled, or one in ten where no
// column has any.
func survey(head []row, header heading, dates calendar, rules Rules) []column {
	labels := header.labels(head)
	columns := make([]column, len(labels))
	for i, l := range labels {
		columns[i].Header = shortened(l.header())
		columns[i].field, columns[i].rank = l.field()
	}
	body := head[header.last+1:]
	if header.index >= 0 {
		body = upToNextHeader(body)
	}
	for n, r := range body {
		if slices.ContainsFunc(header.rows(head), func(h row) bool { return repeats(r.cells, h.cells) }) {
			continue
		}
		for i, cell := range r.cells {
			if i >= len(columns) {
				columns = append(columns, column{})
			}
			columns[i].add(clean(cell), n, len(body))
		}
	}
	share := 10
	if len(labels) > 0 {
		share = 2
	}
	for len(columns) > len(labels) && columns[len(columns)-1].filled*share < max(len(body), 1) {
		columns = columns[:len(columns)-1]
	}
	for i := range columns {
		c := &columns[i]
		c.look(dates, rules)
		if c.contradicts(models.RosterField(c.field)) {
			c.field, c.rank = "", unknown
		}
	}
	return columns
}

// upToNextHeader leaves out what another table holds.
func upToNextHeader(rows []row) []row {
	for i, r := range rows {
		if isHeader(r.cells) {
			return rows[:i]
		}
	}
	return rows
}

// sideBySide gives the header of a name that stands over two columns, the given name's too where it has its own: two tables beside each
// other, or two people in each row.
func sideBySide(columns []models.FileColumn) (header string) {
	seen := map[string]int{}
	for _, c := range columns {
		field, r := words.header(c.Header)
		if r != whole || !isNameField(models.RosterField(field)) {
			continue
		}
		if seen[field]++; seen[field] == 2 && field != string(models.RosterGivenName) {
			header = c.Header
		}
	}
	if seen[string(models.RosterFullName)] < 2 && seen[string(models.RosterGivenName)] < 2 {
		return ""
	}
	return header
}

// add keeps the cell of the nth of so many rows.
func (c *column) add(cell string, n, rows int) {
	if cell == "" {
		return
	}
	if c.values == nil {
		c.values = make([]string, rows)
	}
	c.values[n] = cell
	c.filled++
}

// look keeps the first cells as samples and counts how many fit a kind of content.
func (c *column) look(dates calendar, rules Rules) {
	c.Confidence, c.Samples, c.fits = models.None, []string{}, map[models.RosterField]int{}
	c.Why = models.Say("roster.file.why_unknown")
	c.MonthFirst = monthFirst(c.values)
	dates.american = c.MonthFirst
	for _, value := range c.values {
		if value == "" {
			continue
		}
		if len(c.Samples) < 3 {
			c.Samples = append(c.Samples, shortened(value))
		}
		if field := contents(value, dates, rules); field != "" {
			c.fits[field]++
		}
		if _, problem := dates.date(value, anyDate); problem == "" {
			c.dated++
		} else if _, date := splitDate(value); date != value {
			if _, problem := dates.date(date, anyDate); problem == "" {
				c.dated++
			}
		}
	}
}

// contents tells the field to which a cell plainly belongs; an act's date stands for any date that is not a birth date.
func contents(value string, dates calendar, rules Rules) models.RosterField {
	if len(value) > 200 {
		return ""
	}
	if strings.IndexByte(value, '@') > 0 {
		return models.RosterEmail
	}
	if _, code, problem := personCode(rules.Country, value); problem == nil || masked(code) {
		return models.RosterTaxCode
	}
	if _, _, _, parted := threeNumbers(value); parted {
		switch d, problem := dates.date(value, birthDate); {
		case problem != "":
			return ""
		case d.Year() <= dates.today.Year()-youngest:
			return models.RosterBirthDate
		}
		return models.RosterActDate
	}
	if isPhone(value) && len(value) >= 9 {
		return models.RosterPhone
	}
	if rules.Municipalities.names(value) {
		return models.RosterMunicipality
	}
	return ""
}

// mostly tells whether four in five of the filled cells fit a field, and at least two do.
func (c *column) mostly(field models.RosterField) bool {
	n := c.fitting(field)
	return n >= 2 && n*5 >= c.filled*4
}

// contradicts tells that a column is full of something that its header does not promise.
func (c *column) contradicts(field models.RosterField) bool {
	switch field {
	case otherHeader:
		return false
	case models.RosterBirthDate, models.RosterActDate, models.RosterListedFrom, models.RosterListedUntil:
		return c.mostly(models.RosterEmail) || c.mostly(models.RosterTaxCode)
	case models.RosterTaxCode:
		return c.mostly(models.RosterEmail) || c.mostly(models.RosterActDate)
	case models.RosterEmail:
		return c.mostly(models.RosterTaxCode) || c.mostly(models.RosterActDate)
	case models.RosterNumber, models.RosterActNumber, models.RosterPhone:
		return c.mostly(models.RosterEmail)
	}
	return c.mostly(models.RosterEmail) || c.mostly(models.RosterTaxCode) || c.mostly(models.RosterActDate)
}

func (c *column) take(field models.RosterField, sure models.Confidence, taken map[models.RosterField]bool, why models.Text) {
	c.Field, c.Confidence, c.Why, taken[field] = field, sure, why, true
}

// byHeader takes the columns whose headers have a rank.
func byHeader(columns []column, r rank, taken map[models.RosterField]bool) {
	for i := range columns {
		c := &columns[i]
		field := models.RosterField(c.field)
		second := c.field == secondSurname || field == models.RosterPhone || field == models.RosterAddress ||
			field == models.RosterSurname && fold.Name(withoutNumber(withoutBrackets(c.Header))) == "apellido"
		if c.field == secondSurname {
			field = models.RosterSurname
		}
		if c.rank != r || c.field == otherHeader || c.Confidence != models.None || taken[field] && !second {
			continue
		}
		sure := models.Probable
		if r == whole && c.agrees(field) || r == inside && c.proves(field) {
			sure = models.Certain
		}
		c.take(field, sure, taken, c.because(field))
	}
}

// because says what speaks for the field that a header names: the header, and the cells where they can be checked.
func (c *column) because(field models.RosterField) models.Text {
	n := c.fitting(field)
	if field == models.RosterBirthDate || field == models.RosterActDate {
		n = c.dated
	}
	switch {
	case !checkable[field] || c.filled == 0:
		return models.Say([]string{"", "roster.file.why_header_weak", "roster.file.why_header_part", "roster.file.why_header"}[c.rank])
	case n*2 >= c.filled:
		return models.Say("roster.file.why_header_cells", "n", itoa(n), "of", itoa(c.filled))
	}
	return models.Say("roster.file.why_header_but", "n", itoa(n), "of", itoa(c.filled))
}

// checkable are the fields of which a cell shows whether it belongs to them.
var checkable = map[models.RosterField]bool{
	models.RosterTaxCode: true, models.RosterEmail: true, models.RosterBirthDate: true, models.RosterActDate: true,
}

// fitting counts the cells that fit a field; every date can be that of an act.
func (c *column) fitting(field models.RosterField) int {
	if field == models.RosterActDate {
		return c.fits[models.RosterActDate] + c.fits[models.RosterBirthDate]
	}
	return c.fits[field]
}

// agrees tells that contents which can be checked do not speak against the header.
func (c *column) agrees(field models.RosterField) bool {
	switch field {
	case models.RosterTaxCode, models.RosterEmail:
		return c.fits[field]*2 >= c.filled
	case models.RosterBirthDate:
		return c.fits[field] > 0 || c.fits[models.RosterActDate] == 0
	}
	return true
}

// proves tells that contents alone make sure of a field.
func (c *column) proves(field models.RosterField) bool {
	return (field == models.RosterTaxCode || field == models.RosterEmail) && c.mostly(field)
}

// shortened keeps what fits in a table on a page.
func shortened(value string) string {
	const most = 80
	if runes := []rune(value[:min(len(value), 4*most)]); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return value
}
