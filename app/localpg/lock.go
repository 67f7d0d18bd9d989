package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lock takes a lock of the whole machine on a file under root, waiting for it as long as ctx lasts.
// Closing the file lets go of it, and so does the end of the process, however it ends.
//
// Two files are used: change.lock is held alone while the server is started or stopped, use.lock
// is shared by all who use it.
func (c *Cluster) lock(ctx context.Context, name string, how int) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(c.root, name), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
		if err := wait(ctx); err != nil {
			f.Close()
			return nil, fmt.Errorf("another process is starting or stopping it: %w", err)
		}
	}
}

// wait pauses a moment, or fails when ctx ends.
func wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pause):
		return nil
	}
}
