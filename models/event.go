package models

import "time"

// Event is one line of history: who moved what from which state to which, when and why.
// Events are only ever added; the database refuses to change or delete them.
type Event struct {
	ID        int64 `gorm:"primaryKey"`
	At        time.Time
	ActorID   *int64 // account; nil when the installation itself acted
	Actor     string // the name as it was then
	Subject   string // what kind of thing: "admission", "accreditation", "roster_edition"…
	SubjectID int64
	Step      string
	FromState string
	ToState   string
	Detail    map[string]string `gorm:"serializer:json"` // reason, act, numbers; never a sensitive category
}

// Note makes an Event of a step. The caller fills Detail with what the step was about.
func Note(by Actor, now time.Time, subject string, id int64, step, from, to string, pairs ...string) Event {
	e := Event{At: now, ActorID: by.Account(), Actor: by.Name, Subject: subject, SubjectID: id, Step: step, FromState: from, ToState: to, Detail: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			e.Detail[pairs[i]] = pairs[i+1]
		}
	}
	return e
}
