// Package localpg runs a private PostgreSQL under a data directory, with the PostgreSQL programs
// the machine already has. It opens no port: the server listens on a Unix socket that only its
// owner can reach.
package localpg

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	role = "albo" // the one role, and the owner of everything; the socket's directory is the guard
	port = "5432" // no port is opened: it is part of the socket's file name

	// patience bounds how long one process waits for what another one left half done.
	patience = 2 * time.Minute
	pause    = 20 * time.Millisecond
)

// Cluster is a running private PostgreSQL, held by this process until Stop.
type Cluster struct {
	root     string // ours alone: holds data, the locks and the log
	data     string // what initdb makes
	socket   string // directory of the Unix socket
	programs string // directory of the PostgreSQL programs
	owner    owner  // who the server runs as
	use      *os.File
}

// Start makes, starts or joins the private PostgreSQL under root and sees to it that the database
// db exists. Any number of processes may hold the same root at once. root is made if it is missing
// and must be given to the cluster alone. Run by root, the server runs as the user postgres, else
// nobody, because PostgreSQL refuses root.
//
// It fails with a sentence for the operator when there are no PostgreSQL programs, or none of the
// version that made the data; it never touches data it cannot serve. A crash of any process, at
// any moment, is mended by the next Start.
func Start(ctx context.Context, root, db string) (*Cluster, error) {
	c, err := start(ctx, root, db)
	if err != nil {
		return nil, fmt.Errorf("private PostgreSQL: %w", err)
	}
	return c, nil
}

func start(ctx context.Context, root, db string) (_ *Cluster, err error) {
	c, err := newCluster(root)
	if err != nil {
		return nil, err
	}
	changing, err := c.lock(ctx, "change.lock", syscall.LOCK_EX)
	if err != nil {
		return nil, err
	}
	defer changing.Close()
	if c.use, err = c.lock(ctx, "use.lock", syscall.LOCK_SH); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = c.leave(context.WithoutCancel(ctx)) // err is the one to tell
		}
	}()
	if err := c.prepare(ctx); err != nil {
		return nil, err
	}
	if err := c.up(ctx); err != nil {
		return nil, err
	}
	return c, c.createDatabase(ctx, db)
}

// newCluster makes root and finds out who the server must run as.
func newCluster(root string) (*Cluster, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	owner, err := newOwner()
	if err != nil {
		return nil, err
	}
	if root, err = owner.makeRoot(root); err != nil {
		return nil, err
	}
	return &Cluster{root: root, data: filepath.Join(root, "pg"), socket: socketDir(root), owner: owner}, nil
}

// prepare finds the programs that fit the data, and makes the data if there are none.
func (c *Cluster) prepare(ctx context.Context) error {
	version, err := dataVersion(c.data)
	if err != nil {
		return err
	}
	c.programs, err = findPrograms(c.data, version, programDirs())
	if err != nil || version != "" {
		return err
	}
	return c.initialise(ctx)
}

// DSN is the address of a database of the cluster, for pgx and for psql alike.
func (c *Cluster) DSN(db string) string {
	host := strings.ReplaceAll(url.QueryEscape(c.socket), "+", "%20") // psql takes a plus for a plus
	return "postgres://" + role + "@/" + url.PathEscape(db) + "?host=" + host + "&port=" + port + "&sslmode=disable"
}

// Watch starts the server again whenever it is gone, killed or crashed, until ctx ends. It gives up, with the reason, only
// when the server does not start.
func (c *Cluster) Watch(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if server, err := c.server(); err == nil && server.pid != 0 || server.ready {
			continue
		}
		if err := c.again(ctx); err != nil && ctx.Err() == nil {
			return fmt.Errorf("private PostgreSQL: start again: %w", err)
		}
	}
}

func (c *Cluster) again(ctx context.Context) error {
	changing, err := c.lock(ctx, "change.lock", syscall.LOCK_EX)
	if err != nil {
		return err
	}
	defer changing.Close()
	return c.up(ctx)
}

// Stop lets go of the cluster; the last process to do so shuts the server down. It waits for the
// server to end, or for ctx; connections still open are cut off. A second call does nothing.
func (c *Cluster) Stop(ctx context.Context) error {
	if c.use == nil {
		return nil
	}
	changing, err := c.lock(ctx, "change.lock", syscall.LOCK_EX)
	if err != nil {
		return fmt.Errorf("private PostgreSQL: stop: %w", err)
	}
	defer changing.Close()
	if err := c.leave(ctx); err != nil {
		return fmt.Errorf("private PostgreSQL: stop: %w", err)
	}
	return nil
}

// leave gives up this process's use and stops the server if nobody else uses it.
func (c *Cluster) leave(ctx context.Context) error {
	use := c.use
	c.use = nil
	defer use.Close()
	if syscall.Flock(int(use.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return nil
	}
	return c.down(ctx)
}
