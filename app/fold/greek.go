package fold

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

var (
	greekLetters = map[rune]string{}
	greekBases   = map[rune]rune{} // every Greek letter without its signs
	pairing      = map[rune]bool{} // the upsilons that can end αυ, ευ, ηυ, ου: any but those with a diaeresis
)

func init() {
	table(greekLetters, "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ ς τ υ φ χ ψ ω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o")
	for r := rune(0x370); r < 0x2000; r++ {
		signs := []rune(norm.NFKD.String(string(r)))
		greekBases[r] = signs[0]
		pairing[r] = signs[0] == 'υ' && !strings.ContainsRune(string(signs), '\u0308')
		if r == 0x3ff {
			r = 0x1eff // on with the polytonic letters
		}
	}
}

// greek writes the letter or pair of letters at i as ELOT 743 (ISO 843, type 2) does, which passports follow.
// name is in small letters. A pair whose first letter carries the accent, or whose second the diaeresis, is two letters.
func greek(name []rune, i int) (used int, latin string) {
	base, next := greekBases[name[i]], at(name, i+1)
	switch {
	case name[i] == 'ο' && pairing[next]:
		return 2, "ou"
	case (name[i] == 'α' || name[i] == 'ε' || name[i] == 'η') && pairing[next]:
		return 2, greekLetters[base] + vOrF(at(name, i+2))
	case base == 'γ' && (next == 'γ' || next == 'ξ' || next == 'χ'):
		return 2, "n" + greekSound(next)
	case base == 'μ' && next == 'π' && (greekSound(at(name, i-1)) == "" || greekSound(at(name, i+2)) == ""):
		return 2, "b" // at either end of a word
	}
	if latin, ok := greekLetters[base]; ok {
		return 1, latin
	}
	return 1, plain(name[i])
}

// vOrF is how the υ of αυ, ευ, ηυ sounds before a letter: v before a vowel or a voiced consonant, f before any other
// and at the end.
func vOrF(next rune) string {
	if base := greekBases[next]; base != 0 && strings.ContainsRune("αεηιουωβγδζλμνρ", base) {
		return "v"
	}
	return "f"
}

func greekSound(r rune) string { return greekLetters[greekBases[r]] }

func at(name []rune, i int) rune {
	if i < 0 || i >= len(name) {
		return 0
	}
	return name[i]
}
