package work_test

import (
	"slices"
	"strings"
	"testing"

	"albo/app/register"
	"albo/models"
)

// What families type is understood, in their language, with slips of the pen, in other letters, and in any order.
func TestFamiliesAreUnderstood(t *testing.T) {
	w := newWorld(t)
	for typed, want := range map[string][]string{
		"badante notte Poppi":        {"night_care overnight_presence", "051031"},
		"Poppi, di notte":            {"051031", "night_care overnight_presence"},
		"badnte note popi":           {"night_care overnight_presence", "051031"},
		"compagnia ospedale":         {"hospital_day_company hospital_vigil"},
		"compagnia in ospedale":      {"hospital_day_company hospital_vigil"},
		"cuidadora árabe Móstoles":   {"everybody", "ar", "28092"},
		"cuidadora arabe mostoles":   {"everybody", "ar", "28092"},
		"φροντίδα κατ' οίκον":        {"everybody"},
		"ΦΡΟΝΤΙΔΑ ΚΑΤ’ ΟΙΚΟΝ νύχτα":  {"everybody", "night_care overnight_presence"},
		"frontida kat oikon Aigaleo": {"everybody", "9181"},
		"Αιγαλεω":                    {"9181"},
		"night carer":                {"night_care overnight_presence"},
		"castel san niccolo":         {"051010"},
		"Ginestra":                   {""},
	} {
		r, err := register.Search(t.Context(), w.st, register.Query{Text: typed})
		w.must(err)
		var got []string
		for _, u := range r.Understood {
			code := strings.Join(append(u.Services, u.Languages...), " ")
			if u.Place != nil {
				code = u.Place.Code
			}
			if u.Everybody && len(u.Words) > 0 {
				code = "everybody"
			}
			if !u.Everybody || len(u.Words) > 0 {
				got = append(got, code)
			}
		}
		if !slices.EqualFunc(got, want, strings.HasPrefix) {
			t.Errorf("%q is taken for %q, want %q", typed, got, want)
		}
	}
}

// What staff say of a word holds from the next search on, on every instance, and is written down.
func TestStaffTeachTheSearchWords(t *testing.T) {
	w := listed(t)
	ctx, staff := t.Context(), platform
	find := func() int {
		t.Helper()
		r, err := register.Search(ctx, w.st, register.Query{Text: "zabaione"})
		w.must(err)
		return r.Total
	}
	if n := find(); n != 0 {
		t.Fatalf("before: %d", n)
	}
	in := register.WordInput{Language: "it", Phrase: "lo Zabaione", Meaning: "service:dementia_care"}
	if err := register.AddWord(ctx, w.st, w.carer, in); w.kindOf(err) != models.NotFound {
		t.Errorf("a carer adds words: %v", err)
	}
	w.must(register.AddWord(ctx, w.st, staff, in))
	if n := find(); n != 1 {
		t.Errorf("after: %d", n)
	}
	for field, wrong := range map[string]register.WordInput{
		"phrase": in, "meaning": {Language: "it", Phrase: "x", Meaning: "service:nonsense"},
	} {
		if err := register.AddWord(ctx, w.st, staff, wrong); err == nil {
			t.Errorf("%+v is taken: %s", wrong, field)
		}
	}
	words, err := register.Words(ctx, w.st, staff, "it")
	w.must(err)
	i := slices.IndexFunc(words, func(s models.SearchWord) bool { return s.Phrase == in.Phrase })
	if err := register.RemoveWord(ctx, w.st, w.carer, words[i].ID); w.kindOf(err) != models.NotFound {
		t.Errorf("a carer removes words: %v", err)
	}
	w.must(register.RemoveWord(ctx, w.st, staff, words[i].ID))
	if n := find(); n != 0 {
		t.Errorf("taken back: %d", n)
	}
	events, err := register.WordHistory(ctx, w.st, staff)
	w.must(err)
	if len(events) != 2 || events[0].Step != "remove" || events[1].Step != "add" {
		t.Errorf("history: %+v", events)
	}
	w.must(register.LoadWords(ctx, w.st)) // at the next start
	if again, err := register.Words(ctx, w.st, staff, "it"); err != nil || len(again) != len(words)-1 {
		t.Errorf("the next start brings words back: %d of %d, %v", len(again), len(words), err)
	}
}

// Every change of the public list has a number of its own, given at the commit: of two transactions at once, whoever reads
// the later number sees both, and a version never stands for two states.
func TestChangesAreNumberedAsTheyCommit(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	before, err := register.Version(ctx, w.st)
	w.must(err)
	first := w.st.Read(ctx).Begin()
	w.must(first.Exec("update profiles set has_room = not has_room").Error)
	during, err := register.Version(ctx, w.st)
	w.must(err)
	w.exec("update associations set phone = '1' where id = ?", w.association.ID) // commits while the first is open
	between, err := register.Version(ctx, w.st)
	w.must(err)
	w.must(first.Commit().Error)
	after, err := register.Version(ctx, w.st)
	w.must(err)
	if during != before || between != before+1 || after != between+1 {
		t.Errorf("versions: %d, then %d, %d, %d", before, during, between, after)
	}
	// one that fell far behind is made anew
	for range 3 {
		w.exec("update register_state set version = version + 1000")
		w.exec("update profiles set languages = '[\"pl\"]', language_mask = ?", models.LanguageMask([]string{"pl"}))
		r, err := register.Search(ctx, w.st, register.Query{Languages: []string{"pl"}})
		w.must(err)
		if r.Total != 1 {
			t.Errorf("%d speak Polish", r.Total)
		}
	}
}
