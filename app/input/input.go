// Package input cleans and checks what people type, by the validate tags of each use case's input.
package input

import (
	"errors"
	"reflect"
	"regexp"
	"strings"
	"unicode"

	"github.com/go-playground/validator/v10"
	"golang.org/x/text/unicode/norm"

	"albo/app/colour"
	"albo/app/identifier"
	"albo/models"
)

var validate = newValidator()

func newValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("form") })
	v.RegisterCustomTypeFunc(func(f reflect.Value) any { return f.Interface().(models.Date).String() }, models.Date{})
	if err := errors.Join(identifier.Register(v), v.RegisterValidation("phone", phone), v.RegisterValidation("brand", brand), v.RegisterValidation("slug", slug)); err != nil {
		panic(err) // the tags are ours
	}
	return v
}

// phoneShape is a number as people write it: at least six digits, with the usual signs between them.
var phoneShape = regexp.MustCompile(`^\+?\(?[0-9]([ ./()-]*[0-9]){5,18}$`)

func phone(field validator.FieldLevel) bool { return phoneShape.MatchString(field.Field().String()) }

var slugShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func slug(field validator.FieldLevel) bool { return slugShape.MatchString(field.Field().String()) }

func brand(field validator.FieldLevel) bool { return colour.Readable(field.Field().String()) }

// Check cleans every string of an input in place, then checks its tags. The error is a
// models.Error with one Text for each field that is wrong, by the name of its form tag.
func Check(in any) error {
	clean(reflect.ValueOf(in).Elem())
	err := validate.Struct(in)
	var violations validator.ValidationErrors
	if !errors.As(err, &violations) {
		return err
	}
	return Wrong(explain(violations))
}

// Wrong is the refusal of an input with these faults; nil when there are none.
func Wrong(fields map[string]models.Text) error {
	if len(fields) == 0 {
		return nil
	}
	refusal := models.Refuse(models.Invalid, "error.invalid")
	refusal.Fields = fields
	return refusal
}

func explain(violations validator.ValidationErrors) map[string]models.Text {
	fields := map[string]models.Text{}
	for _, violation := range violations {
		text, ok := identifier.Explain(violation)
		if !ok {
			text = models.Say("invalid."+violation.Tag()+limited(violation), "limit", violation.Param())
		}
		fields[violation.Field()] = text
	}
	return fields
}

// limited tells what a limit is of: a text has characters, a list choices, and a number is one itself.
func limited(violation validator.FieldError) string {
	if violation.Tag() != "min" && violation.Tag() != "max" {
		return ""
	}
	switch violation.Kind() {
	case reflect.Int:
		return "_number"
	case reflect.Slice:
		return "_choices"
	}
	return ""
}

func clean(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() {
			v.SetString(Clean(v.String()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type().Field(i).Tag.Get("clean") != "no" {
				clean(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			clean(v.Index(i))
		}
	}
}

// Clean makes a text safe to keep: valid UTF-8 in composed form, line ends as \n, no control or
// invisible direction characters, no space around it.
func Clean(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}
