package identifier

import "strings"

// Mask is a number as a public list may show it.
//
// Of a Spanish person the fourth to seventh digits stay: ***4567** for 12345678X, ****4567* for X1234567L (LO 3/2018,
// disposición adicional séptima, in the joint orientation of the data protection authorities of March 2019, so that
// lists published elsewhere do not reveal the other digits). Of anything else nothing stays: parts of a codice fiscale or
// an AMKA tell birth date and sex, and a partly starred Italian code is still personal data; show the number of the act
// or of the protocol instead. An organisation's own code is public and needs no mask.
func Mask(kind Kind, normalised string) string {
	code, problem := Check(kind, normalised)
	switch {
	case problem != nil:
	case kind == EsDNI:
		return "***" + code[3:7] + "**"
	case kind == EsNIE, kind == EsNIFSpecial:
		return "****" + code[4:8] + "*"
	}
	return strings.Repeat("*", 9)
}
