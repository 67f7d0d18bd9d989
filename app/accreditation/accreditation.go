// Package accreditation is the acts by which public bodies recognise people as fit to give care:
// taken over from a confirmed roster line, or asked for and decided in Albo.
package accreditation

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"albo/app/body"
	"albo/app/document"
	"albo/app/input"
	"albo/app/mail"
	"albo/app/person"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// Granted is the job that follows an accreditation in force: its certificate is issued.
type Granted struct {
	AccreditationID int64 `json:"accreditation_id"`
}

func (Granted) Kind() string { return "accreditation_granted" }

// Recognise takes over what a confirmed roster line states of the identity that was compared with it. Somebody who is already
// accredited by that body, or has an application handed in there, is left as they are; a draft gives way.
func Recognise(tx *store.Tx, by models.Actor, personID int64, declared models.Declared, line *models.RosterLine, edition *models.RosterEdition) error {
	a := &models.Accreditation{}
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("person_id = ? and body_id = ? and state in ?", personID, edition.BodyID, models.LiveAccreditations).Take(a).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) || err == nil && a.State != models.AccreditationDraft {
		return err
	}
	if err != nil {
		a = &models.Accreditation{PersonID: personID, BodyID: edition.BodyID, State: models.AccreditationDraft, Source: models.SourceRecognised, CreatedAt: tx.Now()}
		if err := tx.Save(a); err != nil {
			return err
		}
	}
	a.Declared = declared
	event, err := a.Recognise(by, line, edition, tx.Now())
	if err != nil {
		return err
	}
	return granted(tx, a, &event)
}

// granted numbers an accreditation that came into force, keeps it, and has its certificate issued.
func granted(tx *store.Tx, a *models.Accreditation, event *models.Event) error {
	if err := numbered(tx, a); err != nil {
		return err
	}
	if err := tx.Save(a, event); err != nil {
		return err
	}
	return tx.Enqueue(Granted{a.ID})
}

func numbered(tx *store.Tx, a *models.Accreditation) error {
	if a.Number != "" {
		return nil
	}
	b, err := store.Find[models.Body](tx.DB, a.BodyID)
	if err != nil {
		return err
	}
	a.Number, err = tx.NextOfYear(fmt.Sprintf("accreditation of body %d", b.ID), b.Country)
	return err
}

// Start opens a draft application to a body, or gives the one already open.
func Start(ctx context.Context, st *store.Store, by models.Actor, bodyID int64) (id int64, err error) {
	err = st.Write(ctx, func(tx *store.Tx) error {
		p, err := person.Lock(tx, by)
		if err != nil {
			return err
		}
		var open models.Accreditation
		err = tx.Where("person_id = ? and body_id = ? and state in ?", p.ID, bodyID, models.LiveAccreditations).Take(&open).Error
		if err == nil {
			id = open.ID
			return nil
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		if _, err := store.Find[models.Body](tx.DB, bodyID); err != nil {
			return err
		}
		a := &models.Accreditation{PersonID: p.ID, BodyID: bodyID, State: models.AccreditationDraft, Source: models.SourceApplied, CreatedAt: tx.Now()}
		if err := tx.Save(a); err != nil {
			return err
		}
		id = a.ID
		return nil
	})
	return id, err
}

// DraftInput is what an applicant declares beside the personal data.
type DraftInput struct {
	Grounds   models.AccreditationGrounds `form:"grounds" validate:"omitempty,oneof=employment experience training"`
	Statement string                      `form:"statement" validate:"max=4000"`
}

// Attach adds a document to an application that is still the applicant's to change.
func Attach(ctx context.Context, st *store.Store, by models.Actor, id int64, kind models.DocumentKind, up document.Upload) error {
	d, err := document.Keep(st, by, kind, up)
	if err != nil {
		return err
	}
	err = own(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, _ *models.Body) (models.Event, error) {
		if err := document.Room(tx.DB, "accreditation_id", id, a.Open()); err != nil {
			return models.Event{}, err
		}
		d.AccreditationID = &id
		return models.Note(by, tx.Now(), "accreditation", id, "attach", "", "", "document", string(kind)), tx.Save(d)
	})
	if err != nil {
		err = errors.Join(err, st.Files.Delete(d.FileKey))
	}
	return err
}

// Detach takes a document away again.
func Detach(ctx context.Context, st *store.Store, by models.Actor, id int64, publicID string) error {
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, _ *models.Body) (models.Event, error) {
		if !a.Open() {
			return models.Event{}, models.Refuse(models.Conflict, "document.closed")
		}
		return models.Note(by, tx.Now(), "accreditation", id, "detach", "", ""), document.Drop(tx, publicID, "accreditation_id", id)
	})
}

// TypedInput is all that somebody can type on the page of an accreditation: the draft, or an answer to the body.
type TypedInput struct {
	DraftInput
	Answer string `form:"answer" validate:"max=4000"`
}

// Keep keeps what is typed without sending it, whatever button was pressed.
func Keep(ctx context.Context, st *store.Store, by models.Actor, id int64, in TypedInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return own(ctx, st, by, id, func(_ *store.Tx, a *models.Accreditation, _ *models.Body) (models.Event, error) {
		switch a.State {
		case models.AccreditationDraft:
			a.Grounds, a.Statement = in.Grounds, in.Statement
		case models.AccreditationCompletion, models.AccreditationNotice:
			a.AnswerDraft = in.Answer
		default: // nothing can be typed any more
			_, err := models.AccreditationMoves.To("accreditation", "submit", a.State)
			return models.Event{}, err
		}
		return models.Event{}, nil
	})
}

// SubmitInput is what the applicant confirms when handing in.
type SubmitInput struct {
	Truth bool `form:"truth" validate:"required"` // a self-declaration (DPR 445/2000 art. 46–47; Ley 39/2015 art. 69; ν. 1599/1986)
}

// Submit hands an application in, with the identity as declared today.
func Submit(ctx context.Context, st *store.Store, by models.Actor, id int64, in SubmitInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, b *models.Body) (models.Event, error) {
		p, err := store.Find[models.Person](tx.DB.Preload("Residence"), a.PersonID)
		if err != nil {
			return models.Event{}, err
		}
		if err := complete(tx.DB, a, p); err != nil {
			return models.Event{}, err
		}
		rules, err := body.Rules(tx.DB, b, tx.Today(b.Country))
		if err != nil {
			return models.Event{}, err
		}
		a.Declared = person.Declared(p)
		event, err := a.Submit(by, rules, b.Country, tx.Now())
		if err != nil {
			return event, err
		}
		if err := numbered(tx, a); err != nil {
			return event, err
		}
		if err := roster.CheckPerson(tx, a.PersonID, a.Declared, a.BodyID); err != nil {
			return event, err
		}
		return event, tellOffice(tx, a, b, "accreditation_received")
	})
}

// complete tells what is missing before an application can be handed in.
func complete(db *gorm.DB, a *models.Accreditation, p *models.Person) error {
	wrong := map[string]models.Text{}
	if a.Grounds == "" {
		wrong["grounds"] = models.Say("invalid.required")
	}
	if p.TaxCode == "" {
		wrong["tax_code"] = models.Say("accreditation.tax_code_needed")
	}
	var documents int64
	if err := db.Model(&models.Document{}).Where("accreditation_id = ? and deleted_at is null", a.ID).Count(&documents).Error; err != nil {
		return err
	}
	if documents == 0 {
		wrong["file"] = models.Say("accreditation.document_needed")
	}
	return input.Wrong(wrong)
}

// AnswerInput is the applicant's answer to a request.
type AnswerInput struct {
	Answer string `form:"answer" validate:"required,max=4000"`
}

// Complete answers a request for completion.
func Complete(ctx context.Context, st *store.Store, by models.Actor, id int64, in AnswerInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, b *models.Body) (models.Event, error) {
		event, err := a.Complete(by, in.Answer, b.Country, tx.Now())
		if err != nil {
			return event, err
		}
		if err := roster.Answered(tx, a.PersonID, nil, a.BodyID); err != nil {
			return event, err
		}
		p, err := store.Find[models.Person](tx.DB.Preload("Residence"), a.PersonID)
		if err != nil {
			return event, err
		}
		if declared := person.Declared(p); !declared.SameIdentity(a.Declared) {
			note := models.Note(by, tx.Now(), "accreditation", id, "declare_otherwise", "", "", "before", a.Declared.Written(), "after", declared.Written())
			if err := tx.Save(&note); err != nil {
				return event, err
			}
			a.Declared = declared
			if err := roster.LookAgain(tx, a.PersonID, declared, a.BodyID); err != nil {
				return event, err
			}
		}
		return event, tellOffice(tx, a, b, "accreditation_completed")
	})
}

// AnswerNotice sends observations on the notice before a refusal.
func AnswerNotice(ctx context.Context, st *store.Store, by models.Actor, id int64, in AnswerInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, b *models.Body) (models.Event, error) {
		event, err := a.AnswerNotice(by, in.Answer, b.Country, tx.Now())
		if err != nil {
			return event, err
		}
		return event, tellOffice(tx, a, b, "accreditation_answered")
	})
}

// Withdraw takes an application back; Renounce gives an accreditation up.
func Withdraw(ctx context.Context, st *store.Store, by models.Actor, id int64) error {
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, b *models.Body) (models.Event, error) {
		handedIn := a.ReceivedAt != nil
		event, err := a.Withdraw(by, tx.Now())
		if err != nil || !handedIn {
			return event, err
		}
		return event, tellOffice(tx, a, b, "accreditation_withdrawn")
	})
}

func Renounce(ctx context.Context, st *store.Store, by models.Actor, id int64) error {
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Accreditation, b *models.Body) (models.Event, error) {
		event, err := a.Renounce(by, tx.Now())
		if err != nil {
			return event, err
		}
		return event, tellOffice(tx, a, b, "accreditation_renounced")
	})
}

// own locks an accreditation of the actor's, takes the step and keeps it with its history.
func own(ctx context.Context, st *store.Store, by models.Actor, id int64, do func(*store.Tx, *models.Accreditation, *models.Body) (models.Event, error)) error {
	return step(ctx, st, id, []any{"person_id = ?", by.PersonID}, do)
}

func step(ctx context.Context, st *store.Store, id int64, whose []any, do func(*store.Tx, *models.Accreditation, *models.Body) (models.Event, error)) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		a, err := store.Lock[models.Accreditation](tx, id, whose...)
		if err != nil {
			return err
		}
		b, err := store.Find[models.Body](tx.DB, a.BodyID)
		if err != nil {
			return err
		}
		event, err := do(tx, a, b)
		if err != nil {
			return err
		}
		if event.Step == "" {
			return tx.Save(a)
		}
		return tx.Save(a, &event)
	})
}

func tellOffice(tx *store.Tx, a *models.Accreditation, b *models.Body, kind string) error {
	return mail.TellRole(tx, 0, a.BodyID, models.Message{
		Kind: kind, Params: map[string]string{"number": a.Number, "name": a.Declared.GivenName + " " + a.Declared.Surname, "workplace": b.Name},
		Path: fmt.Sprintf("/body/accreditations/%d", a.ID),
	})
}

func tellPerson(tx *store.Tx, a *models.Accreditation, b *models.Body, kind string, pairs ...string) error {
	params := map[string]string{"body": b.Name, "number": a.Number}
	for i := 0; i+1 < len(pairs); i += 2 {
		params[pairs[i]] = strings.TrimSpace(pairs[i+1])
	}
	return mail.TellPerson(tx, a.PersonID, models.Message{Kind: kind, Params: params, Path: fmt.Sprintf("/me/accreditations/%d", a.ID)})
}
