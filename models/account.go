package models

import "time"

// Account is somebody who can sign in. Personal data for applications stand apart, in Person.
type Account struct {
	ID               int64 `gorm:"primaryKey"`
	Email            string
	EmailKey         string // folded for comparison; unique
	PasswordHash     string // argon2id; empty until an invitation is accepted
	Name             string
	Language         string
	EmailConfirmedAt *time.Time
	CreatedAt        time.Time
	DisabledAt       *time.Time
}

// Disable shuts an account out until it is enabled again: nobody signs in with it. What was decided with it stands.
func (a *Account) Disable(by Actor, now time.Time) (Event, error) {
	if !by.Platform() {
		return Event{}, ErrNotFound
	}
	a.DisabledAt = &now
	return Note(by, now, "account", a.ID, "disable", "", ""), nil
}

// Enable lets a disabled account in again, with the password it had.
func (a *Account) Enable(by Actor, now time.Time) (Event, error) {
	if !by.Platform() {
		return Event{}, ErrNotFound
	}
	a.DisabledAt = nil
	return Note(by, now, "account", a.ID, "enable", "", ""), nil
}

// Role lets an account act for an association, a public body or the installation, from a day on until it is ended.
type Role struct {
	ID            int64 `gorm:"primaryKey"`
	AccountID     int64
	Kind          RoleKind
	BodyID        *int64
	AssociationID *int64
	GrantedAt     time.Time
	GrantedBy     *int64
	EndedAt       *time.Time
}

// Session is one browser that signed in. Only the hash of its token is kept.
type Session struct {
	ID        int64 `gorm:"primaryKey"`
	TokenHash []byte
	AccountID int64
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
}

// LinkPurpose is what a one-time link is for.
type LinkPurpose string

const (
	LinkConfirm LinkPurpose = "confirm" // the e-mail address is the account's
	LinkReset   LinkPurpose = "reset"   // choose a new password
	LinkInvite  LinkPurpose = "invite"  // take up a role
	LinkRequest LinkPurpose = "request" // follow one's request, without an account
	LinkListing LinkPurpose = "listing" // confirm one's public entry
)

// LinkLife is how long a link of each purpose works.
var LinkLife = map[LinkPurpose]time.Duration{
	LinkConfirm: 7 * 24 * time.Hour,
	LinkReset:   time.Hour,
	LinkInvite:  14 * 24 * time.Hour,
	LinkRequest: 10 * 365 * 24 * time.Hour, // gone before, when the request is erased
	LinkListing: 180 * 24 * time.Hour,
}

// AccountPurposes are the purposes of the links by which one gets into an account.
var AccountPurposes = []LinkPurpose{LinkConfirm, LinkReset, LinkInvite}

// Link is a one-time link sent by mail. Only the hash of its token is kept.
type Link struct {
	ID           int64 `gorm:"primaryKey"`
	Purpose      LinkPurpose
	TokenHash    []byte
	AccountID    *int64
	InvitationID *int64
	RequestID    *int64
	CreatedAt    time.Time
	ExpiresAt    time.Time
	UsedAt       *time.Time
}

// Invitation offers a role to whoever reads an e-mail address.
type Invitation struct {
	ID            int64 `gorm:"primaryKey"`
	Email         string
	Language      string
	Kind          RoleKind
	BodyID        *int64
	AssociationID *int64
	InvitedBy     *int64
	CreatedAt     time.Time
	ExpiresAt     time.Time
	AcceptedAt    *time.Time
	AcceptedBy    *int64
	RevokedAt     *time.Time
}

// Accept turns the invitation into a role of the account. Each invitation works once, and not after its term.
func (i *Invitation) Accept(accountID int64, now time.Time) (*Role, error) {
	if i.AcceptedAt != nil || i.RevokedAt != nil || !now.Before(i.ExpiresAt) {
		return nil, Refuse(NotFound, "account.link_dead")
	}
	i.AcceptedAt, i.AcceptedBy = &now, &accountID
	return &Role{
		AccountID: accountID, Kind: i.Kind, BodyID: i.BodyID, AssociationID: i.AssociationID,
		GrantedAt: now, GrantedBy: i.InvitedBy,
	}, nil
}

// Revoke takes the invitation back before it is accepted.
func (i *Invitation) Revoke(now time.Time) error {
	if i.AcceptedAt != nil {
		return Refuse(Conflict, "invitation.already_accepted")
	}
	i.RevokedAt = &now
	return nil
}
