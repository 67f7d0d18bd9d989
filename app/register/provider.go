package register

import (
	"context"
	"time"

	"albo/app/store"
	"albo/models"
)

// Provider is one listed carer with what was checked, by whom and when.
type Provider struct {
	PersonID          int64
	Slug              string
	Surname           string
	GivenName         string
	Bio               string
	Services          []string `gorm:"serializer:json"`
	Arrangements      []string `gorm:"serializer:json"`
	Languages         []string `gorm:"serializer:json"`
	Hours             models.Week
	HasRoom           bool
	Phone             string
	Email             string
	Indexing          bool
	CheckedOn         models.Date
	ConfirmedAt       time.Time
	StaleFrom         models.Date
	MemberSince       models.Date
	ActKind           string
	ActNumber         string
	ActDate           models.Date
	Source            models.AccreditationSource
	GrantedOn         models.Date
	ValidUntil        models.Date
	EditionNumber     *int // newest edition that lists the person
	EditionAsOf       models.Date
	IdentityCheckedAt models.Date
	BodyID            int64
	AssociationID     int64
	Places            []*Place            `gorm:"-"`
	Version           int64               `gorm:"-"` // of the public list, at least
	Body              *models.Body        `gorm:"-"`
	Association       *models.Association `gorm:"-"`
}

// FullName is given name and surname, as one says them.
func (p *Provider) FullName() string { return p.GivenName + " " + p.Surname }

// Stale tells whether a day is at or after the one from which an entry counts as not confirmed for long; the database works
// that one out (see set_listing_terms), and none is never.
func Stale(from, today models.Date) bool { return !from.IsZero() && !today.Before(from) }

// ShowProvider is one listed carer; whoever is not listed today is not there.
func ShowProvider(ctx context.Context, st *store.Store, slug string) (*Provider, error) {
	x, now, err := listed(ctx, st)
	if err != nil {
		return nil, err
	}
	var p Provider
	err = st.Read(ctx).Raw(`
		select v.*, m.since member_since, a.act_kind, a.act_number, a.act_date, a.source, a.granted_on, a.valid_until,
		       e.number edition_number, e.as_of edition_as_of, p.identity_checked_at::date identity_checked_at
		  from providers v
		  join people p on p.id = v.person_id
		  join accreditations a on a.id = v.accreditation_id
		  join memberships m on m.person_id = v.person_id and m.association_id = v.association_id and m.ended_on is null
		  left join lateral (select e.number, e.as_of from roster_checks k join roster_editions e on e.id = k.edition_id
		     where k.person_id = v.person_id and e.body_id = v.body_id and k.result = 'found_valid' order by e.number desc limit 1) e on true
		 where v.slug = ? and (v.visible_until is null or v.visible_until >= ?)`, slug, st.Today("IT").String()).Take(&p).Error
	if err != nil {
		return nil, store.NotFound(err)
	}
	p.Version, p.Body, p.Association, p.Places = now.version, now.around.bodies[p.BodyID], now.around.associations[p.AssociationID], now.around.covered(x, p.PersonID)
	if p.Body == nil || p.Association == nil { // made since
		return nil, models.ErrNotFound
	}
	return &p, nil
}

// Covered lists the municipalities where listed carers work, by name, with how many: what the front page offers.
func Covered(ctx context.Context, st *store.Store) (list []Near, version int64, err error) {
	x, now, err := listed(ctx, st)
	if err != nil {
		return nil, 0, err
	}
	l, day := store.Beside(st, &live{}), st.Today("IT").Days()
	if c := l.covered.Load(); c != nil && c.version == now.version && c.day == day {
		return c.list, now.version, nil
	}
	for id, n := range x.Places(day) {
		if p := now.around.places[id]; p != nil {
			list = append(list, Near{Place: p, N: n})
		}
	}
	list = most(list)
	l.covered.Store(&covered{now.version, day, list})
	return list, now.version, nil
}

// OfAssociation lists the carers an association has in the public list, by name.
func OfAssociation(ctx context.Context, st *store.Store, associationID int64) (list []Card, err error) {
	x, now, err := listed(ctx, st)
	if err != nil {
		return nil, err
	}
	list, err = cardsWhere(ctx, st, now.around, x, "association_id = ? order by sort_name limit 200", associationID)
	for i := range list {
		list[i].AssociationName = "" // the page is its own
	}
	return list, err
}

// Moved is the address of the listed carer whose record took in the one that had an address; models.ErrNotFound when none did.
func Moved(ctx context.Context, st *store.Store, slug string) (to string, err error) {
	err = st.Read(ctx).Raw(`
		with recursive onward as (
		  select p.merged_into id from profiles f join people p on p.id = f.person_id where f.slug = ? and p.merged_into is not null
		  union select p.merged_into from onward o join people p on p.id = o.id where p.merged_into is not null)
		select v.slug from onward o join providers v on v.person_id = o.id where v.visible_until is null or v.visible_until >= ?`,
		slug, st.Today("IT").String()).Scan(&to).Error
	if err == nil && to == "" {
		err = models.ErrNotFound
	}
	return to, err
}
