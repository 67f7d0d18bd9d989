package roster

import (
	"encoding/json"

	"gorm.io/gorm"

	"albo/app/roster/matching"
	"albo/app/store"
	"albo/models"
)

// learnedFrom is how many lines, and how many people, the parameters of an edition are learned from at most.
const learnedFrom = 5_000

// learn works out, once the lines of an edition are stored, what its comparisons will be weighed with, and keeps it: how frequent
// its names are, and how the list writes the people that the registry knows. Which lines are taken of a long list does not
// depend on their order.
func learn(tx *store.Tx, e *models.RosterEdition) error {
	var lines []models.RosterLine
	err := tx.Raw(`select surname, given_name, father_name, married_name, tax_code, tax_code_key, birth_date, birth_place, municipality, postcode, address, phone, email
		from roster_lines where edition_id = ? order by hashtextextended(line_key, 0) limit ?`, e.ID, learnedFrom).Scan(&lines).Error
	if err != nil {
		return err
	}
	var people []models.Declared
	err = tx.Raw(`select p.surname, p.given_name, p.tax_code, p.tax_code_key, p.birth_date, p.birth_place, coalesce(t.name, '') municipality, p.phone
		from people p left join territories t on t.id = p.residence_id where p.merged_into is null and p.country = (select country from bodies where id = ?)
		order by p.id desc limit ?`, e.BodyID, learnedFrom).Scan(&people).Error
	if err != nil {
		return err
	}
	listed, known := make([]matching.Person, len(lines)), make([]matching.Person, len(people))
	for i := range lines {
		listed[i] = matching.OfLine(&lines[i])
	}
	for i := range people {
		known[i] = matching.OfDeclared(people[i])
	}
	p := matching.Estimate(matching.PrepareAll(known), matching.PrepareAll(listed))
	p.Lines = e.Total
	return keepParameters(tx, e.ID, p)
}

func keepParameters(tx *store.Tx, editionID int64, p *matching.Parameters) error {
	kept, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return tx.Exec("insert into roster_parameters values (?, ?) on conflict (edition_id) do update set parameters = excluded.parameters", editionID, string(kept)).Error
}

// parametersOf are those kept with an edition; an edition of before they were kept has what is expected of any list.
func parametersOf(db *gorm.DB, e *models.RosterEdition) (*matching.Parameters, error) {
	var kept []string
	if err := db.Raw("select parameters from roster_parameters where edition_id = ?", e.ID).Scan(&kept).Error; err != nil {
		return nil, err
	}
	if len(kept) == 0 {
		p := matching.Expected()
		p.Lines = e.Total
		return p, nil
	}
	var p matching.Parameters
	return &p, json.Unmarshal([]byte(kept[0]), &p)
}
