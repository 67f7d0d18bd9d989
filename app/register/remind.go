package register

import (
	"context"
	"fmt"

	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

// warnings are how many days before an entry leaves the list its carer is told.
var warnings = []int{30, 7}

// mostReminded is how many carers are told in one go; the rest is next time's.
const mostReminded = 1000

// Remind writes to each carer whose entry became stale, will soon leave the list, or left it, because it was not confirmed: once
// for each of these, with a link that confirms it. Who could not be listed anyway is left in peace.
func Remind(ctx context.Context, st *store.Store) error {
	if err := remind(ctx, st, "stale_from", 0, "listing_stale"); err != nil {
		return err
	}
	for _, days := range warnings {
		if err := remind(ctx, st, "hidden_from", days, "listing_leaving"); err != nil {
			return err
		}
	}
	return remind(ctx, st, "hidden_from", 0, "listing_hidden")
}

// reminder is an entry about which its carer is to be told.
type reminder struct {
	PersonID   int64
	Once       string
	HiddenFrom models.Date
}

// remind tells those for whom the day in a column is so many days ahead or has come, unless they were told, or the next message
// is due already.
func remind(ctx context.Context, st *store.Store, column string, days int, kind string) error {
	today := st.Today("IT")
	until := "true"
	switch {
	case column == "stale_from":
		until = fmt.Sprintf("(hidden_from is null or hidden_from > cast(@today as date) + %d)", warnings[0])
	case days == warnings[0]:
		until = fmt.Sprintf("hidden_from > cast(@today as date) + %d", warnings[1])
	case days > 0:
		until = "hidden_from > cast(@today as date)"
	}
	var due []reminder
	err := st.Read(ctx).Raw(`
		select * from (
		  select person_id, hidden_from, format('%s in %s, person %s, confirmed %s', cast(@kind as text), cast(@days as int), person_id, extract(epoch from confirmed_at)) once, confirmed_at
		    from providers where `+column+` <= cast(@today as date) + cast(@days as int) and `+until+` and (entitled_until is null or entitled_until >= @today)) due
		 where not exists (select from messages where once = due.once)
		   and exists (select from people p join accounts a on a.id = p.account_id and a.disabled_at is null where p.id = due.person_id)
		 order by confirmed_at, person_id limit @most`,
		map[string]any{"today": today.String(), "days": days, "kind": kind, "most": mostReminded}).Scan(&due).Error
	if err != nil || len(due) == 0 {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		for _, r := range due {
			next := "confirm_entry.leaves"
			if r.HiddenFrom.IsZero() {
				next = "confirm_entry.stays"
			}
			m := models.Message{
				Kind: kind, Path: "/listing/confirm", Purpose: models.LinkListing, Once: &r.Once,
				Params: map[string]string{"hidden_from": r.HiddenFrom.String(), "next_key": next},
			}
			if err := mail.TellPerson(tx, r.PersonID, m); err != nil {
				return err
			}
		}
		return nil
	})
}
