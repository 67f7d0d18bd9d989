package work_test

import (
	"io"
	"strings"
	"testing"

	"albo/app/i18n"
	"albo/app/roster"
	"albo/app/roster/file"
	"albo/models"
)

// read uploads a file, has it read and gives the plan.
func (w *world) read(name, content string) *models.RosterEdition {
	w.t.Helper()
	id, err := roster.Upload(w.t.Context(), w.st, w.officer, w.body.ID, roster.UploadInput{AsOf: models.MustDate("2026-11-02")}, name, strings.NewReader(content))
	w.must(err)
	return w.plan(id)
}

func (w *world) plan(id int64) *models.RosterEdition {
	w.t.Helper()
	w.drain()
	e, _, err := roster.Show(w.t.Context(), w.st, w.officer, id)
	w.must(err)
	return e
}

func (w *world) fields(e *models.RosterEdition) string {
	var fields []string
	for _, c := range e.Layout.Columns {
		fields = append(fields, string(c.Field))
	}
	return strings.Join(fields, " ")
}

// What an officer corrected holds for the next file of that layout, and can be put aside.
func TestCorrectionsAreRemembered(t *testing.T) {
	w := newWorld(t)
	list := func(who string) string { return "Cognome;Nome;Rif.\n" + who + ";MARIA;Talla\n" }
	e := w.read("novembre.csv", list("ROSSI"))
	if got := w.fields(e); got != "surname given_name " {
		t.Fatalf("guessed %q", got)
	}
	correction := models.ReadSettings{HeaderRow: 1, Columns: map[int]models.RosterField{0: models.RosterSurname, 1: models.RosterGivenName, 2: models.RosterMunicipality}}
	w.must(roster.Remap(w.t.Context(), w.st, w.officer, e.ID, correction))
	if e = w.plan(e.ID); w.fields(e) != "surname given_name municipality" || e.Settings.HeaderRow != 0 {
		t.Fatalf("corrected %q, header %d", w.fields(e), e.Settings.HeaderRow)
	}
	if other := w.read("altro.csv", list("NERI")); other.Layout.Remembered != nil {
		t.Error("a correction that nobody accepted was taken over")
	}
	w.must(roster.Commit(w.t.Context(), w.st, w.officer, e.ID, false))

	next := w.read("dicembre.csv", "Elenco di dicembre\n\nCOGNOME;NOME;RIF\nVERDI;ANNA;Poppi\n")
	if next.Layout.Remembered == nil || w.fields(next) != "surname given_name municipality" || next.Layout.Columns[2].Why.Key != "roster.file.why_remembered" {
		t.Fatalf("the next file was read as %q, %+v", w.fields(next), next.Layout.Remembered)
	}
	if other := w.read("diverso.csv", "Cognome;Nome;Rif.;Note\nROSSI;MARIA;Talla;x\n"); other.Layout.Remembered != nil {
		t.Error("a file of another layout was read by these corrections")
	}
	w.must(roster.Remap(w.t.Context(), w.st, w.officer, next.ID, models.ReadSettings{Afresh: true}))
	if next = w.plan(next.ID); next.Layout.Remembered != nil || w.fields(next) != "surname given_name " {
		t.Fatalf("afresh it was read as %q", w.fields(next))
	}
	w.must(roster.Commit(w.t.Context(), w.st, w.officer, next.ID, false))
	if last := w.read("gennaio.csv", list("BRUNI")); last.Layout.Remembered != nil {
		t.Error("corrections that were put aside were taken over")
	}
}

// The form of the page sends every column; only what differs from the guess is a correction, and where the header stands elsewhere the
// columns are guessed again.
func TestOnlyCorrectionsAreChoices(t *testing.T) {
	w := newWorld(t)
	e := w.read("elenco.csv", "Cognome;Nome;Comune\nROSSI;MARIA;Talla\nVERDI;ANNA;Poppi\n")
	sent := map[int]models.RosterField{0: models.RosterSurname, 1: models.RosterGivenName, 2: models.RosterMunicipality}
	w.must(roster.Remap(w.t.Context(), w.st, w.officer, e.ID, models.ReadSettings{HeaderRow: 1, Columns: sent}))
	if e = w.plan(e.ID); e.Settings.Corrects() {
		t.Errorf("nothing was corrected, and yet %+v", e.Settings)
	}
	sent[2] = models.RosterBirthPlace
	w.must(roster.Remap(w.t.Context(), w.st, w.officer, e.ID, models.ReadSettings{HeaderRow: 1, Columns: sent}))
	e = w.plan(e.ID)
	if c := e.Layout.Columns; w.fields(e) != "surname given_name birth_place" || c[0].Confidence != models.Certain || c[1].Why.Key != "roster.file.why_header" || c[2].Confidence != models.Chosen {
		t.Errorf("%s: %+v", w.fields(e), c)
	}

	e = w.read("strano.csv", "A;B\nuno;due\nCognome;Nome\nROSSI;MARIA\n")
	w.must(roster.Remap(w.t.Context(), w.st, w.officer, e.ID, models.ReadSettings{HeaderRow: 1, HeaderRows: 2, Columns: map[int]models.RosterField{0: models.RosterFullName, 1: models.RosterIgnored}}))
	if e = w.plan(e.ID); e.Layout.HeaderRow != 1 || len(e.Layout.HeaderRows) != 2 || e.Total != 1 {
		t.Errorf("header in rows %v, %d lines, %s", e.Layout.HeaderRows, e.Total, w.fields(e))
	}
	w.must(roster.Remap(w.t.Context(), w.st, w.officer, e.ID, models.ReadSettings{HeaderRow: 3, Columns: map[int]models.RosterField{0: models.RosterFullName, 1: models.RosterIgnored}}))
	if e = w.plan(e.ID); e.Total != 1 || e.Layout.Columns[1].Field != models.RosterGivenName {
		t.Errorf("%d lines, %s", e.Total, w.fields(e))
	}
}

// A file without a column of names can be corrected all the same.
func TestALayoutIsShownOfARefusedFile(t *testing.T) {
	w := newWorld(t)
	e := w.read("strano.csv", "Chi;Dove\nROSSI MARIA;Talla\n")
	if e.State != models.EditionFailed || len(e.Layout.Columns) != 2 {
		t.Fatalf("%s with %d columns", e.State, len(e.Layout.Columns))
	}
	w.must(roster.Remap(w.t.Context(), w.st, w.officer, e.ID, models.ReadSettings{HeaderRow: 1, Columns: map[int]models.RosterField{0: models.RosterFullName}}))
	if e = w.plan(e.ID); e.State != models.EditionPreview || e.Total != 1 || e.Layout.Fingerprint == "" {
		t.Errorf("%s, %d lines, fingerprint %q", e.State, e.Total, e.Layout.Fingerprint)
	}
}

// The marked table holds the same rows in the same places; mended it is read without a complaint, by the same layout.
func TestTheMarkedTableComesBack(t *testing.T) {
	w := newWorld(t)
	for name, content := range map[string]string{
		"elenco.csv":  "Unione dei Comuni\n\nCognome;Nome;Nato il;CAP;Note\nROSSI;MARIA;31/02/1961;00118;=1+1\nVERDI;;01/08/1985;52014;+39\n;;12/04/1961;;\nNERI;PAOLO;30/06/1972;52014;@x\n",
		"tabelle.csv": "Cognome;Nome;Nato il\nROSSI;MARIA;31/02/1961\nVERDI;ANNA;01/08/1985\nCOMUNE DI TALLA;;\nNome;Cognome;Nato il;Telefono\nPAOLO;NERI;30/06/1972;casa\n",
	} {
		e := w.read(name, content)
		if e.BadCells == 0 {
			t.Fatalf("%s: nothing to mend", name)
		}
		marked := w.marked(e)
		again := w.read("segnato.xlsx", marked)
		if again.Total != e.Total || again.BadCells != e.BadCells || again.LeftOut != e.LeftOut || again.Layout.Fingerprint != e.Layout.Fingerprint {
			t.Errorf("%s: %d lines, %d bad cells, %d left out, %s; again %d, %d, %d, %s", name, e.Total, e.BadCells, e.LeftOut, e.Layout.Fingerprint,
				again.Total, again.BadCells, again.LeftOut, again.Layout.Fingerprint)
		}
		before, after := w.lines(e), w.lines(again)
		for i := range before {
			if before[i] != after[i] {
				t.Errorf("%s: %s came back as %s", name, before[i], after[i])
			}
		}
	}
}

func (w *world) marked(e *models.RosterEdition) string {
	w.t.Helper()
	f, size, err := roster.Marked(w.t.Context(), w.st, e, file.MarkWords{Header: i18n.T("el", "roster.marked_header"), Say: func(c models.Complaint) string { return i18n.Say("el", c.Text) }})
	w.must(err)
	defer f.Close()
	content, err := io.ReadAll(f)
	w.must(err)
	if int64(len(content)) != size {
		w.t.Errorf("%d bytes, said to be %d", len(content), size)
	}
	return string(content)
}

func (w *world) lines(e *models.RosterEdition) (list []string) {
	w.t.Helper()
	found, err := roster.Lines(w.t.Context(), w.st, e, "all", 1)
	w.must(err)
	for _, l := range found.Lines {
		list = append(list, strings.Join([]string{l.Surname, l.GivenName, l.BirthDate.String(), l.Postcode, l.Municipality, l.LineKey}, "|"))
	}
	return list
}
