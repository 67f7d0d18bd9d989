package public

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"albo/app/register"
	"albo/templates"
)

// listAddress is the whole address of a list, to be sent or kept.
func listAddress(p *templates.Page, cards []register.Card) string {
	values := url.Values{}
	for _, c := range cards {
		values.Add("c", c.Slug)
	}
	return p.BaseURL + string(p.URL("/shortlist?"+values.Encode()))
}

// sendAddress opens a mail in the visitor's own program, to whomever they like: Albo sees no address.
func sendAddress(p *templates.Page, cards []register.Card) templ.SafeURL {
	var body strings.Builder
	for _, c := range cards {
		body.WriteString(c.GivenName + " " + c.Surname + "\r\n" + p.BaseURL + string(p.URL("/carers/"+c.Slug)) + "\r\n\r\n")
	}
	body.WriteString(p.T("shortlist.link") + ": " + listAddress(p, cards) + "\r\n")
	part := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	return templ.SafeURL("mailto:?subject=" + part(p.T("shortlist.subject")) + "&body=" + part(body.String()))
}

// comparison is one line of the table: what it is about, and what each carer has there.
type comparison struct {
	name   string
	values []string
}

func compared(p *templates.Page, list []*register.Provider) (rows []comparison) {
	row := func(key string, value func(v *register.Provider) string) {
		c := comparison{name: p.T(key)}
		filled := false
		for _, v := range list {
			text := value(v)
			filled = filled || text != ""
			if text == "" {
				text = "–"
			}
			c.values = append(c.values, text)
		}
		if filled {
			rows = append(rows, c)
		}
	}
	row("shortlist.room", func(v *register.Provider) string {
		if v.HasRoom {
			return p.T("carer.has_room")
		}
		return p.T("carer.no_room")
	})
	row("shortlist.accredited", func(v *register.Provider) string {
		return p.T("carer.accredited_checked", "body", v.Body.Name, "date", p.Date(v.CheckedOn))
	})
	row("carer.works_in", func(v *register.Provider) string {
		var names []string
		for _, place := range v.Places {
			names = append(names, place.Name)
		}
		return templates.Joined(names)
	})
	row("carer.speaks", func(v *register.Provider) string { return templates.LanguageNames(p, v.Languages) })
	row("carer.arrangements", func(v *register.Provider) string {
		return templates.Joined(templates.ServiceNames(p, v.Arrangements))
	})
	row("carer.association", func(v *register.Provider) string { return v.Association.Name })
	row("shortlist.confirmed", func(v *register.Provider) string { return p.Day(v.ConfirmedAt) })
	return rows
}
