package file

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"albo/app/fold"
)

// clean gives what a cell says: blanks and invisible characters taken off both ends, any run of blanks and line breaks one
// space, no ="…" nor apostrophe by which a spreadsheet marks text, and nothing at all for "n.d.", "null", "-" and the like.
func clean(cell string) string {
	if !tidy(cell) {
		cell = tidied(cell)
	}
	cell = unwrapped(cell)
	if len(cell) <= len(longestEmpty) && saysEmpty(cell) {
		return ""
	}
	return cell
}

// tidy tells in one pass that a cell is plain ASCII text with no blank to take away, as nearly all are.
func tidy(cell string) bool {
	blank := true
	for i := range len(cell) {
		c := cell[i]
		if c < ' ' || c >= 0x7f || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return !blank || cell == ""
}

func tidied(cell string) string {
	var text strings.Builder
	text.Grow(len(cell))
	blank := false
	for _, r := range cell {
		switch {
		case unicode.IsSpace(r) || r == '\u200b':
			blank = true
			continue
		case r < ' ' || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r):
			continue
		case blank && text.Len() > 0:
			text.WriteByte(' ')
		}
		blank = false
		text.WriteRune(r)
	}
	return text.String()
}

// unwrapped takes off ="012", '80051890152' and the apostrophe before a number or a text. The apostrophe of 't Hooft stays.
func unwrapped(cell string) string {
	if len(cell) < 2 {
		return cell
	}
	last := len(cell) - 1
	switch {
	case cell[0] == '=' && len(cell) > 3 && cell[1] == '"' && cell[last] == '"':
		return strings.TrimSpace(cell[2:last])
	case cell[0] == '"' && cell[last] == '"':
		return strings.TrimSpace(cell[1:last])
	case cell[0] == '\'' && cell[last] == '\'':
		return strings.TrimSpace(cell[1:last])
	case cell[0] == '\'' && (cell[1] < 'a' || cell[1] > 'z'):
		return strings.TrimSpace(cell[1:])
	}
	return cell
}

const longestEmpty = "non disponibile"

// saysEmpty knows the ways of writing that there is nothing to write. "NA" is not among them: it is a surname.
func saysEmpty(cell string) bool {
	if cell == "" || strings.IndexByte("abcefghijklmopqrtwxyzABCEFGHIJKLMOPQRTWXYZ0123456789", cell[0]) >= 0 {
		return false
	}
	switch strings.ToLower(cell) {
	case "null", "nan", "none", "n.d.", "n.d", "nd", "n/d", "n.a.", "n.a", "n/a", "n.p.", "n.c.", "#n/d", "#n/a", "(vuoto)", "vuoto",
		"non disponibile", "non risulta", "non noto", "non nota", "s/d", "s.d.", "sin datos", "no consta", "desconocido", "δ/υ", "δ.υ.", "άγνωστο", "unknown", "'", "`":
		return true
	}
	return strings.Trim(cell, "-–—_./*?\\ ") == "" && utf8.RuneCountInString(cell) < 12
}

// isBlank tells that a cell holds nothing but blanks.
func isBlank(cell string) bool {
	if cell != "" && cell[0] > ' ' && cell[0] < utf8.RuneSelf {
		return false
	}
	return strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r < ' ' }) == ""
}

// columnLetter is what a spreadsheet program calls a column, counted from 0: A, B … Z, AA.
func columnLetter(column int) string {
	letters := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return letters
}

// sexOf reads M, F and the words for them. A lone M in Spain may mean either and is read as nothing.
func sexOf(value, country string) string {
	switch fold.Name(value) {
	case "m":
		if country == "ES" {
			return ""
		}
		return "M"
	case "maschio", "maschile", "uomo", "u", "h", "hombre", "v", "varon", "masculino", "masc", "male", "man", "a", "arren", "andras", "arsenikos":
		return "M"
	case "f", "femmina", "femminile", "donna", "d", "mujer", "femenino", "fem", "female", "woman", "th", "thily", "gynaika", "g", "thilys":
		return "F"
	}
	return ""
}

// postcode puts back the zeros that a spreadsheet takes off numbers: all three countries have five figures.
func postcode(value string) string {
	if bare := strings.ReplaceAll(value, " ", ""); len(bare) <= 5 && bare != "" && strings.Trim(bare, "0123456789") == "" {
		return strings.Repeat("0", 5-len(bare)) + bare
	}
	return value
}
