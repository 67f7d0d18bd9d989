package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"albo/app/apptest"
)

func TestVersionAndWrongUse(t *testing.T) {
	data := t.TempDir()
	if out, _, code := albo(t, data, "version"); code != 0 || !strings.HasPrefix(out, "albo ") {
		t.Errorf("%d %s", code, out)
	}
	for _, args := range [][]string{
		{"no-such-command"}, {"user", "disable"}, {"user", "enable", "somebody"}, {"roster", "preview"}, {"match"}, {"bench", "match", "--lines", "0"}, {"roster", "import", "x.csv"}, {"user", "invite", "--email", "a@example.org", "--role", "emperor"},
		{"user", "invite", "--email", "a@example.org", "--role", "platform_admin", "--body", "casentino"},
		{"roster", "import", "x.csv", "--body", "casentino", "--as-of", "31/12/2026", "--act", "determinazione 1 2026-01-01"},
		{"roster", "import", "x.csv", "--body", "casentino", "--as-of", "2026-01-01", "--act", "nothing"},
		{"roster", "preview", "x.csv", "--country", "FR"},
	} {
		if _, problems, code := albo(t, data, args...); code != 2 || strings.Count(strings.TrimSpace(problems), "albo: ") != 1 {
			t.Errorf("%v: %d %q", args, code, problems)
		}
	}
	if _, problems, code := albo(t, data, "roster", "preview", filepath.Join(data, "missing.csv")); code != 1 || problems == "" {
		t.Errorf("a missing file: %d %q", code, problems)
	}
}

func TestSettingsAreCheckedAtOnce(t *testing.T) {
	t.Setenv("ALBO_ADDR", "nowhere")
	t.Setenv("ALBO_BASE_URL", "ftp://example.org")
	t.Setenv("ALBO_SMTP_URL", "mail.example.org")
	_, problems, code := albo(t, t.TempDir(), "migrate")
	for _, name := range []string{"ALBO_ADDR", "ALBO_BASE_URL", "ALBO_SMTP_URL"} {
		if code != 1 || !strings.Contains(problems, name) {
			t.Errorf("%d: %s is not named in %q", code, name, problems)
		}
	}
}

// A preview by the rules of a body never makes a registry to look the body up in.
func TestPreviewMakesNoRegistry(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	if _, problems, code := albo(t, data, "roster", "preview", "testdata/pieve.csv", "--body", "nope"); code != 2 || !strings.Contains(problems, "no registry") {
		t.Errorf("%d %q", code, problems)
	}
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Errorf("%s was made: %v", data, err)
	}
}

func TestPreviewOfAnotherCountry(t *testing.T) {
	list := filepath.Join(t.TempDir(), "lista.csv")
	if err := os.WriteFile(list, []byte("Nombre;Apellidos;DNI\nANA;GARCÍA RUIZ;12345678Z\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, problems, code := albo(t, t.TempDir(), "roster", "preview", list, "--country", "ES"); code != 0 || strings.Contains(out, "row 2") || !strings.Contains(out, "tax_code") {
		t.Errorf("%d %q %q", code, problems, out)
	}
	if err := os.WriteFile(list, []byte("ROSSI;RSSMRA61D52G879O\nVERDI;VRDNNA85M41G879L\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, _, _ := albo(t, t.TempDir(), "roster", "preview", list); !strings.Contains(out, "no header") || !strings.Contains(out, "column 1 (ROSSI, VERDI)") {
		t.Errorf("%q", out)
	}
}

func TestRosterPreview(t *testing.T) {
	out, problems, code := albo(t, t.TempDir(), "roster", "preview", "testdata/pieve.csv", "--json")
	if code != 0 {
		t.Fatal(problems)
	}
	var p preview
	if err := json.Unmarshal([]byte(out), &p); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if p.Encoding != "windows-1252" || p.Delimiter != ";" || p.HeaderRow != 4 || p.Lines != 3 || p.LeftOut != 1 || len(p.Complaints) != 2 {
		t.Errorf("%+v", p)
	}
	for _, c := range p.Complaints {
		if c.Row == 0 || c.Message == "" || strings.Contains(c.Message, "roster.file") {
			t.Errorf("%+v", c)
		}
	}
	if entries, _ := os.ReadDir("testdata"); len(entries) != 1 {
		t.Errorf("a preview wrote something: %v", entries)
	}
}

// An account that the operator disables is out at once, beside a running server, and comes back when enabled.
func TestDisableAndEnable(t *testing.T) {
	s := theDemo(t)
	const email = "officer@leganes.example"
	o := sitDown(t, s, email)
	run := func(word, email string, want int, says string) {
		t.Helper()
		if out, problems, code := albo(t, s.data, "user", word, "--email", email); code != want || !strings.Contains(out+problems, says) {
			t.Errorf("%s %s: %d %q %q", word, email, code, out, problems)
		}
	}
	run("disable", email, 0, email+" is disabled")
	if status, _, location := o.do(o.request(http.MethodGet, "/it/body", "", nil)); status != http.StatusSeeOther || !strings.HasPrefix(location, "/it/sign-in") {
		t.Errorf("the session lives on: %d %s", status, location)
	}
	run("enable", email, 0, email+" is enabled")
	sitDown(t, s, email).page("/it/body")
	run("disable", "nobody@example.org", 1, `no account with the address "nobody@example.org"`)
}

// The operator's commands work beside a running server, on the same private database.
func TestCommandsBesideAServer(t *testing.T) {
	s := theDemo(t)
	args := []string{"roster", "import", "testdata/pieve.csv", "--body", "aigaleo", "--as-of", "2026-01-15", "--act", "απόφαση 7 2026-01-20"}
	if out, problems, code := albo(t, s.data, append(args, "--publish")...); code != 1 || !strings.Contains(problems, "left out") || !strings.HasSuffix(out, "nothing is stored\n") {
		t.Errorf("lines left out unasked: %d %q %q", code, out, problems)
	}
	unread := filepath.Join(t.TempDir(), "unread.csv")
	if err := os.WriteFile(unread, []byte("a;b\n1;2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, problems, code := albo(t, s.data, append([]string{"roster", "import", unread}, args[3:]...)...); code != 1 || strings.Count(problems, "albo: ") != 1 || out != "nothing is stored\n" {
		t.Errorf("a file that is no list: %d %q %q", code, out, problems)
	}
	if out, problems, code := albo(t, s.data, append(args, "--accept")...); code != 0 || !strings.Contains(out, "stored and accepted, not published; publish or discard it on http") || strings.Contains(problems, `"msg"`) {
		t.Errorf("without publishing: %d %q %q", code, out, problems)
	}
	out, problems, code := albo(t, s.data, append(args, "--publish", "--accept")...)
	if code != 0 || !strings.Contains(out, "published as edition 1") {
		t.Errorf("%d %q %q", code, out, problems)
	}
	o := sitDown(t, s, "officer@aigaleo.example")
	if page := o.page("/el/body/rosters"); !strings.Contains(page, "pieve.csv") {
		t.Error("the server does not show what the command imported")
	}
	out, problems, code = albo(t, s.data, "user", "invite", "--email", "new@example.org", "--role", "body_officer", "--body", "mostoles", "--lang", "es")
	if code != 0 || !strings.HasPrefix(out, "http") || !strings.Contains(out, "/es/account/password/") {
		t.Errorf("%d %q %q", code, out, problems)
	}
	out, problems, code = albo(t, s.data, "certificate", "list", "--json")
	var rows []certificateRow
	if err := json.Unmarshal([]byte(out), &rows); code != 0 || err != nil || len(rows) == 0 {
		t.Fatalf("%d %v %q", code, err, problems)
	}
	file := filepath.Join(t.TempDir(), "certificate.pdf")
	if _, problems, code := albo(t, s.data, "certificate", "pdf", rows[0].Code, file); code != 0 {
		t.Fatal(problems)
	}
	if b, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(b), "%PDF-") {
		t.Errorf("no PDF: %v", err)
	}
	if code := apptest.ReadQR(t, file, "150"); !strings.HasSuffix(code, "/v/"+rows[0].Code) {
		t.Errorf("the QR code says %s", code)
	}
	if _, problems, code := albo(t, s.data, "certificate", "pdf", "NOSUCHCODE", file); code != 1 || problems == "" {
		t.Errorf("no such code: %d %q", code, problems)
	}
	if _, problems, code := albo(t, s.data, "seed"); code != 1 || !strings.Contains(problems, "empty") {
		t.Errorf("the demo world over data: %d %q", code, problems)
	}
}

// TestMatchNeedsNoDatabase looks three people up in a list: one is there in Latin letters, one has a namesake, one is not there.
func TestMatchNeedsNoDatabase(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	roster := write("roster.csv", "nr;surname;given_name;date_of_birth;suburb\n1;PAPADOPOULOU;MARIA;01/10/1980;Aigaleo\n2;GINESTRA;LUCIA;12/05/1979;Poppi\n3;GINESTRA;;;Poppi\n"+
		"nr;surname;given_name;date_of_birth;suburb\n4;OLMO;RITA;02/02/1951;Stia\nTotal;4;;;\n\nSuspended;;;;\ngiven_name;surname;no;date_of_birth;\nTEA;FAGGIO;5;03/03/1953;\n")
	applications := write("applications.csv", "id,full name,birth date,town\n7,Παπαδοπούλου Μαρία,1980-10-01,Aigaleo\n8,Ginestra Lucia,1979-12-05,Poppi\n9,Cipresso Marco,1984-03-18,Stia\n10,Faggio Tea,1953-03-03,Poppi\n")
	out, problems, code := albo(t, dir, "match", "--roster", roster, "--applications", applications, "--json")
	if code != 0 {
		t.Fatal(problems)
	}
	var answer struct{ Results []matchResult }
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for i, want := range []struct{ id, decision, line string }{{"7", "match", "1"}, {"8", "review", "2"}, {"9", "none", ""}, {"10", "match", "5"}} {
		got := answer.Results[i]
		if got.Application["id"] != want.id || string(got.Decision) != want.decision || got.Line["nr"]+got.Line["no"] != want.line {
			t.Errorf("%s: %s, line %v", want.id, got.Decision, got.Line)
		}
		if want.line != "" && (len(got.Evidence) == 0 || got.Score <= 0 || got.Score > 1) {
			t.Errorf("%s: score %v, evidence %v", want.id, got.Score, got.Evidence)
		}
	}
	if _, problems, code := albo(t, dir, "match", "--roster", filepath.Join(dir, "none.csv"), "--applications", applications); code != 1 || problems == "" {
		t.Errorf("a missing file: %d %q", code, problems)
	}
	if _, problems, code := albo(t, dir, "match", "--roster", write("prices.csv", "item,price\nbread,2\nmilk,1\n"), "--applications", applications); code != 1 || !strings.Contains(problems, "prices.csv: ") {
		t.Errorf("a file of no people: %d %q", code, problems)
	}
	if out, problems, code := albo(t, dir, "match", "--roster", roster, "--applications", applications); code != 0 || !strings.Contains(out, "4 people looked up in 5 lines") {
		t.Errorf("%d %s %s", code, out, problems)
	}
	if out, problems, code := albo(t, dir, "bench", "match", "--lines", "3000", "--applications", "300", "--json"); code != 0 || !strings.Contains(out, `"wrong":0`) {
		t.Errorf("%d %s %s", code, out, problems)
	}
}
