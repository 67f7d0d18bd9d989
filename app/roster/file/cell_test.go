package file

import "testing"

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"ROSSI":                     "ROSSI",
		"  ROSSI\t ":                "ROSSI",
		"DE  SANTIS":                "DE SANTIS",
		"via Vecchia\r\nscala B":    "via Vecchia scala B",
		"\u00a0ROSSI\u00a0":         "ROSSI",
		"RO\u00adSSI\u200b\ufeff":   "ROSSI",
		"a\x00b\x1fc\x7fd":          "abcd",
		`="012345670"`:              "012345670",
		`"ROSSI"`:                   "ROSSI",
		"'80051890152'":             "80051890152",
		"'0575":                     "0575",
		"'ROSSI":                    "ROSSI",
		"'t Hooft":                  "'t Hooft",
		"CALABRO'":                  "CALABRO'",
		"D'ANGELO":                  "D'ANGELO",
		"null":                      "",
		"N.D.":                      "",
		"n/a":                       "",
		"#N/D":                      "",
		" - ":                       "",
		"—":                         "",
		"////":                      "",
		"Non disponibile":           "",
		"NA":                        "NA",
		"ND'ANGELO":                 "ND'ANGELO",
		"":                          "",
		" ":                         "",
		"'":                         "",
		`=""`:                       `=""`,
		"=\"\"\"RSSMRA61D52G879O\"": `""RSSMRA61D52G879O`,
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestColumnLetters(t *testing.T) {
	for n, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := columnLetter(n); got != want {
			t.Errorf("columnLetter(%d) = %s, want %s", n, got, want)
		}
		if want[0] != 'A' || n > 0 {
			if got := columnOf(want+"7", 0); got != n {
				t.Errorf("columnOf(%s7) = %d, want %d", want, got, n)
			}
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		name, header, country, code string
		surname, givenName          string
	}{
		{"ROSSI MARIA", "Nominativo", "IT", "", "ROSSI", "MARIA"},
		{"ROSSI", "Nominativo", "IT", "", "ROSSI", ""},
		{"Rossi, Maria Anna", "Nominativo", "IT", "", "Rossi", "Maria Anna"},
		{"ROSSI,", "Nominativo", "IT", "", "ROSSI,", ""},
		{"ROSSI Maria", "Nome e cognome", "IT", "", "ROSSI", "Maria"},
		{"Maria ROSSI BIANCHI", "Nominativo", "IT", "", "ROSSI BIANCHI", "Maria"},
		{"DE SANTIS MARIA GRAZIA", "Cognome e nome", "IT", "", "DE SANTIS", "MARIA GRAZIA"},
		{"MARIA GRAZIA DE SANTIS", "Nome e cognome", "IT", "", "DE SANTIS", "MARIA GRAZIA"},
		{"MARIA GRAZIA DE SANTIS", "Nominativo", "IT", "DSNMGR65T71I155A", "DE SANTIS", "MARIA GRAZIA"},
		{"QUISPE MAMANI ROSA", "Nominativo", "IT", "QSPRSO75E41Z611Q", "QUISPE MAMANI", "ROSA"},
		{"GARCÍA LÓPEZ ANA", "Apellidos y nombre", "ES", "", "GARCÍA LÓPEZ", "ANA"},
		{"ANA MARÍA GARCÍA LÓPEZ", "Nombre y apellidos", "ES", "", "GARCÍA LÓPEZ", "ANA MARÍA"},
		{"EVA DE LA TORRE RUIZ", "Nombre y apellidos", "ES", "", "DE LA TORRE RUIZ", "EVA"},
		{"RUIZ EVA", "Apellidos y nombre", "ES", "", "RUIZ", "EVA"},
		{"ΠΑΠΑΔΟΠΟΥΛΟΣ ΓΕΩΡΓΙΟΣ", "Ονοματεπώνυμο", "GR", "", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "ΓΕΩΡΓΙΟΣ"},
		{"Γεώργιος Παπαδόπουλος", "Όνομα Επώνυμο", "GR", "", "Παπαδόπουλος", "Γεώργιος"},
		{"DI", "Nominativo", "IT", "", "DI", ""},
		{"DE LA", "Nominativo", "IT", "", "DE", "LA"},
	} {
		surname, givenName := splitName(c.name, givenNameFirst(c.header), c.country, c.code)
		if surname != c.surname || givenName != c.givenName {
			t.Errorf("splitName(%q) under %q = %q, %q, want %q, %q", c.name, c.header, surname, givenName, c.surname, c.givenName)
		}
	}
}
