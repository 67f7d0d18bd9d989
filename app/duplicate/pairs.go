package duplicate

import (
	"context"
	"slices"
	"time"

	"albo/app/history"
	"albo/app/person"
	"albo/app/roster/matching"
	"albo/app/store"
	"albo/models"
)

// Done is a merge that was made, with the names of both.
type Done struct {
	ID       int64
	Kept     string
	Gone     string
	By       string
	Reason   string
	MergedAt time.Time
	UndoneAt *time.Time
}

// Merges lists the merges, the newest first.
func Merges(ctx context.Context, st *store.Store, by models.Actor) (list []Done, err error) {
	if !by.Platform() {
		return nil, models.ErrNotFound
	}
	return list, st.Read(ctx).Raw(`
		select m.id, k.given_name || ' ' || k.surname kept, coalesce(m.before -> 'Gone' ->> 'given_name', '') || ' ' || coalesce(m.before -> 'Gone' ->> 'surname', '') gone,
		       coalesce(a.name, '') by, m.reason, m.merged_at, m.undone_at
		  from merges m join people k on k.id = m.kept_id left join accounts a on a.id = m.merged_by order by m.id desc limit 200`).Scan(&list).Error
}

// Side is one of two records, with what belongs to it.
type Side struct {
	models.Person
	Use
	Admissions     []models.Admission
	Memberships    []models.Membership
	Accreditations []models.Accreditation
}

// Use is how a record is used: by whom, and what it stands behind.
type Use struct {
	Email        string
	SignedInAt   *time.Time
	Works        bool // the sign-in has a role
	Certificates int
	Listed       bool
}

// Comparison is two records side by side.
type Comparison struct {
	Low, High *Side
	Evidence  []models.FieldEvidence
	Clash     *models.Text // why they cannot be merged as things stand
	Apart     *Apart       // it was decided that they are two people
	Events    []models.Event
}

// Show puts two records side by side.
func Show(ctx context.Context, st *store.Store, by models.Actor, low, high int64) (*Comparison, error) {
	if !by.Platform() || low >= high {
		return nil, models.ErrNotFound
	}
	c := &Comparison{}
	var err error
	if c.Low, err = side(ctx, st, low); err != nil {
		return nil, err
	}
	if c.High, err = side(ctx, st, high); err != nil {
		return nil, err
	}
	c.Evidence = matching.Compare(matching.OfDeclared(person.Declared(&c.Low.Person)), matching.OfDeclared(person.Declared(&c.High.Person)))
	if err := clash(st.Read(ctx), low, high); err != nil {
		refusal, ok := err.(*models.Error)
		if !ok {
			return nil, err
		}
		c.Clash = &refusal.Text
	}
	apart, err := toldApart(ctx, st, "d.low_id = ? and d.high_id = ?", low, high)
	if err != nil {
		return nil, err
	}
	if len(apart) > 0 {
		c.Apart = &apart[0]
	}
	events, err := history.Of(ctx, st, history.Subject{Kind: "person", ID: low}, history.Subject{Kind: "person", ID: high})
	for _, e := range events {
		if slices.Contains([]string{"merge", "merge_away", "undo_merge", "tell_apart", "ask_again"}, e.Step) {
			c.Events = append(c.Events, e)
		}
	}
	return c, err
}

// side is a record that is not merged into another one.
func side(ctx context.Context, st *store.Store, id int64) (*Side, error) {
	db := st.Read(ctx)
	p, err := store.Find[models.Person](db.Preload("Residence"), id, "merged_into is null")
	if err != nil {
		return nil, err
	}
	s := &Side{Person: *p}
	err = db.Raw(`select coalesce(a.email, '') email, (select max(seen_at) from sessions where account_id = a.id) signed_in_at,
		exists (select from roles where account_id = a.id and ended_at is null) works,
		(select count(*) from certificates where person_id = p.id) certificates, exists (select from providers where person_id = p.id) listed
		from people p left join accounts a on a.id = p.account_id where p.id = ?`, id).Scan(&s.Use).Error
	for list, with := range map[any]string{&s.Admissions: "Association", &s.Memberships: "Association", &s.Accreditations: "Body"} {
		if err != nil {
			return nil, err
		}
		err = db.Preload(with).Where("person_id = ?", id).Order("id").Find(list).Error
	}
	return s, err
}
