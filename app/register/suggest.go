package register

import (
	"context"
	"slices"

	"albo/app/store"
)

// suggest says how to find more: municipalities close by that have carers for the same needs, and what
// each filter taken away would give.
func (r *Results) suggest(ctx context.Context, st *store.Store) error {
	if r.Territory != nil {
		if err := r.nearby(ctx, st); err != nil {
			return err
		}
	}
	for _, looser := range r.without() {
		n, err := total(ctx, st, looser.query, r)
		if err != nil {
			return err
		}
		if n > r.Total {
			r.Looser = append(r.Looser, Looser{looser.facet, looser.value, n})
		}
	}
	return nil
}

// nearby ranks the other municipalities of the same country by distance, those with carers first ten.
func (r *Results) nearby(ctx context.Context, st *store.Store) error {
	f := filter(r.Query, nil, st)
	f["here"] = r.Territory.ID
	return st.Read(ctx).Raw(`
		select t.code, t.name, count(*) n
		  from territories h
		  join territories t on t.country = h.country and t.level = 'municipality' and t.id <> h.id and t.latitude is not null
		  join provider_places l on l.territory_id = t.id
		  join (`+found(f)+`) v on v.person_id = l.person_id and (v.service_mask & cast(@services as bigint)) = cast(@services as bigint)
		       and (cast(@arrangements as bigint) = 0 or v.service_mask & cast(@arrangements as bigint) <> 0) and (cast(@languages as bigint) = 0 or v.language_mask & cast(@languages as bigint) <> 0)
		 where h.id = @here and h.latitude is not null
		 group by t.id, h.id
		 order by power(t.latitude - h.latitude, 2) + power((t.longitude - h.longitude) * cos(radians(h.latitude)), 2) limit 5`, f).Scan(&r.Nearby).Error
}

type lesser struct {
	facet, value string
	query        Query
}

// without lists the query with each one of its filters taken away.
func (r *Results) without() (list []lesser) {
	drop := func(values []string, i int) []string { return slices.Delete(slices.Clone(values), i, i+1) }
	for i, code := range r.Services {
		q := r.Query
		q.Services = drop(q.Services, i)
		list = append(list, lesser{"service", code, q})
	}
	for i, code := range r.Arrangements {
		q := r.Query
		q.Arrangements = drop(q.Arrangements, i)
		list = append(list, lesser{"arrangement", code, q})
	}
	for i, tag := range r.Languages {
		q := r.Query
		q.Languages = drop(q.Languages, i)
		list = append(list, lesser{"language", tag, q})
	}
	if r.Text != "" {
		q := r.Query
		q.Text = ""
		list = append(list, lesser{"q", r.Text, q})
	}
	return list
}

func total(ctx context.Context, st *store.Store, q Query, r *Results) (n int, err error) {
	f := filter(q, r.Territory, st)
	err = st.Read(ctx).Raw(`select count(*) from (`+found(f)+`) found where `+offers+` and `+how+` and `+speaks, f).Scan(&n).Error
	return n, err
}
