package file

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"albo/app/fold"
	"albo/models"
)

//go:embed words.txt
var wordsFile string

// words is words.txt, every phrase in its folded form.
var words = readWords(wordsFile)

type vocabulary struct {
	headers   map[string]term // whole header → what it means
	inside    []term          // phrases that may stand inside a longer header
	elsewhere map[string]bool
	ours      map[string]bool              // headers of columns that Albo added
	namely    map[string]bool              // first words of headers of names
	sections  map[string]models.LineStatus // words in the title of a table → the status of those it lists
	status    map[string]models.LineStatus
	asides    map[string]bool
	months    map[string]string // name → number
	weekdays  map[string]bool
}

// term is a phrase of a header.
type term struct {
	words []string
	field string // a RosterField, or secondSurname or otherHeader
	weak  bool   // only a guess
}

const (
	secondSurname = "second_surname"
	otherHeader   = "other" // a usual header of a column that is not imported
)

func readWords(text string) vocabulary {
	v := vocabulary{
		headers: map[string]term{}, elsewhere: map[string]bool{}, status: map[string]models.LineStatus{}, sections: map[string]models.LineStatus{},
		asides: map[string]bool{}, months: map[string]string{}, namely: map[string]bool{}, ours: map[string]bool{}, weekdays: map[string]bool{},
	}
	section := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		default:
			key, phrases, found := strings.Cut(line, ": ")
			if !found {
				key, phrases = "", line
			}
			for phrase := range strings.SplitSeq(phrases, " | ") {
				v.add(section, key, phrase)
			}
		}
	}
	return v
}

func (v *vocabulary) add(section, key, phrase string) {
	switch section {
	case "headers":
		v.addHeader(key, phrase)
	case "elsewhere":
		v.elsewhere[fold.Name(phrase)] = true
	case "status":
		v.status[fold.Name(phrase)] = models.LineStatus(key)
	case "weekdays":
		v.weekdays[fold.Name(phrase)] = true
	case "ours":
		v.ours[fold.Name(phrase)] = true
		v.addHeader(otherHeader, phrase)
	case "sections":
		v.sections[fold.Name(phrase)] = models.LineStatus(key)
	case "asides":
		v.asides[fold.Name(phrase)] = true
	case "months":
		v.months[fold.Name(phrase)] = key
	}
}

func (v *vocabulary) addHeader(field, phrase string) {
	bare := strings.TrimLeft(phrase, "=~")
	t := term{words: headerWords(bare), field: field, weak: phrase[0] == '~'}
	v.headers[strings.Join(t.words, "")] = t
	if isNameField(models.RosterField(field)) {
		first, _, _ := strings.Cut(fold.Name(bare), " ")
		v.namely[first] = true
	}
	if bare == phrase && field != otherHeader {
		v.inside = append(v.inside, t)
	}
}

// rank says how well a header fits a phrase.
type rank int

const (
	unknown rank = iota
	weak
	inside
	whole
)

// header tells which field a header names. A header of two languages, "Codice fiscale / Steuernummer", is understood by
// any of its parts.
func (v *vocabulary) header(text string) (field string, r rank) {
	if len(text) > 200 {
		return "", unknown
	}
	if field, r = v.phrase(text); r == whole {
		return field, r
	}
	if field, r := v.phrase(withoutNumber(text)); r == whole {
		return field, r
	}
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == '/' || c == '\n' || c == '|' }) {
		if partField, partRank := v.phrase(part); partRank > r {
			field, r = partField, partRank
		}
	}
	return field, r
}

func (v *vocabulary) phrase(text string) (field string, r rank) {
	header := headerWords(text)
	if t, ok := v.headers[strings.Join(header, "")]; ok {
		if t.weak {
			return t.field, weak
		}
		return t.field, whole
	}
	if slices.ContainsFunc(header, func(w string) bool { return v.elsewhere[w] }) {
		return "", unknown
	}
	longest := 0
	for _, t := range v.inside {
		if len(t.words) > longest && containsAll(header, t.words) {
			field, r, longest = t.field, inside, len(t.words)
		}
	}
	return field, r
}

// withoutNumber takes off a header the number of its column: "1. Cognome", "(2) Nome", "Β) ΟΝΟΜΑ", "Cognome 1".
func withoutNumber(header string) string {
	counted := func(r rune) bool { return r == '_' || unicode.IsSpace(r) || unicode.IsDigit(r) }
	if number, name, found := strings.Cut(strings.TrimLeft(header, "("), ")"); found && utf8.RuneCountInString(number) < 3 {
		header = name
	} else if number, name, found := strings.Cut(header, "."); found && utf8.RuneCountInString(number) < 3 {
		header = name
	}
	return strings.TrimFunc(header, counted)
}

func containsAll(all, some []string) bool {
	return !slices.ContainsFunc(some, func(w string) bool { return !slices.Contains(all, w) })
}

// smallWords are left out of headers. One that could stand alone as a header ("dal", "al") is not among them.
var smallWords = map[string]bool{
	"di": true, "de": true, "del": true, "della": true, "dello": true, "dell": true, "dei": true, "degli": true, "delle": true,
	"d": true, "e": true, "ed": true, "y": true, "of": true, "the": true, "and": true, "la": true, "tou": true, "tis": true, "ton": true, "kai": true,
}

// headerWords folds a header: "C. F." is the word cf, "DataNascita" are two words, brackets are dropped.
func headerWords(header string) []string {
	var parted []string
	letters := "" // single letters in a row, as in D.N.I.
	for _, word := range append(strings.Fields(fold.Name(partCamelCase(withoutBrackets(header)))), "") {
		if len(word) == 1 && word >= "a" {
			letters += word
			continue
		}
		if letters != "" && !smallWords[letters] {
			parted = append(parted, letters)
		}
		letters = ""
		if word != "" && !smallWords[word] {
			parted = append(parted, word)
		}
	}
	return parted
}

func withoutBrackets(s string) string {
	from, to := strings.IndexByte(s, '('), strings.LastIndexByte(s, ')')
	if from > 0 && to > from {
		return s[:from] + " " + s[to+1:]
	}
	return s
}

// partCamelCase parts words written as one, and at apostrophes, where folding would join what an article elides.
func partCamelCase(s string) string {
	var parted strings.Builder
	small := false
	for _, r := range s {
		capital := 'A' <= r && r <= 'Z'
		if small && capital || r == '\'' || r == '’' {
			parted.WriteByte(' ')
		}
		parted.WriteRune(r)
		small = 'a' <= r && r <= 'z'
	}
	return parted.String()
}
