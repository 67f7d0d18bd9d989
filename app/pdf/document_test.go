package pdf

import (
	"fmt"
	"strings"
	"testing"
)

func specimen() *Document {
	return &Document{
		Lang: "it", Title: "Attestato di frequenza (facsimile)", Author: "Albo", Header: "Dimostrazione",
		PageOf: "Pagina {page} di {pages}", Created: created, Colour: "#0B5D3B",
	}
}

func TestDocumentGoesOnToMorePages(t *testing.T) {
	d := specimen()
	for i := range 200 {
		d.Paragraph(fmt.Sprintf("Riga numero %d.", i))
	}
	pdf := render(t, d)
	pages, text := pagesOf(t, pdf), textOf(t, pdf)
	if pages < 3 {
		t.Fatalf("%d pages", pages)
	}
	if got := strings.Count(text, "Dimostrazione"); got != pages {
		t.Errorf("the head is on %d of %d pages", got, pages)
	}
	for i := range 200 {
		if !strings.Contains(text, fmt.Sprintf("Riganumero%d.", i)) {
			t.Fatalf("line %d is lost", i)
		}
	}
	if want := fmt.Sprintf("Pagina%ddi%d", pages, pages); !strings.Contains(text, want) {
		t.Errorf("%s is missing", want)
	}
	sound(t, pdf)
}

func TestDocumentTakesAnyText(t *testing.T) {
	for _, text := range hostile {
		d := &Document{Lang: text, Title: text, Author: text, Header: text, PageOf: text, Colour: text, Created: created}
		d.Paragraph(text)
		sound(t, render(t, d))
	}
}

func TestDocumentIsRenderedOnce(t *testing.T) {
	d := specimen()
	render(t, d)
	if _, err := d.Render(); err == nil {
		t.Error("a second time: no error")
	}
}

func TestDocumentOfNothing(t *testing.T) {
	if got := pagesOf(t, render(t, &Document{Created: created})); got != 1 {
		t.Errorf("%d pages", got)
	}
}
