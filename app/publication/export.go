package publication

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"albo/app/i18n"
	"albo/app/pdf"
	"albo/app/publication/proof"
	"albo/app/table"
	"albo/models"
)

// Formats are the kinds of file an edition comes as.
var Formats = []string{"csv", "xlsx", "json", "pdf"}

// Export writes an edition as a file of a format, in the body's language of then. Entries are read and written one by one; only
// a PDF is put together in memory.
func Export(db *gorm.DB, w io.Writer, format string, b *models.Body, e *models.RegisterEdition, today models.Date) error {
	out := bufio.NewWriter(w)
	x := export{db, b, e, today}
	write := x.table
	switch format {
	case "json":
		write = x.json
	case "pdf":
		write = x.pdf
	}
	return errors.Join(write(out, format), out.Flush())
}

type export struct {
	db   *gorm.DB
	body *models.Body
	*models.RegisterEdition
	today models.Date
}

func (x export) t(key string, pairs ...string) string { return i18n.T(x.Language, key, pairs...) }

func (x export) title() string {
	return x.t("register.file_title", "body", x.body.Name, "number", strconv.Itoa(x.Number))
}

// header names the columns, and row fills them.
func (x export) header() []string {
	cells := []string{x.t("register.position"), x.t("person.surname"), x.t("person.given_name")}
	for _, f := range x.Fields {
		cells = append(cells, x.t("register.field."+string(f)))
	}
	return cells
}

func (x export) row(e Entry) []string {
	cells := []string{strconv.Itoa(e.Position), e.Surname, e.GivenName}
	if e.Erased {
		cells[1] = x.t("register.erased")
	}
	for _, f := range x.Fields {
		cells = append(cells, e.Value(f))
	}
	return cells
}

func (x export) each(do func(Entry) error) error {
	return Each(x.db, x.RegisterEdition, x.today, func(row models.RegisterRow) error {
		entry, err := read(row)
		if err != nil {
			return err
		}
		return do(entry)
	})
}

func (x export) table(w io.Writer, format string) error {
	t, err := table.New(w, format, x.title())
	if err != nil {
		return err
	}
	if err := t.Row(x.header()...); err != nil {
		return err
	}
	if err := x.each(func(e Entry) error { return t.Row(x.row(e)...) }); err != nil {
		return err
	}
	return t.Close()
}

// proven is an entry in a JSON file: the bytes that were hashed, their salt and the hash. Of an erased one only the hash.
type proven struct {
	Entry json.RawMessage `json:"entry,omitempty"`
	Leaf  string          `json:"leaf"`
	Salt  string          `json:"salt,omitempty"`
}

// json writes everything that is needed to work the hashes out again: docs/register.md says how.
func (x export) json(w io.Writer, _ string) error {
	sealed := x.Sealed
	if !json.Valid([]byte(sealed)) { // altered: the page of the proof says so
		sealed = "null"
	}
	if _, err := io.WriteString(w, `{"format":"albo-register-1","hash":"`+x.Hash+`","edition":`+sealed+",\"entries\":["); err != nil {
		return err
	}
	separator := "\n"
	err := Each(x.db, x.RegisterEdition, x.today, func(row models.RegisterRow) error {
		p := proven{Leaf: hex.EncodeToString(row.Leaf), Salt: hex.EncodeToString(row.Salt)}
		if row.Content != nil {
			p.Entry = json.RawMessage(*row.Content)
		}
		line, err := proof.Canonical(p)
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, separator+string(line))
		separator = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

// pdf is the edition as it is printed: who published what by which act, then everybody in it.
func (x export) pdf(w io.Writer, _ string) error {
	d := &pdf.Document{
		Lang: x.Language, Title: x.t("register.paper_title", "number", strconv.Itoa(x.Number)), Author: x.body.Name, Header: x.body.Name,
		Foot: x.t("register.paper_foot", "number", strconv.Itoa(x.Number), "hash", x.Hash), PageOf: x.t("register.page_of"), Created: x.PublishedAt, Colour: x.body.Colour,
	}
	d.Facts(x.facts())
	columns := []pdf.Column{{Title: x.t("register.position"), Share: 1}, {Title: x.t("register.name"), Share: 5}}
	for _, f := range x.Fields {
		columns = append(columns, pdf.Column{Title: x.t("register.field." + string(f)), Share: 2.4})
	}
	t := d.Table(columns)
	err := x.each(func(e Entry) error {
		cells := x.row(e)
		for i, f := range x.Fields {
			if day, err := models.ParseDate(e.Value(f)); err == nil {
				cells[3+i] = i18n.Date(x.Language, day)
			}
		}
		t.Row(append([]string{cells[0], line(cells[1] + " " + cells[2])}, cells[3:]...)...)
		return nil
	})
	if err != nil {
		return err
	}
	t.End()
	d.Paragraph(x.t("register.paper_note"))
	file, err := d.Render()
	if err != nil {
		return err
	}
	_, err = w.Write(file)
	return err
}

func (x export) facts() []pdf.Field {
	fields := []pdf.Field{
		{Label: x.t("register.fact.act"), Value: i18n.Act(x.Language, x.Act)},
		{Label: x.t("register.fact.protocol"), Value: x.Protocol},
		{Label: x.t("register.fact.effective_on"), Value: i18n.Date(x.Language, x.EffectiveOn)},
		{Label: x.t("register.fact.published_at"), Value: i18n.DateTime(x.Language, x.body.Country, x.PublishedAt)},
		{Label: x.t("register.fact.signatory"), Value: line(x.Signatory + " · " + x.SignatoryRole)},
		{Label: x.t("register.fact.entries"), Value: i18n.Number(x.Language, x.Entries)},
		{Label: x.t("register.fact.ends_on"), Value: i18n.Date(x.Language, x.EndsOn)},
		{Label: x.t("register.fact.fields"), Value: x.FieldsArticle},
		{Label: x.t("register.fact.hash"), Value: spaced(x.Hash)},
		{Label: x.t("register.fact.previous"), Value: spaced(x.Previous)},
	}
	given := fields[:0]
	for _, f := range fields {
		if f.Value != "" && f.Value != "·" {
			given = append(given, f)
		}
	}
	return given
}

// spaced parts a hash so that it breaks well over two lines, and a person can read it.
func spaced(hash string) string {
	var parts []string
	for part := range slices.Chunk([]byte(hash), 8) {
		parts = append(parts, string(part))
	}
	return strings.Join(parts, " ")
}
