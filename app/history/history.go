// Package history reads what was done to a thing, by whom and when.
package history

import (
	"context"

	"albo/app/store"
	"albo/models"
)

// Subject is a thing with a history: its kind and id.
type Subject struct {
	Kind string
	ID   int64
}

// Of is the history of one or several things together, newest first.
func Of(ctx context.Context, st *store.Store, subjects ...Subject) (events []models.Event, err error) {
	pairs := make([][]any, 0, len(subjects))
	for _, s := range subjects {
		pairs = append(pairs, []any{s.Kind, s.ID})
	}
	if len(pairs) == 0 {
		return nil, nil
	}
	err = st.Read(ctx).Where("(subject, subject_id) in ?", pairs).Order("at desc, id desc").Limit(500).Find(&events).Error
	return events, err
}
