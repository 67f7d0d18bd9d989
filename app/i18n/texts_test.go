package i18n

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"albo/models"
)

func TestEveryTextIsCompleteInFourLanguages(t *testing.T) {
	for _, lang := range Languages {
		for key := range texts[Languages[0]] {
			if said, ok := texts[lang][key]; !ok || strings.TrimSpace(said.other) == "" {
				t.Errorf("%s is not said in %s", key, lang)
			}
		}
		for key := range texts[lang] {
			if !Has(key) {
				t.Errorf("%s is said in %s but not in %s", key, lang, Languages[0])
			}
		}
	}
}

var gap = regexp.MustCompile(`\{([a-z_]+)\}`)

func TestEveryLanguageFillsTheSameGaps(t *testing.T) {
	for key, first := range texts[Languages[0]] {
		for _, lang := range Languages {
			said := texts[lang][key]
			if (first.one == "") != (said.one == "") {
				t.Errorf("%s has a plural in one of %s and %s only", key, Languages[0], lang)
			}
			if got, want := gaps(said.other), gaps(first.other); !slices.Equal(got, want) {
				t.Errorf("%s fills %v in %s but %v in %s", key, got, lang, want, Languages[0])
			}
		}
	}
}

func gaps(sentence string) (names []string) {
	for _, m := range gap.FindAllStringSubmatch(sentence, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestPlurals(t *testing.T) {
	for _, c := range []struct {
		lang string
		n    int
		want bool
	}{{"it", 1, true}, {"it", 0, false}, {"it", 2, false}, {"es", 1, true}, {"el", 1, true}, {"el", 0, false}, {"en", 1, true}, {"en", 21, false}, {"it", 1_000_000, false}} {
		if got := singular(c.lang, c.n); got != c.want {
			t.Errorf("singular(%s, %d) = %v", c.lang, c.n, got)
		}
	}
}

func TestSay(t *testing.T) {
	if got := Say("it", models.Say("no.such.key")); got != "no.such.key" {
		t.Errorf("a key nobody says comes out as %q", got)
	}
	if got := fill("en", "{a} and {b}", []string{"a", "{b}", "b", "x"}); got != "{b} and x" {
		t.Errorf("a value is filled in as it is, once: %q", got)
	}
	if got := written("en", "2026-11-09"); got != "9 November 2026" {
		t.Errorf("a date in a gap is written out: %q", got)
	}
	for sentence, want := range map[string]string{
		"entro il {d}": "entro l’8 novembre 2026", "Il {d}": "L’8 novembre 2026", "dal {d} in poi": "dall’8 novembre 2026 in poi", "al {d}": "all’8 novembre 2026",
	} {
		if got := fill("it", sentence, []string{"d", "8 novembre 2026"}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := fill("it", "il {d}", []string{"d", "18 novembre 2026"}); got != "il 18 novembre 2026" {
		t.Error(got)
	}
}

func TestFormats(t *testing.T) {
	d := models.MustDate("2026-11-09")
	for lang, want := range map[string]string{"it": "9 novembre 2026", "es": "9 de noviembre de 2026", "el": "9 Νοεμβρίου 2026", "en": "9 November 2026"} {
		if got := Date(lang, d); got != want {
			t.Errorf("%s: %s, want %s", lang, got, want)
		}
	}
	if got := Number("it", 1234567); got != "1.234.567" {
		t.Error(got)
	}
	if got := List("es", []string{"pan", "vino", "higos"}); got != "pan, vino e higos" {
		t.Error(got)
	}
	for _, lang := range Languages {
		for _, tag := range models.SpokenLanguages {
			if name := LanguageName(lang, tag); name == "" || name == tag {
				t.Errorf("%s has no name for the language %s", lang, tag)
			}
		}
	}
}

func TestMatch(t *testing.T) {
	for header, want := range map[string]string{
		"": "it", "es-ES,es;q=0.9": "es", "el-CY": "el", "en-US": "en", "it": "it", "ja": "en", "de, el;q=0.5": "el", "not a header !!": "it",
	} {
		if got := Match(header); got != want {
			t.Errorf("Match(%q) = %s, want %s", header, got, want)
		}
	}
}
