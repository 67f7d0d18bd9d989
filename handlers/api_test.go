package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// description is what of the OpenAPI document tests read.
type description struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		OperationID string
		Summary     string
		Parameters  []struct {
			Name, In, Description string
			Schema                struct{ Enum []string }
		}
		Responses map[string]struct {
			Description string
			Content     map[string]struct{ Schema json.RawMessage }
		}
	}
}

func described(t *testing.T, s *site) (d description, schemas *jsonschema.Compiler) {
	t.Helper()
	a := s.visitor(t).get("/openapi.json")
	if err := json.Unmarshal([]byte(a.body), &d); err != nil || d.OpenAPI != "3.1.0" {
		t.Fatal(err, d.OpenAPI)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	schemas = jsonschema.NewCompiler()
	schemas.AssertFormat()
	if err := schemas.AddResource("api:///openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	return d, schemas
}

// pages are the open addresses that are for people, and those that the frame of pages needs.
var pages = regexp.MustCompile(`^/$|^/:lang(/|$)|^/(assets|logos|sitemaps)/|^/(favicon\.svg|robots\.txt|sitemap\.xml|healthz|readyz)$`)

// Whatever answers programs is described: every open route that is no page. A page that answers in JSON too is described by the
// address of that answer.
func TestEveryRouteForProgramsIsDescribed(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	d, _ := described(t, s)
	also := map[string]string{"/v/:code": "/v/{code}.json"}
	for _, r := range s.app.GetRoutes(true) {
		if r.Method != http.MethodGet || pages.MatchString(r.Path) {
			continue
		}
		path := regexp.MustCompile(`:(\w+)`).ReplaceAllString(r.Path, "{$1}")
		if other, ok := also[r.Path]; ok {
			path = other
		}
		if _, ok := d.Paths[path]; !ok {
			t.Errorf("%s is not described", path)
		}
	}
}

// Each address answers as it is described: status, media type, and a body that its schema takes, which names every field.
func TestEveryAddressAnswersAsDescribed(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	d, schemas := described(t, s)
	v := s.visitor(t)
	var code string
	if err := s.store.Read(t.Context()).Raw("select code from certificates order by id limit 1").Scan(&code).Error; err != nil {
		t.Fatal(err)
	}
	for path, operations := range d.Paths {
		o := operations["get"]
		target := strings.NewReplacer("{code}", code, "{lang}", "it", "{body}/{file}", "casentino/latest.json").Replace(path)
		if strings.HasSuffix(path, "/{id}") {
			target = strings.TrimSuffix(path, "{id}") + v.page(strings.TrimSuffix(path, "/{id}")).Contents[0]["id"].(string)
		}
		for _, p := range o.Parameters {
			if p.Description == "" || strings.HasPrefix(p.Description, "api.") {
				t.Errorf("%s: %s is not explained", path, p.Name)
			}
			if p.In == "path" && len(p.Schema.Enum) > 0 {
				target = strings.ReplaceAll(target, "{"+p.Name+"}", p.Schema.Enum[0])
			}
		}
		targets := []string{target}
		if slices.ContainsFunc(o.Parameters, func(p struct {
			Name, In, Description string
			Schema                struct{ Enum []string }
		}) bool {
			return p.Name == "full"
		}) {
			targets = append(targets, target+"?full=true&per_page=100")
		}
		if path == "/v/{code}.json" {
			targets = append(targets, "/v/AAAAAAAAAAAAAAAAAAAAAAAAAA.json")
		}
		if path == "/hsds/services" {
			targets = append(targets, target+"?page=x", target+"?minimal=true", target+"?format=ndjson")
		}
		for _, target := range targets {
			a := v.get(target)
			media, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
			status := http.StatusText(a.status)
			response, ok := o.Responses[strconvItoa(a.status)]
			content, known := response.Content[media]
			if !ok || !known {
				t.Errorf("%s: answers %s as %s, which nobody described", target, status, media)
				continue
			}
			if len(content.Schema) > 2 {
				pointer := "api:///openapi.json#/paths/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path) +
					"/get/responses/" + strconvItoa(a.status) + "/content/" + strings.NewReplacer("/", "~1", "+", "%2B").Replace(media) + "/schema"
				schema, err := schemas.Compile(pointer)
				if err != nil {
					t.Fatal(err)
				}
				valid(t, schema, target, a.body)
			}
		}
	}
}

func strconvItoa(n int) string { return number(int64(n)) }

func TestDescriptionIsReadable(t *testing.T) {
	t.Parallel()
	v := theDemo(t).visitor(t)
	v.want(v.get("/el/api"), http.StatusOK, "Ανοικτά δεδομένα και API", "/hsds/services/{id}", "taxonomy_term_id", `href="/openapi.json?lang=el"`)
	v.want(v.get("/openapi.json?lang=es"), http.StatusOK, "Lista de servicios")
}

func TestWrongParametersAreToldInASentence(t *testing.T) {
	t.Parallel()
	v := theDemo(t).visitor(t)
	for query, want := range map[string]string{
		"page=0": "page", "page=99999999999999999999": "page", "per_page=101": "per_page", "per_page=-1": "per_page", "taxonomy_term_id=x": "taxonomy_term_id",
		"organization_id=%7B5b0c1d3e-8f3a-4a53-9d5e-0c6a1f2b7e90%7D": "organization_id", "modified_after=yesterday": "modified_after", "full=perhaps": "full", "format=xml": "format",
		"lang=de": "lang", "day=MO,XX": "day", "search=" + strings.Repeat("a", 101): "search", "per_page=1000&minimal=false": "per_page", "modified_before=9999999-01-01": "modified_before",
	} {
		a := v.get("/hsds/services?" + query)
		var p struct {
			Status        int
			Title, Detail string
			InvalidParams []struct{ Name, Reason string } `json:"invalid_params"`
		}
		if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != http.StatusBadRequest || p.Status != a.status || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s %v", query, a.status, a.body, err)
			continue
		}
		if len(p.InvalidParams) != 1 || p.InvalidParams[0].Name != want || !strings.HasPrefix(p.Detail, want+" ") || p.InvalidParams[0].Reason != p.Detail {
			t.Errorf("%s: %+v", query, p)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/hsds/services?page=0&per_page=zwei", nil)
	r.Header.Set("Accept-Language", "es")
	v.want(v.do(r), http.StatusBadRequest, "page debe ser un número entero de 1 a 1000000", "per_page debe ser")
	for _, path := range []string{"/hsds/services/x", "/hsds/services/5b0c1d3e-8f3a-4a53-9d5e-0c6a1f2b7e90", "/hsds/service_at_locations/5b0c1d3e-8f3a-8a53-9d5e-0c6a1f2b7e90", "/hsds/organizations/5b0c1d3e-8f3a-4a53-9d5e-0c6a1f2b7e90", "/hsds/taxonomies/5b0c1d3e-8f3a-4a53-9d5e-0c6a1f2b7e90", "/hsds/nothing", "/data/people.csv", "/hsds/service_at_locations?proximity=5"} {
		if a := v.get(path); a.status != http.StatusNotFound && a.status != http.StatusBadRequest || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", path, a.status, a.header.Get("Content-Type"))
		}
	}
}

// Random words and other people's naughty strings in any parameter never lead to a fault.
func TestNaughtyParametersDoNoHarm(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	v := s.visitor(t)
	var strange []string
	if err := json.Unmarshal(testdata(t, "strings/blns.json"), &strange); err != nil {
		t.Fatal(err)
	}
	parameters := []string{"search", "text", "taxonomy_term_id", "modified_after", "page", "postcode", "day", "lang", "format", "full"}
	for i, word := range strange {
		path := "/hsds/services"
		if i%2 == 0 {
			path = "/hsds/service_at_locations"
		}
		a := v.get(path + "?" + parameters[i%len(parameters)] + "=" + url.QueryEscape(word))
		if a.status != http.StatusOK && a.status != http.StatusBadRequest {
			t.Errorf("%q: %d", word, a.status)
		}
	}
}

func TestAnyScriptMayReadWhatIsOpen(t *testing.T) {
	t.Parallel()
	v := theDemo(t).visitor(t)
	first := v.get("/hsds/services")
	if first.header.Get("Access-Control-Allow-Origin") != "*" || first.header.Get("Cross-Origin-Resource-Policy") != "cross-origin" || first.header.Get("Set-Cookie") != "" || first.header.Get("X-Robots-Tag") != "noindex" {
		t.Errorf("%v", first.header)
	}
	again := httptest.NewRequest(http.MethodGet, "/hsds/services", nil)
	again.Header.Set("If-None-Match", first.header.Get("ETag"))
	if a := v.do(again); a.status != http.StatusNotModified || a.body != "" {
		t.Errorf("the same page again: %d, %d bytes", a.status, len(a.body))
	}
	small := httptest.NewRequest(http.MethodGet, "/hsds/services", nil)
	small.Header.Set("Accept-Encoding", "gzip")
	if a := v.do(small); a.header.Get("Content-Encoding") != "gzip" || len(a.body) > len(first.body)/2 {
		t.Errorf("%s, %d bytes of %d", a.header.Get("Content-Encoding"), len(a.body), len(first.body))
	}
	foreign := httptest.NewRequest(http.MethodOptions, "/hsds/services", nil)
	foreign.Header.Set("Origin", "https://elsewhere.example")
	foreign.Header.Set("Access-Control-Request-Headers", "x-anything")
	if a := v.do(foreign); a.status != http.StatusNoContent || a.header.Get("Access-Control-Allow-Headers") != "*" {
		t.Errorf("asked beforehand: %d %v", a.status, a.header)
	}
	if a := v.get("/hsds/services?page=x"); a.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("a refusal cannot be read by scripts")
	}
}
