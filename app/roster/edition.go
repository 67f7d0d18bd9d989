package roster

import (
	"context"
	"slices"

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

// Line is a line of an edition beside the one it takes the place of.
type Line struct {
	models.RosterLine
	Change models.LineChange
	Before *models.RosterLine `gorm:"-"`
}

// LinesPerPage is how many lines one page of a preview shows.
const LinesPerPage = 50

// Lines is a page of an edition's lines: all, those with bad cells ("bad"), or those new, changed or gone against its base.
func Lines(ctx context.Context, st *store.Store, e *models.RosterEdition, show string, page int) (list []Line, total int64, err error) {
	db := st.Read(ctx)
	offset := (max(page, 1) - 1) * LinesPerPage
	base := int64(0)
	if e.BaseID != nil {
		base = *e.BaseID
	}
	where := map[string]string{
		"bad":     "l.complaints <> '[]'",
		"new":     "b.id is null",
		"changed": "l.id is not null and b.id is not null and " + differs,
		"gone":    "l.id is null",
	}[show]
	if where == "" {
		where = "l.id is not null"
	}
	if err := db.Raw("select count(*) from "+bothEditions+" where "+where, e.ID, base).Scan(&total).Error; err != nil || total == 0 {
		return nil, total, err
	}
	var rows []struct {
		L, B   int64
		Change models.LineChange
	}
	err = db.Raw(`select coalesce(l.id, 0) l, coalesce(b.id, 0) b,
		  case when l.id is null then 'gone' when b.id is null then 'new' when `+differs+` then 'changed' else 'same' end change
		  from `+bothEditions+` where `+where+` order by l.row nulls last, b.row limit ? offset ?`, e.ID, base, LinesPerPage, offset).Scan(&rows).Error
	if err != nil {
		return nil, total, err
	}
	ids := make([]int64, 0, 2*len(rows))
	for _, r := range rows {
		ids = append(ids, r.L, r.B)
	}
	var lines []models.RosterLine
	if err := db.Where("id in ?", ids).Find(&lines).Error; err != nil {
		return nil, total, err
	}
	byID := map[int64]*models.RosterLine{}
	for i := range lines {
		byID[lines[i].ID] = &lines[i]
	}
	for _, r := range rows {
		line := Line{Change: r.Change, Before: byID[r.B]}
		if l := byID[r.L]; l != nil {
			line.RosterLine = *l
		} else {
			line.RosterLine, line.Before = *byID[r.B], nil
		}
		list = append(list, line)
	}
	return list, total, nil
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
