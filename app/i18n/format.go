package i18n

import (
	"math"
	"strings"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/el"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/es"
	"github.com/go-playground/locales/it"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"albo/models"
)

var formats = map[string]locales.Translator{"it": it.New(), "es": es.New(), "el": el.New(), "en": en_GB.New()}

// Number writes a whole number with the separators of the language.
func Number(lang string, n int) string { return formats[lang].FmtNumber(float64(n), 0) }

// Signed writes a number with one decimal and its sign: +3.5, −12.0.
func Signed(lang string, n float64) string {
	sign := "+"
	if n < 0 {
		sign = "−"
	}
	return sign + formats[lang].FmtNumber(math.Abs(n), 1)
}

// Percent writes a probability: 98 %, and never more than more than 99 %.
func Percent(lang string, share float64) string {
	switch whole := math.Round(share * 100); {
	case whole >= 100:
		return "> 99 %"
	case whole < 1:
		return "< 1 %"
	default:
		return formats[lang].FmtNumber(whole, 0) + " %"
	}
}

// Date writes a day in words: 9 novembre 2026. The zero Date is an empty string.
func Date(lang string, d models.Date) string {
	if d.IsZero() {
		return ""
	}
	return formats[lang].FmtDateLong(d.Time())
}

// DateTime writes a moment in the clock of a country: 9 novembre 2026, 18:05.
func DateTime(lang, country string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	local := t.In(models.Zone(country))
	return Date(lang, models.DateOf(local)) + ", " + local.Format("15:04")
}

// Act writes an act of an office in one line, as far as it is known: determinazione n. 112 del 3 marzo 2025.
func Act(lang string, a models.Act) string {
	parts := []string{}
	if a.ActKind != "" {
		parts = append(parts, a.ActKind)
	}
	if a.ActNumber != "" {
		parts = append(parts, T(lang, "act.number", "number", a.ActNumber))
	}
	if !a.ActDate.IsZero() {
		parts = append(parts, T(lang, "act.date", "date", Date(lang, a.ActDate)))
	}
	return strings.Join(parts, " ")
}

// Size writes a number of bytes for people: 412 kB, 1,1 MB.
func Size(lang string, bytes int64) string {
	f := formats[lang]
	switch {
	case bytes < 1000:
		return f.FmtNumber(float64(bytes), 0) + " B"
	case bytes < 1_000_000:
		return f.FmtNumber(float64(bytes)/1000, 0) + " kB"
	}
	return f.FmtNumber(float64(bytes)/1_000_000, 1) + " MB"
}

// List joins words as the language does: uno, due e tre.
func List(lang string, words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := words[len(words)-1]
	return strings.Join(words[:len(words)-1], ", ") + " " + conjunction(lang, last) + " " + last
}

func conjunction(lang, next string) string {
	first := strings.ToLower(next)
	switch {
	case lang == "es" && (strings.HasPrefix(first, "i") || strings.HasPrefix(first, "hi") && !strings.HasPrefix(first, "hie")):
		return "e"
	case lang == "it" && strings.HasPrefix(first, "e"):
		return "ed"
	}
	return map[string]string{"it": "e", "es": "y", "el": "και", "en": "and"}[lang]
}

var languageNames = map[string]display.Namer{
	"it": display.Languages(language.Italian), "es": display.Languages(language.Spanish),
	"el": display.Languages(language.Greek), "en": display.Languages(language.English),
}

// LanguageName is the name of a spoken language, by BCP 47 tag, in a language. Sign languages have texts of their own.
func LanguageName(lang, tag string) string {
	if key := "spoken." + tag; Has(key) {
		return T(lang, key)
	}
	return languageNames[lang].Name(language.Make(tag))
}

// Service is the name of a service or arrangement.
func Service(lang, code string) string {
	if s, ok := models.ServiceByCode(code); ok {
		return s.Names[lang]
	}
	return code
}
