package file

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Encodings are the names that ReadSettings.Encoding may have, the usual ones first.
var Encodings = []string{
	"utf-8", "windows-1252", "windows-1253", "utf-16le", "utf-16be", "iso-8859-15", "iso-8859-7", "macintosh", "ibm850", "windows-1250", "windows-1251",
}

var decoders = map[string]encoding.Encoding{
	"utf-8":        withStrayBytes{},
	"utf-16le":     utf.UTF16(utf.LittleEndian, utf.UseBOM),
	"utf-16be":     utf.UTF16(utf.BigEndian, utf.UseBOM),
	"windows-1252": charmap.Windows1252,
	"windows-1253": charmap.Windows1253,
	"windows-1250": charmap.Windows1250,
	"windows-1251": charmap.Windows1251,
	"iso-8859-15":  charmap.ISO8859_15,
	"iso-8859-7":   charmap.ISO8859_7,
	"macintosh":    charmap.Macintosh,
	"ibm850":       charmap.CodePage850,
}

// decode reads a text as UTF-8, whatever its encoding, and tells the encoding; the empty name means "guess".
func decode(src io.ReaderAt, size int64, name string) (io.Reader, string, error) {
	if name == "" {
		guess, err := guessEncoding(io.NewSectionReader(src, 0, size))
		if err != nil {
			return nil, "", err
		}
		name = guess
	}
	decoder, known := decoders[name]
	if !known {
		return nil, "", refuse("roster.file.encoding_unknown", "encoding", name)
	}
	return decoder.NewDecoder().Reader(io.NewSectionReader(src, 0, size)), name, nil
}

// sampleSize is how much of a file is looked at to guess its encoding and delimiter.
const sampleSize = 64 << 10

// guessEncoding goes by the byte order mark, then by whether the whole file is UTF-8 but for a few bytes, however late the
// first that is not, and then by which single-byte encoding makes words of the place where it is not.
func guessEncoding(text io.Reader) (string, error) {
	buffer := make([]byte, sampleSize)
	var doubtful []byte
	sequences, stray, kept := 0, 0, 0
	for first := true; ; first = false {
		n, err := io.ReadFull(text, buffer[kept:])
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return "", err
		}
		chunk := buffer[:kept+n]
		if first {
			if name := wideEncoding(chunk); name != "" {
				return name, nil
			}
			if looksBinary(chunk) {
				return "", refuse("roster.file.is_binary")
			}
		}
		last := err != nil
		good, bad, rest := countUTF8(chunk, last)
		if bad > 0 && doubtful == nil {
			doubtful = bytes.Clone(chunk)
		}
		sequences, stray = sequences+good, stray+bad
		if last {
			break
		}
		kept = copy(buffer, rest)
	}
	if sequences >= 20*stray {
		return "utf-8", nil
	}
	return guessSingleByte(doubtful), nil
}

// wideEncoding knows the byte order marks, and UTF-16 without one by every second byte: it is zero in plain text, three in Greek.
func wideEncoding(start []byte) string {
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		return "utf-8"
	case bytes.HasPrefix(start, []byte("\xff\xfe")):
		return "utf-16le"
	case bytes.HasPrefix(start, []byte("\xfe\xff")):
		return "utf-16be"
	}
	if bytes.IndexByte(start, 0) < 0 {
		return ""
	}
	var high [2]int // bytes that are the upper half of a Latin or Greek letter
	for i, c := range start {
		if c == 0 || c == 3 {
			high[i%2]++
		}
	}
	switch enough := len(start) / 4; {
	case high[1] > enough && high[0] <= enough/10:
		return "utf-16le"
	case high[0] > enough && high[1] <= enough/10:
		return "utf-16be"
	}
	return ""
}

// looksBinary tells that more than one byte in a hundred, or three, are none that a text has. Zeros, with which some programs fill up
// cells, may be one in ten.
func looksBinary(start []byte) bool {
	odd, zeros := 0, bytes.Count(start, []byte{0})
	for _, c := range start {
		if 0 < c && c < ' ' && strings.IndexByte("\t\n\r\f\v\x1a", c) < 0 || c == 0x7f {
			odd++
		}
	}
	return odd > max(3, len(start)/100) || zeros > max(3, len(start)/10)
}

// countUTF8 counts the letters of several bytes and the bytes that are no UTF-8. Unless the text ends here, a letter cut
// off at the end is left for the next chunk.
func countUTF8(chunk []byte, last bool) (sequences, stray int, rest []byte) {
	if utf8.Valid(chunk) {
		return len(chunk) - utf8.RuneCount(chunk), 0, nil
	}
	for len(chunk) > 0 {
		r, n := utf8.DecodeRune(chunk)
		switch {
		case r != utf8.RuneError || n > 1:
			if n > 1 {
				sequences++
			}
		case !last && !utf8.FullRune(chunk):
			return sequences, stray, chunk
		default:
			stray++
		}
		chunk = chunk[n:]
	}
	return sequences, stray, nil
}

// guessSingleByte reads a sample in every encoding an office may have and takes the one in which most of it looks like
// words; in doubt the more usual one.
func guessSingleByte(sample []byte) string {
	best, most := "", 0
	for _, name := range []string{"windows-1252", "windows-1253", "iso-8859-7", "macintosh", "ibm850"} {
		table := decoders[name].(*charmap.Charmap)
		if score := wordiness(sample, table); best == "" || score > most {
			best, most = name, score
		}
	}
	return best
}

// wordiness counts the letters beyond ASCII that fit their neighbours, and takes away what no writer would have written.
func wordiness(sample []byte, table *charmap.Charmap) int {
	score := 0
	for i, c := range sample {
		if c < utf8.RuneSelf {
			continue
		}
		var before, after rune
		if i > 0 {
			before = table.DecodeByte(sample[i-1])
		}
		if i+1 < len(sample) {
			after = table.DecodeByte(sample[i+1])
		}
		score += fit(before, table.DecodeByte(c), after)
	}
	return score
}

// usual are the letters beyond ASCII of Italian, Spanish and the languages of neighbours; Greek ones are known by script.
const usual = "àèéìòùÀÈÉÌÒÙáíóúüñçÁÍÓÚÜÑÇäöêâîôÄÖëï"

// standing are the letters beyond ASCII that can stand alone.
const standing = "àèéìòÀÈÉÌÒáíóúÁÍÓÚηΗοΟή"

func fit(before, r, after rune) int {
	greek := unicode.Is(unicode.Greek, r)
	alone := !unicode.IsLetter(before) && !unicode.IsLetter(after)
	switch {
	case r == utf8.RuneError || unicode.IsControl(r):
		return -5
	case strings.ContainsRune("–—", r) && before == ' ' && after == ' ':
		return 1
	case r == '\u00a0' && !unicode.IsLetter(after):
		return 2
	case r == '\u00a0' && unicode.IsLetter(before):
		return -1
	case strings.ContainsRune("’‘“”–—«»€°ªº·…\u00a0", r):
		if r == '’' && unicode.IsLetter(before) && unicode.IsLetter(after) {
			return 2
		}
		return 0
	case !unicode.IsLetter(r), alone && !strings.ContainsRune(standing, r):
		return -3
	case unicode.IsUpper(before) && unicode.IsLower(r) && unicode.IsUpper(after), unicode.IsLower(before) && unicode.IsUpper(r):
		return -3
	case otherScript(before, greek) || otherScript(after, greek):
		return -3
	case greek:
		return 2
	case !strings.ContainsRune(usual, r) || before > unicode.MaxASCII && after > unicode.MaxASCII && unicode.IsLetter(before) && unicode.IsLetter(after):
		return -1
	}
	return 2
}

func otherScript(neighbour rune, greek bool) bool {
	return unicode.IsLetter(neighbour) && unicode.Is(unicode.Greek, neighbour) != greek
}

// withStrayBytes is UTF-8 with or without a byte order mark, not altogether clean.
type withStrayBytes struct{ encoding.Encoding }

func (withStrayBytes) NewDecoder() *encoding.Decoder {
	return &encoding.Decoder{Transformer: utf.BOMOverride(mostlyUTF8{})}
}

// mostlyUTF8 lets UTF-8 pass and reads a byte that is none as Windows-1252: lists are pasted together from several programs.
type mostlyUTF8 struct{ transform.NopResetter }

func (mostlyUTF8) Transform(dst, src []byte, atEOF bool) (written, read int, err error) {
	if len(src) <= len(dst) && utf8.Valid(src) {
		return copy(dst, src), len(src), nil
	}
	for read < len(src) {
		r, n := utf8.DecodeRune(src[read:])
		if r == utf8.RuneError && n == 1 {
			if !atEOF && !utf8.FullRune(src[read:]) {
				return written, read, transform.ErrShortSrc
			}
			r = charmap.Windows1252.DecodeByte(src[read])
		}
		if written+utf8.RuneLen(r) > len(dst) {
			return written, read, transform.ErrShortDst
		}
		written, read = written+utf8.EncodeRune(dst[written:], r), read+n
	}
	return written, read, nil
}
