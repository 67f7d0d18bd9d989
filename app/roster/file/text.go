package file

import (
	"bufio"
	"bytes"
	"io"
	"math"

	"albo/models"
)

// Delimiters are what ReadSettings.Delimiter may be, the usual one first.
var Delimiters = []string{";", ",", "\t", "|"}

// openText finds encoding and delimiter of a text.
func openText(src io.ReaderAt, size int64, settings models.ReadSettings, layout *models.FileLayout) (*body, error) {
	layout.Format = "csv"
	text, encoding, err := decode(src, size, settings.Encoding)
	if err != nil {
		return nil, err
	}
	layout.Encoding = encoding
	buffered := bufio.NewReaderSize(text, sampleSize)
	sample, err := buffered.Peek(sampleSize)
	if err != nil && err != io.EOF {
		return nil, err
	}
	sample, announced := announcedDelimiter(sample)
	buffered.Discard(announced.length)
	switch delimiter := settings.Delimiter; {
	case len(delimiter) > 1 || delimiter != "" && bytes.ContainsAny([]byte(delimiter), "\"\r\n"):
		return nil, refuse("roster.file.delimiter_unknown", "delimiter", delimiter)
	case delimiter != "":
		layout.Delimiter = delimiter
	case announced.length > 0:
		layout.Delimiter = string(announced.delimiter)
	default:
		layout.Delimiter = guessDelimiter(sample, err == io.EOF)
	}
	return newBody(newSplitter(buffered, layout.Delimiter[0], fromMacintosh(sample, layout.Delimiter[0])))
}

// announcement is a first line as "sep=;", which Excel obeys and does not count as a row.
type announcement struct {
	delimiter byte
	length    int
}

func announcedDelimiter(sample []byte) (rest []byte, a announcement) {
	line, rest, found := bytes.Cut(sample, []byte("\n"))
	length := len(line) + 1
	line = bytes.Trim(line, "\r\"")
	if !found || len(line) != len("sep=;") || !bytes.EqualFold(line[:4], []byte("sep=")) {
		return sample, a
	}
	return rest, announcement{line[4], length}
}

// guessDelimiter tries each delimiter on the beginning of a text. Header words decide, then how many rows have the same number
// of cells and how many cells that is.
func guessDelimiter(sample []byte, complete bool) string {
	if end := bytes.LastIndexAny(sample, "\r\n"); !complete && end > 0 {
		sample = sample[:end]
	}
	best, words, most := Delimiters[0], 0, 0.0
	for _, delimiter := range Delimiters {
		header, even := likeness(sample, delimiter[0], true)
		if header > words || header == words && even > most {
			best, words, most = delimiter, header, even
		}
	}
	return best
}

// fromMacintosh tells that a lone CR ends a row: where no LF does, or where more of the beginning of a text looks like a list by it.
func fromMacintosh(sample []byte, delimiter byte) bool {
	if bytes.IndexByte(sample, '\n') < 0 {
		return true
	}
	if bytes.Count(sample, []byte{'\r'}) == bytes.Count(sample, []byte("\r\n")) {
		return false
	}
	header, even := likeness(sample, delimiter, true)
	otherHeader, otherEven := likeness(sample, delimiter, false)
	return header > otherHeader || header == otherHeader && even > otherEven
}

// likeness tells how much a text, split so, looks like a list: by the words of its header, and by how even its rows are.
func likeness(sample []byte, delimiter byte, macintosh bool) (header int, even float64) {
	b, err := newBody(newSplitter(bytes.NewReader(sample), delimiter, macintosh))
	if err != nil {
		return -1, 0
	}
	return findHeader(b.head).score, evenness(b.head)
}

// evenness is the share of rows with the most frequent number of cells, weighed by that number; rows of one cell count
// against it.
func evenness(rows []row) float64 {
	counts := map[int]int{}
	frequent := 0
	for _, r := range rows {
		n := len(r.cells)
		counts[n]++
		if n > 1 && counts[n] > counts[frequent] {
			frequent = n
		}
	}
	if frequent < 2 {
		return 0
	}
	return float64(counts[frequent]) / float64(len(rows)) * math.Sqrt(float64(frequent-1))
}
