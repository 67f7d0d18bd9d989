package handlers

import (
	"github.com/gofiber/fiber/v2"

	"albo/app/association"
	"albo/app/body"
	"albo/models"
	"albo/templates"
	page "albo/templates/admin"
)

// showReliances is an association as the installation sees it: the bodies on whose rosters it relies.
func (h *Handlers) showReliances(c *fiber.Ctx) error {
	a, err := association.BySlug(c.UserContext(), h.store, c.Params("slug"))
	if err != nil {
		return err
	}
	return h.reliances(c, a, templates.Form{}, templates.Form{})
}

// reliances shows an association; rely and stop are forms that were refused.
func (h *Handlers) reliances(c *fiber.Ctx, a *models.Association, rely, stop templates.Form) error {
	list, err := association.Reliances(c.UserContext(), h.store, a.ID)
	if err != nil {
		return err
	}
	bodies, err := body.List(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	p := h.adminPage(c, "", "admin.title")
	p.Title, p.Country, p.Path = a.Name, a.Country, "/admin/associations/"+a.Slug
	record := page.Association(p, a, list, bodies, rely, stop)
	if len(rely.Faults)+len(stop.Faults) > 0 {
		return h.again(c, p, record)
	}
	return h.render(c, p, record)
}

func (h *Handlers) relyOn(c *fiber.Ctx) error {
	a, err := association.BySlug(c.UserContext(), h.store, c.Params("slug"))
	if err != nil {
		return err
	}
	in, form, err := bind[association.RelyInput](c)
	if err == nil {
		err = association.RelyOn(c.UserContext(), h.store, actor(c), a.ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.reliances(c, a, form, templates.Form{})
		}
		return err
	}
	return h.done(c, "/admin/associations/"+a.Slug, "reliance_added")
}

func (h *Handlers) stopRelying(c *fiber.Ctx) error {
	a, err := association.BySlug(c.UserContext(), h.store, c.Params("slug"))
	if err != nil {
		return err
	}
	in, form, err := bind[association.StopInput](c)
	if err == nil {
		err = association.StopRelying(c.UserContext(), h.store, actor(c), a.ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.reliances(c, a, templates.Form{}, form)
		}
		return err
	}
	return h.done(c, "/admin/associations/"+a.Slug, "end_recorded")
}
