package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A form that is refused shows again with what was typed and says what is wrong.
func TestRefusedFormsOfUnionsReliancesAndRules(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	const (
		union       = "/it/admin/bodies/casentino"
		association = "/it/admin/associations/mani-vicine"
	)
	poppi := number(s.id(t, "select m.id from union_memberships m join territories t on t.id = m.territory_id where t.code = '051031'"))
	reliance := number(s.id(t, "select id from association_bodies where association_id = (select id from associations where slug = 'mani-vicine')"))
	for _, c := range []struct {
		as, path string
		form     url.Values
		says     []string
	}{
		{"platform@albo.example", union + "/join", url.Values{"municipality": {"Poppi"}, "function": {"social_services"}, "relation": {"agreement"}, "since": {"2026-01-01"}, "note": {"Delibera 7"}},
			[]string{`href="/es/admin/bodies/casentino"`, "già di un’Unione: Unione dei Comuni Montani del Casentino", `value="2026-01-01"`, `value="Delibera 7"`, `value="agreement" checked`}},
		{"platform@albo.example", union + "/join", url.Values{"municipality": {"Poppi"}, "since": {"32 gennaio"}}, []string{"Questa data non si legge", `value="Poppi"`}},
		{"platform@albo.example", union + "/leave", url.Values{"membership": {poppi}, "ends_on": {"2011-12-31"}},
			[]string{"La fine deve venire dopo l’inizio (1 gennaio 2012)", `value="2011-12-31"`, `value="` + poppi + `" selected`}},
		{"platform@albo.example", association + "/rely-on", url.Values{"body": {"nowhere"}, "since": {"2026-01-01"}}, []string{"Questo ente non è nel registro", `value="2026-01-01"`}},
		{"platform@albo.example", association + "/stop-relying", url.Values{"reliance": {reliance}, "ends_on": {"2001-01-01"}}, []string{"La fine deve venire dopo", `value="2001-01-01"`}},
		{"platform@albo.example", "/it/admin/associations", url.Values{"name": {"Nuova APS"}, "country": {"IT"}, "municipality": {"Poppi"}, "colour": {"#7a1f3d"}, "language": {"it"}, "bodies": {"casentino", "nowhere"}},
			[]string{"Questo ente non è nel registro", `value="Nuova APS"`, `value="casentino" checked`}},
		{"officer@casentino.example", "/it/body/settings/rules", url.Values{"key": {"procedure_days"}, "value": {"4000"}, "article": {"Regolamento, art. 4"}, "since": {"2026-01-01"}},
			[]string{`href="/es/body/settings"`, "al massimo 3650", `value="4000"`, `value="Regolamento, art. 4"`, `<details class="rg-quiet" open>`}},
		{"officer@casentino.example", "/it/body/settings/rules", url.Values{"key": {"minimum_members"}, "value": {"3"}, "article": {"art. 4"}, "since": {"2026-01-01"}}, []string{"Scegli una delle voci proposte"}},
	} {
		v := s.as(t, c.as)
		v.want(v.post(c.path, c.form), http.StatusUnprocessableEntity, c.says...)
	}
	if n := s.id(t, "select count(*) from associations"); n != 2 {
		t.Errorf("%d associations: something was left half made", n)
	}
}

// What the installation keeps about a place stands on its page; what is not there is not found.
func TestPagesOfPlaces(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	v := s.as(t, "platform@albo.example")
	v.want(v.get("/it/admin"), http.StatusOK, `href="/it/admin/bodies/casentino"`, `href="/it/admin/associations/mani-vicine"`)
	v.want(v.get("/it/admin/bodies/casentino"), http.StatusOK, "Poppi", "Servizi sociali", "1 gennaio 2012", "con una convenzione", "In corso")
	v.want(v.get("/it/admin/associations/mani-vicine"), http.StatusOK, "Unione dei Comuni Montani del Casentino", `href="/it/associations/mani-vicine"`)
	if a := v.get("/it/admin/bodies/mostoles"); strings.Contains(a.body, "/join") {
		t.Error("a municipality is asked for its members")
	}
	for _, path := range []string{"/it/admin/bodies/nowhere", "/it/admin/associations/nowhere"} {
		v.want(v.get(path), http.StatusNotFound)
		v.want(v.post(path+"/leave", url.Values{}), http.StatusNotFound)
	}
	o := s.as(t, "officer@casentino.example")
	o.want(o.get("/it/body/settings"), http.StatusOK, "L. 241/1990, art. 2 c. 2", "Giorni per rispondere al preavviso di rigetto")
}
