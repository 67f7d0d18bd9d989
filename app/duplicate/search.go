package duplicate

import (
	"context"
	"time"

	"albo/app/roster/matching"
	"albo/app/store"
	"albo/models"
)

// mostPairs is how many pairs are shown at a time, mostKept how many are kept; mostPeople how many are compared, the newest records first.
const (
	mostPairs  = 200
	mostKept   = 1000
	mostPeople = 50_000
)

// searchTime is after how long a search that did not end is asked for again.
const searchTime = 15 * time.Minute

// Pair is two records that may be one person's.
type Pair struct {
	LowID, HighID               int64
	LowName, HighName           string
	LowBirth, HighBirth         models.Date
	LowResidence, HighResidence string
	Score                       float64 // probability that they are one person
}

// Searched is when pairs were looked for; under way again where people changed since.
type Searched struct {
	At       time.Time
	UnderWay bool
}

// Search is the job that looks for records of one person among all people.
type Search struct{}

func (Search) Kind() string { return "search_duplicates" }

// Work ties the search to its job.
func Work(w *store.Workers) {
	store.Handle(w, func(ctx context.Context, st *store.Store, _ Search) error { return search(ctx, st) })
}

// living is a record as it is compared.
type living struct {
	ID int64
	models.Declared
}

// search compares all people and keeps the pairs that look like one person.
func search(ctx context.Context, st *store.Store) error {
	begun := st.Now()
	var people []living
	err := st.Read(ctx).Raw(`
		select p.id, p.surname, p.given_name, p.birth_date, p.birth_place, p.tax_code, p.tax_code_key, p.phone, coalesce(t.name, '') municipality
		  from people p left join territories t on t.id = p.residence_id where p.merged_into is null order by p.id desc limit ?`, mostPeople).Scan(&people).Error
	if err != nil {
		return err
	}
	var pairs []map[string]any
	for _, found := range likely(people) {
		low, high := people[found.A].ID, people[found.B].ID
		if pairs = append(pairs, map[string]any{"low_id": min(low, high), "high_id": max(low, high), "score": found.Score}); len(pairs) == mostKept {
			break
		}
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		// the row of the search is held first: of two searches at once one waits for the other
		err := tx.Exec(`insert into duplicate_searches (id, searched_at) values (1, @begun)
			on conflict (id) do update set searched_at = excluded.searched_at, asked_at = null`, map[string]any{"begun": begun}).Error
		if err != nil {
			return err
		}
		if err := tx.Exec("delete from likely_duplicates").Error; err != nil || len(pairs) == 0 {
			return err
		}
		return tx.Table("likely_duplicates").Create(&pairs).Error
	})
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

// List is the pairs that looked like one person when they were last looked for, the likeliest first. Two who were decided to be two are
// not among them. Where people changed since, they are looked for again meanwhile.
func List(ctx context.Context, st *store.Store, by models.Actor) (pairs []Pair, when Searched, err error) {
	if !by.Platform() {
		return nil, when, models.ErrNotFound
	}
	if when, err = renew(ctx, st); err != nil {
		return nil, when, err
	}
	err = st.Read(ctx).Raw(`
		select d.low_id, d.high_id, l.given_name || ' ' || l.surname low_name, h.given_name || ' ' || h.surname high_name,
		       l.birth_date low_birth, h.birth_date high_birth, coalesce(t.name, '') low_residence, coalesce(u.name, '') high_residence, d.score
		  from likely_duplicates d join people l on l.id = d.low_id join people h on h.id = d.high_id
		  left join territories t on t.id = l.residence_id left join territories u on u.id = h.residence_id
		 where l.merged_into is null and h.merged_into is null
		   and not exists (select from different_people a where a.low_id = d.low_id and a.high_id = d.high_id)
		 order by d.score desc, d.low_id, d.high_id limit ?`, mostPairs).Scan(&pairs).Error
	return pairs, when, err
}

// renew has pairs looked for where people changed since: at once the first time, by a job afterwards.
func renew(ctx context.Context, st *store.Store) (when Searched, err error) {
	var row struct {
		SearchedAt *time.Time
		Changed    bool
	}
	read := func() error {
		return st.Read(ctx).Raw(`select searched_at, exists (select from people where updated_at > searched_at) changed
			from duplicate_searches`).Scan(&row).Error
	}
	if err := read(); err != nil {
		return when, err
	}
	if row.SearchedAt == nil {
		if err := search(ctx, st); err != nil {
			return when, err
		}
		if err := read(); err != nil {
			return when, err
		}
	}
	when = Searched{At: *row.SearchedAt, UnderWay: row.Changed}
	if !row.Changed {
		return when, nil
	}
	return when, st.Write(ctx, func(tx *store.Tx) error {
		asked := tx.Exec("update duplicate_searches set asked_at = @now where asked_at is null or asked_at < @before",
			map[string]any{"now": tx.Now(), "before": tx.Now().Add(-searchTime)})
		if asked.Error != nil || asked.RowsAffected == 0 {
			return asked.Error
		}
		return tx.Enqueue(Search{})
	})
}
