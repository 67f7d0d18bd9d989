package register

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"albo/app/fold"
	"albo/app/input"
	"albo/app/person"
	"albo/app/store"
	"albo/models"
)

// ProfileInput is what a carer says of their work. Municipalities are official codes.
type ProfileInput struct {
	Bio            string   `form:"bio" validate:"max=2000"`
	Services       []string `form:"services" validate:"max=60"`
	Arrangements   []string `form:"arrangements" validate:"max=20"`
	Languages      []string `form:"languages" validate:"max=20"`
	Municipalities []string `form:"municipalities" validate:"max=200"`
	Hours          []string `form:"hours" validate:"max=28"` // "0-2": Monday evening
	HasRoom        bool     `form:"has_room"`
	Phone          string   `form:"phone" validate:"omitempty,phone"`
	Email          string   `form:"email" validate:"omitempty,email,max=200"`
}

// MyProfile is the actor's profile, to be shown in a form; an empty one before the first time.
func MyProfile(ctx context.Context, st *store.Store, by models.Actor) (in ProfileInput, err error) {
	var p models.Profile
	err = st.Read(ctx).Where("person_id = ?", by.PersonID).Take(&p).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return in, nil
	}
	if err != nil {
		return in, err
	}
	in = ProfileInput{
		Bio: p.Bio, Services: p.Services, Arrangements: p.Arrangements, Languages: p.Languages, HasRoom: p.HasRoom, Phone: p.Phone, Email: p.Email,
	}
	for day := range 7 {
		for part := range models.DayParts {
			if p.Hours.Has(day, part) {
				in.Hours = append(in.Hours, slot(day, part))
			}
		}
	}
	err = st.Read(ctx).Model(&models.Territory{}).Where("id in ?", p.Municipalities).Order("code").Pluck("code", &in.Municipalities).Error
	return in, err
}

// slot names a part of a day as the form does.
func slot(day, part int) string { return fmt.Sprintf("%d-%d", day, part) }

// SaveProfile keeps the profile and counts as the carer's word that it is right today. It publishes nothing by itself.
func SaveProfile(ctx context.Context, st *store.Store, by models.Actor, in ProfileInput) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		who, err := person.Lock(tx, by)
		if err != nil {
			return err
		}
		var p models.Profile
		err = tx.Where("person_id = ?", who.ID).Take(&p).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			p = models.Profile{PersonID: who.ID}
			p.Slug, err = freeSlug(tx, who)
		}
		if err != nil {
			return err
		}
		if err := in.into(tx, &p); err != nil {
			return err
		}
		p.ConfirmedAt, p.UpdatedAt = tx.Now(), tx.Now()
		return tx.Save(&p)
	})
}

func (in ProfileInput) into(tx *store.Tx, p *models.Profile) error {
	known := func(list []models.Service, codes []string) []string {
		kept := []string{}
		for _, s := range list {
			if slices.Contains(codes, s.Code) {
				kept = append(kept, s.Code)
			}
		}
		return kept
	}
	p.Bio, p.BioSearch = in.Bio, fold.Name(in.Bio)
	p.Services, p.Arrangements = known(models.Services, in.Services), known(models.Arrangements, in.Arrangements)
	p.ServiceMask = models.ServiceMask(slices.Concat(p.Services, p.Arrangements))
	p.Languages = slices.DeleteFunc(slices.Clone(models.SpokenLanguages), func(tag string) bool { return !slices.Contains(in.Languages, tag) })
	p.LanguageMask = models.LanguageMask(p.Languages)
	p.HasRoom, p.Phone, p.Email, p.Hours = in.HasRoom, in.Phone, in.Email, 0
	for day := range 7 {
		for part := range models.DayParts {
			if slices.Contains(in.Hours, slot(day, part)) {
				p.Hours = p.Hours.With(day, part)
			}
		}
	}
	p.Municipalities = []int64{}
	return tx.Model(&models.Territory{}).Where("level = ? and code in ?", models.LevelMunicipality, in.Municipalities).Order("id").Pluck("id", &p.Municipalities).Error
}

// freeSlug makes an address out of the name; namesakes get a number.
func freeSlug(tx *store.Tx, p *models.Person) (string, error) {
	base := fold.Slug(p.GivenName + " " + p.Surname)
	if base == "" {
		base = "carer"
	}
	var taken []string
	if err := tx.Model(&models.Profile{}).Where("slug = ? or slug like ?", base, base+"-%").Pluck("slug", &taken).Error; err != nil {
		return "", err
	}
	for n := 1; ; n++ {
		slug := base
		if n > 1 {
			slug = fmt.Sprintf("%s-%d", base, n)
		}
		if !slices.Contains(taken, slug) {
			return slug, nil
		}
	}
}

// Listed is the address under which the public finds the actor today; empty when it does not.
func Listed(ctx context.Context, st *store.Store, by models.Actor) (slug string, err error) {
	err = st.Read(ctx).Raw("select slug from providers where person_id = ? and (visible_until is null or visible_until >= ?)", by.PersonID, st.Today("IT").String()).Scan(&slug).Error
	return slug, err
}
