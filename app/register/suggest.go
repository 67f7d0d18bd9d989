package register

import (
	"context"

	"albo/app/store"
)

// mostLoosened is for how many values of one filter is counted what each taken away would give.
const mostLoosened = 8

// suggest says how to find more: municipalities close by that have carers for the same needs, and what
// each filter taken away would give.
func (r *Results) suggest(ctx context.Context, st *store.Store) error {
	if r.Territory != nil {
		if err := r.nearby(ctx, st); err != nil {
			return err
		}
	}
	for _, facet := range []struct {
		name   string
		values []string
	}{{"service", r.Services}, {"arrangement", r.Arrangements}, {"language", r.Languages}} {
		for _, value := range facet.values[:min(len(facet.values), mostLoosened)] {
			if err := r.without(ctx, st, facet.name, value); err != nil {
				return err
			}
		}
	}
	if r.Text != "" {
		return r.without(ctx, st, "q", r.Text)
	}
	return nil
}

// nearby ranks the other municipalities of the same country by distance, the nearest five that have carers.
func (r *Results) nearby(ctx context.Context, st *store.Store) error {
	f := filter(r.Query, nil, st)
	f["here"] = r.Territory.ID
	return st.Read(ctx).Raw(`
		select t.code, t.name, count(*) n
		  from territories h
		  join territories t on t.country = h.country and t.level = 'municipality' and t.id <> h.id and t.latitude is not null
		  join provider_places l on l.territory_id = t.id
		  join (select person_id from (`+found(f)+`) found where `+offers+` and `+how+` and `+speaks+`) v on v.person_id = l.person_id
		 where h.id = @here and h.latitude is not null
		 group by t.id, h.id
		 order by power(t.latitude - h.latitude, 2) + power((t.longitude - h.longitude) * cos(radians(h.latitude)), 2) limit 5`, f).Scan(&r.Nearby).Error
}

func (r *Results) without(ctx context.Context, st *store.Store, facet, value string) error {
	f := filter(r.Without(facet, value), r.Territory, st)
	var n int
	err := st.Read(ctx).Raw(`select count(*) from (`+found(f)+`) found where `+offers+` and `+how+` and `+speaks, f).Scan(&n).Error
	if n > r.Total {
		r.Looser = append(r.Looser, Looser{facet, value, n})
	}
	return err
}
