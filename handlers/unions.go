package handlers

import (
	"github.com/gofiber/fiber/v2"

	"albo/app/body"
	"albo/models"
	"albo/templates"
	page "albo/templates/admin"
)

// showBody is a public body as the installation sees it.
func (h *Handlers) showBody(c *fiber.Ctx) error {
	b, err := body.BySlug(c.UserContext(), h.store, c.Params("slug"))
	if err != nil {
		return err
	}
	return h.bodyRecord(c, b, newMember, templates.Form{})
}

// newMember is the form of a membership before anything is typed.
var newMember = formOf(body.JoinInput{Function: models.FunctionSocialServices, Relation: models.RelationMember})

// bodyRecord shows a body; join and leave are forms that were refused.
func (h *Handlers) bodyRecord(c *fiber.Ctx, b *models.Body, join, leave templates.Form) error {
	members, err := body.AllMembers(c.UserContext(), h.store, b.ID)
	if err != nil {
		return err
	}
	p := h.adminPage(c, "", "admin.title")
	p.Title, p.Country, p.Path = b.Name, b.Country, "/admin/bodies/"+b.Slug
	record := page.Body(p, b, members, join, leave)
	if len(join.Faults)+len(leave.Faults) > 0 {
		return h.again(c, p, record)
	}
	return h.render(c, p, record)
}

func (h *Handlers) joinUnion(c *fiber.Ctx) error {
	b, err := body.BySlug(c.UserContext(), h.store, c.Params("slug"))
	if err != nil {
		return err
	}
	in, form, err := bind[body.JoinInput](c)
	if err == nil {
		err = body.Join(c.UserContext(), h.store, actor(c), b.ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.bodyRecord(c, b, form, templates.Form{})
		}
		return err
	}
	return h.done(c, "/admin/bodies/"+b.Slug, "union_joined")
}

func (h *Handlers) leaveUnion(c *fiber.Ctx) error {
	b, err := body.BySlug(c.UserContext(), h.store, c.Params("slug"))
	if err != nil {
		return err
	}
	in, form, err := bind[body.LeaveInput](c)
	if err == nil {
		err = body.Leave(c.UserContext(), h.store, actor(c), b.ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.bodyRecord(c, b, newMember, form)
		}
		return err
	}
	return h.done(c, "/admin/bodies/"+b.Slug, "end_recorded")
}
