package file

import (
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"albo/models"
)

// Workbooks are read here and not by excelize: it takes broken XML for the end of the sheet, so that people would be missing
// without a word; it makes gigabytes in memory of some small files; and it needs twice as long.

// workbook is an XLSX file opened: ECMA-376, transitional or strict.
type workbook struct {
	archive
	texts    sharedTexts
	styles   []cellStyle
	from1904 bool
}

// sheet is a visible worksheet and the name of its part.
type sheet struct{ name, part string }

// openWorkbook chooses a sheet, the one whose header has the most words of ours unless the officer names one.
func openWorkbook(src io.ReaderAt, size int64, chosen string, layout *models.FileLayout) (*body, error) {
	layout.Format = "xlsx"
	archive, err := openArchive(src, size)
	if err != nil {
		return nil, err
	}
	w := &workbook{archive: archive}
	sheets, err := w.open()
	if err != nil {
		return nil, err
	}
	if sheets, err = choose(sheets, chosen, layout); err != nil {
		return nil, err
	}
	return best(sheets, layout, func(s sheet) (*body, error) {
		rows, err := w.rows(s.part)
		if err != nil {
			return nil, err
		}
		b, err := newBody(rows)
		if err != nil {
			return nil, err
		}
		b.from1904 = w.from1904
		return b, nil
	})
}

// choose lists the sheets and leaves the one that the officer named.
func choose(sheets []sheet, chosen string, layout *models.FileLayout) ([]sheet, error) {
	for _, s := range sheets {
		layout.Sheets = append(layout.Sheets, s.name)
	}
	if chosen == "" {
		return sheets, nil
	}
	sheets = slices.DeleteFunc(sheets, func(s sheet) bool { return s.name != chosen })
	if len(sheets) == 0 {
		return nil, refuse("roster.file.sheet_missing", "sheet", chosen)
	}
	return sheets, nil
}

// best gives the sheet with the best header; without any, the first with something in it.
func best(sheets []sheet, layout *models.FileLayout, open func(sheet) (*body, error)) (*body, error) {
	var best *body
	most := -1
	for _, s := range sheets {
		b, err := open(s)
		if err != nil {
			return nil, err
		}
		if score := findHeader(b.head).score; len(b.head) > 0 && score > most {
			best, most, layout.Sheet = b, score, s.name
		}
	}
	if best == nil {
		return nil, refuse("roster.file.no_rows")
	}
	return best, nil
}

// open reads what all sheets share and lists the visible ones.
func (w *workbook) open() ([]sheet, error) {
	main := "xl/workbook.xml"
	if roots, err := w.relations(""); err == nil {
		for _, r := range roots {
			if r.kind == "officeDocument" {
				main = r.target
			}
		}
	}
	relations, err := w.relations(main)
	if err != nil {
		return nil, err
	}
	for _, r := range relations {
		switch r.kind {
		case "sharedStrings":
			err = w.readTexts(r.target)
		case "styles":
			err = w.readStyles(r.target)
		}
		if err != nil {
			return nil, err
		}
	}
	return w.sheets(main, relations)
}

// sheets lists the worksheets that are not hidden, or all when all are.
func (w *workbook) sheets(main string, relations map[string]relation) (visible []sheet, err error) {
	var hidden []sheet
	err = w.elements(main, func(e xml.StartElement) {
		switch e.Name.Local {
		case "workbookPr":
			w.from1904 = isTrue(attribute(e, "date1904"))
		case "sheet":
			r := relations[attribute(e, "id")]
			s := sheet{attribute(e, "name"), r.target}
			switch state := attribute(e, "state"); {
			case r.kind != "worksheet":
			case state == "hidden" || state == "veryHidden":
				hidden = append(hidden, s)
			default:
				visible = append(visible, s)
			}
		}
	})
	if len(visible) == 0 {
		visible = hidden
	}
	return visible, err
}

// relation is a reference from one part to another.
type relation struct{ kind, target string }

// relations reads the references of a part, the whole workbook's when it has no name.
func (w *workbook) relations(of string) (map[string]relation, error) {
	dir, name := path.Split(of)
	found := map[string]relation{}
	err := w.elements(dir+"_rels/"+name+".rels", func(e xml.StartElement) {
		if e.Name.Local == "Relationship" {
			target := strings.ReplaceAll(attribute(e, "Target"), "\\", "/")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(dir, target)
			}
			found[attribute(e, "Id")] = relation{path.Base(attribute(e, "Type")), partName(target)}
		}
	})
	return found, err
}

func attribute(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

func isTrue(s string) bool { return s == "1" || s == "true" || s == "on" }

// cellStyle is what a number in a cell stands for.
type cellStyle struct {
	date bool
	pad  int // digits, with zeros in front
}

// readStyles reads which cell styles are dates and which write zeros in front.
func (w *workbook) readStyles(part string) error {
	formats := map[string]string{}
	inCellXfs := false
	return w.elements(part, func(e xml.StartElement) {
		switch e.Name.Local {
		case "numFmt":
			formats[attribute(e, "numFmtId")] = attribute(e, "formatCode")
		case "cellXfs", "cellStyleXfs", "cellStyles":
			inCellXfs = e.Name.Local == "cellXfs"
		case "xf":
			if inCellXfs && len(w.styles) < 1<<16 {
				id := attribute(e, "numFmtId")
				w.styles = append(w.styles, styleOf(id, formats[id]))
			}
		}
	})
}

// styleOf reads a number format: its code, or its number when it is one of those built in.
func styleOf(id, code string) cellStyle {
	if code == "" {
		n, _ := strconv.Atoi(id)
		return cellStyle{date: 14 <= n && n <= 17 || n == 22 || 27 <= n && n <= 36 || 50 <= n && n <= 58}
	}
	if strings.Trim(code, "0") == "" {
		return cellStyle{pad: min(len(code), 30)}
	}
	return cellStyle{date: strings.ContainsAny(strings.ToLower(withoutLiterals(code)), "yd")}
}

// withoutLiterals takes out of a number format what is printed as it is, colours and conditions.
func withoutLiterals(code string) string {
	var rest strings.Builder
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\\', '_', '*':
			i++
		case '"', '[':
			end := byte('"')
			if code[i] == '[' {
				end = ']'
			}
			if n := strings.IndexByte(code[i+1:], end); n >= 0 {
				i += n + 1
			}
		default:
			rest.WriteByte(code[i])
		}
	}
	return rest.String()
}
