package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestVerifyShowsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	v := s.visitor(t)
	for _, path := range []string{"/it/verify?code=%3Cscript%3E", "/v/%3Cscript%3E?lang=it"} {
		v.want(v.get(path), http.StatusNotFound, "Codice sconosciuto", `<p class="rg-code mb-0">&lt;script&gt;</p>`, `value="&lt;script&gt;"`)
	}
	v.want(v.get("/it/verify?code=2025-0001"), http.StatusNotFound, "Questo è il numero, non il codice", "26 tra lettere e cifre", `value="2025-0001"`)
	a := v.get("/el/verify?code=" + url.QueryEscape("ΡGΝCΧWUΙΚCGΑΜΜΤD3WΚGΖCRΑΝΖ"))
	if a.status != http.StatusSeeOther || a.location != "/v/PGNCXWUIKCGAMMTD3WKGZCRANZ?lang=el" {
		t.Errorf("a Greek keyboard: %d %s", a.status, a.location)
	}
}

func TestSearchSaysWhereAlboWorks(t *testing.T) {
	t.Parallel()
	v := theDemo(t).visitor(t)
	v.want(v.get("/it/carers?place=Firenze"), http.StatusOK, "«Firenze»", "Casentino, Valtiberina Toscana", "Madrid")
}

func TestCardNamesWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	a := theDemo(t).visitor(t).get("/it/carers?service=gardening&service=post_hospital_care")
	lists := strings.Split(a.body, `<ul class="rg-tags">`)[1:]
	if len(lists) == 0 {
		t.Fatal("nobody found")
	}
	for _, list := range lists {
		named, _, _ := strings.Cut(list, "</ul>")
		for _, service := range []string{"Giardinaggio", "Aiuto al rientro dall’ospedale"} {
			if !strings.Contains(named, service) {
				t.Errorf("%s is not on the card: %s", service, named)
			}
		}
	}
}

func TestBookOfADay(t *testing.T) {
	t.Parallel()
	v := theDemo(t).as(t, "admin@casentino.example")
	for _, path := range []string{"/it/association/book", "/it/association/members"} {
		a := v.get(path + "?as_of=pippo")
		v.want(a, http.StatusUnprocessableEntity, "Questa data non si legge", `value="pippo"`, "<title>Da correggere: ")
		if strings.Contains(a.body, "<table") || strings.Count(a.body, "Da correggere") != 1 {
			t.Errorf("%s: a list of no day, or another name than the page's\n%s", path, excerpt(a.body))
		}
		v.want(v.get(path+"?as_of=2999-01-01"), http.StatusUnprocessableEntity, "Questa data è nel futuro")
	}
	a := v.get("/el/association/book?format=csv")
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="mitroo-melon.csv"` {
		t.Errorf("the file is %s", got)
	}
	for _, line := range strings.Split(strings.TrimSpace(a.body), "\r\n")[1:] {
		moment := line[strings.LastIndex(line, ";")+1:]
		if len(moment) != len("2026-11-09T18:05:00+01:00") || moment[10] != 'T' {
			t.Fatalf("not a moment that sorts: %q", moment)
		}
	}
}

func TestLimitsOfNumbersSpeakOfNumbers(t *testing.T) {
	t.Parallel()
	v := theDemo(t).as(t, "admin@casentino.example")
	form := url.Values{"key": {"decision_days"}, "value": {"-5"}, "article": {"art. 1"}, "since": {"2024-01-01"}}
	v.want(v.post("/it/association/settings/rules", form), http.StatusUnprocessableEntity, "deve essere almeno 0")
}
