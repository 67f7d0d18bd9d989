package localpg

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"
)

// initialise makes the data beside their place and then puts them there, so that half of them is
// never taken for all.
func (c *Cluster) initialise(ctx context.Context) error {
	halves, _ := filepath.Glob(filepath.Join(c.root, "new-*"))
	for _, dir := range halves {
		_ = os.RemoveAll(dir)
	}
	dir, err := os.MkdirTemp(c.root, "new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := c.owner.makePrivate(dir); err != nil {
		return err
	}
	cmd := c.owner.command(ctx, filepath.Join(c.programs, "initdb"), "--pgdata="+dir, "--username="+role, "--auth=trust",
		"--encoding=UTF8", "--locale="+locale(), "--data-checksums", "--no-instructions")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := os.Rename(dir, c.data); err != nil {
		return err
	}
	return syncDir(c.root) // else a power cut could take the rename back, and the data with it
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// createDatabase makes db unless it is there.
func (c *Cluster) createDatabase(ctx context.Context, db string) error {
	conn, err := pgx.Connect(ctx, c.DSN("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var exists bool
	err = conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", db).Scan(&exists)
	if err != nil || exists {
		return err
	}
	_, err = conn.Exec(ctx, "create database "+pgx.Identifier{db}.Sanitize())
	return err
}
