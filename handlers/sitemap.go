package handlers

import (
	"encoding/xml"
	"io"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"albo/app/association"
	"albo/app/i18n"
	"albo/app/register"
	"albo/models"
)

// PagesPerSitemap is how many pages one file of the sitemap has, each in every language: far below what search engines take.
const PagesPerSitemap = 2500

// always are the pages that search engines may have of every registry.
var always = []string{"/", "/carers", "/associations", "/verify", "/report", "/api", "/how-it-works", "/faq", "/privacy", "/legal-notes", "/accessibility"}

type sitemapIndex struct {
	XMLName xml.Name      `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Files   []sitemapFile `xml:"sitemap"`
}

type sitemapFile struct {
	Loc string `xml:"loc"`
}

type sitemap struct {
	XMLName xml.Name      `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string        `xml:"xmlns:xhtml,attr"`
	Pages   []sitemapPage `xml:"url"`
}

type sitemapPage struct {
	Loc     string        `xml:"loc"`
	LastMod string        `xml:"lastmod,omitempty"`
	Others  []sitemapLink `xml:"xhtml:link"`
}

type sitemapLink struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

func (h *Handlers) sitemaps(app fiber.Router) {
	app.Get("/sitemap.xml", h.showSitemap)
	app.Get("/sitemaps/:number.xml", h.showSitemapPart)
}

// showSitemap is all pages that search engines may have; where they are many, the names of the files that list them.
func (h *Handlers) showSitemap(c *fiber.Ctx) error {
	n, err := register.CountIndexed(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	if n <= PagesPerSitemap {
		fixed, err := h.fixedPages(c)
		if err != nil {
			return err
		}
		carers, err := h.carerPages(c, 1)
		return sendSitemap(c, append(fixed, carers...), err)
	}
	index := sitemapIndex{}
	for part := range (n+PagesPerSitemap-1)/PagesPerSitemap + 1 {
		index.Files = append(index.Files, sitemapFile{h.store.Config.BaseURL + "/sitemaps/" + strconv.Itoa(part) + ".xml"})
	}
	return sendXML(c, index)
}

// showSitemapPart is one of the files: 0 has the pages that are not of carers.
func (h *Handlers) showSitemapPart(c *fiber.Ctx) error {
	part, err := strconv.Atoi(c.Params("number"))
	if err != nil || part < 0 || part > 10_000 {
		return models.ErrNotFound
	}
	if part == 0 {
		pages, err := h.fixedPages(c)
		return sendSitemap(c, pages, err)
	}
	pages, err := h.carerPages(c, part)
	return sendSitemap(c, pages, err)
}

func (h *Handlers) fixedPages(c *fiber.Ctx) (pages []sitemapPage, err error) {
	for _, path := range always {
		pages = append(pages, h.inEveryLanguage(path, "")...)
	}
	list, err := association.List(c.UserContext(), h.store)
	for _, a := range list {
		pages = append(pages, h.inEveryLanguage("/associations/"+a.Slug, "")...)
	}
	return pages, err
}

// carerPages are the pages of the carers who let search engines find them, by parts; the first is 1.
func (h *Handlers) carerPages(c *fiber.Ctx, part int) (pages []sitemapPage, err error) {
	list, err := register.ListIndexed(c.UserContext(), h.store, (part-1)*PagesPerSitemap, PagesPerSitemap)
	for _, page := range list {
		pages = append(pages, h.inEveryLanguage("/carers/"+page.Slug, models.DateOf(page.ChangedAt).String())...)
	}
	return pages, err
}

func sendSitemap(c *fiber.Ctx, pages []sitemapPage, err error) error {
	if err != nil {
		return err
	}
	if len(pages) == 0 {
		return models.ErrNotFound
	}
	return sendXML(c, sitemap{XHTML: "http://www.w3.org/1999/xhtml", Pages: pages})
}

// inEveryLanguage is a page once for each language, each naming all of them.
func (h *Handlers) inEveryLanguage(path, changed string) (pages []sitemapPage) {
	address := func(lang string) string { return h.store.Config.BaseURL + "/" + lang + path }
	var links []sitemapLink
	for _, lang := range i18n.Languages {
		links = append(links, sitemapLink{"alternate", lang, address(lang)})
	}
	for _, lang := range i18n.Languages {
		pages = append(pages, sitemapPage{address(lang), changed, links})
	}
	return pages
}

func sendXML(c *fiber.Ctx, document any) error {
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return sendWritten(c, "application/xml; charset=utf-8", func(w io.Writer) error {
		if _, err := io.WriteString(w, xml.Header); err != nil {
			return err
		}
		return xml.NewEncoder(w).Encode(document)
	})
}

// robots keeps search engines from what is no page for them, and says where the pages are.
func (h *Handlers) robots(c *fiber.Ctx) error {
	return c.SendString("User-agent: *\nDisallow: /v/\nDisallow: /hsds\nDisallow: /*/requests/\nDisallow: /*/listing/confirm/\nDisallow: /*/account\nDisallow: /*/sign-\n\nSitemap: " + h.store.Config.BaseURL + "/sitemap.xml\n")
}
