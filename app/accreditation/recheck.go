package accreditation

import (
	"context"
	"fmt"

	"albo/app/mail"
	"albo/app/person"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// Work ties the re-check of a new edition to its job.
func Work(w *store.Workers) {
	store.Handle(w, recheck)
}

// recheck looks up in a new edition everybody accredited by its body or asking for it, and everybody whose application
// concerns it. Each person is a transaction of their own, and one already looked up is passed over: after a
// crash it goes on where it was. Whoever comes last, of several workers, says that it is done.
func recheck(ctx context.Context, st *store.Store, job roster.Recheck) error {
	e, err := store.Find[models.RosterEdition](st.Read(ctx).Preload("Body"), job.EditionID)
	if err != nil || e.State != models.EditionPublished {
		return err
	}
	for _, part := range recheckParts {
		ids, err := part.ids(ctx, st, e)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := st.Write(ctx, func(tx *store.Tx) error { return part.look(tx, id, e) }); err != nil {
				return fmt.Errorf("re-check %s %d: %w", part.subject, id, err)
			}
		}
	}
	return st.Write(ctx, func(tx *store.Tx) error { return finishRecheck(tx, e) })
}

// recheckPart is one kind of people to look up: which are still to do, and how one is done.
type recheckPart struct {
	subject string
	todo    string
	look    func(tx *store.Tx, id int64, e *models.RosterEdition) error
}

var recheckParts = []recheckPart{
	{"accreditation", `
		select a.id from accreditations a where a.body_id = @body and a.state in ('granted', 'suspended') and not exists (
		  select from recheck_results r where r.person_id = a.person_id and r.edition_id = @edition) order by a.id`, recheckAccreditation},
	{"application for accreditation", `
		select a.id from accreditations a where a.body_id = @body and a.state in ('submitted', 'under_review', 'completion_requested', 'refusal_notice') and not exists (
		  select from roster_checks k where k.person_id = a.person_id and k.admission_id is null and k.edition_id = @edition) order by a.id`, recheckApplicant},
	{"application", `
		select a.id from admissions a join association_bodies ab on ab.association_id = a.association_id and ab.body_id = @body
		   and @today >= ab.since and (ab.until is null or @today < ab.until)
		 where a.state in ('submitted', 'completion_requested') and not exists (
		  select from roster_checks k where k.admission_id = a.id and k.edition_id = @edition) order by a.id`, recheckAdmission},
}

func (part recheckPart) ids(ctx context.Context, st *store.Store, e *models.RosterEdition) (list []int64, err error) {
	err = st.Read(ctx).Raw(part.todo, map[string]any{"body": e.BodyID, "edition": e.ID, "today": st.Today(e.Body.Country).String()}).Scan(&list).Error
	return list, err
}

func recheckAdmission(tx *store.Tx, id int64, e *models.RosterEdition) error {
	a, err := store.Lock[models.Admission](tx, id)
	if err != nil {
		return err
	}
	_, err = roster.Check(tx, a.PersonID, &a.ID, a.Declared, e)
	return err
}

func recheckApplicant(tx *store.Tx, id int64, e *models.RosterEdition) error {
	a, err := store.Lock[models.Accreditation](tx, id)
	if err != nil {
		return err
	}
	_, err = lookUp(tx, a, e)
	return err
}

func lookUp(tx *store.Tx, a *models.Accreditation, e *models.RosterEdition) (*models.RosterCheck, error) {
	p, err := store.Find[models.Person](tx.DB.Preload("Residence"), a.PersonID)
	if err != nil {
		return nil, err
	}
	return roster.Check(tx, p.ID, nil, person.Declared(p), e)
}

func recheckAccreditation(tx *store.Tx, id int64, e *models.RosterEdition) error {
	a, err := store.Lock[models.Accreditation](tx, id)
	if err != nil {
		return err
	}
	var done bool // by another worker, while this one waited
	err = tx.Raw("select exists (select from recheck_results where edition_id = ? and person_id = ?)", e.ID, a.PersonID).Scan(&done).Error
	if err != nil || done {
		return err
	}
	check, err := lookUp(tx, a, e)
	if err != nil {
		return err
	}
	reason, err := doubt(tx, a, check)
	if err != nil {
		return err
	}
	event, err := follow(tx, a, check, e, reason)
	if err != nil {
		return err
	}
	result := &models.RecheckResult{
		EditionID: e.ID, AccreditationID: a.ID, PersonID: a.PersonID, Outcome: reason.Outcome(check.Result), Restored: event.Step == "restore", FoundAt: tx.Now(),
	}
	if err := tx.Save(result); err != nil || event.Step == "" {
		return err
	}
	return tx.Save(a, &event)
}

// follow puts an accreditation in doubt, or ends the doubt of a wrong edition that this one corrects; the Event is empty where
// neither is due. If a newer edition is in force by now, what holds is what that one says.
func follow(tx *store.Tx, a *models.Accreditation, check *models.RosterCheck, e *models.RosterEdition, reason models.DoubtReason) (models.Event, error) {
	inForce, err := roster.InForce(tx.DB, e.BodyID)
	if err != nil || inForce.ID != e.ID {
		return models.Event{}, err
	}
	if reason != "" {
		return putInDoubt(tx, a, check, reason)
	}
	return restore(tx, a, e)
}

func restore(tx *store.Tx, a *models.Accreditation, e *models.RosterEdition) (models.Event, error) {
	if a.Doubt == "" || e.CorrectsID == nil {
		return models.Event{}, nil
	}
	wrong, err := roster.Corrected(tx.DB, e)
	if err != nil {
		return models.Event{}, err
	}
	event, over := a.Restore(e, wrong, e.Body, tx.Now())
	if !over {
		return event, nil
	}
	return event, tellPerson(tx, a, e.Body, "accreditation_upheld", "text_key", "doubt.was_wrong", "edition", e.Label())
}

// doubt is why a check no longer supports an accreditation; empty when it does. Somebody accredited in Albo who
// never stood in a published list is not missed in this one.
func doubt(tx *store.Tx, a *models.Accreditation, check *models.RosterCheck) (models.DoubtReason, error) {
	switch check.Result {
	case models.FoundValid:
		return "", nil
	case models.FoundSuspended:
		return models.DoubtSuspended, nil
	case models.FoundRevoked:
		return models.DoubtRevoked, nil
	}
	stood := a.Source == models.SourceRecognised
	if !stood {
		err := tx.Raw(`select exists (select from roster_checks k join roster_editions e on e.id = k.edition_id
			where k.person_id = ? and e.body_id = ? and k.result = 'found_valid')`, a.PersonID, a.BodyID).Scan(&stood).Error
		if err != nil {
			return "", err
		}
	}
	switch {
	case !stood:
		return "", nil
	case check.Result == models.Ambiguous:
		return models.DoubtAmbiguous, nil
	}
	return models.DoubtGone, nil
}

// tellDoubt tells the person, and the associations they belong to, once for each edition.
func tellDoubt(tx *store.Tx, a *models.Accreditation, p *models.Person, e *models.RosterEdition) error {
	once := fmt.Sprintf("doubt of accreditation %d in edition %d", a.ID, e.ID)
	params := map[string]string{
		"body": e.Body.Name, "edition": e.Label(), "as_of": e.AsOf.String(), "reason_key": "doubt." + string(a.Doubt), "name": p.FullName(),
		"hide_key": "doubt.hide_" + string(e.Body.GoneRule), "hide_from": a.HideFrom.String(),
	}
	err := mail.TellPerson(tx, p.ID, models.Message{Kind: "accreditation_doubt", Params: params, Path: fmt.Sprintf("/me/accreditations/%d", a.ID), Once: &once})
	if err != nil {
		return err
	}
	var associations []int64
	if err := tx.Model(&models.Membership{}).Where("person_id = ? and ended_on is null", p.ID).Order("association_id").Pluck("association_id", &associations).Error; err != nil {
		return err
	}
	for _, id := range associations {
		err := mail.TellRole(tx, id, 0, models.Message{Kind: "member_doubt", Params: params, Path: "/association/members", Once: &once})
		if err != nil {
			return err
		}
	}
	return nil
}
