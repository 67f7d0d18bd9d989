package localpg

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// capDACOverride lets a process pass through directories that are closed to its user.
const capDACOverride = 1

func (o owner) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true, Credential: o.user}
	if o.shutOut {
		attr.AmbientCaps = []uintptr{capDACOverride}
	}
	return attr
}

// serves tells whether pid is a live PostgreSQL in data. Its number alone says little: after a
// crash it may be another program's, or that of a dead server nobody has waited for.
func serves(pid int, data string) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil || !bytes.Contains(stat, []byte(" (postgres) ")) || bytes.Contains(stat, []byte(" (postgres) Z")) {
		return false
	}
	there, err := os.Stat(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return errors.Is(err, fs.ErrPermission) // root in a container may not look: believe the number
	}
	here, err := os.Stat(data)
	return err == nil && os.SameFile(here, there)
}
