package file

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"albo/models"
)

// MarkWords are the words of the officer's language in a marked table.
type MarkWords struct {
	Header string                        // of the added column; one of the phrases of [ours] in words.txt
	Say    func(models.Complaint) string // what is wrong, and the remedy
}

// Rows gives every row of the table that a layout describes, as written, with what stands above its header.
func Rows(ctx context.Context, src io.ReaderAt, size int64, layout models.FileLayout, each func(number int, cells []string) error) error {
	r := reader{settings: models.ReadSettings{Encoding: layout.Encoding, Delimiter: layout.Delimiter, Sheet: layout.Sheet}}
	var b *body
	err := guarded(func() (err error) {
		b, err = r.open(interruptible{ctx, src}, size)
		return err
	})
	if err != nil {
		return err
	}
	for {
		next, err := b.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := each(next.number, next.cells); err != nil {
			return err
		}
	}
}

// maxNotes bounds the notes in a marked table: programs keep them all in memory.
const maxNotes = 2000

const markedSheet = "Sheet1"

// Mark writes the table of a file as a workbook with the same row numbers. Cells of which somebody complains are coloured and have a note,
// and a column is added that says what is wrong. All cells are texts, so that no program takes one for a formula or takes zeros off codes.
func Mark(ctx context.Context, src io.ReaderAt, size int64, layout models.FileLayout, complaints []models.Complaint, words MarkWords, to io.Writer) error {
	workbook := excelize.NewFile()
	defer workbook.Close()
	m := marker{workbook: workbook, layout: layout, complaints: complaints, words: words}
	err := Rows(ctx, src, size, layout, func(number int, cells []string) error {
		m.width = max(m.width, len(cells))
		return nil
	})
	if err != nil {
		return err
	}
	if err := m.begin(); err != nil {
		return err
	}
	if err := Rows(ctx, src, size, layout, m.row); err != nil {
		return err
	}
	if err := m.sheet.Flush(); err != nil {
		return err
	}
	return workbook.Write(to)
}

// marker writes rows and the complaints about them, both in the order of the file.
type marker struct {
	workbook   *excelize.File
	notes      int
	layout     models.FileLayout
	complaints []models.Complaint
	words      MarkWords
	width      int // columns of the table
	sheet      *excelize.StreamWriter

	plain, bad, remark, header int // styles
}

func (m *marker) begin() (err error) {
	const text = 49 // the number format "@"
	fill := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFD6D6"}}
	for _, style := range []struct {
		id *int
		excelize.Style
	}{
		{&m.plain, excelize.Style{NumFmt: text}},
		{&m.bad, excelize.Style{NumFmt: text, Fill: fill, Font: &excelize.Font{Bold: true, Color: "8A0000"}}},
		{&m.remark, excelize.Style{NumFmt: text, Font: &excelize.Font{Color: "8A0000"}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
		{&m.header, excelize.Style{NumFmt: text, Font: &excelize.Font{Bold: true}}},
	} {
		if *style.id, err = m.workbook.NewStyle(&style.Style); err != nil {
			return err
		}
	}
	if m.sheet, err = m.workbook.NewStreamWriter(markedSheet); err != nil {
		return err
	}
	if m.width > 0 {
		if err := m.sheet.SetColWidth(1, m.width, 18); err != nil {
			return err
		}
	}
	return m.sheet.SetColWidth(m.width+1, m.width+1, 80)
}

func (m *marker) row(number int, cells []string) error {
	if number > excelize.TotalRows {
		return tooManyRows(excelize.TotalRows)
	}
	said, columns, whole := m.about(number)
	row := make([]any, m.width+1)
	for i, cell := range cells {
		style := m.plain
		if columns[i+1] != "" || whole && cell != "" {
			style = m.bad
		}
		if cell != "" || columns[i+1] != "" {
			row[i] = excelize.Cell{StyleID: style, Value: printable(cell)}
		}
	}
	for i := len(cells); i < m.width; i++ {
		if columns[i+1] != "" {
			row[i] = excelize.Cell{StyleID: m.bad, Value: ""}
		}
	}
	switch {
	case m.isHeader(number):
		row[m.width] = excelize.Cell{StyleID: m.header, Value: m.words.Header}
	case said != "":
		row[m.width] = excelize.Cell{StyleID: m.remark, Value: said}
	}
	at, err := excelize.CoordinatesToCellName(1, number)
	if err != nil {
		return err
	}
	return errors.Join(m.sheet.SetRow(at, row), m.note(number, columns))
}

// note puts what is said of cells beside them.
func (m *marker) note(number int, columns map[int]string) error {
	for _, column := range slices.Sorted(maps.Keys(columns)) {
		if column == 0 || m.notes == maxNotes {
			continue
		}
		m.notes++
		at, err := excelize.CoordinatesToCellName(column, number)
		if err == nil {
			err = m.workbook.AddComment(markedSheet, excelize.Comment{Cell: at, Author: "Albo", Text: columns[column], Width: 300, Height: 120})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// about takes the complaints about a row: what they say, all together and by column, and whether one is about the whole row.
func (m *marker) about(number int) (said string, columns map[int]string, whole bool) {
	var all []string
	for len(m.complaints) > 0 && m.complaints[0].Row <= number {
		c := m.complaints[0]
		m.complaints = m.complaints[1:]
		if c.Row < number {
			continue
		}
		if columns == nil {
			columns = map[int]string{}
		}
		text := m.words.Say(c)
		columns[c.At] = strings.TrimPrefix(columns[c.At]+"\n"+text, "\n")
		whole = whole || c.At == 0
		all = append(all, text)
	}
	return strings.Join(all, "\n"), columns, whole
}

func (m *marker) isHeader(number int) bool {
	return number == m.layout.HeaderRow || slices.ContainsFunc(m.layout.Tables, func(t models.FileTable) bool { return t.HeaderRow == number })
}

// printable leaves out what a workbook cannot hold.
func printable(cell string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, cell)
}
