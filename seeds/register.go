package seeds

import (
	"albo/app/accreditation"
	personal "albo/app/person"
	"albo/app/publication"
	"albo/models"
)

// register publishes the next edition of a body's own register.
func (d *demo) register(slug string, daysAgo, number int, kind string) {
	v, st, day := d.valleys[slug], d.at(daysAgo), d.date(daysAgo)
	plan, err := publication.Preview(d.ctx, st, v.officer, v.body.ID, day)
	must(err)
	act := d.act(number, daysAgo)
	_, err = publication.Publish(d.ctx, st, v.officer, v.body.ID, publication.PublishInput{
		Act:       models.Act{ActKind: kind, ActNumber: act, ActDate: day, Protocol: act},
		Signatory: v.body.Signatory, SignatoryRole: v.body.SignatoryRole, EffectiveOn: day, After: plan.After(), Seen: plan.Seen,
	})
	must(err)
}

// abroad are the people whom the bodies of Spain and Greece accredited. Their documents are specimens.
var abroad = []struct{ body, surname, givenName, born, code, municipality, email, statement, act string }{
	{"mostoles", "Robledal", "Amparo", "1969-04-12", "12345678Z", "Móstoles", "amparo@personas.example", "Auxiliar de acompañamiento desde 2019.", "resolución"},
	{"mostoles", "Benali", "Nour", "1972-09-30", "X1234567L", "Móstoles", "nour@personas.example", "Auxiliar de acompañamiento, árabe y español.", "resolución"},
	{"mostoles", "Encinar", "Julián", "1966-01-23", "11111111H", "Móstoles", "julian@personas.example", "Auxiliar de acompañamiento.", "resolución"},
	{"aigaleo", "Λευκαδίτη", "Ανθή", "1975-06-08", "123456783", "Αιγάλεω", "anthi@prosopa.example", "Κατάρτιση στην κατ’ οίκον φροντίδα.", "απόφαση"},
	{"aigaleo", "Πλατάνης", "Θωμάς", "1980-11-17", "111111114", "Αιγάλεω", "thomas@prosopa.example", "Κατάρτιση στην κατ’ οίκον φροντίδα.", "απόφαση"},
}

// accreditAbroad lives their way to the accreditation.
func (d *demo) accreditAbroad() {
	for i, a := range abroad {
		v, start := d.valleys[a.body], 120-i
		p := &person{row: map[string]string{"surname": a.surname, "given_name": a.givenName, "valley": a.body}}
		d.signUp(p, a.email, start)
		st := d.at(start)
		mine, err := personal.Declare(d.ctx, st, p.actor, personal.Input{
			Surname: a.surname, GivenName: a.givenName, BirthDate: models.MustDate(a.born), BirthPlace: a.municipality, Country: v.body.Country, TaxCode: a.code, Municipality: a.municipality,
		})
		must(err)
		p.actor.PersonID = mine.ID
		id, err := accreditation.Start(d.ctx, st, p.actor, v.body.ID)
		must(err)
		must(accreditation.Keep(d.ctx, st, p.actor, id, accreditation.TypedInput{DraftInput: accreditation.DraftInput{Grounds: models.GroundsTraining, Statement: a.statement}}))
		must(accreditation.Attach(d.ctx, st, p.actor, id, models.DocumentTraining, d.paper(a.statement, p)))
		must(accreditation.Submit(d.ctx, st, p.actor, id, accreditation.SubmitInput{Truth: true}))
		d.decide(p, start-3, "take_up", accreditation.DecisionInput{})
		d.decide(p, start-14, "grant", accreditation.DecisionInput{ActKind: a.act, ActNumber: d.act(40+i, start-14), ActDate: d.date(start - 14)})
	}
}
