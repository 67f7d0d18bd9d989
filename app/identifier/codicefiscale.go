package identifier

import (
	"fmt"
	"strings"

	"albo/models"
)

// codiceFiscaleShape: surname 3, given name 3, year 2, month 1, day 2, birthplace 4, check 1
// (D.M. 23 December 1976 n. 13813, art. 2).
const codiceFiscaleShape = "aaaaaaddmddaddda"

// months are the letters of January to December.
const months = "ABCDEHLMPRST"

// omocodia holds the letters that stand for the digits 0 to 9 when two people would get the same code.
const omocodia = "LMNPQRSTUV"

// Decoded is what a codice fiscale tells of its holder. The century is not in it.
type Decoded struct {
	Surname, GivenName string // three letters each
	Year               int    // last two digits
	Month, Day         int
	Sex                string // M or F
	Birthplace         string // Belfiore code of the Comune, or Z and three digits for a country; ceased ones included
}

// DecodeCodiceFiscale reads a codice fiscale, omocodia undone; false when it is not valid.
func DecodeCodiceFiscale(code string) (Decoded, bool) {
	code, problem := Check(ItCodiceFiscale, code)
	if problem != nil {
		return Decoded{}, false
	}
	return decode(code), true
}

// DecodeChecked reads what Check has normalised and found right; false for the numbers that stand for a codice fiscale.
func DecodeChecked(code string) (Decoded, bool) {
	if len(code) != len(codiceFiscaleShape) {
		return Decoded{}, false
	}
	return decode(code), true
}

// ComputeCodiceFiscale computes the code of a person: sex is M or F, birthplace a Belfiore code. The tax office may have
// given another one (omocodia, names in another order), so use it to compare, never to fill a field. It is empty when
// something is missing or a name is not in Latin letters.
func ComputeCodiceFiscale(surname, givenName, sex string, birthDate models.Date, birthplace string) string {
	surnameLetters, latin1 := latinLetters(surname)
	nameLetters, latin2 := latinLetters(givenName)
	if !latin1 || !latin2 || birthDate.IsZero() || sex != "M" && sex != "F" {
		return ""
	}
	day := birthDate.Day()
	if sex == "F" {
		day += 40
	}
	code := fmt.Sprintf("%s%s%02d%c%02d%s", surnameTriplet(surnameLetters), givenNameTriplet(nameLetters),
		birthDate.Year()%100, months[birthDate.Month()-1], day, Normalise(birthplace))
	if misfit(code, "aaaaaannmnnannn") != nil {
		return ""
	}
	return code + checkLetter(code)
}

func checkCodiceFiscale(code string) *models.Text {
	if problem := misfit(code, codiceFiscaleShape); problem != nil {
		return problem
	}
	if day := dayField(code); day < 1 || day > 31 && day < 41 || day > 71 {
		return say("identifier.birth_day", "day", fmt.Sprintf("%02d", day))
	}
	d := decode(code)
	if problem := noSuchDate(d.Year, d.Month, d.Day); problem != nil {
		return problem
	}
	if code[15:] != checkLetter(code[:15]) {
		return wrongCheck(code)
	}
	return nil
}

// decode reads a code that fits its shape.
func decode(code string) Decoded {
	code = inDigits(code)
	d := Decoded{
		Surname:    code[:3],
		GivenName:  code[3:6],
		Year:       number(code[6:8]),
		Month:      strings.IndexByte(months, code[8]) + 1,
		Day:        dayField(code),
		Sex:        "M",
		Birthplace: code[11:15],
	}
	if d.Day > 40 {
		d.Day, d.Sex = d.Day-40, "F"
	}
	return d
}

// dayField is the day as written: 40 more for a woman.
func dayField(code string) int { return number(inDigits(code)[9:11]) }

// withoutOmocodia turns the letters that replace digits back and computes the check character anew: the code as it was
// before it had to be told apart from somebody else's (D.M. 13813/1976).
func withoutOmocodia(code string) string {
	code = inDigits(code)
	return code[:15] + checkLetter(code[:15])
}

// inDigits turns the letters that replace digits back and leaves the check character.
func inDigits(code string) string {
	var digits []byte
	for i := range 15 {
		if codiceFiscaleShape[i] != 'd' || code[i] <= '9' {
			continue
		}
		if digit := strings.IndexByte(omocodia, code[i]); digit >= 0 {
			if digits == nil {
				digits = []byte(code)
			}
			digits[i] = '0' + byte(digit)
		}
	}
	if digits == nil {
		return code
	}
	return string(digits)
}

// checkLetter is the control character over capital letters and digits, in which 0 to 9 count as A to J and the
// characters in odd places, the first among them, by a table (D.M. 13813/1976, art. 7). The CIN of an Italian account uses it too.
func checkLetter(code string) string {
	odd := [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}
	sum := 0
	for i := range len(code) {
		value := int(code[i] - '0')
		if code[i] >= 'A' {
			value = int(code[i] - 'A')
		}
		if i%2 == 0 {
			value = odd[value]
		}
		sum += value
	}
	return string(rune('A' + sum%26))
}
