package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRegisterCommands(t *testing.T) {
	s := theDemo(t)
	for format, begins := range map[string]string{"csv": "\ufeffN.;Cognome", "json": `{"format":"albo-register-1"`, "xlsx": "PK", "pdf": "%PDF-"} {
		out, problems, code := albo(t, s.data, "register", "export", "--body", "casentino", "--format", format)
		if code != 0 || !strings.HasPrefix(out, begins) {
			t.Fatalf("%s: %d %.60q %s", format, code, out, problems)
		}
		if format != "json" {
			continue
		}
		file := filepath.Join(t.TempDir(), "edition.json")
		verify := func(text string) (string, int) {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			said, _, code := albo(t, s.data, "register", "verify", "--file", file)
			return said, code
		}
		if said, code := verify(out); code != 0 || !strings.Contains(said, "nothing was altered") {
			t.Errorf("%d %s", code, said)
		}
		if said, code := verify(strings.Replace(out, "Ginestra", "Altra", 1)); code != 1 || !strings.Contains(said, "of edition 2 (Altra Lucia) was altered") {
			t.Errorf("%d %s", code, said)
		}
	}
	out, problems, code := albo(t, s.data, "register", "verify", "--json")
	var answer struct{ Registers []verification }
	if err := json.Unmarshal([]byte(out), &answer); code != 0 || err != nil || len(answer.Registers) < 6 {
		t.Errorf("%d %v %s", code, err, problems)
	}
	for want, args := range map[int][][]string{
		1: {{"export", "--body", "nobody", "--format", "csv"}, {"export", "--body", "casentino", "--format", "csv", "--as-of", "2001-01-01"}, {"verify", "--body", "nobody"}},
		2: {{"export", "--body", "casentino", "--format", "doc"}, {"export", "--body", "casentino", "--format", "csv", "--as-of", "yesterday"}, {"export"}},
	} {
		for _, a := range args {
			if _, problems, code := albo(t, s.data, append([]string{"register"}, a...)...); code != want || problems == "" {
				t.Errorf("%v: %d %q", a, code, problems)
			}
		}
	}
}
