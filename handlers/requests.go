package handlers

import (
	"context"
	"net/netip"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"albo/app/register"
	"albo/app/request"
	"albo/app/store"
	"albo/models"
	"albo/templates"
	page "albo/templates/public"
)

// requests are the pages on which somebody without an account asks, and follows what was asked.
func (h *Handlers) requests(in fiber.Router) {
	in.Get("/carers/:slug/contact", h.showContact)
	in.Post("/carers/:slug/contact", h.askContact)
	in.Get("/carers/:slug/report", h.showMistake)
	in.Post("/carers/:slug/report", h.reportMistake)
	in.Get("/requests/:token", h.followRequest)
	in.Post("/requests/:token/withdraw", h.withdrawRequest)
	in.Get("/listing/confirm/:token", h.showConfirmation)
	in.Post("/listing/confirm/:token", h.confirmByLink)
}

// publicForm is a form about a listed carer: its kind, its title and how it looks.
type publicForm struct {
	kind  models.RequestKind
	title string
	body  func(p *templates.Page, form templates.Form, about page.About) templ.Component
}

var (
	contactForm = publicForm{models.RequestContact, "contact.title", page.Contact}
	mistakeForm = publicForm{models.RequestMistake, "mistake.title", page.Mistake}
)

func (h *Handlers) showContact(c *fiber.Ctx) error {
	return h.publicForm(c, contactForm, templates.Form{Values: map[string][]string{"on_behalf": {string(models.ForOneself)}}}, "")
}

func (h *Handlers) showMistake(c *fiber.Ctx) error {
	return h.publicForm(c, mistakeForm, templates.Form{}, "")
}

// publicForm shows a form; stamp is the one it had, if it keeps it.
func (h *Handlers) publicForm(c *fiber.Ctx, kind publicForm, form templates.Form, stamp string) error {
	v, err := register.ShowProvider(c.UserContext(), h.store, c.Params("slug"))
	if err != nil {
		return err
	}
	about := page.About{Provider: v, Stamp: stamp}
	if stamp == "" {
		if about.Stamp, err = request.Stamp(c.UserContext(), h.store, v.Slug); err != nil {
			return err
		}
	}
	if about.EraseOn, err = request.EraseOn(c.UserContext(), h.store, v, kind.kind); err != nil {
		return err
	}
	p := h.page(c, templates.AreaAccount, "carers", kind.title)
	brandOf(p, v.Association.Name, v.Association.Colour, v.Association.LogoKey, v.Association.Country)
	p.Title = p.T(kind.title, "name", v.FullName())
	p.Crumbs = []templates.Crumb{{Text: p.T("nav.carers"), Path: "/carers"}, {Text: v.FullName(), Path: "/carers/" + v.Slug}}
	if len(form.Faults) > 0 {
		return h.again(c, p, kind.body(p, form, about))
	}
	return h.render(c, p, kind.body(p, form, about))
}

func (h *Handlers) askContact(c *fiber.Ctx) error {
	return sendPublic(h, c, contactForm, request.AskContact)
}

func (h *Handlers) reportMistake(c *fiber.Ctx) error {
	return sendPublic(h, c, mistakeForm, request.Report)
}

// sendPublic takes a form about a carer and leads on to the private page of what was asked.
func sendPublic[In any](h *Handlers, c *fiber.Ctx, kind publicForm, do func(context.Context, *store.Store, string, In, string, netip.Addr) (string, error)) error {
	in, form, err := bind[In](c)
	token := ""
	if err == nil {
		token, err = do(c.UserContext(), h.store, c.Params("slug"), in, lang(c), h.origin(c))
	}
	if err == nil {
		return h.done(c, "/requests/"+token, "request_sent")
	}
	if !refused(&form, err) {
		return err
	}
	stamp := form.Value("stamp")
	if !request.KeepsStamp(err) {
		stamp = ""
	}
	return h.publicForm(c, kind, form, stamp)
}

// privatePage begins a page that only a private link opens: nobody keeps it, and it leads no other page to its address.
func (h *Handlers) privatePage(c *fiber.Ctx, title string) *templates.Page {
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	return h.page(c, templates.AreaAccount, "", title)
}

func (h *Handlers) followRequest(c *fiber.Ctx) error {
	r, err := request.Follow(c.UserContext(), h.store, c.Params("token"))
	if err != nil {
		return err
	}
	p := h.privatePage(c, "follow.title")
	return h.render(c, p, page.Follow(p, r, c.Params("token")))
}

func (h *Handlers) withdrawRequest(c *fiber.Ctx) error {
	if err := request.Withdraw(c.UserContext(), h.store, c.Params("token")); err != nil {
		return err
	}
	return h.done(c, "/requests/"+c.Params("token"), "request_withdrawn")
}

func (h *Handlers) showConfirmation(c *fiber.Ctx) error {
	entry, used, err := register.OpenConfirmation(c.UserContext(), h.store, c.Params("token"))
	if err != nil {
		return err
	}
	p := h.privatePage(c, "confirm_entry.title")
	return h.render(c, p, page.Confirm(p, entry, used, c.Params("token")))
}

func (h *Handlers) confirmByLink(c *fiber.Ctx) error {
	if err := register.ConfirmByLink(c.UserContext(), h.store, c.Params("token")); err != nil {
		return err
	}
	return h.done(c, "/listing/confirm/"+c.Params("token"), "entry_confirmed")
}
