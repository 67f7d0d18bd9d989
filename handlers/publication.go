package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"albo/app/body"
	"albo/app/history"
	"albo/app/input"
	"albo/app/publication"
	"albo/models"
	"albo/templates"
	page "albo/templates/body"
)

func (h *Handlers) showOwnRegister(c *fiber.Ctx) error { return h.ownRegister(c, nil) }

// ownRegister shows the register to the officers; rule is the form of its fields when it was refused.
func (h *Handlers) ownRegister(c *fiber.Ctx, rule *templates.Form) error {
	p, place := h.bodyPage(c, "body_register", "register_work.title")
	ctx, db := c.UserContext(), h.store.Read(c.UserContext())
	b, err := body.ByID(ctx, h.store, place.ID)
	if err != nil {
		return err
	}
	v := page.RegisterView{Body: b}
	rules, err := body.Rules(db, b, h.store.Today(b.Country))
	if err != nil {
		return err
	}
	v.Term = rules[models.RulePublicationDays]
	if v.Editions, err = publication.Editions(db, b.ID); err != nil {
		return err
	}
	if v.LeftOut, err = publication.LeftOut(ctx, h.store, actor(c), b.ID); err != nil {
		return err
	}
	if rule != nil {
		p.Path = "/body/register"
		return h.again(c, p, page.OwnRegister(p, *rule, v))
	}
	held := b.RegisterRule()
	return h.render(c, p, page.OwnRegister(p, formOf(publication.FieldsInput{Fields: held.Fields, Article: held.Article}), v))
}

func (h *Handlers) setRegisterFields(c *fiber.Ctx) error {
	in, form, err := bind[publication.FieldsInput](c)
	if err == nil {
		err = publication.SetFields(c.UserContext(), h.store, actor(c), h.workplace(c, models.BodyOfficer).ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.ownRegister(c, &form)
		}
		return err
	}
	return h.done(c, "/body/register", "register_fields_saved")
}

func (h *Handlers) showPlan(c *fiber.Ctx) error {
	day, err := models.ParseDate(c.Query("effective_on"))
	if err != nil {
		return input.Wrong(map[string]models.Text{"effective_on": models.Say("invalid.date")})
	}
	return h.plan(c, day, nil)
}

// plan shows what would be published with effect from a day; form is what was typed when the publication was refused.
func (h *Handlers) plan(c *fiber.Ctx, day models.Date, form *templates.Form) error {
	p, place := h.bodyPage(c, "body_register", "register_plan.title")
	plan, err := publication.Preview(c.UserContext(), h.store, actor(c), place.ID, day)
	if err != nil {
		return err
	}
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: p.T("nav.body_register"), Path: "/body/register"})
	if form != nil {
		p.Path = "/body/register/new"
		return h.again(c, p, page.RegisterPlan(p, *form, plan, 1))
	}
	signs := formOf(publication.PublishInput{Signatory: plan.Body.Signatory, SignatoryRole: plan.Body.SignatoryRole})
	return h.render(c, p, page.RegisterPlan(p, signs, plan, pageNumber(c)))
}

func (h *Handlers) publishRegister(c *fiber.Ctx) error {
	in, form, err := bind[publication.PublishInput](c)
	var e *models.RegisterEdition
	if err == nil {
		e, err = publication.Publish(c.UserContext(), h.store, actor(c), h.workplace(c, models.BodyOfficer).ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.plan(c, in.EffectiveOn, &form)
		}
		return err
	}
	return h.done(c, place("/body/register", e.ID), "register_published")
}

// ownEdition is the edition that the address names, if it is the body's.
func (h *Handlers) ownEdition(c *fiber.Ctx) (*templates.Page, *models.RegisterEdition, error) {
	id, err := pathID(c)
	if err != nil {
		return nil, nil, err
	}
	e, err := publication.Own(c.UserContext(), h.store, actor(c), id)
	if err != nil {
		return nil, nil, err
	}
	p, _ := h.bodyPage(c, "body_register", "register_work.title")
	p.Title = p.T("register.edition", "number", strconv.Itoa(e.Number))
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: p.T("nav.body_register"), Path: "/body/register"})
	return p, e, nil
}

func (h *Handlers) showOwnEdition(c *fiber.Ctx) error {
	p, e, err := h.ownEdition(c)
	if err != nil {
		return err
	}
	v := page.OwnEditionView{Edition: e, Name: input.Clean(c.Query("q")), Page: pageNumber(c)}
	if v.Entries, v.Total, err = publication.Entries(c.UserContext(), h.store, e, p.Country, v.Name, v.Page); err != nil {
		return err
	}
	if v.Events, err = history.Of(c.UserContext(), h.store, history.Subject{Kind: publication.Subject, ID: e.ID}); err != nil {
		return err
	}
	return h.render(c, p, page.OwnEdition(p, v))
}

func (h *Handlers) showErase(c *fiber.Ctx) error {
	return h.eraseForm(c, c.QueryInt("entry"), templates.Form{})
}

func (h *Handlers) eraseForm(c *fiber.Ctx, position int, form templates.Form) error {
	p, e, err := h.ownEdition(c)
	if err != nil {
		return err
	}
	entry, err := publication.At(h.store.Read(c.UserContext()), e, position)
	if err != nil {
		return err
	}
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: p.Title, Path: place("/body/register", e.ID)})
	p.Title = p.T("register_erase.title")
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Erase(p, form, e, entry))
	}
	return h.render(c, p, page.Erase(p, form, e, entry))
}

func (h *Handlers) eraseEntry(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in, form, err := bind[publication.EraseInput](c)
	if err == nil {
		err = publication.Erase(c.UserContext(), h.store, actor(c), id, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.eraseForm(c, in.Position, form)
		}
		return err
	}
	return h.done(c, place("/body/register", id), "register_erased")
}

// nameAgainInput is the accreditation whose person the next editions name again.
type nameAgainInput struct {
	Accreditation int64 `form:"accreditation"`
}

func (h *Handlers) nameAgain(c *fiber.Ctx) error {
	in, _, err := bind[nameAgainInput](c)
	if err != nil {
		return err
	}
	if err := publication.NameAgain(c.UserContext(), h.store, actor(c), in.Accreditation); err != nil {
		return err
	}
	return h.done(c, "/body/register", "register_named_again")
}
