package request

import (
	"context"
	"strings"
	"time"

	"albo/app/history"
	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// Desk is where requests are answered: an association's, or a body's. The other is 0.
type Desk struct{ Association, Body int64 }

// whose is the condition that a request is the desk's, and the desk the actor's.
func (d Desk) whose(by models.Actor) []any {
	if d.Association != 0 {
		return []any{"code <> '' and association_id = ? and association_id in ?", d.Association, by.Associations()}
	}
	return []any{"code <> '' and body_id = ? and body_id in ?", d.Body, by.Bodies()}
}

// Row is a request in a list; it shows nothing of who asks.
type Row struct {
	ID         int64
	Code       string
	Kind       models.RequestKind
	State      models.RequestState
	Mistake    models.Mistake
	Services   []string `gorm:"serializer:json"`
	Place      string
	Surname    string // of the carer
	GivenName  string
	TakenBy    string
	CreatedAt  time.Time
	MovedAt    time.Time
	RemindedAt *time.Time
}

// Counts are how many requests of a desk are in each of its lists.
type Counts struct{ New, InProgress, Closed int }

// mostListed is how many closed requests a list shows, the newest first.
const mostListed = 200

// List gives the requests of a desk: new, in_progress or closed, or, whatever their state, those of a code.
func List(ctx context.Context, st *store.Store, by models.Actor, d Desk, show, code string) (rows []Row, n Counts, err error) {
	whose := d.whose(by)
	counts := st.Read(ctx).Model(&models.Request{}).Where(whose[0], whose[1:]...)
	err = counts.Select(`count(*) filter (where state = 'new') "new", count(*) filter (where state = 'in_progress') in_progress,
		count(*) filter (where state in ('done', 'not_done', 'withdrawn')) closed`).Scan(&n).Error
	if err != nil {
		return nil, n, err
	}
	list := st.Read(ctx).Table("requests r").Joins("left join people p on p.id = r.person_id").Joins("left join accounts a on a.id = r.taken_by").
		Select(`r.id, r.code, r.kind, r.state, r.mistake, r.services, r.place, r.created_at, r.moved_at, r.reminded_at,
			p.surname, p.given_name, a.name taken_by`).Where("r.id in (?)", st.Read(ctx).Model(&models.Request{}).Select("id").Where(whose[0], whose[1:]...)).Limit(mostListed)
	switch {
	case code != "":
		list = list.Where("r.code = ?", Code(code))
	case show == "in_progress":
		list = list.Where("r.state = 'in_progress'").Order("r.moved_at, r.id")
	case show == "closed":
		list = list.Where("r.state in ('done', 'not_done', 'withdrawn')").Order("r.moved_at desc, r.id desc")
	default:
		list = list.Where("r.state = 'new'").Order("r.created_at, r.id")
	}
	return rows, n, list.Scan(&rows).Error
}

// Code is a reference code as somebody typed it.
func Code(typed string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(typed))
}

// File is a request with all that belongs to it, for who answers it.
type File struct {
	*models.Request
	Carer   *models.Person // nil once all is erased
	Slug    string         // the carer's address in the public list; empty when not listed today
	TakenBy string
	Given   []models.RequestAnswer
	Events  []models.Event
}

// Show is a request for somebody of its desk.
func Show(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64) (*File, error) {
	whose := d.whose(by)
	r, err := store.Find[models.Request](st.Read(ctx), id, whose...)
	if err != nil {
		return nil, err
	}
	f := &File{Request: r}
	if f.Carer, err = store.Find[models.Person](st.Read(ctx), *r.PersonID); err != nil {
		return nil, err
	}
	err = st.Read(ctx).Raw("select slug from providers where person_id = ? and (visible_until is null or visible_until >= ?)", r.PersonID, st.Today("IT").String()).Scan(&f.Slug).Error
	if err != nil {
		return nil, err
	}
	if err := st.Read(ctx).Raw("select name from accounts where id = ?", r.TakenBy).Scan(&f.TakenBy).Error; err != nil {
		return nil, err
	}
	if f.Given, err = answers(ctx, st, id); err != nil {
		return nil, err
	}
	f.Events, err = history.Of(ctx, st, history.Subject{Kind: "request", ID: id})
	return f, err
}

func answers(ctx context.Context, st *store.Store, id int64) (list []models.RequestAnswer, err error) {
	return list, st.Read(ctx).Where("request_id = ?", id).Order("id").Find(&list).Error
}

// TakeUp, PutBack and Reopen are the steps without words; of two at once one takes it up, and the other reads who did.
func TakeUp(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64) error {
	return step(ctx, st, by, d, id, func(tx *store.Tx, r *models.Request) (models.Event, error) { return r.TakeUp(by, tx.Now()) })
}

func PutBack(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64) error {
	return step(ctx, st, by, d, id, func(tx *store.Tx, r *models.Request) (models.Event, error) { return r.PutBack(by, tx.Now()) })
}

func Reopen(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64) error {
	return step(ctx, st, by, d, id, func(tx *store.Tx, r *models.Request) (models.Event, error) { return r.Reopen(by, tx.Now()) })
}

// AnswerInput is an answer to who asked; Seen is how many answers there were on the page.
type AnswerInput struct {
	Text string `form:"text" validate:"required,max=2000"`
	Seen int    `form:"seen"`
}

// Answer answers who asked: on their private page, and by e-mail if they left an address.
func Answer(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64, in AnswerInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return step(ctx, st, by, d, id, func(tx *store.Tx, r *models.Request) (models.Event, error) {
		event, err := r.Answer(by, in.Seen, tx.Now())
		if err != nil {
			return event, err
		}
		if err := tx.Save(&models.RequestAnswer{RequestID: id, Text: in.Text, AnsweredAt: tx.Now(), AnsweredBy: by.AccountID, Name: by.Name}); err != nil {
			return event, err
		}
		return event, tellAsker(tx, r, "request_answered", map[string]string{"text": in.Text})
	})
}

// Finish closes a request of which something came.
func Finish(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64) error {
	return step(ctx, st, by, d, id, func(tx *store.Tx, r *models.Request) (models.Event, error) {
		event, err := r.Finish(by, tx.Now())
		if err != nil {
			return event, err
		}
		return event, tellAsker(tx, r, "request_done", nil)
	})
}

// TurnDownInput is why nothing came of a request.
type TurnDownInput struct {
	Reason models.NotDoneReason `form:"reason" validate:"oneof=unreachable nobody_free not_ours not_a_mistake not_serious"`
}

// TurnDown closes a request of which nothing came, and tells who asked why.
func TurnDown(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64, in TurnDownInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return step(ctx, st, by, d, id, func(tx *store.Tx, r *models.Request) (models.Event, error) {
		event, err := r.TurnDown(by, in.Reason, tx.Now())
		if err != nil || in.Reason == models.NotDoneNotSerious {
			return event, err
		}
		return event, tellAsker(tx, r, "request_not_done", map[string]string{"reason_key": "detail.reason." + string(in.Reason)})
	})
}

// step locks a request of the desk, takes the step and keeps it with its history.
func step(ctx context.Context, st *store.Store, by models.Actor, d Desk, id int64, do func(*store.Tx, *models.Request) (models.Event, error)) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		r, err := store.Lock[models.Request](tx, id, d.whose(by)...)
		if err != nil {
			return err
		}
		event, err := do(tx, r)
		if err != nil {
			return err
		}
		return tx.Save(r, &event)
	})
}
