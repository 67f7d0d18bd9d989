package roster

import (
	"time"

	"gorm.io/gorm"

	"albo/app/store"
	"albo/models"
)

// Holder is who has a case in hand, and until when.
type Holder struct {
	AccountID int64
	Name      string
	Until     time.Time
}

// HolderOf is who has a case in hand at a moment; nil when nobody has.
func HolderOf(db *gorm.DB, checkID int64, now time.Time) (*Holder, error) {
	var h Holder
	err := db.Raw(`select c.account_id, a.name, c.until from review_claims c join accounts a on a.id = c.account_id
		where c.check_id = ? and c.until > ?`, checkID, now).Scan(&h).Error
	if err != nil || h.AccountID == 0 {
		return nil, err
	}
	return &h, nil
}

// Claim takes a case into the actor's hands, or keeps it there longer. The caller holds the case's row.
func Claim(tx *store.Tx, by models.Actor, checkID int64) error {
	if err := notHeld(tx, by, checkID); err != nil {
		return err
	}
	return tx.Exec(`insert into review_claims (check_id, account_id, until) values (?, ?, ?)
		on conflict (check_id) do update set account_id = excluded.account_id, until = excluded.until`,
		checkID, by.AccountID, tx.Now().Add(models.ClaimTime)).Error
}

// Release lets go of a case that the actor had in hand.
func Release(db *gorm.DB, by models.Actor, checkID int64) error {
	return db.Exec("delete from review_claims where check_id = ? and account_id = ?", checkID, by.AccountID).Error
}

// notHeld refuses what somebody else has in hand.
func notHeld(tx *store.Tx, by models.Actor, checkID int64) error {
	h, err := HolderOf(tx.DB, checkID, tx.Now())
	if err == nil && h != nil && h.AccountID != by.AccountID {
		return models.Refuse(models.Conflict, "matches.taken", "name", h.Name)
	}
	return err
}
