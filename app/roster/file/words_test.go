package file

import (
	"testing"

	"albo/models"
)

func TestHeaders(t *testing.T) {
	for header, want := range map[string]string{
		"COGNOME":                         "surname whole",
		"Cognome dell'assistente":         "surname inside",
		"Cognome (da nubile)":             "surname whole",
		"Cognome del coniuge":             "married_name whole",
		"Telefono del coniuge":            " unknown",
		"NOME":                            "given_name whole",
		"Nome del padre":                  "father_name whole",
		"Professione del padre":           " unknown",
		"Nome corso":                      "other whole",
		"Όνομα Πατρός":                    "father_name whole",
		"ΠΑΤΡΩΝΥΜΟ":                       "father_name whole",
		"Μητρώνυμο":                       "mother_name whole",
		"Α.Φ.Μ":                           "tax_code whole",
		"Τ.Κ.":                            "postcode whole",
		"C.A.P.":                          "postcode whole",
		"C.Postal":                        "postcode whole",
		"Indirizzo":                       "address whole",
		"Indirizzo di residenza":          "address whole",
		"Indirizzo e-mail":                "email whole",
		"Indirizzo PEC":                   "email weak",
		"Sesso (M/F)":                     "sex whole",
		"M/F":                             "sex whole",
		"ΟΝΟΜΑ":                           "given_name whole",
		"ΕΠΩΝΥΜΟ":                         "surname whole",
		"Cognome e Nome":                  "full_name whole",
		"COGNOME/NOME":                    "full_name whole",
		"Cognome e nome dell'operatore":   "full_name inside",
		"Primer apellido":                 "surname whole",
		"2º apellido":                     "second_surname whole",
		"C.F.":                            "tax_code whole",
		"CodiceFiscale":                   "tax_code whole",
		"COD. FISC.":                      "tax_code whole",
		"codice_fiscale":                  "tax_code whole",
		"D.N.I./N.I.E.":                   "tax_code whole",
		"Α.Φ.Μ.":                          "tax_code whole",
		"Nato il":                         "birth_date whole",
		"Nato a":                          "birth_place whole",
		"DATA  DI\nNASCITA":               "birth_date whole",
		"Data di nascita (gg/mm/aaaa)":    "birth_date whole",
		"F. Nacimiento":                   "birth_date whole",
		"Ημ/νία Γέννησης":                 "birth_date whole",
		"Comune di nascita":               "birth_place whole",
		"Comune di residenza o domicilio": "municipality inside",
		"Comune":                          "municipality whole",
		"Comune di Morte":                 "other whole",
		"N°":                              "number whole",
		"N. d'ordine":                     "number whole",
		"Α/Α":                             "number whole",
		"N. determina":                    "act_number whole",
		"Det. n.":                         "act_number whole",
		"Data atto":                       "act_date whole",
		"Αρ. απόφασης":                    "act_number whole",
		"Stato":                           "status whole",
		"Stato civile":                    "other whole",
		"Stato di nascita":                "birth_place whole",
		"Scadenza":                        "listed_until whole",
		"Scadenza quota associativa":      " unknown",
		"Scadenza documento d'identità":   " unknown",
		"Dal":                             "listed_from whole",
		"Al":                              "listed_until whole",
		"E-Mail":                          "email whole",
		"e mail":                          "email whole",
		"PEC":                             "email weak",
		"Tel.":                            "phone whole",
		"Telefono / Cellulare":            "phone whole",
		"Titolo":                          "qualification weak",
		"Ore":                             "hours whole",
		"Ore settimanali":                 "other whole",
		"Codice fiscale / Steuernummer":   "tax_code whole",
		"1. Cognome":                      "surname whole",
		"(2) Nome":                        "given_name whole",
		"A) Data di nascita":              "birth_date whole",
		"Α. ΕΠΩΝΥΜΟ":                      "surname whole",
		"Nome 1":                          "given_name whole",
		"2. apellido":                     "second_surname whole",
		"N. iscr.":                        "number whole",
		"First":                           "given_name whole",
		"Last":                            "surname whole",
		"First/Last":                      "full_name whole",
		"first name/last name":            "full_name whole",
		"Name (first, last)":              "given_name whole",
		"Nome e Cognome":                  "full_name whole",
		"Apellidos, nombre":               "full_name whole",
		"Ονοματεπώνυμο":                   "full_name whole",
		"ONOMATEPONYMO":                   "full_name whole",
		"Onoma":                           "given_name whole",
		"EPONYMO":                         "surname whole",
		"ΕΠΙΘΕΤΟ":                         "surname whole",
		"POPPI":                           " unknown",
		"":                                " unknown",
		"12/03/1980":                      " unknown",
	} {
		field, r := words.header(header)
		if got := field + " " + []string{"unknown", "weak", "inside", "whole"}[r]; got != want {
			t.Errorf("header(%q) = %s, want %s", header, got, want)
		}
	}
}

// Every field that a column can have is known by some word, and every status, month and aside is folded as cells are.
func TestVocabularyIsComplete(t *testing.T) {
	fields := map[string]bool{secondSurname: true, otherHeader: true}
	for _, field := range models.RosterFields {
		fields[string(field)] = true
	}
	named := map[string]bool{}
	for phrase, term := range words.headers {
		named[term.field] = true
		if !fields[term.field] || phrase == "" {
			t.Errorf("%q stands for the field %q, which does not exist", phrase, term.field)
		}
	}
	for field := range fields {
		if !named[field] {
			t.Errorf("no header names %s", field)
		}
	}
	statuses := map[models.LineStatus]bool{models.LineValid: true, models.LineSuspended: true, models.LineRevoked: true}
	for word, status := range words.status {
		if !statuses[status] {
			t.Errorf("%q means the status %q, which does not exist", word, status)
		}
	}
	if len(words.months) < 12*4 || len(words.asides) < 50 || len(words.elsewhere) < 20 {
		t.Error("a section of words.txt is not read")
	}
}
