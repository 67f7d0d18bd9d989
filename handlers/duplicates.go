package handlers

import (
	"context"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"albo/app/duplicate"
	"albo/app/store"
	"albo/models"
	"albo/templates"
	page "albo/templates/admin"
)

func (h *Handlers) showDuplicates(c *fiber.Ctx) error {
	pairs, searched, err := duplicate.List(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	merges, err := duplicate.Merges(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	apart, err := duplicate.ToldApart(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	p := h.adminPage(c, "duplicates", "duplicates.title")
	return h.render(c, p, page.Duplicates(p, searched, pairs, merges, apart))
}

// pair are the two numbers in the path.
func pair(c *fiber.Ctx) (low, high int64, err error) {
	if low, err = pathID(c); err != nil {
		return 0, 0, err
	}
	high, err = strconv.ParseInt(c.Params("other"), 10, 64)
	if err != nil || high <= low {
		return 0, 0, models.ErrNotFound
	}
	return low, high, nil
}

func (h *Handlers) showDuplicate(c *fiber.Ctx) error { return h.duplicateForm(c, templates.Form{}) }

// duplicateForm puts two records side by side, with the form to merge them.
func (h *Handlers) duplicateForm(c *fiber.Ctx, form templates.Form) error {
	low, high, err := pair(c)
	if err != nil {
		return err
	}
	found, err := duplicate.Show(c.UserContext(), h.store, actor(c), low, high)
	if err != nil {
		return err
	}
	p := h.adminPage(c, "duplicates", "duplicates.title")
	p.Title = found.Low.FullName()
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: p.T("nav.duplicates"), Path: "/admin/duplicates"})
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Duplicate(p, form, found))
	}
	return h.render(c, p, page.Duplicate(p, formOf(page.Proposed(found)), found))
}

func (h *Handlers) merge(c *fiber.Ctx) error {
	low, high, err := pair(c)
	if err != nil {
		return err
	}
	in, form, err := bind[duplicate.Input](c)
	if err == nil {
		_, err = duplicate.Merge(c.UserContext(), h.store, actor(c), low, high, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.duplicateForm(c, form)
		}
		return err
	}
	return h.done(c, "/admin/duplicates", "people_merged")
}

func (h *Handlers) tellApart(c *fiber.Ctx) error {
	return h.onPair(c, duplicate.TellApart, "people_told_apart")
}

func (h *Handlers) askAgain(c *fiber.Ctx) error {
	return h.onPair(c, duplicate.AskAgain, "people_asked_again")
}

// onPair is a step on two records without a form.
func (h *Handlers) onPair(c *fiber.Ctx, do func(context.Context, *store.Store, models.Actor, int64, int64) error, notice string) error {
	low, high, err := pair(c)
	if err != nil {
		return err
	}
	if err := do(c.UserContext(), h.store, actor(c), low, high); err != nil {
		return err
	}
	return h.done(c, "/admin/duplicates", notice)
}

func (h *Handlers) undoMerge(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := duplicate.Undo(c.UserContext(), h.store, actor(c), id); err != nil {
		return err
	}
	return h.done(c, "/admin/duplicates", "merge_undone")
}
