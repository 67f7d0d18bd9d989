package identifier

import (
	"fmt"
	"strings"

	"albo/models"
)

// accountShapes holds the countries of the SEPA schemes (EPC409-09, 2025) by the sign their IBANs carry, with the form of
// an account there (BBAN, ISO 13616 registry): so many n digits, a letters, c of either.
var accountShapes = map[string]string{
	"AD": "8n12c", "AL": "8n16c", "AT": "16n", "BE": "12n", "BG": "4a6n8c", "CH": "5n12c", "CY": "8n16c",
	"CZ": "20n", "DE": "18n", "DK": "14n", "EE": "16n", "ES": "20n", "FI": "14n", "FR": "10n11c2n",
	"GB": "4a14n", "GI": "4a15c", "GR": "7n16c", "HR": "17n", "HU": "24n", "IE": "4a14n", "IS": "22n",
	"IT": "1a10n12c", "LI": "5n12c", "LT": "16n", "LU": "3n13c", "LV": "4a13c", "MC": "10n11c2n", "MD": "20c",
	"ME": "18n", "MK": "3n10c2n", "MT": "4a5n18c", "NL": "4a10n", "NO": "11n", "PL": "24n", "PT": "21n",
	"RO": "4a16c", "RS": "18n", "SE": "20n", "SI": "15n", "SK": "20n", "SM": "1a10n12c", "VA": "18n",
}

// checkIBAN: country, two check digits so that the whole is 1 modulo 97 (ISO 13616, ISO 7064), then the account in the
// form of its country; for a Spanish one its own control digits too.
func checkIBAN(code string) *models.Text {
	if len(code) < 2 || misfit(code[:2], "aa") != nil {
		return say("identifier.iban_start")
	}
	country := code[:2]
	account, sepa := accountShapes[country]
	if !sepa {
		return say("identifier.iban_country", "country", country)
	}
	if problem := misfit(code, "aann"+spelledOut(account)); problem != nil {
		return problem
	}
	switch {
	case code[2:4] != ibanCheck(country, code[4:]):
		return say("identifier.iban_check")
	case country == "ES" && code[12:14] != spanishControl("00"+code[4:12])+spanishControl(code[14:]):
		return say("identifier.iban_ccc")
	}
	return nil
}

// spelledOut turns 1a3n into annn.
func spelledOut(shape string) string {
	var classes strings.Builder
	count := 0
	for _, r := range shape {
		if digit := int(r - '0'); digit <= 9 {
			count = count*10 + digit
			continue
		}
		classes.WriteString(strings.Repeat(string(r), count))
		count = 0
	}
	return classes.String()
}

func ibanCheck(country, account string) string {
	remainder := 0
	for _, r := range account + country + "00" {
		if r >= 'A' {
			remainder = (remainder*100 + int(r-'A') + 10) % 97
		} else {
			remainder = (remainder*10 + int(r-'0')) % 97
		}
	}
	return fmt.Sprintf("%02d", 98-remainder)
}

// spanishControl is the control digit of a Código Cuenta Cliente over ten digits: weights are the powers of 2 modulo 11.
func spanishControl(digits string) string {
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i]-'0') * ((1 << i) % 11)
	}
	if control := (11 - sum%11) % 11; control < 10 {
		return string(rune('0' + control))
	}
	return "1"
}

// wrongCIN tells of a valid Italian or Sammarinese IBAN whose national check letter does not fit ABI, CAB and account.
// The bank that executes an order looks at the IBAN's own check digits, so this is no more than a warning.
func wrongCIN(code string) bool {
	italian := strings.HasPrefix(code, "IT") || strings.HasPrefix(code, "SM")
	return italian && checkIBAN(code) == nil && code[4:5] != checkLetter(code[5:])
}
