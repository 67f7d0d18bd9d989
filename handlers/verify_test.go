package handlers_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"albo/app/apptest"
	"albo/app/certificate"
	"albo/app/i18n"
	"albo/handlers"
	"albo/models"
)

// verified is what a program gets of a certificate.
type verified struct {
	Code       string          `json:"code"`
	State      models.Standing `json:"state"`
	StateSince string          `json:"state_since"`
	Checking   bool            `json:"being_verified"`
	ReplacedBy string          `json:"replaced_by"`
	Printed    models.Printed  `json:"printed"`
	Language   string          `json:"language"`
	PDFSHA256  string          `json:"pdf_sha256"`
}

func (v *visitor) accepting(path, accept string) answer {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept", accept)
	return v.do(r)
}

// verify reads what a program is told under a code: the same by the ending of the address as by what it accepts.
func (v *visitor) verify(code string) (told verified) {
	v.t.Helper()
	a := v.get("/v/" + code + ".json")
	v.want(a, http.StatusOK)
	if b := v.accepting("/v/"+code, "application/json"); b.status != http.StatusOK || b.body != a.body {
		v.t.Errorf("by Accept %d %s, by .json %s", b.status, b.body, a.body)
	}
	for _, header := range []http.Header{a.header, v.get("/v/" + code).header} {
		if header.Get("X-Robots-Tag") != "noindex" || header.Get("Cache-Control") != "no-store" {
			v.t.Errorf("robots %q, cache %q", header.Get("X-Robots-Tag"), header.Get("Cache-Control"))
		}
	}
	if err := json.Unmarshal([]byte(a.body), &told); err != nil {
		v.t.Fatalf("%v\n%s", err, a.body)
	}
	return told
}

// later is a visitor who comes when earlier look-ups no longer count.
func (s *site) later(t *testing.T) *visitor {
	t.Helper()
	app, err := handlers.New(s.store.At(apptest.Now.Add(time.Duration(laters.Add(1))*time.Hour)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return (&site{s.store, app}).visitor(t)
}

var laters atomic.Int64

// standings find a certificate of the demo world by how it and what it attests stand.
var standings = []struct {
	want     models.Standing
	where    string
	since    bool // an act or a date tells since when
	checking bool
}{
	{models.StandingValid, "c.state = 'issued' and a.state = 'granted' and a.doubt = '' and a.valid_until is null and c.language = 'it'", false, false},
	{models.StandingValid, "c.state = 'issued' and a.state = 'granted' and c.language = 'en'", false, false},
	{models.StandingValid, "c.state = 'issued' and a.state = 'granted' and a.doubt <> ''", false, true},
	{models.StandingSuspended, "c.state = 'issued' and a.state = 'suspended'", true, false},
	{models.StandingRevoked, "c.state = 'issued' and a.state = 'revoked'", true, false},
	{models.StandingRevoked, "c.state = 'issued' and a.state = 'lapsed'", true, false},
	{models.StandingRevoked, "c.state = 'issued' and a.state = 'renounced'", true, false},
	{models.StandingRevoked, "c.state = 'revoked' and a.state = 'granted'", true, false},
	{models.StandingExpired, "c.state = 'issued' and a.state = 'granted' and a.valid_until < date '2026-11-09'", true, false},
	{models.StandingReplaced, "c.state = 'replaced'", true, false},
}

// One after the other: look-ups are counted by where they come from.
func TestVerification(t *testing.T) {
	t.Parallel()
	t.Run("repeats the paper", verificationRepeatsThePaper)
	t.Run("repeats all of the paper", thePaperSaysNoMoreThanTheJSON)
	t.Run("unknown codes", unknownCodesAreNotFound)
}

// Page, JSON and paper say the same of a certificate, whatever became of it.
func verificationRepeatsThePaper(t *testing.T) {
	s := theDemo(t)
	v := s.later(t)
	for _, c := range standings {
		t.Run(string(c.want), func(t *testing.T) {
			v := &visitor{t: t, site: v.site, cookies: map[string]string{}}
			cert := s.certificate(t, c.where)
			told := v.verify(cert.Code)
			if told.State != c.want || told.Code != cert.Code || told.PDFSHA256 != cert.FileSHA256 || (told.StateSince != "") != c.since || told.Checking != c.checking {
				t.Errorf("told %+v, want %s", told, c.want)
			}
			if !reflect.DeepEqual(told.Printed, cert.Printed) {
				t.Errorf("told %+v\nprinted %+v", told.Printed, cert.Printed)
			}
			a := v.get("/v/" + cert.Code + "?lang=" + cert.Language)
			v.want(a, http.StatusOK, `<meta name="robots" content="noindex"`, "rg-standing-"+string(c.want))
			if c.want == models.StandingReplaced {
				v.want(a, http.StatusOK, "/v/"+told.ReplacedBy+"?lang=")
				if next := v.verify(told.ReplacedBy); next.State != models.StandingValid {
					t.Errorf("the certificate after it is %s", next.State)
				}
			}
			page, paper := words(html.UnescapeString(tags.ReplaceAllString(excerptWhole(a.body), " "))), s.paper(t, cert)
			for name, value := range facts(told.Language, told.Printed) {
				for where, text := range map[string]string{"page": page, "paper": paper} {
					if !strings.Contains(text, value) {
						t.Errorf("%s: the %s does not say %q\n%s", name, where, value, text)
					}
				}
			}
		})
	}
}

// Nothing stands on the paper that the JSON does not repeat, apart from what every paper says.
func thePaperSaysNoMoreThanTheJSON(t *testing.T) {
	s := theDemo(t)
	v := s.later(t)
	for _, c := range standings[:2] {
		cert := s.certificate(t, c.where)
		told := v.verify(cert.Code)
		say := func(key string, pairs ...string) string { return i18n.T(told.Language, key, pairs...) }
		known := []string{
			certificate.URL(s.store, told.Code), say("pdf.page_of", "page", "1", "pages", "1"), say("certificate.number", "number", told.Printed.Number),
			say("certificate.intro"), say("certificate.statement"), say("certificate.qr_note"), say("certificate.verify_title"), say("certificate.verify_hint"), say("certificate.code"),
		}
		for i := 0; i+4 <= len(told.Code); i += 4 {
			known = append(known, told.Code[i:i+4])
		}
		known = append(known, told.Code[len(told.Code)-2:])
		for _, value := range facts(told.Language, told.Printed) {
			known = append(known, value)
		}
		for _, f := range append(certificate.Facts(told.Language, told.Printed), certificate.Issued(told.Language, told.Printed)) {
			known = append(known, f.Label, f.Value)
		}
		all := " " + words(strings.Join(known, " ")) + " "
		for word := range strings.FieldsSeq(s.paper(t, cert)) {
			if word = strings.Trim(word, ".,:·()"); !strings.Contains(all, word) {
				t.Errorf("%s: the paper says %q, which the JSON does not", c.want, word)
			}
		}
	}
}

// An unknown code is not found, however it is written and asked for, and nothing tells it from one that never could be.
func unknownCodesAreNotFound(t *testing.T) {
	s := theDemo(t)
	v := s.later(t)
	for _, code := range []string{"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcd-efgh-ijkl-mnop-qrst-uvwx-yz", "A", "1", "%00", "%27%20or%201=1--", strings.Repeat("A", 500)} {
		page := v.get("/v/" + code + "?lang=es")
		v.want(page, http.StatusNotFound, html.EscapeString(i18n.T("es", "verify.unknown")), `<meta name="robots" content="noindex"`)
		told := v.accepting("/v/"+code+".json", "*/*")
		if told.status != http.StatusNotFound || told.body != `{"state":"unknown"}` {
			t.Errorf("%s: %d %s", code, told.status, told.body)
		}
		if byAccept := v.accepting("/v/"+code, "application/json"); byAccept.status != told.status || byAccept.body != told.body {
			t.Errorf("%s: by Accept %d %s", code, byAccept.status, byAccept.body)
		}
		for _, a := range []answer{page, told} {
			if a.header.Get("X-Robots-Tag") != "noindex" {
				t.Errorf("%s may be indexed", code)
			}
		}
	}
}

// Whoever guesses codes is told to wait, as a page or as JSON, and may go on later.
func TestLookUpsAreLimited(t *testing.T) {
	t.Parallel()
	st := apptest.Store(t)
	app, err := handlers.New(st, nil)
	if err != nil {
		t.Fatal(err)
	}
	v := (&site{st, app}).visitor(t)
	const path = "/v/ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for n := range 60 {
		if a := v.get(path); a.status != http.StatusNotFound {
			t.Fatalf("look-up %d: %d", n+1, a.status)
		}
	}
	a := v.get(path + "?lang=it")
	v.want(a, http.StatusTooManyRequests, html.EscapeString(i18n.T("it", "error.too_many")))
	if a.header.Get("Retry-After") == "" || a.header.Get("X-Robots-Tag") != "noindex" {
		t.Errorf("headers %v", a.header)
	}
	var told struct{ Detail string }
	a = v.get(path + ".json")
	if err := json.Unmarshal([]byte(a.body), &told); err != nil || a.status != http.StatusTooManyRequests || told.Detail == "" {
		t.Errorf("%d %s %v", a.status, a.body, err)
	}
	if a := (&site{st, nil}).later(t).get(path); a.status != http.StatusNotFound {
		t.Errorf("an hour later: %d", a.status)
	}
}

func (s *site) certificate(t *testing.T, where string) *models.Certificate {
	t.Helper()
	var c models.Certificate
	err := s.store.Read(t.Context()).Raw("select c.* from certificates c join accreditations a on a.id = c.accreditation_id where c.file_key <> '' and " + where + " order by c.id limit 1").Take(&c).Error
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	return &c
}

// paper is what the PDF of a certificate says.
func (s *site) paper(t *testing.T, c *models.Certificate) string {
	t.Helper()
	apptest.Program(t, "pdftotext")
	content, err := s.store.Files.Read(c.FileKey)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "certificate.pdf")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return words(string(apptest.Run(t, "pdftotext", "-raw", file, "-")))
}

// facts are the printed facts by the names of their fields, dates as people read them.
func facts(language string, p models.Printed) map[string]string {
	list, v := map[string]string{}, reflect.ValueOf(p)
	for i := range v.NumField() {
		name, value := v.Type().Field(i).Name, ""
		switch field := v.Field(i).Interface().(type) {
		case models.Date:
			value = i18n.Date(language, field)
		case []string:
			for j, one := range field {
				list[fmt.Sprint(name, j)] = words(one)
			}
		default:
			value = words(fmt.Sprint(field))
		}
		if value != "" {
			list[name] = value
		}
	}
	return list
}

var tags = regexp.MustCompile(`<[^>]*>`)

// words leaves one space between words: lines break where they may.
func words(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "\u00a0", " ")), " ")
}

// excerptWhole is all of the part of a page that is its own.
func excerptWhole(page string) string {
	_, main, _ := strings.Cut(page, "<main")
	main, _, _ = strings.Cut(main, "</main>")
	return main
}
