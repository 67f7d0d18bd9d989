package handlers_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"albo/app/apptest"
	"albo/handlers"
	"albo/seeds"
)

// hostile is what attackers type first.
var hostile = []string{
	`' or 1=1 --`, `"; drop table providers; --`, `') union select slug, phone, email from profiles --`, `%27%20OR%201=1`, `1' and pg_sleep(9) --`, `$$; select 1; $$`,
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `javascript:alert(1)`, `'-alert(1)-'`, `<svg/onload=alert(1)>`, `{{7*7}}`, `${7*7}`, `</title><script>x</script>`,
	`%`, `_`, `\`, `%00`, "\u202e", strings.Repeat("a", 5000), strings.Repeat("notte ", 900), `& | ! ( ) : * <-> 'a' @@`,
}

// unescaped finds what must never stand in a page as typed.
var unescaped = regexp.MustCompile(`(?i)<script>|<img src=x|<svg/onload|onerror=alert\(1\)>|href="javascript:`)

// A thousand searches of random words, and of whatever else is typed: none fails, and nothing of it comes out as markup. What
// each costs the database does not depend on what was typed: one look for changes and one statement for at most a page of rows.
func TestAThousandSearches(t *testing.T) {
	t.Parallel()
	v := theDemo(t).visitor(t)
	chance := rand.New(rand.NewPCG(5, 8))
	letters := []rune("aeiorstnlcmpu àéñç αβγδου жшка عرب 王 0123'-%_\"<>&\\")
	texts := append(append([]string{}, hostile...), naughty(t)...)
	for len(texts) < 1000 {
		text := make([]rune, 1+chance.IntN(30))
		for i := range text {
			text[i] = letters[chance.IntN(len(letters))]
		}
		texts = append(texts, string(text))
	}
	for i, text := range texts {
		field := []string{"q", "q", "q", "place", "area", "service"}[i%6]
		path := fmt.Sprintf("/%s/carers?%s", []string{"it", "es", "el", "en"}[i%4], url.Values{field: {text}}.Encode())
		a := v.get(path)
		if a.status != http.StatusOK {
			t.Errorf("%q: %d", text, a.status)
		}
		if found := unescaped.FindString(a.body); found != "" {
			t.Errorf("%q comes out as %s", text, found)
		}
		if n := strings.Count(a.body, "<article"); n > 20 {
			t.Errorf("%q shows %d at once", text, n)
		}
	}
}

// A browser that asks again is told that nothing changed, until something does.
func TestUnchangedPagesAreNotSentAgain(t *testing.T) {
	t.Parallel()
	st := apptest.Store(t)
	if err := seeds.Crowd(t.Context(), st, seeds.Invented(30, 1)); err != nil {
		t.Fatal(err)
	}
	app, err := handlers.New(st, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{st, app}
	v := s.visitor(t)
	again := func(path, tag string) answer {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", tag)
		return v.do(r)
	}
	paths := []string{"/it/", "/it/carers?q=notte", "/it/carers/bench-1"}
	tags := map[string]string{}
	for _, path := range paths {
		tags[path] = v.get(path).header.Get("ETag")
		if a := again(path, tags[path]); tags[path] == "" || a.status != http.StatusNotModified || a.body != "" {
			t.Errorf("%s: %d after %q", path, a.status, tags[path])
		} else if policy := a.header.Get("Content-Security-Policy"); policy != "" {
			t.Errorf("%s: the page the browser has would lose its styles by %q", path, policy)
		}
	}
	v.want(v.post("/it/shortlist", url.Values{"add": {"bench-1"}}), http.StatusSeeOther)
	for _, path := range paths {
		if a := again(path, tags[path]); a.status != http.StatusOK {
			t.Errorf("%s: %d, although the shortlist changed", path, a.status)
		}
		tags[path] = v.get(path).header.Get("ETag")
	}
	if err := s.store.Read(t.Context()).Exec("update associations set about = about where slug = 'bench'").Error; err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if a := again(path, tags[path]); a.status != http.StatusOK {
			t.Errorf("%s: %d, although an association changed", path, a.status)
		}
	}
	carer := theDemo(t).as(t, "carer@casentino.example")
	if tag := carer.get("/it/carers").header.Get("ETag"); tag != "" {
		t.Errorf("a page with somebody's name has the tag %s", tag)
	}
}

func TestShortlist(t *testing.T) {
	t.Parallel()
	v := theDemo(t).visitor(t)
	v.want(v.get("/en/shortlist"), http.StatusOK, "The list is empty")
	a := v.post("/en/shortlist", url.Values{"add": {"loretta-muschio"}, "back": {"/en/carers?q=notte"}})
	if a.location != "/en/carers?q=notte" {
		t.Errorf("back to %s", a.location)
	}
	if a := v.post("/en/shortlist", url.Values{"add": {"anna-mirtillo"}, "back": {"//evil.example"}}); a.location != "/en/shortlist" {
		t.Errorf("another site: %s", a.location)
	}
	v.post("/en/shortlist", url.Values{"add": {`x"><script>`, "../..", strings.Repeat("a", 3000)}})
	page := v.get("/en/shortlist")
	v.want(page, http.StatusOK, "Loretta Muschio", "Anna Mirtillo", "mailto:?subject=Accredited%20carers", "c=loretta-muschio&amp;c=anna-mirtillo", `data-kept-count>2<`, "noindex")
	v.want(v.get("/en/shortlist/compare"), http.StatusOK, "Loretta Muschio", "Anna Mirtillo", `data-l="Anna Mirtillo"`)
	v.want(v.get("/en/shortlist/compare?c=anna-mirtillo&c=loretta-muschio&c=franca-carpino&c=elena-ghiocel"), http.StatusOK, "At most three people")
	v.post("/en/shortlist", url.Values{"remove": {"loretta-muschio"}})
	if a := v.get("/en/shortlist"); strings.Contains(a.body, "Loretta") {
		t.Error("she is still there")
	}
	other := theDemo(t).visitor(t)
	shared := other.get("/en/shortlist?c=loretta-muschio&c=nobody-at-all")
	other.want(shared, http.StatusOK, "Loretta Muschio", "1 person of this list is no longer", "Put these people on my list")
	if len(other.cookies) > 0 {
		t.Errorf("a link fills the list by itself: %v", other.cookies)
	}
	for i := range 25 {
		other.post("/en/shortlist", url.Values{"add": {fmt.Sprintf("carer-%d", i)}})
	}
	if n := strings.Count(other.cookies["albo-shortlist"], "."); n != 19 {
		t.Errorf("the list holds %d", n+1)
	}
}

func TestSearchLeadsOn(t *testing.T) {
	t.Parallel()
	v := theDemo(t).visitor(t)
	page := v.get("/en/carers?q=badante+notte+Poppi")
	v.want(page, http.StatusOK, "Understood:", "</b> in Poppi", `href="/en/carers?q=Poppi"`, `href="/en/carers?q=badante+notte"`, "Schematic map", "Look for the words only")
	v.want(v.get("/en/carers?q=badante+notte+Poppi&as=words"), http.StatusOK, "We look for the words as they are")
	v.want(v.get("/en/carers?place=051014&service=laundry"), http.StatusOK, "Without the filter", "Close by, in", " km)")
	v.want(v.get("/en/carers?area=it-union-uc-casentino"), http.StatusOK, "</b> in the whole area: Unione dei Comuni Montani del Casentino")
	v.want(v.get("/en/carers?place=Popi"), http.StatusOK, "</b> in Poppi")
}
