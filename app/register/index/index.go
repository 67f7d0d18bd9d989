// Package index is the public list in memory, for search: who offers what, where, and in which words.
package index

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
)

// Entry is what search knows of one listed person.
type Entry struct {
	Person    int64
	SortName  string // folded, surname first: its words are the name's
	Text      string // folded: the name and whatever else can be found
	Services  int64  // bits of services and arrangements
	Languages int64
	Until     int     // last day in the list, as a number of days
	Places    []int64 // territories covered
}

// Index holds the entries. Changes and searches may come at the same time.
type Index struct {
	mu      sync.RWMutex
	entries []Entry // by slot; a changed entry gets a new slot, so that every list of slots only grows
	gone    []bool  // the slots that no longer stand for anybody
	slots   map[int64]uint32
	order   []row           // everybody by name
	rank    []uint32        // place of a slot in the order
	places  map[int64][]row // who covers a territory, by name
	words   vocabulary
	dead    int
}

// row is what a filter looks at, side by side in memory with its neighbours.
type row struct {
	services, languages int64
	slot                uint32
	until               int32
}

// New is an index of nobody.
func New() *Index {
	return &Index{slots: map[int64]uint32{}, places: map[int64][]row{}, words: newVocabulary()}
}

// Apply takes people out and puts in those given, new or as they are now.
func (x *Index) Apply(out []int64, in []Entry) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, person := range out {
		x.remove(person)
	}
	x.insert(in)
}

func (x *Index) insert(in []Entry) {
	added := make([]uint32, 0, len(in))
	for _, e := range in {
		x.remove(e.Person)
		added = append(added, x.add(e))
	}
	x.words.settle()
	x.arrange(added)
}

// Replace puts the entries in the place of all that were there.
func (x *Index) Replace(in []Entry) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.empty()
	x.insert(in)
}

func (x *Index) remove(person int64) {
	slot, ok := x.slots[person]
	if !ok {
		return
	}
	delete(x.slots, person)
	x.gone[slot] = true
	x.dead++
	for _, place := range x.entries[slot].Places {
		x.places[place] = slices.DeleteFunc(x.places[place], func(r row) bool { return r.slot == slot })
	}
}

// Wasted tells whether so much was changed that the index is better made anew.
func (x *Index) Wasted() bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.dead > 1000 && x.dead > len(x.entries)/2
}

func (x *Index) empty() {
	x.entries, x.gone, x.order, x.rank, x.dead = nil, nil, nil, nil, 0
	x.slots, x.places, x.words = map[int64]uint32{}, map[int64][]row{}, newVocabulary()
}

func (x *Index) add(e Entry) uint32 {
	slot := uint32(len(x.entries))
	x.words.add(slot, e.SortName, e.Text)
	e.Text = "" // its words are kept instead
	x.entries, x.gone = append(x.entries, e), append(x.gone, false)
	x.slots[e.Person] = slot
	return slot
}

// arrange brings the new slots into the order of names, and into their places in that order.
func (x *Index) arrange(added []uint32) {
	byName := func(a, b row) int {
		return cmp.Or(strings.Compare(x.entries[a.slot].SortName, x.entries[b.slot].SortName), cmp.Compare(x.entries[a.slot].Person, x.entries[b.slot].Person))
	}
	rows := make([]row, 0, len(added))
	for _, slot := range added {
		if e := &x.entries[slot]; !x.gone[slot] {
			rows = append(rows, row{e.Services, e.Languages, slot, int32(min(e.Until, math.MaxInt32))})
		}
	}
	slices.SortFunc(rows, byName)
	x.order = slices.DeleteFunc(x.order, func(r row) bool { return x.gone[r.slot] })
	x.order = merged(x.order, rows, byName)
	x.rank = slices.Grow(x.rank[:0], len(x.entries))[:len(x.entries)]
	for i, r := range x.order {
		x.rank[r.slot] = uint32(i)
	}
	joining := map[int64][]row{}
	for _, r := range rows {
		for _, place := range x.entries[r.slot].Places {
			joining[place] = append(joining[place], r)
		}
	}
	for place, rows := range joining {
		x.places[place] = merged(x.places[place], rows, byName)
	}
}

// merged puts two lists that are in order into one.
func merged(a, b []row, compare func(a, b row) int) []row {
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	list := make([]row, 0, len(a)+len(b)+len(a)/8)
	for len(a) > 0 && len(b) > 0 {
		if compare(a[0], b[0]) <= 0 {
			list, a = append(list, a[0]), a[1:]
		} else {
			list, b = append(list, b[0]), b[1:]
		}
	}
	return append(append(list, a...), b...)
}

// Places counts for each territory the people who cover it on a day.
func (x *Index) Places(today int) map[int64]int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	counts := make(map[int64]int, len(x.places))
	for place, rows := range x.places {
		n := 0
		for i := range rows {
			if int(rows[i].until) >= today {
				n++
			}
		}
		if n > 0 {
			counts[place] = n
		}
	}
	return counts
}

// Covers are the territories that a person covers.
func (x *Index) Covers(person int64) []int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	slot, ok := x.slots[person]
	if !ok {
		return nil
	}
	return x.entries[slot].Places
}
