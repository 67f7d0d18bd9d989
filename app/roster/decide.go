package roster

import (
	"errors"
	"time"

	"albo/app/roster/matching"
	"albo/app/store"
	"albo/models"
)

// Decide records a person's decision on the lines proposed for a declared identity: this one (lineID), or none of them (0).
// whose says which checks are the actor's to decide. What somebody else has in hand is not decided.
func Decide(tx *store.Tx, by models.Actor, checkID, lineID int64, declared models.Declared, whose ...any) (*models.RosterCheck, error) {
	check, err := store.Lock[models.RosterCheck](tx, checkID, whose...)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(notHeld(tx, by, checkID), tx.Where("check_id = ?", checkID).Preload("Line").Order("id").Find(&check.Candidates).Error); err != nil {
		return nil, err
	}
	if len(check.Candidates) == 0 {
		return nil, models.ErrNotFound
	}
	e, err := store.Find[models.RosterEdition](tx.DB, check.EditionID)
	if err != nil {
		return nil, err
	}
	if err := inForce(tx, check, e.BodyID); err != nil {
		return nil, err
	}
	var event models.Event
	if lineID == 0 {
		event = check.Reject(by, tx.Now())
	} else {
		if event, err = check.Confirm(by, lineID, tx.Now()); err != nil {
			return nil, err
		}
		check.Result = resultOf(check, lineID, e)
	}
	check.RememberedID = nil
	err = errors.Join(dropDecision(tx, checkID), keepDecision(tx, check, e.BodyID, declared, lineID), Release(tx.DB, by, checkID))
	if err != nil {
		return nil, err
	}
	return check, tx.Save(check, &event)
}

func resultOf(check *models.RosterCheck, lineID int64, e *models.RosterEdition) models.CheckResult {
	for _, c := range check.Candidates {
		if c.LineID == lineID {
			return matching.Standing(c.Line, e.AsOf)
		}
	}
	return check.Result
}

// Answered brings the cases of somebody who was asked back to who decides: those of an application, or those of a body.
func Answered(tx *store.Tx, personID int64, admissionID *int64, bodyID int64) error {
	return tx.Exec(`update roster_checks k set answered_at = @now from roster_editions e
		where e.id = k.edition_id and k.person_id = @person and k.asked_until is not null and k.answered_at is null
		  and (k.admission_id = cast(@admission as bigint) or cast(@admission as bigint) is null and k.admission_id is null and e.body_id = @body)`,
		map[string]any{"now": tx.Now(), "person": personID, "admission": admissionID, "body": bodyID}).Error
}

// Asked records that the person behind a case was asked: by a request of the procedure, or by a question of its own.
func Asked(tx *store.Tx, by models.Actor, checkID int64, question string, until time.Time, whose ...any) (*models.RosterCheck, error) {
	check, err := store.Lock[models.RosterCheck](tx, checkID, whose...)
	if err != nil {
		return nil, err
	}
	if err := notHeld(tx, by, checkID); err != nil {
		return nil, err
	}
	event, err := check.Ask(by, question, until, tx.Now())
	if err != nil {
		return nil, err
	}
	return check, errors.Join(tx.Save(check, &event), Release(tx.DB, by, checkID))
}
