package apptest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Program is the path of a program that a test needs, by any of its names. On a machine without it the test
// is skipped, except where CI is set: make test installs what it needs.
func Program(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is missing: make test installs it", names[0])
	}
	t.Skipf("%s is missing, so this is not tested", names[0])
	return ""
}

// Run runs a program and gives its output.
func Run(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	var problems bytes.Buffer
	command := exec.CommandContext(t.Context(), Program(t, name), args...)
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, problems.String())
	}
	return out
}

// ReadQR reads the QR code from the first page of a PDF file, as a camera would see it at a resolution.
func ReadQR(t testing.TB, file, dpi string) string {
	t.Helper()
	page := filepath.Join(t.TempDir(), "page")
	Run(t, "pdftoppm", "-r", dpi, "-f", "1", "-l", "1", "-singlefile", "-png", file, page)
	return strings.TrimSpace(string(Run(t, "zbarimg", "--quiet", "--raw", page+".png")))
}
