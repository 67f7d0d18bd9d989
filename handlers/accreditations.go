package handlers

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"albo/app/accreditation"
	"albo/app/certificate"
	"albo/models"
	"albo/templates"
	page "albo/templates/body"
)

func (h *Handlers) showAccreditations(c *fiber.Ctx) error {
	return h.accreditations(c, c.Query("show", "open"), templates.Form{})
}

// accreditations lists those of a body in one view; form is the confirmation of several that was refused.
func (h *Handlers) accreditations(c *fiber.Ctx, show string, form templates.Form) error {
	p, place := h.bodyPage(c, "accreditations", "accreditations.title")
	rows, n, err := accreditation.Queue(c.UserContext(), h.store, actor(c), place.ID, show)
	if err != nil {
		return err
	}
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Accreditations(p, form, show, rows, n))
	}
	form.Values = url.Values{"text": {p.T("accreditations.back")}}
	return h.render(c, p, page.Accreditations(p, form, show, rows, n))
}

func (h *Handlers) upholdAccreditations(c *fiber.Ctx) error {
	in, form, err := bind[accreditation.UpholdInput](c)
	if err == nil {
		err = accreditation.UpholdAll(c.UserContext(), h.store, actor(c), h.workplace(c, models.BodyOfficer).ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.accreditations(c, "back", form)
		}
		return err
	}
	return h.done(c, "/body/accreditations?show=back", "accreditations_upheld")
}

func (h *Handlers) showAccreditation(c *fiber.Ctx) error {
	return h.accreditationForm(c, templates.Form{}, "")
}

// accreditationForm shows an accreditation to the office; open is the step whose form was refused.
func (h *Handlers) accreditationForm(c *fiber.Ctx, form templates.Form, open string) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := accreditation.Show(c.UserContext(), h.store, actor(c), id)
	if err != nil {
		return err
	}
	if !actor(c).OfficerOf(f.BodyID) {
		return models.ErrNotFound
	}
	certificates, err := certificate.OfAccreditation(c.UserContext(), h.store, actor(c), f.Accreditation)
	if err != nil {
		return err
	}
	p, _ := h.bodyPage(c, "accreditations", "accreditations.title")
	brandOf(p, f.Body.Name, f.Body.Colour, f.Body.LogoKey, f.Body.Country)
	p.Title = f.Person.FullName()
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: p.T("nav.accreditations"), Path: "/body/accreditations"})
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Accreditation(p, form, open, f, certificates))
	}
	return h.render(c, p, page.Accreditation(p, form, open, f, certificates))
}

func (h *Handlers) decideAccreditation(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	step := strings.ReplaceAll(c.Params("step"), "-", "_")
	in, form, err := bind[accreditation.DecisionInput](c)
	if err == nil {
		err = accreditation.Decide(c.UserContext(), h.store, actor(c), id, step, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.accreditationForm(c, form, step)
		}
		return err
	}
	return h.done(c, place("/body/accreditations", id), "accreditation_"+step)
}

func (h *Handlers) issueCertificate(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in, _, err := bind[certificateInput](c)
	if err != nil {
		return err
	}
	if err := certificate.Issue(c.UserContext(), h.store, actor(c), id, in.Language); err != nil {
		return err
	}
	return h.done(c, place("/body/accreditations", id), "certificate_issued")
}

func (h *Handlers) revokeCertificate(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in, _, err := bind[certificate.RevokeInput](c)
	if err != nil {
		return err
	}
	if err := certificate.Revoke(c.UserContext(), h.store, actor(c), id, in); err != nil {
		return err
	}
	return h.done(c, "/body/accreditations", "certificate_revoked")
}
