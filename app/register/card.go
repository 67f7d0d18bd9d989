package register

import (
	"context"
	"slices"

	"albo/app/register/index"
	"albo/app/store"
	"albo/models"
)

// Card is a carer in a list of results.
type Card struct {
	PersonID        int64
	Slug            string
	Surname         string
	GivenName       string
	BodyID          int64
	AssociationID   int64
	BodyName        string
	AssociationName string
	CheckedOn       models.Date
	ConfirmedAt     models.Date
	StaleFrom       models.Date
	ServiceMask     int64
	LanguageMask    int64
	HasRoom         bool
	Services        []string
	Arrangements    []string
	Languages       []string
	Places          []string
}

// cards reads what is shown of people, in the order given. Whoever left the list in the meantime is left out.
func cards(ctx context.Context, st *store.Store, a *around, x *index.Index, people []int64) ([]Card, error) {
	if len(people) == 0 {
		return nil, nil
	}
	list, err := cardsWhere(ctx, st, a, x, "person_id = any(cast(? as bigint[]))", array(people))
	slices.SortFunc(list, func(a, b Card) int { return slices.Index(people, a.PersonID) - slices.Index(people, b.PersonID) })
	return list, err
}

func cardsWhere(ctx context.Context, st *store.Store, a *around, x *index.Index, where string, args ...any) ([]Card, error) {
	rows, err := st.Read(ctx).Raw(`
		select person_id, slug, surname, given_name, body_id, association_id, checked_on, confirmed_at::date, stale_from, service_mask, language_mask, has_room
		  from providers where (visible_until is null or visible_until >= ?) and `+where, append([]any{st.Today("IT").String()}, args...)...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := make([]Card, 0, PerPage)
	for rows.Next() {
		var c Card
		if err := rows.Scan(&c.PersonID, &c.Slug, &c.Surname, &c.GivenName, &c.BodyID, &c.AssociationID, &c.CheckedOn, &c.ConfirmedAt, &c.StaleFrom, &c.ServiceMask, &c.LanguageMask, &c.HasRoom); err != nil {
			return nil, err
		}
		c.fill(a, x)
		list = append(list, c)
	}
	return list, rows.Err()
}

// fill writes out what the bits and numbers of a card stand for.
func (c *Card) fill(a *around, x *index.Index) {
	if b := a.bodies[c.BodyID]; b != nil {
		c.BodyName = b.Name
	}
	if o := a.associations[c.AssociationID]; o != nil {
		c.AssociationName = o.Name
	}
	c.Services, c.Arrangements, c.Languages = models.ServiceCodes(models.Services, c.ServiceMask), models.ServiceCodes(models.Arrangements, c.ServiceMask), models.LanguageTags(c.LanguageMask)
	for _, p := range a.covered(x, c.PersonID) {
		c.Places = append(c.Places, p.Name)
	}
}

// covered are the municipalities that a person covers, by name.
func (a *around) covered(x *index.Index, person int64) (list []*Place) {
	for _, id := range x.Covers(person) {
		if p := a.places[id]; p != nil {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, byName)
	return list
}
