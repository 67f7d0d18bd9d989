package roster

import (
	"strconv"

	"gorm.io/gorm"

	"albo/app/input"
	"albo/app/person"
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

// mostLookedUp bounds the look-ups one by one of a forecast. Whoever is beyond counts as gone.
const mostLookedUp = 2000

// expected are these people; known says that the line they were last found in stands in the edition as it was, and valid.
const expected = `
	select a.person_id, known.id is not null known,
	  a.source = 'recognised' or exists (select from roster_checks k join roster_editions e on e.id = k.edition_id
	    where k.person_id = a.person_id and e.body_id = a.body_id and k.result = 'found_valid') stood,
	  exists (select from providers v where v.accreditation_id = a.id and coalesce(v.visible_until >= @today, true)) public
	from accreditations a
	left join lateral (
	  select l.*, k.result found from roster_checks k join roster_editions e on e.id = k.edition_id and e.body_id = a.body_id left join roster_lines l on l.id = k.line_id
	   where k.person_id = a.person_id and k.admission_id is null order by e.number desc limit 1) o on true
	left join roster_lines known on known.edition_id = @edition and known.line_key = o.line_key and known.status = 'valid' and o.status = 'valid'
	  and (known.name_key, known.birth_date, known.tax_code_key) is not distinct from (o.name_key, o.birth_date, o.tax_code_key)
	  and coalesce(known.listed_until >= @as_of, true)
	where a.body_id = @body and a.state = 'granted' and (a.doubt = '' or o.found = 'found_valid') and coalesce(a.valid_until >= @today, true)
	order by a.id`

// Expect works a Forecast out: whoever's line is as it was before is there; the others are looked up as the re-check would.
func Expect(db *gorm.DB, e *models.RosterEdition, b *models.Body, today models.Date) (*Forecast, error) {
	f := &Forecast{Body: b, Today: today}
	var people []struct {
		PersonID             int64
		Known, Stood, Public bool
	}
	err := db.Raw(expected, map[string]any{"edition": e.ID, "body": b.ID, "today": today, "as_of": e.AsOf}).Scan(&people).Error
	if err != nil {
		return nil, err
	}
	f.Accredited = len(people)
	looked := 0
	for _, p := range people {
		if p.Known {
			continue
		}
		result := models.NotFoundResult
		if looked++; looked <= mostLookedUp {
			if result, err = foresee(db, p.PersonID, e); err != nil {
				return nil, err
			}
		}
		if f.count(result, p.Stood) && p.Public {
			f.Public++
		}
	}
	return f, nil
}

func foresee(db *gorm.DB, personID int64, e *models.RosterEdition) (models.CheckResult, error) {
	p, err := store.Find[models.Person](db.Preload("Residence"), personID)
	if err != nil {
		return "", err
	}
	check := models.RosterCheck{PersonID: personID}
	_, err = look(db, &check, person.Declared(p), e)
	return check.Result, err
}

// count takes one look-up in; true when the person would have to be verified.
func (f *Forecast) count(result models.CheckResult, stood bool) bool {
	switch {
	case result == models.FoundValid:
		return false
	case result == models.FoundSuspended || result == models.FoundRevoked:
		f.Suspended++
	case !stood:
		return false
	case result == models.Ambiguous:
		f.Ambiguous++
	default:
		f.Gone++
	}
	return true
}
