package seeds

import (
	"slices"
	"testing"
	"time"

	"albo/app/apptest"
	"albo/app/store"
	"albo/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// TestTheWorldLoadsOnAnyDay: the story is told backwards from today, so today may be any day and hour.
func TestTheWorldLoadsOnAnyDay(t *testing.T) {
	for _, moment := range []string{
		"2026-11-21T23:04:00Z", // already tomorrow in Italy, today in UTC
		"2028-02-29T00:30:00Z",
		"2031-01-01T04:00:00Z",
	} {
		now, err := time.Parse(time.RFC3339, moment)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			st := apptest.Store(t).At(now)
			if err := LoadOnce(t.Context(), st); err != nil {
				t.Fatal(err)
			}
			if err := LoadOnce(t.Context(), st); err != nil {
				t.Errorf("a second time: %v", err)
			}
			if err := Load(t.Context(), st); err == nil {
				t.Error("the demo world went into a registry that holds data")
			}
			represented(t, st, "admissions", models.AdmissionMoves)
			represented(t, st, "accreditations", models.AccreditationMoves)
			represented(t, st, "certificates", models.CertificateMoves)
			represented(t, st, "requests", models.RequestMoves)
		})
	}
}

// represented tells whether the demo world shows something in each state of a workflow.
func represented[S ~string](t *testing.T, st *store.Store, table string, moves models.Moves[S]) {
	t.Helper()
	var found []S
	if err := st.Read(t.Context()).Table(table).Distinct().Pluck("state", &found).Error; err != nil {
		t.Fatal(err)
	}
	for state := range moves.States() {
		if !slices.Contains(found, state) {
			t.Errorf("nothing in %s is %s", table, state)
		}
	}
}
