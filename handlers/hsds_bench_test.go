package handlers_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"albo/app/opendata"
)

// BenchmarkServices asks for pages of the services of 100,000 carers, in full and in the middle of the list too.
func BenchmarkServices(b *testing.B) {
	s := empty(b)
	crowd(b, s.store, 100_000)
	for name, query := range map[string]string{
		"first": "", "middle": "?page=1000", "full": "?full=true", "text": "?search=cognome4711", "minimal": "?minimal=true&per_page=1000",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := ask(s, "/hsds/services"+query); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("totals", func(b *testing.B) {
		for b.Loop() {
			if _, err := opendata.Count(b.Context(), s.store); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func ask(s *site, path string) error {
	response, err := s.app.Test(httptest.NewRequest(http.MethodGet, path, nil), int(30*time.Second/time.Millisecond))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, response.Status)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
