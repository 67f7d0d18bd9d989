package handlers_test

import (
	"net/http"
	"testing"

	"albo/app/apptest"
)

// What an officer corrects may be anything that a browser sends.
func TestRemapTakesAnything(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.officer.upload("/it/body/rosters", "file", "elenco.csv", []byte("COGNOME;NOME\r\nROSSI;MARIO\r\n"), form("as_of", apptest.Now.Format("2006-01-02")))
	o.drain(t)
	for _, name := range []string{"encoding", "delimiter", "sheet", "column-0"} {
		if b := o.officer.post(a.location+"/remap", form(name, "a\x00b")); b.status >= http.StatusInternalServerError {
			t.Errorf("%s: %d", name, b.status)
		}
		o.drain(t)
	}
}
