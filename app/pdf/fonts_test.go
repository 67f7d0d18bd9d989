package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"io"
	"testing"

	"golang.org/x/image/font/sfnt"
)

func TestAlphabetsHoldEveryCharacterOfTheFonts(t *testing.T) {
	for _, w := range []*weight{regular, bold} {
		f, err := sfnt.Parse(w.ttf)
		if err != nil {
			t.Fatal(err)
		}
		var buf sfnt.Buffer
		for r := rune(1); r <= 0xFFFF; r++ {
			glyph, err := f.GlyphIndex(&buf, r)
			if err != nil {
				t.Fatal(err)
			}
			neverPrinted := r == 0xAD || r == 0x34F
			if _, ok := w.measure().advance[r]; ok != (glyph != 0 && !neverPrinted) {
				t.Errorf("%s: %U in the font %v, in an alphabet %v", w.name, r, glyph != 0, ok)
			}
		}
	}
}

func TestAlphabetsFitOneByte(t *testing.T) {
	tags := map[string]bool{}
	for _, a := range alphabets {
		if len(a.runes) > codeCount {
			t.Errorf("%s has %d characters, %d fit", a.tag, len(a.runes), codeCount)
		}
		if len(a.tag) != 6 || tags[a.tag] {
			t.Errorf("the tag %q is not one of six letters of its own", a.tag)
		}
		tags[a.tag] = true
	}
}

// A cut font is looked at as a reader of the PDF does: glyph and width of every code.
func TestCutFontsShowTheirAlphabet(t *testing.T) {
	for _, w := range []*weight{regular, bold} {
		for _, a := range alphabets {
			c := w.cuts[a]()
			var definition struct{ Cw []int }
			if err := json.Unmarshal(c.definition, &definition); err != nil {
				t.Fatal(err)
			}
			z, err := zlib.NewReader(bytes.NewReader(c.file))
			if err != nil {
				t.Fatal(err)
			}
			ttf, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			f, err := sfnt.Parse(ttf)
			if err != nil {
				t.Fatalf("%s %s: %v", a.tag, w.name, err)
			}
			var buf sfnt.Buffer
			for r, code := range a.codes {
				if !shows(r) {
					continue
				}
				if glyph, err := f.GlyphIndex(&buf, r); err != nil || glyph == 0 {
					t.Errorf("%s %s: no glyph for %U", a.tag, w.name, r)
				}
				if got, want := definition.Cw[code], w.measure().advance[r]; got != want {
					t.Errorf("%s %s: %U is %d wide, not %d", a.tag, w.name, r, got, want)
				}
			}
		}
	}
}

func TestFirstRun(t *testing.T) {
	for _, c := range []struct{ in, tag, codes, rest string }{
		{"Ada è", "LATINA", "Ada \xc6", ""},
		{"Ελένη 12", "GREEKA", "", ""},
		{"n. 3 Ελένη", "LATINA", "n. 3 ", "Ελένη"},
		{"Ελένη A", "GREEKA", "", "A"},
		{"山", "LATINA", "\xfe", ""},
	} {
		a, codes, rest := firstRun(c.in)
		if a.tag != c.tag || rest != c.rest || c.codes != "" && string(codes) != c.codes {
			t.Errorf("%q: %s %q %q", c.in, a.tag, codes, rest)
		}
	}
}
