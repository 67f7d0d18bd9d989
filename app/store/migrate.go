package store

import (
	"context"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"albo/app/migrations"
)

// Migrate brings the schema up to date; several processes may try at once, one does it.
func (st *Store) Migrate(ctx context.Context) error {
	provider, err := st.migrations()
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	if err := st.migrateJobs(ctx); err != nil {
		return fmt.Errorf("bring the tables of the jobs up to date: %w", err)
	}
	return nil
}

func (st *Store) pendingMigrations(ctx context.Context) (int, error) {
	provider, err := st.migrations()
	if err != nil {
		return 0, err
	}
	current, target, err := provider.GetVersions(ctx)
	return int(target - current), err
}

func (st *Store) migrations() (*goose.Provider, error) {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, st.sql, migrations.Files, goose.WithSessionLocker(locker))
}
