package input

import (
	"errors"
	"testing"

	"albo/models"
)

type form struct {
	Name  string      `form:"name" validate:"required,max=10"`
	Email string      `form:"email" validate:"omitempty,email"`
	Born  models.Date `form:"born" validate:"required"`
	Phone string      `form:"phone" validate:"omitempty,phone"`
	Hue   string      `form:"hue" validate:"omitempty,brand"`
	Code  string      `form:"code" validate:"omitempty,person_code=IT"`
	Raw   string      `form:"raw" clean:"no"`
	Tags  []string    `form:"tags" validate:"max=2"`
	Hours int         `form:"hours" validate:"min=0,max=24"`
}

func TestCheckNamesEachField(t *testing.T) {
	in := form{Name: "far too long a name", Email: "nobody", Phone: "call me", Hue: "#ffff00", Code: "RSSMRA45C12F205X", Hours: -1, Tags: []string{"a", "b", "c"}}
	var refusal *models.Error
	if err := Check(&in); !errors.As(err, &refusal) || refusal.Kind != models.Invalid {
		t.Fatal(err)
	}
	for field, key := range map[string]string{"name": "invalid.max", "email": "invalid.email", "born": "invalid.required", "phone": "invalid.phone", "hue": "invalid.brand", "hours": "invalid.min_number", "tags": "invalid.max_choices"} {
		if got := refusal.Fields[field].Key; got != key {
			t.Errorf("%s: %q, want %q", field, got, key)
		}
	}
	if got := refusal.Fields["code"].Key; len(got) < 12 || got[:11] != "identifier." {
		t.Errorf("a wrong code is not explained: %q", got)
	}
	if got := refusal.Fields["name"].Args["limit"]; got != "10" {
		t.Errorf("the limit is not told: %q", got)
	}
}

func TestCheckCleansFirst(t *testing.T) {
	in := form{Name: "  Lu\u0000cia\u202e ", Born: models.MustDate("1980-01-01"), Raw: " \u0000 ", Tags: []string{" a\u0007 "}}
	if err := Check(&in); err != nil {
		t.Fatal(err)
	}
	if in.Name != "Lucia" || in.Tags[0] != "a" || in.Raw != " \u0000 " {
		t.Errorf("%q %q %q", in.Name, in.Tags, in.Raw)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc": "a\nb\nc", "e\u0301": "é", "\xff": "\uFFFD", "tab\tstays": "tab\tstays", "\u2066hidden\u2069": "hidden", "Παπαδόπουλος": "Παπαδόπουλος", "👩\u200d⚕️": "👩\u200d⚕️",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
		if again := Clean(Clean(in)); again != Clean(in) {
			t.Errorf("cleaning %q twice gives %q", in, again)
		}
	}
}

func TestPhone(t *testing.T) {
	for number, want := range map[string]bool{
		"0575 000 011": true, "+39 333 0104477": true, "(0575) 000-011": true, "333.010.4477": true, "12345": false, "call": false, "+": false, "0575 000 011 x": false,
	} {
		in := form{Name: "x", Born: models.MustDate("1980-01-01"), Phone: number}
		if got := Check(&in) == nil; got != want {
			t.Errorf("%q: %v", number, got)
		}
	}
}
