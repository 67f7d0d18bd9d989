package file

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"albo/models"
)

// zipped makes an archive of parts.
func zipped(t testing.TB, parts map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, parts[name])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// ods is a spreadsheet as LibreOffice saves it, with these tables.
func ods(t testing.TB, tables string) string {
	return zipped(t, map[string]string{
		"mimetype":              "application/vnd.oasis.opendocument.spreadsheet",
		"META-INF/manifest.xml": `<manifest:manifest><manifest:file-entry manifest:full-path="/"/></manifest:manifest>`,
		"content.xml": `<?xml version="1.0" encoding="UTF-8"?><office:document-content><office:automatic-styles>` +
			`<style:style style:name="hid" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>` +
			`<office:body><office:spreadsheet>` + tables + `</office:spreadsheet></office:body></office:document-content>`,
	})
}

func cells(values ...string) string {
	row := "<table:table-row>"
	for _, value := range values {
		row += `<table:table-cell office:value-type="string"><text:p>` + value + `</text:p></table:table-cell>`
	}
	return row + "</table:table-row>"
}

func TestOpenDocument(t *testing.T) {
	head := cells("Cognome", "Nome", "Nato il", "Telefono", "Comune")
	for name, c := range map[string]struct {
		tables   string
		settings models.ReadSettings
		want     string
	}{
		"values of all kinds": {
			tables: `<table:table table:name="Elenco">` + head + `<table:table-row>` +
				`<table:table-cell office:value-type="string"><office:annotation><text:p>una nota</text:p></office:annotation><text:p>DE<text:s text:c="2"/><text:span>SAN</text:span>TIS</text:p></table:table-cell>` +
				`<table:table-cell office:value-type="string"><text:p>MARIA</text:p><text:p>LUISA</text:p></table:table-cell>` +
				`<table:table-cell office:value-type="date" office:date-value="1961-04-12"><text:p>12 apr 61</text:p></table:table-cell>` +
				`<table:table-cell office:value-type="float" office:value="575111111"><text:p>0575111111</text:p></table:table-cell>` +
				`<table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>POPPI</text:p></table:table-cell>` +
				`</table:table-row></table:table>`,
			want: "2: DE SANTIS | MARIA LUISA | born 1961-04-12 | at POPPI | tel 0575111111 | key de luisa maria santis|1961-04-12",
		},
		"rows and cells repeated": {
			tables: `<table:table table:name="Elenco">` + head + `<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>` +
				cells("ROSSI", "MARIA") + `<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`,
			want: "5: ROSSI | MARIA | key maria rossi|",
		},
		"hidden tables": {
			tables: `<table:table table:name="Bozza" table:style-name="hid">` + head + cells("BOZZA", "MARIA") + `</table:table><table:table table:name="Note">` + cells("Da leggere") +
				`</table:table><table:table table:name="Elenco">` + head + cells("ROSSI", "MARIA") + `</table:table>`,
			want: "2: ROSSI | MARIA | key maria rossi|",
		},
		"the table that the officer chose": {
			tables:   `<table:table table:name="A">` + head + cells("ROSSI", "MARIA") + `</table:table><table:table table:name="B">` + head + cells("VERDI", "ANNA") + `</table:table>`,
			settings: models.ReadSettings{Sheet: "B"},
			want:     "2: VERDI | ANNA | key anna verdi|",
		},
		"a table within a cell": {
			tables: `<table:table table:name="A">` + head + `<table:table-row><table:table-cell office:value-type="string"><text:p>ROSSI</text:p><table:table table:name="B">` + cells("VERDI") +
				`</table:table></table:table-cell><table:table-cell><text:p>MARIA</text:p></table:table-cell></table:table-row></table:table>`,
			want: "2: ROSSI | MARIA | key maria rossi|",
		},
	} {
		o := readString(ods(t, c.tables), c.settings, italy)
		var got []string
		for _, l := range o.lines {
			got = append(got, strings.TrimSuffix(toldLine(l), "\n"))
		}
		if o.err != nil || o.layout.Format != "ods" || strings.Join(got, "\n") != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, o.err, strings.Join(got, "\n"), c.want)
		}
	}
}

func TestDamagedOpenDocuments(t *testing.T) {
	spreadsheet := "application/vnd.oasis.opendocument.spreadsheet"
	for name, c := range map[string]struct {
		parts map[string]string
		want  string
	}{
		"a password": {map[string]string{"mimetype": spreadsheet, "content.xml": "x", "META-INF/manifest.xml": `<m><file-entry><encryption-data/></file-entry></m>`}, "is_protected"},
		"no content": {map[string]string{"mimetype": spreadsheet}, "damaged"},
		"cut off":    {map[string]string{"mimetype": spreadsheet, "content.xml": `<d><table name="A">` + cells("Cognome", "Nome")}, "damaged"},
		"no table":   {map[string]string{"mimetype": spreadsheet, "content.xml": `<d/>`}, "no_rows"},
		"a text":     {map[string]string{"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": `<d/>`}, "is_open_document"},
		"Numbers":    {map[string]string{"Index/Document.iwa": "x", "Metadata/Properties.plist": "x"}, "is_numbers"},
	} {
		o := readString(zipped(t, c.parts), models.ReadSettings{}, italy)
		var refusal *models.Error
		if !errors.As(o.err, &refusal) || toldText(refusal.Text) != c.want {
			t.Errorf("%s: %v, want %s", name, o.err, c.want)
		}
	}
}

// FuzzDocument puts any XML in the place of a spreadsheet's content.
func FuzzDocument(f *testing.F) {
	f.Add(`<d><table name="A"><table-row number-rows-repeated="9"><table-cell number-columns-repeated="3"><p>Nome</p></table-cell></table-row></table></d>`)
	f.Add(`<d><table><table-row><table-cell value-type="float" value="1e300"><p>x<s c="-1"/></p></table-cell></table-row></table>`)
	f.Fuzz(func(t *testing.T, xml string) {
		o := readString(zipped(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": xml}), models.ReadSettings{}, italy)
		var refusal *models.Error
		if o.err != nil && (!errors.As(o.err, &refusal) || strings.Contains(o.err.Error(), "panic")) {
			t.Fatal(o.err)
		}
	})
}
