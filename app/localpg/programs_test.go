package localpg

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// machine has a directory of programs for each version line, "" for one without a server.
func machine(t *testing.T, versions ...string) []string {
	t.Helper()
	var dirs []string
	for i, v := range versions {
		dir := filepath.Join(t.TempDir(), fmt.Sprint(i))
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if v != "" {
			script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + v + "'\n"
			if err := os.WriteFile(filepath.Join(dir, "postgres"), []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		dirs = append(dirs, dir)
	}
	return dirs
}

func TestFindPrograms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		machine  []string
		data     string // version that made the data, "" for none yet
		want     int    // which of the machine's, -1 for a refusal
		sentence string // what the refusal says
	}{
		{"the newest for new data", []string{"15.18 (Debian 15.18-0+deb12u1)", "18.1", "", "17.7"}, "", 1, ""},
		{"a beta is one too", []string{"16.2", "19beta1"}, "", 1, ""},
		{"the one that made the data", []string{"18.1", "15.18", "16.2"}, "15", 1, ""},
		{"nothing", nil, "", -1, "apt-get install postgresql;"},
		{"only clients", []string{"", ""}, "", -1, "or set DATABASE_URL"},
		{"gibberish", []string{"", "?"}, "", -1, "no PostgreSQL server programs"},
		{"only old ones", []string{"13.2", "9.6.24"}, "", -1, "PostgreSQL 15 or newer is needed; on this machine: 13, 9"},
		{"another version", []string{"18.1", "17.7", "17.2"}, "15", -1, "made by PostgreSQL 15 and nothing else can serve it; on this machine: 17, 18. Install version 15 as well (Debian, Ubuntu: apt-get install postgresql-15); the data were not touched"},
		{"data, but no programs", nil, "15", -1, "on this machine: none. Install version 15"},
	} {
		dirs := machine(t, tt.machine...)
		got, err := findPrograms("/srv/albo/pg", tt.data, dirs)
		switch {
		case tt.want >= 0 && (err != nil || got != dirs[tt.want]):
			t.Errorf("%s: got %q, %v", tt.name, got, err)
		case tt.want < 0 && (err == nil || !strings.Contains(err.Error(), tt.sentence)):
			t.Errorf("%s: got %q, %v", tt.name, got, err)
		}
	}
}
