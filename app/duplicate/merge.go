// Package duplicate is about one person who stands in the registry twice: who they may be, their merge, and its undoing.
package duplicate

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"albo/app/account"
	"albo/app/input"
	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

// Input is how two records become one: which of the two is kept, and of which the identity, the address and the sign-in stay.
type Input struct {
	Keep     int64  `form:"keep"`
	Identity int64  `form:"identity"`
	Contact  int64  `form:"contact"`
	SignIn   int64  `form:"sign_in"`
	Reason   string `form:"reason" validate:"required,max=1000"`
}

// check says which choices are not one of the two records.
func (in *Input) check(a, b int64) error {
	if err := input.Check(in); err != nil {
		return err
	}
	wrong := map[string]models.Text{}
	for field, id := range map[string]int64{"keep": in.Keep, "identity": in.Identity, "contact": in.Contact, "sign_in": in.SignIn} {
		if id != a && id != b {
			wrong[field] = models.Say("invalid.oneof")
		}
	}
	return input.Wrong(wrong)
}

// Merge makes one record of two: everything that belonged to the one that goes belongs to the one that is kept. What was moved
// is kept, so that it can be undone. What one person cannot have twice is refused.
func Merge(ctx context.Context, st *store.Store, by models.Actor, a, b int64, in Input) (id int64, err error) {
	if !by.Platform() || a == b {
		return 0, models.ErrNotFound
	}
	if err := in.check(a, b); err != nil {
		return 0, err
	}
	err = st.Write(ctx, func(tx *store.Tx) error {
		people, err := lock(tx, a, b)
		if err != nil {
			return err
		}
		if by.Is(a) || by.Is(b) {
			return models.Refuse(models.Forbidden, "duplicates.not_ones_own")
		}
		for _, p := range people {
			if p.MergedInto != nil {
				return models.Refuse(models.Conflict, "duplicates.already_merged")
			}
		}
		m, err := merge(tx, by, people, in)
		if err == nil {
			id = m.ID
		}
		return err
	})
	return id, err
}

// lock keeps everybody else from two people and what is decided about them: applications first, as who decides on one does.
func lock(tx *store.Tx, a, b int64) (map[int64]*models.Person, error) {
	both := []int64{a, b}
	for _, table := range []string{"admissions", "accreditations"} {
		var held []int64
		if err := tx.Raw("select id from "+table+" where person_id in ? order by id for no key update", both).Scan(&held).Error; err != nil {
			return nil, err
		}
	}
	slices.Sort(both)
	people := map[int64]*models.Person{}
	for _, id := range both {
		p, err := store.Lock[models.Person](tx, id)
		if err != nil {
			return nil, err
		}
		people[id] = p
	}
	return people, nil
}

func merge(tx *store.Tx, by models.Actor, people map[int64]*models.Person, in Input) (*models.Merge, error) {
	kept, gone := people[in.Keep], other(people, in.Keep)
	if err := clash(tx.DB, kept.ID, gone.ID); err != nil {
		return nil, err
	}
	if err := identityHolds(tx.DB, people[in.Identity], other(people, in.Identity)); err != nil {
		return nil, err
	}
	rows := map[int64]record{}
	for id := range people {
		row, err := recordOf(tx, id)
		if err != nil {
			return nil, err
		}
		rows[id] = row
	}
	m := &models.Merge{KeptID: kept.ID, GoneID: gone.ID, MergedAt: tx.Now(), MergedBy: by.Account(), Reason: in.Reason, Before: models.MergeRecord{Kept: rows[kept.ID], Gone: rows[gone.ID]}}
	if err := tx.Save(m); err != nil {
		return nil, err
	}
	if err := move(tx, m); err != nil {
		return nil, err
	}
	if err := unite(tx, by, m, people, in); err != nil {
		return nil, err
	}
	return m, told(tx, by, m, kept, gone)
}

// unite writes the two rows as the choices say, and shuts the sign-in that goes.
func unite(tx *store.Tx, by models.Actor, m *models.Merge, people map[int64]*models.Person, in Input) (err error) {
	rows := map[int64]record{m.KeptID: m.Before.Kept, m.GoneID: m.Before.Gone}
	kept, gone := maps.Clone(m.Before.Kept), maps.Clone(m.Before.Gone)
	take(kept, rows[in.Identity], identity)
	take(kept, rows[in.Contact], contact)
	if kept["identity_checked_at"] == nil { // the same identity, or it would have been refused
		kept["identity_checked_at"] = rows[other(people, in.Identity).ID]["identity_checked_at"]
	}
	stays, goes := people[in.SignIn].AccountID, other(people, in.SignIn).AccountID
	if stays == nil {
		stays, goes = goes, nil
	}
	kept["account_id"], gone["account_id"], gone["identity_checked_at"], gone["merged_into"] = text(stays), nil, nil, text(&m.KeptID)
	now := tx.Now().Format(time.RFC3339Nano)
	kept["updated_at"] = &now
	if err := write(tx, map[int64]record{m.KeptID: kept, m.GoneID: gone}); err != nil {
		return err
	}
	if m.After.Kept, err = recordOf(tx, m.KeptID); err != nil {
		return err
	}
	if m.After.Gone, err = recordOf(tx, m.GoneID); err != nil {
		return err
	}
	if goes != nil {
		if err := signInGoes(tx.DB, *goes); err != nil {
			return err
		}
		shut, err := account.ShutOut(tx, by, *goes)
		if err != nil {
			return err
		}
		if shut {
			m.After.Shut = goes
		}
	}
	return tx.Save(m)
}

// told keeps the history of both and tells the person.
func told(tx *store.Tx, by models.Actor, m *models.Merge, kept, gone *models.Person) error {
	now, reason := tx.Now(), m.Reason
	into := models.Note(by, now, "person", m.KeptID, "merge", "", "", "reason", reason, "after", gone.FullName())
	away := models.Note(by, now, "person", m.GoneID, "merge_away", "", "", "reason", reason, "after", kept.FullName())
	return errors.Join(tx.Save(&into, &away), mail.TellPerson(tx, m.KeptID, models.Message{Kind: "records_merged", Path: "/me"}))
}

// other is the other one of two people.
func other(people map[int64]*models.Person, id int64) *models.Person {
	for _, p := range people {
		if p.ID != id {
			return p
		}
	}
	return nil
}

func text(id *int64) *string {
	if id == nil {
		return nil
	}
	written := strconv.FormatInt(*id, 10)
	return &written
}
