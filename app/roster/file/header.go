package file

import (
	"slices"
	"strings"

	"albo/app/fold"
	"albo/models"
)

// MaxHeaderRows is how many rows one header may take.
const MaxHeaderRows = 3

const (
	headerRows  = 40 // how many rows, blank ones not counted, are looked through for a header
	longestHead = 200
)

// heading is the row taken for a header, with those above and below it that belong to it.
type heading struct {
	index       int // in the head of the table; -1 when there is none
	first, last int
	score       int
}

var headless = heading{index: -1, first: -1, last: -1}

// header finds the header in the head, or takes the rows that the officer chose.
func (r *reader) header(head []row) (heading, error) {
	switch chosen := r.settings.HeaderRow; {
	case len(head) == 0:
		return heading{}, refuse("roster.file.no_rows")
	case chosen < 0:
		return headless, nil
	case chosen > 0:
		index := slices.IndexFunc(head, func(r row) bool { return r.number == chosen })
		if index < 0 {
			return heading{}, refuse("roster.file.header_row_blank", "row", itoa(chosen))
		}
		if n := r.settings.HeaderRows; n > 0 {
			return heading{index: index, first: index, last: min(index+min(n, MaxHeaderRows), len(head)) - 1}, nil
		}
		return heading{index: index}.block(head), nil
	}
	if found := findHeader(head); found.index >= 0 {
		return found, nil
	}
	return headerByShape(head), nil
}

// isPerson tells a row that can only be somebody's from titles and other rows of a header.
func isPerson(r row) bool {
	filled, digits := 0, 0
	for _, cell := range r.cells {
		if cell = clean(cell); cell != "" {
			filled++
			if strings.ContainsAny(cell, "0123456789") {
				digits++
			}
		}
	}
	return filled > 1 && digits > 0 || filled > 1 && headerScore(r.cells) == 0
}

func headerScore(cells []string) int {
	score, known, filled := 0, 0, 0
	fields := map[string]bool{}
	for _, cell := range cells {
		cell = clean(cell)
		if cell == "" {
			continue
		}
		filled++
		field, r := words.header(cell)
		if r == unknown || fields[field] && field != otherHeader {
			continue
		}
		fields[field] = true
		known++
		score += int(r)
		if field != otherHeader {
			score += 2
		}
	}
	names := fields[string(models.RosterSurname)] || fields[string(models.RosterFullName)] || fields[string(models.RosterGivenName)]
	switch {
	case known >= 2 && (names || known*2 >= filled) || known > 3 && known*3 >= filled:
		return score
	case filled == 1 && names && score == int(whole)+2:
		return score
	}
	return 0
}

// isHeader tells in the midst of a list that another table begins: a name and something else as a whole, and little unknown.
func isHeader(cells []string) bool {
	if !mayBeHeader(cells) {
		return false
	}
	fields, named, strange := map[string]bool{}, false, 0
	for _, cell := range cells {
		if cell = clean(cell); cell == "" {
			continue
		}
		field, r := words.header(cell)
		if r == whole {
			fields[field] = true
			named = named || isNameField(models.RosterField(field))
		} else if r == unknown {
			strange++
		}
	}
	return named && len(fields) > 1 && strange <= len(fields)
}

// mayBeHeader saves most rows from being looked up: hardly a header has figures, and each has a word for a name.
func mayBeHeader(cells []string) bool {
	figures, begins := 0, false
	for _, cell := range cells {
		if len(cell) > longestHead || strings.IndexByte(cell, '@') >= 0 {
			return false
		}
		if strings.ContainsAny(cell, "0123456789") {
			if figures++; figures > 3 {
				return false
			}
		}
	}
	for _, cell := range cells {
		if cell == "" || startsWithDigit(cell) {
			continue
		}
		first, _, _ := strings.Cut(fold.Name(cell), " ")
		begins = begins || words.namely[first]
	}
	return begins
}

func isNameField(field models.RosterField) bool {
	return field == models.RosterSurname || field == models.RosterFullName || field == models.RosterGivenName
}

// block finds the rows that belong to a header, those right above and right below it with mostly header words.
func (h heading) block(head []row) heading {
	h.first, h.last = h.index, h.index
	if h.index < 0 {
		return h
	}
	for h.last+1 < len(head) && h.last-h.first+1 < MaxHeaderRows && continues(head[h.last], head[h.last+1]) {
		h.last++
	}
	for h.first > 0 && h.last-h.first+1 < MaxHeaderRows && continues(head[h.first-1], head[h.first]) && !alone(head[h.first-1].cells) {
		h.first--
	}
	return h
}

// continues tells that two rows, one right below the other, are one header: words stand below a group of columns, or complete what
// stands above them.
func continues(upper, lower row) bool {
	if lower.number != upper.number+1 {
		return false
	}
	known, strange, under := 0, 0, 0
	group := ""
	for i := range max(len(upper.cells), len(lower.cells)) {
		above, below := cellAt(upper.cells, i), cellAt(lower.cells, i)
		if above != "" {
			group = above
		}
		if below == "" {
			continue
		}
		if strings.ContainsAny(below, "0123456789@") && !strings.ContainsAny(below, "ºª°.") || len(below) > longestHead {
			return false
		}
		_, r := words.header(below)
		if field, joined := joinedField(below, group); joined && field != "" {
			r = whole
		}
		if r >= inside {
			known++
		} else {
			strange++
		}
		if above == "" && group != "" || above != "" && r >= inside && below != above {
			under++
		}
	}
	return known > 0 && known >= 2*strange && under > 0 && groups(upper.cells)
}

// groups tells that a row can be the upper part of a header: some of its words are known, and none is a figure.
func groups(cells []string) bool {
	known := false
	for _, cell := range cells {
		if cell = clean(cell); cell == "" {
			continue
		}
		if startsWithDigit(cell) && !strings.ContainsAny(cell, "ºª°") || len(cell) > longestHead {
			return false
		}
		_, r := words.header(cell)
		known = known || r >= weak
	}
	return known
}

func cellAt(cells []string, i int) string {
	if i >= len(cells) {
		return ""
	}
	return clean(cells[i])
}

// label is what a header says of one column: its own words, and those of the cell that stands above them.
type label struct{ text, above string }

// labels gives the label of each column. A cell with nothing below it is merged over the rows; one with words below it, and below
// the empty cells that follow, stands above a group.
func (h heading) labels(head []row) []label {
	if h.index < 0 {
		return nil
	}
	var labels []label
	for at := h.first; at <= h.last; at++ {
		labels = under(labels, head[at].cells)
	}
	if h.first == h.last && h.first > 0 && head[h.first-1].number == head[h.first].number-1 {
		labels = under(under(nil, head[h.first-1].cells), head[h.first].cells)[:len(labels)]
		for i := range labels {
			if cellAt(head[h.first].cells, i) == "" {
				labels[i] = label{}
			}
		}
	}
	for len(labels) > 0 && labels[len(labels)-1].text == "" {
		labels = labels[:len(labels)-1]
	}
	return labels
}

// under puts a row of cells below labels.
func under(labels []label, cells []string) []label {
	result := make([]label, max(len(labels), len(cells)))
	group := ""
	for i := range result {
		if i < len(labels) {
			result[i] = labels[i]
			if labels[i].text != "" {
				group = strings.TrimSpace(labels[i].above + " " + labels[i].text)
			}
		}
		below := cellAt(cells, i)
		if below == "" || below == result[i].text {
			continue
		}
		result[i] = label{text: below, above: group}
	}
	return result
}

// field is the field that a label names, with the help of what stands above it: "Data" below "Determina", "nascita" below
// "Luogo di".
func (l label) field() (string, rank) {
	if field, found := joinedField(l.text, l.above); found {
		return field, inside
	}
	return words.header(l.text)
}

// header is the label as people would say it.
func (l label) header() string {
	if _, found := joinedField(l.text, l.above); found {
		return l.above + " " + l.text
	}
	return l.text
}

// joinedField is what a header says together with the words above it.
func joinedField(text, above string) (field string, found bool) {
	if above == "" || len(above)+len(text) > longestHead {
		return "", false
	}
	for _, both := range []string{above + " " + text, text + " " + above} {
		if field, r := words.phrase(both); r == whole && field != otherHeader {
			return field, true
		}
	}
	if _, nearer, several := strings.Cut(above, " "); several {
		return joinedField(text, nearer)
	}
	return "", false
}

// givenNameFirst tells whether a header names the given name before the surname: "Nome e cognome"; where Spanish or English name it
// alone, the whole name is meant as people say it.
func givenNameFirst(header string) bool {
	given, surname := -1, -1
	alone := strings.Join(headerWords(header), " ")
	for i, word := range headerWords(header) {
		switch field, _ := words.phrase(word); {
		case field == string(models.RosterSurname) || word == "last":
			surname = i
		case given < 0 && (field == string(models.RosterGivenName) || word == "first"):
			given = i
		}
	}
	return given >= 0 && given < surname || alone == "nombre" || alone == "name" || alone == "full name" || alone == "nombre completo"
}
