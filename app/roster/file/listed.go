package file

import (
	"hash/maphash"
	"strings"

	"albo/models"
)

// listed remembers, by hashes, who has been listed and in which row.
type listed struct {
	seed    maphash.Seed
	rows    map[uint64]person
	sameKey map[uint64]int // lines that only a name tells apart, by their key
}

type person struct {
	row   int32
	coded bool   // has a tax code
	name  uint32 // hash of the name
}

func newListed() listed {
	return listed{maphash.MakeSeed(), map[uint64]person{}, map[uint64]int{}}
}

// add gives the line its key and remembers the person; when they are listed already, it tells in which row, and whether under
// the same name: a code may have been copied into the wrong row.
//
// Two lines are one person when their tax codes are equal, or name and birth date, unless two different codes say otherwise. Of two with
// neither code nor birth date only lines with all else equal but the running number are one person.
func (l *listed) add(line *models.RosterLine) (first int, namesake bool) {
	me := person{int32(line.Row), line.TaxCodeKey != "", uint32(l.hash("name", line.NameKey))}
	line.LineKey = line.TaxCodeKey
	switch {
	case !me.coded && line.BirthDate.IsZero():
		return l.addNameOnly(line, me), true
	case !me.coded:
		line.LineKey = line.NameKey + "|" + line.BirthDate.String()
	default:
		code := l.hash("code", line.TaxCodeKey)
		if first := l.remember(code, me); first != 0 {
			return first, l.rows[code].name == me.name
		}
	}
	if line.BirthDate.IsZero() {
		return 0, false
	}
	born := l.hash("born", line.NameKey) + uint64(line.BirthDate.Time().Unix())
	if before, found := l.rows[born]; found && before.coded && me.coded {
		return 0, false
	}
	return l.remember(born, me), true
}

// remember keeps the first who has a key, and tells their row to everybody else.
func (l *listed) remember(hash uint64, p person) (first int) {
	if before, found := l.rows[hash]; found {
		return int(before.row)
	}
	l.rows[hash] = p
	return 0
}

// addNameOnly numbers the keys of different people whom the list does not tell apart.
func (l *listed) addNameOnly(line *models.RosterLine, me person) (first int) {
	act := line.ActNumber
	if act == "" {
		act = line.Number
	}
	line.LineKey = line.NameKey + "|" + act
	all := []string{line.NameKey, line.ActNumber, line.ActDate.String(), line.Municipality, line.BirthPlace, line.Phone, line.Email}
	if first := l.remember(l.hash("all", strings.Join(all, "\x00")), me); first != 0 {
		return first
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
