package pdf

import (
	"strings"
	"time"
)

// Certificate is one certificate with all its words, in one language. What is empty is left out.
// It takes one page, and goes on to more when the facts need it.
type Certificate struct {
	Lang string // BCP 47

	Body   string   // the issuing body
	Office []string // its office and address, line by line
	Colour string   // of the body, #rrggbb
	Logo   []byte   // of the body: PNG, JPEG or GIF of at most 16 million pixels

	Title     string
	Number    string
	Intro     string // the sentence before the name
	Holder    string
	Statement string // the sentence after the name
	Fields    []Field
	Notes     []string // what the law wants said, in small print

	PlaceDate string
	Role      string // of who signs
	Signatory string

	VerifyTitle string
	VerifyHint  string
	VerifyURL   string // in the QR code, and to type
	CodeLabel   string
	Code        string // shown in groups of four unless it has groups of its own

	PageOf  string // the gaps {page} and {pages} are filled
	Author  string
	Subject string
	Created time.Time
}

// spacing is the white on the page: as much as lets the certificate stand on one.
type spacing struct{ section, title, row float64 }

var spacings = []spacing{
	{section: 9, title: 12, row: 1.55},
	{section: 6.5, title: 9, row: 1.15},
	{section: 4.5, title: 7, row: 0.75},
}

// Render gives the certificate as a PDF file. It fails for a logo that is no image, an address
// too long for a QR code, or no time of creation, and for nothing that is written on it.
func (c Certificate) Render() ([]byte, error) {
	var p *certificatePage
	for _, space := range spacings {
		var err error
		if p, err = c.lay(space); err != nil {
			return nil, err
		}
		if p.fits() {
			return p.render()
		}
	}
	p, err := c.lay(spacings[0])
	if err != nil {
		return nil, err
	}
	return p.render()
}

// certificatePage is a certificate being laid on paper.
type certificatePage struct {
	Certificate
	sheet *sheet
	space spacing
	closing
}

// lay writes everything down to the facts.
func (c Certificate) lay(space spacing) (*certificatePage, error) {
	s := newSheet(layout{left: 24, right: 24, top: 15, bottom: 19, colour: c.Colour})
	p := &certificatePage{Certificate: c, sheet: s, space: space}
	if err := s.registerLogo(c.Logo); err != nil {
		return nil, err
	}
	s.onPage = p.nextHead
	p.letterhead()
	p.title()
	p.holder()
	s.facts(c.Fields, space.row)
	s.y += space.section
	p.closing = p.newClosing()
	return p, nil
}

// fits says whether what is still to come has room on the first page.
func (p *certificatePage) fits() bool {
	return p.sheet.pdf.PageCount() == 1 && p.free() >= 0
}

func (p *certificatePage) render() ([]byte, error) {
	if err := p.conclude(); err != nil {
		return nil, err
	}
	return p.sheet.output(about{p.Lang, joined(" · ", p.Title, p.Number), p.Author, p.Subject, p.Created}, joined(" · ", p.Body, p.Number), p.PageOf)
}

// nextHead stands on every page after the first.
func (p *certificatePage) nextHead() {
	s := p.sheet
	st := style{bold, 9, s.accent}
	s.text(s.left, s.y+4, st.shorten(joined(" · ", p.Title, p.Number, p.Holder), s.right-s.left), st)
	s.y += 7
	s.rule(s.left, s.right, s.y, 0.15, hairline)
	s.y += 5
}

// letterhead says whose certificate it is: logo, name, office. One that is no letterhead any more is cut, with ellipses.
func (p *certificatePage) letterhead() {
	s := p.sheet
	x, y, below := s.left, s.y, s.y
	if w, h := s.logo.fit(38, 21); w > 0 {
		s.drawLogo(x, y, w, h)
		x, below = x+w+6, y+h
	}
	st := style{bold, 12.5, ink}
	for _, text := range append([]string{p.Body}, p.Office[:min(len(p.Office), 7)]...) {
		for _, line := range st.wrapMost(text, s.right-x, 4) {
			y += st.lead()
			s.text(x, y-st.drop(), line, st)
		}
		st = style{regular, 8.4, quiet}
	}
	s.y = max(below, y) + 4.5
	s.rule(s.left, s.right, s.y, 0.15, hairline)
}

func (p *certificatePage) title() {
	s := p.sheet
	s.y += p.space.title
	s.paragraph(p.Title, style{bold, 22, s.accent}, s.left, s.right)
	s.y += 1.2
	s.paragraph(p.Number, style{regular, 10.5, quiet}, s.left, s.right)
	s.y += 3
	s.fill(s.left, s.y, 18, 1.1, s.brand)
	s.y += p.space.section
}

// holder writes the name large: as large as lets it stand on one line, but never small.
func (p *certificatePage) holder() {
	s := p.sheet
	s.paragraph(p.Intro, style{regular, 10.6, ink}, s.left, s.right)
	s.y += 2.5
	name, width := style{bold, 26, ink}, s.right-s.left
	for name.size > 17 && len(name.wrap(p.Holder, width)) > 1 {
		name.size--
	}
	s.lines(name.wrapEven(p.Holder, width), name, s.left)
	s.y += 2.5
	sentence := style{regular, 10.6, ink}
	s.lines(sentence.wrapEven(p.Statement, width), sentence, s.left)
	s.y += p.space.section * 0.6
	s.rule(s.left, s.right, s.y, 0.4, s.brand)
}

// joined puts together what is not empty.
func joined(separator string, parts ...string) string {
	var given []string
	for _, part := range parts {
		if part != "" {
			given = append(given, part)
		}
	}
	return strings.Join(given, separator)
}
