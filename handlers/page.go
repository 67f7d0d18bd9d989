package handlers

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"albo/app/account"
	"albo/app/association"
	"albo/app/i18n"
	"albo/models"
	"albo/templates"
	"albo/templates/assets"
)

// page begins a page: whose it is, where it stands, and what was just done.
func (h *Handlers) page(c *fiber.Ctx, area templates.Area, current, title string) *templates.Page {
	s := signed(c)
	p := &templates.Page{
		Lang: lang(c), Path: strings.TrimPrefix(string(c.Request().URI().RequestURI()), "/"+lang(c)), Area: area, Current: current,
		Actor: s.actor, Workplaces: s.places, BaseURL: h.store.Config.BaseURL, Country: "IT", Now: h.store.Now(), Demo: h.demo,
		Scripts: area != templates.AreaPublic,
	}
	p.Title = p.T(title)
	if area == templates.AreaPublic {
		p.Kept, p.Visited = shortlist(c), visited(c)
	}
	if c.Method() != fiber.MethodGet { // a form shown again: other languages get the page it belongs to
		p.Path = strings.TrimPrefix(c.Path(), "/"+p.Lang)
	}
	if notice := "notice." + c.Query("done"); c.Query("done") != "" && i18n.Has(notice) {
		p.Notice, p.NoticeKind = notice, "ok"
		if notice == "notice.declare_first" || notice == "notice.match_newer" { // nothing was done
			p.NoticeKind = "info"
		}
		p.Path = strings.TrimPrefix(c.Path(), "/"+p.Lang)
	}
	return p
}

// visited tells whether the visitor comes from another page of ours, so that the browser has the stylesheet already.
func visited(c *fiber.Ctx) bool { return c.Get("Sec-Fetch-Site") == "same-origin" }

// workPage begins a page of a workplace, in its name and colour.
func (h *Handlers) workPage(c *fiber.Ctx, area templates.Area, current, title string, place account.Workplace) *templates.Page {
	p := h.page(c, area, current, title)
	p.Brand = templates.Brand{Name: place.Name, Tagline: p.T("site.name"), Colour: place.Colour, Logo: logo(place.LogoKey)}
	p.Country, p.Waiting, p.Matches, p.Requests = place.Country, place.Waiting, place.Matches, place.Requests
	for _, other := range p.Workplaces {
		if other.Kind == place.Kind && other.ID != place.ID {
			p.Place = place.Slug
		}
	}
	return p
}

// brandOf gives a public page the name and colour of a body or association.
func brandOf(p *templates.Page, name, colour, logoKey, country string) {
	p.Brand = templates.Brand{Name: name, Tagline: p.T("site.name"), Colour: colour, Logo: logo(logoKey)}
	p.Country = country
}

func logo(key string) string {
	if key == "" {
		return ""
	}
	return "/logos/" + key
}

// render sends a page. The Content-Security-Policy names the very styles that the page carries.
func (h *Handlers) render(c *fiber.Ctx, p *templates.Page, body templ.Component) error {
	var b bytes.Buffer
	if err := body.Render(c.UserContext(), &b); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentSecurityPolicy, policy(p.StyleHashes()))
	if !p.Index {
		c.Set("X-Robots-Tag", "noindex")
	}
	if p.Area != templates.AreaPublic || p.Actor.SignedIn() {
		c.Set(fiber.HeaderCacheControl, "private, no-store")
	} else if len(c.Response().Header.Peek(fiber.HeaderCacheControl)) == 0 {
		c.Set(fiber.HeaderCacheControl, "no-cache")
		c.Vary(fiber.HeaderCookie, "Sec-Fetch-Site")
	}
	c.Type("html", "utf-8")
	return c.Send(b.Bytes())
}

// again shows a form that was refused, with what was typed.
func (h *Handlers) again(c *fiber.Ctx, p *templates.Page, body templ.Component) error {
	p.Refused = true
	c.Status(fiber.StatusUnprocessableEntity)
	return h.render(c, p, body)
}

// done leads on after something was done, and says so there.
func (h *Handlers) done(c *fiber.Ctx, path, notice string) error {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	if place := c.Query("place"); place != "" {
		notice += "&place=" + url.QueryEscape(place)
	}
	return c.Redirect("/"+lang(c)+path+separator+"done="+notice, fiber.StatusSeeOther)
}

// policy lets a page use its own styles, scripts, fonts and images, and nothing of anybody else.
func policy(styles string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self' " + styles + "; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
}

// asset serves styles, scripts and fonts under names that change with their content.
func (h *Handlers) asset(c *fiber.Ctx) error {
	body, mediaType, encoding, err := assets.Open(c.Params("name"), c.Get(fiber.HeaderAcceptEncoding))
	if err != nil {
		return models.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, mediaType)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Vary(fiber.HeaderAcceptEncoding)
	if encoding != "" {
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	return c.Send(body)
}

const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path d="M24 3 6 10v13c0 10.500 7.400 18 18 21.500C34.600 41 42 33.500 42 23V10z" fill="#06c"/><path d="M24 34c-5.500-4.200-9.500-7.800-9.500-12.400a5.100 5.100 0 0 1 9.500-2.700 5.100 5.100 0 0 1 9.500 2.700C33.500 26.200 29.500 29.800 24 34z" fill="#fff"/></svg>`

func (h *Handlers) favicon(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
	c.Type("svg")
	return c.SendString(favicon)
}

// logoFile serves the logo of a body or association: a PNG that Albo made itself from what was uploaded.
func (h *Handlers) logoFile(c *fiber.Ctx) error {
	image, err := association.Logo(c.UserContext(), h.store, c.Params("key"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Type("png")
	return c.Send(image)
}
