package roster_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"albo/app/roster"
	"albo/app/store"
	"albo/app/work"
	"albo/models"
)

// count asks the registry for a number.
func count(t testing.TB, st *store.Store, query string, args ...any) (n int) {
	t.Helper()
	if err := st.Read(t.Context()).Raw(query, args...).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// until waits for something that another goroutine does.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	for range 600 {
		if is() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("never: %s", what)
}

// An officer stops the reading of a file in the middle: the job ends, and nothing of it is left.
func TestAReadingCanBeStopped(t *testing.T) {
	t.Parallel()
	st, b, by := newBody(t)
	ctx := t.Context()
	id := upload(t, st, by, b, list(2000, nil))
	e := edition(t, st, by, id)
	read, stopped := make(chan error, 1), make(chan error, 1)
	err := st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Exec("lock table events in share mode").Error; err != nil { // the job cannot end, and holds the edition
			return err
		}
		go func() { read <- st.Drain(ctx, work.Workers(st)) }()
		until(t, "the reading says how far it is", func() bool {
			r, err := roster.ReadingOf(ctx, st, e)
			return err == nil && r.Lines == 2000 && r.Percent == 99
		})
		const waiting = `select coalesce(min(pid), 0) from pg_locks where not granted and relation = 'events'::regclass
			and database = (select oid from pg_database where datname = current_database())`
		job := 0
		until(t, "the job wants to end", func() bool { job = count(t, st, waiting); return job != 0 })
		go func() { stopped <- roster.Discard(ctx, st, by, id, models.EditionReading) }()
		until(t, "the job lets go of the edition, and the officer has it", func() bool {
			now := count(t, st, waiting)
			return now != 0 && now != job
		})
		return nil
	})
	if err = errors.Join(err, <-stopped, <-read); err != nil {
		t.Fatal(err)
	}
	reading(t, st)
	if e = edition(t, st, by, id); e.State != models.EditionDiscarded {
		t.Errorf("the edition is %s", e.State)
	}
	for _, query := range []string{
		"select count(*) from roster_lines", "select count(*) from readings", "select count(*) from events where step = 'read'", "select count(*) from river_job where state = 'running'",
	} {
		if n := count(t, st, query); n != 0 {
			t.Errorf("%s: %d", query, n)
		}
	}
	if f, err := st.Files.Open(e.FileKey); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still there: %v %v", f, err)
	}
	again := upload(t, st, by, b, list(20, nil))
	reading(t, st)
	if e := edition(t, st, by, again); e.State != models.EditionPreview {
		t.Errorf("uploaded again it is %s", e.State)
	}
}

// Stopped in the name of an officer whose request died, the job itself drops the edition.
func TestAStoppedReadingDropsItself(t *testing.T) {
	t.Parallel()
	st, b, by := newBody(t)
	id := upload(t, st, by, b, list(20, nil))
	if err := st.Read(t.Context()).Exec("insert into readings (edition_id, percent, stopped) values (?, 50, true)", id).Error; err != nil {
		t.Fatal(err)
	}
	read := make(chan error, 1)
	err := st.Write(t.Context(), func(tx *store.Tx) error {
		if _, err := store.Lock[models.RosterEdition](tx, id); err != nil { // the job waits for it
			return err
		}
		go func() { read <- st.Drain(t.Context(), work.Workers(st)) }()
		until(t, "the job looks whether it is to stop", func() bool {
			return count(t, st, "select count(*) from readings where percent = 0") == 1
		})
		return nil
	})
	if err = errors.Join(err, <-read); err != nil {
		t.Fatal(err)
	}
	if e := edition(t, st, by, id); e.State != models.EditionDiscarded {
		t.Errorf("the edition is %s", e.State)
	}
}

// Accepted by mistake, a plan waits again; only its officer can do that, and only before it is public.
func TestAcceptanceIsTakenBack(t *testing.T) {
	t.Parallel()
	st, b, by := newBody(t)
	ctx := t.Context()
	id := upload(t, st, by, b, list(5, nil))
	reading(t, st)
	kind := func(err error) models.Kind {
		var refused *models.Error
		if errors.As(err, &refused) {
			return refused.Kind
		}
		return 0
	}
	if err := roster.TakeBack(ctx, st, by, id); kind(err) != models.Conflict {
		t.Errorf("before it was accepted: %v", err)
	}
	if err := roster.Commit(ctx, st, by, id, false); err != nil {
		t.Fatal(err)
	}
	if err := roster.TakeBack(ctx, st, models.Actor{AccountID: 9}, id); kind(err) != models.NotFound {
		t.Errorf("by somebody else: %v", err)
	}
	if err := roster.TakeBack(ctx, st, by, id); err != nil {
		t.Fatal(err)
	}
	if e := edition(t, st, by, id); e.State != models.EditionPreview || e.CommittedAt != nil || e.Total != 5 {
		t.Errorf("taken back: %+v", e)
	}
	e := published(t, st, by, b, list(5, nil), 0)
	if err := roster.TakeBack(ctx, st, by, e.ID); kind(err) != models.Conflict {
		t.Errorf("once it is public: %v", err)
	}
}
