// Package review is the queue of those cases in which a roster may list somebody, and only a person can tell: one after
// the other, each in the hands of one reviewer.
package review

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// Desk is where cases are decided: an association's, or a public body's. The other one is 0.
type Desk struct{ Association, Body int64 }

// mine tells whether the desk is the actor's.
func (d Desk) mine(by models.Actor) error {
	if d.Association != 0 && by.AdminOf(d.Association) || d.Body != 0 && by.OfficerOf(d.Body) {
		return nil
	}
	return models.ErrNotFound
}

// in is what queries of a desk are filled with. Nobody decides their own case.
func (d Desk) in(by models.Actor, now time.Time) map[string]any {
	return map[string]any{"association": d.Association, "body": d.Body, "me": by.PersonID, "account": by.AccountID, "now": now}
}

// Of the cases of a desk: those that wait for the person, and those that wait for a decision. Of these, what the matching leaves open comes
// before what it found and only has to be confirmed, and the longest wait first.
const (
	ofDesk    = "(m.association_id = @association or m.body_id = @body) and m.person_id <> @me"
	asked     = "(m.asked_until > @now and m.answered_at is null)"
	notAsked  = "(m.asked_until is null or m.asked_until <= @now or m.answered_at is not null)"
	uncertain = "m.result = 'ambiguous'"
	order     = "m.result <> 'ambiguous', m.waiting_since, m.id"
	backwards = "m.result = 'ambiguous', m.waiting_since desc, m.id desc"
)

// Row is a case in the list.
type Row struct {
	ID         int64
	Surname    string
	GivenName  string
	BodyName   string
	Edition    int
	AsOf       models.Date
	Lines      int
	Result     models.CheckResult
	Since      time.Time // when the person's case first came up
	AskedUntil *time.Time
	AnsweredAt *time.Time
	Decision   models.CheckDecision
	DecidedAt  *time.Time
	DecidedBy  string
	Holder     string // somebody else who has it in hand
	Until      *time.Time
}

// Counts is how many cases of a desk stand where.
type Counts struct{ Uncertain, Found, Asked, Decided int }

// Open are those that wait for a decision.
func (n Counts) Open() int { return n.Uncertain + n.Found }

const columns = `
	select k.id, coalesce(a.declared_surname, p.surname) surname, coalesce(a.declared_given_name, p.given_name) given_name, b.name body_name, e.number edition, e.as_of,
	       (select count(*) from roster_candidates where check_id = k.id) lines, k.result, k.waiting_since since, k.asked_until, k.answered_at, k.decision, k.decided_at,
	       coalesce(d.name, '') decided_by, coalesce(h.name, '') holder, c.until
	  from roster_checks k
	  join roster_editions e on e.id = k.edition_id join bodies b on b.id = e.body_id
	  join people p on p.id = k.person_id left join admissions a on a.id = k.admission_id
	  left join accounts d on d.id = k.decided_by
	  left join review_claims c on c.check_id = k.id and c.until > @now and c.account_id <> @account left join accounts h on h.id = c.account_id`

// decided are the cases of a desk that a person settled in the last days: they can be taken up again.
const decided = `
	k.decision <> '' and k.remembered_id is null and k.decided_at > @since and k.person_id <> @me
	and (a.association_id = @association or k.admission_id is null and e.body_id = @body)`

// decidedDays is how long a decided case stays in the list.
const decidedDays = 30

// List is a desk's cases: those the matching leaves open, those found that have to be confirmed, those that wait for the person, those decided lately.
func List(ctx context.Context, st *store.Store, by models.Actor, d Desk, show string) (list []Row, n Counts, err error) {
	if err := d.mine(by); err != nil {
		return nil, n, err
	}
	db, in := st.Read(ctx), d.in(by, st.Now())
	in["since"] = st.Now().AddDate(0, 0, -decidedDays)
	err = db.Raw(`select count(*) filter (where `+notAsked+` and `+uncertain+`) uncertain, count(*) filter (where `+notAsked+` and not `+uncertain+`) found, count(*) filter (where `+asked+`) asked,
		(select count(*) from roster_checks k join roster_editions e on e.id = k.edition_id left join admissions a on a.id = k.admission_id where `+decided+`) decided
		from match_cases m where `+ofDesk, in).Scan(&n).Error
	if err != nil {
		return nil, n, err
	}
	open := columns + " join match_cases m on m.id = k.id where " + ofDesk + " and "
	query := open + notAsked + " and " + uncertain + " order by " + order + " limit 500"
	switch show {
	case "found":
		query = open + notAsked + " and not " + uncertain + " order by " + order + " limit 500"
	case "asked":
		query = open + asked + " order by m.asked_until, m.id limit 500"
	case "decided":
		query = columns + " where " + decided + " order by k.decided_at desc, k.id limit 200"
	}
	return list, n, db.Raw(query, in).Scan(&list).Error
}

// Mark is a place in the queue, and which way one goes on from it. It outlives the decision on the case that stood there.
type Mark struct {
	After int64 `form:"after"` // the case; 0 for the beginning
	Back  bool  `form:"back"`
	found bool
}

// At has a mark know where its case stands now.
func (m Mark) At(ctx context.Context, st *store.Store) (Mark, error) {
	err := st.Read(ctx).Raw("select result <> 'ambiguous' from roster_checks where id = ?", m.After).Scan(&m.found).Error
	return m, err
}

// Next takes the next case that nobody has in hand, from a mark on or else from the beginning, and gives its number; 0 when
// there is none. Two reviewers who ask at once get two cases.
func Next(ctx context.Context, st *store.Store, by models.Actor, d Desk, from Mark) (id int64, err error) {
	if err := d.mine(by); err != nil {
		return 0, err
	}
	err = st.Write(ctx, func(tx *store.Tx) error {
		for {
			if id, err = free(tx, by, d, from); err == nil && id == 0 && from.After != 0 {
				id, err = free(tx, by, d, Mark{Back: from.Back})
			}
			if err != nil || id == 0 {
				return err
			}
			if err = roster.Claim(tx, by, id); !taken(err) {
				return err
			}
		}
	})
	return id, err
}

// taken tells that somebody took a case while it was being looked for: the next look sees it.
func taken(err error) bool {
	var refusal *models.Error
	return errors.As(err, &refusal) && refusal.Kind == models.Conflict
}

// free locks the next case that is in nobody else's hands.
func free(tx *store.Tx, by models.Actor, d Desk, from Mark) (id int64, err error) {
	in := d.in(by, tx.Now())
	in["after"], in["found"] = from.After, from.found
	beyond, sorted := ">", order
	if from.Back {
		beyond, sorted = "<", backwards
	}
	beyond = "(m.result <> 'ambiguous', m.waiting_since, m.id) " + beyond + " (@found, (select waiting_since from roster_checks where id = @after), @after)"
	if from.After == 0 {
		beyond = "true"
	}
	err = tx.Raw(`
		select k.id from match_cases m join roster_checks k on k.id = m.id
		 where `+ofDesk+` and `+notAsked+` and `+beyond+`
		   and not exists (select from review_claims c where c.check_id = k.id and c.until > @now and c.account_id <> @account)
		 order by `+sorted+` limit 1 for no key update of k skip locked`, in).Scan(&id).Error
	return id, err
}

// place is where a case stands among the open ones of its desk.
func place(db *gorm.DB, by models.Actor, d Desk, id int64, now time.Time) (at, of int, err error) {
	in := d.in(by, now)
	in["id"] = id
	var row struct{ At, Of int }
	err = db.Raw(`select coalesce(max(n) filter (where id = @id), 0) at, count(*) of from (
		select m.id, row_number() over (order by `+order+`) n from match_cases m where `+ofDesk+` and `+notAsked+`) q`, in).Scan(&row).Error
	return row.At, row.Of, err
}
