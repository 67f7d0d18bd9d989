package file

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"

	"albo/models"
)

// A small file that unzips to a large one is refused before it is read, whichever part is large.
func TestDenseWorkbooksAreRefused(t *testing.T) {
	repeat := func(s string) string { return strings.Repeat(s, 40<<20/len(s)) }
	good := book(t, [][]any{header, {"ROSSI", "MARIA"}}, nil)
	for name, c := range map[string]struct{ part, xml string }{
		"rows":     {"xl/worksheets/sheet1.xml", "<w><sheetData>" + repeat("<row/>") + "</sheetData></w>"},
		"cells":    {"xl/worksheets/sheet1.xml", "<w><sheetData><row>" + repeat("<c/>") + "</row></sheetData></w>"},
		"comments": {"xl/worksheets/sheet1.xml", "<w><sheetData>" + repeat("<!---->") + "</sheetData></w>"},
		"texts":    {"xl/sharedStrings.xml", "<s>" + repeat("<si/>") + "</s>"},
		"styles":   {"xl/styles.xml", "<s><cellXfs>" + repeat("<xf/>") + "</cellXfs></s>"},
	} {
		o := readString(remade(t, good, c.part, func(string) string { return c.xml }), models.ReadSettings{}, italy)
		var refusal *models.Error
		if !errors.As(o.err, &refusal) || toldText(refusal.Text) != "too_large" {
			t.Errorf("%s: %v", name, o.err)
		}
	}
}

// No workbook has more pieces of XML than are read.
func TestPiecesAreCounted(t *testing.T) {
	file := zipped(t, map[string]string{"a.xml": "<a>" + strings.Repeat("<b/>", 100) + "</a>"})
	a, err := openArchive(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	a.tokens = 50
	if err := a.elements("a.xml", func(xml.StartElement) {}); err != errTooLarge {
		t.Errorf("got %v", err)
	}
}
