package roster

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// SourceInput is where an office leaves its list, and when to look there.
type SourceInput struct {
	Kind       models.SourceKind    `form:"kind" validate:"oneof=url folder"`
	URL        string               `form:"url" validate:"max=500"`
	Path       string               `form:"path" validate:"max=300"`
	Schedule   models.FetchSchedule `form:"schedule" validate:"oneof=hours daily weekly"`
	EveryHours int                  `form:"every_hours" validate:"min=0,max=168"`
	Hour       int                  `form:"hour" validate:"min=0,max=23"`
	Weekday    int                  `form:"weekday" validate:"min=0,max=6"`
	Active     bool                 `form:"active"`
}

// FillSource shows a source in its form.
func FillSource(s *models.RosterSource) SourceInput {
	in := SourceInput{Kind: s.Kind, Schedule: s.Schedule, EveryHours: s.EveryHours, Hour: s.Hour, Weekday: s.Weekday, Active: s.NextAt != nil}
	if s.Kind == models.SourceURL {
		in.URL = s.Address
	} else {
		in.Path = s.Address
	}
	return in
}

func (in SourceInput) check(st *store.Store) (address string, err error) {
	wrong := map[string]models.Text{}
	if in.Kind == models.SourceURL {
		address = in.URL
		if problem := urlProblem(in.URL, st.Config.FetchHosts); problem != nil {
			wrong["url"] = *problem
		}
	} else if in.Path != "" {
		if address = filepath.Clean(in.Path); !filepath.IsLocal(address) {
			wrong["path"] = models.Say("source.path_outside")
		} else if unfinished(address) {
			wrong["path"] = models.Say("source.hidden_file", "file", address)
		}
	}
	if in.Schedule == models.FetchHours && in.EveryHours == 0 {
		wrong["every_hours"] = models.Say("source.hours_missing")
	}
	return address, input.Wrong(wrong)
}

// SetSource keeps where a body's office leaves its list. A new address begins anew: what came from the old one is forgotten.
func SetSource(ctx context.Context, st *store.Store, by models.Actor, bodyID int64, in SourceInput) error {
	if !by.OfficerOf(bodyID) {
		return models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return err
	}
	address, err := in.check(st)
	if err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		b, err := store.Lock[models.Body](tx, bodyID)
		if err != nil {
			return err
		}
		s, err := sourceOf(tx.DB.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}), bodyID)
		if err != nil {
			return err
		}
		if s == nil {
			s = &models.RosterSource{BodyID: bodyID}
		}
		if s.Kind != in.Kind || s.Address != address {
			s.LastSHA256, s.FailingSince = "", nil
		}
		s.Kind, s.Address, s.Schedule, s.EveryHours, s.Hour, s.Weekday = in.Kind, address, in.Schedule, in.EveryHours, in.Hour, in.Weekday
		s.NextAt = nil
		if in.Active {
			next := s.After(tx.Now(), b.Country)
			s.NextAt = &next
		}
		event := models.Note(by, tx.Now(), "body", bodyID, "set_source", "", "", "file", address)
		return tx.Save(s, &event)
	})
}

func sourceOf(db *gorm.DB, bodyID int64) (*models.RosterSource, error) {
	var s models.RosterSource
	err := db.Where("body_id = ?", bodyID).Take(&s).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &s, err
}

// Source is where a body's office leaves its list, nil when it told none, with the newest times Albo looked there.
func Source(ctx context.Context, st *store.Store, by models.Actor, bodyID int64) (*models.RosterSource, []models.RosterFetch, error) {
	if !by.OfficerOf(bodyID) {
		return nil, nil, models.ErrNotFound
	}
	s, err := sourceOf(st.Read(ctx), bodyID)
	if err != nil || s == nil {
		return nil, nil, err
	}
	var list []models.RosterFetch
	err = st.Read(ctx).Where("source_id = ?", s.ID).Order("id desc").Limit(20).Find(&list).Error
	return s, list, err
}

// FetchNow has Albo look at once.
func FetchNow(ctx context.Context, st *store.Store, by models.Actor, bodyID int64) error {
	if !by.OfficerOf(bodyID) {
		return models.ErrNotFound
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		s, err := sourceOf(tx.DB.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}), bodyID)
		if err != nil {
			return err
		}
		if s == nil {
			return models.ErrNotFound
		}
		var waiting bool
		if err := tx.Raw("select exists (select from roster_fetches where source_id = ? and outcome = '')", s.ID).Scan(&waiting).Error; err != nil || waiting {
			return err // it is on its way
		}
		return ask(tx, &models.RosterFetch{SourceID: s.ID, AskedBy: by.Account()})
	})
}

func ask(tx *store.Tx, f *models.RosterFetch) error {
	f.AskedAt = tx.Now()
	if err := tx.Save(f); err != nil {
		return err
	}
	return tx.Enqueue(Fetch{f.ID})
}

// FetchDue has Albo look wherever it is time to: once for each time, however many instances ask. What was missed while
// no instance ran is looked for once.
func FetchDue(ctx context.Context, st *store.Store) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		var due []models.RosterSource
		err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE", Options: "SKIP LOCKED"}).Where("next_at <= ?", tx.Now()).Order("id").Find(&due).Error
		if err != nil {
			return err
		}
		for i := range due {
			s := &due[i]
			b, err := store.Find[models.Body](tx.DB, s.BodyID)
			if err != nil {
				return err
			}
			was, next := *s.NextAt, s.After(tx.Now(), b.Country)
			s.NextAt = &next
			if err := tx.Save(s); err != nil {
				return err
			}
			if err := ask(tx, &models.RosterFetch{SourceID: s.ID, DueAt: &was}); err != nil {
				return err
			}
		}
		return nil
	})
}

// FetchWhenDue looks every half minute, until the context ends, whether it is time to fetch a list.
func FetchWhenDue(ctx context.Context, st *store.Store, failed func(error)) {
	tick := time.NewTicker(30 * time.Second)
	defer tick.Stop()
	for {
		if err := FetchDue(ctx, st); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
