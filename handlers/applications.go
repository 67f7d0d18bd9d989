package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"albo/app/association"
	"albo/app/membership"
	"albo/models"
	"albo/templates"
	page "albo/templates/carer"
)

func (h *Handlers) showNewApplication(c *fiber.Ctx) error {
	if actor(c).PersonID == 0 {
		return c.Redirect("/"+lang(c)+"/me/data?done=declare_first&next=/me/applications/new", fiber.StatusSeeOther)
	}
	list, err := association.List(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	p := h.mePage(c, "", "apply.title")
	form := templates.Form{Values: map[string][]string{"association": {c.Query("association")}}}
	return h.render(c, p, page.NewApplication(p, form, list))
}

// startInput is where somebody applies, and by which road.
type startInput struct {
	Association string      `form:"association"`
	Road        models.Road `form:"road"`
}

func (h *Handlers) startApplication(c *fiber.Ctx) error {
	in, _, err := bind[startInput](c)
	if err != nil {
		return err
	}
	to, err := association.BySlug(c.UserContext(), h.store, in.Association)
	if err != nil {
		return err
	}
	id, err := membership.Start(c.UserContext(), h.store, actor(c), to.ID, in.Road)
	if err != nil {
		return err
	}
	return c.Redirect("/"+lang(c)+place("/me/applications", id), fiber.StatusSeeOther)
}

func (h *Handlers) showApplication(c *fiber.Ctx) error {
	return h.applicationForm(c, nil)
}

// applicationForm shows an application: as a draft to fill in, or as it stands. A form that was refused is shown as typed.
func (h *Handlers) applicationForm(c *fiber.Ctx, form *templates.Form) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := membership.Show(c.UserContext(), h.store, actor(c), id)
	if err != nil {
		return err
	}
	p := h.mePage(c, "me", "application.title")
	brandOf(p, f.Association.Name, f.Association.Colour, f.Association.LogoKey, f.Association.Country)
	if form == nil {
		own := formOf(membership.TypedInput{DraftInput: membership.Fill(f.Admission), Answer: f.AnswerDraft})
		return h.render(c, p, page.Application(p, own, f))
	}
	form.Values.Set("version", strconv.Itoa(f.Version)) // what is saved next takes the place of what is there now
	return h.again(c, p, page.Application(p, *form, f))
}

var application = dossier[membership.TypedInput]{"/me/applications", membership.Keep, membership.Attach, membership.Detach, (*Handlers).applicationForm}

func (h *Handlers) saveApplication(c *fiber.Ctx) error     { return application.save(h, c) }
func (h *Handlers) attachToAdmission(c *fiber.Ctx) error   { return application.add(h, c) }
func (h *Handlers) detachFromAdmission(c *fiber.Ctx) error { return application.remove(h, c) }

func (h *Handlers) submitApplication(c *fiber.Ctx) error {
	return step(h, c, application, "application_submitted", membership.Submit)
}

func (h *Handlers) completeApplication(c *fiber.Ctx) error {
	return step(h, c, application, "application_completed", membership.Complete)
}

func (h *Handlers) appealApplication(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in, form, err := bind[membership.AppealInput](c)
	if err == nil {
		err = membership.Appeal(c.UserContext(), h.store, actor(c), id, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.applicationForm(c, &form)
		}
		return err
	}
	return h.done(c, place("/me/applications", id), "application_appealed")
}

func (h *Handlers) withdrawApplication(c *fiber.Ctx) error {
	return h.giveUp(c, "application_withdrawn", membership.Withdraw)
}
