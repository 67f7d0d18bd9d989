package handlers

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"albo/app/i18n"
	"albo/app/openapi"
	"albo/templates"
	page "albo/templates/public"
)

// interfaceVersion is the version of the public interface: its second number grows with every addition.
const interfaceVersion = "1.0"

// published is everything that programs may ask: what is described is what is answered.
func (h *Handlers) published() []endpoint {
	code := openapi.Parameter{Name: "code", In: "path", Type: "string", Most: 60}
	inPath := openapi.Parameter{Name: "lang", In: "path", Type: "string", Values: i18n.Languages}
	page := func(id, path string, parameters []openapi.Parameter, answers ...openapi.Answer) endpoint {
		return endpoint{Operation: openapi.Operation{ID: id, Path: path, Parameters: parameters, Answers: answers}}
	}
	return slices.Concat(h.hsdsEndpoints(), h.opendataEndpoints(), []endpoint{
		page("verification", "/v/{code}.json", []openapi.Parameter{code}, openapi.Answer{Status: fiber.StatusOK, Media: asJSON, Value: verificationJSON{}},
			openapi.Answer{Status: fiber.StatusNotFound, Media: asJSON, Value: unknownJSON{}}, refusedAs(fiber.StatusTooManyRequests)),
		page("register_file", "/registers/{body}/{file}", []openapi.Parameter{
			{Name: "body", In: "path", Type: "string", Most: 60}, {Name: "file", In: "path", Type: "string", Most: 40},
		}, openapi.Answer{Status: fiber.StatusOK, Media: asJSON, Value: map[string]any{}}, openapi.Answer{Status: fiber.StatusOK, Media: "text/csv"},
			openapi.Answer{Status: fiber.StatusOK, Media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}, openapi.Answer{Status: fiber.StatusOK, Media: "application/pdf"},
			openapi.Answer{Status: fiber.StatusNotFound, Media: "text/html"}),
		page("municipalities", "/{lang}/municipalities", []openapi.Parameter{inPath, text("q", 100)}, openapi.Answer{Status: fiber.StatusOK, Media: asJSON, Value: []string{}}),
		{openapi.Operation{ID: "openapi", Path: "/openapi.json", Parameters: []openapi.Parameter{inLang}, Answers: []openapi.Answer{{Status: fiber.StatusOK, Media: asJSON, Value: map[string]any{}}}}, h.showOpenAPI},
	})
}

func (h *Handlers) operations() []openapi.Operation {
	list := make([]openapi.Operation, 0, len(h.endpoints))
	for _, e := range h.endpoints {
		list = append(list, e.Operation)
	}
	return list
}

func (h *Handlers) showOpenAPI(c *fiber.Ctx, a asked) error {
	lang := a.text("lang")
	say := func(key string) string { return i18n.T(lang, "api."+key) }
	info := openapi.Info{
		Title: say("document_title"), Version: interfaceVersion, Description: say("lead") + " " + say("terms_text"), Server: h.store.Config.BaseURL,
		Licence: say("licence"), LicenceURL: h.store.Config.BaseURL + "/" + lang + "/api#terms", Contact: h.store.Config.BaseURL + "/" + lang + "/report",
	}
	return c.JSON(openapi.Document(info, h.operations(), say))
}

// showAPI is the description for people.
func (h *Handlers) showAPI(c *fiber.Ctx) error {
	p := h.page(c, templates.AreaPublic, "", "api.title")
	p.Lead, p.Index = p.T("api.lead"), true
	return h.render(c, p, page.API(p, h.operations()))
}
