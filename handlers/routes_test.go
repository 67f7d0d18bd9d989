package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// open are the pages and steps that need no account.
var open = []string{
	"/", "/assets/:name", "/favicon.svg", "/logos/:key", "/robots.txt", "/healthz", "/readyz", "/v/:code",
	"/:lang/", "/:lang/carers", "/:lang/carers/:slug", "/:lang/associations", "/:lang/associations/:slug", "/:lang/verify", "/:lang/municipalities",
	"/:lang/carers/:slug/contact", "/:lang/carers/:slug/report", "/:lang/requests/:token", "/:lang/requests/:token/withdraw", "/:lang/listing/confirm/:token",
	"/registers/:body/:file", "/:lang/registers", "/:lang/registers/:body", "/:lang/registers/:body/changes", "/:lang/registers/:body/proof", "/:lang/registers/:body/feed.atom",
	"/:lang/shortlist", "/:lang/shortlist/compare", "/:lang/feedback", "/:lang/report", "/:lang/how-it-works", "/:lang/faq", "/:lang/privacy", "/:lang/legal-notes", "/:lang/accessibility",
	"/sitemap.xml", "/sitemaps/:number.xml", "/:lang/api", "/openapi.json", "/data/catalog.ttl", "/data/catalog.jsonld", "/data/:dataset.csv",
	"/hsds", "/hsds/services", "/hsds/services/:id", "/hsds/organizations", "/hsds/organizations/:id", "/hsds/taxonomies", "/hsds/taxonomies/:id",
	"/hsds/taxonomy_terms", "/hsds/taxonomy_terms/:id", "/hsds/service_at_locations", "/hsds/service_at_locations/:id",
	"/:lang/sign-in", "/:lang/sign-up", "/:lang/sign-out", "/:lang/account/forgot", "/:lang/account/password/:token",
}

// closed lists every route that is not open, as method and path.
func closed(t *testing.T, s *site) (list [][2]string) {
	t.Helper()
	for _, r := range s.app.GetRoutes(true) {
		if r.Method != http.MethodGet && r.Method != http.MethodPost || slices.Contains(open, r.Path) {
			continue
		}
		list = append(list, [2]string{r.Method, r.Path})
	}
	if len(list) < 60 {
		t.Fatalf("only %d closed routes: is the table still walked?", len(list))
	}
	return list
}

// theirs fills a route with the numbers of things of the Casentino.
func theirs(t *testing.T, s *site, path string) string {
	t.Helper()
	const of = " where body_id = (select id from bodies where slug = 'casentino') order by id limit 1"
	id := ""
	switch {
	case strings.Contains(path, "/association/admissions/"), strings.Contains(path, "/me/applications/"):
		id = number(s.id(t, "select id from admissions where received_at is not null and association_id = (select id from associations where slug = 'mani-vicine') order by id limit 1"))
	case strings.Contains(path, "/association/requests/"):
		id = number(s.id(t, "select id from requests where association_id = (select id from associations where slug = 'mani-vicine') order by id limit 1"))
	case strings.Contains(path, "/body/requests/"):
		id = number(s.id(t, "select id from requests"+of))
	case strings.Contains(path, "/association/matches/"):
		id = number(s.id(t, "select id from match_cases where association_id = (select id from associations where slug = 'mani-vicine') order by id limit 1"))
	case strings.Contains(path, "/body/matches/"), strings.Contains(path, "/me/questions/"):
		id = number(s.id(t, "select id from match_cases"+of))
	case strings.Contains(path, "/admin/duplicates/"):
		id = number(s.id(t, "select min(id) from people"))
	case strings.Contains(path, "/body/register/"):
		id = number(s.id(t, "select id from register_editions"+of))
	case strings.Contains(path, "/rosters/"):
		id = number(s.id(t, "select id from roster_editions"+of))
	case strings.Contains(path, "/accreditations/"):
		id = number(s.id(t, "select id from accreditations"+of))
	case strings.Contains(path, "/certificates/"):
		id = number(s.id(t, "select id from certificates"+of))
	}
	var document string
	err := s.store.Read(t.Context()).Raw("select public_id from documents d join admissions a on a.id = d.admission_id where a.association_id = (select id from associations where slug = 'mani-vicine') limit 1").Scan(&document).Error
	if err != nil || document == "" {
		t.Fatal("no document", err)
	}
	slug := "casentino"
	if strings.Contains(path, "/associations/") {
		slug = "mani-vicine"
	}
	return strings.NewReplacer(":lang", "it", ":slug", slug, ":id", id, ":document", document, ":step", "take-up", ":other", "999").Replace(path)
}

func number(n int64) string {
	digits := ""
	for ; n > 0; n /= 10 {
		digits = string(rune('0'+n%10)) + digits
	}
	return digits
}

func TestClosedRoutesAskStrangersToSignIn(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	stranger := s.visitor(t)
	for _, route := range closed(t, s) {
		path := theirs(t, s, route[1])
		a := stranger.send(route[0], path)
		if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/it/sign-in") {
			t.Errorf("%s %s: a stranger gets %d %s", route[0], path, a.status, a.location)
		}
	}
}

func (v *visitor) send(method, path string) answer {
	v.t.Helper()
	if method == http.MethodPost {
		return v.post(path, url.Values{})
	}
	return v.get(path)
}

// Whoever works for another association or body, or for none, finds nothing of the Casentino's on any route.
func TestOthersFindNothing(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	for _, email := range []string{"admin@valtiberina.example", "officer@valtiberina.example", "officer@mostoles.example", "carer@valtiberina.example", "platform@albo.example"} {
		t.Run(email, func(t *testing.T) {
			t.Parallel()
			other := s.as(t, email)
			for _, route := range closed(t, s) {
				if !strings.Contains(strings.TrimPrefix(route[1], "/:lang"), "/:") || strings.HasPrefix(route[1], "/:lang/account") {
					continue
				}
				if strings.HasPrefix(route[1], "/:lang/admin/") && email == "platform@albo.example" {
					continue
				}
				path := theirs(t, s, route[1])
				a := other.send(route[0], path)
				if a.status != http.StatusNotFound {
					t.Errorf("%s %s: %d\n%s", route[0], path, a.status, excerpt(a.body))
				}
			}
		})
	}
}

// Each area is only there for those whose role it is.
func TestAreasAreOnlyThereForTheirRoles(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	areas := map[string]string{"/it/association": "admin@casentino.example", "/it/body": "officer@casentino.example", "/it/admin": "platform@albo.example"}
	for _, email := range []string{"admin@casentino.example", "officer@casentino.example", "platform@albo.example", "carer@casentino.example"} {
		v := s.as(t, email)
		for area, owner := range areas {
			want := http.StatusNotFound
			if email == owner {
				want = http.StatusOK
			}
			if a := v.get(area); a.status != want {
				t.Errorf("%s gets %d on %s, want %d", email, a.status, area, want)
			}
		}
		if a := v.get("/it/me"); a.status != http.StatusOK {
			t.Errorf("%s gets %d on /it/me", email, a.status)
		}
	}
}

// What another site makes a browser send is refused, on every form.
func TestOtherSitesCannotSend(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	v := s.as(t, "admin@casentino.example")
	for _, route := range s.app.GetRoutes(true) {
		if route.Method != http.MethodPost {
			continue
		}
		path := strings.NewReplacer(":lang", "it", ":id", "1", ":token", "x", ":step", "grant").Replace(route.Path)
		r := request(http.MethodPost, path, "")
		r.Header.Set("Origin", "https://evil.example")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		if a := v.do(r); a.status != http.StatusForbidden {
			t.Errorf("POST %s from another site: %d", path, a.status)
		}
	}
}

func TestPagesCarryTheirHeaders(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	v := s.visitor(t)
	for _, path := range []string{"/it/", "/it/carers", "/es/carers/lucia-ginestra", "/el/verify", "/en/sign-in", "/it/no-such-page"} {
		a := v.get(path)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Content-Security-Policy": "default-src 'none'",
		} {
			if got := a.header.Get(name); !strings.Contains(got, want) {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if csp := a.header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") {
			t.Errorf("%s: %s", path, csp)
		}
	}
	if a := s.as(t, "carer@casentino.example").get("/it/me"); a.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("a carer's own page may be kept: %s", a.header.Get("Cache-Control"))
	}
}
