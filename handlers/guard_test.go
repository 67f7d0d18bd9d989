package handlers_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"albo/app/config"
	"albo/handlers"
)

// A body that unfolds is refused before it is unfolded.
func TestPackedBodiesAreRefused(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte("email=nobody%40example.org&password=" + strings.Repeat("a", 64<<20))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/it/sign-in", &packed)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Content-Encoding", "gzip")
	answer, err := s.app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusUnprocessableEntity || bytes.Contains(text, []byte("nobody@example.org")) {
		t.Errorf("a packed form: %d", answer.StatusCode)
	}
}

// Whoever sends a request can write what they like into X-Forwarded-For: only what our own proxy added at its end counts.
func TestLimitsCannotBeDodgedBehindAProxy(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	proxied := *s.store
	proxied.Config.TrustedProxies = []config.Network{{Prefix: netip.MustParsePrefix("0.0.0.0/32")}} // where requests of tests come from
	app, err := handlers.New(&proxied, nil)
	if err != nil {
		t.Fatal(err)
	}
	look := func(forwarded string) int {
		r := httptest.NewRequest(http.MethodGet, "/v/AAAAAAAAAAAAAAAAAAAAAAAAAA", nil)
		r.Header.Set("X-Forwarded-For", forwarded)
		answer, err := app.Test(r, -1)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode
	}
	for i := range 60 {
		if status := look(fmt.Sprintf("198.51.100.%d, 203.0.113.9", i)); status != http.StatusNotFound {
			t.Fatalf("look-up %d: %d", i+1, status)
		}
	}
	if status := look("192.0.2.77, 203.0.113.9"); status != http.StatusTooManyRequests {
		t.Errorf("another made-up address before the real one: %d", status)
	}
	if status := look("192.0.2.77, 203.0.113.10"); status != http.StatusNotFound {
		t.Errorf("somebody else behind the same proxy: %d", status)
	}
}

func TestPathsThatAreNoText(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	for _, path := range []string{"/it/carers/%ff", "/it/associations/%00", "/logos/%80", "/v/%ff"} {
		answer, err := s.app.Test(httptest.NewRequest(http.MethodGet, path, nil), -1)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
}

// Whoever is signed out in the middle of a form is told so, and comes back to its page.
func TestSignedOutInTheMiddle(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	for referer, next := range map[string]string{
		"http://example.com/it/me/listing": "next=%2Fit%2Fme%2Flisting", "https://elsewhere.example/it/me/listing": "next=%2Fit%2Fme", "": "next=%2Fit%2Fme",
	} {
		r := httptest.NewRequest(http.MethodPost, "/it/me/listing", strings.NewReader("bio=x"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Referer", referer)
		answer, err := s.app.Test(r, -1)
		if err != nil {
			t.Fatal(err)
		}
		place := answer.Header.Get("Location")
		if answer.StatusCode != http.StatusSeeOther || !strings.HasSuffix(place, next) || !strings.Contains(place, "done=session_over") {
			t.Errorf("from %q: %d %s", referer, answer.StatusCode, place)
		}
	}
}
