// Package templates is how Albo looks: the frame of every page and the pieces that pages are made of.
package templates

import (
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"albo/app/account"
	"albo/app/colour"
	"albo/app/i18n"
	"albo/models"
	"albo/templates/assets"
)

// Area is the part of the site a page belongs to; it decides the navigation.
type Area string

const (
	AreaPublic      Area = "public"
	AreaAccount     Area = "account"
	AreaCarer       Area = "me"
	AreaAssociation Area = "association"
	AreaBody        Area = "body"
	AreaAdmin       Area = "admin"
)

// Brand is whose page it is: its name, colour and logo.
type Brand struct {
	Name    string
	Tagline string
	Colour  string
	Logo    string // address; empty for the emblem of Albo
}

// Page is what every page has around its own content.
type Page struct {
	Lang       string
	Path       string // after the language, with query: the same page in another language
	Same       string // address of a page that has no language in it: another one is asked for by ?lang=
	Area       Area
	Current    string // the item of the navigation
	Title      string
	Refused    bool   // a form shown again, which the title of the window says first
	Lead       string // one sentence on what the page is for; also its description for search engines
	Actor      models.Actor
	Workplaces []account.Workplace
	Brand      Brand
	Notice     string // key of what was just done
	NoticeKind string // ok, or info when nothing was done
	BaseURL    string
	Country    string // whose clock
	Now        time.Time
	Demo       []DemoAccount // what the sign-in page of the demonstration offers; nil elsewhere
	Index      bool          // search engines may have it
	Crumbs     []Crumb
	Scripts    bool     // work pages: their own style and script
	Waiting    int      // applications and accreditations that wait for the workplace
	Matches    int      // cases in which only a person can tell whom a roster lists
	Requests   int      // requests of families that nobody has taken in hand
	Place      string   // slug of the workplace, where its actor has several of the kind
	Kept       []string // slugs of the carers on the visitor's shortlist
	Visited    bool     // the browser has the stylesheet: a page need not carry it
}

// DemoAccount is an account of the demonstration; the text demo.role.<Role> says whose it is.
type DemoAccount struct{ Role, Place, Email, Password string }

// Crumb is one step of the way to the page.
type Crumb struct{ Text, Path string }

// T says a key in the language of the page; N with a number.
func (p *Page) T(key string, pairs ...string) string { return i18n.T(p.Lang, key, pairs...) }
func (p *Page) N(key string, n int, pairs ...string) string {
	return i18n.N(p.Lang, key, n, pairs...)
}

// Say says a text that came from below.
func (p *Page) Say(t models.Text) string { return i18n.Say(p.Lang, t) }

// Date and Time write a day and a moment out.
func (p *Page) Date(d models.Date) string { return i18n.Date(p.Lang, d) }
func (p *Page) Time(t time.Time) string   { return i18n.DateTime(p.Lang, p.Country, t) }

// Moment writes a moment for programs, so that later ones sort after earlier ones: 2026-11-09T18:05:00+01:00.
func (p *Page) Moment(t time.Time) string { return t.In(models.Zone(p.Country)).Format(time.RFC3339) }

// Day writes the day of a moment.
func (p *Page) Day(t time.Time) string { return i18n.Date(p.Lang, models.Day(t, p.Country)) }

// Today is the day it is where the page is read.
func (p *Page) Today() models.Date { return models.Day(p.Now, p.Country) }

// URL is the address of a page in the language of this one. On the pages of somebody who works in several places it names
// the place, so that a form does what its page shows whatever was opened in another window meanwhile.
func (p *Page) URL(path string) templ.SafeURL {
	own := strings.HasPrefix(path, "/association/") || strings.HasPrefix(path, "/body/") || path == "/association" || path == "/body"
	if p.Place != "" && own {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		path += separator + "place=" + p.Place
	}
	return templ.SafeURL("/" + p.Lang + path)
}

// Other is the same page in another language.
func (p *Page) Other(lang string) templ.SafeURL {
	if p.Same != "" {
		return templ.SafeURL(p.Same + "?lang=" + lang)
	}
	return templ.SafeURL("/" + lang + p.Path)
}

// Theme is the stylesheet of the page's colour; empty for the default.
func (p *Page) Theme() string {
	if p.Brand.Colour == "" || p.Brand.Colour == colour.Default {
		return ""
	}
	return colour.Theme(p.Brand.Colour)
}

// carriesStyle tells whether the page has its stylesheet in itself, to be shown without waiting for a second answer.
func (p *Page) carriesStyle() bool { return !p.Scripts && !p.Visited }

// StyleHashes name the inline styles of the page for its Content-Security-Policy.
func (p *Page) StyleHashes() string {
	hashes := []string{}
	if p.carriesStyle() {
		hashes = append(hashes, assets.Hash(assets.Style()))
	}
	if theme := p.Theme(); theme != "" {
		hashes = append(hashes, assets.Hash(theme))
	}
	return strings.Join(hashes, " ")
}

// windowTitle is the title of the page in the browser.
func (p *Page) windowTitle() string {
	if p.Refused {
		return p.T("form.fault_title", "title", p.Title)
	}
	return p.Title
}

// Form is what was typed into a form, or stands in the record it edits, and what is wrong with it.
type Form struct {
	Values url.Values
	Faults map[string]models.Text
	Prefix string // of the ids of its fields, where several forms of a page have fields of one name
}

// ID is the id of a field.
func (f Form) ID(name string) string { return f.Prefix + name }

// Step is the form of one step among several on a page: with what was typed if it was that step's, else empty.
func (f Form) Step(name, open string) Form {
	if name != open {
		return Form{Prefix: name + "-"}
	}
	f.Prefix = name + "-"
	return f
}

// Value is what a field shows; Has whether a checkbox or choice is taken.
func (f Form) Value(name string) string { return f.Values.Get(name) }
func (f Form) Has(name, value string) bool {
	for _, v := range f.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Fault is what is wrong with a field; false when nothing is.
func (f Form) Fault(name string) (models.Text, bool) {
	t, ok := f.Faults[name]
	return t, ok
}

// describedBy names the hint and the fault of a field for assistive technology.
func (f Form) describedBy(name, hint string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, f.ID(name)+"-hint")
	}
	if _, ok := f.Faults[name]; ok {
		ids = append(ids, f.ID(name)+"-fault")
	}
	return strings.Join(ids, " ")
}

// Choice is one value that a select, radio group or checkbox group offers.
type Choice struct{ Value, Text, Hint string }

// Initials stand for a face: first letters of given name and surname.
func Initials(givenName, surname string) string {
	first := func(s string) string {
		for _, r := range s {
			return strings.ToUpper(string(r))
		}
		return ""
	}
	return first(givenName) + first(surname)
}
