// Package publication is the register that a public body publishes of the people it accredited: numbered editions that never
// change, what is different between them, their files, and the proof that nobody altered them.
package publication

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"albo/app/body"
	"albo/app/fold"
	"albo/app/store"
	"albo/models"
)

// PerPage is how many entries one page shows.
const PerPage = 100

// Shelf is a body that publishes a register, with its edition in force.
type Shelf struct {
	models.Body
	Number      int
	Entries     int
	EffectiveOn models.Date
	Editions    int
}

// Registers lists the bodies that have published an edition, by country and name.
func Registers(ctx context.Context, st *store.Store) (list []Shelf, err error) {
	err = st.Read(ctx).Raw(`
		select b.*, e.number, e.entries, e.effective_on, (select count(*) from register_editions where body_id = b.id) editions
		  from bodies b
		  join lateral (select * from register_editions where body_id = b.id order by effective_on <= cast(@today as date) desc, number desc limit 1) e on true
		 order by b.country desc, b.name`, map[string]any{"today": st.Today("IT").String()}).Scan(&list).Error
	return list, err
}

// Register is what a body has published: every edition, the newest first, and the one in force on a day.
type Register struct {
	Body     *models.Body
	Editions []models.RegisterEdition
	InForce  *models.RegisterEdition // nil: none yet on that day
	AsOf     models.Date
}

// Show is the register of a body as of a day; the zero Date is today. A body that never published has none.
func Show(ctx context.Context, st *store.Store, slug string, asOf models.Date) (*Register, error) {
	b, err := body.BySlug(ctx, st, slug)
	if err != nil {
		return nil, err
	}
	r := &Register{Body: b, AsOf: asOf}
	if asOf.IsZero() {
		r.AsOf = st.Today(b.Country)
	}
	if r.Editions, err = Editions(st.Read(ctx), b.ID); err != nil {
		return nil, err
	}
	if len(r.Editions) == 0 {
		return nil, models.ErrNotFound
	}
	for i, e := range r.Editions {
		if !e.EffectiveOn.After(r.AsOf) {
			r.InForce = &r.Editions[i]
			break
		}
	}
	return r, nil
}

// Edition is the one of a number; models.ErrNotFound when there is none.
func (r *Register) Edition(number int) (*models.RegisterEdition, error) {
	for i, e := range r.Editions {
		if e.Number == number {
			return &r.Editions[i], nil
		}
	}
	return nil, models.ErrNotFound
}

// Before is the edition that another one followed; nil for the first.
func (r *Register) Before(e *models.RegisterEdition) *models.RegisterEdition {
	before, _ := r.Edition(e.Number - 1) // none before the first
	return before
}

// Editions lists the editions of a body, the newest first.
func Editions(db *gorm.DB, bodyID int64) (list []models.RegisterEdition, err error) {
	return list, db.Where("body_id = ?", bodyID).Order("number desc").Find(&list).Error
}

// newest is the last edition of a body; nil before the first.
func newest(db *gorm.DB, bodyID int64) (*models.RegisterEdition, error) {
	var e models.RegisterEdition
	err := db.Where("body_id = ?", bodyID).Order("number desc").Limit(1).Take(&e).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &e, err
}

// Own is one edition, for the officers of its body.
func Own(ctx context.Context, st *store.Store, by models.Actor, id int64) (*models.RegisterEdition, error) {
	return store.Find[models.RegisterEdition](st.Read(ctx), id, "body_id in ?", by.Bodies())
}

// Entry is an entry of an edition as anybody may read it; Erased when only its hash is left.
type Entry struct {
	models.RegisterEntry
	Erased bool
}

// found are the entries whose name has every word.
func found(db *gorm.DB, e *models.RegisterEdition, name string, today models.Date) *gorm.DB {
	q := db.Model(&models.RegisterRow{}).Where("edition_id = ?", e.ID)
	for _, word := range strings.Fields(fold.Name(name)) {
		q = q.Where("search like ?", "%"+strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(word)+"%")
	}
	if e.Ended(today) {
		q = q.Where("false")
	}
	return q
}

// Entries is a page of an edition's entries, or of those with a name, and how many there are. After the term of publication
// there are none.
func Entries(ctx context.Context, st *store.Store, e *models.RegisterEdition, country, name string, page int) (list []Entry, total int, err error) {
	var n int64
	q := found(st.Read(ctx), e, name, st.Today(country))
	if err := q.Session(&gorm.Session{}).Count(&n).Error; err != nil {
		return nil, 0, err
	}
	var rows []models.RegisterRow
	if err := q.Order("position").Limit(PerPage).Offset((max(page, 1) - 1) * PerPage).Find(&rows).Error; err != nil {
		return nil, 0, err
	}
	for _, row := range rows {
		entry, err := read(row)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, entry)
	}
	return list, int(n), nil
}

// At is the entry at a place of an edition; models.ErrNotFound when there is none, or it was erased.
func At(db *gorm.DB, e *models.RegisterEdition, position int) (Entry, error) {
	var row models.RegisterRow
	if err := db.Where("edition_id = ? and position = ? and content is not null", e.ID, position).Take(&row).Error; err != nil {
		return Entry{}, store.NotFound(err)
	}
	return read(row)
}

// State names what may still change of an edition: how many entries are erased, and whether its term is over.
func State(db *gorm.DB, e *models.RegisterEdition, today models.Date) (string, error) {
	if e.Ended(today) {
		return "ended", nil
	}
	var n int64
	err := db.Model(&models.RegisterRow{}).Where("edition_id = ? and content is null", e.ID).Count(&n).Error
	return strconv.FormatInt(n, 10), err
}

// Each goes through all entries of an edition in their order, one at a time; those of an edition whose term is over are erased
// for the reader even if they are not yet in the database.
func Each(db *gorm.DB, e *models.RegisterEdition, today models.Date, do func(models.RegisterRow) error) error {
	ended := e.Ended(today)
	return eachRow(db, e, func(row models.RegisterRow) error {
		if ended {
			row = models.RegisterRow{EditionID: row.EditionID, Position: row.Position, Leaf: row.Leaf}
		}
		return do(row)
	})
}

func eachRow(db *gorm.DB, e *models.RegisterEdition, do func(models.RegisterRow) error) error {
	rows, err := db.Raw("select edition_id, position, ref, search, content, salt, leaf from register_entries where edition_id = ? order by position", e.ID).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var row models.RegisterRow
		if err := rows.Scan(&row.EditionID, &row.Position, &row.Ref, &row.Search, &row.Content, &row.Salt, &row.Leaf); err != nil {
			return err
		}
		if err := do(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// read is a row as an entry.
func read(row models.RegisterRow) (Entry, error) {
	if row.Content == nil {
		return Entry{RegisterEntry: models.RegisterEntry{Position: row.Position}, Erased: true}, nil
	}
	var e Entry
	if err := json.Unmarshal([]byte(*row.Content), &e.RegisterEntry); err != nil {
		return e, fmt.Errorf("read entry %d: %w", row.Position, err)
	}
	return e, nil
}
