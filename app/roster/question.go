package roster

import (
	"context"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// Questions are the questions that wait for the actor's answer.
func Questions(ctx context.Context, st *store.Store, by models.Actor) (list []models.RosterCheck, err error) {
	return list, st.Read(ctx).Preload("Edition.Body").
		Where("person_id = ? and person_id <> 0 and question <> '' and answered_at is null and decision = ''", by.PersonID).
		Order("id").Find(&list).Error
}

// ShowQuestion is one question for the person who is asked. It never shows the listed line: that may be somebody else's.
func ShowQuestion(ctx context.Context, st *store.Store, by models.Actor, id int64) (*models.RosterCheck, error) {
	return store.Find[models.RosterCheck](st.Read(ctx).Preload("Edition.Body"), id, "person_id = ? and person_id <> 0 and question <> ''", by.PersonID)
}

// AnswerInput is the person's answer.
type AnswerInput struct {
	Answer string `form:"answer" validate:"required,max=4000"`
}

// Answer brings a case back to who decides, with the person's answer.
func Answer(ctx context.Context, st *store.Store, by models.Actor, id int64, in AnswerInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		check, err := store.Lock[models.RosterCheck](tx, id, "person_id = ?", by.PersonID)
		if err != nil {
			return err
		}
		event, err := check.AnsweredBy(by, in.Answer, tx.Now())
		if err != nil {
			return err
		}
		return tx.Save(check, &event)
	})
}
