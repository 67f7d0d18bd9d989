package handlers

import (
	"errors"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"albo/app/association"
	"albo/app/feedback"
	"albo/app/i18n"
	"albo/app/input"
	"albo/app/register"
	"albo/app/territory"
	"albo/models"
	"albo/templates"
	page "albo/templates/public"
)

// texts are the pages that only say something.
var texts = []string{"how-it-works", "faq", "privacy", "legal-notes", "accessibility"}

func (h *Handlers) chooseLanguage(c *fiber.Ctx) error {
	c.Vary(fiber.HeaderAcceptLanguage)
	return c.Redirect("/"+i18n.Match(c.Get(fiber.HeaderAcceptLanguage))+"/", fiber.StatusFound)
}

func (h *Handlers) showFront(c *fiber.Ctx) error {
	if same, err := h.unchanged(c); same || err != nil {
		return err
	}
	covered, version, err := register.Covered(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	h.tag(c, version)
	p := h.page(c, templates.AreaPublic, "", "front.title")
	p.Lead, p.Index = p.T("front.lead"), true
	return h.render(c, p, page.Front(p, covered))
}

func (h *Handlers) showCarer(c *fiber.Ctx) error {
	if same, err := h.unchanged(c); same || err != nil {
		return err
	}
	provider, err := register.ShowProvider(c.UserContext(), h.store, c.Params("slug"))
	if errors.Is(err, models.ErrNotFound) { // the record may have been merged into another one
		moved, gone := register.Moved(c.UserContext(), h.store, c.Params("slug"))
		if gone != nil {
			return gone
		}
		return c.Redirect("/"+lang(c)+"/carers/"+moved, fiber.StatusFound)
	}
	if err != nil {
		return err
	}
	h.tag(c, provider.Version)
	p := h.page(c, templates.AreaPublic, "carers", "search.title")
	brandOf(p, provider.Body.Name, provider.Body.Colour, provider.Body.LogoKey, provider.Body.Country)
	p.Title, p.Index = provider.FullName(), provider.Indexing
	p.Lead = p.T("carer.lead", "name", provider.FullName(), "body", provider.Body.Name)
	p.Crumbs = []templates.Crumb{{Text: p.T("site.home"), Path: "/"}, {Text: p.T("nav.carers"), Path: "/carers"}}
	return h.render(c, p, page.Carer(p, provider))
}

func (h *Handlers) showAssociations(c *fiber.Ctx) error {
	list, err := association.List(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	p := h.page(c, templates.AreaPublic, "associations", "associations.title")
	p.Lead, p.Index = p.T("associations.lead"), true
	return h.render(c, p, page.Associations(p, list))
}

func (h *Handlers) showAssociation(c *fiber.Ctx) error {
	a, err := association.BySlug(c.UserContext(), h.store, c.Params("slug"))
	if err != nil {
		return err
	}
	bodies, err := association.Bodies(h.store.Read(c.UserContext()), a.ID, h.store.Today(a.Country))
	if err != nil {
		return err
	}
	cards, err := register.OfAssociation(c.UserContext(), h.store, a.ID)
	if err != nil {
		return err
	}
	p := h.page(c, templates.AreaPublic, "associations", "associations.title")
	brandOf(p, a.Name, a.Colour, a.LogoKey, a.Country)
	p.Title, p.Lead, p.Index = a.Name, p.T("association.lead", "name", a.Name), true
	p.Crumbs = []templates.Crumb{{Text: p.T("site.home"), Path: "/"}, {Text: p.T("nav.associations"), Path: "/associations"}}
	return h.render(c, p, page.Association(p, a, bodies, cards))
}

func (h *Handlers) searchMunicipalities(c *fiber.Ctx) error {
	list, err := territory.Search(c.UserContext(), h.store, input.Clean(c.Query("q")), 8)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(list))
	for _, t := range list {
		names = append(names, t.Name)
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.JSON(names)
}

func (h *Handlers) showText(c *fiber.Ctx) error {
	name := strings.ReplaceAll(c.Path()[strings.LastIndex(c.Path(), "/")+1:], "-", "_")
	current := ""
	if name == "how_it_works" {
		current = name
	}
	p := h.page(c, templates.AreaPublic, current, "text."+name+".title")
	p.Lead, p.Index = p.T("text."+name+".lead"), true
	return h.render(c, p, page.Text(p, name))
}

func (h *Handlers) giveFeedback(c *fiber.Ctx) error {
	in, _, err := bind[feedback.Input](c)
	if err != nil {
		return err
	}
	if err := feedback.Give(c.UserContext(), h.store, in, lang(c), h.origin(c)); err != nil {
		return err
	}
	return h.done(c, feedback.Path(in.Page), "feedback")
}

func (h *Handlers) showReport(c *fiber.Ctx) error {
	if path := feedback.Path(c.Query("page")); carerPath.MatchString(path) { // about a person: whoever answers for the entry mends it
		return c.Redirect("/"+lang(c)+path+"/report", fiber.StatusSeeOther)
	}
	return h.reportForm(c, templates.Form{Values: map[string][]string{"page": {feedback.Path(c.Query("page"))}}})
}

// carerPath is the page of one carer.
var carerPath = regexp.MustCompile(`^/carers/[a-z0-9-]+$`)

func (h *Handlers) reportForm(c *fiber.Ctx, form templates.Form) error {
	p := h.page(c, templates.AreaPublic, "", "report.title")
	p.Lead, p.Index = p.T("report.lead"), true
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Report(p, form))
	}
	return h.render(c, p, page.Report(p, form))
}

func (h *Handlers) report(c *fiber.Ctx) error {
	in, form, err := bind[feedback.Input](c)
	if err == nil {
		err = feedback.Report(c.UserContext(), h.store, in, lang(c), h.origin(c))
	}
	if err != nil && refused(&form, err) {
		return h.reportForm(c, form)
	}
	if err != nil {
		return err
	}
	return h.done(c, "/report", "reported")
}

func (h *Handlers) alive(c *fiber.Ctx) error { return c.SendString("ok\n") }

func (h *Handlers) ready(c *fiber.Ctx) error {
	if err := h.store.Ready(c.UserContext()); err != nil {
		return errors.Join(fiber.NewError(fiber.StatusServiceUnavailable), err)
	}
	return c.SendString("ready\n")
}
