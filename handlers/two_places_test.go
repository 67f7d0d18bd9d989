package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"albo/app/body"
	"albo/models"
)

// Somebody who works in two places has a page of each open: a form does what its own page shows.
func TestTwoPlacesInTwoWindows(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	by := models.Actor{Roles: []models.Role{{Kind: models.PlatformAdmin}}}
	second, err := body.Create(ctx, o.store, by, body.CreateInput{
		Kind: models.BodyMunicipality, Country: "ES", TerritoryCode: "28092", Slug: "mostoles", Input: body.Input{Name: "Móstoles", Colour: "#0066cc", GoneRule: models.GoneAtOnce, GoneShare: models.UsualGoneShare, Language: "es"},
	})
	o.must(err)
	o.must(o.store.Read(ctx).Exec(`insert into roles (account_id, kind, body_id, granted_at) select id, 'body_officer', ?, now() from accounts where email_key = 'officer@example.org'`, second.ID).Error)

	first := o.officer.get("/it/body/settings?place=" + o.body.Slug)
	o.officer.want(first, http.StatusOK, "/it/body/settings?place="+o.body.Slug, "/it/body/logo?place="+o.body.Slug)
	o.officer.want(o.officer.get("/it/body/settings?place=mostoles"), http.StatusOK, "/it/body/settings?place=mostoles")
	saved := o.officer.post("/it/body/settings?place="+o.body.Slug, form("name", "Comune di prova", "colour", "#0066cc", "gone_rule", "at_once", "language", "it", "gone_days", "0", "gone_share", "20"))
	if saved.status != http.StatusSeeOther || !strings.Contains(saved.location, "place="+o.body.Slug) {
		t.Fatalf("%d %s", saved.status, saved.location)
	}
	var names []string
	o.must(o.store.Read(ctx).Raw("select name from bodies where id in ? order by id", []int64{o.body.ID, second.ID}).Scan(&names).Error)
	if names[0] != "Comune di prova" || names[1] != "Móstoles" {
		t.Errorf("the first window's form changed %q", names)
	}
	for _, path := range []string{"/it/body/settings?place=casentino", "/it/body?place=" + o.association.Slug} {
		if a := o.officer.get(path); a.status != http.StatusNotFound {
			t.Errorf("a place that is not theirs: %s: %d", path, a.status)
		}
	}
}
