package handlers_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"albo/app/apptest"
	"albo/app/store"
	"albo/handlers"
	"albo/seeds"
)

// asking is a demo world in which families ask, for the tests of this file, one after the other.
var asking = sync.OnceValues(func() (*store.Store, error) {
	st, _, err := apptest.Open()
	if err != nil {
		return nil, err
	}
	st = st.At(apptest.Now)
	return st, seeds.Load(context.Background(), st)
})

// soon is that world, and the same some seconds later: whoever fills in a form takes time.
func soon(t *testing.T) (now, later *site) {
	t.Helper()
	st, err := asking()
	if err != nil {
		t.Fatal(err)
	}
	web := func(st *store.Store) *site {
		app, err := handlers.New(st, seeds.Accounts)
		if err != nil {
			t.Fatal(err)
		}
		return &site{st, app}
	}
	return web(st), web(st.At(st.Now().Add(20 * time.Second)))
}

var stampField = regexp.MustCompile(`name="stamp" value="([^"]+)"`)

// asked is a contact form as a family fills it in.
func asked(t *testing.T, page answer) url.Values {
	t.Helper()
	stamp := stampField.FindStringSubmatch(page.body)
	if stamp == nil {
		t.Fatalf("no stamp in the form\n%s", excerpt(page.body))
	}
	return url.Values{
		"stamp": stamp[1:], "website": {""}, "on_behalf": {"other"}, "services": {"companionship"}, "place": {"Qualavia"}, "times": {"martedirrequies"},
		"words": {"malinconia <b>"}, "name": {"Zenobia Xilofono"}, "phone": {"+39 347 8877665"}, "email": {"zenobia@famiglie.example"}, "consent": {"true"},
	}
}

// A family asks, follows and withdraws by forms alone; what is refused is said and nothing typed is lost; the log says nothing.
func TestAFamilyAsksWithoutAnAccount(t *testing.T) {
	now, later := soon(t)
	var log bytes.Buffer
	previous := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(previous) })
	const path = "/it/carers/lucia-ginestra/contact"
	family := later.visitor(t)
	page := now.visitor(t).get(path)
	family.want(page, http.StatusOK, "Mani Vicine", "9 novembre 2027")
	if len(family.cookies) > 0 || page.header.Get("Cache-Control") != "private, no-store" || page.header.Get("X-Robots-Tag") != "noindex" {
		t.Errorf("headers: %v", page.header)
	}
	form := asked(t, page)
	for field, c := range map[string]struct{ value, says string }{
		"consent": {"", "Senza il tuo consenso"}, "website": {"https://x.example", "campo nascosto"}, "phone": {"non lo so", "faults"}, "stamp": {"", "aperta da troppo tempo"}, "name": {"", "faults"},
	} {
		wrong := url.Values{}
		for name, values := range form {
			wrong[name] = values
		}
		wrong.Set(field, c.value)
		a := family.post(path, wrong)
		family.want(a, http.StatusUnprocessableEntity, c.says, "martedirrequies", "malinconia &lt;b&gt;")
		if field != "stamp" && !strings.Contains(a.body, form.Get("stamp")) {
			t.Errorf("%s: the form lost its stamp", field)
		}
		if field == "website" && strings.Contains(a.body, "x.example") {
			t.Error("the trap stays filled in")
		}
	}
	now.visitor(t).want(now.visitor(t).post(path, form), http.StatusUnprocessableEntity, "più rapido")
	a := family.post(path, form)
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/it/requests/") {
		t.Fatalf("sent: %d %s\n%s", a.status, a.location, excerpt(a.body))
	}
	private, _, _ := strings.Cut(a.location, "?")
	a = family.get(a.location)
	family.want(a, http.StatusOK, "La richiesta è partita", "Nuova", "tel:0575000011")
	if a.header.Get("Referrer-Policy") != "no-referrer" || a.header.Get("Cache-Control") != "private, no-store" || strings.Contains(a.body, `data-element="feedback"`) {
		t.Errorf("the private page may leak: %v", a.header)
	}
	id := number(now.id(t, "select max(id) from requests"))
	admin := later.as(t, "admin@casentino.example")
	admin.want(admin.get("/it/association/requests"), http.StatusOK, "Lucia Ginestra", "Qualavia")
	work := "/it/association/requests/" + id
	admin.want(admin.get(work), http.StatusOK, "Zenobia Xilofono", "malinconia &lt;b&gt;", "tel:+393478877665")
	if a := admin.post(work+"/take-up", nil); a.status != http.StatusSeeOther {
		t.Fatalf("take up: %d", a.status)
	}
	admin.want(admin.post(work+"/take-up", nil), http.StatusConflict, "In corso")
	admin.want(admin.post(work+"/answer", url.Values{"text": {" "}, "seen": {"0"}}), http.StatusUnprocessableEntity, "id=\"answer-text-fault\"")
	if a := admin.post(work+"/answer", url.Values{"text": {"Vi chiamiamo."}, "seen": {"0"}}); a.status != http.StatusSeeOther {
		t.Fatalf("answer: %d %s", a.status, excerpt(a.body))
	}
	family.want(admin.post(work+"/answer", url.Values{"text": {"Vi richiamiamo."}, "seen": {"0"}}), http.StatusConflict)
	family.want(admin.post(work+"/turn-down", url.Values{"reason": {"because"}}), http.StatusUnprocessableEntity)
	family.want(family.get(private), http.StatusOK, "Vi chiamiamo.", "In corso")
	code := regexp.MustCompile(`<b class="text-nowrap">([A-Z2-9 ]+)</b>`).FindStringSubmatch(family.get(private).body)
	if a := admin.get("/it/association/requests?code=" + url.QueryEscape(strings.ToLower(code[1]))); a.status != http.StatusSeeOther || a.location != work {
		t.Errorf("by its code: %d %s", a.status, a.location)
	}
	carer := later.as(t, "carer@casentino.example").get("/it/me")
	if !strings.Contains(carer.body, "Qualavia") || strings.Contains(carer.body, "Zenobia") || strings.Contains(carer.body, "malinconia") {
		t.Errorf("the carer sees\n%s", excerpt(carer.body))
	}
	if a := family.post(private+"/withdraw", nil); a.status != http.StatusSeeOther {
		t.Fatalf("withdraw: %d", a.status)
	}
	family.want(family.get(private), http.StatusOK, "Ritirata")
	gone := admin.get(work)
	if strings.Contains(gone.body, "Zenobia") || strings.Contains(gone.body, "malinconia") {
		t.Error("the desk still shows what was withdrawn")
	}
	family.want(family.get(private[:len(private)-2]+"AA"), http.StatusNotFound)
	later.drain(t)
	for _, word := range []string{"Zenobia", "8877665", "malinconia", "Qualavia", "martedirrequies", private[len("/it/requests/"):], "lucia-ginestra"} {
		if strings.Contains(log.String(), word) {
			t.Errorf("the log says %q", word)
		}
	}
}

func TestAMistakeIsReportedOnThePageOfTheCarer(t *testing.T) {
	now, later := soon(t)
	anybody := later.visitor(t)
	if a := anybody.get("/it/report?page=/carers/lucia-ginestra"); a.status != http.StatusSeeOther || a.location != "/it/carers/lucia-ginestra/report" {
		t.Errorf("the general form leads to %d %s", a.status, a.location)
	}
	const path = "/en/carers/lucia-ginestra/report"
	form := asked(t, now.visitor(t).get(path))
	for _, name := range []string{"name", "phone", "email", "services", "on_behalf", "place", "times", "consent"} {
		form.Del(name)
	}
	anybody.want(anybody.post(path, form), http.StatusUnprocessableEntity, "faults")
	form.Set("mistake", "accreditation")
	if a := anybody.post(path, form); a.status != http.StatusSeeOther {
		t.Fatalf("sent: %d %s", a.status, excerpt(a.body))
	}
	officer := later.as(t, "officer@casentino.example")
	officer.want(officer.get("/it/body/requests"), http.StatusOK, "Errore segnalato", "accreditamento")
	work := "/it/body/requests/" + number(now.id(t, "select max(id) from requests"))
	officer.want(officer.get(work), http.StatusOK, "malinconia &lt;b&gt;", "non ha lasciato recapiti")
	anybody.want(anybody.get("/it/carers/nobody/contact"), http.StatusNotFound)
	anybody.want(anybody.post("/it/carers/nobody/report", form), http.StatusNotFound)
}

// A carer confirms with one button on her own page; the platform's rules are the platform's to set.
func TestConfirmingAndRulesOnTheirPages(t *testing.T) {
	now, later := soon(t)
	carer := later.as(t, "carer@casentino.example")
	carer.want(carer.get("/it/me"), http.StatusOK, "Confermala di nuovo prima del")
	if a := carer.post("/it/me/listing/confirm", nil); a.status != http.StatusSeeOther {
		t.Fatalf("confirm: %d", a.status)
	}
	carer.want(carer.get("/it/me/listing?done=entry_confirmed"), http.StatusOK, "9 maggio 2027")
	stranger := now.visitor(t)
	stranger.want(stranger.get("/it/carers/lucia-ginestra"), http.StatusOK, "Scheda confermata dalla persona il 9 novembre 2026", "confermato l’ultima volta")
	stranger.want(stranger.get("/it/carers"), http.StatusOK, "Da confermare")
	platform := later.as(t, "platform@albo.example")
	platform.want(platform.get("/it/admin/rules"), http.StatusOK, "Proposta di Albo")
	platform.want(platform.post("/it/admin/rules", url.Values{"key": {"stale_months"}, "value": {"-3"}, "article": {"x"}, "since": {"2026-11-01"}}), http.StatusUnprocessableEntity)
	platform.want(platform.post("/it/admin/rules", url.Values{"key": {"decision_days"}, "value": {"3"}, "article": {"x"}, "since": {"2026-11-01"}}), http.StatusUnprocessableEntity)
	if a := platform.post("/it/admin/rules", url.Values{"key": {"stale_months"}, "value": {"2"}, "article": {"Delibera 1"}, "since": {"2026-11-01"}}); a.status != http.StatusSeeOther {
		t.Fatalf("rule: %d %s", a.status, excerpt(a.body))
	}
	carer.want(carer.get("/it/me"), http.StatusOK, "9 gennaio 2027")
}
