// Package table writes tables as office programs open them. It is pure.
package table

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Formats are the kinds of file a table can be written as, as they stand at the end of a file's name.
var Formats = []string{"csv", "xlsx"}

// Writer takes a table row by row; the first is its header. Close finishes the file.
type Writer interface {
	Row(cells ...string) error
	Close() error
}

// New begins a table in one of the Formats.
func New(w io.Writer, format, title string) (Writer, error) {
	if format == "xlsx" {
		return newXLSX(w, title)
	}
	return newCSV(w)
}

// csvTable is UTF-8 with its mark, and semicolons.
type csvTable struct{ *csv.Writer }

func newCSV(w io.Writer) (Writer, error) {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return nil, err
	}
	c := csv.NewWriter(w)
	c.Comma, c.UseCRLF = ';', true
	return csvTable{c}, nil
}

func (t csvTable) Row(cells ...string) error {
	for i, cell := range cells {
		cells[i] = harmless(cell)
	}
	return t.Write(cells)
}

func (t csvTable) Close() error {
	t.Flush()
	return t.Error()
}

// harmless puts an apostrophe before a cell that a spreadsheet would take for a formula (OWASP, CSV injection).
func harmless(cell string) string {
	if trimmed := strings.TrimLeft(cell, " \u00a0"); trimmed != "" && strings.ContainsRune("=+-@\t\r|", rune(trimmed[0])) {
		return "'" + cell
	}
	return cell
}

// xlsxTable writes every cell as text: no code loses its zeros, no formula runs.
type xlsxTable struct {
	w      io.Writer
	book   *excelize.File
	stream *excelize.StreamWriter
	bold   int
	row    int
}

// mostRows is what one sheet holds.
const mostRows = excelize.TotalRows

func newXLSX(w io.Writer, title string) (Writer, error) {
	t := &xlsxTable{w: w, book: excelize.NewFile()}
	sheet := sheetName(title)
	if err := t.book.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	var err error
	if t.bold, err = t.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return nil, err
	}
	if t.stream, err = t.book.NewStreamWriter(sheet); err != nil {
		return nil, err
	}
	return t, t.stream.SetColWidth(1, 30, 18)
}

// sheetName is a title as a sheet may be called: 31 letters, some signs left out.
func sheetName(title string) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, title), " '")
	for utf8.RuneCountInString(name) > 31 {
		_, last := utf8.DecodeLastRuneInString(name)
		name = strings.TrimRight(name[:len(name)-last], " '")
	}
	if name == "" {
		return "Albo"
	}
	return name
}

func (t *xlsxTable) Row(cells ...string) error {
	if t.row++; t.row > mostRows {
		return nil
	}
	style := 0
	if t.row == 1 {
		style = t.bold
	}
	values := make([]any, len(cells))
	for i, cell := range cells {
		values[i] = excelize.Cell{StyleID: style, Value: cell}
	}
	return t.stream.SetRow("A"+strconv.Itoa(t.row), values)
}

func (t *xlsxTable) Close() error {
	defer t.book.Close()
	if err := t.stream.Flush(); err != nil {
		return err
	}
	return t.book.Write(t.w)
}
