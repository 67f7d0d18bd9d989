package duplicate

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm/clause"

	"albo/app/store"
	"albo/models"
)

// Apart is the decision that two people who look alike are two.
type Apart struct {
	LowID, HighID     int64
	LowName, HighName string
	By                string
	DecidedAt         time.Time
}

// ToldApart lists who was told apart, the newest decision first.
func ToldApart(ctx context.Context, st *store.Store, by models.Actor) ([]Apart, error) {
	if !by.Platform() {
		return nil, models.ErrNotFound
	}
	return toldApart(ctx, st, "l.merged_into is null and h.merged_into is null")
}

func toldApart(ctx context.Context, st *store.Store, where string, args ...any) (list []Apart, err error) {
	return list, st.Read(ctx).Raw(`
		select d.low_id, d.high_id, l.given_name || ' ' || l.surname low_name, h.given_name || ' ' || h.surname high_name, coalesce(a.name, '') by, d.decided_at
		  from different_people d join people l on l.id = d.low_id join people h on h.id = d.high_id left join accounts a on a.id = d.decided_by
		 where `+where+` order by d.id desc limit 200`, args...).Scan(&list).Error
}

// TellApart records that two people who look alike are two: they are not proposed again.
func TellApart(ctx context.Context, st *store.Store, by models.Actor, low, high int64) error {
	if !by.Platform() || low >= high {
		return models.ErrNotFound
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		people, err := lock(tx, low, high)
		if err != nil {
			return err
		}
		if people[low].MergedInto != nil || people[high].MergedInto != nil {
			return models.Refuse(models.Conflict, "duplicates.already_merged")
		}
		made := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&models.DifferentPeople{LowID: low, HighID: high, DecidedAt: tx.Now(), DecidedBy: by.Account()})
		if made.Error != nil || made.RowsAffected == 0 {
			return made.Error
		}
		return noted(tx, by, "tell_apart", people[low], people[high])
	})
}

// AskAgain takes back that two people are two: they are proposed again.
func AskAgain(ctx context.Context, st *store.Store, by models.Actor, low, high int64) error {
	if !by.Platform() || low >= high {
		return models.ErrNotFound
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		people, err := lock(tx, low, high)
		if err != nil {
			return err
		}
		gone := tx.Delete(&models.DifferentPeople{}, "low_id = ? and high_id = ?", low, high)
		if gone.Error == nil && gone.RowsAffected == 0 {
			return models.Refuse(models.Conflict, "duplicates.not_told_apart")
		}
		return errors.Join(gone.Error, noted(tx, by, "ask_again", people[low], people[high]))
	})
}

// noted keeps a decision on two people in the history of both.
func noted(tx *store.Tx, by models.Actor, step string, low, high *models.Person) error {
	a := models.Note(by, tx.Now(), "person", low.ID, step, "", "", "after", high.FullName())
	b := models.Note(by, tx.Now(), "person", high.ID, step, "", "", "after", low.FullName())
	return tx.Save(&a, &b)
}
