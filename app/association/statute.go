package association

import (
	"context"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// Rules are the numbers of the statute in force on a day, over the defaults of the law.
func Rules(db *gorm.DB, a *models.Association, on models.Date) (models.Rules, error) {
	var own []models.Rule
	err := db.Where("association_id = ?", a.ID).Find(&own).Error
	return models.RulesOn(a.Country, own, on), err
}

// RuleInput is one number of the statute, with its article and the day from which it holds.
type RuleInput struct {
	Key     models.RuleKey `form:"key"`
	Value   int            `form:"value" validate:"min=0,max=3650"`
	Article string         `form:"article" validate:"required,max=80"`
	Since   models.Date    `form:"since" validate:"required"`
}

// SetRule records what the statute fixes from a day on. What held before stays for what happened before.
func SetRule(ctx context.Context, st *store.Store, by models.Actor, id int64, in RuleInput) error {
	if !mayKeep(by, id) {
		return models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return err
	}
	if !slices.Contains(models.AssociationRules, in.Key) {
		return models.ErrNotFound
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		err := tx.Exec(`insert into rules (association_id, key, value, article, since) values (?, ?, ?, ?, ?)
			on conflict (association_id, body_id, key, since) do update set value = excluded.value, article = excluded.article`,
			id, in.Key, in.Value, in.Article, in.Since).Error
		if err != nil {
			return err
		}
		event := models.Note(by, tx.Now(), "association", id, "set_rule", "", "",
			"key", string(in.Key), "value", strconv.Itoa(in.Value), "article", in.Article, "since", in.Since.String())
		return tx.Save(&event)
	})
}
