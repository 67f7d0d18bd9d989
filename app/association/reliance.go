package association

import (
	"context"
	"errors"
	"strconv"

	"gorm.io/gorm"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// Bodies lists the public bodies on whose rosters an association relies on a day.
func Bodies(db *gorm.DB, associationID int64, on models.Date) (list []models.Body, err error) {
	err = db.Raw(`
		select b.* from association_bodies ab join bodies b on b.id = ab.body_id
		 where ab.association_id = ? and ? >= ab.since and (ab.until is null or ? < ab.until)
		 order by b.name`, associationID, on.String(), on.String()).Scan(&list).Error
	return list, err
}

// Reliance is a body on whose roster an association relies, relied or will rely.
type Reliance struct {
	ID         int64
	Name, Slug string // of the body
	models.Period
}

// Reliances lists all of them, those that are not over first.
func Reliances(ctx context.Context, st *store.Store, associationID int64) (list []Reliance, err error) {
	err = st.Read(ctx).Raw(`
		select ab.id, b.name, b.slug, ab.since, ab.until from association_bodies ab join bodies b on b.id = ab.body_id
		 where ab.association_id = ? order by ab.until desc nulls first, b.name, ab.since`, associationID).Scan(&list).Error
	return list, err
}

// RelyInput is the body on whose roster an association is to rely, from a day on.
type RelyInput struct {
	Body  string      `form:"body" validate:"required"` // its slug
	Since models.Date `form:"since" validate:"required"`
	Until models.Date `form:"until"`
}

// RelyOn lets an association rely on the roster of a body. It is the installation's to say: the association's
// admins get to see what the roster says of their applicants.
func RelyOn(ctx context.Context, st *store.Store, by models.Actor, associationID int64, in RelyInput) error {
	if !by.Platform() {
		return models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		if _, err := store.Lock[models.Association](tx, associationID); err != nil {
			return err
		}
		return rely(tx, by, associationID, in.Body, models.Period{Since: in.Since, Until: in.Until}, "body")
	})
}

// rely adds a body by its slug; field is the one of the form that names it.
func rely(tx *store.Tx, by models.Actor, associationID int64, slug string, period models.Period, field string) error {
	var b models.Body
	err := tx.Where("slug = ?", slug).Take(&b).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return input.Wrong(map[string]models.Text{field: models.Say("reliance.no_such_body")})
	}
	if err != nil {
		return err
	}
	reliance := &models.AssociationBody{AssociationID: associationID, BodyID: b.ID, Period: period}
	if err := free(tx, reliance, field, "until"); err != nil {
		return err
	}
	event := models.Note(by, tx.Now(), "association", associationID, "rely_on", "", "", "body", slug, "since", period.Since.String(), "until", period.Until.String())
	return tx.Save(reliance, &event)
}

// StopInput is what an association no longer relies on, from a day on.
type StopInput struct {
	ID     int64       `form:"reliance" validate:"required"`
	EndsOn models.Date `form:"ends_on" validate:"required"`
}

// StopRelying ends the reliance on a body's roster. What was decided on its evidence stands.
func StopRelying(ctx context.Context, st *store.Store, by models.Actor, associationID int64, in StopInput) error {
	if !by.Platform() {
		return models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		a, err := store.Lock[models.Association](tx, associationID)
		if err != nil {
			return err
		}
		reliance, err := store.Lock[models.AssociationBody](tx, in.ID, "association_id = ?", associationID)
		if err != nil {
			return err
		}
		if err := reliance.End(in.EndsOn, tx.Today(a.Country)); err != nil {
			return err
		}
		if err := free(tx, reliance, "reliance", "ends_on"); err != nil {
			return err
		}
		event := models.Note(by, tx.Now(), "association", associationID, "stop_relying", "", "", "reliance", strconv.FormatInt(in.ID, 10), "until", in.EndsOn.String())
		return tx.Save(reliance, &event)
	})
}

// free makes sure that a reliance ends after it begins and meets no other on the same body; the database holds both too.
func free(tx *store.Tx, r *models.AssociationBody, field, end string) error {
	if wrong := r.Check(); wrong != nil {
		return input.Wrong(map[string]models.Text{end: *wrong})
	}
	var others int64
	err := tx.Model(r).Where("association_id = ? and body_id = ? and id <> ? and daterange(since, until) && daterange(?, ?)", r.AssociationID, r.BodyID, r.ID, r.Since, r.Until).Count(&others).Error
	if err == nil && others > 0 {
		err = input.Wrong(map[string]models.Text{field: models.Say("reliance.twice")})
	}
	return err
}
