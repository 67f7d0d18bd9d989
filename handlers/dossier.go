package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"albo/app/document"
	"albo/app/store"
	"albo/models"
	"albo/templates"
)

// dossier is an application that its person works on, for membership or for accreditation. Its page is one form: whatever
// button is pressed, what was typed elsewhere on the page is kept, and a chosen file attached.
type dossier[Typed any] struct {
	path   string
	keep   func(context.Context, *store.Store, models.Actor, int64, Typed) error
	attach func(context.Context, *store.Store, models.Actor, int64, models.DocumentKind, document.Upload) error
	detach func(context.Context, *store.Store, models.Actor, int64, string) error
	show   func(*Handlers, *fiber.Ctx, *templates.Form) error
}

// work keeps what is on the page, then takes the step of the button, and leads on.
func (d dossier[Typed]) work(h *Handlers, c *fiber.Ctx, notice string, step func(id int64) error) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	typed, form, err := bind[Typed](c)
	if err == nil {
		err = d.keep(c.UserContext(), h.store, actor(c), id, typed)
	}
	if err == nil {
		err = d.attachChosen(h, c, id)
	}
	if err == nil && step != nil {
		err = step(id)
	}
	if err != nil {
		if refused(&form, err) {
			return d.show(h, c, &form)
		}
		return err
	}
	return h.done(c, place(d.path, id), notice)
}

// attachInput is what an uploaded document is.
type attachInput struct {
	Kind models.DocumentKind `form:"kind"`
}

func (d dossier[Typed]) attachChosen(h *Handlers, c *fiber.Ctx, id int64) error {
	header, err := file(c, "file")
	if err != nil { // none was chosen
		return nil
	}
	in, _, err := bind[attachInput](c)
	if err != nil {
		return err
	}
	body, err := header.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	return d.attach(c.UserContext(), h.store, actor(c), id, in.Kind, document.Upload{Name: header.Filename, Body: body})
}

func (d dossier[Typed]) save(h *Handlers, c *fiber.Ctx) error {
	return d.work(h, c, "draft_saved", nil)
}

// add attaches a document, which must have been chosen.
func (d dossier[Typed]) add(h *Handlers, c *fiber.Ctx) error {
	return d.work(h, c, "document_attached", func(int64) error {
		_, err := file(c, "file")
		return err
	})
}

// detachInput is which document.
type detachInput struct {
	Document string `form:"document"`
}

func (d dossier[Typed]) remove(h *Handlers, c *fiber.Ctx) error {
	return d.work(h, c, "document_removed", func(id int64) error {
		in, _, err := bind[detachInput](c)
		if err != nil {
			return err
		}
		return d.detach(c.UserContext(), h.store, actor(c), id, in.Document)
	})
}

// step is a button that sends something: bind, then call.
func step[In, Typed any](h *Handlers, c *fiber.Ctx, d dossier[Typed], notice string, do func(context.Context, *store.Store, models.Actor, int64, In) error) error {
	return d.work(h, c, notice, func(id int64) error {
		in, _, err := bind[In](c)
		if err != nil {
			return err
		}
		return do(c.UserContext(), h.store, actor(c), id, in)
	})
}
