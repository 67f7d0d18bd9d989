package handlers_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"albo/app/apptest"
	"albo/app/input"
)

// naughty are other people's naughty strings, and some of ours.
func naughty(t *testing.T) (lines []string) {
	t.Helper()
	for line := range strings.Lines(string(testdata(t, "strings/blns.txt"))) {
		line = strings.TrimRight(line, "\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	if len(lines) < 400 {
		t.Fatalf("only %d strings", len(lines))
	}
	return append(lines, "\x00", "a\x00b", "\xff\xfe", "=1+1", "@SUM(A1)", strings.Repeat("x", 79))
}

// A naughty string as a name is kept and shown back as it is, escaped; or it is refused with a sentence and shown back too.
func TestNaughtyNames(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	v := s.as(t, "officer@aigaleo.example") // has no personal data yet
	for _, name := range naughty(t) {
		form := url.Values{
			"given_name": {name}, "surname": {name}, "birth_date": {"1980-01-01"}, "birth_place": {name}, "country": {"IT"}, "tax_code": {""},
			"municipality": {"Poppi"}, "address": {name}, "postal_code": {"52014"}, "phone": {""},
		}
		a := v.post("/it/me/data", form)
		shown := a
		if a.status == http.StatusSeeOther {
			shown = v.get("/it/me/data")
		} else if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", name, a.status)
			continue
		}
		want := name
		if a.status == http.StatusSeeOther {
			want = input.Clean(name)
		}
		if !strings.Contains(shown.body, `value="`+html.EscapeString(want)+`"`) && !strings.Contains(shown.body, `value="`+strings.ToValidUTF8(html.EscapeString(want), "\uFFFD")+`"`) {
			t.Errorf("%q is not shown back", name)
		}
	}
}

// The same strings at the doors of a registry that nobody else looks at: tries are counted there by where they come from.
func TestNaughtyDoors(t *testing.T) {
	t.Parallel()
	s, v := &site{store: apptest.Store(t)}, (*visitor)(nil)
	for i, text := range naughty(t) {
		if i%10 == 0 { // before there were too many
			v = s.later(t)
			v.post("/es/sign-in", url.Values{"email": {text}, "password": {text}, "next": {text}}) // passwords are slow to compare
		}
		for path, form := range map[string]url.Values{
			"/it/sign-up": {"name": {text}, "email": {text}}, "/it/account/forgot": {"email": {text}}, "/el/report": {"page": {text}, "comment": {text}}, "/it/feedback": {"page": {text}, "rating": {text}, "comment": {text}},
		} {
			if a := v.post(path, form); a.status == http.StatusTooManyRequests {
				t.Errorf("%s was not looked at: %q", path, text)
			}
		}
	}
}

// The same strings in every other form and in every search: never a fault.
func TestNaughtyEverything(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	public, admin, officer, platform := s.visitor(t), s.as(t, "admin@valtiberina.example"), s.as(t, "officer@pieve.example"), s.as(t, "platform@albo.example")
	carer := s.as(t, "carer@casentino.example")
	for _, text := range naughty(t) {
		for _, form := range []struct {
			who  *visitor
			path string
			form url.Values
		}{
			{admin, "/it/association/settings", url.Values{"name": {text}, "about": {text}, "municipality": {text}, "colour": {text}, "language": {text}}},
			{admin, "/it/association/people", url.Values{"email": {text}}},
			{officer, "/it/body/settings", url.Values{"name": {text}, "gone_days": {text}, "gone_rule": {text}, "colour": {text}, "language": {text}}},
			{platform, "/it/admin/bodies", url.Values{"name": {text}, "slug": {text}, "territory_code": {text}, "kind": {text}, "country": {text}}},
			{platform, "/it/admin/invitations", url.Values{"email": {text}, "place": {text}}},
			{carer, "/it/me/listing", url.Values{"bio": {text}, "services": {text}, "municipalities": {text}, "languages": {text}, "hours": {text}, "phone": {text}, "email": {text}}},
			{carer, "/it/me/listing", url.Values{"consent": {"listing", text}}},
		} {
			form.who.post(form.path, form.form)
		}
		query := url.QueryEscape(text)
		for _, path := range []string{"/it/carers?q=" + query, "/it/carers?place=" + query + "&service=" + query + "&language=" + query + "&page=" + query, "/it/municipalities?q=" + query, "/it/verify?code=" + query} {
			a := public.get(path)
			if strings.Contains(a.body, "<script>alert") {
				t.Errorf("%s: shown as it is", path)
			}
		}
	}
}

// A roster of naughty strings can be read, looked at and exported, and no cell of the export is a formula.
func TestNaughtyRoster(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	v := s.as(t, "officer@mostoles.example")
	var file strings.Builder
	file.WriteString("COGNOME;NOME;NATO IL\r\n")
	for _, text := range naughty(t) {
		file.WriteString(`"` + strings.ReplaceAll(text, `"`, `""`) + `";"` + strings.ReplaceAll(text, `"`, `""`) + `";=1+1` + "\r\n")
	}
	a := v.upload("/it/body/rosters", "file", `"><img src=x onerror=alert(1)>.csv`, []byte(file.String()), url.Values{"as_of": {"2026-01-15"}})
	v.want(a, http.StatusSeeOther)
	s.drain(t)
	page := v.get(a.location)
	v.want(page, http.StatusOK, "&lt;img src=x onerror=alert(1)&gt;.csv")
	if strings.Contains(page.body, "<img src=x") {
		t.Error("a name is shown as it is")
	}
	export := v.get(a.location + "/complaints.csv")
	v.want(export, http.StatusOK)
	for line := range strings.Lines(export.body) {
		for _, cell := range strings.Split(strings.TrimSpace(line), ";") {
			if cell = strings.Trim(cell, `"`); cell != "" && strings.ContainsAny(cell[:1], "=@|") {
				t.Fatalf("a cell is a formula: %q", cell)
			}
		}
	}
}
