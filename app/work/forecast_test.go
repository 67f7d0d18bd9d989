package work_test

import (
	"testing"

	"albo/models"
)

// What a forecast found of somebody is kept, and found anew once what they declare, or what was decided of them, changes.
func TestAForecastIsKeptUntilSomethingChanges(t *testing.T) {
	w := newWorld(t)
	db := w.st.Read(t.Context())
	w.accredit(w.publish(many(6), "201"))
	id := w.accepted(many(6, 2, 4))
	if n := w.count("select count(*) from foreseen where edition_id = ?", id); n != 2 {
		t.Errorf("%d look-ups are kept, two are not as before", n)
	}
	w.must(db.Exec("update foreseen set result = ?", models.Ambiguous).Error) // to be told from a new look-up
	if f := w.forecast(id); f.Ambiguous != 2 || f.Gone != 0 {
		t.Errorf("looked up again for nothing: %+v", f)
	}
	w.must(db.Exec("update people set surname = 'Altra' where surname = 'Cipresso'").Error)
	if f := w.forecast(id); f.Ambiguous != 1 || f.Gone != 1 {
		t.Errorf("after a change of the person: %+v", f)
	}
	w.must(db.Exec(`insert into match_decisions (person_id, body_id, decision, decided_at, declared, line_key, name_key, listed)
		select id, ?, 'not_same_person', now(), '{}', 'x', 'x', 'x' from people where surname = 'Edera'`, w.body.ID).Error)
	if f := w.forecast(id); f.Ambiguous != 0 || f.Gone != 2 {
		t.Errorf("after a decision: %+v", f)
	}
}
