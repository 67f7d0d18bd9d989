package work_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"albo/app/accreditation"
	"albo/app/association"
	"albo/app/body"
	"albo/app/document"
	"albo/app/rule"
	"albo/models"
)

// fault is what is wrong with a field of a refused input; empty when nothing is.
func (w *world) fault(err error, field string) string {
	w.t.Helper()
	var refusal *models.Error
	if err != nil && !errors.As(err, &refusal) {
		w.t.Fatalf("a fault where a refusal was due: %v", err)
	}
	if refusal == nil || refusal.Kind != models.Invalid {
		return ""
	}
	return refusal.Fields[field].Key
}

// bodyOf makes one more public body.
func (w *world) bodyOf(kind models.BodyKind, country, code, name string) *models.Body {
	w.t.Helper()
	b, err := body.Create(w.t.Context(), w.st, platform, body.CreateInput{
		Input: body.Input{Name: name, Colour: "#0066cc", GoneRule: models.GoneAtOnce, GoneShare: models.UsualGoneShare, Language: "it"}, Kind: kind, Country: country, TerritoryCode: code,
	})
	w.must(err)
	return b
}

// competent names the body that exercises the social services for Poppi on a day.
func (w *world) competent(day string) string {
	w.t.Helper()
	b, err := body.Competent(w.t.Context(), w.st, int64(w.count("select id from territories where code = '051031'")), models.FunctionSocialServices, models.MustDate(day))
	if w.kindOf(err) == models.NotFound {
		return ""
	}
	return b.Name
}

func poppi(since, until string) body.JoinInput {
	in := body.JoinInput{Municipality: "Poppi", Function: models.FunctionSocialServices, Relation: models.RelationMember, Since: models.MustDate(since)}
	in.Until, _ = models.ParseDate(until)
	return in
}

// A municipality has one union for one function at a time, and what is past stays as it was.
func TestAMunicipalityJoinsAndLeavesAUnion(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	other := w.bodyOf(models.BodyUnion, "IT", "uc-valtiberina", "Altra Unione")
	join := func(union *models.Body, in body.JoinInput) error { return body.Join(ctx, w.st, platform, union.ID, in) }
	leave := func(id int64, day string) error {
		return body.Leave(ctx, w.st, platform, w.body.ID, body.LeaveInput{ID: id, EndsOn: models.MustDate(day)})
	}
	w.must(join(w.body, poppi("2012-01-01", "")))
	members, err := body.AllMembers(ctx, w.st, w.body.ID)
	w.must(err)
	if len(members) != 1 || members[0].Name != "Poppi" || members[0].Since.String() != "2012-01-01" || !members[0].Until.IsZero() {
		t.Fatalf("members: %+v", members)
	}
	id := members[0].ID
	typed := func(change func(*body.JoinInput)) error {
		in := poppi("2020-01-01", "")
		change(&in)
		return join(w.body, in)
	}
	for _, c := range []struct {
		what  string
		err   error
		field string
		want  string
	}{
		{"two unions at once", join(other, poppi("2020-01-01", "")), "municipality", "union.other_union"},
		{"the same union twice", join(w.body, poppi("2010-01-01", "2012-01-02")), "municipality", "union.other_union"},
		{"an end before the beginning", join(other, poppi("2010-01-01", "2009-12-31")), "until", "period.ends_before"},
		{"an end on the first day", leave(id, "2012-01-01"), "ends_on", "period.ends_before"},
		{"the end of nothing", leave(0, "2026-01-01"), "membership", "invalid.required"},
		{"a municipality unknown", typed(func(in *body.JoinInput) { in.Municipality = "Nessundove" }), "municipality", "person.municipality_unknown"},
		{"one of another country", typed(func(in *body.JoinInput) { in.Municipality = "28092" }), "municipality", "person.municipality_unknown"},
		{"no such function", typed(func(in *body.JoinInput) { in.Function = "police" }), "function", "invalid.oneof"},
		{"no first day", typed(func(in *body.JoinInput) { in.Since = models.Date{} }), "since", "invalid.required"},
	} {
		if got := w.fault(c.err, c.field); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
	w.must(join(other, poppi("2010-01-01", "2012-01-01"))) // until the very day on which the next begins
	desk := poppi("2015-01-01", "")
	desk.Function = models.FunctionBusinessDesk
	w.must(join(other, desk)) // another function is another matter

	w.must(leave(id, "2026-12-01"))
	w.must(join(other, poppi("2026-12-01", "")))
	if err := leave(id, "2027-12-01"); w.fault(err, "membership") != "union.other_union" {
		t.Errorf("an end after the next one's beginning: %v", err)
	}
	for day, want := range map[string]string{
		"2009-12-31": "", "2010-01-01": "Altra Unione", "2012-01-01": "Unione di prova", "2026-11-30": "Unione di prova", "2026-12-01": "Altra Unione",
	} {
		if got := w.competent(day); got != want {
			t.Errorf("on %s %q is competent, want %q", day, got, want)
		}
	}
	later := w.st.At(models.MustDate("2027-01-10").Time())
	if err := body.Leave(ctx, later, platform, w.body.ID, body.LeaveInput{ID: id, EndsOn: models.MustDate("2026-06-01")}); w.kindOf(err) != models.Conflict {
		t.Errorf("what is over was changed: %v", err)
	}
	if n := w.count("select count(*) from events where subject = 'body' and step in ('join', 'leave')"); n != 5 {
		t.Errorf("%d events", n)
	}
}

// Only the installation says who belongs to a union, and only of unions; a membership is ended by its own union.
func TestUnionsAreNotForStrangers(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.must(body.Join(ctx, w.st, platform, w.body.ID, poppi("2012-01-01", "")))
	id := int64(w.count("select id from union_memberships"))
	end := body.LeaveInput{ID: id, EndsOn: models.MustDate("2026-12-01")}
	for _, by := range []models.Actor{{}, w.carer, w.officer, w.admin} {
		if err := body.Join(ctx, w.st, by, w.body.ID, poppi("2000-01-01", "2001-01-01")); w.kindOf(err) != models.NotFound {
			t.Errorf("%s joined somebody: %v", by.Name, err)
		}
		if err := body.Leave(ctx, w.st, by, w.body.ID, end); w.kindOf(err) != models.NotFound {
			t.Errorf("%s ended a membership: %v", by.Name, err)
		}
	}
	town := w.bodyOf(models.BodyMunicipality, "IT", "051030", "Comune di prova")
	if err := body.Join(ctx, w.st, platform, town.ID, poppi("2000-01-01", "2001-01-01")); w.kindOf(err) != models.NotFound {
		t.Errorf("a municipality took a member: %v", err)
	}
	if err := body.Leave(ctx, w.st, platform, town.ID, end); w.kindOf(err) != models.NotFound {
		t.Errorf("another body ended the membership: %v", err)
	}
}

func TestEightUnionsWantTheSameMunicipality(t *testing.T) {
	w := newWorld(t)
	place := int64(w.count("select id from territories where code = '051031'"))
	kinds := w.rivals(8, "territories", place, func() error {
		return body.Join(t.Context(), w.st, platform, w.body.ID, poppi("2012-01-01", ""))
	})
	if kinds[0] != 1 || kinds[models.Invalid] != 7 {
		t.Errorf("outcomes: %v", kinds)
	}
	if n := w.count("select count(*) from events where step = 'join'"); n != 1 {
		t.Errorf("%d events", n)
	}
}

// An association is made with the bodies it relies on, or not at all.
func TestAnAssociationIsMadeWhole(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	in := association.CreateInput{
		Input: association.Input{Name: "Seconda APS", Municipality: "Bibbiena", Colour: "#7a1f3d", Language: "it"}, Country: "IT", Bodies: []string{w.body.Slug, "no-such-body"},
	}
	if _, err := association.Create(ctx, w.st, platform, in); w.fault(err, "bodies") != "reliance.no_such_body" {
		t.Errorf("an unknown body: %v", err)
	}
	if n := w.count("select (select count(*) from associations) + (select count(*) from association_bodies)"); n != 2 {
		t.Error("something was left half made")
	}
	in.Bodies = in.Bodies[:1]
	a, err := association.Create(ctx, w.st, platform, in)
	w.must(err)
	list, err := association.Reliances(ctx, w.st, a.ID)
	w.must(err)
	if len(list) != 1 || list[0].Slug != w.body.Slug || list[0].Since.String() != "2026-11-09" {
		t.Errorf("reliances: %+v", list)
	}
	if n := w.count("select count(*) from events where subject = 'association' and subject_id = ? and step in ('create', 'rely_on')", a.ID); n != 2 {
		t.Errorf("%d events", n)
	}
}

func TestAnAssociationReliesOnBodies(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	town := w.bodyOf(models.BodyMunicipality, "IT", "051030", "Comune di prova")
	rely := func(by models.Actor, slug, since, until string) error {
		in := association.RelyInput{Body: slug, Since: models.MustDate(since)}
		in.Until, _ = models.ParseDate(until)
		return association.RelyOn(ctx, w.st, by, w.association.ID, in)
	}
	stop := func(by models.Actor, id int64, day string) error {
		return association.StopRelying(ctx, w.st, by, w.association.ID, association.StopInput{ID: id, EndsOn: models.MustDate(day)})
	}
	for _, by := range []models.Actor{{}, w.carer, w.officer, w.admin} {
		if w.kindOf(rely(by, town.Slug, "2026-01-01", "")) != models.NotFound || w.kindOf(stop(by, 1, "2026-12-01")) != models.NotFound {
			t.Errorf("%s says on whom an association relies", by.Name)
		}
	}
	for what, got := range map[string][2]string{
		"the same body twice":         {w.fault(rely(platform, w.body.Slug, "2026-01-01", ""), "body"), "reliance.twice"},
		"no such body":                {w.fault(rely(platform, "nowhere", "2026-01-01", ""), "body"), "reliance.no_such_body"},
		"an end before the beginning": {w.fault(rely(platform, town.Slug, "2026-01-01", "2025-01-01"), "until"), "period.ends_before"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %q, want %q", what, got[0], got[1])
		}
	}
	w.must(rely(platform, town.Slug, "2026-01-01", ""))
	list, err := association.Reliances(ctx, w.st, w.association.ID)
	w.must(err)
	if len(list) != 2 || list[0].Slug != town.Slug {
		t.Fatalf("reliances: %+v", list)
	}
	if got := w.fault(stop(platform, list[0].ID, "2025-12-31"), "ends_on"); got != "period.ends_before" {
		t.Errorf("an end before the beginning: %q", got)
	}
	w.must(stop(platform, list[0].ID, "2026-12-01"))
	for day, want := range map[string]int{"2026-11-30": 2, "2026-12-01": 1} {
		bodies, err := association.Bodies(w.st.Read(ctx), w.association.ID, models.MustDate(day))
		w.must(err)
		if len(bodies) != want {
			t.Errorf("on %s it relies on %d bodies, want %d", day, len(bodies), want)
		}
	}
	later := w.st.At(models.MustDate("2027-01-10").Time())
	again := association.StopInput{ID: list[0].ID, EndsOn: models.MustDate("2027-06-01")}
	if err := association.StopRelying(ctx, later, platform, w.association.ID, again); w.kindOf(err) != models.Conflict {
		t.Errorf("what is over was changed: %v", err)
	}
}

const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="

// What a body's regulation fixes is what its procedures count by, from its day on.
func TestProceduresFollowTheRulesOfTheBody(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	set := func(by models.Actor, key models.RuleKey, value int, since string) error {
		return body.SetRule(ctx, w.st, by, w.body.ID, rule.Input{Key: key, Value: value, Article: "Regolamento dei procedimenti, art. 4", Since: models.MustDate(since)})
	}
	for _, by := range []models.Actor{{}, w.carer, w.admin} {
		if w.kindOf(set(by, models.RuleProcedureDays, 45, "2026-01-01")) != models.NotFound {
			t.Errorf("%s set a rule of the body", by.Name)
		}
	}
	if got := w.fault(set(w.officer, models.RuleVotingAfterMonths, 1, "2026-01-01"), "key"); got != "invalid.oneof" {
		t.Errorf("a rule of associations was set for a body: %q", got)
	}
	if err := association.SetRule(ctx, w.st, w.admin, w.association.ID, rule.Input{Key: models.RuleNoticeDays, Value: 1, Article: "art. 1", Since: models.MustDate("2026-01-01")}); w.fault(err, "key") != "invalid.oneof" {
		t.Errorf("a rule of bodies was set for an association: %v", err)
	}
	w.must(set(w.officer, models.RuleProcedureDays, 45, "2026-01-01"))
	w.must(set(w.officer, models.RuleProcedureDays, 60, "2027-01-01")) // not yet
	w.must(set(w.officer, models.RuleNoticeDays, 20, "2026-11-09"))
	rules, err := body.Rules(w.st.Read(ctx), w.body, models.MustDate("2026-11-09"))
	w.must(err)
	if got := rules[models.RuleProcedureDays]; got.Value != 45 || got.Statute || !strings.HasPrefix(got.Source, "Regolamento") {
		t.Errorf("the rule in force: %+v", got)
	}
	if got := rules[models.RuleCompletionDays]; got.Value != 30 {
		t.Errorf("where the body fixes nothing: %+v", got)
	}

	w.declare()
	id, err := accreditation.Start(ctx, w.st, w.carer, w.body.ID)
	w.must(err)
	w.must(accreditation.Keep(ctx, w.st, w.carer, id, accreditation.TypedInput{DraftInput: accreditation.DraftInput{Grounds: models.GroundsOffered[0], Statement: "Lavoro da anni."}}))
	paper := document.Upload{Name: "attestato.png", Body: base64.NewDecoder(base64.StdEncoding, strings.NewReader(onePixel))}
	w.must(accreditation.Attach(ctx, w.st, w.carer, id, models.DocumentTraining, paper))
	w.must(accreditation.Submit(ctx, w.st, w.carer, id, accreditation.SubmitInput{Truth: true}))
	w.must(accreditation.Decide(ctx, w.st, w.officer, id, "take_up", accreditation.DecisionInput{}))
	w.must(accreditation.Decide(ctx, w.st, w.officer, id, "give_notice", accreditation.DecisionInput{Text: "Manca un requisito."}))
	var a models.Accreditation
	w.must(w.st.Read(ctx).Take(&a, id).Error)
	today := models.MustDate("2026-11-09")
	if want := models.Term(today, 45, "IT"); a.DueOn != want {
		t.Errorf("to be decided by %s, want %s", a.DueOn, want)
	}
	if want := models.Term(today, 20, "IT"); a.NoticeDueOn != want {
		t.Errorf("the notice is to be answered by %s, want %s", a.NoticeDueOn, want)
	}
	if n := w.count("select count(*) from events where subject = 'body' and step = 'set_rule'"); n != 3 {
		t.Errorf("%d events", n)
	}
}
