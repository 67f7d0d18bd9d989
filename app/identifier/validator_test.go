package identifier

import (
	"errors"
	"testing"

	"github.com/go-playground/validator/v10"
)

type declared string

type form struct {
	Code   string   `validate:"omitempty,it_codice_fiscale"`
	Person declared `validate:"person_code=ES"`
	Entity *string  `validate:"omitempty,entity_code=GR"`
	Bank   string   `validate:"omitempty,iban"`
	Name   string   `validate:"max=3"`
}

func TestRegister(t *testing.T) {
	v := validator.New()
	if err := Register(v); err != nil {
		t.Fatal(err)
	}
	if err := v.Struct(form{Code: "rssmra45c12f205c", Person: "12.345.678-Z", Bank: "ES91 2100 0418 4502 0005 1332"}); err != nil {
		t.Errorf("a right form is refused: %v", err)
	}
	entity := "94259216"
	err := v.Struct(form{Code: "RSSMRA45C12F205A", Person: "G28123453", Entity: &entity, Bank: "0001", Name: "Anna"})
	want := map[string]string{
		"Code": "identifier.wrong_check", "Person": "identifier.organisation_not_person",
		"Entity": "identifier.afm_leading_zero", "Bank": "identifier.iban_start", "Name": "",
	}
	var failures validator.ValidationErrors
	if !errors.As(err, &failures) || len(failures) != len(want) {
		t.Fatalf("%v", err)
	}
	for _, failed := range failures {
		text, ours := Explain(failed)
		if text.Key != want[failed.Field()] || ours != (text.Key != "") {
			t.Errorf("%s: %v %v, want %s", failed.Field(), text, ours, want[failed.Field()])
		}
	}
}

func TestEveryKindIsATag(t *testing.T) {
	v := validator.New()
	if err := Register(v); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows(t, "testdata/identifiers.csv") {
		_, problem := Check(Kind(row["kind"]), row["value"])
		if err := v.Var(row["value"], row["kind"]); (err == nil) != (problem == nil) {
			t.Errorf("tag %s on %q: %v, Check says %v", row["kind"], row["value"], err, problem)
		}
	}
}
