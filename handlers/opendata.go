package handlers

import (
	"bytes"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"

	"albo/app/openapi"
	"albo/app/opendata"
)

// opendataEndpoints are the catalogue and the files it names.
func (h *Handlers) opendataEndpoints() []endpoint {
	file := func(id, path, media string, parameters []openapi.Parameter, do func(*fiber.Ctx, asked) error) endpoint {
		return endpoint{openapi.Operation{ID: id, Path: path, Parameters: parameters, Answers: []openapi.Answer{{Status: fiber.StatusOK, Media: media}}}, do}
	}
	csv := file("totals", "/data/{dataset}.csv", "text/csv", []openapi.Parameter{{Name: "dataset", In: "path", Type: "string", Values: opendata.Datasets}, inLang}, h.showTotals)
	csv.Answers = append(csv.Answers, refusedAs(fiber.StatusNotFound))
	return []endpoint{
		file("catalogue_ttl", "/data/catalog.ttl", "text/turtle", nil, h.showCatalogue("text/turtle; charset=utf-8", (*opendata.Graph).Turtle)),
		file("catalogue_jsonld", "/data/catalog.jsonld", "application/ld+json", nil, h.showCatalogue("application/ld+json", (*opendata.Graph).JSONLD)),
		csv,
	}
}

func (h *Handlers) showCatalogue(media string, write func(*opendata.Graph, io.Writer) error) func(*fiber.Ctx, asked) error {
	return func(c *fiber.Ctx, _ asked) error {
		totals, err := h.totals.Totals(c.UserContext(), h.store)
		if err != nil {
			return err
		}
		return sendWritten(c, media, func(w io.Writer) error {
			return write(opendata.Catalogue(strings.TrimSuffix(h.store.Config.BaseURL, "/"), totals.At), w)
		})
	}
}

func (h *Handlers) showTotals(c *fiber.Ctx, a asked) error {
	totals, err := h.totals.Totals(c.UserContext(), h.store)
	if err != nil {
		return err
	}
	return sendWritten(c, "text/csv; charset=utf-8", func(w io.Writer) error { return totals.Write(w, a.text("dataset"), a.text("lang")) })
}

func sendWritten(c *fiber.Ctx, media string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, media)
	return c.Send(b.Bytes())
}
