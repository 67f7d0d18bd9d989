package duplicate

import (
	"context"
	"errors"

	"albo/app/account"
	"albo/app/store"
	"albo/models"
)

// Undo gives both records back what was theirs, as it was before the merge. What was built upon the merge since is not torn
// down: then it is refused.
func Undo(ctx context.Context, st *store.Store, by models.Actor, id int64) error {
	if !by.Platform() {
		return models.ErrNotFound
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		m, err := store.Lock[models.Merge](tx, id)
		if err != nil {
			return err
		}
		people, err := lock(tx, m.KeptID, m.GoneID)
		if err != nil {
			return err
		}
		if people[m.KeptID].MergedInto != nil {
			return models.Refuse(models.Conflict, "duplicates.merged_on")
		}
		if err := m.Undo(by, tx.Now()); err != nil {
			return err
		}
		if err := builtUpon(tx, m); err != nil {
			return err
		}
		if err := tx.Save(m); err != nil {
			return err
		}
		return undo(tx, by, m)
	})
}

func undo(tx *store.Tx, by models.Actor, m *models.Merge) error {
	if err := moveBack(tx, m); err != nil {
		return err
	}
	rows := map[int64]record{}
	for id, was := range map[int64][2]record{m.KeptID: {m.Before.Kept, m.After.Kept}, m.GoneID: {m.Before.Gone, m.After.Gone}} {
		now, err := recordOf(tx, id)
		if err != nil {
			return err
		}
		row, ok := back(was[0], was[1], now)
		if !ok {
			return models.Refuse(models.Conflict, "duplicates.declared_since")
		}
		rows[id] = row
	}
	if err := write(tx, rows); err != nil {
		return err
	}
	if m.After.Shut != nil {
		if err := account.LetIn(tx, by, *m.After.Shut); err != nil {
			return err
		}
	}
	now := tx.Now()
	kept, gone := models.Note(by, now, "person", m.KeptID, "undo_merge", "", ""), models.Note(by, now, "person", m.GoneID, "undo_merge", "", "")
	return errors.Join(tx.Save(&kept, &gone), refresh(tx, m.KeptID, m.GoneID))
}

// builtUpon refuses to undo a merge after which something was decided on what it moved, or another identity was checked.
func builtUpon(tx *store.Tx, m *models.Merge) error {
	now, err := recordOf(tx, m.KeptID)
	if err != nil {
		return err
	}
	built := !same(now["identity_checked_at"], m.After.Kept["identity_checked_at"])
	if !built {
		err = tx.Raw(`select exists (
			select 1 from events v where v.id > (select max(id) from events where subject = 'person' and subject_id = @gone and step = 'merge_away')
			  and (v.subject = 'admission' and v.subject_id in (`+moved("admissions")+`)
			    or v.subject = 'accreditation' and v.subject_id in (`+moved("accreditations")+`)) and v.step not in ('check', 'put_in_doubt', 'restore')
			union all select 1 from certificates where accreditation_id in (`+moved("accreditations")+`) and id not in (`+moved("certificates")+`)
			union all select 1 from consents where person_id = @kept and exists (`+moved("consents")+`) and id not in (`+moved("consents")+`))`,
			map[string]any{"merge": m.ID, "gone": m.GoneID, "kept": m.KeptID}).Scan(&built).Error
	}
	if err == nil && built {
		return models.Refuse(models.Conflict, "duplicates.built_upon")
	}
	return err
}
