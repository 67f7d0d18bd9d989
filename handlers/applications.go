package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"albo/app/association"
	"albo/app/document"
	"albo/app/membership"
	"albo/app/store"
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
		own := formOf(membership.Fill(f.Admission))
		return h.render(c, p, page.Application(p, own, f))
	}
	if len(form.Values) == 0 || form.Values.Get("road") == "" { // the form of another step was refused: the draft shows what it holds
		own := formOf(membership.Fill(f.Admission))
		for name, values := range form.Values {
			own.Values[name] = values
		}
		form.Values = own.Values
	}
	return h.again(c, p, page.Application(p, *form, f))
}

func (h *Handlers) saveApplication(c *fiber.Ctx) error {
	return applicant(h, c, "draft_saved", membership.SaveDraft)
}

func (h *Handlers) submitApplication(c *fiber.Ctx) error {
	return applicant(h, c, "application_submitted", membership.Submit)
}

func (h *Handlers) completeApplication(c *fiber.Ctx) error {
	return applicant(h, c, "application_completed", membership.Complete)
}

func (h *Handlers) appealApplication(c *fiber.Ctx) error {
	return applicant(h, c, "application_appealed", membership.Appeal)
}

// applicant is one step of the applicant: bind, call, show the application again or lead on.
func applicant[In any](h *Handlers, c *fiber.Ctx, notice string, do func(context.Context, *store.Store, models.Actor, int64, In) error) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in, form, err := bind[In](c)
	if err == nil {
		err = do(c.UserContext(), h.store, actor(c), id, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.applicationForm(c, &form)
		}
		return err
	}
	return h.done(c, place("/me/applications", id), notice)
}

func (h *Handlers) withdrawApplication(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := membership.Withdraw(c.UserContext(), h.store, actor(c), id); err != nil {
		return err
	}
	return h.done(c, "/me", "application_withdrawn")
}

// attachInput is what an uploaded document is.
type attachInput struct {
	Kind models.DocumentKind `form:"kind"`
}

func (h *Handlers) attachToAdmission(c *fiber.Ctx) error {
	id, form, err := h.attach(c, membership.Attach)
	if err != nil {
		if refused(&form, err) {
			return h.applicationForm(c, &form)
		}
		return err
	}
	return h.done(c, place("/me/applications", id), "document_attached")
}

// attach takes an uploaded document to the application it is for.
func (h *Handlers) attach(c *fiber.Ctx, do func(context.Context, *store.Store, models.Actor, int64, models.DocumentKind, document.Upload) error) (id int64, form templates.Form, err error) {
	if id, err = pathID(c); err != nil {
		return id, form, err
	}
	in, form, err := bind[attachInput](c)
	if err != nil {
		return id, form, err
	}
	header, err := file(c, "file")
	if err != nil {
		return id, form, err
	}
	body, err := header.Open()
	if err != nil {
		return id, form, err
	}
	defer body.Close()
	return id, form, do(c.UserContext(), h.store, actor(c), id, in.Kind, document.Upload{Name: header.Filename, Body: body})
}

// detachInput is which document.
type detachInput struct {
	Document string `form:"document"`
}

func (h *Handlers) detachFromAdmission(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in, _, err := bind[detachInput](c)
	if err != nil {
		return err
	}
	if err := membership.Detach(c.UserContext(), h.store, actor(c), id, in.Document); err != nil {
		return err
	}
	return h.done(c, place("/me/applications", id), "document_removed")
}
