package publication_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"albo/app/apptest"
	"albo/app/publication"
	"albo/models"
)

func TestTenThousandEntries(t *testing.T) {
	w := newWorld(t)
	const n = 10_000
	w.crowd(n)
	e := w.publish("1")
	if e.Entries != n {
		t.Fatalf("%d entries", e.Entries)
	}
	for _, format := range publication.Formats {
		file := filepath.Join(t.TempDir(), "edition."+format)
		out, err := os.Create(file)
		w.must(err)
		most := peak(func() {
			w.must(publication.Export(w.st.Read(t.Context()), out, format, w.body, e, w.today()))
		})
		w.must(out.Close())
		about, err := os.Stat(file)
		w.must(err)
		t.Logf("%s: %d kB, at most %d MB of memory more", format, about.Size()/1000, most>>20)
		if most > 150<<20 {
			t.Errorf("%s takes %d MB of memory", format, most>>20)
		}
		if format == "pdf" {
			text := strings.Join(strings.Fields(string(apptest.Run(t, "pdftotext", "-raw", file, "-"))), " ")
			if !strings.Contains(text, "Cognome10000 Nome") || strings.Count(text, e.Hash) < 200 {
				t.Errorf("the last entry, or the hash on each page, is missing: %d times", strings.Count(text, e.Hash))
			}
		}
	}
	w.whole()
	entries, total, err := publication.Entries(t.Context(), w.st, e, "IT", "cognome9999", 1)
	w.must(err)
	if total != 1 || len(entries) != 1 || entries[0].FullName() != "Cognome9999 Nome" {
		t.Errorf("%d found: %v", total, entries)
	}
}

// peak is how much memory more than before was in use at most, looked at now and then.
func peak(do func()) uint64 {
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	done, most := make(chan struct{}), make(chan uint64)
	go func() {
		highest := uint64(0)
		for {
			runtime.ReadMemStats(&now)
			highest = max(highest, now.HeapAlloc)
			select {
			case <-done:
				most <- highest
				return
			default:
				runtime.Gosched()
			}
		}
	}()
	do()
	close(done)
	return max(<-most, before.HeapAlloc) - before.HeapAlloc
}

func TestFilesInGreek(t *testing.T) {
	w := worldOf(t, "GR", "9181", "el")
	w.accredit("Παπαδοπούλου", "Ελένη", "")
	e := w.publish("1")
	if text := string(w.export(e, "csv")); !strings.HasPrefix(text, "\ufeffΑρ.;Επώνυμο;Όνομα;Αρ. πράξης") || !strings.Contains(text, "Παπαδοπούλου;Ελένη") {
		t.Error(text)
	}
	file := filepath.Join(t.TempDir(), "edition.pdf")
	w.must(os.WriteFile(file, w.export(e, "pdf"), 0o600))
	text := strings.Join(strings.Fields(string(apptest.Run(t, "pdftotext", "-raw", file, "-"))), " ")
	for _, want := range []string{"Μητρώο πιστοποιημένων προσώπων", "Παπαδοπούλου Ελένη", "SHA-256 " + e.Hash, "Σελίδα 1 από 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the paper:\n%s", want, text)
		}
	}
}

// A name that a spreadsheet would take for a formula comes out as text.
func TestFormulasDoNotRun(t *testing.T) {
	w := newWorld(t)
	w.accredit("=cmd|' /C calc'!A0", "@SUM(1)", "")
	e := w.publish("1")
	if text := string(w.export(e, "csv")); !strings.Contains(text, "'=cmd") || !strings.Contains(text, "'@SUM") {
		t.Error(text)
	}
	book := w.export(e, "xlsx")
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	w.must(err)
	sheet, err := archive.Open("xl/worksheets/sheet1.xml")
	w.must(err)
	defer sheet.Close()
	xml, err := io.ReadAll(sheet)
	w.must(err)
	if strings.Contains(string(xml), "<f>") || !strings.Contains(string(xml), "cmd|") {
		t.Errorf("%s", xml)
	}
}

func TestAsOfABodyThatNeverPublished(t *testing.T) {
	w := newWorld(t)
	if _, err := publication.Show(t.Context(), w.st, w.body.Slug, models.Date{}); err != models.ErrNotFound {
		t.Error(err)
	}
	list, err := publication.Registers(t.Context(), w.st)
	if err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
}
