package file

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"albo/models"
	"github.com/xuri/excelize/v2"
)

// book makes a workbook with the rows of its first sheet and whatever else make does to it.
func book(t *testing.T, rows [][]any, make func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if make != nil {
		make(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func style(f *excelize.File, cell, format string) {
	id, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	f.SetCellStyle("Sheet1", cell, cell, id)
}

var header = []any{"Cognome", "Nome", "Nato il", "Comune"}

func TestWorkbooks(t *testing.T) {
	for name, c := range map[string]struct {
		rows     [][]any
		make     func(f *excelize.File)
		settings models.ReadSettings
		country  string
		want     string
	}{
		"a title over merged cells": {
			rows: [][]any{{"Elenco degli assistenti familiari"}, {"aggiornato al 17.09.2024"}, {}, header, {"ROSSI", "MARIA", "12/04/1961", "POPPI"}},
			make: func(f *excelize.File) { f.MergeCell("Sheet1", "A1", "D1") },
			want: "5: ROSSI | MARIA | born 1961-04-12 | at POPPI | key maria rossi|1961-04-12",
		},
		"dates by their styles": {
			rows: [][]any{header, {"ROSSI", "MARIA", 22383}, {"VERDI", "ANNA", 22383.5}, {"NERI", "PAOLO", time.Date(1961, 4, 12, 0, 0, 0, 0, time.UTC)}, {"BRUNI", "CARLA", 22383}},
			make: func(f *excelize.File) { style(f, "C2", "dd/mm/yyyy"); style(f, "C3", `[$-410]d mmmm yyyy;@`) },
			want: "2: ROSSI | MARIA | born 1961-04-12 | key maria rossi|1961-04-12\n3: VERDI | ANNA | born 1961-04-12 | key anna verdi|1961-04-12\n" +
				"4: NERI | PAOLO | born 1961-04-12 | key neri paolo|1961-04-12\n5: BRUNI | CARLA | born 1961-04-12 | key bruni carla|1961-04-12",
		},
		"a calendar from 1904": {
			rows: [][]any{header, {"ROSSI", "MARIA", 20921}, {"VERDI", "ANNA", 20921}},
			make: func(f *excelize.File) {
				from1904 := true
				f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904})
				style(f, "C2", "yyyy-mm-dd")
			},
			want: "2: ROSSI | MARIA | born 1961-04-12 | key maria rossi|1961-04-12\n3: VERDI | ANNA | born 1961-04-12 | key anna verdi|1961-04-12",
		},
		"numbers that are texts": {
			rows:    [][]any{{"Επώνυμο", "Όνομα", "ΑΦΜ", "Τηλέφωνο", "Ώρες"}, {"ΠΑΠΠΑ", "ΕΛΕΝΗ", 12345670, 6.970000001e9, 70.0}},
			make:    func(f *excelize.File) { style(f, "C2", "000000000") },
			country: "GR",
			want:    "2: ΠΑΠΠΑ | ΕΛΕΝΗ | code 012345670 | hours 70 | tel 6970000001",
		},
		"what formulas last gave": {
			rows: [][]any{{"Cognome", "Nome", "Ore"}, {"ROSSI", "MARIA", 70}},
			make: func(f *excelize.File) { f.SetCellFormula("Sheet1", "C2", "=35*2") },
			want: "2: ROSSI | MARIA | hours 70 | key maria rossi|",
		},
		"texts in colours and with escapes": {
			rows: [][]any{header, {"", "MARIA", "", "PO_x000D_PPI"}},
			make: func(f *excelize.File) {
				f.SetCellRichText("Sheet1", "A2", []excelize.RichTextRun{{Text: "RO"}, {Text: "SSI", Font: &excelize.Font{Bold: true}}})
			},
			want: "2: ROSSI | MARIA | at PO PPI | key maria rossi|",
		},
		"hidden sheets and notes": {
			rows: [][]any{{"Istruzioni"}, {"Compilare il foglio Elenco"}},
			make: func(f *excelize.File) {
				for _, name := range []string{"Bozza", "Elenco"} {
					f.NewSheet(name)
					f.SetSheetRow(name, "B2", &header)
					f.SetSheetRow(name, "B3", &[]any{"ROSSI", strings.ToUpper(name), "12/04/1961", "POPPI"})
				}
				f.SetSheetVisible("Bozza", false)
			},
			want: "3: ROSSI | ELENCO | born 1961-04-12 | at POPPI | key elenco rossi|1961-04-12",
		},
		"the sheet that the officer chose": {
			rows: [][]any{header, {"ROSSI", "MARIA"}},
			make: func(f *excelize.File) {
				f.NewSheet("Altro")
				f.SetSheetRow("Altro", "A1", &[]any{"Nominativo"})
				f.SetSheetRow("Altro", "A2", &[]any{"VERDI ANNA"})
			},
			settings: models.ReadSettings{Sheet: "Altro"},
			want:     "2: VERDI | ANNA | key anna verdi|",
		},
		"rows far down": {
			rows: [][]any{header, {"ROSSI", "MARIA"}},
			make: func(f *excelize.File) {
				f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", MaxBlankRows), &[]any{"VERDI", "ANNA"})
				f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", 3*MaxBlankRows), &[]any{"NERI", "PAOLO"})
			},
			want: "2: ROSSI | MARIA | key maria rossi|\n200000: VERDI | ANNA | key anna verdi|",
		},
	} {
		o := readString(book(t, c.rows, c.make), c.settings, Rules{Country: cmp.Or(c.country, "IT"), Today: today})
		var got []string
		for _, l := range o.lines {
			got = append(got, strings.TrimSuffix(toldLine(l), "\n"))
		}
		if o.err != nil || strings.Join(got, "\n") != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, o.err, strings.Join(got, "\n"), c.want)
		}
	}
}

func TestSheetsAreListed(t *testing.T) {
	file := book(t, [][]any{header, {"ROSSI", "MARIA"}}, func(f *excelize.File) {
		f.NewSheet("Nascosto")
		f.SetSheetVisible("Nascosto", false)
		f.NewSheet("Vuoto")
	})
	o := readString(file, models.ReadSettings{}, italy)
	if o.layout.Format != "xlsx" || o.layout.Sheet != "Sheet1" || strings.Join(o.layout.Sheets, ",") != "Sheet1,Vuoto" {
		t.Errorf("layout %+v", o.layout)
	}
}

// remade copies a workbook and changes one part; a nil change leaves the part out.
func remade(t *testing.T, file, part string, change func(xml string) string) string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, entry := range archive.File {
		content, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		xml, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		if entry.Name == part {
			if change == nil {
				continue
			}
			xml = []byte(change(string(xml)))
		}
		target, _ := w.Create(entry.Name)
		target.Write(xml)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func archived(names ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		w.Create(name)
	}
	w.Close()
	return b.String()
}

// Nobody is lost without a word: a workbook that cannot be read to its end is refused.
func TestDamagedWorkbooks(t *testing.T) {
	const data = "xl/worksheets/sheet1.xml"
	rows := [][]any{header}
	for i := range 600 {
		rows = append(rows, []any{fmt.Sprintf("ROSSI%d", i), "MARIA"})
	}
	good := book(t, rows, nil)
	replaced := func(old, new string) func(string) string {
		return func(xml string) string { return strings.Replace(xml, old, new, 1) }
	}
	inside := strings.Index(good, "xl/worksheets/sheet1.xml") + 800
	for name, c := range map[string]struct{ file, want string }{
		"a character that XML forbids": {remade(t, good, data, replaced(`<row r="301"`, "<row \x01 r=\"301\"")), "damaged"},
		"cut off in the middle":        {remade(t, good, data, func(xml string) string { return xml[:strings.Index(xml, `<row r="301"`)] }), "damaged"},
		"a flipped bit":                {good[:inside] + string(good[inside]^4) + good[inside+1:], "damaged"},
		"cut off at the end":           {good[:len(good)-100], "damaged"},
		"a part missing":               {remade(t, good, "xl/workbook.xml", nil), "damaged"},
		"a sheet missing":              {remade(t, good, data, nil), "damaged"},
		"no sheet at all":              {remade(t, good, "xl/workbook.xml", replaced("<sheet ", "<nothing ")), "no_rows"},
		"one endless text":             {remade(t, good, data, replaced("<v>0</v>", "<is><t>"+strings.Repeat("x", 20*MaxCell)+"</t></is>")), "too_large"},
		"columns without end":          {remade(t, good, data, replaced(`r="A300"`, `r="GS300"`)), "too_many_columns n=200 row=300"},
		"nothing in it":                {book(t, nil, nil), "no_rows"},
		"Word":                         {archived("[Content_Types].xml", "word/document.xml"), "is_word"},
		"binary workbook":              {archived("[Content_Types].xml", "xl/worksheets/sheet1.bin", "xl/workbook.bin"), "is_xlsb"},
		"OpenDocument":                 {archived("mimetype", "content.xml", "META-INF/manifest.xml"), "is_open_document"},
		"zip":                          {archived("elenco.csv"), "is_archive"},
		"empty zip":                    {archived(), "is_archive"},
	} {
		o := readString(c.file, models.ReadSettings{}, italy)
		var refusal *models.Error
		if !errors.As(o.err, &refusal) || toldText(refusal.Text) != c.want {
			t.Errorf("%s: %v, want %s", name, o.err, c.want)
		}
	}
	o := readString(good, models.ReadSettings{Sheet: "Foglio9"}, italy)
	if o.err == nil || len(o.layout.Sheets) != 1 {
		t.Errorf("a sheet that is not there: %v %v", o.err, o.layout.Sheets)
	}
}

// A workbook that opens with a password only is refused with what to do, however large it is.
func TestWorkbooksWithAPassword(t *testing.T) {
	for _, people := range []int{1, 5000} {
		f := excelize.NewFile()
		for i := range people {
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &header); err != nil {
				t.Fatal(err)
			}
		}
		var b bytes.Buffer
		if err := f.Write(&b, excelize.Options{Password: "segreto"}); err != nil {
			t.Fatal(err)
		}
		o := readString(b.String(), models.ReadSettings{}, italy)
		var refusal *models.Error
		if !errors.As(o.err, &refusal) || toldText(refusal.Text) != "is_protected" {
			t.Errorf("%d people, %d bytes: %v", people, b.Len(), o.err)
		}
	}
}

// Rows that were only coloured are in the file and hold nothing: the list goes on behind them, up to a bound.
func TestWorkbooksOfEmptyRows(t *testing.T) {
	good := book(t, [][]any{header, {"ROSSI", "MARIA"}}, nil)
	for blank, want := range map[int]int{MaxBlankRows - 1: 2, MaxBlankRows: 1} {
		o := readString(remade(t, good, "xl/worksheets/sheet1.xml", func(xml string) string {
			var rows strings.Builder
			for i := range blank {
				fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" s="0"/><c r="B%d" s="0"/></row>`, i+3, i+3, i+3)
			}
			fmt.Fprintf(&rows, `<row r="%d"><c t="inlineStr"><is><t>VERDI</t></is></c><c t="inlineStr"><is><t>ANNA</t></is></c></row>`, blank+3)
			return strings.Replace(xml, "</sheetData>", rows.String()+"</sheetData>", 1)
		}), models.ReadSettings{}, italy)
		if o.err != nil || len(o.lines) != want || o.layout.Rows != want {
			t.Errorf("%d empty rows: %d lines of %d rows, %v", blank, len(o.lines), o.layout.Rows, o.err)
		}
	}
	o := readString(remade(t, book(t, nil, nil), "xl/worksheets/sheet1.xml", func(xml string) string {
		return regexp.MustCompile("<sheetData>.*</sheetData>|<sheetData/>").ReplaceAllString(xml, "<sheetData>"+strings.Repeat("<row/>", 200_000)+"</sheetData>")
	}), models.ReadSettings{}, italy)
	var refusal *models.Error
	if !errors.As(o.err, &refusal) || toldText(refusal.Text) != "no_rows" {
		t.Errorf("nothing but empty rows: %d lines, %v", len(o.lines), o.err)
	}
}

// A zip may say one size and unzip to another; both are bounded.
func TestBombs(t *testing.T) {
	good := book(t, [][]any{header, {"ROSSI", "MARIA"}}, nil)
	zeros := remade(t, good, "xl/worksheets/sheet1.xml", func(xml string) string {
		return strings.Replace(xml, "</sheetData>", strings.Repeat(`<row/>`, 90<<20/6)+"</sheetData>", 1)
	})
	zipped, err := zip.NewReader(strings.NewReader(zeros), int64(len(zeros)))
	if err != nil {
		t.Fatal(err)
	}
	w := &workbook{archive: newArchive(zipped)}
	w.left = 64 << 20
	if _, err := w.part("xl/worksheets/sheet1.xml"); err != errTooLarge {
		t.Errorf("a part of 90 MB within 64 MB: %v", err)
	}
	w.parts["xl/worksheets/sheet1.xml"].UncompressedSize64 = 1 << 20
	rows, err := w.rows("xl/worksheets/sheet1.xml")
	for err == nil {
		_, err = rows.next()
	}
	if err != errTooLarge && err != errDamaged {
		t.Errorf("a part that says 1 MB and is 90 MB: %v", err)
	}
}

func TestNumberFormats(t *testing.T) {
	for code, want := range map[string]cellStyle{
		"General": {}, "0": {pad: 1}, "00000": {pad: 5}, "0.00": {}, "#,##0": {}, "@": {}, "dd/mm/yyyy": {date: true}, "d-mmm": {date: true}, "yyyy": {date: true},
		"h:mm": {}, `"giorno" 0`: {}, `[Red]0.00`: {}, `0\d`: {}, `[$-410]d mmmm yyyy`: {date: true}, "mmm yy": {date: true},
	} {
		if got := styleOf("164", code); got != want {
			t.Errorf("styleOf(%q) = %+v, want %+v", code, got, want)
		}
	}
	for id, date := range map[string]bool{"14": true, "22": true, "0": false, "2": false, "20": false, "": false} {
		if got := styleOf(id, ""); got.date != date {
			t.Errorf("styleOf(%s) = %+v", id, got)
		}
	}
}

func TestEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"a_x000D_b": "a\rb", "_x0041__x0042_": "AB", "a_x00": "a_x00", "a_xZZZZ_b": "a_xZZZZ_b", "via_x": "via_x", "_xD800_": "_xD800_", "_x005F_x000D_": "_x000D_",
	} {
		if got := withoutEscapes(in); got != want {
			t.Errorf("withoutEscapes(%q) = %q, want %q", in, got, want)
		}
	}
}

// Of other people's workbooks every cell is read as excelize reads it.
func TestCellsAreThoseOfExcelize(t *testing.T) {
	names, err := filepath.Glob(shared(t, "xlsx") + "/*.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{RawCellValue: true, UnzipSizeLimit: MaxUnzipped, UnzipXMLSizeLimit: 1 << 20})
		archive, zipErr := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil || zipErr != nil {
			continue
		}
		ours := &workbook{archive: newArchive(archive)}
		sheets, err := ours.open()
		if err != nil {
			t.Logf("%s: %v", filepath.Base(name), err)
			continue
		}
		ours.styles = nil // as raw as theirs
		for _, s := range sheets {
			rows, err := theirs.GetRows(s.name)
			if err != nil {
				continue
			}
			for i, row := range rowsOf(t, ours, s, len(rows)) {
				compared++
				if want := strings.TrimRight(strings.Join(rows[i], "|"), "|"); row != want {
					t.Errorf("%s, %s, row %d: %q, excelize reads %q", filepath.Base(name), s.name, i+1, row, want)
				}
			}
		}
	}
	if compared < 1000 {
		t.Errorf("only %d rows compared", compared)
	}
}

func rowsOf(t *testing.T, w *workbook, s sheet, n int) []string {
	t.Helper()
	found := make([]string, n)
	rows, err := w.rows(s.part)
	for err == nil {
		var r row
		if r, err = rows.next(); err == nil && r.number <= n {
			found[r.number-1] = strings.TrimRight(strings.Join(r.cells, "|"), "|")
		}
	}
	if err != io.EOF && err != errDamaged {
		t.Fatal(err)
	}
	return found
}

// FuzzWorkbook puts any XML in the place of a sheet, of its texts and of its styles.
func FuzzWorkbook(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c t="inlineStr"><is><r><t>Nome</t></r></is></c></row></sheetData></worksheet>`),
		[]byte(`<sst><si><t>Cognome</t></si><si><rPh><t>x</t></rPh></si></sst>`), []byte(`<s><cellXfs><xf numFmtId="14"/></cellXfs></s>`))
	f.Add([]byte(`<x:worksheet><x:sheetData><x:row><x:c r="ZZZ9" s="0"><x:v>1E3</x:v>`), []byte(`<sst/>`), []byte(`<s><numFmts><numFmt numFmtId="1" formatCode="000"/></numFmts></s>`))
	f.Fuzz(func(t *testing.T, sheet, texts, styles []byte) {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for name, content := range map[string]string{
			"xl/workbook.xml": `<workbook><sheets><sheet name="A" id="1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<R><Relationship Id="1" Type="/worksheet" Target="s.xml"/><Relationship Id="2" Type="/sharedStrings" Target="t.xml"/>` +
				`<Relationship Id="3" Type="/styles" Target="y.xml"/></R>`,
			"xl/s.xml": string(sheet), "xl/t.xml": string(texts), "xl/y.xml": string(styles),
		} {
			part, _ := w.Create(name)
			io.WriteString(part, content)
		}
		w.Close()
		for _, settings := range []models.ReadSettings{{}, {HeaderRow: -1, Columns: map[int]models.RosterField{0: models.RosterFullName}}} {
			o := readString(b.String(), settings, italy)
			var refusal *models.Error
			if o.err != nil && (!errors.As(o.err, &refusal) || strings.Contains(o.err.Error(), "panic")) {
				t.Fatal(o.err)
			}
		}
	})
}
