package pdf

import "strings"

const (
	qrSide      = 33.0 // about 27 of modules and their white border
	panelMargin = 2.0
	noteGap     = 1.0
)

var noteStyle = style{regular, 7.8, quiet}

// closing is what stands at the foot of the last page: who signs, how to verify, the small print.
type closing struct {
	dated, signed []wording // place and date; role and name
	verification  []wording
	notes         [][]string
	signHeight    float64 // of the signature and the white below it
	verifyHeight  float64 // of the panel and the white below it
	notesHeight   float64
	signX, wordsX float64
}

// wording is one line with the white above it.
type wording struct {
	line  string
	style style
	above float64
}

func heightOf(words []wording) float64 {
	height := 0.0
	for _, w := range words {
		height += w.above + w.style.lead()
	}
	return height
}

// worded breaks a text into lines, the first with some white above it; more than a few are cut with an ellipsis.
func worded(text string, st style, width, above float64) []wording {
	var words []wording
	for _, line := range st.wrapMost(text, width, 6) {
		words = append(words, wording{line, st, above})
		above = 0
	}
	return words
}

// newClosing measures what is to come, so that it can be set at the lower edge.
func (p *certificatePage) newClosing() closing {
	s := p.sheet
	c := closing{signX: (s.left + s.right) / 2, wordsX: s.left + qrSide + 12}
	signature, name := style{regular, 9.6, ink}, style{bold, 9.6, ink}
	c.dated = worded(p.PlaceDate, signature, c.signX-s.left-6, 0)
	c.signed = append(worded(p.Role, signature, s.right-c.signX, 0), worded(p.Signatory, name, s.right-c.signX, 0)...)
	if height := max(heightOf(c.dated), heightOf(c.signed)); height > 0 {
		c.signHeight = height + p.space.section
	}
	if p.VerifyURL != "" {
		c.verification = p.verificationWords(s.right - 5 - c.wordsX)
		c.verifyHeight = max(qrSide, heightOf(c.verification)) + 2*panelMargin + 4
	}
	for _, note := range p.Notes {
		lines := noteStyle.wrap(note, s.right-s.left)
		c.notes = append(c.notes, lines)
		c.notesHeight += float64(len(lines))*noteStyle.lead() + noteGap
	}
	return c
}

// verificationWords say what the QR code says: what to do, the code, the address.
func (p *certificatePage) verificationWords(width float64) []wording {
	words := worded(p.VerifyTitle, style{bold, 10.8, ink}, width, 0)
	words = append(words, worded(p.VerifyHint, style{regular, 8.4, quiet}, width, 0.4)...)
	words = append(words, worded(p.CodeLabel, style{regular, 7.6, quiet}, width, 2)...)
	words = append(words, worded(grouped(p.Code), style{bold, 12.5, ink}, width, 0)...)
	return append(words, worded(p.VerifyURL, style{regular, 8.6, p.sheet.accent}, width, 0.4)...)
}

// free is the height that stays empty on this page.
func (p *certificatePage) free() float64 {
	return p.sheet.bottom - p.sheet.y - p.signHeight - p.verifyHeight - p.notesHeight
}

// conclude writes the closing, on the next page if this one has no room.
func (p *certificatePage) conclude() error {
	s := p.sheet
	if p.free() < 0 {
		s.breakPage()
	}
	s.y += min(max(p.free(), 0)/3, 22)
	start := s.y
	s.words(p.dated, s.left)
	s.y = start
	s.words(p.signed, p.signX)
	s.y = max(start+p.signHeight, s.bottom-p.verifyHeight-p.notesHeight)
	if err := p.verify(); err != nil {
		return err
	}
	for _, lines := range p.notes {
		s.lines(lines, noteStyle, s.left)
		s.y += noteGap
	}
	return nil
}

// verify draws the panel with the QR code and its words.
func (p *certificatePage) verify() error {
	if p.VerifyURL == "" {
		return nil
	}
	s, top, height := p.sheet, p.sheet.y, p.verifyHeight-4
	s.fill(s.left, top, s.right-s.left, height, s.brand.mix(white, 0.93))
	s.fill(s.left, top, 1.1, height, s.brand)
	if err := s.qrCode(p.VerifyURL, s.left+5, top+(height-qrSide)/2, qrSide); err != nil {
		return err
	}
	s.y = top + (height-heightOf(p.verification))/2
	s.words(p.verification, p.wordsX)
	s.pdf.LinkString(s.left, top, s.right-s.left, height, p.VerifyURL)
	s.y = top + p.verifyHeight
	return nil
}

func (s *sheet) words(words []wording, x float64) {
	for _, w := range words {
		s.y += w.above + w.style.lead()
		s.text(x, s.y-w.style.drop(), w.line, w.style)
	}
}

// grouped sets a code in groups of four, wide apart for who has to type it, unless it has groups of its own.
func grouped(code string) string {
	if strings.ContainsAny(code, " -") {
		return code
	}
	var b strings.Builder
	for i, r := range []rune(code) {
		if i > 0 && i%4 == 0 {
			b.WriteString(" \u00A0")
		}
		b.WriteRune(r)
	}
	return b.String()
}
