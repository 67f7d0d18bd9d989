package file

import (
	"slices"
	"strings"
	"time"

	"albo/app/fold"
	"albo/models"
)

func (l *liner) complain(line *models.RosterLine, column int, field models.RosterField, value, key string) {
	l.complaint(line, column, field, value, models.Say(key))
}

func (l *liner) complaint(line *models.RosterLine, column int, field models.RosterField, value string, text models.Text) {
	line.Complaints = append(line.Complaints, models.Complaint{
		Row: line.Row, Column: l.columnName(column), At: column + 1, Field: field, Value: l.written(value), Text: text,
	})
}

// written is a value as its officer sees it: spreadsheets keep days as numbers, which are read as YYYY-MM-DD.
func (l *liner) written(value string) string {
	if l.layout.Format != "csv" && len(value) == len(time.DateOnly) {
		if d, err := time.Parse(time.DateOnly, value); err == nil {
			return d.Format("02/01/2006")
		}
	}
	return shortened(value)
}

// columnName is the header of a column, or its letter when it has none.
func (l *liner) columnName(column int) string {
	if column < len(l.columns) && l.columns[column].Header != "" {
		return shortened(l.columns[column].Header)
	}
	return columnLetter(column)
}

// oddities complains of what is wrong with a row as such.
func (l *liner) oddities(line *models.RosterLine, r row) {
	if r.unclosed > 0 {
		l.complain(line, r.unclosed-1, "", `"`+clean(r.cells[min(r.unclosed, len(r.cells))-1]), "roster.file.quote_unclosed")
	}
	for i, cell := range r.cells {
		if strings.IndexByte(cell, 0) >= 0 {
			l.complain(line, i, "", clean(cell), "roster.file.zero_bytes")
		}
	}
	for i := len(l.columns); i < len(r.cells) && l.layout.HeaderRow > 0; i++ {
		if value := clean(r.cells[i]); value != "" {
			l.complain(line, i, "", value, "roster.file.cell_beyond_header")
			return
		}
	}
}

// leaveOut complains of a row of which no line comes. The value to find it by is the name or else its first filled cell.
func (l *liner) leaveOut(r row, value string, text models.Text) (kept bool) {
	if len(l.layout.Complaints) == maxComplaints {
		l.layout.MoreLeftOut++
		return false
	}
	for i := 0; i < len(r.cells) && value == ""; i++ {
		value = clean(r.cells[i])
	}
	l.layout.Complaints = append(l.layout.Complaints, models.Complaint{Row: r.number, Value: shortened(value), Text: text, Fatal: true})
	return false
}

// noteCode complains, where there is room, of the earlier of two rows with one code and two names: either may be the wrong one.
func (l *liner) noteCode(first int, line *models.RosterLine) {
	at := slices.IndexFunc(l.mapped, func(m mapped) bool { return m.field == models.RosterTaxCode })
	if at < 0 || len(l.layout.Complaints) == maxComplaints {
		return
	}
	column := l.mapped[at].column
	l.layout.Complaints = append(l.layout.Complaints, models.Complaint{
		Row: first, Column: l.columnName(column), At: column + 1, Field: models.RosterTaxCode, Value: shortened(line.TaxCode),
		Text: models.Say("roster.file.same_code_below", "row", itoa(line.Row)),
	})
}

// repeatsHeader tells that a row is the header again, or a row of it, as at the top of every printed page.
func (l *liner) repeatsHeader(r row) bool {
	return slices.ContainsFunc(l.header, func(h row) bool { return repeats(r.cells, h.cells) })
}

func repeats(cells, header []string) bool {
	same, others := 0, 0
	for i, cell := range cells {
		switch {
		case cell == "":
		case i < len(header) && cell == header[i]:
			same++
		case others == len(header)/3:
			return false
		default:
			others++
		}
	}
	return same > 2*others
}

// isNobody tells that a row speaks of no single person: a total, a remark, a running number alone. The title of a group is heeded.
func (l *liner) isNobody(r row) bool {
	if isAside(r.cells) {
		l.entitled(r, false)
		return true
	}
	return l.isRemark(r) || l.onlyNumbered(r)
}

// isRemark tells a lone text with figures in it, where a name would stand, from a person: place and date below a list.
func (l *liner) isRemark(r row) bool {
	if len(l.mapped) < 3 || !alone(r.cells) {
		return false
	}
	at := slices.IndexFunc(r.cells, func(cell string) bool { return !isBlank(cell) })
	if !strings.ContainsAny(r.cells[at], "0123456789") {
		return false
	}
	m := slices.IndexFunc(l.mapped, func(m mapped) bool { return m.column == at })
	return m < 0 && at == 0 || m >= 0 && isNameField(l.mapped[m].field)
}

// onlyNumbered tells that nothing is in a row but its running number, or signs for "nothing".
func (l *liner) onlyNumbered(r row) bool {
	for i, cell := range r.cells {
		if clean(cell) != "" && !slices.ContainsFunc(l.mapped, func(m mapped) bool { return m.column == i && m.field == models.RosterNumber }) {
			return false
		}
	}
	return true
}

// isAside tells that a row is a total, an end, a page number, the title of a group or a note. It begins as words.txt says and has
// one cell or two, or more and a number in the second; or it is one long sentence.
func isAside(cells []string) bool {
	filled := firstFilled(cells)
	if len(filled) == 3 {
		return startsWithDigit(filled[1]) && words.asides[fold.Name(filled[0])]
	}
	text := shortened(strings.Join(filled, " "))
	said := strings.Fields(fold.Name(text))
	if before, _, colon := strings.Cut(text, ":"); colon && words.asides[fold.Name(before)] {
		return true
	}
	for n := min(len(said), 4); n > 0; n-- {
		if words.asides[strings.Join(said[:n], " ")] && (n > 1 || len(said) == 1 || startsWithDigit(said[1])) {
			return true
		}
	}
	return len(filled) == 1 && len(text) > 60 && len(said) > 8
}

func startsWithDigit(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }

// firstFilled gives the first cells in which something is written, three at most.
func firstFilled(cells []string) []string {
	var room [3]string
	filled := room[:0]
	for _, cell := range cells {
		if isBlank(cell) {
			continue
		}
		if filled = append(filled, clean(cell)); len(filled) == 3 {
			break
		}
	}
	return filled
}
