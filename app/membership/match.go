package membership

import (
	"context"

	"albo/app/input"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// DecideMatch records an admin's decision on the lines proposed by a check: this one, or none (0).
func DecideMatch(ctx context.Context, st *store.Store, by models.Actor, id, checkID, lineID int64) error {
	return match(ctx, st, by, id, func(tx *store.Tx, a *models.Admission) error {
		_, err := roster.Decide(tx, by, checkID, lineID, a.Declared, "admission_id = ?", id)
		return err
	})
}

// ReopenMatch takes a decision on lines back, as long as the application is not decided, and gives the case of the edition in force.
func ReopenMatch(ctx context.Context, st *store.Store, by models.Actor, id, checkID int64) (check *models.RosterCheck, err error) {
	err = match(ctx, st, by, id, func(tx *store.Tx, a *models.Admission) (err error) {
		check, err = roster.Reopen(tx, by, checkID, a.Declared, "admission_id = ?", id)
		return err
	})
	return check, err
}

func match(ctx context.Context, st *store.Store, by models.Actor, id int64, do func(*store.Tx, *models.Admission) error) error {
	return decide(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, _ *models.Association) (models.Event, error) {
		if err := a.Decidable(by); err != nil {
			return models.Event{}, err
		}
		return models.Event{}, do(tx, a)
	})
}

// AskIdentity asks the applicant to check what they declared: a request for completion, for which the case waits.
func AskIdentity(ctx context.Context, st *store.Store, by models.Actor, id, checkID int64, in CompletionInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return decide(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, to *models.Association) (models.Event, error) {
		event, err := ask(tx, by, a, to, in.Text)
		if err != nil {
			return event, err
		}
		_, err = roster.Asked(tx, by, checkID, "", a.CompletionDueOn.AddDays(1).Begins(to.Country), "admission_id = ?", id)
		return event, err
	})
}
