package roster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"time"

	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

// Fetch is the job that looks for a new list once.
type Fetch struct {
	FetchID int64 `json:"fetch_id"`
}

func (Fetch) Kind() string { return "fetch_roster" }

// found is a list as its office left it: its name, the day it is from, and its content.
type found struct {
	name string
	from time.Time // zero: not known
	body io.ReadCloser
}

// fetch takes over what the office left, if it is new, as a plan that waits for an officer. Nothing is published by it, and
// whatever fails, the edition in force stays.
func fetch(ctx context.Context, st *store.Store, job Fetch) error {
	f, err := store.Find[models.RosterFetch](st.Read(ctx), job.FetchID)
	if err != nil || f.Outcome != "" {
		return err
	}
	s, err := store.Find[models.RosterSource](st.Read(ctx), f.SourceID)
	if err != nil {
		return err
	}
	b, err := store.Find[models.Body](st.Read(ctx), s.BodyID)
	if err != nil {
		return err
	}
	list, kept, err := bring(ctx, st, s, b)
	var refused *models.Error
	if errors.As(err, &refused) {
		slog.Warn("fetch a list", "body", b.Slug, "error", err)
		return settle(ctx, st, job.FetchID, func(tx *store.Tx, f *models.RosterFetch, s *models.RosterSource) error {
			return fetchFailed(tx, f, s, b, refused.First())
		})
	}
	if err != nil {
		return err
	}
	taken := false
	err = settle(ctx, st, job.FetchID, func(tx *store.Tx, f *models.RosterFetch, s *models.RosterSource) (err error) {
		f.FileName, f.FileSize = fileName(list.name), kept.Size
		taken, err = takeFetched(tx, f, s, b, list, kept)
		return err
	})
	if err != nil || !taken {
		err = errors.Join(err, st.Files.Delete(kept.Key))
	}
	return err
}

// bring copies what the office left into the files of the registry.
func bring(ctx context.Context, st *store.Store, s *models.RosterSource, b *models.Body) (found, store.File, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	var list found
	var err error
	if s.Kind == models.SourceURL {
		list, err = download(ctx, st, s.Address)
	} else {
		list, err = pickUp(ctx, st.Config.InboxOf(b.Slug), s.Address)
	}
	if err != nil {
		return list, store.File{}, err
	}
	kept, err := st.Files.Put(list.body, MaxFileSize)
	err = errors.Join(err, list.body.Close())
	switch {
	case errors.Is(err, store.ErrTooLarge):
		err = models.Refuse(models.Invalid, "roster.file_too_large", "limit", "40 MB")
	case err != nil && s.Kind == models.SourceURL:
		err = fetchProblem("source.broken_off", err)
	case err == nil && kept.Size == 0:
		err = models.Refuse(models.Invalid, "source.empty")
	}
	if err != nil && kept.Key != "" {
		err = errors.Join(err, st.Files.Delete(kept.Key))
	}
	return list, kept, err
}

// settle records what became of a fetch, unless somebody was quicker.
func settle(ctx context.Context, st *store.Store, id int64, how func(*store.Tx, *models.RosterFetch, *models.RosterSource) error) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		f, err := store.Lock[models.RosterFetch](tx, id)
		if err != nil || f.Outcome != "" {
			return err
		}
		s, err := store.Lock[models.RosterSource](tx, f.SourceID)
		if err != nil {
			return err
		}
		now := tx.Now()
		f.FinishedAt = &now
		if err := how(tx, f, s); err != nil {
			return err
		}
		return tx.Save(f, s)
	})
}

// takeFetched begins an edition with a new file; one that is known, or that failed to be read before, begins none.
func takeFetched(tx *store.Tx, f *models.RosterFetch, s *models.RosterSource, b *models.Body, list found, kept store.File) (taken bool, err error) {
	known, failed, err := knownFile(tx, s, kept.SHA256)
	switch {
	case err != nil:
		return false, err
	case failed != nil:
		return false, fetchFailed(tx, f, s, b, *failed)
	case known:
		f.Outcome, s.FailingSince = models.FetchSame, nil
		return false, nil
	}
	if err := dropWaiting(tx, s); err != nil {
		return false, err
	}
	e := &models.RosterEdition{BodyID: b.ID, AsOf: asOf(tx, b, list.from), FileName: f.FileName}
	id, err := take(tx, models.System, e, kept, "upload")
	f.Outcome, f.EditionID = models.FetchReading, &id
	return true, err
}

// asOf is the day that a list is taken to describe: when its file was last changed, or today.
func asOf(tx *store.Tx, b *models.Body, from time.Time) models.Date {
	today := tx.Today(b.Country)
	if day := models.Day(from, b.Country); !from.IsZero() && !day.After(today) {
		return day
	}
	return today
}

// knownFile tells whether a file was understood before, is the one in force or waits already; or why it could not be read.
func knownFile(tx *store.Tx, s *models.RosterSource, sha string) (known bool, failed *models.Text, err error) {
	if s.LastSHA256 == sha {
		return true, nil, nil
	}
	var same []models.RosterEdition
	err = tx.Where("body_id = ? and file_sha256 = ? and state <> ?", s.BodyID, sha, models.EditionDiscarded).Order("id desc").Find(&same).Error
	if err != nil || len(same) == 0 {
		return false, nil, err
	}
	inForce, err := InForce(tx.DB, s.BodyID)
	for _, e := range same {
		switch e.State {
		case models.EditionFailed:
			return false, e.Failure, err
		case models.EditionPublished:
			known = known || inForce != nil && inForce.ID == e.ID
		default:
			known = true
		}
	}
	return known, nil, err
}

// dropWaiting discards what was fetched before and nobody accepted: the newer list takes its place.
func dropWaiting(tx *store.Tx, s *models.RosterSource) error {
	var waiting []models.RosterEdition
	err := tx.Where("state in ? and id in (select edition_id from roster_fetches where source_id = ?)", []models.EditionState{models.EditionPreview, models.EditionFailed}, s.ID).
		Order("id").Find(&waiting).Error
	if err != nil {
		return err
	}
	for i := range waiting {
		e, err := store.Lock[models.RosterEdition](tx, waiting[i].ID)
		if err != nil {
			return err
		}
		if !models.EditionMoves.Allows("discard", e.State) || e.State == models.EditionCommitted {
			continue
		}
		event, err := drop(tx, e)
		if err != nil {
			return err
		}
		if err := tx.Save(e, &event); err != nil {
			return err
		}
	}
	return nil
}

// fetchFailed records a failure and tells the officers, once for each streak of them.
func fetchFailed(tx *store.Tx, f *models.RosterFetch, s *models.RosterSource, b *models.Body, why models.Text) error {
	now := tx.Now()
	f.Outcome, f.Failure = models.FetchFailed, &why
	if s.FailingSince != nil {
		return nil
	}
	s.FailingSince = &now
	once := fmt.Sprintf("source %d fails since fetch %d", s.ID, f.ID)
	params := map[string]string{"body": b.Name, "why_key": why.Key}
	for name, value := range why.Args {
		params[name] = value
	}
	return mail.TellRole(tx, 0, b.ID, models.Message{Kind: "roster_fetch_failed", Params: params, Path: "/body/source", Once: &once})
}

// wasRead records with its fetch how the reading of a fetched file ended: a plan of which the officers are told, or a failure.
func wasRead(tx *store.Tx, e *models.RosterEdition) error {
	var f models.RosterFetch
	if err := tx.Where("edition_id = ? and outcome = ?", e.ID, models.FetchReading).Limit(1).Find(&f).Error; err != nil || f.ID == 0 {
		return err
	}
	s, err := store.Lock[models.RosterSource](tx, f.SourceID)
	if err != nil {
		return err
	}
	b, err := store.Find[models.Body](tx.DB, e.BodyID)
	if err != nil {
		return err
	}
	switch e.State {
	case models.EditionFailed:
		err = fetchFailed(tx, &f, s, b, *e.Failure)
	case models.EditionDiscarded:
		why := models.Say("source.stopped")
		f.Outcome, f.Failure = models.FetchFailed, &why
	default:
		f.Outcome, s.LastSHA256, s.FailingSince = models.FetchNew, e.FileSHA256, nil
		err = tellFetched(tx, b, e)
	}
	if err != nil {
		return err
	}
	return tx.Save(&f, s)
}

func tellFetched(tx *store.Tx, b *models.Body, e *models.RosterEdition) error {
	once := fmt.Sprintf("fetched edition %d", e.ID)
	params := map[string]string{
		"body": b.Name, "file": e.FileName, "lines": strconv.Itoa(e.Total), "new": strconv.Itoa(e.NewCount + e.Back),
		"changed": strconv.Itoa(e.Changed), "gone": strconv.Itoa(e.Gone), "left_out": strconv.Itoa(e.LeftOut),
	}
	return mail.TellRole(tx, 0, b.ID, models.Message{Kind: "roster_fetched", Params: params, Path: fmt.Sprintf("/body/rosters/%d", e.ID), Once: &once})
}
