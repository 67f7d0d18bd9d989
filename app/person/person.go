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

// Declare keeps what a carer declares. While an application is being decided, and for good once the identity was compared
// with evidence, name, birth and tax code do not change by declaring: evidence, the members' book and the acts refer to them.
// Only a tax code that was never given can still be added.
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
			before := Declared(p)
			p.Surname, p.GivenName, p.SortName = in.Surname, in.GivenName, fold.Name(in.Surname+" "+in.GivenName)
			p.BirthDate, p.BirthPlace = in.BirthDate, in.BirthPlace
			p.Country, p.TaxCode, p.TaxCodeKey = in.Country, code.value, code.key
			if err := mayChange(tx, p, before); err != nil {
				return err
			}
		} else if p.TaxCode == "" && code.value != "" {
			p.TaxCode, p.TaxCodeKey = code.value, code.key
			if err := alone(tx, p); err != nil {
				return input.Wrong(map[string]models.Text{"tax_code": models.Say("person.tax_code_not_kept")})
			}
		}
		p.ResidenceID, p.Address, p.PostalCode, p.Phone, p.UpdatedAt = &residence.ID, in.Address, in.PostalCode, in.Phone, tx.Now()
		p.Residence = residence
		return tx.Save(p)
	})
	return p, err
}

// mayChange refuses another identity than the one that somebody is deciding on.
func mayChange(tx *store.Tx, p *models.Person, before models.Declared) error {
	if p.ID == 0 || Declared(p).SameIdentity(before) {
		return nil
	}
	var decided bool
	err := tx.Raw(`select exists (select from admissions where person_id = @person and state in ('submitted', 'appealed'))
		or exists (select from accreditations where person_id = @person and state in ('submitted', 'under_review', 'refusal_notice'))`,
		map[string]any{"person": p.ID}).Scan(&decided).Error
	if err == nil && decided {
		field := "tax_code"
		switch now := Declared(p); {
		case now.Surname != before.Surname:
			field = "surname"
		case now.GivenName != before.GivenName:
			field = "given_name"
		case now.BirthDate != before.BirthDate:
			field = "birth_date"
		}
		return input.Wrong(map[string]models.Text{field: models.Say("person.identity_in_use")})
	}
	return err
}

// Lock reads the actor's own person and keeps it from others until the transaction ends.
func Lock(tx *store.Tx, by models.Actor) (*models.Person, error) {
	p, err := store.Lock[models.Person](tx, by.PersonID)
	if errors.Is(err, models.ErrNotFound) {
		return nil, models.Refuse(models.Conflict, "person.declare_first")
	}
	return p, err
}

// Identify records that who decides compared the declared identity with evidence. It must still be what the person
// declares, and no two people with one checked tax code can be.
func Identify(tx *store.Tx, id int64, declared models.Declared) error {
	p, err := store.Lock[models.Person](tx, id)
	if err != nil {
		return err
	}
	if !Declared(p).SameIdentity(declared) {
		return models.Refuse(models.Conflict, "person.declared_otherwise")
	}
	if p.IdentityCheckedAt != nil {
		return nil
	}
	if err := alone(tx, p); err != nil {
		return err
	}
	now := tx.Now()
	p.IdentityCheckedAt = &now
	return tx.Save(p)
}

func alone(tx *store.Tx, p *models.Person) error {
	taken, err := CodeTaken(tx.DB, p)
	if err == nil && taken {
		return models.Refuse(models.Conflict, "admission.tax_code_taken")
	}
	return err
}

// CodeTaken tells whether somebody else whose identity was checked has the tax code of a person.
func CodeTaken(db *gorm.DB, p *models.Person) (taken bool, err error) {
	err = db.Raw(`select exists (select from people where country = ? and tax_code_key = ? and tax_code_key <> '' and identity_checked_at is not null and id <> ?)`,
		p.Country, p.TaxCodeKey, p.ID).Scan(&taken).Error
	return taken, err
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

// Doubts says what in a declared identity does not fit the tax code. The names may honestly differ, so it never refuses.
func Doubts(d models.Declared) []models.Text {
	code, ok := identifier.DecodeCodiceFiscale(d.TaxCode)
	if !ok {
		return nil
	}
	return identifier.Agrees(code, d.Surname, d.GivenName, d.BirthDate).Warnings()
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
