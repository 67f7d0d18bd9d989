package seeds

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"albo/app/accreditation"
	"albo/app/certificate"
	"albo/app/document"
	"albo/app/identifier"
	"albo/app/membership"
	"albo/app/pdf"
	personal "albo/app/person"
	"albo/app/privacy"
	"albo/app/register"
	"albo/app/store"
	"albo/app/territory"
	"albo/models"
)

// past lives what happened to somebody before the newest editions; present what is going on now.
func (d *demo) past(p *person, i int) {
	start := 370 - 3*i
	switch story := p.story(); {
	case strings.HasPrefix(story, "member"), strings.HasPrefix(story, "granted_"), story == "reissued", story == "recertified":
		d.join(p, i, start, models.RoadListed)
		d.later(p, start)
	case strings.HasPrefix(story, "trained_"):
		d.join(p, i, start, models.RoadTrained)
		switch story {
		case "trained_granted":
			d.accredit(p, start-10, "grant")
			d.list(p, start-30)
		case "trained_expired":
			d.accredit(p, start-10, "expired")
		}
	}
}

func (d *demo) later(p *person, start int) {
	decision := func(step, reason string) {
		d.decide(p, start-60, step, accreditation.DecisionInput{Text: reason, ActKind: "determinazione", ActNumber: fmt.Sprint(300 + start), ActDate: d.date(start - 60)})
	}
	switch p.story() {
	case "member", "member_gone", "member_suspended":
		d.list(p, start-20)
	case "reissued":
		d.list(p, start-20)
		st := d.at(start - 40)
		must(certificate.Issue(d.ctx, st, d.of(p).officer, d.accreditationOf(p), "it"))
		must(certificate.Issue(d.ctx, st, p.actor, d.accreditationOf(p), "en"))
		d.drain(st)
	case "recertified":
		st := d.at(start - 40)
		list, err := certificate.List(d.ctx, st, p.actor)
		must(err)
		must(certificate.Revoke(d.ctx, st, d.of(p).officer, list[0].ID, certificate.RevokeInput{Reason: "Il luogo di nascita era stampato in modo errato."}))
		must(certificate.Issue(d.ctx, st, d.of(p).officer, d.accreditationOf(p), "it"))
		d.drain(st)
	case "granted_suspended":
		decision("suspend", "Documentazione da aggiornare: permesso in corso di rinnovo.")
	case "granted_revoked":
		decision("revoke", "È venuto meno un requisito previsto dal regolamento.")
	case "granted_lapsed":
		decision("lapse", "Il requisito non è più posseduto.")
	case "granted_renounced":
		st := d.at(start - 60)
		must(accreditation.Renounce(d.ctx, st, p.actor, d.accreditationOf(p)))
		d.drain(st)
	}
}

func (d *demo) present(p *person, i int) {
	ago := 3 + i%24
	switch p.story() {
	case "member", "trained_granted", "reissued": // most say again that their profile is right; a few forget
		if i%6 != 5 {
			d.list(p, 3+i*2)
		}
	case "applicant_draft":
		d.begin(p, i, ago)
		_, err := membership.Start(d.ctx, d.at(ago), p.actor, d.of(p).association.ID, models.RoadListed)
		must(err)
	case "twin": // signed up a second time
		d.begin(p, i, ago)
	case "applicant_listed", "applicant_homonym", "applicant_not_found":
		d.apply(p, i, ago, models.RoadListed)
	case "applicant_trained":
		d.apply(p, i, ago, models.RoadTrained)
	case "applicant_withdrawn":
		id := d.apply(p, i, ago, models.RoadTrained)
		must(membership.Withdraw(d.ctx, d.at(ago-2), p.actor, id))
	case "applicant_completion":
		id := d.apply(p, i, ago, models.RoadListed)
		must(membership.RequestCompletion(d.ctx, d.at(ago-1), d.of(p).admin, id, membership.CompletionInput{
			Text: "Il Comune di residenza indicato è diverso da quello che risulta nell’elenco. Qual è quello attuale?",
		}))
	case "applicant_refused", "applicant_appealed":
		id := d.apply(p, i, ago, models.RoadTrained)
		must(membership.Refuse(d.ctx, d.at(ago-1), d.of(p).admin, id, membership.RefuseInput{
			Reason: models.RefusalNotEvidenced, Text: "L’attestato allegato non riporta le ore svolte e l’agenzia indicata non conferma il corso.",
		}))
		if p.story() == "applicant_appealed" {
			must(membership.Appeal(d.ctx, d.at(ago-2), p.actor, id, membership.AppealInput{Text: "L’agenzia ha cambiato nome: allego la dichiarazione che conferma il corso e chiedo che decida l’assemblea."}))
		}
	case "accredit_draft", "accredit_submitted", "accredit_withdrawn", "accredit_review", "accredit_completion", "accredit_notice", "accredit_refused":
		d.begin(p, i, 40)
		d.accredit(p, 30, strings.TrimPrefix(p.story(), "accredit_"))
	}
	d.drain(d.store)
}

func (d *demo) of(p *person) *valley { return d.valleys[p.row["valley"]] }

// begin opens the account and declares the personal data.
func (d *demo) begin(p *person, i, daysAgo int) {
	email := fmt.Sprintf("%s.%d@persone.example", strings.ToLower(strings.Fields(p.row["surname"])[0]), i+1)
	switch p.name() {
	case "Lucia Ginestra":
		email = "carer@casentino.example"
	case "Oksana Smereka":
		email = "carer@valtiberina.example"
	}
	email = asciiOnly(email)
	d.signUp(p, email, daysAgo)
	born := models.MustDate(p.row["birth_date"])
	mine, err := personal.Declare(d.ctx, d.at(daysAgo), p.actor, personal.Input{
		Surname: p.row["surname"], GivenName: p.row["given_name"], BirthDate: born, BirthPlace: p.row["birth_place"], Country: "IT",
		TaxCode:      identifier.ComputeCodiceFiscale(p.row["surname"], p.row["given_name"], p.row["sex"], born, p.row["belfiore"]),
		Municipality: p.row["municipality"], Phone: fmt.Sprintf("333 000 %04d", i+1),
	})
	must(err)
	p.actor.PersonID = mine.ID
}

func asciiOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 127 {
			return 'e'
		}
		return r
	}, s)
}

// apply hands in an application to the association of the valley.
func (d *demo) apply(p *person, i, daysAgo int, road models.Road) int64 {
	d.begin(p, i, daysAgo)
	v, st := d.of(p), d.at(daysAgo)
	id, err := membership.Start(d.ctx, st, p.actor, v.association.ID, road)
	must(err)
	in := membership.DraftInput{Road: road, Motivation: "Vorrei lavorare con una rete che mi sostiene e farmi trovare dalle famiglie."}
	if road == models.RoadListed {
		in.RosterBodyID = v.body.ID
	} else {
		in.QualificationCode, in.CourseProvider, in.CourseHours, in.CourseEndedOn = "it-assistente-familiare-2025", "Agenzia formativa dimostrativa", 120, d.date(daysAgo+90)
		must(membership.Attach(d.ctx, st, p.actor, id, models.DocumentTraining, d.paper("Attestato di frequenza (facsimile)", p)))
	}
	must(membership.SaveDraft(d.ctx, st, p.actor, id, in))
	must(membership.Attach(d.ctx, st, p.actor, id, models.DocumentIdentity, d.paper("Documento di identità (facsimile)", p)))
	must(membership.Submit(d.ctx, st, p.actor, id, membership.SubmitInput{Statute: true, Truth: true}))
	return id
}

// join lives an application up to the admission, nine days later.
func (d *demo) join(p *person, i, start int, road models.Road) {
	id := d.apply(p, i, start, road)
	admin, st := d.of(p).admin, d.at(start-9)
	review, err := membership.ShowReview(d.ctx, st, admin, id)
	must(err)
	if road == models.RoadTrained {
		d.see(st, admin, review.Documents)
		must(membership.ConfirmTraining(d.ctx, st, admin, id))
	} else {
		check := review.Checks[0]
		must(membership.DecideMatch(d.ctx, st, admin, id, check.ID, check.Candidates[0].LineID))
	}
	must(membership.Admit(d.ctx, st, admin, id, membership.AdmitInput{ResolutionNumber: d.act(1+i, start-9), ResolutionDate: d.date(start - 9), IdentitySeen: true}))
	d.drain(st)
}

// see opens each document, as who decides would.
func (d *demo) see(st *store.Store, by models.Actor, documents []models.Document) {
	for _, doc := range documents {
		_, f, err := document.Open(d.ctx, st, by, doc.PublicID)
		must(err)
		must(f.Close())
	}
}

// accredit asks the body for an accreditation and takes it as far as the story goes.
func (d *demo) accredit(p *person, start int, until string) {
	v, st := d.of(p), d.at(start)
	id, err := accreditation.Start(d.ctx, st, p.actor, v.body.ID)
	must(err)
	must(accreditation.Keep(d.ctx, st, p.actor, id, accreditation.TypedInput{DraftInput: accreditation.DraftInput{
		Grounds: models.GroundsTraining, Statement: "Corso per assistenti familiari concluso con attestato.",
	}}))
	must(accreditation.Attach(d.ctx, st, p.actor, id, models.DocumentTraining, d.paper("Attestato di frequenza (facsimile)", p)))
	if until == "draft" {
		return
	}
	must(accreditation.Submit(d.ctx, st, p.actor, id, accreditation.SubmitInput{Truth: true}))
	act := accreditation.DecisionInput{ActKind: "determinazione", ActNumber: fmt.Sprint(500 + start), ActDate: d.date(start - 14), Protocol: fmt.Sprintf("prot. %d", 9000+start)}
	switch until {
	case "submitted":
		return
	case "withdrawn":
		must(accreditation.Withdraw(d.ctx, d.at(start-2), p.actor, id))
		return
	}
	d.decide(p, start-3, "take_up", accreditation.DecisionInput{})
	switch until {
	case "expired":
		act.ValidUntil = act.ActDate.AddDays(180)
		d.decide(p, start-14, "grant", act)
	case "grant":
		d.decide(p, start-14, "grant", act)
	case "completion":
		d.decide(p, start-5, "request_completion", accreditation.DecisionInput{Text: "Manca la copia della seconda pagina dell’attestato."})
	case "notice", "refused":
		d.decide(p, start-5, "give_notice", accreditation.DecisionInput{Text: "L’attestato non riguarda l’assistenza alla persona: l’istanza non può essere accolta se non arriva altra documentazione."})
		if until == "refused" {
			act.Text, act.ActDate = "Nessuna osservazione è arrivata nei termini e il requisito professionale non è dimostrato.", d.date(start-25)
			d.decide(p, start-25, "refuse", act)
		}
	}
}

// decide takes an officer's step on the newest accreditation of somebody.
func (d *demo) decide(p *person, daysAgo int, step string, in accreditation.DecisionInput) {
	st := d.at(daysAgo)
	must(accreditation.Decide(d.ctx, st, d.of(p).officer, d.accreditationOf(p), step, in))
	d.drain(st)
}

func (d *demo) accreditationOf(p *person) int64 {
	list, err := accreditation.Mine(d.ctx, d.store, p.actor)
	must(err)
	return list[0].ID
}

// list writes the profile and consents to its publication, item by item.
func (d *demo) list(p *person, daysAgo int) {
	st := d.at(max(daysAgo, 5))
	home, err := territory.Named(d.ctx, st, p.row["municipality"])
	must(err)
	in := register.ProfileInput{
		Bio:      fmt.Sprintf("Lavoro nell’assistenza da anni, in famiglia e in struttura. Conosco bene %s e i paesi vicini.", home.Name),
		Services: p.list("services"), Arrangements: p.list("arrangements"), Languages: p.list("languages"), Municipalities: p.list("covers"), HasRoom: p.row["has_room"] == "yes",
		Hours: p.hours(),
	}
	consents := []models.ConsentItem{models.ConsentListing, models.ConsentArea, models.ConsentServices, models.ConsentLanguages, models.ConsentBio, models.ConsentIndexing}
	if p.name() == "Lucia Ginestra" {
		in.Phone, consents = "333 000 0001", append(consents, models.ConsentPhone, models.ConsentRequests)
	}
	must(register.SaveProfile(d.ctx, st, p.actor, in))
	must(privacy.SetConsents(d.ctx, st, p.actor, consents, "it"))
}

// hours are a week that goes with what the person offers: by day, at night, at the weekend.
func (p *person) hours() (hours []string) {
	offers := func(codes ...string) bool {
		return slices.ContainsFunc(codes, func(code string) bool {
			return slices.Contains(p.list("arrangements"), code) || slices.Contains(p.list("services"), code)
		})
	}
	byDay, atNight := offers("hourly", "live_in", "urgent_cover"), offers("night_care", "overnight_presence", "live_in", "hospital_vigil")
	atWeekend := offers("weekend_replacement", "live_in")
	for day := range 7 {
		weekend := day > 4
		works := weekend && atWeekend || !weekend && byDay
		for part, mark := range []bool{works, works && (offers("live_in") || (day+len(p.list("services")))%2 == 0), works && offers("live_in"), !weekend && atNight} {
			if mark {
				hours = append(hours, fmt.Sprintf("%d-%d", day, part))
			}
		}
	}
	return hours
}

// paper is a document to attach: plainly a specimen.
func (d *demo) paper(title string, p *person) document.Upload {
	paper := &pdf.Document{Lang: "it", Title: title, Author: "Albo", Header: "Dimostrazione", PageOf: "{page}/{pages}", Created: d.today, Colour: "#0066cc"}
	paper.Paragraph(p.name())
	paper.Paragraph("Documento di prova, senza valore: serve solo a mostrare come Albo conserva gli allegati.")
	file, err := paper.Render()
	must(err)
	return document.Upload{Name: strings.ToLower(strings.Fields(title)[0]) + ".pdf", Body: bytes.NewReader(file)}
}
