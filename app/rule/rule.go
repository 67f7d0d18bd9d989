// Package rule is the numbers that the law leaves to an association's statute or to a body's own regulation.
package rule

import (
	"context"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// Owner is whose rules they are.
type Owner struct {
	subject string // as in the history; with _id, the column
	id      int64
	keys    []models.RuleKey // what it can set
}

// OfAssociation, OfBody and OfPlatform name an owner; what the platform fixes holds for all who fix nothing themselves.
func OfAssociation(id int64) Owner { return Owner{"association", id, models.AssociationRules} }
func OfBody(id int64) Owner        { return Owner{"body", id, models.BodyRules} }
func OfPlatform() Owner            { return Owner{"platform", 0, models.PlatformRules} }

// columns are association_id and body_id of the owner's rules.
func (o Owner) columns() (association, body *int64) {
	switch o.subject {
	case "association":
		return &o.id, nil
	case "body":
		return nil, &o.id
	}
	return nil, nil
}

// On are the numbers in force on a day: the owner's, over the defaults of the country's law.
func On(db *gorm.DB, whose Owner, country string, day models.Date) (models.Rules, error) {
	var own []models.Rule
	association, body := whose.columns()
	err := db.Where("association_id is null and body_id is null or association_id = ? or body_id = ?", association, body).Find(&own).Error
	return models.RulesOn(country, own, day), err
}

// Input is one number, with the article that fixes it and the day from which it holds.
type Input struct {
	Key     models.RuleKey `form:"key"`
	Value   int            `form:"value" validate:"min=0,max=3650"`
	Article string         `form:"article" validate:"required,max=80"`
	Since   models.Date    `form:"since" validate:"required"`
}

// Set records what the owner fixes from a day on; who may is the caller's to say. What held before stays for
// what happened before.
func Set(ctx context.Context, st *store.Store, by models.Actor, whose Owner, in Input) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	if !slices.Contains(whose.keys, in.Key) {
		return input.Wrong(map[string]models.Text{"key": models.Say("invalid.oneof")})
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		association, body := whose.columns()
		err := tx.Exec(`insert into rules (association_id, body_id, key, value, article, since) values (?, ?, ?, ?, ?, ?)
			on conflict (association_id, body_id, key, since) do update set value = excluded.value, article = excluded.article`,
			association, body, in.Key, in.Value, in.Article, in.Since).Error
		if err != nil {
			return err
		}
		event := models.Note(by, tx.Now(), whose.subject, whose.id, "set_rule", "", "",
			"key", string(in.Key), "value", strconv.Itoa(in.Value), "article", in.Article, "since", in.Since.String())
		return tx.Save(&event)
	})
}
