package roster

import (
	"context"
	"errors"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"albo/app/roster/matching"
	"albo/app/store"
	"albo/models"
)

// mostCompared is how many lines of one edition are compared with one person, mostProposed how many are kept as candidates.
const (
	mostCompared = 400
	mostProposed = 10
)

// Check looks a declared identity up in one published edition and keeps what it found. The same look-up twice is
// one check: what a person decided about it stays.
func Check(tx *store.Tx, personID int64, admissionID *int64, d models.Declared, e *models.RosterEdition) (*models.RosterCheck, error) {
	check := &models.RosterCheck{PersonID: personID, AdmissionID: admissionID, EditionID: e.ID, CheckedAt: tx.Now(), WaitingSince: tx.Now()}
	candidates, err := look(tx.DB, check, d, e)
	if err != nil {
		return nil, err
	}
	made := tx.Clauses(clause.OnConflict{DoNothing: true}).Omit(clause.Associations).Create(check)
	if made.Error != nil || made.RowsAffected == 0 {
		return checkOf(tx.DB, personID, admissionID, e.ID, made.Error)
	}
	return check, errors.Join(propose(tx, check, candidates), follow(tx, check, e))
}

// look finds the lines that may be the person, and what follows from them and from what was decided before.
func look(db *gorm.DB, check *models.RosterCheck, d models.Declared, e *models.RosterEdition) ([]matching.Candidate, error) {
	parameters, err := parametersOf(db, e)
	if err != nil {
		return nil, err
	}
	return lookBy(db, parameters, check, d, e)
}

func lookBy(db *gorm.DB, parameters *matching.Parameters, check *models.RosterCheck, d models.Declared, e *models.RosterEdition) ([]matching.Candidate, error) {
	lines, err := likely(db, d, e.ID)
	if err != nil {
		return nil, err
	}
	decided, err := decisionsOf(db, check.PersonID, e.BodyID)
	if err != nil {
		return nil, err
	}
	lines = decided.open(d, lines)
	result, line, candidates := parameters.Look(d, lines, e.AsOf)
	check.Result, check.LineID, check.Engine = result, nil, matching.Version
	if line != nil {
		check.LineID = &line.ID
	}
	decided.settle(check, d, lines, e.AsOf)
	return candidates, nil
}

// propose keeps the lines that a check proposes.
func propose(tx *store.Tx, check *models.RosterCheck, candidates []matching.Candidate) error {
	for _, c := range candidates[:min(len(candidates), mostProposed)] {
		candidate := models.RosterCandidate{CheckID: check.ID, LineID: c.Line.ID, Basis: c.Basis, Score: c.Score, Comparison: c.Comparison, Line: c.Line}
		if err := tx.Save(&candidate); err != nil {
			return err
		}
		check.Candidates = append(check.Candidates, candidate)
	}
	return nil
}

// checkOf is the check that was there already.
func checkOf(db *gorm.DB, personID int64, admissionID *int64, editionID int64, err error) (*models.RosterCheck, error) {
	if err != nil {
		return nil, err
	}
	var check models.RosterCheck
	err = db.Preload("Candidates.Line").Where("person_id = ? and admission_id is not distinct from ? and edition_id = ?", personID, admissionID, editionID).Take(&check).Error
	return &check, err
}

// likely fetches the lines that can be the person at all: the same code, the birth date or one a slip away from it, two words of the name, or,
// where the list gives no birth date, a name that is alike.
func likely(db *gorm.DB, d models.Declared, editionID int64) (lines []models.RosterLine, err error) {
	names := matching.Keys(d)
	alike, err := undated(db, d, editionID)
	if err != nil {
		return nil, err
	}
	err = db.Raw(`
		select * from roster_lines where id in (
		  select id from roster_lines where edition_id = @edition and line_key = @code and tax_code_key = @code and @code <> ''
		  union select id from roster_lines where edition_id = @edition and birth_date in @births
		  union select id from roster_lines where edition_id = @edition and name_key in @names
		  union select id from roster_lines where edition_id = @edition and id in @alike)
		order by (tax_code_key = @code) desc, (name_key = @name) desc, (birth_date = @birth) desc nulls last, row limit @most`,
		map[string]any{
			"edition": editionID, "code": d.TaxCodeKey, "birth": d.BirthDate, "births": append(matching.BirthDates(d.BirthDate), d.BirthDate),
			"name": names[0], "names": names, "alike": alike, "most": mostCompared,
		}).Scan(&lines).Error
	return lines, err
}

// undated finds the lines without a birth date whose name is like the one declared, the nearest first. What they are told
// apart by is one word that is written the same.
func undated(db *gorm.DB, d models.Declared, editionID int64) (ids []int64, err error) {
	rows, err := db.Raw(`select id, name_key from roster_lines
		where edition_id = ? and birth_date is null and string_to_array(name_key, ' ') && string_to_array(?, ' ') order by row`,
		editionID, matching.Keys(d)[0]).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	distance := matching.NameDistance(d)
	near := map[int][]int64{}
	for rows.Next() {
		var id int64
		var key string
		if err := rows.Scan(&id, &key); err != nil {
			return nil, err
		}
		if n := distance(key); n < matching.Strangers {
			near[n] = append(near[n], id)
		}
	}
	for n := range matching.Strangers {
		ids = append(ids, near[n]...)
	}
	return ids[:min(len(ids), mostCompared)], rows.Err()
}

// Hold keeps bodies from publishing until the transaction ends: an edition is either seen by it, or finds what it made when
// everybody concerned is checked again.
func Hold(tx *store.Tx, bodies ...int64) error {
	var held []int64
	return tx.Raw("select id from bodies where id in ? order by id for share", bodies).Scan(&held).Error
}

// CheckPerson looks somebody up in the edition in force of a body; without one there is nothing to look at.
func CheckPerson(tx *store.Tx, personID int64, d models.Declared, bodyID int64) error {
	if err := Hold(tx, bodyID); err != nil {
		return err
	}
	e, err := InForce(tx.DB, bodyID)
	if err != nil || e == nil {
		return err
	}
	_, err = Check(tx, personID, nil, d, e)
	return err
}

// CheckAdmission looks an application up in every published edition of the bodies concerned.
func CheckAdmission(tx *store.Tx, a *models.Admission, bodies []int64) error {
	if err := Hold(tx, bodies...); err != nil {
		return err
	}
	var editions []models.RosterEdition
	err := tx.Where("body_id in ? and state = ?", bodies, models.EditionPublished).Order("body_id, number").Find(&editions).Error
	if err != nil {
		return err
	}
	for i := range editions {
		if _, err := Check(tx, a.PersonID, &a.ID, a.Declared, &editions[i]); err != nil {
			return err
		}
	}
	event := models.Note(models.System, tx.Now(), "admission", a.ID, "check", "", "", "editions", strconv.Itoa(len(editions)))
	return tx.Save(&event)
}

// LookAgain looks somebody up anew in the edition in force of a body, because what they declare changed.
func LookAgain(tx *store.Tx, personID int64, d models.Declared, bodyID int64) error {
	e, err := InForce(tx.DB, bodyID)
	if err != nil || e == nil {
		return err
	}
	return anew(tx, func() error { return CheckPerson(tx, personID, d, bodyID) }, "person_id = ? and admission_id is null and edition_id = ?", personID, e.ID)
}

// LookAgainFor looks an application up anew, because what it declares changed.
func LookAgainFor(tx *store.Tx, a *models.Admission, bodies []int64) error {
	return anew(tx, func() error { return CheckAdmission(tx, a, bodies) }, "admission_id = ?", a.ID)
}

// Checks are the look-ups of an application with editions, lines and comparisons: each body's newest edition first.
func Checks(ctx context.Context, st *store.Store, admissionID int64) (list []models.RosterCheck, err error) {
	err = st.Read(ctx).Preload("Edition.Body").Preload("Decider").
		Preload("Candidates", func(db *gorm.DB) *gorm.DB { return db.Order("id") }).Preload("Candidates.Line").
		Joins("join roster_editions e on e.id = roster_checks.edition_id").
		Where("roster_checks.admission_id = ?", admissionID).Order("e.body_id, e.number desc").Find(&list).Error
	return list, err
}

// Confirmed is the newest confirmed line of an application in an edition that is still in force for its body, with
// that edition; nil when there is none. A line that a later edition no longer has is no evidence any more.
func Confirmed(db *gorm.DB, admissionID int64) (*models.RosterLine, *models.RosterEdition, error) {
	var l models.RosterLine
	err := db.Raw(`
		select l.* from roster_checks k
		  join roster_lines l on l.id = k.line_id
		  join roster_editions e on e.id = k.edition_id
		 where k.admission_id = ? and k.decision = ? and k.result = ?
		   and e.number = (select max(number) from roster_editions n where n.body_id = e.body_id)
		 order by e.as_of desc, l.id limit 1`, admissionID, models.SamePerson, models.FoundValid).Take(&l).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	e, err := store.Find[models.RosterEdition](db, l.EditionID)
	return &l, e, err
}
