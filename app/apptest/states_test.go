package apptest_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"albo/models"
)

var update = flag.Bool("update", false, "draw docs/states.md anew")

// docs/states.md is drawn from the workflows: the two cannot part.
func TestDocsShowTheWorkflows(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Workflows\n\nDrawn from `models` by a test (`go test ./app/apptest -update`). Each arrow is a step; the method of that name says who may take it, and when.\n")
	draw(&b, "Application for membership", models.AdmissionMoves)
	draw(&b, "Accreditation", models.AccreditationMoves)
	b.WriteString("\n“Expired” is no state: it follows from the date. “To verify” is no state either: it is a doubt beside a granted accreditation, raised by a newer roster edition and settled by a person.\n")
	draw(&b, "Roster edition", models.EditionMoves)
	draw(&b, "Certificate, as a document", models.CertificateMoves)
	draw(&b, "Request of a family", models.RequestMoves)
	b.WriteString("\n“Stale” and “hidden” of a public entry are no states: they follow from the day of the last confirmation and the rule in force on it.\n")
	path := filepath.Join(root, "docs", "states.md")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil || string(kept) != b.String() {
		t.Errorf("docs/states.md does not show the workflows as they are: go test ./app/apptest -update (%v)", err)
	}
}

func draw[S ~string](b *strings.Builder, title string, moves models.Moves[S]) {
	fmt.Fprintf(b, "\n## %s\n\n```mermaid\nstateDiagram-v2\n", title)
	for _, step := range slices.Sorted(maps.Keys(moves)) {
		for _, from := range slices.Sorted(maps.Keys(moves[step])) {
			fmt.Fprintf(b, "  %s --> %s: %s\n", from, moves[step][from], step)
		}
	}
	b.WriteString("```\n")
}
