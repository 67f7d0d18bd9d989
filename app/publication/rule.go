package publication

import (
	"context"
	"slices"
	"strings"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// FieldsInput is what a body publishes of each person beside the name, and the article that allows it.
type FieldsInput struct {
	Fields  []models.RegisterField `form:"fields" validate:"max=10"`
	Article string                 `form:"fields_article" validate:"required,max=160"`
}

// SetFields records the rule of a body for the editions that follow.
func SetFields(ctx context.Context, st *store.Store, by models.Actor, bodyID int64, in FieldsInput) error {
	if !by.OfficerOf(bodyID) {
		return models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		b, err := store.Lock[models.Body](tx, bodyID)
		if err != nil {
			return err
		}
		b.RegisterFields, b.RegisterArticle = chosen(b.Country, in.Fields), line(in.Article)
		event := models.Note(by, tx.Now(), "body", b.ID, "set_register_fields", "", "", "fields", written(b.RegisterFields), "article", b.RegisterArticle)
		return tx.Save(b, &event)
	})
}

// chosen are the fields that a body of a country may publish, of those asked for.
func chosen(country string, asked []models.RegisterField) []models.RegisterField {
	fields := []models.RegisterField{}
	for _, f := range models.RegisterFieldsOf(country) {
		if slices.Contains(asked, f) {
			fields = append(fields, f)
		}
	}
	return fields
}

func written(fields []models.RegisterField) string {
	words := make([]string, len(fields))
	for i, f := range fields {
		words[i] = string(f)
	}
	return strings.Join(words, ", ")
}
