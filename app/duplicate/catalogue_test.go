package duplicate

import (
	"slices"
	"testing"

	"albo/app/apptest"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// Every column that refers to a person is moved by a merge, or stays for a reason that is written down; and each table that is
// moved is one.
func TestEveryReferenceToAPersonIsHandled(t *testing.T) {
	t.Parallel()
	var found []string
	err := apptest.Store(t).Read(t.Context()).Raw(`
		select c.conrelid::regclass || '.' || a.attname from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
		 where c.contype = 'f' and c.confrelid = 'people'::regclass`).Scan(&found).Error
	if err != nil {
		t.Fatal(err)
	}
	handled := slices.Clone(others)
	for _, table := range tables {
		handled = append(handled, table.table+".person_id")
	}
	slices.Sort(found)
	slices.Sort(handled)
	// what is public of somebody refers to providers, not to people
	if got, want := slices.Compact(found), handled; !slices.Equal(got, want) {
		t.Errorf("refers to people: %v\nhandled:          %v", got, want)
	}
}

// Every column of a person is chosen, a mark of the merge, or never changes.
func TestEveryColumnOfAPersonIsHandled(t *testing.T) {
	t.Parallel()
	var found []string
	err := apptest.Store(t).Read(t.Context()).Raw("select column_name from information_schema.columns where table_name = 'people' order by 1").Scan(&found).Error
	if err != nil {
		t.Fatal(err)
	}
	handled := slices.Concat(identity, contact, signIn, marks, []string{"id", "public_id", "created_at"})
	slices.Sort(handled)
	slices.Sort(found)
	if !slices.Equal(found, handled) {
		t.Errorf("columns %v\nhandled %v", found, handled)
	}
}
