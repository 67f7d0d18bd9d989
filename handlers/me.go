package handlers

import (
	"errors"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"albo/app/accreditation"
	"albo/app/certificate"
	"albo/app/membership"
	"albo/app/person"
	"albo/app/privacy"
	"albo/app/register"
	"albo/app/request"
	"albo/app/roster"
	"albo/app/territory"
	"albo/models"
	"albo/templates"
	page "albo/templates/carer"
)

// mePage begins a carer's own page.
func (h *Handlers) mePage(c *fiber.Ctx, current, title string) *templates.Page {
	p := h.page(c, templates.AreaCarer, current, title)
	if current != "me" {
		p.Crumbs = []templates.Crumb{{Text: p.T("nav.me"), Path: "/me"}}
	}
	return p
}

func (h *Handlers) showMe(c *fiber.Ctx) error {
	ctx, by := c.UserContext(), actor(c)
	var me page.Overview
	var err error
	if me.Person, err = person.Mine(ctx, h.store, by); err != nil && !errors.Is(err, models.ErrNotFound) {
		return err
	}
	if me.Admissions, err = membership.Mine(ctx, h.store, by); err != nil {
		return err
	}
	if me.Memberships, err = membership.Memberships(ctx, h.store, by); err != nil {
		return err
	}
	if me.Accreditations, err = accreditation.Mine(ctx, h.store, by); err != nil {
		return err
	}
	if me.Certificates, err = certificate.List(ctx, h.store, by); err != nil {
		return err
	}
	if me.Listed, err = register.Listed(ctx, h.store, by); err != nil {
		return err
	}
	if me.Entry, err = register.MyEntry(ctx, h.store, by); err != nil {
		return err
	}
	if me.Requests, me.WantsRequests, err = request.OfCarer(ctx, h.store, by); err != nil {
		return err
	}
	if me.Questions, err = roster.Questions(ctx, h.store, by); err != nil {
		return err
	}
	p := h.mePage(c, "me", "me.title")
	return h.render(c, p, page.Me(p, me))
}

func (h *Handlers) showMyData(c *fiber.Ctx) error {
	mine, err := person.Mine(c.UserContext(), h.store, actor(c))
	if errors.Is(err, models.ErrNotFound) {
		return h.myDataForm(c, formOf(person.Input{Country: "IT"}), nil)
	}
	if err != nil {
		return err
	}
	return h.myDataForm(c, formOf(person.Fill(mine)), mine)
}

func (h *Handlers) myDataForm(c *fiber.Ctx, form templates.Form, mine *models.Person) error {
	p := h.mePage(c, "my_data", "my_data.title")
	body := page.Data(p, form, mine, safeNext(c.Query("next")))
	if len(form.Faults) > 0 {
		return h.again(c, p, body)
	}
	return h.render(c, p, body)
}

func (h *Handlers) declare(c *fiber.Ctx) error {
	in, form, err := bind[person.Input](c)
	if err == nil {
		_, err = person.Declare(c.UserContext(), h.store, actor(c), in)
	}
	if err != nil {
		if refused(&form, err) {
			mine, err := person.Mine(c.UserContext(), h.store, actor(c))
			if err != nil && !errors.Is(err, models.ErrNotFound) {
				return err
			}
			return h.myDataForm(c, form, mine)
		}
		return err
	}
	if next := safeNext(c.Query("next")); next != "" {
		return c.Redirect("/"+lang(c)+next, fiber.StatusSeeOther)
	}
	return h.done(c, "/me", "data_saved")
}

func (h *Handlers) showMyListing(c *fiber.Ctx) error {
	profile, err := register.MyProfile(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	consents, err := privacy.Consents(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	form := formOf(profile)
	for _, item := range consents {
		form.Values.Add("consent", string(item))
	}
	return h.listingForm(c, form)
}

func (h *Handlers) listingForm(c *fiber.Ctx, form templates.Form) error {
	mine, err := person.Mine(c.UserContext(), h.store, actor(c))
	if errors.Is(err, models.ErrNotFound) {
		return h.done(c, "/me/data", "declare_first")
	}
	if err != nil {
		return err
	}
	slug, err := register.Listed(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	places, err := territory.Municipalities(c.UserContext(), h.store, countryOf(mine))
	if err != nil {
		return err
	}
	entry, err := register.MyEntry(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	p := h.mePage(c, "my_listing", "listing.title")
	body := page.Listing(p, form, slug, entry, places)
	if len(form.Faults) > 0 {
		return h.again(c, p, body)
	}
	return h.render(c, p, body)
}

// countryOf is where somebody lives; of those who have not said, where their tax code is from.
func countryOf(p *models.Person) string {
	if p.Residence != nil {
		return p.Residence.Country
	}
	return p.Country
}

// consentsInput is every item that is ticked; what is not ticked is withdrawn.
type consentsInput struct {
	Items []string `form:"consent"`
}

// saveProfile keeps the consents, then the profile: what is withdrawn is so even if something else on the page is wrong.
func (h *Handlers) saveProfile(c *fiber.Ctx) error {
	ticked, _, err := bind[consentsInput](c)
	if err != nil {
		return err
	}
	var items []models.ConsentItem
	for _, item := range models.ConsentItems {
		if slices.Contains(ticked.Items, string(item)) {
			items = append(items, item)
		}
	}
	if err := privacy.SetConsents(c.UserContext(), h.store, actor(c), items, lang(c)); err != nil {
		return err
	}
	in, form, err := bind[register.ProfileInput](c)
	if err == nil {
		err = register.SaveProfile(c.UserContext(), h.store, actor(c), in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.listingForm(c, form)
		}
		return err
	}
	return h.done(c, "/me/listing", "profile_saved")
}

func (h *Handlers) confirmEntry(c *fiber.Ctx) error {
	if err := register.Confirm(c.UserContext(), h.store, actor(c)); err != nil {
		return err
	}
	return h.done(c, "/me/listing", "entry_confirmed")
}

func (h *Handlers) showMyCertificates(c *fiber.Ctx) error {
	list, err := certificate.List(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	granted, err := accreditation.Mine(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	p := h.mePage(c, "my_certificates", "my_certificates.title")
	return h.render(c, p, page.Certificates(p, list, granted))
}

// certificateInput is which accreditation, and in which language.
type certificateInput struct {
	AccreditationID int64  `form:"accreditation"`
	Language        string `form:"language"`
}

func (h *Handlers) issueMyCertificate(c *fiber.Ctx) error {
	in, _, err := bind[certificateInput](c)
	if err != nil {
		return err
	}
	if err := certificate.Issue(c.UserContext(), h.store, actor(c), in.AccreditationID, in.Language); err != nil {
		return err
	}
	return h.done(c, "/me/certificates", "certificate_issued")
}

func (h *Handlers) openCertificate(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	cert, file, err := certificate.Open(c.UserContext(), h.store, actor(c), id)
	if err != nil {
		return err
	}
	return download(c, file, "application/pdf", "albo-"+cert.Number+"-"+cert.Language+".pdf", cert.FileSize)
}

// place is the number of a page as an address ends with it.
func place(base string, id int64) string { return base + "/" + strconv.FormatInt(id, 10) }
