package handlers_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"albo/app/opendata"
	"albo/handlers"
)

func TestCatalogueNamesFilesThatAreThere(t *testing.T) {
	t.Parallel()
	v := theDemo(t).visitor(t)
	turtle, linked := v.get("/data/catalog.ttl"), v.get("/data/catalog.jsonld")
	v.want(turtle, http.StatusOK, "a dcat:Catalog", "dcterms:license <http://publications.europa.eu/resource/authority/licence/CC_BY_4_0>", `"Assistenti per Comune"@it`)
	var graph struct {
		Graph []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(linked.body), &graph); err != nil {
		t.Fatal(err)
	}
	kinds := map[any]int{}
	for _, node := range graph.Graph {
		kinds[node["@type"]]++
	}
	if catalogue := graph.Graph[len(graph.Graph)-1]; len(catalogue["dcat:dataset"].([]any)) != len(opendata.Datasets) {
		t.Errorf("the catalogue names %v", catalogue["dcat:dataset"])
	}
	if kinds["dcat:Dataset"] != len(opendata.Datasets) || kinds["dcat:Distribution"] != len(opendata.Datasets) || kinds["dcat:Catalog"] != 1 || kinds["dcat:DataService"] != 1 {
		t.Errorf("%v", kinds)
	}
	files := regexp.MustCompile(`dcat:downloadURL <http://localhost:8080([^>]+)>`).FindAllStringSubmatch(turtle.body, -1)
	if len(files) != len(opendata.Datasets) {
		t.Fatalf("%v", files)
	}
	for _, file := range files {
		a := v.get(file[1])
		v.want(a, http.StatusOK)
		rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
		if err != nil || len(rows) < 3 {
			t.Fatalf("%s: %d rows, %v", file[1], len(rows), err)
		}
		small := regexp.MustCompile(`^[0-4]$`)
		for _, row := range rows[1:] {
			if small.MatchString(row[len(row)-1]) {
				t.Errorf("%s: %v", file[1], row)
			}
		}
	}
	empty := empty(t).visitor(t)
	for _, name := range opendata.Datasets {
		empty.want(empty.get("/data/"+name+".csv"), http.StatusOK, "municipality_code")
	}
}

var block = regexp.MustCompile(`<script type="application/ld\+json">([^<]*)</script>`)

// Search engines are told of a carer only if that carer lets them find the page; what they are told is what schema.org has.
func TestSearchEnginesAreToldOfThoseWhoWantIt(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	v := s.visitor(t)
	var slugs []string
	if err := s.store.Read(t.Context()).Raw("select min(slug) from providers where indexing union all select max(slug) from providers where indexing").Scan(&slugs).Error; err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/it/carers/" + slugs[0], "/el/carers/" + slugs[1], "/es/associations/mani-vicine"} {
		found := block.FindStringSubmatch(v.get(path).body)
		if found == nil {
			t.Fatalf("%s tells nothing", path)
		}
		var thing struct {
			Type string `json:"@type"`
			URL  string `json:"url"`
		}
		if err := json.Unmarshal([]byte(found[1]), &thing); err != nil || thing.URL != "http://localhost:8080"+path {
			t.Errorf("%s: %v %+v", path, err, thing)
		}
		valid(t, schemaOrg(t, thing.Type), path, found[1])
	}
}

func schemaOrg(t *testing.T, kind string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(anything{})
	for _, name := range []string{"EducationalOccupationalCredential", "GovernmentService", "ItemList", "LocalBusiness", "NGO", "Organization", "Person", "Place", "PostalAddress", "Service", "Thing"} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(testdata(t, "schemas/schema-org/"+name+".schema.json")))
		if err == nil {
			err = compiler.AddResource("schema:"+name, doc)
		}
		if err != nil {
			t.Fatal(name, err)
		}
	}
	schema, err := compiler.Compile("schema:" + kind)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// anything stands for the types whose schemas are not at hand.
type anything struct{}

func (anything) Load(string) (any, error) { return map[string]any{"type": "object"}, nil }

func TestPagesNotForSearchEnginesTellThemNothing(t *testing.T) {
	t.Parallel()
	s := empty(t)
	crowd(t, s.store, 3)
	v := s.visitor(t)
	if err := s.store.Read(t.Context()).Exec("alter table memberships disable trigger user; insert into memberships (person_id, association_id, number, since) select id, (select id from associations), id, '2026-01-01' from people").Error; err != nil {
		t.Fatal(err)
	}
	if a := v.get("/it/carers/nome-1"); !block.MatchString(a.body) || !strings.Contains(a.body, "Lavoro volentieri") {
		t.Fatalf("%d tells nothing", a.status)
	}
	if err := s.store.Read(t.Context()).Exec("update providers set indexing = false").Error; err != nil {
		t.Fatal(err)
	}
	if a := v.get("/it/carers/nome-1"); a.status != http.StatusOK || block.MatchString(a.body) || a.header.Get("X-Robots-Tag") != "noindex" {
		t.Errorf("%d: told although not to be found", a.status)
	}
	if a := v.get("/sitemap.xml"); strings.Contains(a.body, "/carers/nome-") {
		t.Error("the sitemap names who is not to be found")
	}
}

// addresses are what a file of the sitemap names.
type addresses struct {
	Pages []struct {
		Loc    string `xml:"loc"`
		Others []struct {
			Lang string `xml:"hreflang,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"url"`
	Files []struct {
		Loc string `xml:"loc"`
	} `xml:"sitemap"`
}

func (v *visitor) sitemap(path string) (a addresses) {
	v.t.Helper()
	got := v.get(path)
	v.want(got, http.StatusOK)
	if err := xml.Unmarshal([]byte(got.body), &a); err != nil {
		v.t.Fatal(err)
	}
	return a
}

// Every page that the sitemap names is there, says of itself that it may be found, and names the same other languages.
func TestSitemapAndPagesAgree(t *testing.T) {
	t.Parallel()
	v := theDemo(t).visitor(t)
	v.want(v.get("/robots.txt"), http.StatusOK, "Sitemap: http://localhost:8080/sitemap.xml")
	all := v.sitemap("/sitemap.xml")
	if len(all.Pages) < 100 {
		t.Fatalf("only %d pages", len(all.Pages))
	}
	for i, page := range all.Pages {
		if len(page.Others) != 4 {
			t.Fatalf("%s: %v", page.Loc, page.Others)
		}
		if i%5 != 0 {
			continue
		}
		a := v.get(strings.TrimPrefix(page.Loc, "http://localhost:8080"))
		v.want(a, http.StatusOK, fmt.Sprintf(`<link rel="canonical" href="%s"`, page.Loc), `hreflang="x-default"`)
		if a.header.Get("X-Robots-Tag") != "" {
			t.Errorf("%s is not to be found", page.Loc)
		}
		for _, other := range page.Others {
			if !strings.Contains(a.body, fmt.Sprintf(`<link rel="alternate" hreflang="%s" href="%s"`, other.Lang, other.Href)) {
				t.Errorf("%s does not name %s", page.Loc, other.Href)
			}
		}
	}
}

func TestLargeSitemapIsAnIndex(t *testing.T) {
	t.Parallel()
	s := empty(t)
	crowd(t, s.store, handlers.PagesPerSitemap+1)
	v := s.visitor(t)
	index, seen := v.sitemap("/sitemap.xml"), map[string]bool{}
	if len(index.Files) != 3 || len(index.Pages) > 0 {
		t.Fatalf("%d files, %d pages", len(index.Files), len(index.Pages))
	}
	for _, file := range index.Files {
		for _, page := range v.sitemap(strings.TrimPrefix(file.Loc, "http://localhost:8080")).Pages {
			seen[page.Loc] = true
		}
	}
	carers := 0
	for loc := range seen {
		if strings.Contains(loc, "/carers/nome-") {
			carers++
		}
	}
	if carers != 4*(handlers.PagesPerSitemap+1) {
		t.Errorf("%d pages of carers", carers)
	}
	for _, path := range []string{"/sitemaps/3.xml", "/sitemaps/-1.xml", "/sitemaps/x.xml", "/sitemaps/99999999999.xml"} {
		if a := v.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
