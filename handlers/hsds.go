package handlers

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"albo/app/hsds"
	"albo/app/i18n"
	"albo/app/openapi"
)

const (
	asJSON  = "application/json"
	asLines = "application/x-ndjson"
	lines   = "ndjson" // the format of a list without pages, one JSON document a line
)

// text and its kind are parameters in a query; id the one in a path.
func text(name string, most int) openapi.Parameter {
	return openapi.Parameter{Name: name, In: "query", Type: "string", Most: most}
}

func flag(name string) openapi.Parameter {
	return openapi.Parameter{Name: name, In: "query", Type: "boolean", Default: false}
}

func number(name string, least, most int, otherwise any) openapi.Parameter {
	return openapi.Parameter{Name: name, In: "query", Type: "integer", Least: least, Most: most, Default: otherwise}
}

func formatted(name, format string) openapi.Parameter {
	return openapi.Parameter{Name: name, In: "query", Type: "string", Format: format}
}

func oneOf(name string, otherwise any, values ...string) openapi.Parameter {
	return openapi.Parameter{Name: name, In: "query", Type: "string", Values: values, Default: otherwise}
}

var (
	inLang   = oneOf("lang", "en", i18n.Languages...)
	withID   = openapi.Parameter{Name: "id", In: "path", Type: "string", Format: "uuid"}
	paging   = []openapi.Parameter{number("page", 1, 1_000_000, 1), number("per_page", 1, hsds.MostPerPage, 50), inLang}
	search   = []openapi.Parameter{text("search", 100), text("text", 100)}
	services = []openapi.Parameter{
		formatted("taxonomy_term_id", "uuid"), formatted("taxonomy_id", "uuid"), formatted("organization_id", "uuid"),
		formatted("modified_after", "date-time"), formatted("modified_before", "date-time"), text("day", 20), flag("full"),
	}
)

// found is the answers of an address: its own, and the problems it may have.
func found(value any) []openapi.Answer {
	return []openapi.Answer{{Status: fiber.StatusOK, Media: asJSON, Value: value}, refusedAs(fiber.StatusBadRequest), refusedAs(fiber.StatusNotFound)}
}

func refusedAs(status int) openapi.Answer {
	return openapi.Answer{Status: status, Media: "application/problem+json", Value: problem{}}
}

// hsdsEndpoints are the addresses of Open Referral HSDS 3.0 with the parameters of the standard and of its UK profile.
func (h *Handlers) hsdsEndpoints() []endpoint {
	at := func(id, path string, value any, parameters []openapi.Parameter, do func(*fiber.Ctx, asked) error) endpoint {
		return endpoint{openapi.Operation{ID: id, Path: "/hsds" + path, Parameters: parameters, Answers: found(value)}, do}
	}
	one := []openapi.Parameter{withID, inLang}
	list := at("services", "/services", hsds.Page[hsds.Service]{}, slices.Concat(search, services, []openapi.Parameter{flag("minimal"), oneOf("format", "json", "json", lines)}, minimalPaging()), h.listServices)
	list.Answers = append(list.Answers, openapi.Answer{Status: fiber.StatusOK, Media: asLines})
	return []endpoint{
		at("about", "", hsds.About{}, nil, h.showHSDS),
		list,
		at("service", "/services/{id}", hsds.Service{}, one, h.showService),
		at("organizations", "/organizations", hsds.Page[hsds.Organization]{}, slices.Concat(search, []openapi.Parameter{flag("full")}, paging), h.listOrganizations),
		at("organization", "/organizations/{id}", hsds.Organization{}, slices.Concat(one, []openapi.Parameter{flag("full_service")}), h.showOrganization),
		at("taxonomies", "/taxonomies", hsds.Page[hsds.Taxonomy]{}, slices.Concat(search, paging), h.listTaxonomies),
		at("taxonomy", "/taxonomies/{id}", hsds.Taxonomy{}, one, h.showTaxonomy),
		at("taxonomy_terms", "/taxonomy_terms", hsds.Page[hsds.TaxonomyTerm]{}, slices.Concat(search, []openapi.Parameter{formatted("taxonomy_id", "uuid"), formatted("parent_id", "uuid"), flag("top_only")}, paging), h.listTerms),
		at("taxonomy_term", "/taxonomy_terms/{id}", hsds.TaxonomyTerm{}, one, h.showTerm),
		at("service_at_locations", "/service_at_locations", hsds.Page[hsds.ServiceAtLocation]{}, slices.Concat(search, services, []openapi.Parameter{text("postcode", 20), number("proximity", 1, 1_000_000, nil)}, paging), h.listLocated),
		at("service_at_location", "/service_at_locations/{id}", hsds.ServiceAtLocation{}, one, h.showLocated),
	}
}

// minimalPaging lets a page be longer, for the list that has little of each service.
func minimalPaging() []openapi.Parameter {
	longer := slices.Clone(paging)
	longer[1].Most = hsds.MostMinimal
	return longer
}

func (h *Handlers) paged(a asked) hsds.Paging {
	return hsds.Paging{Page: a.number("page"), PerPage: a.number("per_page"), Lang: a.text("lang"), BaseURL: h.store.Config.BaseURL}
}

// words are the text searched for: HSDS calls it search, others text.
func (a asked) words() string { return strings.TrimSpace(a.text("search") + " " + a.text("text")) }

func (h *Handlers) serviceQuery(a asked) (hsds.ServiceQuery, error) {
	q := hsds.ServiceQuery{
		Paging: h.paged(a), Search: a.words(), TermID: a.text("taxonomy_term_id"), TaxonomyID: a.text("taxonomy_id"), Organization: a.text("organization_id"),
		After: a.moment("modified_after"), Before: a.moment("modified_before"), Minimal: a.flag("minimal"), Full: a.flag("full"),
		Postcode: a.text("postcode"), Metres: float64(a.number("proximity")),
	}
	faults := faults{}
	for word := range strings.SplitSeq(a.text("day"), ",") {
		if day, ok := hsds.Day(strings.TrimSpace(word)); ok {
			q.Days = append(q.Days, day)
		} else if word != "" {
			faults.add("day", "day")
		}
	}
	if !q.Minimal && q.PerPage > hsds.MostPerPage {
		faults.add("per_page", "per_page")
	}
	if q.Metres > 0 && q.Postcode == "" {
		faults.add("proximity", "proximity")
	}
	return q, faults.refusal()
}

func (h *Handlers) showHSDS(c *fiber.Ctx, _ asked) error {
	return c.JSON(hsds.About{Version: hsds.Version, Profile: hsds.Profile, OpenAPIURL: h.store.Config.BaseURL + "/openapi.json"})
}

func (h *Handlers) listServices(c *fiber.Ctx, a asked) error {
	q, err := h.serviceQuery(a)
	if err != nil {
		return err
	}
	if a.text("format") == lines {
		return h.streamServices(c, q)
	}
	return sendJSON(c)(hsds.Services(c.UserContext(), h.store, q))
}

// streamServices sends every service, one a line.
func (h *Handlers) streamServices(c *fiber.Ctx, q hsds.ServiceQuery) error {
	file, size, err := spool(func(w io.Writer) error {
		line := json.NewEncoder(w)
		return hsds.EachService(c.UserContext(), h.store, q, func(s *hsds.Service) error { return line.Encode(s) })
	})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, asLines)
	return c.SendStream(file, int(size))
}

func (h *Handlers) showService(c *fiber.Ctx, a asked) error {
	return sendJSON(c)(hsds.ServiceByID(c.UserContext(), h.store, h.paged(a), a.text("id")))
}

func (h *Handlers) listOrganizations(c *fiber.Ctx, a asked) error {
	return sendJSON(c)(hsds.Organizations(c.UserContext(), h.store, hsds.OrganizationQuery{Paging: h.paged(a), Search: a.words(), Full: a.flag("full")}))
}

func (h *Handlers) showOrganization(c *fiber.Ctx, a asked) error {
	return sendJSON(c)(hsds.OrganizationByID(c.UserContext(), h.store, hsds.OrganizationQuery{Paging: h.paged(a), FullService: a.flag("full_service")}, a.text("id")))
}

func (h *Handlers) listTaxonomies(c *fiber.Ctx, a asked) error {
	return c.JSON(hsds.Taxonomies(h.paged(a), a.words()))
}

func (h *Handlers) showTaxonomy(c *fiber.Ctx, a asked) error {
	return sendJSON(c)(hsds.TaxonomyByID(a.text("lang"), a.text("id")))
}

func (h *Handlers) listTerms(c *fiber.Ctx, a asked) error {
	return c.JSON(hsds.Terms(hsds.TermQuery{
		Paging: h.paged(a), Search: a.words(), TaxonomyID: a.text("taxonomy_id"), ParentID: a.text("parent_id"), TopOnly: a.flag("top_only"),
	}))
}

func (h *Handlers) showTerm(c *fiber.Ctx, a asked) error {
	return sendJSON(c)(hsds.TermByID(a.text("lang"), a.text("id")))
}

func (h *Handlers) listLocated(c *fiber.Ctx, a asked) error {
	q, err := h.serviceQuery(a)
	if err != nil {
		return err
	}
	return sendJSON(c)(hsds.ServicesAtLocations(c.UserContext(), h.store, q))
}

func (h *Handlers) showLocated(c *fiber.Ctx, a asked) error {
	return sendJSON(c)(hsds.ServiceAtLocationByID(c.UserContext(), h.store, h.paged(a), a.text("id")))
}
