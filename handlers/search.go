package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"albo/app/input"
	"albo/app/register"
	"albo/templates"
	page "albo/templates/public"
)

func (h *Handlers) searchCarers(c *fiber.Ctx) error {
	c.Vary("X-Fragment")
	if same, err := h.unchanged(c); same || err != nil {
		return err
	}
	r, err := register.Search(c.UserContext(), h.store, query(c))
	if err != nil {
		return err
	}
	h.tag(c, r.Version)
	p := h.page(c, templates.AreaPublic, "carers", "search.title")
	p.Lead, p.Index = p.T("search.lead"), len(c.Queries()) == 0
	if c.Get("X-Fragment") == "results" {
		return h.render(c, p, page.Fragment(p, r))
	}
	covered, _, err := register.Covered(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	p.Title = p.N("search.title_n", r.Total)
	return h.render(c, p, page.Carers(p, r, covered))
}

// query reads the search from the address; every filter may stand there more than once.
func query(c *fiber.Ctx) register.Query {
	number, _ := strconv.Atoi(c.Query("page"))
	return register.Query{
		Place: input.Clean(c.Query("place")), Area: input.Clean(c.Query("area")), Services: all(c, "service"), Arrangements: all(c, "arrangement"), Languages: all(c, "language"),
		Text: input.Clean(c.Query("q")), AsWords: c.Query("as") == "words", Page: number,
	}
}

// all are the values of a parameter that may stand in the address more than once.
func all(c *fiber.Ctx, name string) (values []string) {
	for _, value := range c.Request().URI().QueryArgs().PeekMulti(name) {
		values = append(values, input.Clean(string(value)))
	}
	return values
}
