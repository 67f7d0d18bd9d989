package roster

import (
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"albo/app/roster/matching"
	"albo/app/store"
	"albo/models"
)

// decisions are what was decided about one person and the lines of a body's rosters.
type decisions []models.MatchDecision

func decisionsOf(db *gorm.DB, personID, bodyID int64) (m decisions, err error) {
	return m, db.Where("person_id = ? and body_id = ?", personID, bodyID).Order("decided_at desc, id desc").Find(&m).Error
}

// Decisions are what was decided about somebody and a body's rosters, the newest first.
func Decisions(db *gorm.DB, personID, bodyID int64) ([]models.MatchDecision, error) {
	return decisionsOf(db, personID, bodyID)
}

// open are the lines that may still be proposed: those decided to be somebody else's are not, ever again.
func (m decisions) open(declared models.Declared, lines []models.RosterLine) []models.RosterLine {
	return slices.DeleteFunc(lines, func(l models.RosterLine) bool {
		return slices.ContainsFunc(m, func(d models.MatchDecision) bool { return d.Excludes(declared, &l) })
	})
}

// confirmed is the line that was decided to be the person's, with the decision; nil where there is none, or several.
func (m decisions) confirmed(declared models.Declared, lines []models.RosterLine) (line *models.RosterLine, by *models.MatchDecision) {
	for i := range lines {
		for j := range m {
			if !m[j].Confirms(declared, &lines[i]) {
				continue
			}
			if line != nil {
				return nil, nil
			}
			line, by = &lines[i], &m[j]
			break
		}
	}
	return line, by
}

// settle lets what was decided before speak: a line decided to be the person's stands without being asked again, unless
// another one is certain now.
func (m decisions) settle(check *models.RosterCheck, declared models.Declared, lines []models.RosterLine, asOf models.Date) {
	line, by := m.confirmed(declared, lines)
	switch {
	case line == nil:
	case check.LineID != nil && *check.LineID != line.ID:
		check.Result, check.LineID = models.Ambiguous, nil
	default:
		check.Result = matching.Standing(line, asOf)
		check.Recall(line, by)
	}
}

// keepDecision keeps a decision for the editions to come: the newest about a line counts.
func keepDecision(tx *store.Tx, check *models.RosterCheck, bodyID int64, declared models.Declared, lineID int64) error {
	for _, c := range check.Candidates {
		decision := models.NotSamePerson
		switch {
		case c.LineID == lineID:
			decision = models.SamePerson
		case lineID != 0:
			continue // the others were not looked at one by one
		}
		err := tx.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "person_id"}, {Name: "body_id"}, {Name: "line_key"}}, UpdateAll: true,
		}).Create(check.Remember(c.Line, bodyID, declared, decision)).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// dropDecision drops what was remembered of a case, before it is decided again.
func dropDecision(tx *store.Tx, checkID int64) error {
	return tx.Delete(&models.MatchDecision{}, "check_id = ?", checkID).Error
}
