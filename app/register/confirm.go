package register

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"albo/app/mail"
	"albo/app/person"
	"albo/app/store"
	"albo/models"
)

// Entry is a carer's own entry: how long it still counts as confirmed.
type Entry struct {
	GivenName   string
	ConfirmedAt time.Time
	StaleFrom   models.Date // from then on it is marked; zero: never
	HiddenFrom  models.Date // from then on nobody finds it; zero: never
	ListedUntil models.Date `gorm:"column:entitled_until"` // what the accreditation gives, whenever it is confirmed
}

// Hidden tells whether the entry is off the list only because it was not confirmed.
func (e *Entry) Hidden(today models.Date) bool { return Stale(e.HiddenFrom, today) }

// MyEntry is the actor's entry; nil for who has none, or could not be listed today even if it were confirmed.
func MyEntry(ctx context.Context, st *store.Store, by models.Actor) (*Entry, error) {
	return entryOf(st.Read(ctx), by.PersonID, st.Today("IT"))
}

func entryOf(db *gorm.DB, personID int64, today models.Date) (*Entry, error) {
	var e Entry
	err := db.Table("providers").Where("person_id = ? and (entitled_until is null or entitled_until >= ?)", personID, today).Take(&e).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &e, err
}

// Confirm is the carer's word that the entry is right today: it is no longer stale, and comes back if it was hidden.
func Confirm(ctx context.Context, st *store.Store, by models.Actor) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		who, err := person.Lock(tx, by)
		if err != nil {
			return err
		}
		return confirm(tx, by, who.ID)
	})
}

func confirm(tx *store.Tx, by models.Actor, personID int64) error {
	done := tx.Model(&models.Profile{}).Where("person_id = ?", personID).UpdateColumn("confirmed_at", tx.Now())
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return models.ErrNotFound
	}
	event := models.Note(by, tx.Now(), "person", personID, "confirm_entry", "", "")
	return tx.Save(&event)
}

// errDeadConfirmation is the one answer for links that were altered, ran out or never were.
var errDeadConfirmation = models.Refuse(models.NotFound, "confirm_entry.link_dead")

// OpenConfirmation shows whose entry a mailed link confirms, and changes nothing: mail programs open links too. used tells that
// it has done its work.
func OpenConfirmation(ctx context.Context, st *store.Store, token string) (e *Entry, used bool, err error) {
	link, who, err := confirmation(st.Read(ctx), st.Now(), token)
	if err != nil {
		return nil, false, err
	}
	e, err = entryOf(st.Read(ctx), who.ID, st.Today("IT"))
	if err == nil && e == nil {
		err = errDeadConfirmation
	}
	return e, link.UsedAt != nil, err
}

// ConfirmByLink is Confirm for who holds a mailed link: good for this and nothing else, and once.
func ConfirmByLink(ctx context.Context, st *store.Store, token string) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		link, who, err := confirmation(tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}), tx.Now(), token)
		if err != nil || link.UsedAt != nil { // pressed twice: it is done
			return err
		}
		now := tx.Now()
		link.UsedAt = &now
		if err := tx.Save(link); err != nil {
			return err
		}
		return confirm(tx, models.Actor{AccountID: *link.AccountID, Name: who.GivenName + " " + who.Surname}, who.ID)
	})
}

// confirmation is a link that confirms an entry, and whose.
func confirmation(db *gorm.DB, now time.Time, token string) (*models.Link, *models.Person, error) {
	var link models.Link
	var who models.Person
	err := db.Where("token_hash = ? and purpose = ? and expires_at > ?", mail.HashToken(token), models.LinkListing, now).Take(&link).Error
	if err == nil {
		err = db.Session(&gorm.Session{NewDB: true}).Where("account_id = ?", link.AccountID).Take(&who).Error
	}
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = errDeadConfirmation
	}
	return &link, &who, err
}
