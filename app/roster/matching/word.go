package matching

import (
	"math/bits"
	"strings"

	"albo/app/fold"
)

// word is one word of a name, prepared for comparison.
type word struct {
	text                  string // folded
	sound                 string // spellings of one sound in one way
	spelt                 string // spellings of one name in several countries in one way
	given                 string // the full name that a short form stands for; the word itself otherwise
	particle              bool   // de, van, bin: often left out
	hash                  uint64 // of the sound
	letters, soundLetters letters
}

// letters are the letters and digits that a text is made of, one bit each.
type letters uint64

func lettersOf(s string) (l letters) {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			l |= 1 << (c - 'a')
		case c >= '0' && c <= '9':
			l |= 1 << (26 + c - '0')
		default:
			l |= 1 << 40
		}
	}
	return l
}

// within tells whether so many edits may do: each changes at most two letters of the one set against the other.
func (l letters) within(other letters, most int) bool {
	return bits.OnesCount64(uint64(l^other)) <= 2*most
}

// kinship is how near two words are, the nearest first.
type kinship uint8

const (
	sameWord kinship = iota
	sameSound
	shortForm // Pepe is José
	initial   // J. is José
	oneSlip   // a slip of the pen apart
	strange
)

var particles = setOf("de di da do dos das del della dello dei degli dal dalla dalle la le lo li los las el al y e i " +
	"van von der den ten ter zu zur bin ibn ben bint abu abd ould du des san santa st")

// titles stand before names in lists and say nothing of who it is.
var titles = setOf("sig sigra signor signora signorina dott dottssa dottoressa dr dra drssa prof profssa avv ing geom rag arch " +
	"don donna dna sr sra srta mr mrs ms miss mister doctor monsieur madame herr frau k kos ka kyrios kyria pan pani gospodin")

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// digits that stand for letters where a list was typed or read by a machine.
var misread = strings.NewReplacer("0", "o", "1", "i", "3", "e", "5", "s", "9", "g")

func newWord(text string) *word {
	if strings.ContainsAny(text, "013569") && strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyz") {
		text = misread.Replace(text)
	}
	w := &word{text: text, sound: Sound(text), spelt: text, given: text, particle: particles[text]}
	w.hash, w.letters, w.soundLetters = hashOf(w.sound), lettersOf(text), lettersOf(w.sound)
	if first, ok := knownNames().spelt[text]; ok {
		w.spelt = first
	}
	if full, ok := knownNames().short[text]; ok {
		w.given = full
	}
	return w
}

// kin compares two words. A slip is one edit in words of four letters and more, two in words of nine and more
// (Damerau 1964: four of five spelling errors are a single insertion, omission, substitution or transposition).
func kin(a, b *word) kinship {
	switch {
	case a == b || a.text == b.text:
		return sameWord
	case a.sound == b.sound, a.spelt == b.spelt:
		return sameSound
	case a.given == b.given:
		return shortForm
	}
	short, long := len(a.text), len(b.text)
	if short > long {
		short, long = long, short
	}
	if short == 1 {
		if a.text[0] == b.text[0] && !a.particle && !b.particle {
			return initial
		}
		return strange
	}
	if short < 4 || long-short > 2 {
		return strange
	}
	most := 1
	if short >= 9 {
		most = 2
	}
	switch {
	case a.letters.within(b.letters, most) && fold.Edits(a.text, b.text, most) <= most:
		return oneSlip
	case a.soundLetters.within(b.soundLetters, 1) && min(len(a.sound), len(b.sound)) >= 5 && fold.Edits(a.sound, b.sound, 1) <= 1:
		return oneSlip
	}
	return strange
}

// sounds write what is spelt in several ways in one way, from left to right, the longest first.
var sounds = strings.NewReplacer(
	"sch", "s", "tch", "c", "tsch", "c", "sh", "s", "ph", "f", "th", "t", "kh", "h", "gh", "g", "ck", "k", "cz", "c", "zh", "z", "dj", "j", "dzh", "j",
	"ou", "u", "oy", "u", "oo", "u", "ee", "i", "ie", "i", "ei", "i", "ej", "i", "ey", "i", "ij", "i", "iy", "i", "yi", "i", "ii", "i", "yy", "i", "ai", "i", "aj", "i", "ay", "i",
	"mp", "b", "nt", "d", "gk", "g", "x", "ks", "qu", "k",
	"y", "i", "j", "i", "w", "v", "c", "k", "q", "k", "o", "u", "e", "a", "z", "s",
)

// sound writes a word so that the ways in which one name is put into Latin letters, from Greek, Cyrillic or Arabic
// and from one registry to the next, meet: Mohamed and Muhammad, Sergei and Sergey, Yiannis and Giannis do not part
// by it. The last vowel stays, it tells Gabriele from Gabriela, and the first does not turn from e to a.
func Sound(text string) string {
	if len(text) < 3 {
		return text
	}
	last := text[len(text)-1]
	s := sounds.Replace(text)
	var room [32]byte
	out := room[:0]
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == 'h' && i > 0 || len(out) > 0 && out[len(out)-1] == c { // silent, or written twice
			continue
		}
		out = append(out, c)
	}
	if text[0] == 'e' && len(out) > 0 && out[0] == 'a' { // Eva is not Ava
		out[0] = 'e'
	}
	if len(out) > 0 && last != 'h' && strings.IndexByte("aeiou", last) >= 0 {
		out[len(out)-1] = last
	}
	return string(out)
}
