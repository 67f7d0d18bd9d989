package fold

import (
	"bytes"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters holds what is neither a plain letter nor a plain letter with signs on it. What norm takes apart
// (à, ş, ž, polytonic Greek) needs no entry.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ı': "i", 'ŋ': "n", 'ə': "e",
	'º': "", '°': "", '·': "", // N.º, L·L
}

// apostrophes are dropped: they are accents typed on a keyboard without any, elisions, or the soft signs of other alphabets.
const apostrophes = "'`´’‘ʼʹʻ′＇"

func init() {
	table(letters, "ა ბ გ დ ე ვ ზ თ ი კ ლ მ ნ ო პ ჟ რ ს ტ უ ფ ქ ღ ყ შ ჩ ც ძ წ ჭ ხ ჯ ჰ", // Georgian, national system of 2002
		"a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h")
}

func table(into map[rune]string, from, to string) {
	latin := strings.Fields(to)
	for i, letter := range strings.Fields(from) {
		into[[]rune(letter)[0]] = latin[i]
	}
}

// appendScripts is appendName for a name with letters beyond ASCII.
func appendScripts(dst []byte, s string) []byte {
	start := len(dst)
	name := []rune(strings.ToLower(norm.NFC.String(s)))
	slavic := cyrillicOf(name)
	for i := 0; i < len(name); {
		r := name[i]
		used, latin := 1, ""
		switch {
		case 'a' <= r && r <= 'z':
			dst = append(dst, byte(r))
		case 0x370 <= r && r < 0x400, 0x1f00 <= r && r < 0x2000:
			used, latin = greek(name, i)
		case 0x400 <= r && r < 0x530:
			used, latin = slavic.letter(name, i)
		case strings.ContainsRune(apostrophes, r), unicode.Is(unicode.Mn, r):
		case r == 'ª': // Mª and M.ª are María
			if word := trimSpace(dst, start); string(word[start:]) == "m" || bytes.HasSuffix(word[start:], []byte(" m")) {
				dst, latin = word, "aria"
			}
		default:
			latin = plain(r)
		}
		if latin == " " {
			dst = appendSpace(dst, start)
		} else {
			dst = append(dst, latin...)
		}
		i += used
	}
	return dst
}

// plain is a letter without its signs; a letter of a script we do not write in Latin stays, any other sign is a space.
func plain(r rune) string {
	if latin, ok := letters[r]; ok {
		return latin
	}
	if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
		return string(r)
	}
	if base := []rune(norm.NFKD.String(string(r))); base[0] != r {
		return plain(base[0])
	}
	if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mc, r) {
		return string(r)
	}
	return " "
}
