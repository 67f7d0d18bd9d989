package roster

import (
	"context"
	"slices"

	"albo/app/store"
	"albo/models"
)

// MendColumn is a column of an edition written out to be mended: the field, and the header of the file where it is sure to be
// understood again.
type MendColumn struct {
	Field  models.RosterField
	Header string // empty: the field's own name
}

// MendColumns are the columns of an edition in the order of its file, full names in two, each field once.
func MendColumns(e *models.RosterEdition) (list []MendColumn) {
	add := func(c MendColumn) {
		if !slices.ContainsFunc(list, func(other MendColumn) bool { return other.Field == c.Field }) {
			list = append(list, c)
		}
	}
	for _, c := range e.Layout.Columns {
		switch {
		case c.Field == models.RosterIgnored:
		case c.Field == models.RosterFullName:
			add(MendColumn{Field: models.RosterSurname})
			add(MendColumn{Field: models.RosterGivenName})
		case c.Confidence == models.Certain:
			add(MendColumn{c.Field, c.Header})
		default:
			add(MendColumn{Field: c.Field})
		}
	}
	return list
}

// MendCell is what to write of a line into a column: its value, or what stood in the file and was not understood.
func MendCell(l *models.RosterLine, field models.RosterField) string {
	value := l.Value(field)
	if d, err := models.ParseDate(value); err == nil && !d.IsZero() {
		return d.Time().Format("02/01/2006")
	}
	if value != "" && field != models.RosterStatus {
		return value
	}
	for _, c := range l.Complaints {
		if c.Field == field && c.Value != "" {
			return c.Value
		}
	}
	return value
}

// EachLine gives every line of an edition to do, in the order of its file, a few at a time from the database.
func EachLine(ctx context.Context, st *store.Store, e *models.RosterEdition, do func(*models.RosterLine) error) error {
	for row := -1; ; {
		var some []models.RosterLine
		if err := st.Read(ctx).Where("edition_id = ? and row > ?", e.ID, row).Order("row").Limit(1000).Find(&some).Error; err != nil || len(some) == 0 {
			return err
		}
		for i := range some {
			if err := do(&some[i]); err != nil {
				return err
			}
		}
		row = some[len(some)-1].Row
	}
}
