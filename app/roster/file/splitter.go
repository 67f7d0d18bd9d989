package file

import (
	"bytes"
	"io"
)

// row is one row of a table with its number in the office's program.
type row struct {
	number   int
	cells    []string // valid until the next row is read
	unclosed int      // column, counted from 1, of a cell that opened with a quotation mark never closed; 0 when there is none
}

// table is a list of rows, read one after the other; io.EOF comes after the last.
type table interface{ next() (row, error) }

// maxRecord bounds a row in bytes, maxQuoted a cell in quotation marks: one never closed must not swallow the file.
const (
	maxRecord = 1 << 20
	maxQuoted = 4 * MaxCell
)

// splitter parts text into rows and cells as spreadsheet programs do, so that its row numbers are theirs: every line is
// a row, an empty one too, but a line break within quotation marks is part of its cell. Rows end with LF or CRLF, mixed as
// they come; a lone CR ends a row where macintosh says so, and is part of its cell anywhere else. A quotation mark is text
// unless it opens a cell and another one, with the delimiter or the end of the row behind it, closes that cell.
type splitter struct {
	src        io.Reader
	delimiter  byte
	macintosh  bool
	buffer     []byte
	start, end int // what is read and not yet split
	ended      bool
	number     int

	text  []byte // of the row being split
	ends  []int  // where its cells end in text
	cells []string
	open  int // see row.unclosed
}

func newSplitter(src io.Reader, delimiter byte, macintosh bool) *splitter {
	return &splitter{src: src, delimiter: delimiter, macintosh: macintosh, buffer: make([]byte, 32<<10)}
}

func (s *splitter) next() (row, error) {
	for {
		if s.start < s.end {
			if used, done := s.split(s.buffer[s.start:s.end]); done {
				s.start += used
				return s.row(), nil
			}
		} else if s.ended {
			return row{}, io.EOF
		}
		if err := s.fill(); err != nil {
			return row{}, err
		}
	}
}

func (s *splitter) row() row {
	s.number++
	text, from := string(s.text), 0
	s.cells = s.cells[:0]
	for _, end := range s.ends {
		s.cells = append(s.cells, text[from:end])
		from = end
	}
	return row{s.number, s.cells, s.open}
}

// fill reads more behind what is not yet split.
func (s *splitter) fill() error {
	s.end = copy(s.buffer, s.buffer[s.start:s.end])
	s.start = 0
	if s.end >= maxRecord {
		return refuse("roster.file.row_too_long", "row", itoa(s.number+1))
	}
	if s.end == len(s.buffer) {
		s.buffer = append(s.buffer, make([]byte, len(s.buffer))...)
	}
	n, err := io.ReadFull(s.src, s.buffer[s.end:])
	s.end += n
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		s.ended = true
		return nil
	}
	return err
}

// split takes one row off the front of data; false when its end is not there yet.
func (s *splitter) split(data []byte) (used int, done bool) {
	s.text, s.ends, s.open = s.text[:0], s.ends[:0], 0
	for at := 0; ; {
		end, ok := s.cell(data, at)
		if !ok {
			return 0, false
		}
		s.ends = append(s.ends, len(s.text))
		if end < len(data) && data[end] == s.delimiter {
			at = end + 1
			continue
		}
		return s.lineEnd(data, end)
	}
}

// lineEnd passes over CR, LF or CRLF.
func (s *splitter) lineEnd(data []byte, at int) (used int, done bool) {
	switch {
	case at == len(data):
		return at, s.ended
	case data[at] == '\n':
		return at + 1, true
	case at+1 < len(data) && data[at+1] == '\n':
		return at + 2, true
	}
	return at + 1, at+1 < len(data) || s.ended
}

// cell adds the cell that begins at a place to text and gives where it ends.
func (s *splitter) cell(data []byte, at int) (end int, ok bool) {
	quoted := at < len(data) && data[at] == '"'
	if quoted {
		if end, ok := s.quoted(data, at+1); end > 0 || !ok {
			return end, ok
		}
	}
	for end = at; end < len(data); end++ {
		if c := data[end]; c == s.delimiter || c == '\n' || c == '\r' && !s.loneReturn(data[end:]) {
			break
		}
	}
	if end == len(data) && !s.ended {
		return 0, false
	}
	if quoted && bytes.Count(data[at:end], []byte{'"'}) == 1 {
		s.open = len(s.ends) + 1
		at++
	}
	s.text = append(s.text, data[at:end]...)
	return end, true
}

// quoted reads what follows an opening quotation mark up to the one that closes it. The end is 0 when none does.
func (s *splitter) quoted(data []byte, at int) (end int, ok bool) {
	text := len(s.text)
	for from := at; ; {
		mark := bytes.IndexByte(data[from:], '"')
		if mark < 0 {
			s.text = s.text[:text]
			return 0, s.ended || len(data)-at > maxQuoted
		}
		mark += from
		s.text = append(s.text, data[from:mark]...)
		from = mark + 1
		switch {
		case from == len(data) && !s.ended:
			s.text = s.text[:text]
			return 0, false
		case from < len(data) && data[from] == '"':
			s.text = append(s.text, '"')
			from++
		case s.closes(data[from:]) && mark-at <= maxQuoted:
			return from + s.blanks(data[from:]), true
		default:
			s.text = s.text[:text]
			return 0, true
		}
	}
}

// closes tells whether what follows a quotation mark lets it close its cell.
func (s *splitter) closes(rest []byte) bool {
	rest = rest[s.blanks(rest):]
	return len(rest) == 0 || rest[0] == s.delimiter || rest[0] == '\n' || rest[0] == '\r'
}

// blanks counts the blanks between a closing quotation mark and the delimiter.
func (s *splitter) blanks(rest []byte) int {
	n := 0
	for n < len(rest) && (rest[n] == ' ' && s.delimiter != ' ' || rest[n] == '\r' && s.loneReturn(rest[n:])) {
		n++
	}
	return n
}

// loneReturn tells that the CR with which a text begins is part of its cell.
func (s *splitter) loneReturn(text []byte) bool {
	return !s.macintosh && len(text) > 1 && text[1] != '\n'
}
