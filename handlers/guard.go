package handlers

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"albo/app/roster"
	"albo/models"
)

const (
	largestForm   = 1 << 20                          // a form without files
	largestUpload = roster.MaxFileSize + largestForm // a form with one
	mostDrained   = 256 << 20                        // read and thrown away so that a browser gets to see why its file is refused
)

// survive turns a panic into a fault of this one request.
func (h *Handlers) survive(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			slog.Error("panic", "route", c.Route().Path, "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return c.Next()
}

// log writes one line for each request: the route, never the address typed, for it may hold a family's words.
func (h *Handlers) log(c *fiber.Ctx) error {
	start := time.Now()
	err := c.Next()
	leaveNothing(c)
	if err != nil {
		err = h.refuse(c, err)
	}
	slog.Info("request", "method", c.Method(), "route", c.Route().Path, "status", c.Response().StatusCode(), "ms", time.Since(start).Milliseconds(), "bytes", sent(c))
	return err
}

// sent is the length of an answer; a file's is not read to be known.
func sent(c *fiber.Ctx) int {
	if c.Response().IsBodyStream() {
		return c.Response().Header.ContentLength()
	}
	return len(c.Response().Body())
}

// leaveNothing reads what a handler left of a body, or closes the connection: else the server would take it for the
// connection's next request.
func leaveNothing(c *fiber.Ctx) {
	stream := c.Request().BodyStream()
	if stream == nil {
		return
	}
	if n, err := io.Copy(io.Discard, io.LimitReader(stream, largestForm)); err != nil || n == largestForm {
		c.Context().SetConnectionClose()
	}
}

// secure sets the headers that every answer carries. Pages set a Content-Security-Policy of their own over this one.
func (h *Handlers) secure(c *fiber.Ctx) error {
	if path := c.Path(); !utf8.ValidString(path) || strings.ContainsRune(path, 0) {
		return models.ErrNotFound // no name of anything, and no text for the database
	}
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	c.Set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=()")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'")
	if h.store.Config.Secure() {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000; includeSubDomains")
	}
	return c.Next()
}

var sameOriginOnly = http.NewCrossOriginProtection()

// sameOrigin refuses what another site makes a browser send (OWASP CSRF prevention, Sec-Fetch-Site and Origin).
func (h *Handlers) sameOrigin(c *fiber.Ctx) error {
	r := &http.Request{Method: c.Method(), Host: string(c.Request().Host()), URL: &url.URL{Path: c.Path()}, Header: http.Header{}}
	for _, name := range []string{"Origin", "Sec-Fetch-Site"} {
		if value := c.Get(name); value != "" {
			r.Header.Set(name, value)
		}
	}
	if sameOriginOnly.Check(r) != nil {
		return models.Refuse(models.Forbidden, "error.other_site")
	}
	return c.Next()
}

// measure refuses a body larger than its form may be before anything of it is kept.
func (h *Handlers) measure(limit int) fiber.Handler {
	return func(c *fiber.Ctx) error {
		length := c.Request().Header.ContentLength()
		encoded := len(c.Request().Header.ContentEncoding()) > 0 // browsers never do, and a small body may unfold to any size
		if length == -1 || encoded {                             // chunked: browsers do not send forms so, and its size is not known
			return models.Refuse(models.Invalid, "error.form_broken")
		}
		if length > limit {
			if stream := c.Request().BodyStream(); stream != nil {
				_, _ = io.Copy(io.Discard, io.LimitReader(stream, mostDrained)) // what cannot be read is no loss
			}
			return models.Refuse(models.Invalid, "error.too_large", "limit", fmt.Sprintf("%d MB", max(limit-largestForm, largestForm)>>20))
		}
		return c.Next()
	}
}
