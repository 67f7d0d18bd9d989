package handlers

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"mime/multipart"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/image/draw"

	"albo/app/account"
	"albo/app/association"
	"albo/app/body"
	"albo/app/input"
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
	key, err := h.keepLogo(c)
	if err != nil {
		form := formOf(body.Input{})
		if refused(&form, err) {
			b, err := body.ByID(c.UserContext(), h.store, h.workplace(c, models.BodyOfficer).ID)
			if err != nil {
				return err
			}
			own := formOf(body.Fill(b))
			own.Faults = form.Faults
			return h.bodySettings(c, &own, templates.Form{})
		}
		return err
	}
	return h.logoSet(c, key, "/body/settings", body.SetLogo, h.workplace(c, models.BodyOfficer).ID)
}

func (h *Handlers) setAssociationLogo(c *fiber.Ctx) error {
	key, err := h.keepLogo(c)
	if err != nil {
		form := templates.Form{}
		if refused(&form, err) {
			return h.associationSettings(c, nil, form)
		}
		return err
	}
	return h.logoSet(c, key, "/association/settings", association.SetLogo, h.workplace(c, models.AssociationAdmin).ID)
}

func (h *Handlers) logoSet(c *fiber.Ctx, key, path string, set func(context.Context, *store.Store, models.Actor, int64, string) error, id int64) error {
	if err := set(c.UserContext(), h.store, actor(c), id, key); err != nil {
		return errors.Join(err, h.store.Files.Delete(key))
	}
	return h.done(c, path, "logo_saved")
}

// logoSide is the largest side of a logo as it is kept.
const logoSide = 512

// keepLogo draws an uploaded image anew as a PNG of our own making: nothing that came with the file is kept.
func (h *Handlers) keepLogo(c *fiber.Ctx) (key string, err error) {
	header, err := file(c, "logo")
	if err != nil {
		return "", err
	}
	picture, err := decode(header)
	if err != nil {
		return "", input.Wrong(map[string]models.Text{"logo": models.Say("document.bad_image")})
	}
	size := picture.Bounds().Size()
	if longest := max(size.X, size.Y); longest > logoSide {
		size = image.Pt(max(size.X*logoSide/longest, 1), max(size.Y*logoSide/longest, 1))
	}
	small := image.NewNRGBA(image.Rectangle{Max: size})
	draw.CatmullRom.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	var b bytes.Buffer
	if err := png.Encode(&b, small); err != nil {
		return "", err
	}
	kept, err := h.store.Files.Put(&b, 4<<20)
	return kept.Key, err
}

// mostLogoPixels keeps a crafted image from taking the memory of the machine.
const mostLogoPixels = 16_000_000

func decode(header *multipart.FileHeader) (image.Image, error) {
	f, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size, _, err := image.DecodeConfig(f)
	if err != nil {
		return nil, err
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width*size.Height > mostLogoPixels {
		return nil, errors.New("too many pixels")
	}
	if _, err := f.Seek(0, 0); err != nil {
		return nil, err
	}
	picture, _, err := image.Decode(f)
	return picture, err
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
