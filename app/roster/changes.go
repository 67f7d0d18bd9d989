package roster

import (
	"math"
	"slices"
	"strings"

	"gorm.io/gorm"

	"albo/app/fold"
	"albo/models"
)

// Comparison is an edition beside an earlier one of its body; without one every line is new.
type Comparison struct {
	Edition, Base int64
}

func comparisonOf(e *models.RosterEdition) Comparison {
	c := Comparison{Edition: e.ID}
	if e.BaseID != nil {
		c.Base = *e.BaseID
	}
	return c
}

// ChangeFilter is which changes to show: of one kind, of people whose name has these words.
type ChangeFilter struct {
	Show string // a models.LineChange; "bad": lines with bad cells; "likely": new lines of somebody who seems to be gone; else every line of the edition
	Name string
}

// ChangeCounts is how many changes of each kind there are.
type ChangeCounts struct {
	New, Back, Changed, Gone, Same int
	Likely                         int // of those new or back: the same name and birth date are among the gone
}

// Of is the number of a kind of change.
func (n ChangeCounts) Of(change models.LineChange) int {
	return map[models.LineChange]int{models.LineNew: n.New, models.LineBack: n.Back, models.LineChanged: n.Changed, models.LineGone: n.Gone, models.LineSame: n.Same}[change]
}

// Line is a line of an edition beside the one it takes the place of. Likely is a line of the other edition that seems to be the
// same person: a tax code that was mistyped makes somebody new and gone.
type Line struct {
	models.RosterLine
	Change models.LineChange
	Before *models.RosterLine `gorm:"-"`
	Likely *models.RosterLine `gorm:"-"`
}

// LinesPerPage is how many lines one page of a preview shows.
const LinesPerPage = 50

// compared joins the lines l of an edition with the lines b of the earlier one; a person keeps the line_key.
const compared = `(select * from roster_lines where edition_id = @edition) l full join (select * from roster_lines where edition_id = @base) b using (line_key)`

// change is the kind of change of a row of compared.
var change = `case when l.id is null then 'gone' when b.id is not null then case when ` + differs() + ` then 'changed' else 'same' end
	when exists (select from roster_editions o join roster_editions base on base.id = @base and base.body_id = o.body_id and o.number < base.number
	  join roster_lines was on was.edition_id = o.id and was.line_key = l.line_key where o.state = 'published') then 'back' else 'new' end`

// twin is the line that seems to be the same person among those on the other side: of the gone for one who is new, and the other
// way round.
const twin = `(select t.id from roster_lines t where (l.id is null) <> (b.id is null)
	and t.edition_id = case when l.id is null then cast(@edition as bigint) else cast(@base as bigint) end
	and t.name_key = coalesce(l.name_key, b.name_key) and t.birth_date = coalesce(l.birth_date, b.birth_date)
	and not exists (select from roster_lines o where o.line_key = t.line_key and o.edition_id = case when l.id is null then cast(@base as bigint) else cast(@edition as bigint) end)
	order by t.row limit 1)`

// differs tells whether a field that people look at changed; fields are named as their columns.
func differs() string {
	var now, before []string
	for _, field := range models.ComparedFields {
		now, before = append(now, "l."+string(field)), append(before, "b."+string(field))
	}
	return "(" + strings.Join(now, ", ") + ") is distinct from (" + strings.Join(before, ", ") + ")"
}

// shown are the filters by kind; what is not among them shows every line of the edition.
var shown = map[string]string{
	"bad": "l.complaints <> '[]'", "new": "l.id is not null and b.id is null and " + change + " = 'new'", "back": "l.id is not null and b.id is null and " + change + " = 'back'",
	"changed": "l.id is not null and b.id is not null and " + differs(), "same": "l.id is not null and b.id is not null and not " + differs(),
	"gone": "l.id is null", "likely": "l.id is not null and b.id is null and " + twin + " is not null",
	"changes": "(l.id is null or b.id is null or " + differs() + ")",
}

func (f ChangeFilter) where(c Comparison) (string, map[string]any) {
	where, in := shown[f.Show], map[string]any{"edition": c.Edition, "base": c.Base}
	if where == "" {
		where = "l.id is not null"
	}
	byName, words := f.byName()
	for name, word := range words {
		in[name] = word
	}
	return where + byName, in
}

// byName wants each of the words somewhere in the name.
func (f ChangeFilter) byName() (where string, in map[string]any) {
	in = map[string]any{}
	words := strings.Fields(fold.Name(f.Name))
	for i, word := range words[:min(len(words), 8)] {
		name := "word" + string(rune('a'+i))
		where += " and coalesce(l.name_key, b.name_key) like @" + name
		in[name] = "%" + word + "%" // folded: neither % nor _ is left
	}
	return where, in
}

// Count counts the changes of each kind among the people that the filter names.
func (c Comparison) Count(db *gorm.DB, f ChangeFilter) (n ChangeCounts, err error) {
	byName, in := f.byName()
	in["edition"], in["base"] = c.Edition, c.Base
	err = db.Raw(`select count(*) filter (where change = 'new') "new", count(*) filter (where change = 'back') back, count(*) filter (where change = 'changed') changed,
		count(*) filter (where change = 'gone') gone, count(*) filter (where change = 'same') same, count(twin) filter (where change in ('new', 'back')) likely
		from (select `+change+` change, `+twin+` twin from `+compared+` where true`+byName+`) d`, in).Scan(&n).Error
	return n, err
}

// Page is one page of the changes, in the order of the later edition, those gone behind; total is how many there are.
func (c Comparison) Page(db *gorm.DB, f ChangeFilter, page int) (list []Line, total int, err error) {
	where, in := f.where(c)
	if err := db.Raw("select count(*) from "+compared+" where "+where, in).Scan(&total).Error; err != nil || total == 0 {
		return nil, total, err
	}
	page = min(max(page, 1), total/LinesPerPage+1)
	rows, err := c.rows(db, f, LinesPerPage, (page-1)*LinesPerPage)
	if err != nil {
		return nil, total, err
	}
	list, err = load(db, rows)
	return list, total, err
}

// Each gives every change to do, a few at a time from the database.
func (c Comparison) Each(db *gorm.DB, f ChangeFilter, do func(*Line) error) error {
	rows, err := c.rows(db, f, math.MaxInt32, 0)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(rows, 500) {
		list, err := load(db, some)
		if err != nil {
			return err
		}
		for i := range list {
			if err := do(&list[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// changeRow is a change by the numbers of its lines; 0 for none.
type changeRow struct {
	L, B, Twin int64
	Change     models.LineChange
}

func (c Comparison) rows(db *gorm.DB, f ChangeFilter, most, from int) (rows []changeRow, err error) {
	where, in := f.where(c)
	in["most"], in["from"] = most, from
	err = db.Raw(`select coalesce(l.id, 0) l, coalesce(b.id, 0) b, `+change+` change, coalesce(`+twin+`, 0) twin
		from (select l.id lid, b.id bid, l.row lrow, b.row brow from `+compared+` where `+where+` order by l.row nulls last, b.row limit @most offset @from) d
		left join roster_lines l on l.id = d.lid left join roster_lines b on b.id = d.bid order by d.lrow nulls last, d.brow`, in).Scan(&rows).Error
	return rows, err
}

// load fetches the lines of changes.
func load(db *gorm.DB, rows []changeRow) ([]Line, error) {
	ids := make([]int64, 0, 3*len(rows))
	for _, r := range rows {
		ids = append(ids, r.L, r.B, r.Twin)
	}
	var lines []models.RosterLine
	if err := db.Where("id in ?", ids).Find(&lines).Error; err != nil {
		return nil, err
	}
	byID := make(map[int64]*models.RosterLine, len(lines))
	for i := range lines {
		byID[lines[i].ID] = &lines[i]
	}
	list := make([]Line, 0, len(rows))
	for _, r := range rows {
		line := Line{Change: r.Change, Before: byID[r.B], Likely: byID[r.Twin]}
		if l := byID[r.L]; l != nil {
			line.RosterLine = *l
		} else {
			line.RosterLine, line.Before = *byID[r.B], nil
		}
		list = append(list, line)
	}
	return list, nil
}
