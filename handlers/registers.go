package handlers

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"albo/app/input"
	"albo/app/publication"
	"albo/models"
	"albo/templates"
	page "albo/templates/public"
)

func (h *Handlers) showRegisters(c *fiber.Ctx) error {
	list, err := publication.Registers(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	p := h.page(c, templates.AreaPublic, "registers", "registers.title")
	p.Lead, p.Index = p.T("registers.lead"), true
	return h.render(c, p, page.Registers(p, list))
}

// registerPage begins a public page of a body's register, as of the day in the address. Search engines keep out as soon as any
// edition has a term: what they hold would outlive it.
func (h *Handlers) registerPage(c *fiber.Ctx, title string) (*templates.Page, page.RegisterView, error) {
	var v page.RegisterView
	asOf, err := models.ParseDate(c.Query("as_of"))
	if err != nil {
		return nil, v, input.Wrong(map[string]models.Text{"as_of": models.Say("invalid.date")})
	}
	if v.Register, err = publication.Show(c.UserContext(), h.store, c.Params("body"), asOf); err != nil {
		return nil, v, err
	}
	v.Asked, v.Name, v.Page = !asOf.IsZero(), input.Clean(c.Query("q")), pageNumber(c)
	p := h.page(c, templates.AreaPublic, "registers", title)
	brandOf(p, v.Body.Name, v.Body.Colour, v.Body.LogoKey, v.Body.Country)
	p.Lead, p.Index = p.T("register.lead", "body", v.Body.Name), len(c.Queries()) == 0
	for _, e := range v.Editions {
		p.Index = p.Index && e.EndsOn.IsZero()
	}
	p.Crumbs = []templates.Crumb{{Text: p.T("site.home"), Path: "/"}, {Text: p.T("nav.registers"), Path: "/registers"}}
	return p, v, nil
}

func pageNumber(c *fiber.Ctx) int {
	n, _ := strconv.Atoi(c.Query("page"))
	return min(max(n, 1), 100_000)
}

func (h *Handlers) showRegister(c *fiber.Ctx) error {
	p, v, err := h.registerPage(c, "register.title")
	if err != nil {
		return err
	}
	p.Title = v.Body.Name
	if v.InForce != nil {
		if v.Entries, v.Total, err = publication.Entries(c.UserContext(), h.store, v.InForce, v.Body.Country, v.Name, v.Page); err != nil {
			return err
		}
	}
	return h.render(c, p, page.RegisterPage(p, v))
}

// showRegisterChanges compares two editions; without a choice the newest with the one before.
func (h *Handlers) showRegisterChanges(c *fiber.Ctx) error {
	p, v, err := h.registerPage(c, "register.changes_title")
	if err != nil {
		return err
	}
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: v.Body.Name, Path: "/registers/" + v.Body.Slug})
	p.Index = false
	last := v.Editions[0].Number
	from, err := v.Edition(c.QueryInt("from", last-1))
	if err != nil {
		return err
	}
	to, err := v.Edition(c.QueryInt("to", last))
	if err != nil {
		return err
	}
	view := page.RegisterChangesView{RegisterView: v}
	var shown bool
	if view.Between, shown = publication.Between(from, to, h.store.Today(v.Body.Country)); !shown {
		view.Ended = true
		return h.render(c, p, page.RegisterChangesPage(p, view))
	}
	db := h.store.Read(c.UserContext())
	if view.Counts, err = view.Between.Count(db); err != nil {
		return err
	}
	if view.Changes, err = view.Between.Page(db, v.Page); err != nil {
		return err
	}
	return h.render(c, p, page.RegisterChangesPage(p, view))
}

// shortestHash is how much of a hash has to be typed for it to mean one edition.
const shortestHash = 12

// showProof works everything out again while the visitor waits: so it is limited.
func (h *Handlers) showProof(c *fiber.Ctx) error {
	p, v, err := h.registerPage(c, "register_proof.title")
	if err != nil {
		return err
	}
	if err := h.store.LimitFrom(c.UserContext(), "proof of a register", h.origin(c), mostProofs, proofWindow); err != nil {
		return err
	}
	done, err := turn(c.UserContext())
	if err != nil {
		return err
	}
	defer done()
	view := page.ProofView{Hash: asHash(c.Query("hash"))}
	if view.Report, err = publication.Verify(c.UserContext(), h.store, v.Body); err != nil {
		return err
	}
	for i, e := range v.Editions {
		if len(view.Hash) >= shortestHash && strings.HasPrefix(e.Hash, view.Hash) {
			view.Same = &v.Editions[i]
		}
	}
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: v.Body.Name, Path: "/registers/" + v.Body.Slug})
	p.Lead, p.Index = p.T("register_proof.lead", "body", v.Body.Name), false
	return h.render(c, p, page.Proof(p, view))
}

// asHash is what was typed of a hash, without the blanks between its groups.
func asHash(typed string) string {
	short := strings.ToLower(strings.Join(strings.Fields(input.Clean(typed)), ""))
	return short[:min(len(short), 64)]
}
