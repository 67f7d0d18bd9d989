package handlers

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"albo/app/account"
	"albo/app/i18n"
	"albo/models"
)

// session is who sent the request and where they work.
type session struct {
	actor  models.Actor
	places []account.Workplace
}

const (
	sessionLocal  = "session"
	languageLocal = "language"
)

func signed(c *fiber.Ctx) session {
	s, _ := c.Locals(sessionLocal).(session)
	return s
}

func actor(c *fiber.Ctx) models.Actor { return signed(c).actor }

func lang(c *fiber.Ctx) string {
	l, _ := c.Locals(languageLocal).(string)
	return i18n.Or(l)
}

// cookie is the name of the session cookie; the prefix that ties it to this very host needs https.
func (h *Handlers) cookie() string {
	if h.store.Config.Secure() {
		return "__Host-albo"
	}
	return "albo"
}

// identify finds out who sent the request. Without a cookie it asks nothing of the database.
func (h *Handlers) identify(c *fiber.Ctx) error {
	token := c.Cookies(h.cookie())
	if token == "" {
		return c.Next()
	}
	who, places, err := account.Session(c.UserContext(), h.store, token)
	if err != nil {
		return err
	}
	c.Locals(sessionLocal, session{who, places})
	return c.Next()
}

// language takes the language from the path; whatever is not one of ours does not exist.
func (h *Handlers) language(c *fiber.Ctx) error {
	l := c.Params("lang")
	if !i18n.Known(l) {
		return models.ErrNotFound
	}
	c.Locals(languageLocal, l)
	return c.Next()
}

// setSession puts the token into the browser; signing in always gives a new one.
func (h *Handlers) setSession(c *fiber.Ctx, token string) {
	c.Cookie(&fiber.Cookie{
		Name: h.cookie(), Value: token, Path: "/", HTTPOnly: true, Secure: h.store.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode,
		Expires: time.Now().Add(30 * 24 * time.Hour), // the server ends it earlier
	})
}

func (h *Handlers) dropSession(c *fiber.Ctx) {
	c.Cookie(&fiber.Cookie{Name: h.cookie(), Path: "/", HTTPOnly: true, Secure: h.store.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode, Expires: time.Unix(1, 0)})
}

// signedIn lets only accounts through; others are asked to sign in, and come back afterwards.
func (h *Handlers) signedIn(c *fiber.Ctx) error {
	if actor(c).SignedIn() {
		return c.Next()
	}
	query := url.Values{"next": {string(c.Request().URI().RequestURI())}}
	if c.Method() != fiber.MethodGet { // somebody was in the middle of something
		query = url.Values{"next": {formPage(c)}, "done": {"session_over"}}
	}
	return c.Redirect("/"+lang(c)+"/sign-in?"+query.Encode(), fiber.StatusSeeOther)
}

// formPage is the page whose form was sent, as the browser says; else the one that its step belongs to.
func formPage(c *fiber.Ctx) string {
	if page, err := url.Parse(c.Get(fiber.HeaderReferer)); err == nil && page.Host == string(c.Request().Host()) && safeNext(page.RequestURI()) != "" {
		return page.RequestURI()
	}
	return "/" + lang(c) + back(c)
}

// only lets a role through, in the place that the address names if it does; for everybody else the page does not exist.
func (h *Handlers) only(kind models.RoleKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		slug := c.Query("place")
		if !slices.ContainsFunc(signed(c).places, func(p account.Workplace) bool { return p.Kind == kind && (slug == "" || slug == p.Slug) }) {
			return models.ErrNotFound
		}
		return c.Next()
	}
}

const placeCookie = "albo-place"

// workplace is where the actor works: the place that the address names by ?place=slug, as every form of a page does (see
// templates.Page.URL), else the one chosen last, else the only one.
func (h *Handlers) workplace(c *fiber.Ctx, kind models.RoleKind) account.Workplace {
	var mine []account.Workplace
	for _, p := range signed(c).places {
		if p.Kind == kind {
			mine = append(mine, p)
		}
	}
	if chosen := c.Query("place"); chosen != "" {
		c.Cookie(&fiber.Cookie{Name: placeCookie, Value: url.QueryEscape(chosen), Path: "/", HTTPOnly: true, Secure: h.store.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode})
	}
	for _, slug := range []string{c.Query("place"), c.Cookies(placeCookie)} {
		for _, p := range mine {
			if p.Slug == slug {
				return p
			}
		}
	}
	return mine[0] // only has made sure that there is one
}

// ownPath is the shape of a path of this site, with its query: it can only lead to a page of ours.
var ownPath = regexp.MustCompile(`^/([A-Za-z0-9._~?=&%+-][A-Za-z0-9/._~?=&%+-]*)?$`)

// safeNext is a path of this site to go on to; anything else is ignored.
func safeNext(next string) string {
	if ownPath.MatchString(next) {
		return next
	}
	return ""
}

// origin is the address that the request comes from: the last one in X-Forwarded-For that is not a trusted proxy of ours.
// What stands before it was written by whoever sent the request.
func (h *Handlers) origin(c *fiber.Ctx) netip.Addr {
	addr, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	hops := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(hops) - 1; i >= 0 && h.store.Config.Trusts(addr); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop
	}
	return addr.Unmap()
}
