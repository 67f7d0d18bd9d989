package models

// TerritoryLevel is the kind of a territory in its country's tree.
type TerritoryLevel string

const (
	LevelCountry      TerritoryLevel = "country"
	LevelRegion       TerritoryLevel = "region"
	LevelProvince     TerritoryLevel = "province"
	LevelRegionalUnit TerritoryLevel = "regional_unit" // περιφερειακή ενότητα
	LevelValley       TerritoryLevel = "valley"        // a local area that no office codes
	LevelUnion        TerritoryLevel = "union"
	LevelMunicipality TerritoryLevel = "municipality"
)

// TerritoryLevels lists every level, from the widest.
var TerritoryLevels = []TerritoryLevel{LevelCountry, LevelRegion, LevelProvince, LevelRegionalUnit, LevelValley, LevelUnion, LevelMunicipality}

// Territory is a place with its official code: ISTAT in Italy, INE in Spain, Kallikratis in Greece.
type Territory struct {
	ID          int64 `gorm:"primaryKey"`
	Country     string
	Level       TerritoryLevel
	Code        string
	Name        string
	SearchName  string
	ParentID    *int64
	Latitude    *float64
	Longitude   *float64
	PostalCodes []string `gorm:"serializer:json"`
	AltCode     string   // Belfiore code of an Italian Comune, NUTS of a region
}
