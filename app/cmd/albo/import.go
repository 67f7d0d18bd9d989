package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"albo/app/accreditation"
	"albo/app/body"
	"albo/app/roster"
	"albo/app/store"
	"albo/app/work"
	"albo/models"
)

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
		err = working(ctx, st, func(ctx context.Context) error { return r.finish(ctx, st, by, id, act) })
		return errors.Join(err, stored(context.WithoutCancel(ctx), st, by, id))
	})
}

// working does something while jobs are worked off, as a server does: here, or by a server that runs beside. What is not
// finished when the command ends, or is killed, waits for the next server.
func working(ctx context.Context, st *store.Store, do func(context.Context) error) error {
	if st.Config.LogLevel == slog.LevelInfo { // what a server tells of its jobs is not what a command answers
		slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	}
	return together(ctx,
		func(ctx context.Context) error { return st.Work(ctx, work.Workers(st)) },
		do,
	)
}

// officer lets the operator act for a body; history says that it was the command line.
func officer(b *models.Body) models.Actor {
	return models.Actor{Name: operator.Name, Roles: []models.Role{{Kind: models.BodyOfficer, BodyID: &b.ID}}}
}

// finish waits for the plan, shows it, and takes the steps that were asked for: all of them, or nothing stays stored.
func (r rosterImport) finish(ctx context.Context, st *store.Store, by models.Actor, id int64, act roster.PublishInput) error {
	e, err := planned(ctx, st, by, id, newBar(os.Stderr, "reading "+filepath.Base(r.File)))
	if err != nil {
		return err
	}
	if err = r.take(ctx, st, by, e, act); err == nil {
		return nil
	}
	var refused *models.Error
	if !errors.As(err, &refused) {
		return err
	}
	gone, asked := refused.Fields["gone"]
	switch {
	case e.LeftOut > 0 && !r.Accept:
		err = fmt.Errorf("%d lines would be left out, albo roster preview says why: mend them, or accept it by --accept", e.LeftOut)
	case asked:
		err = fmt.Errorf("%s of %s accredited people would no longer be listed; if that is right, say so by --gone %s", gone.Args["n"], gone.Args["of"], gone.Args["n"])
	}
	e, _, lost := roster.Show(ctx, st, by, id)
	if lost == nil && models.EditionMoves.Allows("discard", e.State) {
		lost = roster.Discard(ctx, st, by, id, e.State)
	}
	return errors.Join(err, lost)
}

// take takes the steps after reading.
func (r rosterImport) take(ctx context.Context, st *store.Store, by models.Actor, e *models.RosterEdition, act roster.PublishInput) error {
	if e.State == models.EditionFailed {
		return &models.Error{Kind: models.Invalid, Text: *e.Failure}
	}
	fmt.Printf("read %s: %d lines, %d new, %d back, %d changed, %d gone, %d left out, %d bad cells\n", e.FileName, e.Total, e.NewCount, e.Back, e.Changed, e.Gone, e.LeftOut, e.BadCells)
	if err := roster.Commit(ctx, st, by, e.ID, r.Accept); err != nil || !r.Publish {
		return err
	}
	if err := roster.Publish(ctx, st, by, e.ID, act); err != nil {
		return err
	}
	e, _, err := roster.Show(ctx, st, by, e.ID)
	if err != nil {
		return err
	}
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

// stored says what the command leaves behind, and what the next step is.
func stored(ctx context.Context, st *store.Store, by models.Actor, id int64) error {
	e, _, err := roster.Show(ctx, st, by, id)
	if err != nil {
		return err
	}
	page := fmt.Sprintf("%s/it/body/rosters/%d", st.Config.BaseURL, id)
	switch e.State {
	case models.EditionDiscarded:
		_, err = fmt.Println("nothing is stored")
	case models.EditionPublished:
		_, err = fmt.Printf("published as edition %d: %s\n", *e.Number, page)
	case models.EditionCommitted:
		_, err = fmt.Printf("stored and accepted, not published; publish or discard it on %s\n", page)
	default:
		_, err = fmt.Printf("stored, not finished (%s); a server goes on with it, see %s\n", e.State, page)
	}
	return err
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
