package handlers

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"albo/app/register"
	"albo/templates"
	page "albo/templates/public"
)

// shortlistCookie holds a visitor's shortlist: slugs with a dot between. It is kept in the browser and nowhere else.
const shortlistCookie = "albo-shortlist"

var slugShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// shortlist is the visitor's own, as the browser keeps it.
func shortlist(c *fiber.Ctx) []string { return slugs(strings.Split(c.Cookies(shortlistCookie), ".")) }

// slugs are those of a list that can be somebody's address, each once.
func slugs(list []string) (own []string) {
	for _, slug := range list {
		if len(own) < register.MostKept && len(slug) <= 100 && slugShape.MatchString(slug) && !slices.Contains(own, slug) {
			own = append(own, slug)
		}
	}
	return own
}

// showShortlist shows the visitor's own list, or the one that a link names.
func (h *Handlers) showShortlist(c *fiber.Ctx) error {
	own, shared := shortlist(c), slugs(all(c, "c"))
	shown := own
	if len(shared) > 0 {
		shown = shared
	}
	cards, err := register.Kept(c.UserContext(), h.store, shown)
	if err != nil {
		return err
	}
	p := h.page(c, templates.AreaPublic, "", "shortlist.title")
	return h.render(c, p, page.Shortlist(p, cards, len(shown)-len(cards), len(shared) > 0 && !slices.Equal(own, shared)))
}

// keep puts carers on the visitor's shortlist, or takes one off.
func (h *Handlers) keep(c *fiber.Ctx) error {
	form, err := values(c)
	if err != nil {
		return err
	}
	list := shortlist(c)
	if slug := form.Get("remove"); slug != "" {
		list = slices.DeleteFunc(list, func(s string) bool { return s == slug })
	}
	if add := slugs(form["add"]); len(add) > 0 {
		if list = slugs(append(list, add...)); !slices.Contains(list, add[0]) {
			return h.done(c, "/shortlist", "shortlist_full")
		}
	}
	expires := time.Now().Add(30 * 24 * time.Hour)
	if len(list) == 0 {
		expires = time.Unix(1, 0)
	}
	c.Cookie(&fiber.Cookie{Name: shortlistCookie, Value: strings.Join(list, "."), Path: "/", HTTPOnly: true, Secure: h.store.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode, Expires: expires})
	if c.Get("X-Fragment") != "" { // the script changes the page itself
		return c.SendStatus(fiber.StatusNoContent)
	}
	back := safeNext(form.Get("back"))
	if back == "" {
		back = "/" + lang(c) + "/shortlist"
	}
	return c.Redirect(back, fiber.StatusSeeOther)
}

// compare lays up to three carers side by side: those named, or the first of the visitor's shortlist.
func (h *Handlers) compare(c *fiber.Ctx) error {
	chosen := slugs(all(c, "c"))
	if len(chosen) == 0 {
		chosen = shortlist(c)
	}
	list, err := register.Compared(c.UserContext(), h.store, chosen)
	if err != nil {
		return err
	}
	p := h.page(c, templates.AreaPublic, "", "shortlist.compare_title")
	p.Crumbs = []templates.Crumb{{Text: p.T("site.home"), Path: "/"}, {Text: p.T("shortlist.title"), Path: "/shortlist"}}
	return h.render(c, p, page.SideBySide(p, list, max(len(chosen)-register.MostCompared, 0)))
}
