// Package roster is the lists of accredited people that public bodies keep: a file becomes a
// stored plan, the plan an edition, and an edition evidence.
package roster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"gorm.io/gorm"

	"albo/app/input"
	"albo/app/roster/file"
	"albo/app/store"
	"albo/models"
)

// MaxFileSize is the largest roster file accepted, in bytes: some 400,000 lines.
const MaxFileSize = 40 << 20

// earliest is the day before which there is no roster: an earlier one is a slip.
var earliest = models.MustDate("1970-01-01")

// UploadInput is what an officer says of the file: the day the list describes, and which published edition it corrects, if any.
type UploadInput struct {
	AsOf     models.Date `form:"as_of" validate:"required"`
	Note     string      `form:"note" validate:"max=400"`
	Corrects int64       `form:"corrects"`
}

// Read is the job that reads an uploaded file and stores the plan.
type Read struct {
	EditionID int64 `json:"edition_id"`
}

func (Read) Kind() string { return "read_roster" }

// Upload keeps a file and has it read. Nothing is imported by it: the plan waits for the officer.
func Upload(ctx context.Context, st *store.Store, by models.Actor, bodyID int64, in UploadInput, name string, body io.Reader) (id int64, err error) {
	if !by.OfficerOf(bodyID) {
		return 0, models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return 0, err
	}
	kept, err := st.Files.Put(body, MaxFileSize)
	if errors.Is(err, store.ErrTooLarge) {
		return 0, wrongFile("roster.file_too_large", "limit", "40 MB")
	}
	if err != nil {
		return 0, err
	}
	err = st.Write(ctx, func(tx *store.Tx) error {
		b, err := store.Find[models.Body](tx.DB, bodyID)
		if err != nil {
			return err
		}
		if in.AsOf.After(tx.Today(b.Country)) {
			return input.Wrong(map[string]models.Text{"as_of": models.Say("roster.as_of_future")})
		}
		if in.AsOf.Before(earliest) {
			return input.Wrong(map[string]models.Text{"as_of": models.Say("roster.too_early", "date", earliest.String())})
		}
		inForce, err := InForce(tx.DB, bodyID)
		if err != nil {
			return err
		}
		if inForce != nil && in.AsOf.Before(inForce.AsOf) {
			return input.Wrong(map[string]models.Text{"as_of": models.Say("roster.as_of_before", "in_force", inForce.AsOf.String())})
		}
		e := &models.RosterEdition{BodyID: bodyID, AsOf: in.AsOf, Note: in.Note, FileName: fileName(name)}
		if in.Corrects != 0 {
			corrected, err := store.Find[models.RosterEdition](tx.DB, in.Corrects, "body_id = ? and state = ?", bodyID, models.EditionPublished)
			if err != nil {
				return err
			}
			e.CorrectsID = &corrected.ID
			id, err = take(tx, by, e, kept, "upload_correction", "edition", corrected.Label())
			return err
		}
		id, err = take(tx, by, e, kept, "upload")
		return err
	})
	if err != nil {
		err = errors.Join(err, st.Files.Delete(kept.Key))
	}
	return id, err
}

// take begins an edition with a file that is kept already, and has it read.
func take(tx *store.Tx, by models.Actor, e *models.RosterEdition, kept store.File, step string, pairs ...string) (id int64, err error) {
	e.State, e.FileKey, e.FileSHA256, e.FileSize = models.EditionReading, kept.Key, kept.SHA256, kept.Size
	e.UploadedAt, e.UploadedBy = tx.Now(), by.Account()
	if err := tx.Save(e); err != nil {
		return 0, err
	}
	event := models.Note(by, tx.Now(), "roster_edition", e.ID, step, "", string(e.State), append(pairs, "file", e.FileName)...)
	if err := tx.Save(&event); err != nil {
		return 0, err
	}
	return e.ID, tx.Enqueue(Read{e.ID})
}

func wrongFile(key string, pairs ...string) error {
	return input.Wrong(map[string]models.Text{"file": models.Say(key, pairs...)})
}

func fileName(name string) string {
	return firstRunes(input.Clean(path.Base(strings.ReplaceAll(name, `\`, "/"))))
}

func firstRunes(s string) string {
	runes := []rune(s)
	return string(runes[:min(len(runes), 120)])
}

// Remap has the file read again with the officer's corrections. What is none of the choices offered is a guess again.
func Remap(ctx context.Context, st *store.Store, by models.Actor, id int64, settings models.ReadSettings) error {
	if !slices.Contains(file.Encodings, settings.Encoding) {
		settings.Encoding = ""
	}
	if !slices.Contains(file.Delimiters, settings.Delimiter) {
		settings.Delimiter = ""
	}
	settings.Sheet = firstRunes(settings.Sheet)
	settings.HeaderRows = max(0, settings.HeaderRows)
	maps.DeleteFunc(settings.Columns, func(_ int, field models.RosterField) bool {
		return field != models.RosterIgnored && !slices.Contains(models.RosterFields, field)
	})
	return step(ctx, st, by, id, func(tx *store.Tx, e *models.RosterEdition) (models.Event, error) {
		event, err := e.Remap(by, corrected(settings, e), tx.Now())
		if err != nil {
			return event, err
		}
		return event, tx.Enqueue(Read{id})
	})
}

// ReadAgain has the file read again as it was read before, and so compared with the edition in force.
func ReadAgain(ctx context.Context, st *store.Store, by models.Actor, id int64) error {
	return step(ctx, st, by, id, func(tx *store.Tx, e *models.RosterEdition) (models.Event, error) {
		if e.State == models.EditionReading { // asked for twice
			return models.Event{}, nil
		}
		event, err := e.Remap(by, e.Settings, tx.Now())
		if err != nil {
			return event, err
		}
		return event, tx.Enqueue(Read{id})
	})
}

// Commit accepts the stored plan exactly as it was shown. If another edition was published since the
// comparison, what would be new, changed and gone is no longer what was shown: the plan is made again.
func Commit(ctx context.Context, st *store.Store, by models.Actor, id int64, acceptLeftOut bool) error {
	return step(ctx, st, by, id, func(tx *store.Tx, e *models.RosterEdition) (models.Event, error) {
		if !models.EditionMoves.Allows("commit", e.State) { // a colleague was quicker
			return e.Commit(by, acceptLeftOut, tx.Now())
		}
		if err := stillCompared(tx.DB, e); err != nil {
			return models.Event{}, err
		}
		event, err := e.Commit(by, acceptLeftOut, tx.Now())
		if err != nil {
			return event, err
		}
		return event, remember(tx, e)
	})
}

// PublishInput is the act by which an edition is published.
type PublishInput struct {
	ActKind   string      `form:"act_kind" validate:"required,max=80"`
	ActNumber string      `form:"act_number" validate:"required,max=40"`
	ActDate   models.Date `form:"act_date" validate:"required"`
	Protocol  string      `form:"protocol" validate:"max=60"`
	// Gone is how many accredited people go with the edition, typed by the officer where it is more than the body allows.
	Gone int `form:"gone"`
}

// wrongDay says what is wrong with the day of the act; nil when nothing is.
func (in PublishInput) wrongDay(today models.Date) *models.Text {
	var wrong models.Text
	switch {
	case in.ActDate.After(today):
		wrong = models.Say("invalid.future")
	case in.ActDate.Before(earliest):
		wrong = models.Say("roster.too_early", "date", earliest.String())
	default:
		return nil
	}
	return &wrong
}

// Recheck is the job that looks everybody concerned up in a newly published edition.
type Recheck struct {
	EditionID int64 `json:"edition_id"`
}

func (Recheck) Kind() string { return "recheck_edition" }

// Publish makes a committed plan the next numbered edition of its body. From then on it never changes.
func Publish(ctx context.Context, st *store.Store, by models.Actor, id int64, in PublishInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return step(ctx, st, by, id, func(tx *store.Tx, e *models.RosterEdition) (models.Event, error) {
		b, err := store.Lock[models.Body](tx, e.BodyID) // orders publications: one after the other
		if err != nil {
			return models.Event{}, err
		}
		if e.State != models.EditionCommitted { // no number is spent on a step that will be refused
			return e.Publish(by, 0, tx.Now())
		}
		if err := stillCompared(tx.DB, e); err != nil {
			return models.Event{}, err
		}
		if wrong := in.wrongDay(tx.Today(b.Country)); wrong != nil {
			return models.Event{}, input.Wrong(map[string]models.Text{"act_date": *wrong})
		}
		e.Act = models.Act{ActKind: in.ActKind, ActNumber: in.ActNumber, ActDate: in.ActDate, Protocol: in.Protocol}
		forecast, err := Expect(tx.DB, e, b, tx.Today(b.Country))
		if err != nil {
			return models.Event{}, err
		}
		if err := forecast.confirm(in.Gone); err != nil {
			return models.Event{}, err
		}
		if err := forgetForeseen(tx, id); err != nil {
			return models.Event{}, err
		}
		number, err := tx.Next(fmt.Sprintf("roster edition of body %d", e.BodyID))
		if err != nil {
			return models.Event{}, err
		}
		event, err := e.Publish(by, number, tx.Now())
		if err != nil {
			return event, err
		}
		if err := tx.Create(&models.Recheck{EditionID: id, StartedAt: tx.Now()}).Error; err != nil {
			return event, err
		}
		return event, tx.Enqueue(Recheck{id})
	})
}

// TakeBack takes the acceptance of a plan back: it waits for the officer as before, and can be read anew or discarded.
func TakeBack(ctx context.Context, st *store.Store, by models.Actor, id int64) error {
	return step(ctx, st, by, id, func(tx *store.Tx, e *models.RosterEdition) (models.Event, error) {
		return e.TakeBack(by, tx.Now())
	})
}

// Discard drops an edition that was never published, with its lines and its file, unless it is no longer in the state in which the
// officer saw it. Where the file is just being read, the reading ends.
func Discard(ctx context.Context, st *store.Store, by models.Actor, id int64, seen models.EditionState) error {
	if err := stopReading(ctx, st, by, id); err != nil {
		return err
	}
	return step(ctx, st, by, id, func(tx *store.Tx, e *models.RosterEdition) (models.Event, error) {
		if e.State == models.EditionDiscarded { // a colleague wanted it too
			return models.Event{}, nil
		}
		event, err := e.Discard(by, seen, tx.Now())
		if err != nil {
			return event, err
		}
		return event, clear(tx, e)
	})
}

// step locks an edition of one of the actor's bodies, takes the step and keeps it with its history.
func step(ctx context.Context, st *store.Store, by models.Actor, id int64, do func(*store.Tx, *models.RosterEdition) (models.Event, error)) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		e, err := store.Lock[models.RosterEdition](tx, id, "body_id in ?", by.Bodies())
		if err != nil {
			return err
		}
		event, err := do(tx, e)
		if err != nil || event.Step == "" {
			return err
		}
		return tx.Save(e, &event)
	})
}

// Overtaken says why a plan can no longer be accepted or published as it is; nil when it can.
func Overtaken(db *gorm.DB, e *models.RosterEdition) (*models.Text, error) {
	var refused *models.Error
	if err := stillCompared(db, e); !errors.As(err, &refused) {
		return nil, err
	}
	return &refused.Text, nil
}

// stillCompared refuses a plan whose comparison is out of date.
func stillCompared(db *gorm.DB, e *models.RosterEdition) error {
	latest, err := InForce(db, e.BodyID)
	if err != nil {
		return err
	}
	if (latest == nil) != (e.BaseID == nil) || latest != nil && latest.ID != *e.BaseID {
		return models.Refuse(models.Conflict, "roster.another_was_published")
	}
	return e.Follows(latest)
}
