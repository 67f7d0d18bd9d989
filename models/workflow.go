package models

// Moves is a workflow as data: step → state it starts from → state it leads to.
// The diagrams in docs/states.md, the CHECK constraints and the texts are tested against it.
type Moves[S ~string] map[string]map[S]S

// To tells the state a step leads to. A step that does not start here is a
// Conflict whose text says in which state the thing already is.
func (m Moves[S]) To(subject, step string, from S) (S, error) {
	to, ok := m[step][from]
	if !ok {
		return from, &Error{Kind: Conflict, Text: Say("error.wrong_state", "subject_key", "subject."+subject, "state_key", subject+".state."+string(from))}
	}
	return to, nil
}

// Allows tells whether a step starts from a state.
func (m Moves[S]) Allows(step string, from S) bool {
	_, ok := m[step][from]
	return ok
}

// States lists every state that appears in the workflow.
func (m Moves[S]) States() map[S]bool {
	states := map[S]bool{}
	for _, moves := range m {
		for from, to := range moves {
			states[from], states[to] = true, true
		}
	}
	return states
}
