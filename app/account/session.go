package account

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/netip"
	"strconv"
	"time"

	"albo/app/input"
	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

// How long a session lasts: short for who decides over others, long for a carer on a phone.
const (
	longSession  = 30 * 24 * time.Hour
	shortSession = 12 * time.Hour
	shortIdle    = time.Hour       // without a request, for who decides over others (ASVS 5.0, 7.3.1)
	seenEvery    = 5 * time.Minute // how exactly the last use is kept
)

// SignInInput is an address and a password. Next is the page that asked for it.
type SignInInput struct {
	Email    string `form:"email" validate:"required,max=200"`
	Password string `form:"password" validate:"required,max=1000" clean:"no"`
	Next     string `form:"next"`
}

// errWrongSignIn does not tell whether the address or the password was wrong.
var errWrongSignIn = models.Refuse(models.Invalid, "account.wrong_sign_in")

// SignIn opens a session under a new token and returns it. Tries are limited by address and by origin.
func SignIn(ctx context.Context, st *store.Store, in SignInInput, from netip.Addr) (token string, err error) {
	if err := input.Check(&in); err != nil {
		return "", err
	}
	// few tries at an address from one origin; from everywhere together so many that nobody is locked out by others
	address := "sign in as " + emailKey(in.Email)
	err = errors.Join(
		st.LimitFrom(ctx, address, from, 10, 15*time.Minute),
		st.Limit(ctx, address, 200, 15*time.Minute),
		st.LimitFrom(ctx, "sign in", from, 100, 15*time.Minute),
	)
	if err != nil {
		notice(ctx, "sign-in refused: too many tries", 0, from)
		return "", err
	}
	a, err := byEmail(st.Read(ctx), in.Email)
	if err != nil {
		return "", err
	}
	hash, id := "", int64(0)
	if a != nil {
		id = a.ID
		if a.DisabledAt == nil && a.EmailConfirmedAt != nil {
			hash = a.PasswordHash
		}
	}
	same, err := samePassword(in.Password, hash)
	if err != nil {
		return "", err
	}
	if !same {
		notice(ctx, "sign-in refused: wrong address or password", id, from)
		return "", errWrongSignIn
	}
	err = st.Write(ctx, func(tx *store.Tx) error {
		now, err := store.Lock[models.Account](tx, a.ID)
		if err != nil {
			return err
		}
		if now.PasswordHash != hash || now.DisabledAt != nil { // changed while the password was compared
			return errWrongSignIn
		}
		token, err = startSession(tx, a)
		return err
	})
	if err != nil {
		return "", err
	}
	notice(ctx, "signed in", id, from)
	return token, st.ForgetFrom(ctx, address, from)
}

// notice writes to the log what its keeper looks for after an attack (ASVS 5.0, 16.3): never a name, an address typed or a token.
func notice(ctx context.Context, what string, accountID int64, from netip.Addr) {
	slog.InfoContext(ctx, "security", "event", what, "account", accountID, "network", store.Network(from))
}

// startSession opens a session; the caller has locked the account and seen that it is not disabled.
func startSession(tx *store.Tx, a *models.Account) (string, error) {
	var roles int64
	if err := tx.Model(&models.Role{}).Where("account_id = ? and ended_at is null", a.ID).Count(&roles).Error; err != nil {
		return "", err
	}
	life := longSession
	if roles > 0 {
		life = shortSession
	}
	token, now := rand.Text(), tx.Now()
	return token, tx.Save(&models.Session{TokenHash: mail.HashToken(token), AccountID: a.ID, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(life)})
}

// endAll ends every session and unused link of an account.
func endAll(tx *store.Tx, accountID int64) error {
	return errors.Join(
		tx.Delete(&models.Session{}, "account_id = ?", accountID).Error,
		tx.Model(&models.Link{}).Where("used_at is null and account_id = ?", accountID).Update("used_at", tx.Now()).Error,
	)
}

// passwordChanged ends every session and unused link of an account, keeps the event, and tells its owner.
func passwordChanged(tx *store.Tx, a *models.Account, step string) error {
	event := models.Note(models.Actor{AccountID: a.ID, Name: a.Name}, tx.Now(), "account", a.ID, step, "", "")
	return errors.Join(
		endAll(tx, a.ID),
		tx.Save(&event),
		mail.Tell(tx, models.Message{AccountID: &a.ID, Language: a.Language, Kind: "account_password_changed", Params: map[string]string{"name": a.Name}}),
	)
}

// SignOut ends a session.
func SignOut(ctx context.Context, st *store.Store, token string) error {
	return st.Read(ctx).Delete(&models.Session{}, "token_hash = ?", mail.HashToken(token)).Error
}

// Workplace is where an actor has a role: what the head of each work page shows.
type Workplace struct {
	Kind     models.RoleKind
	ID       int64 // of the association or body
	Slug     string
	Name     string
	Country  string
	Colour   string
	LogoKey  string
	Waiting  int // applications to decide and accreditations in doubt
	Requests int // what families ask and nobody has taken in hand
	Matches  int // cases in which only a person can tell whom a roster lists
}

// Session is who is behind a token, and where they work. An unknown or dead token is nobody.
func Session(ctx context.Context, st *store.Store, token string) (models.Actor, []Workplace, error) {
	var row struct {
		ID, AccountID int64
		Name          string
		Language      string
		PersonID      int64
		SeenAt        time.Time
	}
	err := st.Read(ctx).Raw(`
		select s.id, a.id account_id, a.name, a.language, coalesce(p.id, 0) person_id, s.seen_at
		  from sessions s join accounts a on a.id = s.account_id left join people p on p.account_id = a.id
		 where s.token_hash = @token and s.expires_at > @now and a.disabled_at is null
		   and (s.seen_at > @idle or not exists (select from roles r where r.account_id = a.id and r.ended_at is null))`,
		map[string]any{"token": mail.HashToken(token), "now": st.Now(), "idle": st.Now().Add(-shortIdle)}).Scan(&row).Error
	if err != nil || row.ID == 0 {
		return models.Actor{}, nil, err
	}
	if st.Now().Sub(row.SeenAt) > seenEvery {
		if err := st.Read(ctx).Model(&models.Session{ID: row.ID}).Update("seen_at", st.Now()).Error; err != nil {
			return models.Actor{}, nil, err
		}
	}
	actor := models.Actor{AccountID: row.AccountID, PersonID: row.PersonID, Name: row.Name, Language: row.Language}
	places, err := workplaces(ctx, st, row.AccountID)
	for _, place := range places {
		actor.Roles = append(actor.Roles, place.role(row.AccountID))
	}
	return actor, places, err
}

func workplaces(ctx context.Context, st *store.Store, accountID int64) (places []Workplace, err error) {
	err = st.Read(ctx).Raw(`
		select r.kind, coalesce(r.association_id, r.body_id, 0) id, coalesce(a.slug, b.slug, '') slug, coalesce(a.name, b.name, '') name,
		       coalesce(a.country, b.country, '') country, coalesce(a.colour, b.colour, '') colour, coalesce(a.logo_key, b.logo_key, '') logo_key,
		       case r.kind
		         when 'association_admin' then (select count(*) from admissions where association_id = a.id and state = 'submitted')
		         when 'body_officer' then (select count(*) from accreditations where body_id = b.id
		           and (state in ('submitted', 'under_review', 'completion_requested', 'refusal_notice') or state = 'granted' and doubt <> ''))
		         else 0 end waiting,
		       (select count(*) from requests q where (q.association_id = a.id or q.body_id = b.id) and q.state = 'new') requests,
		       (select count(*) from match_cases m where (m.association_id = a.id or m.body_id = b.id) and m.person_id <> coalesce((select id from people where account_id = r.account_id), 0)
		         and (m.asked_until is null or m.asked_until <= @now or m.answered_at is not null)) matches
		  from roles r left join associations a on a.id = r.association_id left join bodies b on b.id = r.body_id
		 where r.account_id = @account and r.ended_at is null order by r.kind, name`,
		map[string]any{"account": accountID, "now": st.Now()}).Scan(&places).Error
	return places, err
}

func (p Workplace) role(accountID int64) models.Role {
	role := models.Role{AccountID: accountID, Kind: p.Kind}
	switch p.Kind {
	case models.AssociationAdmin:
		role.AssociationID = &p.ID
	case models.BodyOfficer:
		role.BodyID = &p.ID
	}
	return role
}

// ChangePasswordInput is the present password and a new one.
type ChangePasswordInput struct {
	Current  string `form:"current" validate:"required,max=1000" clean:"no"`
	Password string `form:"password" clean:"no"`
}

// ChangePassword sets a new password and ends every session; the token of a new one is returned.
func ChangePassword(ctx context.Context, st *store.Store, by models.Actor, in ChangePasswordInput) (token string, err error) {
	if err := input.Check(&in); err != nil {
		return "", err
	}
	if err := st.Limit(ctx, "change password "+strconv.FormatInt(by.AccountID, 10), 10, 15*time.Minute); err != nil {
		return "", err
	}
	a, err := store.Find[models.Account](st.Read(ctx), by.AccountID)
	if err != nil {
		return "", err
	}
	same, err := samePassword(in.Current, a.PasswordHash)
	if err != nil {
		return "", err
	}
	if !same {
		return "", input.Wrong(map[string]models.Text{"current": models.Say("account.wrong_password")})
	}
	if err := checkPassword(in.Password, a.Email, a.Name); err != nil {
		return "", err
	}
	hash, err := hashPassword(in.Password)
	if err != nil {
		return "", err
	}
	err = st.Write(ctx, func(tx *store.Tx) error {
		if _, err := store.Lock[models.Account](tx, a.ID, "disabled_at is null"); err != nil {
			return err
		}
		if err := tx.Model(a).Update("password_hash", hash).Error; err != nil {
			return err
		}
		if err := passwordChanged(tx, a, "change_password"); err != nil {
			return err
		}
		token, err = startSession(tx, a)
		return err
	})
	return token, err
}
