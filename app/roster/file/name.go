package file

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"albo/app/identifier"
	"albo/models"
)

// How many characters a name has at most, a tax code, and a text of any other column.
const (
	maxName = 120
	maxCode = 40
	maxText = 400
)

// name complains of what is no name, and gives nothing for it; figures within a name are complained of and kept.
func (l *liner) name(line *models.RosterLine, m mapped, value string) string {
	if longer(value, maxName) {
		l.unusable(line, m, value, models.Say("roster.file.name_too_long", "n", itoa(maxName)))
		return ""
	}
	if strings.IndexFunc(value, unicode.IsDigit) < 0 {
		return value
	}
	if value = unnumbered(value); strings.IndexFunc(value, unicode.IsDigit) < 0 {
		return value
	}
	if strings.IndexFunc(value, unicode.IsLetter) < 0 {
		l.complain(line, m.column, m.field, value, "roster.file.name_is_figures")
		return ""
	}
	l.complain(line, m.column, m.field, value, "roster.file.name_with_figures")
	return value
}

// unnumbered takes a running number off a name: "12. ROSSI MARIA", "12) ROSSI MARIA".
func unnumbered(name string) string {
	rest := strings.TrimLeft(name, "0123456789")
	if len(rest) < len(name) && (strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, ") ")) {
		return rest[2:]
	}
	return name
}

// longer tells that a text has more than so many characters.
func longer(text string, most int) bool {
	return len(text) > most && utf8.RuneCountInString(text) > most
}

// splitName parts a full name into surname and given name: at a comma, where capitals end ("ROSSI Maria", "Maria ROSSI"), where
// the tax code says so, and else by the order of the header. Then a surname is one word, two in Spain, with the particles
// before it: "DE SANTIS MARIA GRAZIA", "GARCÍA DE LA TORRE ANA".
func splitName(name string, givenFirst bool, country, taxCode string) (surname, givenName string) {
	if before, after, found := strings.Cut(name, ","); found && strings.TrimSpace(after) != "" {
		return strings.TrimSpace(before), strings.TrimSpace(after)
	}
	parts := strings.Fields(name)
	if len(parts) < 2 {
		return name, ""
	}
	if surname, givenName, found := splitAtMarriage(parts, givenFirst, country, taxCode); found {
		return surname, givenName
	}
	if at, givenFirst, found := splitByCapitals(parts); found {
		return cut(parts, at, givenFirst)
	}
	if at, givenFirst, found := splitByCode(parts, country, taxCode); found {
		return cut(parts, at, givenFirst)
	}
	surnames := 1
	if country == "ES" && len(parts) > 2 {
		surnames = 2
	}
	if givenFirst {
		return cut(parts, len(parts)-wordsOfSurname(reversed(parts), surnames, true), true)
	}
	return cut(parts, wordsOfSurname(parts, surnames, false), false)
}

// splitAtMarriage parts "ROSSI MARIA in BIANCHI" and "ROSSI in BIANCHI MARIA", and leaves what follows "in" with the surname.
func splitAtMarriage(parts []string, givenFirst bool, country, taxCode string) (surname, givenName string, found bool) {
	for i := 1; i < len(parts)-1; i++ {
		own, married := partMarried(parts[:min(len(parts), i+2)], country)
		if married == "" {
			continue
		}
		if i > 1 {
			surname, givenName = splitName(strings.Join(parts[:i], " "), givenFirst, country, taxCode)
			return surname + " " + strings.Join(parts[i:], " "), givenName, true
		}
		spouse := 1 + wordsOfSurname(parts[i+1:], 1, false)
		switch {
		case len(parts) == 3 && (parts[1] == "in" || strings.ToLower(parts[1]) != "in"):
			return strings.Join(parts, " "), "", true
		case spouse == 1 || own == "":
			return "", "", false
		}
		return strings.Join(parts[:i+spouse], " "), strings.Join(parts[i+spouse:], " "), true
	}
	return "", "", false
}

func cut(parts []string, at int, givenFirst bool) (surname, givenName string) {
	front, back := strings.Join(parts[:at], " "), strings.Join(parts[at:], " ")
	if givenFirst {
		return back, front
	}
	return front, back
}

// splitByCapitals finds the one place where words in capitals end or begin; an initial is not a word in capitals.
func splitByCapitals(parts []string) (at int, givenFirst, found bool) {
	changes := 0
	for i := 1; i < len(parts); i++ {
		if inCapitals(parts[i]) != inCapitals(parts[i-1]) {
			at = i
			changes++
		}
	}
	return at, !inCapitals(parts[0]), changes == 1
}

func inCapitals(word string) bool {
	letters := 0
	for _, r := range word {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 1
}

// splitByCode tries every place against the letters that a codice fiscale has of surname and given name.
func splitByCode(parts []string, country, taxCode string) (at int, givenFirst, found bool) {
	if country != "IT" || taxCode == "" {
		return 0, false, false
	}
	code, ok := identifier.DecodeCodiceFiscale(taxCode)
	if !ok {
		return 0, false, false
	}
	for at := 1; at < min(len(parts), 8); at++ {
		front, back := cut(parts, at, false)
		switch a := identifier.Agrees(code, front, back, models.Date{}); {
		case a.Surname == identifier.Agreeing && a.GivenName == identifier.Agreeing:
			return at, false, true
		case a.Swapped:
			return at, true, true
		}
	}
	return 0, false, false
}

// particles begin a surname and belong to the word after them.
var particles = map[string]bool{}

func init() {
	for word := range strings.FieldsSeq("de di da del della dello dei degli delle dal dalla dall' dell' lo la li le los las van von der den el al ben bin abu abd ter ten dos das do du san santa st mc mac") {
		particles[word] = true
	}
}

// wordsOfSurname counts the words that make so many surnames at the beginning of parts, or, backwards, at the end of a name
// whose parts come reversed. One word at least is left for the given name.
func wordsOfSurname(parts []string, surnames int, backwards bool) int {
	n := 0
	for ; surnames > 0 && n < len(parts)-1; surnames-- {
		for !backwards && n < len(parts)-2 && particles[strings.ToLower(parts[n])] {
			n++
		}
		n++
		for backwards && n < len(parts)-1 && particles[strings.ToLower(parts[n])] {
			n++
		}
	}
	return n
}

func reversed(parts []string) []string {
	back := make([]string, len(parts))
	for i, part := range parts {
		back[len(parts)-1-i] = part
	}
	return back
}
