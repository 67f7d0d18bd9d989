package pdf

// Column is a column of a table: its title, cut to one line, and its part of the width beside those of the others.
type Column struct {
	Title string
	Share float64
}

// Table is a table that is being written into a document, row after row, over as many pages as it takes. Its titles stand on
// each of them.
type Table struct {
	document *Document
	sheet    *sheet
	cells    []cell // where each column stands
}

var (
	titleStyle = style{bold, 8.2, quiet}
	valueStyle = style{regular, 9.2, ink}
)

const (
	tableGap = 3.0 // between columns
	tableRow = 0.9 // above and below the text of a row
)

// Table begins a table. Nothing else goes into the document before its End.
func (d *Document) Table(columns []Column) *Table {
	s := d.begin()
	t := &Table{document: d, sheet: s}
	total := 0.0
	for _, c := range columns {
		total += c.Share
	}
	x, room := s.left, s.right-s.left-tableGap*float64(len(columns)-1)
	for _, c := range columns {
		width := room * c.Share / total
		t.cells = append(t.cells, newCell(titleStyle.shorten(c.Title, width), x, width, titleStyle))
		x += width + tableGap
	}
	s.need(25)
	s.row(t.cells, tableRow)
	s.onPage = func() {
		d.head()
		s.row(t.cells, tableRow)
	}
	return t
}

// Row writes a row; it takes as many values as there are columns.
func (t *Table) Row(values ...string) {
	row := make([]cell, len(t.cells))
	for i, c := range t.cells {
		row[i] = newCell(values[i], c.x, c.width, valueStyle)
	}
	t.sheet.row(row, tableRow)
}

// End closes the table; the document goes on below it.
func (t *Table) End() {
	t.sheet.onPage = t.document.head
	t.sheet.y += 4
}
