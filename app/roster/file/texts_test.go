package file

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

var (
	saidKey = regexp.MustCompile(`"roster\.file\.([a-z_]+)"(.*)`)
	anyKey  = regexp.MustCompile(`"roster\.file\.([a-z_]+)"`)
	filled  = regexp.MustCompile(`, "([a-z]+)", `)
	gap     = regexp.MustCompile(`\{([a-z]+)\}`)
)

// Every text that the code says is there in four languages, with the gaps that the code fills, and no other is there.
func TestTexts(t *testing.T) {
	var file struct {
		Roster struct{ File map[string]map[string]string }
	}
	if _, err := toml.DecodeFile("../../i18n/texts/roster_file.toml", &file); err != nil {
		t.Fatal(err)
	}
	texts, code := file.Roster.File, sources(t)
	gaps := map[string][]string{}
	for _, said := range saidKey.FindAllStringSubmatch(code, -1) {
		for _, name := range filled.FindAllStringSubmatch(said[2], -1) {
			gaps[said[1]] = append(gaps[said[1]], name[1])
		}
		slices.Sort(gaps[said[1]])
	}
	used := map[string]bool{}
	for _, key := range anyKey.FindAllStringSubmatch(code, -1) {
		used[key[1]] = true
		for _, language := range []string{"it", "es", "el", "en"} {
			text := texts[key[1]][language]
			var named []string
			for _, name := range gap.FindAllStringSubmatch(text, -1) {
				named = append(named, name[1])
			}
			slices.Sort(named)
			if text == "" || fmt.Sprint(named) != fmt.Sprint(gaps[key[1]]) {
				t.Errorf("roster.file.%s in %s: %q, the code fills %v", key[1], language, text, gaps[key[1]])
			}
		}
	}
	for key := range texts {
		if !used[key] {
			t.Errorf("roster.file.%s is said nowhere", key)
		}
	}
}

// sources is the code of the package without its tests.
func sources(t *testing.T) string {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		code, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(code)
	}
	return all.String()
}
