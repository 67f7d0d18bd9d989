package publication

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"albo/app/publication/proof"
	"albo/app/store"
	"albo/models"
)

// mostFaults is how many faults a report names; it counts all.
const mostFaults = 200

// Fault is one thing that is not as it was published.
type Fault struct {
	Edition int
	Entry   int // 0: of the edition as a whole
	models.Text
}

// Report is what looking at a body's register once more has shown.
type Report struct {
	Body     *models.Body
	At       time.Time
	Editions int
	Entries  int
	Erased   int
	Newest   *models.RegisterEdition
	Faults   []Fault // the first of them
	Count    int     // of all faults
}

// Whole tells whether all that was published stands as it was.
func (r *Report) Whole() bool { return r.Count == 0 }

// Verify works every hash of a body's register out again, compares it with what is kept, with the edition that follows and with
// the history, and says what was altered.
func Verify(ctx context.Context, st *store.Store, b *models.Body) (*Report, error) {
	r := &Report{Body: b, At: st.Now()}
	err := st.Read(ctx).Transaction(func(db *gorm.DB) error { return r.look(db) }, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	return r, err
}

func (r *Report) look(db *gorm.DB) error {
	editions, err := Editions(db, r.Body.ID)
	if err != nil {
		return err
	}
	kept, err := remembered(db, r.Body.Slug)
	if err != nil {
		return err
	}
	r.Editions, r.Newest = len(editions), nil
	if len(editions) > 0 {
		r.Newest = &editions[0]
	}
	previous, next := "", 1
	for i := len(editions) - 1; i >= 0; i-- {
		e := &editions[i]
		for ; next < e.Number; next++ {
			r.fault(next, 0, "gap")
			previous = kept.published[next]
		}
		if err := r.edition(db, e, previous, kept); err != nil {
			return err
		}
		if previous = kept.published[e.Number]; previous == "" {
			previous = e.Hash
		}
		next = e.Number + 1
	}
	for ; kept.published[next] != ""; next++ {
		r.fault(next, 0, "gap")
	}
	return nil
}

// memory is what the history tells of a body's register.
type memory struct {
	published map[int]string         // number → hash
	erased    map[int64]map[int]bool // edition → entries
	takenDown map[int64]bool
}

func remembered(db *gorm.DB, slug string) (memory, error) {
	m := memory{map[int]string{}, map[int64]map[int]bool{}, map[int64]bool{}}
	var events []models.Event
	err := db.Raw(`
		select * from events where subject = ? and subject_id in (
		  select subject_id from events where subject = ? and step = 'publish' and detail::jsonb ->> 'body' = ?)`, Subject, Subject, slug).Scan(&events).Error
	for _, e := range events {
		switch e.Step {
		case "publish":
			number, _ := strconv.Atoi(e.Detail["number"]) // written by keep
			m.published[number] = e.Detail["hash"]
		case "erase":
			if m.erased[e.SubjectID] == nil {
				m.erased[e.SubjectID] = map[int]bool{}
			}
			position, _ := strconv.Atoi(e.Detail["entry"]) // written by erase
			m.erased[e.SubjectID][position] = true
		case "take_down":
			m.takenDown[e.SubjectID] = true
		}
	}
	return m, err
}

func (r *Report) fault(edition, entry int, what string, pairs ...string) {
	r.Count++
	if len(r.Faults) < mostFaults {
		pairs = append(pairs, "edition", strconv.Itoa(edition), "entry", strconv.Itoa(entry))
		r.Faults = append(r.Faults, Fault{edition, entry, models.Say("register.fault."+what, pairs...)})
	}
}

// edition checks one edition: its record, its place in the chain, its entries.
func (r *Report) edition(db *gorm.DB, e *models.RegisterEdition, previous string, kept memory) error {
	worked := proof.Record([]byte(e.Sealed)).String()
	before := kept.published[e.Number]
	switch {
	case before == "":
		r.fault(e.Number, 0, "unrecorded")
	case worked != e.Hash && worked == before:
		r.fault(e.Number, 0, "hash")
	case worked != e.Hash:
		r.fault(e.Number, 0, "record")
	case e.Hash != before:
		r.fault(e.Number, 0, "replaced")
	}
	var was record
	if json.Unmarshal([]byte(e.Sealed), &was) != nil {
		r.fault(e.Number, 0, "unreadable")
		return nil
	}
	if was.Previous != previous {
		r.fault(e.Number, 0, "chain")
	}
	if err := r.columns(e, was); err != nil {
		return err
	}
	return r.entries(db, e, was, kept)
}

// columns compares what pages show of an edition with its record.
func (r *Report) columns(e *models.RegisterEdition, was record) error {
	is := recordOf(e, r.Body)
	is.BodyName = was.BodyName // a body may take a new name
	before, err := fieldsOf(was)
	if err != nil {
		return err
	}
	after, err := fieldsOf(is)
	for _, name := range recordNames {
		if before[name] != after[name] {
			r.fault(e.Number, 0, "column", "what_key", "register.record."+name, "before", before[name], "after", after[name])
		}
	}
	return err
}

// fieldsOf are the fields of a record by name, for people.
func fieldsOf(of record) (map[string]string, error) {
	written, err := proof.Canonical(of)
	if err != nil {
		return nil, err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(written, &raw); err != nil {
		return nil, err
	}
	fields := map[string]string{}
	for name, value := range raw {
		fields[name] = strings.Trim(string(value), `"`)
	}
	return fields, nil
}

// reading is one look at the entries of an edition.
type reading struct {
	edition        *models.RegisterEdition
	was            record
	stored, worked proof.Tree // of the hashes as they are kept, and as they come out now
	next           int        // position of the entry that comes next
	wrong          []models.RegisterRow
	wrongCount     int
	named          bool // the term of publication is not over
}

// entries works out the hash of each entry and the root over them.
func (r *Report) entries(db *gorm.DB, e *models.RegisterEdition, was record, kept memory) error {
	look := &reading{edition: e, was: was, next: 1, named: !was.EndsOn.Before(models.Day(r.At, r.Body.Country)) || was.EndsOn.IsZero()}
	err := eachRow(db, e, func(row models.RegisterRow) error {
		r.missing(look, row.Position)
		look.next = row.Position + 1
		r.Entries++
		look.stored.Add(proof.Hash(row.Leaf))
		if row.Content != nil {
			r.row(look, row)
			return nil
		}
		r.Erased++
		look.worked.Add(proof.Hash(row.Leaf))
		if !kept.takenDown[e.ID] && !kept.erased[e.ID][row.Position] {
			r.fault(e.Number, row.Position, "emptied")
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.missing(look, was.Entries+1)
	r.leaves(look)
	return nil
}

// missing notes the entries that should stand before a position and do not.
func (r *Report) missing(look *reading, until int) {
	for ; look.next < until && look.next <= look.was.Entries; look.next++ {
		r.fault(look.edition.Number, look.next, "entry_missing")
	}
}

// row compares the bytes of an entry with their hash, and what is kept beside them with the bytes.
func (r *Report) row(look *reading, row models.RegisterRow) {
	leaf := proof.Leaf(row.Salt, []byte(*row.Content))
	look.worked.Add(leaf)
	if leaf != proof.Hash(row.Leaf) {
		if look.wrongCount++; len(look.wrong) < mostFaults {
			look.wrong = append(look.wrong, row)
		}
	}
	entry, err := read(row)
	number, name := look.edition.Number, look.name(entry)
	switch {
	case row.Position > look.was.Entries:
		r.fault(number, row.Position, "entry_extra", "name", name)
	case err != nil:
		r.fault(number, row.Position, "entry_unreadable")
	case entry.Position != row.Position:
		r.fault(number, row.Position, "entry_moved", "name", name, "before", strconv.Itoa(entry.Position))
	case row.Ref != nil && (*row.Ref != entry.Ref || *row.Search != searched(entry.RegisterEntry)): // a file has neither
		r.fault(number, row.Position, "entry_index", "name", name)
	}
}

// leaves says of each entry whose bytes and hash do not go together which of the two was altered: the root tells, as long as it
// is right for the hashes, or for the bytes.
func (r *Report) leaves(look *reading) {
	what := "entry"
	hashesStand, bytesStand := look.stored.Root().String() == look.was.Root, look.worked.Root().String() == look.was.Root
	if !hashesStand && bytesStand {
		what = "entry_hash"
	}
	for _, row := range look.wrong {
		entry, _ := read(row) // what cannot be read has no name
		r.fault(look.edition.Number, row.Position, what, "name", look.name(entry))
	}
	r.Count += look.wrongCount - len(look.wrong)
	if !hashesStand && !bytesStand {
		r.fault(look.edition.Number, 0, "root")
	}
}

// name is that of an entry, as long as it may be told.
func (look *reading) name(e Entry) string {
	if !look.named || e.Surname == "" {
		return "–"
	}
	return e.FullName()
}
