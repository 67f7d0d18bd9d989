package roster_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"albo/app/apptest"
	"albo/app/body"
	"albo/app/identifier"
	"albo/app/roster"
	"albo/app/store"
	"albo/app/work"
	"albo/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var platform = models.Actor{Name: "Prova", Roles: []models.Role{{Kind: models.PlatformAdmin}}}

// newBody is a registry with one public body, and its officer.
func newBody(t testing.TB) (*store.Store, *models.Body, models.Actor) {
	t.Helper()
	st := apptest.Store(t)
	b, err := body.Create(t.Context(), st, platform, body.CreateInput{
		Input: body.Input{Name: "Unione di prova", Colour: "#0066cc", GoneRule: models.GoneAtOnce, GoneShare: models.UsualGoneShare, Language: "it"},
		Kind:  models.BodyUnion, Country: "IT", TerritoryCode: "uc-casentino",
	})
	if err != nil {
		t.Fatal(err)
	}
	return st, b, models.Actor{Name: "Ufficio", Roles: []models.Role{{Kind: models.BodyOfficer, BodyID: &b.ID}}}
}

// reading works off what waits.
func reading(t testing.TB, st *store.Store) {
	t.Helper()
	if err := st.Drain(t.Context(), work.Workers(st)); err != nil {
		t.Fatal(err)
	}
}

// list is a roster of made-up people with right codes; change may alter or leave out (nil) the row of each.
func list(n int, change func(i int, row []string) []string) []byte {
	var b bytes.Buffer
	b.WriteString("N.;COGNOME;NOME;Nato il;Codice fiscale;Comune;Det. n.;Data det.;Telefono;E-mail\r\n")
	letters := "ABCDEFGHILMNOPRSTUVZ"
	for i := range n {
		word := string([]byte{letters[i%20], letters[i/20%20], letters[i/400%20], letters[i/8000%20]})
		surname, name := "COGNOME"+word, "NOME"+word[:2]
		born := models.DateOf(time.Date(1940+i%60, time.Month(1+i/60%12), 1+i/720%28, 0, 0, 0, 0, time.UTC))
		code := identifier.ComputeCodiceFiscale(word, name, "F", born, fmt.Sprintf("G%03d", 100+i/20%900))
		row := []string{
			fmt.Sprint(i + 1), surname, name, born.Time().Format("02/01/2006"), code, "POPPI", fmt.Sprint(i/50 + 1), "01/02/2020",
			fmt.Sprintf("0575 %06d", i), fmt.Sprintf("persona%d@example.org", i),
		}
		if change != nil {
			row = change(i, row)
		}
		if row != nil {
			b.WriteString(strings.Join(row, ";") + "\r\n")
		}
	}
	return b.Bytes()
}

const (
	surnameColumn = 1
	codeColumn    = 4
	phoneColumn   = 8
)

func upload(t testing.TB, st *store.Store, by models.Actor, b *models.Body, file []byte) int64 {
	t.Helper()
	id, err := roster.Upload(t.Context(), st, by, b.ID, roster.UploadInput{AsOf: models.MustDate("2026-11-02")}, "elenco.csv", bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// published takes a file through to publication.
func published(t testing.TB, st *store.Store, by models.Actor, b *models.Body, file []byte, gone int) *models.RosterEdition {
	t.Helper()
	id := upload(t, st, by, b, file)
	reading(t, st)
	if err := roster.Commit(t.Context(), st, by, id, true); err != nil {
		t.Fatal(err)
	}
	in := roster.PublishInput{ActKind: "determinazione", ActNumber: fmt.Sprint(id), ActDate: models.MustDate("2026-11-03"), Gone: gone}
	if err := roster.Publish(t.Context(), st, by, id, in); err != nil {
		t.Fatal(err)
	}
	return edition(t, st, by, id)
}

func edition(t testing.TB, st *store.Store, by models.Actor, id int64) *models.RosterEdition {
	t.Helper()
	e, _, err := roster.Show(t.Context(), st, by, id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The whole import of a file beside a plain COPY of the same values, into the same table and into one without indexes.
func BenchmarkImport(b *testing.B) {
	st, of, by := newBody(b)
	const lines = 100_000
	file := list(lines, nil)
	var whole, plain, bare time.Duration
	id := upload(b, st, by, of, file)
	reading(b, st)
	columns, values := copied(b, st, id)
	if err := st.Read(b.Context()).Exec("create table bare_lines as select * from roster_lines where false").Error; err != nil {
		b.Fatal(err)
	}
	e := &models.RosterEdition{BodyID: of.ID, State: models.EditionReading, AsOf: models.MustDate("2026-11-02"), FileName: "x", FileKey: "x", FileSHA256: strings.Repeat("0", 64), UploadedAt: st.Now()}
	if err := st.Write(b.Context(), func(tx *store.Tx) error { return tx.Save(e) }); err != nil {
		b.Fatal(err)
	}
	values = slices.Clone(values)
	for _, row := range values {
		row[0] = e.ID
	}
	into := func(table string) time.Duration {
		start := time.Now()
		err := st.Write(b.Context(), func(tx *store.Tx) error {
			n, err := tx.Copy(table, columns, pgx.CopyFromRows(values))
			if n != lines {
				b.Fatalf("%d rows", n)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		upload(b, st, by, of, file)
		reading(b, st)
		whole += time.Since(start)
		plain += into("roster_lines")
		bare += into("bare_lines")
		b.StopTimer()
		if err := st.Read(b.Context()).Exec("delete from roster_lines").Error; err != nil {
			b.Fatal(err)
		}
		if err := st.Read(b.Context()).Exec("vacuum analyze roster_lines").Error; err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(b.N)*lines/whole.Seconds(), "lines/s")
	b.ReportMetric(float64(b.N)*lines/plain.Seconds(), "copied/s")
	b.ReportMetric(plain.Seconds()/whole.Seconds(), "of-copy")
	b.ReportMetric(bare.Seconds()/whole.Seconds(), "of-bare-copy")
}

// copied reads the lines of an edition back as values for COPY.
func copied(t testing.TB, st *store.Store, id int64) (columns []string, values [][]any) {
	t.Helper()
	rows, err := st.Read(t.Context()).Raw(`select edition_id, row, number, surname, given_name, tax_code, tax_code_key, name_key, birth_date, birth_place, municipality,
		act_kind, act_number, act_date, status, listed_from, listed_until, qualification, hours, phone, email, line_key, complaints from roster_lines where edition_id = ?`, id).Rows()
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if columns, err = rows.Columns(); err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		values = append(values, row)
	}
	return columns, values
}
