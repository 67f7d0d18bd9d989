package register

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"
	"sync/atomic"

	"gorm.io/gorm"

	"albo/app/fold"
	"albo/models"
)

// Place is a municipality in memory.
type Place struct {
	ID         int64
	Code       string
	Name       string
	SearchName string
	Country    string
	Parent     int64
	Latitude   float64
	Longitude  float64
	Located    bool
}

// Area is what a map shows together: the municipalities that leave their social services to a union, or those of a
// valley, a province or a regional unit.
type Area struct {
	Code   string // country, level and official code
	Name   string
	Places []*Place // by name
}

// around is what the pages of the public list say beside the people: places, and names of bodies and associations.
type around struct {
	places       map[int64]*Place
	byCode       map[string]*Place
	byName       map[string][]*Place // folded
	parents      map[int64]*Area
	valleys      []*Area // the parents, in the order of the list of places
	unions       map[int64]*Area
	members      []member
	bodies       map[int64]*models.Body
	associations map[int64]*models.Association
	reader       *reader
	offered      atomic.Pointer[areasOfDay]
}

// areasOfDay are all areas that a map can show on a day.
type areasOfDay struct {
	day  models.Date
	list []*Area
}

// member is a municipality in the union that has its social services.
type member struct {
	Union, Territory int64
	models.Period
}

func readAround(db *gorm.DB) (*around, error) {
	a := &around{places: map[int64]*Place{}, byCode: map[string]*Place{}, byName: map[string][]*Place{}, parents: map[int64]*Area{}, unions: map[int64]*Area{}, bodies: map[int64]*models.Body{}, associations: map[int64]*models.Association{}}
	var places []*Place
	err := db.Raw(`
		select id, code, name, search_name, country, coalesce(parent_id, 0) parent, coalesce(latitude, 0) latitude, coalesce(longitude, 0) longitude, latitude is not null and longitude is not null located
		  from territories where level = 'municipality' order by search_name, code`).Scan(&places).Error
	if err != nil {
		return nil, err
	}
	var areas []struct {
		ID                         int64
		Country, Level, Code, Name string
		Union                      bool
	}
	err = db.Raw(`
		select id, country, level, code, name, false "union" from territories where id in (select parent_id from territories where level = 'municipality')
		union all select b.id, b.country, 'union', t.code, b.name, true from bodies b join territories t on t.id = b.territory_id where b.kind = 'union' order by 6, 1`).Scan(&areas).Error
	if err != nil {
		return nil, err
	}
	for _, row := range areas {
		area := &Area{Code: strings.ToLower(row.Country + "-" + row.Level + "-" + row.Code), Name: row.Name}
		if row.Union {
			a.unions[row.ID] = area
		} else {
			a.parents[row.ID], a.valleys = area, append(a.valleys, area)
		}
	}
	for _, p := range places {
		a.places[p.ID], a.byCode[p.Code], a.byName[p.SearchName] = p, p, append(a.byName[p.SearchName], p)
		if area := a.parents[p.Parent]; area != nil {
			area.Places = append(area.Places, p)
		}
	}
	if err := db.Raw(`select union_id "union", territory_id territory, since, until from union_memberships where function = 'social_services'`).Scan(&a.members).Error; err != nil {
		return nil, err
	}
	var bodies []*models.Body
	var associations []*models.Association
	if err := errors.Join(db.Preload("Territory").Find(&bodies).Error, db.Preload("Territory").Find(&associations).Error); err != nil {
		return nil, err
	}
	for _, b := range bodies {
		a.bodies[b.ID] = b
	}
	for _, o := range associations {
		a.associations[o.ID] = o
	}
	var words []models.SearchWord
	if err := db.Find(&words).Error; err != nil {
		return nil, err
	}
	a.reader = newReader(words, a.byName)
	return a, nil
}

// area is what the map shows around a place on a day: its union, else what it belongs to.
func (a *around) area(p *Place, today models.Date) *Area {
	for _, m := range a.members {
		if m.Territory == p.ID && m.Begun(today) && !m.Over(today) && a.unions[m.Union] != nil {
			return a.union(m.Union, today)
		}
	}
	return a.parents[p.Parent]
}

// union is a union with the municipalities that it has on a day.
func (a *around) union(id int64, today models.Date) *Area {
	area := *a.unions[id]
	for _, m := range a.members {
		if p := a.places[m.Territory]; p != nil && m.Union == id && m.Begun(today) && !m.Over(today) {
			area.Places = append(area.Places, p)
		}
	}
	slices.SortFunc(area.Places, byName)
	return &area
}

// areas are all that a map can show on a day, by name: unions, and whatever has a municipality in no union.
func (a *around) areas(today models.Date) (list []*Area) {
	if kept := a.offered.Load(); kept != nil && kept.day == today {
		return kept.list
	}
	seen := map[string]bool{}
	for _, p := range a.places {
		if area := a.area(p, today); area != nil && !seen[area.Code] {
			seen[area.Code] = true
			list = append(list, area)
		}
	}
	slices.SortFunc(list, func(x, y *Area) int {
		return cmp.Or(strings.Compare(fold.Name(x.Name), fold.Name(y.Name)), strings.Compare(x.Code, y.Code))
	})
	a.offered.Store(&areasOfDay{today, list})
	return list
}

func byName(a, b *Place) int {
	return cmp.Or(strings.Compare(a.SearchName, b.SearchName), strings.Compare(a.Code, b.Code))
}

// named finds the municipality that somebody typed: by code, by its whole name, or by a name one slip away or of the same
// sound, if only one has it.
func (a *around) named(typed string) *Place {
	if p := a.byCode[strings.TrimSpace(typed)]; p != nil {
		return p
	}
	name := fold.Name(typed)
	if same := a.byName[name]; len(same) > 0 {
		if len(same) == 1 {
			return same[0]
		}
		return nil
	}
	return a.reader.place(name)
}

// kilometres is how far two places are apart, as the crow flies.
func (p *Place) kilometres(o *Place) float64 {
	const radius, degree = 6371, math.Pi / 180
	dy, dx := (o.Latitude-p.Latitude)*degree, (o.Longitude-p.Longitude)*degree
	h := math.Pow(math.Sin(dy/2), 2) + math.Cos(p.Latitude*degree)*math.Cos(o.Latitude*degree)*math.Pow(math.Sin(dx/2), 2)
	return 2 * radius * math.Asin(math.Sqrt(h))
}
