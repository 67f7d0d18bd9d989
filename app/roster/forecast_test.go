package roster_test

import (
	"testing"

	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// accredit makes everybody listed in an edition somebody accredited, by the hundreds.
func accredit(t testing.TB, st *store.Store, e *models.RosterEdition, most int) {
	t.Helper()
	for _, statement := range []string{
		`insert into people (surname, given_name, sort_name, birth_date, tax_code, tax_code_key, country, created_at, updated_at)
		 select surname, given_name, lower(surname), birth_date, tax_code, tax_code_key, 'IT', now(), now() from roster_lines where edition_id = @edition order by row limit @most`,
		`insert into accreditations (number, person_id, body_id, state, source, line_id, granted_on, created_at)
		 select 'A' || l.row, p.id, @body, 'granted', 'recognised', l.id, '2026-11-03', now()
		   from roster_lines l join people p on p.tax_code_key = l.tax_code_key where l.edition_id = @edition`,
		`insert into roster_checks (person_id, edition_id, result, engine, checked_at, waiting_since, line_id)
		 select a.person_id, @edition, 'found_valid', 'test', now(), now(), a.line_id from accreditations a where a.body_id = @body`,
	} {
		if err := st.Read(t.Context()).Exec(statement, map[string]any{"edition": e.ID, "body": e.BodyID, "most": most}).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Read(t.Context()).Exec("analyze").Error; err != nil {
		t.Fatal(err)
	}
}

// BenchmarkForecast views the forecast of a list of 100,000 lines in which none of 2,000 people stands as before.
func BenchmarkForecast(b *testing.B) {
	st, of, by := newBody(b)
	accredit(b, st, published(b, st, by, of, list(2_000, nil), 0), 2_000)
	id := upload(b, st, by, of, list(100_000, func(i int, row []string) []string {
		row[surnameColumn] += "X"
		if i%3 == 0 {
			row[codeColumn] = ""
		}
		return row
	}))
	reading(b, st)
	e := edition(b, st, by, id)
	db := st.Read(b.Context())
	for _, first := range []bool{true, false} {
		name := "again"
		if first {
			name = "first"
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if first {
					if err := db.Exec("delete from foreseen").Error; err != nil {
						b.Fatal(err)
					}
				}
				if f, err := roster.Expect(db, e, of, st.Today("IT")); err != nil || f.Accredited != 2_000 {
					b.Fatal(f, err)
				}
			}
		})
	}
}
