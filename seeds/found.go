package seeds

import (
	"net/netip"
	"strings"

	"albo/app/account"
	"albo/app/association"
	"albo/app/body"
	"albo/app/mail"
	"albo/app/roster"
	"albo/app/rule"
	"albo/models"
)

// valley is a body and the association that relies on it, with who works for them.
type valley struct {
	body        *models.Body
	association *models.Association
	officer     models.Actor
	admin       models.Actor
}

// founding is how many days ago everything began.
const founding = 420

// found makes the bodies, the associations and the people who work for them.
func (d *demo) found() {
	d.platform = models.Actor{Name: "Albo", Roles: []models.Role{{Kind: models.PlatformAdmin}}}
	d.invite("platform@albo.example", "Piattaforma Dimostrativa", models.PlatformAdmin, nil, nil, "it")
	for _, b := range bodies {
		d.foundBody(b)
	}
	d.members("casentino", []string{"051008", "051010", "051014", "051015", "051023", "051027", "051031", "051038"}, models.RelationMember, "2012-01-01")
	d.members("casentino", []string{"051004", "051041"}, models.RelationAgreement, "2015-01-01")
	d.members("valtiberina", []string{"051001", "051003", "051007", "051024", "051034", "051035"}, models.RelationMember, "2011-12-01")
	for slug, a := range associations {
		d.foundAssociation(slug, a)
	}
	d.drain(d.at(founding))
}

// bodies are the public bodies of the three programmes. What is not in public sources is plainly made up.
var bodies = []body.CreateInput{
	{Kind: models.BodyUnion, Country: "IT", TerritoryCode: "uc-casentino", Slug: "casentino", Input: body.Input{
		Name: "Unione dei Comuni Montani del Casentino", Office: "Ufficio servizi sociali", Address: "Poppi (AR)", Phone: "0575 000 000", Email: "sociale@casentino.example",
		Signatory: "Responsabile dimostrativo", SignatoryRole: "Il responsabile del servizio sociale", LegalBasis: tuscanLaw, CertificateNote: italianNote,
		Colour: "#1f5c3a", GoneRule: models.GoneAtOnce, GoneShare: 20, Language: "it"}},
	{Kind: models.BodyUnion, Country: "IT", TerritoryCode: "uc-valtiberina", Slug: "valtiberina", Input: body.Input{
		Name: "Unione Montana dei Comuni della Valtiberina Toscana", Office: "Servizio sociale associato", Address: "Sansepolcro (AR)", Phone: "0575 000 100", Email: "sociale@valtiberina.example",
		Signatory: "Responsabile dimostrativa", SignatoryRole: "La responsabile del servizio", LegalBasis: tuscanLaw, CertificateNote: italianNote,
		Colour: "#7a1f3d", GoneRule: models.GoneAfterDays, GoneDays: 60, GoneShare: 20, Language: "it"}},
	{Kind: models.BodyMunicipality, Country: "IT", TerritoryCode: "051030", Slug: "pieve-santo-stefano", Input: body.Input{
		Name: "Comune di Pieve Santo Stefano", Office: "Ufficio servizi sociali", Address: "Pieve Santo Stefano (AR)", Phone: "0575 000 200", Email: "sociale@pieve.example",
		SignatoryRole: "Il responsabile del servizio", Signatory: "Responsabile dimostrativo", LegalBasis: tuscanLaw, CertificateNote: italianNote,
		Colour: "#0066cc", GoneRule: models.GoneOnConfirmation, GoneShare: 20, Language: "it"}},
	{Kind: models.BodyMunicipality, Country: "ES", TerritoryCode: "28092", Slug: "mostoles", Input: body.Input{
		Name: "Ayuntamiento de Móstoles", Office: "Servicios sociales", Address: "Móstoles (Madrid)", Phone: "910 000 000", Email: "sociales@mostoles.example",
		Signatory: "Cargo de demostración", SignatoryRole: "Dirección de Servicios Sociales", LegalBasis: "Programa municipal de auxiliares de acompañamiento",
		Colour: "#8a1538", GoneRule: models.GoneAtOnce, GoneShare: 20, Language: "es"}},
	{Kind: models.BodyMunicipality, Country: "ES", TerritoryCode: "28074", Slug: "leganes", Input: body.Input{
		Name: "Ayuntamiento de Leganés", Office: "Servicios sociales", Address: "Leganés (Madrid)", Phone: "910 000 100", Email: "sociales@leganes.example",
		Signatory: "Cargo de demostración", SignatoryRole: "Concejalía de Servicios Sociales", LegalBasis: "Programa municipal de auxiliares de acompañamiento",
		Colour: "#005a9c", GoneRule: models.GoneAtOnce, GoneShare: 20, Language: "es"}},
	{Kind: models.BodyMunicipality, Country: "GR", TerritoryCode: "9181", Slug: "aigaleo", Input: body.Input{
		Name: "Δήμος Αιγάλεω", Office: "Διεύθυνση Κοινωνικής Πολιτικής", Address: "Αιγάλεω, Αθήνα", Phone: "210 000 0000", Email: "koinoniki@aigaleo.example",
		Signatory: "Υπεύθυνος επίδειξης", SignatoryRole: "Διεύθυνση Κοινωνικής Πολιτικής", LegalBasis: "Αναπτυξιακή Σύμπραξη «ΟικοΣτηρίζω»",
		Colour: "#1a4f8b", GoneRule: models.GoneOnConfirmation, GoneShare: 20, Language: "el"}},
}

const (
	tuscanLaw   = "L.R. Toscana 82/2009, D.P.G.R. 86/R/2020. Vale in tutta la Toscana."
	italianNote = "Il presente certificato non può essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi (D.P.R. 445/2000, art. 40)."
)

var associations = map[string]association.CreateInput{
	"casentino": {Country: "IT", Slug: "mani-vicine", Input: association.Input{
		Name: "Mani Vicine – APS del Casentino", RegisterSection: "APS", RegisterNumber: "000001", RegisteredOn: models.MustDate("2022-03-15"),
		TaxCode: entityCode("9200000051"), PEC: "manivicine@pec.example", Email: "info@manivicine.example", Phone: "0575 000 011", OpeningHours: "lunedì–venerdì 9–12.30",
		Address: "Via della Prova 1", Municipality: "Poppi", LegalRepresentative: "Presidente dimostrativa", StatuteDate: models.MustDate("2021-11-30"),
		About:  "Riunisce gli assistenti familiari del Casentino. Risponde alle famiglie e le mette in contatto con la persona giusta, senza costi.",
		Colour: "#1f5c3a", Language: "it"}},
	"valtiberina": {Country: "IT", Slug: "filo-di-casa", Input: association.Input{
		Name: "Filo di Casa – APS della Valtiberina", RegisterSection: "APS", RegisterNumber: "000002", RegisteredOn: models.MustDate("2022-05-20"),
		TaxCode: entityCode("9200001051"), PEC: "filodicasa@pec.example", Email: "info@filodicasa.example", Phone: "0575 000 022", OpeningHours: "martedì e giovedì 15–18",
		Address: "Via della Prova 2", Municipality: "Sansepolcro", LegalRepresentative: "Presidente dimostrativo", StatuteDate: models.MustDate("2022-01-10"),
		About:  "L’associazione degli assistenti familiari della Valtiberina: ascolta le famiglie e organizza la formazione dei soci.",
		Colour: "#7a1f3d", Language: "it"}},
}

// entityCode adds the check digit to a made-up tax code of an association (Luhn; D.M. 23/12/1976).
func entityCode(ten string) string {
	sum := 0
	for i, r := range ten {
		digit := int(r - '0')
		if i%2 == 1 {
			if digit *= 2; digit > 9 {
				digit -= 9
			}
		}
		sum += digit
	}
	return ten + string(rune('0'+(10-sum%10)%10))
}

func (d *demo) foundBody(in body.CreateInput) {
	b, err := body.Create(d.ctx, d.at(founding), d.platform, in)
	must(err)
	email := "officer@" + strings.TrimSuffix(in.Slug, "-santo-stefano") + ".example"
	officer := d.invite(email, "Ufficio "+b.Territory.Name, models.BodyOfficer, nil, &b.ID, b.Language)
	logo := d.logo(b.Slug)
	must(body.SetLogo(d.ctx, d.at(founding), officer, b.ID, logo))
	d.valleys[in.Slug] = &valley{body: b, officer: officer}
}

func (d *demo) foundAssociation(slug string, in association.CreateInput) {
	in.Bodies = []string{slug}
	a, err := association.Create(d.ctx, d.at(founding), d.platform, in)
	must(err)
	v := d.valleys[slug]
	v.association = a
	v.admin = d.invite("admin@"+slug+".example", "Segreteria "+a.Territory.Name, models.AssociationAdmin, &a.ID, nil, "it")
	if slug == "valtiberina" { // a real statute fixes 30 days where the law says 60
		must(association.SetRule(d.ctx, d.at(founding), v.admin, a.ID, rule.Input{Key: models.RuleDecisionDays, Value: 30, Article: "art. 6", Since: models.MustDate("2022-01-10")}))
	}
}

func (d *demo) members(slug string, codes []string, relation models.UnionRelation, since string) {
	for _, code := range codes {
		must(body.Join(d.ctx, d.at(founding), d.platform, d.valleys[slug].body.ID, body.JoinInput{
			Municipality: code, Function: models.FunctionSocialServices, Relation: relation, Since: models.MustDate(since),
		}))
	}
}

// origin is where the people of the demo world sign up from: an address kept for documentation (RFC 5737).
var origin = netip.MustParseAddr("192.0.2.1")

// invite gives somebody a role by the link that they would have been mailed.
func (d *demo) invite(email, name string, kind models.RoleKind, associationID, bodyID *int64, language string) models.Actor {
	st := d.at(founding)
	invitation, err := account.Invite(d.ctx, st, d.platform, account.InviteInput{Email: email, Kind: kind, AssociationID: associationID, BodyID: bodyID, Language: language})
	must(err)
	token, err := account.InvitationToken(d.ctx, st, invitation)
	must(err)
	session, err := account.UseLink(d.ctx, st, token, account.PasswordInput{Name: name, Password: Password}, origin)
	must(err)
	actor, _, err := account.Session(d.ctx, st, session)
	must(err)
	return actor
}

// signUp opens the account of a carer by the link that they would have been mailed.
func (d *demo) signUp(p *person, email string, daysAgo int) {
	st := d.at(daysAgo)
	must(account.SignUp(d.ctx, st, account.SignUpInput{Name: p.name(), Email: email, Language: "it"}, origin))
	var a models.Account
	must(d.store.Read(d.ctx).Where("email_key = ?", email).Take(&a).Error)
	token, err := mail.NewToken(d.ctx, st, models.Link{Purpose: models.LinkConfirm, AccountID: &a.ID})
	must(err)
	session, err := account.UseLink(d.ctx, st, token, account.PasswordInput{Password: Password}, origin)
	must(err)
	p.actor, _, err = account.Session(d.ctx, st, session)
	must(err)
}

// publish takes a roster file through upload, plan, commit and publication.
func (d *demo) publish(slug, file string, daysAgo, number int) {
	v, st, act := d.valleys[slug], d.at(daysAgo), d.act(number, daysAgo)
	f, err := world.Open("world/" + file)
	must(err)
	defer f.Close()
	id, err := roster.Upload(d.ctx, st, v.officer, v.body.ID, roster.UploadInput{AsOf: d.date(daysAgo + 5)}, file, f)
	must(err)
	d.drain(st)
	must(roster.Commit(d.ctx, st, v.officer, id, true))
	must(roster.Publish(d.ctx, st, v.officer, id, roster.PublishInput{ActKind: "determinazione", ActNumber: act, ActDate: d.date(daysAgo), Protocol: "prot. " + act}))
	d.drain(st)
}
