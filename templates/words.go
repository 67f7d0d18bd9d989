package templates

import (
	"strconv"

	"albo/app/i18n"
	"albo/models"
)

// AdmissionColour is the colour of a state; the word beside it says the same.
func AdmissionColour(s models.AdmissionState) string {
	switch s {
	case models.AdmissionAdmitted:
		return "ok"
	case models.AdmissionRefused, models.AdmissionWithdrawn:
		return "bad"
	case models.AdmissionCompletion, models.AdmissionAppealed:
		return "warn"
	}
	return "info"
}

// AccreditationColour is the colour of a state; the word beside it says the same.
func AccreditationColour(s models.AccreditationState) string {
	switch s {
	case models.AccreditationGranted:
		return "ok"
	case models.AccreditationRefused, models.AccreditationRevoked, models.AccreditationLapsed, models.AccreditationRenounced, models.AccreditationWithdrawn, models.AccreditationExpired:
		return "bad"
	case models.AccreditationCompletion, models.AccreditationNotice, models.AccreditationSuspended:
		return "warn"
	}
	return "info"
}

// EditionColour is the colour of the state of a roster edition.
func EditionColour(s models.EditionState) string {
	switch s {
	case models.EditionPublished:
		return "ok"
	case models.EditionFailed, models.EditionDiscarded:
		return "bad"
	case models.EditionPreview, models.EditionCommitted:
		return "warn"
	}
	return "info"
}

// ResultColour is the colour of what a roster says of somebody.
func ResultColour(r models.CheckResult) string {
	switch r {
	case models.FoundValid:
		return "ok"
	case models.FoundSuspended, models.FoundRevoked, models.NotFoundResult:
		return "bad"
	case models.Ambiguous:
		return "warn"
	}
	return "info"
}

// StandingColour is the colour of what a certificate is today.
func StandingColour(s models.Standing) string {
	switch s {
	case models.StandingValid:
		return "ok"
	case models.StandingSuspended, models.StandingReplaced:
		return "warn"
	}
	return "bad"
}

// Countries are the countries whose law and codes Albo knows.
func Countries(p *Page) []Choice {
	var choices []Choice
	for _, code := range []string{"IT", "ES", "GR"} {
		choices = append(choices, Choice{Value: code, Text: p.T("country." + code)})
	}
	return choices
}

// Languages are the languages of pages, mails and certificates, by their own names.
func Languages(p *Page) []Choice {
	var choices []Choice
	for _, lang := range i18n.Languages {
		choices = append(choices, Choice{Value: lang, Text: i18n.T(lang, "site.language")})
	}
	return choices
}

// RuleSource says where a number comes from: the article of the law, of the statute or of the body's regulation, or
// that no law fixes it.
func RuleSource(p *Page, r models.RuleInForce) string {
	switch {
	case r.Source == "":
		return p.T("rule.proposal")
	case r.Years:
		return p.T("rule.years", "source", r.Source)
	case r.Statute:
		return p.T("rule.statute", "article", r.Source)
	}
	return r.Source
}

// CourseTitle is the title an applicant names, from the catalogue or in their own words.
func CourseTitle(a *models.Admission) string {
	if q, ok := models.QualificationByCode(a.QualificationCode); ok {
		return Joined([]string{q.Title, a.CourseTitle, a.CourseProvider})
	}
	return Joined([]string{a.CourseTitle, a.CourseProvider})
}

// Hours writes hours; nothing for none.
func Hours(p *Page, n int) string {
	if n == 0 {
		return ""
	}
	return p.N("application.hours", n)
}

// AccreditationFacts lists what the act of an accreditation says.
func AccreditationFacts(p *Page, a *models.Accreditation) []Fact {
	until := p.Date(a.ValidUntil)
	if until == "" && !a.GrantedOn.IsZero() {
		until = p.T("certificate.no_expiry")
	}
	due := ""
	switch {
	case a.StoppedAt != nil:
		due = p.T("term.stopped")
	case a.GrantedOn.IsZero() && a.DecidedAt == nil:
		due = p.Date(a.DueOn)
	}
	grounds := ""
	if a.Grounds != "" {
		grounds = p.T("grounds." + string(a.Grounds))
	}
	return []Fact{
		{Name: p.T("certificate.fact.accreditation"), Value: a.Number},
		{Name: p.T("accreditation.source"), Value: p.T("accreditation.source." + string(a.Source))},
		{Name: p.T("accredit.grounds"), Value: grounds},
		{Name: p.T("accredit.statement"), Value: a.Statement},
		{Name: p.T("accreditation.due"), Value: due},
		{Name: p.T("certificate.fact.act"), Value: ActText(p, a.Act)},
		{Name: p.T("certificate.fact.protocol"), Value: a.Protocol},
		{Name: p.T("certificate.fact.granted_on"), Value: p.Date(a.GrantedOn)},
		{Name: p.T("certificate.fact.valid_until"), Value: until},
		{Name: p.T("accreditation.reason"), Value: a.DecisionReason},
	}
}

// ActText writes an act in one line; nothing where there is none.
func ActText(p *Page, a models.Act) string {
	return i18n.Act(p.Lang, a)
}

// ID writes a number as addresses and forms carry it.
func ID(n int64) string { return strconv.FormatInt(n, 10) }

// DaysLeft says how far a term is: in 3 days, today, 2 days ago.
func DaysLeft(p *Page, due models.Date) string {
	switch days := p.Today().DaysUntil(due); {
	case days > 0:
		return p.N("term.left", days)
	case days == 0:
		return p.T("term.today")
	default:
		return p.N("term.past", -days)
	}
}

func (p *Page) peoplePath() string { return "/" + string(p.Area) + "/people" }
