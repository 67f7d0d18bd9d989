package roster

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"gorm.io/gorm"

	"albo/app/document"
	"albo/app/roster/file"
	"albo/app/store"
	"albo/app/territory"
	"albo/models"
)

// Work ties the reading and fetching of files to their jobs.
func Work(w *store.Workers) {
	store.Handle(w, read)
	store.Handle(w, fetch)
}

// manyRows is how long a list must be for the database to look at once at what it holds, and not when it next has time: look-ups are
// planned by it.
const manyRows = 1_000

// read understands the file and stores the plan: its lines, and how many are new, back, changed and gone
// against the edition in force. It is one transaction: a crash in the middle leaves nothing, and the job starts over.
func read(ctx context.Context, st *store.Store, job Read) error {
	e, err := store.Find[models.RosterEdition](st.Read(ctx).Preload("Body"), job.EditionID)
	if err != nil {
		return err
	}
	if e.State != models.EditionReading {
		return forgetReading(ctx, st, job.EditionID)
	}
	rules, err := rules(ctx, st, e.Body.Country)
	if err != nil {
		return err
	}
	if rules.Remembered, err = remembered(ctx, st, e.BodyID); err != nil {
		return err
	}
	var layout models.FileLayout
	err = metered(ctx, st, e, func(ctx context.Context, m *meter) error {
		return st.Write(ctx, func(tx *store.Tx) (err error) {
			layout, err = plan(ctx, tx, st, job.EditionID, rules, m)
			return err
		})
	})
	var refused *models.Error
	switch {
	case errors.Is(err, errReadingStopped):
		err = end(ctx, st, job.EditionID, drop)
	case errors.As(err, &refused) && refused.Kind == models.Invalid:
		err = end(ctx, st, job.EditionID, func(tx *store.Tx, e *models.RosterEdition) (models.Event, error) {
			e.Layout = layout
			return e.Fail(refused.Text, tx.Now())
		})
	}
	return errors.Join(err, forgetReading(ctx, st, job.EditionID))
}

// rules is what reading a list of a country needs to know of the world.
func rules(ctx context.Context, st *store.Store, country string) (file.Rules, error) {
	known, err := territory.Known(ctx, st, country)
	return file.Rules{
		Country: country, Today: st.Today(country), Municipalities: known,
	}, err
}

// plan stores the plan and gives what was understood of the file, as far as it could be read.
func plan(ctx context.Context, tx *store.Tx, st *store.Store, id int64, rules file.Rules, m *meter) (models.FileLayout, error) {
	e, err := store.Lock[models.RosterEdition](tx, id)
	if err != nil || e.State != models.EditionReading {
		return models.FileLayout{}, err
	}
	if err := dropLines(tx, id); err != nil {
		return models.FileLayout{}, err
	}
	if err := copyLines(ctx, tx, st, e, rules, m); err != nil {
		return e.Layout, err
	}
	if e.Total > manyRows {
		if err := tx.Exec("analyze roster_lines").Error; err != nil {
			return e.Layout, err
		}
	}
	if err := learn(tx, e); err != nil {
		return e.Layout, err
	}
	base, err := InForce(tx.DB, e.BodyID)
	if err != nil {
		return e.Layout, err
	}
	e.BaseID = nil
	if base != nil {
		e.BaseID = &base.ID
	}
	if err := count(tx, e); err != nil {
		return e.Layout, err
	}
	b, err := store.Find[models.Body](tx.DB, e.BodyID)
	if err != nil {
		return e.Layout, err
	}
	if _, err := Expect(tx.DB, e, b, tx.Today(b.Country)); err != nil { // so that the page has it at once
		return e.Layout, err
	}
	event, err := e.Read(tx.Now())
	if err != nil {
		return e.Layout, err
	}
	if err := tx.Save(e, &event); err != nil {
		return e.Layout, err
	}
	return e.Layout, wasRead(tx, e)
}

// end takes the step by which a reading that made no plan ends, unless somebody was quicker.
func end(ctx context.Context, st *store.Store, id int64, how func(*store.Tx, *models.RosterEdition) (models.Event, error)) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		e, err := store.Lock[models.RosterEdition](tx, id)
		if err != nil || e.State != models.EditionReading {
			return err
		}
		event, err := how(tx, e)
		if err != nil {
			return err
		}
		if err := tx.Save(e, &event); err != nil {
			return err
		}
		return wasRead(tx, e)
	})
}

// drop is Albo discarding an edition that no officer waits for any more: its lines and its file go.
func drop(tx *store.Tx, e *models.RosterEdition) (models.Event, error) {
	event, err := e.Drop(tx.Now())
	if err != nil {
		return event, err
	}
	return event, clear(tx, e)
}

// clear removes what a discarded edition held.
func clear(tx *store.Tx, e *models.RosterEdition) error {
	if err := dropLines(tx, e.ID); err != nil {
		return err
	}
	if err := wasRead(tx, e); err != nil {
		return err
	}
	return tx.Enqueue(document.DeleteFile{Key: e.FileKey})
}

func dropLines(tx *store.Tx, editionID int64) error {
	if err := forgetComparisons(tx, editionID); err != nil {
		return err
	}
	if err := forgetForeseen(tx, editionID); err != nil {
		return err
	}
	return tx.Delete(&models.RosterLine{}, "edition_id = ?", editionID).Error
}

var lineColumns = []string{
	"edition_id", "row", "number", "surname", "given_name", "tax_code", "tax_code_key", "name_key", "birth_date", "birth_place", "municipality",
	"act_kind", "act_number", "act_date", "status", "listed_from", "listed_until", "qualification", "hours", "phone", "email", "line_key", "complaints",
	"sex", "address", "postcode", "father_name", "mother_name", "married_name",
}

func columns(id int64, l *models.RosterLine) ([]any, error) {
	complaints := []byte("[]")
	if len(l.Complaints) > 0 {
		var err error
		if complaints, err = json.Marshal(l.Complaints); err != nil {
			return nil, err
		}
	}
	return []any{
		id, l.Row, l.Number, l.Surname, l.GivenName, l.TaxCode, l.TaxCodeKey, l.NameKey, day(l.BirthDate), l.BirthPlace, l.Municipality,
		l.ActKind, l.ActNumber, day(l.ActDate), string(l.Status), day(l.ListedFrom), day(l.ListedUntil), l.Qualification, l.Hours, l.Phone, l.Email, l.LineKey, complaints,
		l.Sex, l.Address, l.Postcode, l.FatherName, l.MotherName, l.MarriedName,
	}, nil
}

// day is a date as COPY takes it: NULL when it is not given.
func day(d models.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.Time()
}

// copyLines reads the file line by line into COPY, and notes in the edition what was understood.
func copyLines(ctx context.Context, tx *store.Tx, st *store.Store, e *models.RosterEdition, rules file.Rules, m *meter) error {
	src, err := st.Files.Open(e.FileKey)
	if err != nil {
		return err
	}
	defer src.Close()
	m.ReaderAt = src
	var layout models.FileLayout
	var refused error
	e.Total, e.BadCells = 0, 0
	next, stop := iter.Pull(func(yield func(models.RosterLine) bool) {
		layout, refused = file.Read(ctx, m, e.FileSize, e.Settings, rules, func(l models.RosterLine) error {
			e.Total++
			m.lines.Store(int64(e.Total))
			e.BadCells += len(l.Complaints)
			if !yield(l) {
				return errStopped
			}
			return nil
		})
	})
	defer stop()
	_, err = tx.Copy("roster_lines", lineColumns, &lineSource{id: e.ID, next: next})
	if layout.Fingerprint == "" { // read by corrections: the layout is known by what was guessed at first
		layout.Fingerprint, layout.GuessedHeader = e.Layout.Fingerprint, e.Layout.GuessedHeader
	}
	e.Layout, e.LeftOut = layout, layout.LeftOut()
	if refused != nil {
		return refused
	}
	return err
}

var errStopped = errors.New("the database stopped taking lines")

// lineSource hands lines to COPY.
type lineSource struct {
	id   int64
	next func() (models.RosterLine, bool)
	line models.RosterLine
}

func (s *lineSource) Next() (ok bool) {
	s.line, ok = s.next()
	return ok
}

func (s *lineSource) Values() ([]any, error) { return columns(s.id, &s.line) }
func (s *lineSource) Err() error             { return nil }

// count works out what the plan would change.
func count(tx *store.Tx, e *models.RosterEdition) error {
	n := &models.Comparison{NewCount: e.Total}
	var err error
	if e.BaseID != nil {
		n, err = compare(tx, e.ID, *e.BaseID)
	}
	e.NewCount, e.Back, e.Changed, e.Gone = n.NewCount, n.Back, n.Changed, n.Gone
	return err
}

// InForce is the edition in force: the published one with the highest number; nil before the first.
func InForce(db *gorm.DB, bodyID int64) (*models.RosterEdition, error) {
	var e models.RosterEdition
	err := db.Where("body_id = ? and state = ?", bodyID, models.EditionPublished).Order("number desc").Take(&e).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &e, err
}
