package review

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"albo/app/association"
	"albo/app/body"
	"albo/app/history"
	"albo/app/person"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// Case is one look-up before who decides: what is declared, the lines that an edition proposes, and what was decided before.
type Case struct {
	*models.RosterCheck
	Desk          Desk
	Person        *models.Person
	Declared      models.Declared
	Admission     *models.Admission
	Accreditation *models.Accreditation
	Before        map[int64]models.MatchDecision // line → what was decided about whom it lists, which no longer settles it
	Aside         []roster.Aside                 // earlier decisions by which lines are not proposed
	Newest        int64                          // the look-up that goes on with the case: of the newest edition
	Holder        *roster.Holder                 // somebody else who has it in hand
	Open          bool                           // it is in the queue
	Language      string                         // the person is written to in
	Events        []models.Event
	Place, Of     int
	AnswerDue     models.Date        // the last day for an answer to a question asked today
	Answering     models.RuleInForce // how many days that is, where the question stops the term of the procedure
}

// Askable tells whether the person can be asked: an application for membership must not be waiting for them already.
func (c *Case) Askable() bool {
	return c.Admission == nil || models.AdmissionMoves.Allows("request_completion", c.Admission.State)
}

// Stops tells whether a question to the person stops the term of the procedure: it is a request for completion then.
func (c *Case) Stops() bool {
	return c.Admission != nil || models.AccreditationMoves.Allows("request_completion", c.Accreditation.State) || c.Accreditation.State == models.AccreditationSubmitted
}

// Country is whose days count for the person's answer.
func (c *Case) Country() string {
	if c.Admission != nil {
		return c.Admission.Association.Country
	}
	return c.Edition.Body.Country
}

// Deciding tells whether the reader decides on the case now: it is open, and in nobody else's hands.
func (c *Case) Deciding() bool { return c.Open && c.Holder == nil }

// Open shows a case to a reviewer and takes it into their hands, unless somebody else has it: then it says who.
func Open(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64) (*Case, error) {
	c, err := find(ctx, st, by, d, id)
	if err != nil {
		return nil, err
	}
	if c.Open {
		var refusal *models.Error
		if err := take(ctx, st, by, id); err != nil && !errors.As(err, &refusal) {
			return nil, err // a refusal says that it is taken, or decided this very moment: it is shown as it is
		}
	}
	if c.Holder, err = roster.HolderOf(st.Read(ctx), id, st.Now()); err != nil {
		return nil, err
	}
	if c.Holder != nil && c.Holder.AccountID == by.AccountID {
		c.Holder = nil
	}
	return c, nil
}

// take puts an open case into the actor's hands: from then on nobody else decides it.
func take(ctx context.Context, st *store.Store, by models.Actor, id int64) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		check, err := store.Lock[models.RosterCheck](tx, id)
		if err != nil {
			return err
		}
		if check.Decision != models.Undecided {
			return models.Refuse(models.Conflict, "matches.already_decided")
		}
		return roster.Claim(tx, by, id)
	})
}

// find reads a case of a desk; whoever's it is not, and whose own it is, finds nothing.
func find(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64) (*Case, error) {
	if err := d.mine(by); err != nil {
		return nil, err
	}
	db := st.Read(ctx)
	check, err := store.Find[models.RosterCheck](db.Preload("Edition.Body").Preload("Decider").
		Preload("Candidates", func(db *gorm.DB) *gorm.DB { return db.Order("score desc, id") }).Preload("Candidates.Line"), id)
	if err != nil {
		return nil, err
	}
	c := &Case{RosterCheck: check, Desk: d}
	if c.Person, err = store.Find[models.Person](db.Preload("Residence"), check.PersonID); err != nil {
		return nil, err
	}
	if err := c.locate(db); err != nil {
		return nil, err
	}
	if by.Is(check.PersonID) {
		return nil, models.ErrNotFound
	}
	return c, errors.Join(c.recall(db), c.tell(ctx, st, by), c.answering(db, st.Today(c.Country())))
}

// locate finds the application or accreditation that the case is about.
func (c *Case) locate(db *gorm.DB) (err error) {
	if c.AdmissionID != nil {
		c.Admission, err = store.Find[models.Admission](db.Preload("Association"), *c.AdmissionID, "association_id = ? and received_at is not null", c.Desk.Association)
		if err == nil {
			c.Declared = c.Admission.Declared
		}
		return err
	}
	if c.Edition.BodyID != c.Desk.Body {
		return models.ErrNotFound
	}
	c.Declared = person.Declared(c.Person)
	c.Accreditation = &models.Accreditation{}
	return store.NotFound(db.Where("person_id = ? and body_id = ? and state in ? and state <> ?", c.PersonID, c.Desk.Body, models.LiveAccreditations, models.AccreditationDraft).
		Take(c.Accreditation).Error)
}

// answering finds until when the person would have to answer, and by which rule.
func (c *Case) answering(db *gorm.DB, today models.Date) (err error) {
	if !c.Stops() {
		c.AnswerDue = today.AddDays(models.QuestionDays)
		return nil
	}
	var rules models.Rules
	if c.Admission != nil {
		rules, err = association.Rules(db, c.Admission.Association, today)
	} else {
		rules, err = body.Rules(db, c.Edition.Body, today)
	}
	c.Answering = rules[models.RuleCompletionDays]
	c.AnswerDue = rules.Term(models.RuleCompletionDays, today, c.Country())
	return err
}

// recall finds what was decided about the lines in earlier editions.
func (c *Case) recall(db *gorm.DB) error {
	decisions, err := roster.Decisions(db, c.PersonID, c.Edition.BodyID)
	c.Before = map[int64]models.MatchDecision{}
	for _, candidate := range c.Candidates {
		for _, decision := range decisions {
			if decision.About(candidate.Line) && (decision.CheckID == nil || *decision.CheckID != c.ID) {
				c.Before[candidate.LineID] = decision
				break
			}
		}
	}
	return err
}

// tell finds what is told beside the lines: its history, where it stands, in which language the person is written to.
func (c *Case) tell(ctx context.Context, st *store.Store, by models.Actor) (err error) {
	db := st.Read(ctx)
	if err = c.past(ctx, st); err != nil {
		return err
	}
	if err = db.Raw("select language from accounts where id = ?", c.Person.AccountID).Scan(&c.Language).Error; err != nil {
		return err
	}
	c.Place, c.Of, err = place(db, by, c.Desk, c.ID, st.Now())
	if err == nil && c.Decision == models.Undecided {
		err = db.Raw("select exists (select from match_cases where id = ?)", c.ID).Scan(&c.Open).Error
	}
	return err
}

// past finds the history of the case through all editions, and what keeps lines from being proposed now.
func (c *Case) past(ctx context.Context, st *store.Store) error {
	ids, err := roster.Case(st.Read(ctx), c.RosterCheck, c.Edition.BodyID)
	if err != nil {
		return err
	}
	var subjects []history.Subject
	for _, id := range ids {
		subjects = append(subjects, history.Subject{Kind: "roster_check", ID: id})
	}
	if c.Events, err = history.Of(ctx, st, subjects...); err != nil {
		return err
	}
	if c.Newest = ids[0]; c.Newest == c.ID {
		c.Aside, err = roster.SetAside(st.Read(ctx), c.RosterCheck, c.Declared, c.Edition.BodyID)
	}
	return err
}
