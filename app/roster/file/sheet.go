package file

import (
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sharedTexts are the texts that cells refer to by number.
type sharedTexts struct {
	text []byte
	ends []uint32
}

// How many bytes of shared texts are kept in memory, and how many texts.
const (
	maxSharedBytes = 128 << 20
	maxSharedTexts = 8 << 20
)

func (t *sharedTexts) at(i int) string {
	if i < 0 || i >= len(t.ends) {
		return ""
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return string(t.text[from:t.ends[i]])
}

// readTexts reads the shared texts without their formatting and without the readings of Chinese characters.
func (w *workbook) readTexts(name string) error {
	p, err := w.part(name)
	if err != nil {
		return err
	}
	reading, phonetic := false, false
	for {
		token, err := p.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			reading = e.Name.Local == "t" && !phonetic
			phonetic = phonetic || e.Name.Local == "rPh"
		case xml.CharData:
			if reading {
				w.texts.text = append(w.texts.text, e...)
			}
		case xml.EndElement:
			reading = false
			switch e.Name.Local {
			case "rPh":
				phonetic = false
			case "si":
				w.texts.ends = append(w.texts.ends, uint32(len(w.texts.text)))
			}
		}
		if len(w.texts.text) > maxSharedBytes || len(w.texts.ends) > maxSharedTexts {
			return errTooLarge
		}
	}
}

// sheetRows reads the rows of a worksheet.
type sheetRows struct {
	*workbook
	part   *part
	number int
	cells  []string
	inside bool // between <sheetData> and </sheetData>
}

func (w *workbook) rows(name string) (table, error) {
	p, err := w.part(name)
	if err != nil {
		return nil, err
	}
	return &sheetRows{workbook: w, part: p}, nil
}

func (s *sheetRows) next() (row, error) {
	for {
		token, err := s.part.next()
		switch {
		case err == io.EOF && s.inside:
			return row{}, errDamaged
		case err != nil:
			return row{}, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "sheetData":
				s.inside = true
			case "row":
				return s.row(e)
			}
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				s.inside = false
			}
		}
	}
}

// row reads the cells up to </row>. A row or cell without a number follows the one before it.
func (s *sheetRows) row(start xml.StartElement) (row, error) {
	s.number++
	if n, err := strconv.Atoi(attribute(start, "r")); err == nil && n > 0 {
		s.number = n
	}
	s.cells = s.cells[:0]
	for column := 0; ; {
		token, err := s.part.next()
		if err != nil {
			return row{}, damage(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			column = columnOf(attribute(e, "r"), column)
			value, err := s.cell(e)
			if err != nil {
				return row{}, err
			}
			s.cells = put(s.cells, column, value)
			column++
		case xml.EndElement:
			if e.Name.Local == "row" {
				return row{number: s.number, cells: s.cells}, nil
			}
		}
	}
}

// put sets the cell of a column. All that lies beyond what a file may have is kept as one column too many.
func put(cells []string, column int, value string) []string {
	if value == "" {
		return cells
	}
	column = min(column, MaxColumns)
	for len(cells) <= column {
		cells = append(cells, "")
	}
	cells[column] = value
	return cells
}

// columnOf counts the column of a reference, "AB12", from 0; without one it is the column that follows.
func columnOf(reference string, following int) int {
	n := 0
	for i := 0; i < len(reference) && i < 4; i++ {
		c := reference[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	if n == 0 {
		return following
	}
	return n - 1
}

// cell reads a cell up to </c>: what a formula last gave, a shared text, a text of its own, a number as its style shows it.
func (s *sheetRows) cell(start xml.StartElement) (string, error) {
	var text []byte
	reading, phonetic := false, false
	for {
		token, err := s.part.next()
		if err != nil {
			return "", damage(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			reading = (e.Name.Local == "v" || e.Name.Local == "t") && !phonetic
			phonetic = phonetic || e.Name.Local == "rPh"
		case xml.CharData:
			if reading {
				if text = append(text, e...); len(text) > maxToken {
					return "", errTooLarge
				}
			}
		case xml.EndElement:
			reading = false
			switch e.Name.Local {
			case "rPh":
				phonetic = false
			case "c":
				return s.value(attribute(start, "t"), attribute(start, "s"), string(text)), nil
			}
		}
	}
}

func (s *sheetRows) value(kind, style, text string) string {
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil {
			return ""
		}
		return withoutEscapes(s.texts.at(n))
	case "inlineStr", "str":
		return withoutEscapes(text)
	case "b", "e", "d":
		return text
	}
	return s.numeral(style, strings.TrimSpace(text))
}

// numeral writes a number as its style shows it, as far as it matters: dates as YYYY-MM-DD, zeros in front, never "1E+05".
func (s *sheetRows) numeral(style, text string) string {
	var format cellStyle
	if i, err := strconv.Atoi(style); err == nil && 0 <= i && i < len(s.styles) {
		format = s.styles[i]
	}
	number, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		return text
	case format.date && number >= 1 && number < 3_000_000:
		return serialDate(int(number), s.from1904).String()
	case format.pad > 0 && number >= 0 && number == math.Trunc(number) && number < 1e15:
		digits := strconv.FormatFloat(number, 'f', 0, 64)
		return strings.Repeat("0", max(0, format.pad-len(digits))) + digits
	case strings.ContainsAny(text, "eE") && math.Abs(number) < 1e15:
		return strconv.FormatFloat(number, 'f', -1, 64)
	}
	return text
}

// withoutEscapes turns _x000D_ and the like, by which a workbook writes what XML cannot hold, into what they stand for.
func withoutEscapes(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var plain strings.Builder
	for {
		i := strings.Index(text, "_x")
		if i < 0 || len(text) < i+7 {
			return plain.String() + text
		}
		plain.WriteString(text[:i])
		code, err := strconv.ParseUint(text[i+2:i+6], 16, 16)
		if err == nil && text[i+6] == '_' && utf8.ValidRune(rune(code)) {
			plain.WriteRune(rune(code))
			text = text[i+7:]
		} else {
			plain.WriteString("_x")
			text = text[i+2:]
		}
	}
}
