package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const day = 20000

func entry(person int64, name, text string, services, languages int64, places ...int64) Entry {
	return Entry{Person: person, SortName: name, Text: text, Services: services, Languages: languages, Until: day, Places: places}
}

func village() *Index {
	x := New()
	x.Apply(nil, []Entry{
		entry(1, "rossi maria", "rossi maria paziente e puntuale", 0b011, 0b01, 7),
		entry(2, "papadopoulos giorgos", "papadopoulos giorgos", 0b001, 0b10, 7, 8),
		entry(3, "bianchi rosa", "bianchi rosa cucina con la signora rossi", 0b110, 0b11, 8),
		entry(4, "jimenez ana", "jimenez ana", 0b100, 0b01),
	})
	return x
}

func TestWordsAreFoundInWhicheverSpelling(t *testing.T) {
	x := village()
	for typed, want := range map[string][]int64{
		"rossi":        {1, 3}, // whose name it is comes before who mentions it
		"rosi":         {3, 1}, // rosa too
		"orssi":        {1, 3},
		"papadopoylos": {2},
		"papadopolos":  {2},
		"yiorgos":      {2},
		"gimenez":      {4},
		"pazi":         {1},
		"ro":           nil,
		"xyzzy":        nil,
	} {
		f := x.Search(Query{Terms: []Term{{Words: []string{typed}}}, Today: day, Limit: 20})
		if !slices.Equal(f.People, want) {
			t.Errorf("%q finds %v, want %v", typed, f.People, want)
		}
	}
	wide := Query{Terms: []Term{{Words: []string{"rosa", "maria"}}}, Today: day, Limit: 20}
	if f := x.Search(wide); f.Total != 0 {
		t.Errorf("nobody is called so: %v", f.People)
	}
}

func TestWhoIsChangedOrGone(t *testing.T) {
	x := village()
	x.Apply([]int64{1}, nil)
	x.Apply([]int64{2}, []Entry{entry(2, "alfa giorgos", "alfa giorgos", 0b100, 0b01, 8)})
	f := x.Search(Query{Today: day, Limit: 20})
	if !slices.Equal(f.People, []int64{2, 3, 4}) || f.Services[0] != 0 || f.Services[2] != 3 {
		t.Errorf("%v, services %v", f.People, f.Services[:3])
	}
	if got := x.Places(day); got[7] != 0 || got[8] != 2 {
		t.Errorf("by place: %v", got)
	}
	if f := x.Search(Query{Today: day + 1, Limit: 20}); f.Total != 0 {
		t.Errorf("after their last day: %v", f.People)
	}
	x.Replace([]Entry{entry(9, "nova", "nova", 0, 0)})
	if f := x.Search(Query{Today: day, Limit: 20}); !slices.Equal(f.People, []int64{9}) || x.Knows("alfa") {
		t.Errorf("made anew: %v", f.People)
	}
}

// Whatever is changed in whichever order, the index finds what a plain look through everybody finds.
func TestChangesAgainstAPlainLook(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 7))
	x, plain := New(), map[int64]Entry{}
	for round := range 60 {
		var in []Entry
		var out []int64
		for range chance.IntN(12) {
			e := entry(int64(chance.IntN(40)), fmt.Sprintf("name%02d", chance.IntN(30)), "", chance.Int64N(16), chance.Int64N(8), int64(1+chance.IntN(4)))
			e.Text = e.SortName + []string{" mare", " monte", ""}[chance.IntN(3)]
			if !slices.ContainsFunc(in, func(o Entry) bool { return o.Person == e.Person }) {
				in = append(in, e)
			}
		}
		for range chance.IntN(4) {
			if p := int64(chance.IntN(40)); !slices.ContainsFunc(in, func(o Entry) bool { return o.Person == p }) {
				out = append(out, p)
			}
		}
		x.Apply(out, in)
		for _, p := range out {
			delete(plain, p)
		}
		for _, e := range in {
			plain[e.Person] = e
		}
		for _, q := range []Query{{}, {Services: 5}, {Languages: 2, Places: []int64{1}}, {Arrangements: 8, Places: []int64{4, 2}}, {Terms: []Term{{Words: []string{"mare"}}}}, {Terms: []Term{{Words: []string{"monte"}, Place: 3}}, Services: 1}} {
			q.Today, q.Limit = day, 100
			var want []Entry
			for _, e := range plain {
				if plainly(e, q) {
					want = append(want, e)
				}
			}
			slices.SortFunc(want, func(a, b Entry) int { return strings.Compare(a.SortName, b.SortName)*1000 + int(a.Person-b.Person) })
			f := x.Search(q)
			var people []int64
			for _, e := range want {
				people = append(people, e.Person)
			}
			if !slices.Equal(f.People, people) || f.Total != len(want) || x.Count(q) != len(want) {
				t.Fatalf("round %d, %+v: %v, want %v", round, q, f.People, people)
			}
		}
	}
}

func plainly(e Entry, q Query) bool {
	for _, term := range q.Terms {
		if !strings.Contains(e.Text, term.Words[0]) && !slices.Contains(e.Places, term.Place) {
			return false
		}
	}
	return e.Services&q.Services == q.Services && (q.Arrangements == 0 || e.Services&q.Arrangements != 0) && (q.Languages == 0 || e.Languages&q.Languages != 0) &&
		(len(q.Places) == 0 || slices.ContainsFunc(q.Places, func(p int64) bool { return slices.Contains(e.Places, p) }))
}

func TestOneSlip(t *testing.T) {
	for pair, want := range map[string]bool{
		"notte note": true, "notte notti": true, "notte nottte": true, "notte ontte": true, "notte mottu": false, "notte nte": false, "a a": true, " a": true,
	} {
		a, b, _ := strings.Cut(pair, " ")
		if OneSlip(a, b) != want || OneSlip(b, a) != want {
			t.Errorf("%q: want %v", pair, want)
		}
	}
}
