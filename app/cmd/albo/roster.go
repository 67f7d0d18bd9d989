package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"albo/app/accreditation"
	"albo/app/body"
	"albo/app/i18n"
	"albo/app/roster"
	"albo/app/roster/file"
	"albo/app/store"
	"albo/app/territory"
	"albo/app/work"
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

type rosterImport struct {
	File    string `arg:"" help:"File to import."`
	Body    string `required:"" help:"Slug of the public body whose roster it is."`
	AsOf    string `required:"" help:"Day the list describes, YYYY-MM-DD."`
	Act     string `required:"" help:"Act that publishes it, such as 'determinazione 112 2026-11-03': kind, number, date."`
	Publish bool   `help:"Publish the edition at once."`
	Gone    int    `help:"How many accredited people go with the edition, where it is more than the body allows."`
	Accept  bool   `help:"Accept that lines with no name, or twice the same person, are left out."`
}

func (r rosterImport) Run(ctx context.Context) error {
	asOf, err := models.ParseDate(r.AsOf)
	if err != nil {
		return &wrongUse{"--as-of: " + err.Error()}
	}
	act, err := parseAct(r.Act)
	if err != nil {
		return err
	}
	return with(ctx, func(st *store.Store) error {
		b, err := body.BySlug(ctx, st, r.Body)
		if err != nil {
			return fmt.Errorf("no public body with the slug %q", r.Body)
		}
		if today := models.Day(time.Now(), b.Country); act.ActDate.After(today) {
			return &wrongUse{"--act: its day, " + act.ActDate.String() + ", is still to come"}
		}
		by := officer(b)
		act.Gone = r.Gone
		src, err := os.Open(r.File)
		if err != nil {
			return err
		}
		defer src.Close()
		id, err := roster.Upload(ctx, st, by, b.ID, roster.UploadInput{AsOf: asOf}, filepath.Base(r.File), src)
		if err != nil {
			return err
		}
		return working(ctx, st, func(ctx context.Context) error { return r.finish(ctx, st, by, id, act) })
	})
}

// working does something while jobs are worked off, as a server does: here, or by a server that runs beside. What is not
// finished when the command ends, or is killed, waits for the next server.
func working(ctx context.Context, st *store.Store, do func(context.Context) error) error {
	return together(ctx,
		func(ctx context.Context) error { return st.Work(ctx, work.Workers(st)) },
		do,
	)
}

// officer lets the operator act for a body; history says that it was the command line.
func officer(b *models.Body) models.Actor {
	return models.Actor{Name: operator.Name, Roles: []models.Role{{Kind: models.BodyOfficer, BodyID: &b.ID}}}
}

// finish waits for the plan, shows it, and takes the steps that were asked for.
func (r rosterImport) finish(ctx context.Context, st *store.Store, by models.Actor, id int64, act roster.PublishInput) error {
	e, err := planned(ctx, st, by, id, newBar(os.Stderr, "reading "+filepath.Base(r.File)))
	if err != nil {
		return err
	}
	if e.State == models.EditionFailed {
		return &models.Error{Kind: models.Invalid, Text: *e.Failure}
	}
	fmt.Printf("edition %d: %d lines, %d new, %d changed, %d gone, %d left out, %d bad cells\n", id, e.Total, e.NewCount, e.Changed, e.Gone, e.LeftOut, e.BadCells)
	if e.LeftOut > 0 && !r.Accept {
		leftOut := fmt.Errorf("%d lines would be left out, albo roster preview says why: mend them, or accept it by --accept; nothing was imported", e.LeftOut)
		return errors.Join(leftOut, roster.Discard(ctx, st, by, id))
	}
	if err := roster.Commit(ctx, st, by, id, r.Accept); err != nil {
		return err
	}
	if !r.Publish {
		fmt.Println("committed, not published")
		return nil
	}
	if err := roster.Publish(ctx, st, by, id, act); err != nil {
		return err
	}
	if e, _, err = roster.Show(ctx, st, by, id); err != nil {
		return err
	}
	fmt.Printf("published as edition %d; everybody concerned is being checked again\n", *e.Number)
	b := newBar(os.Stderr, "checking again")
	defer b.end()
	return until(ctx, func() (bool, error) {
		far, err := accreditation.RecheckOf(ctx, st, by, e)
		if err != nil || far.FinishedAt != nil {
			return err == nil, err
		}
		b.show(far.Percent(), fmt.Sprintf("%d people", far.Looked))
		return false, nil
	})
}

// planned waits until the file was read, and shows how far it is.
func planned(ctx context.Context, st *store.Store, by models.Actor, id int64, b *bar) (e *models.RosterEdition, err error) {
	defer b.end()
	return e, until(ctx, func() (bool, error) {
		if e, _, err = roster.Show(ctx, st, by, id); err != nil || e.State != models.EditionReading {
			return err == nil, err
		}
		far, err := roster.ReadingOf(ctx, st, e)
		if err != nil {
			return false, err
		}
		b.show(far.Percent, fmt.Sprintf("%d lines", far.Lines))
		return false, nil
	})
}

// until waits for something to come true.
func until(ctx context.Context, what func() (bool, error)) error {
	for {
		if done, err := what(); err != nil || done {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

var actShape = regexp.MustCompile(`^(.+?)\s+(?:n\.?\s*|no\.?\s*|nº\s*)?(\S+)\s+(?:del\s+|de\s+|of\s+)?(\d{4}-\d{2}-\d{2})$`)

// parseAct reads "determinazione 112 2026-11-03" or "determinazione n. 112 del 2026-11-03".
func parseAct(s string) (roster.PublishInput, error) {
	parts := actShape.FindStringSubmatch(strings.TrimSpace(s))
	if parts == nil {
		return roster.PublishInput{}, &wrongUse{"--act must be kind, number and date, such as 'determinazione 112 2026-11-03'"}
	}
	date, err := models.ParseDate(parts[3])
	if err != nil {
		return roster.PublishInput{}, &wrongUse{"--act: " + err.Error()}
	}
	return roster.PublishInput{ActKind: parts[1], ActNumber: parts[2], ActDate: date}, nil
}
