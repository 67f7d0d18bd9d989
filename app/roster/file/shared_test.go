package file

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"albo/models"
)

// shared finds the test data of other people, which lie beside the project and are no part of it.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		path := filepath.Join(dir, "shared", "testdata", name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Skip("the shared test data are not beside the project")
	return ""
}

// Whatever other people's odd files hold, they give lines or a refusal.
func TestOtherPeoplesFiles(t *testing.T) {
	for _, pattern := range []string{"csv/csv-spectrum/csvs/*", "xlsx/*", "linkage/*.csv", "strings/*", "pdf/*", "images/*"} {
		names, err := filepath.Glob(shared(t, filepath.Dir(pattern)) + "/" + filepath.Base(pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("nothing matches %s: %v", pattern, err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			o := readString(string(content), models.ReadSettings{}, Rules{Country: "IT", Today: today})
			if o.err == nil && len(o.lines) == 0 && o.layout.Rows > 0 && len(o.layout.Complaints) == 0 {
				t.Errorf("%s: %d rows became nothing", filepath.Base(name), o.layout.Rows)
			}
			var refusal *models.Error
			if o.err != nil && !errors.As(o.err, &refusal) {
				t.Errorf("%s: %v", filepath.Base(name), o.err)
			}
			t.Logf("%-45s %s header %d, %d rows %v", filepath.Base(name), o.layout.Format, o.layout.HeaderRow, o.layout.Rows, refusal)
		}
	}
}

// In the headers of real public lists, these columns are found without help wherever they exist.
func TestRealHeaders(t *testing.T) {
	content, err := os.ReadFile(shared(t, "real-lists/header_layouts.csv"))
	if err != nil {
		t.Fatal(err)
	}
	layouts, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	promised := map[models.RosterField]*regexp.Regexp{
		models.RosterSurname:      regexp.MustCompile(`(?i)(^|[;|,])\s*(cognome|cogn_resp|cognome_referente|επωνυμο)`),
		models.RosterGivenName:    regexp.MustCompile(`(?i)cogn.*([;|,])\s*nome|nome.*cogn|;ονομα(;|$)`),
		models.RosterBirthDate:    regexp.MustCompile(`(?i)data( di |_| )nascita`),
		models.RosterTaxCode:      regexp.MustCompile(`(?i)codice.fiscale|;cf;|α\.?φ\.?μ|\tcf\t`),
		models.RosterMunicipality: regexp.MustCompile(`(?i)denominazione_comune|[;|\t]\s*comune *[;|\t]|comune di residenza|municipio|localidad`),
		models.RosterBirthPlace:   regexp.MustCompile(`(?i)luogo_nascita|comune di nascita`),
	}
	found := 0
	for _, layout := range layouts[1:] {
		for _, header := range strings.Split(layout[7], "  /  ") {
			if _, after, noted := strings.Cut(header, "-> "); noted {
				header = after
			}
			header = strings.ReplaceAll(header, `\t`, "\t")
			columns := columnsOf(header)
			for field, promise := range promised {
				if !promise.MatchString(header) {
					continue
				}
				if columns[field] == "" {
					t.Errorf("%s: no column for %s", layout[0], field)
				}
				found++
			}
			t.Log(layout[0], columns)
		}
	}
	if found < 30 {
		t.Errorf("only %d promises in the headers", found)
	}
}

func columnsOf(header string) map[models.RosterField]string {
	sample := []byte(header + "\n")
	b, err := newBody(newSplitter(bytes.NewReader(sample), guessDelimiter(sample, true)[0], false))
	if err != nil || len(b.head) == 0 {
		return nil
	}
	columns := map[models.RosterField]string{}
	for _, c := range understand(b.head, heading{}.block(b.head), models.ReadSettings{}, Rules{Country: "IT", Today: today}) {
		if c.Field != models.RosterIgnored {
			columns[c.Field] = c.Header
		}
	}
	return columns
}
