package roster_test

import (
	"slices"
	"testing"

	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// three editions: the second lacks the fourth person, has another surname and telephone for the fifth and a mistyped code for
// the sixth; in the third the fourth is back.
func threeEditions(t *testing.T) (*store.Store, models.Actor, [3]*models.RosterEdition) {
	t.Helper()
	st, b, by := newBody(t)
	second := func(back bool) []byte {
		return list(10, func(i int, row []string) []string {
			switch i {
			case 3:
				if !back {
					return nil
				}
			case 4:
				row[surnameColumn], row[phoneColumn] = "COGNOME SPOSATA", "0575 999999"
			case 5:
				row[codeColumn] = "RSSMRA45C12F205X" // its check character is wrong
			}
			return row
		})
	}
	return st, by, [3]*models.RosterEdition{
		published(t, st, by, b, list(10, nil), 0), published(t, st, by, b, second(false), 0), published(t, st, by, b, second(true), 0),
	}
}

func TestEditionsAreComparedLineByLine(t *testing.T) {
	t.Parallel()
	st, _, e := threeEditions(t)
	db := st.Read(t.Context())
	for _, c := range []struct {
		name         string
		from, to     int
		show, person string
		want         roster.ChangeCounts
		total        int
	}{
		{"one after the other", 0, 1, "changes", "", roster.ChangeCounts{New: 1, Changed: 1, Gone: 2, Same: 7, Likely: 1}, 4},
		{"back", 1, 2, "back", "", roster.ChangeCounts{Back: 1, Same: 9}, 1},
		{"over one in between", 0, 2, "gone", "", roster.ChangeCounts{New: 1, Changed: 1, Gone: 1, Same: 8, Likely: 1}, 1},
		{"by name", 0, 1, "changed", "Sposàta", roster.ChangeCounts{Changed: 1}, 1},
		{"nobody of that name", 0, 1, "changes", "nobody%", roster.ChangeCounts{}, 0},
		{"those that are the same", 0, 1, "same", "", roster.ChangeCounts{New: 1, Changed: 1, Gone: 2, Same: 7, Likely: 1}, 7},
		{"those that are the same, by name", 0, 1, "same", "cognomea aaa", roster.ChangeCounts{Same: 1}, 1},
		{"every line", 0, 1, "all", "", roster.ChangeCounts{New: 1, Changed: 1, Gone: 2, Same: 7, Likely: 1}, 9},
		{"probably the same", 0, 1, "likely", "", roster.ChangeCounts{New: 1, Changed: 1, Gone: 2, Same: 7, Likely: 1}, 1},
	} {
		later, earlier, between, err := roster.Between(t.Context(), st, e[c.from], e[c.to])
		if err != nil {
			t.Fatal(err)
		}
		if later != e[c.to] || earlier != e[c.from] {
			t.Errorf("%s: the later is not the later", c.name)
		}
		filter := roster.ChangeFilter{Show: c.show, Name: c.person}
		n, err := between.Count(db, filter)
		if err != nil || n != c.want {
			t.Errorf("%s: %+v %v, want %+v", c.name, n, err, c.want)
		}
		page, err := between.Page(db, filter, 7) // beyond the last is the last
		if err != nil || page.Total != c.total || len(page.Lines) != c.total || page.Page != 1 || page.Pages != 1 {
			t.Errorf("%s: %d of %d lines, want %d (%v)", c.name, len(page.Lines), page.Total, c.total, err)
		}
		each := 0
		if err := between.Each(db, filter, func(*roster.Line) error { each++; return nil }); err != nil || each != c.total {
			t.Errorf("%s: %d lines to export, %d shown (%v)", c.name, each, c.total, err)
		}
	}
	if e[2].Back != 1 || e[2].NewCount != 0 || e[1].NewCount != 1 || e[1].Gone != 2 || e[1].Changed != 1 {
		t.Errorf("the plans counted otherwise: %+v", e)
	}
}

func TestWhatChangedIsToldFieldByField(t *testing.T) {
	t.Parallel()
	st, _, e := threeEditions(t)
	_, _, between, err := roster.Between(t.Context(), st, e[0], e[1])
	if err != nil {
		t.Fatal(err)
	}
	page, err := between.Page(st.Read(t.Context()), roster.ChangeFilter{Show: "changes"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	lines := page.Lines
	fields := map[models.RosterField][2]string{}
	var hints int
	for _, l := range lines {
		if l.Likely != nil {
			hints++
			if l.Likely.NameKey != l.NameKey || l.Likely.ID == l.ID {
				t.Errorf("the hint of %s leads to %s", l.Surname, l.Likely.Surname)
			}
		}
		if l.Change != models.LineChanged {
			continue
		}
		for _, change := range l.ChangesFrom(l.Before) {
			fields[change.Field] = [2]string{change.Before, change.Now}
		}
	}
	if len(fields) != 2 || fields[models.RosterSurname][1] != "COGNOME SPOSATA" || fields[models.RosterPhone] != [2]string{"0575 000004", "0575 999999"} {
		t.Errorf("changed: %v", fields)
	}
	if hints != 2 { // the new line, and the one that is gone
		t.Errorf("%d hints", hints)
	}
	kinds := []models.LineChange{}
	for _, l := range lines {
		kinds = append(kinds, l.Change)
	}
	if want := []models.LineChange{models.LineChanged, models.LineNew, models.LineGone, models.LineGone}; !slices.Equal(kinds, want) {
		t.Errorf("in this order: %v", kinds)
	}
}

// Pages of two editions of 100,000 lines, half of a hundred of them new, changed or gone.
func BenchmarkChanges(b *testing.B) {
	st, of, by := newBody(b)
	const lines = 100_000
	first := published(b, st, by, of, list(lines, nil), 0)
	second := published(b, st, by, of, list(lines, func(i int, row []string) []string {
		switch i % 200 {
		case 0:
			return nil
		case 1:
			row[phoneColumn] = "0575 999999"
		case 2:
			row[codeColumn] = ""
		}
		return row
	}), 0)
	db := st.Read(b.Context())
	if err := db.Exec("analyze").Error; err != nil {
		b.Fatal(err)
	}
	_, _, between, err := roster.Between(b.Context(), st, first, second)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("comparing", func(b *testing.B) {
		for b.Loop() {
			if err := db.Exec("delete from comparisons").Error; err != nil {
				b.Fatal(err)
			}
			if _, _, between, err = roster.Between(b.Context(), st, first, second); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, filter := range []roster.ChangeFilter{{Show: "all"}, {Show: "changes"}, {Show: "likely"}, {Show: "same"}, {Show: "changes", Name: "cognomea"}, {Show: "same", Name: "cognomea"}} {
		b.Run(filter.Show+" "+filter.Name, func(b *testing.B) {
			for b.Loop() {
				if _, err := between.Count(db, filter); err != nil {
					b.Fatal(err)
				}
				if page, err := between.Page(db, filter, 1_000_000); err != nil || len(page.Lines) == 0 {
					b.Fatal(page.Total, err)
				}
			}
		})
	}
}
