package work_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"albo/app/hsds"
	"albo/app/privacy"
	"albo/app/register"
	"albo/models"
)

// toPrograms is everything that programs and search engines can read of the registry on a day.
func (w *world) toPrograms(day models.Date) string {
	w.t.Helper()
	ctx, st, paging := w.t.Context(), w.st.At(day.Begins("IT")), hsds.Paging{Page: 1, PerPage: 100, Lang: "it", BaseURL: "https://albo.example"}
	var said strings.Builder
	keep := func(found any, err error) {
		if err != nil && !errors.Is(err, models.ErrNotFound) {
			w.t.Fatal(err)
		}
		w.must(json.NewEncoder(&said).Encode(found))
	}
	for _, q := range []hsds.ServiceQuery{{Paging: paging}, {Paging: paging, Full: true}, {Paging: paging, Minimal: true}, {Paging: paging, Search: "lucia"}} {
		keep(hsds.Services(ctx, st, q))
		keep(hsds.ServicesAtLocations(ctx, st, q))
		w.must(hsds.EachService(ctx, st, q, func(s *hsds.Service) error { return json.NewEncoder(&said).Encode(s) }))
	}
	var id string
	w.must(st.Read(ctx).Raw("select public_id from people where id = ?", w.carer.PersonID).Scan(&id).Error)
	keep(hsds.ServiceByID(ctx, st, paging, id))
	keep(hsds.OrganizationByID(ctx, st, hsds.OrganizationQuery{Paging: paging, FullService: true}, w.association.PublicID))
	keep(hsds.Organizations(ctx, st, hsds.OrganizationQuery{Paging: paging, Full: true}))
	keep(register.ListIndexed(ctx, st, 0, 100))
	return said.String()
}

// Each consent withdrawn takes its item out of every answer, and nothing else.
func TestProgramsReadOnlyWhatIsConsentedTo(t *testing.T) {
	w := listed(t)
	today := w.st.Today("IT")
	items := map[models.ConsentItem][]string{
		models.ConsentArea: {`"service_areas"`, `"service_at_locations"`, "Poppi"}, models.ConsentServices: {"dementia_care", `"hourly"`, `"schedules"`}, models.ConsentLanguages: {`"code":"ro"`},
		models.ConsentBio: {"azalee"}, models.ConsentPhone: {"333 000 0001"}, models.ConsentEmail: {"x@example.org"}, models.ConsentIndexing: {`"Slug":"` + slug},
	}
	all := w.toPrograms(today)
	for item, words := range items {
		for _, word := range words {
			if !strings.Contains(all, word) {
				t.Fatalf("%s: %q is not told although it may be\n%s", item, word, all)
			}
		}
		others := slices.DeleteFunc(slices.Clone(models.ConsentItems), func(other models.ConsentItem) bool { return other == item })
		w.must(privacy.SetConsents(t.Context(), w.st, w.carer, others, "it"))
		without := w.toPrograms(today)
		for other, kept := range items {
			for _, word := range kept {
				if word == "Poppi" {
					continue // the association's seat is there too
				}
				if got := strings.Contains(without, word); got == (other == item) {
					t.Errorf("without %s: %q is told: %v", item, word, got)
				}
			}
		}
		w.must(privacy.SetConsents(t.Context(), w.st, w.carer, models.ConsentItems, "it"))
	}
	w.must(privacy.SetConsents(t.Context(), w.st, w.carer, []models.ConsentItem{models.ConsentArea, models.ConsentBio, models.ConsentPhone, models.ConsentIndexing}, "it"))
	w.untold("without being listed", today)
}

func (w *world) untold(why string, day models.Date) {
	w.t.Helper()
	said := w.toPrograms(day)
	for _, word := range []string{"Lucia", slug, "azalee", "333 000 0001", "x@example.org"} {
		if strings.Contains(said, word) {
			w.t.Errorf("%s: %q is told\n%s", why, word, said)
		}
	}
}

// Whoever is suspended, hidden from a day on, or erased vanishes at once, with every name they had among programs.
func TestWhoLeavesTheListVanishesForPrograms(t *testing.T) {
	w := listed(t)
	today := w.st.Today("IT")
	for _, state := range []string{"suspended", "revoked", "lapsed"} {
		w.exec("update accreditations set state = ?", state)
		w.untold(state, today)
	}
	w.exec("update accreditations set state = 'granted', hide_from = ?, doubt = 'gone', doubt_since = now()", today.AddDays(1).String())
	if !strings.Contains(w.toPrograms(today), "Lucia") {
		t.Error("hidden before the day")
	}
	w.untold("hidden", today.AddDays(1))
	w.exec("update accreditations set hide_from = null, doubt = '', doubt_since = null")
	w.exec("delete from profiles")
	w.untold("erased", today)
}

// Identifiers stay, and every change of what is public shows in the moment of the last one.
func TestIdentifiersStayAndChangesShow(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	paging := hsds.Paging{Page: 1, PerPage: 10, Lang: "en"}
	look := func(q hsds.ServiceQuery) *hsds.Page[hsds.Service] {
		q.Paging = paging
		page, err := hsds.Services(ctx, w.st, q)
		w.must(err)
		return page
	}
	before, places := look(hsds.ServiceQuery{Full: true}).Contents[0], func() hsds.ServiceAtLocation {
		page, err := hsds.ServicesAtLocations(ctx, w.st, hsds.ServiceQuery{Paging: paging, Postcode: "52014"})
		w.must(err)
		if page.TotalItems != 1 {
			t.Fatalf("%d services in 52014", page.TotalItems)
		}
		return page.Contents[0]
	}
	place := places()
	found, err := hsds.ServiceAtLocationByID(ctx, w.st, paging, place.ID)
	w.must(err)
	if found.ID != place.ID || found.Service.ID != before.ID || before.ServiceAtLocations[0].ID != place.ID {
		t.Errorf("found %s of %s, want %s of %s", found.ID, found.Service.ID, place.ID, before.ID)
	}
	w.exec("update providers set updated_at = '2020-01-01'; update provider_changes set changed_at = '2020-01-01'")
	if n := look(hsds.ServiceQuery{After: w.st.Now().Add(-24 * 365 * time.Hour)}).TotalItems; n != 0 {
		t.Errorf("%d changed", n)
	}
	w.must(privacy.SetConsents(ctx, w.st, w.carer, []models.ConsentItem{models.ConsentListing, models.ConsentArea}, "it"))
	after := look(hsds.ServiceQuery{After: w.st.Now().Add(-24 * 365 * time.Hour)})
	if after.TotalItems != 1 || after.Contents[0].ID != before.ID || places().ID != place.ID {
		t.Errorf("after a consent was withdrawn: %+v", after)
	}
	if n := look(hsds.ServiceQuery{Before: w.st.Now().Add(-24 * 365 * time.Hour)}).TotalItems; n != 0 {
		t.Errorf("%d changed before", n)
	}
	for query, want := range map[*hsds.ServiceQuery]int{
		{Organization: w.association.PublicID}: 1, {Organization: before.ID}: 0, {TermID: before.ID}: 0, {Search: "bianchi"}: 1, {Search: "§"}: 0, {Days: []int{0}}: 0,
	} {
		if n := look(*query).TotalItems; n != want {
			t.Errorf("%+v: %d, want %d", *query, n, want)
		}
	}
}
