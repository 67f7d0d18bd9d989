package hsds

import (
	"slices"
	"strings"

	"albo/app/fold"
	"albo/app/i18n"
	"albo/models"
)

// The taxonomies: what carers do, with its categories above it, and how they work.
const (
	servicesTaxonomy     = "services"
	arrangementsTaxonomy = "arrangements"
)

func taxonomyID(name string) string   { return named(catalogue, "taxonomy/"+name) }
func termID(code string) string       { return named(catalogue, "term/"+code) }
func categoryID(code string) string   { return named(catalogue, "category/"+code) }
func taxonomyName(l, n string) string { return i18n.T(l, "hsds.taxonomy."+n) }

// Taxonomies lists the taxonomies whose name or description has the words of search.
func Taxonomies(p Paging, search string) *Page[Taxonomy] {
	return cut(p, slices.DeleteFunc(taxonomies(p.Lang), func(t Taxonomy) bool { return !says(search, t.Name, t.Description) }))
}

// TaxonomyByID is one of them; models.ErrNotFound when there is none.
func TaxonomyByID(lang, id string) (*Taxonomy, error) {
	return pick(taxonomies(lang), func(t Taxonomy) bool { return t.ID == id })
}

func taxonomies(lang string) (list []Taxonomy) {
	for _, name := range []string{servicesTaxonomy, arrangementsTaxonomy} {
		list = append(list, Taxonomy{ID: taxonomyID(name), Name: taxonomyName(lang, name), Description: i18n.T(lang, "hsds.taxonomy."+name+".text"), Version: "1"})
	}
	return list
}

// TermQuery is which terms are asked for: of one taxonomy, below one term, or only those at the top.
type TermQuery struct {
	Paging
	Search, TaxonomyID, ParentID string
	TopOnly                      bool
}

// Terms lists the terms asked for.
func Terms(q TermQuery) *Page[TaxonomyTerm] {
	return cut(q.Paging, slices.DeleteFunc(terms(q.Lang), func(t TaxonomyTerm) bool {
		return q.TaxonomyID != "" && t.TaxonomyID != q.TaxonomyID || q.ParentID != "" && t.ParentID != q.ParentID || q.TopOnly && t.ParentID != "" || !says(q.Search, t.Name)
	}))
}

// TermByID is one of them; models.ErrNotFound when there is none.
func TermByID(lang, id string) (*TaxonomyTerm, error) {
	return pick(terms(lang), func(t TaxonomyTerm) bool { return t.ID == id })
}

func terms(lang string) (list []TaxonomyTerm) {
	for _, category := range models.ServiceCategories() {
		list = append(list, term(lang, servicesTaxonomy, categoryID(category), category, i18n.T(lang, "category."+category)))
	}
	for _, s := range slices.Concat(models.Services, models.Arrangements) {
		list = append(list, *serviceTerm(lang, s))
	}
	return list
}

func term(lang, taxonomy, id, code, name string) TaxonomyTerm {
	return TaxonomyTerm{
		ID: id, Code: code, Name: name, Term: name, Description: name, Taxonomy: taxonomyName(lang, taxonomy), TaxonomyID: taxonomyID(taxonomy), Language: lang,
	}
}

func serviceTerm(lang string, s models.Service) *TaxonomyTerm {
	taxonomy := servicesTaxonomy
	if s.Category == models.CategoryArrangement {
		taxonomy = arrangementsTaxonomy
	}
	t := term(lang, taxonomy, termID(s.Code), s.Code, i18n.Service(lang, s.Code))
	t.TermURI = s.ESCO
	if taxonomy == servicesTaxonomy {
		t.ParentID = categoryID(s.Category)
	}
	return &t
}

// maskOf has the bits of the services that a term stands for, a category for all of its own; none for a term that does not exist.
func maskOf(term string) int64 {
	return mask(func(s models.Service) bool {
		return termID(s.Code) == term || s.Category != models.CategoryArrangement && categoryID(s.Category) == term
	})
}

func maskOfTaxonomy(id string) int64 {
	return mask(func(s models.Service) bool { return serviceTerm("en", s).TaxonomyID == id })
}

func mask(of func(models.Service) bool) (bits int64) {
	for _, s := range slices.Concat(models.Services, models.Arrangements) {
		if of(s) {
			bits |= 1 << s.Bit
		}
	}
	return bits
}

// says tells whether every word of a search begins a word of the texts.
func says(search string, texts ...string) bool {
	said := " " + fold.Name(strings.Join(texts, " "))
	for _, word := range strings.Fields(fold.Name(search)) {
		if !strings.Contains(said, " "+word) {
			return false
		}
	}
	return true
}

func pick[T any](list []T, is func(T) bool) (*T, error) {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return &list[i], nil
	}
	return nil, models.ErrNotFound
}
