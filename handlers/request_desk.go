package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"albo/app/account"
	"albo/app/input"
	"albo/app/request"
	"albo/app/store"
	"albo/models"
	"albo/templates"
	page "albo/templates/request"
)

// counter is where requests are answered: the pages of an association's admins and those of a body's officers are the same.
type counter struct {
	*Handlers
	begin func(c *fiber.Ctx, current, title string) (*templates.Page, account.Workplace)
	base  string
	of    func(place account.Workplace) request.Desk
	kind  models.RoleKind
}

func (h *Handlers) associationCounter() counter {
	return counter{h, h.associationPage, "/association/requests", func(p account.Workplace) request.Desk { return request.Desk{Association: p.ID} }, models.AssociationAdmin}
}

func (h *Handlers) bodyCounter() counter {
	return counter{h, h.bodyPage, "/body/requests", func(p account.Workplace) request.Desk { return request.Desk{Body: p.ID} }, models.BodyOfficer}
}

func (d counter) routes(work fiber.Router) {
	work.Get("/requests", d.list)
	work.Get("/requests/:id", d.show)
	work.Post("/requests/:id/take-up", d.plain("request_taken", request.TakeUp))
	work.Post("/requests/:id/put-back", d.plain("request_put_back", request.PutBack))
	work.Post("/requests/:id/reopen", d.plain("request_reopened", request.Reopen))
	work.Post("/requests/:id/finish", d.plain("request_finished", request.Finish))
	work.Post("/requests/:id/answer", requestStep(d, "answer", "request_answered", request.Answer))
	work.Post("/requests/:id/turn-down", requestStep(d, "turn-down", "request_turned_down", request.TurnDown))
}

func (d counter) mine(c *fiber.Ctx) request.Desk { return d.of(d.workplace(c, d.kind)) }

func (d counter) list(c *fiber.Ctx) error {
	p, _ := d.begin(c, "requests", "requests.title")
	code := input.Clean(c.Query("code"))
	show := c.Query("show", "new")
	rows, n, err := request.List(c.UserContext(), d.store, actor(c), d.mine(c), show, code)
	if err != nil {
		return err
	}
	if code != "" && len(rows) == 1 {
		return c.Redirect(string(p.URL(place(d.base, rows[0].ID))), fiber.StatusSeeOther)
	}
	return d.render(c, p, page.List(p, d.base, show, code, rows, n))
}

func (d counter) show(c *fiber.Ctx) error { return d.form(c, "", templates.Form{}) }

// form shows a request; open is the step whose form was refused.
func (d counter) form(c *fiber.Ctx, open string, form templates.Form) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := request.Show(c.UserContext(), d.store, actor(c), d.mine(c), id)
	if err != nil {
		return err
	}
	p, _ := d.begin(c, "requests", "requests.title")
	p.Title = p.T("requests.one_"+string(f.Kind), "code", templates.Grouped(f.Code))
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: p.T("nav.requests"), Path: d.base})
	if len(form.Faults) > 0 {
		return d.again(c, p, page.Show(p, d.base, open, form, f))
	}
	return d.render(c, p, page.Show(p, d.base, open, form, f))
}

// plain is a step without a form.
func (d counter) plain(notice string, do func(context.Context, *store.Store, models.Actor, request.Desk, int64) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id, err := pathID(c)
		if err != nil {
			return err
		}
		if err := do(c.UserContext(), d.store, actor(c), d.mine(c), id); err != nil {
			return err
		}
		return d.done(c, place(d.base, id), notice)
	}
}

// requestStep is a step with a form.
func requestStep[In any](d counter, name, notice string, do func(context.Context, *store.Store, models.Actor, request.Desk, int64, In) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		return send(d.Handlers, c, d.base, notice,
			func(form templates.Form) error { return d.form(c, name, form) },
			func(ctx context.Context, st *store.Store, by models.Actor, id int64, in In) error {
				return do(ctx, st, by, d.mine(c), id, in)
			})
	}
}
