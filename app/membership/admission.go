package membership

import (
	"context"
	"fmt"

	"albo/app/accreditation"
	"albo/app/association"
	"albo/app/input"
	"albo/app/person"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// ConfirmTraining records that an admin saw the title and accepts it.
func ConfirmTraining(ctx context.Context, st *store.Store, by models.Actor, id int64) error {
	return decide(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, _ *models.Association) (models.Event, error) {
		titles, err := titles(tx.DB, id)
		if err != nil {
			return models.Event{}, err
		}
		if titles == 0 {
			return models.Event{}, models.Refuse(models.Conflict, "admission.no_title")
		}
		return a.ConfirmTraining(by, tx.Now())
	})
}

// CompletionInput is what an admin asks the applicant for.
type CompletionInput struct {
	Text string `form:"text" validate:"required,max=4000"`
}

// RequestCompletion asks for what is missing and stops the clock.
func RequestCompletion(ctx context.Context, st *store.Store, by models.Actor, id int64, in CompletionInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return decide(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, to *models.Association) (models.Event, error) {
		return ask(tx, by, a, to, in.Text)
	})
}

// ask stops the clock and tells the applicant what is asked.
func ask(tx *store.Tx, by models.Actor, a *models.Admission, to *models.Association, text string) (models.Event, error) {
	rules, err := association.Rules(tx.DB, to, tx.Today(to.Country))
	if err != nil {
		return models.Event{}, err
	}
	event, err := a.RequestCompletion(by, text, rules, to.Country, tx.Now())
	if err != nil {
		return event, err
	}
	return event, tellApplicant(tx, a, to, "admission_completion", "text", text, "due", a.CompletionDueOn.String())
}

// AdmitInput is the resolution of the board by which somebody is admitted, and the word that an identity document was seen.
type AdmitInput struct {
	ResolutionNumber string      `form:"resolution_number" validate:"max=40"`
	ResolutionDate   models.Date `form:"resolution_date" validate:"required"`
	IdentitySeen     bool        `form:"identity_seen" validate:"required"`
}

// Admit writes the applicant into the members' book, takes over the accreditation that a confirmed
// roster line states, and tells them. However often it is pressed at once, it happens once.
func Admit(ctx context.Context, st *store.Store, by models.Actor, id int64, in AdmitInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return decide(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, to *models.Association) (models.Event, error) {
		if wrong := a.ResolutionDay(in.ResolutionDate, tx.Today(to.Country), to.Country); wrong != nil {
			return models.Event{}, input.Wrong(map[string]models.Text{"resolution_date": *wrong})
		}
		bodies, err := bodies(tx, to)
		if err != nil {
			return models.Event{}, err
		}
		if err := roster.Hold(tx, bodies...); err != nil {
			return models.Event{}, err
		}
		line, edition, err := roster.Confirmed(tx.DB, id)
		if err != nil {
			return models.Event{}, err
		}
		event, err := a.Admit(by, line != nil, models.Resolution{Number: in.ResolutionNumber, Date: in.ResolutionDate}, tx.Now())
		if err != nil {
			return event, err
		}
		number, err := enter(tx, by, a)
		if err != nil {
			return event, err
		}
		if err := person.Identify(tx, a.PersonID, a.Declared); err != nil {
			return event, err
		}
		if line != nil {
			if err := accreditation.Recognise(tx, by, a.PersonID, a.Declared, line, edition); err != nil {
				return event, err
			}
		}
		return event, tellApplicant(tx, a, to, "admission_admitted", "member_number", fmt.Sprint(number), "date", in.ResolutionDate.String())
	})
}

// enter gives the next number and writes the line of the members' book.
func enter(tx *store.Tx, by models.Actor, a *models.Admission) (number int, err error) {
	if number, err = tx.Next(fmt.Sprintf("member of association %d", a.AssociationID)); err != nil {
		return 0, err
	}
	entry, err := tx.Next(fmt.Sprintf("book entry of association %d", a.AssociationID))
	if err != nil {
		return 0, err
	}
	membership, line := a.Enter(by, number, entry, tx.Now())
	if err := tx.Save(membership); err != nil {
		return 0, err
	}
	line.MembershipID = membership.ID
	return number, tx.Save(line)
}

// RefuseInput is the type of a refusal and its reasons.
type RefuseInput struct {
	Reason models.RefusalReason `form:"reason" validate:"oneof=not_evidenced requirements incompatible false_statement no_answer"`
	Text   string               `form:"text" validate:"required,min=10,max=4000"`
}

// Refuse turns the application down and tells the applicant why, and until when the assembly can be asked.
func Refuse(ctx context.Context, st *store.Store, by models.Actor, id int64, in RefuseInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return decide(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, to *models.Association) (models.Event, error) {
		rules, err := association.Rules(tx.DB, to, tx.Today(to.Country))
		if err != nil {
			return models.Event{}, err
		}
		event, err := a.Refuse(by, in.Reason, in.Text, rules, to.Country, tx.Now())
		if err != nil {
			return event, err
		}
		return event, tellApplicant(tx, a, to, "admission_refused", "reason_key", "refusal."+string(in.Reason), "text", in.Text, "appeal_due", a.AppealDueOn.String())
	})
}

// decide locks an application handed in to one of the actor's associations, takes the step and keeps it with its history.
func decide(ctx context.Context, st *store.Store, by models.Actor, id int64, do func(*store.Tx, *models.Admission, *models.Association) (models.Event, error)) error {
	return step(ctx, st, id, []any{"association_id in ? and received_at is not null", by.Associations()}, do)
}
