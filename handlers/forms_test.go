package handlers_test

import (
	"encoding/csv"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"albo/app/apptest"
	"albo/app/input"
	"albo/handlers"
)

// pieces are the naughty strings, each between marks, so that one of them is not taken for a part of a page.
func pieces(t *testing.T) (list []string) {
	t.Helper()
	for _, text := range naughty(t) {
		list = append(list, "qz"+text+"zq")
	}
	return list
}

// chunks joins pieces into texts of at most so many characters; longer pieces are left out.
func chunks(pieces []string, limit int) (texts []string) {
	text := ""
	for _, piece := range pieces {
		switch n := utf8.RuneCountInString(piece); {
		case n > limit:
		case text != "" && utf8.RuneCountInString(text)+1+n > limit:
			texts, text = append(texts, text), piece
		default:
			text = strings.TrimPrefix(text+" "+piece, " ")
		}
	}
	return append(texts, text)
}

// marked are the pieces of a text that a page must escape.
func marked(text string) (list []string) {
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "qz")
		piece, next, _ := strings.Cut(after, "zq")
		if !found {
			return list
		}
		if strings.ContainsAny(piece, `<>&"'`) {
			list = append(list, "qz"+piece+"zq")
		}
		rest = next
	}
}

// safe holds a page to this: nothing of a text stands in it as it was typed.
func safe(t *testing.T, where string, a answer, text string) {
	t.Helper()
	for _, piece := range marked(text) {
		for _, typed := range []string{piece, input.Clean(piece)} {
			if strings.Contains(a.body, typed) {
				t.Errorf("%s: %q is shown as it is", where, typed)
				return
			}
		}
	}
}

// shows holds a page to showing all of a text, escaped.
func shows(t *testing.T, where string, a answer, text string) {
	t.Helper()
	safe(t, where, a, text)
	for _, piece := range marked(text) {
		found := false
		for _, kept := range []string{piece, input.Clean(piece), strings.ToValidUTF8(piece, "\uFFFD")} {
			found = found || strings.Contains(a.body, html.EscapeString(kept))
		}
		if !found {
			t.Errorf("%s (%d) does not show %q", where, a.status, piece)
			return
		}
	}
}

// say sends a form with the same text in some fields; a form refused shows all of it again, escaped.
func (o *office) say(who *visitor, path, text string, fields []string, rest ...string) answer {
	o.t.Helper()
	in := form(rest...)
	for _, field := range fields {
		in.Set(field, text)
	}
	a := who.post(path, in)
	if a.status == http.StatusUnprocessableEntity {
		shows(o.t, path, a, text)
	}
	safe(o.t, path, a, text)
	return a
}

// taken sends the same as say, and it must be taken.
func (o *office) taken(who *visitor, path, text string, fields []string, rest ...string) {
	o.t.Helper()
	if a := o.say(who, path, text, fields, rest...); a.status != http.StatusSeeOther {
		o.t.Fatalf("POST %s: %d\n%s", path, a.status, excerpt(a.body))
	}
}

// look opens pages that show a text, escaped.
func (o *office) look(who *visitor, text string, paths ...string) {
	o.t.Helper()
	for _, path := range paths {
		a := who.get(path)
		who.want(a, http.StatusOK)
		shows(o.t, path, a, text)
	}
}

// Every form that takes words, with far too many of the naughtiest: refused with all of it shown again, escaped, or taken;
// never a fault. What belongs to nobody stays so.
func TestFormsThatAreRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var markup []string
	for _, piece := range pieces(t) {
		if strings.ContainsAny(piece, `<>&"'`) {
			markup = append(markup, piece)
		}
	}
	text := strings.Join(markup, " ")
	if n := utf8.RuneCountInString(text); n < 4100 {
		t.Fatalf("only %d characters", n)
	}
	o.declare(o.carer, "Finta", "Persona", "Poppi")
	application := o.done(o.carer, "/it/me/applications", "association", o.association.Slug, "road", "trained")
	asked := o.done(o.carer, "/it/me/accreditations", "body", o.body.Slug)
	again := 0
	for _, c := range []struct {
		who    *visitor
		path   string
		fields string
		rest   []string
	}{
		{o.public, "/it/sign-in", "email next", []string{"password", "x"}}, {o.public, "/it/sign-up", "name email", nil}, {o.public, "/it/account/forgot", "email", nil},
		{o.public, "/it/report", "comment page", nil}, {o.public, "/it/feedback", "comment page rating", nil},
		{o.public, "/it/account/password/x", "name password", nil},
		{o.carer, "/it/account/password", "current password", nil},
		{o.carer, "/it/me/data", "given_name surname birth_place country tax_code municipality address postal_code phone birth_date", nil},
		{o.carer, "/it/me/listing", "bio phone email", []string{"services", text, "municipalities", text, "hours", text}},
		{o.carer, "/it/me/consents", "consent", nil}, {o.carer, "/it/me/certificates", "accreditation language", nil},
		{o.carer, "/it/me/applications", "association road", nil},
		{o.carer, application + "/draft", "course_title course_provider roster_act_number motivation course_hours course_ended_on", []string{"road", "trained", "version", "0"}},
		{o.carer, application + "/complete", "answer", nil}, {o.carer, application + "/appeal", "text", nil}, {o.carer, application + "/documents/remove", "document", nil},
		{o.carer, "/it/me/accreditations", "body", nil}, {o.carer, asked + "/draft", "statement", []string{"grounds", "training"}},
		{o.carer, asked + "/complete", "answer", nil}, {o.carer, asked + "/answer-notice", "answer", nil}, {o.carer, asked + "/documents/remove", "document", nil},
		{o.admin, "/it/association/settings", "name register_section register_number registered_on tax_code vat_number pec email phone opening_hours website address municipality legal_representative about statute_date colour", []string{"language", "it"}},
		{o.admin, "/it/association/settings/rules", "article value since", []string{"key", "decision_days"}}, {o.admin, "/it/association/people", "email", nil}, {o.admin, "/it/association/people/end", "role invitation", nil},
		{o.officer, "/it/body/settings", "name office address phone email website tax_code legal_representative signatory signatory_role legal_basis certificate_note colour gone_days", []string{"language", "it"}},
		{o.officer, "/it/body/people", "email", nil},
		{o.platform, "/it/admin/invitations", "email place", nil},
		{o.platform, "/it/admin/bodies", "name office address phone email website tax_code legal_representative signatory signatory_role legal_basis colour gone_days territory_code slug", []string{"kind", "union", "country", "IT"}},
		{o.platform, "/it/admin/associations", "name register_section register_number tax_code email phone website address municipality legal_representative about colour slug", []string{"country", "IT"}},
	} {
		in := form(c.rest...)
		for _, field := range strings.Fields(c.fields) {
			in.Set(field, text)
		}
		a := c.who.post(c.path, in)
		safe(t, c.path, a, text)
		if shown := strings.Contains(a.body, `name="`+strings.Fields(c.fields)[0]+`"`); a.status == http.StatusUnprocessableEntity && shown && !slices.Contains(silent, c.path) {
			again++
			shows(t, c.path, a, text)
		}
		if a.status == http.StatusOK {
			t.Errorf("%s: answered as if nothing was sent", c.path)
		}
	}
	if again < 14 {
		t.Errorf("only %d forms were shown again", again)
	}
}

// silent are forms that are not shown again: they ask for secrets, or stand at the foot of another page.
var silent = []string{"/it/account/password", "/it/account/password/x", "/it/feedback"}

func (o *office) declare(who *visitor, surname, givenName, birthPlace string) {
	o.t.Helper()
	o.done(who, "/it/me/data", "surname", surname, "given_name", givenName, "birth_place", birthPlace, "birth_date", "1980-01-01", "country", "IT", "municipality", "Poppi", "tax_code", "")
}

// The life of an application and of an accreditation in naughty words: whatever is taken is shown to both sides, in the
// history, in the mail and under the certificate, escaped.
func TestNaughtyLives(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	all := pieces(t)
	long, short := chunks(all, 4000), chunks(all, 40)
	var markup []string
	for _, piece := range all {
		if strings.ContainsAny(piece, `<>&"'`) {
			markup = append(markup, piece)
		}
	}
	words, tooMuch := chunks(markup, 4000)[0], strings.Join(markup, " ")
	line := func(limit int) string { return chunks(markup, limit)[0] }
	today := apptest.Now.Format("2006-01-02")
	pdf := []byte("%PDF-1.7\n%%EOF\n")

	o.done(o.carer, "/it/me/data", "surname", line(80), "given_name", line(80), "birth_place", line(120), "birth_date", "1972-08-24", "country", "IT", "municipality", "Poppi", "tax_code", "BNCLCU72M64G879D")
	application := o.done(o.carer, "/it/me/applications", "association", o.association.Slug, "road", "trained")
	draft := func(version int, more ...string) []string {
		return append(more, "road", "trained", "version", fmt.Sprint(version), "course_title", line(200), "course_provider", line(200), "course_hours", "120")
	}
	for i, text := range long {
		o.taken(o.carer, application+"/draft", text, []string{"motivation"}, draft(i, "roster_act_number", short[i])...)
		o.look(o.carer, text, application)
		o.look(o.carer, line(200), application)
	}
	name := line(60) + ".pdf"
	for i, kind := range []string{"training", words} {
		a := o.carer.upload(application+"/documents", "file", name, pdf, form(draft(len(long)+i, "kind", kind)...))
		safe(t, "an upload", a, words)
	}
	o.done(o.carer, application+"/submit", draft(len(long)+2, "statute", "true", "truth", "true")...)
	admission := "/it/association/admissions/" + application[strings.LastIndex(application, "/")+1:]
	o.look(o.admin, line(80)+" "+line(200), admission)
	o.look(o.admin, line(80), "/it/association/admissions")
	o.say(o.admin, admission+"/request-completion", tooMuch, []string{"text"})
	for i, text := range long {
		o.taken(o.admin, admission+"/request-completion", text, []string{"text"})
		o.look(o.carer, text, application)
		o.look(o.admin, text, admission)
		if i == 0 {
			o.say(o.carer, application+"/complete", tooMuch, []string{"answer"})
		}
		o.taken(o.carer, application+"/complete", text, []string{"answer"})
		o.look(o.admin, text, admission)
	}
	o.say(o.admin, admission+"/refuse", words, []string{"text", "reason"})
	o.say(o.admin, admission+"/refuse", tooMuch, []string{"text"}, "reason", "requirements")
	o.say(o.admin, admission+"/admit", tooMuch, []string{"resolution_number"}, "resolution_date", today, "identity_seen", "true")
	o.taken(o.admin, admission+"/refuse", words, []string{"text"}, "reason", "requirements")
	o.look(o.carer, words, application)
	o.look(o.admin, words, admission)
	o.say(o.carer, application+"/appeal", tooMuch, []string{"text"})
	o.taken(o.carer, application+"/appeal", words, []string{"text"})
	o.look(o.admin, words, admission)

	mine := o.done(o.carer, "/it/me/accreditations", "body", o.body.Slug)
	for _, text := range long {
		o.taken(o.carer, mine+"/draft", text, []string{"statement"}, "grounds", "training")
		o.look(o.carer, text, mine)
	}
	if a := o.carer.upload(mine+"/documents", "file", name, pdf, form("kind", "training", "grounds", "training", "statement", words)); a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, excerpt(a.body))
	}
	o.done(o.carer, mine+"/submit", "truth", "true", "grounds", "training", "statement", words)
	theirs := "/it/body/accreditations/" + mine[strings.LastIndex(mine, "/")+1:]
	o.look(o.officer, line(80), theirs, "/it/body/accreditations", "/it/body")
	o.done(o.officer, theirs+"/take-up")
	o.say(o.officer, theirs+"/request-completion", tooMuch, []string{"text"})
	o.taken(o.officer, theirs+"/request-completion", words, []string{"text"})
	o.look(o.carer, words, mine)
	o.say(o.carer, mine+"/complete", tooMuch, []string{"answer"})
	o.taken(o.carer, mine+"/complete", words, []string{"answer"})
	o.look(o.officer, words, theirs)
	o.say(o.officer, theirs+"/give-notice", tooMuch, []string{"text"})
	o.taken(o.officer, theirs+"/give-notice", words, []string{"text"})
	for _, text := range long {
		o.taken(o.carer, mine+"/answer-notice", text, []string{"answer"})
		o.look(o.officer, text, theirs)
		o.look(o.carer, text, mine)
	}
	o.say(o.officer, theirs+"/grant", tooMuch, []string{"act_kind", "act_number", "protocol"}, "act_date", today)
	o.say(o.officer, theirs+"/grant", words, []string{"act_date", "valid_until"}, "act_kind", "x", "act_number", "1")
	o.taken(o.officer, "/it/body/settings", line(160), []string{"name", "office", "signatory", "signatory_role", "legal_representative"},
		"legal_basis", line(300), "certificate_note", line(500), "address", line(200), "colour", "#0066cc", "gone_rule", "at_once", "gone_share", "20", "language", "it")
	o.look(o.officer, line(500), "/it/body/settings")
	o.taken(o.officer, theirs+"/grant", line(40), []string{"act_kind", "act_number", "protocol"}, "act_date", today)
	o.drain(t)
	o.look(o.carer, line(40), mine, "/it/me")
	o.look(o.officer, line(40), theirs)
	code := ""
	if err := o.store.Read(t.Context()).Raw("select code from certificates where file_key <> ''").Scan(&code).Error; err != nil || code == "" {
		t.Fatal("no certificate was made of naughty words: ", err)
	}
	for _, text := range []string{line(40), line(80), line(120), line(160), line(300), line(500)} {
		o.look(o.public, text, "/v/"+code+"?lang=it")
	}
	id := number(o.id(t, "select id from certificates"))
	if a := o.carer.get("/it/me/certificates/" + id + "/pdf"); !strings.HasPrefix(a.body, "%PDF-") {
		t.Errorf("no PDF: %d", a.status)
	}
	o.say(o.officer, theirs+"/suspend", tooMuch, []string{"text"}, "act_kind", "x", "act_number", "1", "act_date", today)
	o.taken(o.officer, theirs+"/suspend", line(40), []string{"text", "act_kind", "act_number", "protocol"}, "act_date", today)
	safe(t, "a reason too long", o.officer.post("/it/body/certificates/"+id+"/revoke", form("reason", tooMuch)), tooMuch)
	o.taken(o.officer, "/it/body/certificates/"+id+"/revoke", line(1000), []string{"reason"})
	o.drain(t)
	safe(t, "the mail", o.platform.get("/it/admin/mail"), tooMuch)
	document := ""
	if err := o.store.Read(t.Context()).Raw("select public_id from documents limit 1").Scan(&document).Error; err != nil {
		t.Fatal(err)
	}
	a := o.carer.get("/it/documents/" + document)
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment;") || strings.ContainsAny(a.header.Get("Content-Disposition"), "<>\r\n") ||
		a.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(a.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a document comes as %d %v", a.status, a.header)
	}
}

// The other forms, with every naughty string: settings, rules, rosters, new bodies and associations, feedback, profiles, searches.
func TestNaughtySettings(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	all := pieces(t)
	fields := []string{"name", "office", "address", "legal_representative", "signatory", "signatory_role", "legal_basis", "certificate_note"}
	for texts := range slices.Chunk(chunks(all, 160), len(fields)) {
		in := []string{"colour", "#0066cc", "gone_rule", "at_once", "gone_share", "20", "language", "it"}
		for i, field := range fields {
			in = append(in, field, texts[i%len(texts)])
		}
		o.done(o.officer, "/it/body/settings", in...)
		o.look(o.officer, strings.Join(texts, " "), "/it/body/settings")
	}
	for i, text := range chunks(all, 2000) {
		name := chunks(all, 160)[i]
		o.taken(o.admin, "/it/association/settings", text, []string{"about"}, "name", name, "opening_hours", name, "address", name, "legal_representative", name,
			"municipality", "Poppi", "colour", "#0066cc", "language", "it")
		o.look(o.admin, text+" "+name, "/it/association/settings")
		o.look(o.public, text+" "+name, "/it/associations/"+o.association.Slug)
	}
	for i, text := range chunks(all, 80) {
		o.taken(o.admin, "/it/association/settings/rules", text, []string{"article"}, "key", "appeal_days", "value", "30", "since", apptest.Now.AddDate(0, 0, -400+i%400).Format("2006-01-02"))
	}
	safe(t, "the rules", o.admin.get("/it/association/settings"), strings.Join(all, " "))
	name := chunks(all[200:], 160)[0]
	for i, text := range []string{name, "<script>alert(1)</script>", "=1+1"} {
		o.taken(o.platform, "/it/admin/bodies", text, []string{"name", "office", "signatory"}, "kind", "municipality", "country", "IT", "territory_code", []string{"051031", "051004", "051010"}[i],
			"colour", "#0066cc", "gone_rule", "at_once", "language", "it", "slug", fmt.Sprint("ente-", i))
		o.taken(o.platform, "/it/admin/associations", text, []string{"name", "about"}, "country", "IT", "municipality", "Poppi", "colour", "#0066cc", "language", "it", "slug", fmt.Sprint("aps-", i))
	}
	o.look(o.platform, name, "/it/admin", "/it/admin/associations/new")
	o.look(o.public, name, "/it/associations", "/it/associations/aps-0")
	for i, text := range chunks(all, 2000) {
		at := o.later2(i)
		o.taken(at, "/it/report", text, []string{"comment"}, "page", chunks(all, 300)[i])
		o.taken(at, "/it/feedback", text, []string{"comment"}, "page", "/it/", "rating", "1")
	}
	feedback := o.platform.get("/it/admin/feedback")
	for _, text := range chunks(all, 2000) {
		shows(t, "/it/admin/feedback", feedback, text)
	}
	o.declare(o.carer, "Finta", "Persona", "Poppi")
	for _, text := range chunks(all, 2000) {
		o.taken(o.carer, "/it/me/listing", text, []string{"bio"})
		o.look(o.carer, text, "/it/me/listing")
	}
	paths := []string{"/it/carers?place=%s", "/it/carers?language=%[1]s&service=%[1]s&arrangement=%[1]s", "/it/report?page=%s", "/it/verify?code=%s", "/it/sign-in?next=%[1]s&done=%[1]s"}
	for i, text := range chunks(all, 100) {
		for _, path := range []string{"/it/carers?q=%s", paths[i%len(paths)]} {
			safe(t, path, o.public.get(fmt.Sprintf(path, url.QueryEscape(text))), text)
		}
	}
}

// later2 is the platform seen from a registry some hours later: what is counted by the hour begins anew.
func (o *office) later2(hours int) *visitor {
	o.t.Helper()
	app, err := handlers.New(o.store.At(apptest.Now.Add(time.Duration(hours/5)*2*time.Hour)), nil)
	o.must(err)
	return (&site{o.store, app}).visitor(o.t)
}

// A roster read, corrected and published in naughty words.
func TestNaughtyEditions(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	all := pieces(t)
	today := apptest.Now.Format("2006-01-02")
	texts := chunks(all, 400)
	line := func(limit int) string { return chunks(all[100:], limit)[0] }
	a := o.officer.upload("/it/body/rosters", "file", "elenco.csv", []byte("COGNOME;NOME;NATO IL\r\nROSSI;MARIO;12/03/1945\r\n"), form("as_of", today, "note", strings.Join(texts, " ")))
	shows(t, "a note too long", a, strings.Join(texts, " "))
	a = o.officer.upload("/it/body/rosters", "file", line(100)+".csv", []byte("COGNOME;NOME;NATO IL\r\n"+`"<b onclick=""x"">ROSSI";<i>MARIO;=1+1`+"\r\n"), form("as_of", today, "note", texts[0]))
	if a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, excerpt(a.body))
	}
	o.drain(t)
	edition := a.location
	for _, text := range chunks(all, 2000) {
		text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
		if a := o.officer.post(edition+"/remap", form("encoding", text, "delimiter", text, "sheet", text, "column-0", text, "column-x", text, "header_row", "1")); a.status != http.StatusSeeOther {
			t.Fatalf("remap %q: %d %s", text, a.status, excerpt(a.body))
		}
		o.drain(t)
		safe(t, "an edition read anew", o.officer.get(edition), text)
	}
	o.done(o.officer, edition+"/remap", "guess", "true")
	o.drain(t)
	o.done(o.officer, edition+"/commit", "left_out", "true")
	for _, text := range []string{strings.Join(texts, " "), texts[1]} {
		o.say(o.officer, edition+"/publish", text, []string{"act_kind", "act_number", "protocol", "act_date"})
	}
	o.taken(o.officer, edition+"/publish", line(40), []string{"act_kind", "act_number", "protocol"}, "act_date", today)
	o.drain(t)
	o.look(o.officer, line(40)+" "+texts[0], edition)
	o.look(o.officer, line(40), "/it/body/rosters")
	if page := o.officer.get(edition); strings.Contains(page.body, "<i>MARIO") || strings.Contains(page.body, "<b onclick") {
		t.Error("a name of the list is shown as it is")
	}
	for _, cell := range cells(t, o.officer.get(edition+"/complaints.csv")) {
		harmless(t, cell)
	}
}

// formulas are what a spreadsheet would reckon with.
var formulas = []string{"=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "\u00a0=1+1", "|calc"}

// No cell of a table that is handed out is a formula, and none loses what it says.
func TestTablesAreNoFormulas(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	today := apptest.Now.Format("2006-01-02")
	var file strings.Builder
	file.WriteString("COGNOME;NOME;NATO IL;COMUNE;TELEFONO\r\n")
	for i, formula := range formulas {
		quoted := `"` + strings.ReplaceAll(formula, `"`, `""`) + `"`
		fmt.Fprintf(&file, "ROSSI%d;MARIO;%s;%s;%s\r\n", i, quoted, quoted, quoted)
	}
	a := o.officer.upload("/it/body/rosters", "file", "elenco.csv", []byte(file.String()), form("as_of", today))
	o.drain(t)
	complaints := cells(t, o.officer.get(a.location+"/complaints.csv"))
	if len(complaints) < 5*len(formulas) {
		t.Fatalf("only %d cells: %q", len(complaints), complaints)
	}
	for i, formula := range formulas[:4] {
		o.admitted(i, formula)
	}
	book := cells(t, o.admin.get("/it/association/book?format=csv"))
	for _, cell := range append(complaints, book...) {
		harmless(t, cell)
	}
	for _, formula := range formulas[:4] {
		for name, table := range map[string][]string{"book": book, "complaints": complaints} {
			if !slices.Contains(table, "'"+formula) {
				t.Errorf("the %s does not say %q: %q", name, formula, table)
			}
		}
	}
}

// admitted makes somebody a member whose names are formulas.
func (o *office) admitted(i int, formula string) {
	o.t.Helper()
	who := []*visitor{o.carer, o.other, o.officer, o.platform}[i]
	o.declare(who, formula, formula, formula)
	application := o.done(who, "/it/me/applications", "association", o.association.Slug, "road", "trained")
	in := form("road", "trained", "version", "0", "course_title", formula, "course_hours", "120", "kind", "training", "statute", "true", "truth", "true")
	if a := who.upload(application+"/submit", "file", "attestato.pdf", []byte("%PDF-1.7\n%%EOF\n"), in); a.status != http.StatusSeeOther {
		o.t.Fatalf("%d %s", a.status, excerpt(a.body))
	}
	admission := "/it/association/admissions/" + application[strings.LastIndex(application, "/")+1:]
	o.done(o.admin, admission+"/confirm-training")
	o.done(o.admin, admission+"/admit", "resolution_number", formula, "resolution_date", apptest.Now.Format("2006-01-02"), "identity_seen", "true")
}

// cells are those of a table, as an office program reads it.
func cells(t *testing.T, a answer) (list []string) {
	t.Helper()
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") || a.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("a table comes as %d %v", a.status, a.header)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		list = append(list, row...)
	}
	return list
}

func harmless(t *testing.T, cell string) {
	t.Helper()
	if trimmed := strings.TrimLeft(cell, " \u00a0\n"); trimmed != "" && strings.ContainsAny(trimmed[:1], "=+-@\t\r|") {
		t.Errorf("a cell is a formula: %q", cell)
	}
}
