package handlers

import (
	"context"
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"albo/app/account"
	"albo/app/review"
	"albo/app/store"
	"albo/models"
	"albo/templates"
	page "albo/templates/review"
)

// desk is where cases are decided: the pages of an association's admins and those of a body's officers are the same.
type desk struct {
	*Handlers
	begin func(c *fiber.Ctx, current, title string) (*templates.Page, account.Workplace)
	base  string
	of    func(place account.Workplace) review.Desk
	kind  models.RoleKind
}

func (h *Handlers) associationDesk() desk {
	return desk{h, h.associationPage, "/association/matches", func(p account.Workplace) review.Desk { return review.Desk{Association: p.ID} }, models.AssociationAdmin}
}

func (h *Handlers) bodyDesk() desk {
	return desk{h, h.bodyPage, "/body/matches", func(p account.Workplace) review.Desk { return review.Desk{Body: p.ID} }, models.BodyOfficer}
}

// routes are the pages and steps of a desk.
func (d desk) routes(work fiber.Router) {
	work.Get("/matches", d.list)
	work.Post("/matches/next", d.next)
	work.Get("/matches/:id", d.show)
	work.Post("/matches/:id/decide", d.decide)
	work.Post("/matches/:id/ask", d.ask)
	work.Post("/matches/:id/reopen", d.reopen)
	work.Post("/matches/:id/leave", d.leave)
	work.Post("/matches/:id/hold", d.hold)
}

func (d desk) mine(c *fiber.Ctx) review.Desk { return d.of(d.workplace(c, d.kind)) }

// last is the case decided just now, which can still be taken up again.
func last(c *fiber.Ctx) int64 {
	id, err := strconv.ParseInt(c.Query("last"), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

func (d desk) list(c *fiber.Ctx) error {
	p, place := d.begin(c, "matches", "matches.title")
	show := c.Query("show", "uncertain")
	rows, n, err := review.List(c.UserContext(), d.store, actor(c), d.mine(c), show)
	if err != nil {
		return err
	}
	return d.render(c, p, page.Matches(p, show, last(c), place.Country, rows, n))
}

func (d desk) show(c *fiber.Ctx) error { return d.form(c, templates.Form{}) }

// form shows a case; opening it takes it.
func (d desk) form(c *fiber.Ctx, form templates.Form) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	found, err := review.Open(c.UserContext(), d.store, actor(c), d.mine(c), id)
	if err != nil {
		return err
	}
	if found.Newest != id && found.Decision == models.Undecided && len(form.Faults) == 0 { // it goes on in a newer edition
		return d.done(c, place(d.base, found.Newest), "match_newer")
	}
	p, _ := d.begin(c, "matches", "matches.title")
	p.Title = found.Declared.GivenName + " " + found.Declared.Surname
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: p.T("nav.matches"), Path: d.base})
	if len(form.Faults) > 0 {
		return d.again(c, p, page.Match(p, form, 0, found))
	}
	return d.render(c, p, page.Match(p, form, last(c), found))
}

func (d desk) next(c *fiber.Ctx) error {
	in, _, err := bind[review.Mark](c)
	if err != nil {
		return err
	}
	if in, err = in.At(c.UserContext(), d.store); err != nil {
		return err
	}
	if in.After != 0 {
		if err := review.Leave(c.UserContext(), d.store, actor(c), d.mine(c), in.After); err != nil {
			return err
		}
	}
	return d.goOn(c, in, "", 0)
}

// goOn takes the next case and leads to it, or to the list when there is none; decided is the case that can be taken up again.
func (d desk) goOn(c *fiber.Ctx, from review.Mark, notice string, decided int64) error {
	id, err := review.Next(c.UserContext(), d.store, actor(c), d.mine(c), from)
	if err != nil {
		return err
	}
	path := d.base
	if id != 0 {
		path = place(path, id)
	}
	if decided != 0 {
		path += "?last=" + strconv.FormatInt(decided, 10)
	}
	if notice == "" && id == 0 {
		notice = "matches_done"
	}
	return d.done(c, path, notice)
}

func (d desk) decide(c *fiber.Ctx) error {
	return deskStep(d, c, "match_decided", review.Decide)
}

func (d desk) ask(c *fiber.Ctx) error { return deskStep(d, c, "match_asked", review.Ask) }

// deskStep is a step with a form, after which the next case comes by itself.
func deskStep[In any](d desk, c *fiber.Ctx, notice string, do func(context.Context, *store.Store, models.Actor, review.Desk, int64, In) error) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	from, err := review.Mark{After: id}.At(c.UserContext(), d.store)
	if err != nil {
		return err
	}
	in, form, err := bind[In](c)
	if err == nil {
		err = do(c.UserContext(), d.store, actor(c), d.mine(c), id, in)
	}
	if err != nil {
		switch {
		case refused(&form, err) || kept(&form, err):
			return d.form(c, form)
		case newer(err):
			return d.show(c)
		}
		return err
	}
	decided := id
	if notice == "match_asked" { // what was asked is not unasked
		decided = 0
	}
	return d.goOn(c, from, notice, decided)
}

// kept has a form shown again with what was typed although the case was taken, decided or republished meanwhile.
func kept(form *templates.Form, err error) bool {
	var refusal *models.Error
	if !errors.As(err, &refusal) || refusal.Kind != models.Conflict || form.Value("text") == "" {
		return false
	}
	form.Faults = map[string]models.Text{"text": refusal.Text}
	return true
}

// newer tells that a newer edition goes on with the case.
func newer(err error) bool {
	var refusal *models.Error
	return errors.As(err, &refusal) && refusal.Text.Key == "matches.newer_edition"
}

func (d desk) reopen(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	now, err := review.Reopen(c.UserContext(), d.store, actor(c), d.mine(c), id)
	if err != nil {
		return err
	}
	return d.done(c, place(d.base, now), "match_reopened")
}

func (d desk) leave(c *fiber.Ctx) error {
	return d.plain(c, review.Leave, func(int64) error { return d.done(c, d.base, "match_left") })
}

func (d desk) hold(c *fiber.Ctx) error {
	return d.plain(c, review.Hold, func(int64) error { return c.SendStatus(fiber.StatusNoContent) })
}

// plain is a step without a form.
func (d desk) plain(c *fiber.Ctx, do func(context.Context, *store.Store, models.Actor, review.Desk, int64) error, then func(int64) error) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := do(c.UserContext(), d.store, actor(c), d.mine(c), id); err != nil {
		return err
	}
	return then(id)
}
