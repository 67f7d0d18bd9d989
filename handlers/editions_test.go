package handlers_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"albo/app/apptest"
)

const firstList = "COGNOME;NOME;Indirizzo;CAP;Nato il;Codice fiscale;Comune;Det. n.;Data det.;Stato;Telefono;E-mail;Note dell'ufficio\r\n" +
	"BIANCHI;LUCIA;Via della Prova 1;52014;24/08/1972;BNCLCU72M64G879D;POPPI;112;03/03/2025;iscritto;+39 0575 000001;lucia@example.org;x\r\n" +
	"ROSSI in NERI;MARIA;Via della Prova 2;52014;12/03/1945;RSSMRA45C12F205C;POPPI;113;03/03/2025;sospeso;0575 000002;;\r\n" +
	"VERDI;ANNA;;;non si legge;;BIBBIENA;114;03/03/2025;mah;;;\r\n"

// publish takes a list through the pages to publication, and gives its address.
func (o *office) publish(list string, fields ...string) string {
	o.t.Helper()
	a := o.officer.upload("/it/body/rosters", "file", "elenco.csv", []byte(list), form(append(fields, "as_of", apptest.Now.Format("2006-01-02"))...))
	if a.status != http.StatusSeeOther {
		o.t.Fatalf("%d %s", a.status, excerpt(a.body))
	}
	o.drain(o.t)
	o.done(o.officer, a.location+"/commit", "left_out", "true")
	o.done(o.officer, a.location+"/publish", "act_kind", "determinazione", "act_number", "7", "act_date", "2026-11-03")
	o.drain(o.t)
	return a.location
}

func TestTheWaitingPageSaysHowFarItIs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.officer.upload("/es/body/rosters", "file", "elenco.csv", []byte(firstList), form("as_of", "2026-11-02"))
	if err := o.store.Read(t.Context()).Exec("insert into readings (edition_id, percent, lines) select id, 42, 1234 from roster_editions").Error; err != nil {
		t.Fatal(err)
	}
	o.officer.want(o.officer.get(a.location), http.StatusOK, `value="42"`, "1.234 filas leídas (42 %)", `http-equiv="refresh"`, "/discard")
	r := httptest.NewRequest(http.MethodGet, a.location, nil)
	r.Header.Set("Accept", "application/json")
	var said struct {
		State, Text string
		Waiting     bool
		Percent     int
	}
	if err := json.Unmarshal([]byte(o.officer.do(r).body), &said); err != nil || !said.Waiting || said.State != "reading" || said.Percent != 42 || !strings.Contains(said.Text, "1.234") {
		t.Errorf("%+v %v", said, err)
	}
	o.done(o.officer, a.location+"/discard", "state", "reading")
	o.drain(t)
	if a := o.officer.get(a.location + "/file"); a.status != http.StatusNotFound {
		t.Errorf("the file of a discarded edition: %d", a.status)
	}
}

// Downloaded, an edition is understood as it was in every language, so that only what was mended changes; bad cells come with it.
func TestAnEditionIsCorrectedByANewOne(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first := o.publish(firstList)
	o.officer.want(o.officer.get(first), http.StatusOK, "Correggi questa edizione", "ha pubblicato l’edizione", "Ricontrollo")
	id := first[strings.LastIndex(first, "/")+1:]
	for _, lang := range []string{"it", "es", "el", "en"} {
		for _, format := range []string{"csv", "xlsx"} {
			path := strings.Replace(first, "/it/", "/"+lang+"/", 1) + "/lines." + format
			copied := o.officer.get(path)
			if copied.status != http.StatusOK {
				t.Fatalf("%s: %d", path, copied.status)
			}
			a := o.officer.upload("/it/body/rosters", "file", "elenco."+format, []byte(copied.body), form("as_of", "2026-11-09", "corrects", id))
			o.drain(t)
			var e struct{ Total, NewCount, Changed, Gone, Back, BadCells int }
			o.must(o.store.Read(t.Context()).Raw("select * from roster_editions order by id desc limit 1").Scan(&e).Error)
			if e.Total != 3 || e.NewCount+e.Changed+e.Gone+e.Back != 0 || e.BadCells != 2 {
				t.Errorf("%s in %s: %+v\n%s", format, lang, e, copied.body[:min(len(copied.body), 600)])
			}
			o.done(o.officer, a.location+"/discard", "state", "preview")
		}
	}
	mended := strings.Replace(o.officer.get(first+"/lines.csv").body, "LUCIA", "LUCIA MARIA", 1)
	second := o.publish(mended, "corrects", id)
	o.officer.want(o.officer.get(second), http.StatusOK, "Corregge", `href="`+first+`"`)
	o.officer.want(o.officer.get(first), http.StatusOK, "Questa edizione è corretta da:", `href="`+second+`"`)
	o.officer.want(o.officer.get(second+"/changes"), http.StatusOK, "LUCIA MARIA", "<del>", "confrontata con")
	if a := o.officer.upload("/it/body/rosters", "file", "elenco.csv", []byte(mended), form("as_of", "2026-11-09", "corrects", "999")); a.status != http.StatusNotFound {
		t.Errorf("a correction of what does not exist: %d", a.status)
	}
}

func TestChangesAreShownAndTakenAway(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first := o.publish(firstList)
	second := o.publish(strings.NewReplacer("RSSMRA45C12F205C", "", "0575 000001", "0575 000009", "iscritto", "sospeso").Replace(firstList) + "NERI;=UNO+1;;;01/01/1970;;POPPI;115;03/03/2025;;;;\r\n")
	if a := o.officer.get(first + "/changes"); a.status != http.StatusOK || !strings.Contains(a.body, "LUCIA") {
		t.Errorf("the first edition against the only other one: %d", a.status)
	}
	number := first[strings.LastIndex(first, "/")+1:]
	page := o.officer.get(second + "/changes?with=" + number + "&q=rossi")
	o.officer.want(page, http.StatusOK, "ROSSI", "Probabilmente la stessa persona", "riga 3")
	if strings.Contains(page.body, "BIANCHI") {
		t.Error("the filter by name shows others")
	}
	csv := o.officer.get(second + "/changes.csv?with=" + number)
	for _, want := range []string{"Cambiata;2;BIANCHI;LUCIA;BNCLCU72M64G879D;1972-08-24;Stato;Valido;Sospeso;", ";Telefono;", "Nuova;5;NERI;'=UNO+1;", "Non più presente;3;ROSSI;MARIA;"} {
		if !strings.Contains(csv.body, want) {
			t.Errorf("no %q in\n%s", want, csv.body)
		}
	}
	sheet, err := excelize.OpenReader(bytes.NewReader([]byte(o.officer.get(second + "/changes.xlsx?with=" + number + "&show=gone").body)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := sheet.GetRows(sheet.GetSheetName(0))
	if err != nil || len(rows) != 2 || rows[1][2] != "ROSSI" {
		t.Errorf("%v %v", rows, err)
	}
	for _, path := range []string{"?with=999", "?with=x", "?with=" + second[strings.LastIndex(second, "/")+1:]} {
		if a := o.officer.get(second + "/changes" + path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	for _, odd := range []string{"?page=-3", "?page=99999999999999999999", "?show=zzz&q=%00%FF%25_", "?q=" + strings.Repeat("a+", 500)} {
		if a := o.officer.get(second + "/changes" + odd); a.status != http.StatusOK {
			t.Errorf("%s: %d", odd, a.status)
		}
	}
}

func TestASourceIsSetOnItsPage(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.officer.want(o.officer.get("/it/body/source"), http.StatusOK, "inbox/unione-di-prova")
	a := o.officer.post("/it/body/source", form("kind", "url", "url", "http://10.0.0.1/x.csv", "schedule", "hours", "every_hours", "0", "hour", "6", "weekday", "1"))
	o.officer.want(a, http.StatusUnprocessableEntity, "http://10.0.0.1/x.csv", "deve cominciare con https", "ogni quante ore")
	if a := o.officer.post("/it/body/source/fetch", nil); a.status != http.StatusNotFound {
		t.Errorf("without a source: %d", a.status)
	}
	o.done(o.officer, "/it/body/source", "kind", "folder", "schedule", "weekly", "hour", "6", "weekday", "1", "every_hours", "0", "active", "true")
	o.done(o.officer, "/it/body/source/fetch")
	o.drain(t)
	o.officer.want(o.officer.get("/el/body/source"), http.StatusOK, "Απέτυχε", "16 Νοεμβρίου 2026", `value="folder" checked`)
	if a := o.admin.get("/it/body/source"); a.status != http.StatusNotFound {
		t.Errorf("an association: %d", a.status)
	}
}
