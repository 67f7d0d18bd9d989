package handlers_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"albo/app/apptest"
	"albo/app/store"
	"albo/handlers"
)

// standard compiles the schemas of HSDS 3.0, formats asserted; where they are not at hand the test is skipped.
func standard(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	known := map[string]*jsonschema.Schema{}
	files := map[string]string{
		"taxonomies": "taxonomy.json", "taxonomy": "taxonomy.json", "taxonomy_terms": "taxonomy_term.json", "taxonomy_term": "taxonomy_term.json",
		"services": "compiled/service_list.json.gz", "service": "compiled/service.json.gz", "organizations": "compiled/organization_list.json.gz", "organization": "compiled/organization.json.gz",
		"service_at_locations": "compiled/service_at_location_list.json.gz", "service_at_location": "compiled/service_at_location.json.gz",
	}
	for _, file := range append([]string{"metadata.json"}, slices.Collect(mapValues(files))...) {
		raw := testdata(t, "schemas/hsds-3.0/schema/"+file)
		if strings.HasSuffix(file, ".gz") {
			raw = unzipped(t, raw)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(file, err)
		}
		_ = compiler.AddResource("hsds:///"+file, doc) // a file may stand for two kinds
	}
	for kind, file := range files {
		schema, err := compiler.Compile("hsds:///" + file)
		if err != nil {
			t.Fatal(file, err)
		}
		known[kind] = schema
	}
	return known
}

func mapValues(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

func unzipped(t *testing.T, raw []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(z); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// page is what a list answers.
type page struct {
	TotalItems int  `json:"total_items"`
	TotalPages int  `json:"total_pages"`
	PageNumber int  `json:"page_number"`
	Size       int  `json:"size"`
	FirstPage  bool `json:"first_page"`
	LastPage   bool `json:"last_page"`
	Empty      bool `json:"empty"`
	Contents   []map[string]any
}

func (v *visitor) page(path string) (p page) {
	v.t.Helper()
	a := v.get(path)
	v.want(a, http.StatusOK)
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		v.t.Fatalf("%s: %v\n%s", path, err, a.body)
	}
	if p.Contents == nil || p.Size != len(p.Contents) || p.Empty != (p.Size == 0) || p.FirstPage != (p.PageNumber == 1) || p.LastPage != (p.PageNumber >= p.TotalPages) {
		v.t.Errorf("%s: the envelope is wrong: %+v", path, p)
	}
	return p
}

// valid holds a document to its schema.
func valid(t *testing.T, schema *jsonschema.Schema, where, body string) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err == nil {
		err = schema.Validate(doc)
	}
	if err != nil {
		t.Errorf("%s: %v\n%s", where, err, body[:min(len(body), 1500)])
	}
}

// walk looks at every kind of list, page by page up to a number, and at each thing on these pages by itself.
func walk(t *testing.T, s *site, pages, perPage int) {
	t.Helper()
	schemas, v := standard(t), s.visitor(t)
	for list, one := range map[string]string{
		"services": "service", "organizations": "organization", "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term", "service_at_locations": "service_at_location",
	} {
		for _, more := range []string{"", "&full=true", "&minimal=true", "&lang=el"} {
			for number := 1; number <= pages; number++ {
				path := fmt.Sprintf("/hsds/%s?per_page=%d&page=%d%s", list, perPage, number, more)
				p := v.page(path)
				kind := list
				if more == "&full=true" {
					kind = one
				}
				for _, item := range p.Contents {
					raw, _ := json.Marshal(item)
					valid(t, schemas[kind], path, string(raw))
					if more != "" {
						continue
					}
					a := v.get(fmt.Sprintf("/hsds/%s/%s", list, item["id"]))
					v.want(a, http.StatusOK, item["id"].(string))
					valid(t, schemas[one], list+" by itself", a.body)
				}
				if p.LastPage {
					break
				}
			}
		}
	}
}

func TestHSDSAnswersAreValid(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	if n := s.visitor(t).page("/hsds/services").TotalItems; n < 10 {
		t.Fatalf("only %d services: is the list still read?", n)
	}
	walk(t, s, 3, 20)
}

// empty is a registry without anybody.
func empty(t testing.TB) *site {
	t.Helper()
	st := apptest.Store(t)
	app, err := handlers.New(st, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &site{st, app}
}

func TestHSDSOfNobodyIsValid(t *testing.T) {
	t.Parallel()
	s := empty(t)
	walk(t, s, 1, 50)
	if p := s.visitor(t).page("/hsds/services"); p.TotalItems != 0 || !p.Empty || !p.LastPage || p.TotalPages != 1 {
		t.Errorf("%+v", p)
	}
}

// crowd lists so many made-up carers, each in two municipalities; what triggers would do one by one is done at once.
func crowd(t testing.TB, st *store.Store, n int) {
	t.Helper()
	for _, statement := range strings.Split(`
		insert into bodies (slug, kind, territory_id, country, name, email) select 'body', 'municipality', id, country, 'Comune', 'ufficio@example.org' from territories where code = '051031' and level = 'municipality';
		insert into associations (slug, country, territory_id, name) select 'association', 'IT', id, 'Mani vicine APS' from territories where code = '051031' and level = 'municipality';
		insert into people (surname, given_name, sort_name, birth_date, country, created_at, updated_at)
			select 'Cognome' || i, 'Nome', 'cognome' || to_char(i, 'FM0000000') || ' nome', '1980-01-01', 'IT', '2026-01-01', '2026-01-01' from generate_series(1, @n) i;
		insert into accreditations (person_id, body_id, number, state, source, granted_on, created_at, act_kind, act_number, act_date)
			select p.id, b.id, p.id, 'granted', 'applied', '2026-01-01', '2026-01-01', 'determinazione', '12', '2026-01-01' from people p, bodies b;
		insert into providers select p.id, 'nome-' || p.id, p.surname, p.given_name, p.sort_name, a.id, a.body_id, o.id, '2026-01-01', null, 'Lavoro volentieri.',
			'["companionship","dementia_care"]', '["hourly"]', '["it","ro"]', 1 << 9 | 1 << 6, 3, p.sort_name || ' lavoro volentieri', 15, true, '333 000 0001', 'x@example.org', true, '2026-01-01', '2026-01-01'
			from people p join accreditations a on a.person_id = p.id, associations o;
		insert into provider_places select t.id, v.sort_name, v.person_id, v.service_mask, v.language_mask, null from providers v, territories t where t.code in ('051031', '051004') and t.level = 'municipality';
		analyze`, ";") {
		if err := st.Read(t.Context()).Exec(strings.ReplaceAll(statement, "@n", strconv.Itoa(n))).Error; err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestHSDSOfTenThousandIsValid(t *testing.T) {
	t.Parallel()
	s := empty(t)
	crowd(t, s.store, 10_000)
	walk(t, s, 1, 5)
	v := s.visitor(t)
	seen := map[any]bool{}
	for number := 1; number <= 10; number++ {
		p := v.page(fmt.Sprintf("/hsds/services?minimal=true&per_page=1000&page=%d", number))
		if p.TotalItems != 10_000 || p.TotalPages != 10 {
			t.Fatalf("%+v", p)
		}
		for _, item := range p.Contents {
			seen[item["id"]] = true
		}
	}
	if len(seen) != 10_000 {
		t.Errorf("%d different services on ten pages", len(seen))
	}
	a := v.get("/hsds/services?format=ndjson")
	v.want(a, http.StatusOK)
	schemas, all := standard(t), strings.Split(strings.TrimSpace(a.body), "\n")
	if len(all) != 10_000 || a.header.Get("Content-Type") != "application/x-ndjson" {
		t.Fatalf("%d lines of %s", len(all), a.header.Get("Content-Type"))
	}
	for i := 0; i < len(all); i += 500 {
		valid(t, schemas["services"], "a line", all[i])
	}
}
