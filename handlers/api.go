package handlers

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/etag"
	"github.com/google/uuid"

	"albo/app/i18n"
	"albo/app/input"
	"albo/app/openapi"
	"albo/models"
)

// endpoint is an address that programs ask: what is said of it, and what answers; nothing where a page answers too.
type endpoint struct {
	openapi.Operation
	do func(c *fiber.Ctx, a asked) error
}

// programLocal marks a request as a program's: it is refused with a problem document.
const programLocal = "program"

// programs are the addresses for programs: without session, open to the scripts of any site.
func (h *Handlers) programs(app fiber.Router) {
	tag := etag.New(etag.Config{Weak: true, Next: func(c *fiber.Ctx) bool { return c.Query("format") == lines }})
	for _, prefix := range []string{"/hsds", "/openapi.json", "/data"} {
		app.Use(prefix, h.open, tag)
	}
	for _, e := range h.endpoints {
		if e.do == nil {
			continue
		}
		app.Get(e.Route(), func(c *fiber.Ctx) error {
			a, err := ask(c, e.Parameters)
			if err != nil {
				return err
			}
			return e.do(c, a)
		})
	}
}

// open lets the scripts of any site read an answer, which is theirs to ask for anew each time: a consent may be withdrawn.
func (h *Handlers) open(c *fiber.Ctx) error {
	c.Locals(programLocal, true)
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Set("X-Robots-Tag", "noindex") // that search engines find a person is a consent of its own
	if c.Method() == fiber.MethodOptions {
		c.Set(fiber.HeaderAccessControlAllowMethods, "GET, HEAD, OPTIONS")
		c.Set(fiber.HeaderAccessControlAllowHeaders, "*")
		return c.SendStatus(fiber.StatusNoContent)
	}
	c.Vary(fiber.HeaderAcceptLanguage) // problems are told in the reader's language
	return c.Next()
}

// problem is a refusal for programs (RFC 9457).
type problem struct {
	Type          string         `json:"type"`
	Title         string         `json:"title"`
	Status        int            `json:"status"`
	Detail        string         `json:"detail"`
	Reference     string         `json:"reference,omitempty"`
	InvalidParams []invalidParam `json:"invalid_params,omitempty"`
}

type invalidParam struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

func sendProblem(c *fiber.Ctx, lang string, status int, text models.Text, fields map[string]models.Text, reference string) error {
	if status == fiber.StatusUnprocessableEntity {
		status = fiber.StatusBadRequest // an address has no body to be unprocessable
	}
	p := problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: i18n.Say(lang, text), Reference: reference}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		p.InvalidParams = append(p.InvalidParams, invalidParam{name, i18n.Say(lang, fields[name])})
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentLanguage, lang)
	c.Status(status)
	if err := c.JSON(p); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/problem+json")
	return nil
}

// sendJSON sends what a use case found, or refuses as it did: sendJSON(c)(hsds.Services(…)).
func sendJSON(c *fiber.Ctx) func(found any, err error) error {
	return func(found any, err error) error {
		if err != nil {
			return err
		}
		return c.JSON(found)
	}
}

// asked are the parameters of a request by name, each of them good; what was not asked for has its default.
type asked map[string]string

func (a asked) text(name string) string { return a[name] }
func (a asked) flag(name string) bool   { return a[name] == "true" }
func (a asked) number(name string) int {
	n, _ := strconv.Atoi(a[name]) // ask has read it
	return n
}

func (a asked) moment(name string) time.Time {
	t, _ := readMoment(a[name]) // ask has read it
	return t
}

// ask reads the parameters; the refusal has one sentence for each that is wrong. What nobody described is passed over.
func ask(c *fiber.Ctx, parameters []openapi.Parameter) (asked, error) {
	a, faults := asked{}, faults{}
	for _, p := range parameters {
		typed := c.Query(p.Name)
		if p.In == "path" {
			typed = c.Params(p.Name)
		}
		if typed = input.Clean(typed); typed == "" {
			if p.Default != nil {
				a[p.Name] = toText(p.Default)
			}
			continue
		}
		value, fault := readParameter(p, typed)
		switch {
		case fault == nil:
			a[p.Name] = value
		case p.In == "path":
			return nil, models.ErrNotFound
		default:
			faults[p.Name] = *fault
		}
	}
	if lang := a["lang"]; lang != "" {
		c.Set(fiber.HeaderContentLanguage, lang)
		if c.Query("lang") != "" { // else what is wrong is told in the language that the program's user reads
			c.Locals(languageLocal, lang)
		}
	}
	return a, faults.refusal()
}

// faults are what is wrong with the parameters of a request, by name.
type faults map[string]models.Text

func (f faults) add(name, kind string) { f[name] = models.Say("api.wrong."+kind, "name", name) }
func (f faults) refusal() error        { return input.Wrong(f) }

func toText(v any) string {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return v.(string)
}

// readParameter is the value in one way of writing, or what is wrong with it.
func readParameter(p openapi.Parameter, typed string) (string, *models.Text) {
	wrong := func(kind string, pairs ...string) (string, *models.Text) {
		text := models.Say("api.wrong."+kind, append(pairs, "name", p.Name)...)
		return "", &text
	}
	switch {
	case p.Type == "integer":
		n, err := strconv.Atoi(typed)
		if err != nil || n < p.Least || n > p.Most {
			return wrong("integer", "least", strconv.Itoa(p.Least), "most", strconv.Itoa(p.Most))
		}
		return strconv.Itoa(n), nil
	case p.Type == "boolean":
		b, err := strconv.ParseBool(strings.ToLower(typed))
		if err != nil {
			return wrong("boolean")
		}
		return strconv.FormatBool(b), nil
	case len(p.Values) > 0:
		for _, value := range p.Values {
			if strings.EqualFold(value, typed) {
				return value, nil
			}
		}
		return wrong("enum", "values", strings.Join(p.Values, ", "))
	case p.Format == "uuid":
		id, err := uuid.Parse(typed)
		if err != nil || len(typed) != 36 {
			return wrong("uuid")
		}
		return id.String(), nil
	case p.Format == "date-time":
		if _, err := readMoment(typed); err != nil {
			return wrong("date_time")
		}
	case utf8.RuneCountInString(typed) > p.Most:
		return wrong("length", "most", strconv.Itoa(p.Most))
	}
	return typed, nil
}

// readMoment reads a moment with its zone, without one as UTC, or a day as its beginning. A plus sign left bare in an address
// comes as a space.
func readMoment(typed string) (t time.Time, err error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err = time.Parse(layout, strings.ReplaceAll(typed, " ", "+")); err == nil && t.Year() > 0 && t.Year() < 10_000 {
			return t.UTC(), nil
		}
	}
	return t, models.ErrNotFound
}
