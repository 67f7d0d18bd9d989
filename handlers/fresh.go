package handlers

import (
	"fmt"
	"hash/fnv"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"albo/app/register"
)

// program tells one build of this program from another.
var program = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return "0"
	}
	about, err := os.Stat(path)
	if err != nil {
		return "0"
	}
	return fmt.Sprintf("%x.%x", about.Size(), about.ModTime().UnixNano())
})

// tagOf names what a visitor without an account is shown at an address: it changes with the program, with anything that the
// public list and its pages show, with the day, and with the visitor's shortlist.
func (h *Handlers) tagOf(c *fiber.Ctx, version int64) string {
	own := fnv.New64a()
	_, _ = own.Write([]byte(c.Cookies(shortlistCookie) + "\n" + c.Get("X-Fragment") + "\n" + strconv.FormatBool(visited(c))))
	return fmt.Sprintf(`W/"%s-%x-%x-%x"`, program(), version, h.store.Today("IT").Days(), own.Sum64())
}

// tag marks an answer, so that the browser can ask later whether it still stands. version is read before what is shown.
func (h *Handlers) tag(c *fiber.Ctx, version int64) {
	if !actor(c).SignedIn() {
		c.Set(fiber.HeaderETag, h.tagOf(c, version))
	}
}

// unchanged answers 304 when what the browser has still stands, which costs no more than a look at the number of changes.
func (h *Handlers) unchanged(c *fiber.Ctx) (bool, error) {
	had := c.Get(fiber.HeaderIfNoneMatch)
	if had == "" || actor(c).SignedIn() {
		return false, nil
	}
	version, err := register.Version(c.UserContext(), h.store)
	if err != nil {
		return false, err
	}
	tag := h.tagOf(c, version)
	if !strings.Contains(had, tag) {
		return false, nil
	}
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Response().Header.Del(fiber.HeaderContentSecurityPolicy) // that of the page the browser has stays (RFC 9111, section 3.2)
	c.Vary(fiber.HeaderCookie, "Sec-Fetch-Site")
	return true, c.SendStatus(fiber.StatusNotModified)
}
