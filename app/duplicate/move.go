package duplicate

import (
	"albo/app/store"
	"albo/models"
)

// a table whose rows belong to a person, and which of them a merge moves. Inside, t is the row and @kept the person who stays.
type owned struct{ table, when string }

// always moves every row.
const always = "true"

// tables are moved in this order, and back in the other: what stands behind a public entry goes first, so that no entry
// stands in the public list twice. What one record has already is left with the other: it says nothing new.
var tables = []owned{
	{"accreditations", always},
	{"memberships", always},
	{"admissions", always},
	{"requests", always},
	{"certificates", always},
	{"roster_checks", `not exists (select from roster_checks o where o.person_id = @kept and o.edition_id = t.edition_id and o.admission_id is not distinct from t.admission_id)`},
	{"recheck_results", `not exists (select from recheck_results o where o.person_id = @kept and o.edition_id = t.edition_id)`},
	{"match_decisions", `not exists (select from match_decisions o where o.person_id = @kept and o.body_id = t.body_id and o.line_key = t.line_key)`},
	// what is public of somebody is one profile with the consents that were given to it
	{"consents", "@bare"},
	{"profiles", "@bare"},
}

// others refer to people and stay as they are: what is derived, and the history of merges itself.
var others = []string{"providers.person_id", "people.merged_into", "merges.kept_id", "merges.gone_id", "different_people.low_id", "different_people.high_id", "likely_duplicates.low_id", "likely_duplicates.high_id"}

// move hands all that belongs to the one who goes over to the one who is kept, and keeps what it moved.
func move(tx *store.Tx, m *models.Merge) error {
	in := map[string]any{"kept": m.KeptID, "gone": m.GoneID, "bare": false}
	var bare bool
	err := tx.Raw("select not exists (select from profiles where person_id = @kept) and not exists (select from consents where person_id = @kept)", in).Scan(&bare).Error
	if err != nil {
		return err
	}
	in["bare"] = bare
	for _, t := range tables {
		var ids []int64
		err := tx.Raw("update "+t.table+" t set person_id = @kept where person_id = @gone and "+t.when+" returning id", in).Scan(&ids).Error
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := tx.Save(&models.MergeMove{MergeID: m.ID, Table: t.table, RowID: id}); err != nil {
				return err
			}
		}
		if err := refresh(tx, m.GoneID, m.KeptID); err != nil {
			return err
		}
	}
	return nil
}

// moveBack hands back what a merge moved, and what follows from it since.
func moveBack(tx *store.Tx, m *models.Merge) error {
	in := map[string]any{"kept": m.KeptID, "gone": m.GoneID, "merge": m.ID, "at": m.MergedAt}
	for i := len(tables) - 1; i >= 0; i-- {
		err := tx.Exec("update "+tables[i].table+" set person_id = @gone where person_id = @kept and id in ("+moved(tables[i].table)+")", in).Error
		if err != nil {
			return err
		}
		if err := refresh(tx, m.KeptID, m.GoneID); err != nil {
			return err
		}
	}
	return tx.Exec(`update roster_checks k set person_id = @gone from roster_editions e
		where e.id = k.edition_id and k.person_id = @kept and k.checked_at > @at
		  and (k.admission_id in (`+moved("admissions")+`)
		    or k.admission_id is null and e.body_id in (select body_id from accreditations where id in (`+moved("accreditations")+`)))`, in).Error
}

// moved are the rows of a table that a merge moved.
func moved(table string) string {
	return "select row_id from merge_moves where merge_id = @merge and table_name = '" + table + "'"
}

// refresh has the public list follow, first for who lost something.
func refresh(tx *store.Tx, people ...int64) error {
	for _, id := range people {
		if err := tx.Exec("select refresh_provider(?)", id).Error; err != nil {
			return err
		}
	}
	return nil
}
