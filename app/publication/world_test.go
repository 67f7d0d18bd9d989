package publication_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"albo/app/apptest"
	"albo/app/body"
	"albo/app/publication"
	"albo/app/store"
	"albo/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var platform = models.Actor{Name: "Test", Roles: []models.Role{{Kind: models.PlatformAdmin}}}

// world is a body that accredits people and publishes who they are.
type world struct {
	t       *testing.T
	st      *store.Store
	body    *models.Body
	officer models.Actor
}

func newWorld(t *testing.T) *world { return worldOf(t, "IT", "051031", "it") }

func worldOf(t *testing.T, country, code, language string) *world {
	t.Helper()
	t.Parallel()
	w := &world{t: t, st: apptest.Store(t)}
	w.body = w.found(country, code, language)
	w.officer = officerOf(w.body)
	return w
}

func (w *world) found(country, code, language string) *models.Body {
	w.t.Helper()
	b, err := body.Create(w.t.Context(), w.st, platform, body.CreateInput{
		Input: body.Input{Name: "Ente di prova " + code, Colour: "#0066cc", GoneRule: models.GoneAtOnce, GoneShare: models.UsualGoneShare, Language: language},
		Kind:  models.BodyMunicipality, Country: country, TerritoryCode: code,
	})
	w.must(err)
	return b
}

func officerOf(b *models.Body) models.Actor {
	return models.Actor{Name: "Officer", Roles: []models.Role{{Kind: models.BodyOfficer, BodyID: &b.ID}}}
}

func (w *world) must(err error) {
	w.t.Helper()
	var refusal *models.Error
	if errors.As(err, &refusal) {
		w.t.Fatalf("%s %v", refusal.Text.Key, refusal.Fields)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) exec(statement string, values ...any) {
	w.t.Helper()
	w.must(w.st.Read(w.t.Context()).Exec(statement, values...).Error)
}

// accredit gives somebody an accreditation of the body since a hundred days ago.
func (w *world) accredit(surname, givenName, taxCode string) (accreditation int64) {
	w.t.Helper()
	err := w.st.Read(w.t.Context()).Raw(`
		with p as (insert into people (surname, given_name, sort_name, birth_date, birth_place, country, tax_code, tax_code_key, address, postal_code, phone, created_at, updated_at)
		  values (@surname, @given, lower(@surname || ' ' || @given), '1980-02-03', 'Segretopoli', @country, @code, @code, 'via Nascosta 1', '', '333 999 999', @now, @now) returning id)
		insert into accreditations (number, person_id, body_id, state, source, act_kind, act_number, act_date, granted_on, created_at)
		select '2026-' || p.id, p.id, @body, 'granted', 'applied', 'determinazione', p.id || '/2026', @since, @since, @now from p returning id`,
		map[string]any{"surname": surname, "given": givenName, "country": w.body.Country, "code": taxCode, "body": w.body.ID, "now": w.st.Now(), "since": w.today().AddDays(-100).String()}).Scan(&accreditation).Error
	w.must(err)
	return accreditation
}

// crowd accredits many people at once.
func (w *world) crowd(n int) {
	w.t.Helper()
	w.exec(`
		with p as (insert into people (surname, given_name, sort_name, birth_date, country, created_at, updated_at)
		  select 'Cognome' || i, 'Nome', 'cognome' || lpad(cast(i as text), 7, '0'), '1970-01-01', 'IT', @now, @now from generate_series(1, @n) i returning id)
		insert into accreditations (number, person_id, body_id, state, source, act_kind, act_number, act_date, granted_on, created_at)
		select 'X-' || p.id, p.id, @body, 'granted', 'applied', 'determinazione', p.id || '/2026', '2026-01-01', '2026-01-01', @now from p`,
		map[string]any{"n": n, "body": w.body.ID, "now": w.st.Now()})
}

func (w *world) today() models.Date { return w.st.Today(w.body.Country) }

// later moves the clock.
func (w *world) later(days int) {
	w.st = w.st.At(w.st.Now().Add(time.Duration(days) * 24 * time.Hour))
}

// input is what an officer would send who looks at the plan now.
func (w *world) input(number string) publication.PublishInput {
	w.t.Helper()
	plan, err := publication.Preview(w.t.Context(), w.st, w.officer, w.body.ID, models.Date{})
	w.must(err)
	return publication.PublishInput{
		Act:       models.Act{ActKind: "determinazione", ActNumber: number, ActDate: w.today(), Protocol: "prot. " + number},
		Signatory: "Chi firma", SignatoryRole: "Il responsabile", EffectiveOn: w.today(), After: plan.After(), Seen: plan.Seen,
	}
}

func (w *world) publish(number string) *models.RegisterEdition {
	w.t.Helper()
	e, err := publication.Publish(w.t.Context(), w.st, w.officer, w.body.ID, w.input(number))
	w.must(err)
	return e
}

func (w *world) verify() *publication.Report {
	w.t.Helper()
	r, err := publication.Verify(w.t.Context(), w.st, w.body)
	w.must(err)
	return r
}

// faults are the keys of what a look at the register finds, with edition and entry.
func (w *world) faults() (list []string) {
	w.t.Helper()
	for _, f := range w.verify().Faults {
		list = append(list, fmt.Sprintf("%s %d/%d", f.Key[len("register.fault."):], f.Edition, f.Entry))
	}
	return list
}

func (w *world) whole() {
	w.t.Helper()
	if faults := w.faults(); len(faults) > 0 {
		w.t.Errorf("nothing was altered, and yet: %v", faults)
	}
}

// forge changes the database as somebody would who has the right to switch its guards off.
func (w *world) forge(statement string, values ...any) {
	w.t.Helper()
	for _, table := range []string{"register_editions", "register_entries", "events"} {
		w.exec("alter table " + table + " disable trigger user")
		defer w.exec("alter table " + table + " enable trigger user")
	}
	w.exec(statement, values...)
}

func (w *world) export(e *models.RegisterEdition, format string) []byte {
	w.t.Helper()
	var b bytes.Buffer
	w.must(publication.Export(w.st.Read(w.t.Context()), &b, format, w.body, e, w.today()))
	return b.Bytes()
}

func refusedWith(t *testing.T, err error, key string) {
	t.Helper()
	var refusal *models.Error
	if !errors.As(err, &refusal) || refusal.First().Key != key {
		t.Errorf("%v, not %s", err, key)
	}
}
