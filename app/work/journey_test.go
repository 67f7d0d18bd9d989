package work_test

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"albo/app/account"
	"albo/app/apptest"
	"albo/app/association"
	"albo/app/body"
	"albo/app/certificate"
	"albo/app/mail"
	"albo/app/membership"
	"albo/app/person"
	"albo/app/privacy"
	"albo/app/register"
	"albo/app/roster"
	"albo/app/store"
	"albo/app/work"
	"albo/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// world is one union, one association that relies on it, and somebody for each role.
type world struct {
	t              *testing.T
	st             *store.Store
	body           *models.Body
	association    *models.Association
	officer, admin models.Actor
	carer          models.Actor
}

var platform = models.Actor{AccountID: 0, Name: "Test", Roles: []models.Role{{Kind: models.PlatformAdmin}}}

func newWorld(t *testing.T) *world {
	t.Parallel()
	w := &world{t: t, st: apptest.Store(t)}
	ctx := t.Context()
	var err error
	w.body, err = body.Create(ctx, w.st, platform, body.CreateInput{
		Input: body.Input{Name: "Unione di prova", Colour: "#0066cc", GoneRule: models.GoneAtOnce, GoneShare: models.UsualGoneShare, Language: "it", LegalBasis: "L.R. Toscana 82/2009"},
		Kind:  models.BodyUnion, Country: "IT", TerritoryCode: "uc-casentino",
	})
	w.must(err)
	w.association, err = association.Create(ctx, w.st, platform, association.CreateInput{
		Input: association.Input{Name: "Associazione di prova APS", Municipality: "Poppi", Colour: "#7a1f3d", Language: "it"}, Country: "IT",
	})
	w.must(err)
	w.must(association.RelyOn(ctx, w.st, platform, w.association.ID, association.RelyInput{Body: w.body.Slug, Since: models.MustDate("2020-01-01")}))
	w.officer = w.member("officer@example.org", models.BodyOfficer, nil, &w.body.ID)
	w.admin = w.member("admin@example.org", models.AssociationAdmin, &w.association.ID, nil)
	w.carer = w.signUp("lucia@example.org", "Lucia Bianchi")
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		var refused *models.Error
		if errors.As(err, &refused) {
			w.t.Fatalf("%v %v", refused.Text, refused.Fields)
		}
		w.t.Fatal(err)
	}
}

func (w *world) drain() {
	w.t.Helper()
	w.must(w.st.Drain(w.t.Context(), work.Workers(w.st)))
}

func (w *world) actor(token string) models.Actor {
	w.t.Helper()
	actor, _, err := account.Session(w.t.Context(), w.st, token)
	w.must(err)
	return actor
}

var origin = netip.MustParseAddr("192.0.2.1")

func (w *world) member(email string, kind models.RoleKind, association, body *int64) models.Actor {
	w.t.Helper()
	ctx := w.t.Context()
	invitation, err := account.Invite(ctx, w.st, platform, account.InviteInput{Email: email, Kind: kind, AssociationID: association, BodyID: body, Language: "it"})
	w.must(err)
	token, err := account.InvitationToken(ctx, w.st, invitation)
	w.must(err)
	session, err := account.UseLink(ctx, w.st, token, account.PasswordInput{Name: "Nome Finto", Password: "cavallo corretto batteria"}, origin)
	w.must(err)
	return w.actor(session)
}

func (w *world) signUp(email, name string) models.Actor {
	w.t.Helper()
	ctx := w.t.Context()
	w.must(account.SignUp(ctx, w.st, account.SignUpInput{Name: name, Email: email, Language: "it"}, origin))
	var a models.Account
	w.must(w.st.Read(ctx).Where("email_key = ?", email).Take(&a).Error)
	token, err := mail.NewToken(ctx, w.st, models.Link{Purpose: models.LinkConfirm, AccountID: &a.ID})
	w.must(err)
	session, err := account.UseLink(ctx, w.st, token, account.PasswordInput{Password: "cavallo corretto batteria"}, origin)
	w.must(err)
	actor := w.actor(session)
	return actor
}

const edition1 = "Elenco assistenti familiari;;;;\r\naggiornato al 02/11/2026;;;;\r\nCOGNOME;NOME;CF;NATO IL;N. DETERMINA;DATA DETERMINA\r\n" +
	"BIANCHI;LUCIA;BNCLCU72M64G879D;24/08/1972;112;03/03/2025\r\nROSSI;MARIO;RSSMRA45C12F205C;12/03/1945;113;03/03/2025\r\n"

func (w *world) publish(file string, number string) *models.RosterEdition {
	w.t.Helper()
	ctx := w.t.Context()
	id, err := roster.Upload(ctx, w.st, w.officer, w.body.ID, roster.UploadInput{AsOf: models.MustDate("2026-11-02")}, "elenco.csv", strings.NewReader(file))
	w.must(err)
	w.drain()
	w.must(roster.Commit(ctx, w.st, w.officer, id, true))
	w.must(roster.Publish(ctx, w.st, w.officer, id, roster.PublishInput{ActKind: "determinazione", ActNumber: number, ActDate: models.MustDate("2026-11-03")}))
	w.drain()
	e, _, err := roster.Show(ctx, w.st, w.officer, id)
	w.must(err)
	return e
}

func TestMainJob(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	e := w.publish(edition1, "201")
	if e.Total != 2 || e.NewCount != 2 || *e.Number != 1 {
		t.Fatalf("edition: %+v", e)
	}
	w.declare()
	id := w.apply(models.RoadListed)
	review, err := membership.ShowReview(ctx, w.st, w.admin, id)
	w.must(err)
	if len(review.Checks) != 1 || review.Checks[0].Result != models.FoundValid || len(review.Checks[0].Candidates) != 1 {
		t.Fatalf("checks: %+v", review.Checks)
	}
	admit := membership.AdmitInput{ResolutionNumber: "7/2026", ResolutionDate: models.MustDate("2026-11-09"), IdentitySeen: true}
	if err := membership.Admit(ctx, w.st, w.admin, id, admit); err == nil {
		t.Fatal("admitted before anybody confirmed the line")
	}
	check := review.Checks[0]
	w.must(membership.DecideMatch(ctx, w.st, w.admin, id, check.ID, check.Candidates[0].LineID))
	w.must(membership.Admit(ctx, w.st, w.admin, id, admit))
	w.drain()
	certificates, err := certificate.List(ctx, w.st, w.carer)
	w.must(err)
	if len(certificates) != 1 || certificates[0].FileKey == "" {
		t.Fatalf("certificates: %+v", certificates)
	}
	v, err := certificate.Verify(ctx, w.st, certificates[0].Code)
	w.must(err)
	if v.Standing != models.StandingValid || v.Printed.Holder != "Lucia Bianchi" || v.Printed.ActNumber != "112" {
		t.Fatalf("verification: %+v", v)
	}
	w.list()
	found := w.search("Poppi")
	if found.Total != 1 || found.Cards[0].Slug != "lucia-bianchi" {
		t.Fatalf("search: %+v", found)
	}
	w.publish(strings.Replace(edition1, "BIANCHI;LUCIA;BNCLCU72M64G879D;24/08/1972;112;03/03/2025\r\n", "", 1), "230")
	if found := w.search("Poppi"); found.Total != 0 {
		t.Fatal("who is gone is still listed")
	}
	if v, _ := certificate.Verify(ctx, w.st, certificates[0].Code); !v.Checking {
		t.Fatal("the verification does not say that the body is checking")
	}
	letters, err := mail.Box(w.st.Config.Mail(), 100)
	w.must(err)
	var subjects bytes.Buffer
	for _, l := range letters {
		subjects.WriteString(l.To + ": " + l.Subject + "\n")
	}
	t.Log(subjects.String())
}

func (w *world) declare() {
	w.t.Helper()
	_, err := person.Declare(w.t.Context(), w.st, w.carer, person.Input{
		Surname: "Bianchi", GivenName: "Lucia", BirthDate: models.MustDate("1972-08-24"), BirthPlace: "Poppi", Country: "IT", TaxCode: "bnclcu72m64g879d", Municipality: "poppi",
	})
	w.must(err)
	var p models.Person
	w.must(w.st.Read(context.Background()).Where("account_id = ?", w.carer.AccountID).Take(&p).Error)
	w.carer.PersonID = p.ID
}

func (w *world) apply(road models.Road) int64 {
	w.t.Helper()
	ctx := w.t.Context()
	id, err := membership.Start(ctx, w.st, w.carer, w.association.ID, road)
	w.must(err)
	w.must(membership.SaveDraft(ctx, w.st, w.carer, id, membership.DraftInput{Road: road, RosterBodyID: w.body.ID}))
	w.must(membership.Submit(ctx, w.st, w.carer, id, membership.SubmitInput{Statute: true, Truth: true}))
	return id
}

func (w *world) list() {
	w.t.Helper()
	ctx := w.t.Context()
	w.must(register.SaveProfile(ctx, w.st, w.carer, register.ProfileInput{
		Bio: "Lavoro da anni.", Services: []string{"dementia_care"}, Arrangements: []string{"hourly"}, Languages: []string{"it", "ro"}, Municipalities: []string{"051031"},
	}))
	if found := w.search("Poppi"); found.Total != 0 {
		w.t.Fatal("listed without consent")
	}
	w.must(privacy.SetConsents(ctx, w.st, w.carer, []models.ConsentItem{models.ConsentListing, models.ConsentArea, models.ConsentServices}, "it"))
}

func (w *world) search(place string) *register.Results {
	w.t.Helper()
	r, err := register.Search(w.t.Context(), w.st.At(w.st.Now().Add(time.Minute)), register.Query{Place: place})
	w.must(err)
	return r
}
