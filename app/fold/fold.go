// Package fold turns names into the form in which they are searched and compared: lower case, no accents, Greek and
// Cyrillic in the Latin letters of passports.
package fold

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// Name is the search form of a name: small letters and digits, one space between words. Accents and apostrophes are
// dropped, so that Calabrò, CALABRO' and D’Angelo, D'ANGELO meet; every other sign parts words. Greek follows ELOT 743,
// Cyrillic the passport rules of Ukraine, Russia or Bulgaria. Letters of other scripts stay as they are.
func Name(s string) string {
	var buffer [64]byte
	return string(appendName(buffer[:0], s))
}

// Words is the key by which two spellings of one person's name are equal whatever the order of its words:
// the words of all parts in their search form, sorted, with one space between.
func Words(parts ...string) string {
	var buffer [96]byte
	folded := buffer[:0]
	for _, part := range parts {
		if len(folded) > 0 {
			folded = append(folded, ' ')
		}
		folded = appendName(folded, part)
	}
	var room [12][]byte
	words := room[:0]
	for word := range bytes.SplitSeq(folded, []byte{' '}) {
		if len(word) > 0 {
			words = append(words, word)
		}
	}
	slices.SortFunc(words, bytes.Compare)
	var sorted [96]byte
	key := sorted[:0]
	for _, word := range words {
		key = append(appendSpace(key, 0), word...)
	}
	return string(key)
}

// appendName adds the search form of s to dst, which may already hold other words.
func appendName(dst []byte, s string) []byte {
	start := len(dst)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= utf8.RuneSelf:
			return trimSpace(appendScripts(dst[:start], s), start)
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			dst = append(dst, c)
		case 'A' <= c && c <= 'Z':
			dst = append(dst, c|0x20)
		case c != '\'' && c != '`':
			dst = appendSpace(dst, start)
		}
	}
	return trimSpace(dst, start)
}

// appendSpace parts words, but never begins with a space nor puts two.
func appendSpace(dst []byte, start int) []byte {
	if len(dst) > start && dst[len(dst)-1] != ' ' {
		return append(dst, ' ')
	}
	return dst
}

func trimSpace(dst []byte, start int) []byte {
	if len(dst) > start && dst[len(dst)-1] == ' ' {
		return dst[:len(dst)-1]
	}
	return dst
}
