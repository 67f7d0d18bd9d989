package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// oldest is the least PostgreSQL the schema is written for.
const oldest = 15

// programDirs lists where the server programs may be: what is on the PATH first, then where the
// systems put them that keep them off it.
func programDirs() []string {
	var dirs []string
	if p, err := exec.LookPath("postgres"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil {
			dirs = append(dirs, filepath.Dir(p))
		}
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql*/*/bin",        // Debian, Ubuntu
		"/usr/lib/postgresql*/bin",          // openSUSE
		"/usr/pgsql-*/bin",                  // Fedora and Red Hat, packages of postgresql.org
		"/usr/libexec/postgresql*",          // Alpine
		"/opt/homebrew/opt/postgresql*/bin", // macOS, Homebrew
		"/usr/local/opt/postgresql*/bin",    // macOS, Homebrew on Intel
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		found, _ := filepath.Glob(pattern)
		dirs = append(dirs, found...)
	}
	return dirs
}

// findPrograms picks the directory whose programs can serve data made by version; for data yet to
// be made (version "") it picks the newest.
func findPrograms(data, version string, dirs []string) (string, error) {
	newest, best := 0, ""
	var others []string
	for _, dir := range dirs {
		major := programVersion(dir)
		switch {
		case major == 0:
			continue
		case version == strconv.Itoa(major):
			return dir, nil
		case version == "" && major >= oldest && major > newest:
			newest, best = major, dir
		default:
			others = append(others, strconv.Itoa(major))
		}
	}
	if best != "" {
		return best, nil
	}
	slices.Sort(others)
	return "", missing(data, version, strings.Join(slices.Compact(others), ", "))
}

// missing says what is not on this machine and what to do about it.
func missing(data, version, others string) error {
	if others == "" {
		others = "none"
	}
	switch {
	case version != "":
		return fmt.Errorf("%s was made by PostgreSQL %s and nothing else can serve it; on this machine: %s. "+
			"Install version %[2]s as well (Debian, Ubuntu: apt-get install postgresql-%[2]s); the data were not touched", data, version, others)
	case others != "none":
		return fmt.Errorf("PostgreSQL %d or newer is needed; on this machine: %s. Newer ones: https://www.postgresql.org/download", oldest, others)
	}
	return errors.New("no PostgreSQL server programs on this machine. Install them (Debian, Ubuntu: apt-get install postgresql; " +
		"Fedora: dnf install postgresql-server; macOS: brew install postgresql@17), or set DATABASE_URL to a PostgreSQL that runs elsewhere")
}

// programVersion is the major version of the server in dir, 0 if there is none that runs.
func programVersion(dir string) int {
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output() // allowed as root, too
	if err != nil {
		return 0
	}
	words := strings.Fields(string(out)) // postgres (PostgreSQL) 15.18 (Debian …), 18beta1
	if len(words) < 3 {
		return 0
	}
	digits := words[2][:len(words[2])-len(strings.TrimLeft(words[2], "0123456789"))]
	major, _ := strconv.Atoi(digits)
	return major
}

// dataVersion is the major version that made data, "" when there is none yet.
func dataVersion(data string) (string, error) {
	b, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(b)), err
}
