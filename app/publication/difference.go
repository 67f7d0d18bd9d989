package publication

import (
	"encoding/json"

	"gorm.io/gorm"

	"albo/models"
)

// ChangeKind is what became of somebody from one edition to another.
type ChangeKind string

const (
	Added   ChangeKind = "added"
	Changed ChangeKind = "changed"
	Removed ChangeKind = "removed"
)

// ChangeKinds lists every kind, in the order shown.
var ChangeKinds = []ChangeKind{Added, Changed, Removed}

// Change is somebody who stands in one of two editions only, or otherwise than in the other.
type Change struct {
	Kind          ChangeKind
	Before, After *models.RegisterEntry
}

// Entry is the newer of the two.
func (c Change) Entry() *models.RegisterEntry {
	if c.After != nil {
		return c.After
	}
	return c.Before
}

// Counts are how many changes of each kind there are.
type Counts struct{ Added, Changed, Removed int }

// Total is how many changes there are.
func (c Counts) Total() int { return c.Added + c.Changed + c.Removed }

// Difference is what is different between two editions; without an edition before, everybody is new.
type Difference struct {
	Before, After *models.RegisterEdition
	planned       []byte // the entries of an edition that is not published yet, in place of After
}

// Between is the difference of two editions, the older one first; false when one of them names nobody any more.
func Between(before, after *models.RegisterEdition, today models.Date) (d Difference, shown bool) {
	if before.Number > after.Number {
		before, after = after, before
	}
	return Difference{Before: before, After: after}, !before.Ended(today) && !after.Ended(today)
}

// Count counts the changes.
func (d Difference) Count(db *gorm.DB) (n Counts, err error) {
	err = db.Raw(d.changes()+`
		select count(*) filter (where kind = 'added') added, count(*) filter (where kind = 'changed') changed, count(*) filter (where kind = 'removed') removed
		  from changes`, d.values()).Scan(&n).Error
	return n, err
}

// Page is a page of the changes: who is new first, each kind by name.
func (d Difference) Page(db *gorm.DB, page int) (list []Change, err error) {
	values := d.values()
	values["limit"], values["offset"] = PerPage, (max(page, 1)-1)*PerPage
	var rows []struct {
		Kind          ChangeKind
		Before, After *string
	}
	err = db.Raw(d.changes()+" select kind, before, after from changes order by kind, place limit @limit offset @offset", values).Scan(&rows).Error
	for _, r := range rows {
		c := Change{Kind: r.Kind}
		for _, side := range []struct {
			text *string
			into **models.RegisterEntry
		}{{r.Before, &c.Before}, {r.After, &c.After}} {
			if side.text == nil {
				continue
			}
			*side.into = &models.RegisterEntry{}
			if err := json.Unmarshal([]byte(*side.text), *side.into); err != nil {
				return nil, err
			}
		}
		list = append(list, c)
	}
	return list, err
}

func (d Difference) values() map[string]any {
	values := map[string]any{"before": int64(0), "after": int64(0), "planned": string(d.planned)}
	if d.Before != nil {
		values["before"] = d.Before.ID
	}
	if d.After != nil {
		values["after"] = d.After.ID
	}
	return values
}

// changes finds them: an entry is the same as long as all that is published of it is, whatever its place in the list.
func (d Difference) changes() string {
	after := "select ref, position, content::jsonb - 'position' entry from register_entries where edition_id = @after and content is not null"
	if d.planned != nil {
		after = "select (e ->> 'ref')::uuid ref, (e ->> 'position')::int as position, e - 'position' entry from jsonb_array_elements(cast(@planned as jsonb)) e"
	}
	return `
		with b as (select ref, position, content::jsonb - 'position' entry from register_entries where edition_id = @before and content is not null),
		     a as (` + after + `),
		     changes as (
		       select case when b.ref is null then 'added' when a.ref is null then 'removed' else 'changed' end kind,
		              b.entry::text before, a.entry::text after, coalesce(a.position, b.position) place
		         from a full join b using (ref) where a.entry is distinct from b.entry)`
}
