package identifier

import "albo/models"

// checkAFM: nine digits, of which the last is the weighted sum of the others, by 256, 128 … 2, modulo 11, modulo 10.
// The old form of eight digits is not padded on the person's behalf.
func checkAFM(code string) *models.Text {
	switch {
	case len(code) == 8 && allDigits(code):
		return say("identifier.afm_leading_zero")
	case len(code) == 11 && checkAMKA(code) == nil:
		return say("identifier.amka_for_afm")
	case len(code) == 12 && checkPersonalNumber(code) == nil:
		return say("identifier.afm_in_personal_number")
	}
	if problem := foreignPrefix(code); problem != nil {
		return problem
	}
	if problem := misfit(code, "nnnnnnnnn"); problem != nil {
		return problem
	}
	sum := 0
	for _, digit := range code[:8] {
		sum = sum*2 + int(digit-'0')*2
	}
	switch {
	case allZeros(code):
		return say("identifier.placeholder")
	case int(code[8]-'0') != sum%11%10:
		return wrongCheck(code)
	}
	return nil
}

// checkAMKA: birth date as DDMMYY, four digits of which the last is odd for men, and a digit by Luhn
// (Law 3655/2008, art. 153).
func checkAMKA(code string) *models.Text {
	if problem := misfit(code, "nnnnnnnnnnn"); problem != nil {
		return problem
	}
	if problem := noSuchDate(number(code[4:6]), number(code[2:4]), number(code[:2])); problem != nil {
		return problem
	}
	if luhn(code[:10]) != code[10:] {
		return wrongCheck(code)
	}
	return nil
}

// checkPersonalNumber: two characters of the citizen's choice, a letter, the AFM (Law 4727/2020, art. 11). The letter is
// a control whose rule is not public, so only the shape and the AFM are checked; sources do not agree on whether the
// first two may be letters, so they may.
func checkPersonalNumber(code string) *models.Text {
	if problem := misfit(code, "ccannnnnnnnn"); problem != nil {
		return problem
	}
	if checkAFM(code[3:]) != nil {
		return say("identifier.personal_number_afm")
	}
	return nil
}
