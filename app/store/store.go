// Package store is the open registry: its database, files, clock and jobs.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"albo/app/config"
	"albo/app/localpg"
	"albo/models"
)

// Store is all that a use case needs besides who asks and what.
type Store struct {
	Config config.Config
	Files  *Files

	pool    *pgxpool.Pool
	sql     *sql.DB
	db      *gorm.DB
	jobs    *river.Client[pgx.Tx]
	clock   func() time.Time
	beside  *sync.Map        // what packages keep in memory, by its type
	cluster *localpg.Cluster // the private PostgreSQL, if it is ours
}

const maxConnections = 20

// Open opens the registry that the configuration names, and starts the private PostgreSQL when it names none.
// The schema must then be brought up to date by Migrate.
func Open(ctx context.Context, c config.Config) (*Store, error) {
	st := &Store{Config: c, clock: time.Now, beside: &sync.Map{}}
	url := c.DatabaseURL
	if url == "" {
		cluster, err := localpg.Start(ctx, filepath.Join(c.Data, "postgres"), "albo")
		if err != nil {
			return nil, fmt.Errorf("start the private database: %w", err)
		}
		st.cluster, url = cluster, cluster.DSN("albo")
	}
	if err := st.connect(ctx, url); err != nil {
		return nil, errors.Join(err, st.Close(ctx))
	}
	return st, nil
}

func (st *Store) connect(ctx context.Context, url string) (err error) {
	if st.Files, err = OpenFiles(st.Config.Files()); err != nil {
		return err
	}
	settings, err := pgxpool.ParseConfig(url)
	if err != nil {
		return errors.New("the address of the database cannot be read") // it may hold a password: not repeated
	}
	settings.MaxConns = maxConnections
	settings.ConnConfig.RuntimeParams["timezone"] = "UTC"
	settings.ConnConfig.RuntimeParams["application_name"] = "albo"
	if st.pool, err = pgxpool.NewWithConfig(ctx, settings); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	if err = st.pool.Ping(ctx); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	st.sql = stdlib.OpenDBFromPool(st.pool)
	st.sql.SetMaxOpenConns(maxConnections)
	st.sql.SetMaxIdleConns(maxConnections)
	st.db, err = gorm.Open(postgres.New(postgres.Config{Conn: st.sql}), &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		Logger:                 logger.Discard, // faults are logged once, where they surface; queries may hold personal data
		NowFunc:                func() time.Time { return now(st.clock) },
	})
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	st.jobs, err = insertOnly(st.pool)
	return err
}

// Watch keeps the private PostgreSQL running until the context ends; any other is its operator's to keep.
func (st *Store) Watch(ctx context.Context) error {
	if st.cluster == nil {
		<-ctx.Done()
		return nil
	}
	return st.cluster.Watch(ctx)
}

// Close lets go of the database; the private PostgreSQL stops with its last user.
func (st *Store) Close(ctx context.Context) error {
	var err error
	if st.sql != nil {
		err = st.sql.Close()
	}
	if st.pool != nil {
		st.pool.Close()
	}
	if st.cluster != nil {
		err = errors.Join(err, st.cluster.Stop(ctx))
	}
	return err
}

// At is the same registry looked at a moment: seeds and tests live through time with it.
func (st *Store) At(moment time.Time) *Store {
	then := *st
	then.clock = func() time.Time { return moment }
	then.db = st.db.Session(&gorm.Session{NowFunc: then.Now})
	return &then
}

// Beside is what a package keeps in memory beside an open registry; made is used when there is none yet.
func Beside[T any](st *Store, made *T) *T {
	kept, _ := st.beside.LoadOrStore(reflect.TypeFor[T](), made)
	return kept.(*T)
}

// Now is the time in UTC, in the microseconds that the database keeps.
func (st *Store) Now() time.Time { return now(st.clock) }

func now(clock func() time.Time) time.Time { return clock().UTC().Truncate(time.Microsecond) }

// Today is the day it is in a country.
func (st *Store) Today(country string) models.Date { return models.Day(st.Now(), country) }

// Read is the database for reading; it sees what is committed.
func (st *Store) Read(ctx context.Context) *gorm.DB { return st.db.WithContext(ctx) }

// Ready tells whether the registry can serve: the database answers and its schema is the one this program knows.
func (st *Store) Ready(ctx context.Context) error {
	missing, err := st.pendingMigrations(ctx)
	if err != nil {
		return err
	}
	if missing > 0 {
		return fmt.Errorf("%d migrations are missing", missing)
	}
	return nil
}
