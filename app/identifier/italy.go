package identifier

import "albo/models"

// checkElevenDigits checks what a VAT number, the tax code of an organisation and the temporary code of a person have in
// common: seven digits of serial number, three of the office that gave it, one of control
// (D.M. 23 December 1976 n. 13813; for the VAT number D.P.R. 633/1972, art. 35).
func checkElevenDigits(code string) *models.Text {
	if problem := foreignPrefix(code); problem != nil {
		return problem
	}
	if problem := misfit(code, "nnnnnnnnnnn"); problem != nil {
		return problem
	}
	switch {
	case allZeros(code[:7]):
		return say("identifier.it_serial_zero")
	case !taxOffice(number(code[7:10])):
		return say("identifier.it_office", "office", code[7:10])
	case luhn(code[:10]) != code[10:]:
		return wrongCheck(code)
	}
	return nil
}

// taxOffice tells whether an office has that number: provinces 001 to 100, then 120 and 121 (Rome), 888 and 999.
func taxOffice(n int) bool {
	return 1 <= n && n <= 100 || n == 120 || n == 121 || n == 888 || n == 999
}

// luhn is the check digit to be put after digits (ISO/IEC 7812-1): every second digit from the right counts double.
func luhn(digits string) string {
	sum := 0
	for i := range len(digits) {
		digit := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			digit = digit*2/10 + digit*2%10
		}
		sum += digit
	}
	return string(rune('0' + (10-sum%10)%10))
}
