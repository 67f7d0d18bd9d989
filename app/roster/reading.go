package roster

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"albo/app/store"
	"albo/models"
)

// Reading is how far a file is read: a share of its bytes, and the lines found in it.
type Reading struct {
	Percent, Lines int
}

// ReadingOf is how far the file of an edition is read.
func ReadingOf(ctx context.Context, st *store.Store, e *models.RosterEdition) (*Reading, error) {
	r := &Reading{}
	return r, st.Read(ctx).Raw("select percent, lines from readings where edition_id = ?", e.ID).Scan(r).Error
}

// noteEvery is how often a reading says how far it is, and looks whether it is to stop.
const noteEvery = 500 * time.Millisecond

// errReadingStopped ends a reading that an officer stopped.
var errReadingStopped = errors.New("the reading was stopped")

// meter counts what is read of a file.
type meter struct {
	io.ReaderAt
	size  int64
	place atomic.Int64 // the furthest byte since the first line; what is read before is only looked at
	lines atomic.Int64
}

func (m *meter) ReadAt(p []byte, off int64) (int, error) {
	n, err := m.ReaderAt.ReadAt(p, off)
	if m.lines.Load() > 0 {
		m.place.Store(max(m.place.Load(), off+int64(n)))
	}
	return n, err
}

func (m *meter) percent() int64 { return min(99, 100*m.place.Load()/max(m.size, 1)) }

// watch notes every half second, on a connection of its own, how far a reading is, until ctx ends; stop is called
// when an officer wants it to end.
func (m *meter) watch(ctx context.Context, st *store.Store, id int64, stop context.CancelCauseFunc) {
	tick := time.NewTicker(noteEvery)
	defer tick.Stop()
	for {
		var stopped bool
		err := st.Read(ctx).Raw(`insert into readings as r (edition_id, percent, lines) values (?, ?, ?)
			on conflict (edition_id) do update set percent = excluded.percent, lines = excluded.lines returning r.stopped`,
			id, m.percent(), m.lines.Load()).Scan(&stopped).Error
		if err != nil && ctx.Err() == nil {
			slog.Error("note how far a reading is", "edition", id, "error", err) // the reading goes on without
		}
		if stopped {
			stop(errReadingStopped)
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// metered reads the file of an edition while it is noted how far it is; the error is errReadingStopped when an officer
// stopped it.
func metered(ctx context.Context, st *store.Store, e *models.RosterEdition, do func(context.Context, *meter) error) error {
	m := &meter{size: e.FileSize}
	reading, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	watching, end := context.WithCancel(context.WithoutCancel(ctx))
	over := make(chan struct{})
	go func() {
		defer close(over)
		m.watch(watching, st, e.ID, stop)
	}()
	err := do(reading, m)
	end()
	<-over
	if err != nil && errors.Is(context.Cause(reading), errReadingStopped) {
		return errReadingStopped
	}
	return err
}

// forgetReading drops the note of a reading that is over.
func forgetReading(ctx context.Context, st *store.Store, id int64) error {
	return st.Read(ctx).Exec("delete from readings where edition_id = ?", id).Error
}

// stopReading asks the job that reads a file to end; it does within a second, and frees the edition.
func stopReading(ctx context.Context, st *store.Store, by models.Actor, id int64) error {
	return st.Read(ctx).Exec(`insert into readings (edition_id, stopped) select id, true from roster_editions where id = ? and body_id in ? and state = ?
		on conflict (edition_id) do update set stopped = true`, id, by.Bodies(), models.EditionReading).Error
}
