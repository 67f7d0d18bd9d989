package duplicate

import (
	"gorm.io/gorm"

	"albo/app/person"
	"albo/models"
)

// clashes are what the two records both have, and one person cannot have twice: the sentence, and where.
var clashes = []struct{ key, query string }{
	{"duplicates.both_accredited", `select b.name from accreditations k join accreditations g on g.body_id = k.body_id join bodies b on b.id = k.body_id
		where k.person_id = @kept and g.person_id = @gone and k.state in @live and g.state in @live order by b.name limit 1`},
	{"duplicates.both_members", `select a.name from memberships k join memberships g on g.association_id = k.association_id join associations a on a.id = k.association_id
		where k.person_id = @kept and g.person_id = @gone and k.ended_on is null and g.ended_on is null order by a.name limit 1`},
	{"duplicates.both_applying", `select a.name from admissions k join admissions g on g.association_id = k.association_id join associations a on a.id = k.association_id
		where k.person_id = @kept and g.person_id = @gone and k.state in @open and g.state in @open order by a.name limit 1`},
	{"duplicates.member_applying", `select a.name from memberships m join admissions d on d.association_id = m.association_id join associations a on a.id = m.association_id
		where (m.person_id, d.person_id) in ((@kept, @gone), (@gone, @kept)) and m.ended_on is null and d.state in @open order by a.name limit 1`},
}

// clash tells why two records cannot be merged as things stand; nil when they can.
func clash(db *gorm.DB, kept, gone int64) error {
	in := map[string]any{"kept": kept, "gone": gone, "live": models.LiveAccreditations, "open": models.OpenAdmissions}
	for _, c := range clashes {
		var name string
		if err := db.Raw(c.query, in).Scan(&name).Error; err != nil {
			return err
		}
		if name != "" {
			return models.Refuse(models.Conflict, c.key, "name", name)
		}
	}
	return nil
}

// identityHolds refuses another identity than one that was compared with documents, and than the one that somebody is deciding
// on: see docs/decisions/0013.
func identityHolds(db *gorm.DB, stays, other *models.Person) error {
	staying := person.Declared(stays)
	if other.IdentityCheckedAt != nil && !staying.SameIdentity(person.Declared(other)) {
		if stays.IdentityCheckedAt != nil {
			return models.Refuse(models.Conflict, "duplicates.both_checked")
		}
		return models.Refuse(models.Conflict, "duplicates.checked_stays", "name", other.FullName())
	}
	var being []models.Declared
	err := db.Raw(`
		select declared_surname surname, declared_given_name given_name, declared_birth_date birth_date, declared_tax_code tax_code from admissions
		 where person_id in @both and state in ('submitted', 'appealed')
		union all
		select declared_surname, declared_given_name, declared_birth_date, declared_tax_code from accreditations
		 where person_id in @both and state in ('submitted', 'under_review', 'refusal_notice')`, map[string]any{"both": []int64{stays.ID, other.ID}}).Scan(&being).Error
	for _, declared := range being {
		if !declared.SameIdentity(staying) {
			return models.Refuse(models.Conflict, "duplicates.being_decided", "declared", declared.GivenName+" "+declared.Surname)
		}
	}
	return err
}

// signInGoes refuses to shut a sign-in that somebody works with.
func signInGoes(db *gorm.DB, account int64) error {
	var works bool
	err := db.Raw("select exists (select from roles where account_id = ? and ended_at is null)", account).Scan(&works).Error
	if err == nil && works {
		return models.Refuse(models.Conflict, "duplicates.sign_in_works")
	}
	return err
}
