package matching

import (
	"encoding/json"
	"math"

	"albo/models"
)

// Parameters are what the weights of a comparison come from. With the same Version, the same Parameters and the same two
// records a comparison gives the same answer on any day; they are kept as JSON beside what was decided with them.
type Parameters struct {
	Version string `json:"version"`
	Lines   int    `json:"lines"` // how long the list was
	// Share is the part of those looked up who are expected in the list, before anything is known of them.
	Share  float64                                `json:"share"`
	Fields map[models.RosterField]FieldParameters `json:"fields"`

	of [fields]compiled // the same, to compute with
}

// FieldParameters are the probabilities of each agreement of a field: M between two records of one person, U between
// records of two people taken at random. Terms is how often a frequent value stands in the list, a share of its
// lines; Rest is that of a value that is not among them.
type FieldParameters struct {
	M     map[string]float64 `json:"m"`
	U     map[string]float64 `json:"u"`
	Terms map[string]float64 `json:"terms,omitempty"`
	Rest  float64            `json:"rest,omitempty"`
}

// compiled are the parameters of a field in the form in which they are computed with.
type compiled struct {
	m, u   table
	weight table // in bits, of an agreement whose value is not looked at
	terms  map[string]float64
	rest   float64
}

// compile makes the working form of what was estimated or read back.
func (p *Parameters) compile() *Parameters {
	for f := range fields {
		stored := p.Fields[rosterField[f]]
		c := compiled{terms: stored.Terms, rest: stored.Rest}
		for a := equal; a < agreements; a++ {
			c.m[a], c.u[a] = stored.M[a.String()], stored.U[a.String()]
			if c.m[a] > 0 && c.u[a] > 0 {
				c.weight[a] = math.Log2(c.m[a] / c.u[a])
			}
		}
		p.of[f] = c
	}
	return p
}

// UnmarshalJSON reads parameters that were kept.
func (p *Parameters) UnmarshalJSON(data []byte) error {
	type stored Parameters
	if err := json.Unmarshal(data, (*stored)(p)); err != nil {
		return err
	}
	p.compile()
	return nil
}

// Expected are the parameters of a list about which nothing is known yet.
func Expected() *Parameters { return estimate(nil, nil, nil, false) }

// prior is what is expected of a field before a list was seen: the shares of each agreement between records of one
// person, and how often two people at random have the same value. They count as much as so many pairs.
type prior struct{ m, u table }

// table has a number for each agreement.
type table [agreements]float64

// rest gives difference what the other agreements leave.
func (t table) rest() table {
	t[different] = 1
	for a := equal; a < different; a++ {
		t[different] -= t[a]
	}
	return t
}

// How many pairs the priors count for: some tens of people known twice, and some thousand pairs of strangers.
const (
	priorMatches = 40
	priorPairs   = 2_000
)

// priors are what is taken of registries before a list has shown how it errs itself: of a hundred records of known people
// some four have another birth date and ten another given name; a town is shared by one in twelve, a birth date by one in twenty thousand.
var priors = [fields]prior{
	codeField:         {m: table{equal: .96, variant: .005, slip: .02}.rest(), u: table{equal: 1e-6, variant: 1e-6, slip: 1e-4}.rest()},
	surnameField:      {m: table{equal: .87, variant: .04, part: .02, swapped: .01, slip: .025, similar: .01, short: .001}.rest(), u: table{equal: .002, variant: .001, part: .0005, swapped: 1e-5, slip: .001, similar: .01, short: .0005}.rest()},
	givenField:        {m: table{equal: .82, variant: .04, part: .05, short: .02, swapped: .01, slip: .025, similar: .01}.rest(), u: table{equal: .01, variant: .004, part: .01, short: .004, swapped: 1e-5, slip: .003, similar: .02}.rest()},
	birthField:        {m: table{equal: .965, swapped: .008, slip: .015, part: .004, similar: .005}.rest(), u: table{equal: 5e-5, swapped: 3e-5, slip: 1e-3, part: 1e-4, similar: .015}.rest()},
	fatherField:       {m: table{equal: .85, variant: .06, part: .02, short: .02, slip: .02, similar: .01}.rest(), u: table{equal: .02, variant: .005, part: .005, short: .005, slip: .003, similar: .02}.rest()},
	birthPlaceField:   {m: table{equal: .8, part: .12, slip: .02}.rest(), u: table{equal: .05, part: .01, slip: .002}.rest()},
	municipalityField: {m: table{equal: .75, part: .07, slip: .02}.rest(), u: table{equal: .08, part: .01, slip: .002}.rest()},
	postcodeField:     {m: table{equal: .78, slip: .05}.rest(), u: table{equal: .06, slip: .05}.rest()},
	addressField:      {m: table{equal: .55, part: .1, similar: .12}.rest(), u: table{equal: 5e-4, part: 1e-3, similar: 5e-3}.rest()},
	phoneField:        {m: table{equal: .7, slip: .03}.rest(), u: table{equal: 1e-4, slip: 1e-4}.rest()},
	emailField:        {m: table{equal: .75, slip: .05}.rest(), u: table{equal: 2e-5, slip: 1e-5}.rest()},
}
