package request

import (
	"context"
	"errors"

	"albo/app/rule"
	"albo/app/store"
	"albo/models"
)

// batch is how many requests are looked after in one go; the rest is next time's.
const batch = 500

// EraseDue empties every request whose deletion date has come: who asked, what, about whom, the answers, the mails and the
// private links. The row stays, to be counted.
func EraseDue(ctx context.Context, st *store.Store) error {
	return each(ctx, st, "code <> '' and erase_on <= ?", []any{st.Today("IT").String()}, func(tx *store.Tx, r *models.Request) error {
		event := r.Erase(tx.Now())
		if err := dropWords(tx, r.ID); err != nil {
			return err
		}
		if err := tx.Exec("delete from links where request_id = ?", r.ID).Error; err != nil {
			return err
		}
		return tx.Save(r, &event)
	})
}

// RemindDue reminds each desk of the requests that nobody moved for as many days as its rule says, and again after as many.
func RemindDue(ctx context.Context, st *store.Store) error {
	var desks []Desk
	err := st.Read(ctx).Raw("select distinct coalesce(association_id, 0) association, coalesce(body_id, 0) body from requests where state in ('new', 'in_progress')").Scan(&desks).Error
	if err != nil {
		return err
	}
	for _, d := range desks {
		days, err := d.patience(ctx, st)
		if err != nil {
			return err
		}
		if days == 0 {
			continue
		}
		where := "state in ('new', 'in_progress') and coalesce(reminded_at, moved_at) <= ? and coalesce(association_id, 0) = ? and coalesce(body_id, 0) = ?"
		if err := each(ctx, st, where, []any{st.Now().AddDate(0, 0, -days), d.Association, d.Body}, remind); err != nil {
			return err
		}
	}
	return nil
}

func remind(tx *store.Tx, r *models.Request) error {
	now := tx.Now()
	r.RemindedAt = &now
	if err := tellDesk(tx, r, "request_still_waits"); err != nil {
		return err
	}
	return tx.Save(r)
}

// patience is after how many days of silence a desk is reminded; 0: never.
func (d Desk) patience(ctx context.Context, st *store.Store) (int, error) {
	owner, country := rule.OfAssociation(d.Association), ""
	db := st.Read(ctx).Table("associations").Where("id = ?", d.Association)
	if d.Body != 0 {
		owner, db = rule.OfBody(d.Body), st.Read(ctx).Table("bodies").Where("id = ?", d.Body)
	}
	if err := db.Pluck("country", &country).Error; err != nil {
		return 0, err
	}
	rules, err := rule.On(st.Read(ctx), owner, country, st.Today(country))
	return rules[models.RuleRequestReminder].Value, err
}

// each does something to every request that meets a condition, one transaction each, whoever else is at it.
func each(ctx context.Context, st *store.Store, where string, args []any, do func(*store.Tx, *models.Request) error) error {
	var ids []int64
	if err := st.Read(ctx).Model(&models.Request{}).Where(where, args...).Order("id").Limit(batch).Pluck("id", &ids).Error; err != nil {
		return err
	}
	for _, id := range ids {
		err := st.Write(ctx, func(tx *store.Tx) error {
			r, err := store.Lock[models.Request](tx, id, append([]any{where}, args...)...)
			if err != nil {
				return err
			}
			return do(tx, r)
		})
		if err != nil && !errors.Is(err, models.ErrNotFound) { // somebody else was quicker
			return err
		}
	}
	return nil
}
