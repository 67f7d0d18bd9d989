package handlers

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"albo/app/certificate"
	"albo/app/i18n"
	"albo/app/input"
	"albo/models"
	"albo/templates"
	page "albo/templates/public"
)

// verify answers what the QR code of a certificate asks: in HTML in the reader's language, or in JSON.
func (h *Handlers) verify(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Robots-Tag", "noindex")
	c.Vary(fiber.HeaderAccept, fiber.HeaderAcceptLanguage)
	if err := h.store.LimitFrom(c.UserContext(), "verify", h.origin(c), 60, time.Minute); err != nil {
		return err
	}
	code := strings.TrimSuffix(typedCode(c.Params("code")), ".json")
	if chosen := c.Query("lang"); i18n.Known(chosen) {
		c.Locals(languageLocal, chosen)
	} else {
		c.Locals(languageLocal, i18n.Match(c.Get(fiber.HeaderAcceptLanguage)))
	}
	v, err := certificate.Verify(c.UserContext(), h.store, code)
	if wantsJSON(c) {
		return h.verifyJSON(c, v, err)
	}
	if errors.Is(err, models.ErrNotFound) {
		return h.unknownCode(c, h.verifyPage(c, "verify.unknown_title"), code)
	}
	if err != nil {
		return err
	}
	p := h.verifyPage(c, "verify.result_title")
	brandOf(p, v.Body.Name, v.Body.Colour, v.Body.LogoKey, v.Body.Country)
	return h.render(c, p, page.Verification(p, v))
}

func (h *Handlers) verifyPage(c *fiber.Ctx, title string) *templates.Page {
	p := h.page(c, templates.AreaPublic, "verify", title)
	p.Path = "/verify"
	p.Same = c.Path() // the languages of a page that has none in its address
	return p
}

// typedCode is the code in an address, as somebody typed it.
func typedCode(escaped string) string {
	typed, err := url.PathUnescape(escaped)
	if err != nil {
		typed = escaped
	}
	return input.Clean(typed)
}

// unknownCode says that no certificate has the code; where its number was typed instead, it says what the code is.
func (h *Handlers) unknownCode(c *fiber.Ctx, p *templates.Page, typed string) error {
	c.Status(fiber.StatusNotFound)
	if certificate.LooksLikeNumber(typed) {
		p.Title = p.T("verify.number_title")
		return h.render(c, p, page.NotTheCode(p, typed))
	}
	return h.render(c, p, page.Unknown(p, typed))
}

// verificationJSON is a verification for programs. Days are YYYY-MM-DD, moments RFC 3339.
type verificationJSON struct {
	Code       string          `json:"code"`
	State      models.Standing `json:"state" enum:"valid,suspended,revoked,expired,replaced"`
	StateSince string          `json:"state_since,omitempty"`
	Checking   bool            `json:"being_verified"`
	ReplacedBy string          `json:"replaced_by,omitempty"`
	Printed    models.Printed  `json:"printed"`
	Language   string          `json:"language"`
	PDFSHA256  string          `json:"pdf_sha256,omitempty"`
	CheckedAt  time.Time       `json:"checked_at"`
}

// unknownJSON is the answer for a code that no certificate has.
type unknownJSON struct {
	State string `json:"state" enum:"unknown"`
}

func (h *Handlers) verifyJSON(c *fiber.Ctx, v *certificate.Verification, err error) error {
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*") // whoever holds a code may ask from any site
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if errors.Is(err, models.ErrNotFound) {
		return c.Status(fiber.StatusNotFound).JSON(unknownJSON{"unknown"})
	}
	if err != nil {
		return err
	}
	out := verificationJSON{
		Code: v.Code, State: v.Standing, Checking: v.Checking, ReplacedBy: v.Successor, Printed: v.Printed, Language: v.Language, PDFSHA256: v.SHA256, CheckedAt: v.CheckedAt,
	}
	if !v.Since.IsZero() {
		out.StateSince = models.Day(v.Since, v.Body.Country).String()
	}
	return c.JSON(out)
}

// showVerify is where a code is typed; what can be one leads to its page.
func (h *Handlers) showVerify(c *fiber.Ctx) error {
	typed := input.Clean(c.Query("code"))
	if code, ok := certificate.Code(typed); ok {
		return c.Redirect("/v/"+code+"?lang="+lang(c), fiber.StatusSeeOther)
	}
	if typed != "" {
		return h.unknownCode(c, h.page(c, templates.AreaPublic, "verify", "verify.unknown_title"), typed)
	}
	p := h.page(c, templates.AreaPublic, "verify", "verify.title")
	p.Lead, p.Index = p.T("verify.lead"), len(c.Queries()) == 0
	return h.render(c, p, page.Verify(p))
}
