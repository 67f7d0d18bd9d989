package identifier

import (
	"strings"
	"unicode"
)

// Normalise writes a number as the registers do: capital letters and digits, no blanks, dots, dashes, slashes,
// apostrophes or invisible characters, no ="…" by which a spreadsheet keeps a leading zero. Greek and Cyrillic letters
// that look like a Latin capital become that letter, full-width characters become ordinary ones. Anything else stays,
// for the check to point at.
func Normalise(s string) string {
	if isPlain(s) {
		return s
	}
	return strings.Map(plain, s)
}

// isPlain tells that there is nothing to do, as with nearly all numbers in lists.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func plain(r rune) rune {
	if '！' <= r && r <= '～' { // the full-width forms of ! to ~
		r -= '！' - '!'
	}
	r = unicode.ToUpper(r)
	if strings.ContainsRune(separators, r) || unicode.In(r, unicode.Z, unicode.Cc, unicode.Cf, unicode.Pd) {
		return -1
	}
	if latin, ok := lookAlikes[r]; ok {
		return latin
	}
	return r
}

// separators are dropped beside all blanks, dashes and invisible characters.
const separators = ".·/\\'’‘ʼ´′`\"“”„=−"

var lookAlikes = map[rune]rune{
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P',
	'Τ': 'T', 'Υ': 'Y', 'Χ': 'X', // Greek
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y',
	'Х': 'X', 'Ѕ': 'S', 'І': 'I', 'Ј': 'J', // Cyrillic
}
