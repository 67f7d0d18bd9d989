package main

import (
	"strings"
	"testing"

	"albo/app/i18n"
)

// public are the pages of everybody; "{code}" is the code of a certificate.
var public = []string{
	"/", "/carers", "/carers?place=051031&service=dementia_care&language=fr", "/carers?place=051031&service=interpretation_arabic", "/carers?place=Nowhere",
	"/carers?q=notte+Poppi", "/carers?area=it-union-uc-casentino", "/shortlist?c=lucia-ginestra&c=anna-mirtillo", "/shortlist/compare?c=lucia-ginestra&c=anna-mirtillo&c=franca-carpino",
	"/carers/lucia-ginestra", "/carers/lucia-ginestra/contact", "/carers/lucia-ginestra/report", "/associations", "/associations/mani-vicine", "/verify", "/how-it-works", "/faq", "/privacy", "/legal-notes", "/accessibility", "/report",
	"/sign-in", "/sign-up", "/account/forgot",
}

// private are the pages of each account of the demonstration. {admission}, {accreditation}, {edition} are filled with the first of a list.
var private = map[string][]string{
	"carer@casentino.example":   {"/me", "/me/data", "/me/listing", "/me/certificates", "/me/applications/new", "/me/accreditations/new", "/account"},
	"carer@valtiberina.example": {"/me", "/me/certificates"},
	"admin@casentino.example":   {"/association", "/association/admissions", "/association/admissions?show=decided", "/association/admissions?show=waiting", "/association/matches", "/association/matches?show=decided", "/association/requests", "/association/requests?show=in_progress", "/association/requests?show=closed", "/association/members", "/association/book", "/association/settings", "/association/people"},
	"officer@casentino.example": {"/body", "/body/rosters", "/body/accreditations", "/body/accreditations?show=to_verify", "/body/accreditations?show=granted", "/body/accreditations?show=ended", "/body/matches", "/body/requests?show=in_progress", "/body/settings", "/body/source", "/body/people"},
	"officer@aigaleo.example":   {"/body", "/body/rosters", "/body/accreditations"},
	"platform@albo.example":     {"/admin", "/admin/bodies/new", "/admin/bodies/casentino", "/admin/associations/new", "/admin/associations/mani-vicine", "/admin/duplicates", "/admin/search-words", "/admin/rules", "/admin/feedback"},
}

// follow are links of list pages that lead to one thing each: the first of every kind is opened too.
var follow = `[...new Set([...document.querySelectorAll('main tbody a, main .rg-docs a')].map((a) => a.getAttribute('href')))]
	.filter((h) => h && !h.endsWith('/pdf') && !h.startsWith('/v/') && !h.includes('/documents/')).slice(0, 6).join(' ')`

// Every public page, in every language, on a phone, narrow, on a desk, light and dark.
func TestPublicPages(t *testing.T) {
	s := theDemo(t)
	b := sit(t, s, 390)
	for i, lang := range i18n.Languages {
		for j, page := range public {
			switch (i + j) % 4 { // each page meets each width, in one language or another
			case 0:
				b.resize(320)
			case 1:
				b.resize(1366)
			case 2:
				b.scheme("dark")
				b.resize(1366)
			default:
				b.resize(390)
			}
			b.open("/" + lang + page)
			b.scheme("light")
		}
	}
	b.resize(320)
	for _, code := range codes(t, s) {
		b.open("/v/" + code + "?lang=el")
	}
	b.visit("/it/")
	b.focus()
}

// codes are one certificate of each state, as the operator's command lists them.
func codes(t *testing.T, s *server) (list []string) {
	t.Helper()
	out, problems, code := albo(t, s.data, "certificate", "list")
	if code != 0 {
		t.Fatal(problems)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(out) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) == 6 && !seen[fields[5]] {
			seen[fields[5]] = true
			list = append(list, fields[0])
		}
	}
	for _, state := range []string{"valid", "suspended", "revoked", "replaced"} {
		if !seen[state] {
			t.Errorf("the demo world has no certificate that is %s", state)
		}
	}
	return list
}

// Every page of every role, in one language after the other, with the things its lists lead to.
func TestPrivatePages(t *testing.T) {
	s := theDemo(t)
	b := sit(t, s, 1366)
	widths := []int64{1366, 390, 320}
	n := 0
	for email, pages := range private {
		b.signIn(email)
		for _, page := range pages {
			lang := i18n.Languages[n%len(i18n.Languages)]
			b.resize(widths[n%len(widths)])
			n++
			b.open("/" + lang + page)
			for _, link := range strings.Fields(eval[string](b, follow)) {
				b.open(link)
			}
		}
		b.signOut()
	}
	b.resize(1366)
	b.signIn("admin@casentino.example")
	b.visit("/it/association/admissions")
	b.press("main tbody a")
	b.focus()
}

// focus walks the page with the Tab key: every stop shows where it is.
func (b *browser) focus() {
	b.t.Helper()
	for range 40 {
		b.tab()
		if lost := eval[string](b, `(() => {
			const e = document.activeElement;
			if (e === document.body || e.tagName === 'MAIN') return '';
			const shown = e.classList.contains('visually-hidden') ? e.nextElementSibling : e;
			const style = getComputedStyle(shown);
			return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 ? '' : e.outerHTML.slice(0, 120);
		})()`); lost != "" {
			b.t.Errorf("%s: no visible focus on %s", b.where(), lost)
		}
	}
}
