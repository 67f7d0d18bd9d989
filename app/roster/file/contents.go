package file

import (
	"slices"

	"albo/app/identifier"
	"albo/models"
)

// byCheckDigits takes columns without a telling header that hold tax codes or addresses of e-mail.
func byCheckDigits(columns []column, taken map[models.RosterField]bool) {
	for _, field := range []models.RosterField{models.RosterTaxCode, models.RosterEmail} {
		for i := range columns {
			if c := &columns[i]; c.Confidence == models.None && !taken[field] && c.proves(field) {
				c.take(field, models.Certain, taken, c.byCells(field))
			}
		}
	}
}

// byCells says that the cells alone speak for a field.
func (c *column) byCells(field models.RosterField) models.Text {
	return models.Say("roster.file.why_cells", "n", itoa(c.fitting(field)), "of", itoa(c.filled))
}

// byTaxCode finds surname and given name, without any header, by the six letters that a codice fiscale has of them.
func byTaxCode(columns []column, country string, taken map[models.RosterField]bool) {
	code := slices.IndexFunc(columns, func(c column) bool { return c.Field == models.RosterTaxCode })
	if code < 0 || country != "IT" {
		return
	}
	for _, field := range []models.RosterField{models.RosterSurname, models.RosterGivenName} {
		if taken[field] || taken[models.RosterFullName] {
			continue
		}
		for i := range columns {
			if c := &columns[i]; c.Confidence == models.None && c.rank < inside && spelledBy(c.values, columns[code].values, field) {
				c.take(field, models.Certain, taken, models.Say("roster.file.why_code_letters"))
				break
			}
		}
	}
}

// spelledBy tells whether most codes have the letters of these names in the place of a field.
func spelledBy(names, codes []string, field models.RosterField) bool {
	compared, agreeing := 0, 0
	for i, name := range names[:min(len(names), len(codes))] {
		code, ok := identifier.DecodeCodiceFiscale(codes[i])
		if !ok || name == "" {
			continue
		}
		compared++
		agreement := identifier.Agrees(code, name, name, models.Date{})
		verdict := agreement.Surname
		if field == models.RosterGivenName {
			verdict = agreement.GivenName
		}
		if verdict == identifier.Agreeing {
			agreeing++
		}
	}
	return agreeing >= 2 && agreeing*5 >= compared*3
}

// byContents takes columns whose headers say nothing: of dates, of known municipalities, and of telephones where there is no
// header at all. A bare "Data" beside the number of an act is the day of the act.
func byContents(columns []column, taken map[models.RosterField]bool) {
	for i := range columns {
		c := &columns[i]
		if c.Confidence != models.None || c.rank == whole && c.field != otherHeader {
			continue
		}
		for _, field := range c.suggestions(taken) {
			if !taken[field] && c.mostly(field) {
				c.take(field, models.Probable, taken, c.byCells(field))
				break
			}
		}
	}
}

// suggestions are the fields that contents may suggest for a column.
func (c *column) suggestions(taken map[models.RosterField]bool) []models.RosterField {
	switch {
	case c.field == otherHeader && taken[models.RosterActNumber]:
		return []models.RosterField{models.RosterBirthDate, models.RosterActDate}
	case c.field == otherHeader:
		return []models.RosterField{models.RosterBirthDate}
	case c.Header != "":
		return []models.RosterField{models.RosterBirthDate, models.RosterMunicipality}
	}
	return []models.RosterField{models.RosterBirthDate, models.RosterMunicipality, models.RosterPhone}
}

// wholeName takes a lone column of surnames or of given names for one of full names, as "Nome" in a list without "Cognome",
// and leaves a column of full names alone when both parts have columns of their own.
func wholeName(columns []column, taken map[models.RosterField]bool) {
	for i := range columns {
		c := &columns[i]
		lone := c.Field == models.RosterSurname && !taken[models.RosterGivenName] ||
			c.Field == models.RosterGivenName && !taken[models.RosterSurname]
		switch {
		case c.Confidence == models.Chosen:
		case lone && !taken[models.RosterFullName]:
			c.Field, c.Confidence, c.Why = models.RosterFullName, models.Probable, models.Say("roster.file.why_lone_name")
		case c.Field == models.RosterFullName && taken[models.RosterSurname] && taken[models.RosterGivenName]:
			c.Field, c.Confidence, c.Why = models.RosterIgnored, models.None, models.Say("roster.file.why_unknown")
		}
	}
}
