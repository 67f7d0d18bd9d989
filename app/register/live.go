package register

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"albo/app/register/index"
	"albo/app/store"
)

// live is the public list in memory and what its pages say beside it, kept at the registry's newest change.
type live struct {
	mu      sync.Mutex
	running bool
	next    *turn

	version int64 // of what follows; only the running turn writes
	index   *index.Index
	around  *around
	covered atomic.Pointer[covered]
}

// covered is how many carers there are in each municipality on a day, at a version.
type covered struct {
	version int64
	day     int
	list    []Near
}

// turn is one look for changes, for everybody who asked before it began.
type turn struct {
	done    chan struct{}
	version int64
	around  *around
	err     error
}

// listed is the public list as it is now or later: a look for changes that began before the call is not waited for.
func listed(ctx context.Context, st *store.Store) (*index.Index, *turn, error) {
	l := store.Beside(st, &live{index: index.New()})
	t := l.join(st)
	select {
	case <-t.done:
		return l.index, t, t.err
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
}

// Version is the number of the newest change to anything that the public list and its pages show.
func Version(ctx context.Context, st *store.Store) (int64, error) {
	_, t, err := listed(ctx, st)
	if err != nil {
		return 0, err
	}
	return t.version, nil
}

// join takes part in the next turn. So many requests as come in the meantime share its one statement.
func (l *live) join(st *store.Store) *turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.next == nil {
		l.next = &turn{done: make(chan struct{})}
	}
	t := l.next
	if !l.running {
		l.running = true
		go l.run(st)
	}
	return t
}

func (l *live) run(st *store.Store) {
	for {
		l.mu.Lock()
		t := l.next
		l.next = nil
		if t == nil {
			l.running = false
		}
		l.mu.Unlock()
		if t == nil {
			return
		}
		t.err = l.follow(st)
		t.version, t.around = l.version, l.around
		close(t.done)
	}
}

// mostFollowed is by how many changes the index may lag behind before it is made anew; the database remembers a thousand.
const mostFollowed = 900

// follow brings the index up to the newest change.
func (l *live) follow(st *store.Store) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	db := st.Read(ctx)
	var rows []struct {
		Version int64
		Change  *int64
		Person  *int64
	}
	err := db.Raw(`select s.version, c.version change, c.person_id person from register_state s left join register_changes c on c.version > ?`, l.version).Scan(&rows).Error
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errors.New("the public list does not count its changes")
	}
	version := rows[0].Version
	switch {
	case version == l.version:
		return nil
	case l.version == 0 || version < l.version || version-l.version > mostFollowed, l.index.Wasted():
		return l.load(db, version)
	}
	var people []int64
	others := l.around == nil
	for _, row := range rows {
		if row.Person != nil {
			people = append(people, *row.Person)
		} else {
			others = true
		}
	}
	if others {
		if l.around, err = readAround(db); err != nil {
			return err
		}
	}
	slices.Sort(people)
	if err := apply(db, l.index, slices.Compact(people)); err != nil {
		return err
	}
	l.version = version
	return nil
}

// load makes the index anew.
func (l *live) load(db *gorm.DB, version int64) (err error) {
	if l.around, err = readAround(db); err != nil {
		return err
	}
	entries, err := readEntries(db, "", nil)
	if err != nil {
		return err
	}
	l.index.Replace(entries)
	l.version = version
	return nil
}

// apply reads again who changed. Thousands at once are read in one statement too.
func apply(db *gorm.DB, x *index.Index, people []int64) error {
	if len(people) == 0 {
		return nil
	}
	entries, err := readEntries(db, "where v.person_id = any(cast(? as bigint[]))", []any{array(people)})
	if err != nil {
		return err
	}
	x.Apply(people, entries)
	return nil
}

func readEntries(db *gorm.DB, where string, args []any) (entries []index.Entry, err error) {
	rows, err := db.Raw(`
		select v.person_id, v.sort_name, v.search, v.service_mask, v.language_mask, coalesce(v.visible_until - date '1970-01-01', 2147483647),
		       coalesce((select string_agg(l.territory_id::text, ' ') from provider_places l where l.person_id = v.person_id), '')
		  from providers v `+where, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e index.Entry
		var places string
		if err := rows.Scan(&e.Person, &e.SortName, &e.Text, &e.Services, &e.Languages, &e.Until, &places); err != nil {
			return nil, err
		}
		for id := range strings.FieldsSeq(places) {
			place, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return nil, err
			}
			e.Places = append(e.Places, place)
		}
		entries = append(entries, e)
	}
	return entries, rows.Err()
}

// array writes numbers as the database reads them.
func array(numbers []int64) string {
	return "{" + strings.Trim(strings.ReplaceAll(fmt.Sprint(numbers), " ", ","), "[]") + "}"
}
