package identifier

import (
	"strings"
	"unicode"

	"albo/models"
	"golang.org/x/text/unicode/norm"
)

// Verdict is whether one part of a codice fiscale agrees with what a person declares.
type Verdict int

const (
	// NotComparable: not declared, or not in Latin letters.
	NotComparable Verdict = iota
	Agreeing
	Differing
)

// Agreement tells which parts of a codice fiscale agree with the declared data.
type Agreement struct {
	Surname, GivenName, BirthDate Verdict
	Swapped                       bool // surname and given name differ, but would agree in each other's place
}

// Agrees compares a code with a declared surname, given name and birth date.
// The names may honestly differ: many foreign citizens have a code built from their names in another order, and a
// married woman's is built from her maiden name. So a differing name is a warning, never a reason to refuse.
func Agrees(d Decoded, surname, givenName string, birthDate models.Date) Agreement {
	surnameLetters, latin1 := latinLetters(surname)
	nameLetters, latin2 := latinLetters(givenName)
	a := Agreement{
		Surname:   compare(latin1, surnameTriplet(surnameLetters) == d.Surname),
		GivenName: compare(latin2, givenNameTriplet(nameLetters) == d.GivenName),
		BirthDate: compare(!birthDate.IsZero(), d.Born(birthDate)),
	}
	a.Swapped = a.Surname == Differing && a.GivenName == Differing &&
		surnameTriplet(nameLetters) == d.Surname && givenNameTriplet(surnameLetters) == d.GivenName
	return a
}

// Born tells whether a birth date fits the code, which has two digits of the year.
func (d Decoded) Born(on models.Date) bool {
	return on.Year()%100 == d.Year && int(on.Month()) == d.Month && on.Day() == d.Day
}

// Warnings says what differs, for the person who compares the code with a document.
func (a Agreement) Warnings() []models.Text {
	var warnings []models.Text
	if a.Swapped {
		warnings = append(warnings, models.Say("identifier.names_swapped"))
	}
	if a.Surname == Differing && !a.Swapped {
		warnings = append(warnings, models.Say("identifier.surname_differs"))
	}
	if a.GivenName == Differing && !a.Swapped {
		warnings = append(warnings, models.Say("identifier.given_name_differs"))
	}
	if a.BirthDate == Differing {
		warnings = append(warnings, models.Say("identifier.birth_date_differs"))
	}
	return warnings
}

func compare(known, same bool) Verdict {
	switch {
	case !known:
		return NotComparable
	case same:
		return Agreeing
	}
	return Differing
}

// surnameTriplet takes the consonants in order, then the vowels, then X (D.M. 13813/1976).
func surnameTriplet(letters string) string {
	consonants, vowels := split(letters)
	return (consonants + vowels + "XXX")[:3]
}

// givenNameTriplet is as for a surname, but of four or more consonants the second is left out (D.M. 13813/1976).
func givenNameTriplet(letters string) string {
	consonants, vowels := split(letters)
	if len(consonants) > 3 {
		consonants = consonants[:1] + consonants[2:]
	}
	return (consonants + vowels + "XXX")[:3]
}

func split(letters string) (consonants, vowels string) {
	only := func(vowel bool) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("AEIOU", r) != vowel {
				return -1
			}
			return r
		}, letters)
	}
	return only(false), only(true)
}

// transliterated follows the table of the Anagrafe tributaria (Agenzia delle Entrate, circolare 34/E of 20 July 2011);
// below, the letters that are not in it and cannot be stripped of a sign, as passports write them (ICAO 9303).
var transliterated = strings.NewReplacer(
	"Ä", "AE", "Æ", "AE", "Ö", "OE", "Œ", "OE", "Ü", "UE", "ß", "SS", "ẞ", "SS",
	"Ø", "OE", "Ð", "D", "Đ", "D", "Ħ", "H", "Ł", "L", "Ŋ", "N", "Ŧ", "T", "Þ", "TH", "Ə", "E",
)

// latinLetters writes a name in the 26 capitals of which codes are built, all its words as one: accents, apostrophes,
// hyphens and blanks are dropped. False when a letter of another alphabet is in it, or no letter at all.
func latinLetters(name string) (string, bool) {
	name = transliterated.Replace(strings.ToUpper(norm.NFKC.String(name)))
	var letters strings.Builder
	for _, r := range norm.NFKD.String(name) {
		switch {
		case 'A' <= r && r <= 'Z':
			letters.WriteRune(r)
		case unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r): // Lm: an apostrophe typed as a letter, ʼ or ʻ
			return "", false
		}
	}
	return letters.String(), letters.Len() > 0
}
