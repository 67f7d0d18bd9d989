package pdf

import (
	"fmt"
	"strings"
	"testing"
)

func register(rows int) *Document {
	d := specimen()
	d.Title, d.Foot = "Μητρώο πιστοποιημένων προσώπων", "Έκδοση 3 · SHA-256 "+strings.Repeat("0123456789abcdef", 4)
	d.Facts([]Field{{"Πράξη", "απόφαση αριθ. 112 της 9ης Νοεμβρίου 2026"}})
	t := d.Table([]Column{{"Αρ.", 1}, {"Επώνυμο και όνομα", 6}, {"Πράξη", 3}})
	for i := range rows {
		t.Row(fmt.Sprint(i+1), fmt.Sprintf("ΠΑΠΑΔΟΠΟΥΛΟΥ-Smereka Ελένη %d", i+1), fmt.Sprintf("%d/2026", i+1))
	}
	t.End()
	d.Paragraph("Fine.")
	return d
}

func TestTableStandsOnEveryPageWithItsTitles(t *testing.T) {
	d := register(200)
	pdf := render(t, d)
	pages, text := pagesOf(t, pdf), textOf(t, pdf)
	if pages < 4 {
		t.Fatalf("%d pages", pages)
	}
	for what, want := range map[string]int{"Αρ.ΕπώνυμοκαιόνομαΠράξη": pages, "Dimostrazione": pages, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef": pages, "Fine.": 1} {
		if got := strings.Count(text, what); got != want {
			t.Errorf("%q is there %d times on %d pages", what, got, pages)
		}
	}
	for i := 1; i <= 200; i++ {
		if want := fmt.Sprintf("%dΠΑΠΑΔΟΠΟΥΛΟΥ-SmerekaΕλένη%d%d/2026", i, i, i); !strings.Contains(text, want) {
			t.Fatalf("row %d is lost", i)
		}
	}
	sound(t, pdf)
}

func TestTableTakesAnyText(t *testing.T) {
	for _, text := range hostile {
		d := specimen()
		d.Foot = text
		table := d.Table([]Column{{text, 1}, {"b", 2}})
		table.Row(text, "x")
		table.Row("y", text)
		table.End()
		sound(t, render(t, d))
	}
}

func TestTableOfNothing(t *testing.T) {
	if got := pagesOf(t, render(t, register(0))); got != 1 {
		t.Errorf("%d pages", got)
	}
}

func BenchmarkTable10000(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := register(10_000).Render(); err != nil {
			b.Fatal(err)
		}
	}
}
