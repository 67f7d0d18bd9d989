package publication

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"gorm.io/gorm"

	"albo/app/body"
	"albo/app/identifier"
	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// Plan is the edition that would be published: its entries, and what is different from the last one.
type Plan struct {
	Body    *models.Body
	Last    *models.RegisterEdition // nil before the first
	Day     models.Date             // of effect
	Rule    models.RegisterRule
	Term    models.RuleInForce
	EndsOn  models.Date
	Entries []models.RegisterEntry
	Changes []Change // the first of them
	Seen    string   // of all that would be published: what is published later must be the same
	Counts
}

// After is the number of the edition that this one would follow.
func (p *Plan) After() int {
	if p.Last == nil {
		return 0
	}
	return p.Last.Number
}

// Preview is what an officer of a body would publish with effect from a day; the zero Date is today. It writes nothing.
func Preview(ctx context.Context, st *store.Store, by models.Actor, bodyID int64, day models.Date) (*Plan, error) {
	if !by.OfficerOf(bodyID) {
		return nil, models.ErrNotFound
	}
	b, err := body.ByID(ctx, st, bodyID)
	if err != nil {
		return nil, err
	}
	if day.IsZero() {
		day = st.Today(b.Country)
	}
	return planned(st.Read(ctx), b, day, st.Today(b.Country))
}

// planned works out the edition that follows.
func planned(db *gorm.DB, b *models.Body, day, today models.Date) (*Plan, error) {
	rules, err := body.Rules(db, b, today)
	if err != nil {
		return nil, err
	}
	p := &Plan{Body: b, Day: day, Rule: b.RegisterRule(), Term: rules[models.RulePublicationDays], EndsOn: rules.PublicUntil(today)}
	if p.Last, err = newest(db, b.ID); err != nil {
		return nil, err
	}
	if p.Entries, err = accredited(db, b, day, p.Rule.Fields); err != nil {
		return nil, err
	}
	if p.Seen, err = seen(p); err != nil {
		return nil, err
	}
	planned, err := json.Marshal(p.Entries)
	if err != nil {
		return nil, err
	}
	d := Difference{Before: p.Last, planned: planned}
	if p.Counts, err = d.Count(db); err != nil {
		return nil, err
	}
	p.Changes, err = d.Page(db, 1)
	return p, err
}

// seen is a name for all that a plan would publish.
func seen(p *Plan) (string, error) {
	h := sha256.New()
	err := json.NewEncoder(h).Encode([]any{p.After(), p.EndsOn, p.Rule, p.Entries})
	return hex.EncodeToString(h.Sum(nil)), err
}

// accredited are the people whose accreditation is in force on a day, in the order of their names. Whoever is to be verified
// and has left the public list by the body's rule is not among them, nor whom the body withholds.
func accredited(db *gorm.DB, b *models.Body, day models.Date, fields []models.RegisterField) ([]models.RegisterEntry, error) {
	var rows []struct {
		PublicID, Number, Surname, GivenName, Country, TaxCode, ActNumber string
		ActDate, GrantedOn, ValidUntil                                    models.Date
	}
	err := db.Raw(`
		select a.public_id, a.number, p.surname, p.given_name, p.country, p.tax_code, a.act_number, a.act_date, a.granted_on, a.valid_until
		  from accreditations a join people p on p.id = a.person_id
		 where a.body_id = @body and a.state = 'granted' and a.withheld_reason = '' and p.merged_into is null
		   and a.granted_on <= cast(@day as date)
		   and (a.valid_until is null or a.valid_until >= cast(@day as date))
		   and (a.hide_from is null or a.hide_from > cast(@day as date))
		 order by p.sort_name, a.granted_on, a.id`, map[string]any{"body": b.ID, "day": day.String()}).Scan(&rows).Error
	entries := make([]models.RegisterEntry, 0, len(rows))
	for i, r := range rows {
		e := models.RegisterEntry{
			Ref: r.PublicID, Surname: line(r.Surname), GivenName: line(r.GivenName), Number: r.Number, ActNumber: line(r.ActNumber),
			ActDate: r.ActDate, GrantedOn: r.GrantedOn, ValidUntil: r.ValidUntil, Document: masked(r.Country, r.TaxCode),
		}.Only(fields)
		e.Position = i + 1
		entries = append(entries, e)
	}
	return entries, err
}

// masked is the four figures of a Spanish document; of any other nothing may be published.
func masked(country, code string) string {
	if country != "ES" || code == "" {
		return ""
	}
	kind, normal, problem := identifier.CheckPerson(country, code)
	if problem != nil {
		return ""
	}
	return identifier.Mask(kind, normal)
}

// line is a text on one line, without the signs that JSON libraries disagree on.
func line(s string) string { return strings.Join(strings.Fields(input.Clean(s)), " ") }
