package models

import (
	"maps"
	"slices"
)

// Kind says what sort of refusal an Error is; a handler turns it into a status.
type Kind int

const (
	// Invalid: something typed is wrong; the form shows again with what was typed.
	Invalid Kind = iota + 1
	// NotFound: it does not exist, or it is not this actor's to see.
	NotFound
	// Forbidden: the actor sees it but may not do this.
	Forbidden
	// Conflict: not in this state, or somebody else was quicker.
	Conflict
	// TooMany: tried too often in a short time.
	TooMany
)

// Text is a sentence to be said in the reader's language: a key of the texts and what fills its gaps.
type Text struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
}

// Say makes a Text out of a key and pairs of gap and value.
func Say(key string, pairs ...string) Text {
	t := Text{Key: key}
	for i := 0; i+1 < len(pairs); i += 2 {
		if t.Args == nil {
			t.Args = make(map[string]string, len(pairs)/2)
		}
		t.Args[pairs[i]] = pairs[i+1]
	}
	return t
}

// Error is a refusal that is meant to be shown. Every other error is a fault:
// it is logged, and the visitor sees only a reference.
type Error struct {
	Kind   Kind
	Text   Text
	Fields map[string]Text // input field → what is wrong with it
}

func (e *Error) Error() string { return "refused: " + e.Text.Key }

// First is what to say where there is room for one sentence: the fault of the first field by name, or what was refused.
func (e *Error) First() Text {
	for _, field := range slices.Sorted(maps.Keys(e.Fields)) {
		return e.Fields[field]
	}
	return e.Text
}

// Refuse makes a refusal of a kind; pairs fill the gaps of the text.
func Refuse(kind Kind, key string, pairs ...string) *Error {
	return &Error{Kind: kind, Text: Say(key, pairs...)}
}

// ErrNotFound is the one answer for what does not exist and for what is not the actor's to see.
var ErrNotFound = Refuse(NotFound, "error.not_found")
