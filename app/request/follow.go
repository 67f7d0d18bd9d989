package request

import (
	"context"
	"time"

	"gorm.io/gorm"

	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

// errDeadLink is the one answer for private links that were altered, ran out or never were.
var errDeadLink = models.Refuse(models.NotFound, "request.link_dead")

// Followed is a request as who asked sees it by the private link.
type Followed struct {
	*models.Request
	CarerName string
	DeskName  string
	DeskPhone string
	Given     []models.RequestAnswer
}

// Follow opens a request by the token of its private link.
func Follow(ctx context.Context, st *store.Store, token string) (*Followed, error) {
	id, err := linked(st.Read(ctx), st.Now(), token)
	if err != nil {
		return nil, err
	}
	r, err := store.Find[models.Request](st.Read(ctx), id)
	if err != nil {
		return nil, err
	}
	f := &Followed{Request: r}
	err = st.Read(ctx).Raw(`
		select coalesce(p.given_name || ' ' || p.surname, '') carer_name, coalesce(a.name, b.name) desk_name, coalesce(a.phone, b.phone) desk_phone
		  from requests r left join people p on p.id = r.person_id left join associations a on a.id = r.association_id left join bodies b on b.id = r.body_id
		 where r.id = ?`, id).Row().Scan(&f.CarerName, &f.DeskName, &f.DeskPhone)
	if err != nil {
		return nil, err
	}
	f.Given, err = answers(ctx, st, id)
	return f, err
}

// Withdraw takes a request back by its private link, erases what was said, and tells the desk that there is nothing more to do.
// Of a closed one what was said is erased, and nothing else changes.
func Withdraw(ctx context.Context, st *store.Store, token string) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		id, err := linked(tx.DB, tx.Now(), token)
		if err != nil {
			return err
		}
		r, err := store.Lock[models.Request](tx, id)
		if err != nil {
			return err
		}
		event, err := r.Withdraw(tx.Now())
		if err != nil {
			return err
		}
		if err := tx.Save(r, &event); err != nil {
			return err
		}
		if err := dropWords(tx, id); err != nil {
			return err
		}
		if r.State != models.RequestWithdrawn {
			return nil
		}
		return tellDesk(tx, r, "request_withdrawn")
	})
}

func linked(db *gorm.DB, now time.Time, token string) (id int64, err error) {
	err = db.Model(&models.Link{}).Where("token_hash = ? and purpose = ? and expires_at > ?", mail.HashToken(token), models.LinkRequest, now).
		Pluck("request_id", &id).Error
	if err == nil && id == 0 {
		err = errDeadLink
	}
	return id, err
}

// dropWords removes the answers and the mails of a request.
func dropWords(tx *store.Tx, id int64) error {
	for _, table := range []string{"request_answers", "messages"} {
		if err := tx.Exec("delete from "+table+" where request_id = ?", id).Error; err != nil {
			return err
		}
	}
	return nil
}

// Mine is a request about a carer as the carer sees it: what is needed, never who asks nor their words.
type Mine struct {
	ID        int64
	Code      string
	State     models.RequestState
	Services  []string `gorm:"serializer:json"`
	Place     string
	StartsOn  models.Date
	Times     string
	DeskName  string
	CreatedAt time.Time
}

// OfCarer lists the newest contact requests about the actor; wants tells whether the actor consented to see them.
func OfCarer(ctx context.Context, st *store.Store, by models.Actor) (list []Mine, wants bool, err error) {
	err = st.Read(ctx).Raw("select exists (select from consents where person_id = ? and item = ? and withdrawn_at is null)", by.PersonID, models.ConsentRequests).Scan(&wants).Error
	if err != nil || !wants {
		return nil, wants, err
	}
	err = st.Read(ctx).Raw(`
		select r.id, r.code, r.state, r.services, r.place, r.starts_on, r.times, a.name desk_name, r.created_at
		  from requests r join associations a on a.id = r.association_id
		 where r.person_id = ? and r.kind = 'contact' and r.erased_at is null order by r.created_at desc, r.id desc limit 20`, by.PersonID).Scan(&list).Error
	return list, wants, err
}
