package identifier

import (
	"strings"
	"unicode/utf8"

	"albo/models"
)

// checkDNI: eight digits and the letter that their remainder by 23 gives (Real Decreto 1553/2005, art. 11; as a tax number
// Real Decreto 1065/2007, art. 19).
func checkDNI(code string) *models.Text {
	switch {
	case len(code) == 8 && allDigits(code):
		return say("identifier.es_letter_missing")
	case len(code) == 8 && allDigits(code[:7]):
		return say("identifier.es_leading_zero")
	}
	if problem := misfit(code, "nnnnnnnna"); problem != nil {
		return problem
	}
	return spanishLetter(code, code[:8])
}

// checkNIE: X, Y or Z, which count as 0, 1 and 2, seven digits and the letter as in a DNI
// (Orden INT/2058/2008).
func checkNIE(code string) *models.Text {
	first := strings.IndexByte("XYZ", code[0])
	if first < 0 {
		return say("identifier.nie_start", "char", firstCharacter(code))
	}
	if problem := letterAndDigits(code); problem != nil {
		return problem
	}
	return spanishLetter(code, string(rune('0'+first))+code[1:8])
}

// checkNIFSpecial: K (under 14, no DNI), L (Spaniard abroad, no DNI) or M (foreigner, no NIE), seven digits and the
// letter over them as in a DNI (Real Decreto 1065/2007, art. 19 and 20).
func checkNIFSpecial(code string) *models.Text {
	if !strings.Contains("KLM", code[:1]) {
		return say("identifier.nif_special_start", "char", firstCharacter(code))
	}
	if problem := letterAndDigits(code); problem != nil {
		return problem
	}
	return spanishLetter(code, code[1:8])
}

// checkCIF: a letter for the kind of organisation, seven digits and a control that is a digit for A, B, E and H, a
// letter for N, P, Q, R, S and W, either for the others (Orden EHA/451/2008).
func checkCIF(code string) *models.Text {
	if !strings.Contains("ABCDEFGHJNPQRSUVW", code[:1]) {
		return say("identifier.cif_start", "char", firstCharacter(code))
	}
	control := "c"
	switch {
	case strings.Contains("ABEH", code[:1]):
		control = "n"
	case strings.Contains("NPQRSW", code[:1]):
		control = "a"
	}
	if problem := misfit(code, "annnnnnn"+control); problem != nil {
		return problem
	}
	digit := luhn(code[1:8])
	switch {
	case allZeros(code[1:8]):
		return say("identifier.placeholder")
	case code[8:] != digit && code[8] != "JABCDEFGHI"[number(digit)]:
		return wrongCheck(code)
	}
	return nil
}

// spanishPersonKind tells by the first character which number of a person is meant.
func spanishPersonKind(code string) Kind {
	switch {
	case code != "" && strings.Contains("XYZ", code[:1]):
		return EsNIE
	case code != "" && strings.Contains("KLM", code[:1]):
		return EsNIFSpecial
	}
	return EsDNI
}

func letterAndDigits(code string) *models.Text {
	if len(code) == 8 && allDigits(code[1:]) {
		return say("identifier.es_letter_missing")
	}
	return misfit(code, "annnnnnna")
}

func spanishLetter(code, digits string) *models.Text {
	switch {
	case allZeros(digits): // 00000000T and X0000000T fit the formula and stand for nobody
		return say("identifier.placeholder")
	case code[8] != "TRWAGMYFPDXBNJZSQVHLCKE"[number(digits)%23]:
		return wrongCheck(code)
	}
	return nil
}

func firstCharacter(code string) string {
	_, size := utf8.DecodeRuneInString(code)
	return code[:size]
}
