package localpg

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// newRoot is an empty place for a cluster, on a path that quotes would get wrong.
func newRoot(t *testing.T) string {
	t.Helper()
	dir, err := openDir()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return checkedRoot(t, filepath.Join(dir, "it's $HOME of `a` \"new\" 100%"))
}

// oldRoot has data already and is the same for all tests, which therefore run one after the other.
func oldRoot(t *testing.T) string {
	t.Helper()
	dir, err := oldDir()
	if err != nil {
		t.Fatal(err)
	}
	return checkedRoot(t, filepath.Join(dir, "cluster"))
}

// oldDir holds the oldRoot; TestMain removes it.
var oldDir = sync.OnceValues(openDir)

// openDir makes a directory that is open to the user the server runs as.
func openDir() (string, error) {
	dir, err := os.MkdirTemp("", "albo-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755)
}

// checkedRoot skips the test where there is no PostgreSQL, and sees to it that it leaves no server behind.
func checkedRoot(t *testing.T, root string) string {
	t.Helper()
	if _, err := findPrograms("", "", programDirs()); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	t.Cleanup(func() {
		if pid := serverPID(root); pid != 0 {
			_ = syscall.Kill(pid, syscall.SIGQUIT)
			t.Errorf("a server was left running in %s", root)
		}
	})
	return root
}

// serverPID is the process of the server under root, 0 if there is none.
func serverPID(root string) int {
	c := &Cluster{data: filepath.Join(root, "pg"), socket: socketDir(root)}
	s, err := c.server()
	if err != nil {
		return 0
	}
	return s.pid
}

func mustStart(t *testing.T, root string) *Cluster {
	t.Helper()
	c, err := Start(t.Context(), root, "albo")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mustStop(t, c) })
	return c
}

func mustStop(t *testing.T, c *Cluster) {
	t.Helper()
	if err := c.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

func mustQuery(t *testing.T, c *Cluster, statement, want string) {
	t.Helper()
	got, err := query(t.Context(), c, statement)
	if err != nil || got != want {
		t.Errorf("%s: got %q, %v; want %q", statement, got, err, want)
	}
}

func TestServerIsDurableAndPrivate(t *testing.T) {
	root := oldRoot(t)
	c := mustStart(t, root)
	for setting, want := range map[string]string{
		"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on",
		"listen_addresses": "", "unix_socket_permissions": "0700",
		"server_encoding": "UTF8", "timezone": "UTC", "max_connections": "100", "jit": "off",
	} {
		mustQuery(t, c, "select current_setting('"+setting+"')", want)
	}
	mustQuery(t, c, "select lower('ΑΘΉΝΑ')", "αθήνα")
	mustQuery(t, c, "select current_database() || session_user", "alboalbo")
	for _, dir := range []string{"pg", "run"} {
		st, err := os.Stat(filepath.Join(root, dir))
		if err != nil || st.Mode().Perm() != 0o700 {
			t.Errorf("%s is open to others: %v, %v", dir, st.Mode(), err)
		}
	}
}

func TestFailedStatementsLeaveNoTraceInTheLog(t *testing.T) {
	root := oldRoot(t)
	c := mustStart(t, root)
	if _, err := query(t.Context(), c, "select 'Zita Prova'::date"); err == nil {
		t.Fatal("that is no date")
	}
	mustStop(t, c)
	log, err := os.ReadFile(filepath.Join(root, "postgres.log"))
	if err != nil || !strings.Contains(string(log), "shut down") || strings.Contains(string(log), "Zita") {
		t.Errorf("the log: %v\n%s", err, log)
	}
}

func TestManyProcessesAtOnceShareOneServer(t *testing.T) {
	t.Parallel()
	root := newRoot(t)
	var users []*process
	for range 5 {
		users = append(users, begin(t, root))
	}
	for _, p := range users {
		p.expect("ready")
	}
	pid := strconv.Itoa(serverPID(root))
	for i, p := range users {
		p.does(`select split_part(pg_read_file('postmaster.pid'), E'\n', 1)`, pid)
		if i < len(users)-1 {
			p.stop()
		}
	}
	users[len(users)-1].stop()
	if got := serverPID(root); got != 0 {
		t.Errorf("the last one out left the server %d running", got)
	}
}

func TestShortUserDoesNotStopTheLongOne(t *testing.T) {
	root := oldRoot(t)
	long := mustStart(t, root)
	pid := serverPID(root)
	short := join(t, root)
	short.stop()
	again := mustStart(t, root) // twice in one process
	mustStop(t, again)
	mustQuery(t, long, "select 'still here'", "still here")
	if serverPID(root) != pid {
		t.Error("the server was started anew")
	}
}

func TestInterruptOfTheGroupLeavesTheServerToItsUsers(t *testing.T) {
	p := join(t, oldRoot(t))
	if err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	p.expect("interrupted")
	p.does("select 'draining'", "draining")
	p.stop()
}

func TestStopTwice(t *testing.T) {
	c := mustStart(t, oldRoot(t))
	mustStop(t, c)
	mustStop(t, c)
}

func TestStartGivenUp(t *testing.T) {
	root := oldRoot(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	signal.Ignore(os.Interrupt) // as a background job of a shell does, and the server inherits it
	defer signal.Reset(os.Interrupt)
	if _, err := Start(ctx, root, "albo"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if pid := serverPID(root); pid != 0 {
		t.Errorf("the server %d was left running", pid)
	}
}

func TestStartSaysWhyTheServerDoesNot(t *testing.T) {
	root := oldRoot(t)
	mustStop(t, mustStart(t, root))
	conf := filepath.Join(root, "pg", "postgresql.auto.conf")
	good, err := os.ReadFile(conf)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(conf, []byte("no_such_setting = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	defer os.WriteFile(conf, good, 0o600)
	if _, err := Start(t.Context(), root, "albo"); err == nil || !strings.Contains(err.Error(), "no_such_setting") {
		t.Errorf("got %v", err)
	}
}

func TestStartNeverTouchesDataOfAnotherVersion(t *testing.T) {
	root := newRoot(t)
	data := filepath.Join(root, "pg")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(data, "PG_VERSION")
	if err := os.WriteFile(file, []byte("14\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), root, "albo")
	if err == nil || !strings.Contains(err.Error(), "made by PostgreSQL 14") {
		t.Errorf("got %v", err)
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "14\n" {
		t.Errorf("the data were touched: %q, %v", b, err)
	}
}

func TestDSN(t *testing.T) {
	t.Setenv("PGPORT", "6543")
	t.Setenv("PGHOST", "elsewhere.example")
	t.Setenv("PGSSLMODE", "require")
	for _, socket := range []string{"/srv/albo/run", "/home/a b/it's 100% & more/+@:?#/run", "/δεδομένα/run"} {
		c := &Cluster{socket: socket}
		got, err := pgx.ParseConfig(c.DSN("a db/ñ"))
		if err != nil {
			t.Errorf("%s: %v", socket, err)
			continue
		}
		if got.Host != socket || got.Port != 5432 || got.User != "albo" || got.Database != "a db/ñ" || got.TLSConfig != nil {
			t.Errorf("%s: read back as %q %d %q %q", socket, got.Host, got.Port, got.User, got.Database)
		}
	}
}

func TestDSNSuitsPsql(t *testing.T) {
	c := mustStart(t, oldRoot(t))
	psql := filepath.Join(c.programs, "psql")
	if _, err := os.Stat(psql); err != nil {
		t.Skip("no psql beside the server programs")
	}
	out, err := exec.Command(psql, "-XAtc", "select current_database()", c.DSN("albo")).CombinedOutput()
	if err != nil || string(out) != "albo\n" {
		t.Errorf("%v: %s", err, out)
	}
}
