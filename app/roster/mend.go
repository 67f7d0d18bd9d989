package roster

import (
	"context"
	"slices"
	"strings"

	"albo/app/store"
	"albo/models"
)

// MendColumn is a column of an edition written out to be mended: the field, and the header of the file where it is sure to be
// understood again.
type MendColumn struct {
	Field  models.RosterField
	Header string // empty: the field's own name
}

// MendColumns are the columns of an edition in the order of its file, full names in two, each field once; then what its lines
// have from elsewhere, such as a title above them.
func MendColumns(ctx context.Context, st *store.Store, e *models.RosterEdition) (list []MendColumn, err error) {
	add := func(c MendColumn) {
		if !slices.ContainsFunc(list, func(other MendColumn) bool { return other.Field == c.Field }) {
			list = append(list, c)
		}
	}
	columns := e.Layout.Columns
	for _, t := range e.Layout.Tables {
		columns = append(columns, t.Columns...)
	}
	for _, c := range columns {
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
	var filled []string
	for _, field := range models.ComparedFields { // named as their columns
		filled = append(filled, "bool_or(cast("+string(field)+" as text) not in ('', '0', 'valid')) "+string(field))
	}
	given := map[string]any{}
	err = st.Read(ctx).Raw("select "+strings.Join(filled, ", ")+" from roster_lines where edition_id = ?", e.ID).Scan(&given).Error
	for _, field := range models.ComparedFields {
		if given[string(field)] == true {
			add(MendColumn{Field: field})
		}
	}
	return list, err
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
