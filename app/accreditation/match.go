package accreditation

import (
	"context"
	"fmt"

	"albo/app/body"
	"albo/app/input"
	"albo/app/mail"
	"albo/app/person"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// DecideMatch records an officer's decision on the lines that an edition proposes for somebody: this one, or none (0). What
// follows for the accreditation follows at once.
func DecideMatch(ctx context.Context, st *store.Store, by models.Actor, id, checkID, lineID int64) error {
	return match(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, declared models.Declared) (models.Event, error) {
		check, err := roster.Decide(tx, by, checkID, lineID, declared, checks(a)...)
		if err != nil {
			return models.Event{}, err
		}
		return follows(tx, by, a, check)
	})
}

// ReopenMatch takes a decision on lines back and gives the case of the edition in force. What was decided in that edition stands once an
// act was built upon it; what is only remembered of an earlier one may be taken back all the same, and the acts stand.
func ReopenMatch(ctx context.Context, st *store.Store, by models.Actor, id, checkID int64) (check *models.RosterCheck, err error) {
	err = match(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, declared models.Declared) (models.Event, error) {
		var upon bool
		err := tx.Raw(`select exists (select from events where subject = 'accreditation' and subject_id = @id and step not in ('found', 'put_in_doubt', 'restore')
			and id > (select max(id) from events where subject = 'roster_check' and subject_id = @check and step in ('confirm_match', 'reject_match')))
			and (select e.number = (select max(number) from roster_editions where body_id = e.body_id) from roster_checks k join roster_editions e on e.id = k.edition_id where k.id = @check)`,
			map[string]any{"id": a.ID, "check": checkID}).Scan(&upon).Error
		if err != nil {
			return models.Event{}, err
		}
		if upon {
			return models.Event{}, models.Refuse(models.Conflict, "matches.built_upon")
		}
		if check, err = roster.Reopen(tx, by, checkID, declared, checks(a)...); err != nil {
			return models.Event{}, err
		}
		return follows(tx, by, a, check)
	})
	return check, err
}

// follows is what a look-up says of the doubt about an accreditation.
func follows(tx *store.Tx, by models.Actor, a *models.Accreditation, check *models.RosterCheck) (models.Event, error) {
	reason, err := doubt(tx, a, check)
	switch {
	case err != nil:
		return models.Event{}, err
	case reason == "":
		return a.Found(by, check, tx.Now()), nil
	}
	return putInDoubt(tx, a, check, reason)
}

// AskIdentity asks the person to check what they declared. While the application is open it is a request for completion;
// afterwards a question of its own. The case waits for the answer.
func AskIdentity(ctx context.Context, st *store.Store, by models.Actor, id, checkID int64, in DecisionInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	if err := input.Wrong(needed([]string{"text"}, in)); err != nil {
		return err
	}
	return office(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, b *models.Body) (models.Event, error) {
		event, err := ask(tx, by, a, b, checkID, in)
		if err != nil {
			return event, err
		}
		question, last := in.Text, tx.Today(b.Country).AddDays(models.QuestionDays)
		if !a.CompletionDueOn.IsZero() {
			question, last = "", a.CompletionDueOn
		}
		_, err = roster.Asked(tx, by, checkID, question, last.AddDays(1).Begins(b.Country), checks(a)...)
		return event, err
	})
}

func ask(tx *store.Tx, by models.Actor, a *models.Accreditation, b *models.Body, checkID int64, in DecisionInput) (models.Event, error) {
	if by.Is(a.PersonID) {
		return models.Event{}, models.Refuse(models.Forbidden, "accreditation.not_ones_own")
	}
	if !models.AccreditationMoves.Allows("request_completion", a.State) && a.State != models.AccreditationSubmitted {
		return models.Event{}, mail.TellPerson(tx, a.PersonID, models.Message{
			Kind: "identity_question", Params: map[string]string{"body": b.Name}, Path: fmt.Sprintf("/me/questions/%d", checkID),
		})
	}
	if a.State == models.AccreditationSubmitted {
		event, err := a.TakeUp(by, tx.Now())
		if err != nil {
			return event, err
		}
		if err := tx.Save(&event); err != nil {
			return event, err
		}
	}
	rules, err := body.Rules(tx.DB, b, tx.Today(b.Country))
	if err != nil {
		return models.Event{}, err
	}
	event, err := a.RequestCompletion(by, in.Text, rules, b.Country, tx.Now())
	if err != nil {
		return event, err
	}
	return event, tellPerson(tx, a, b, "accreditation_completion", "text", in.Text, "completion_due", a.CompletionDueOn.String())
}

// checks are the cases of an accreditation: the look-ups of its person in the rosters of its body.
func checks(a *models.Accreditation) []any {
	return []any{"person_id = ? and admission_id is null and edition_id in (select id from roster_editions where body_id = ?)", a.PersonID, a.BodyID}
}

// match is a decision on lines by an officer, never in their own case.
func match(ctx context.Context, st *store.Store, by models.Actor, id int64, do func(*store.Tx, *models.Accreditation, models.Declared) (models.Event, error)) error {
	return office(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, _ *models.Body) (models.Event, error) {
		if by.Is(a.PersonID) {
			return models.Event{}, models.Refuse(models.Forbidden, "accreditation.not_ones_own")
		}
		p, err := store.Find[models.Person](tx.DB.Preload("Residence"), a.PersonID)
		if err != nil {
			return models.Event{}, err
		}
		return do(tx, a, person.Declared(p))
	})
}

// office locks an accreditation handed in to one of the actor's bodies, takes the step and keeps it with its history.
func office(ctx context.Context, st *store.Store, by models.Actor, id int64, do func(*store.Tx, *models.Accreditation, *models.Body) (models.Event, error)) error {
	return step(ctx, st, id, []any{"body_id in ? and (received_at is not null or source = ?)", by.Bodies(), models.SourceRecognised}, do)
}

// putInDoubt records a doubt that a decision on lines leaves, and tells whom it concerns the first time.
func putInDoubt(tx *store.Tx, a *models.Accreditation, check *models.RosterCheck, reason models.DoubtReason) (models.Event, error) {
	e, err := store.Find[models.RosterEdition](tx.DB.Preload("Body"), check.EditionID)
	if err != nil {
		return models.Event{}, err
	}
	event, first := a.PutInDoubt(reason, e, e.Body, tx.Now())
	if !first {
		return event, nil
	}
	p, err := store.Find[models.Person](tx.DB, a.PersonID)
	if err != nil {
		return event, err
	}
	return event, tellDoubt(tx, a, p, e)
}
