package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// about is what a file says of itself; nothing of it is printed.
type about struct {
	lang                   string // BCP 47
	title, author, subject string
	created                time.Time
}

var (
	errNotOurs   = errors.New("pdf: not a file as gofpdf writes it")
	startPattern = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`)
	tailPattern  = regexp.MustCompile(`^xref\n0 (\d+)\n((?:\d{10} \d{5} [fn] \n)+)trailer\n<<\n/Size \d+\n/Root (\d+) 0 R\n/Info (\d+) 0 R\n`)
)

// file is a PDF with changes added at its end (an incremental update, ISO 32000-1, 7.5.6):
// new objects, and new versions of old ones. It is how what gofpdf leaves out comes in.
type file struct {
	out        []byte
	old        []int       // where the objects of gofpdf begin, by number
	added      map[int]int // where those added here begin
	next       int         // number of the next new object
	root, info int
	start      int // of the cross-reference table before
}

// finish adds to a file of gofpdf its language, its title as XMP metadata and for the window,
// an identity, dates with their zone, and for each font which characters its bytes stand for.
func finish(pdf []byte, a about) ([]byte, error) {
	f, err := openFile(pdf)
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(pdf)
	f.nameCharacters()
	xmp := f.next
	f.addStream(f.next, "/Type /Metadata /Subtype /XML", a.xmp())
	f.add(f.info, a.info())
	f.extend(f.root, fmt.Sprintf("/Version /1.7\n/Lang %s\n/Metadata %d 0 R\n/ViewerPreferences <</DisplayDocTitle true>>\n", textString(a.lang), xmp))
	return f.close(id[:16]), nil
}

func openFile(pdf []byte) (*file, error) {
	at := startPattern.FindSubmatch(pdf[max(0, len(pdf)-64):])
	if at == nil {
		return nil, errNotOurs
	}
	f := &file{out: slices.Clip(pdf), added: map[int]int{}, start: number(at[1])}
	if f.start > len(pdf) {
		return nil, errNotOurs
	}
	tail := tailPattern.FindSubmatch(pdf[f.start:])
	if tail == nil {
		return nil, errNotOurs
	}
	f.next, f.root, f.info = number(tail[1]), number(tail[3]), number(tail[4])
	for line := range bytes.Lines(tail[2]) {
		f.old = append(f.old, number(line[:10]))
	}
	return f, nil
}

// number reads the digits that a pattern has found.
func number(digits []byte) int {
	n, _ := strconv.Atoi(string(digits))
	return n
}

// object is the text of an object of gofpdf, between its number and its end.
func (f *file) object(n int) string {
	text := f.out[f.old[n]:]
	_, text, _ = bytes.Cut(text, []byte(" 0 obj\n"))
	text, _, _ = bytes.Cut(text, []byte("\nendobj"))
	return string(text)
}

func (f *file) add(n int, object string) {
	f.added[n] = len(f.out)
	f.next = max(f.next, n+1)
	f.out = fmt.Appendf(f.out, "%d 0 obj\n%s\nendobj\n", n, object)
}

func (f *file) addStream(n int, entries string, content []byte) {
	f.add(n, fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", entries, len(content), content))
}

// extend writes a dictionary again with more entries.
func (f *file) extend(n int, entries string) {
	f.add(n, strings.TrimSuffix(strings.TrimSpace(f.object(n)), ">>")+entries+">>")
}

// nameCharacters lets readers copy and search the text of the fonts.
func (f *file) nameCharacters() {
	maps := map[*alphabet]int{}
	for n := 1; n < len(f.old); n++ {
		if !bytes.Contains(f.out[f.old[n]:min(len(f.out), f.old[n]+40)], []byte(" 0 obj\n<</Type /Font\n")) {
			continue
		}
		font := f.object(n)
		for _, a := range alphabets {
			if !strings.Contains(font, "/BaseFont /"+a.tag+"+") {
				continue
			}
			if maps[a] == 0 {
				maps[a] = f.next
				f.addStream(f.next, "/Filter /FlateDecode", a.toUnicode())
			}
			f.extend(n, fmt.Sprintf("/ToUnicode %d 0 R", maps[a]))
		}
	}
}

// close writes the cross-reference table of what was added, and the trailer.
func (f *file) close(id []byte) []byte {
	start := len(f.out)
	f.out = append(f.out, "xref\n"...)
	numbers := make([]int, 0, len(f.added))
	for n := range f.added {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		f.out = fmt.Appendf(f.out, "%d 1\n%010d 00000 n \n", n, f.added[n])
	}
	return fmt.Appendf(f.out, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /Prev %d /ID [<%x> <%x>]>>\nstartxref\n%d\n%%%%EOF\n",
		f.next, f.root, f.info, f.start, id, id, start)
}

// producer is the program that a file names as its maker.
const producer = "Albo"

func (a about) info() string {
	date := textString(a.created.UTC().Format("D:20060102150405Z"))
	return fmt.Sprintf("<</Title %s /Author %s /Subject %s /Creator (%s) /Producer (%s) /CreationDate %s /ModDate %s>>",
		textString(a.title), textString(a.author), textString(a.subject), producer, producer, date, date)
}

func (a about) xmp() []byte {
	date := a.created.UTC().Format(time.RFC3339)
	return fmt.Appendf(nil, `<?xpacket begin="`+"\ufeff"+`" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate><xmp:CreatorTool>%s</xmp:CreatorTool><pdf:Producer>%s</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`, escapeXML(a.title), escapeXML(a.author), escapeXML(a.subject), escapeXML(a.lang), date, date, producer, producer)
}

func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

// textString is a PDF text string: ASCII between brackets, everything else as UTF-16 in hexadecimal.
func textString(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s) + ")"
	}
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String() + ">"
}
