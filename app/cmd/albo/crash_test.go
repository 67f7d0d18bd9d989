package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"

	"albo/seeds"
)

// office is an officer at work without a browser.
type office struct {
	t      *testing.T
	s      *server
	client *http.Client
}

func sitDown(t *testing.T, s *server, email string) *office {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t, s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if status, page, _ := o.post("/it/sign-in", url.Values{"email": {email}, "password": {seeds.Password}}); status != http.StatusSeeOther {
		t.Fatalf("sign in: %d\n%s", status, page)
	}
	return o
}

func (o *office) do(r *http.Request) (status int, page, location string) {
	o.t.Helper()
	answer, err := o.client.Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	if answer.StatusCode >= 500 {
		o.t.Errorf("%s %s: %d", r.Method, r.URL.Path, answer.StatusCode)
	}
	return answer.StatusCode, string(body), answer.Header.Get("Location")
}

func (o *office) request(method, path, kind string, body io.Reader) *http.Request {
	o.t.Helper()
	r, err := http.NewRequestWithContext(o.t.Context(), method, o.s.base+path, body)
	if err != nil {
		o.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

func (o *office) post(path string, form url.Values) (status int, page, location string) {
	o.t.Helper()
	return o.do(o.request(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode())))
}

// upload sends a roster file.
func (o *office) upload(name string, content []byte) (status int, page, location string) {
	o.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err := errors.Join(err, w.WriteField("as_of", "2026-01-15"), w.Close()); err != nil {
		o.t.Fatal(err)
	}
	return o.do(o.request(http.MethodPost, "/it/body/rosters", w.FormDataContentType(), &b))
}

// state asks how far an edition is, as the waiting page does.
func (o *office) state(path string) string {
	o.t.Helper()
	r := o.request(http.MethodGet, path, "", nil)
	r.Header.Set("Accept", "application/json")
	status, body, _ := o.do(r)
	var answer struct{ State string }
	if err := json.Unmarshal([]byte(body), &answer); status != http.StatusOK || err != nil {
		o.t.Fatalf("%s: %d %v %s", path, status, err, body)
	}
	return answer.State
}

// settled waits until a file was read.
func (o *office) settled(path string) string {
	o.t.Helper()
	for range 1200 {
		if state := o.state(path); state != "reading" {
			return state
		}
		time.Sleep(50 * time.Millisecond)
	}
	o.t.Fatalf("%s was never read", path)
	return ""
}

func (o *office) page(path string) string {
	o.t.Helper()
	status, page, _ := o.do(o.request(http.MethodGet, path, "", nil))
	if status != http.StatusOK {
		o.t.Fatalf("%s: %d", path, status)
	}
	return page
}

// manyLines is a roster of so many people.
func manyLines(n int) []byte {
	var b bytes.Buffer
	b.WriteString("APELLIDOS;NOMBRE;FECHA DE NACIMIENTO;N. RESOLUCION\r\n")
	for i := range n {
		fmt.Fprintf(&b, "PRUEBA%06d;PERSONA;%02d/%02d/%d;%d\r\n", i, 1+i%28, 1+i%12, 1950+i%50, i)
	}
	return b.Bytes()
}

// kill ends albo and its database in the middle of whatever they do.
func (s *server) kill(t *testing.T) {
	t.Helper()
	postmaster, err := os.ReadFile(filepath.Join(s.data, "postgres", "pg", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(postmaster), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.cmd.Process.Kill(), syscall.Kill(pid, syscall.SIGKILL)); err != nil {
		t.Fatal(err)
	}
	<-s.ended
}

// Albo and its database die in the middle of an import, and again right after a publication: after the restart
// the plan is there whole, and everything that follows happens once.
func TestKilledInTheMiddle(t *testing.T) {
	const lines = 120_000
	data := t.TempDir()
	s, err := start(t.Context(), data, "--demo")
	if err != nil {
		t.Fatal(err)
	}
	o := sitDown(t, s, "officer@leganes.example")
	status, page, path := o.upload("listado.csv", manyLines(lines))
	if status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, page)
	}
	s.copying(t, o, path)
	s.kill(t)

	s, err = start(t.Context(), data, "--demo")
	if err != nil {
		t.Fatal(err)
	}
	o = sitDown(t, s, "officer@leganes.example")
	if state := o.settled(path); state != "preview" {
		t.Fatalf("after the restart the file is %s", state)
	}
	if page := o.page(path); !strings.Contains(page, "120.000") {
		t.Errorf("the plan does not have all its lines:\n%s", page)
	}
	if status, page, _ := o.post(path+"/commit", url.Values{"left_out": {"true"}}); status != http.StatusSeeOther {
		t.Fatalf("commit: %d %s", status, page)
	}
	act := url.Values{"act_kind": {"resolución"}, "act_number": {"1/2026"}, "act_date": {"2026-01-20"}}
	if status, page, _ := o.post(path+"/publish", act); status != http.StatusSeeOther {
		t.Fatalf("publish: %d %s", status, page)
	}
	s.kill(t)

	s, err = start(t.Context(), data, "--demo")
	if err != nil {
		t.Fatal(err)
	}
	o = sitDown(t, s, "officer@leganes.example")
	if state := o.state(path); state != "published" {
		t.Errorf("after the second restart the edition is %s", state)
	}
	if status, _, _ := o.post(path+"/publish", act); status != http.StatusConflict {
		t.Errorf("published twice: %d", status)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

// copying waits until lines of a file are being stored, as the database itself tells.
func (s *server) copying(t *testing.T, o *office, path string) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), "host="+filepath.Join(s.data, "postgres", "run")+" user=albo dbname=albo")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	for o.state(path) == "reading" {
		var stored int
		if err := db.QueryRow(t.Context(), "select coalesce(max(tuples_processed), 0) from pg_stat_progress_copy").Scan(&stored); err != nil {
			t.Fatal(err)
		}
		if stored > 0 {
			t.Logf("%d lines were on their way", stored)
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the file was read before anybody could look")
}

// Whatever an office uploads, it gets a sentence or a plan, and the server stays small.
func TestAnyFileGetsASentence(t *testing.T) {
	s := theDemo(t)
	o := sitDown(t, s, "officer@mostoles.example")
	for name, content := range oddFiles(t) {
		status, page, path := o.upload(name, content)
		switch {
		case status == http.StatusUnprocessableEntity:
			if !strings.Contains(page, `id="faults"`) && !strings.Contains(page, "40 MB") {
				t.Errorf("%s is refused without a sentence", name)
			}
		case status == http.StatusSeeOther:
			switch state := o.settled(path); state {
			case "failed", "preview":
				if page := o.page(path); state == "failed" && !strings.Contains(page, "rg-callout-bad") {
					t.Errorf("%s failed without a sentence", name)
				}
			default:
				t.Errorf("%s is %s", name, state)
			}
		default:
			t.Errorf("%s: %d", name, status)
		}
	}
	if mb := s.memory(); mb > 300 {
		t.Errorf("the server took %d MB", mb)
	} else {
		t.Logf("the server took at most %d MB", mb)
	}
}

// oddFiles are what offices upload by mistake, and other people's test files where they are at hand.
func oddFiles(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{
		"empty.csv": {}, "empty.xlsx": {}, "binary.csv": bytes.Repeat([]byte{0, 1, 2, 255, 254}, 5000), "picture.csv": []byte("\x89PNG\r\n\x1a\n" + strings.Repeat("x", 500)),
		"large.csv": bytes.Repeat([]byte("ROSSI;MARIO\r\n"), 50<<20/13), "garbage.xlsx": append([]byte("PK\x03\x04"), bytes.Repeat([]byte("zip?"), 9000)...),
		"blank.csv": []byte(strings.Repeat(";;;;;;\r\n", 200_000)), "old.xls": append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 3000)...),
		"quote.csv":  []byte("COGNOME;NOME\r\n\"ROSSI;MARIO\r\n" + strings.Repeat("BIANCHI;LUCIA\r\n", 1000)),
		"blank.xlsx": blankWorkbook(t),
	}
	for _, folder := range []string{"csv/csv-spectrum/csvs", "xlsx"} {
		entries, err := os.ReadDir(filepath.Join(root, "../shared/testdata", folder))
		if err != nil {
			t.Logf("other people's files are not here: %v", err)
			continue
		}
		for _, entry := range entries {
			content, err := os.ReadFile(filepath.Join(root, "../shared/testdata", folder, entry.Name()))
			if err != nil {
				t.Fatal(err)
			}
			files[entry.Name()] = content
		}
	}
	return files
}

// blankWorkbook has 200,000 rows with nothing in them.
func blankWorkbook(t *testing.T) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	w, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for row := 1; row <= 200_000; row++ {
		if err := w.SetRow("A"+strconv.Itoa(row), []any{"", ""}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := errors.Join(w.Flush(), book.Write(&b)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
