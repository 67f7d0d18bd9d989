package identifier

import (
	"encoding/csv"
	"os"
	"testing"

	"albo/models"
)

// rows reads a CSV file with a header into one map per row.
func rows(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		out = append(out, row)
	}
	return out
}

func TestCheckVectors(t *testing.T) {
	// mod 97 is right and only the Italian CIN is not: a bank would pay, so it is a warning and not a refusal
	const onlyWarned = "IT65A0542811101000000123456"
	vectors := rows(t, "testdata/identifiers.csv")
	if len(vectors) != 210 {
		t.Fatalf("%d vectors, want 210", len(vectors))
	}
	for _, v := range vectors {
		kind := Kind(v["kind"])
		code, problem := Check(kind, v["value"])
		warning := Warning(kind, code)
		if v["value"] == onlyWarned {
			if problem != nil || warning == nil || warning.Key != "identifier.iban_cin" {
				t.Errorf("%s %q: problem %v, warning %v; want the CIN warning alone", kind, v["value"], problem, warning)
			}
			continue
		}
		if (problem == nil) != (v["valid"] == "true") {
			t.Errorf("%s %q: problem %v, want valid=%s (%s)", kind, v["value"], problem, v["valid"], v["note"])
		}
		if problem == nil && warning != nil {
			t.Errorf("%s %q: unexpected warning %v", kind, v["value"], warning)
		}
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		kind    Kind
		value   string
		problem models.Text
	}{
		{ItCodiceFiscale, " ", models.Say("identifier.empty")},
		{"passport", "AB123", models.Say("identifier.unchecked_kind")},
		{ItCodiceFiscale, "BNCLCU72M64G879", models.Say("identifier.too_short", "n", "15", "wanted", "16")},
		{ItCodiceFiscale, "BNCLCU72M64G879DA", models.Say("identifier.too_long", "n", "17", "wanted", "16")},
		{ItCodiceFiscale, "BNCLCU72M64G879A", models.Say("identifier.wrong_check", "char", "A")},
		{ItCodiceFiscale, "BNC1CU72M64G879T", models.Say("identifier.letter_expected", "position", "4", "char", "1")},
		{ItCodiceFiscale, "ÀÈÌÒÙÀ72M64G879X", models.Say("identifier.letter_expected", "position", "1", "char", "À")},
		{ItCodiceFiscale, "BNCLCU72M64G87OT", models.Say("identifier.digit_not_letter", "position", "15", "char", "O", "digit", "0")},
		{ItCodiceFiscale, "BNCLCU7AM64G879D", models.Say("identifier.digit_expected", "position", "8", "char", "A")},
		{ItCodiceFiscale, "BNCLCU72F64G879Y", models.Say("identifier.month_letter", "position", "9", "char", "F")},
		{ItCodiceFiscale, "BNCLCU72M32G879W", models.Say("identifier.birth_day", "day", "32")},
		{ItCodiceFiscale, "RSSMRA85B30F205F", models.Say("identifier.no_such_date", "day", "30", "month", "02", "year", "85")},
		{ItPartitaIVA, "00000000000", models.Say("identifier.it_serial_zero")},
		{ItPartitaIVA, "01234561221", models.Say("identifier.it_office", "office", "122")},
		{ItPartitaIVA, "FR01234560512", models.Say("identifier.foreign_prefix", "prefix", "FR")},
		{ItPartitaIVA, "0123456I511", models.Say("identifier.digit_not_letter", "position", "8", "char", "I", "digit", "1")},
		{EsDNI, "12345678", models.Say("identifier.es_letter_missing")},
		{EsDNI, "1234567L", models.Say("identifier.es_leading_zero")},
		{EsDNI, "00000000T", models.Say("identifier.placeholder")},
		{EsDNI, "12345678Ñ", models.Say("identifier.letter_expected", "position", "9", "char", "Ñ")},
		{EsNIE, "X0000000T", models.Say("identifier.placeholder")},
		{EsNIE, "X2482300", models.Say("identifier.es_letter_missing")},
		{EsNIE, "ÑX482300W", models.Say("identifier.nie_start", "char", "Ñ")},
		{EsNIFSpecial, "X1234567L", models.Say("identifier.nif_special_start", "char", "X")},
		{EsNIFSpecial, "K123456L", models.Say("identifier.too_short", "n", "8", "wanted", "9")},
		{EsNIFSpecial, "K0000000T", models.Say("identifier.placeholder")},
		{EsCIF, "O28123453", models.Say("identifier.cif_start", "char", "O")},
		{EsCIF, "P28092005", models.Say("identifier.letter_expected", "position", "9", "char", "5")}, // a local authority has a letter
		{EsCIF, "A1358562E", models.Say("identifier.digit_expected", "position", "9", "char", "E")},  // a company has a digit
		{EsCIF, "G00000000", models.Say("identifier.placeholder")},
		{EsCIF, "G2812345*", models.Say("identifier.unexpected_character", "position", "9", "char", "*")},
		{GrAFM, "94259216", models.Say("identifier.afm_leading_zero")},
		{GrAFM, "000000000", models.Say("identifier.placeholder")},
		{GrAFM, "15068501236", models.Say("identifier.amka_for_afm")},
		{GrAFM, "12A094259216", models.Say("identifier.afm_in_personal_number")},
		{GrAFM, "IT094259216", models.Say("identifier.foreign_prefix", "prefix", "IT")},
		{GrAMKA, "15138501232", models.Say("identifier.no_such_date", "day", "15", "month", "13", "year", "85")},
		{GrPersonalNumber, "12A094259217", models.Say("identifier.personal_number_afm")},
		{GrPersonalNumber, "12Γ094259216", models.Say("identifier.letter_expected", "position", "3", "char", "Γ")},
		{IBAN, "0001", models.Say("identifier.iban_start")},
		{IBAN, "BR1800000000141455123924100C2", models.Say("identifier.iban_country", "country", "BR")},
		{IBAN, "IT61X0542811101000000123456", models.Say("identifier.iban_check")},
		{IBAN, "DE00370400440000000060", models.Say("identifier.iban_check")}, // 1 modulo 97, but 00, 01 and 99 are never given
		{IBAN, "DE99370400440000000024", models.Say("identifier.iban_check")},
		{IBAN, "ES2121000418450200051331", models.Say("identifier.iban_ccc")},
		{IBAN, "IT60X0542811101000000123", models.Say("identifier.too_short", "n", "24", "wanted", "27")},
	} {
		_, problem := Check(c.kind, c.value)
		if problem == nil || !same(*problem, c.problem) {
			t.Errorf("%s %q: %v, want %v", c.kind, c.value, problem, c.problem)
		}
	}
}

func same(a, b models.Text) bool {
	if a.Key != b.Key || len(a.Args) != len(b.Args) {
		return false
	}
	for name, value := range a.Args {
		if b.Args[name] != value {
			return false
		}
	}
	return true
}

func TestCheckPerson(t *testing.T) {
	for _, c := range []struct {
		country, value string
		kind           Kind
		code, problem  string
	}{
		{"IT", "rssmra45c12f205c", ItCodiceFiscale, "RSSMRA45C12F205C", ""},
		{"IT", "012 3456 0512", ItCodiceFiscaleTemporary, "01234560512", ""},
		{"IT", "0123456051", ItCodiceFiscaleTemporary, "0123456051", "identifier.too_short"},
		{"IT", "", ItCodiceFiscale, "", "identifier.empty"},
		{"ES", "12345678-z", EsDNI, "12345678Z", ""},
		{"ES", "ES12345678Z", EsDNI, "12345678Z", ""},
		{"ES", "x 2482300 w", EsNIE, "X2482300W", ""},
		{"ES", "M1234567L", EsNIFSpecial, "M1234567L", ""},
		{"ES", "G28123453", EsDNI, "G28123453", "identifier.organisation_not_person"},
		{"ES", "", EsDNI, "", "identifier.empty"},
		{"GR", "EL 094259216", GrAFM, "094259216", ""},
		{"GR", "GR094259216", GrAFM, "094259216", ""},
		{"FR", "123", "", "123", "identifier.unchecked_kind"},
	} {
		kind, code, problem := CheckPerson(c.country, c.value)
		if kind != c.kind || code != c.code || keyOf(problem) != c.problem {
			t.Errorf("%s %q: %s %q %v, want %s %q %q", c.country, c.value, kind, code, problem, c.kind, c.code, c.problem)
		}
	}
}

func TestCheckEntity(t *testing.T) {
	for _, c := range []struct {
		country, value string
		kind           Kind
		code, problem  string
	}{
		{"IT", "IT 90012340510", ItCodiceFiscaleEntity, "90012340510", ""},
		{"IT", "RSSMRA45C12F205C", ItCodiceFiscaleEntity, "RSSMRA45C12F205C", "identifier.person_not_organisation"},
		{"ES", "G-28123453", EsCIF, "G28123453", ""},
		{"ES", "12345678Z", EsCIF, "12345678Z", "identifier.person_not_organisation"},
		{"ES", "X2482300W", EsCIF, "X2482300W", "identifier.person_not_organisation"},
		{"ES", "G28123454", EsCIF, "G28123454", "identifier.wrong_check"},
		{"GR", "998362542", GrAFM, "998362542", ""},
		{"GR", "998362543", GrAFM, "998362543", "identifier.wrong_check"},
		{"", "998362542", "", "998362542", "identifier.unchecked_kind"},
	} {
		kind, code, problem := CheckEntity(c.country, c.value)
		if kind != c.kind || code != c.code || keyOf(problem) != c.problem {
			t.Errorf("%s %q: %s %q %v, want %s %q %q", c.country, c.value, kind, code, problem, c.kind, c.code, c.problem)
		}
	}
}

func keyOf(problem *models.Text) string {
	if problem == nil {
		return ""
	}
	return problem.Key
}

func TestPersonalNumberPasses(t *testing.T) {
	for _, value := range []string{"12A094259216", "12α 094259216", "B7K094259216"} {
		if code, problem := Check(GrPersonalNumber, value); problem != nil {
			t.Errorf("%q: %v", code, problem)
		}
	}
}

func TestTemporaryCodeIsFlagged(t *testing.T) {
	kind, code, _ := CheckPerson("IT", "01234560512")
	if warning := Warning(kind, code); keyOf(warning) != "identifier.temporary_code" {
		t.Errorf("warning %v", warning)
	}
}

func TestMask(t *testing.T) {
	const nothing = "*********"
	for _, c := range []struct {
		kind       Kind
		code, want string
	}{
		{EsDNI, "12345678Z", "***4567**"},
		{EsDNI, "12.345.678-z", "***4567**"},
		{EsNIE, "X2482300W", "****2300*"},
		{EsNIFSpecial, "M1234567L", "****4567*"},
		{EsDNI, "RSSMRA45C", nothing},
		{ItCodiceFiscale, "RSSMRA45C12F205C", nothing},
		{ItPartitaIVA, "01234560512", nothing},
		{GrAFM, "094259216", nothing},
		{GrAMKA, "15068501236", nothing},
		{IBAN, "ES9121000418450200051332", nothing},
		{"passport", "AB1234567", nothing},
	} {
		if got := Mask(c.kind, c.code); got != c.want {
			t.Errorf("Mask(%s, %s) = %s, want %s", c.kind, c.code, got, c.want)
		}
	}
}
