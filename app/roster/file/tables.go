package file

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"albo/app/fold"
	"albo/models"
)

const (
	maxTables = 1000 // in one sheet
	mostTitle = 5    // rows of a title above a table
)

// rows gives the rows of a header.
func (h heading) rows(head []row) []row {
	if h.index < 0 {
		return nil
	}
	return head[h.first : h.last+1]
}

// between passes over what stands between people: the title of a table, its header, the name of a municipality above a group.
func (r *reader) between(b *body, l *liner, next row) (passed bool, err error) {
	if l.repeatsHeader(next) {
		return true, nil
	}
	if r.layout.HeaderRow == 0 {
		return false, nil
	}
	if isHeader(next.cells) {
		return r.another(b, l, next)
	}
	if !mayBeTitle(next.cells) {
		return false, nil
	}
	next.cells = slices.Clone(next.cells)
	if above, err := b.headerFollows(); above || err != nil {
		l.entitled(next, true)
		return above, err
	}
	return l.entitled(next, false), nil
}

// another begins the table of which a header was found. One that has no column of names is no header.
func (r *reader) another(b *body, l *liner, header row) (began bool, err error) {
	header.cells = slices.Clone(header.cells)
	b.head = slices.Insert(b.head, 0, header)
	if err := guarded(func() error { return b.ahead(headSize) }); err != nil {
		return false, err
	}
	heading := heading{}.block(b.head)
	rows := heading.rows(b.head)
	settings := models.ReadSettings{Columns: l.chosen(heading.labels(b.head), r.settings.Columns)}
	columns := understand(b.head, heading, settings, r.rules)
	b.head = b.head[heading.last+1:]
	if !slices.ContainsFunc(columns, isName) {
		b.head = slices.Insert(b.head, 0, rows[1:]...)
		return false, nil
	}
	if len(r.layout.Tables) == maxTables {
		return false, refuse("roster.file.too_many_tables", "n", itoa(maxTables), "row", itoa(header.number))
	}
	r.layout.Tables = append(r.layout.Tables, models.FileTable{HeaderRow: header.number, Title: shortened(l.title), Columns: columns})
	l.begin(columns, slices.Clone(rows))
	return true, nil
}

// chosen carries what the officer chose for the columns of the first table over to those of another with the same headers.
func (l *liner) chosen(labels []label, first map[int]models.RosterField) map[int]models.RosterField {
	chosen := map[int]models.RosterField{}
	for i, field := range first {
		if i < 0 || i >= len(l.layout.Columns) || l.layout.Columns[i].Header == "" {
			continue
		}
		same := slices.IndexFunc(labels, func(label label) bool { return fold.Name(label.header()) == fold.Name(l.layout.Columns[i].Header) })
		if _, twice := chosen[same]; same >= 0 && !twice {
			chosen[same] = field
		}
	}
	return chosen
}

// headerFollows tells whether nothing but lone cells stand between here and a header.
func (b *body) headerFollows() (bool, error) {
	for n := range mostTitle {
		if err := guarded(func() error { return b.ahead(n + 1) }); err != nil || len(b.head) <= n {
			return false, err
		}
		if r := b.head[n]; !mayBeTitle(r.cells) {
			return isHeader(r.cells), nil
		}
	}
	return false, nil
}

// mayBeTitle tells that a row holds one text and no more: a lone date or code is somebody's.
func mayBeTitle(cells []string) bool {
	if !alone(cells) {
		return false
	}
	letters, digits := 0, 0
	for _, r := range firstFilled(cells)[0] {
		if unicode.IsLetter(r) {
			letters++
		} else if unicode.IsDigit(r) {
			digits++
		}
	}
	return letters > 2 && letters > digits
}

// alone tells that one cell of a row is filled and no more.
func alone(cells []string) bool {
	filled := 0
	for _, cell := range cells {
		if cell != "" && !isBlank(cell) {
			if filled++; filled > 1 {
				return false
			}
		}
	}
	return filled == 1
}

// preamble reads titles out of the rows above the first header. The first row names whose list it is; the municipality of all who
// follow can only stand below it.
func (l *liner) preamble(rows []row) {
	for i, r := range rows[max(0, len(rows)-2):] {
		if !alone(r.cells) {
			continue
		}
		l.entitled(r, true)
		if len(rows)-2+i <= 0 {
			l.municipality = ""
		}
	}
	l.between = false
}

// entitled reads the title of a table or of a group: a municipality, how it stands with everybody listed. Right above a header
// anything is a title, and what the one before said no longer holds; elsewhere only what is understood is one.
func (l *liner) entitled(r row, aboveHeader bool) (understood bool) {
	title := strings.Join(firstFilled(r.cells), " ")
	if aboveHeader {
		if !l.between {
			l.municipality, l.standing, l.title, l.between = "", "", title, true
		}
		l.standing = cmp.Or(statusIn(title), l.standing)
	} else if len(l.mapped) < 3 {
		return false
	}
	if place := l.placeIn(title); place != "" {
		l.municipality, understood = place, true
	}
	if status := words.sections[fold.Name(title)]; status != "" {
		l.standing, understood = status, true
	}
	return understood
}

// placeIn is the municipality that a title names and nothing more: "Comune di Poppi", "POPPI".
func (l *liner) placeIn(title string) string {
	name := withoutPrefix(title)
	named := len(name) < len(title)
	if name == "" || len(strings.Fields(name)) > 5 || strings.ContainsAny(name, "0123456789") {
		return ""
	}
	if named && l.rules.Municipalities == nil || l.rules.Municipalities.has(name) {
		return name
	}
	return ""
}

// withoutPrefix takes "Comune di" off a title.
func withoutPrefix(title string) string {
	for _, before := range []string{"comune di ", "comune: ", "comune ", "municipio de ", "municipio: ", "ayuntamiento de ", "δήμος ", "δημος ", "municipality of "} {
		if len(title) > len(before) && strings.EqualFold(title[:len(before)], before) {
			return strings.Trim(title[len(before):], " :-–")
		}
	}
	return title
}

// statusIn finds the one word in a short title that says how it stands with those it lists.
func statusIn(title string) (status models.LineStatus) {
	said := strings.Fields(fold.Name(title))
	if len(said) > 6 {
		return ""
	}
	for i := range said {
		found := words.sections[said[i]]
		if i+1 < len(said) {
			found = cmp.Or(words.sections[said[i]+" "+said[i+1]], found)
		}
		switch {
		case found != "" && status != "" && found != status:
			return ""
		case found != "":
			status = found
		}
	}
	return status
}

// fingerprint is equal for tables whose headers say the same in the same order; a column that Albo added is none. Without a header it
// goes by what the columns were taken for.
func fingerprint(columns []models.FileColumn, header int) string {
	var said strings.Builder
	for _, c := range columns {
		name := fold.Name(c.Header)
		if header == 0 {
			name = string(c.Field)
		}
		if !words.ours[name] {
			said.WriteString(name + "\x00")
		}
	}
	if header == 0 {
		said.WriteString("no header")
	}
	sum := sha256.Sum256([]byte(strings.TrimRight(said.String(), "\x00")))
	return hex.EncodeToString(sum[:16])
}
