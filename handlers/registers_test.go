package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"albo/app/apptest"
	"albo/app/store"
	"albo/handlers"
	"albo/seeds"
)

func TestRegistersArePublic(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	v := s.visitor(t)
	v.want(v.get("/it/registers"), http.StatusOK, "Unione dei Comuni Montani del Casentino", "Δήμος Αιγάλεω")
	v.want(v.get("/it/registers/casentino"), http.StatusOK, "Edizione n. 2", "Ginestra Lucia", "noindex")
	v.want(v.get("/el/registers/aigaleo"), http.StatusOK, "Λευκαδίτη Ανθή", "Μητρώο πιστοποιημένων προσώπων")
	v.want(v.get("/es/registers/mostoles"), http.StatusOK, "Benali Nour", "****4567*")
	v.want(v.get("/it/registers/casentino?as_of=2020-01-01"), http.StatusOK, "Il 1 gennaio 2020 non era in vigore nessuna edizione.")
	v.want(v.get("/it/registers/casentino?q=ginestra"), http.StatusOK, "Ginestra Lucia")
	v.want(v.get("/it/registers/casentino/changes"), http.StatusOK, "non c’è più")
	v.want(v.get("/it/registers/casentino/proof"), http.StatusOK, "Niente è stato alterato")
	for path, status := range map[string]int{
		"/it/registers/casentino?as_of=yesterday": http.StatusUnprocessableEntity, "/it/registers/casentino?page=99999999999": http.StatusOK, "/it/registers/nobody": http.StatusNotFound,
		"/it/registers/leganes": http.StatusNotFound, "/it/registers/casentino/changes?from=9&to=1": http.StatusNotFound, "/it/registers/casentino/changes?from=2&to=1": http.StatusOK,
		"/registers/casentino/latest.exe": http.StatusNotFound, "/registers/casentino/3.csv": http.StatusNotFound, "/registers/casentino/01.csv": http.StatusNotFound,
		"/registers/casentino/-1.csv": http.StatusNotFound, "/registers/leganes/latest.csv": http.StatusNotFound, "/it/registers/casentino/proof?hash=%00%ff": http.StatusOK,
	} {
		if a := v.get(path); a.status != status {
			t.Errorf("%s: %d, not %d", path, a.status, status)
		}
	}
	if a := v.get("/it/registers/casentino"); strings.Contains(a.body, "Segretopoli") || a.header.Get("X-Robots-Tag") != "noindex" {
		t.Error("search engines may have names that have a term")
	}
}

func TestRegisterFiles(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	v := s.visitor(t)
	for format, begins := range map[string]string{"csv": "\ufeffN.;Cognome", "json": `{"format":"albo-register-1"`, "xlsx": "PK", "pdf": "%PDF-"} {
		for _, name := range []string{"latest.", "1."} {
			path := "/registers/casentino/" + name + format
			a := v.get(path)
			if a.status != http.StatusOK || !strings.HasPrefix(a.body, begins) || a.header.Get("X-Robots-Tag") != "noindex" {
				t.Errorf("%s: %d %.40q %s", path, a.status, a.body, a.header.Get("X-Robots-Tag"))
			}
			again := httptest.NewRequest(http.MethodGet, path, nil)
			again.Header.Set("If-None-Match", a.header.Get("ETag"))
			if b := v.do(again); b.status != http.StatusNotModified || b.body != "" {
				t.Errorf("%s again: %d", path, b.status)
			}
		}
	}
	feed := v.get("/el/registers/casentino/feed.atom")
	v.want(feed, http.StatusOK, `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="el">`, "Έκδοση αρ. 2", "changes?from=1&amp;to=2")
	if strings.Contains(feed.body, "Ginestra") {
		t.Error("the feed names people, and readers keep it")
	}
}

// world is a demo world that a test may change.
func ownDemo(t *testing.T) *site {
	t.Helper()
	st := apptest.Store(t)
	if err := seeds.Load(t.Context(), st); err != nil {
		t.Fatal(err)
	}
	app, err := handlers.New(st, seeds.Accounts)
	if err != nil {
		t.Fatal(err)
	}
	return &site{st, app}
}

var hidden = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)"`)

// An officer looks at the plan, publishes it, and takes a person's data out again.
func TestAnOfficerPublishesAndErases(t *testing.T) {
	t.Parallel()
	s := ownDemo(t)
	v := s.as(t, "officer@casentino.example")
	plan := v.get("/it/body/register/new")
	v.want(plan, http.StatusOK, "Non è ancora successo niente", "Pubblica l’edizione n. 3", "Ginestra Lucia")
	form := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(plan.body, -1) {
		form.Set(m[1], m[2])
	}
	v.want(v.post("/it/body/register", form), http.StatusUnprocessableEntity, "Non è ancora successo niente", `aria-invalid="true"`)
	for name, value := range map[string]string{"act_kind": "determinazione", "act_number": "500/2026", "act_date": "2026-11-09", "signatory": "Chi firma"} {
		form.Set(name, value)
	}
	first := v.post("/it/body/register", form)
	if second := v.post("/it/body/register", form); first.status != http.StatusSeeOther || second.location != first.location {
		t.Fatalf("%d %s, and the second time %d %s", first.status, first.location, second.status, second.location)
	}
	v.want(v.get(first.location), http.StatusOK, "Edizione pubblicata.", "ha pubblicato l’edizione del registro")
	form.Set("act_number", "501/2026")
	v.want(v.post("/it/body/register", form), http.StatusConflict, "Nel frattempo è stata pubblicata l’edizione n. 3")

	own, _, _ := strings.Cut(first.location, "?")
	erase := own + "/erase"
	at := regexp.MustCompile(`erase\?entry=(\d+)">[^<]*<span[^>]*>: Ginestra Lucia`).FindStringSubmatch(v.get(own).body)
	if at == nil {
		t.Fatal("no way to take the data of Lucia Ginestra out")
	}
	v.want(v.get(erase+"?entry="+at[1]), http.StatusOK, "I dati di Ginestra Lucia saranno tolti")
	v.want(v.post(erase, url.Values{"entry": {at[1]}}), http.StatusUnprocessableEntity, "I dati di Ginestra Lucia saranno tolti")
	v.want(v.post(erase, url.Values{"entry": {at[1]}, "reason": {"opposizione accolta"}}), http.StatusSeeOther)
	v.want(v.get("/it/body/register"), http.StatusOK, "Persone lasciate fuori", "opposizione accolta")
	stranger := s.visitor(t)
	for _, path := range []string{"/it/registers/casentino?q=ginestra", "/registers/casentino/1.csv", "/registers/casentino/3.json"} {
		if a := stranger.get(path); strings.Contains(a.body, "Ginestra") {
			t.Errorf("%s still names her", path)
		}
	}
	v.want(stranger.get("/it/registers/casentino/proof"), http.StatusOK, "Niente è stato alterato")
	if a := s.as(t, "officer@valtiberina.example").post(erase, url.Values{"entry": {"1"}, "reason": {"x"}}); a.status != http.StatusNotFound {
		t.Errorf("another body's officer erases: %d", a.status)
	}
	if a := s.as(t, "admin@casentino.example").get("/it/body/register/new"); a.status != http.StatusNotFound {
		t.Errorf("an association's admin sees the plan: %d", a.status)
	}
}

// The public page says plainly what was altered.
func TestThePageOfTheProofShowsAnAlteration(t *testing.T) {
	t.Parallel()
	s := ownDemo(t)
	for _, statement := range []string{
		"alter table register_entries disable trigger user",
		"update register_entries set content = replace(content, 'Ginestra', 'Altra') where edition_id = (select id from register_editions e where number = 2 and body_id = (select id from bodies where slug = 'casentino'))",
	} {
		err := s.store.Write(t.Context(), func(tx *store.Tx) error { return tx.Exec(statement).Error })
		if err != nil {
			t.Fatal(err)
		}
	}
	v := s.visitor(t)
	v.want(v.get("/it/registers/casentino/proof"), http.StatusOK, "dell’edizione n. 2 (Altra Lucia)", "L’iscrizione n. ", "è stata alterata")
}
