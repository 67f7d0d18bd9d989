package seeds

import (
	"net/netip"
	"time"

	"albo/app/request"
	"albo/app/store"
	"albo/app/work"
	"albo/models"
)

// families live what is asked without an account: contact requests and mistakes reported, in every state.
func (d *demo) families() {
	here := d.valleys["casentino"]
	desk, office := request.Desk{Association: here.association.ID}, request.Desk{Body: here.body.ID}

	d.askContact(1, "lucia-ginestra", request.ContactInput{
		Reach:    request.Reach{Name: "Figlia Dimostrativa", Phone: "333 000 9001", Email: "figlia@famiglie.example"},
		OnBehalf: models.ForOther, Services: []string{"companionship", "meal_preparation", "hourly"}, Place: "Poppi", StartsOn: d.date(-9),
		Times: "Lunedì e giovedì mattina", Words: "Richiesta dimostrativa: cerchiamo compagnia e aiuto per il pranzo.",
	})
	d.askContact(6, "marco-cipresso", request.ContactInput{
		Reach: request.Reach{Name: "Nipote di Prova", Phone: "333 000 9002"}, OnBehalf: models.ForOther,
		Services: []string{"medical_appointments"}, Place: "Stia", Times: "Una volta al mese", Words: "Richiesta dimostrativa, ferma da qualche giorno: si aspetta una telefonata.",
	})
	taken := d.askContact(3, "lucia-ginestra", request.ContactInput{
		Reach: request.Reach{Name: "Signora Esempio", Email: "esempio@famiglie.example"}, OnBehalf: models.ForOneself,
		Services: []string{"night_care"}, Place: "Bibbiena", Words: "Richiesta dimostrativa: qualche notte dopo l’ospedale.",
	})
	must(request.TakeUp(d.ctx, d.at(2), here.admin, desk, taken))
	must(request.Answer(d.ctx, d.at(2), here.admin, desk, taken, request.AnswerInput{Text: "Buongiorno, ne parliamo con Lucia e le facciamo sapere entro venerdì."}))
	done := d.askContact(30, "lucia-ginestra", request.ContactInput{
		Reach: request.Reach{Name: "Famiglia Facsimile", Phone: "333 000 9003"}, OnBehalf: models.ForOneself, Services: []string{"personal_hygiene"}, Place: "Poppi",
	})
	must(request.TakeUp(d.ctx, d.at(29), here.admin, desk, done))
	must(request.Finish(d.ctx, d.at(28), here.admin, desk, done))
	refused := d.askContact(25, "marco-cipresso", request.ContactInput{
		Reach: request.Reach{Name: "Signor Finto", Phone: "333 000 9004"}, OnBehalf: models.ForOther, Services: []string{"housekeeping"}, Place: "Talla",
	})
	must(request.TakeUp(d.ctx, d.at(24), here.admin, desk, refused))
	must(request.TurnDown(d.ctx, d.at(23), here.admin, desk, refused, request.TurnDownInput{Reason: models.NotDoneNobodyFree}))
	d.withdrawn()

	d.report(2, "lucia-ginestra", request.MistakeInput{Mistake: models.MistakeServices, Words: "Segnalazione dimostrativa: il venerdì non lavora più."})
	wrong := d.report(12, "marco-cipresso", request.MistakeInput{
		Reach: request.Reach{Phone: "333 000 9005"}, Mistake: models.MistakeAccreditation, Words: "Segnalazione dimostrativa: la data dell’atto mi sembra diversa.",
	})
	must(request.TakeUp(d.ctx, d.at(11), here.officer, office, wrong))
	d.drain(d.store)
	must(work.Upkeep(d.ctx, d.store))
	d.drain(d.store)
}

func (d *demo) withdrawn() {
	st := d.at(9)
	token, err := request.AskContact(d.ctx, st, "lucia-ginestra", request.ContactInput{
		Guard: d.guard(st, "lucia-ginestra"), Reach: request.Reach{Name: "Chi Ci Ripensa", Phone: "333 000 9006"}, OnBehalf: models.ForOneself, Consent: true,
	}, "it", home(9))
	must(err)
	must(request.Withdraw(d.ctx, d.at(8), token))
}

// home is where a family of the demonstration writes from, another one each day: a network for documents (RFC 5737).
func home(daysAgo int) netip.Addr { return netip.AddrFrom4([4]byte{192, 0, 2, byte(daysAgo)}) }

func (d *demo) askContact(daysAgo int, slug string, in request.ContactInput) int64 {
	st := d.at(daysAgo)
	in.Guard, in.Consent = d.guard(st, slug), true
	token, err := request.AskContact(d.ctx, st, slug, in, "it", home(daysAgo))
	must(err)
	return d.followed(st, token)
}

func (d *demo) report(daysAgo int, slug string, in request.MistakeInput) int64 {
	st := d.at(daysAgo)
	in.Guard = d.guard(st, slug)
	token, err := request.Report(d.ctx, st, slug, in, "it", home(daysAgo))
	must(err)
	return d.followed(st, token)
}

// guard is a form that was shown a minute ago.
func (d *demo) guard(st *store.Store, slug string) request.Guard {
	stamp, err := request.Stamp(d.ctx, st.At(st.Now().Add(-time.Minute)), slug)
	must(err)
	return request.Guard{Stamp: stamp}
}

func (d *demo) followed(st *store.Store, token string) int64 {
	r, err := request.Follow(d.ctx, st, token)
	must(err)
	return r.ID
}
