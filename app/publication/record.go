package publication

import (
	"time"

	"albo/models"
)

// record is what is hashed of an edition; its fields stand in the order of their names.
type record struct {
	ActDate       models.Date            `json:"act_date"`
	ActKind       string                 `json:"act_kind"`
	ActNumber     string                 `json:"act_number"`
	Added         int                    `json:"added"`
	Body          string                 `json:"body"`
	BodyName      string                 `json:"body_name"`
	Changed       int                    `json:"changed"`
	EffectiveOn   models.Date            `json:"effective_on"`
	EndsOn        models.Date            `json:"ends_on"`
	Entries       int                    `json:"entries"`
	Fields        []models.RegisterField `json:"fields"`
	FieldsArticle string                 `json:"fields_article"`
	Language      string                 `json:"language"`
	Number        int                    `json:"number"`
	Previous      string                 `json:"previous"`
	Protocol      string                 `json:"protocol"`
	PublishedAt   string                 `json:"published_at"`
	Removed       int                    `json:"removed"`
	Root          string                 `json:"root"`
	Signatory     string                 `json:"signatory"`
	SignatoryRole string                 `json:"signatory_role"`
}

func recordOf(e *models.RegisterEdition, b *models.Body) record {
	return record{
		ActDate: e.ActDate, ActKind: e.ActKind, ActNumber: e.ActNumber, Added: e.Added, Body: b.Slug, BodyName: line(b.Name), Changed: e.Changed,
		EffectiveOn: e.EffectiveOn, EndsOn: e.EndsOn, Entries: e.Entries, Fields: e.Fields, FieldsArticle: e.FieldsArticle, Language: e.Language,
		Number: e.Number, Previous: e.Previous, Protocol: e.Protocol, PublishedAt: e.PublishedAt.UTC().Format(time.RFC3339Nano), Removed: e.Removed,
		Root: e.Root, Signatory: e.Signatory, SignatoryRole: e.SignatoryRole,
	}
}

// recordNames are the names of a record's fields.
var recordNames = []string{
	"act_date", "act_kind", "act_number", "added", "body", "body_name", "changed", "effective_on", "ends_on", "entries", "fields", "fields_article", "language",
	"number", "previous", "protocol", "published_at", "removed", "root", "signatory", "signatory_role",
}
