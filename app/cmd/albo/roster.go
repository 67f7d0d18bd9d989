package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"albo/app/body"
	"albo/app/i18n"
	"albo/app/roster/file"
	"albo/app/store"
	"albo/app/territory"
	"albo/models"
)

type rosterCmd struct {
	Preview rosterPreview `cmd:"" help:"Read a file as an import would, and write nothing."`
	Import  rosterImport  `cmd:"" help:"Import a file as the web does: the same plan."`
}

type rosterPreview struct {
	File    string `arg:"" help:"File to read."`
	Country string `enum:"IT,ES,GR" default:"IT" help:"Country whose codes and names to read by: IT, ES or GR."`
	Body    string `help:"Slug of a public body of this registry, to read by its country and municipalities instead."`
	JSON    bool   `help:"Write one JSON document."`
}

// preview is what was understood of a file.
type preview struct {
	Encoding   string       `json:"encoding,omitempty"`
	Delimiter  string       `json:"delimiter,omitempty"`
	Format     string       `json:"format"`
	Sheet      string       `json:"sheet,omitempty"`
	Sheets     []string     `json:"sheets,omitempty"`
	HeaderRow  int          `json:"header_row"`
	HeaderRows []int        `json:"header_rows,omitempty"`
	Columns    []column     `json:"columns"`
	Tables     []moreTables `json:"tables,omitempty"`
	Rows       int          `json:"rows"`
	Lines      int          `json:"lines"`
	LeftOut    int          `json:"left_out"`
	Complaints []complaint  `json:"complaints"`
	Problem    string       `json:"problem,omitempty"` // why the file cannot be imported as it is
}

// column is a column and, in words, what its guess rests on.
type column struct {
	models.FileColumn
	Reason string `json:"reason"`
}

// moreTables is a table below the first one.
type moreTables struct {
	HeaderRow int      `json:"header_row"`
	Title     string   `json:"title,omitempty"`
	Columns   []column `json:"columns"`
}

func reasoned(columns []models.FileColumn) []column {
	list := []column{}
	for _, c := range columns {
		list = append(list, column{c, i18n.Say("en", c.Why)})
	}
	return list
}

type complaint struct {
	models.Complaint
	Message string `json:"message"`
}

func (r rosterPreview) Run(ctx context.Context) error {
	rules := file.Rules{Country: r.Country, Today: models.Day(time.Now(), r.Country)}
	if r.Body == "" {
		return r.read(ctx, rules)
	}
	return withExisting(ctx, func(st *store.Store) error {
		b, err := body.BySlug(ctx, st, r.Body)
		if err != nil {
			return fmt.Errorf("no public body with the slug %q", r.Body)
		}
		known, err := territory.Known(ctx, st, b.Country)
		if err != nil {
			return err
		}
		rules.Country, rules.Today, rules.Municipalities = b.Country, st.Today(b.Country), known
		return r.read(ctx, rules)
	})
}

func (r rosterPreview) read(ctx context.Context, rules file.Rules) error {
	src, err := os.Open(r.File)
	if err != nil {
		return err
	}
	defer src.Close()
	about, err := src.Stat()
	if err != nil {
		return err
	}
	var p preview
	p.Complaints = []complaint{}
	l, refusal := file.Read(ctx, src, about.Size(), models.ReadSettings{}, rules, func(l models.RosterLine) error {
		p.Lines++
		p.complain(l.Complaints)
		return nil
	})
	var known *models.Error
	if refusal != nil && !errors.As(refusal, &known) {
		return refusal
	}
	p.complain(l.Complaints)
	p.Encoding, p.Delimiter, p.Format, p.Sheet, p.Sheets, p.HeaderRow, p.HeaderRows = l.Encoding, l.Delimiter, l.Format, l.Sheet, l.Sheets, l.HeaderRow, l.HeaderRows
	p.Rows, p.LeftOut, p.Columns = l.Rows, l.LeftOut(), reasoned(l.Columns)
	for _, t := range l.Tables {
		p.Tables = append(p.Tables, moreTables{t.HeaderRow, t.Title, reasoned(t.Columns)})
	}
	if known != nil {
		p.Problem = i18n.Say("en", known.Text)
	}
	if r.JSON {
		return errors.Join(json.NewEncoder(os.Stdout).Encode(p), refusal)
	}
	if len(p.Columns) > 0 {
		p.print()
	}
	return refusal
}

func (p *preview) complain(list []models.Complaint) {
	for _, c := range list {
		p.Complaints = append(p.Complaints, complaint{c, i18n.Say("en", c.Text)})
	}
}

func (p *preview) print() {
	how, header := "sheet "+strconv.Quote(p.Sheet), "no header"
	if p.Format == "csv" {
		how = fmt.Sprintf("%s, separator %q", p.Encoding, p.Delimiter)
	}
	if p.HeaderRow > 0 {
		header = fmt.Sprintf("header in row %d", p.HeaderRow)
	}
	fmt.Printf("%s, %s, %s, %d rows, %d lines, %d left out\n", p.Format, how, header, p.Rows, p.Lines, p.LeftOut)
	for i, c := range p.Columns {
		name := cmp.Or(c.Header, fmt.Sprintf("column %d (%s)", i+1, strings.Join(c.Samples, ", ")))
		fmt.Printf("  %-30s → %-14s (%s) %s\n", name, cmp.Or(string(c.Field), "-"), c.Confidence, c.Reason)
	}
	for _, t := range p.Tables {
		fmt.Printf("another table with its header in row %d: %s\n", t.HeaderRow, t.Title)
	}
	for _, c := range p.Complaints {
		fmt.Printf("row %d, %s, %q: %s\n", c.Row, c.Column, c.Value, c.Message)
	}
}
