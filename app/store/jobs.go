package store

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// Workers are the functions that work jobs off, by kind of job.
type Workers struct {
	river *river.Workers
	bound *Store
	run   map[string]func(ctx context.Context, st *Store, args []byte) error
}

// NewWorkers makes workers that act on this store.
func NewWorkers(st *Store) *Workers {
	return &Workers{river: river.NewWorkers(), bound: st, run: map[string]func(context.Context, *Store, []byte) error{}}
}

// Handle ties a function to a kind of job. It may run more than once for one job, after a crash in the middle.
func Handle[T river.JobArgs](w *Workers, do func(ctx context.Context, st *Store, args T) error) {
	river.AddWorker(w.river, &worker[T]{store: w.bound, do: do})
	var kind T
	w.run[kind.Kind()] = func(ctx context.Context, st *Store, raw []byte) error {
		var args T
		if err := json.Unmarshal(raw, &args); err != nil {
			return err
		}
		return do(ctx, st, args)
	}
}

type worker[T river.JobArgs] struct {
	river.WorkerDefaults[T]
	store *Store
	do    func(ctx context.Context, st *Store, args T) error
}

func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	return w.do(ctx, w.store, job.Args)
}

func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return 15 * time.Minute }

// insertOnly is the client that use cases enqueue through.
func insertOnly(pool *pgxpool.Pool) (*river.Client[pgx.Tx], error) {
	return river.NewClient(riverpgxv5.New(pool), &river.Config{})
}

// Work works jobs off until the context ends, then lets the running ones finish.
func (st *Store) Work(ctx context.Context, w *Workers) error {
	// River counts tries itself; a name that no other process bears lets us tell the jobs of a process that died.
	name := fmt.Sprintf("albo-%d-%d", os.Getpid(), time.Now().UnixNano())
	held, err := st.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	alive := held.Hijack() // never back to the pool: the lock below is the connection's
	defer alive.Close(context.Background())
	if _, err := alive.Exec(ctx, "select pg_advisory_lock(hashtextextended($1, 0))", name); err != nil {
		return err
	}
	client, err := river.NewClient(riverpgxv5.New(st.pool), &river.Config{
		ID:                name,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}},
		Workers:           w.river,
		Logger:            slog.Default(),
		FetchPollInterval: time.Second,
	})
	if err != nil {
		return err
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	st.adoptUntil(ctx)
	stop, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return client.Stop(stop)
}

// adoptUntil takes up, until the context ends, the jobs that a process left running when it died.
func (st *Store) adoptUntil(ctx context.Context) {
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	for {
		if err := st.adopt(ctx); err != nil && ctx.Err() == nil {
			slog.Error("take up the jobs of a process that died", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// adopt makes available again every job that is marked as running by a process that is no longer
// connected: a living one holds the advisory lock of its name, and the database frees it with the connection.
func (st *Store) adopt(ctx context.Context) error {
	_, err := st.pool.Exec(ctx, `
		update river_job set state = 'available', scheduled_at = now()
		 where state = 'running'
		   and pg_try_advisory_xact_lock(hashtextextended(attempted_by[array_length(attempted_by, 1)], 0))`)
	return err
}

// Pending counts the jobs of a kind that are not finished.
func (st *Store) Pending(ctx context.Context, kind string) (n int, err error) {
	err = st.pool.QueryRow(ctx, "select count(*) from river_job where kind = $1 and finalized_at is null", kind).Scan(&n)
	return n, err
}

// Drain works off every job that is due, one after the other, in this goroutine and at this store's
// time: for seeds and tests. It returns the first error.
func (st *Store) Drain(ctx context.Context, w *Workers) error {
	for {
		var id int64
		var kind string
		var args []byte
		err := st.pool.QueryRow(ctx, `
			update river_job set state = 'running', attempt = attempt + 1, attempted_at = now()
			 where id = (select id from river_job where state = 'available' order by id limit 1 for update skip locked)
			returning id, kind, args`).Scan(&id, &kind, &args)
		if err == pgx.ErrNoRows {
			return nil
		}
		if err != nil {
			return err
		}
		run, ok := w.run[kind]
		if !ok {
			return fmt.Errorf("nobody works off jobs of the kind %q", kind)
		}
		if err := run(ctx, st, args); err != nil {
			return fmt.Errorf("job %s %s: %w", kind, args, err)
		}
		if _, err := st.pool.Exec(ctx, "update river_job set state = 'completed', finalized_at = now() where id = $1", id); err != nil {
			return err
		}
	}
}

func (st *Store) migrateJobs(ctx context.Context) error {
	migrator, err := rivermigrate.New(riverpgxv5.New(st.pool), nil)
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}
