package work_test

import (
	"strings"
	"testing"

	"albo/app/roster"
	"albo/models"
)

// Of one officer who accepts a plan and another who discards it at once, one is told that it did not happen.
func TestAcceptingAndDiscardingAtOnce(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	id, err := roster.Upload(ctx, w.st, w.officer, w.body.ID, roster.UploadInput{AsOf: models.MustDate("2026-11-02")}, "elenco.csv", strings.NewReader(edition1))
	w.must(err)
	w.drain()
	steps := make(chan func() error, 2)
	steps <- func() error { return roster.Commit(ctx, w.st, w.officer, id, true) }
	steps <- func() error { return roster.Discard(ctx, w.st, w.officer, id, models.EditionPreview) }
	kinds := w.rivals(2, "roster_editions", id, func() error { return (<-steps)() })
	if kinds[models.Conflict] != 1 {
		t.Errorf("the answers: %v", kinds)
	}
	e, _, err := roster.Show(ctx, w.st, w.officer, id)
	w.must(err)
	seen := models.EditionPreview
	if e.State == models.EditionDiscarded {
		return
	}
	if err := roster.Discard(ctx, w.st, w.officer, id, seen); w.keyOf(err) != "roster.moved_on" {
		t.Errorf("discarded what had moved on: %v", err)
	}
	for range 2 { // two clicks
		w.must(roster.Discard(ctx, w.st, w.officer, id, models.EditionCommitted))
	}
	if n := w.count("select count(*) from events where step = 'discard'"); n != 1 {
		t.Errorf("discarded %d times", n)
	}
}

// A day that no roster or act can be of is a slip, and said to be one.
func TestDaysBeforeAnyRoster(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	old := models.MustDate("1800-01-01")
	_, err := roster.Upload(ctx, w.st, w.officer, w.body.ID, roster.UploadInput{AsOf: old}, "elenco.csv", strings.NewReader(edition1))
	if field(err, "as_of") != "roster.too_early" {
		t.Errorf("a list of 1800: %v", err)
	}
	act := w.act(0)
	act.ActDate = old
	if err := roster.Publish(ctx, w.st, w.officer, w.accepted(edition1), act); field(err, "act_date") != "roster.too_early" {
		t.Errorf("an act of 1800: %v", err)
	}
}
