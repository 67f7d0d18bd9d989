package matching

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"albo/app/fold"
	"albo/app/identifier"
	"albo/models"
)

// Person is what one source says of somebody; what it does not say is empty.
type Person struct {
	Surname, GivenName, FatherName string
	MarriedName                    string // another surname, in place of Surname or beside it
	BirthDate                      models.Date
	BirthPlace                     string
	TaxCode                        string // normalised, as written
	TaxCodeKey                     string // its comparison form (identifier.Key); empty when its check character is wrong
	Municipality                   string // of residence
	Postcode, Address              string
	Phone, Email                   string
}

// OfDeclared is the person of a declared identity; OfLine that of a line of a roster.
func OfDeclared(d models.Declared) Person {
	return Person{
		Surname: d.Surname, GivenName: d.GivenName, BirthDate: d.BirthDate, BirthPlace: d.BirthPlace,
		TaxCode: d.TaxCode, TaxCodeKey: d.TaxCodeKey, Municipality: d.Municipality, Phone: d.Phone,
	}
}

func OfLine(l *models.RosterLine) Person {
	return Person{
		Surname: l.Surname, GivenName: l.GivenName, FatherName: l.FatherName, MarriedName: l.MarriedName,
		BirthDate: l.BirthDate, BirthPlace: l.BirthPlace, TaxCode: l.TaxCode, TaxCodeKey: l.TaxCodeKey,
		Municipality: l.Municipality, Postcode: l.Postcode, Address: l.Address, Phone: l.Phone, Email: l.Email,
	}
}

// Record is a person prepared for comparison.
type Record struct {
	Person
	surname, given, father, whole name
	married                       name
	born                          day
	code                          string // comparison form; empty when there is none that can be compared
	birthPlace, municipality      text
	address                       text
	postcode, phone, email        string
	names                         uint64 // hash of the sounds of all names, in whatever order
	hash                          uint64 // of all that it says
}

// text is a place or an address, folded.
type text struct {
	joined  string
	words   []string
	letters letters
}

// day is a birth date. One that stands only in the tax code has two digits of the year.
type day struct {
	year, month, day int
	fromCode         bool
}

func (d day) known() bool { return d.day != 0 }

func (d day) String() string {
	if !d.known() {
		return ""
	}
	return strconv.Itoa((d.year*100+d.month)*100 + d.day)
}

// preparer makes records; it keeps the words it has met, because names repeat.
type preparer struct{ words map[string]*word }

func newPreparer() *preparer { return &preparer{words: map[string]*word{}} }

// Prepare makes a person ready for comparison.
func Prepare(p Person) Record { return newPreparer().record(p) }

// PrepareAll does so with many, on all cores.
func PrepareAll(people []Person) []Record {
	records := make([]Record, len(people))
	inParallel(len(people), func(from, to int) {
		prepare := newPreparer()
		for i := from; i < to; i++ {
			records[i] = prepare.record(people[i])
		}
	})
	return records
}

func (w *preparer) record(p Person) Record {
	r := Record{
		Person: p, surname: w.name(p.Surname), given: w.name(p.GivenName), father: w.name(p.FatherName), married: w.name(p.MarriedName),
		birthPlace: newText(p.BirthPlace), municipality: newText(p.Municipality), address: newText(p.Address),
		postcode: strings.ReplaceAll(fold.Name(p.Postcode), " ", ""), phone: lastDigits(p.Phone), email: strings.ToLower(p.Email),
	}
	r.whole = both(&r.surname, &r.given)
	r.names = nameKey(&r)
	if r.code = p.TaxCodeKey; r.code == "" && !strings.Contains(p.TaxCode, "*") && len(p.TaxCode) >= 5 {
		r.code = p.TaxCode
	}
	switch code, ok := identifier.DecodeChecked(p.TaxCodeKey); {
	case !p.BirthDate.IsZero():
		r.born = day{p.BirthDate.Year(), int(p.BirthDate.Month()), p.BirthDate.Day(), false}
	case ok:
		r.born = day{code.Year, code.Month, code.Day, true}
	}
	r.hashed()
	return r
}

func (w *preparer) name(s string) name {
	if s == "" {
		return name{}
	}
	return newNameWith(w.word, s)
}

func (w *preparer) word(s string) *word {
	known, ok := w.words[s]
	if !ok {
		known = newWord(s)
		w.words[s] = known
	}
	return known
}

// both are the words of surname and given name together; names of two words are never compared as a whole.
func both(surname, given *name) name {
	n := name{words: append(slices.Clip(surname.words), given.words...), joined: surname.joined + given.joined, letters: surname.letters | given.letters}
	if len(n.words) > 2 {
		n.sound = Sound(n.joined)
	}
	return n
}

func newText(s string) text {
	if s == "" {
		return text{}
	}
	folded := fold.Name(s)
	joined := strings.ReplaceAll(folded, " ", "")
	return text{joined, strings.Fields(folded), lettersOf(joined)}
}

// lastDigits are the nine digits a telephone number ends with: with and without a country's prefix they are the same.
func lastDigits(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	if len(digits) < 6 {
		return ""
	}
	return digits[max(0, len(digits)-9):]
}

// hashed sets the hash of all that a record says.
func (r *Record) hashed() {
	h := hashOf(r.born.String())
	for _, said := range [...]string{r.TaxCode, r.Surname, r.GivenName, r.FatherName, r.MarriedName, r.BirthPlace, r.Municipality, r.Postcode, r.Address, r.Phone, r.Email} {
		h = mix(h, hashOf(said))
	}
	r.hash = h
}

// compareContents orders records by what they say, so that nothing depends on the order in which they came.
func compareContents(a, b *Record) int { return cmp.Compare(a.hash, b.hash) }
