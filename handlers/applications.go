package handlers

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"albo/app/association"
	"albo/app/body"
	"albo/app/membership"
	"albo/models"
	"albo/templates"
	page "albo/templates/carer"
)

func (h *Handlers) showNewApplication(c *fiber.Ctx) error {
	if actor(c).PersonID == 0 {
		return c.Redirect("/"+lang(c)+"/me/data?done=declare_first&next=/me/applications/new", fiber.StatusSeeOther)
	}
	list, err := h.joinable(c)
	if err != nil {
		return err
	}
	chosen := c.Query("association")
	if chosen == "" {
		if chosen, err = h.nearAssociation(c); err != nil {
			return err
		}
	}
	p := h.mePage(c, "", "apply.title")
	form := templates.Form{Values: map[string][]string{"association": {chosen}}}
	return h.render(c, p, page.NewApplication(p, form, list))
}

// joinable are the associations that the actor is not a member of.
func (h *Handlers) joinable(c *fiber.Ctx) ([]models.Association, error) {
	list, err := association.List(c.UserContext(), h.store)
	if err != nil {
		return nil, err
	}
	mine, err := membership.Memberships(c.UserContext(), h.store, actor(c))
	return slices.DeleteFunc(list, func(a models.Association) bool {
		return slices.ContainsFunc(mine, func(m models.Membership) bool { return m.AssociationID == a.ID && m.EndedOn.IsZero() })
	}), err
}

// nearAssociation is the address of one that relies on the roster of the body where the actor lives; empty when there is none.
func (h *Handlers) nearAssociation(c *fiber.Ctx) (string, error) {
	near, err := body.ForPerson(c.UserContext(), h.store, actor(c))
	if err != nil || near == nil {
		return "", err
	}
	list, err := association.RelyingOn(c.UserContext(), h.store, near.ID, h.store.Today(near.Country))
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].Slug, nil
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
		if f.CourseHours == 0 { // not said yet
			own.Values.Del("course_hours")
		}
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
	again := func(form templates.Form) error { return h.applicationForm(c, &form) }
	return send(h, c, "/me/applications", "application_appealed", again, membership.Appeal)
}

func (h *Handlers) withdrawApplication(c *fiber.Ctx) error {
	return h.giveUp(c, "application_withdrawn", membership.Withdraw)
}
