package account

import (
	"context"
	"errors"

	"albo/app/store"
	"albo/models"
)

// Disable shuts an account out: its sessions end and its links no longer work. What was decided with it stands, and
// so does what is public about its owner. An account that is disabled already stays as it is.
func Disable(ctx context.Context, st *store.Store, by models.Actor, email string) error {
	return withEmail(ctx, st, email, func(tx *store.Tx, a *models.Account) error {
		_, err := shutOut(tx, by, a)
		return err
	})
}

// ShutOut disables an account in a step that is more than that; false when it was disabled already.
func ShutOut(tx *store.Tx, by models.Actor, id int64) (bool, error) {
	a, err := store.Lock[models.Account](tx, id)
	if err != nil {
		return false, err
	}
	return shutOut(tx, by, a)
}

func shutOut(tx *store.Tx, by models.Actor, a *models.Account) (bool, error) {
	if a.DisabledAt != nil {
		return false, nil
	}
	event, err := a.Disable(by, tx.Now())
	if err != nil {
		return false, err
	}
	return true, errors.Join(endAll(tx, a.ID), tx.Save(a, &event))
}

// LetIn enables an account in a step that is more than that.
func LetIn(tx *store.Tx, by models.Actor, id int64) error {
	a, err := store.Lock[models.Account](tx, id)
	if err != nil {
		return err
	}
	return letIn(tx, by, a)
}

func letIn(tx *store.Tx, by models.Actor, a *models.Account) error {
	if a.DisabledAt == nil {
		return nil
	}
	event, err := a.Enable(by, tx.Now())
	if err != nil {
		return err
	}
	return tx.Save(a, &event)
}

// Enable lets a disabled account in again, with its password and its roles.
func Enable(ctx context.Context, st *store.Store, by models.Actor, email string) error {
	return withEmail(ctx, st, email, func(tx *store.Tx, a *models.Account) error { return letIn(tx, by, a) })
}

// withEmail locks the account of an address; models.ErrNotFound when there is none.
func withEmail(ctx context.Context, st *store.Store, email string, do func(*store.Tx, *models.Account) error) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		a, err := lockEmail(tx, email)
		if err != nil {
			return err
		}
		if a == nil {
			return models.ErrNotFound
		}
		return do(tx, a)
	})
}
