package roster

import (
	"errors"

	"gorm.io/gorm"

	"albo/app/store"
	"albo/models"
)

// follow has a new look-up go on with the case that the edition before left open: since when it waits, what was asked and
// answered. Where the new edition settles it, a question to the person ends.
func follow(tx *store.Tx, check *models.RosterCheck, e *models.RosterEdition) error {
	var before models.RosterCheck
	err := ofCase(tx.DB, check, e.BodyID).Preload("Candidates").Where("e.number < ?", e.Number).Order("e.number desc").Take(&before).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return nil
	case err != nil || !before.Open():
		return err
	case check.Open():
		check.Follow(&before)
		return tx.Save(check)
	}
	if event, closed := before.CloseQuestion(tx.Now()); closed {
		return tx.Save(&before, &event)
	}
	return nil
}

// ofCase are the look-ups of one case: of one person, or one application, in the editions of one body.
func ofCase(db *gorm.DB, check *models.RosterCheck, bodyID int64) *gorm.DB {
	return db.Model(&models.RosterCheck{}).Joins("join roster_editions e on e.id = roster_checks.edition_id").
		Where("roster_checks.person_id = ? and roster_checks.admission_id is not distinct from ? and e.body_id = ?", check.PersonID, check.AdmissionID, bodyID)
}

// Case are the numbers of the look-ups that a case is made of, the newest edition's first.
func Case(db *gorm.DB, check *models.RosterCheck, bodyID int64) (ids []int64, err error) {
	return ids, ofCase(db, check, bodyID).Order("e.number desc").Pluck("roster_checks.id", &ids).Error
}

// inForce refuses a step on a case that a newer edition goes on with.
func inForce(tx *store.Tx, check *models.RosterCheck, bodyID int64) error {
	ids, err := Case(tx.DB, check, bodyID)
	if err == nil && ids[0] != check.ID {
		return models.Refuse(models.Conflict, "matches.newer_edition")
	}
	return err
}

// anew looks up again what nobody's decision stands on any more: what the cases waited for goes with them.
func anew(tx *store.Tx, look func() error, where ...any) error {
	var before []models.RosterCheck
	err := errors.Join(tx.Preload("Candidates").Find(&before, where...).Error, tx.Delete(&models.RosterCheck{}, where...).Error)
	if err != nil {
		return err
	}
	if err := look(); err != nil {
		return err
	}
	for i := range before {
		now, err := checkOf(tx.DB, before[i].PersonID, before[i].AdmissionID, before[i].EditionID, nil)
		if errors.Is(err, gorm.ErrRecordNotFound) || err == nil && !(before[i].Open() && now.Open()) {
			continue
		}
		if err != nil {
			return err
		}
		now.Follow(&before[i])
		if err := tx.Save(now); err != nil {
			return err
		}
	}
	return nil
}
