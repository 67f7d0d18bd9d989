package identifier

import (
	"strings"
	"testing"

	"albo/models"
)

func TestPersonVectors(t *testing.T) {
	vectors := rows(t, "testdata/cf_person_vectors.csv")
	if len(vectors) != 16 {
		t.Fatalf("%d vectors, want 16", len(vectors))
	}
	for _, v := range vectors {
		born := models.MustDate(v["birth_date"])
		computed := ComputeCodiceFiscale(v["surname"], v["name"], v["sex"], born, v["belfiore"])
		if omocodia := strings.HasPrefix(v["note"], "omocodia"); !omocodia && computed != v["codice_fiscale"] {
			t.Errorf("%s %s: computed %s, want %s", v["surname"], v["name"], computed, v["codice_fiscale"])
		}
		if key := Key(ItCodiceFiscale, v["codice_fiscale"]); key != computed {
			t.Errorf("%s: key %s, want %s", v["codice_fiscale"], key, computed)
		}
		decoded, ok := DecodeCodiceFiscale(v["codice_fiscale"])
		want := Decoded{
			Surname: computed[:3], GivenName: computed[3:6],
			Year: born.Year() % 100, Month: int(born.Month()), Day: born.Day(), Sex: v["sex"], Birthplace: v["belfiore"],
		}
		if !ok || decoded != want {
			t.Errorf("%s: decoded %+v, want %+v", v["codice_fiscale"], decoded, want)
		}
		agreement := Agrees(decoded, v["surname"], v["name"], born)
		if want := (Agreement{Surname: Agreeing, GivenName: Agreeing, BirthDate: Agreeing}); agreement != want {
			t.Errorf("%s: %+v", v["codice_fiscale"], agreement)
		}
	}
}

func TestAll128VariantsHaveOneKey(t *testing.T) {
	const code = "BNCLCU72M64G879D"
	places := []int{14, 13, 12, 10, 9, 7, 6}
	seen := map[string]bool{}
	for subset := range 1 << len(places) {
		variant := []byte(code[:15])
		for i, place := range places {
			if subset>>i&1 == 1 {
				variant[place] = omocodia[variant[place]-'0']
			}
		}
		whole := string(variant) + checkLetter(string(variant))
		if _, problem := Check(ItCodiceFiscale, whole); problem != nil {
			t.Errorf("%s: %v", whole, problem)
		}
		if key := Key(ItCodiceFiscale, whole); key != code {
			t.Errorf("Key(%s) = %s", whole, key)
		}
		seen[whole] = true
	}
	if len(seen) != 128 {
		t.Errorf("%d variants, want 128", len(seen))
	}
}

func TestKeyLeavesOtherNumbersAlone(t *testing.T) {
	for kind, code := range map[Kind]string{
		EsDNI: "12345678Z", GrAFM: "094259216", ItPartitaIVA: "01234560512",
		ItCodiceFiscale: "not a code", "passport": "AB1234567",
	} {
		if key := Key(kind, code); key != code {
			t.Errorf("Key(%s, %s) = %s", kind, code, key)
		}
	}
}

func TestNamesInCode(t *testing.T) {
	for _, c := range []struct{ surname, givenName, want string }{
		{"Rossi", "Anna", "RSSNNA"},
		{"Fo", "Eva", "FOXVEA"},
		{"D'Angelo", "Nicolò", "DNGNCL"},
		{"D’Angelo", "Gian-Franco", "DNGGFR"},
		{"De La Cruz", "María José", "DLCMJS"},
		{"Müller", "Jürg", "MLLJRG"},
		{"Hü", "Äi", "HUEAEI"}, // ü is ue, ä is ae
		{"Groß", "Æsa", "GRSSAE"},
		{"Łuk", "Ødegård", "LKUDRD"},
		{"Ţepeş", "Ștefan", "TPSSFN"},
		{"Iakovenko", "Solomiʼya", "KVNSMY"},
	} {
		code := ComputeCodiceFiscale(c.surname, c.givenName, "M", models.MustDate("1980-01-01"), "F205")
		if !strings.HasPrefix(code, c.want) {
			t.Errorf("%s %s: %s, want %s…", c.surname, c.givenName, code, c.want)
		}
	}
}

func TestComputeNeedsEverything(t *testing.T) {
	born := models.MustDate("1980-01-01")
	for _, code := range []string{
		ComputeCodiceFiscale("", "Anna", "F", born, "F205"),
		ComputeCodiceFiscale("Rossi", "Άννα", "F", born, "F205"),
		ComputeCodiceFiscale("Шевченко", "Olha", "F", born, "Z138"),
		ComputeCodiceFiscale("Rossi", "Anna", "X", born, "F205"),
		ComputeCodiceFiscale("Rossi", "Anna", "F", models.Date{}, "F205"),
		ComputeCodiceFiscale("Rossi", "Anna", "F", models.NewDate(-7, 1, 1), "F205"),
		ComputeCodiceFiscale("Rossi", "Anna", "F", born, "Milano"),
		ComputeCodiceFiscale("Rossi", "Anna", "F", born, ""),
	} {
		if code != "" {
			t.Errorf("computed %s", code)
		}
	}
	if code := ComputeCodiceFiscale("Rossi", "Mario", "M", models.MustDate("1945-03-12"), " f205 "); code != "RSSMRA45C12F205C" {
		t.Errorf("computed %q", code)
	}
}

func TestDecodeRefusesWrongCodes(t *testing.T) {
	for _, code := range []string{"", "RSSMRA45C12F205A", "01234560512"} {
		if decoded, ok := DecodeCodiceFiscale(code); ok {
			t.Errorf("%q: %+v", code, decoded)
		}
	}
}

func TestAgrees(t *testing.T) {
	decoded, _ := DecodeCodiceFiscale("SHVLHO79S49Z138Z")
	born := models.MustDate("1979-11-09")
	for _, c := range []struct {
		surname, givenName string
		born               models.Date
		want               Agreement
		warnings           string
	}{
		{"Shevchenko", "Olha", born, Agreement{Agreeing, Agreeing, Agreeing, false}, ""},
		{"Shevchenko", "Olga", born, Agreement{Agreeing, Differing, Agreeing, false}, "identifier.given_name_differs"},
		{"Bianchi", "Olha", born, Agreement{Differing, Agreeing, Agreeing, false}, "identifier.surname_differs"},
		{"Olha", "Shevchenko", born, Agreement{Differing, Differing, Agreeing, true}, "identifier.names_swapped"},
		{"Bianchi", "Lucia", born, Agreement{Differing, Differing, Agreeing, false},
			"identifier.surname_differs identifier.given_name_differs"},
		{"Шевченко", "Ольга", born, Agreement{NotComparable, NotComparable, Agreeing, false}, ""},
		{"Σεφτσένκο", "Olha", models.Date{}, Agreement{NotComparable, Agreeing, NotComparable, false}, ""},
		{"Shevchenko", "", models.MustDate("1879-11-09"), Agreement{Agreeing, NotComparable, Agreeing, false}, ""},
		{"Shevchenko", "Olha", models.MustDate("1979-09-11"), Agreement{Agreeing, Agreeing, Differing, false},
			"identifier.birth_date_differs"},
	} {
		agreement := Agrees(decoded, c.surname, c.givenName, c.born)
		var keys []string
		for _, warning := range agreement.Warnings() {
			keys = append(keys, warning.Key)
		}
		if agreement != c.want || strings.Join(keys, " ") != c.warnings {
			t.Errorf("%s %s %s: %+v %v, want %+v %s", c.surname, c.givenName, c.born, agreement, keys, c.want, c.warnings)
		}
	}
}
