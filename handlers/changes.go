package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"albo/app/roster"
	"albo/app/table"
	"albo/models"
	"albo/templates"
	page "albo/templates/body"
)

// changes reads which two editions to compare, and what of it to show. Without a choice it is the edition that the plan was
// compared with, or the newest other one.
func (h *Handlers) changes(c *fiber.Ctx) (p *templates.Page, v page.ChangesView, between *roster.Comparison, err error) {
	p, _ = h.bodyPage(c, "rosters", "changes.title")
	id, err := pathID(c)
	if err != nil {
		return p, v, between, err
	}
	e, base, err := roster.Show(c.UserContext(), h.store, actor(c), id)
	if err != nil {
		return p, v, between, err
	}
	if v.Others, err = roster.Published(c.UserContext(), h.store, e); err != nil {
		return p, v, between, err
	}
	with := base
	if i := slices.IndexFunc(v.Others, func(o models.RosterEdition) bool { return templates.ID(o.ID) == c.Query("with") }); i >= 0 {
		with = &v.Others[i]
	} else if c.Query("with") == "" && with == nil && len(v.Others) > 0 {
		with = &v.Others[0]
	}
	if with == nil || c.Query("with") != "" && templates.ID(with.ID) != c.Query("with") || !slices.Contains(models.ReadStates, e.State) {
		return p, v, between, models.ErrNotFound
	}
	v.Asked = e
	if v.Edition, v.Earlier, between, err = roster.Between(c.UserContext(), h.store, e, with); err != nil {
		return p, v, between, err
	}
	v.Filter = roster.ChangeFilter{Show: page.KnownChange(c.Query("show")), Name: readable(strings.TrimSpace(c.Query("q")))}
	brandOf(p, e.Body.Name, e.Body.Colour, e.Body.LogoKey, e.Body.Country)
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: p.T("nav.rosters"), Path: "/body/rosters"}, templates.Crumb{Text: page.EditionName(p, e), Path: place("/body/rosters", e.ID)})
	return p, v, between, nil
}

func (h *Handlers) showChanges(c *fiber.Ctx) error {
	p, v, between, err := h.changes(c)
	if err != nil {
		return err
	}
	db := h.store.Read(c.UserContext())
	if v.Counts, err = between.Count(db, v.Filter); err != nil {
		return err
	}
	number, _ := strconv.Atoi(c.Query("page"))
	if v.LinePage, err = between.Page(db, v.Filter, number); err != nil {
		return err
	}
	return h.render(c, p, page.Changes(p, v))
}

// exportChanges gives the changes shown as a table: a row for each field that changed, one for each person new, back or gone.
func (h *Handlers) exportChanges(format string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		p, v, between, err := h.changes(c)
		if err != nil {
			return err
		}
		title := p.T("changes.file", "later", v.Edition.Label(), "earlier", v.Earlier.Label())
		return sendTable(c, format, title, func(t table.Writer) error {
			err := t.Row(p.T("roster.change"), p.T("roster.row"), p.T("person.surname"), p.T("person.given_name"), p.T("roster.field.tax_code"), p.T("roster.field.birth_date"),
				p.T("roster.field"), p.T("changes.before"), p.T("changes.now"), p.T("changes.hint"))
			if err != nil {
				return err
			}
			return between.Each(h.store.Read(c.UserContext()), v.Filter, func(l *roster.Line) error { return changeRows(p, t, l) })
		})
	}
}

func changeRows(p *templates.Page, t table.Writer, l *roster.Line) error {
	row := func(field, before, now string) error {
		return t.Row(p.T("change."+string(l.Change)), strconv.Itoa(l.Row), l.Surname, l.GivenName, l.TaxCode, l.BirthDate.String(), field, before, now, page.Hint(p, *l))
	}
	if l.Change != models.LineChanged || l.Before == nil {
		return row("", "", "")
	}
	for _, change := range l.ChangesFrom(l.Before) {
		if err := row(p.T("roster.field."+string(change.Field)), page.Plain(p, change.Field, change.Before), page.Plain(p, change.Field, change.Now)); err != nil {
			return err
		}
	}
	return nil
}

// exportLines gives an edition in the layout of its file, to be corrected and uploaded as a new one.
func (h *Handlers) exportLines(format string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		e, err := h.edition(c)
		if err != nil {
			return err
		}
		p, _ := h.bodyPage(c, "rosters", "rosters.title")
		columns, err := roster.MendColumns(c.UserContext(), h.store, e)
		if err != nil {
			return err
		}
		return sendTable(c, format, page.EditionName(p, e), func(t table.Writer) error {
			header := make([]string, len(columns))
			for i, column := range columns {
				if header[i] = column.Header; header[i] == "" {
					header[i] = p.T("roster.field." + string(column.Field))
				}
			}
			if err := t.Row(header...); err != nil {
				return err
			}
			return roster.EachLine(c.UserContext(), h.store, e, func(l *models.RosterLine) error {
				cells := make([]string, len(columns))
				for i, column := range columns {
					cells[i] = page.Plain(p, column.Field, roster.MendCell(l, column.Field))
				}
				return t.Row(cells...)
			})
		})
	}
}
