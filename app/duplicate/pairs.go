package duplicate

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"albo/app/history"
	"albo/app/person"
	"albo/app/roster/matching"
	"albo/app/store"
	"albo/models"
)

// mostPairs is how many pairs are shown at a time.
const mostPairs = 200

// Pair is two records that may be one person's.
type Pair struct {
	LowID, HighID               int64
	LowName, HighName           string
	LowBirth, HighBirth         models.Date
	SameCode                    bool
	Likeness                    float64 // of the names, 0 to 1
	LowResidence, HighResidence string
}

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

// List is the pairs that look like one person, the likeliest first: the same tax code, or the same birth date and like names.
// Two who were decided to be two are not among them.
func List(ctx context.Context, st *store.Store, by models.Actor) (pairs []Pair, err error) {
	if !by.Platform() {
		return nil, models.ErrNotFound
	}
	return pairs, st.Read(ctx).Raw(`
		with living as (select * from people where merged_into is null),
		pairs as (
		  select a.id low, b.id high from living a join living b on b.tax_code_key = a.tax_code_key and b.country = a.country and b.id > a.id where a.tax_code_key <> ''
		  union
		  select a.id, b.id from living a join living b on b.birth_date = a.birth_date and b.id > a.id and similarity(a.sort_name, b.sort_name) > 0.5)
		select a.id low_id, b.id high_id, a.given_name || ' ' || a.surname low_name, b.given_name || ' ' || b.surname high_name, a.birth_date low_birth, b.birth_date high_birth,
		       a.tax_code_key = b.tax_code_key and a.tax_code_key <> '' same_code, similarity(a.sort_name, b.sort_name) likeness,
		       coalesce(s.name, '') low_residence, coalesce(t.name, '') high_residence
		  from pairs join people a on a.id = low join people b on b.id = high
		  left join territories s on s.id = a.residence_id left join territories t on t.id = b.residence_id
		 where not exists (select from different_people d where d.low_id = low and d.high_id = high)
		 order by same_code desc, likeness desc, low, high limit ?`, mostPairs).Scan(&pairs).Error
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
	Different bool         // it was decided that they are two people
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
	c.Evidence = matching.Compare(person.Declared(&c.Low.Person), line(person.Declared(&c.High.Person)))
	if err := clash(st.Read(ctx), low, high); err != nil {
		refusal, ok := err.(*models.Error)
		if !ok {
			return nil, err
		}
		c.Clash = &refusal.Text
	}
	if err := st.Read(ctx).Raw("select exists (select from different_people where low_id = ? and high_id = ?)", low, high).Scan(&c.Different).Error; err != nil {
		return nil, err
	}
	events, err := history.Of(ctx, st, history.Subject{Kind: "person", ID: low}, history.Subject{Kind: "person", ID: high})
	for _, e := range events {
		if slices.Contains([]string{"merge", "merge_away", "undo_merge", "tell_apart"}, e.Step) {
			c.Events = append(c.Events, e)
		}
	}
	return c, err
}

// line is a declared identity as the matching compares it with another one.
func line(d models.Declared) *models.RosterLine {
	return &models.RosterLine{
		Surname: d.Surname, GivenName: d.GivenName, BirthDate: d.BirthDate, BirthPlace: d.BirthPlace, TaxCode: d.TaxCode, TaxCodeKey: d.TaxCodeKey,
		NameKey: matching.Key(d), Municipality: d.Municipality, Phone: d.Phone,
	}
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

// TellApart records that two people who look alike are two: they are not proposed again.
func TellApart(ctx context.Context, st *store.Store, by models.Actor, low, high int64) error {
	if !by.Platform() || low >= high {
		return models.ErrNotFound
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		people, err := lock(tx, low, high)
		if err != nil {
			return err
		}
		if people[low].MergedInto != nil || people[high].MergedInto != nil {
			return models.Refuse(models.Conflict, "duplicates.already_merged")
		}
		made := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&models.DifferentPeople{LowID: low, HighID: high, DecidedAt: tx.Now(), DecidedBy: by.Account()})
		if made.Error != nil || made.RowsAffected == 0 {
			return made.Error
		}
		a := models.Note(by, tx.Now(), "person", low, "tell_apart", "", "", "after", people[high].FullName())
		b := models.Note(by, tx.Now(), "person", high, "tell_apart", "", "", "after", people[low].FullName())
		return tx.Save(&a, &b)
	})
}
