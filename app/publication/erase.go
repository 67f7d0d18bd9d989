package publication

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// EraseInput is the entry of an edition whose person is to be named no more, and why.
type EraseInput struct {
	Position int    `form:"entry" validate:"required"`
	Reason   string `form:"reason" validate:"required,max=1000"`
}

// Erase takes a person's data out of every edition of the body: what is left is a hash that nobody can guess them from. The
// next editions leave the person out until an officer names them again (GDPR art. 17 and 21; in Spain also LO 3/2018,
// disposición adicional séptima, on people at risk).
func Erase(ctx context.Context, st *store.Store, by models.Actor, editionID int64, in EraseInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	e, err := Own(ctx, st, by, editionID)
	if err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		if _, err := store.Lock[models.Body](tx, e.BodyID); err != nil { // an edition being published names the person, or does not
			return err
		}
		var row models.RegisterRow
		if err := tx.Where("edition_id = ? and position = ? and ref is not null", e.ID, in.Position).Take(&row).Error; err != nil {
			return store.NotFound(err)
		}
		if err := withhold(tx, by, *row.Ref, line(in.Reason)); err != nil {
			return err
		}
		return erase(tx, by, *row.Ref)
	})
}

// erase empties all entries of one accreditation, and notes each.
func erase(tx *store.Tx, by models.Actor, ref string) error {
	var rows []models.RegisterRow
	err := tx.Raw(`
		update register_entries set ref = null, search = null, content = null, salt = null
		 where ref = ? returning edition_id, position`, ref).Scan(&rows).Error
	if err != nil {
		return err
	}
	for _, row := range rows {
		event := models.Note(by, tx.Now(), Subject, row.EditionID, "erase", "", "", "entry", strconv.Itoa(row.Position))
		if err := tx.Save(&event); err != nil {
			return err
		}
	}
	return nil
}

func withhold(tx *store.Tx, by models.Actor, ref, reason string) error {
	a, err := byRef(tx, ref)
	if err != nil {
		return err
	}
	a.WithheldReason = reason
	event := models.Note(by, tx.Now(), "accreditation", a.ID, "withhold", string(a.State), string(a.State), "reason", reason)
	return tx.Save(a, &event)
}

func byRef(tx *store.Tx, ref string) (*models.Accreditation, error) {
	var id int64
	if err := tx.Raw("select id from accreditations where public_id = ?", ref).Scan(&id).Error; err != nil {
		return nil, err
	}
	return store.Lock[models.Accreditation](tx, id)
}

// Withheld is somebody whom the editions of a body leave out.
type Withheld struct {
	ID                                         int64
	Surname, GivenName, Number, WithheldReason string
}

// LeftOut lists whom the next editions of a body leave out, by name.
func LeftOut(ctx context.Context, st *store.Store, by models.Actor, bodyID int64) (list []Withheld, err error) {
	if !by.OfficerOf(bodyID) {
		return nil, models.ErrNotFound
	}
	err = st.Read(ctx).Raw(`
		select a.id, p.surname, p.given_name, a.number, a.withheld_reason from accreditations a join people p on p.id = a.person_id
		 where a.body_id = ? and a.withheld_reason <> '' order by p.sort_name, a.id`, bodyID).Scan(&list).Error
	return list, err
}

// NameAgain lets the next editions name somebody again; what was erased stays erased.
func NameAgain(ctx context.Context, st *store.Store, by models.Actor, accreditationID int64) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		a, err := store.Lock[models.Accreditation](tx, accreditationID, "body_id in ? and withheld_reason <> ''", by.Bodies())
		if err != nil {
			return err
		}
		a.WithheldReason = ""
		event := models.Note(by, tx.Now(), "accreditation", a.ID, "name_again", string(a.State), string(a.State))
		return tx.Save(a, &event)
	})
}

// TakeDownDue erases everybody from the editions whose term of publication is over; several processes may try at once.
func TakeDownDue(ctx context.Context, st *store.Store) error {
	due, err := due(st.Read(ctx), st)
	if err != nil {
		return err
	}
	for _, id := range due {
		if err := st.Write(ctx, func(tx *store.Tx) error { return takeDown(tx, id) }); err != nil {
			return err
		}
	}
	return nil
}

// due are the editions whose term is over in their country and that still name somebody.
func due(db *gorm.DB, st *store.Store) (ids []int64, err error) {
	for _, country := range []string{"IT", "ES", "GR"} {
		var some []int64
		err := db.Raw(`
			select e.id from register_editions e join bodies b on b.id = e.body_id
			 where b.country = ? and e.ends_on < ? and exists (select from register_entries where edition_id = e.id and content is not null)
			 order by e.id`, country, st.Today(country).String()).Scan(&some).Error
		if err != nil {
			return nil, err
		}
		ids = append(ids, some...)
	}
	return ids, nil
}

func takeDown(tx *store.Tx, id int64) error {
	var e models.RegisterEdition
	if err := tx.Raw("select * from register_editions where id = ?", id).Take(&e).Error; err != nil {
		return err
	}
	if _, err := store.Lock[models.Body](tx, e.BodyID); err != nil {
		return err
	}
	done := tx.Exec("update register_entries set ref = null, search = null, content = null, salt = null where edition_id = ? and content is not null", id)
	if done.Error != nil || done.RowsAffected == 0 { // another process was quicker
		return done.Error
	}
	event := models.Note(models.System, tx.Now(), Subject, id, "take_down", "", "", "number", strconv.Itoa(e.Number), "date", e.EndsOn.String())
	return tx.Save(&event)
}
