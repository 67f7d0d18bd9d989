package admin

import (
	"albo/app/i18n"
	"albo/models"
	"albo/templates"
)

// meaning is what a word is taken for, in words.
func meaning(p *templates.Page, facet models.Facet, code string) string {
	switch facet {
	case models.FacetLanguage:
		return p.T("search_words.speaks", "language", i18n.LanguageName(p.Lang, code))
	case models.FacetEverybody:
		return p.T("search_words.everybody")
	}
	return i18n.Service(p.Lang, code)
}

// meanings is everything that a word can be taken for.
func meanings(p *templates.Page) []templates.Choice {
	choices := []templates.Choice{{Text: p.T("form.choose")}}
	add := func(facet models.Facet, code string) {
		choices = append(choices, templates.Choice{Value: string(facet) + ":" + code, Text: meaning(p, facet, code)})
	}
	add(models.FacetEverybody, "")
	for _, s := range models.Arrangements {
		add(models.FacetArrangement, s.Code)
	}
	for _, s := range models.Services {
		add(models.FacetService, s.Code)
	}
	for _, tag := range models.SpokenLanguages {
		add(models.FacetLanguage, tag)
	}
	return choices
}
