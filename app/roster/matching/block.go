package matching

import "slices"

// Records are compared only when they share a key: a code, a birth date, the sounds of two of their names, a telephone, an e-mail, an
// address, or one name and a part of the birth date (multi-pass blocking: Newcombe et al., Automatic Linkage of Vital
// Records, Science 130, 1959; Hernández and Stolfo, The Merge/Purge Problem, 1995). A typo in every name and in the birth date at once is what
// escapes.

// Kinds of key.
const (
	keyCode uint64 = iota + 1
	keyBirth
	keyNames
	keyPhone
	keyEmail
	keyAddress
	keyYear
	keyMonthDay
)

const mostKeyWords = 5 // words of a name of which keys are made

// appendKeys adds the keys of a record.
func appendKeys(keys []uint64, r *Record) []uint64 {
	if r.code != "" {
		keys = append(keys, mix(keyCode, hashOf(r.code)))
	}
	if r.phone != "" {
		keys = append(keys, mix(keyPhone, hashOf(r.phone)))
	}
	if r.email != "" {
		keys = append(keys, mix(keyEmail, hashOf(r.email)))
	}
	if r.address.joined != "" {
		keys = append(keys, mix(keyAddress, hashOf(r.address.joined)))
	}
	if r.born.known() {
		keys = append(keys, birthKey(r))
	}
	var sounds [mostKeyWords]uint64
	words := sounds[:0]
	for _, w := range r.whole.words {
		if !w.particle && len(w.text) > 1 && len(words) < mostKeyWords {
			words = append(words, w.hash)
		}
	}
	for i, hash := range words {
		for _, other := range words[i+1:] {
			keys = append(keys, mix(keyNames, hash+other))
		}
		if r.born.known() {
			keys = append(keys, mix(keyYear, hash+uint64(r.born.year%100)<<40), mix(keyMonthDay, hash+uint64(r.born.month*32+r.born.day)<<40))
		}
	}
	return keys
}

func birthKey(r *Record) uint64 {
	return mix(keyBirth, uint64(r.born.year%100)<<16|uint64(r.born.month)<<8|uint64(r.born.day))
}

// nameKey is of all words, in whatever order.
func nameKey(r *Record) uint64 {
	sum := uint64(0)
	for _, w := range r.whole.words {
		if !w.particle {
			sum += w.hash
		}
	}
	return mix(keyNames, sum)
}

func mix(kind, hash uint64) uint64 {
	h := hash ^ kind*0x9e3779b97f4a7c15
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

// hashOf is FNV-1a, the same on every machine and day.
func hashOf(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// index finds the records that share a key with another.
type index struct {
	records  []Record
	postings map[uint64][]int32
}

// newIndex is over the records that will be asked for. A key whose records would make more pairs than a fair share is left
// out: it tells nobody apart, and the number of pairs stays linear.
func newIndex(records, others []Record) *index {
	x := &index{records, make(map[uint64][]int32, 8*len(records))}
	keys := make([]uint64, 0, 32)
	for i := range records {
		for _, key := range distinct(appendKeys(keys[:0], &records[i])) {
			x.postings[key] = append(x.postings[key], int32(i))
		}
	}
	x.leaveOutFrequent(others)
	return x
}

func (x *index) leaveOutFrequent(others []Record) {
	asked := make(map[uint64]int, len(x.postings))
	keys := make([]uint64, 0, 32)
	for i := range others {
		for _, key := range distinct(appendKeys(keys[:0], &others[i])) {
			if _, ok := x.postings[key]; ok {
				asked[key]++
			}
		}
	}
	most := max(20_000, 2*(len(x.records)+len(others)))
	for key, list := range x.postings {
		if n := asked[key]; n == 0 || n*len(list) > most {
			delete(x.postings, key)
		}
	}
}

func distinct(keys []uint64) []uint64 {
	slices.Sort(keys)
	return slices.Compact(keys)
}

// near gives the numbers of the indexed records that share a key with r, in rising order.
func (x *index) near(r *Record, keys []uint64, into []int32) []int32 {
	for _, key := range appendKeys(keys[:0], r) {
		into = append(into, x.postings[key]...)
	}
	slices.Sort(into)
	return slices.Compact(into)
}
