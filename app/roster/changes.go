package roster

import (
	"strings"

	"gorm.io/gorm"

	"albo/app/fold"
	"albo/models"
)

// ChangeFilter is which lines to show: of one kind of change, of people whose name has these words.
type ChangeFilter struct {
	Show string // a models.LineChange; "changes": all but the same; "likely": new lines of somebody who seems to be gone; "bad": lines with bad cells; else every line
	Name string
}

// ChangeCounts is how many changes of each kind there are.
type ChangeCounts struct {
	New, Back, Changed, Gone, Same int
	Likely                         int // of those new or back: the same name and birth date are among the gone
}

// Line is a line of an edition beside the one it takes the place of. Likely is a line of the other edition that seems to be the
// same person: a tax code that was mistyped makes somebody new and gone.
type Line struct {
	models.RosterLine
	Change models.LineChange
	Before *models.RosterLine `gorm:"-"`
	Likely *models.RosterLine `gorm:"-"`
}

// LinesPerPage is how many lines one page shows.
const LinesPerPage = 50

// LinePage is one page of lines; a page beyond the last is the last.
type LinePage struct {
	Lines              []Line
	Total, Page, Pages int
}

// byName wants each of the words somewhere in the name.
func (f ChangeFilter) byName() (where string, in map[string]any) {
	in = map[string]any{}
	words := strings.Fields(fold.Name(f.Name))
	for i, word := range words[:min(len(words), 8)] {
		name := "word" + string(rune('a'+i))
		where += " and name_key like @" + name
		in[name] = "%" + word + "%" // folded: neither % nor _ is left
	}
	return where, in
}

// ofLines tells whether the filter asks for lines of the edition that may be the same as before, and not for changes alone.
func (f ChangeFilter) ofLines() bool {
	switch f.Show {
	case "changes", "new", "back", "changed", "gone", "likely":
		return false
	}
	return true
}

// Count counts the changes of each kind among the people that the filter names.
func (c *Comparison) Count(db *gorm.DB, f ChangeFilter) (n ChangeCounts, err error) {
	byName, in := f.byName()
	if byName == "" {
		n = ChangeCounts{New: c.NewCount, Back: c.Back, Changed: c.Changed, Gone: c.Gone, Likely: c.Likely}
		n.Same = c.Total - n.New - n.Back - n.Changed
		return n, nil
	}
	in["id"], in["edition"] = c.ID, c.EditionID
	err = db.Raw(`select count(*) filter (where change = 'new') "new", count(*) filter (where change = 'back') back, count(*) filter (where change = 'changed') changed,
		count(*) filter (where change = 'gone') gone, count(likely_id) filter (where not gone) likely,
		(select count(*) from roster_lines where edition_id = @edition`+byName+`) - count(*) filter (where not gone) same
		from line_changes where comparison_id = @id`+byName, in).Scan(&n).Error
	return n, err
}

// Page is one page of the lines that the filter lets through, in the order of the later edition, those gone behind.
func (c *Comparison) Page(db *gorm.DB, f ChangeFilter, page int) (p LinePage, err error) {
	if p.Total, err = c.total(db, f); err != nil {
		return p, err
	}
	p.Pages = max((p.Total+LinesPerPage-1)/LinesPerPage, 1)
	p.Page = min(max(page, 1), p.Pages)
	p.Lines, err = c.some(db, f, place{skip: (p.Page - 1) * LinesPerPage}, LinesPerPage)
	return p, err
}

func (c *Comparison) total(db *gorm.DB, f ChangeFilter) (total int, err error) {
	switch known, counted := c.known(f.Show); {
	case f.Name == "" && counted:
		return known, nil
	case f.Show == "same":
		n, err := c.Count(db, f)
		return n.Same, err
	case f.ofLines():
		where, in := c.linesWhere(f)
		return total, db.Raw("select count(*) from roster_lines l where "+where, in).Scan(&total).Error
	}
	where, in := c.changesWhere(f)
	return total, db.Raw("select count(*) from line_changes where "+where, in).Scan(&total).Error
}

// known is a total that was counted when the editions were compared.
func (c *Comparison) known(show string) (int, bool) {
	switch show {
	case "changes":
		return c.NewCount + c.Back + c.Changed + c.Gone, true
	case "new":
		return c.NewCount, true
	case "back":
		return c.Back, true
	case "changed":
		return c.Changed, true
	case "gone":
		return c.Gone, true
	case "likely":
		return c.Likely, true
	case "same":
		return c.Total - c.NewCount - c.Back - c.Changed, true
	case "bad":
		return 0, false
	}
	return c.Total, true
}

// Each gives every line that the filter lets through to do, a few at a time from the database.
func (c *Comparison) Each(db *gorm.DB, f ChangeFilter, do func(*Line) error) error {
	for at := (place{row: -1}); ; {
		list, err := c.some(db, f, at, 500)
		if err != nil || len(list) == 0 {
			return err
		}
		for i := range list {
			if err := do(&list[i]); err != nil {
				return err
			}
		}
		last := list[len(list)-1]
		at = place{gone: last.Change == models.LineGone, row: last.Row}
	}
}

// place is where in the order of lines to go on: behind a line, or so many lines on.
type place struct {
	gone bool
	row  int
	skip int
}

func (c *Comparison) some(db *gorm.DB, f ChangeFilter, at place, most int) ([]Line, error) {
	if f.ofLines() || c.BaseID == 0 && f.Show == "new" {
		return c.someLines(db, f, at, most)
	}
	return c.someChanges(db, f, at, most)
}

// changesWhere are the kept changes that the filter lets through.
func (c *Comparison) changesWhere(f ChangeFilter) (string, map[string]any) {
	byName, in := f.byName()
	in["id"], in["show"] = c.ID, f.Show
	switch f.Show {
	case "changes":
		return "comparison_id = @id" + byName, in
	case "likely":
		return "comparison_id = @id and not gone and likely_id is not null" + byName, in
	}
	return "comparison_id = @id and change = @show" + byName, in
}

// linesWhere are the lines l of the edition that the filter lets through.
func (c *Comparison) linesWhere(f ChangeFilter) (string, map[string]any) {
	where, in := f.byName()
	in["edition"], in["id"] = c.EditionID, c.ID
	switch f.Show {
	case "bad":
		where += " and complaints <> '[]'"
	case "same":
		where += " and not exists (select from line_changes c where c.comparison_id = @id and not c.gone and c.row = l.row)"
	}
	return "edition_id = @edition" + where, in
}

// changeRow is a change by the numbers of its lines; 0 for none.
type changeRow struct {
	Row, LineID, BeforeID, LikelyID int64
	Change                          models.LineChange
}

const changeColumns = "row, line_id, coalesce(before_id, 0) before_id, coalesce(likely_id, 0) likely_id, change"

func (c *Comparison) someChanges(db *gorm.DB, f ChangeFilter, at place, most int) ([]Line, error) {
	where, in := c.changesWhere(f)
	in["gone"], in["row"], in["skip"], in["most"] = at.gone, at.row, at.skip, most
	var rows []changeRow
	err := db.Raw("select "+changeColumns+" from line_changes where "+where+" and (gone, row) > (@gone, @row) order by gone, row limit @most offset @skip", in).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	byID, err := linesOf(db, rows)
	if err != nil {
		return nil, err
	}
	list := make([]Line, 0, len(rows))
	for _, r := range rows {
		if l := byID[r.LineID]; l != nil { // its edition may have been discarded in between
			list = append(list, Line{RosterLine: *l, Change: r.Change, Before: byID[r.BeforeID], Likely: byID[r.LikelyID]})
		}
	}
	return list, nil
}

// someLines are lines of the edition, each with what changed in it.
func (c *Comparison) someLines(db *gorm.DB, f ChangeFilter, at place, most int) ([]Line, error) {
	where, in := c.linesWhere(f)
	in["row"], in["skip"], in["most"] = at.row, at.skip, most
	var lines []models.RosterLine
	err := db.Raw("select * from roster_lines where edition_id = @edition and row in (select row from roster_lines l where "+where+" and row > @row order by row limit @most offset @skip) order by row", in).
		Scan(&lines).Error
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	list := make([]Line, len(lines))
	for i := range lines {
		list[i] = Line{RosterLine: lines[i], Change: models.LineSame}
		if c.BaseID == 0 {
			list[i].Change = models.LineNew
		}
	}
	return list, c.mark(db, list)
}

// mark tells of lines in the order of the edition what changed in them.
func (c *Comparison) mark(db *gorm.DB, list []Line) error {
	var rows []changeRow
	err := db.Raw("select "+changeColumns+" from line_changes where comparison_id = ? and not gone and row between ? and ?", c.ID, list[0].Row, list[len(list)-1].Row).Scan(&rows).Error
	if err != nil {
		return err
	}
	byID, err := linesOf(db, rows)
	if err != nil {
		return err
	}
	changed := make(map[int64]changeRow, len(rows))
	for _, r := range rows {
		changed[r.LineID] = r
	}
	for i := range list {
		if r, ok := changed[list[i].ID]; ok {
			list[i].Change, list[i].Before, list[i].Likely = r.Change, byID[r.BeforeID], byID[r.LikelyID]
		}
	}
	return nil
}

// linesOf fetches the lines of changes.
func linesOf(db *gorm.DB, rows []changeRow) (map[int64]*models.RosterLine, error) {
	ids := make([]int64, 0, 3*len(rows))
	for _, r := range rows {
		ids = append(ids, r.LineID, r.BeforeID, r.LikelyID)
	}
	var lines []models.RosterLine
	err := db.Where("id in ?", ids).Find(&lines).Error
	byID := make(map[int64]*models.RosterLine, len(lines))
	for i := range lines {
		byID[lines[i].ID] = &lines[i]
	}
	return byID, err
}
