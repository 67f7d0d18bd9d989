package localpg

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// rootVariable turns the test binary into a process that uses the cluster under that directory.
const rootVariable = "ALBO_LOCALPG_TEST_ROOT"

func TestMain(m *testing.M) {
	if root := os.Getenv(rootVariable); root != "" {
		use(root)
		return
	}
	code := m.Run()
	if dir, err := oldDir(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// use starts the cluster and then does what it is told, a line at a time: "stop", or a statement
// whose one value it answers. It says "interrupted" when Ctrl-C reaches it and goes on.
func use(root string) {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	go func() {
		for range interrupts {
			fmt.Println("interrupted")
		}
	}()
	c, err := Start(context.Background(), root, "albo")
	if err != nil {
		fmt.Println("error:", oneLine(err.Error()))
		return
	}
	fmt.Println("ready")
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if in.Text() == "stop" {
			fmt.Println("stopped:", c.Stop(context.Background()))
			return
		}
		value, err := query(context.Background(), c, in.Text())
		if err != nil {
			value = "error: " + oneLine(err.Error())
		}
		fmt.Println(value)
	}
}

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// query runs a statement in the database albo and gives its one value.
func query(ctx context.Context, c *Cluster, statement string) (value string, err error) {
	conn, err := pgx.Connect(ctx, c.DSN("albo"))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	err = conn.QueryRow(ctx, statement).Scan(&value)
	return value, err
}

// process is another process that uses the cluster.
type process struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

// begin starts another process on root and does not wait for it; it ends with the test.
func begin(t *testing.T, root string, change ...func(*exec.Cmd)) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), rootVariable+"="+root)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	for _, c := range change {
		c(cmd)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: cmd, in: in, out: bufio.NewScanner(out)}
	t.Cleanup(p.kill)
	return p
}

// join starts another process on root and waits until it has the cluster.
func join(t *testing.T, root string, change ...func(*exec.Cmd)) *process {
	t.Helper()
	p := begin(t, root, change...)
	p.expect("ready")
	return p
}

// expect reads the next line and wants it to be this.
func (p *process) expect(want string) {
	p.t.Helper()
	if got := p.line(); got != want {
		p.t.Fatalf("the process said %q, want %q", got, want)
	}
}

func (p *process) line() string {
	if !p.out.Scan() {
		return "(nothing more)"
	}
	return p.out.Text()
}

// does sends a line and wants this answer.
func (p *process) does(line, want string) {
	p.t.Helper()
	if _, err := fmt.Fprintln(p.in, line); err != nil {
		p.t.Fatal(err)
	}
	p.expect(want)
}

func (p *process) stop() {
	p.t.Helper()
	p.does("stop", "stopped: <nil>")
	_ = p.cmd.Wait()
}

// kill ends the process as kill -9 does; it may have ended already.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}
