package handlers

import (
	"encoding"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"albo/app/input"
	"albo/models"
	"albo/templates"
)

// bind reads a submitted form into an input, by its form tags. The Form keeps all that was typed, to be shown
// again; what is no number or no date at all is already a fault of its field.
func bind[T any](c *fiber.Ctx) (in T, form templates.Form, err error) {
	if form.Values, err = values(c); err != nil {
		return in, form, err
	}
	faults := map[string]models.Text{}
	fill(reflect.ValueOf(&in).Elem(), form.Values, faults)
	return in, form, input.Wrong(faults)
}

// values are the fields of a submitted form, files left out.
func values(c *fiber.Ctx) (url.Values, error) {
	kind, _, _ := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if kind == fiber.MIMEMultipartForm {
		form, err := c.MultipartForm()
		if err != nil {
			return nil, models.Refuse(models.Invalid, "error.form_broken")
		}
		return form.Value, nil
	}
	parsed, err := url.ParseQuery(string(c.Body()))
	if err != nil {
		return nil, models.Refuse(models.Invalid, "error.form_broken")
	}
	return parsed, nil
}

// file is one uploaded file of a form; the refusal says that none was chosen.
func file(c *fiber.Ctx, name string) (*multipart.FileHeader, error) {
	header, err := c.FormFile(name)
	if errors.Is(err, io.EOF) || err != nil || header.Filename == "" {
		return nil, input.Wrong(map[string]models.Text{name: models.Say("document.none_chosen")})
	}
	return header, nil
}

func fill(v reflect.Value, typed url.Values, faults map[string]models.Text) {
	for i := range v.NumField() {
		field, about := v.Field(i), v.Type().Field(i)
		name := about.Tag.Get("form")
		switch {
		case about.Anonymous:
			fill(field, typed, faults)
		case name != "" && name != "-":
			if key := set(field, typed[name]); key != "" {
				faults[name] = models.Say(key)
			}
		}
	}
}

// set puts what was typed into a field of an input; the result is the key of what is wrong with it.
func set(field reflect.Value, typed []string) string {
	if field.Kind() == reflect.Slice {
		for _, value := range typed {
			field.Set(reflect.Append(field, reflect.ValueOf(readable(value)).Convert(field.Type().Elem())))
		}
		return ""
	}
	if len(typed) == 0 {
		return ""
	}
	value := strings.TrimSpace(typed[0])
	if reader, ok := field.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if reader.UnmarshalText([]byte(value)) != nil {
			return "invalid.date"
		}
		return ""
	}
	switch field.Kind() {
	case reflect.String:
		field.SetString(readable(typed[0]))
	case reflect.Bool:
		field.SetBool(value == "true" || value == "on" || value == "1")
	case reflect.Int, reflect.Int64:
		if value == "" {
			return ""
		}
		n, err := strconv.ParseInt(value, 10, field.Type().Bits())
		if err != nil {
			return "invalid.number"
		}
		field.SetInt(n)
	}
	return ""
}

// readable drops what no field can hold and no database keeps: NUL, and bytes that are not UTF-8.
func readable(s string) string { return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "") }

// formOf shows a record in its form.
func formOf(in any) templates.Form {
	form := templates.Form{Values: url.Values{}}
	show(reflect.ValueOf(in), form.Values)
	return form
}

func show(v reflect.Value, into url.Values) {
	for i := range v.NumField() {
		field, about := v.Field(i), v.Type().Field(i)
		name := about.Tag.Get("form")
		switch {
		case about.Anonymous:
			show(field, into)
		case name == "" || name == "-" || field.IsZero() && field.Kind() != reflect.Int:
		case field.Kind() == reflect.Slice:
			for j := range field.Len() {
				into.Add(name, field.Index(j).String())
			}
		default:
			into.Set(name, written(field))
		}
	}
}

func written(field reflect.Value) string {
	switch field.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(field.Bool())
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(field.Int(), 10)
	case reflect.String:
		return field.String()
	}
	if writer, ok := field.Interface().(encoding.TextMarshaler); ok {
		text, _ := writer.MarshalText() // of a date: it cannot fail
		return string(text)
	}
	return ""
}

// refused takes the faults of a refusal into the form, to be shown again. Anything else is not the form's to say.
func refused(form *templates.Form, err error) bool {
	var refusal *models.Error
	if !errors.As(err, &refusal) || refusal.Kind != models.Invalid && refusal.Kind != models.TooMany && len(refusal.Fields) == 0 {
		return false
	}
	form.Faults = refusal.Fields
	if len(form.Faults) == 0 {
		form.Faults = map[string]models.Text{"form": refusal.Text}
	}
	return true
}

// pathID is the number in the path; whatever is not one does not exist.
func pathID(c *fiber.Ctx) (int64, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, models.ErrNotFound
	}
	return id, nil
}
