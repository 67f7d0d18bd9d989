// Package body is the public bodies that keep rosters and accredit.
package body

import (
	"context"
	"errors"
	"strconv"

	"gorm.io/gorm"

	"albo/app/fold"
	"albo/app/input"
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
	Language            string          `form:"language" validate:"oneof=it es el en"`
}

// Fill copies a body into its input, to be shown in a form.
func Fill(b *models.Body) Input {
	return Input{
		Name: b.Name, Office: b.Office, Address: b.Address, Phone: b.Phone, Email: b.Email, Website: b.Website, TaxCode: b.TaxCode,
		LegalRepresentative: b.LegalRepresentative, Signatory: b.Signatory, SignatoryRole: b.SignatoryRole, LegalBasis: b.LegalBasis, CertificateNote: b.CertificateNote,
		Colour: b.Colour, GoneRule: b.GoneRule, GoneDays: b.GoneDays, Language: b.Language,
	}
}

func (in Input) into(b *models.Body) {
	b.Name, b.Office, b.Address, b.Phone, b.Email, b.Website, b.TaxCode = in.Name, in.Office, in.Address, in.Phone, in.Email, in.Website, in.TaxCode
	b.LegalRepresentative, b.Signatory, b.SignatoryRole = in.LegalRepresentative, in.Signatory, in.SignatoryRole
	b.LegalBasis, b.CertificateNote = in.LegalBasis, in.CertificateNote
	b.Colour, b.GoneRule, b.GoneDays, b.Language = in.Colour, in.GoneRule, in.GoneDays, in.Language
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
	return change(ctx, st, by, id, "update", func(b *models.Body) { in.into(b) })
}

// SetLogo changes the logo of a body to a file already kept; the empty key takes it away.
func SetLogo(ctx context.Context, st *store.Store, by models.Actor, id int64, fileKey string) error {
	return change(ctx, st, by, id, "set_logo", func(b *models.Body) { b.LogoKey = fileKey })
}

func change(ctx context.Context, st *store.Store, by models.Actor, id int64, step string, do func(*models.Body)) error {
	if !by.OfficerOf(id) && !by.Platform() {
		return models.ErrNotFound
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		b, err := store.Lock[models.Body](tx, id)
		if err != nil {
			return err
		}
		before := *b
		do(b)
		event := models.Note(by, tx.Now(), "body", id, step, "", "", "gone_rule", changed(string(before.GoneRule), string(b.GoneRule)), "gone_days", changed(strconv.Itoa(before.GoneDays), strconv.Itoa(b.GoneDays)))
		return tx.Save(b, &event)
	})
}

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
	var own []models.Rule
	err := db.Where("body_id = ?", b.ID).Find(&own).Error
	return models.RulesOn(b.Country, own, on), err
}

// JoinInput is a municipality leaving a function to a union, from a day on.
type JoinInput struct {
	TerritoryID int64
	Function    models.UnionFunction
	Relation    models.UnionRelation
	Since       models.Date
	Until       models.Date
	Note        string
}

// Join records that a municipality leaves a function to a union for some time. The database refuses two unions at once.
func Join(ctx context.Context, st *store.Store, by models.Actor, unionID int64, in JoinInput) error {
	if !by.Platform() {
		return models.ErrNotFound
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		return tx.Save(&models.UnionMembership{
			UnionID: unionID, TerritoryID: in.TerritoryID, Function: in.Function, Relation: in.Relation, Since: in.Since, Until: in.Until, Note: in.Note,
		})
	})
}

// Competent is the body that exercises a function for a municipality on a day: its union for that function, else
// the municipality's own body. models.ErrNotFound when neither is in the registry.
func Competent(ctx context.Context, st *store.Store, territoryID int64, function models.UnionFunction, on models.Date) (*models.Body, error) {
	var b models.Body
	err := st.Read(ctx).Raw(`
		select b.* from bodies b
		  left join union_memberships u on u.union_id = b.id and u.territory_id = @place and u.function = @function
		       and @day >= u.since and (u.until is null or @day < u.until)
		 where u.id is not null or b.territory_id = @place
		 order by u.id is null limit 1`, map[string]any{"place": territoryID, "function": function, "day": on.String()}).Take(&b).Error
	return &b, store.NotFound(err)
}

// Members lists the municipalities that leave a function to a union on a day.
func Members(ctx context.Context, st *store.Store, unionID int64, function models.UnionFunction, on models.Date) (list []models.Territory, err error) {
	err = st.Read(ctx).Raw(`
		select t.* from union_memberships u join territories t on t.id = u.territory_id
		 where u.union_id = ? and u.function = ? and ? >= u.since and (u.until is null or ? < u.until)
		 order by t.search_name`, unionID, function, on.String(), on.String()).Scan(&list).Error
	return list, err
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
