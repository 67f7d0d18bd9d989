package handlers

import (
	"path"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"albo/app/account"
	"albo/app/accreditation"
	"albo/app/history"
	"albo/app/roster"
	"albo/models"
	"albo/templates"
	page "albo/templates/body"
)

// bodyPage begins a work page of the body the actor works for at present.
func (h *Handlers) bodyPage(c *fiber.Ctx, current, title string) (*templates.Page, account.Workplace) {
	place := h.workplace(c, models.BodyOfficer)
	p := h.workPage(c, templates.AreaBody, current, title, place)
	if current != "body" {
		p.Crumbs = []templates.Crumb{{Text: p.T("nav.body"), Path: "/body"}}
	}
	return p, place
}

func (h *Handlers) showBodyWork(c *fiber.Ctx) error {
	p, place := h.bodyPage(c, "body", "body_work.title")
	editions, err := roster.Editions(c.UserContext(), h.store, actor(c), place.ID)
	if err != nil {
		return err
	}
	rows, n, err := accreditation.Queue(c.UserContext(), h.store, actor(c), place.ID, "open")
	if err != nil {
		return err
	}
	return h.render(c, p, page.Work(p, editions, rows, n))
}

func (h *Handlers) showRosters(c *fiber.Ctx) error { return h.rosters(c, templates.Form{}) }

func (h *Handlers) rosters(c *fiber.Ctx, form templates.Form) error {
	p, place := h.bodyPage(c, "rosters", "rosters.title")
	editions, err := roster.Editions(c.UserContext(), h.store, actor(c), place.ID)
	if err != nil {
		return err
	}
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Rosters(p, form, editions))
	}
	return h.render(c, p, page.Rosters(p, form, editions))
}

func (h *Handlers) uploadRoster(c *fiber.Ctx) error {
	in, form, err := bind[roster.UploadInput](c)
	var id int64
	if err == nil {
		id, err = h.takeRoster(c, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.rosters(c, form)
		}
		return err
	}
	return c.Redirect("/"+lang(c)+place("/body/rosters", id), fiber.StatusSeeOther)
}

func (h *Handlers) takeRoster(c *fiber.Ctx, in roster.UploadInput) (int64, error) {
	header, err := file(c, "file")
	if err != nil {
		return 0, err
	}
	f, err := header.Open()
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return roster.Upload(c.UserContext(), h.store, actor(c), h.workplace(c, models.BodyOfficer).ID, in, header.Filename, f)
}

func (h *Handlers) showRoster(c *fiber.Ctx) error { return h.rosterForm(c, templates.Form{}) }

func (h *Handlers) rosterForm(c *fiber.Ctx, form templates.Form) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	e, base, err := roster.Show(c.UserContext(), h.store, actor(c), id)
	if err != nil {
		return err
	}
	news, err := h.rosterNews(c, e)
	if err != nil {
		return err
	}
	p, _ := h.bodyPage(c, "rosters", "rosters.title")
	if wantsJSON(c) { // the waiting page asks how far it is
		return howFar(c, p, e, news)
	}
	brandOf(p, e.Body.Name, e.Body.Colour, e.Body.LogoKey, e.Body.Country)
	p.Title = page.EditionName(p, e)
	p.Crumbs = append(p.Crumbs, templates.Crumb{Text: p.T("nav.rosters"), Path: "/body/rosters"})
	show := c.Query("show", "all")
	number, _ := strconv.Atoi(c.Query("page"))
	lines, err := roster.Lines(c.UserContext(), h.store, e, show, number)
	if err != nil {
		return err
	}
	view := page.RosterView{Edition: e, Base: base, Show: show, LinePage: lines, RosterNews: news}
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Roster(p, form, view))
	}
	return h.render(c, p, page.Roster(p, form, view))
}

// rosterNews is what belongs to an edition beside its lines, by the state it is in.
func (h *Handlers) rosterNews(c *fiber.Ctx, e *models.RosterEdition) (news *page.RosterNews, err error) {
	ctx, news := c.UserContext(), &page.RosterNews{}
	switch e.State {
	case models.EditionReading:
		news.Reading, err = roster.ReadingOf(ctx, h.store, e)
	case models.EditionPreview, models.EditionCommitted:
		if news.Overtaken, err = roster.Overtaken(h.store.Read(ctx), e); err == nil && news.Overtaken == nil {
			news.Forecast, err = roster.Expect(h.store.Read(ctx), e, e.Body, h.store.Today(e.Body.Country))
		}
	case models.EditionPublished:
		news.Recheck, err = accreditation.RecheckOf(ctx, h.store, actor(c), e)
	}
	if err != nil {
		return nil, err
	}
	if news.Corrects, news.Corrected, err = roster.Corrections(ctx, h.store, e); err != nil {
		return nil, err
	}
	inForce, err := roster.InForce(h.store.Read(ctx), e.BodyID)
	if err != nil {
		return nil, err
	}
	news.InForce = inForce != nil && inForce.ID == e.ID
	news.Events, err = history.Of(ctx, h.store, history.Subject{Kind: "roster_edition", ID: e.ID})
	return news, err
}

// howFar answers the waiting page: the state, whether there is still something to wait for, and how much of it is done.
func howFar(c *fiber.Ctx, p *templates.Page, e *models.RosterEdition, news *page.RosterNews) error {
	answer := fiber.Map{"state": e.State, "waiting": false}
	switch {
	case news.Reading != nil:
		answer["waiting"], answer["percent"], answer["text"] = true, news.Reading.Percent, page.ReadingText(p, news.Reading)
	case news.Recheck != nil && news.Recheck.FinishedAt == nil:
		answer["waiting"], answer["percent"], answer["text"] = true, news.Recheck.Percent(), page.RecheckText(p, news.Recheck)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(answer)
}

// remapInput is what the officer corrects of the guesses; the columns come as column-0, column-1…
type remapInput struct {
	Encoding   string `form:"encoding"`
	Delimiter  string `form:"delimiter"`
	Sheet      string `form:"sheet"`
	HeaderRow  int    `form:"header_row"`
	HeaderRows int    `form:"header_rows"`
	Afresh     bool   `form:"afresh"` // read without what is remembered of earlier files
	Guess      bool   `form:"guess"`  // recognise the columns again
}

func (in remapInput) settings(form templates.Form) models.ReadSettings {
	if in.Afresh {
		return models.ReadSettings{Afresh: true}
	}
	s := models.ReadSettings{Encoding: in.Encoding, Delimiter: in.Delimiter, Sheet: in.Sheet, HeaderRow: in.HeaderRow, HeaderRows: in.HeaderRows, Afresh: in.Guess}
	if !in.Guess {
		s.Columns = columns(form)
	}
	return s
}

func (h *Handlers) remapRoster(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in, form, err := bind[remapInput](c)
	if err == nil {
		err = roster.Remap(c.UserContext(), h.store, actor(c), id, in.settings(form))
	}
	if err != nil {
		if refused(&form, err) {
			return h.rosterForm(c, form)
		}
		return err
	}
	return c.Redirect("/"+lang(c)+place("/body/rosters", id), fiber.StatusSeeOther)
}

func (h *Handlers) readRosterAgain(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := roster.ReadAgain(c.UserContext(), h.store, actor(c), id); err != nil {
		return err
	}
	return c.Redirect("/"+lang(c)+place("/body/rosters", id), fiber.StatusSeeOther)
}

// columns are the fields that the officer chose.
func columns(form templates.Form) map[int]models.RosterField {
	chosen := map[int]models.RosterField{}
	for name, values := range form.Values {
		number, ok := strings.CutPrefix(name, "column-")
		if !ok {
			continue
		}
		if n, err := strconv.Atoi(number); err == nil && n >= 0 && n < 500 {
			chosen[n] = models.RosterField(values[0])
		}
	}
	return chosen
}

// commitInput says that lines left out are accepted in so many words.
type commitInput struct {
	LeftOut bool `form:"left_out"`
}

func (h *Handlers) commitRoster(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in, form, err := bind[commitInput](c)
	if err == nil {
		err = roster.Commit(c.UserContext(), h.store, actor(c), id, in.LeftOut)
	}
	if err != nil {
		if refused(&form, err) {
			return h.rosterForm(c, form)
		}
		return err
	}
	return h.done(c, place("/body/rosters", id), "roster_committed")
}

func (h *Handlers) publishRoster(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in, form, err := bind[roster.PublishInput](c)
	if err == nil {
		err = roster.Publish(c.UserContext(), h.store, actor(c), id, in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.rosterForm(c, form)
		}
		return err
	}
	return h.done(c, place("/body/rosters", id), "roster_published")
}

func (h *Handlers) takeRosterBack(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := roster.TakeBack(c.UserContext(), h.store, actor(c), id); err != nil {
		return err
	}
	return h.done(c, place("/body/rosters", id), "roster_taken_back")
}

// discardInput is the state in which the officer saw the edition.
type discardInput struct {
	Seen models.EditionState `form:"state"`
}

func (h *Handlers) discardRoster(c *fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in, _, err := bind[discardInput](c)
	if err != nil {
		return err
	}
	if err := roster.Discard(c.UserContext(), h.store, actor(c), id, in.Seen); err != nil {
		return err
	}
	return h.done(c, "/body/rosters", "roster_discarded")
}

// edition is the one that the address names, of the body acted for.
func (h *Handlers) edition(c *fiber.Ctx) (*models.RosterEdition, error) {
	id, err := pathID(c)
	if err != nil {
		return nil, err
	}
	e, _, err := roster.Show(c.UserContext(), h.store, actor(c), id)
	return e, err
}

func (h *Handlers) exportComplaints(c *fiber.Ctx) error {
	e, err := h.edition(c)
	if err != nil {
		return err
	}
	list, err := roster.Complaints(c.UserContext(), h.store, e)
	if err != nil {
		return err
	}
	p, _ := h.bodyPage(c, "rosters", "rosters.title")
	return complaintsCSV(c, p, list)
}

func (h *Handlers) exportMarked(c *fiber.Ctx) error {
	e, err := h.edition(c)
	if err != nil {
		return err
	}
	p, _ := h.bodyPage(c, "rosters", "rosters.title")
	workbook, size, err := roster.Marked(c.UserContext(), h.store, e, page.MarkWords(p))
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(e.FileName, path.Ext(e.FileName)) + "-" + p.T("roster.marked_name") + ".xlsx"
	return download(c, workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name, size)
}

func (h *Handlers) openRosterFile(c *fiber.Ctx) error {
	e, err := h.edition(c)
	if err != nil {
		return err
	}
	if e.State == models.EditionDiscarded { // its file is gone
		return models.ErrNotFound
	}
	f, err := h.store.Files.Open(e.FileKey)
	if err != nil {
		return err
	}
	return download(c, f, fiber.MIMEOctetStream, e.FileName, e.FileSize)
}
