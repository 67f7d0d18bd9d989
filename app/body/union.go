package body

import (
	"context"
	"errors"

	"albo/app/input"
	"albo/app/store"
	"albo/app/territory"
	"albo/models"
)

// JoinInput is a municipality leaving a function to a union, from a day on.
type JoinInput struct {
	Municipality string               `form:"municipality" validate:"required,max=120"` // its name or official code
	Function     models.UnionFunction `form:"function" validate:"oneof=social_services business_desk"`
	Relation     models.UnionRelation `form:"relation" validate:"oneof=member agreement"`
	Since        models.Date          `form:"since" validate:"required"`
	Until        models.Date          `form:"until"`
	Note         string               `form:"note" validate:"max=500"`
}

// Join records that a municipality leaves a function to a union for some time. For one function it has one union at a time.
func Join(ctx context.Context, st *store.Store, by models.Actor, unionID int64, in JoinInput) error {
	if !by.Platform() {
		return models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return err
	}
	union, err := store.Find[models.Body](st.Read(ctx), unionID, "kind = ?", models.BodyUnion)
	if err != nil {
		return err
	}
	place, err := territory.Named(ctx, st, in.Municipality)
	if errors.Is(err, models.ErrNotFound) || err == nil && place.Country != union.Country {
		return input.Wrong(map[string]models.Text{"municipality": models.Say("person.municipality_unknown")})
	}
	if err != nil {
		return err
	}
	m := &models.UnionMembership{
		UnionID: unionID, TerritoryID: place.ID, Function: in.Function, Relation: in.Relation, Note: in.Note,
		Period: models.Period{Since: in.Since, Until: in.Until},
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		if _, err := store.Lock[models.Territory](tx, place.ID); err != nil { // who comes second sees the first
			return err
		}
		if err := free(tx, m, "municipality", "until"); err != nil {
			return err
		}
		event := models.Note(by, tx.Now(), "body", unionID, "join", "", "", "municipality", place.Name, "function", string(m.Function), "since", m.Since.String(), "until", m.Until.String())
		return tx.Save(m, &event)
	})
}

// LeaveInput is a membership that ends, and the day from which the function is the municipality's own again.
type LeaveInput struct {
	ID     int64       `form:"membership" validate:"required"`
	EndsOn models.Date `form:"ends_on" validate:"required"`
}

// Leave ends a membership of a union.
func Leave(ctx context.Context, st *store.Store, by models.Actor, unionID int64, in LeaveInput) error {
	if !by.Platform() {
		return models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return err
	}
	union, err := store.Find[models.Body](st.Read(ctx), unionID)
	if err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		m, err := store.Lock[models.UnionMembership](tx, in.ID, "union_id = ?", unionID)
		if err != nil {
			return err
		}
		place, err := store.Lock[models.Territory](tx, m.TerritoryID)
		if err != nil {
			return err
		}
		if err := m.End(in.EndsOn, tx.Today(union.Country)); err != nil {
			return err
		}
		if err := free(tx, m, "membership", "ends_on"); err != nil {
			return err
		}
		event := models.Note(by, tx.Now(), "body", unionID, "leave", "", "", "municipality", place.Name, "function", string(m.Function), "until", m.Until.String())
		return tx.Save(m, &event)
	})
}

// free makes sure that a membership ends after it begins and meets no other of the same municipality and function;
// the database holds both too.
func free(tx *store.Tx, m *models.UnionMembership, field, end string) error {
	if wrong := m.Check(); wrong != nil {
		return input.Wrong(map[string]models.Text{end: *wrong})
	}
	var other string
	err := tx.Raw(`
		select b.name from union_memberships u join bodies b on b.id = u.union_id
		 where u.territory_id = ? and u.function = ? and u.id <> ? and daterange(u.since, u.until) && daterange(?, ?) limit 1`,
		m.TerritoryID, m.Function, m.ID, m.Since, m.Until).Scan(&other).Error
	if err == nil && other != "" {
		err = input.Wrong(map[string]models.Text{field: models.Say("union.other_union", "union", other)})
	}
	return err
}

// Competent is the body that exercises a function for a municipality on a day: its union for that function, else
// the municipality's own body. models.ErrNotFound when neither is in the registry.
func Competent(ctx context.Context, st *store.Store, territoryID int64, function models.UnionFunction, on models.Date) (*models.Body, error) {
	var b models.Body
	err := st.Read(ctx).Raw(`
		select b.* from bodies b
		  left join union_memberships u on u.union_id = b.id and u.territory_id = @place and u.function = @function
		       and @day >= u.since and (u.until is null or @day < u.until)
		 where u.id is not null or b.territory_id = @place
		 order by u.id is null limit 1`, map[string]any{"place": territoryID, "function": function, "day": on.String()}).Take(&b).Error
	return &b, store.NotFound(err)
}

// Members lists the municipalities that leave a function to a union on a day.
func Members(ctx context.Context, st *store.Store, unionID int64, function models.UnionFunction, on models.Date) (list []models.Territory, err error) {
	err = st.Read(ctx).Raw(`
		select t.* from union_memberships u join territories t on t.id = u.territory_id
		 where u.union_id = ? and u.function = ? and ? >= u.since and (u.until is null or ? < u.until)
		 order by t.search_name`, unionID, function, on.String(), on.String()).Scan(&list).Error
	return list, err
}

// Member is a municipality that leaves, left or will leave a function to a union.
type Member struct {
	ID       int64
	Name     string // of the municipality
	Slug     string // of its own body, if that is in the registry
	Function models.UnionFunction
	Relation models.UnionRelation
	Note     string
	models.Period
}

// AllMembers lists every membership of a union, those that are not over first.
func AllMembers(ctx context.Context, st *store.Store, unionID int64) (list []Member, err error) {
	err = st.Read(ctx).Raw(`
		select u.id, t.name, coalesce(b.slug, '') slug, u.function, u.relation, u.note, u.since, u.until
		  from union_memberships u join territories t on t.id = u.territory_id left join bodies b on b.territory_id = t.id
		 where u.union_id = ? order by u.until desc nulls first, t.search_name, u.function, u.since`, unionID).Scan(&list).Error
	return list, err
}
