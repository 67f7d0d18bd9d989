package accreditation

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"gorm.io/gorm"

	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

// Found counts what an edition says of the people looked up in it.
type Found struct {
	Looked, Confirmed, Suspended, Revoked, Gone, Ambiguous, Unlisted int

	Restored int // of those confirmed or unlisted: no longer in doubt, because this edition corrects the one that put them there
}

// Of is the number of an outcome.
func (f Found) Of(outcome models.RecheckOutcome) int {
	return map[models.RecheckOutcome]int{
		models.RecheckConfirmed: f.Confirmed, models.RecheckSuspended: f.Suspended, models.RecheckRevoked: f.Revoked,
		models.RecheckGone: f.Gone, models.RecheckAmbiguous: f.Ambiguous, models.RecheckUnlisted: f.Unlisted,
	}[outcome]
}

// ToVerify is how many of them a person has to decide on.
func (f Found) ToVerify() int { return f.Suspended + f.Revoked + f.Gone + f.Ambiguous }

const found = `count(*) looked, count(*) filter (where r.outcome = 'confirmed') confirmed, count(*) filter (where r.outcome = 'suspended') suspended,
	count(*) filter (where r.outcome = 'revoked') revoked, count(*) filter (where r.outcome = 'gone') gone,
	count(*) filter (where r.outcome = 'ambiguous') ambiguous, count(*) filter (where r.outcome = 'unlisted') unlisted,
	count(*) filter (where r.restored) restored`

// members joins a result with the associations that the person belonged to on the day of the look-up.
const members = `recheck_results r join memberships m on m.person_id = r.person_id and m.since <= cast(r.found_at at time zone @zone as date)
	and (m.ended_on is null or m.ended_on > cast(r.found_at at time zone @zone as date))`

// OfAssociation is what a re-check found of an association's own members.
type OfAssociation struct {
	ID   int64
	Name string
	Found
}

// Recheck is how far the re-check of an edition is, and what it found so far.
type Recheck struct {
	models.Recheck
	Left int // people still to look up
	Found
	Associations []OfAssociation
}

// Percent is how much of it is done.
func (r *Recheck) Percent() int {
	switch {
	case r.FinishedAt != nil:
		return 100
	case r.Looked+r.Left == 0:
		return 0
	}
	return min(99, 100*r.Looked/(r.Looked+r.Left))
}

// RecheckOf is the re-check of a published edition, for an officer of its body; nil before the edition is published.
func RecheckOf(ctx context.Context, st *store.Store, by models.Actor, e *models.RosterEdition) (*Recheck, error) {
	if !by.OfficerOf(e.BodyID) {
		return nil, models.ErrNotFound
	}
	if e.State != models.EditionPublished {
		return nil, nil
	}
	r := &Recheck{}
	err := st.Read(ctx).Raw(`select * from rechecks where edition_id = ?`, e.ID).Scan(&r.Recheck).Error
	if err != nil || r.EditionID == 0 {
		return nil, err
	}
	if r.FinishedAt == nil {
		left, err := recheckParts[0].ids(ctx, st, e)
		if err != nil {
			return nil, err
		}
		r.Left = len(left)
	}
	if r.Found, err = foundIn(st.Read(ctx), e.ID); err != nil {
		return nil, err
	}
	r.Associations, err = byAssociation(st.Read(ctx), e)
	return r, err
}

func foundIn(db *gorm.DB, editionID int64) (f Found, err error) {
	return f, db.Raw("select "+found+" from recheck_results r where r.edition_id = ?", editionID).Scan(&f).Error
}

func byAssociation(db *gorm.DB, e *models.RosterEdition) (list []OfAssociation, err error) {
	err = db.Raw("select s.id, s.name, "+found+" from "+members+` join associations s on s.id = m.association_id
		where r.edition_id = @edition group by s.id, s.name order by s.name, s.id`, map[string]any{"edition": e.ID, "zone": zone(e.Body)}).Scan(&list).Error
	return list, err
}

func zone(b *models.Body) string { return models.Zone(b.Country).String() }

// finishRecheck records that everybody was looked up and tells the body's officers and each association whose members
// were: once, whoever comes last.
func finishRecheck(tx *store.Tx, e *models.RosterEdition) error {
	now := tx.Now()
	done := tx.Exec(`update rechecks set finished_at = ?, applications = (select count(*) from roster_checks where edition_id = ? and admission_id is not null)
		where edition_id = ? and finished_at is null`, now, e.ID, e.ID)
	if done.Error != nil || done.RowsAffected == 0 {
		return done.Error
	}
	all, err := foundIn(tx.DB, e.ID)
	if err != nil {
		return err
	}
	associations, err := byAssociation(tx.DB, e)
	if err != nil {
		return err
	}
	once := fmt.Sprintf("re-check of edition %d", e.ID)
	tell := func(kind string, association, body int64, f Found, path string) error {
		return mail.TellRole(tx, association, body, models.Message{Kind: kind, Params: summary(e, f), Path: fmt.Sprintf(path, e.ID), Once: &once})
	}
	if err := tell("recheck_done", 0, e.BodyID, all, "/body/rosters/%d"); err != nil {
		return err
	}
	for _, of := range associations {
		if err := tell("recheck_members", of.ID, 0, of.Found, "/association/rosters/%d"); err != nil {
			return err
		}
	}
	event := models.Note(models.System, now, "roster_edition", e.ID, "recheck", string(e.State), string(e.State), "number", strconv.Itoa(all.Looked))
	return tx.Save(&event)
}

func summary(e *models.RosterEdition, f Found) map[string]string {
	params := map[string]string{"body": e.Body.Name, "edition": e.Label(), "as_of": e.AsOf.String(), "looked": strconv.Itoa(f.Looked)}
	for _, outcome := range models.RecheckOutcomes {
		params[string(outcome)] = strconv.Itoa(f.Of(outcome))
	}
	return params
}

// MembersRow is a finished re-check as an association's list shows it.
type MembersRow struct {
	EditionID  int64
	Number     int
	AsOf       models.Date
	Body       string
	FinishedAt time.Time
	Found
}

// MembersRechecks lists the newest re-checks that concerned members of an association.
func MembersRechecks(ctx context.Context, st *store.Store, by models.Actor, a *models.Association) (list []MembersRow, err error) {
	if !by.AdminOf(a.ID) {
		return nil, models.ErrNotFound
	}
	err = st.Read(ctx).Raw(`select e.id edition_id, e.number, e.as_of, b.name body, c.finished_at, `+found+` from `+members+`
		join rechecks c on c.edition_id = r.edition_id and c.finished_at is not null
		join roster_editions e on e.id = r.edition_id join bodies b on b.id = e.body_id
		where m.association_id = @association group by e.id, b.name, c.finished_at order by c.finished_at desc, e.id desc limit 5`,
		map[string]any{"association": a.ID, "zone": models.Zone(a.Country).String()}).Scan(&list).Error
	return list, err
}

// MemberFound is a member of an association whom an edition does not confirm.
type MemberFound struct {
	Surname, GivenName string
	Outcome            models.RecheckOutcome
}

// MembersRecheck is a re-check as an association may see it: its own members only, by name those that were not confirmed.
func MembersRecheck(ctx context.Context, st *store.Store, by models.Actor, associationID, editionID int64) (e *models.RosterEdition, f Found, list []MemberFound, err error) {
	if !by.AdminOf(associationID) {
		return nil, f, nil, models.ErrNotFound
	}
	e, err = store.Find[models.RosterEdition](st.Read(ctx).Preload("Body"), editionID, `state = 'published' and exists (select from recheck_results r
		join memberships m on m.person_id = r.person_id where r.edition_id = roster_editions.id and m.association_id = ?)`, associationID)
	if err != nil {
		return nil, f, nil, err
	}
	in := map[string]any{"edition": editionID, "association": associationID, "zone": zone(e.Body)}
	const own = members + " join people p on p.id = r.person_id where r.edition_id = @edition and m.association_id = @association"
	if err = st.Read(ctx).Raw("select "+found+" from "+own, in).Scan(&f).Error; err != nil {
		return nil, f, nil, err
	}
	err = st.Read(ctx).Raw("select p.surname, p.given_name, r.outcome from "+own+" and r.outcome not in ('confirmed', 'unlisted') order by p.sort_name, p.id limit 500", in).Scan(&list).Error
	return e, f, list, err
}
