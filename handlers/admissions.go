package handlers

import (
	"context"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"albo/app/account"
	"albo/app/accreditation"
	"albo/app/association"
	"albo/app/i18n"
	"albo/app/input"
	"albo/app/membership"
	"albo/app/store"
	"albo/models"
	"albo/templates"
	page "albo/templates/association"
)

// associationPage begins a work page of the association the actor works for at present.
func (h *Handlers) associationPage(c *fiber.Ctx, current, title string) (*templates.Page, account.Workplace) {
	place := h.workplace(c, models.AssociationAdmin)
	p := h.workPage(c, templates.AreaAssociation, current, title, place)
	if current != "association" {
		p.Crumbs = []templates.Crumb{{Text: p.T("nav.association"), Path: "/association"}}
	}
	return p, place
}

func (h *Handlers) showAssociationWork(c *fiber.Ctx) error {
	p, place := h.associationPage(c, "association", "association_work.title")
	a, err := association.ByID(c.UserContext(), h.store, place.ID)
	if err != nil {
		return err
	}
	d, err := membership.ShowDashboard(c.UserContext(), h.store, actor(c), a)
	if err != nil {
		return err
	}
	checked, err := accreditation.MembersRechecks(c.UserContext(), h.store, actor(c), a)
	if err != nil {
		return err
	}
	return h.render(c, p, page.Work(p, a, d, checked))
}

// showMembersRecheck is what a new edition of a body says of the association's own members.
func (h *Handlers) showMembersRecheck(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	p, place := h.associationPage(c, "association", "recheck.members_title")
	e, found, list, err := accreditation.MembersRecheck(c.UserContext(), h.store, actor(c), place.ID, id)
	if err != nil {
		return err
	}
	p.Title = p.T("rosters.numbered", "number", i18n.Number(p.Lang, *e.Number), "date", p.Date(e.AsOf))
	p.Crumbs = []templates.Crumb{{Text: p.T("nav.association"), Path: "/association"}}
	return h.render(c, p, page.Recheck(p, e, found, list))
}

func (h *Handlers) showAdmissions(c *fiber.Ctx) error {
	p, place := h.associationPage(c, "admissions", "admissions.title")
	show := c.Query("show", "submitted")
	rows, n, err := membership.Queue(c.UserContext(), h.store, actor(c), place.ID, show)
	if err != nil {
		return err
	}
	return h.render(c, p, page.Admissions(p, show, rows, n))
}

func (h *Handlers) showAdmission(c *fiber.Ctx) error { return h.admissionForm(c, templates.Form{}, "") }

// admissionForm shows an application with its evidence; open is the decision whose form was refused.
func (h *Handlers) admissionForm(c *fiber.Ctx, form templates.Form, open string) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	r, err := membership.ShowReview(c.UserContext(), h.store, actor(c), id)
	if err != nil {
		return err
	}
	p, _ := h.associationPage(c, "admissions", "admissions.title")
	brandOf(p, r.Association.Name, r.Association.Colour, r.Association.LogoKey, r.Association.Country)
	p.Title = r.Declared.GivenName + " " + r.Declared.Surname
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: p.T("nav.admissions"), Path: "/association/admissions"})
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Review(p, form, open, r))
	}
	return h.render(c, p, page.Review(p, form, open, r))
}

func (h *Handlers) admit(c *fiber.Ctx) error {
	return admission(h, c, "admit", "admitted", membership.Admit)
}

func (h *Handlers) requestCompletion(c *fiber.Ctx) error {
	return admission(h, c, "request_completion", "completion_requested", membership.RequestCompletion)
}

func (h *Handlers) refuseAdmission(c *fiber.Ctx) error {
	return admission(h, c, "refuse", "refused", membership.Refuse)
}

// admission is one decision of an admin.
func admission[In any](h *Handlers, c *fiber.Ctx, step, notice string, do func(context.Context, *store.Store, models.Actor, int64, In) error) error {
	again := func(form templates.Form) error { return h.admissionForm(c, form, step) }
	return send(h, c, "/association/admissions", notice, again, do)
}

// send takes a form that is a step on one thing: bind, call, show its page again or lead on to it.
func send[In any](h *Handlers, c *fiber.Ctx, path, notice string, again func(templates.Form) error, do func(context.Context, *store.Store, models.Actor, int64, In) error) error {
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
			return again(form)
		}
		return err
	}
	return h.done(c, place(path, id), notice)
}

// matchInput is which line of which check is the applicant; 0 for none of them.
type matchInput struct {
	Check int64 `form:"check"`
	Line  int64 `form:"line"`
}

func (h *Handlers) decideMatch(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in, _, err := bind[matchInput](c)
	if err != nil {
		return err
	}
	if err := membership.DecideMatch(c.UserContext(), h.store, actor(c), id, in.Check, in.Line); err != nil {
		return err
	}
	return h.done(c, place("/association/admissions", id), "match_decided")
}

func (h *Handlers) confirmTraining(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := membership.ConfirmTraining(c.UserContext(), h.store, actor(c), id); err != nil {
		return err
	}
	return h.done(c, place("/association/admissions", id), "training_confirmed")
}

// asOf is the day a list is asked for, today when none is given; the form says what is wrong with it.
func (h *Handlers) asOf(c *fiber.Ctx, country string) (models.Date, templates.Form) {
	typed, today := input.Clean(c.Query("as_of")), h.store.Today(country)
	form := templates.Form{Values: url.Values{"as_of": {typed}}}
	day, err := models.ParseDate(typed)
	switch {
	case typed == "":
		form.Values.Set("as_of", today.String())
		return today, form
	case err != nil || day.IsZero():
		form.Faults = map[string]models.Text{"as_of": models.Say("invalid.date")}
	case day.After(today):
		form.Faults = map[string]models.Text{"as_of": models.Say("invalid.future")}
	}
	return day, form
}

func (h *Handlers) showMembers(c *fiber.Ctx) error {
	p, place := h.associationPage(c, "members", "members.title")
	on, form := h.asOf(c, place.Country)
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Members(p, form, nil))
	}
	list, err := membership.Members(c.UserContext(), h.store, actor(c), place.ID, on)
	if err != nil {
		return err
	}
	return h.render(c, p, page.Members(p, form, list))
}

func (h *Handlers) showBook(c *fiber.Ctx) error {
	p, place := h.associationPage(c, "book", "book.title")
	on, form := h.asOf(c, place.Country)
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Book(p, form, nil))
	}
	list, err := membership.Book(c.UserContext(), h.store, actor(c), place.ID, on, place.Country)
	if err != nil {
		return err
	}
	if c.Query("format") == "csv" {
		return bookCSV(c, p, list)
	}
	return h.render(c, p, page.Book(p, form, list))
}
