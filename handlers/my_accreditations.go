package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"albo/app/accreditation"
	"albo/app/body"
	"albo/app/store"
	"albo/models"
	"albo/templates"
	page "albo/templates/carer"
)

func (h *Handlers) showNewAccreditation(c *fiber.Ctx) error {
	if actor(c).PersonID == 0 {
		return c.Redirect("/"+lang(c)+"/me/data?done=declare_first&next=/me/accreditations/new", fiber.StatusSeeOther)
	}
	list, err := body.List(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	competent, err := body.ForPerson(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	p := h.mePage(c, "", "accredit.title")
	form := templates.Form{Values: map[string][]string{}}
	if competent != nil {
		form.Values.Set("body", competent.Slug)
	}
	return h.render(c, p, page.NewAccreditation(p, form, list, competent))
}

// bodyInput is a public body by its address.
type bodyInput struct {
	Body string `form:"body"`
}

func (h *Handlers) startAccreditation(c *fiber.Ctx) error {
	in, _, err := bind[bodyInput](c)
	if err != nil {
		return err
	}
	to, err := body.BySlug(c.UserContext(), h.store, in.Body)
	if err != nil {
		return err
	}
	id, err := accreditation.Start(c.UserContext(), h.store, actor(c), to.ID)
	if err != nil {
		return err
	}
	return c.Redirect("/"+lang(c)+place("/me/accreditations", id), fiber.StatusSeeOther)
}

func (h *Handlers) showMyAccreditation(c *fiber.Ctx) error { return h.myAccreditationForm(c, nil) }

func (h *Handlers) myAccreditationForm(c *fiber.Ctx, form *templates.Form) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := accreditation.Show(c.UserContext(), h.store, actor(c), id)
	if err != nil {
		return err
	}
	if !actor(c).Is(f.PersonID) {
		return models.ErrNotFound
	}
	p := h.mePage(c, "me", "accreditation.title")
	brandOf(p, f.Body.Name, f.Body.Colour, f.Body.LogoKey, f.Body.Country)
	if form == nil {
		own := formOf(accreditation.TypedInput{DraftInput: accreditation.DraftInput{Grounds: f.Grounds, Statement: f.Statement}, Answer: f.AnswerDraft})
		return h.render(c, p, page.Accreditation(p, own, f))
	}
	return h.again(c, p, page.Accreditation(p, *form, f))
}

var myAccreditation = dossier[accreditation.TypedInput]{"/me/accreditations", accreditation.Keep, accreditation.Attach, accreditation.Detach, (*Handlers).myAccreditationForm}

func (h *Handlers) saveAccreditation(c *fiber.Ctx) error       { return myAccreditation.save(h, c) }
func (h *Handlers) attachToAccreditation(c *fiber.Ctx) error   { return myAccreditation.add(h, c) }
func (h *Handlers) detachFromAccreditation(c *fiber.Ctx) error { return myAccreditation.remove(h, c) }

func (h *Handlers) submitAccreditation(c *fiber.Ctx) error {
	return step(h, c, myAccreditation, "application_submitted", accreditation.Submit)
}

func (h *Handlers) answerNotice(c *fiber.Ctx) error {
	return step(h, c, myAccreditation, "notice_answered", accreditation.AnswerNotice)
}

func (h *Handlers) completeAccreditation(c *fiber.Ctx) error {
	return step(h, c, myAccreditation, "application_completed", accreditation.Complete)
}

func (h *Handlers) withdrawAccreditation(c *fiber.Ctx) error {
	return h.giveUp(c, "application_withdrawn", accreditation.Withdraw)
}

func (h *Handlers) renounceAccreditation(c *fiber.Ctx) error {
	return h.giveUp(c, "accreditation_renounced", accreditation.Renounce)
}

func (h *Handlers) giveUp(c *fiber.Ctx, notice string, do func(context.Context, *store.Store, models.Actor, int64) error) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := do(c.UserContext(), h.store, actor(c), id); err != nil {
		return err
	}
	return h.done(c, "/me", notice)
}
