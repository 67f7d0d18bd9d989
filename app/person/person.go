// Package person is the personal data that a carer declares of themselves.
package person

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"albo/app/fold"
	"albo/app/identifier"
	"albo/app/input"
	"albo/app/store"
	"albo/app/territory"
	"albo/models"
)

// Input is what a carer declares. Municipality is typed: a name or an official code.
type Input struct {
	Surname      string      `form:"surname" validate:"required,max=80"`
	GivenName    string      `form:"given_name" validate:"required,max=80"`
	BirthDate    models.Date `form:"birth_date" validate:"required"`
	BirthPlace   string      `form:"birth_place" validate:"max=120"`
	Country      string      `form:"country" validate:"oneof=IT ES GR"` // of the tax code
	TaxCode      string      `form:"tax_code" validate:"max=40"`
	Municipality string      `form:"municipality" validate:"required,max=120"`
	Address      string      `form:"address" validate:"max=200"`
	PostalCode   string      `form:"postal_code" validate:"max=12"`
	Phone        string      `form:"phone" validate:"omitempty,max=30,phone"`
}

// Fill copies a person into the input, to be shown in a form.
func Fill(p *models.Person) Input {
	in := Input{
		Surname: p.Surname, GivenName: p.GivenName, BirthDate: p.BirthDate, BirthPlace: p.BirthPlace, Country: p.Country, TaxCode: p.TaxCode,
		Address: p.Address, PostalCode: p.PostalCode, Phone: p.Phone,
	}
	if p.Residence != nil {
		in.Municipality = p.Residence.Name
	}
	return in
}

// Mine is the person behind an account; models.ErrNotFound as long as nothing was declared.
func Mine(ctx context.Context, st *store.Store, by models.Actor) (*models.Person, error) {
	if by.PersonID == 0 {
		return nil, models.ErrNotFound
	}
	return store.Find[models.Person](st.Read(ctx).Preload("Residence"), by.PersonID)
}

// Declare keeps what a carer declares. Once an association has compared the identity with evidence, name, birth
// and tax code no longer change by declaring: the members' book and the acts refer to them.
func Declare(ctx context.Context, st *store.Store, by models.Actor, in Input) (*models.Person, error) {
	if err := input.Check(&in); err != nil {
		return nil, err
	}
	residence, code, err := check(ctx, st, in)
	if err != nil {
		return nil, err
	}
	var p *models.Person
	err = st.Write(ctx, func(tx *store.Tx) error {
		if p, err = own(tx, by); err != nil {
			return err
		}
		if p.IdentityCheckedAt == nil {
			p.Surname, p.GivenName, p.SortName = in.Surname, in.GivenName, fold.Name(in.Surname+" "+in.GivenName)
			p.BirthDate, p.BirthPlace = in.BirthDate, in.BirthPlace
			p.Country, p.TaxCode, p.TaxCodeKey = in.Country, code.value, code.key
		}
		p.ResidenceID, p.Address, p.PostalCode, p.Phone, p.UpdatedAt = &residence.ID, in.Address, in.PostalCode, in.Phone, tx.Now()
		p.Residence = residence
		return tx.Save(p)
	})
	return p, err
}

func own(tx *store.Tx, by models.Actor) (*models.Person, error) {
	if !by.SignedIn() {
		return nil, models.ErrNotFound
	}
	var p models.Person
	err := tx.Raw("select * from people where account_id = ? for update", by.AccountID).Take(&p).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return &models.Person{AccountID: &by.AccountID, CreatedAt: tx.Now()}, nil
	}
	return &p, err
}

type taxCode struct{ value, key string }

func check(ctx context.Context, st *store.Store, in Input) (residence *models.Territory, code taxCode, err error) {
	wrong := map[string]models.Text{}
	today := st.Today(in.Country)
	if in.BirthDate.After(today.AddDays(-14*365)) || in.BirthDate.Before(today.AddDays(-110*366)) {
		wrong["birth_date"] = models.Say("person.birth_date_unlikely")
	}
	if in.TaxCode != "" {
		kind, normal, problem := identifier.CheckPerson(in.Country, in.TaxCode)
		if problem != nil {
			wrong["tax_code"] = *problem
		}
		code = taxCode{normal, identifier.Key(kind, normal)}
	}
	if residence, err = territory.Named(ctx, st, in.Municipality); errors.Is(err, models.ErrNotFound) {
		wrong["municipality"] = models.Say("person.municipality_unknown")
		err = nil
	}
	return residence, code, errors.Join(err, input.Wrong(wrong))
}

// Declared is the identity as the person declares it now, to be copied into an application.
func Declared(p *models.Person) models.Declared {
	d := models.Declared{
		Surname: p.Surname, GivenName: p.GivenName, BirthDate: p.BirthDate, BirthPlace: p.BirthPlace,
		TaxCode: p.TaxCode, TaxCodeKey: p.TaxCodeKey, Phone: p.Phone,
	}
	if p.Residence != nil {
		d.Municipality = p.Residence.Name
	}
	return d
}
