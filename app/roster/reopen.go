package roster

import (
	"errors"
	"slices"

	"gorm.io/gorm"

	"albo/app/store"
	"albo/models"
)

// Aside is an earlier decision by which a line is not proposed, and who took it: empty where it was taken in another office.
type Aside struct {
	models.MatchDecision
	By string
}

// SetAside are the earlier decisions by which lines of a look-up's edition are not proposed.
func SetAside(db *gorm.DB, check *models.RosterCheck, declared models.Declared, bodyID int64) (list []Aside, err error) {
	decided, err := decisionsOf(db, check.PersonID, bodyID)
	if err != nil {
		return nil, err
	}
	decided = slices.DeleteFunc(decided, func(m models.MatchDecision) bool {
		return m.Decision != models.NotSamePerson || m.CheckID != nil && *m.CheckID == check.ID
	})
	if len(decided) == 0 {
		return nil, nil
	}
	lines, err := likely(db, declared, check.EditionID)
	if err != nil {
		return nil, err
	}
	for _, m := range decided {
		if !slices.ContainsFunc(lines, func(l models.RosterLine) bool { return m.Excludes(declared, &l) }) {
			continue
		}
		by, err := colleague(db, m.DecidedBy, check, bodyID)
		if err != nil {
			return nil, err
		}
		list = append(list, Aside{m, by})
	}
	return list, nil
}

// colleague is the name of an account that works, or worked, where a case is decided.
func colleague(db *gorm.DB, account *int64, check *models.RosterCheck, bodyID int64) (name string, err error) {
	return name, db.Raw(`select a.name from accounts a where a.id = @account and exists (select from roles r where r.account_id = a.id
		and (r.association_id = (select association_id from admissions where id = @admission) or @association and r.body_id = @body))`,
		map[string]any{"account": account, "admission": check.AdmissionID, "association": check.AdmissionID == nil, "body": bodyID}).Scan(&name).Error
}

// Reopen takes back what was decided on a case; of one that nobody decided, the earlier decisions by which lines are not proposed. They
// are no longer remembered, and what rested on them is looked up again. It gives the case of the edition in force.
func Reopen(tx *store.Tx, by models.Actor, checkID int64, declared models.Declared, whose ...any) (*models.RosterCheck, error) {
	check, err := store.Lock[models.RosterCheck](tx, checkID, whose...)
	if err != nil {
		return nil, err
	}
	e, err := store.Find[models.RosterEdition](tx.DB, check.EditionID)
	if err != nil {
		return nil, err
	}
	if err := Hold(tx, e.BodyID); err != nil {
		return nil, err
	}
	decided, err := takenBack(tx.DB, check, declared, e.BodyID)
	if err != nil {
		return nil, err
	}
	now, err := InForce(tx.DB, e.BodyID)
	if err != nil {
		return nil, err
	}
	rest, err := restingOn(tx, check, decided, now.ID)
	if err != nil {
		return nil, err
	}
	event := check.Reopen(by, tx.Now())
	if err := errors.Join(tx.Save(&event), tx.Delete(&models.MatchDecision{}, "id in ?", decided).Error); err != nil {
		return nil, err
	}
	for _, k := range rest {
		if err := errors.Join(notHeld(tx, by, k.ID), lookOver(tx, k, declared)); err != nil {
			return nil, err
		}
	}
	return Check(tx, check.PersonID, check.AdmissionID, declared, now)
}

// takenBack are the decisions that are to be forgotten: those that settled a case, or that keep lines from an open one.
func takenBack(db *gorm.DB, check *models.RosterCheck, declared models.Declared, bodyID int64) (ids []int64, err error) {
	if check.Decision != models.Undecided {
		return ids, db.Model(&models.MatchDecision{}).Where("check_id = ? or id = ?", check.ID, check.RememberedID).Pluck("id", &ids).Error
	}
	aside, err := SetAside(db, check, declared, bodyID)
	if err == nil && len(aside) == 0 {
		err = models.Refuse(models.Conflict, "matches.not_decided")
	}
	for _, a := range aside {
		ids = append(ids, a.ID)
	}
	return ids, err
}

// restingOn locks the look-ups of a case that decisions settled: the one that was decided, those that later editions settled
// by it, and that of the edition in force, unless somebody decided that one.
func restingOn(tx *store.Tx, check *models.RosterCheck, decided []int64, edition int64) (list []*models.RosterCheck, err error) {
	var ids []int64
	err = tx.Raw(`select id from roster_checks where person_id = @person and admission_id is not distinct from @admission
		and (id = @check or remembered_id in @decided or edition_id = @edition and decision = '') order by id`,
		map[string]any{"person": check.PersonID, "admission": check.AdmissionID, "check": check.ID, "decided": append(decided, 0), "edition": edition}).Scan(&ids).Error
	for _, id := range ids {
		k, failed := store.Lock[models.RosterCheck](tx, id)
		list, err = append(list, k), errors.Join(err, failed)
	}
	return list, err
}

// lookOver looks again in the edition of a check, whatever settled it. Since when the person waits stays.
func lookOver(tx *store.Tx, check *models.RosterCheck, declared models.Declared) error {
	e, err := store.Find[models.RosterEdition](tx.DB, check.EditionID)
	if err != nil {
		return err
	}
	check.Undecide()
	err = errors.Join(dropDecision(tx, check.ID), tx.Delete(&models.RosterCandidate{}, "check_id = ?", check.ID).Error)
	if err != nil {
		return err
	}
	candidates, err := look(tx.DB, check, declared, e)
	if err != nil {
		return err
	}
	return errors.Join(propose(tx, check, candidates), tx.Save(check))
}
