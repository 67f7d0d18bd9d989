package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// mmPerPoint turns the size of a font into millimetres.
const mmPerPoint = 25.4 / 72

// printable is a text as it can be printed: composed, without control and format characters,
// with every character that the fonts lack replaced by its plain form, or else by one "�" a run.
// Line breaks stay. It takes any string, valid UTF-8 or not.
func printable(s string) string {
	if utf8.ValidString(s) && norm.NFC.IsNormalString(s) && shownWhole(s) {
		return s
	}
	var b strings.Builder
	lost := false
	for _, r := range norm.NFC.String(strings.ReplaceAll(s, "\r\n", "\n")) {
		shown, ok := inPrint(r)
		if ok {
			b.WriteString(shown)
		} else if !lost {
			b.WriteRune(unicode.ReplacementChar)
		}
		lost = !ok || lost && shown == ""
	}
	return b.String()
}

// graphemeJoiner is a mark that is never to be seen.
var graphemeJoiner = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x34F, Hi: 0x34F, Stride: 1}}}

// inPrint says what is printed for one character; it may be nothing. False: no form of it can be shown.
func inPrint(r rune) (string, bool) {
	switch {
	case r == '\n', r == '\u2028', r == '\u2029', r == '\r', r == '\v', r == '\f', r == '\u0085':
		return "\n", true
	case r == '\t':
		return " ", true
	case r == '\u2212': // minus sign
		return "-", true
	case r == unicode.ReplacementChar:
		return "", false
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector, graphemeJoiner):
		return "", true
	case shows(r):
		return string(r), true
	case unicode.Is(unicode.Zs, r):
		return " ", true
	}
	if form := norm.NFKC.String(string(r)); shownWhole(form) {
		return form, true
	}
	if form := withoutMarks(norm.NFKD.String(string(r))); shownWhole(form) {
		return form, true
	}
	return "", unicode.Is(unicode.M, r)
}

func shownWhole(s string) bool {
	for _, r := range s {
		if !shows(r) {
			return false
		}
	}
	return s != ""
}

func withoutMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, s)
}

// style is how a line of text looks; the size is in points.
type style struct {
	weight *weight
	size   float64
	colour colour
}

// lead is the distance of two lines in millimetres.
func (st style) lead() float64 { return st.size * mmPerPoint * 1.36 }

// drop is the part of the lead below the baseline.
func (st style) drop() float64 { return st.lead() * 0.28 }

// width is the length in millimetres of a printable text on one line.
func (st style) width(s string) float64 {
	advance := st.weight.measure().advance
	total := 0
	for _, r := range s {
		total += advance[r]
	}
	return float64(total) / 1000 * st.size * mmPerPoint
}

// wrap makes a text printable and breaks it into lines no wider than so many millimetres: at line
// breaks, between words, and inside a word only when it is wider than the line. No text gives no lines.
func (st style) wrap(s string, width float64) []string {
	s = strings.Trim(printable(s), " \n")
	if s == "" {
		return nil
	}
	var lines []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		lines = st.wrapParagraph(lines, paragraph, width)
	}
	return lines
}

// wrapMost is wrap up to a number of lines, the last with an ellipsis when there were more.
func (st style) wrapMost(s string, width float64, most int) []string {
	lines := st.wrap(s, width)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = st.cut(lines[most-1], width)
	}
	return lines
}

// wrapEven is wrap with lines of about the same length, so that no last word stands alone.
func (st style) wrapEven(s string, width float64) []string {
	lines := st.wrap(s, width)
	if len(lines) < 2 || len(lines) > 4 {
		return lines
	}
	tooNarrow, enough := width/2, width
	for range 5 {
		try := (tooNarrow + enough) / 2
		if next := st.wrap(s, try); len(next) > len(lines) {
			tooNarrow = try
		} else {
			enough, lines = try, next
		}
	}
	return lines
}

func (st style) wrapParagraph(lines []string, s string, width float64) []string {
	blank := st.width(" ")
	line, used := "", 0.0
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' }) {
		need := st.width(word)
		if line != "" && used+blank+need <= width {
			line, used = line+" "+word, used+blank+need
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for need > width {
			head := st.head(word, width)
			if head == len(word) {
				break
			}
			lines = append(lines, word[:head])
			need -= st.width(word[:head])
			word = word[head:]
		}
		line, used = word, need
	}
	return append(lines, line)
}

// head is how many bytes of a word go on a line: what fits, but at least one character,
// and preferably up to a sign after which an address or a compound breaks well.
func (st style) head(word string, width float64) int {
	advance := st.weight.measure().advance
	room := int(width / st.size / mmPerPoint * 1000)
	good := 0
	for i, r := range word {
		room -= advance[r]
		if room < 0 && i > 0 {
			if good > i/2 {
				return good
			}
			return i
		}
		if strings.ContainsRune("-/.@_", r) {
			good = i + 1
		}
	}
	return len(word)
}

// shorten makes a text printable and cuts it to one line of a width, with an ellipsis where something was left out.
func (st style) shorten(s string, width float64) string {
	s = strings.Join(strings.Fields(printable(s)), " ")
	if st.width(s) <= width {
		return s
	}
	return st.cut(s, width)
}

// cut ends a line with an ellipsis.
func (st style) cut(line string, width float64) string {
	end := st.head(line, width-st.width("…"))
	return strings.TrimRight(line[:end], " ,;-") + "…"
}
