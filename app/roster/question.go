package roster

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"albo/app/input"
	"albo/app/person"
	"albo/app/store"
	"albo/models"
)

// Questions are the questions that wait for the actor's answer.
func Questions(ctx context.Context, st *store.Store, by models.Actor) (list []models.RosterCheck, err error) {
	return list, st.Read(ctx).Preload("Edition.Body").
		Where("person_id = ? and person_id <> 0 and question <> '' and asked_until is not null and answered_at is null and decision = '' and id in (?)", by.PersonID, goingOn(st.Read(ctx))).
		Order("id").Find(&list).Error
}

// goingOn are, of the cases in which somebody is asked, the look-ups that go on with them.
func goingOn(db *gorm.DB) *gorm.DB {
	return db.Raw(`select distinct on (k.person_id, e.body_id) k.id from roster_checks k join roster_editions e on e.id = k.edition_id
		where k.question <> '' and k.admission_id is null order by k.person_id, e.body_id, e.number desc`)
}

// goesOn is the look-up with which a question goes on: a link to it outlives editions.
func goesOn(db *gorm.DB, by models.Actor, id int64) (now int64, err error) {
	err = db.Raw(`select k.id from roster_checks k join roster_editions e on e.id = k.edition_id
		where k.id in (?) and k.person_id = ? and e.body_id = (select f.body_id from roster_checks o join roster_editions f on f.id = o.edition_id
		  where o.id = ? and o.person_id = k.person_id and o.question <> '' and o.admission_id is null)`, goingOn(db), by.PersonID, id).Scan(&now).Error
	return now, err
}

// ShowQuestion is one question for the person who is asked. It never shows the listed line: that may be somebody else's.
func ShowQuestion(ctx context.Context, st *store.Store, by models.Actor, id int64) (*models.RosterCheck, error) {
	now, err := goesOn(st.Read(ctx), by, id)
	if err != nil {
		return nil, err
	}
	return store.Find[models.RosterCheck](st.Read(ctx).Preload("Edition.Body"), now)
}

// AnswerInput is the person's answer.
type AnswerInput struct {
	Answer string `form:"answer" validate:"required,max=4000"`
}

// Answer brings a case back to who decides, with the person's answer and what they declare by now.
func Answer(ctx context.Context, st *store.Store, by models.Actor, id int64, in AnswerInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		now, err := goesOn(tx.DB, by, id)
		if err != nil {
			return err
		}
		check, err := store.Lock[models.RosterCheck](tx, now)
		if err != nil {
			return err
		}
		event, err := check.AnsweredBy(by, in.Answer, tx.Now())
		if err != nil {
			return err
		}
		p, err := store.Find[models.Person](tx.DB.Preload("Residence"), check.PersonID)
		if err != nil {
			return err
		}
		return errors.Join(lookOver(tx, check, person.Declared(p)), tx.Save(&event))
	})
}
