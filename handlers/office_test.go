package handlers_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"albo/app/account"
	"albo/app/apptest"
	"albo/app/association"
	"albo/app/body"
	"albo/app/mail"
	"albo/handlers"
	"albo/models"
	"albo/seeds"
)

// office is a small registry of its own: one body, one association that relies on it, and somebody for each role. Whatever
// is done in it, nobody else looks at it.
type office struct {
	*site
	t                                *testing.T
	body                             *models.Body
	association                      *models.Association
	public, platform, officer, admin *visitor
	carer, other                     *visitor // other is a second carer

}

func newOffice(t *testing.T) *office {
	t.Helper()
	st, by, ctx := apptest.Store(t), models.Actor{Name: "Prova", Roles: []models.Role{{Kind: models.PlatformAdmin}}}, t.Context()
	app, err := handlers.New(st, nil)
	o := &office{site: &site{st, app}, t: t}
	o.must(err)
	o.body, err = body.Create(ctx, st, by, body.CreateInput{
		Input: body.Input{Name: "Unione di prova", Colour: "#0066cc", GoneRule: models.GoneAtOnce, GoneShare: models.UsualGoneShare, Language: "it"}, Kind: models.BodyUnion, Country: "IT", TerritoryCode: "uc-casentino",
	})
	o.must(err)
	o.association, err = association.Create(ctx, st, by, association.CreateInput{
		Input: association.Input{Name: "Associazione di prova", Municipality: "Poppi", Colour: "#7a1f3d", Language: "it"}, Country: "IT",
	})
	o.must(err)
	o.must(association.RelyOn(ctx, st, by, o.association.ID, association.RelyInput{Body: o.body.Slug, Since: models.MustDate("2020-01-01")}))
	for email, in := range map[string]account.InviteInput{
		"platform@example.org": {Kind: models.PlatformAdmin}, "officer@example.org": {Kind: models.BodyOfficer, BodyID: &o.body.ID}, "admin@example.org": {Kind: models.AssociationAdmin, AssociationID: &o.association.ID},
	} {
		in.Email, in.Language = email, "it"
		invitation, err := account.Invite(ctx, st, by, in)
		o.must(err)
		token, err := account.InvitationToken(ctx, st, invitation)
		o.must(err)
		_, err = account.UseLink(ctx, st, token, account.PasswordInput{Name: "Nome Finto", Password: seeds.Password}, netip.MustParseAddr("192.0.2.1"))
		o.must(err)
	}
	for _, email := range []string{"carer@example.org", "other@example.org"} {
		o.must(account.SignUp(ctx, st, account.SignUpInput{Name: "Persona Finta", Email: email, Language: "it"}, netip.MustParseAddr("192.0.2.1")))
		id := o.id(t, "select id from accounts where email_key = ?", email)
		token, err := mail.NewToken(ctx, st, models.Link{Purpose: models.LinkConfirm, AccountID: &id})
		o.must(err)
		_, err = account.UseLink(ctx, st, token, account.PasswordInput{Password: seeds.Password}, netip.MustParseAddr("192.0.2.1"))
		o.must(err)
	}
	o.public, o.platform, o.officer, o.admin = o.visitor(t), o.as(t, "platform@example.org"), o.as(t, "officer@example.org"), o.as(t, "admin@example.org")
	o.carer, o.other = o.as(t, "carer@example.org"), o.as(t, "other@example.org")
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// done sends a form that must be taken, and gives where it leads.
func (o *office) done(who *visitor, path string, fields ...string) string {
	o.t.Helper()
	a := who.post(path, form(fields...))
	if a.status != http.StatusSeeOther {
		o.t.Fatalf("POST %s: %d\n%s", path, a.status, excerpt(a.body))
	}
	place, _, _ := strings.Cut(a.location, "?")
	return place
}

// form is a form of names and values.
func form(fields ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	return values
}
