package register

import (
	"slices"
	"strings"
	"sync"

	"albo/app/fold"
	"albo/app/i18n"
	"albo/app/register/index"
	"albo/app/roster/matching"
	"albo/models"
)

// Understood is a part of what was typed, and the filters it was taken for.
type Understood struct {
	Typed     string
	Services  []string // services or arrangements, any of which will do
	Languages []string
	Place     *Place
	Everybody bool // what everybody in the list is: it narrows nothing
	Words     []string
}

// IsFilter tells whether it was taken for more than words.
func (u *Understood) IsFilter() bool {
	return len(u.Services)+len(u.Languages) > 0 || u.Place != nil || u.Everybody
}

// reader understands what families type.
type reader struct {
	phrases map[string]*Understood // by their words in order of the alphabet, small words left out
	longest int
	words   map[string]bool     // of phrases
	slips   map[string][]string // words of phrases, short of one letter
	sounds  map[string][]string // names of places by their sound
	places  map[string][]*Place
}

// small words say nothing of what is looked for.
var small = setOf("di a da in con su per tra fra e o il lo la i gli le un uno una del dello della dei degli delle al allo alla ai agli alle dal nel nello nella sul che chi " +
	"mi ci serve cerco cercasi de en por para con sin y u el los las unos unas al que quien busco se necesita necesito " +
	"se kai i to ta o oi h tin ton tis tou tous ton sto sti stin ston stous stis apo gia me na pou enas mia ena psachno zito thelo kat " +
	"the of at in on for with and or an who that to by some looking need needed wanted l d all dell nell un")

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// spoken folds a text of several words; an apostrophe parts them (all’ospedale), while in names it does not (D’Angelo).
func spoken(text string) string {
	return fold.Name(strings.NewReplacer("'", " ", "’", " ").Replace(text))
}

// searchForm is the form under which a phrase is found: in whatever order, with whatever small words.
func searchForm(phrase string) string {
	words := strings.Fields(spoken(phrase))
	if telling := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return small[w] }); len(telling) > 0 {
		words = telling
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

func newReader(words []models.SearchWord, places map[string][]*Place) *reader {
	r := &reader{phrases: map[string]*Understood{}, words: map[string]bool{}, slips: map[string][]string{}, sounds: map[string][]string{}, places: places}
	for name, list := range places {
		if len(list) == 1 {
			r.phrase(searchForm(name)).Place = list[0]
			r.sounds[matching.Sound(name)] = append(r.sounds[matching.Sound(name)], name)
		}
	}
	for _, s := range slices.Concat(models.Services, models.Arrangements) {
		for _, name := range s.Names {
			r.means(searchForm(name), models.FacetService, s.Code)
		}
	}
	for _, tag := range models.SpokenLanguages {
		for _, lang := range i18n.Languages {
			r.means(searchForm(i18n.LanguageName(lang, tag)), models.FacetLanguage, tag)
		}
	}
	for _, w := range words {
		r.means(w.SearchForm, w.Facet, w.Code)
	}
	for phrase := range r.phrases {
		r.longest = max(r.longest, strings.Count(phrase, " ")+1)
		for w := range strings.FieldsSeq(phrase) {
			r.slip(w)
		}
	}
	return r
}

func (r *reader) phrase(form string) *Understood {
	if r.phrases[form] == nil {
		r.phrases[form] = &Understood{}
	}
	return r.phrases[form]
}

// means adds a meaning to a phrase; what staff say of a word goes before the place of that name.
func (r *reader) means(form string, facet models.Facet, code string) {
	u := r.phrase(form)
	u.Place = nil
	switch facet {
	case models.FacetService, models.FacetArrangement:
		u.Services = addOnce(u.Services, code)
	case models.FacetLanguage:
		u.Languages = addOnce(u.Languages, code)
	case models.FacetEverybody:
		u.Everybody = true
	}
}

func addOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// mended is from how many letters a word of a phrase or a place may have a wrong one.
const mended = 5

func (r *reader) slip(w string) {
	r.words[w] = true
	if len(w) < mended {
		return
	}
	for i := range len(w) {
		gap := w[:i] + w[i+1:]
		r.slips[gap] = addOnce(r.slips[gap], w)
	}
	r.slips[w] = addOnce(r.slips[w], w)
}

// mend is the one word of a phrase that a typed one is a slip of, or of which it leaves out a letter; itself when there is none or several.
func (r *reader) mend(w string) string {
	if len(w) < mended-1 || r.words[w] {
		return w
	}
	var near []string
	try := func(list []string) {
		for _, other := range list {
			if index.OneSlip(w, other) {
				near = addOnce(near, other)
			}
		}
	}
	try(r.slips[w])
	for i := range len(w) {
		try(r.slips[w[:i]+w[i+1:]])
	}
	if len(near) == 0 {
		return w
	}
	slices.Sort(near)
	return near[0]
}

// place is the only municipality of a folded name, one slip away or of the same sound.
func (r *reader) place(name string) *Place {
	var near []string
	for known, list := range r.places {
		if len(list) == 1 && len(name) >= mended-1 && index.OneSlip(name, known) {
			near = append(near, known)
		}
	}
	if len(near) == 0 {
		near = r.sounds[matching.Sound(name)]
	}
	if len(near) != 1 {
		return nil
	}
	return r.places[near[0]][0]
}

// token is a typed word, as typed and as it is looked for.
type token struct {
	typed, folded string
}

// mostWords is how many words of a text are looked for.
const mostWords = 12

func tokens(text string) (list []token) {
	for part := range strings.FieldsSeq(strings.NewReplacer("'", " ", "’", " ").Replace(text)) {
		for w := range strings.FieldsSeq(fold.Name(part)) {
			if len(list) < mostWords {
				list = append(list, token{part, w})
			}
		}
	}
	return list
}

// read takes a text apart: the longest phrases first, then single words. known tells whether a word stands in the public list.
func (r *reader) read(text string, known func(string) bool) (parts []Understood) {
	list := tokens(text)
	for i := 0; i < len(list); {
		u, used := r.longestPhrase(list[i:], known)
		if used == 0 {
			u, used = Understood{Words: []string{list[i].folded}}, 1
			if small[list[i].folded] && len(list) > 1 && !known(list[i].folded) {
				u.Words, u.Everybody = nil, true
			} else {
				u.Services = servicesNamed(list[i].folded)
			}
		}
		var typed []string
		for _, t := range list[i : i+used] {
			typed = addOnce(typed, t.typed)
		}
		u.Typed = strings.Join(typed, " ")
		parts = append(parts, u)
		i += used
	}
	return parts
}

// longestPhrase is the longest phrase that a text begins with, small words between its words and slips of the pen allowed.
func (r *reader) longestPhrase(list []token, known func(string) bool) (u Understood, used int) {
	var form, words []string
	for n, t := range list {
		words = append(words, t.folded)
		if !small[t.folded] || len(list) == 1 {
			w := t.folded
			if !known(w) {
				w = r.mend(w)
			}
			form = append(form, w)
		} else if n == 0 {
			return u, 0
		}
		if len(form) > r.longest {
			break
		}
		if found := r.phrases[strings.Join(slices.Sorted(slices.Values(form)), " ")]; found != nil && (!small[t.folded] || len(list) == 1) {
			u, used = *found, n+1
			u.Words, u.Services = slices.Clone(words), slices.Clone(found.Services)
			if len(form) == 1 && len(u.Services) > 0 { // also the services that are called so
				for _, code := range servicesNamed(form[0]) {
					u.Services = addOnce(u.Services, code)
				}
			}
		}
	}
	return u, used
}

// servicesNamed are the services whose name, in any language, has a word that begins like this one; of short words only one that is the same.
func servicesNamed(word string) (codes []string) {
	if small[word] {
		return nil
	}
	if len(word) < 4 {
		word += " "
	}
	for _, s := range serviceNames() {
		if strings.Contains(s.names, " "+word) {
			codes = append(codes, s.code)
		}
	}
	return codes
}

// serviceNames gives for each service all its names, folded.
var serviceNames = sync.OnceValue(func() (list []struct{ code, names string }) {
	for _, s := range slices.Concat(models.Services, models.Arrangements) {
		names := " "
		for _, lang := range i18n.Languages {
			names += spoken(s.Names[lang]) + "  "
		}
		list = append(list, struct{ code, names string }{s.Code, names})
	}
	return list
})

// term is how the index looks for it. A place is also somebody’s name, but not what a text happens to mention.
func (u *Understood) term() index.Term {
	t := index.Term{Words: u.Words, Services: models.ServiceMask(u.Services), Languages: models.LanguageMask(u.Languages)}
	if u.Place != nil {
		t.Place = u.Place.ID
	}
	t.InName = t.Place != 0
	return t
}
