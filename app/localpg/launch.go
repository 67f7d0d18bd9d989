package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// settings hold at every start, also for data made by an older release. Whatever they do not name
// can be set in pg/postgresql.conf.
func (c *Cluster) settings() []string {
	return []string{
		"listen_addresses=", // no port is opened
		"port=" + port,
		`unix_socket_directories="` + strings.ReplaceAll(c.socket, `"`, `""`) + `"`,
		"unix_socket_permissions=0700",      // like the directory it lies in
		"max_connections=100",               // a few processes with a pool each, jobs, a backup
		"shared_buffers=256MB",              // holds a register of 100,000 providers with its indexes
		"work_mem=16MB",                     // a roster is compared with the one before without going to disk
		"maintenance_work_mem=128MB",        // indexes are built after an import
		"random_page_cost=1.1",              // the data lie in memory or on flash
		"max_parallel_workers_per_gather=0", // the cores serve many small pages, not one big report
		"jit=off",                           // compiling costs more than our statements take
		"timezone=UTC",                      // dates are turned local by the application alone
		"log_timezone=UTC",
		"log_min_messages=log", // failed statements carry people's data: the application reports them
		"log_checkpoints=off",  // a line every five minutes that tells nobody anything
	}
}

func (c *Cluster) log() string { return filepath.Join(c.root, "postgres.log") }

// errInUse says that processes of a killed server have not all ended yet.
var errInUse = errors.New("a server that was killed still uses the data")

// launch starts a server and returns when it is ready or has given up.
func (c *Cluster) launch(ctx context.Context) error {
	for _, left := range []string{filepath.Join(c.data, "postmaster.pid"), c.socketFile(), c.socketFile() + ".lock"} {
		_ = os.Remove(left) // by a crash; the process they name may be any other by now
	}
	if err := c.owner.makePrivate(c.socket); err != nil {
		return err
	}
	log, err := os.OpenFile(c.log(), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	before, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	cmd := c.postgres()
	cmd.Stdout, cmd.Stderr = log, log
	gone, err := spawn(cmd)
	if err != nil {
		return err
	}
	for !gone() {
		if s, err := c.server(); err == nil && s.ready {
			return nil
		}
		if err := wait(ctx); err != nil {
			return errors.Join(err, shutDown(context.WithoutCancel(ctx), cmd.Process.Pid, gone))
		}
	}
	return complaint(log, before)
}

// spawn starts cmd and gives a way to ask whether it has ended.
func spawn(cmd *exec.Cmd) (gone func() bool, err error) {
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	return func() bool {
		select {
		case <-ended:
			return true
		default:
			return false
		}
	}, nil
}

// postgres is the server's command; it outlives whatever started it.
func (c *Cluster) postgres() *exec.Cmd {
	args := []string{"-D", c.data}
	for _, setting := range c.settings() {
		args = append(args, "-c", setting)
	}
	return c.owner.command(context.Background(), filepath.Join(c.programs, "postgres"), args...)
}

// complaint is what a server wrote to its log before it gave up.
func complaint(log *os.File, from int64) error {
	said, err := io.ReadAll(io.NewSectionReader(log, from, 1<<16))
	if err != nil {
		return err
	}
	text := strings.TrimSpace(string(said))
	if strings.Contains(text, "pre-existing shared memory block") || strings.Contains(text, `lock file "postmaster.pid" already exists`) {
		return errInUse
	}
	return fmt.Errorf("the server does not start; its log %s says:\n%s", log.Name(), text)
}
