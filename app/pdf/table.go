package pdf

const (
	columnGap  = 3.0
	rowPadding = 1.1
)

// table is a table being written.
type table struct {
	sheet   *sheet
	columns []Column
	x, w    []float64 // of each column
}

func newTable(s *sheet, columns []Column) *table {
	t := &table{sheet: s, columns: columns}
	total := 0.0
	for _, c := range columns {
		total += c.share()
	}
	x, room := s.left, s.right-s.left-columnGap*float64(len(columns)-1)
	for _, c := range columns {
		w := room * c.share() / total
		t.x, t.w = append(t.x, x), append(t.w, w)
		x += w + columnGap
	}
	return t
}

func (c Column) share() float64 {
	if c.Share <= 0 {
		return 1
	}
	return c.Share
}

// head writes the titles, of a few lines at most since they come on every page, and keeps a row with them.
func (t *table) head() {
	s := t.sheet
	s.need(16)
	title := style{bold, 8, s.accent}
	cells := make([]cell, len(t.columns))
	for i, c := range t.columns {
		cells[i] = cell{t.x[i], t.w[i], c.Align, title, title.wrapMost(c.Title, t.w[i], 4)}
	}
	s.row(cells, rowPadding, func() {})
	s.rule(s.left, s.right, s.y, 0.4, s.accent)
}

func (t *table) row(texts []string) {
	body := style{regular, 8.4, ink}
	cells := make([]cell, len(t.columns))
	for i, c := range t.columns {
		text := ""
		if i < len(texts) {
			text = texts[i]
		}
		cells[i] = newCell(text, t.x[i], t.w[i], c.Align, body)
	}
	t.sheet.row(cells, rowPadding, t.head)
}
