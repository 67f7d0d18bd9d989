package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

var bookColumns = []Column{
	{Title: "N.", Share: 0.5, Align: Right}, {Title: "Cognome e nome", Share: 2.2}, {Title: "Nascita"},
	{Title: "Ammissione", Share: 2}, {Title: "Categoria", Align: Centre}, {Title: "Quota €", Share: 0.8, Align: Right},
}

func bookRows(n int) [][]string {
	names := []string{"Bianchi Ada", "Παπαδοπούλου Ελένη", "Moreno Ruiz María de los Ángeles del Carmen", "Шевченко Оксана"}
	var rows [][]string
	for i := range n {
		rows = append(rows, []string{fmt.Sprint(i + 1), names[i%4], fmt.Sprintf("%02d/%02d/%d", 1+i%28, 1+i%12, 1950+i%50),
			fmt.Sprintf("Delibera n. %d del 2 novembre 2026", 1+i/5), []string{"ordinario", "fondatore"}[i%2], fmt.Sprintf("%d,00", 20+i%3*10)})
	}
	return rows
}

func membersBook() *Document {
	return &Document{
		Lang: "it", Title: "Libro degli associati al 31 dicembre 2026", Author: "Assistenti Familiari Valdombra APS", Subject: "Estratto",
		Header: "Assistenti Familiari Valdombra APS", Footer: "Estratto del 21 novembre 2026", PageOf: "Pagina {page} di {pages}",
		Created: created, Colour: "#0B5D3B", Logo: spanish().Logo, Landscape: true,
	}
}

func TestDocumentGolden(t *testing.T) {
	d := membersBook()
	d.Paragraph("Estratto delle annotazioni in ordine di numero. Le cancellazioni restano nel libro con la loro data; i numeri non si riusano.")
	d.Facts([]Field{{"Associazione", "Assistenti Familiari Valdombra APS, C.F. 92098760515"}, {"Soci attivi", "60"}})
	d.Heading("Soci")
	d.Table(bookColumns, slices.Values(bookRows(60)))
	d.Paragraph("Fine dell’estratto.")
	golden(t, "document-table.pdf", render(t, d))
}

func TestDocumentTableRepeatsItsHeadAndLosesNothing(t *testing.T) {
	d := membersBook()
	d.Landscape = false
	rows := bookRows(150)
	d.Table(bookColumns, slices.Values(rows))
	pdf := render(t, d)
	pages, text := pagesOf(t, pdf), textOf(t, pdf)
	if pages < 4 {
		t.Fatalf("%d pages", pages)
	}
	if got := strings.Count(text, "Cognomeenome"); got != pages {
		t.Errorf("the head is on %d of %d pages", got, pages)
	}
	if want := fmt.Sprintf("Pagina%ddi%d", pages, pages); !strings.Contains(text, want) {
		t.Errorf("%s is missing", want)
	}
	for _, row := range rows {
		if !strings.Contains(text, squeeze(strings.Join(row, ""))) {
			t.Fatalf("row %s is not whole", row[0])
		}
	}
	sound(t, pdf)
}

func TestDocumentRowLongerThanAPage(t *testing.T) {
	d := membersBook()
	long := strings.Repeat("parola ", 3000)
	d.Table([]Column{{Title: "N.", Share: 0.2}, {Title: "Testo"}}, slices.Values([][]string{{"1", "breve"}, {"2", long}, {"3", "ultima"}}))
	text := textOf(t, render(t, d))
	if got := strings.Count(text, "parola"); got != 3000 {
		t.Errorf("of 3000 words %d are there", got)
	}
	if !strings.Contains(text, "3ultima") {
		t.Error("what follows is lost")
	}
}

func TestDocumentKeepsHeadingWithWhatFollows(t *testing.T) {
	for lines := range 40 {
		d := membersBook()
		for range lines {
			d.Paragraph("Riga.")
		}
		before := d.begin().pdf.PageNo()
		d.Heading("Titolo")
		at := d.sheet.pdf.PageNo()
		d.Paragraph("Segue.")
		if after := d.sheet.pdf.PageNo(); at != after {
			t.Fatalf("after %d lines the heading is on page %d, the text on %d (page %d before)", lines, at, after, before)
		}
	}
}

func TestDocumentTakesAnyText(t *testing.T) {
	for _, text := range hostile {
		d := &Document{Lang: text, Title: text, Author: text, Subject: text, Header: text, Footer: text, PageOf: text, Colour: text, Created: created}
		d.Heading(text)
		d.Paragraph(text)
		d.Facts([]Field{{text, text}})
		d.Table([]Column{{Title: text, Share: 0.01}, {Title: "x", Share: 5}}, slices.Values([][]string{{text}, {"", text}, nil}))
		sound(t, render(t, d))
	}
}

func TestDocumentFaults(t *testing.T) {
	for name, write := range map[string]func(*Document){
		"row too long": func(d *Document) { d.Table(bookColumns[:1], slices.Values([][]string{{"1", "2"}})) },
		"no columns":   func(d *Document) { d.Table(nil, slices.Values([][]string{{"1"}})) },
		"closed":       func(d *Document) { _, _ = d.Render() },
	} {
		d := membersBook()
		write(d)
		if _, err := d.Render(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	d := membersBook()
	d.Logo = []byte("GIF89a")
	d.Paragraph("testo")
	if _, err := d.Render(); err == nil {
		t.Error("broken logo: no error")
	}
}

func TestDocumentOfNothing(t *testing.T) {
	if got := pagesOf(t, render(t, &Document{Created: created})); got != 1 {
		t.Errorf("%d pages", got)
	}
}

func BenchmarkTable10000Rows(b *testing.B) {
	rows := bookRows(10_000)
	b.ReportAllocs()
	for b.Loop() {
		d := membersBook()
		d.Table(bookColumns, slices.Values(rows))
		if _, err := d.Render(); err != nil {
			b.Fatal(err)
		}
	}
}
