package account

import (
	"context"
	"strconv"
	"time"

	"gorm.io/gorm"

	"albo/app/input"
	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

// InviteInput offers a role in an association, a body or the installation to an address.
type InviteInput struct {
	Email         string          `form:"email" validate:"required,email,max=200"`
	Kind          models.RoleKind `form:"kind" validate:"oneof=association_admin body_officer platform_admin"`
	AssociationID *int64          `form:"-"`
	BodyID        *int64          `form:"-"`
	Language      string          `form:"-" validate:"oneof=it es el en"`
}

// Invite sends a one-time link that gives a role. Who has a role may give the same one; a platform admin any.
func Invite(ctx context.Context, st *store.Store, by models.Actor, in InviteInput) (*models.Invitation, error) {
	if err := input.Check(&in); err != nil {
		return nil, err
	}
	if !mayInvite(by, in) {
		return nil, models.ErrNotFound
	}
	if err := st.Limit(ctx, "invitations by "+strconv.FormatInt(by.AccountID, 10), 60, time.Hour); err != nil {
		return nil, err
	}
	now := st.Now()
	invitation := &models.Invitation{
		Email: in.Email, Language: in.Language, Kind: in.Kind, BodyID: in.BodyID, AssociationID: in.AssociationID,
		CreatedAt: now, ExpiresAt: now.Add(models.LinkLife[models.LinkInvite]), InvitedBy: by.Account(),
	}
	return invitation, st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Save(invitation); err != nil {
			return err
		}
		event := models.Note(by, now, "invitation", invitation.ID, "invite", "", "", "kind", string(in.Kind))
		if err := tx.Save(&event); err != nil {
			return err
		}
		return mail.Tell(tx, models.Message{
			Email: in.Email, Language: in.Language, Kind: "invitation",
			Params: map[string]string{"role_key": "role." + string(in.Kind), "place": placeName(tx.DB, in), "inviter": by.Name},
			Path:   "/account/password", Purpose: models.LinkInvite, InvitationID: &invitation.ID,
		})
	})
}

func mayInvite(by models.Actor, in InviteInput) bool {
	switch {
	case in.Kind == models.AssociationAdmin && in.AssociationID != nil:
		return has(by, in.Kind, *in.AssociationID)
	case in.Kind == models.BodyOfficer && in.BodyID != nil:
		return has(by, in.Kind, *in.BodyID)
	}
	return in.Kind == models.PlatformAdmin && by.Platform()
}

// has tells whether the actor has the role in the place, or runs the installation.
func has(by models.Actor, kind models.RoleKind, placeID int64) bool {
	switch kind {
	case models.AssociationAdmin:
		return by.Platform() || by.AdminOf(placeID)
	case models.BodyOfficer:
		return by.Platform() || by.OfficerOf(placeID)
	}
	return by.Platform()
}

func placeName(db *gorm.DB, in InviteInput) string {
	name := "Albo"
	db.Raw(`select name from associations where id = ? union all select name from bodies where id = ?`, in.AssociationID, in.BodyID).Scan(&name)
	return name
}

// InvitationToken makes a further token for an invitation, to be handed over by other means than mail.
func InvitationToken(ctx context.Context, st *store.Store, invitation *models.Invitation) (string, error) {
	return mail.NewToken(ctx, st, models.Link{Purpose: models.LinkInvite, InvitationID: &invitation.ID})
}

// Invited is an invitation as its reader sees it.
type Invited struct {
	ID    int64
	Email string
	Kind  models.RoleKind
	Place string
}

func invited(db *gorm.DB, id int64) (*Invited, error) {
	var i Invited
	err := db.Raw(`
		select i.id, i.email, i.kind, coalesce(a.name, b.name, 'Albo') place
		  from invitations i left join associations a on a.id = i.association_id left join bodies b on b.id = i.body_id
		 where i.id = ? and i.accepted_at is null and i.revoked_at is null`, id).Scan(&i).Error
	if err == nil && i.ID == 0 {
		err = errDeadLink
	}
	return &i, err
}

// acceptInvitation makes the account if need be, and gives it the role. The link showed that the address is theirs.
func acceptInvitation(tx *store.Tx, id int64, in PasswordInput) (*models.Account, error) {
	invitation, err := store.Lock[models.Invitation](tx, id)
	if err != nil {
		return nil, err
	}
	now := tx.Now()
	a, err := lockEmail(tx, invitation.Email)
	if err != nil {
		return nil, err
	}
	if a != nil && a.DisabledAt != nil {
		return nil, errDeadLink
	}
	if a == nil {
		a = &models.Account{Email: invitation.Email, EmailKey: emailKey(invitation.Email), Language: invitation.Language, CreatedAt: now}
	}
	if a.EmailConfirmedAt == nil {
		a.Name, a.EmailConfirmedAt = in.Name, &now
	}
	if err := tx.Save(a); err != nil {
		return nil, err
	}
	role, err := invitation.Accept(a.ID, now)
	if err != nil {
		return nil, err
	}
	event := models.Note(models.Actor{AccountID: a.ID, Name: a.Name}, now, "invitation", id, "accept", "", "", "kind", string(role.Kind))
	if err := tx.Save(invitation, &event); err != nil {
		return nil, err
	}
	return a, giveRole(tx, role)
}

// giveRole gives a role; one that the account already has stays as it is.
func giveRole(tx *store.Tx, role *models.Role) error {
	return tx.Exec(`insert into roles (account_id, kind, body_id, association_id, granted_at, granted_by)
		values (?, ?, ?, ?, ?, ?) on conflict do nothing`,
		role.AccountID, role.Kind, role.BodyID, role.AssociationID, role.GrantedAt, role.GrantedBy).Error
}

// Colleague is somebody with a role in a place, or invited to it.
type Colleague struct {
	RoleID       int64
	InvitationID int64
	AccountID    int64
	Name         string
	Email        string
	Since        string
	Disabled     bool
}

// Colleagues lists who has a role in a place and who is invited to it.
func Colleagues(ctx context.Context, st *store.Store, kind models.RoleKind, placeID int64) (list []Colleague, err error) {
	err = st.Read(ctx).Raw(`
		select r.id role_id, 0 invitation_id, a.id account_id, a.name, a.email, r.granted_at::date::text since, a.disabled_at is not null disabled
		  from roles r join accounts a on a.id = r.account_id
		 where r.kind = @kind and r.ended_at is null and coalesce(r.association_id, r.body_id, 0) = @place
		union all
		select 0, i.id, 0, '', i.email, i.created_at::date::text, false
		  from invitations i
		 where i.kind = @kind and i.accepted_at is null and i.revoked_at is null and i.expires_at > @now
		   and coalesce(i.association_id, i.body_id, 0) = @place
		 order by 1 desc, 4, 5`, map[string]any{"kind": kind, "place": placeID, "now": st.Now()}).Scan(&list).Error
	return list, err
}

// EndRole takes a role from a colleague, or an invitation back. Nobody takes the last role of a place: there
// would be nobody left to invite.
func EndRole(ctx context.Context, st *store.Store, by models.Actor, kind models.RoleKind, placeID, roleID, invitationID int64) error {
	if !has(by, kind, placeID) {
		return models.ErrNotFound
	}
	where := "kind = ? and coalesce(association_id, body_id, 0) = ?"
	return st.Write(ctx, func(tx *store.Tx) error {
		if invitationID != 0 {
			invitation, err := store.Lock[models.Invitation](tx, invitationID, where, kind, placeID)
			if err != nil {
				return err
			}
			if err := invitation.Revoke(tx.Now()); err != nil {
				return err
			}
			event := models.Note(by, tx.Now(), "invitation", invitationID, "revoke", "", "")
			return tx.Save(invitation, &event)
		}
		var roles []models.Role
		if err := tx.Raw("select * from roles where ended_at is null and "+where+" for update", kind, placeID).Scan(&roles).Error; err != nil {
			return err
		}
		for _, role := range roles {
			if role.ID != roleID {
				continue
			}
			if len(roles) == 1 {
				return models.Refuse(models.Conflict, "account.last_role")
			}
			now := tx.Now()
			role.EndedAt = &now
			event := models.Note(by, now, "role", role.ID, "end", "", "", "account", strconv.FormatInt(role.AccountID, 10))
			if err := tx.Delete(&models.Session{}, "account_id = ?", role.AccountID).Error; err != nil {
				return err
			}
			return tx.Save(&role, &event)
		}
		return models.ErrNotFound
	})
}
