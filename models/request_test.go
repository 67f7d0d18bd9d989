package models

import (
	"reflect"
	"testing"
)

var requestSteps = []step[Request]{
	{"take_up", admin, func(r *Request, by Actor) (Event, error) { return r.TakeUp(by, moment) }},
	{"put_back", admin, func(r *Request, by Actor) (Event, error) { return r.PutBack(by, moment) }},
	{"finish", admin, func(r *Request, by Actor) (Event, error) { return r.Finish(by, moment) }},
	{"turn_down", admin, func(r *Request, by Actor) (Event, error) { return r.TurnDown(by, NotDoneNobodyFree, moment) }},
	{"reopen", admin, func(r *Request, by Actor) (Event, error) { return r.Reopen(by, moment) }},
}

func requestIn(state RequestState) *Request {
	r := &Request{ID: 1, Code: "ABCD2345", Kind: RequestContact, State: state, AssociationID: ref(5), PersonID: ref(10), Asked: Asked{Name: "Ada", Phone: "333", Words: "Words."}}
	if state == RequestTaken {
		r.TakenBy = ref(admin.AccountID)
	}
	if state == RequestNotDone {
		r.NotDone = NotDoneNobodyFree
	}
	if state == RequestWithdrawn {
		r.Asked, r.ErasedAt = Asked{Services: []string{}}, &moment
	}
	return r
}

func TestRequestSteps(t *testing.T) {
	for state := range RequestMoves.States() {
		for _, s := range requestSteps {
			r := requestIn(state)
			event, err := s.take(r, s.who)
			to, moves := RequestMoves[s.name][state]
			switch {
			case moves && (err != nil || r.State != to || event.Step != s.name || event.ToState != string(to)):
				t.Errorf("%s from %s: %v, state %s", s.name, state, err, r.State)
			case !moves && (err == nil || r.State != state):
				t.Errorf("%s from %s was not refused: state %s", s.name, state, r.State)
			}
			if (r.State == RequestTaken) != (r.InHandOf(admin)) || (r.State == RequestNotDone) != (r.NotDone != "") {
				t.Errorf("%s from %s leaves %+v", s.name, state, r)
			}
			for _, other := range []Actor{{}, stranger, officer} {
				if _, err := s.take(requestIn(state), other); kind(t, err) != NotFound {
					t.Errorf("%s from %s by %q: %v", s.name, state, other.Name, err)
				}
			}
		}
	}
}

// What one person has in hand no colleague answers or closes, but any may put it back.
func TestARequestIsInOnePersonsHands(t *testing.T) {
	colleague := Actor{AccountID: 22, Name: "Colleague", Roles: admin.Roles}
	r := requestIn(RequestTaken)
	for name, err := range map[string]error{
		"finish":    second(r.Finish(colleague, moment)),
		"turn down": second(r.TurnDown(colleague, NotDoneNotOurs, moment)),
		"answer":    second(r.Answer(colleague, 0, moment)),
	} {
		if kind(t, err) != Conflict || r.State != RequestTaken || r.Answers != 0 {
			t.Errorf("%s by a colleague: %v", name, err)
		}
	}
	if _, err := r.Answer(admin, 0, moment); err != nil || r.Answers != 1 {
		t.Errorf("answer: %v", err)
	}
	if _, err := r.Answer(admin, 0, moment); kind(t, err) != Conflict || r.Answers != 1 {
		t.Errorf("an answer written before another one was read: %v", err)
	}
	if _, err := r.PutBack(colleague, moment); err != nil || r.TakenBy != nil {
		t.Errorf("put back by a colleague: %v", err)
	}
	if _, err := r.Answer(admin, 1, moment); kind(t, err) != Conflict {
		t.Errorf("answered without having it in hand: %v", err)
	}
}

func second(_ Event, err error) error { return err }

// Whoever takes a request back takes back what was said; a closed one keeps its outcome.
func TestWithdrawErases(t *testing.T) {
	for state := range RequestMoves.States() {
		r := requestIn(state)
		_, err := r.Withdraw(moment)
		if state == RequestWithdrawn {
			if kind(t, err) != Conflict {
				t.Errorf("withdrawn twice: %v", err)
			}
			continue
		}
		want := RequestWithdrawn
		if state == RequestDone || state == RequestNotDone {
			want = state
		}
		if err != nil || r.State != want || r.ErasedAt == nil || !reflect.DeepEqual(r.Asked, Asked{Services: []string{}}) || r.Code == "" {
			t.Errorf("from %s: %v %+v", state, err, r)
		}
		if _, err := r.Reopen(admin, moment); kind(t, err) != Conflict {
			t.Errorf("what was erased is opened again from %s: %v", state, err)
		}
		r.Erase(moment)
		if r.Code != "" || r.PersonID != nil || r.State != want {
			t.Errorf("erased: %+v", r)
		}
	}
}
