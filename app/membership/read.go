package membership

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"albo/app/association"
	"albo/app/document"
	"albo/app/history"
	"albo/app/person"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// Mine lists the applications of the actor, the newest first.
func Mine(ctx context.Context, st *store.Store, by models.Actor) (list []models.Admission, err error) {
	return list, st.Read(ctx).Preload("Association").Where("person_id = ? and person_id <> 0", by.PersonID).Order("id desc").Find(&list).Error
}

// Memberships lists where the actor is a member.
func Memberships(ctx context.Context, st *store.Store, by models.Actor) (list []models.Membership, err error) {
	return list, st.Read(ctx).Preload("Association").Where("person_id = ? and person_id <> 0", by.PersonID).Order("since desc, id desc").Find(&list).Error
}

// File is an application with all that belongs to it.
type File struct {
	*models.Admission
	Documents []models.Document
	Events    []models.Event
	Bodies    []models.Body // whose rosters the association relies on
	Rules     models.Rules
	Today     models.Date
}

// Show is the file for the applicant.
func Show(ctx context.Context, st *store.Store, by models.Actor, id int64) (*File, error) {
	f, err := fileOf(ctx, st, id)
	if err != nil {
		return nil, err
	}
	if !by.Is(f.PersonID) {
		return nil, models.ErrNotFound
	}
	return f, nil
}

// Review is the file for who decides, with the evidence and its place in the queue.
type Review struct {
	File
	Checks    []models.RosterCheck
	Aside     map[int64][]roster.Aside // look-up → earlier decisions by which lines are not proposed
	Confirmed bool                     // a confirmed line is in force
	Member    *models.Membership
	CodeTaken bool // somebody else whose identity was checked has the applicant's tax code
	// ApplicantLanguage is the language the applicant is written to in.
	ApplicantLanguage string
	Place, Of         int // in the queue; 0 when it is no longer in it
	Before            int64
	After             int64
}

// ShowReview is the file for an admin of the association.
func ShowReview(ctx context.Context, st *store.Store, by models.Actor, id int64) (*Review, error) {
	f, err := fileOf(ctx, st, id)
	if err != nil {
		return nil, err
	}
	if !by.AdminOf(f.AssociationID) || f.ReceivedAt == nil {
		return nil, models.ErrNotFound
	}
	r := &Review{File: *f}
	if r.Checks, err = roster.Checks(ctx, st, id); err != nil {
		return nil, err
	}
	line, _, err := roster.Confirmed(st.Read(ctx), id)
	if err != nil {
		return nil, err
	}
	r.Confirmed = line != nil
	if r.Aside, err = aside(st.Read(ctx), f.Admission, r.Checks); err != nil {
		return nil, err
	}
	if err := r.joinCheckEvents(ctx, st); err != nil {
		return nil, err
	}
	if r.State == models.AdmissionAdmitted {
		r.Member = &models.Membership{}
		if err := store.NotFound(st.Read(ctx).Where("admission_id = ?", id).Take(r.Member).Error); err != nil {
			return nil, err
		}
	}
	if err := st.Read(ctx).Raw("select language from accounts where id = ?", r.Person.AccountID).Scan(&r.ApplicantLanguage).Error; err != nil {
		return nil, err
	}
	if r.CodeTaken, err = person.CodeTaken(st.Read(ctx), r.Person); err != nil {
		return nil, err
	}
	return r, r.findPlace(ctx, st)
}

// aside finds the earlier decisions by which lines of each body's newest edition are not proposed, by look-up.
func aside(db *gorm.DB, a *models.Admission, checks []models.RosterCheck) (map[int64][]roster.Aside, error) {
	found, last := map[int64][]roster.Aside{}, int64(0)
	for i := range checks {
		k := &checks[i]
		if k.Edition.BodyID == last { // an older edition
			continue
		}
		last = k.Edition.BodyID
		list, err := roster.SetAside(db, k, a.Declared, last)
		if err != nil {
			return nil, err
		}
		found[k.ID] = list
	}
	return found, nil
}

// Received is the day the application came in.
func (r *Review) Received() models.Date { return models.Day(*r.ReceivedAt, r.Association.Country) }

// DeclaredOtherwise tells whether the applicant declared another identity after the application was handed in.
func (r *Review) DeclaredOtherwise() bool {
	return slices.ContainsFunc(r.Events, func(e models.Event) bool { return e.Step == "declare_otherwise" })
}

func (r *Review) joinCheckEvents(ctx context.Context, st *store.Store) (err error) {
	subjects := []history.Subject{{Kind: "admission", ID: r.ID}}
	for _, check := range r.Checks {
		subjects = append(subjects, history.Subject{Kind: "roster_check", ID: check.ID})
	}
	r.Events, err = history.Of(ctx, st, subjects...)
	return err
}

func (r *Review) findPlace(ctx context.Context, st *store.Store) error {
	var queue []int64
	err := st.Read(ctx).Model(&models.Admission{}).Where("association_id = ? and state = ?", r.AssociationID, models.AdmissionSubmitted).
		Order("due_on, id").Pluck("id", &queue).Error
	if err != nil {
		return err
	}
	i := slices.Index(queue, r.ID)
	if i < 0 {
		return nil
	}
	r.Place, r.Of = i+1, len(queue)
	if i > 0 {
		r.Before = queue[i-1]
	}
	if i+1 < len(queue) {
		r.After = queue[i+1]
	}
	return nil
}

func fileOf(ctx context.Context, st *store.Store, id int64) (*File, error) {
	a, err := store.Find[models.Admission](st.Read(ctx).Preload("Association.Territory").Preload("Person.Residence"), id)
	if err != nil {
		return nil, err
	}
	f := &File{Admission: a, Today: st.Today(a.Association.Country)}
	if f.Documents, err = document.OfAdmission(ctx, st, id); err != nil {
		return nil, err
	}
	if f.Events, err = history.Of(ctx, st, history.Subject{Kind: "admission", ID: id}); err != nil {
		return nil, err
	}
	if f.Bodies, err = association.Bodies(st.Read(ctx), a.AssociationID, f.Today); err != nil {
		return nil, err
	}
	f.Rules, err = association.Rules(st.Read(ctx), a.Association, f.Today)
	return f, err
}

// Row is an application in an admin's list, with what the newest roster editions say of it.
type Row struct {
	models.Admission
	Result models.CheckResult
}

// Counts is how many applications of an association stand where.
type Counts struct {
	Submitted, Waiting, Decided, Appealed int
}

var shows = map[string]string{
	"submitted": "state = 'submitted'",
	"waiting":   "state = 'completion_requested'",
	"appealed":  "state = 'appealed'",
	"decided":   "state in ('admitted', 'refused', 'withdrawn') and received_at is not null",
}

// Queue is an association's applications: those to decide by their term, those that wait for the applicant, appeals, decided ones.
func Queue(ctx context.Context, st *store.Store, by models.Actor, associationID int64, show string) (list []Row, n Counts, err error) {
	if !by.AdminOf(associationID) {
		return nil, n, models.ErrNotFound
	}
	where, ok := shows[show]
	if !ok {
		where = shows["submitted"]
	}
	n, err = count(ctx, st, associationID)
	if err != nil {
		return nil, n, err
	}
	err = st.Read(ctx).Raw(`
		select a.*, coalesce((select newest.result from (
		      select distinct on (e.body_id) k.result from roster_checks k join roster_editions e on e.id = k.edition_id
		       where k.admission_id = a.id order by e.body_id, e.number desc) newest
		    order by array_position(array['found_valid', 'found_suspended', 'found_revoked', 'ambiguous', 'not_found'], newest.result) limit 1), 'not_checked') result
		  from admissions a where association_id = ? and `+where+`
		 order by case when a.decided_at is null then a.due_on end, a.decided_at desc, a.id limit 500`, associationID).Scan(&list).Error
	return list, n, err
}

func count(ctx context.Context, st *store.Store, associationID int64) (n Counts, err error) {
	err = st.Read(ctx).Raw(`select count(*) filter (where `+shows["submitted"]+`) submitted, count(*) filter (where `+shows["waiting"]+`) waiting,
		count(*) filter (where `+shows["appealed"]+`) appealed, count(*) filter (where `+shows["decided"]+`) decided
		from admissions where association_id = ?`, associationID).Scan(&n).Error
	return n, err
}

// Member is a row of the members' list.
type Member struct {
	models.Membership
	Surname       string
	GivenName     string
	Accreditation models.AccreditationState // by any body, the one in force first; empty when there is none
	ValidUntil    models.Date
	BodyName      string
	Doubt         models.DoubtReason
	Listed        bool // stands in the public list
}

// Members lists the members of an association on a day, by name.
func Members(ctx context.Context, st *store.Store, by models.Actor, associationID int64, on models.Date) (list []Member, err error) {
	if !by.AdminOf(associationID) {
		return nil, models.ErrNotFound
	}
	err = st.Read(ctx).Raw(`
		select m.*, p.surname, p.given_name, coalesce(a.state, '') accreditation, a.valid_until, coalesce(b.name, '') body_name, coalesce(a.doubt, '') doubt,
		       exists (select from providers v where v.person_id = p.id and (v.visible_until is null or v.visible_until >= ?)) listed
		  from memberships m join people p on p.id = m.person_id
		  left join lateral (select * from accreditations where person_id = p.id and state not in ('draft', 'withdrawn')
		                      order by state = 'granted' desc, id desc limit 1) a on true
		  left join bodies b on b.id = a.body_id
		 where m.association_id = ? and m.since <= ? and (m.ended_on is null or m.ended_on > ?)
		 order by p.sort_name, m.number`, on.String(), associationID, on.String(), on.String()).Scan(&list).Error
	for i := range list {
		a := models.Accreditation{State: list[i].Accreditation, ValidUntil: list[i].ValidUntil}
		list[i].Accreditation = a.StateOn(on)
	}
	return list, err
}

// Book is the members' book of an association as it stood at the end of a day in a country, in the order of its entries.
func Book(ctx context.Context, st *store.Store, by models.Actor, associationID int64, on models.Date, country string) (list []models.BookEntry, err error) {
	if !by.AdminOf(associationID) {
		return nil, models.ErrNotFound
	}
	err = st.Read(ctx).Where("association_id = ? and entered_at < ?", associationID, on.AddDays(1).Begins(country)).Order("entry").Find(&list).Error
	return list, err
}

// Dashboard is what an association's admin sees first.
type Dashboard struct {
	Counts
	Overdue int // of those submitted
	Members int
	Minimum models.RuleInForce // members below which the association may be struck off
	ToDo    []Row
}

// ShowDashboard sums an association up for its admin.
func ShowDashboard(ctx context.Context, st *store.Store, by models.Actor, a *models.Association) (*Dashboard, error) {
	rows, n, err := Queue(ctx, st, by, a.ID, "submitted")
	if err != nil {
		return nil, err
	}
	today := st.Today(a.Country)
	members, err := Members(ctx, st, by, a.ID, today)
	if err != nil {
		return nil, err
	}
	d := &Dashboard{Counts: n, Members: len(members), ToDo: rows[:min(len(rows), 8)]}
	for _, row := range rows {
		if row.Overdue(today) {
			d.Overdue++
		}
	}
	rules, err := association.Rules(st.Read(ctx), a, today)
	d.Minimum = rules[models.RuleMinimumMembers]
	return d, err
}
