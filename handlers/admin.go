package handlers

import (
	"github.com/gofiber/fiber/v2"

	"albo/app/account"
	"albo/app/association"
	"albo/app/body"
	"albo/app/feedback"
	"albo/app/input"
	"albo/app/mail"
	"albo/app/rule"
	"albo/models"
	"albo/templates"
	page "albo/templates/admin"
)

func (h *Handlers) adminPage(c *fiber.Ctx, current, title string) *templates.Page {
	p := h.page(c, templates.AreaAdmin, current, title)
	if current != "admin" {
		p.Crumbs = []templates.Crumb{{Text: p.T("nav.admin"), Path: "/admin"}}
	}
	return p
}

func (h *Handlers) showAdmin(c *fiber.Ctx) error { return h.adminForm(c, templates.Form{}) }

func (h *Handlers) adminForm(c *fiber.Ctx, form templates.Form) error {
	bodies, err := body.List(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	associations, err := association.List(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	p := h.adminPage(c, "admin", "admin.title")
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Admin(p, form, bodies, associations))
	}
	return h.render(c, p, page.Admin(p, form, bodies, associations))
}

// inviteInput is whom to invite, and to what: "association_admin:slug", "body_officer:slug" or "platform_admin:".
type inviteInput struct {
	Email string `form:"email"`
	Place string `form:"place"`
}

func (h *Handlers) invite(c *fiber.Ctx) error {
	in, form, err := bind[inviteInput](c)
	if err == nil {
		err = h.inviteInto(c, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.adminForm(c, form)
		}
		return err
	}
	return h.done(c, "/admin", "invited")
}

func (h *Handlers) inviteInto(c *fiber.Ctx, in inviteInput) error {
	invitation := account.InviteInput{Email: in.Email, Language: lang(c)}
	kind, slug := page.SplitPlace(in.Place)
	invitation.Kind = kind
	switch kind {
	case models.AssociationAdmin:
		a, err := association.BySlug(c.UserContext(), h.store, slug)
		if err != nil {
			return err
		}
		invitation.AssociationID, invitation.Language = &a.ID, a.Language
	case models.BodyOfficer:
		b, err := body.BySlug(c.UserContext(), h.store, slug)
		if err != nil {
			return err
		}
		invitation.BodyID, invitation.Language = &b.ID, b.Language
	case models.PlatformAdmin:
	default:
		return input.Wrong(map[string]models.Text{"place": models.Say("invalid.required")})
	}
	_, err := account.Invite(c.UserContext(), h.store, actor(c), invitation)
	return err
}

func (h *Handlers) showNewBody(c *fiber.Ctx) error {
	return h.newBodyForm(c, formOf(body.CreateInput{Input: body.Input{Colour: "#0066cc", GoneRule: models.GoneAtOnce, GoneShare: models.UsualGoneShare, Language: "it"}, Country: "IT", Kind: models.BodyMunicipality}))
}

func (h *Handlers) newBodyForm(c *fiber.Ctx, form templates.Form) error {
	p := h.adminPage(c, "", "body_new.title")
	if len(form.Faults) > 0 {
		return h.again(c, p, page.NewBody(p, form))
	}
	return h.render(c, p, page.NewBody(p, form))
}

func (h *Handlers) createBody(c *fiber.Ctx) error {
	in, form, err := bind[body.CreateInput](c)
	if err == nil {
		_, err = body.Create(c.UserContext(), h.store, actor(c), in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.newBodyForm(c, form)
		}
		return err
	}
	return h.done(c, "/admin", "body_created")
}

func (h *Handlers) showNewAssociation(c *fiber.Ctx) error {
	return h.newAssociationForm(c, formOf(association.CreateInput{Input: association.Input{Colour: "#0066cc", Language: "it"}, Country: "IT"}))
}

func (h *Handlers) newAssociationForm(c *fiber.Ctx, form templates.Form) error {
	bodies, err := body.List(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	p := h.adminPage(c, "", "association_new.title")
	if len(form.Faults) > 0 {
		return h.again(c, p, page.NewAssociation(p, form, bodies))
	}
	return h.render(c, p, page.NewAssociation(p, form, bodies))
}

func (h *Handlers) createAssociation(c *fiber.Ctx) error {
	in, form, err := bind[association.CreateInput](c)
	if err == nil {
		_, err = association.Create(c.UserContext(), h.store, actor(c), in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.newAssociationForm(c, form)
		}
		return err
	}
	return h.done(c, "/admin", "association_created")
}

// showFeedback is what visitors say of pages, and the faults they report, the newest first.
func (h *Handlers) showFeedback(c *fiber.Ctx) error {
	list, err := feedback.Newest(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	p := h.adminPage(c, "feedback", "admin_feedback.title")
	return h.render(c, p, page.Feedback(p, list))
}

// showMail is the mail that was written to files instead of being sent: in the demonstration, all of it.
func (h *Handlers) showMail(c *fiber.Ctx) error {
	p := h.adminPage(c, "mailbox", "mailbox.title")
	if h.store.Config.SMTPURL != "" {
		return h.render(c, p, page.Mailbox(p, nil, "mailbox.sent"))
	}
	if h.demo == nil { // letters open accounts
		return h.render(c, p, page.Mailbox(p, nil, "mailbox.kept"))
	}
	letters, err := mail.Box(h.store.Config.Mail(), 40)
	if err != nil {
		return err
	}
	return h.render(c, p, page.Mailbox(p, letters, ""))
}

func (h *Handlers) showPlatformRules(c *fiber.Ctx) error { return h.platformRules(c, templates.Form{}) }

// platformRules are the numbers that hold for all who fix nothing themselves.
func (h *Handlers) platformRules(c *fiber.Ctx, form templates.Form) error {
	rules, err := rule.On(h.store.Read(c.UserContext()), rule.OfPlatform(), "", h.store.Today("IT"))
	if err != nil {
		return err
	}
	p := h.adminPage(c, "platform_rules", "platform_rules.title")
	if len(form.Faults) > 0 {
		return h.again(c, p, page.PlatformRules(p, form, rules))
	}
	return h.render(c, p, page.PlatformRules(p, form, rules))
}

func (h *Handlers) setPlatformRule(c *fiber.Ctx) error {
	in, form, err := bind[rule.Input](c)
	if err == nil {
		err = rule.Set(c.UserContext(), h.store, actor(c), rule.OfPlatform(), in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.platformRules(c, form)
		}
		return err
	}
	return h.done(c, "/admin/rules", "rule_saved")
}
