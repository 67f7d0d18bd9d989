package review

import (
	"context"

	"albo/app/accreditation"
	"albo/app/membership"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// Input is a decision on a case: the line that is the person's, or that none of them is.
type Input struct {
	Decision models.CheckDecision `form:"decision" validate:"oneof=same_person not_same_person"`
	Line     int64                `form:"line"`
}

// line is the line decided for, 0 for none.
func (in Input) line() (int64, error) {
	switch {
	case in.Decision == models.NotSamePerson:
		return 0, nil
	case in.Decision != models.SamePerson:
		return 0, models.Refuse(models.Invalid, "matches.choose_decision")
	case in.Line == 0:
		return 0, models.Refuse(models.Invalid, "matches.choose_line")
	}
	return in.Line, nil
}

// Decide records a decision on an open case.
func Decide(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64, in Input) error {
	c, err := find(ctx, st, by, d, id)
	if err != nil {
		return err
	}
	line, err := in.line()
	if err != nil {
		return err
	}
	if err := take(ctx, st, by, id); err != nil {
		return err
	}
	if c.Admission != nil {
		return membership.DecideMatch(ctx, st, by, c.Admission.ID, id, line)
	}
	return accreditation.DecideMatch(ctx, st, by, c.Accreditation.ID, id, line)
}

// QuestionInput is what the person is asked.
type QuestionInput struct {
	Text string `form:"text" validate:"required,max=4000"`
}

// Ask asks the person to check what they declared; the case waits for the answer, or until its term is over. Where a newer
// edition came out while the question was written, it is asked in the case that goes on with it.
func Ask(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64, in QuestionInput) error {
	c, err := find(ctx, st, by, d, id)
	if err != nil {
		return err
	}
	if err := take(ctx, st, by, c.Newest); err != nil {
		return err
	}
	if c.Admission != nil {
		return membership.AskIdentity(ctx, st, by, c.Admission.ID, c.Newest, membership.CompletionInput(in))
	}
	return accreditation.AskIdentity(ctx, st, by, c.Accreditation.ID, c.Newest, accreditation.DecisionInput{Text: in.Text})
}

// Reopen takes a decision back while nothing was built upon it, or has lines proposed again that earlier decisions keep from an open
// case. It gives the number of the case to go on with: that of the edition in force.
func Reopen(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64) (int64, error) {
	c, err := find(ctx, st, by, d, id)
	if err != nil {
		return 0, err
	}
	var check *models.RosterCheck
	if c.Admission != nil {
		check, err = membership.ReopenMatch(ctx, st, by, c.Admission.ID, id)
	} else {
		check, err = accreditation.ReopenMatch(ctx, st, by, c.Accreditation.ID, id)
	}
	if err != nil {
		return 0, err
	}
	return check.ID, nil
}

// Leave lets go of a case; Hold keeps it longer while somebody works on it.
func Leave(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64) error {
	if _, err := find(ctx, st, by, d, id); err != nil {
		return err
	}
	return roster.Release(st.Read(ctx), by, id)
}

func Hold(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64) error {
	if _, err := find(ctx, st, by, d, id); err != nil {
		return err
	}
	return take(ctx, st, by, id)
}
