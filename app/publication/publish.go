package publication

import (
	"context"
	"strconv"

	"albo/app/fold"
	"albo/app/input"
	"albo/app/publication/proof"
	"albo/app/store"
	"albo/models"
)

// Subject is what history calls an edition of a register.
const Subject = "register_edition"

// PublishInput is the act by which an edition is published, who signs it, from when it holds, and what the officer saw of it.
type PublishInput struct {
	models.Act
	Signatory     string      `form:"signatory" validate:"required,max=160"`
	SignatoryRole string      `form:"signatory_role" validate:"max=160"`
	EffectiveOn   models.Date `form:"effective_on" validate:"required"`
	After         int         `form:"after"` // number of the edition that it follows
	Seen          string      `form:"seen"`  // of the plan
}

// Publish publishes the next edition of a body's register: exactly what the officer saw, or nothing. A second press of the same
// button finds the edition of the first.
func Publish(ctx context.Context, st *store.Store, by models.Actor, bodyID int64, in PublishInput) (e *models.RegisterEdition, err error) {
	if !by.OfficerOf(bodyID) {
		return nil, models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return nil, err
	}
	if missing := in.missing(); len(missing) > 0 {
		return nil, input.Wrong(missing)
	}
	err = st.Write(ctx, func(tx *store.Tx) error {
		if _, err := store.Lock[models.Body](tx, bodyID); err != nil { // one after the other
			return err
		}
		e, err = publish(tx, by, bodyID, in)
		return err
	})
	return e, err
}

// missing are the parts of an act that an edition cannot do without.
func (in PublishInput) missing() map[string]models.Text {
	missing := map[string]models.Text{}
	for name, empty := range map[string]bool{"act_kind": in.ActKind == "", "act_number": in.ActNumber == "", "act_date": in.ActDate.IsZero()} {
		if empty {
			missing[name] = models.Say("invalid.required")
		}
	}
	return missing
}

func publish(tx *store.Tx, by models.Actor, bodyID int64, in PublishInput) (*models.RegisterEdition, error) {
	b, err := store.Find[models.Body](tx.DB, bodyID)
	if err != nil {
		return nil, err
	}
	last, err := newest(tx.DB, bodyID)
	if err != nil {
		return nil, err
	}
	e := in.edition(b)
	if last != nil && last.Number == in.After+1 && e.Repeats(last) {
		return last, nil
	}
	if wrong := e.WrongDays(last, tx.Today(b.Country)); len(wrong) > 0 {
		return nil, input.Wrong(wrong)
	}
	plan, err := planned(tx.DB, b, in.EffectiveOn, tx.Today(b.Country))
	if err != nil {
		return nil, err
	}
	if plan.After() != in.After {
		return nil, models.Refuse(models.Conflict, "register.published_meanwhile", "number", strconv.Itoa(plan.After()))
	}
	if plan.Seen != in.Seen {
		return nil, input.Wrong(map[string]models.Text{"seen": models.Say("register.changed_meanwhile")})
	}
	return e, keep(tx, by, plan, e)
}

func (in PublishInput) edition(b *models.Body) *models.RegisterEdition {
	return &models.RegisterEdition{
		BodyID: b.ID, Signatory: line(in.Signatory), SignatoryRole: line(in.SignatoryRole), EffectiveOn: in.EffectiveOn, Language: b.Language,
		Act: models.Act{ActKind: line(in.ActKind), ActNumber: line(in.ActNumber), ActDate: in.ActDate, Protocol: line(in.Protocol)},
	}
}

// keep seals an edition and saves it with its entries.
func keep(tx *store.Tx, by models.Actor, plan *Plan, e *models.RegisterEdition) error {
	rows, root, err := sealAll(plan.Entries)
	if err != nil {
		return err
	}
	e.Number, e.Entries, e.Added, e.Changed, e.Removed = plan.After()+1, len(rows), plan.Added, plan.Changed, plan.Removed
	e.Fields, e.FieldsArticle, e.EndsOn = plan.Rule.Fields, plan.Rule.Article, plan.EndsOn
	e.Root, e.PublishedAt = root.String(), tx.Now()
	if plan.Last != nil {
		e.Previous = plan.Last.Hash
	}
	record, err := proof.Canonical(recordOf(e, plan.Body))
	if err != nil {
		return err
	}
	e.Sealed, e.Hash = string(record), proof.Record(record).String()
	if err := tx.Save(e); err != nil {
		return err
	}
	for i := range rows {
		rows[i].EditionID = e.ID
	}
	if len(rows) > 0 {
		if err := tx.CreateInBatches(rows, 1000).Error; err != nil {
			return err
		}
	}
	event := models.Note(by, tx.Now(), Subject, e.ID, "publish", "", "", "number", strconv.Itoa(e.Number), "body", plan.Body.Slug, "hash", e.Hash,
		"act_kind", e.ActKind, "act_number", e.ActNumber, "act_date", e.ActDate.String())
	return tx.Save(&event)
}

// sealAll gives each entry its salt and hash, and the root over them.
func sealAll(entries []models.RegisterEntry) (rows []models.RegisterRow, root proof.Hash, err error) {
	var tree proof.Tree
	for _, entry := range entries {
		content, err := proof.Canonical(entry)
		if err != nil {
			return nil, root, err
		}
		salt, text, search := proof.NewSalt(), string(content), searched(entry)
		leaf := proof.Leaf(salt, content)
		tree.Add(leaf)
		rows = append(rows, models.RegisterRow{Position: entry.Position, Ref: &entry.Ref, Search: &search, Content: &text, Salt: salt, Leaf: leaf[:]})
	}
	return rows, tree.Root(), nil
}

// searched is the name as it is searched.
func searched(e models.RegisterEntry) string { return fold.Name(e.FullName()) }
