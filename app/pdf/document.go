// Package pdf makes the papers that people print and keep: certificates with their
// verification code, and documents of headings, facts and tables, in Latin, Greek and Cyrillic
// letters. It says nothing of its own: every word comes finished from the caller. Any text goes;
// what the fonts cannot show is replaced. Equal input gives equal bytes.
package pdf

import (
	"errors"
	"fmt"
	"iter"
	"time"
)

// Field is a fact and its name. The value may be of any length and have line breaks.
type Field struct{ Label, Value string }

// Align is where in a column a text stands.
type Align int

const (
	Left Align = iota
	Right
	Centre
)

// Column is a column of a table; Share is its part of the width in proportion to the others', 0 counts as 1.
type Column struct {
	Title string
	Share float64
	Align Align
}

// Document is a paper of any length: fill in the fields, call its methods in reading order, then Render.
// The fields must not change after the first call.
type Document struct {
	Lang      string // BCP 47
	Title     string // of the file, and large on the first page
	Author    string
	Subject   string
	Header    string // on every page: whose paper it is
	Footer    string // on every page, on the left
	PageOf    string // on every page, on the right; the gaps {page} and {pages} are filled
	Created   time.Time
	Colour    string // of the body, #rrggbb
	Logo      []byte // of the body, as CheckLogo wants it; may be empty
	Landscape bool

	sheet *sheet
	fault error
}

const factPadding = 1.5

// begin opens the paper with the first call of a method.
func (d *Document) begin() *sheet {
	if d.sheet != nil {
		return d.sheet
	}
	s := newSheet(layout{landscape: d.Landscape, left: 18, right: 18, top: 12, bottom: 18, colour: d.Colour})
	d.sheet = s
	if d.fault = s.registerLogo(d.Logo); d.fault != nil {
		return s
	}
	s.onPage = d.head
	d.head()
	s.paragraph(d.Title, style{bold, 19, s.accent}, s.left, s.right)
	s.y += 4
	return s
}

// head is the upper line of every page: logo and header.
func (d *Document) head() {
	s := d.sheet
	x := s.left
	if w, h := s.logo.fit(30, 9); w > 0 {
		s.drawLogo(x, s.y, w, h)
		x += w + 4
	}
	st := style{bold, 9, ink}
	s.text(x, s.y+5.7, st.shorten(d.Header, s.right-x), st)
	s.y += 11
	s.rule(s.left, s.right, s.y, 0.15, hairline)
	s.y += 6
}

// Heading begins a part of the document; it stays with what follows.
func (d *Document) Heading(text string) {
	s := d.begin()
	s.need(26)
	s.y += 3
	s.paragraph(text, style{bold, 12.5, s.accent}, s.left, s.right)
	s.y += 1.5
}

// Paragraph writes running text.
func (d *Document) Paragraph(text string) {
	s := d.begin()
	s.paragraph(text, style{regular, 10, ink}, s.left, s.right)
	s.y += 2.5
}

// Facts writes labels and values in two aligned columns.
func (d *Document) Facts(fields []Field) {
	s := d.begin()
	s.facts(fields, factPadding)
	s.y += 4
}

// Table writes rows under titled columns; the titles come again on every page. A row may have fewer
// cells than there are columns; one with more, or no columns at all, is a fault that Render reports.
func (d *Document) Table(columns []Column, rows iter.Seq[[]string]) {
	s := d.begin()
	if len(columns) == 0 {
		d.fault = errors.New("pdf: a table without columns")
		return
	}
	t := newTable(s, columns)
	t.head()
	for cells := range rows {
		if len(cells) > len(columns) {
			d.fault = fmt.Errorf("pdf: a row of %d cells in a table of %d columns", len(cells), len(columns))
			return
		}
		t.row(cells)
	}
	s.y += 5
}

// Render closes the document and gives its bytes. An empty document has its title; a second call is a fault.
func (d *Document) Render() ([]byte, error) {
	s := d.begin()
	if d.fault != nil {
		return nil, d.fault
	}
	d.fault = fmt.Errorf("pdf: the document %q is closed", d.Title)
	return s.output(about{d.Lang, d.Title, d.Author, d.Subject, d.Created}, d.Footer, d.PageOf)
}
