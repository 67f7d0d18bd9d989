package pdf

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Maria D'Ambrosi", "Maria D'Ambrosi"},
		{"four languages", "Città, Núñez, Ελλάδα, naïve", "Città, Núñez, Ελλάδα, naïve"},
		{"decomposed letters", "Nu\u0301n\u0303ez", "Núñez"},
		{"polytonic in parts", "α\u0313\u0301", "ἄ"},
		{"a mark without a composed letter stays", "x\u0301", "x\u0301"},
		{"other scripts, one sign a word", "محمد بن", "� �"},
		{"emoji sequence", "Ana 👩‍⚕️🇮🇹!", "Ana �!"},
		{"beyond the basic plane, with a plain form", "𝐀𝟗", "A9"},
		{"wide and joined letters", "Ａ ﬁ ②", "A fi 2"},
		{"a letter whose marks are lacking", "ⱥ", "�"},
		{"controls", "a\x00\x07b\x7F", "ab"},
		{"direction marks", "\u202Exs\u202C", "xs"},
		{"soft hyphen and joiners", "co\u00ADop\u200D\u034F", "coop"},
		{"tab and odd blanks", "a\tb\u2003c\u3000d", "a b c d"},
		{"no-break space stays", "n.\u00A012", "n.\u00A012"},
		{"line ends", "a\r\nb\rc\u2028d", "a\nb\nc\nd"},
		{"minus sign", "\u22125", "-5"},
		{"invalid UTF-8", "a\xff\xfeb", "a�b"},
		{"vowel signs of a lacking script", "नि", "�"},
	} {
		if got := printable(c.in); got != c.want {
			t.Errorf("%s: %q became %q, not %q", c.name, c.in, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	st := style{regular, 10, ink}
	for _, c := range []struct {
		name, in string
		width    float64
		want     []string
	}{
		{"nothing", " \n ", 50, nil},
		{"fits", "una riga", 50, []string{"una riga"}},
		{"between words", "Castel Sereno e Montelieto", 25, []string{"Castel Sereno", "e Montelieto"}},
		{"at line ends, empty ones too", "a\n\nb", 50, []string{"a", "", "b"}},
		{"in an address after its signs", "https://albo.example.org/v/ABCDEFGHIJ", 40, []string{"https://albo.example.", "org/v/ABCDEFGHIJ"}},
		{"in a long word", "WWWWWWWWWW", 15, []string{"WWWW", "WWWW", "WW"}},
		{"not at a no-break space", "pag. n.\u00A0123456", 20, []string{"pag.", "n.\u00A0123456"}},
		{"no room at all", "abc", 0, []string{"a", "b", "c"}},
	} {
		if got := st.wrap(c.in, c.width); strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestWrapEvenLeavesNoWordAlone(t *testing.T) {
	st := style{regular, 10.6, ink}
	text := "è iscritta nell’elenco degli assistenti familiari accreditati dell’Unione, sezione assistenza alla persona."
	lines := st.wrapEven(text, 162)
	if len(lines) != 2 || st.width(lines[1]) < st.width(lines[0])/2 {
		t.Errorf("%q", lines)
	}
}

func TestShorten(t *testing.T) {
	st := style{regular, 10, ink}
	if got := st.shorten("breve\ntesto", 100); got != "breve testo" {
		t.Errorf("%q", got)
	}
	got := st.shorten(strings.Repeat("molto lungo, ", 20), 40)
	if !strings.HasSuffix(got, "lu…") || st.width(got) > 40 {
		t.Errorf("%q of %.1f mm", got, st.width(got))
	}
}

func TestGrouped(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "ABC": "ABC", "ABCDEFGHI": "ABCD \u00A0EFGH \u00A0I", "AB-CDEFGH": "AB-CDEFGH", "AB CD": "AB CD",
	} {
		if got := grouped(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

// FuzzWrap holds what the rest relies on: only characters that show, no line too wide, nothing lost.
func FuzzWrap(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, 30.0)
	}
	st := style{bold, 10, ink}
	f.Fuzz(func(t *testing.T, s string, width float64) {
		if !(width > 0 && width < 1000) || len(s) > 2000 {
			t.Skip()
		}
		lines := st.wrap(s, width)
		for _, line := range lines {
			for _, r := range line {
				if !shows(r) {
					t.Fatalf("%q holds %U", line, r)
				}
			}
			_, size := utf8.DecodeRuneInString(line)
			if st.width(line) > width+0.01 && st.width(line[size:]) > 0 && st.width(line[:size]) > 0 {
				t.Fatalf("%q is wider than %f", line, width)
			}
		}
		if squeeze(strings.Join(lines, "")) != squeeze(printable(s)) {
			t.Fatalf("%q became %q", s, lines)
		}
	})
}
