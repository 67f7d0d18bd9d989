// Package account is who signs in: accounts, sessions, roles and invitations. Its answers never
// reveal whether an address is registered.
package account

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"albo/app/input"
	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

// SignUpInput is what somebody gives to open an account. The password is chosen behind the link
// that the mail carries: nobody can set one for an address they do not read.
type SignUpInput struct {
	Name     string `form:"name" validate:"required,max=120"`
	Email    string `form:"email" validate:"required,email,max=200"`
	Language string `form:"-" validate:"oneof=it es el en"`
}

// SignUp opens an account, or tells the owner of the address that there is one. The answer is the same.
func SignUp(ctx context.Context, st *store.Store, in SignUpInput, from netip.Addr) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	if err := limitMails(ctx, st, in.Email, from); err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		a, err := lockEmail(tx, in.Email)
		if err != nil || a != nil && a.DisabledAt != nil {
			return err
		}
		if a != nil && a.EmailConfirmedAt != nil {
			return mail.Tell(tx, models.Message{AccountID: &a.ID, Language: a.Language, Kind: "account_exists", Path: "/sign-in"})
		}
		if a == nil {
			a = &models.Account{Email: in.Email, EmailKey: emailKey(in.Email), Name: in.Name, Language: in.Language, CreatedAt: tx.Now()}
			made := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(a)
			if made.Error != nil || made.RowsAffected == 0 { // the same form twice at once: the other one writes the mail
				return made.Error
			}
			return tellConfirm(tx, a)
		}
		a.Name, a.Language = in.Name, in.Language
		return errors.Join(tx.Save(a), tellConfirm(tx, a))
	})
}

func tellConfirm(tx *store.Tx, a *models.Account) error {
	return mail.Tell(tx, models.Message{
		AccountID: &a.ID, Language: a.Language, Kind: "account_confirm", Params: map[string]string{"name": a.Name},
		Path: "/account/password", Purpose: models.LinkConfirm,
	})
}

// EmailInput is an address typed to get a link.
type EmailInput struct {
	Email string `form:"email" validate:"required,email,max=200"`
}

// ForgotPassword mails a link to choose a new password, if there is such an account. The answer is the same.
func ForgotPassword(ctx context.Context, st *store.Store, in EmailInput, from netip.Addr) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	if err := limitMails(ctx, st, in.Email, from); err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		a, err := byEmail(tx.DB, in.Email)
		if err != nil || a == nil || a.DisabledAt != nil {
			return err
		}
		if a.EmailConfirmedAt == nil {
			return tellConfirm(tx, a)
		}
		return mail.Tell(tx, models.Message{
			AccountID: &a.ID, Language: a.Language, Kind: "account_reset", Params: map[string]string{"name": a.Name},
			Path: "/account/password", Purpose: models.LinkReset,
		})
	})
}

func limitMails(ctx context.Context, st *store.Store, email string, from netip.Addr) error {
	return errors.Join(
		st.Limit(ctx, "mail to "+emailKey(email), 5, time.Hour),
		st.LimitFrom(ctx, "mail", from, 30, time.Hour),
	)
}

func emailKey(email string) string { return strings.ToLower(input.Clean(email)) }

func byEmail(db *gorm.DB, email string) (*models.Account, error) {
	var a models.Account
	err := db.Where("email_key = ?", emailKey(email)).Take(&a).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &a, err
}

// lockEmail is byEmail for who is about to change the account: nobody else changes it meanwhile.
func lockEmail(tx *store.Tx, email string) (*models.Account, error) {
	return byEmail(tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}), email)
}

// SetLanguage keeps the language in which an account is written to.
func SetLanguage(ctx context.Context, st *store.Store, by models.Actor, language string) error {
	return st.Read(ctx).Model(&models.Account{}).Where("id = ?", by.AccountID).Update("language", language).Error
}
