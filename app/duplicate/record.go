package duplicate

import (
	"encoding/json"
	"maps"
	"slices"

	"albo/app/store"
)

// The columns of a person that a merge may change, by what is chosen together.
var (
	identity = []string{"surname", "given_name", "sort_name", "birth_date", "birth_place", "country", "tax_code", "tax_code_key", "identity_checked_at"}
	contact  = []string{"residence_id", "address", "postal_code", "phone"}
	signIn   = []string{"account_id"}
	marks    = []string{"merged_into", "updated_at"}
)

// record is a person's row as text, by column; nil is NULL.
type record = map[string]*string

func recordOf(tx *store.Tx, id int64) (record, error) {
	var text string
	if err := tx.Raw("select jsonb_object_agg(key, value) from people p, jsonb_each_text(to_jsonb(p)) where p.id = ?", id).Scan(&text).Error; err != nil {
		return nil, err
	}
	row := record{}
	if err := json.Unmarshal([]byte(text), &row); err != nil {
		return nil, err
	}
	columns := slices.Concat(identity, contact, signIn, marks)
	maps.DeleteFunc(row, func(column string, _ *string) bool { return !slices.Contains(columns, column) })
	return row, nil
}

// take copies columns of another record.
func take(into, from record, columns []string) {
	for _, column := range columns {
		into[column] = from[column]
	}
}

// write puts both rows as they are to be. What is unique is let go of first, so that the order does not matter.
func write(tx *store.Tx, rows map[int64]record) error {
	ids := slices.Sorted(maps.Keys(rows))
	if err := tx.Exec("update people set account_id = null, identity_checked_at = null where id in ?", ids).Error; err != nil {
		return err
	}
	for _, id := range ids {
		text, err := json.Marshal(rows[id])
		if err != nil {
			return err
		}
		err = tx.Exec(`update people p set surname = n.surname, given_name = n.given_name, sort_name = n.sort_name, birth_date = n.birth_date, birth_place = n.birth_place,
			country = n.country, tax_code = n.tax_code, tax_code_key = n.tax_code_key, identity_checked_at = n.identity_checked_at, residence_id = n.residence_id,
			address = n.address, postal_code = n.postal_code, phone = n.phone, account_id = n.account_id, merged_into = n.merged_into, updated_at = n.updated_at
			from jsonb_populate_record(cast(null as people), cast(@row as jsonb)) n where p.id = @id`, map[string]any{"row": string(text), "id": id}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// back is a row as it was before the merge, with what its person changed since in columns that the merge left alone. False
// when both changed the same.
func back(before, after, now record) (record, bool) {
	row := record{}
	for column := range before {
		switch {
		case same(now[column], after[column]):
			row[column] = before[column]
		case same(before[column], after[column]) || column == "updated_at":
			row[column] = now[column]
		default:
			return nil, false
		}
	}
	return row, true
}

func same(a, b *string) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
