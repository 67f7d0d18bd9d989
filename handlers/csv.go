package handlers

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"albo/app/fold"
	"albo/app/table"
	"albo/models"
	"albo/templates"
)

// sendCSV sends a small table under its title as file name.
func sendCSV(c *fiber.Ctx, title string, rows [][]string) error {
	return sendTable(c, "csv", title, func(t table.Writer) error {
		for _, row := range rows {
			if err := t.Row(row...); err != nil {
				return err
			}
		}
		return nil
	})
}

// mediaTypes are what a browser is told of each format of tables.
var mediaTypes = map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

// sendTable sends a table as a file of a format.
func sendTable(c *fiber.Ctx, format, title string, write func(table.Writer) error) error {
	file, size, err := spool(func(w io.Writer) error { return tabulate(w, format, title, write) })
	if err != nil {
		return err
	}
	if err := download(c, file, mediaTypes[format], title, size); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+fold.Slug(title)+"."+format+`"`)
	return nil
}

// spool is what was written, in a file that is gone once it is sent, so that a long answer takes no memory.
func spool(write func(io.Writer) error) (file *os.File, size int64, err error) {
	if file, err = os.CreateTemp("", "albo-answer-"); err != nil {
		return nil, 0, err
	}
	buffered := bufio.NewWriter(file)
	if err = errors.Join(os.Remove(file.Name()), write(buffered), buffered.Flush()); err == nil {
		size, err = file.Seek(0, io.SeekEnd)
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, size, nil
}

func tabulate(w io.Writer, format, title string, write func(table.Writer) error) error {
	t, err := table.New(w, format, title)
	if err != nil {
		return err
	}
	if err := write(t); err != nil {
		return err
	}
	return t.Close()
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
