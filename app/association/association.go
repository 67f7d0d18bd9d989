// Package association is the associations, what their statutes fix, and the bodies whose rosters they rely on.
package association

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"albo/app/document"
	"albo/app/fold"
	"albo/app/identifier"
	"albo/app/input"
	"albo/app/rule"
	"albo/app/store"
	"albo/app/territory"
	"albo/models"
)

// Input is the record of an association as its admins keep it (for Italy D.Lgs. 117/2017 art. 48 c. 1).
type Input struct {
	Name                string      `form:"name" validate:"required,max=160"`
	RegisterSection     string      `form:"register_section" validate:"max=80"`
	RegisterNumber      string      `form:"register_number" validate:"max=40"`
	RegisteredOn        models.Date `form:"registered_on"`
	TaxCode             string      `form:"tax_code" validate:"max=40"`
	VATNumber           string      `form:"vat_number" validate:"max=40"`
	PEC                 string      `form:"pec" validate:"omitempty,email,max=200"`
	Email               string      `form:"email" validate:"omitempty,email,max=200"`
	Phone               string      `form:"phone" validate:"omitempty,phone"`
	OpeningHours        string      `form:"opening_hours" validate:"max=160"`
	Website             string      `form:"website" validate:"omitempty,http_url,max=200"`
	Address             string      `form:"address" validate:"max=200"`
	Municipality        string      `form:"municipality" validate:"required,max=120"`
	LegalRepresentative string      `form:"legal_representative" validate:"max=160"`
	About               string      `form:"about" validate:"max=2000"`
	StatuteDate         models.Date `form:"statute_date"`
	Colour              string      `form:"colour" validate:"required,brand"`
	Language            string      `form:"language" validate:"oneof=it es el en"`
}

// CreateInput is a new association; its country says which law and which tax code.
type CreateInput struct {
	Input
	Country string   `form:"country" validate:"oneof=IT ES GR"`
	Slug    string   `form:"slug" validate:"omitempty,max=60,slug"` // in addresses; empty: made from the name
	Bodies  []string `form:"bodies"`                                // slugs of those on whose rosters it relies from today on
}

// Fill copies an association into its input, to be shown in a form.
func Fill(a *models.Association) Input {
	in := Input{
		Name: a.Name, RegisterSection: a.RegisterSection, RegisterNumber: a.RegisterNumber, RegisteredOn: a.RegisteredOn, TaxCode: a.TaxCode, VATNumber: a.VATNumber,
		PEC: a.PEC, Email: a.Email, Phone: a.Phone, OpeningHours: a.OpeningHours, Website: a.Website, Address: a.Address,
		LegalRepresentative: a.LegalRepresentative, About: a.About, StatuteDate: a.StatuteDate, Colour: a.Colour, Language: a.Language,
	}
	if a.Territory != nil {
		in.Municipality = a.Territory.Name
	}
	return in
}

func (in Input) into(a *models.Association, seat *models.Territory) {
	a.Name, a.RegisterSection, a.RegisterNumber, a.RegisteredOn, a.TaxCode, a.VATNumber = in.Name, in.RegisterSection, in.RegisterNumber, in.RegisteredOn, in.TaxCode, in.VATNumber
	a.PEC, a.Email, a.Phone, a.OpeningHours, a.Website, a.Address = in.PEC, in.Email, in.Phone, in.OpeningHours, in.Website, in.Address
	a.LegalRepresentative, a.About, a.StatuteDate, a.Colour, a.Language = in.LegalRepresentative, in.About, in.StatuteDate, in.Colour, in.Language
	a.TerritoryID, a.Territory = seat.ID, seat
}

// check looks at what tags cannot: codes by country, and the municipality of the seat.
func (in *Input) check(ctx context.Context, st *store.Store, country string) (*models.Territory, error) {
	wrong := map[string]models.Text{}
	if in.TaxCode != "" {
		_, normal, problem := identifier.CheckEntity(country, in.TaxCode)
		if problem != nil {
			wrong["tax_code"] = *problem
		}
		in.TaxCode = normal
	}
	if in.VATNumber != "" && country == "IT" {
		normal, problem := identifier.Check(identifier.ItPartitaIVA, in.VATNumber)
		if problem != nil {
			wrong["vat_number"] = *problem
		}
		in.VATNumber = normal
	}
	seat, err := territory.Named(ctx, st, in.Municipality)
	if errors.Is(err, models.ErrNotFound) {
		wrong["municipality"] = models.Say("person.municipality_unknown")
		err = nil
	}
	return seat, errors.Join(err, input.Wrong(wrong))
}

// Create makes an association, with the bodies on whose rosters it relies.
func Create(ctx context.Context, st *store.Store, by models.Actor, in CreateInput) (*models.Association, error) {
	if !by.Platform() {
		return nil, models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return nil, err
	}
	seat, err := in.check(ctx, st, in.Country)
	if err != nil {
		return nil, err
	}
	a := &models.Association{Slug: in.Slug, Country: in.Country}
	if a.Slug == "" {
		a.Slug = fold.Slug(in.Name)
	}
	in.into(a, seat)
	return a, st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Save(a); err != nil {
			return err
		}
		event := models.Note(by, tx.Now(), "association", a.ID, "create", "", "")
		if err := tx.Save(&event); err != nil {
			return err
		}
		for _, slug := range in.Bodies {
			if err := rely(tx, by, a.ID, slug, models.Period{Since: tx.Today(a.Country)}, "bodies"); err != nil {
				return err
			}
		}
		return nil
	})
}

// Update changes the record of an association.
func Update(ctx context.Context, st *store.Store, by models.Actor, id int64, in Input) error {
	if !mayKeep(by, id) {
		return models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return err
	}
	a, err := ByID(ctx, st, id)
	if err != nil {
		return err
	}
	seat, err := in.check(ctx, st, a.Country)
	if err != nil {
		return err
	}
	return change(ctx, st, by, id, "update", func(a *models.Association) { in.into(a, seat) })
}

// SetLogo changes the logo to a file already kept; the empty key takes it away.
func SetLogo(ctx context.Context, st *store.Store, by models.Actor, id int64, fileKey string) error {
	return change(ctx, st, by, id, "set_logo", func(a *models.Association) { a.LogoKey = fileKey })
}

func change(ctx context.Context, st *store.Store, by models.Actor, id int64, step string, do func(*models.Association)) error {
	if !mayKeep(by, id) {
		return models.ErrNotFound
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		a, err := store.Lock[models.Association](tx, id)
		if err != nil {
			return err
		}
		before := a.LogoKey
		do(a)
		if before != "" && before != a.LogoKey {
			if err := tx.Enqueue(document.DeleteFile{Key: before}); err != nil {
				return err
			}
		}
		event := models.Note(by, tx.Now(), "association", id, step, "", "")
		return tx.Save(a, &event)
	})
}

func mayKeep(by models.Actor, id int64) bool { return by.AdminOf(id) || by.Platform() }

// Rules are the numbers of the statute in force on a day, over the defaults of the law.
func Rules(db *gorm.DB, a *models.Association, on models.Date) (models.Rules, error) {
	return rule.On(db, rule.OfAssociation(a.ID), a.Country, on)
}

// SetRule records what the statute fixes from a day on.
func SetRule(ctx context.Context, st *store.Store, by models.Actor, id int64, in rule.Input) error {
	if !mayKeep(by, id) {
		return models.ErrNotFound
	}
	return rule.Set(ctx, st, by, rule.OfAssociation(id), in)
}

// RelyingOn lists the associations that rely on the roster of a body on a day.
func RelyingOn(ctx context.Context, st *store.Store, bodyID int64, on models.Date) (list []models.Association, err error) {
	err = st.Read(ctx).Raw(`
		select a.* from association_bodies ab join associations a on a.id = ab.association_id
		 where ab.body_id = ? and ? >= ab.since and (ab.until is null or ? < ab.until)
		 order by a.name`, bodyID, on.String(), on.String()).Scan(&list).Error
	return list, err
}

// List gives every association by country and name, with its seat.
func List(ctx context.Context, st *store.Store) (list []models.Association, err error) {
	return list, st.Read(ctx).Preload("Territory").Order("country desc, name").Find(&list).Error
}

// BySlug, ByPublicID and ByID find an association with its seat.
func BySlug(ctx context.Context, st *store.Store, slug string) (*models.Association, error) {
	var a models.Association
	return &a, store.NotFound(st.Read(ctx).Preload("Territory").Where("slug = ?", slug).Take(&a).Error)
}

func ByPublicID(ctx context.Context, st *store.Store, id string) (*models.Association, error) {
	var a models.Association
	return &a, store.NotFound(st.Read(ctx).Preload("Territory").Where("public_id = cast(? as uuid)", id).Take(&a).Error)
}

func ByID(ctx context.Context, st *store.Store, id int64) (*models.Association, error) {
	return store.Find[models.Association](st.Read(ctx).Preload("Territory"), id)
}

// Logo reads the logo of an association or body by its key; any other file is not there.
func Logo(ctx context.Context, st *store.Store, key string) ([]byte, error) {
	var known bool
	err := st.Read(ctx).Raw("select exists (select from bodies where logo_key = @key union all select from associations where logo_key = @key)", map[string]any{"key": key}).Scan(&known).Error
	if err != nil {
		return nil, err
	}
	if !known || key == "" {
		return nil, models.ErrNotFound
	}
	return st.Files.Read(key)
}
