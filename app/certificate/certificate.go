// Package certificate is the documents by which bodies attest accreditations: issued, replaced,
// revoked, and verified by anybody who holds one.
package certificate

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"time"

	"gorm.io/gorm"

	"albo/app/accreditation"
	"albo/app/i18n"
	"albo/app/input"
	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

// Render is the job that makes the PDF of a certificate.
type Render struct {
	CertificateID int64 `json:"certificate_id"`
}

func (Render) Kind() string { return "render_certificate" }

// Work ties issuing and rendering to their jobs.
func Work(w *store.Workers) {
	store.Handle(w, issueGranted)
	store.Handle(w, render)
}

// issueGranted issues the certificate of an accreditation that came into force, in the body's language.
func issueGranted(ctx context.Context, st *store.Store, job accreditation.Granted) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		a, err := store.Lock[models.Accreditation](tx, job.AccreditationID)
		if err != nil {
			return err
		}
		var there int64
		if err := tx.Model(&models.Certificate{}).Where("accreditation_id = ?", a.ID).Count(&there).Error; err != nil || there > 0 {
			return err
		}
		b, err := store.Find[models.Body](tx.DB.Preload("Territory"), a.BodyID)
		if err != nil || a.Standing(tx.Today(b.Country)) != models.StandingValid {
			return err
		}
		return issue(tx, models.System, a, b, b.Language)
	})
}

// Issue makes a certificate of an accreditation in force, in a language; one that was there in that language
// is replaced. Officers of the body may, and the person, who gets only what the body already granted.
func Issue(ctx context.Context, st *store.Store, by models.Actor, accreditationID int64, language string) error {
	if !i18n.Known(language) {
		return models.ErrNotFound
	}
	if err := st.Limit(ctx, fmt.Sprintf("certificates issued by %d", by.AccountID), 60, time.Hour); err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		a, err := store.Lock[models.Accreditation](tx, accreditationID)
		if err != nil {
			return err
		}
		if !a.OpenTo(by) {
			return models.ErrNotFound
		}
		b, err := store.Find[models.Body](tx.DB.Preload("Territory"), a.BodyID)
		if err != nil {
			return err
		}
		if a.StateOn(tx.Today(b.Country)) != models.AccreditationGranted {
			return models.Refuse(models.Conflict, "certificate.not_in_force")
		}
		if a.Doubt != "" {
			return models.Refuse(models.Conflict, "certificate.in_doubt")
		}
		if !by.OfficerOf(b.ID) {
			if err := notTakenBack(tx, a, language); err != nil {
				return err
			}
		}
		return issue(tx, by, a, b, language)
	})
}

// notTakenBack refuses the person a certificate in a language in which the office revoked the last one: the office issues the next.
func notTakenBack(tx *store.Tx, a *models.Accreditation, language string) error {
	var last models.Certificate
	err := tx.Where("accreditation_id = ? and language = ?", a.ID, language).Order("id desc").Take(&last).Error
	if err == nil && last.State == models.CertificateRevoked {
		return models.Refuse(models.Conflict, "certificate.revoked_by_office")
	}
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	return err
}

func issue(tx *store.Tx, by models.Actor, a *models.Accreditation, b *models.Body, language string) error {
	number, err := tx.NextOfYear(fmt.Sprintf("certificate of body %d", b.ID), b.Country)
	if err != nil {
		return err
	}
	c := &models.Certificate{
		Code: rand.Text(), Number: number, BodyID: b.ID, AccreditationID: a.ID, PersonID: a.PersonID,
		State: models.CertificateIssued, Language: language, IssuedAt: tx.Now(), IssuedBy: by.Account(),
	}
	if c.Printed, err = printed(tx, a, b, c); err != nil {
		return err
	}
	if err := replace(tx, by, c); err != nil {
		return err
	}
	if err := tx.Save(c); err != nil {
		return err
	}
	event := models.Note(by, tx.Now(), "certificate", c.ID, "issue", "", string(c.State), "number", c.Number)
	if err := tx.Save(&event); err != nil {
		return err
	}
	if err := tx.Enqueue(Render{c.ID}); err != nil {
		return err
	}
	return mail.TellPerson(tx, a.PersonID, models.Message{
		Kind: "certificate_issued", Params: map[string]string{"body": b.Name, "number": c.Number}, Path: "/me/certificates",
	})
}

// replace makes room for a certificate in its language.
func replace(tx *store.Tx, by models.Actor, c *models.Certificate) error {
	var old models.Certificate
	err := tx.Raw("select * from certificates where accreditation_id = ? and language = ? and state = 'issued' for update", c.AccreditationID, c.Language).Take(&old).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	event, err := old.Replace(by, tx.Now())
	if err != nil {
		return err
	}
	c.ReplacesID = &old.ID
	return tx.Save(&old, &event)
}

// printed gathers every fact as it stands on the day of issue. The holder is whom the body accredited, in the words it decided on.
func printed(tx *store.Tx, a *models.Accreditation, b *models.Body, c *models.Certificate) (models.Printed, error) {
	facts := models.Printed{
		Title: i18n.T(c.Language, "certificate.title"), Body: b.Name, Office: b.Office, BodyAddress: b.Address,
		Holder: a.GivenName + " " + a.Surname, BirthDate: a.BirthDate, BirthPlace: a.BirthPlace, Number: c.Number, Accreditation: a.Number,
		ActKind: a.ActKind, ActNumber: a.ActNumber, ActDate: a.ActDate, Protocol: a.Protocol, LegalBasis: b.LegalBasis,
		GrantedOn: a.GrantedOn, ValidUntil: a.ValidUntil, IssuedOn: tx.Today(b.Country),
		Signatory: b.Signatory, SignatoryRole: b.SignatoryRole, Note: b.CertificateNote,
	}
	if b.Kind == models.BodyMunicipality && b.Territory != nil {
		facts.Place = b.Territory.Name
	}
	var memberships []models.Membership
	err := tx.Preload("Association").Where("person_id = ? and ended_on is null", a.PersonID).Order("since, id").Find(&memberships).Error
	for _, m := range memberships {
		facts.Associations = append(facts.Associations, member(c.Language, &m))
	}
	return facts, err
}

// member says of what association somebody is a member, in what register it stands if it says so, and under what number.
func member(language string, m *models.Membership) string {
	a, number := m.Association, fmt.Sprint(m.Number)
	if a.RegisterNumber == "" {
		return i18n.T(language, "certificate.member", "association", a.Name, "number", number)
	}
	register := i18n.T(language, "association.register_"+a.Country, "section", a.RegisterSection, "number", a.RegisterNumber)
	return i18n.T(language, "certificate.member_of", "association", a.Name, "register", register, "number", number)
}

// RevokeInput is why a certificate is taken back as a document.
type RevokeInput struct {
	Reason string `form:"reason" validate:"required,max=1000"`
}

// Revoke takes a certificate back, for instance because a printed fact was wrong; the accreditation stays as it is.
func Revoke(ctx context.Context, st *store.Store, by models.Actor, id int64, in RevokeInput) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		c, err := store.Lock[models.Certificate](tx, id, "body_id in ?", by.Bodies())
		if err != nil {
			return err
		}
		if err := input.Check(&in); err != nil {
			return err
		}
		event, err := c.Revoke(by, in.Reason, tx.Now())
		if err != nil {
			return err
		}
		return tx.Save(c, &event)
	})
}

// List gives the actor's certificates, newest first.
func List(ctx context.Context, st *store.Store, by models.Actor) (list []models.Certificate, err error) {
	return list, st.Read(ctx).Preload("Accreditation").Preload("Body").Where("person_id = ? and person_id <> 0", by.PersonID).Order("id desc").Find(&list).Error
}

// OfAccreditation lists the certificates of an accreditation for whoever may see it.
func OfAccreditation(ctx context.Context, st *store.Store, by models.Actor, a *models.Accreditation) (list []models.Certificate, err error) {
	if !a.OpenTo(by) {
		return nil, models.ErrNotFound
	}
	return list, st.Read(ctx).Where("accreditation_id = ?", a.ID).Order("id desc").Find(&list).Error
}

// All lists every certificate for the operator of the installation.
func All(ctx context.Context, st *store.Store) (list []models.Certificate, err error) {
	return list, st.Read(ctx).Preload("Accreditation").Preload("Body").Order("id").Find(&list).Error
}

// Open opens the PDF of a certificate for its person or an officer of the body.
func Open(ctx context.Context, st *store.Store, by models.Actor, id int64) (*models.Certificate, *os.File, error) {
	c, err := store.Find[models.Certificate](st.Read(ctx).Preload("Accreditation"), id)
	if err != nil {
		return nil, nil, err
	}
	if !c.Accreditation.OpenTo(by) {
		return nil, nil, models.ErrNotFound
	}
	return open(st, c)
}

// OpenByCode opens the PDF of a certificate for the operator of the installation.
func OpenByCode(ctx context.Context, st *store.Store, code string) (*models.Certificate, *os.File, error) {
	c, err := byCode(ctx, st, code)
	if err != nil {
		return nil, nil, err
	}
	return open(st, c)
}

func open(st *store.Store, c *models.Certificate) (*models.Certificate, *os.File, error) {
	if c.FileKey == "" {
		return nil, nil, models.Refuse(models.Conflict, "certificate.being_made")
	}
	f, err := st.Files.Open(c.FileKey)
	return c, f, err
}
