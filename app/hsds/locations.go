package hsds

import (
	"context"
	"strings"

	"albo/app/register"
	"albo/app/store"
	"albo/models"
)

// around is the condition that a municipality is at most @metres from the nearest one with @postcode; the earth is a ball.
const around = `exists (select from territories h where h.level = 'municipality' and h.postal_codes @> jsonb_build_array(cast(@postcode as text)) and
	12742000 * asin(sqrt(least(1, power(sin(radians(t.latitude - h.latitude) / 2), 2) + cos(radians(h.latitude)) * cos(radians(t.latitude)) * power(sin(radians(t.longitude - h.longitude) / 2), 2)))) <= @metres)`

// ServicesAtLocations lists each service in each municipality it covers: by municipality, then by name of the carer.
func ServicesAtLocations(ctx context.Context, st *store.Store, q ServiceQuery) (*Page[ServiceAtLocation], error) {
	where, values := q.conditions(st)
	from := strings.Replace(q.from(), " from providers v", " from provider_places l join territories t on t.id = l.territory_id join providers v using (person_id)", 1)
	if q.Postcode != "" {
		values["postcode"], values["metres"] = q.Postcode, q.Metres
		where = append(where, map[bool]string{true: around, false: "t.postal_codes @> jsonb_build_array(cast(@postcode as text))"}[q.Metres > 0])
	}
	from += " where " + strings.Join(where, " and ")
	var total int
	if err := st.Read(ctx).Raw("select count(*)"+from, values).Scan(&total).Error; err != nil {
		return nil, err
	}
	list, err := q.located(ctx, st, "select v.person_id, l.territory_id"+from+" order by l.territory_id, l.sort_name, l.person_id limit @limit offset @offset", values)
	if err != nil {
		return nil, err
	}
	return paged(q.Paging, total, list), nil
}

// ServiceAtLocationByID is one service in one municipality, with all that the service has.
func ServiceAtLocationByID(ctx context.Context, st *store.Store, p Paging, id string) (*ServiceAtLocation, error) {
	first, last, territory, ok := located(id)
	if !ok {
		return nil, models.ErrNotFound
	}
	list, err := ServiceQuery{Paging: p, Full: true}.located(ctx, st, `
		select v.person_id, l.territory_id from people p join providers v on v.person_id = p.id join provider_places l on l.person_id = p.id and l.territory_id = @territory
		 where p.public_id between cast(@first as uuid) and cast(@last as uuid) and `+register.Visible,
		map[string]any{"first": first.String(), "last": last.String(), "territory": territory, "today": st.Today("IT").String()})
	if err != nil {
		return nil, err
	}
	return pick(list, func(ServiceAtLocation) bool { return true })
}

func (q ServiceQuery) located(ctx context.Context, st *store.Store, page string, values map[string]any) ([]ServiceAtLocation, error) {
	var rows []row
	err := st.Read(ctx).Raw("with page as ("+page+") select "+shown+", "+placed+" place from page join providers v using (person_id) join territories t on t.id = page.territory_id"+joined+
		" order by t.id, v.sort_name, v.person_id", values).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	services, err := q.shaped(ctx, st, rows)
	if err != nil {
		return nil, err
	}
	list := make([]ServiceAtLocation, len(rows))
	for i, r := range rows {
		list[i] = ServiceAtLocation{ID: locatedID(r.PublicID, r.Place.ID), Location: r.Place.location(), Service: &services[i]}
	}
	return list, nil
}
