package localpg

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestClusterThatWasMoved(t *testing.T) {
	old := oldRoot(t)
	mustStop(t, mustStart(t, old))
	for _, tt := range []struct {
		name   string
		within bool // the socket lies under root
	}{
		{"it's $HOME of `a` \"user\" 100%", true},
		{"Περιφέρεια", true},
		{"Casentino, Valtiberina", false},
		{"Unione dei Comuni Montani del Casentino - registro degli assistenti familiari accreditati - dati", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			root := checkedRoot(t, filepath.Join(filepath.Dir(old), tt.name))
			if err := os.Rename(old, root); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { os.Rename(root, old) })
			c := mustStart(t, root)
			mustQuery(t, c, "select 'up'", "up")
			if within := c.socket == filepath.Join(root, "run"); within != tt.within {
				t.Errorf("the socket lies in %s", c.socket)
			}
			p := join(t, root, func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, "TMPDIR="+t.TempDir()) })
			p.does("select 'joined'", "joined")
			p.stop()
			mustStop(t, c)
			if _, err := os.Stat(c.socket); err == nil {
				t.Errorf("%s was left behind", c.socket)
			}
		})
	}
}

func TestRootBelowADirectoryClosedToTheServersUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root runs the server as another user")
	}
	root := oldRoot(t)
	parent := filepath.Dir(root)
	if err := os.Chmod(parent, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(parent, 0o755) })
	mustQuery(t, mustStart(t, root), "select 'up'", "up")
}

func TestOrdinaryUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("the other tests run as an ordinary user already")
	}
	root := newRoot(t)
	const nobody = 65534
	home := filepath.Dir(root)
	if err := os.Chown(home, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(home, "user")
	if err := os.WriteFile(copied, binary, 0o755); err != nil {
		t.Fatal(err)
	}
	p := join(t, root, func(cmd *exec.Cmd) {
		cmd.Path, cmd.Dir = copied, "/"
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	})
	p.does("select 'up'", "up")
	p.stop()
}

func TestTrapInTheSharedTemporaryDirectory(t *testing.T) {
	shared := t.TempDir()
	elsewhere := filepath.Join(shared, "elsewhere")
	if err := os.Mkdir(elsewhere, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, set := range map[string]func(dir string) error{
		"open to all":     func(dir string) error { return errors.Join(os.Mkdir(dir, 0o777), os.Chmod(dir, 0o777)) },
		"a link":          func(dir string) error { return os.Symlink(elsewhere, dir) },
		"a file":          func(dir string) error { return os.WriteFile(dir, nil, 0o600) },
		"somebody else's": func(dir string) error { return errors.Join(os.Mkdir(dir, 0o700), os.Chown(dir, 12345, 12345)) },
	} {
		if name == "somebody else's" && os.Geteuid() != 0 {
			continue
		}
		dir := filepath.Join(shared, name)
		if err := set(dir); err != nil {
			t.Fatal(err)
		}
		o, err := newOwner()
		if err != nil {
			t.Fatal(err)
		}
		if err := o.makePrivate(dir); err == nil || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: taken: %v", name, err)
		}
	}
}
