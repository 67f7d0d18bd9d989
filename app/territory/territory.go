// Package territory is the tree of places with their official codes.
package territory

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm/clause"

	"albo/app/fold"
	"albo/app/store"
	"albo/models"
)

//go:embed territories.csv
var territoriesCSV string

// Load brings in the places that Albo ships with; those already there are brought up to date.
func Load(ctx context.Context, st *store.Store) error {
	rows, err := csv.NewReader(strings.NewReader(territoriesCSV)).ReadAll()
	if err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		ids := map[string]int64{}
		for _, row := range rows[1:] {
			t, err := read(row, ids)
			if err != nil {
				return err
			}
			upsert := clause.OnConflict{Columns: []clause.Column{{Name: "country"}, {Name: "level"}, {Name: "code"}}, UpdateAll: true}
			if err := tx.Clauses(upsert).Create(t).Error; err != nil {
				return fmt.Errorf("territory %s: %w", t.Code, err)
			}
			ids[address(t.Country, string(t.Level)+":"+t.Code)] = t.ID
		}
		return nil
	})
}

// address names a row as the parent column does: level and code, within one country.
func address(country, parent string) string { return country + "/" + parent }

func read(row []string, ids map[string]int64) (*models.Territory, error) {
	t := &models.Territory{Country: row[0], Level: models.TerritoryLevel(row[1]), Code: row[2], Name: row[3], SearchName: fold.Name(row[3]), AltCode: row[8]}
	if row[4] != "" {
		parent, ok := ids[address(row[0], row[4])]
		if !ok {
			return nil, fmt.Errorf("territory %s: its parent %s does not stand above it", t.Code, row[4])
		}
		t.ParentID = &parent
	}
	if row[5] != "" {
		latitude, err := strconv.ParseFloat(row[5], 64)
		longitude, err2 := strconv.ParseFloat(row[6], 64)
		if err != nil || err2 != nil {
			return nil, fmt.Errorf("territory %s: not a coordinate: %s %s", t.Code, row[5], row[6])
		}
		t.Latitude, t.Longitude = &latitude, &longitude
	}
	t.PostalCodes = []string{}
	if row[7] != "" {
		t.PostalCodes = strings.Split(row[7], ";")
	}
	return t, nil
}

// Search finds municipalities by the beginning of any word of their name, whatever the accents or the alphabet.
func Search(ctx context.Context, st *store.Store, q string, most int) (list []models.Territory, err error) {
	db := st.Read(ctx).Where("level = ?", models.LevelMunicipality)
	if words := fold.Name(q); words != "" {
		db = db.Where("' ' || search_name like ?", "% "+escapeLike(words)+"%")
	}
	return list, db.Order("search_name, code").Limit(most).Find(&list).Error
}

// Municipalities lists every municipality of a country; of all countries when it is empty.
func Municipalities(ctx context.Context, st *store.Store, country string) (list []models.Territory, err error) {
	db := st.Read(ctx).Where("level = ?", models.LevelMunicipality)
	if country != "" {
		db = db.Where("country = ?", country)
	}
	return list, db.Order("country, search_name, code").Find(&list).Error
}

// Areas names the areas whose municipalities Albo has, in the order of its list: valleys, provinces, regional units.
func Areas(ctx context.Context, st *store.Store) (names []string, err error) {
	err = st.Read(ctx).Raw(`
		select name from territories where id in (select parent_id from territories where level = 'municipality') order by id`).Scan(&names).Error
	return names, err
}

// Named finds the municipality that somebody typed: by code, or by its whole name, alone of that name.
func Named(ctx context.Context, st *store.Store, typed string) (*models.Territory, error) {
	var list []models.Territory
	err := st.Read(ctx).Where("level = ? and (code = ? or search_name = ?)", models.LevelMunicipality, strings.TrimSpace(typed), fold.Name(typed)).Limit(2).Find(&list).Error
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, models.ErrNotFound
	}
	return &list[0], nil
}

// Known gives the names of the municipalities of a country by their folded names.
func Known(ctx context.Context, st *store.Store, country string) (map[string]string, error) {
	list, err := Municipalities(ctx, st, country)
	known := make(map[string]string, len(list))
	for _, t := range list {
		known[t.SearchName] = t.Name
	}
	return known, err
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(s)
}

// Version tells one state of the places that Albo ships with from another.
func Version() string {
	sum := sha256.Sum256([]byte(territoriesCSV))
	return hex.EncodeToString(sum[:])
}
