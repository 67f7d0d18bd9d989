package localpg

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// owner is who PostgreSQL runs as. The zero owner is whoever runs this process.
type owner struct {
	user    *syscall.Credential // another user, when this process is root
	shutOut bool                // a directory on the way to root keeps that user out
}

// newOwner finds a user for PostgreSQL, which refuses to run as root.
func newOwner() (owner, error) {
	if os.Geteuid() != 0 {
		return owner{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return owner{}, err
		}
		return owner{user: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
	}
	return owner{}, errors.New("PostgreSQL cannot run as root, and there is no user postgres or nobody to run it as")
}

// makeRoot makes the directory of the cluster, gives its path without links, by which every process
// knows it, and notes whether the owner can pass through to it.
func (o *owner) makeRoot(root string) (string, error) {
	mode := os.FileMode(0o700)
	if o.user != nil {
		mode = 0o711 // another user runs the server below it
	}
	if err := os.MkdirAll(filepath.Dir(root), 0o755); err != nil {
		return "", err
	}
	if err := os.Mkdir(root, mode); err != nil && !errors.Is(err, os.ErrExist) {
		return "", err
	}
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return "", err
	}
	for dir := root; o.user != nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		st, err := os.Stat(dir)
		if err != nil {
			return "", err
		}
		o.shutOut = o.shutOut || st.Mode()&0o001 == 0
	}
	return root, nil
}

// makePrivate makes a directory that the owner alone can enter, or sees that it is one. Somebody
// else's directory of that name is refused: in a shared temporary directory it may be a trap.
func (o owner) makePrivate(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	st, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	uid := st.Sys().(*syscall.Stat_t).Uid
	if !st.IsDir() || st.Mode().Perm()&0o077 != 0 || uid != uint32(os.Geteuid()) && (o.user == nil || uid != o.user.Uid) {
		return fmt.Errorf("%s must be a private directory (0700) of the user who runs this; remove it", dir)
	}
	if o.user == nil {
		return nil
	}
	return os.Lchown(dir, int(o.user.Uid), int(o.user.Gid))
}

// socketDir is where the socket lies: under root, or, when a socket's address (about 100 bytes) or
// the host list of a DSN (split at commas) could not hold that path, in a directory for temporary
// files under a name made from it.
func socketDir(root string) string {
	dir := filepath.Join(root, "run")
	if len(filepath.Join(dir, ".s.PGSQL."+port)) <= 100 && !strings.Contains(dir, ",") {
		return dir
	}
	sum := sha256.Sum256([]byte(root))
	return filepath.Join(os.TempDir(), fmt.Sprintf("albo-%x", sum[:8]))
}

// command prepares a PostgreSQL program: run as the owner, in a session of its own so that Ctrl-C
// does not reach it, without the caller's PG… variables.
func (o owner) command(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = "/" // the caller's directory may be closed to the owner
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=" + locale()}
	cmd.SysProcAttr = o.attributes()
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// locale is one that knows every letter and sorts by code point.
func locale() string {
	if runtime.GOOS == "darwin" {
		return "en_US.UTF-8" // has no C.UTF-8
	}
	return "C.UTF-8"
}
