package accreditation

import (
	"context"
	"maps"
	"slices"
	"time"

	"albo/app/body"
	"albo/app/input"
	"albo/app/person"
	"albo/app/store"
	"albo/models"
)

// DecisionInput is what an officer fills in for a step; which fields a step needs is in decisions.
type DecisionInput struct {
	Text       string      `form:"text" validate:"max=4000"`
	ActKind    string      `form:"act_kind" validate:"max=80"`
	ActNumber  string      `form:"act_number" validate:"max=40"`
	ActDate    models.Date `form:"act_date"`
	Protocol   string      `form:"protocol" validate:"max=60"`
	ValidUntil models.Date `form:"valid_until"`
}

func (in DecisionInput) decision() models.Decision {
	return models.Decision{
		Act:    models.Act{ActKind: in.ActKind, ActNumber: in.ActNumber, ActDate: in.ActDate, Protocol: in.Protocol},
		Reason: in.Text, ValidUntil: in.ValidUntil,
	}
}

// decision is one step of an officer: what it asks for, what it does, and the mail that tells the person.
type decision struct {
	needs []string
	do    func(a *models.Accreditation, by models.Actor, in DecisionInput, c circumstances) (models.Event, error)
	mail  string
}

// circumstances is what a step depends on beside the input.
type circumstances struct {
	tx    *store.Tx
	body  *models.Body
	rules models.Rules
}

var decisions = map[string]decision{
	"take_up": {nil, func(a *models.Accreditation, by models.Actor, _ DecisionInput, c circumstances) (models.Event, error) {
		return a.TakeUp(by, c.tx.Now())
	}, ""},
	"request_completion": {[]string{"text"}, func(a *models.Accreditation, by models.Actor, in DecisionInput, c circumstances) (models.Event, error) {
		return a.RequestCompletion(by, in.Text, c.rules, c.body.Country, c.tx.Now())
	}, "accreditation_completion"},
	"give_notice": {[]string{"text"}, func(a *models.Accreditation, by models.Actor, in DecisionInput, c circumstances) (models.Event, error) {
		return a.GiveNotice(by, in.Text, c.rules, c.body.Country, c.tx.Now())
	}, "accreditation_notice"},
	"grant": {[]string{"act_kind", "act_number", "act_date"}, func(a *models.Accreditation, by models.Actor, in DecisionInput, c circumstances) (models.Event, error) {
		return a.Grant(by, in.decision(), c.tx.Now())
	}, "accreditation_granted"},
	"refuse": {[]string{"act_kind", "act_number", "act_date", "text"}, func(a *models.Accreditation, by models.Actor, in DecisionInput, c circumstances) (models.Event, error) {
		return a.Refuse(by, in.decision(), c.body.Country, c.tx.Now())
	}, "accreditation_refused"},
	"suspend":   {act, inForce((*models.Accreditation).Suspend), "accreditation_suspended"},
	"reinstate": {act, inForce((*models.Accreditation).Reinstate), "accreditation_reinstated"},
	"revoke":    {act, inForce((*models.Accreditation).Revoke), "accreditation_revoked"},
	"lapse":     {act, inForce((*models.Accreditation).Lapse), "accreditation_lapsed"},
	"uphold": {[]string{"text"}, func(a *models.Accreditation, by models.Actor, in DecisionInput, c circumstances) (models.Event, error) {
		return a.Uphold(by, in.Text, c.tx.Now())
	}, "accreditation_upheld"},
}

var act = []string{"act_kind", "act_number", "act_date", "text"}

func inForce(do func(*models.Accreditation, models.Actor, models.Decision, time.Time) (models.Event, error)) func(*models.Accreditation, models.Actor, DecisionInput, circumstances) (models.Event, error) {
	return func(a *models.Accreditation, by models.Actor, in DecisionInput, c circumstances) (models.Event, error) {
		return do(a, by, in.decision(), c.tx.Now())
	}
}

// Decide takes an officer's step on an accreditation, with its act and reason, and tells the person.
func Decide(ctx context.Context, st *store.Store, by models.Actor, id int64, name string, in DecisionInput) error {
	d, ok := decisions[name]
	if !ok {
		return models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return err
	}
	return office(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, b *models.Body) (models.Event, error) {
		wrong := a.WrongDays(in.ActDate, in.ValidUntil, tx.Today(b.Country), b.Country)
		maps.Copy(wrong, needed(d.needs, in))
		if err := input.Wrong(wrong); err != nil && slices.Contains(Steps(a), name) {
			return models.Event{}, err
		}
		rules, err := body.Rules(tx.DB, b, tx.Today(b.Country))
		if err != nil {
			return models.Event{}, err
		}
		event, err := d.do(a, by, in, circumstances{tx, b, rules})
		if err != nil {
			return event, err
		}
		if name == "grant" {
			if err := person.Identify(tx, a.PersonID, a.Declared); err != nil {
				return event, err
			}
			if err := tx.Enqueue(Granted{a.ID}); err != nil {
				return event, err
			}
		}
		if d.mail == "" {
			return event, nil
		}
		return event, tellPerson(tx, a, b, d.mail, "text", in.Text, "notice_due", a.NoticeDueOn.String(), "completion_due", a.CompletionDueOn.String(),
			"act_kind", in.ActKind, "act_number", in.ActNumber, "act_date", in.ActDate.String())
	})
}

func needed(fields []string, in DecisionInput) map[string]models.Text {
	given := map[string]bool{
		"text": in.Text != "", "act_kind": in.ActKind != "", "act_number": in.ActNumber != "", "act_date": !in.ActDate.IsZero(),
	}
	wrong := map[string]models.Text{}
	for _, field := range fields {
		if !given[field] {
			wrong[field] = models.Say("invalid.required")
		}
	}
	return wrong
}

// Steps lists the steps that an officer can take on an accreditation as it stands, in the order in which they are offered.
func Steps(a *models.Accreditation) (steps []string) {
	for _, name := range []string{"take_up", "grant", "request_completion", "give_notice", "refuse", "uphold", "suspend", "reinstate", "revoke", "lapse"} {
		if models.AccreditationMoves.Allows(name, a.State) || name == "uphold" && a.Doubt != "" {
			steps = append(steps, name)
		}
	}
	return steps
}

// Needs tells which fields a step asks for.
func Needs(step string) []string { return decisions[step].needs }
