package models

import "time"

// Message is something told to somebody by mail: the record that they were told, and when. It is
// written in the transaction of what it tells, and sent by a job of the same transaction.
type Message struct {
	ID           int64 `gorm:"primaryKey"`
	AccountID    *int64
	Email        string // only when there is no account: invitations
	Language     string
	Kind         string            // "admission_admitted"…: the text is mail.<kind>
	Params       map[string]string `gorm:"serializer:json"`
	Path         string            // of the page to open, without language
	Purpose      LinkPurpose       // when the mail carries a one-time link
	InvitationID *int64
	RequestID    *int64  // whose erasure takes the message along
	Once         *string // two messages with the same key are one
	CreatedAt    time.Time
	SentAt       *time.Time
}
