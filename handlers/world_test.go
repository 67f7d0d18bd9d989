package handlers_test

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"albo/app/apptest"
	"albo/app/store"
	"albo/app/work"
	"albo/handlers"
	"albo/seeds"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// demo is the demo world, loaded once for the tests of this package that do not change what others look at.
var demo = sync.OnceValues(func() (*site, error) {
	st, _, err := apptest.Open()
	if err != nil {
		return nil, err
	}
	st = st.At(apptest.Now)
	if err := seeds.Load(context.Background(), st); err != nil {
		return nil, err
	}
	app, err := handlers.New(st, seeds.Accounts)
	return &site{st, app}, err
})

// site is a registry with its web.
type site struct {
	store *store.Store
	app   *fiber.App
}

func theDemo(t *testing.T) *site {
	t.Helper()
	s, err := demo()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// visitor is a browser: it keeps cookies and follows nothing.
type visitor struct {
	t       *testing.T
	site    *site
	cookies map[string]string
}

// answer is what came back.
type answer struct {
	status   int
	body     string
	location string
	header   http.Header
}

func (s *site) visitor(t *testing.T) *visitor {
	return &visitor{t: t, site: s, cookies: map[string]string{}}
}

// as is a visitor who signed in with an account of the demonstration.
func (s *site) as(t *testing.T, email string) *visitor {
	t.Helper()
	v := s.visitor(t)
	a := v.post("/it/sign-in", url.Values{"email": {email}, "password": {seeds.Password}})
	if a.status != http.StatusSeeOther || len(v.cookies) == 0 {
		t.Fatalf("%s cannot sign in: %d %s", email, a.status, a.body)
	}
	return v
}

func (v *visitor) do(r *http.Request) answer {
	v.t.Helper()
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	response, err := v.site.app.Test(r, int(30*time.Second/time.Millisecond))
	if err != nil {
		v.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, cookie := range response.Cookies() {
		v.cookies[cookie.Name] = cookie.Value
	}
	if response.StatusCode >= 500 {
		v.t.Errorf("%s %s: %d", r.Method, r.URL, response.StatusCode)
	}
	return answer{response.StatusCode, string(body), response.Header.Get("Location"), response.Header}
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (v *visitor) post(path string, form url.Values) answer {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

// upload sends a form with one file.
func (v *visitor) upload(path, field, name string, content []byte, form url.Values) answer {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for key, values := range form {
		for _, value := range values {
			if err := w.WriteField(key, value); err != nil {
				v.t.Fatal(err)
			}
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		v.t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		v.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		v.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.do(r)
}

func (v *visitor) want(a answer, status int, texts ...string) {
	v.t.Helper()
	if a.status != status {
		v.t.Fatalf("status %d, want %d\n%s", a.status, status, excerpt(a.body))
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			v.t.Errorf("the page does not say %q\n%s", text, excerpt(a.body))
		}
	}
}

// excerpt is the part of a page that is its own.
func excerpt(page string) string {
	_, main, found := strings.Cut(page, "<main")
	if !found {
		main = page
	}
	main, _, _ = strings.Cut(main, "</main>")
	return main[:min(len(main), 3000)]
}

// id asks the registry for the number of something.
func (s *site) id(t *testing.T, query string, args ...any) int64 {
	t.Helper()
	var id int64
	if err := s.store.Read(t.Context()).Raw(query, args...).Scan(&id).Error; err != nil || id == 0 {
		t.Fatalf("%s: %d %v", query, id, err)
	}
	return id
}

// testdata reads one of other people's files; where they are not at hand the test is skipped.
func testdata(t *testing.T, name string) []byte {
	t.Helper()
	for _, up := range []string{"../../shared/testdata/", "../../../shared/testdata/"} {
		if b, err := os.ReadFile(up + name); err == nil {
			return b
		}
	}
	t.Skipf("other people's test data are not here: %s", name)
	return nil
}

func request(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// drain works off what waits.
func (s *site) drain(t *testing.T) {
	t.Helper()
	if err := s.store.Drain(t.Context(), work.Workers(s.store)); err != nil {
		t.Fatal(err)
	}
}
