package accreditation

import (
	"context"
	"strconv"

	"gorm.io/gorm/clause"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// UpholdInput is whose accreditations to confirm together, as they were listed, and why.
type UpholdInput struct {
	IDs  []string `form:"id" validate:"required,max=500"`
	Text string   `form:"text" validate:"required,max=4000"`
}

// UpholdAll confirms in one act the accreditations in doubt of people whom the edition in force lists as valid again. Whoever is no
// longer so, since a colleague was quicker or a newer edition says otherwise, is left as they are.
func UpholdAll(ctx context.Context, st *store.Store, by models.Actor, bodyID int64, in UpholdInput) error {
	if !by.OfficerOf(bodyID) {
		return models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return err
	}
	ids := make([]int64, 0, len(in.IDs))
	for _, typed := range in.IDs {
		if id, err := strconv.ParseInt(typed, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		b, err := store.Lock[models.Body](tx, bodyID) // nothing is published meanwhile
		if err != nil {
			return err
		}
		var list []models.Accreditation
		err = tx.Table("accreditations a").Clauses(clause.Locking{Strength: "NO KEY UPDATE", Table: clause.Table{Name: "a"}}).
			Where("a.body_id = ? and a.id in ? and a.person_id <> ? and "+back, bodyID, ids, by.PersonID).Order("a.id").Find(&list).Error
		for i := range list {
			if err == nil {
				err = uphold(tx, by, &list[i], b, in.Text)
			}
		}
		return err
	})
}

func uphold(tx *store.Tx, by models.Actor, a *models.Accreditation, b *models.Body, reason string) error {
	event, err := a.Uphold(by, reason, tx.Now())
	if err != nil {
		return err
	}
	if err := tx.Save(a, &event); err != nil {
		return err
	}
	return tellPerson(tx, a, b, "accreditation_upheld", "text", reason)
}
