// Package body is the public bodies that keep rosters and accredit.
package body

import (
	"context"
	"errors"
	"strconv"

	"gorm.io/gorm"

	"albo/app/document"
	"albo/app/fold"
	"albo/app/identifier"
	"albo/app/input"
	"albo/app/rule"
	"albo/app/store"
	"albo/models"
)

// Input is the record of a public body as its officers keep it.
type Input struct {
	Name                string          `form:"name" validate:"required,max=160"`
	Office              string          `form:"office" validate:"max=160"`
	Address             string          `form:"address" validate:"max=200"`
	Phone               string          `form:"phone" validate:"omitempty,phone"`
	Email               string          `form:"email" validate:"omitempty,email,max=200"`
	Website             string          `form:"website" validate:"omitempty,http_url,max=200"`
	TaxCode             string          `form:"tax_code" validate:"max=40"`
	LegalRepresentative string          `form:"legal_representative" validate:"max=160"`
	Signatory           string          `form:"signatory" validate:"max=160"`
	SignatoryRole       string          `form:"signatory_role" validate:"max=160"`
	LegalBasis          string          `form:"legal_basis" validate:"max=300"`
	CertificateNote     string          `form:"certificate_note" validate:"max=500"`
	Colour              string          `form:"colour" validate:"required,brand"`
	GoneRule            models.GoneRule `form:"gone_rule" validate:"oneof=at_once after_days on_confirmation"`
	GoneDays            int             `form:"gone_days" validate:"min=0,max=365"`
	GoneShare           int             `form:"gone_share" validate:"min=0,max=100"`
	Language            string          `form:"language" validate:"oneof=it es el en"`
}

// Fill copies a body into its input, to be shown in a form.
func Fill(b *models.Body) Input {
	return Input{
		Name: b.Name, Office: b.Office, Address: b.Address, Phone: b.Phone, Email: b.Email, Website: b.Website, TaxCode: b.TaxCode,
		LegalRepresentative: b.LegalRepresentative, Signatory: b.Signatory, SignatoryRole: b.SignatoryRole, LegalBasis: b.LegalBasis, CertificateNote: b.CertificateNote,
		Colour: b.Colour, GoneRule: b.GoneRule, GoneDays: b.GoneDays, GoneShare: b.GoneShare, Language: b.Language,
	}
}

func (in Input) into(b *models.Body) {
	b.Name, b.Office, b.Address, b.Phone, b.Email, b.Website, b.TaxCode = in.Name, in.Office, in.Address, in.Phone, in.Email, in.Website, in.TaxCode
	b.LegalRepresentative, b.Signatory, b.SignatoryRole = in.LegalRepresentative, in.Signatory, in.SignatoryRole
	b.LegalBasis, b.CertificateNote = in.LegalBasis, in.CertificateNote
	b.Colour, b.Language = in.Colour, in.Language
	b.GoneRule, b.GoneDays, b.GoneShare = in.GoneRule, in.GoneDays, in.GoneShare
}

// check looks at what tags cannot: days where the rule counts some, the share of people, the tax code, by country.
func (in *Input) check(country string) error {
	wrong := map[string]models.Text{}
	if in.GoneRule == models.GoneAfterDays && in.GoneDays == 0 {
		wrong["gone_days"] = models.Say("body.gone_days_missing")
	}
	if in.GoneShare == 0 { // left empty: not a share to begin to ask from
		wrong["gone_share"] = models.Say("body.gone_share_missing")
	}
	if in.TaxCode != "" {
		_, normal, problem := identifier.CheckEntity(country, in.TaxCode)
		if problem != nil {
			wrong["tax_code"] = *problem
		}
		in.TaxCode = normal
	}
	return input.Wrong(wrong)
}

// CreateInput is a new body: its record and the place it is the body of, by code, municipality or union.
type CreateInput struct {
	Input
	Kind          models.BodyKind `form:"kind" validate:"oneof=municipality union"`
	Country       string          `form:"country" validate:"oneof=IT ES GR"`
	TerritoryCode string          `form:"territory_code" validate:"required,max=40"`
	Slug          string          `form:"slug" validate:"omitempty,max=60,slug"` // in addresses; empty: made from the name
}

// Create makes a public body of a territory that has none yet.
func Create(ctx context.Context, st *store.Store, by models.Actor, in CreateInput) (*models.Body, error) {
	if !by.Platform() {
		return nil, models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return nil, err
	}
	if err := in.check(in.Country); err != nil {
		return nil, err
	}
	var place models.Territory
	err := st.Read(ctx).Where("country = ? and level = ? and code = ?", in.Country, in.Kind, in.TerritoryCode).Take(&place).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, input.Wrong(map[string]models.Text{"territory_code": models.Say("body.no_such_territory")})
	}
	if err != nil {
		return nil, err
	}
	b := &models.Body{Slug: slug(in), Kind: in.Kind, Country: in.Country, TerritoryID: place.ID, Territory: &place}
	in.into(b)
	return b, st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Save(b); err != nil {
			return err
		}
		event := models.Note(by, tx.Now(), "body", b.ID, "create", "", "")
		return tx.Save(&event)
	})
}

func slug(in CreateInput) string {
	for _, s := range []string{in.Slug, fold.Slug(in.Name)} {
		if s != "" {
			return s
		}
	}
	return fold.Slug(in.TerritoryCode)
}

// Update changes the record of a body.
func Update(ctx context.Context, st *store.Store, by models.Actor, id int64, in Input) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	b, err := ByID(ctx, st, id)
	if err != nil {
		return err
	}
	if err := in.check(b.Country); err != nil {
		return err
	}
	return change(ctx, st, by, id, "update", func(b *models.Body) { in.into(b) })
}

// SetLogo changes the logo of a body to a file already kept; the empty key takes it away.
func SetLogo(ctx context.Context, st *store.Store, by models.Actor, id int64, fileKey string) error {
	return change(ctx, st, by, id, "set_logo", func(b *models.Body) { b.LogoKey = fileKey })
}

func change(ctx context.Context, st *store.Store, by models.Actor, id int64, step string, do func(*models.Body)) error {
	if !mayKeep(by, id) {
		return models.ErrNotFound
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		b, err := store.Lock[models.Body](tx, id)
		if err != nil {
			return err
		}
		before := *b
		do(b)
		if before.LogoKey != "" && before.LogoKey != b.LogoKey {
			if err := tx.Enqueue(document.DeleteFile{Key: before.LogoKey}); err != nil {
				return err
			}
		}
		event := models.Note(by, tx.Now(), "body", id, step, "", "", "gone_rule", changed(string(before.GoneRule), string(b.GoneRule)), "gone_days", changed(strconv.Itoa(before.GoneDays), strconv.Itoa(b.GoneDays)),
			"gone_share", changed(strconv.Itoa(before.GoneShare), strconv.Itoa(b.GoneShare)))
		return tx.Save(b, &event)
	})
}

func mayKeep(by models.Actor, id int64) bool { return by.OfficerOf(id) || by.Platform() }

func changed(before, after string) string {
	if before == after {
		return ""
	}
	return before + " → " + after
}

// List gives every body by country and name, with its territory.
func List(ctx context.Context, st *store.Store) (list []models.Body, err error) {
	return list, st.Read(ctx).Preload("Territory").Order("country desc, name").Find(&list).Error
}

// BySlug and ByID find a body with its territory.
func BySlug(ctx context.Context, st *store.Store, slug string) (*models.Body, error) {
	var b models.Body
	return &b, store.NotFound(st.Read(ctx).Preload("Territory").Where("slug = ?", slug).Take(&b).Error)
}

func ByID(ctx context.Context, st *store.Store, id int64) (*models.Body, error) {
	return store.Find[models.Body](st.Read(ctx).Preload("Territory"), id)
}

// Rules are the numbers in force for a body on a day.
func Rules(db *gorm.DB, b *models.Body, on models.Date) (models.Rules, error) {
	return rule.On(db, rule.OfBody(b.ID), b.Country, on)
}

// SetRule records what the body's regulation fixes from a day on.
func SetRule(ctx context.Context, st *store.Store, by models.Actor, id int64, in rule.Input) error {
	if !mayKeep(by, id) {
		return models.ErrNotFound
	}
	return rule.Set(ctx, st, by, rule.OfBody(id), in)
}

// ForPerson is the body competent for where the actor lives; nil when there is none in the registry.
func ForPerson(ctx context.Context, st *store.Store, by models.Actor) (*models.Body, error) {
	p, err := store.Find[models.Person](st.Read(ctx), by.PersonID)
	if err != nil || p.ResidenceID == nil {
		return nil, err
	}
	b, err := Competent(ctx, st, *p.ResidenceID, models.FunctionSocialServices, st.Today(p.Country))
	if errors.Is(err, models.ErrNotFound) {
		return nil, nil
	}
	return b, err
}
