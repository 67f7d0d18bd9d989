package models

import "slices"

// RoleKind is what somebody may do in Albo. Applying and being listed need no role: every account may.
type RoleKind string

const (
	AssociationAdmin RoleKind = "association_admin" // one association
	BodyOfficer      RoleKind = "body_officer"      // one public body
	PlatformAdmin    RoleKind = "platform_admin"    // the installation
)

// RoleKinds lists the kinds of role somebody can be invited to.
var RoleKinds = []RoleKind{AssociationAdmin, BodyOfficer, PlatformAdmin}

// Actor is who asks. The zero Actor is the public.
type Actor struct {
	AccountID int64
	PersonID  int64 // 0 as long as the account has given no personal data
	Name      string
	Language  string
	Roles     []Role
}

// System acts when no person does: checks that follow a publication, mails that fall due.
var System = Actor{Name: "Albo"}

// SignedIn tells whether there is an account behind the actor.
func (a Actor) SignedIn() bool { return a.AccountID != 0 }

// Account is the account to keep with what the actor did; nil for the operator's commands and for Albo itself.
func (a Actor) Account() *int64 {
	if a.AccountID == 0 {
		return nil
	}
	return &a.AccountID
}

// AdminOf tells whether the actor decides for an association.
func (a Actor) AdminOf(associationID int64) bool {
	return slices.Contains(a.Associations(), associationID)
}

// OfficerOf tells whether the actor acts for a public body.
func (a Actor) OfficerOf(bodyID int64) bool { return slices.Contains(a.Bodies(), bodyID) }

// Platform tells whether the actor runs the installation.
func (a Actor) Platform() bool {
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return r.Kind == PlatformAdmin })
}

// Is tells whether the actor is this person.
func (a Actor) Is(personID int64) bool { return a.PersonID != 0 && a.PersonID == personID }

// Associations lists the associations the actor decides for.
func (a Actor) Associations() []int64 {
	ids := []int64{}
	for _, r := range a.Roles {
		if r.Kind == AssociationAdmin && r.AssociationID != nil {
			ids = append(ids, *r.AssociationID)
		}
	}
	return ids
}

// Bodies lists the public bodies the actor acts for.
func (a Actor) Bodies() []int64 {
	ids := []int64{}
	for _, r := range a.Roles {
		if r.Kind == BodyOfficer && r.BodyID != nil {
			ids = append(ids, *r.BodyID)
		}
	}
	return ids
}
