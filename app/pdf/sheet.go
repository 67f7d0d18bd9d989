package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"
)

// Lengths on paper are millimetres from the upper left corner, sizes of type are points.
const (
	bandHeight = 3.5 // the stripe of brand colour along the upper edge
	footRise   = 10  // baseline of the foot line above the lower edge
)

// sheet is a paper being written from top to bottom, page after page.
type sheet struct {
	pdf                      *gofpdf.Fpdf
	width, height            float64
	left, right, top, bottom float64 // the edges of the text
	y                        float64 // where the next thing goes
	brand, accent            colour  // as given; dark enough for text
	logo                     logo
	onPage                   func() // draws the head of a page that was begun because the last one was full
}

// layout is the paper: A4 upright, and its margins.
type layout struct {
	left, right, top, bottom float64
	colour                   string
}

func newSheet(l layout) *sheet {
	f := gofpdf.New("P", "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	s := &sheet{pdf: f, brand: parseColour(l.colour), onPage: func() {}}
	s.accent = s.brand.legible()
	s.width, s.height = f.GetPageSize()
	s.left, s.right = l.left, s.width-l.right
	s.top, s.bottom = l.top, s.height-l.bottom
	s.addPage()
	return s
}

func (s *sheet) addPage() {
	s.pdf.AddPage()
	s.fill(0, 0, s.width, bandHeight, s.brand)
	s.y = s.top
}

// breakPage begins the next page, with its head.
func (s *sheet) breakPage() {
	s.addPage()
	s.onPage()
}

// need begins a new page when so much height is not left, unless the page is still empty.
func (s *sheet) need(height float64) {
	if s.y+height > s.bottom && s.y > s.top {
		s.breakPage()
	}
}

func (s *sheet) fill(x, y, w, h float64, c colour) {
	s.pdf.SetFillColor(c.r, c.g, c.b)
	s.pdf.Rect(x, y, w, h, "F")
}

// rule draws a level line.
func (s *sheet) rule(x1, x2, y, thickness float64, c colour) {
	s.fill(x1, y-thickness/2, x2-x1, thickness, c)
}

// text writes one line, its baseline at y.
func (s *sheet) text(x, y float64, line string, st style) {
	s.pdf.SetTextColor(st.colour.r, st.colour.g, st.colour.b)
	for line != "" {
		a, codes, rest := firstRun(line)
		st.weight.use(s.pdf, a, st.size)
		s.pdf.Text(x, y, string(codes))
		x += st.width(line[:len(line)-len(rest)])
		line = rest
	}
}

// paragraph writes a text from one edge to another, over as many pages as it needs.
func (s *sheet) paragraph(text string, st style, from, to float64) {
	s.lines(st.wrap(text, to-from), st, from)
}

func (s *sheet) lines(lines []string, st style, x float64) {
	for _, line := range lines {
		s.need(st.lead())
		s.y += st.lead()
		s.text(x, s.y-st.drop(), line, st)
	}
}

// cell is a column's part of a row.
type cell struct {
	x, width float64
	style    style
	lines    []string
}

func newCell(text string, x, width float64, st style) cell {
	return cell{x, width, st, st.wrap(text, width)}
}

// row writes cells side by side with a hairline below. It stays on one page unless it is nearly as long as one.
func (s *sheet) row(cells []cell, padding float64) {
	lines, lead := 1, 0.0
	for _, c := range cells {
		lines, lead = max(lines, len(c.lines)), max(lead, c.style.lead())
	}
	height := float64(lines)*lead + 2*padding
	if height > s.bottom-s.top-30 {
		height = 3 * lead
	}
	s.need(height)
	s.y += padding
	for from := 0; from < lines; {
		s.need(lead)
		to := min(lines, from+max(1, int((s.bottom-s.y)/lead)))
		for _, c := range cells {
			for i := from; i < min(to, len(c.lines)); i++ {
				s.text(c.x, s.y+float64(i-from)*lead+lead*0.72, c.lines[i], c.style)
			}
		}
		s.y += float64(to-from) * lead
		from = to
	}
	s.y += padding
	s.rule(cells[0].x, cells[len(cells)-1].x+cells[len(cells)-1].width, s.y, 0.15, hairline)
}

// facts writes labels and values in two aligned columns.
func (s *sheet) facts(fields []Field, padding float64) {
	const labelShare, gap = 0.31, 5.0
	label, value := style{regular, 8.6, quiet}, style{regular, 10.2, ink}
	split := s.left + (s.right-s.left)*labelShare
	for _, f := range fields {
		s.row([]cell{newCell(f.Label, s.left, split-s.left-gap, label), newCell(f.Value, split, s.right-split, value)}, padding)
	}
}

var smallPrint = style{regular, 7.4, quiet}

// foot writes the last line of the page.
func (s *sheet) foot(text, count string) {
	count = smallPrint.shorten(count, 40)
	s.text(s.left, s.height-footRise, smallPrint.shorten(text, s.right-s.left-45), smallPrint)
	s.text(s.right-smallPrint.width(count), s.height-footRise, count, smallPrint)
}

// output closes the paper. Every page gets its foot: a text on the left, the count of pages on the right.
func (s *sheet) output(a about, foot, pageOf string) ([]byte, error) {
	if a.created.IsZero() {
		return nil, errors.New("pdf: a paper needs the time it was created")
	}
	pages := s.pdf.PageCount()
	for page := 1; page <= pages; page++ {
		s.pdf.SetPage(page)
		s.foot(foot, strings.NewReplacer("{page}", strconv.Itoa(page), "{pages}", strconv.Itoa(pages)).Replace(pageOf))
	}
	s.pdf.SetCreationDate(a.created.UTC().Truncate(time.Second))
	s.pdf.SetModificationDate(a.created.UTC().Truncate(time.Second))
	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return finish(out.Bytes(), a)
}
