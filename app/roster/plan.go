package roster

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"gorm.io/gorm"

	"albo/app/fold"
	"albo/app/roster/file"
	"albo/app/store"
	"albo/app/territory"
	"albo/models"
)

// Work ties the reading of files to its jobs.
func Work(w *store.Workers) {
	store.Handle(w, read)
}

// read understands the file and stores the plan: its lines, and how many are new, changed and gone
// against the edition in force. It is one transaction: a crash in the middle leaves nothing, and the job starts over.
func read(ctx context.Context, st *store.Store, job Read) error {
	e, err := store.Find[models.RosterEdition](st.Read(ctx).Preload("Body"), job.EditionID)
	if err != nil || e.State != models.EditionReading {
		return err
	}
	rules, err := rules(ctx, st, e.Body.Country)
	if err != nil {
		return err
	}
	if rules.Remembered, err = remembered(ctx, st, e.BodyID); err != nil {
		return err
	}
	var layout models.FileLayout
	err = st.Write(ctx, func(tx *store.Tx) (err error) {
		layout, err = plan(ctx, tx, st, job.EditionID, rules)
		return err
	})
	var refused *models.Error
	if errors.As(err, &refused) && refused.Kind == models.Invalid {
		return fail(ctx, st, job.EditionID, layout, refused.Text)
	}
	return err
}

// rules is what reading a list of a country needs to know of the world.
func rules(ctx context.Context, st *store.Store, country string) (file.Rules, error) {
	known, err := territory.Known(ctx, st, country)
	return file.Rules{
		Country: country, Today: st.Today(country),
		Municipalities: func(name string) bool { return known[fold.Name(name)] },
	}, err
}

// plan stores the plan and gives what was understood of the file, as far as it could be read.
func plan(ctx context.Context, tx *store.Tx, st *store.Store, id int64, rules file.Rules) (models.FileLayout, error) {
	e, err := store.Lock[models.RosterEdition](tx, id)
	if err != nil || e.State != models.EditionReading {
		return models.FileLayout{}, err
	}
	if err := tx.Delete(&models.RosterLine{}, "edition_id = ?", id).Error; err != nil {
		return models.FileLayout{}, err
	}
	if err := copyLines(ctx, tx, st, e, rules); err != nil {
		return e.Layout, err
	}
	if err := learn(tx, e); err != nil {
		return e.Layout, err
	}
	base, err := latest(tx.DB, e.BodyID)
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
	event, err := e.Read(tx.Now())
	if err != nil {
		return e.Layout, err
	}
	return e.Layout, tx.Save(e, &event)
}

func fail(ctx context.Context, st *store.Store, id int64, layout models.FileLayout, why models.Text) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		e, err := store.Lock[models.RosterEdition](tx, id)
		if err != nil || e.State != models.EditionReading {
			return err
		}
		event, err := e.Fail(why, tx.Now())
		if err != nil {
			return err
		}
		e.Layout = layout
		return tx.Save(e, &event)
	})
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
func copyLines(ctx context.Context, tx *store.Tx, st *store.Store, e *models.RosterEdition, rules file.Rules) error {
	src, err := st.Files.Open(e.FileKey)
	if err != nil {
		return err
	}
	defer src.Close()
	var layout models.FileLayout
	var refused error
	e.Total, e.BadCells = 0, 0
	next, stop := iter.Pull(func(yield func(models.RosterLine) bool) {
		layout, refused = file.Read(ctx, src, e.FileSize, e.Settings, rules, func(l models.RosterLine) error {
			e.Total++
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
	e.NewCount, e.Changed, e.Gone = e.Total, 0, 0
	if e.BaseID == nil {
		return nil
	}
	var n struct{ New, Changed, Gone int }
	err := tx.Raw(`select count(*) filter (where b.id is null) "new", count(*) filter (where l.id is not null and b.id is not null and `+differs+`) changed,
		count(*) filter (where l.id is null) gone
		from `+bothEditions, e.ID, *e.BaseID).Scan(&n).Error
	e.NewCount, e.Changed, e.Gone = n.New, n.Changed, n.Gone
	return err
}

// bothEditions joins the lines l of an edition with the lines b of its base; a person keeps the line_key.
const bothEditions = `(select * from roster_lines where edition_id = ?) l full join (select * from roster_lines where edition_id = ?) b using (line_key)`

// differs tells whether anything an office would call a change changed.
const differs = `(l.surname, l.given_name, l.tax_code, l.birth_date, l.birth_place, l.municipality, l.act_kind, l.act_number, l.act_date, l.status, l.listed_from, l.listed_until)
	is distinct from (b.surname, b.given_name, b.tax_code, b.birth_date, b.birth_place, b.municipality, b.act_kind, b.act_number, b.act_date, b.status, b.listed_from, b.listed_until)`

// latest is the edition in force: the published one with the highest number; nil before the first.
func latest(db *gorm.DB, bodyID int64) (*models.RosterEdition, error) {
	var e models.RosterEdition
	err := db.Where("body_id = ? and state = ?", bodyID, models.EditionPublished).Order("number desc").Take(&e).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &e, err
}
