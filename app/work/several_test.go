package work_test

import (
	"albo/app/membership"
	"albo/app/register"
	"albo/models"
	"testing"
)

// Of several accreditations the one that holds longest keeps somebody in the list.
func TestSeveralAccreditations(t *testing.T) {
	w := listed(t)
	today := w.st.Today("IT")
	w.exec(`insert into bodies (slug, kind, territory_id, country, name) select 'altro', 'municipality', id, 'IT', 'Comune di prova' from territories where code = '051031' and level = 'municipality'`)
	w.exec(`insert into accreditations (number, person_id, body_id, state, source, granted_on, created_at) select '2026-9999', person_id, (select id from bodies where slug = 'altro'), 'granted', 'applied', ?, now() from accreditations`, today.String())
	w.exec("update accreditations set valid_until = ? where source = 'recognised'", today.AddDays(-1).String())
	w.public("one expired, one in force", today, true)
}

// A service is found by its name as it is read, small words and apostrophes included.
func TestServicesAreFoundByTheirWholeName(t *testing.T) {
	w := newWorld(t)
	list := offers()
	w.populate(list)
	for _, s := range models.Services {
		for language, name := range s.Names {
			r, err := register.Search(t.Context(), w.st, register.Query{Text: name, Services: []string{s.Code}})
			w.must(err)
			if want := count(list, register.Query{Services: []string{s.Code}}); r.Total != want {
				t.Errorf("%s: %q finds %d of %d", language, name, r.Total, want)
			}
		}
	}
}

// What begins like a web page or a program is no PDF, whatever comes after.
func TestPolyglots(t *testing.T) {
	w, id := draft(t)
	for _, start := range []string{"<html><script>alert(1)</script>", "#!/bin/sh\n"} {
		if err := membership.Attach(t.Context(), w.st, w.carer, id, models.DocumentOther, upload("x.pdf", start+pdfFile)); field(err, "file") != "document.wrong_type" {
			t.Errorf("%q: %v", start, err)
		}
	}
}
