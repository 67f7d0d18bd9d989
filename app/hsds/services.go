package hsds

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"albo/app/register"
	"albo/app/store"
	"albo/models"
)

// ServiceQuery is which services are asked for; zero values ask for nothing.
type ServiceQuery struct {
	Paging
	Search                           string
	TermID, TaxonomyID, Organization string
	After, Before                    time.Time // last modified then, both ends included
	Days                             []int     // 0 is Monday; one of them is enough
	Minimal, Full                    bool
	Postcode                         string
	Metres                           float64 // around Postcode
}

// conditions are the query as SQL on providers v and provider_changes c; of a location, the mask is that of its own table.
func (q ServiceQuery) conditions(st *store.Store) (where []string, values map[string]any) {
	where, values = []string{register.Visible}, map[string]any{"today": st.Today("IT").String(), "limit": q.PerPage, "offset": q.offset()}
	add := func(condition, name string, value any) {
		where, values[name] = append(where, condition), value
	}
	if q.Search != "" {
		condition, words := register.Saying(q.Search)
		if condition == "" {
			condition = "false" // nothing that can be said
		}
		where = append(where, condition)
		maps.Copy(values, words)
	}
	if q.TermID != "" {
		add("v.service_mask & cast(@term as bigint) <> 0", "term", maskOf(q.TermID))
	}
	if q.TaxonomyID != "" {
		add("v.service_mask & cast(@taxonomy as bigint) <> 0", "taxonomy", maskOfTaxonomy(q.TaxonomyID))
	}
	if q.Organization != "" {
		add("v.association_id = (select id from associations where public_id = cast(@organization as uuid))", "organization", q.Organization)
	}
	if !q.After.IsZero() {
		add("coalesce(c.changed_at, v.updated_at) >= @after", "after", q.After)
	}
	if !q.Before.IsZero() {
		add("coalesce(c.changed_at, v.updated_at) <= @before", "before", q.Before)
	}
	if len(q.Days) > 0 {
		var week models.Week
		for _, day := range q.Days {
			for part := range models.DayParts {
				week = week.With(day, part)
			}
		}
		add("v.hours & cast(@week as int) <> 0", "week", int32(week))
	}
	return where, values
}

// from is the tables that the conditions need.
func (q ServiceQuery) from() string {
	if q.After.IsZero() && q.Before.IsZero() {
		return " from providers v"
	}
	return " from providers v left join provider_changes c using (person_id)"
}

// Services lists the services asked for, by name of the carer: one statement counts, one reads, one names the associations.
func Services(ctx context.Context, st *store.Store, q ServiceQuery) (*Page[Service], error) {
	where, values := q.conditions(st)
	filter := q.from() + " where " + strings.Join(where, " and ")
	var total int
	if err := st.Read(ctx).Raw("select count(*)"+filter, values).Scan(&total).Error; err != nil {
		return nil, err
	}
	list, err := q.read(ctx, st, "select v.person_id, v.sort_name"+filter+" order by v.sort_name, v.person_id limit @limit offset @offset", values)
	if err != nil {
		return nil, err
	}
	return paged(q.Paging, total, list), nil
}

// EachService hands over every service asked for, in full or not, whatever the page: a batch at a time, each of two statements.
func EachService(ctx context.Context, st *store.Store, q ServiceQuery, do func(*Service) error) error {
	where, values := q.conditions(st)
	where = append(where, "(v.sort_name, v.person_id) > (@name, @person)")
	values["limit"], values["name"], values["person"] = MostMinimal, "", 0
	from := "select v.person_id, v.sort_name" + q.from() + " where " + strings.Join(where, " and ") + " order by v.sort_name, v.person_id limit @limit"
	for {
		rows, err := q.rows(ctx, st, from, values)
		if err != nil || len(rows) == 0 {
			return err
		}
		list, err := q.shaped(ctx, st, rows)
		if err != nil {
			return err
		}
		for i := range list {
			if err := do(&list[i]); err != nil {
				return err
			}
		}
		last := rows[len(rows)-1]
		values["name"], values["person"] = last.SortName, last.PersonID
	}
}

// ServiceByID is one service with all that it has; whoever is not listed today is not there.
func ServiceByID(ctx context.Context, st *store.Store, p Paging, id string) (*Service, error) {
	q := ServiceQuery{Paging: p, Full: true}
	from := "select v.person_id, v.sort_name from providers v where v.person_id = (select id from people where public_id = cast(@id as uuid)) and " + register.Visible
	list, err := q.read(ctx, st, from, map[string]any{"id": id, "today": st.Today("IT").String()})
	if err != nil {
		return nil, err
	}
	return pick(list, func(Service) bool { return true })
}

// row is what the public sees of a listed carer.
type row struct {
	PersonID      int64
	PublicID      uuid.UUID
	SortName      string
	Slug          string
	Surname       string
	GivenName     string
	Bio           string
	Services      []string `gorm:"serializer:json"`
	Arrangements  []string `gorm:"serializer:json"`
	Languages     []string `gorm:"serializer:json"`
	Hours         models.Week
	HasRoom       bool
	Phone         string
	Email         string
	CheckedOn     models.Date
	ChangedAt     time.Time
	ActKind       string
	ActNumber     string
	ActDate       models.Date
	BodyName      string
	BodyEmail     string
	AssociationID int64
	Places        []place `gorm:"serializer:json"` // of a full service
	Place         place   `gorm:"serializer:json"` // of a service at a location
}

// place is a municipality.
type place struct {
	ID                  int64
	Country, Code, Name string
	Latitude, Longitude *float64
}

const (
	shown = `v.person_id, p.public_id, v.sort_name, v.slug, v.surname, v.given_name, v.bio, v.services, v.arrangements, v.languages, v.hours, v.has_room, v.phone, v.email,
		v.checked_on, coalesce(c.changed_at, v.updated_at) changed_at, a.act_kind, a.act_number, a.act_date, b.name body_name, b.email body_email, v.association_id`
	joined = ` join people p on p.id = v.person_id join accreditations a on a.id = v.accreditation_id join bodies b on b.id = v.body_id
		left join provider_changes c on c.person_id = v.person_id`
	placed = `jsonb_build_object('ID', t.id, 'Country', t.country, 'Code', t.code, 'Name', t.name, 'Latitude', t.latitude, 'Longitude', t.longitude)`
)

func (q ServiceQuery) rows(ctx context.Context, st *store.Store, page string, values map[string]any) (rows []row, err error) {
	places := "cast('[]' as jsonb)"
	if q.Full && !q.Minimal {
		places = "coalesce((select jsonb_agg(" + placed + " order by t.search_name) from provider_places l join territories t on t.id = l.territory_id where l.person_id = v.person_id), '[]')"
	}
	err = st.Read(ctx).Raw("with page as ("+page+") select "+shown+", "+places+" places from page join providers v using (person_id)"+joined+" order by v.sort_name, v.person_id", values).Scan(&rows).Error
	return rows, err
}

func (q ServiceQuery) read(ctx context.Context, st *store.Store, page string, values map[string]any) ([]Service, error) {
	rows, err := q.rows(ctx, st, page, values)
	if err != nil {
		return nil, err
	}
	return q.shaped(ctx, st, rows)
}

func (q ServiceQuery) shaped(ctx context.Context, st *store.Store, rows []row) ([]Service, error) {
	var ids []int64
	for _, r := range rows {
		ids = append(ids, r.AssociationID)
	}
	slices.Sort(ids)
	organizations, err := organizationsOf(ctx, st, q.Paging, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	list := make([]Service, 0, len(rows))
	for _, r := range rows {
		list = append(list, r.service(q, organizations[r.AssociationID]))
	}
	return list, nil
}
