package file

import (
	"context"
	"io"
	"strconv"
	"strings"

	"albo/models"
)

// Persons reads any table of people and leaves nobody out: each as written, header → value, and as far as it is understood. Totals, remarks
// and headers that are repeated are passed over as in a roster. It is for comparing two files, where a roster's rules of who is listed, and how often, do not hold.
func Persons(ctx context.Context, src io.ReaderAt, size int64, rules Rules, each func(cells map[string]string, person models.RosterLine) error) error {
	r := reader{rules: rules}
	body, l, err := r.start(interruptible{ctx, src}, size)
	if err != nil {
		return err
	}
	names, table := columnNames(l.columns), 0
	return r.rows(body, l, func(next row) error {
		l.between = false
		if l.isNobody(next) {
			return nil
		}
		if r.layout.Rows++; r.layout.Rows > MaxRows {
			return tooManyRows(MaxRows)
		}
		if len(r.layout.Tables) > table {
			names, table = columnNames(l.columns), len(r.layout.Tables)
		}
		return each(asWritten(names, next.cells), l.person(next))
	})
}

// person reads a row without asking whether it is somebody on a roster.
func (l *liner) person(r row) models.RosterLine {
	line := models.RosterLine{Row: r.number}
	l.complete(&line, l.cells(&line, r))
	return line
}

// columnNames are the headers, those that stand twice or are empty by their letter.
func columnNames(columns []models.FileColumn) (names []string) {
	used := map[string]bool{"": true}
	for i, c := range columns {
		name := c.Header
		if used[name] {
			name = strings.TrimSpace(name + " " + columnLetter(i))
		}
		for n := 2; used[name]; n++ {
			name = columnLetter(i) + " " + strconv.Itoa(n)
		}
		used[name] = true
		names = append(names, name)
	}
	return names
}

func asWritten(names, cells []string) map[string]string {
	written := make(map[string]string, len(names))
	for i, name := range names {
		written[name] = ""
		if i < len(cells) {
			written[name] = cells[i]
		}
	}
	return written
}
