package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// server is what the data directory says of the server that owns it; the zero server is none.
type server struct {
	pid    int
	socket string
	ready  bool
}

// server reads postmaster.pid and believes it only as far as the process it names bears it out.
func (c *Cluster) server() (server, error) {
	b, err := os.ReadFile(filepath.Join(c.data, "postmaster.pid"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return server{}, err
	}
	const pidLine, socketLine, statusLine = 0, 4, 7
	lines := strings.Split(string(b), "\n")
	pid, _ := strconv.Atoi(lines[pidLine])
	if pid > 0 && serves(pid, c.data) {
		s := server{pid: pid}
		if len(lines) > statusLine {
			s.socket, s.ready = lines[socketLine], strings.TrimSpace(lines[statusLine]) == "ready"
		}
		return s, nil
	}
	// A server in another container on the same volume is not among our processes, but answers.
	if conn, err := net.Dial("unix", c.socketFile()); err == nil {
		conn.Close()
		return server{socket: c.socket, ready: true}, nil
	}
	return server{}, nil
}

func (c *Cluster) socketFile() string { return filepath.Join(c.socket, ".s.PGSQL."+port) }

// up returns when a server answers: the one that is there, or a new one.
func (c *Cluster) up(ctx context.Context) error {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var reason error
	for {
		server, err := c.server()
		switch {
		case err != nil:
			return err
		case server.ready:
			c.socket = server.socket // its start may have known another directory for temporary files
			if reason = c.answers(waiting); reason == nil {
				return nil
			}
		case server.pid == 0:
			if reason = c.launch(ctx); reason != nil && !errors.Is(reason, errInUse) {
				return reason
			}
		}
		if err := wait(waiting); err != nil {
			return fmt.Errorf("the server in %s neither answers nor ends (its log is %s): %w", c.data, c.log(), errors.Join(err, reason))
		}
	}
}

// answers tells why the server does not: a moment ago it may have been killed.
func (c *Cluster) answers(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.DSN("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// down shuts the server down, if there is one, and waits for its end.
func (c *Cluster) down(ctx context.Context) error {
	server, err := c.server()
	if err != nil || server.pid == 0 {
		return err
	}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := shutDown(waiting, server.pid, func() bool { return !serves(server.pid, c.data) }); err != nil {
		return err
	}
	_ = os.Remove(server.socket)
	return nil
}

// shutDown asks a server to cut off its users and end, until it is gone. It asks again and again,
// since one that has only just been started may not hear the first time.
func shutDown(ctx context.Context, pid int, gone func() bool) error {
	for !gone() {
		if err := syscall.Kill(pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
		if err := wait(ctx); err != nil {
			return fmt.Errorf("the server is still shutting down: %w", err)
		}
	}
	return nil
}
