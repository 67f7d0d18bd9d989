package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"albo/templates/assets"
)

// binary is albo, built once for the tests that run it as its operator does; built is where it is.
var built string

var binary = sync.OnceValues(func() (string, error) {
	if err := assets.Check(); err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp("", "albo-bin-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "albo")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	built = path
	return path, nil
})

// server is one running albo.
type server struct {
	base  string
	data  string
	cmd   *exec.Cmd
	log   *bytes.Buffer
	ended chan error
}

// start runs albo serve on a free port and waits until it is ready.
func start(ctx context.Context, data string, args ...string) (*server, error) {
	path, err := binary()
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &server{base: "http://localhost:" + port, data: data, log: &bytes.Buffer{}, ended: make(chan error, 1)}
	s.cmd = exec.Command(path, append([]string{"serve"}, args...)...)
	s.cmd.Env = append(os.Environ(), "ALBO_DATA="+data, "ALBO_ADDR=localhost:"+port, "ALBO_BASE_URL="+s.base, "DATABASE_URL=", "ALBO_LOG_LEVEL=warn")
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { s.ended <- s.cmd.Wait() }()
	return s, s.ready(ctx)
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

func (s *server) ready(ctx context.Context) error {
	for range 1200 {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/readyz", nil)
		if err != nil {
			return err
		}
		if answer, err := http.DefaultClient.Do(request); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case err := <-s.ended:
			s.ended <- err
			return fmt.Errorf("albo ended: %w\n%s", err, s.log)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("albo was not ready in a minute\n%s", s.log)
}

// stop ends albo as an operator does, and waits for it.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case err := <-s.ended:
		return err
	case <-time.After(45 * time.Second):
		_ = s.cmd.Process.Kill()
		return fmt.Errorf("albo did not end\n%s", s.log)
	}
}

// memory is the largest the process has been, in MB; 0 where the system does not tell.
func (s *server) memory() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kb), "kB")))
			return n / 1024
		}
	}
	return 0
}

// demo is one albo with the demo world for all tests that look at it; running tells whether one was started.
var running bool

var demo = sync.OnceValues(func() (*server, error) {
	running = true
	data, err := os.MkdirTemp("", "albo-e2e-")
	if err != nil {
		return nil, err
	}
	return start(context.Background(), data, "--demo")
})

func theDemo(t *testing.T) *server {
	t.Helper()
	s, err := demo()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMain(m *testing.M) {
	code := m.Run()
	if running {
		if s, err := demo(); err == nil {
			if err := errors.Join(s.stop(), os.RemoveAll(s.data)); err != nil {
				fmt.Fprintln(os.Stderr, err)
				code = max(code, 1)
			}
		}
	}
	if built != "" {
		_ = os.RemoveAll(filepath.Dir(built))
	}
	os.Exit(code)
}

// albo runs a command of the operator's on a data folder.
func albo(t *testing.T, data string, args ...string) (out, problems string, code int) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = append(os.Environ(), "ALBO_DATA="+data, "DATABASE_URL=", "ALBO_LOG_LEVEL=error")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}
