package work_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"albo/app/body"
	"albo/app/membership"
	"albo/app/privacy"
	"albo/app/register"
	"albo/models"
)

const slug = "lucia-bianchi"

// listed is a world in which a carer stands in the public list with everything she can show.
func listed(t *testing.T) *world {
	w, id := ready(t)
	ctx := t.Context()
	w.must(membership.Admit(ctx, w.st, w.admin, id, admitToday))
	w.must(register.SaveProfile(ctx, w.st, w.carer, register.ProfileInput{
		Bio: "Amo le azalee.", Services: []string{"dementia_care"}, Arrangements: []string{"hourly"}, Languages: []string{"ro"},
		Municipalities: []string{"051031"}, Hours: []string{"0-0"}, Phone: "333 000 0001", Email: "x@example.org",
	}))
	w.must(privacy.SetConsents(ctx, w.st, w.carer, models.ConsentItems, "it"))
	return w
}

// places tells where the public finds her on a day: in any search, in the search of her municipality, under her own
// address, among the carers of her association, among the municipalities covered, and as she sees it herself.
func (w *world) places(day models.Date) map[string]bool {
	w.t.Helper()
	ctx, st := w.t.Context(), w.st.At(day.Begins("IT"))
	is := func(c register.Card) bool { return c.Slug == slug }
	all, err := register.Search(ctx, st, register.Query{})
	w.must(err)
	here, err := register.Search(ctx, st, register.Query{Place: "Poppi"})
	w.must(err)
	_, err = register.ShowProvider(ctx, st, slug)
	if kind := w.kindOf(err); kind != 0 && kind != models.NotFound {
		w.t.Errorf("her page: %v", err)
	}
	of, ofErr := register.OfAssociation(ctx, st, w.association.ID)
	w.must(ofErr)
	covered, _, coveredErr := register.Covered(ctx, st)
	w.must(coveredErr)
	own, ownErr := register.Listed(ctx, st, w.carer)
	w.must(ownErr)
	return map[string]bool{
		"search": slices.ContainsFunc(all.Cards, is), "search by place": slices.ContainsFunc(here.Cards, is), "page": err == nil,
		"association": slices.ContainsFunc(of, is), "places covered": len(covered) > 0, "own view": own == slug,
	}
}

// public holds every place to the same answer.
func (w *world) public(why string, day models.Date, want bool) {
	w.t.Helper()
	places := w.places(day)
	for _, name := range slices.Sorted(maps.Keys(places)) {
		if places[name] != want {
			w.t.Errorf("%s, on %s: %s is %v, want %v", why, day, name, places[name], want)
		}
	}
}

func (w *world) exec(statement string, args ...any) {
	w.t.Helper()
	w.must(w.st.Read(w.t.Context()).Exec(statement, args...).Error)
}

// The list is the rule of publication, for each state of what it depends on, whoever wrote it.
func TestThePublicListIsTheRule(t *testing.T) {
	w := listed(t)
	today := w.st.Today("IT")
	w.public("as she is", today, true)
	for state := range models.AccreditationMoves.States() {
		w.exec("update accreditations set state = ?", state)
		w.public("accreditation "+string(state), today, state == models.AccreditationGranted)
	}
	w.exec("update accreditations set state = 'granted'")
	for _, c := range []struct {
		column, value string
		want          map[int]bool // days from today → listed
	}{
		{"valid_until", today.AddDays(-1).String(), map[int]bool{-1: true, 0: false}},
		{"valid_until", today.String(), map[int]bool{0: true, 1: false}},
		{"valid_until", today.AddDays(1).String(), map[int]bool{1: true, 2: false}},
		{"hide_from", today.AddDays(-1).String(), map[int]bool{0: false}},
		{"hide_from", today.String(), map[int]bool{-1: true, 0: false}},
		{"hide_from", today.AddDays(1).String(), map[int]bool{0: true, 1: false}},
	} {
		w.exec("update accreditations set "+c.column+" = ?", c.value)
		for days, want := range c.want {
			w.public(c.column+" "+c.value, today.AddDays(days), want)
		}
		w.exec("update accreditations set " + c.column + " = null")
	}
	w.exec("update accreditations set valid_until = ?, hide_from = ?", today.AddDays(5).String(), today.AddDays(2).String())
	w.public("the earlier of the two", today.AddDays(1), true)
	w.public("the earlier of the two", today.AddDays(2), false)
	w.exec("update accreditations set valid_until = null, hide_from = null")
	for _, doubt := range []models.DoubtReason{models.DoubtGone, models.DoubtSuspended, models.DoubtRevoked, models.DoubtAmbiguous} {
		w.exec("update accreditations set doubt = ?, doubt_since = now()", doubt)
		w.public("doubt without a day: "+string(doubt), today.AddDays(300), true)
	}
	w.exec("update accreditations set doubt = '', doubt_since = null")
	w.exec("update memberships set ended_on = ?", today.String())
	w.public("no longer a member", today, false)
	w.exec("update memberships set ended_on = null")
	w.public("a member again", today, true)
	w.exec("delete from profiles")
	w.public("without a profile", today, false)
}

// Each item of consent shows its own part, and no item but the first shows anything alone.
func TestConsentsOneByOne(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	shows := map[models.ConsentItem]func(p *register.Provider) bool{
		models.ConsentArea: func(p *register.Provider) bool { return len(p.Places) > 0 },
		models.ConsentServices: func(p *register.Provider) bool {
			return len(p.Services) > 0 && len(p.Arrangements) > 0 && p.Hours != 0
		},
		models.ConsentLanguages: func(p *register.Provider) bool { return len(p.Languages) > 0 },
		models.ConsentBio:       func(p *register.Provider) bool { return p.Bio != "" },
		models.ConsentPhone:     func(p *register.Provider) bool { return p.Phone != "" },
		models.ConsentEmail:     func(p *register.Provider) bool { return p.Email != "" },
		models.ConsentIndexing:  func(p *register.Provider) bool { return p.Indexing },
	}
	finds := map[models.ConsentItem]register.Query{
		models.ConsentListing: {Text: "Bianchi"}, models.ConsentArea: {Place: "Poppi"}, models.ConsentServices: {Services: []string{"dementia_care"}},
		models.ConsentLanguages: {Languages: []string{"ro"}}, models.ConsentBio: {Text: "azalee"},
	}
	also := []register.Query{{Arrangements: []string{"hourly"}}, {Text: "demenza"}} // by services
	for _, item := range models.ConsentItems {
		given := []models.ConsentItem{item}
		if item != models.ConsentListing {
			w.must(privacy.SetConsents(ctx, w.st, w.carer, given, "it"))
			w.public("only "+string(item), w.st.Today("IT"), false)
			given = append(given, models.ConsentListing)
		}
		w.must(privacy.SetConsents(ctx, w.st, w.carer, given, "it"))
		p, err := register.ShowProvider(ctx, w.st, slug)
		w.must(err)
		for other, shown := range shows {
			if shown(p) != (other == item) {
				t.Errorf("with %s, %s is shown: %v", given, other, shown(p))
			}
		}
		for other, query := range finds {
			w.finds(given, query, slices.Contains(given, other))
		}
		for _, query := range also {
			w.finds(given, query, item == models.ConsentServices)
		}
	}
	w.must(privacy.SetConsents(ctx, w.st, w.carer, nil, "it"))
	w.public("no consent", w.st.Today("IT"), false)
}

func (w *world) finds(given []models.ConsentItem, q register.Query, want bool) {
	w.t.Helper()
	r, err := register.Search(w.t.Context(), w.st, q)
	w.must(err)
	if (r.Total == 1) != want || (len(r.Cards) == 1) != want {
		w.t.Errorf("with %s, %+v finds %d", given, q, r.Total)
	}
}

// Who is gone from the newest edition leaves the list when the body's rule says so, and not before.
func TestTheRuleOfTheBodyHidesWhoIsGone(t *testing.T) {
	for rule, want := range map[models.GoneRule]map[int]bool{
		models.GoneAtOnce: {0: false, 30: false}, models.GoneAfterDays: {0: true, 29: true, 30: false, 31: false}, models.GoneOnConfirmation: {0: true, 300: true},
	} {
		t.Run(string(rule), func(t *testing.T) {
			w := listed(t)
			in := body.Fill(w.body)
			in.GoneRule, in.GoneDays = rule, 30
			w.must(body.Update(t.Context(), w.st, w.officer, w.body.ID, in))
			w.publish(strings.Replace(edition1, "BIANCHI;LUCIA;BNCLCU72M64G879D;24/08/1972;112;03/03/2025\r\n", "", 1), "230")
			if n := w.count("select count(*) from accreditations where doubt = 'gone' and state = 'granted'"); n != 1 {
				t.Fatalf("%d are in doubt", n)
			}
			for days, listed := range want {
				w.public(fmt.Sprintf("%d days after", days), w.st.Today("IT").AddDays(days), listed)
			}
		})
	}
}
