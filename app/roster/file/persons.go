package file

import (
	"context"
	"io"
	"strconv"
	"strings"

	"albo/app/fold"
	"albo/models"
)

// Persons reads any table of people row by row and leaves none out: each as written, header → value, and as far as it is
// understood. It is for comparing two files, where a roster's rules of who is listed, and how often, do not hold.
func Persons(ctx context.Context, src io.ReaderAt, size int64, rules Rules, each func(cells map[string]string, person models.RosterLine) error) error {
	r := reader{rules: rules}
	body, header, err := r.begin(interruptible{ctx, src}, size)
	if err != nil {
		return err
	}
	l := newLiner(&r.layout, r.rules, body.from1904)
	l.begin(r.layout.Columns, header.rows(body.head))
	body.head = body.head[header.last+1:]
	names := columnNames(r.layout.Columns)
	for {
		next, err := body.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := each(asWritten(names, next.cells), l.person(next)); err != nil {
			return err
		}
	}
}

// person reads a row without asking whether it is somebody on a roster.
func (l *liner) person(r row) models.RosterLine {
	line := models.RosterLine{Row: r.number}
	if fullName := l.cells(&line, r); fullName != "" && (line.Surname == "" || line.GivenName == "") {
		line.Surname, line.GivenName = splitName(fullName, l.forename, l.rules.Country, line.TaxCodeKey)
	}
	keepMarriedName(&line, l.rules.Country)
	line.NameKey = fold.Words(line.Surname, line.GivenName)
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
