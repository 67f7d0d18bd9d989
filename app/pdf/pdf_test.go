package pdf

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"albo/app/apptest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a file byte by byte with the one that was looked at and found good.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: %d bytes differ from the %d of the golden file; look at both, then go test ./app/pdf -update", name, len(got), len(want))
	}
}

// sound has the structure of a file checked; a warning is a failure.
func sound(t *testing.T, pdf []byte) {
	t.Helper()
	apptest.Run(t, "qpdf", "--check", saved(t, pdf))
}

func saved(t *testing.T, pdf []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// textOf is the text that a reader copies out of a file, in reading order and without blanks.
func textOf(t *testing.T, pdf []byte) string {
	t.Helper()
	return squeeze(string(apptest.Run(t, "pdftotext", "-raw", "-enc", "UTF-8", saved(t, pdf), "-")))
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

var pagesPattern = regexp.MustCompile(`<</Type /Pages\n/Kids \[[^]]*\]\n/Count (\d+)`)

func pagesOf(t *testing.T, pdf []byte) int {
	t.Helper()
	at := pagesPattern.FindSubmatch(pdf)
	if at == nil {
		t.Fatal("no page tree")
	}
	n, _ := strconv.Atoi(string(at[1]))
	return n
}

func render(t *testing.T, paper interface{ Render() ([]byte, error) }) []byte {
	t.Helper()
	pdf, err := paper.Render()
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// shared finds other people's test files beside the project.
func shared(t *testing.T, parts ...string) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for folder != filepath.Dir(folder) {
		folder = filepath.Dir(folder)
		path := filepath.Join(append([]string{folder, "shared", "testdata"}, parts...)...)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Skip("the shared test files are not beside the project, so these cases are not tried")
	return ""
}
