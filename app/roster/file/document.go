package file

import (
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"

	"albo/models"
)

// document is a spreadsheet of OpenDocument (ISO/IEC 26300), as LibreOffice saves it: one part with all tables, one after the other.
type document struct {
	archive
	hidden map[string]bool // styles of tables that are not shown
}

const content = "content.xml"

// openDocument chooses a table as openWorkbook does a sheet.
func openDocument(src io.ReaderAt, size int64, chosen string, layout *models.FileLayout) (*body, error) {
	layout.Format = "ods"
	archive, err := openArchive(src, size)
	if err != nil {
		return nil, err
	}
	archive.left = 3 * MaxUnzipped // the part is read once to list the tables, and once or more to choose one
	d := &document{archive: archive, hidden: map[string]bool{}}
	if err := d.refuseProtected(); err != nil {
		return nil, err
	}
	sheets, err := d.sheets()
	if err != nil {
		return nil, err
	}
	if sheets, err = choose(sheets, chosen, layout); err != nil {
		return nil, err
	}
	return best(sheets, layout, func(s sheet) (*body, error) {
		rows, err := d.rows(s.name)
		if err != nil {
			return nil, err
		}
		return newBody(rows)
	})
}

func (d *document) refuseProtected() error {
	const manifest = "meta-inf/manifest.xml"
	if d.parts[manifest] == nil {
		return nil
	}
	protected := false
	err := d.elements(manifest, func(e xml.StartElement) { protected = protected || e.Name.Local == "encryption-data" })
	if err == nil && protected {
		return refuse("roster.file.is_protected")
	}
	return err
}

// sheets lists the tables that are shown, or all when none is.
func (d *document) sheets() (visible []sheet, err error) {
	var hidden []sheet
	style, depth := "", 0
	err = d.nested(content, func(e xml.StartElement) {
		switch e.Name.Local {
		case "style":
			style = attribute(e, "name")
		case "table-properties":
			d.hidden[style] = attribute(e, "display") == "false"
		case "table":
			if depth++; depth > 1 {
				return
			}
			if s := (sheet{name: attribute(e, "name")}); d.hidden[attribute(e, "style-name")] {
				hidden = append(hidden, s)
			} else {
				visible = append(visible, s)
			}
		}
	}, func(e xml.EndElement) {
		if e.Name.Local == "table" {
			depth--
		}
	})
	if len(visible) == 0 {
		visible = hidden
	}
	return visible, err
}

// documentRows reads the rows of one table.
type documentRows struct {
	part   *part
	number int
	again  int // how often the row just read is still to be given
	last   row
	cells  []string
}

// rows goes to the beginning of a table.
func (d *document) rows(name string) (table, error) {
	p, err := d.part(content)
	if err != nil {
		return nil, err
	}
	for {
		token, err := p.next()
		if err != nil {
			return nil, damage(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "table" && attribute(e, "name") == name {
			return &documentRows{part: p}, nil
		}
	}
}

func (d *documentRows) next() (row, error) {
	if d.again > 0 {
		d.again--
		d.last.number++
		return d.last, nil
	}
	for {
		token, err := d.part.next()
		if err != nil {
			return row{}, damage(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local == "table-row" {
				return d.row(repeated(e, "number-rows-repeated"))
			}
			if e.Name.Local == "shapes" || e.Name.Local == "table" {
				if err := d.skip(e.Name.Local); err != nil {
					return row{}, err
				}
			}
		case xml.EndElement:
			if e.Name.Local == "table" {
				return row{}, io.EOF
			}
		}
	}
}

// row reads a row that stands so many times. Blank ones, a million at the end of many tables, are given once and counted.
func (d *documentRows) row(times int) (row, error) {
	d.cells = d.cells[:0]
	column := 0
	for {
		token, err := d.part.next()
		if err != nil {
			return row{}, damage(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local != "table-cell" && e.Name.Local != "covered-table-cell" {
				continue
			}
			value, err := d.cell(e)
			if err != nil {
				return row{}, err
			}
			span := repeated(e, "number-columns-repeated")
			for i := column; value != "" && i < column+span && i <= MaxColumns; i++ {
				d.cells = put(d.cells, i, value)
			}
			column = min(column+span, MaxColumns+1)
		case xml.EndElement:
			if e.Name.Local == "table-row" {
				return d.counted(times), nil
			}
		}
	}
}

func (d *documentRows) counted(times int) row {
	if len(d.cells) == 0 {
		d.number += times
		return row{number: d.number}
	}
	first := d.number + 1
	d.number += times
	d.last, d.again = row{number: first, cells: d.cells}, times-1
	return d.last
}

// repeated is how often a row or cell stands, at most as often as any program has room for.
func repeated(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(attribute(e, name))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, 1<<20)
}

// cell reads a cell up to its end: a date or a number by its value, all else as it is shown. Notes are no part of it.
func (d *documentRows) cell(start xml.StartElement) (string, error) {
	var text []byte
	depth, paragraphs := 0, 0
	for {
		token, err := d.part.next()
		if err != nil {
			return "", damage(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "annotation", "frame", "custom-shape", "table":
				if err := d.skip(e.Name.Local); err != nil {
					return "", err
				}
				continue
			case "p", "h":
				if paragraphs++; paragraphs > 1 {
					text = append(text, '\n')
				}
			case "s", "tab", "line-break":
				text = append(text, strings.Repeat(" ", min(repeated(e, "c"), 100))...)
			}
			depth++
		case xml.CharData:
			if paragraphs > 0 && depth > 0 {
				text = append(text, e...)
			}
		case xml.EndElement:
			if depth == 0 {
				return shown(start, string(text)), nil
			}
			depth--
		}
		if len(text) > maxToken {
			return "", errTooLarge
		}
	}
}

// skip passes over an element up to its end.
func (d *documentRows) skip(name string) error {
	for depth := 1; depth > 0; {
		token, err := d.part.next()
		if err != nil {
			return damage(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local == name {
				depth++
			}
		case xml.EndElement:
			if e.Name.Local == name {
				depth--
			}
		}
	}
	return nil
}

// shown gives the value of a cell: days as YYYY-MM-DD, numbers with the zeros in front that are shown but without the points between
// thousands.
func shown(cell xml.StartElement, text string) string {
	switch attribute(cell, "value-type") {
	case "date":
		if day := attribute(cell, "date-value"); day != "" {
			return day
		}
	case "float", "percentage", "currency":
		value := attribute(cell, "value")
		number, err := strconv.ParseFloat(value, 64)
		if err != nil || text != "" && strings.Trim(text, "0123456789") == "" {
			return text
		}
		if math.Abs(number) < 1e15 {
			return strconv.FormatFloat(number, 'f', -1, 64)
		}
		return value
	}
	return text
}
