package identifier

import (
	"strings"
	"testing"
	"unicode"

	"albo/models"
)

func TestNormalise(t *testing.T) {
	for in, want := range map[string]string{
		" rssmra45c12f205c ":                 "RSSMRA45C12F205C",
		"RSS\u00a0MRA\u202f45C12\u2009F205C": "RSSMRA45C12F205C",
		"RSS\u200bMRA\ufeff45C12F205\u00adC": "RSSMRA45C12F205C",
		"12.345.678-z":                       "12345678Z",
		"12–345—678−Z":                       "12345678Z",
		"G/28\\123453":                       "G28123453",
		`="01234560512"`:                     "01234560512",
		"'01234560512":                       "01234560512",
		"’094´259`216":                       "094259216",
		"０９４２５９２１６":                          "094259216",
		"ｘ２４８２３００ｗ":                          "X2482300W",
		"ΒΝCLCU72Μ64G879D":                   "BNCLCU72M64G879D", // Greek Β Ν Μ
		"χ2482300w":                          "X2482300W",
		"РSSMRА45С12F205С":                   "PSSMRA45C12F205C", // Cyrillic Р А С
		"у1234567х":                          "Y1234567X",
		"Γ12":                                "Γ12",
		"12,5*":                              "12,5*",
		"":                                   "",
	} {
		if got := Normalise(in); got != want {
			t.Errorf("Normalise(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNormaliseSettlesEveryCharacter(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		once := plain(r)
		if once >= 0 && plain(once) != once {
			t.Errorf("%U becomes %U, which becomes %U", r, once, plain(once))
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"", "RSSMRA45C12F205C", "12.345.678-z", "EL 094259216", "IT60X0542811101000000123456",
		"Ñ", "ES", "ITñ", "\xff\xfe", "X\xc3", "12A094259216", `="01234560512"`, "K0000000T", "ß", "ΐ1234567A"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		normalised := Normalise(s)
		if again := Normalise(normalised); again != normalised {
			t.Errorf("Normalise(%q) = %q, then %q", s, normalised, again)
		}
		for kind := range checks {
			code, problem := Check(kind, s)
			Warning(kind, code)
			if key := Key(kind, code); problem == nil && (!valid(kind, code) || !valid(kind, key) || Key(kind, key) != key) {
				t.Errorf("%s %q: code %q and key %q do not stand", kind, s, code, key)
			}
			if masked := Mask(kind, s); strings.Count(masked, "*") < 5 {
				t.Errorf("%s %q: mask %q", kind, s, masked)
			}
		}
		for _, country := range []string{"IT", "ES", "GR", ""} {
			CheckPerson(country, s)
			CheckEntity(country, s)
		}
		if decoded, ok := DecodeCodiceFiscale(s); ok {
			Agrees(decoded, s, s, models.Date{})
		}
		ComputeCodiceFiscale(s, s, "F", models.NewDate(1980, 1, 1), s)
	})
}
