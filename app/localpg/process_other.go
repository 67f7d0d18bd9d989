//go:build !linux

package localpg

import (
	"errors"
	"syscall"
)

func (o owner) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Credential: o.user}
}

// serves tells whether there is a process pid; here nothing says what it does.
func serves(pid int, _ string) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
