package account

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"albo/app/input"
	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

// errDeadLink is the one answer for links that were used, ran out or never were.
var errDeadLink = models.Refuse(models.NotFound, "account.link_dead")

// Opened is what a one-time link is for and whose it is.
type Opened struct {
	Purpose    models.LinkPurpose
	Email      string
	Name       string // empty: the account is yet to be made
	Invitation *Invited
}

// OpenLink reads a one-time link without using it: mail programs open links too.
func OpenLink(ctx context.Context, st *store.Store, token string) (Opened, error) {
	link, err := findLink(st.Read(ctx), st.Now(), token)
	if err != nil {
		return Opened{}, err
	}
	open := Opened{Purpose: link.Purpose}
	if link.InvitationID != nil {
		if open.Invitation, err = invited(st.Read(ctx), *link.InvitationID); err != nil {
			return open, err
		}
		open.Email = open.Invitation.Email
		a, err := byEmail(st.Read(ctx), open.Email)
		if err == nil && a != nil && a.DisabledAt != nil {
			return Opened{}, errDeadLink
		}
		if err == nil && a != nil && a.EmailConfirmedAt != nil {
			open.Name = a.Name
		}
		return open, err
	}
	a, err := store.Find[models.Account](st.Read(ctx), *link.AccountID)
	if err == nil && a.DisabledAt != nil {
		return Opened{}, errDeadLink
	}
	open.Email, open.Name = a.Email, a.Name
	return open, err
}

// PasswordInput is a password chosen behind a link, or the one somebody invited already has; Name only where the account is new.
type PasswordInput struct {
	Password string `form:"password" clean:"no"`
	Name     string `form:"name" validate:"max=120"`
	Language string `form:"-"`
}

// UseLink uses a one-time link: it confirms the address, sets the password, takes up an invitation, ends
// every other session, and signs in. The token of the new session is returned. An invitation to somebody who has an account
// needs its password: a mail that is passed on opens nothing.
func UseLink(ctx context.Context, st *store.Store, token string, in PasswordInput, from netip.Addr) (session string, err error) {
	if err := input.Check(&in); err != nil {
		return "", err
	}
	open, err := OpenLink(ctx, st, token)
	if err != nil {
		return "", err
	}
	known := open.Name != ""
	if !known && in.Name == "" {
		return "", input.Wrong(map[string]models.Text{"name": models.Say("invalid.required")})
	}
	hash := ""
	if open.Invitation != nil && known {
		if err := ownPassword(ctx, st, open.Email, in.Password, from); err != nil {
			return "", err
		}
	} else {
		if err := checkPassword(in.Password, open.Email, open.Name, in.Name); err != nil {
			return "", err
		}
		if hash, err = hashPassword(in.Password); err != nil {
			return "", err
		}
	}
	err = st.Write(ctx, func(tx *store.Tx) error {
		a, err := redeem(tx, token, in)
		if err != nil {
			return err
		}
		if hash != "" {
			a.PasswordHash = hash
		}
		if err := tx.Save(a); err != nil {
			return err
		}
		if open.Purpose == models.LinkReset {
			err = passwordChanged(tx, a, "reset_password")
		} else {
			err = tx.Delete(&models.Session{}, "account_id = ?", a.ID).Error
		}
		if err != nil {
			return err
		}
		session, err = startSession(tx, a)
		return err
	})
	if err == nil {
		notice(ctx, "signed in by a link: "+string(open.Purpose), 0, from)
	}
	return session, err
}

// ownPassword makes sure that who holds an invitation is who has the account.
func ownPassword(ctx context.Context, st *store.Store, email, password string, from netip.Addr) error {
	if err := st.LimitFrom(ctx, "sign in as "+emailKey(email), from, 10, 15*time.Minute); err != nil {
		return err
	}
	a, err := byEmail(st.Read(ctx), email)
	if err != nil || a == nil || a.DisabledAt != nil {
		return errors.Join(err, errDeadLink)
	}
	same, err := samePassword(password, a.PasswordHash)
	if err != nil {
		return err
	}
	if !same {
		notice(ctx, "invitation refused: wrong password", a.ID, from)
		return input.Wrong(map[string]models.Text{"password": models.Say("account.wrong_password")})
	}
	return nil
}

func findLink(db *gorm.DB, now time.Time, token string) (*models.Link, error) {
	var link models.Link
	err := db.Where("token_hash = ? and used_at is null and expires_at > ? and purpose in ?", mail.HashToken(token), now, models.AccountPurposes).Take(&link).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errDeadLink
	}
	return &link, err
}

func holdOwner(tx *store.Tx, link *models.Link) error {
	if link.InvitationID != nil {
		_, err := store.Lock[models.Invitation](tx, *link.InvitationID)
		return err
	}
	_, err := store.Lock[models.Account](tx, *link.AccountID)
	return err
}

// redeem marks a link as used, with every other link of the same account or invitation, and gives the account behind it.
func redeem(tx *store.Tx, token string, in PasswordInput) (*models.Account, error) {
	link, err := findLink(tx.DB, tx.Now(), token)
	if err != nil {
		return nil, err
	}
	// several links of one owner at once wait for each other here, and then see what the first one ended
	if err := holdOwner(tx, link); err != nil {
		return nil, err
	}
	if link, err = findLink(tx.Clauses(clause.Locking{Strength: "UPDATE"}), tx.Now(), token); err != nil {
		return nil, err
	}
	err = tx.Model(&models.Link{}).Where("used_at is null and account_id is not distinct from ? and invitation_id is not distinct from ?", link.AccountID, link.InvitationID).
		Update("used_at", tx.Now()).Error
	if err != nil {
		return nil, err
	}
	if link.InvitationID != nil {
		return acceptInvitation(tx, *link.InvitationID, in)
	}
	a, err := store.Lock[models.Account](tx, *link.AccountID)
	if err != nil {
		return nil, err
	}
	if a.DisabledAt != nil {
		return nil, errDeadLink
	}
	if a.EmailConfirmedAt == nil {
		now := tx.Now()
		a.EmailConfirmedAt = &now
	}
	return a, nil
}
