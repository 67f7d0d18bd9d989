package handlers

import (
	"net/url"
	"os"

	"github.com/gofiber/fiber/v2"

	"albo/app/document"
)

// openDocument serves an attached file to who may see it, only ever as a download.
func (h *Handlers) openDocument(c *fiber.Ctx) error {
	d, file, err := document.Open(c.UserContext(), h.store, actor(c), c.Params("document"))
	if err != nil {
		return err
	}
	return download(c, file, d.MediaType, d.Name, d.Size)
}

// download streams a file to be saved, never shown in the page: it may be anything.
func download(c *fiber.Ctx, file *os.File, mediaType, name string, size int64) error {
	c.Set(fiber.HeaderContentType, mediaType)
	c.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(name))
	c.Set(fiber.HeaderContentSecurityPolicy, "sandbox; default-src 'none'")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	return c.SendStream(file, int(size)) // Fiber closes it
}
