package roster

import (
	"context"
	"errors"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"albo/app/store"
	"albo/models"
)

// Comparison is an edition beside an earlier one of its body, compared once and kept; beside none every line is new.
type Comparison struct {
	models.Comparison
	Total int // lines of the edition
}

// mostKept is how many comparisons of a body's editions are kept beside those of each edition with the one it followed.
const mostKept = 8

// Compare gives a comparison of an edition that is read with a published one of its body (0: with none). Whoever asks first for
// two editions that did not follow each other waits until they are compared.
func Compare(ctx context.Context, st *store.Store, e *models.RosterEdition, baseID int64) (*Comparison, error) {
	c := &Comparison{Comparison: models.Comparison{EditionID: e.ID, BaseID: baseID, NewCount: e.Total}, Total: e.Total}
	if baseID == 0 {
		return c, nil
	}
	found, err := keptComparison(st.Read(ctx), e.ID, baseID)
	if err == nil && found == nil {
		err = st.Write(ctx, func(tx *store.Tx) (err error) {
			found, err = compareNow(tx, e.ID, baseID)
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	c.Comparison = *found
	return c, nil
}

func keptComparison(db *gorm.DB, editionID, baseID int64) (*models.Comparison, error) {
	var c models.Comparison
	err := db.Where("edition_id = ? and base_id = ?", editionID, baseID).Take(&c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &c, err
}

// compareNow compares two editions that nobody has compared, while the lines of neither change.
func compareNow(tx *store.Tx, editionID, baseID int64) (*models.Comparison, error) {
	var e models.RosterEdition
	err := tx.Clauses(clause.Locking{Strength: "SHARE"}).Where("id = ? and state in ?", editionID, models.ReadStates).Take(&e).Error
	if err != nil {
		return nil, store.NotFound(err)
	}
	if _, err := compare(tx, editionID, baseID); err != nil {
		return nil, err
	}
	err = tx.Exec(`delete from comparisons where id in (select c.id from comparisons c join roster_editions e on e.id = c.edition_id
		where e.body_id = ? and c.base_id is distinct from e.base_id order by c.id desc offset ?)`, e.BodyID, mostKept).Error
	if err != nil {
		return nil, err
	}
	return keptComparison(tx.DB, editionID, baseID)
}

// compare keeps what changed from one edition to another, unless it is kept: a rival that compares the same two is waited for.
func compare(tx *store.Tx, editionID, baseID int64) (*models.Comparison, error) {
	c := &models.Comparison{EditionID: editionID, BaseID: baseID, MadeAt: tx.Now()}
	made := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(c)
	if made.Error != nil || made.RowsAffected == 0 {
		return c, made.Error
	}
	in := map[string]any{"id": c.ID, "edition": editionID, "base": baseID}
	for _, statement := range []string{keepChanges, keepLikely} {
		if err := tx.Exec(statement, in).Error; err != nil {
			return nil, err
		}
	}
	return c, tx.Raw(`update comparisons set (new_count, back, changed, gone, likely) = (select count(*) filter (where change = 'new'), count(*) filter (where change = 'back'),
		  count(*) filter (where change = 'changed'), count(*) filter (where change = 'gone'), count(likely_id) filter (where not gone) from line_changes where comparison_id = @id)
		where id = @id returning *`, in).Scan(c).Error
}

// forgetComparisons drops the comparisons of an edition whose lines change.
func forgetComparisons(tx *store.Tx, editionID int64) error {
	return tx.Delete(&models.Comparison{}, "edition_id = ?", editionID).Error
}

// keepChanges joins the lines l of an edition with the lines b of the earlier one; a person keeps the line_key.
var keepChanges = `
	insert into line_changes (comparison_id, gone, row, change, line_id, before_id, name_key)
	select @id, l.id is null, coalesce(l.row, b.row), case when l.id is null then 'gone' when b.id is not null then 'changed'
	    when exists (select from roster_editions o join roster_editions base on base.id = @base and base.body_id = o.body_id and o.number < base.number
	      join roster_lines was on was.edition_id = o.id and was.line_key = l.line_key where o.state = 'published') then 'back' else 'new' end,
	  coalesce(l.id, b.id), case when l.id is not null then b.id end, coalesce(l.name_key, b.name_key)
	from (select * from roster_lines where edition_id = @edition) l full join (select * from roster_lines where edition_id = @base) b using (line_key)
	where l.id is null or b.id is null or ` + differs() + ` order by 2, 3`

// keepLikely notes for whoever is new the line among those gone that seems to be the same person, and the other way round.
const keepLikely = `
	with alone as (select c.gone, c.row, c.line_id, c.name_key, l.birth_date from line_changes c join roster_lines l on l.id = c.line_id
	  where c.comparison_id = @id and c.change <> 'changed' and l.birth_date is not null)
	update line_changes c set likely_id = twin.line_id
	from (select distinct on (a.gone, a.row) a.gone, a.row, t.line_id from alone a join alone t using (name_key, birth_date) where t.gone <> a.gone
	  order by a.gone, a.row, t.row) twin
	where c.comparison_id = @id and (c.gone, c.row) = (twin.gone, twin.row)`

// differs tells whether a field that people look at changed; fields are named as their columns.
func differs() string {
	var now, before []string
	for _, field := range models.ComparedFields {
		now, before = append(now, "l."+string(field)), append(before, "b."+string(field))
	}
	return "(" + strings.Join(now, ", ") + ") is distinct from (" + strings.Join(before, ", ") + ")"
}
