package handlers

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"albo/app/fold"
	"albo/models"
	"albo/templates"
)

// sendCSV sends a table as office programs open it: UTF-8 with its mark, semicolons, under its title as file name. A cell
// that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection).
func sendCSV(c *fiber.Ctx, title string, rows [][]string) error {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	for _, row := range rows {
		for i, cell := range row {
			row[i] = harmless(cell)
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+fold.Slug(title)+`.csv"`)
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	return c.Send(b.Bytes())
}

func harmless(cell string) string {
	if trimmed := strings.TrimLeft(cell, " \u00a0"); trimmed != "" && strings.ContainsRune("=+-@\t\r|", rune(trimmed[0])) {
		return "'" + cell
	}
	return cell
}

func bookCSV(c *fiber.Ctx, p *templates.Page, list []models.BookEntry) error {
	rows := [][]string{{
		p.T("book.entry"), p.T("book.number"), p.T("book.kind"), p.T("person.surname"), p.T("person.given_name"), p.T("person.birth_date"), p.T("person.birth_place"),
		p.T("person.municipality"), p.T("book.resolution"), p.T("book.resolution_date"), p.T("book.effective_on"), p.T("book.entered_at"),
	}}
	for _, e := range list {
		rows = append(rows, []string{
			strconv.Itoa(e.Entry), strconv.Itoa(e.MemberNumber), p.T("book.kind." + string(e.Kind)), e.Surname, e.GivenName, e.BirthDate.String(), e.BirthPlace,
			e.Residence, e.ResolutionNumber, e.ResolutionDate.String(), e.EffectiveOn.String(), p.Moment(e.EnteredAt),
		})
	}
	return sendCSV(c, p.T("book.title"), rows)
}

func complaintsCSV(c *fiber.Ctx, p *templates.Page, list []models.Complaint) error {
	rows := [][]string{{p.T("roster.row"), p.T("roster.column"), p.T("roster.value"), p.T("roster.complaint"), p.T("roster.left_out")}}
	for _, complaint := range list {
		out := ""
		if complaint.Fatal {
			out = p.T("form.yes")
		}
		rows = append(rows, []string{strconv.Itoa(complaint.Row), complaint.Column, complaint.Value, p.Say(complaint.Text), out})
	}
	return sendCSV(c, p.T("roster.complaint"), rows)
}
