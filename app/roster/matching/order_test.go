package matching

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestOrderDoesNotMatter: the same people and lines in another order get the same answers and the same parameters.
func TestOrderDoesNotMatter(t *testing.T) {
	people, lines := crowd(1500), crowd(4000)
	for i := range lines {
		if i%3 == 0 {
			lines[i].Surname, lines[i].GivenName = lines[i].GivenName, lines[i].Surname
		}
		if i%7 == 0 {
			lines[i].GivenName = lines[i].GivenName[:len(lines[i].GivenName)-1]
		}
	}
	type answer struct {
		decision Decision
		line     Person
		score    float64
	}
	link := func(people, lines []Person) (map[Person]answer, *Parameters) {
		a, l := PrepareAll(people), PrepareAll(lines)
		p := Estimate(a, l)
		answers := map[Person]answer{}
		for i, link := range p.Link(a, l) {
			one := answer{decision: link.Decision}
			if len(link.Candidates) > 0 {
				one.line, one.score = lines[link.Candidates[0].Line], link.Candidates[0].Score
			}
			answers[people[i]] = one
		}
		return answers, p
	}
	want, parameters := link(people, lines)
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
	random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	got, again := link(people, lines)
	if !reflect.DeepEqual(parameters.Fields, again.Fields) || parameters.Share != again.Share {
		t.Error("other parameters")
	}
	for p, a := range want {
		if got[p] != a {
			t.Fatalf("%v: %v, then %v", p, a, got[p])
		}
	}
}

// TestParametersAreKept: what was decided can be decided again with the parameters read back.
func TestParametersAreKept(t *testing.T) {
	people, lines := PrepareAll(crowd(300)), PrepareAll(crowd(900))
	p := Estimate(people, lines)
	kept, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var read Parameters
	if err := json.Unmarshal(kept, &read); err != nil {
		t.Fatal(err)
	}
	if want, got := p.Link(people, lines), read.Link(people, lines); !reflect.DeepEqual(want, got) {
		t.Error("other answers")
	}
}

// TestOneLineIsOnePersons: of two people who both look like a line the other is left to a person, unless they are one who applied twice.
func TestOneLineIsOnePersons(t *testing.T) {
	lucia := Person{Surname: "Ginestra", GivenName: "Lucia Anna", BirthDate: crowd(1)[0].BirthDate}
	short, other := lucia, lucia
	short.GivenName, other.GivenName = "Lucia", "Anna"
	lucia.Phone, lucia.Email = "0575 123456", "lucia@example.org"
	reached := short
	reached.Phone, reached.Email = lucia.Phone, lucia.Email
	for name, c := range map[string]struct {
		people []Person
		want   []Decision
	}{
		"twins with one name each":    {[]Person{short, other}, []Decision{Review, Review}},
		"one who is clearly likelier": {[]Person{reached, other}, []Decision{Match, Review}},
		"one person twice":            {[]Person{lucia, short}, []Decision{Match, Match}},
	} {
		people := PrepareAll(c.people)
		links := Expected().Link(people, PrepareAll([]Person{lucia}))
		for i, want := range c.want {
			if links[i].Decision != want {
				t.Errorf("%s: %v is %s, not %s", name, c.people[i], links[i].Decision, want)
			}
		}
	}
}
