package localpg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

const (
	makeBook  = "drop table if exists book; create table book as select unnest(array['Ada', 'Bruno']) as name"
	readBook  = "select string_agg(name, ' ' order by name) from book"
	writeBook = "insert into book values ('Cleo') returning name"
)

func mustConnect(t *testing.T, c *Cluster) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.DSN("albo"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func mustExec(t *testing.T, c *Cluster, statement string) {
	t.Helper()
	if _, err := mustConnect(t, c).Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func killNow(t *testing.T, pids ...int) {
	t.Helper()
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatalf("kill %d: %v", pid, err)
		}
	}
}

// until waits for something to come true; the test's own time limit ends a wait in vain.
func until(t *testing.T, what func() bool) {
	t.Helper()
	for !what() {
		if err := wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestKilledUser(t *testing.T) {
	root := oldRoot(t)
	p := join(t, root)
	pid := serverPID(root)
	p.kill()
	if serverPID(root) != pid {
		t.Fatal("the server died with its user")
	}
	mustQuery(t, mustStart(t, root), "select 'joined'", "joined")
	if serverPID(root) != pid {
		t.Error("the server was started anew")
	}
}

func TestKilledServer(t *testing.T) {
	root := oldRoot(t)
	before := mustStart(t, root)
	mustExec(t, before, makeBook)
	killNow(t, serverPID(root))
	after := mustStart(t, root)
	mustQuery(t, after, readBook, "Ada Bruno")
	mustStop(t, before)
	mustQuery(t, after, readBook, "Ada Bruno")
}

func TestKilledServerOfAUserWhoWatches(t *testing.T) {
	root := oldRoot(t)
	c := mustStart(t, root)
	mustExec(t, c, makeBook)
	watching, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Watch(watching) }()
	for range 2 {
		pid := serverPID(root)
		killNow(t, pid)
		until(t, func() bool {
			book, err := query(t.Context(), c, readBook)
			return err == nil && book == "Ada Bruno" && serverPID(root) != pid
		})
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A process of a killed server that computes on does not notice; two servers on the same data would ruin them.
func TestKilledServerWhoseStatementGoesOn(t *testing.T) {
	root := oldRoot(t)
	c := mustStart(t, root)
	mustExec(t, c, makeBook)
	conn := mustConnect(t, c)
	busy := conn.PgConn().Exec(t.Context(), "do $$ begin loop end loop; end $$")
	defer busy.Close()
	orphan := int(conn.PgConn().PID())
	until(t, func() bool {
		state, err := query(t.Context(), c, "select state from pg_stat_activity where pid = "+strconv.Itoa(orphan))
		return err != nil || state == "active"
	})
	killNow(t, serverPID(root))

	next := begin(t, root)
	until(t, func() bool {
		log, err := os.ReadFile(filepath.Join(root, "postgres.log"))
		return err != nil || bytes.Contains(log, []byte("pre-existing shared memory block"))
	})
	killNow(t, orphan)
	next.expect("ready")
	next.does(readBook, "Ada Bruno")
	next.stop()
}

func TestKilledEverything(t *testing.T) {
	root := oldRoot(t)
	p := join(t, root)
	c := mustStart(t, root)
	mustExec(t, c, makeBook)
	p.does(writeBook, "Cleo")
	killNow(t, serverProcesses(t, c)...)
	p.kill()
	mustQuery(t, mustStart(t, root), readBook, "Ada Bruno Cleo")
}

func TestPidOfACrashedServerIsNowAnotherProgram(t *testing.T) {
	root := oldRoot(t)
	c := mustStart(t, root)
	pid := serverPID(root)
	killNow(t, serverProcesses(t, c)...)

	other := c.owner.command(context.Background(), "/bin/sleep", "600")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = other.Process.Kill()
		_ = other.Wait()
	}()
	for _, file := range []string{"pg/postmaster.pid", "run/.s.PGSQL.5432.lock"} {
		path := filepath.Join(root, file)
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		content = bytes.Replace(content, fmt.Appendln(nil, pid), fmt.Appendln(nil, other.Process.Pid), 1)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}

	mustQuery(t, mustStart(t, root), "select 'up'", "up")
	if err := other.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the other program was ended: %v", err)
	}
}

// serverProcesses lists every process of the server, itself first.
func serverProcesses(t *testing.T, c *Cluster) []int {
	t.Helper()
	rows, err := mustConnect(t, c).Query(t.Context(), "select pid from pg_stat_activity")
	if err != nil {
		t.Fatal(err)
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil || len(pids) < 4 {
		t.Fatalf("the server's processes: %v, %v", pids, err)
	}
	return append([]int{serverPID(c.root)}, pids...)
}

func TestKilledWhileTheDataWereMade(t *testing.T) {
	t.Parallel()
	root := newRoot(t)
	p := begin(t, root)
	half := filepath.Join(root, "new-*", "PG_VERSION")
	until(t, func() bool {
		found, _ := filepath.Glob(half)
		return len(found) == 1
	})
	p.kill()
	if _, err := os.Stat(filepath.Join(root, "pg")); err == nil {
		t.Fatal("killed too late to see anything")
	}
	mustQuery(t, mustStart(t, root), "select 'made'", "made")
	if found, _ := filepath.Glob(half); len(found) > 0 {
		t.Errorf("left behind: %v", found)
	}
}
