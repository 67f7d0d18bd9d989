// Package privacy is what a person allows to be known about them, and for how long things are kept.
package privacy

import (
	"context"
	"slices"

	"albo/app/person"
	"albo/app/store"
	"albo/models"
)

// Consents are the items a person consents to today.
func Consents(ctx context.Context, st *store.Store, by models.Actor) (items []models.ConsentItem, err error) {
	err = st.Read(ctx).Model(&models.Consent{}).Where("person_id = ? and withdrawn_at is null", by.PersonID).Pluck("item", &items).Error
	return items, err
}

// SetConsents gives consent to exactly these items and withdraws every other, with the proof of what was read, when
// and in which language. The public list follows in the same transaction.
func SetConsents(ctx context.Context, st *store.Store, by models.Actor, items []models.ConsentItem, language string) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		who, err := person.Lock(tx, by)
		if err != nil {
			return err
		}
		var given []models.Consent
		if err := tx.Where("person_id = ? and withdrawn_at is null", who.ID).Find(&given).Error; err != nil {
			return err
		}
		now := tx.Now()
		var there []models.ConsentItem
		for _, c := range given {
			there = append(there, c.Item)
			if slices.Contains(items, c.Item) {
				continue
			}
			c.WithdrawnAt, c.WithdrawnBy = &now, &by.AccountID
			event := models.Note(by, now, "person", who.ID, "withdraw_consent", "", "", "item", string(c.Item))
			if err := tx.Save(&c, &event); err != nil {
				return err
			}
		}
		for _, item := range models.ConsentItems {
			if !slices.Contains(items, item) || slices.Contains(there, item) {
				continue
			}
			consent := &models.Consent{PersonID: who.ID, Item: item, TextVersion: models.ConsentText, Language: language, GivenAt: now, GivenBy: by.AccountID}
			event := models.Note(by, now, "person", who.ID, "give_consent", "", "", "item", string(item), "text", models.ConsentText)
			if err := tx.Save(consent, &event); err != nil {
				return err
			}
		}
		return nil
	})
}
