package handlers

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"albo/app/account"
	"albo/app/association"
	"albo/app/body"
	"albo/app/document"
	"albo/app/rule"
	"albo/app/store"
	"albo/models"
	"albo/templates"
	page "albo/templates/association"
	bodypage "albo/templates/body"
)

func (h *Handlers) showAssociationSettings(c *fiber.Ctx) error {
	return h.associationSettings(c, nil, templates.Form{})
}

// associationSettings shows the record and the statute; record and statute are forms that were refused.
func (h *Handlers) associationSettings(c *fiber.Ctx, record *templates.Form, statute templates.Form) error {
	p, place := h.associationPage(c, "association_settings", "association_settings.title")
	a, err := association.ByID(c.UserContext(), h.store, place.ID)
	if err != nil {
		return err
	}
	rules, err := association.Rules(h.store.Read(c.UserContext()), a, h.store.Today(a.Country))
	if err != nil {
		return err
	}
	if record == nil {
		own := formOf(association.Fill(a))
		record = &own
	}
	body := page.Settings(p, *record, statute, a, rules)
	if len(record.Faults)+len(statute.Faults) > 0 {
		p.Path = "/association/settings"
		return h.again(c, p, body)
	}
	return h.render(c, p, body)
}

func (h *Handlers) updateAssociation(c *fiber.Ctx) error {
	in, form, err := bind[association.Input](c)
	if err == nil {
		err = association.Update(c.UserContext(), h.store, actor(c), h.workplace(c, models.AssociationAdmin).ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.associationSettings(c, &form, templates.Form{})
		}
		return err
	}
	return h.done(c, "/association/settings", "settings_saved")
}

func (h *Handlers) setAssociationRule(c *fiber.Ctx) error {
	in, form, err := bind[rule.Input](c)
	if err == nil {
		err = association.SetRule(c.UserContext(), h.store, actor(c), h.workplace(c, models.AssociationAdmin).ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.associationSettings(c, nil, form)
		}
		return err
	}
	return h.done(c, "/association/settings", "rule_saved")
}

func (h *Handlers) showBodySettings(c *fiber.Ctx) error {
	return h.bodySettings(c, nil, templates.Form{})
}

// bodySettings shows the record and the regulation; record and regulation are forms that were refused.
func (h *Handlers) bodySettings(c *fiber.Ctx, record *templates.Form, regulation templates.Form) error {
	p, place := h.bodyPage(c, "body_settings", "body_settings.title")
	b, err := body.ByID(c.UserContext(), h.store, place.ID)
	if err != nil {
		return err
	}
	members, err := body.Members(c.UserContext(), h.store, b.ID, models.FunctionSocialServices, h.store.Today(b.Country))
	if err != nil {
		return err
	}
	rules, err := body.Rules(h.store.Read(c.UserContext()), b, h.store.Today(b.Country))
	if err != nil {
		return err
	}
	if record == nil {
		own := formOf(body.Fill(b))
		record = &own
	}
	settings := bodypage.Settings(p, *record, regulation, b, rules, members)
	if len(record.Faults)+len(regulation.Faults) > 0 {
		p.Path = "/body/settings"
		return h.again(c, p, settings)
	}
	return h.render(c, p, settings)
}

func (h *Handlers) setBodyRule(c *fiber.Ctx) error {
	in, form, err := bind[rule.Input](c)
	if err == nil {
		err = body.SetRule(c.UserContext(), h.store, actor(c), h.workplace(c, models.BodyOfficer).ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.bodySettings(c, nil, form)
		}
		return err
	}
	return h.done(c, "/body/settings", "rule_saved")
}

func (h *Handlers) updateBody(c *fiber.Ctx) error {
	in, form, err := bind[body.Input](c)
	if err == nil {
		err = body.Update(c.UserContext(), h.store, actor(c), h.workplace(c, models.BodyOfficer).ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.bodySettings(c, &form, templates.Form{})
		}
		return err
	}
	return h.done(c, "/body/settings", "settings_saved")
}

func (h *Handlers) setBodyLogo(c *fiber.Ctx) error {
	place := h.workplace(c, models.BodyOfficer)
	err := h.setLogo(c, place.ID, body.SetLogo)
	form := templates.Form{}
	if err != nil && refused(&form, err) {
		b, err := body.ByID(c.UserContext(), h.store, place.ID)
		if err != nil {
			return err
		}
		own := formOf(body.Fill(b))
		own.Faults = form.Faults
		return h.bodySettings(c, &own, templates.Form{})
	}
	if err != nil {
		return err
	}
	return h.done(c, "/body/settings", "logo_saved")
}

func (h *Handlers) setAssociationLogo(c *fiber.Ctx) error {
	place := h.workplace(c, models.AssociationAdmin)
	err := h.setLogo(c, place.ID, association.SetLogo)
	form := templates.Form{}
	if err != nil && refused(&form, err) {
		a, err := association.ByID(c.UserContext(), h.store, place.ID)
		if err != nil {
			return err
		}
		own := formOf(association.Fill(a))
		own.Faults = form.Faults
		return h.associationSettings(c, &own, templates.Form{})
	}
	if err != nil {
		return err
	}
	return h.done(c, "/association/settings", "logo_saved")
}

// setLogo keeps an uploaded logo and gives it to a place.
func (h *Handlers) setLogo(c *fiber.Ctx, id int64, set func(context.Context, *store.Store, models.Actor, int64, string) error) error {
	header, err := file(c, "logo")
	if err != nil {
		return err
	}
	body, err := header.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	key, err := document.KeepLogo(h.store, body)
	if err != nil {
		return err
	}
	if err := set(c.UserContext(), h.store, actor(c), id, key); err != nil {
		return errors.Join(err, h.store.Files.Delete(key))
	}
	return nil
}

func (h *Handlers) showAssociationPeople(c *fiber.Ctx) error {
	p, place := h.associationPage(c, "association_people", "people.title")
	return h.people(c, p, place, templates.Form{})
}

func (h *Handlers) showBodyPeople(c *fiber.Ctx) error {
	p, place := h.bodyPage(c, "body_people", "people.title")
	return h.people(c, p, place, templates.Form{})
}

func (h *Handlers) people(c *fiber.Ctx, p *templates.Page, place account.Workplace, form templates.Form) error {
	list, err := account.Colleagues(c.UserContext(), h.store, place.Kind, place.ID)
	if err != nil {
		return err
	}
	body := templates.People(p, form, place, list)
	if len(form.Faults) > 0 {
		return h.again(c, p, body)
	}
	return h.render(c, p, body)
}

func (h *Handlers) inviteToAssociation(c *fiber.Ctx) error {
	p, place := h.associationPage(c, "association_people", "people.title")
	return h.inviteTo(c, p, place, account.InviteInput{AssociationID: &place.ID}, "/association/people")
}

func (h *Handlers) inviteToBody(c *fiber.Ctx) error {
	p, place := h.bodyPage(c, "body_people", "people.title")
	return h.inviteTo(c, p, place, account.InviteInput{BodyID: &place.ID}, "/body/people")
}

func (h *Handlers) inviteTo(c *fiber.Ctx, p *templates.Page, place account.Workplace, in account.InviteInput, path string) error {
	typed, form, err := bind[account.EmailInput](c)
	in.Email, in.Kind, in.Language = typed.Email, place.Kind, lang(c)
	if err == nil {
		_, err = account.Invite(c.UserContext(), h.store, actor(c), in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.people(c, p, place, form)
		}
		return err
	}
	return h.done(c, path, "invited")
}

// endInput is a role or an invitation to end.
type endInput struct {
	Role       int64 `form:"role"`
	Invitation int64 `form:"invitation"`
}

func (h *Handlers) endAssociationRole(c *fiber.Ctx) error {
	return h.endRole(c, h.workplace(c, models.AssociationAdmin), "/association/people")
}

func (h *Handlers) endBodyRole(c *fiber.Ctx) error {
	return h.endRole(c, h.workplace(c, models.BodyOfficer), "/body/people")
}

func (h *Handlers) endRole(c *fiber.Ctx, place account.Workplace, path string) error {
	in, _, err := bind[endInput](c)
	if err != nil {
		return err
	}
	if err := account.EndRole(c.UserContext(), h.store, actor(c), place.Kind, place.ID, in.Role, in.Invitation); err != nil {
		return err
	}
	return h.done(c, path, "role_ended")
}
