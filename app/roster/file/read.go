// Package file reads rosters as offices save them, CSV and other text or XLSX, into lines with complaints by row number.
// It guesses encoding, delimiter, sheet, header and columns, and every guess can be corrected.
package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strconv"

	"albo/models"
)

// What a file may hold. A row counts when something is written in it; an unzipped workbook is measured in bytes.
const (
	MaxRows      = 1_000_000
	MaxColumns   = 200
	MaxCell      = 32_767  // characters, as in spreadsheet programs
	MaxBlankRows = 200_000 // in a row; nothing behind them is read
	MaxUnzipped  = 256 << 20
)

// maxComplaints bounds those of lines left out that a FileLayout keeps; the others it counts.
const maxComplaints = 1000

// How many rows at the beginning of a table are kept, and of how many cells.
const (
	startRows  = 12
	startCells = 5
)

// headSize is how many rows, blank ones not counted, are read before the columns are guessed.
const headSize = headerRows + 160

// Rules are what a country and a day decide in reading.
type Rules struct {
	Country        string                                        // IT, ES or GR: how tax codes are checked and full names parted
	Municipalities Places                                        // to recognise their column, and slips in it; may be nil
	Remembered     func(fingerprint string) *models.RosterMemory // corrections of an earlier file of that layout; may be nil
	Today          models.Date                                   // the day of reading: birth dates are before it, two digits of a year are near it
}

// Read understands a file of that size and calls each for every line kept, in the order of the file. A line without a
// name, or of a person already listed, is left out with a fatal complaint in the layout; headers repeated on every page,
// totals, page numbers and rows with nothing but a running number are passed over and not counted.
//
// A file that is no roster is refused with a *models.Error that says what to do; lines may have been given by then, and the
// layout says how far the file was understood. When each fails or ctx is cancelled Read gives that error. Memory grows with the
// keys of the lines and the distinct texts of a workbook, a few dozen bytes each, not with the file.
func Read(ctx context.Context, src io.ReaderAt, size int64, settings models.ReadSettings, rules Rules,
	each func(models.RosterLine) error) (models.FileLayout, error) {
	r := reader{settings: settings, rules: rules, each: each}
	err := r.read(interruptible{ctx, src}, size)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = refuse("roster.file.too_slow")
	} else if ctx.Err() != nil {
		err = ctx.Err()
	}
	return r.layout, err
}

// interruptible ends all reading when its context ends.
type interruptible struct {
	ctx context.Context
	io.ReaderAt
}

func (i interruptible) ReadAt(p []byte, off int64) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.ReaderAt.ReadAt(p, off)
}

type reader struct {
	settings models.ReadSettings
	rules    Rules
	each     func(models.RosterLine) error
	layout   models.FileLayout
}

func (r *reader) read(src io.ReaderAt, size int64) error {
	body, l, err := r.start(src, size)
	if err != nil {
		return err
	}
	if header := sideBySide(r.layout.Columns); header != "" && r.settings.Columns == nil {
		return refuse("roster.file.side_by_side", "header", shortened(header))
	}
	return r.rows(body, l, func(next row) error {
		line, kept := l.line(next)
		if r.layout.Rows > MaxRows {
			return tooManyRows(MaxRows)
		}
		if !kept {
			return nil
		}
		return r.each(line)
	})
}

// start reads up to the first row below the header.
func (r *reader) start(src io.ReaderAt, size int64) (*body, *liner, error) {
	body, header, err := r.begin(src, size)
	if err != nil {
		return nil, nil, err
	}
	l := newLiner(&r.layout, r.rules, body.from1904)
	l.begin(r.layout.Columns, header.rows(body.head))
	l.preamble(body.head[:max(header.first, 0)])
	body.head = body.head[header.last+1:]
	return body, l, nil
}

// begin finds the table, its header and what its columns hold.
func (r *reader) begin(src io.ReaderAt, size int64) (body *body, header heading, err error) {
	err = guarded(func() (err error) {
		body, err = r.open(src, size)
		return err
	})
	if err != nil {
		return nil, header, err
	}
	if header, err = r.header(body.head); err != nil {
		return nil, header, err
	}
	r.layout.Start = firstRows(body.head, header)
	if header.index >= 0 {
		r.layout.HeaderRow = body.head[header.index].number
	}
	for _, h := range header.rows(body.head) {
		if header.first < header.last {
			r.layout.HeaderRows = append(r.layout.HeaderRows, h.number)
		}
	}
	r.layout.Columns = understand(body.head, header, r.settings, r.rules)
	if r.recall(src, size) {
		return r.begin(src, size)
	}
	for i := range r.layout.Columns {
		if c := &r.layout.Columns[i]; c.Confidence == models.Chosen && r.layout.Remembered != nil {
			c.Why = models.Say("roster.file.why_remembered")
		}
	}
	if !slices.ContainsFunc(r.layout.Columns, isName) {
		return nil, header, refuse("roster.file.no_name_column")
	}
	return body, header, nil
}

// firstRows keeps the first rows of a table, among which the officer says which is its header: those with more than one cell, where
// there are any.
func firstRows(head []row, header heading) (rows []models.FileRow) {
	several := slices.ContainsFunc(head, func(r row) bool { return !alone(r.cells) })
	for i, r := range head {
		if i > header.last && len(rows) >= startRows {
			break
		}
		if several && alone(r.cells) && (i < header.first || i > header.last) {
			continue
		}
		kept := models.FileRow{Number: r.number}
		for _, cell := range r.cells {
			if cell = clean(cell); cell != "" && len(kept.Cells) < startCells {
				kept.Cells = append(kept.Cells, shortened(cell))
			}
		}
		rows = append(rows, kept)
	}
	return rows
}

// recall notes by what files of this layout are known, and takes over the corrections of an earlier one.
func (r *reader) recall(src io.ReaderAt, size int64) bool {
	if r.layout.Remembered != nil || r.settings.Corrects() {
		return false
	}
	r.layout.Fingerprint, r.layout.GuessedHeader = fingerprint(r.layout.Columns, r.layout.HeaderRow), r.layout.HeaderRow
	if r.rules.Remembered == nil || r.settings.Afresh {
		return false
	}
	memory := r.rules.Remembered(r.layout.Fingerprint)
	if memory == nil {
		return false
	}
	settings := memory.Settings
	if settings.HeaderRow > 0 {
		settings.HeaderRow += r.layout.HeaderRow - memory.GuessedHeader
	}
	if !slices.Contains(r.layout.Sheets, settings.Sheet) {
		settings.Sheet = ""
	}
	r.settings = settings
	r.layout = models.FileLayout{Fingerprint: r.layout.Fingerprint, GuessedHeader: r.layout.GuessedHeader, Remembered: &settings}
	return true
}

func isName(c models.FileColumn) bool { return isNameField(c.Field) }

// open finds the table of the file.
func (r *reader) open(src io.ReaderAt, size int64) (*body, error) {
	start := make([]byte, min(size, sniffed))
	if n, err := src.ReadAt(start, 0); n < len(start) {
		return nil, err
	}
	format, err := sniff(src, size, start)
	if err != nil {
		return nil, err
	}
	if format == "xlsx" {
		return openWorkbook(src, size, r.settings.Sheet, &r.layout)
	}
	if format == "ods" {
		return openDocument(src, size, r.settings.Sheet, &r.layout)
	}
	return openText(src, size, r.settings, &r.layout)
}

// rows gives each the rows of the body, of all its tables; what stands between the tables is read by the way.
func (r *reader) rows(b *body, l *liner, each func(row) error) error {
	for {
		next, err := b.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		passed, err := r.between(b, l, next)
		if err == nil && !passed {
			err = each(next)
		}
		if err != nil {
			return err
		}
	}
}

// body is a table of which the first rows were read ahead.
type body struct {
	table
	head     []row // copies
	blank    int   // the last row that was not blank
	ended    bool
	from1904 bool
}

// newBody reads the head of a table.
func newBody(t table) (*body, error) {
	b := &body{table: t}
	return b, b.ahead(headSize)
}

// ahead reads on until so many rows wait in the head, or the table ends.
func (b *body) ahead(rows int) error {
	for len(b.head) < rows && !b.ended {
		r, err := b.filled()
		if err == io.EOF {
			b.ended = true
			return nil
		}
		if err != nil {
			return err
		}
		r.cells = slices.Clone(r.cells)
		b.head = append(b.head, r)
	}
	return nil
}

// next gives the rows read ahead, then the others, blank ones left out.
func (b *body) next() (r row, err error) {
	if len(b.head) > 0 {
		r, b.head = b.head[0], b.head[1:]
		return r, nil
	}
	if b.ended {
		return row{}, io.EOF
	}
	err = guarded(func() error {
		r, err = b.filled()
		return err
	})
	return r, err
}

// filled reads on to a row in which something is written and takes the blank cells off its end.
func (b *body) filled() (row, error) {
	for {
		r, err := b.table.next()
		if err != nil {
			return row{}, err
		}
		for len(r.cells) > 0 && isBlank(r.cells[len(r.cells)-1]) {
			r.cells = r.cells[:len(r.cells)-1]
		}
		if r.number-b.blank > MaxBlankRows {
			return row{}, io.EOF
		}
		if len(r.cells) > MaxColumns {
			return row{}, refuse("roster.file.too_many_columns", "n", itoa(MaxColumns), "row", itoa(r.number))
		}
		if len(r.cells) > 0 {
			b.blank = r.number
			return r, nil
		}
	}
}

// guarded turns a panic over a damaged file into a refusal that keeps, for the log, where it happened.
func guarded(parse func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: panic: %v\n%s", refuse("roster.file.damaged"), fault, debug.Stack())
		}
	}()
	return parse()
}

func tooManyRows(n int) error { return refuse("roster.file.too_many_rows", "n", itoa(n)) }

func itoa(n int) string { return strconv.Itoa(n) }
