// Package sample makes people who never lived, a roster of them with the errors of offices, and applications whose right line is
// known: what matching is measured on. The same seed makes the same people.
package sample

import (
	"math"
	"math/rand/v2"
	"strings"

	"albo/app/fold"
	"albo/app/roster/matching"
	"albo/models"
)

// World is a roster and those who apply.
type World struct {
	Lines        []matching.Person
	Applications []matching.Person
	Truth        []int // for each application the person it is of, -1 when that one is not in the roster
	Who          []int // for each line the person it is of
}

var (
	surnames = strings.Fields("Rossi Russo Ferrari Bianchi Romano Ricci Marino Greco Bruno Conti Costa Rizzo Moretti Fontana Mariani Galli Martini Leone Serra Villa " +
		"García Fernández López Martínez Sánchez Pérez Gómez Jiménez Ruiz Díaz Moreno Muñoz Álvarez Romero Navarro Torres " +
		"Παπαδόπουλος Οικονόμου Γεωργίου Δημητρίου Νικολάου Ιωάννου Βασιλείου Αντωνίου Μακρής Σαμαράς")
	roots    = strings.Fields("Bald Barb Bell Bern Cal Camp Can Cap Cast Cav Cer Cor Dal Don Fab Fant Fior Franc Gab Gal Ger Gor Guid Lanz Laur Lor Luc Mal Mant Marc Maz Mich Mont Nan Oliv Ors Pal Ped Pic Port Rav Rig Rob Sab Sal Sart Ser Stef Tad Tom Urb Val Ver Vit Zan Zuc")
	endings  = strings.Fields("i ini etti elli one acci ato aldi uzzi ella ardi enti otti olo eri igo azzo ález ero ado")
	given    = strings.Fields("Maria Giuseppe Anna Giovanni Rosa Antonio Francesca Mario Giulia Luigi Paola Francesco Laura Marco Chiara Andrea Sara Elena Stefano Martina Davide Silvia Luca Matteo Elisa Lorenzo Carmen José Ana Manuel Isabel Dolores Juan Pilar Javier Teresa Carlos Cristina Μαρία Γεώργιος Ελένη Ιωάννης Κατερίνα Νικόλαος Σοφία Δημήτριος Χρήστος Βασιλική")
	allNames = append(append([]string{}, surnames...), crossed()...)
)

func crossed() (names []string) {
	for _, root := range roots {
		for _, ending := range endings {
			names = append(names, root+ending)
		}
	}
	return names
}

// New makes a roster of so many lines, one in twelve a person once more and written otherwise, and so many applications, one in five
// of somebody who is not in it.
func New(lines, applications int, seed uint64) World {
	r := rand.New(rand.NewPCG(seed, 20))
	var w World
	for i := range lines {
		if i > 100 && r.IntN(12) == 0 {
			again := r.IntN(i)
			w.Lines, w.Who = append(w.Lines, mistaken(r, w.Lines[again])), append(w.Who, w.Who[again])
			continue
		}
		w.Lines, w.Who = append(w.Lines, somebody(r)), append(w.Who, i)
	}
	for range applications {
		if r.IntN(5) == 0 {
			w.Applications, w.Truth = append(w.Applications, somebody(r)), append(w.Truth, -1)
			continue
		}
		line := r.IntN(lines)
		p := w.Lines[line]
		if r.IntN(4) > 0 {
			p = mistaken(r, p)
		}
		w.Applications, w.Truth = append(w.Applications, p), append(w.Truth, w.Who[line])
	}
	return w
}

func somebody(r *rand.Rand) matching.Person {
	p := matching.Person{
		Surname: skewed(r, allNames), GivenName: skewed(r, given), Municipality: skewed(r, allNames[:300]),
		BirthDate: models.NewDate(1945, 1, 1).AddDays(r.IntN(60 * 365)),
	}
	if r.IntN(4) == 0 {
		p.GivenName += " " + skewed(r, given)
	}
	return p
}

// skewed takes the first names far more often than the last.
func skewed(r *rand.Rand, names []string) string {
	return names[int(float64(len(names))*math.Pow(r.Float64(), 2.2))]
}

// mistaken writes a person as another office may: in capitals, without accents, with a slip, in the wrong columns, with one name of two.
func mistaken(r *rand.Rand, p matching.Person) matching.Person {
	for range 1 + r.IntN(2) {
		switch r.IntN(7) {
		case 0:
			p.Surname, p.GivenName = strings.ToUpper(p.Surname), strings.ToUpper(p.GivenName)
		case 1:
			p.Surname, p.GivenName = fold.Name(p.Surname), fold.Name(p.GivenName)
		case 2:
			p.Surname = slip(r, p.Surname)
		case 3:
			p.GivenName = slip(r, p.GivenName)
		case 4:
			p.Surname, p.GivenName = p.GivenName, p.Surname
		case 5:
			p.GivenName = strings.Fields(p.GivenName)[0]
		case 6:
			if p.BirthDate.Day() <= 12 && r.IntN(4) == 0 {
				p.BirthDate = models.MustDate(p.BirthDate.String()[:5] + p.BirthDate.String()[8:] + "-" + p.BirthDate.String()[5:7])
			}
		}
	}
	return p
}

// slip changes, drops, doubles or exchanges a letter within a word.
func slip(r *rand.Rand, s string) string {
	word := []rune(s)
	if len(word) < 4 {
		return s
	}
	at := 1 + r.IntN(len(word)-2)
	switch r.IntN(4) {
	case 0:
		word[at], word[at+1] = word[at+1], word[at]
	case 1:
		word = append(word[:at], word[at+1:]...)
	case 2:
		word = append(word[:at], append([]rune{word[at]}, word[at:]...)...)
	default:
		word[at] = rune('a' + r.IntN(26))
	}
	return string(word)
}
