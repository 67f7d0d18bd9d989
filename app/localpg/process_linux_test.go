package localpg

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// idle starts a program called name that does nothing in dir.
func idle(t *testing.T, name, dir string) *exec.Cmd {
	t.Helper()
	sleep, err := os.ReadFile("/bin/sleep")
	if err != nil {
		t.Skip("no /bin/sleep to copy")
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, sleep, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "600")
	cmd.Dir = dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd
}

func TestServes(t *testing.T) {
	data, elsewhere := t.TempDir(), t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	server := idle(t, "postgres", data).Process.Pid
	shell := idle(t, "postgresql-shell", data).Process.Pid
	for _, tt := range []struct {
		name string
		pid  int
		data string
		want bool
	}{
		{"the server", server, data, true},
		{"the server by another path", server, link, true},
		{"a server of other data", server, elsewhere, false},
		{"another program there", shell, data, false},
		{"no process", 1 << 30, data, false},
	} {
		if got := serves(tt.pid, tt.data); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// Where process 1 waits for nobody, as in bare containers, a dead server keeps its number.
func TestDeadServerNobodyWaitedForDoesNotServe(t *testing.T) {
	data := t.TempDir()
	cmd := idle(t, "postgres", data)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	until(t, func() bool {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", cmd.Process.Pid))
		return err != nil || bytes.Contains(stat, []byte(") Z "))
	})
	if serves(cmd.Process.Pid, data) {
		t.Error("it is dead")
	}
}

// On a path that is open to it, the server needs no privilege, so it gets none.
func TestServerHasNoPrivileges(t *testing.T) {
	root := oldRoot(t)
	mustStart(t, root)
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", serverPID(root)))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(status, []byte("CapEff:\t0000000000000000\n")) || bytes.Contains(status, []byte("Uid:\t0\t")) {
		t.Errorf("%s", status)
	}
}
