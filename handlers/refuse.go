package handlers

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"

	"github.com/gofiber/fiber/v2"

	"albo/app/i18n"
	"albo/models"
	"albo/templates"
)

var statuses = map[models.Kind]int{
	models.Invalid:   fiber.StatusUnprocessableEntity,
	models.NotFound:  fiber.StatusNotFound,
	models.Forbidden: fiber.StatusForbidden,
	models.Conflict:  fiber.StatusConflict,
	models.TooMany:   fiber.StatusTooManyRequests,
}

// refuse turns every error into a page: a refusal says why, a fault is logged and shows only a reference.
func (h *Handlers) refuse(c *fiber.Ctx, err error) error {
	status, text := fiber.StatusInternalServerError, models.Say("error.fault")
	var fields map[string]models.Text
	var refusal *models.Error
	var routing *fiber.Error
	switch {
	case errors.As(err, &refusal):
		status, text, fields = statuses[refusal.Kind], refusal.First(), refusal.Fields // a step without a form of its own: say what is wrong, not that something is
	case errors.As(err, &routing) && routing.Code < 500:
		status, text = routing.Code, models.Say(routingText(routing.Code))
	case errors.As(err, &routing) && routing.Code == fiber.StatusServiceUnavailable: // not ready: it will be again
		status = routing.Code
	}
	reference := ""
	if status >= fiber.StatusInternalServerError {
		reference = rand.Text()[:8]
		slog.Error("fault", "reference", reference, "method", c.Method(), "route", c.Route().Path, "error", err)
	}
	if status == fiber.StatusTooManyRequests {
		c.Set(fiber.HeaderRetryAfter, "600")
	}
	if c.Locals(programLocal) != nil || wantsJSON(c) {
		return sendProblem(c, h.guess(c), status, text, fields, reference)
	}
	c.Status(status)
	c.Locals(languageLocal, h.guess(c))
	p := h.page(c, templates.AreaPublic, "", statusTitle(status))
	p.Path = "/"
	return h.render(c, p, templates.Refusal(p, text, reference, back(c)))
}

func routingText(code int) string {
	if code == fiber.StatusNotFound {
		return "error.not_found"
	}
	return "error.not_allowed"
}

func statusTitle(status int) string {
	switch status {
	case fiber.StatusNotFound:
		return "error.title_not_found"
	case fiber.StatusInternalServerError:
		return "error.title_fault"
	}
	return "error.title_refused"
}

// back is where to go on from a step that was refused: the page it belongs to, one level up.
func back(c *fiber.Ctx) string {
	path := strings.TrimPrefix(c.Path(), "/"+lang(c))
	if c.Method() == fiber.MethodGet || strings.Count(path, "/") < 2 {
		return "/"
	}
	return path[:strings.LastIndex(path, "/")]
}

// guess is the language for a page that has none in its path.
func (h *Handlers) guess(c *fiber.Ctx) string {
	if l, ok := c.Locals(languageLocal).(string); ok {
		return l
	}
	if first, _, _ := strings.Cut(strings.TrimPrefix(c.Path(), "/"), "/"); i18n.Known(first) {
		return first
	}
	return i18n.Match(c.Get(fiber.HeaderAcceptLanguage))
}

func wantsJSON(c *fiber.Ctx) bool {
	return strings.HasSuffix(c.Path(), ".json") || c.Accepts(fiber.MIMETextHTML, fiber.MIMEApplicationJSON) == fiber.MIMEApplicationJSON && c.Get(fiber.HeaderAccept) != "*/*" && c.Get(fiber.HeaderAccept) != ""
}
