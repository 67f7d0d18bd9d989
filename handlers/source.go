package handlers

import (
	"path/filepath"

	"github.com/gofiber/fiber/v2"

	"albo/app/body"
	"albo/app/roster"
	"albo/models"
	"albo/templates"
	page "albo/templates/body"
)

func (h *Handlers) showSource(c *fiber.Ctx) error { return h.source(c, nil) }

// source shows where the office leaves its list; form is one that was refused.
func (h *Handlers) source(c *fiber.Ctx, form *templates.Form) error {
	p, place := h.bodyPage(c, "body_settings", "source.title")
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: p.T("nav.body_settings"), Path: "/body/settings"})
	b, err := body.ByID(c.UserContext(), h.store, place.ID)
	if err != nil {
		return err
	}
	s, fetches, err := roster.Source(c.UserContext(), h.store, actor(c), place.ID)
	if err != nil {
		return err
	}
	view := page.SourceView{Source: s, Fetches: fetches, Folder: filepath.Join("inbox", b.Slug)}
	if form != nil {
		return h.again(c, p, page.Source(p, *form, view))
	}
	own := formOf(roster.SourceInput{Kind: models.SourceURL, Schedule: models.FetchDaily, Hour: 6, Weekday: 1, EveryHours: 12, Active: true})
	if s != nil {
		own = formOf(roster.FillSource(s))
	}
	return h.render(c, p, page.Source(p, own, view))
}

func (h *Handlers) setSource(c *fiber.Ctx) error {
	in, form, err := bind[roster.SourceInput](c)
	if err == nil {
		err = roster.SetSource(c.UserContext(), h.store, actor(c), h.workplace(c, models.BodyOfficer).ID, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.source(c, &form)
		}
		return err
	}
	return h.done(c, "/body/source", "source_saved")
}

func (h *Handlers) fetchNow(c *fiber.Ctx) error {
	if err := roster.FetchNow(c.UserContext(), h.store, actor(c), h.workplace(c, models.BodyOfficer).ID); err != nil {
		return err
	}
	return h.done(c, "/body/source", "source_asked")
}
