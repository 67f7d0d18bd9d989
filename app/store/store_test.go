package store_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"albo/app/apptest"
	"albo/app/store"
	"albo/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// note is a job that leaves a word behind.
type note struct {
	Word string `json:"word"`
}

func (note) Kind() string { return "test_note" }

// notes collects what was worked off.
type notes struct {
	mu    sync.Mutex
	words []string
	fail  bool
}

func (n *notes) workers(st *store.Store) *store.Workers {
	w := store.NewWorkers(st)
	store.Handle(w, func(_ context.Context, _ *store.Store, job note) error {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.words = append(n.words, job.Word)
		if n.fail {
			return errors.New("not today")
		}
		return nil
	})
	return w
}

func TestReady(t *testing.T) {
	t.Parallel()
	if err := apptest.Store(t).Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestWriteKeepsEverythingOrNothing(t *testing.T) {
	t.Parallel()
	st := apptest.Store(t)
	refused := models.Refuse(models.Conflict, "test.refused")
	rows := func(table string) (n int) {
		if err := st.Read(t.Context()).Raw("select count(*) from " + table).Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		return n
	}
	tables, before := []string{"feedback", "counters", "river_job"}, map[string]int{}
	for _, table := range tables {
		before[table] = rows(table)
	}
	err := st.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.Save(&models.Feedback{Page: "/", Language: "it", Rating: 1, CreatedAt: tx.Now()}); err != nil {
			return err
		}
		if _, err := tx.Next("test"); err != nil {
			return err
		}
		if err := tx.Enqueue(note{"lost"}); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatal(err)
	}
	for _, table := range tables {
		if n := rows(table); n != before[table] {
			t.Errorf("%d rows stay in %s", n-before[table], table)
		}
	}
}

func TestJobsAreWorkedOffAfterTheCommit(t *testing.T) {
	t.Parallel()
	st := apptest.Store(t)
	var n notes
	err := st.Write(t.Context(), func(tx *store.Tx) error {
		return errors.Join(tx.Enqueue(note{"first"}), tx.Enqueue(note{"second"}))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Drain(t.Context(), n.workers(st)); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(n.words, " "); got != "first second" {
		t.Errorf("worked off: %s", got)
	}
}

func TestNumbersLeaveNoGap(t *testing.T) {
	t.Parallel()
	st := apptest.Store(t)
	var all sync.WaitGroup
	seen := make([]bool, 21)
	var mu sync.Mutex
	for i := range 40 {
		all.Go(func() {
			_ = st.Write(t.Context(), func(tx *store.Tx) error {
				n, err := tx.Next("test")
				if err != nil {
					t.Error(err)
					return err
				}
				if i%2 == 0 {
					return errors.New("changed my mind")
				}
				mu.Lock()
				defer mu.Unlock()
				if seen[n] {
					t.Errorf("%d was given twice", n)
				}
				seen[n] = true
				return nil
			})
		})
	}
	all.Wait()
	for n := 1; n <= 20; n++ {
		if !seen[n] {
			t.Errorf("%d was never given", n)
		}
	}
}

// A process that dies leaves its job marked as running; another takes it up.
func TestJobsOfADeadProcessAreTakenUp(t *testing.T) {
	t.Parallel()
	st := apptest.Store(t)
	if err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.Enqueue(note{"orphan"}) }); err != nil {
		t.Fatal(err)
	}
	err := st.Read(t.Context()).Exec("update river_job set state = 'running', attempt = 1, attempted_at = now(), attempted_by = array['albo-of-yesterday']").Error
	if err != nil {
		t.Fatal(err)
	}
	var n notes
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- st.Work(ctx, n.workers(st)) }()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		n.mu.Lock()
		worked := len(n.words)
		n.mu.Unlock()
		if worked > 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if len(n.words) != 1 {
		t.Errorf("the orphan was worked off %d times", len(n.words))
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	st := apptest.Store(t)
	ctx := t.Context()
	for range 3 {
		if err := st.Limit(ctx, "door", 3, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	var refusal *models.Error
	if err := st.Limit(ctx, "door", 3, time.Minute); !errors.As(err, &refusal) || refusal.Kind != models.TooMany {
		t.Errorf("the fourth try: %v", err)
	}
	if err := st.Limit(ctx, "window", 3, time.Minute); err != nil {
		t.Errorf("another key: %v", err)
	}
	if err := st.At(apptest.Now.Add(2*time.Minute)).Limit(ctx, "door", 3, time.Minute); err != nil {
		t.Errorf("after the window: %v", err)
	}
	var named int
	if err := st.Read(ctx).Raw("select count(*) from attempts where key like '%door%'").Scan(&named).Error; err != nil || named != 0 {
		t.Errorf("the key is kept as it is: %d %v", named, err)
	}
}

func TestConstraintsAreConflicts(t *testing.T) {
	t.Parallel()
	st := apptest.Store(t)
	save := func() error {
		return st.Write(t.Context(), func(tx *store.Tx) error {
			return tx.Save(&models.Account{Email: "a@example.org", EmailKey: "a@example.org", Name: "A", Language: "it", CreatedAt: tx.Now()})
		})
	}
	if err := save(); err != nil {
		t.Fatal(err)
	}
	var refusal *models.Error
	if err := save(); !errors.As(err, &refusal) || refusal.Kind != models.Conflict {
		t.Errorf("the same row twice: %v", err)
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	files, err := store.OpenFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	kept, err := files.Put(strings.NewReader("contents"), 8)
	if err != nil || kept.Size != 8 || kept.SHA256 != "d1b2a59fbea7e20077af9f91b27e95e865061b270be03ff539ab3b73587882e8" {
		t.Fatalf("%+v %v", kept, err)
	}
	if b, err := files.Read(kept.Key); err != nil || !bytes.Equal(b, []byte("contents")) {
		t.Errorf("%q %v", b, err)
	}
	if _, err := files.Put(strings.NewReader("contents!"), 8); !errors.Is(err, store.ErrTooLarge) {
		t.Errorf("nine bytes where eight may be: %v", err)
	}
	for _, key := range []string{"", "../../etc/passwd", "zz", strings.Repeat("a", 31), strings.ToUpper(kept.Key)} {
		if _, err := files.Open(key); err == nil {
			t.Errorf("opened %q", key)
		}
	}
	if err := errors.Join(files.Delete(kept.Key), files.Delete(kept.Key)); err != nil {
		t.Error(err)
	}
	if _, err := files.Open(kept.Key); err == nil {
		t.Error("opened a file that was deleted")
	}
}
