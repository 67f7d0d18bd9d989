package roster

import (
	"context"
	"maps"

	"gorm.io/gorm/clause"

	"albo/app/store"
	"albo/models"
)

// remembered gives the corrections of a body's earlier files by the layout they are for.
func remembered(ctx context.Context, st *store.Store, bodyID int64) (func(fingerprint string) *models.RosterMemory, error) {
	var list []models.RosterMemory
	if err := st.Read(ctx).Where("body_id = ?", bodyID).Find(&list).Error; err != nil {
		return nil, err
	}
	byFingerprint := map[string]*models.RosterMemory{}
	for i := range list {
		byFingerprint[list[i].Fingerprint] = &list[i]
	}
	return func(fingerprint string) *models.RosterMemory { return byFingerprint[fingerprint] }, nil
}

// remember keeps what an officer corrected of an accepted file, for the next one of its layout. Whoever asked to guess afresh, and
// accepted the guesses, has the corrections forgotten.
func remember(tx *store.Tx, e *models.RosterEdition) error {
	switch {
	case e.Layout.Fingerprint == "":
		return nil
	case e.Settings.Corrects():
		memory := models.RosterMemory{
			BodyID: e.BodyID, Fingerprint: e.Layout.Fingerprint, Settings: e.Settings, GuessedHeader: e.Layout.GuessedHeader, EditionID: e.ID, KeptAt: tx.Now(),
		}
		return tx.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "body_id"}, {Name: "fingerprint"}},
			DoUpdates: clause.AssignmentColumns([]string{"settings", "guessed_header", "edition_id", "kept_at"}),
		}).Create(&memory).Error
	case e.Settings.Afresh:
		return tx.Delete(&models.RosterMemory{}, "body_id = ? and fingerprint = ?", e.BodyID, e.Layout.Fingerprint).Error
	}
	return nil
}

// corrected leaves out of the settings what repeats the guesses as they stand, so that only corrections are kept. Where the table is to
// be found otherwise, columns that nobody touched are guessed again.
func corrected(settings models.ReadSettings, e *models.RosterEdition) models.ReadSettings {
	now := e.Reading()
	if now.Sheet == "" && settings.Sheet == e.Layout.Sheet {
		settings.Sheet = ""
	}
	if now.HeaderRow == 0 && max(settings.HeaderRow, 0) == e.Layout.FirstHeaderRow() && settings.HeaderRows == 0 {
		settings.HeaderRow = 0
	}
	if settings.Columns == nil {
		return settings
	}
	touched := maps.Clone(settings.Columns)
	maps.DeleteFunc(touched, func(i int, field models.RosterField) bool {
		return i < 0 || i >= len(e.Layout.Columns) || e.Layout.Columns[i].Field == field && e.Layout.Columns[i].Confidence != models.Chosen
	})
	if len(touched) == 0 {
		settings.Columns = nil
	} else if !sameTable(settings, now) {
		settings.Columns = touched
	}
	return settings
}

// sameTable tells that two settings look for the table in the same place.
func sameTable(a, b models.ReadSettings) bool {
	return a.Sheet == b.Sheet && a.HeaderRow == b.HeaderRow && a.HeaderRows == b.HeaderRows && a.Encoding == b.Encoding && a.Delimiter == b.Delimiter
}
