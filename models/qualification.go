package models

import (
	_ "embed"
	"strconv"
)

//go:embed data/qualifications.csv
var qualificationsCSV []byte

// Qualification is a title that a trained applicant can name, as its country's framework calls it.
type Qualification struct {
	Code    string
	Country string
	Title   string
	Hours   int // as the framework states them; 0 when it states none, never to be enforced
}

// Qualifications lists the titles known; an applicant may also describe another.
var Qualifications = loadQualifications()

// QualificationByCode finds a title.
func QualificationByCode(code string) (Qualification, bool) {
	for _, q := range Qualifications {
		if q.Code == code {
			return q, true
		}
	}
	return Qualification{}, false
}

func loadQualifications() []Qualification {
	var list []Qualification
	for _, row := range readCatalogue(qualificationsCSV) {
		hours, _ := strconv.Atoi(row["hours"]) // empty where the framework states none
		list = append(list, Qualification{Code: row["code"], Country: row["country"], Title: row["title"], Hours: hours})
	}
	return list
}
