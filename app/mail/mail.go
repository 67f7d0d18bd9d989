// Package mail tells people things by mail: each message is recorded in the transaction of
// what it tells, and sent by a job of that transaction.
package mail

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"

	"gorm.io/gorm/clause"

	"albo/app/i18n"
	"albo/app/store"
	"albo/models"
)

// Deliver is the job that sends one message.
type Deliver struct {
	MessageID int64 `json:"message_id"`
}

func (Deliver) Kind() string { return "deliver_mail" }

// Tell records a message and has it sent. Of messages with the same Once key only the first is ever sent.
func Tell(tx *store.Tx, m models.Message) error {
	m.CreatedAt = tx.Now()
	if m.Params == nil {
		m.Params = map[string]string{}
	}
	made := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&m)
	if made.Error != nil || made.RowsAffected == 0 {
		return made.Error
	}
	return tx.Enqueue(Deliver{m.ID})
}

// TellPerson tells the account of a person, if there is one, in its own language.
func TellPerson(tx *store.Tx, personID int64, m models.Message) error {
	var account models.Account
	err := tx.Raw(`select a.* from accounts a join people p on p.account_id = a.id where p.id = ? and a.disabled_at is null`, personID).Scan(&account).Error
	if err != nil || account.ID == 0 {
		return err
	}
	m.AccountID, m.Language = &account.ID, account.Language
	return Tell(tx, m)
}

// TellRole tells everybody who acts for an association (or a body, when body is not 0).
func TellRole(tx *store.Tx, association, body int64, m models.Message) error {
	var accounts []models.Account
	err := tx.Raw(`select distinct a.* from accounts a join roles r on r.account_id = a.id
		where r.ended_at is null and a.disabled_at is null and (r.association_id = ? or r.body_id = ?) order by a.id`, association, body).Scan(&accounts).Error
	if err != nil {
		return err
	}
	once := m.Once
	for _, account := range accounts {
		m.ID, m.AccountID, m.Language = 0, &account.ID, account.Language
		if once != nil {
			each := *once + ":" + strconv.FormatInt(account.ID, 10)
			m.Once = &each
		}
		if err := Tell(tx, m); err != nil {
			return err
		}
	}
	return nil
}

// Work ties the sending of mail to its jobs.
func Work(w *store.Workers) {
	store.Handle(w, deliver)
}

func deliver(ctx context.Context, st *store.Store, job Deliver) error {
	m, err := store.Find[models.Message](st.Read(ctx), job.MessageID)
	if errors.Is(err, models.ErrNotFound) { // erased meanwhile: there is nobody to tell any more
		return nil
	}
	if err != nil || m.SentAt != nil {
		return err
	}
	to := m.Email
	if m.AccountID != nil {
		account, err := store.Find[models.Account](st.Read(ctx), *m.AccountID)
		if err != nil {
			return err
		}
		to = account.Email
	}
	link, err := linkOf(ctx, st, m)
	if err != nil {
		return fmt.Errorf("make the link of message %d: %w", m.ID, err)
	}
	if err := send(ctx, st.Config, compose(m, to, link)); err != nil {
		return fmt.Errorf("send message %d: %w", m.ID, err)
	}
	return st.Read(ctx).Model(m).Update("sent_at", st.Now()).Error
}

// letter is a message ready to go out.
type letter struct {
	id            int64
	to, language  string
	subject, text string
}

func compose(m *models.Message, to, link string) letter {
	say := func(key string) string { return i18n.Say(m.Language, models.Text{Key: key, Args: m.Params}) }
	text := say("mail."+m.Kind+".body") + "\n"
	if link != "" {
		text += "\n" + say("mail."+m.Kind+".link") + "\n" + link + "\n"
	}
	if place := m.Params["workplace"]; place != "" { // somebody may work for more than one
		text += "\n" + i18n.T(m.Language, "mail.workplace", "workplace", place) + "\n"
	}
	text += "\n-- \n" + i18n.T(m.Language, "mail.signature") + "\n"
	return letter{id: m.ID, to: to, language: m.Language, subject: say("mail." + m.Kind + ".subject"), text: text}
}

// linkOf is the address that the mail leads to. A one-time link gets its token only now, so that
// neither the database nor the queue ever holds it.
func linkOf(ctx context.Context, st *store.Store, m *models.Message) (string, error) {
	if m.Path == "" {
		return "", nil
	}
	address := st.Config.BaseURL + "/" + m.Language + m.Path
	if m.Purpose == "" {
		return address, nil
	}
	link := models.Link{Purpose: m.Purpose, InvitationID: m.InvitationID, RequestID: m.RequestID}
	if link.InvitationID == nil && link.RequestID == nil {
		link.AccountID = m.AccountID
	}
	token, err := NewToken(ctx, st, link)
	return address + "/" + token, err
}

// NewToken makes a one-time link and gives its token, which is kept nowhere.
func NewToken(ctx context.Context, st *store.Store, link models.Link) (string, error) {
	token := rand.Text()
	link.TokenHash, link.CreatedAt, link.ExpiresAt = HashToken(token), st.Now(), st.Now().Add(models.LinkLife[link.Purpose])
	return token, st.Write(ctx, func(tx *store.Tx) error { return tx.Save(&link) })
}

// HashToken is what is kept of the token of a link or a session: it is random, so a plain hash is enough.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
