package roster

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"albo/app/store"
	"albo/models"
)

// Editions lists the editions of a body, the newest upload first; dropped ones are left out.
func Editions(ctx context.Context, st *store.Store, by models.Actor, bodyID int64) (list []models.RosterEdition, err error) {
	if !by.OfficerOf(bodyID) {
		return nil, models.ErrNotFound
	}
	err = st.Read(ctx).Omit("settings", "layout").Where("body_id = ? and state <> ?", bodyID, models.EditionDiscarded).
		Order("number desc nulls first, id desc").Find(&list).Error
	return list, err
}

// Show is one edition with its body and the edition it was compared with.
func Show(ctx context.Context, st *store.Store, by models.Actor, id int64) (e, base *models.RosterEdition, err error) {
	e, err = store.Find[models.RosterEdition](st.Read(ctx).Preload("Body"), id, "body_id in ?", by.Bodies())
	if err != nil || e.BaseID == nil {
		return e, nil, err
	}
	base, err = store.Find[models.RosterEdition](st.Read(ctx), *e.BaseID)
	return e, base, err
}

// Corrections are the edition that one corrects, and the published ones that correct it.
func Corrections(ctx context.Context, st *store.Store, e *models.RosterEdition) (corrects *models.RosterEdition, by []models.RosterEdition, err error) {
	if e.CorrectsID != nil {
		if corrects, err = store.Find[models.RosterEdition](st.Read(ctx), *e.CorrectsID); err != nil {
			return nil, nil, err
		}
	}
	err = st.Read(ctx).Omit("settings", "layout").Where("corrects_id = ? and state = ?", e.ID, models.EditionPublished).Order("id").Find(&by).Error
	return corrects, by, err
}

// Corrected are the edition that one corrects, the one that that one corrected, and so on.
func Corrected(db *gorm.DB, e *models.RosterEdition) (list []models.RosterEdition, err error) {
	err = db.Raw(`with recursive chain as (
		select id, published_at, corrects_id from roster_editions where id = ?
		union all select e.id, e.published_at, e.corrects_id from roster_editions e join chain c on e.id = c.corrects_id)
		select id, published_at from chain`, e.CorrectsID).Scan(&list).Error
	return list, err
}

// Complaints lists every bad cell of an edition by row, lines left out included.
func Complaints(ctx context.Context, st *store.Store, e *models.RosterEdition) ([]models.Complaint, error) {
	all := append([]models.Complaint{}, e.Layout.Complaints...)
	var lines []models.RosterLine
	err := st.Read(ctx).Select("complaints").Where("edition_id = ? and complaints <> '[]'", e.ID).Order("row").Find(&lines).Error
	for _, l := range lines {
		all = append(all, l.Complaints...)
	}
	slices.SortStableFunc(all, func(a, b models.Complaint) int { return a.Row - b.Row })
	return all, err
}

// Lines is a page of an edition's lines against its base: all, those with bad cells ("bad"), or those of one kind of change.
func Lines(ctx context.Context, st *store.Store, e *models.RosterEdition, show string, page int) (LinePage, error) {
	if !slices.Contains(models.ReadStates, e.State) {
		return LinePage{}, nil
	}
	var base int64
	if e.BaseID != nil {
		base = *e.BaseID
	}
	c, err := Compare(ctx, st, e, base)
	if err != nil {
		return LinePage{}, err
	}
	return c.Page(st.Read(ctx), ChangeFilter{Show: show}, page)
}

// Published lists the published editions of the body of an edition, the newest first: what it can be compared with.
func Published(ctx context.Context, st *store.Store, e *models.RosterEdition) (list []models.RosterEdition, err error) {
	err = st.Read(ctx).Omit("settings", "layout").Where("body_id = ? and state = ? and id <> ?", e.BodyID, models.EditionPublished, e.ID).
		Order("number desc").Find(&list).Error
	return list, err
}

// Between puts two editions of one body in order and compares them. Of a published edition and one that is not, the
// published one is the earlier.
func Between(ctx context.Context, st *store.Store, e, with *models.RosterEdition) (later, earlier *models.RosterEdition, c *Comparison, err error) {
	later, earlier = e, with
	if e.Number != nil && with.Number != nil && *with.Number > *e.Number {
		later, earlier = with, e
	}
	c, err = Compare(ctx, st, later, earlier.ID)
	return later, earlier, c, err
}
