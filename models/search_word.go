package models

import "time"

// Facet is what a word that families use can mean in the search.
type Facet string

const (
	FacetService     Facet = "service"
	FacetArrangement Facet = "arrangement"
	FacetLanguage    Facet = "language"
	FacetEverybody   Facet = "everybody" // what everybody in the list is or does: it narrows nothing
)

// Facets lists every facet that a word can mean.
var Facets = []Facet{FacetService, FacetArrangement, FacetLanguage, FacetEverybody}

// SearchWord is one word or phrase that families use, in a language, and what it means. A phrase with several rows means any of them.
type SearchWord struct {
	ID         int64 `gorm:"primaryKey"`
	Language   string
	Phrase     string
	SearchForm string // folded, without small words, the words in order of the alphabet
	Facet      Facet
	Code       string // of the service, arrangement or language; empty for everybody
}

// Exists tells whether there is such a service, arrangement or language; everybody has no code.
func (f Facet) Exists(code string) bool {
	switch f {
	case FacetService, FacetArrangement:
		s, ok := ServiceByCode(code)
		return ok && (s.Category == CategoryArrangement) == (f == FacetArrangement)
	case FacetLanguage:
		return LanguageMask([]string{code}) != 0
	}
	return f == FacetEverybody && code == ""
}

// Note is the event of a word that was added or removed.
func (w *SearchWord) Note(by Actor, now time.Time, step string) Event {
	return Note(by, now, "search_word", w.ID, step, "", "", "text", w.Phrase, "item", string(w.Facet), "number", w.Code)
}
