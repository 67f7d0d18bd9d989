// Package membership is how people join an association: application, evidence, decision, members' book.
package membership

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"albo/app/association"
	"albo/app/document"
	"albo/app/input"
	"albo/app/mail"
	"albo/app/person"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// Start opens a draft application to an association, or gives the one already open.
func Start(ctx context.Context, st *store.Store, by models.Actor, associationID int64, road models.Road) (id int64, err error) {
	if road != models.RoadListed {
		road = models.RoadTrained
	}
	err = st.Write(ctx, func(tx *store.Tx) error {
		p, err := person.Lock(tx, by)
		if err != nil {
			return err
		}
		if _, err := store.Find[models.Association](tx.DB, associationID); err != nil {
			return err
		}
		var open models.Admission
		err = tx.Where("person_id = ? and association_id = ? and state in ?", p.ID, associationID, models.OpenAdmissions).Take(&open).Error
		if err == nil {
			id = open.ID
			return nil
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		if err := notAMember(tx.DB, p.ID, associationID); err != nil {
			return err
		}
		a := &models.Admission{PersonID: p.ID, AssociationID: associationID, State: models.AdmissionDraft, Road: road, CreatedAt: tx.Now()}
		if err := tx.Save(a); err != nil {
			return err
		}
		id = a.ID
		return nil
	})
	return id, err
}

func notAMember(db *gorm.DB, personID, associationID int64) error {
	var n int64
	err := db.Model(&models.Membership{}).Where("person_id = ? and association_id = ? and ended_on is null", personID, associationID).Count(&n).Error
	if err == nil && n > 0 {
		return models.Refuse(models.Conflict, "admission.already_member")
	}
	return err
}

// DraftInput is what an applicant fills in, complete or not. Version tells one open page from another.
type DraftInput struct {
	Road              models.Road `form:"road" validate:"oneof=trained listed"`
	QualificationCode string      `form:"qualification_code" validate:"max=60"`
	CourseTitle       string      `form:"course_title" validate:"max=200"`
	CourseProvider    string      `form:"course_provider" validate:"max=200"`
	CourseHours       int         `form:"course_hours" validate:"min=0,max=10000"`
	CourseEndedOn     models.Date `form:"course_ended_on"`
	RosterBodyID      int64       `form:"roster_body_id"`
	RosterActNumber   string      `form:"roster_act_number" validate:"max=40"`
	Motivation        string      `form:"motivation" validate:"max=4000"`
	Version           int         `form:"version"`
}

// Fill copies a draft into its input, to be shown in a form.
func Fill(a *models.Admission) DraftInput {
	in := DraftInput{
		Road: a.Road, QualificationCode: a.QualificationCode, CourseTitle: a.CourseTitle, CourseProvider: a.CourseProvider,
		CourseHours: a.CourseHours, CourseEndedOn: a.CourseEndedOn, RosterActNumber: a.RosterActNumber, Motivation: a.Motivation, Version: a.Version,
	}
	if a.RosterBodyID != nil {
		in.RosterBodyID = *a.RosterBodyID
	}
	return in
}

func (in DraftInput) into(a *models.Admission) {
	a.Road, a.QualificationCode, a.CourseTitle, a.CourseProvider = in.Road, in.QualificationCode, in.CourseTitle, in.CourseProvider
	a.CourseHours, a.CourseEndedOn, a.RosterActNumber, a.Motivation = in.CourseHours, in.CourseEndedOn, in.RosterActNumber, in.Motivation
	a.RosterBodyID = nil
	if in.RosterBodyID != 0 {
		a.RosterBodyID = &in.RosterBodyID
	}
	a.Version++
}

// SaveDraft keeps a draft as it is. A draft changed meanwhile in another window is not overwritten.
func SaveDraft(ctx context.Context, st *store.Store, by models.Actor, id int64, in DraftInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, to *models.Association) (models.Event, error) {
		if a.State != models.AdmissionDraft {
			return models.Event{}, models.Refuse(models.Conflict, "admission.not_a_draft")
		}
		if in.Version != a.Version {
			refusal := models.Refuse(models.Conflict, "admission.changed_elsewhere")
			refusal.Fields = map[string]models.Text{"form": refusal.Text}
			return models.Event{}, refusal
		}
		if in.RosterBodyID != 0 {
			bodies, err := association.Bodies(tx.DB, a.AssociationID, tx.Today(to.Country))
			if err != nil {
				return models.Event{}, err
			}
			if !slices.ContainsFunc(bodies, func(b models.Body) bool { return b.ID == in.RosterBodyID }) {
				return models.Event{}, input.Wrong(map[string]models.Text{"roster_body_id": models.Say("invalid.oneof")})
			}
		}
		in.into(a)
		return models.Event{}, nil
	})
}

// TypedInput is all that an applicant can type on the page of an application: the draft, or an answer to what was asked.
type TypedInput struct {
	DraftInput
	Answer string `form:"answer" validate:"max=4000"`
}

// Keep keeps what is typed without sending it, whatever button was pressed.
func Keep(ctx context.Context, st *store.Store, by models.Actor, id int64, in TypedInput) error {
	a, err := store.Find[models.Admission](st.Read(ctx), id, "person_id = ?", by.PersonID)
	if err != nil {
		return err
	}
	if a.State == models.AdmissionDraft {
		return SaveDraft(ctx, st, by, id, in.DraftInput)
	}
	answer := answerDraft{in.Answer}
	if err := input.Check(&answer); err != nil {
		return err
	}
	return own(ctx, st, by, id, func(_ *store.Tx, a *models.Admission, _ *models.Association) (models.Event, error) {
		a.AnswerDraft = answer.Answer
		_, err := models.AdmissionMoves.To("admission", "complete", a.State) // else nothing can be typed any more
		return models.Event{}, err
	})
}

// answerDraft is the beginning of an answer.
type answerDraft struct {
	Answer string `form:"answer" validate:"max=4000"`
}

// Attach adds a document to an application that is still the applicant's to change.
func Attach(ctx context.Context, st *store.Store, by models.Actor, id int64, kind models.DocumentKind, up document.Upload) error {
	d, err := document.Keep(st, by, kind, up)
	if err != nil {
		return err
	}
	err = own(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, _ *models.Association) (models.Event, error) {
		if err := document.Room(tx.DB, "admission_id", id, a.Open()); err != nil {
			return models.Event{}, err
		}
		a.DocumentsChanged()
		d.AdmissionID = &id
		return models.Note(by, tx.Now(), "admission", id, "attach", "", "", "document", string(kind)), tx.Save(d)
	})
	if err != nil {
		err = errors.Join(err, st.Files.Delete(d.FileKey))
	}
	return err
}

// Detach takes a document away again.
func Detach(ctx context.Context, st *store.Store, by models.Actor, id int64, publicID string) error {
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, _ *models.Association) (models.Event, error) {
		if !a.Open() {
			return models.Event{}, models.Refuse(models.Conflict, "document.closed")
		}
		a.DocumentsChanged()
		return models.Note(by, tx.Now(), "admission", id, "detach", "", ""), document.Drop(tx, publicID, "admission_id", id)
	})
}

// SubmitInput is what the applicant confirms when handing in.
type SubmitInput struct {
	Statute bool `form:"statute" validate:"required"` // knows and accepts the statute
	Truth   bool `form:"truth" validate:"required"`   // a self-declaration (DPR 445/2000 art. 46–47; Ley 39/2015 art. 69; ν. 1599/1986)
}

// Submit hands the application in: the identity as declared today is kept with it, the clock starts, and every
// published roster edition of the bodies concerned is looked up at once.
func Submit(ctx context.Context, st *store.Store, by models.Actor, id int64, in SubmitInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, to *models.Association) (models.Event, error) {
		p, err := store.Find[models.Person](tx.DB.Preload("Residence"), a.PersonID)
		if err != nil {
			return models.Event{}, err
		}
		if err := complete(tx.DB, a, p); err != nil {
			return models.Event{}, err
		}
		rules, err := association.Rules(tx.DB, to, tx.Today(to.Country))
		if err != nil {
			return models.Event{}, err
		}
		a.Declared = person.Declared(p)
		event, err := a.Submit(by, rules, to.Country, tx.Now())
		if err != nil {
			return event, err
		}
		if a.Number, err = tx.NextOfYear(fmt.Sprintf("application to association %d", to.ID), to.Country); err != nil {
			return event, err
		}
		if err := look(tx, a, to, roster.CheckAdmission); err != nil {
			return event, err
		}
		return event, errors.Join(
			tellApplicant(tx, a, to, "admission_received", "due", a.DueOn.String()),
			tellAssociation(tx, a, to, "admission_submitted"),
		)
	})
}

// complete tells what is missing before an application can be handed in.
func complete(db *gorm.DB, a *models.Admission, p *models.Person) error {
	wrong := map[string]models.Text{}
	needed := models.Say("invalid.required")
	if a.Road == models.RoadTrained {
		if a.CourseTitle == "" && a.QualificationCode == "" {
			wrong["course_title"] = needed
		}
		if a.CourseHours == 0 {
			wrong["course_hours"] = needed
		}
		titles, err := titles(db, a.ID)
		if err != nil {
			return err
		}
		if titles == 0 {
			wrong["file"] = models.Say("admission.title_needed")
		}
	} else {
		if a.RosterBodyID == nil {
			wrong["roster_body_id"] = needed
		}
		if p.TaxCode == "" {
			wrong["tax_code"] = models.Say("accreditation.tax_code_needed")
		}
	}
	return input.Wrong(wrong)
}

// titles counts the certificates of training that an application holds.
func titles(db *gorm.DB, admissionID int64) (n int64, err error) {
	err = db.Model(&models.Document{}).Where("admission_id = ? and kind = ? and deleted_at is null", admissionID, models.DocumentTraining).Count(&n).Error
	return n, err
}

// look looks the application up in the rosters of every body the association relies on.
func look(tx *store.Tx, a *models.Admission, to *models.Association, up func(*store.Tx, *models.Admission, []int64) error) error {
	bodies, err := bodies(tx, to)
	if err != nil {
		return err
	}
	return up(tx, a, bodies)
}

func bodies(tx *store.Tx, to *models.Association) (ids []int64, err error) {
	list, err := association.Bodies(tx.DB, to.ID, tx.Today(to.Country))
	for _, b := range list {
		ids = append(ids, b.ID)
	}
	return ids, err
}

// AnswerInput is the applicant's answer to a request for completion.
type AnswerInput struct {
	Answer string `form:"answer" validate:"required,max=4000"`
}

// Complete answers a request for completion. The declared identity is taken again, for that may be what was
// asked for; if it changed, the look-ups are made anew and wait for a decision again.
func Complete(ctx context.Context, st *store.Store, by models.Actor, id int64, in AnswerInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, to *models.Association) (models.Event, error) {
		event, err := a.Complete(by, in.Answer, to.Country, tx.Now())
		if err != nil {
			return event, err
		}
		if err := roster.Answered(tx, a.PersonID, &id, 0); err != nil {
			return event, err
		}
		p, err := store.Find[models.Person](tx.DB.Preload("Residence"), a.PersonID)
		if err != nil {
			return event, err
		}
		if declared := person.Declared(p); declared != a.Declared {
			if !declared.SameIdentity(a.Declared) { // who decides has to see that it is no longer what it was
				note := models.Note(by, tx.Now(), "admission", id, "declare_otherwise", "", "", "before", a.Declared.Written(), "after", declared.Written())
				if err := tx.Save(&note); err != nil {
					return event, err
				}
			}
			a.Declared = declared
			if err := look(tx, a, to, roster.LookAgainFor); err != nil {
				return event, err
			}
		}
		return event, tellAssociation(tx, a, to, "admission_completed")
	})
}

// Withdraw takes the application back.
func Withdraw(ctx context.Context, st *store.Store, by models.Actor, id int64) error {
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, to *models.Association) (models.Event, error) {
		handedIn := a.ReceivedAt != nil
		event, err := a.Withdraw(by, tx.Now())
		if err != nil || !handedIn {
			return event, err
		}
		return event, tellAssociation(tx, a, to, "admission_withdrawn")
	})
}

// AppealInput is why the applicant asks the assembly to decide.
type AppealInput struct {
	Text string `form:"text" validate:"required,max=4000"`
}

// Appeal brings a refusal before the assembly.
func Appeal(ctx context.Context, st *store.Store, by models.Actor, id int64, in AppealInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return own(ctx, st, by, id, func(tx *store.Tx, a *models.Admission, to *models.Association) (models.Event, error) {
		event, err := a.Appeal(by, in.Text, to.Country, tx.Now())
		if err != nil {
			return event, err
		}
		return event, tellAssociation(tx, a, to, "admission_appealed")
	})
}

// own locks an application of the actor's, takes the step and keeps it with its history.
func own(ctx context.Context, st *store.Store, by models.Actor, id int64, do func(*store.Tx, *models.Admission, *models.Association) (models.Event, error)) error {
	return step(ctx, st, id, []any{"person_id = ?", by.PersonID}, do)
}

func step(ctx context.Context, st *store.Store, id int64, whose []any, do func(*store.Tx, *models.Admission, *models.Association) (models.Event, error)) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		a, err := store.Lock[models.Admission](tx, id, whose...)
		if err != nil {
			return err
		}
		to, err := store.Find[models.Association](tx.DB, a.AssociationID)
		if err != nil {
			return err
		}
		event, err := do(tx, a, to)
		if err != nil {
			return err
		}
		if event.Step == "" {
			return tx.Save(a)
		}
		return tx.Save(a, &event)
	})
}

func tellApplicant(tx *store.Tx, a *models.Admission, to *models.Association, kind string, pairs ...string) error {
	params := map[string]string{"association": to.Name, "number": a.Number}
	for i := 0; i+1 < len(pairs); i += 2 {
		params[pairs[i]] = pairs[i+1]
	}
	return mail.TellPerson(tx, a.PersonID, models.Message{Kind: kind, Params: params, Path: "/me/applications/" + strconv.FormatInt(a.ID, 10)})
}

func tellAssociation(tx *store.Tx, a *models.Admission, to *models.Association, kind string) error {
	return mail.TellRole(tx, a.AssociationID, 0, models.Message{
		Kind: kind, Params: map[string]string{"number": a.Number, "name": a.GivenName + " " + a.Surname, "workplace": to.Name},
		Path: "/association/admissions/" + strconv.FormatInt(a.ID, 10),
	})
}
