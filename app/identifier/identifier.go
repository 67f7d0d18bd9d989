// Package identifier checks the numbers by which Italy, Spain and Greece know people,
// organisations and bank accounts, and says precisely what is wrong with one.
//
// A passed check means that the number is well formed, never that it was issued.
package identifier

import (
	"strings"

	"albo/models"
)

// Kind is a kind of number; its value is also the validator tag and what the database stores.
type Kind string

const (
	ItCodiceFiscale          Kind = "it_codice_fiscale"           // person, 16 characters
	ItCodiceFiscaleTemporary Kind = "it_codice_fiscale_temporary" // person, 11 digits until the definitive code is given
	ItCodiceFiscaleEntity    Kind = "it_codice_fiscale_entity"    // organisation, 11 digits
	ItPartitaIVA             Kind = "it_partita_iva"
	EsDNI                    Kind = "es_dni"
	EsNIE                    Kind = "es_nie"
	EsNIFSpecial             Kind = "es_nif_special" // person with neither DNI nor NIE: K, L, M
	EsCIF                    Kind = "es_cif"         // NIF of an organisation
	GrAFM                    Kind = "gr_afm"         // person or organisation
	GrAMKA                   Kind = "gr_amka"
	GrPersonalNumber         Kind = "gr_personal_number"
	IBAN                     Kind = "iban"
)

var checks = map[Kind]func(code string) *models.Text{
	ItCodiceFiscale:          checkCodiceFiscale,
	ItCodiceFiscaleTemporary: checkElevenDigits,
	ItCodiceFiscaleEntity:    checkElevenDigits,
	ItPartitaIVA:             checkElevenDigits,
	EsDNI:                    checkDNI,
	EsNIE:                    checkNIE,
	EsNIFSpecial:             checkNIFSpecial,
	EsCIF:                    checkCIF,
	GrAFM:                    checkAFM,
	GrAMKA:                   checkAMKA,
	GrPersonalNumber:         checkPersonalNumber,
	IBAN:                     checkIBAN,
}

// vatPrefixes are the country signs that may stand before a tax number in dealings abroad; they are not part of it.
// The sign of Greece is EL, but its ISO code is typed as often.
var vatPrefixes = map[Kind][]string{
	ItCodiceFiscaleTemporary: {"IT"},
	ItCodiceFiscaleEntity:    {"IT"},
	ItPartitaIVA:             {"IT"},
	EsDNI:                    {"ES"},
	EsNIE:                    {"ES"},
	EsNIFSpecial:             {"ES"},
	EsCIF:                    {"ES"},
	GrAFM:                    {"EL", "GR"},
}

// Check normalises s, takes the sign of its own country off a tax number and says what is wrong with what remains.
// A nil problem means valid. The text speaks of the typed characters alone and never tells the right check character,
// which would invite people to mend the wrong one.
func Check(kind Kind, s string) (normalised string, problem *models.Text) {
	code := Normalise(s)
	for _, prefix := range vatPrefixes[kind] {
		code = strings.TrimPrefix(code, prefix)
	}
	check, known := checks[kind]
	switch {
	case !known:
		return code, say("identifier.unchecked_kind")
	case code == "":
		return code, say("identifier.empty")
	}
	return code, check(code)
}

// CheckPerson checks the tax code of a person in a country: IT codice fiscale or, as a kind of its own, the temporary
// code of 11 digits; ES DNI, NIE or special NIF; GR AFM. The kind is empty for any other country.
func CheckPerson(country, s string) (kind Kind, normalised string, problem *models.Text) {
	kind = personKind(country, Normalise(s))
	normalised, problem = Check(kind, s)
	if problem != nil && country == "ES" && valid(EsCIF, s) {
		problem = say("identifier.organisation_not_person")
	}
	return kind, normalised, problem
}

// CheckEntity checks the tax code of an organisation in a country: IT 11 digits, ES CIF, GR AFM.
// The kind is empty for any other country.
func CheckEntity(country, s string) (kind Kind, normalised string, problem *models.Text) {
	kind = map[string]Kind{"IT": ItCodiceFiscaleEntity, "ES": EsCIF, "GR": GrAFM}[country]
	normalised, problem = Check(kind, s)
	if problem != nil && kind != "" && valid(personKind(country, Normalise(s)), s) {
		problem = say("identifier.person_not_organisation")
	}
	return kind, normalised, problem
}

// Warning says what looks doubtful in a valid number and yet must not stop anybody: an Italian IBAN whose CIN does not
// fit, a temporary code that has to be replaced. Nil when there is nothing to say.
func Warning(kind Kind, normalised string) *models.Text {
	switch {
	case kind == ItCodiceFiscaleTemporary:
		return say("identifier.temporary_code")
	case kind == IBAN && wrongCIN(normalised):
		return say("identifier.iban_cin")
	}
	return nil
}

// Key is the form on which two numbers of one kind are compared: a codice fiscale with its omocodia undone,
// so that all 128 variants of a code give the same key; any other number as it is.
func Key(kind Kind, normalised string) string {
	if kind == ItCodiceFiscale && checkCodiceFiscale(normalised) == nil {
		return withoutOmocodia(normalised)
	}
	return normalised
}

func valid(kind Kind, s string) bool {
	_, problem := Check(kind, s)
	return problem == nil
}

func personKind(country, code string) Kind {
	switch {
	case country == "IT" && allDigits(strings.TrimPrefix(code, "IT")):
		return ItCodiceFiscaleTemporary
	case country == "IT":
		return ItCodiceFiscale
	case country == "ES":
		return spanishPersonKind(strings.TrimPrefix(code, "ES"))
	case country == "GR":
		return GrAFM
	}
	return ""
}
