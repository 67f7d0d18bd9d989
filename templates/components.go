package templates

import (
	"slices"
	"strings"

	"albo/app/account"
	"albo/app/i18n"
	"albo/models"
)

// Fact is a name and a value, both finished texts; Lang is the language of a value that somebody else wrote.
type Fact struct{ Name, Value, Lang string }

// Tab is one view of a list; N is -1 where there is no count.
type Tab struct {
	Path, Text string
	N          int
	Current    bool
}

func orText(kind string) string {
	if kind == "" {
		return "text"
	}
	return kind
}

func calloutIcon(kind string) string {
	switch kind {
	case "ok":
		return "it-check-circle"
	case "info":
		return "it-info-circle"
	}
	return "it-warning-circle"
}

// faulty lists the fields that are wrong: those named in the order of the form, then any other.
// labels name a field before what is wrong with it, in the summary above a form.
var labels = map[string]string{
	"surname": "person.surname", "given_name": "person.given_name", "birth_date": "person.birth_date", "birth_place": "person.birth_place", "tax_code": "person.tax_code",
	"municipality": "label.municipality", "name": "label.name", "text": "label.text", "identity_seen": "document.kind.identity",
	"key": "rule.what", "value": "rule.value", "article": "rule.source", "since": "rule.since", "logo": "brand.logo", "address": "person.address", "postal_code": "person.postal_code", "phone": "person.phone", "country": "person.country",
	"email": "account.email", "password": "account.password", "current": "account.current_password",
	"road": "apply.road", "course_title": "application.course_title", "course_provider": "application.course_provider", "course_hours": "application.course_hours",
	"course_ended_on": "application.course_ended_on", "roster_body_id": "application.roster_body", "roster_act_number": "application.roster_act",
	"motivation": "application.motivation", "file": "document.file", "answer": "application.answer", "grounds": "accredit.grounds", "statement": "accredit.statement",
	"resolution_number": "review.resolution_number", "resolution_date": "review.resolution_date", "reason": "review.reason",
	"act_kind": "step.act_kind", "act_number": "step.act_number", "act_date": "step.act_date", "protocol": "step.protocol", "valid_until": "step.valid_until",
	"gone": "forecast.confirm", "gone_days": "body.gone_days", "gone_share": "body.gone_share",
	"effective_on": "register_plan.day", "signatory": "register.signatory", "fields_article": "register_work.article",
	"url": "source.url", "path": "source.path", "every_hours": "source.every_hours", "hour": "source.hour",
	"words": "requests.words", "times": "contact.times", "starts_on": "contact.starts_on",
	"bio": "listing.bio", "colour": "brand.colour",
}

func (p *Page) about(name string) string {
	if key, ok := labels[name]; ok {
		return p.T(key) + ": "
	}
	return ""
}

func (f Form) faulty(order []string) []string {
	var names []string
	for _, name := range order {
		if _, wrong := f.Faults[name]; wrong {
			names = append(names, name)
		}
	}
	var rest []string
	for name := range f.Faults {
		if !slices.Contains(names, name) {
			rest = append(rest, name)
		}
	}
	slices.Sort(rest)
	return append(names, rest...)
}

// some joins the first of many words and says how many more there are.
func some(p *Page, words []string, most int) string {
	if len(words) <= most {
		return strings.Join(words, ", ")
	}
	return strings.Join(words[:most], ", ") + " " + p.N("list.and_more", len(words)-most)
}

// LanguageNames writes spoken languages as a list.
func LanguageNames(p *Page, tags []string) string {
	names := make([]string, 0, len(tags))
	for _, tag := range tags {
		names = append(names, i18n.LanguageName(p.Lang, tag))
	}
	return strings.Join(names, ", ")
}

// ServiceNames names services and arrangements.
func ServiceNames(p *Page, codes []string) []string {
	names := make([]string, 0, len(codes))
	for _, code := range codes {
		names = append(names, i18n.Service(p.Lang, code))
	}
	return names
}

// around lists the pages to link to: the first, the last, those beside the present one; 0 stands for a gap.
func around(page, pages int) []int {
	var list []int
	for n := 1; n <= pages; n++ {
		switch {
		case n == 1, n == pages, n >= page-1 && n <= page+1:
			list = append(list, n)
		case list[len(list)-1] != 0:
			list = append(list, 0)
		}
	}
	return list
}

func documentIcon(d models.Document) string {
	if d.MediaType == "application/pdf" {
		return "it-file-pdf"
	}
	return "it-camera"
}

func documentKinds(p *Page) []Choice {
	choices := make([]Choice, 0, len(models.DocumentKinds))
	for _, kind := range models.DocumentKinds {
		choices = append(choices, Choice{Value: string(kind), Text: p.T("document.kind." + string(kind))})
	}
	return choices
}

// shownDetails are the details of an event that people read, in this order.
var shownDetails = []string{"reason", "text", "act_kind", "act_number", "act_date", "resolution", "document", "edition", "file", "number", "item", "before", "after"}

// eventDetail writes what an event was about: an act, a reason, a text.
func eventDetail(p *Page, e models.Event) string {
	var parts []string
	for _, name := range shownDetails {
		value := e.Detail[name]
		if value == "" {
			continue
		}
		if i18n.Has("detail." + name + "." + value) {
			value = p.T("detail." + name + "." + value)
		} else if d, err := models.ParseDate(value); err == nil {
			value = p.Date(d)
		}
		parts = append(parts, value)
	}
	return strings.Join(parts, " · ")
}

// Joined puts the words that are not empty in one line.
func Joined(words []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" }), ", ")
}

// NoBreak keeps a telephone number in one line.
func NoBreak(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }

// Dial is a telephone number as a link takes it.
func Dial(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Grouped writes a code in groups of four, as it is printed.
func Grouped(code string) string {
	var groups []string
	for chunk := range slices.Chunk([]rune(code), 4) {
		groups = append(groups, string(chunk))
	}
	return strings.Join(groups, " ")
}

// BodyNames names public bodies.
func BodyNames(bodies []models.Body) []string {
	names := make([]string, 0, len(bodies))
	for _, b := range bodies {
		names = append(names, b.Name)
	}
	return names
}

// Register names the register an association stands in; empty when it gives no number.
func Register(p *Page, a *models.Association) string {
	if a.RegisterNumber == "" {
		return ""
	}
	return p.T("association.register_"+a.Country, "section", a.RegisterSection, "number", a.RegisterNumber)
}

// WorkPath is where the work of a place begins.
func WorkPath(place account.Workplace) string {
	switch place.Kind {
	case models.AssociationAdmin:
		return "/association?place=" + place.Slug
	case models.BodyOfficer:
		return "/body?place=" + place.Slug
	}
	return "/admin"
}
