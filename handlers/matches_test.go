package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"albo/app/apptest"
	"albo/handlers"
	"albo/seeds"
)

// aDemo is a demo world of a test's own.
func aDemo(t *testing.T) *site {
	t.Helper()
	st := apptest.Store(t).At(apptest.Now)
	app, err := handlers.New(st, seeds.Accounts)
	if err != nil {
		t.Fatal(err)
	}
	if err := seeds.Load(t.Context(), st); err != nil {
		t.Fatal(err)
	}
	return &site{st, app}
}

func (s *site) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if err := s.store.Read(t.Context()).Exec(statement, args...).Error; err != nil {
		t.Fatal(err)
	}
}

// A case changes while a reviewer has its page open. What they wrote to the person is shown again when somebody else took it or
// decided it; a case of an older edition leads to the one that goes on with it, whether it is opened or decided.
func TestACaseChangesWhileItIsOpen(t *testing.T) {
	t.Parallel()
	s := aDemo(t)
	admin := s.as(t, "admin@casentino.example")
	id := s.id(t, "select id from match_cases where association_id = (select id from associations where slug = 'mani-vicine') and result = 'ambiguous' limit 1")
	line := s.id(t, "select line_id from roster_candidates where check_id = ?", id)
	path := fmt.Sprintf("/it/association/matches/%d", id)
	kept := func(when string) {
		t.Helper()
		a := admin.post(path+"/ask", form("text", "Parole scritte a mano."))
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Parole scritte a mano.") || !strings.Contains(a.body, "non è partito") {
			t.Errorf("%s: %d\n%s", when, a.status, excerpt(a.body))
		}
	}
	s.exec(t, "insert into review_claims (check_id, account_id, until) select ?, id, '2100-01-01' from accounts where email_key = 'officer@casentino.example'", id)
	kept("taken")
	s.exec(t, "delete from review_claims")
	s.exec(t, "update roster_checks set decision = 'not_same_person', decided_at = now(), result = 'not_found' where id = ?", id)
	kept("decided")
	s.exec(t, "update roster_checks set decision = '', decided_at = null, result = 'ambiguous' where id = ?", id)
	s.exec(t, `insert into roster_editions overriding system value select (jsonb_populate_record(e, jsonb_build_object('id', 900, 'number', e.number + 1))).*
		from roster_editions e join roster_checks k on k.edition_id = e.id where k.id = ?`, id)
	s.exec(t, `insert into roster_checks overriding system value select (jsonb_populate_record(k, jsonb_build_object('id', 901, 'edition_id', 900))).* from roster_checks k where k.id = ?`, id)
	for name, a := range map[string]answer{"opened": admin.get(path), "decided": admin.post(path+"/decide", form("decision", "same_person", "line", fmt.Sprint(line)))} {
		if a.status != http.StatusSeeOther || a.location != "/it/association/matches/901?done=match_newer" {
			t.Errorf("%s: %d %s", name, a.status, a.location)
		}
	}
}
