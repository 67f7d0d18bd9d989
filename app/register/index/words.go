package index

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"albo/app/roster/matching"
)

// vocabulary is every word of the list, with whom it stands at.
type vocabulary struct {
	words  map[string]*word
	sorted []*word
	fresh  []*word            // not yet among the sorted ones
	gaps   map[string][]*word // a word short of one letter: words with one more, one less or another letter meet there
	sounds map[string][]*word // how a word sounds, in whichever spelling
}

// word is a word of the list with the slots it stands at, in growing order.
type word struct {
	text       string
	all, names []uint32
}

// Corrected is from how many letters a word may have a wrong one.
const Corrected = 4

func newVocabulary() vocabulary {
	return vocabulary{words: map[string]*word{}, gaps: map[string][]*word{}, sounds: map[string][]*word{}}
}

func (v *vocabulary) add(slot uint32, name, text string) {
	for w := range strings.FieldsSeq(name) {
		posted := v.word(w)
		posted.names = once(posted.names, slot)
		posted.all = once(posted.all, slot)
	}
	for w := range strings.FieldsSeq(text) {
		posted := v.word(w)
		posted.all = once(posted.all, slot)
	}
}

func once(slots []uint32, slot uint32) []uint32 {
	if n := len(slots); n > 0 && slots[n-1] == slot {
		return slots
	}
	return append(slots, slot)
}

func (v *vocabulary) word(text string) *word {
	if w, ok := v.words[text]; ok {
		return w
	}
	w := &word{text: strings.Clone(text)}
	v.words[w.text], v.fresh = w, append(v.fresh, w)
	if len(text) >= Corrected {
		for gap := range gaps(w.text) {
			v.gaps[gap] = append(v.gaps[gap], w)
		}
		sound := matching.Sound(w.text)
		v.sounds[sound] = append(v.sounds[sound], w)
	}
	return w
}

// settle sorts what came in.
func (v *vocabulary) settle() {
	if len(v.fresh) == 0 {
		return
	}
	v.sorted = append(v.sorted, v.fresh...)
	v.fresh = nil
	slices.SortFunc(v.sorted, func(a, b *word) int { return strings.Compare(a.text, b.text) })
}

// gaps are the forms of a word short of one letter.
func gaps(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := range len(text) {
			if !yield(text[:i] + text[i+1:]) {
				return
			}
		}
	}
}

// most is among how many words of the list a typed one may be meant.
const most = 8

// near are the words of the list that somebody may mean by a typed one: itself; else words one slip away or that sound the
// same; else words that begin so. wide looks for the others beside a word that is there.
func (v *vocabulary) near(typed string, wide bool) []*word {
	same, known := v.words[typed]
	if known && !wide {
		return []*word{same}
	}
	found := v.alike(typed)
	if known || len(found) == 0 && len(typed) > 2 {
		found = append(found, v.beginning(typed)...)
	}
	slices.SortFunc(found, func(a, b *word) int {
		return cmp.Or(cmp.Compare(len(b.all), len(a.all)), strings.Compare(a.text, b.text))
	})
	found = slices.Compact(found)
	return found[:min(len(found), most)]
}

// alike are the words one slip away (a letter too many, too few, another, two exchanged) and those of the same sound.
func (v *vocabulary) alike(typed string) (found []*word) {
	if len(typed) < Corrected {
		return nil
	}
	found = append(found, v.gaps[typed]...)
	for gap := range gaps(typed) {
		if w, ok := v.words[gap]; ok {
			found = append(found, w)
		}
		for _, w := range v.gaps[gap] {
			if len(w.text) == len(typed) && OneSlip(w.text, typed) {
				found = append(found, w)
			}
		}
	}
	if len(found) == 0 {
		found = append(found, v.sounds[matching.Sound(typed)]...)
	}
	return found
}

func (v *vocabulary) beginning(typed string) (found []*word) {
	for i := sort.Search(len(v.sorted), func(i int) bool { return v.sorted[i].text >= typed }); i < len(v.sorted) && strings.HasPrefix(v.sorted[i].text, typed); i++ {
		found = append(found, v.sorted[i])
	}
	return found
}

// OneSlip tells whether two words are the same but for one letter, or two neighbours exchanged.
func OneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i >= len(a)-1 || a[i+1:] == b[i+1:] {
		return true
	}
	return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// Knows tells whether a folded word stands in the list.
func (x *Index) Knows(text string) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	_, ok := x.words.words[text]
	return ok
}
