// Package i18n says texts, numbers, dates and names in Italian, Spanish, Greek and English.
// The texts are data: texts/*.toml, one section a key with its four languages side by side.
package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"albo/models"
)

// Languages are the languages of every page, the first being the default.
var Languages = []string{"it", "es", "el", "en"}

//go:embed texts/*.toml
var files embed.FS

// text is one sentence in one language: Other, or the form that fits a number.
type text struct {
	other string
	one   string // empty where the sentence has no plural
}

// texts is language → key → text.
var texts = mustLoad(files)

// Known tells whether a language is one of ours.
func Known(lang string) bool {
	_, ok := texts[lang]
	return ok
}

// Has tells whether a key exists.
func Has(key string) bool {
	_, ok := texts[Languages[0]][key]
	return ok
}

// T says a key in a language; pairs fill its gaps: T("it", "search.count", "n", "3"). The gap n
// decides between singular and plural. A key that does not exist is said as itself, and a test fails for it.
func T(lang, key string, pairs ...string) string {
	t, ok := texts[lang][key]
	if !ok {
		return key
	}
	sentence := t.other
	if t.one != "" && isOne(lang, pairs) {
		sentence = t.one
	}
	return fill(lang, sentence, pairs)
}

// N says a key with a number, written as the language writes numbers.
func N(lang, key string, n int, pairs ...string) string {
	t, ok := texts[lang][key]
	if !ok {
		return key
	}
	sentence := t.other
	if t.one != "" && singular(lang, n) {
		sentence = t.one
	}
	return fill(lang, sentence, append([]string{"n", Number(lang, n)}, pairs...))
}

// Say says a models.Text in a language. The value of a gap that ends in _key is itself a key, said with the
// same values; dates are written out.
func Say(lang string, t models.Text) string {
	pairs := make([]string, 0, 2*len(t.Args))
	for name, value := range t.Args {
		if !strings.HasSuffix(name, "_key") {
			pairs = append(pairs, name, written(lang, value))
		}
	}
	for name, key := range t.Args {
		if strings.HasSuffix(name, "_key") {
			pairs = append(pairs, name, T(lang, key, pairs...))
		}
	}
	return T(lang, t.Key, pairs...)
}

// written writes the value of a gap for people: a date in words.
func written(lang, value string) string {
	if d, err := models.ParseDate(value); err == nil && !d.IsZero() {
		return Date(lang, d)
	}
	return value
}

func isOne(lang string, pairs []string) bool {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == "n" {
			n, err := strconv.Atoi(pairs[i+1])
			return err == nil && singular(lang, n)
		}
	}
	return false
}

// singular follows the CLDR plural rules; in our four languages whole numbers take "one" or another form.
func singular(lang string, n int) bool {
	return plural.Cardinal.MatchPlural(language.Make(lang), max(n, -n), 0, 0, 0, 0) == plural.One
}

func fill(lang, sentence string, pairs []string) string {
	filled := put(sentence, pairs)
	if lang == "it" {
		return elide(filled)
	}
	return filled
}

func put(sentence string, pairs []string) string {
	if len(pairs) == 0 || !strings.Contains(sentence, "{") {
		return sentence
	}
	gaps := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		gaps = append(gaps, "{"+pairs[i]+"}", pairs[i+1])
	}
	return strings.NewReplacer(gaps...).Replace(sentence)
}

// Italian says l’8 and dall’11, not il 8 and dal 11.
var (
	elided   = regexp.MustCompile(`\b([Ii]l|[Aa]l|[Dd]al|[Dd]el|[Nn]el|[Ss]ul) (8|11) `)
	elisions = map[string]string{"il": "l’", "al": "all’", "dal": "dall’", "del": "dell’", "nel": "nell’", "sul": "sull’"}
)

func elide(sentence string) string {
	return elided.ReplaceAllStringFunc(sentence, func(match string) string {
		article, rest, _ := strings.Cut(match, " ")
		short := elisions[strings.ToLower(article)]
		if article[0] < 'a' {
			short = strings.ToUpper(short[:1]) + short[1:]
		}
		return short + rest
	})
}

func mustLoad(files fs.FS) map[string]map[string]text {
	loaded, err := load(files)
	if err != nil {
		panic(err) // embedded: a test loads it
	}
	return loaded
}

func load(files fs.FS) (map[string]map[string]text, error) {
	all := map[string]map[string]text{}
	for _, lang := range Languages {
		all[lang] = map[string]text{}
	}
	names, err := fs.Glob(files, "texts/*.toml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		tree := map[string]any{}
		if _, err := toml.DecodeFS(files, name, &tree); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := collect(all, "", tree); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}

// collect walks the sections. A language with a sentence or a plural is a text of the section's key; anything
// else is a further part of a key, even one that is named as a language is.
func collect(all map[string]map[string]text, key string, tree map[string]any) error {
	for name, value := range tree {
		if said, ok := oneText(value); ok && all[name] != nil && key != "" {
			if _, twice := all[name][key]; twice {
				return fmt.Errorf("%s: said twice in %s", key, name)
			}
			all[name][key] = said
			continue
		}
		section, ok := value.(map[string]any)
		if !ok {
			return fmt.Errorf("%s: %q is neither a language nor a section", key, name)
		}
		if err := collect(all, strings.TrimPrefix(key+"."+name, "."), section); err != nil {
			return err
		}
	}
	return nil
}

// oneText reads a sentence, or the two forms of a plural.
func oneText(value any) (text, bool) {
	switch v := value.(type) {
	case string:
		return text{other: v}, true
	case map[string]any:
		one, isOne := v["one"].(string)
		other, isOther := v["other"].(string)
		return text{one: one, other: other}, isOne && isOther
	}
	return text{}, false
}
