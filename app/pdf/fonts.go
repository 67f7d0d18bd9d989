package pdf

import (
	"bytes"
	"compress/zlib"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/NotoSans-Regular.ttf
var notoSansRegular []byte

//go:embed fonts/NotoSans-Bold.ttf
var notoSansBold []byte

// alphabet is a set of characters that one font inside a PDF shows. gofpdf parses a Unicode
// font anew for every document, which costs several times all the rest; a font of one byte a
// character it takes as it is. So the characters are dealt out to fonts of at most 224, cut
// and compressed once, and a document carries those whose characters it shows.
type alphabet struct {
	tag       string // six capitals, which mark a cut font in a PDF
	runes     []rune // the character of code firstCode+i
	codes     map[rune]byte
	toUnicode func() []byte // which character a code stands for, compressed
}

const (
	firstCode = 32
	codeCount = 256 - firstCode
)

// The commonest come first. Blanks and figures are in several, so that they do not change the font
// in the middle of a line. Left out are the two characters of the fonts that are never printed:
// soft hyphen and grapheme joiner.
var alphabets = []*alphabet{
	newAlphabet("LATINA", span(0x20, 0x7E)+span(0xA0, 0xAC)+span(0xAE, 0xFF)+"ıŁłŒœŠšŸŽžȘșȚț–—‘’‚“”„•…‰‹›€№™ʼ\u2011\uFFFD"),
	newAlphabet("GREEKA", span(0x20, 0x40)+"«·»΄ʹ͵–—‘’“”…€"+span(0x370, 0x3FF)),
	newAlphabet("CYRILA", span(0x20, 0x40)+"«»–—‘’“”„…№ʼ"+span(0x400, 0x45F)+"ҐґҒғҚқҢңҮүҰұҲҳҶҷҺһӘәӢӣӨөӮӯ"),
	newAlphabet("LATINB", span(0x100, 0x1DF)),
	newAlphabet("LATINC", span(0x1E0, 0x24F)+span(0x1EA0, 0x1EFF)),
	newAlphabet("LATIND", span(0x1E00, 0x1E9F)),
	newAlphabet("GREEKB", span(0x1F00, 0x1F7F)),
	newAlphabet("GREEKC", span(0x1F80, 0x1FFF)),
	newAlphabet("CYRILB", span(0x460, 0x52F)),
	newAlphabet("MARKSA", span(0x2B0, 0x34E)+span(0x350, 0x36F)),
	newAlphabet("SIGNSA", span(0x2010, 0x205E)+span(0x2070, 0x20BF)+"℮"+span(0x2150, 0x215F)),
}

func span(first, last rune) string {
	var b strings.Builder
	for r := first; r <= last; r++ {
		b.WriteRune(r)
	}
	return b.String()
}

func newAlphabet(tag, characters string) *alphabet {
	a := &alphabet{tag: tag, codes: make(map[rune]byte, codeCount)}
	for _, r := range characters {
		if _, twice := a.codes[r]; !twice {
			a.codes[r] = byte(firstCode + len(a.runes))
			a.runes = append(a.runes, r)
		}
	}
	a.toUnicode = sync.OnceValue(func() []byte { return compress(a.unicodeMap()) })
	return a
}

// differences names the glyph of every code, as PDF wants it.
func (a *alphabet) differences() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d", firstCode)
	for _, r := range a.runes {
		fmt.Fprintf(&b, " /uni%04X", r)
	}
	return b.String()
}

// unicodeMap is the PDF program by which a reader copies text out; it takes at most 100 characters at a time.
func (a *alphabet) unicodeMap() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n")
	code := firstCode
	for chunk := range slices.Chunk(a.runes, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(chunk))
		for _, r := range chunk {
			fmt.Fprintf(&b, "<%02X> <%04X>\n", code, r)
			code++
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// weight is one of the two fonts, whole, with what is cut from it on demand.
type weight struct {
	name    string // as in /BaseFont
	style   string // as gofpdf calls it
	ttf     []byte
	measure func() metrics
	cuts    map[*alphabet]func() cut
}

// metrics are the measures of a font in thousandths of its size.
type metrics struct {
	advance map[rune]int // of every character the font shows
	desc    gofpdf.FontDescType
}

// cut is a font with the characters of one alphabet, ready to be put in a document.
type cut struct {
	definition []byte // JSON, as gofpdf reads it
	file       []byte // compressed
}

var (
	regular = newWeight("NotoSans-Regular", "", notoSansRegular)
	bold    = newWeight("NotoSans-Bold", "B", notoSansBold)
)

func newWeight(name, style string, ttf []byte) *weight {
	w := &weight{name: name, style: style, ttf: ttf, cuts: make(map[*alphabet]func() cut, len(alphabets))}
	w.measure = sync.OnceValue(w.readMetrics)
	for _, a := range alphabets {
		w.cuts[a] = sync.OnceValue(func() cut { return w.cut(a) })
	}
	return w
}

// readMetrics panics when the embedded font is broken, which a test would have shown.
func (w *weight) readMetrics() metrics {
	f, err := sfnt.Parse(w.ttf)
	if err != nil {
		panic(fmt.Sprintf("pdf: font %s: %v", w.name, err))
	}
	em := fixed.I(1000)
	m := metrics{advance: make(map[rune]int, 2000), desc: describe(f, em)}
	var buf sfnt.Buffer
	for _, a := range alphabets {
		for _, r := range a.runes {
			glyph, err := f.GlyphIndex(&buf, r)
			if err != nil || glyph == 0 {
				continue
			}
			advance, err := f.GlyphAdvance(&buf, glyph, em, font.HintingNone)
			if err == nil {
				m.advance[r] = advance.Round()
			}
		}
	}
	return m
}

// describe fills a PDF font descriptor; 32 is the flag "characters of a known alphabet".
func describe(f *sfnt.Font, em fixed.Int26_6) gofpdf.FontDescType {
	var buf sfnt.Buffer
	d := gofpdf.FontDescType{Flags: 32, StemV: 90, MissingWidth: 600}
	if m, err := f.Metrics(&buf, em, font.HintingNone); err == nil {
		d.Ascent, d.Descent, d.CapHeight = m.Ascent.Round(), -m.Descent.Round(), m.CapHeight.Round()
	}
	if b, err := f.Bounds(&buf, em, font.HintingNone); err == nil {
		d.FontBBox.Xmin, d.FontBBox.Xmax = b.Min.X.Floor(), b.Max.X.Ceil()
		d.FontBBox.Ymin, d.FontBBox.Ymax = -b.Max.Y.Ceil(), -b.Min.Y.Floor()
	}
	return d
}

func (w *weight) cut(a *alphabet) cut {
	// gofpdf writes into the slice it cuts from, so it gets a copy.
	ttf := gofpdf.UTF8CutFont(bytes.Clone(w.ttf), string(a.runes))
	widths := make([]int, 256)
	for r, code := range a.codes {
		widths[code] = w.measure().advance[r]
	}
	definition, err := json.Marshal(struct {
		Tp, Name, Diff, File string
		Desc                 gofpdf.FontDescType
		Cw                   []int
		OriginalSize         int
	}{"TrueType", a.tag + "+" + w.name, a.differences(), a.tag + w.style + ".z", w.measure().desc, widths, len(ttf)})
	if err != nil {
		panic(fmt.Sprintf("pdf: font %s: %v", w.name, err))
	}
	return cut{definition: definition, file: compress(ttf)}
}

func compress(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = z.Write(b) // a bytes.Buffer takes everything
	_ = z.Close()
	return out.Bytes()
}

// use makes the font of a weight and an alphabet the current one.
func (w *weight) use(f *gofpdf.Fpdf, a *alphabet, size float64) {
	c := w.cuts[a]()
	f.AddFontFromBytes(a.tag, w.style, c.definition, c.file)
	f.SetFont(a.tag, w.style, size)
}

// shows tells whether the fonts have a glyph for a character; both weights have the same.
func shows(r rune) bool {
	_, ok := regular.measure().advance[r]
	return ok
}

// firstRun splits off the beginning of a text that one alphabet shows, in its codes.
// What no alphabet shows is "�"; printable has left nothing of the kind.
func firstRun(text string) (a *alphabet, codes []byte, rest string) {
	for i, r := range text {
		if a == nil {
			a = alphabetOf(r)
		}
		code, ok := a.codes[r]
		if !ok && i > 0 {
			return a, codes, text[i:]
		}
		if !ok {
			code = a.codes[unicode.ReplacementChar]
		}
		codes = append(codes, code)
	}
	return a, codes, ""
}

func alphabetOf(r rune) *alphabet {
	for _, a := range alphabets {
		if _, ok := a.codes[r]; ok {
			return a
		}
	}
	return alphabets[0]
}
