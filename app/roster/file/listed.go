package file

import (
	"hash/maphash"
	"strings"

	"albo/models"
)

// listed remembers, by hashes, who has been listed and in which row, in some forty bytes a person.
type listed struct {
	seed    maphash.Seed
	people  []*[chunk]person
	n       uint32
	shards  [256]shard
	sameKey map[uint64]int // lines that only a name tells apart, by their key
}

// chunk is how many people are kept together, so that nobody is copied when there are more.
const chunk = 4096

type person struct {
	row   int32
	name  uint32 // hash of the name
	code  uint32 // hash of the tax code
	coded bool   // has a tax code
}

// shard is a part of a hash table by open addressing, grown by a half when it is four fifths full.
type shard struct {
	slots []slot
	used  int
}

type slot struct{ tag, person uint32 } // the person counted from 1; 0 is free

func newListed() listed {
	return listed{seed: maphash.MakeSeed(), sameKey: map[uint64]int{}}
}

func (l *listed) person(n uint32) *person { return &l.people[(n-1)/chunk][(n-1)%chunk] }

// keep gives a person their number.
func (l *listed) keep(p person) uint32 {
	if l.n%chunk == 0 {
		l.people = append(l.people, new([chunk]person))
	}
	l.n++
	*l.person(l.n) = p
	return l.n
}

// find gives the person kept under a hash whom same takes for the one, or keeps one there.
func (l *listed) find(hash uint64, same func(*person) bool, keep func() uint32) *person {
	s := &l.shards[hash>>56]
	if s.used*5 >= len(s.slots)*4 {
		s.grow()
	}
	tag := uint32(hash)
	at := s.place(tag)
	for ; s.slots[at].person != 0; at = (at + 1) % len(s.slots) {
		if s.slots[at].tag != tag {
			continue
		}
		if p := l.person(s.slots[at].person); same(p) {
			return p
		}
	}
	s.slots[at] = slot{tag, keep()}
	s.used++
	return nil
}

func (s *shard) place(tag uint32) int { return int(uint64(tag) * uint64(len(s.slots)) >> 32) }

func (s *shard) grow() {
	before := s.slots
	s.slots = make([]slot, max(16, len(before)*3/2))
	for _, old := range before {
		if old.person == 0 {
			continue
		}
		at := s.place(old.tag)
		for s.slots[at].person != 0 {
			at = (at + 1) % len(s.slots)
		}
		s.slots[at] = old
	}
}

// add gives the line its key and remembers the person; when they are listed already, it tells in which row, and whether under
// the same name: a code may have been copied into the wrong row.
//
// Two lines are one person when their tax codes are equal, or name and birth date, unless two different codes say otherwise. Of two with
// neither code nor birth date only lines with all else equal but the running number are one person.
func (l *listed) add(line *models.RosterLine) (first int, namesake bool) {
	me := person{row: int32(line.Row), name: uint32(l.hash("name", line.NameKey)), coded: line.TaxCodeKey != ""}
	line.LineKey = line.TaxCodeKey
	switch {
	case !me.coded && line.BirthDate.IsZero():
		return l.addNameOnly(line, me), true
	case !me.coded:
		line.LineKey = line.NameKey + "|" + line.BirthDate.String()
	}
	kept := uint32(0)
	keep := func() uint32 {
		if kept == 0 {
			kept = l.keep(me)
		}
		return kept
	}
	if me.coded {
		code := l.hash("code", line.TaxCodeKey)
		me.code = uint32(l.hash("again", line.TaxCodeKey))
		if p := l.find(code, func(p *person) bool { return p.coded && p.code == me.code }, keep); p != nil {
			return int(p.row), p.name == me.name
		}
	}
	if line.BirthDate.IsZero() {
		return 0, false
	}
	born := l.hash("born", line.NameKey) + uint64(line.BirthDate.Time().Unix())*0x9e3779b97f4a7c15
	if p := l.find(born, func(p *person) bool { return p.name == me.name }, keep); p != nil && !(p.coded && me.coded) {
		return int(p.row), true
	}
	return 0, false
}

// addNameOnly numbers the keys of different people whom the list does not tell apart.
func (l *listed) addNameOnly(line *models.RosterLine, me person) (first int) {
	act := line.ActNumber
	if act == "" {
		act = line.Number
	}
	line.LineKey = line.NameKey + "|" + act
	all := []string{line.NameKey, line.ActNumber, line.ActDate.String(), line.Municipality, line.BirthPlace, line.Phone, line.Email}
	same := func(p *person) bool { return p.name == me.name }
	if p := l.find(l.hash("all", strings.Join(all, "\x00")), same, func() uint32 { return l.keep(me) }); p != nil {
		return int(p.row)
	}
	key := l.hash("key", line.LineKey)
	l.sameKey[key]++
	if n := l.sameKey[key]; n > 1 {
		line.LineKey += "|" + itoa(n)
	}
	return 0
}

func (l *listed) hash(kind, key string) uint64 {
	return maphash.String(l.seed, kind) ^ maphash.String(l.seed, key)
}
