// Package pdf makes the papers that people print and keep: certificates with their
// verification code, and plain documents, in Latin, Greek and Cyrillic letters. It says
// nothing of its own: every word comes finished from the caller. Any text goes; what the
// fonts cannot show is replaced. Equal input gives equal bytes.
package pdf

import (
	"fmt"
	"time"
)

// Field is a fact and its name. The value may be of any length and have line breaks.
type Field struct{ Label, Value string }

// Document is a paper of any length: fill in the fields, write its paragraphs, then Render.
// The fields must not change after the first call.
type Document struct {
	Lang    string // BCP 47
	Title   string // of the file, and large on the first page
	Author  string
	Header  string // on every page: whose paper it is
	Foot    string // on every page, on the left
	PageOf  string // on every page, on the right; the gaps {page} and {pages} are filled
	Created time.Time
	Colour  string // of the body, #rrggbb

	sheet  *sheet
	closed bool
}

// begin opens the paper with the first call of a method.
func (d *Document) begin() *sheet {
	if d.sheet != nil {
		return d.sheet
	}
	s := newSheet(layout{left: 18, right: 18, top: 12, bottom: 18, colour: d.Colour})
	d.sheet = s
	s.onPage = d.head
	d.head()
	s.paragraph(d.Title, style{bold, 19, s.accent}, s.left, s.right)
	s.y += 4
	return s
}

// head is the upper line of every page.
func (d *Document) head() {
	s, st := d.sheet, style{bold, 9, ink}
	s.text(s.left, s.y+5.7, st.shorten(d.Header, s.right-s.left), st)
	s.y += 11
	s.rule(s.left, s.right, s.y, 0.15, hairline)
	s.y += 6
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
	s.facts(fields, 1.15)
	s.y += 5
}

// Render closes the document and gives its bytes. An empty document has its title; a second call is a fault.
func (d *Document) Render() ([]byte, error) {
	s := d.begin()
	if d.closed {
		return nil, fmt.Errorf("pdf: the document %q is closed", d.Title)
	}
	d.closed = true
	return s.output(about{lang: d.Lang, title: d.Title, author: d.Author, created: d.Created}, d.Foot, d.PageOf)
}
