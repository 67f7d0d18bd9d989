package handlers

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"albo/app/fold"
	"albo/app/i18n"
	"albo/app/publication"
	"albo/models"
)

const (
	mostProofs  = 60
	mostFiles   = 120
	proofWindow = 10 * time.Minute
)

// turns let few make a file or work a register out again at once, so that many who ask take time, not memory.
var turns = make(chan struct{}, 2)

func turn(ctx context.Context) (done func(), err error) {
	select {
	case turns <- struct{}{}:
		return func() { <-turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// registerFile serves an edition as a file: latest.csv is the one in force today, 3.pdf the third.
func (h *Handlers) registerFile(c *fiber.Ctx) error {
	name, format, _ := strings.Cut(c.Params("file"), ".")
	if !slices.Contains(publication.Formats, format) {
		return models.ErrNotFound
	}
	r, err := publication.Show(c.UserContext(), h.store, c.Params("body"), models.Date{})
	if err != nil {
		return err
	}
	e := r.InForce
	if name != "latest" {
		number, err := strconv.Atoi(name)
		if err != nil || strconv.Itoa(number) != name {
			return models.ErrNotFound
		}
		if e, err = r.Edition(number); err != nil {
			return err
		}
	}
	if e == nil {
		return models.ErrNotFound
	}
	return h.sendEdition(c, r.Body, e, format)
}

// sendEdition sends a file, or says that the visitor's copy is still right: an edition changes only when somebody is erased.
func (h *Handlers) sendEdition(c *fiber.Ctx, b *models.Body, e *models.RegisterEdition, format string) error {
	state, err := publication.State(h.store.Read(c.UserContext()), e, h.store.Today(b.Country))
	if err != nil {
		return err
	}
	tag := fmt.Sprintf(`"%s-%s-%s"`, e.Hash[:20], state, format)
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if !e.EndsOn.IsZero() {
		c.Set("X-Robots-Tag", "noindex")
	}
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), tag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	if err := h.store.LimitFrom(c.UserContext(), "files of registers", h.origin(c), mostFiles, proofWindow); err != nil {
		return err
	}
	done, err := turn(c.UserContext())
	if err != nil {
		return err
	}
	defer done()
	file, size, err := spool(func(w io.Writer) error {
		return publication.Export(h.store.Read(c.UserContext()), w, format, b, e, h.store.Today(b.Country))
	})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, registerTypes[format])
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="%s-%d.%s"`, fold.Slug(b.Slug), e.Number, format))
	return c.SendStream(file, int(size)) // Fiber closes it
}

var registerTypes = map[string]string{
	"csv": mediaTypes["csv"], "xlsx": mediaTypes["xlsx"], "json": "application/json; charset=utf-8", "pdf": "application/pdf",
}

// atom is a feed (RFC 4287).
type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	Title   string     `xml:"title"`
	ID      string     `xml:"id"`
	Updated string     `xml:"updated"`
	Links   []atomLink `xml:"link"`
	Summary string     `xml:"summary"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

// feedLength is how many editions a feed tells of.
const feedLength = 30

// registerFeed tells of each edition what it changed, in numbers: names would stay in readers when their term is over.
func (h *Handlers) registerFeed(c *fiber.Ctx) error {
	r, err := publication.Show(c.UserContext(), h.store, c.Params("body"), models.Date{})
	if err != nil {
		return err
	}
	language, site := lang(c), h.store.Config.BaseURL
	address := site + path.Join("/", language, "registers", r.Body.Slug)
	feed := atom{
		Lang: language, Title: i18n.T(language, "register.feed_title", "body", r.Body.Name), ID: address, Author: r.Body.Name, Updated: r.Editions[0].PublishedAt.Format(time.RFC3339),
		Links: []atomLink{{"self", "application/atom+xml", address + "/feed.atom"}, {"alternate", "text/html", address}},
	}
	for _, e := range r.Editions[:min(len(r.Editions), feedLength)] {
		link := address + "?as_of=" + e.EffectiveOn.String()
		if e.Number > 1 {
			link = fmt.Sprintf("%s/changes?from=%d&to=%d", address, e.Number-1, e.Number)
		}
		feed.Entries = append(feed.Entries, atomEntry{
			Title: i18n.T(language, "register.edition", "number", strconv.Itoa(e.Number)), ID: fmt.Sprintf("%s#%d", address, e.Number), Updated: e.PublishedAt.Format(time.RFC3339),
			Links: []atomLink{{"alternate", "text/html", link}},
			Summary: i18n.T(language, "register.feed_summary", "act", i18n.Act(language, e.Act), "date", i18n.Date(language, e.EffectiveOn), "added", strconv.Itoa(e.Added),
				"changed", strconv.Itoa(e.Changed), "removed", strconv.Itoa(e.Removed), "entries", strconv.Itoa(e.Entries), "hash", e.Hash),
		})
	}
	body, err := xml.MarshalIndent(feed, "", " ")
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/atom+xml; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Set("X-Robots-Tag", "noindex")
	return c.SendString(xml.Header + string(body))
}
