package models

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"math/bits"
	"slices"
)

//go:embed data/services.csv
var servicesCSV []byte

// CategoryArrangement is the category of the rows that say how help is given, not which.
const CategoryArrangement = "arrangement"

// Service is one row of the services taxonomy, with its names by language.
// Its position in the file is its bit in search masks: rows are only ever added at the end.
type Service struct {
	Code     string
	Category string
	ISCO     string // ISCO-08 unit group
	ESCO     string // URI of the ESCO occupation
	Names    map[string]string
	Bit      int
}

// Services lists what carers can do; Arrangements how (by the hour, at night, living in).
var Services, Arrangements = loadServices()

var servicesByCode = indexServices()

// ServiceByCode finds a service or an arrangement.
func ServiceByCode(code string) (Service, bool) {
	s, ok := servicesByCode[code]
	return s, ok
}

// ServiceCategories lists the categories in the order of the file, arrangements left out.
func ServiceCategories() []string {
	var categories []string
	for _, s := range Services {
		if !slices.Contains(categories, s.Category) {
			categories = append(categories, s.Category)
		}
	}
	return categories
}

// ServiceMask sets the bit of every service in codes; unknown codes have none.
func ServiceMask(codes []string) int64 {
	var mask int64
	for _, code := range codes {
		if s, ok := servicesByCode[code]; ok {
			mask |= 1 << s.Bit
		}
	}
	return mask
}

// ServiceCodes lists the codes of a list whose bits are set, in its order.
func ServiceCodes(list []Service, mask int64) []string {
	codes := make([]string, 0, bits.OnesCount64(uint64(mask)))
	for i := range list {
		if mask>>list[i].Bit&1 == 1 {
			codes = append(codes, list[i].Code)
		}
	}
	return codes
}

func loadServices() (services, arrangements []Service) {
	for i, row := range readCatalogue(servicesCSV) {
		s := Service{
			Code: row["code"], Category: row["category"], ISCO: row["isco"], ESCO: row["esco"], Bit: i,
			Names: map[string]string{"it": row["it"], "es": row["es"], "el": row["el"], "en": row["en"]},
		}
		if s.Category == CategoryArrangement {
			arrangements = append(arrangements, s)
		} else {
			services = append(services, s)
		}
	}
	return services, arrangements
}

func indexServices() map[string]Service {
	index := map[string]Service{}
	for _, s := range slices.Concat(Services, Arrangements) {
		index[s.Code] = s
	}
	return index
}

// readCatalogue reads an embedded CSV file into rows by column name.
func readCatalogue(file []byte) []map[string]string {
	records, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		panic(err) // embedded: a test reads it
	}
	rows := make([]map[string]string, 0, len(records)-1)
	for _, record := range records[1:] {
		row := make(map[string]string, len(record))
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}
