package accreditation

import (
	"context"

	"albo/app/document"
	"albo/app/history"
	"albo/app/person"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// Mine lists the accreditations of the actor, the newest first.
func Mine(ctx context.Context, st *store.Store, by models.Actor) (list []models.Accreditation, err error) {
	return list, st.Read(ctx).Preload("Body").Where("person_id = ? and person_id <> 0", by.PersonID).Order("id desc").Find(&list).Error
}

// File is an accreditation with all that belongs to it.
type File struct {
	*models.Accreditation
	Documents []models.Document
	Events    []models.Event
	Checks    []models.RosterCheck // what each published roster of the body says of the person
	Aside     []roster.Aside       // for an officer: earlier decisions by which lines of the newest are not proposed
	Rules     models.Rules
}

// Back tells whether the accreditation is in doubt, but the newest edition lists the person as valid again.
func (f *File) Back() bool {
	return f.Doubt != "" && len(f.Checks) > 0 && f.Checks[0].Result == models.FoundValid
}

// Show is the file for its person, or for an officer of the body once it is handed in.
func Show(ctx context.Context, st *store.Store, by models.Actor, id int64) (*File, error) {
	a, err := store.Find[models.Accreditation](st.Read(ctx).Preload("Body").Preload("Person.Residence"), id)
	if err != nil {
		return nil, err
	}
	if !a.OpenTo(by) {
		return nil, models.ErrNotFound
	}
	f := &File{Accreditation: a}
	if f.Documents, err = document.OfAccreditation(ctx, st, id); err != nil {
		return nil, err
	}
	if f.Events, err = history.Of(ctx, st, history.Subject{Kind: "accreditation", ID: id}); err != nil {
		return nil, err
	}
	err = st.Read(ctx).Preload("Edition").Preload("Candidates.Line").
		Joins("join roster_editions e on e.id = roster_checks.edition_id").
		Where("roster_checks.person_id = ? and e.body_id = ? and roster_checks.admission_id is null", a.PersonID, a.BodyID).
		Order("e.number desc").Find(&f.Checks).Error
	if err == nil && by.OfficerOf(a.BodyID) && len(f.Checks) > 0 {
		f.Aside, err = roster.SetAside(st.Read(ctx), &f.Checks[0], person.Declared(a.Person), a.BodyID)
	}
	return f, err
}

// Row is an accreditation in an officer's list.
type Row struct {
	models.Accreditation
	Surname   string
	GivenName string
	Back      bool // in doubt, but the newest edition lists the person as valid again
}

// Counts is how many accreditations of a body stand where.
type Counts struct {
	Open, ToVerify, Back, Granted, Ended int
}

// back is somebody in doubt whom the edition in force lists as valid again.
const back = `a.state = 'granted' and a.doubt <> '' and exists (select from roster_checks k where k.person_id = a.person_id and k.admission_id is null
	and k.result = 'found_valid' and k.edition_id = (select id from roster_editions where body_id = a.body_id order by number desc nulls last limit 1))`

var shows = map[string]string{
	"open":      "a.state in ('submitted', 'under_review', 'completion_requested', 'refusal_notice')",
	"to_verify": "a.state = 'granted' and a.doubt <> ''",
	"back":      back,
	"granted":   "a.state = 'suspended' or a.state = 'granted' and coalesce(a.valid_until >= @today, true)",
	"ended":     "a.state in ('refused', 'withdrawn') and a.received_at is not null or a.state in ('revoked', 'renounced', 'lapsed') or a.state = 'granted' and a.valid_until < @today",
}

// MostListed is how many accreditations a list shows.
const MostListed = 500

// Queue is a body's accreditations: open ones by their term, those to verify, of these those who are back, those in force, those ended.
func Queue(ctx context.Context, st *store.Store, by models.Actor, bodyID int64, show string) (list []Row, n Counts, err error) {
	if !by.OfficerOf(bodyID) {
		return nil, n, models.ErrNotFound
	}
	where, ok := shows[show]
	if !ok {
		where = shows["open"]
	}
	b, err := store.Find[models.Body](st.Read(ctx), bodyID)
	if err != nil {
		return nil, n, err
	}
	db, in := st.Read(ctx), map[string]any{"body": b.ID, "today": st.Today(b.Country), "most": MostListed}
	err = db.Raw(`select count(*) filter (where `+shows["open"]+`) open, count(*) filter (where `+shows["to_verify"]+`) to_verify, count(*) filter (where `+back+`) back,
		count(*) filter (where `+shows["granted"]+`) granted, count(*) filter (where `+shows["ended"]+`) ended
		from accreditations a where body_id = @body`, in).Scan(&n).Error
	if err != nil {
		return nil, n, err
	}
	err = db.Raw(`
		select a.*, p.surname, p.given_name, (`+back+`) back
		  from accreditations a join people p on p.id = a.person_id
		 where a.body_id = @body and (`+where+`) order by a.due_on nulls last, p.sort_name, a.id limit @most`, in).Scan(&list).Error
	return list, n, err
}
