package file

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"albo/models"
)

// realLayout is a real list's header, with people made up for it.
type realLayout struct {
	id, encoding, delimiter, preamble, header string
	quoted, trailing, lf                      bool
	country                                   string
	dirt                                      func(row, column int, value string) string
}

// wanted is what each header of the layouts promises, where it is there.
var wanted = map[string]models.RosterField{
	"cognome": models.RosterSurname, "cogn_resp": models.RosterSurname, "cognome_referente": models.RosterSurname, "επωνυμο": models.RosterSurname,
	"data_nascita": models.RosterBirthDate, "data nascita": models.RosterBirthDate, "data di nascita": models.RosterBirthDate,
	"codice_fiscale": models.RosterTaxCode, "codice fiscale": models.RosterTaxCode, "α.φ.μ": models.RosterTaxCode, "αφμ": models.RosterTaxCode, "cf": models.RosterTaxCode,
	"denominazione_comune": models.RosterMunicipality, "comune": models.RosterMunicipality, "municipio": models.RosterMunicipality,
	"localidad": models.RosterMunicipality, "comune di residenza": models.RosterMunicipality,
	"luogo_nascita": models.RosterBirthPlace, "comune di nascita": models.RosterBirthPlace,
	"sesso": models.RosterSex, "c_postal": models.RosterPostcode, "c.postal": models.RosterPostcode, "cap": models.RosterPostcode,
}

// filling gives a made-up cell under a header.
func filling(row int, header, country string) string {
	code := benchRow(row)[4]
	if country == "GR" {
		code = []string{"012345670", "098765430", "040000000"}[row%3]
	}
	people := [][2]string{{"CALABRO'", "NICOLO'"}, {"D'ANGELO", "MARIA GRAZIA"}, {"ROSSI", "Noè"}, {"DE SANTIS", "ANNA"}, {"QUISPE MAMANI", "ROSA"}}
	if country == "GR" {
		people = [][2]string{{"ΠΑΠΑΔΟΠΟΥΛΟΥ-ΔΗΜΟΥ", "ΕΛΕΝΗ"}, {"ΓΕΩΡΓΙΟΥ", "ΆΝΝΑ"}}
	}
	person := people[row%len(people)]
	h := strings.ToLower(header)
	switch {
	case strings.Contains(h, "cogn"), strings.Contains(h, "επωνυμο"), h == "επωνυμο":
		return person[0]
	case h == "nome", h == "ονομα", h == "nome_resp", h == "nome_referente":
		return person[1]
	case h == "nombre", strings.Contains(h, "denominazione") && !strings.Contains(h, "comune"), h == "asociación":
		return "ASSOCIAZIONE \"LA FENICE\" " + fmt.Sprint(row)
	case strings.Contains(h, "nascita") && strings.Contains(h, "dat"):
		return benchRow(row)[3]
	case strings.Contains(h, "fiscale"), h == "cf", strings.Contains(h, "φ.μ"), h == "αφμ":
		return code
	case strings.Contains(h, "nascita"), strings.Contains(h, "comune"), strings.Contains(h, "municipio"), strings.Contains(h, "localidad"):
		return []string{"POPPI", "TALLA", "AREZZO"}[row%3]
	case strings.Contains(h, "sesso"):
		return []string{"M", "F"}[row%2]
	case strings.Contains(h, "mail"):
		return fmt.Sprintf("PERSONA%d@EXAMPLE.ORG", row)
	case strings.Contains(h, "dat"), strings.HasPrefix(h, "f_"), strings.HasPrefix(h, "f."):
		return "01/02/2020"
	case strings.Contains(h, "postal"), h == "cap":
		return "05000"
	case strings.Contains(h, "codic"), strings.Contains(h, "cod_"):
		return fmt.Sprintf("%03d", row)
	}
	return []string{"", "x", "null", "Non Disponibile"}[row%4]
}

func (l realLayout) file(t *testing.T) string {
	t.Helper()
	delimiter := l.delimiter
	headers := strings.Split(l.header, delimiter)
	var rows [][]string
	for row := range 60 {
		cells := make([]string, len(headers))
		for i, h := range headers {
			cells[i] = filling(row, strings.Trim(h, `"`), l.country)
			if l.dirt != nil {
				cells[i] = l.dirt(row, i, cells[i])
			}
		}
		rows = append(rows, cells)
	}
	end := "\r\n"
	if l.lf {
		end = "\n"
	}
	text := l.preamble + l.header + end
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				text += delimiter
			}
			if l.quoted && cell != "" {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			text += cell
		}
		if l.trailing {
			text += delimiter
		}
		text += end
	}
	var encoder encoding.Encoding = map[string]encoding.Encoding{"ISO-8859-1": charmap.ISO8859_1, "cp1252": charmap.Windows1252, "ISO-8859-7": charmap.ISO8859_7}[l.encoding]
	switch {
	case l.encoding == "BOM":
		return "\ufeff" + text
	case encoder == nil:
		return text
	}
	encoded, err := encoding.ReplaceUnsupported(encoder.NewEncoder()).String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

// asWorkbook is the same table as a workbook.
func (l realLayout) asWorkbook(t *testing.T) string {
	f := excelize.NewFile()
	rows, err := csv.NewReader(strings.NewReader(strings.ReplaceAll(l.header, l.delimiter, ","))).Read()
	if err != nil {
		t.Fatal(err)
	}
	f.SetSheetRow("Sheet1", "A1", &rows)
	for row := range 60 {
		var cells []string
		for _, h := range rows {
			cells = append(cells, filling(row, h, l.country))
		}
		f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row+2), &cells)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// In files made up to the layouts of real public lists, with their encodings and their dirt, name, birth date, code and municipality are
// found without help wherever they are.
func TestRealLayouts(t *testing.T) {
	content, err := os.ReadFile(shared(t, "real-lists/header_layouts.csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	nbsp := func(row, column int, value string) string {
		if row%5 == 0 && value != "" {
			return value + "\u00a0"
		}
		return value
	}
	how := map[string]realLayout{
		"dait-2022":    {encoding: "ISO-8859-1", preamble: "Amministratori;;\r\naggiornato al 1/2/2022;;\r\n", dirt: nbsp},
		"dait-2025":    {quoted: true, lf: true, preamble: "\"Amministratori\";;\n\"aggiornato al 1/2/2025\";;\n", dirt: func(row, column int, value string) string { return strings.Replace(value, " ", " \r", 1) }},
		"istat-comuni": {encoding: "ISO-8859-1"},
		"ade-5x1000": {dirt: func(row, column int, value string) string {
			return map[bool]string{true: "'" + value + "'", false: value}[len(value) == 16]
		}},
		"jcyl-clubes":             {quoted: true, trailing: true},
		"servizio-civile-risorse": {encoding: "cp1252", trailing: true},
		"gr-myschool": {encoding: "ISO-8859-7", country: "GR", preamble: "Κατάλογος;;\r\n", dirt: func(row, column int, value string) string {
			if len(value) == 9 && value < "1" {
				return `="` + value + `"`
			}
			return value
		}},
		"gr-members": {encoding: "BOM", country: "GR"},
	}
	found := 0
	for _, record := range records[1:] {
		for _, header := range strings.Split(record[7], "  /  ") {
			if _, after, noted := strings.Cut(header, "-> "); noted {
				header = after
			}
			header = strings.NewReplacer(`\t`, "\t", ` \n`, " ", ";...", "", "\t...", "", " (canonical names in XLSX column order)", "").Replace(header)
			l := how[record[0]]
			l.id, l.header, l.delimiter = record[0], header, ";"
			for _, delimiter := range []string{"\t", " | ", ","} {
				if !strings.Contains(header, ";") && strings.Contains(header, delimiter) {
					l.delimiter = delimiter
				}
			}
			if l.country == "" {
				l.country = "IT"
			}
			file := ""
			if l.delimiter == " | " {
				file = l.asWorkbook(t)
			} else {
				file = l.file(t)
			}
			layout, err := Read(context.Background(), strings.NewReader(file), int64(len(file)), models.ReadSettings{}, Rules{Country: l.country, Today: today}, func(models.RosterLine) error { return nil })
			said := []string{}
			for _, c := range layout.Columns {
				h := strings.ToLower(strings.Join(strings.Fields(c.Header), " "))
				said = append(said, h+"="+string(c.Field))
				field, promised := wanted[h]
				if !promised || field == models.RosterTaxCode && h == "cf" && c.Field == models.RosterIgnored && taken(layout, field) {
					continue
				}
				found++
				if c.Field != field && !(taken(layout, field) && field != models.RosterSurname) {
					t.Errorf("%s: %q was taken for %q", l.id, c.Header, c.Field)
				}
			}
			t.Log(l.id, layout.Encoding, layout.HeaderRow, layout.Rows, layout.LeftOut(), err, strings.Join(said, ", "))
		}
	}
	if found < 30 {
		t.Errorf("only %d promises in the headers", found)
	}
}

func taken(l models.FileLayout, field models.RosterField) bool {
	for _, c := range l.Columns {
		if c.Field == field {
			return true
		}
	}
	return false
}
