package work_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"albo/app/account"
	"albo/app/accreditation"
	"albo/app/certificate"
	"albo/app/duplicate"
	"albo/app/membership"
	"albo/app/person"
	"albo/app/privacy"
	"albo/app/register"
	"albo/app/store"
	"albo/models"
)

// twice is a world in which Lucia, who is a listed member, signed up again and asked the body for another accreditation
// under her name with a slip and without her tax code.
type twice struct {
	*world
	second models.Actor
	merge  duplicate.Input
}

func newTwice(t *testing.T) *twice {
	w, admission := ready(t)
	w.must(membership.Admit(t.Context(), w.st, w.admin, admission, admitToday))
	w.drain()
	w.list()
	return again(w)
}

// again signs Lucia up a second time.
func again(w *world) *twice {
	w.t.Helper()
	d := &twice{world: w, second: w.signUp("lucia.due@example.org", "Lucia Bianchi")}
	p, err := person.Declare(w.t.Context(), w.st, d.second, person.Input{
		Surname: "Bianchi", GivenName: "Lucia Maria", BirthDate: models.MustDate("1972-08-24"), Country: "IT", Municipality: "bibbiena", Phone: "333 000 0009", Address: "Via Nuova 3",
	})
	w.must(err)
	d.second.PersonID = p.ID
	d.merge = duplicate.Input{Keep: w.carer.PersonID, Identity: w.carer.PersonID, Contact: p.ID, SignIn: w.carer.PersonID, Reason: "La stessa persona, con due indirizzi."}
	return d
}

func (d *twice) ids() (int64, int64) { return d.carer.PersonID, d.second.PersonID }

func (d *twice) unite(in duplicate.Input) (int64, error) {
	d.t.Helper()
	a, b := d.ids()
	return duplicate.Merge(d.t.Context(), d.st, d.platformAdmin(), a, b, in)
}

func (d *twice) platformAdmin() models.Actor { return platform }

// keyOf is the sentence of a refusal.
func (w *world) keyOf(err error) string {
	w.t.Helper()
	var refusal *models.Error
	if err != nil && !errors.As(err, &refusal) {
		w.t.Fatalf("a fault where a refusal was due: %v", err)
	}
	if err == nil {
		return ""
	}
	return refusal.Text.Key
}

// dump is every row of every table that a merge may touch, but the history, the merges themselves and when the public list last changed.
func (w *world) dump() map[string]string {
	w.t.Helper()
	var tables []string
	w.must(w.st.Read(w.t.Context()).Raw(`select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
		and table_name !~ '^(river|goose|register_(state|changes)$)' and table_name not in ('events', 'merges', 'merge_moves', 'messages', 'sessions', 'attempts', 'links', 'provider_changes') order by 1`).Scan(&tables).Error)
	rows := map[string]string{}
	for _, table := range tables {
		var text string
		w.must(w.st.Read(w.t.Context()).Raw("select coalesce(string_agg(r, chr(10) order by r), '') from (select to_jsonb(t)::text r from " + table + " t) q").Scan(&text).Error)
		rows[table] = text
	}
	return rows
}

func (w *world) same(before, after map[string]string) {
	w.t.Helper()
	for table := range before {
		if before[table] != after[table] {
			w.t.Errorf("%s before:\n%s\nafter:\n%s", table, before[table], after[table])
		}
	}
}

// One record holds what belonged to both; undone, every row is as it was. Whichever of the two is kept, and whatever stays.
func TestAMergeIsUndoneToTheLastRow(t *testing.T) {
	for name, choose := range map[string]func(*twice){
		"the listed one stays":      func(*twice) {},
		"the new one stays":         func(d *twice) { d.merge.Keep = d.second.PersonID },
		"the new sign-in stays":     func(d *twice) { d.merge.SignIn = d.second.PersonID },
		"all but the identity goes": func(d *twice) { d.merge.Keep, d.merge.SignIn = d.second.PersonID, d.second.PersonID },
	} {
		t.Run(name, func(t *testing.T) {
			d := newTwice(t)
			ctx := t.Context()
			w := d.world
			w.must(membershipDraft(d))
			choose(d)
			before := w.dump()
			id, err := d.unite(d.merge)
			w.must(err)
			gone := d.second.PersonID + d.carer.PersonID - d.merge.Keep
			for _, table := range []string{"admissions", "memberships", "accreditations", "certificates", "roster_checks", "match_decisions", "profiles", "consents"} {
				if n := w.count("select count(*) from "+table+" where person_id = ?", gone); n != 0 {
					t.Errorf("%d %s are left behind", n, table)
				}
			}
			p, err := store.Find[models.Person](w.st.Read(ctx).Preload("Residence"), d.merge.Keep)
			w.must(err)
			if p.GivenName != "Lucia" || p.TaxCode == "" || p.IdentityCheckedAt == nil || p.Address != "Via Nuova 3" || p.Phone != "333 000 0009" || p.Residence.Name != "Bibbiena" {
				t.Errorf("the one who is kept: %+v", p)
			}
			if found := w.search("Poppi"); found.Total != 1 || found.Cards[0].Slug != "lucia-bianchi" {
				t.Errorf("the public list: %+v", found.Cards)
			}
			codes, err := certificate.All(ctx, w.st)
			w.must(err)
			if v, err := certificate.Verify(ctx, w.st, codes[0].Code); err != nil || v.Standing != models.StandingValid || v.Printed.Holder != "Lucia Bianchi" {
				t.Errorf("the certificate: %+v %v", v, err)
			}
			if n := w.count("select count(*) from accounts where disabled_at is not null"); n != 1 {
				t.Errorf("%d sign-ins are shut", n)
			}
			w.must(duplicate.Undo(ctx, w.st, platform, id))
			w.same(before, w.dump())
			if w.kindOf(duplicate.Undo(ctx, w.st, platform, id)) != models.Conflict {
				t.Error("undone twice")
			}
			if n := w.count("select count(*) from events where subject = 'person' and step in ('merge', 'merge_away', 'undo_merge')"); n != 4 {
				t.Errorf("%d of 4 in the history", n)
			}
			_, err = d.unite(d.merge)
			w.must(err) // and again
		})
	}
}

// membershipDraft begins an application with the second record.
func membershipDraft(d *twice) error {
	a, err := newAssociation(d)
	if err == nil {
		_, err = membership.Start(d.t.Context(), d.st, d.second, a, models.RoadTrained)
	}
	return err
}

func newAssociation(d *twice) (id int64, err error) {
	err = d.st.Read(d.t.Context()).Raw(`insert into associations (slug, country, territory_id, name) select 'altra', 'IT', territory_id, 'Altra associazione' from associations limit 1 returning id`).Scan(&id).Error
	return id, err
}

// Who signs in with what stays is the one who is kept; the sign-in that goes is shut, and opens again.
func TestTheSignInThatStays(t *testing.T) {
	d := newTwice(t)
	ctx := t.Context()
	in := account.SignInInput{Email: "lucia.due@example.org", Password: "cavallo corretto batteria"}
	id, err := d.unite(d.merge)
	d.must(err)
	if _, err := account.SignIn(ctx, d.st, in, origin); d.kindOf(err) != models.Invalid {
		t.Errorf("the sign-in that went: %v", err)
	}
	d.must(duplicate.Undo(ctx, d.st, platform, id))
	token, err := account.SignIn(ctx, d.st, in, origin)
	d.must(err)
	if who := d.actor(token); who.PersonID != d.second.PersonID {
		t.Errorf("signs in as %d", who.PersonID)
	}
	d.merge.SignIn = d.second.PersonID
	_, err = d.unite(d.merge)
	d.must(err)
	token, err = account.SignIn(ctx, d.st, in, origin)
	d.must(err)
	if who := d.actor(token); who.PersonID != d.carer.PersonID {
		t.Errorf("the new sign-in leads to %d, not to the one who is kept", who.PersonID)
	}
}

// What one person cannot have twice, and identities that were compared or are being decided on, are not merged.
func TestWhatCannotBeMerged(t *testing.T) {
	for want, prepare := range map[string]func(d *twice){
		"duplicates.both_accredited": func(d *twice) {
			_, err := accreditation.Start(t.Context(), d.st, d.second, d.body.ID)
			d.must(err)
		},
		"duplicates.both_members": func(d *twice) {
			d.exec(`insert into memberships (association_id, person_id, number, since) values (?, ?, 99, '2026-01-01')`, d.association.ID, d.second.PersonID)
		},
		"duplicates.member_applying": func(d *twice) {
			_, err := membership.Start(t.Context(), d.st, d.second, d.association.ID, models.RoadTrained)
			d.must(err)
		},
		"duplicates.checked_stays": func(d *twice) { d.merge.Identity = d.second.PersonID },
		"duplicates.both_checked": func(d *twice) {
			d.exec("update people set identity_checked_at = now() where id = ?", d.second.PersonID)
		},
		"duplicates.sign_in_works": func(d *twice) {
			d.exec("insert into roles (account_id, kind, granted_at) values (?, 'platform_admin', now())", d.second.AccountID)
		},
		"duplicates.being_decided": func(d *twice) {
			id, err := newAssociation(d)
			d.must(err)
			d.exec(`insert into admissions (number, association_id, person_id, state, road, declared_surname, declared_given_name, declared_birth_date, created_at, received_at, due_on)
				values ('2026-0009', ?, ?, 'submitted', 'trained', 'Bianchi', 'Lucia Maria', '1972-08-24', now(), now(), '2027-01-01')`, id, d.second.PersonID)
		},
		"error.invalid": func(d *twice) { d.merge.Contact = 999 },
	} {
		t.Run(want, func(t *testing.T) {
			d := newTwice(t)
			prepare(d)
			before := d.dump()
			_, err := d.unite(d.merge)
			if got := d.keyOf(err); !strings.HasPrefix(got, want) {
				t.Errorf("%v", err)
			}
			d.same(before, d.dump())
		})
	}
}

func TestOnlyThePlatformMerges(t *testing.T) {
	d := newTwice(t)
	a, b := d.ids()
	for name, by := range map[string]models.Actor{"admin": d.admin, "officer": d.officer, "the person": d.carer, "nobody": {}} {
		_, err := duplicate.Merge(t.Context(), d.st, by, a, b, d.merge)
		_, seen := duplicate.Show(t.Context(), d.st, by, a, b)
		_, _, listed := duplicate.List(t.Context(), d.st, by)
		for _, err := range []error{err, seen, listed, duplicate.TellApart(t.Context(), d.st, by, a, b), duplicate.AskAgain(t.Context(), d.st, by, a, b), duplicate.Undo(t.Context(), d.st, by, 1)} {
			if d.kindOf(err) != models.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	self := platform
	self.PersonID = b
	if _, err := duplicate.Merge(t.Context(), d.st, self, a, b, d.merge); d.kindOf(err) != models.Forbidden {
		t.Errorf("in one's own case: %v", err)
	}
}

// What was built upon a merge is not torn down by undoing it; what its person said since is not lost by it.
func TestWhatWasBuiltUponAMerge(t *testing.T) {
	t.Run("an act", func(t *testing.T) {
		d := newTwice(t)
		d.merge.Keep = d.second.PersonID
		id, err := d.unite(d.merge)
		d.must(err)
		var accredited int64
		d.must(d.st.Read(t.Context()).Raw("select id from accreditations").Scan(&accredited).Error)
		d.must(accreditation.Decide(t.Context(), d.st, d.officer, accredited, "suspend", accreditation.DecisionInput{Text: "Perché sì.", ActKind: "determinazione", ActNumber: "9", ActDate: models.MustDate("2026-11-09")}))
		if err := duplicate.Undo(t.Context(), d.st, platform, id); d.keyOf(err) != "duplicates.built_upon" {
			t.Errorf("%v", err)
		}
	})
	t.Run("another merge", func(t *testing.T) {
		d := newTwice(t)
		first, err := d.unite(d.merge)
		d.must(err)
		third := d.signUp("lucia.tre@example.org", "Lucia Bianchi")
		p, err := person.Declare(t.Context(), d.st, third, person.Input{Surname: "Bianchi", GivenName: "Lucia", BirthDate: models.MustDate("1972-08-24"), Country: "IT", Municipality: "Poppi"})
		d.must(err)
		second, err := duplicate.Merge(t.Context(), d.st, platform, d.carer.PersonID, p.ID, duplicate.Input{Keep: p.ID, Identity: d.carer.PersonID, Contact: p.ID, SignIn: p.ID, Reason: "Ancora lei."})
		d.must(err)
		if err := duplicate.Undo(t.Context(), d.st, platform, first); d.keyOf(err) != "duplicates.merged_on" {
			t.Errorf("%v", err)
		}
		if _, err := d.unite(d.merge); d.keyOf(err) != "duplicates.already_merged" {
			t.Errorf("%v", err)
		}
		d.must(duplicate.Undo(t.Context(), d.st, platform, second))
		d.must(duplicate.Undo(t.Context(), d.st, platform, first))
	})
	t.Run("a telephone", func(t *testing.T) {
		d := newTwice(t)
		d.merge.Contact = d.carer.PersonID // nothing of it changes
		id, err := d.unite(d.merge)
		d.must(err)
		w := *d.world
		w.st = w.st.At(w.st.Now().Add(time.Hour))
		in := person.Input{Surname: "Bianchi", GivenName: "Lucia", BirthDate: models.MustDate("1972-08-24"), Country: "IT", Municipality: "Poppi", TaxCode: "BNCLCU72M64G879D", Phone: "333 777 7777"}
		_, err = person.Declare(t.Context(), w.st, w.carer, in)
		d.must(err)
		d.must(duplicate.Undo(t.Context(), w.st, platform, id))
		if n := d.count("select count(*) from people where phone = '333 777 7777' and id = ?", d.carer.PersonID); n != 1 {
			t.Error("what she said since is lost")
		}
		d.merge.Contact = d.second.PersonID
		id, err = d.unite(d.merge)
		d.must(err)
		in.Phone = "333 888 8888"
		_, err = person.Declare(t.Context(), w.st, w.carer, in)
		d.must(err)
		if err := duplicate.Undo(t.Context(), w.st, platform, id); d.keyOf(err) != "duplicates.declared_since" {
			t.Errorf("%v", err)
		}
	})
	t.Run("consents", func(t *testing.T) {
		d := newTwice(t)
		d.merge.Keep = d.second.PersonID
		id, err := d.unite(d.merge)
		d.must(err)
		by := d.carer
		by.PersonID = d.second.PersonID
		d.must(privacy.SetConsents(t.Context(), d.st, by, nil, "it"))
		if found := d.search("Poppi"); found.Total != 0 {
			t.Error("listed without consent")
		}
		d.must(duplicate.Undo(t.Context(), d.st, platform, id))
		if found := d.search("Poppi"); found.Total != 0 {
			t.Error("undoing the merge publishes what was withdrawn")
		}
	})
}

// Of merges of the same people at the same moment, in whatever order, one happens.
func TestMergesAtOnce(t *testing.T) {
	d := newTwice(t)
	a, b := d.ids()
	turn := make(chan bool, 8)
	for i := range 8 {
		turn <- i%2 == 0
	}
	kinds := d.rivals(8, "people", a, func() error {
		in, low, high := d.merge, a, b
		if <-turn {
			in.Keep, low, high = b, b, a
		}
		_, err := duplicate.Merge(t.Context(), d.st, platform, low, high, in)
		return err
	})
	if kinds[0] != 1 || kinds[models.Conflict] != 7 {
		t.Errorf("outcomes: %v", kinds)
	}
	if n := d.count("select count(*) from merges where undone_at is null"); n != 1 {
		t.Errorf("%d merges", n)
	}
}

// A merge while the application is being decided comes before the decision or after it; what is admitted belongs to whoever
// is kept, and the book has one line.
func TestMergeWhileAnApplicationIsDecided(t *testing.T) {
	w, admission := ready(t)
	d := again(w)
	d.merge.Keep, d.merge.Contact = d.second.PersonID, d.second.PersonID
	steps := make(chan func() error, 6)
	for range 3 {
		steps <- func() error { _, err := d.unite(d.merge); return err }
		steps <- func() error { return membership.Admit(t.Context(), w.st, w.admin, admission, admitToday) }
	}
	kinds := w.rivals(6, "admissions", admission, func() error { return (<-steps)() })
	if kinds[0] != 2 || kinds[models.Conflict] != 4 {
		t.Errorf("outcomes: %v", kinds)
	}
	w.drain()
	for query, want := range map[string]int{
		"select count(*) from memberships where person_id = ?": 1, "select count(*) from accreditations where person_id = ?": 1, "select count(*) from admissions where person_id = ?": 1,
		"select count(*) from certificates where person_id = ?": 1, "select count(*) from people where id = ? and identity_checked_at is not null and given_name = 'Lucia'": 1,
	} {
		if n := w.count(query, d.second.PersonID); n != want {
			t.Errorf("%s: %d", query, n)
		}
	}
}

// Whose a membership, a consent or a certificate is does not change but by a merge.
func TestOnlyAMergeMovesWhatIsFixed(t *testing.T) {
	d := newTwice(t)
	for _, table := range []string{"memberships", "consents", "certificates"} {
		if err := d.st.Read(t.Context()).Exec("update "+table+" set person_id = ?", d.second.PersonID).Error; err == nil {
			t.Errorf("%s changed hands", table)
		}
	}
}

// Pairs are found by tax code or by birth date and like names; who was told apart is not proposed again, nor who was merged.
func TestPairs(t *testing.T) {
	d := newTwice(t)
	ctx := t.Context()
	a, b := d.ids()
	pairs, _, err := duplicate.List(ctx, d.st, platform)
	d.must(err)
	if len(pairs) != 1 || pairs[0].LowID != a || pairs[0].HighID != b {
		t.Fatalf("pairs: %+v", pairs)
	}
	id, err := d.unite(d.merge)
	d.must(err)
	if pairs, _, err = duplicate.List(ctx, d.st, platform); err != nil || len(pairs) != 0 {
		t.Errorf("merged: %+v %v", pairs, err)
	}
	if _, err := duplicate.Show(ctx, d.st, platform, a, b); d.kindOf(err) != models.NotFound {
		t.Errorf("who is merged is shown: %v", err)
	}
	d.must(duplicate.Undo(ctx, d.st, platform, id))
	d.must(duplicate.TellApart(ctx, d.st, platform, a, b))
	d.must(duplicate.TellApart(ctx, d.st, platform, a, b))
	if pairs, _, err = duplicate.List(ctx, d.st, platform); err != nil || len(pairs) != 0 {
		t.Errorf("told apart: %+v %v", pairs, err)
	}
	apart, err := duplicate.ToldApart(ctx, d.st, platform)
	d.must(err)
	shown, err := duplicate.Show(ctx, d.st, platform, a, b)
	d.must(err)
	if len(apart) != 1 || apart[0].LowID != a || apart[0].HighName != "Lucia Maria Bianchi" || shown.Apart == nil || !shown.Apart.DecidedAt.Equal(apart[0].DecidedAt) {
		t.Errorf("told apart are %+v, the pair %+v", apart, shown.Apart)
	}
	d.must(duplicate.AskAgain(ctx, d.st, platform, a, b))
	if pairs, _, err = duplicate.List(ctx, d.st, platform); err != nil || len(pairs) != 1 {
		t.Errorf("taken back: %+v %v", pairs, err)
	}
	if key := d.keyOf(duplicate.AskAgain(ctx, d.st, platform, a, b)); key != "duplicates.not_told_apart" {
		t.Errorf("taken back twice: %q", key)
	}
	if n := d.count("select count(*) from events where subject = 'person' and step = 'ask_again'"); n != 2 {
		t.Errorf("%d of 2 in the history", n)
	}
	done, err := duplicate.Merges(ctx, d.st, platform)
	d.must(err)
	if len(done) != 1 || done[0].UndoneAt == nil || done[0].Gone != "Lucia Maria Bianchi" {
		t.Errorf("merges: %+v", done)
	}
}

// The list is what the last search found; after people changed it is searched for again, once, by a job.
func TestDuplicatesAreSearchedForAgain(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.declare()
	pairs, when, err := duplicate.List(ctx, w.st, platform)
	w.must(err)
	if len(pairs) != 0 || when.UnderWay || !when.At.Equal(w.st.Now()) {
		t.Fatalf("%+v %+v", pairs, when)
	}
	w.st = w.st.At(w.st.Now().Add(time.Minute))
	d := again(w)
	for range 2 {
		if pairs, when, err = duplicate.List(ctx, w.st, platform); err != nil || len(pairs) != 0 || !when.UnderWay {
			t.Errorf("before the search: %+v %+v %v", pairs, when, err)
		}
	}
	if n, err := w.st.Pending(ctx, "search_duplicates"); err != nil || n != 1 {
		t.Errorf("%d searches are asked for, %v", n, err)
	}
	w.drain()
	pairs, when, err = duplicate.List(ctx, w.st, platform)
	w.must(err)
	if len(pairs) != 1 || pairs[0].HighID != d.second.PersonID || when.UnderWay || !when.At.Equal(w.st.Now()) {
		t.Errorf("after the search: %+v %+v", pairs, when)
	}
}

// The address of a profile that stayed behind leads to the one who is kept.
func TestTheOldAddressLeadsOn(t *testing.T) {
	d := newTwice(t)
	ctx := t.Context()
	d.must(register.SaveProfile(ctx, d.st, d.second, register.ProfileInput{Bio: "Un’altra scheda."}))
	id, err := d.unite(d.merge)
	d.must(err)
	slug, err := register.Moved(ctx, d.st, "lucia-maria-bianchi")
	d.must(err)
	if slug != "lucia-bianchi" {
		t.Errorf("leads to %q", slug)
	}
	d.must(duplicate.Undo(ctx, d.st, platform, id))
	if _, err := register.Moved(ctx, d.st, "lucia-maria-bianchi"); d.kindOf(err) != models.NotFound {
		t.Errorf("leads on after the undoing: %v", err)
	}
}
