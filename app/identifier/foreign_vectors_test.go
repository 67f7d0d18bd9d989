package identifier

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"albo/models"
)

// foreignRows reads vectors that other projects publish. They are not part of this one: they lie in a folder
// shared/testdata beside the checkout or beside a folder above it.
func foreignRows(t *testing.T, name string) []map[string]string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, "shared", "testdata", "identity", name)
		if _, err := os.Stat(path); err == nil {
			return rows(t, path)
		}
		if dir == filepath.Dir(dir) {
			t.Skipf("no shared/testdata/identity/%s beside the checkout: vectors of other projects are not compared", name)
		}
	}
}

// A number is valid for python-stdnum when it is for us, with two explained differences:
//   - its IBAN module accepts every country of the registry, Check those of the SEPA schemes;
//   - its es.iban refuses a Greek account because it is not Spanish; the kind IBAN has no country.
func TestStdnumVectors(t *testing.T) {
	notSEPA := map[string]bool{"BA": true, "BR": true, "GE": true, "GL": true, "JO": true, "PS": true, "SA": true, "TN": true, "XK": true}
	compared := map[string]int{}
	for _, v := range foreignRows(t, "stdnum_vectors_dev.csv") {
		code, want := Normalise(v["number"]), v["expected"] == "valid"
		ok, known := checkAsStdnum(v["type"], code)
		switch {
		case !known:
			continue
		case v["type"] == "iban" && notSEPA[code[:2]]:
			want = false
		case v["type"] == "es.iban" && !strings.HasPrefix(code, "ES"):
			continue
		}
		compared[v["type"]]++
		if ok != want {
			t.Errorf("%s %s: valid %v, want %v (%s)", v["type"], v["number"], ok, want, v["note"])
		}
	}
	for kind, least := range map[string]int{
		"it.codicefiscale": 17, "it.iva": 2, "es.dni": 3, "es.nie": 3, "es.nif": 5, "es.any": 8, "es.cif": 5,
		"es.iban": 3, "gr.amka": 26, "iban": 55, "eu.vat": 28, "vatin": 1,
	} {
		if compared[kind] < least {
			t.Errorf("%s: %d vectors compared, want at least %d", kind, compared[kind], least)
		}
	}
}

// checkAsStdnum asks the question that a module of stdnum answers; known is false for numbers that are not ours.
func checkAsStdnum(module, code string) (ok, known bool) {
	kinds := map[string]Kind{
		"it.iva": ItPartitaIVA, "es.dni": EsDNI, "es.nie": EsNIE, "es.cif": EsCIF, "gr.amka": GrAMKA, "iban": IBAN, "es.iban": IBAN,
	}
	if kind, single := kinds[module]; single {
		return valid(kind, code), true
	}
	country := map[string]string{"it.codicefiscale": "IT", "es.nif": "ES", "es.any": "ES"}[module]
	if (module == "eu.vat" || module == "vatin") && len(code) > 2 {
		country = map[string]string{"IT": "IT", "ES": "ES", "EL": "GR"}[code[:2]]
	}
	_, _, person := CheckPerson(country, code)
	_, _, entity := CheckEntity(country, code)
	return person == nil || entity == nil, country != ""
}

// python-codicefiscale also reads dates and place names in many spellings; those rows are not about the code.
func TestPythonCodicefiscaleVectors(t *testing.T) {
	compared := 0
	for _, v := range foreignRows(t, "codicefiscale_vectors.csv") {
		code := Normalise(v["codice_fiscale"])
		compared++
		switch {
		case v["kind"] == "encode_birthdate_format", v["kind"] == "encode_birthplace":
			compared--
		case v["kind"] == "encode_lastname":
			letters, _ := latinLetters(v["lastname"])
			expect(t, v, surnameTriplet(letters), code)
		case v["kind"] == "encode_firstname":
			letters, _ := latinLetters(v["firstname"])
			expect(t, v, givenNameTriplet(letters), code)
		case v["kind"] == "encode":
			expect(t, v, ComputeCodiceFiscale(v["lastname"], v["firstname"], v["gender"], day(t, v), code[11:15]), code)
		default:
			validity := map[bool]string{true: "valid", false: "invalid"}[valid(ItCodiceFiscale, code)]
			expect(t, v, validity, v["expected"])
		}
		switch v["kind"] {
		case "is_omocode":
			omocode := map[bool]string{true: "omocode=True", false: "omocode=False"}[Key(ItCodiceFiscale, code) != code]
			expect(t, v, omocode, v["note"])
		case "decode":
			decoded, _ := DecodeCodiceFiscale(code)
			expect(t, v, decoded.Sex, v["gender"])
			if Agrees(decoded, "", "", day(t, v)).BirthDate != Agreeing {
				t.Errorf("%s: %+v, want the date %s", code, decoded, v["birthdate"])
			}
		}
	}
	if compared < 70 {
		t.Errorf("%d vectors compared, want at least 70", compared)
	}
}

func expect(t *testing.T, vector map[string]string, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s %s: %s, want %s (%s)", vector["kind"], vector["codice_fiscale"], got, want, vector["note"])
	}
}

func day(t *testing.T, vector map[string]string) models.Date {
	t.Helper()
	date, err := time.Parse("02/01/2006", vector["birthdate"])
	if err != nil {
		t.Fatal(err)
	}
	return models.DateOf(date)
}
