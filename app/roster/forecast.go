package roster

import (
	"strconv"
	"time"

	"gorm.io/gorm"

	"albo/app/input"
	"albo/app/person"
	"albo/app/roster/matching"
	"albo/app/store"
	"albo/models"
)

// Forecast is what publishing an edition would do to the people whom its body accredited: those whom nobody has to verify already, and
// those to be verified whom the edition in force lists as valid again.
type Forecast struct {
	Accredited int // with an accreditation in force
	Gone       int // no longer listed
	Suspended  int // listed as suspended or revoked
	Ambiguous  int // a person has to look
	Public     int // of all these, on the public list today
	Already    int // besides them, those to be verified already
	Restored   int // of those, in doubt only because of an edition that this one corrects: it brings them back by itself
	Body       *models.Body
	Today      models.Date
}

// ToVerify is how many people would have to be verified.
func (f *Forecast) ToVerify() int { return f.Gone + f.Suspended + f.Ambiguous }

// HideFrom is the day from which they would be off the public list if the edition were published today; the zero Date: not
// before a person decides.
func (f *Forecast) HideFrom() models.Date { return f.Body.HideFrom(f.Today) }

// Asks tells whether so many people would go that an officer has to say how many.
func (f *Forecast) Asks() bool { return f.Body.TooManyGone(f.Gone, f.Accredited) }

// confirm refuses a publication by which too many would go, unless their number was typed.
func (f *Forecast) confirm(typed int) error {
	if !f.Asks() || typed == f.Gone {
		return nil
	}
	return input.Wrong(map[string]models.Text{"gone": models.Say("roster.confirm_gone", "n", strconv.Itoa(f.Gone), "of", strconv.Itoa(f.Accredited))})
}

// foreseen is one accreditation in force, and what a look-up in the edition finds of its person.
type foreseen struct {
	models.Accreditation
	Counted, Stood, Public bool
	Result                 models.CheckResult // empty: to be looked up
	Basis                  string             // what a look-up depends on: it holds as long as this is the same
}

// expected are the accreditations in force. Whoever's line was valid and stands in the edition as it was is found; of others a look-up
// is kept. Those to be verified are counted only where the edition in force lists them as valid.
const expected = `
	with known as (
	  select a.*, a.doubt = '' or coalesce(o.found = 'found_valid', false) counted, now.id is not null same
	  from accreditations a
	  left join lateral (
	    select l.*, k.result found from roster_checks k join roster_editions e on e.id = k.edition_id and e.body_id = a.body_id left join roster_lines l on l.id = k.line_id
	     where k.person_id = a.person_id and k.admission_id is null order by e.number desc limit 1) o on true
	  left join roster_lines now on now.edition_id = @edition and now.line_key = o.line_key and now.status = 'valid' and o.status = 'valid'
	    and (now.name_key, now.birth_date, now.tax_code_key) is not distinct from (o.name_key, o.birth_date, o.tax_code_key)
	    and coalesce(now.listed_until >= @as_of, true)
	  where a.body_id = @body and a.state = 'granted' and coalesce(a.valid_until >= @today, true)),
	based as (
	  select k.*, md5(concat_ws('|', (select id from roster_lines where edition_id = @edition order by row limit 1), p.surname, p.given_name, p.birth_date, p.birth_place,
	      p.tax_code, p.residence_id, p.phone, (select string_agg(concat_ws(' ', d.id, d.decision, d.decided_at), ' ' order by d.id)
	        from match_decisions d where d.person_id = k.person_id and d.body_id = @body))) basis
	  from known k join people p on p.id = k.person_id where not k.same)
	select k.*, coalesce(b.basis, '') basis, case when k.same then 'found_valid' else coalesce(f.result, '') end result,
	  k.source = 'recognised' or exists (select from roster_checks c join roster_editions e on e.id = c.edition_id
	    where c.person_id = k.person_id and e.body_id = k.body_id and c.result = 'found_valid') stood,
	  exists (select from providers v where v.accreditation_id = k.id and coalesce(v.visible_until >= @today, true)) public
	from known k left join based b on b.id = k.id
	left join foreseen f on f.edition_id = @edition and f.person_id = k.person_id and f.basis = b.basis
	order by k.id`

// Expect works a Forecast out. Who has to be looked up is looked up as the re-check would, once: what is found is kept with the
// edition until something that it depends on changes.
func Expect(db *gorm.DB, e *models.RosterEdition, b *models.Body, today models.Date) (*Forecast, error) {
	var list []foreseen
	err := db.Raw(expected, map[string]any{"edition": e.ID, "body": b.ID, "today": today, "as_of": e.AsOf}).Scan(&list).Error
	if err != nil {
		return nil, err
	}
	wrong, err := Corrected(db, e)
	if err != nil {
		return nil, err
	}
	f := &Forecast{Body: b, Today: today}
	see := &seer{db: db, edition: e}
	for i := range list {
		a := &list[i]
		_, restorable := a.Restore(e, wrong, b, time.Time{}) // nothing of it is kept
		if !a.Counted {
			f.Already++
		}
		if (a.Counted || restorable) && a.Result == "" {
			if err := see.foresee(a); err != nil {
				return nil, err
			}
		}
		f.count(a, restorable)
	}
	return f, nil
}

// count takes one person in.
func (f *Forecast) count(a *foreseen, restorable bool) {
	if !a.Counted {
		if restorable && (a.Result == models.FoundValid || !a.Stood && a.Result != models.FoundSuspended && a.Result != models.FoundRevoked) {
			f.Restored++
		}
		return
	}
	f.Accredited++
	switch {
	case a.Result == models.FoundValid:
		return
	case a.Result == models.FoundSuspended || a.Result == models.FoundRevoked:
		f.Suspended++
	case !a.Stood:
		return
	case a.Result == models.Ambiguous:
		f.Ambiguous++
	default:
		f.Gone++
	}
	if a.Public {
		f.Public++
	}
}

// seer looks people up in one edition.
type seer struct {
	db         *gorm.DB
	edition    *models.RosterEdition
	parameters *matching.Parameters // read when they are needed
}

// foresee looks one person up and keeps what it finds.
func (s *seer) foresee(a *foreseen) (err error) {
	if s.parameters == nil {
		if s.parameters, err = parametersOf(s.db, s.edition); err != nil {
			return err
		}
	}
	p, err := store.Find[models.Person](s.db.Preload("Residence"), a.PersonID)
	if err != nil {
		return err
	}
	check := models.RosterCheck{PersonID: a.PersonID}
	if _, err := lookBy(s.db, s.parameters, &check, person.Declared(p), s.edition); err != nil {
		return err
	}
	a.Result = check.Result
	return s.db.Exec(`insert into foreseen (edition_id, person_id, basis, result) values (?, ?, ?, ?)
		on conflict (edition_id, person_id) do update set basis = excluded.basis, result = excluded.result`, s.edition.ID, a.PersonID, a.Basis, a.Result).Error
}

// forgetForeseen drops what was found in an edition that changes, or is published.
func forgetForeseen(tx *store.Tx, editionID int64) error {
	return tx.Exec("delete from foreseen where edition_id = ?", editionID).Error
}
