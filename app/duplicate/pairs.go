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

// mostPairs is how many pairs are shown at a time; mostPeople how many are compared, the newest records first.
const (
	mostPairs  = 200
	mostPeople = 50_000
)

// Pair is two records that may be one person's.
type Pair struct {
	LowID, HighID               int64
	LowName, HighName           string
	LowBirth, HighBirth         models.Date
	LowResidence, HighResidence string
	Score                       float64 // probability that they are one person
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

// living is a record as it is compared.
type living struct {
	ID int64
	models.Declared
}

// List is the pairs that look like one person, the likeliest first. Two who were decided to be two are not among them.
func List(ctx context.Context, st *store.Store, by models.Actor) (pairs []Pair, err error) {
	if !by.Platform() {
		return nil, models.ErrNotFound
	}
	var people []living
	err = st.Read(ctx).Raw(`
		select p.id, p.surname, p.given_name, p.birth_date, p.birth_place, p.tax_code, p.tax_code_key, p.phone, coalesce(t.name, '') municipality
		  from people p left join territories t on t.id = p.residence_id where p.merged_into is null order by p.id desc limit ?`, mostPeople).Scan(&people).Error
	if err != nil {
		return nil, err
	}
	var told []models.DifferentPeople
	if err := st.Read(ctx).Find(&told).Error; err != nil {
		return nil, err
	}
	apart := map[[2]int64]bool{}
	for _, d := range told {
		apart[[2]int64{d.LowID, d.HighID}] = true
	}
	for _, found := range likely(people) {
		low, high := people[found.A], people[found.B]
		if low.ID > high.ID {
			low, high = high, low
		}
		if apart[[2]int64{low.ID, high.ID}] {
			continue
		}
		if pairs = append(pairs, pairOf(low, high, found.Score)); len(pairs) == mostPairs {
			break
		}
	}
	return pairs, nil
}

// likely are the pairs that the matching finds among people.
func likely(people []living) []matching.Pair {
	identities := make([]matching.Person, len(people))
	for i := range people {
		identities[i] = matching.OfDeclared(people[i].Declared)
	}
	records := matching.PrepareAll(identities)
	return matching.EstimateWithin(records).Duplicates(records)
}

func pairOf(low, high living, score float64) Pair {
	return Pair{
		LowID: low.ID, HighID: high.ID, LowName: low.GivenName + " " + low.Surname, HighName: high.GivenName + " " + high.Surname,
		LowBirth: low.BirthDate, HighBirth: high.BirthDate, LowResidence: low.Municipality, HighResidence: high.Municipality, Score: score,
	}
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
	c.Evidence = matching.Compare(matching.OfDeclared(person.Declared(&c.Low.Person)), matching.OfDeclared(person.Declared(&c.High.Person)))
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
