package handlers

import (
	"github.com/gofiber/fiber/v2"

	"albo/app/account"
	"albo/models"
	"albo/templates"
	page "albo/templates/account"
)

func (h *Handlers) accountPage(c *fiber.Ctx, title string) *templates.Page {
	p := h.page(c, templates.AreaAccount, "", title)
	p.Scripts = false // forms for visitors look like public pages
	return p
}

func (h *Handlers) showSignIn(c *fiber.Ctx) error {
	return h.signInForm(c, templates.Form{Values: map[string][]string{"next": {c.Query("next")}}})
}

func (h *Handlers) signInForm(c *fiber.Ctx, form templates.Form) error {
	p := h.accountPage(c, "sign_in.title")
	if len(form.Faults) > 0 {
		return h.again(c, p, page.SignIn(p, form))
	}
	return h.render(c, p, page.SignIn(p, form))
}

func (h *Handlers) signIn(c *fiber.Ctx) error {
	in, form, err := bind[account.SignInInput](c)
	var token string
	if err == nil {
		token, err = account.SignIn(c.UserContext(), h.store, in, h.origin(c))
	}
	if err != nil {
		if refused(&form, err) {
			return h.signInForm(c, form)
		}
		return err
	}
	h.setSession(c, token)
	_, places, err := account.Session(c.UserContext(), h.store, token)
	if err != nil {
		return err
	}
	if next := safeNext(in.Next); next != "" {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return c.Redirect("/"+lang(c)+home(places), fiber.StatusSeeOther)
}

// home is where somebody's work begins.
func home(places []account.Workplace) string {
	if len(places) == 0 {
		return "/me"
	}
	switch places[0].Kind {
	case models.AssociationAdmin:
		return "/association"
	case models.BodyOfficer:
		return "/body"
	}
	return "/admin"
}

func (h *Handlers) signOut(c *fiber.Ctx) error {
	if err := account.SignOut(c.UserContext(), h.store, c.Cookies(h.cookie())); err != nil {
		return err
	}
	h.dropSession(c)
	c.Set("Clear-Site-Data", `"cache"`)
	return h.done(c, "/sign-in", "signed_out")
}

func (h *Handlers) showSignUp(c *fiber.Ctx) error { return h.signUpForm(c, templates.Form{}) }

func (h *Handlers) signUpForm(c *fiber.Ctx, form templates.Form) error {
	p := h.accountPage(c, "sign_up.title")
	p.Lead = p.T("sign_up.lead")
	if len(form.Faults) > 0 {
		return h.again(c, p, page.SignUp(p, form))
	}
	return h.render(c, p, page.SignUp(p, form))
}

func (h *Handlers) signUp(c *fiber.Ctx) error {
	in, form, err := bind[account.SignUpInput](c)
	in.Language = lang(c)
	if err == nil {
		err = account.SignUp(c.UserContext(), h.store, in, h.origin(c))
	}
	if err != nil {
		if refused(&form, err) {
			return h.signUpForm(c, form)
		}
		return err
	}
	p := h.accountPage(c, "sign_up.sent_title")
	return h.render(c, p, page.MailSent(p, in.Email, "sign_up.sent"))
}

func (h *Handlers) showForgot(c *fiber.Ctx) error { return h.forgotForm(c, templates.Form{}) }

func (h *Handlers) forgotForm(c *fiber.Ctx, form templates.Form) error {
	p := h.accountPage(c, "forgot.title")
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Forgot(p, form))
	}
	return h.render(c, p, page.Forgot(p, form))
}

func (h *Handlers) forgot(c *fiber.Ctx) error {
	in, form, err := bind[account.EmailInput](c)
	if err == nil {
		err = account.ForgotPassword(c.UserContext(), h.store, in, h.origin(c))
	}
	if err != nil {
		if refused(&form, err) {
			return h.forgotForm(c, form)
		}
		return err
	}
	p := h.accountPage(c, "forgot.sent_title")
	return h.render(c, p, page.MailSent(p, in.Email, "forgot.sent"))
}

func (h *Handlers) showLink(c *fiber.Ctx) error { return h.linkForm(c, templates.Form{}) }

func (h *Handlers) linkForm(c *fiber.Ctx, form templates.Form) error {
	open, err := account.OpenLink(c.UserContext(), h.store, c.Params("token"))
	if err != nil {
		return err
	}
	p := h.accountPage(c, "password.title_"+string(open.Purpose))
	body := page.Password(p, form, open, c.Params("token"))
	if len(form.Faults) > 0 {
		return h.again(c, p, body)
	}
	return h.render(c, p, body)
}

func (h *Handlers) useLink(c *fiber.Ctx) error {
	in, form, err := bind[account.PasswordInput](c)
	in.Language = lang(c)
	var token string
	if err == nil {
		token, err = account.UseLink(c.UserContext(), h.store, c.Params("token"), in, h.origin(c))
	}
	if err != nil {
		if refused(&form, err) {
			return h.linkForm(c, form)
		}
		return err
	}
	h.setSession(c, token)
	_, places, err := account.Session(c.UserContext(), h.store, token)
	if err != nil {
		return err
	}
	return h.done(c, home(places), "welcome")
}

func (h *Handlers) showAccount(c *fiber.Ctx) error { return h.accountForm(c, templates.Form{}) }

func (h *Handlers) accountForm(c *fiber.Ctx, form templates.Form) error {
	p := h.accountPage(c, "account.title")
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Account(p, form))
	}
	return h.render(c, p, page.Account(p, form))
}

func (h *Handlers) changePassword(c *fiber.Ctx) error {
	in, form, err := bind[account.ChangePasswordInput](c)
	var token string
	if err == nil {
		token, err = account.ChangePassword(c.UserContext(), h.store, actor(c), in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.accountForm(c, form)
		}
		return err
	}
	h.setSession(c, token)
	return h.done(c, "/account", "password_changed")
}

func (h *Handlers) setLanguage(c *fiber.Ctx) error {
	if err := account.SetLanguage(c.UserContext(), h.store, actor(c), lang(c)); err != nil {
		return err
	}
	return h.done(c, "/account", "language_set")
}
