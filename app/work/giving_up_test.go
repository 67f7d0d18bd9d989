package work_test

import (
	"testing"

	"albo/app/accreditation"
	"albo/app/certificate"
	"albo/app/membership"
	"albo/app/person"
	"albo/models"
)

// told is how many messages of a kind there are.
func (w *world) told(kind string) int {
	w.t.Helper()
	return w.count("select count(*) from messages where kind = ?", kind)
}

func (w *world) mine() models.Accreditation {
	w.t.Helper()
	list, err := accreditation.Mine(w.t.Context(), w.st, w.carer)
	w.must(err)
	if len(list) == 0 {
		w.t.Fatal("no accreditation")
	}
	return list[0]
}

// Only the person gives an accreditation up; it leaves the list at once, its certificate is worth nothing, a doubt is settled, and the office is told once.
func TestRenounce(t *testing.T) {
	w := listed(t)
	w.drain()
	ctx, today := t.Context(), w.st.Today("IT")
	a := w.mine()
	certificates, err := certificate.List(ctx, w.st, w.carer)
	w.must(err)
	w.exec("update accreditations set doubt = 'gone', doubt_since = now(), hide_from = ?", today.AddDays(5).String())
	stranger := w.signUp("altra@example.org", "Altra Persona")
	for _, by := range []models.Actor{stranger, w.officer, w.admin, platform, {}} {
		if w.kindOf(accreditation.Renounce(ctx, w.st, by, a.ID)) != models.NotFound {
			t.Errorf("%s gives up what is not theirs", by.Name)
		}
	}
	w.public("nobody gave anything up", today, true)
	if w.kindOf(accreditation.Withdraw(ctx, w.st, w.carer, a.ID)) != models.Conflict {
		t.Error("what is granted was withdrawn like an application")
	}
	w.must(accreditation.Renounce(ctx, w.st, w.carer, a.ID))
	w.public("given up", today, false)
	a = w.mine()
	if a.State != models.AccreditationRenounced || a.Doubt != "" || a.DoubtSince != nil || !a.HideFrom.IsZero() {
		t.Errorf("%+v", a)
	}
	v, err := certificate.Verify(ctx, w.st, certificates[0].Code)
	w.must(err)
	if v.Standing != models.StandingRevoked || v.Checking || v.Since.IsZero() {
		t.Errorf("the certificate is %s since %s", v.Standing, v.Since)
	}
	if w.kindOf(certificate.Issue(ctx, w.st, w.carer, a.ID, "en")) != models.Conflict {
		t.Error("a certificate of what was given up")
	}
	if w.kindOf(accreditation.Renounce(ctx, w.st, w.carer, a.ID)) != models.Conflict {
		t.Error("given up twice")
	}
	if n := w.told("accreditation_renounced"); n != 1 {
		t.Errorf("the office was told %d times", n)
	}
	if n := w.count("select count(*) from events where subject = 'accreditation' and step = 'renounce'"); n != 1 {
		t.Errorf("%d lines of history", n)
	}
}

// An application is taken back at any time before the decision; the office hears of it if it had it, and the person may ask again.
func TestWithdraw(t *testing.T) {
	w := newWorld(t)
	w.declare()
	ctx := t.Context()
	apply := func() int64 {
		t.Helper()
		id, err := accreditation.Start(ctx, w.st, w.carer, w.body.ID)
		w.must(err)
		w.must(accreditation.Keep(ctx, w.st, w.carer, id, accreditation.TypedInput{DraftInput: accreditation.DraftInput{Grounds: models.GroundsTraining}}))
		w.must(accreditation.Attach(ctx, w.st, w.carer, id, models.DocumentTraining, upload("attestato.pdf", pdfFile)))
		return id
	}
	decide := func(id int64, steps ...string) {
		t.Helper()
		for _, step := range steps {
			w.must(accreditation.Decide(ctx, w.st, w.officer, id, step, accreditation.DecisionInput{Text: "Perché sì."}))
		}
	}
	seen := map[int64]bool{}
	for told, steps := range [][]string{nil, {}, {"take_up"}, {"take_up", "request_completion"}, {"take_up", "give_notice"}} {
		id := apply()
		if seen[id] {
			t.Fatalf("application %d was opened again", id)
		}
		seen[id] = true
		if steps != nil {
			w.must(accreditation.Submit(ctx, w.st, w.carer, id, accreditation.SubmitInput{Truth: true}))
			decide(id, steps...)
			if w.kindOf(accreditation.Withdraw(ctx, w.st, w.officer, id)) != models.NotFound {
				t.Error("the office withdrew an application")
			}
		}
		w.must(accreditation.Withdraw(ctx, w.st, w.carer, id))
		if a := w.mine(); a.State != models.AccreditationWithdrawn || w.told("accreditation_withdrawn") != told {
			t.Errorf("after %v: %s, the office was told %d times, want %d", steps, a.State, w.told("accreditation_withdrawn"), told)
		}
		for name, err := range map[string]error{
			"withdrawn": accreditation.Withdraw(ctx, w.st, w.carer, id), "given up": accreditation.Renounce(ctx, w.st, w.carer, id),
			"handed in": accreditation.Submit(ctx, w.st, w.carer, id, accreditation.SubmitInput{Truth: true}),
			"changed":   accreditation.Keep(ctx, w.st, w.carer, id, accreditation.TypedInput{DraftInput: accreditation.DraftInput{}}),
		} {
			if w.kindOf(err) != models.Conflict {
				t.Errorf("what was withdrawn is %s: %v", name, err)
			}
		}
	}
}

// A new certificate takes the place of the one in its language, and of no other; whoever opens the old one is led to the new.
func TestANewCertificateReplacesTheOld(t *testing.T) {
	w := listed(t)
	w.drain()
	ctx, id := t.Context(), w.mine().ID
	issue := func(by models.Actor, language string) {
		t.Helper()
		w.must(certificate.Issue(ctx, w.st, by, id, language))
		w.drain()
	}
	list := func() []models.Certificate {
		t.Helper()
		list, err := certificate.List(ctx, w.st, w.carer)
		w.must(err)
		return list
	}
	first := list()[0]
	issue(w.carer, "en")
	if v, err := certificate.Verify(ctx, w.st, first.Code); err != nil || v.Standing != models.StandingValid {
		t.Errorf("one in another language took its place: %v", err)
	}
	issue(w.officer, "it")
	issue(w.carer, "it")
	all := list() // newest first
	if len(all) != 4 {
		t.Fatalf("%d certificates", len(all))
	}
	for i, c := range []struct {
		of        models.Certificate
		want      models.Standing
		successor string
	}{
		{all[0], models.StandingValid, ""}, {all[1], models.StandingReplaced, all[0].Code},
		{all[2], models.StandingValid, ""}, {first, models.StandingReplaced, all[1].Code},
	} {
		v, err := certificate.Verify(ctx, w.st, c.of.Code)
		w.must(err)
		if v.Standing != c.want || v.Successor != c.successor || (v.Successor != "") == v.Since.IsZero() {
			t.Errorf("certificate %d is %s since %s, after it %q; want %s, %q", i, v.Standing, v.Since, v.Successor, c.want, c.successor)
		}
		_, f, err := certificate.Open(ctx, w.st, w.carer, c.of.ID)
		w.must(err)
		w.must(f.Close())
	}
	numbers := map[string]bool{}
	for _, c := range all {
		numbers[c.Number] = true
	}
	if len(numbers) != 4 {
		t.Errorf("numbers are used twice: %v", numbers)
	}
	if w.kindOf(certificate.Revoke(ctx, w.st, w.officer, first.ID, certificate.RevokeInput{Reason: "Errore."})) != models.Conflict {
		t.Error("what was replaced was revoked")
	}
	kinds := w.rivals(6, "accreditations", id, func() error { return certificate.Issue(ctx, w.st, w.carer, id, "es") })
	if n := w.count("select count(*) from certificates where language = 'es' and state = 'issued'"); kinds[0] == 0 || n != 1 {
		t.Errorf("%v: %d are in force", kinds, n)
	}
	for _, by := range []models.Actor{w.admin, platform, {}, w.signUp("altra@example.org", "Altra Persona")} {
		if w.kindOf(certificate.Issue(ctx, w.st, by, id, "it")) != models.NotFound {
			t.Errorf("%s has a certificate made", by.Name)
		}
	}
	if w.kindOf(certificate.Issue(ctx, w.st, w.carer, id, "tlh")) != models.NotFound {
		t.Error("a certificate in Klingon")
	}
	for why, change := range map[string]string{
		"in doubt":  "doubt = 'gone', doubt_since = now(), state = 'granted', valid_until = null",
		"suspended": "doubt = '', doubt_since = null, state = 'suspended', valid_until = null",
		"expired":   "doubt = '', doubt_since = null, state = 'granted', valid_until = '2026-11-08'",
	} {
		w.exec("update accreditations set " + change)
		if w.kindOf(certificate.Issue(ctx, w.st, w.officer, id, "it")) != models.Conflict {
			t.Errorf("a certificate of what is %s", why)
		}
	}
}

// Two windows: the second to save is told, and loses nothing that the first wrote.
func TestTwoWindowsDoNotOverwriteEachOther(t *testing.T) {
	w, id := draft(t)
	ctx := t.Context()
	open := func() membership.DraftInput {
		t.Helper()
		f, err := membership.Show(ctx, w.st, w.carer, id)
		w.must(err)
		return membership.Fill(f.Admission)
	}
	save := func(in membership.DraftInput, text string) models.Kind {
		t.Helper()
		in.Motivation = text
		return w.kindOf(membership.SaveDraft(ctx, w.st, w.carer, id, in))
	}
	one, other := open(), open()
	if save(one, "Dalla prima finestra.") != 0 {
		t.Fatal("the first was refused")
	}
	if save(other, "Dalla seconda finestra.") != models.Conflict || save(one, "Ancora dalla prima.") != models.Conflict {
		t.Error("a window that is out of date was saved")
	}
	if got := open(); got.Motivation != "Dalla prima finestra." {
		t.Errorf("kept is %q", got.Motivation)
	}
	if save(open(), "Dopo aver ricaricato.") != 0 || open().Motivation != "Dopo aver ricaricato." {
		t.Error("the window that was loaded again is refused")
	}
	fresh := open()
	kinds := w.rivals(6, "admissions", id, func() error { return membership.SaveDraft(ctx, w.st, w.carer, id, fresh) })
	if kinds[0] != 1 || kinds[models.Conflict] != 5 {
		t.Errorf("six windows at once: %v", kinds)
	}
}

// omocodia is the code that the tax office gives to the second of two people with the same one.
const code, omocodia = "BNCLCU72M64G879D", "BNCLCU72M64G87VS"

// Once an association has compared somebody's identity with evidence, declaring changes only where and how they live.
func TestTheCheckedIdentityIsLocked(t *testing.T) {
	w, id := ready(t)
	ctx := t.Context()
	in := person.Input{
		Surname: "Verdi", GivenName: "Anna", BirthDate: models.MustDate("1980-01-01"), BirthPlace: "Roma", Country: "ES", TaxCode: "12345678Z",
		Municipality: "Bibbiena", Address: "Via Nuova 2", PostalCode: "52017", Phone: "333 000 0002",
	}

	w.must(membership.Admit(ctx, w.st, w.admin, id, admitToday))
	_, err := person.Declare(ctx, w.st, w.carer, in)
	w.must(err)
	p, err := person.Mine(ctx, w.st, w.carer)
	w.must(err)
	if p.FullName() != "Lucia Bianchi" || p.BirthDate.String() != "1972-08-24" || p.BirthPlace != "Poppi" || p.Country != "IT" || p.TaxCode != code || p.SortName != "bianchi lucia" {
		t.Errorf("the identity changed: %+v", p)
	}
	if p.Residence.Name != "Bibbiena" || p.Address != "Via Nuova 2" || p.PostalCode != "52017" || p.Phone != "333 000 0002" {
		t.Errorf("the rest did not: %+v", p)
	}
}

// Two people cannot both be the one whose tax code was checked, in whatever form the tax office wrote it; until then either may declare it.
func TestTheSameTaxCodeIsCheckedOnce(t *testing.T) {
	w, id := ready(t)
	ctx := t.Context()
	w.must(membership.Admit(ctx, w.st, w.admin, id, admitToday))
	w.carer = w.signUp("altra@example.org", "Altra Persona")
	p, err := person.Declare(ctx, w.st, w.carer, person.Input{
		Surname: "Bianchi", GivenName: "Lucia", BirthDate: models.MustDate("1972-08-24"), Country: "IT", TaxCode: omocodia, Municipality: "Poppi",
	})
	w.must(err)
	if p.TaxCode != omocodia || p.TaxCodeKey != code {
		t.Fatalf("%s is compared as %s", p.TaxCode, p.TaxCodeKey)
	}
	w.carer.PersonID = p.ID
	again := w.apply(models.RoadListed)
	review, err := membership.ShowReview(ctx, w.st, w.admin, again)
	w.must(err)
	if len(review.Checks) != 1 || len(review.Checks[0].Candidates) == 0 {
		t.Fatalf("the twin of a listed code finds no line: %+v", review.Checks)
	}
	w.must(membership.DecideMatch(ctx, w.st, w.admin, again, review.Checks[0].ID, review.Checks[0].Candidates[0].LineID))
	if w.kindOf(membership.Admit(ctx, w.st, w.admin, again, admitToday)) != models.Conflict {
		t.Error("two members with one tax code")
	}
	for query, want := range map[string]int{
		"select count(*) from memberships": 1, "select count(*) from book_entries": 1, "select count(*) from accreditations": 1, "select max(value) from counters where scope like 'member of%'": 1,
		"select count(*) from people where identity_checked_at is not null": 1, "select count(*) from admissions where state = 'submitted'": 1,
	} {
		if got := w.count(query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if err := w.st.Read(ctx).Exec("update people set identity_checked_at = now()").Error; err == nil {
		t.Error("the database takes a checked tax code twice")
	}
}
