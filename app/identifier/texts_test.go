package identifier

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

var (
	anyKey = regexp.MustCompile(`"identifier\.([a-z_]+)"`)
	gap    = regexp.MustCompile(`\{([a-z]+)\}`)
)

func TestEveryTextIsThereInFourLanguages(t *testing.T) {
	texts := readTexts(t)
	used := map[string]bool{}
	for _, match := range anyKey.FindAllStringSubmatch(sources(t), -1) {
		used[match[1]] = true
		for _, language := range []string{"it", "es", "el", "en"} {
			if fmt.Sprint(texts[match[1]][language]) == "<nil>" {
				t.Errorf("identifier.%s has no text in %s", match[1], language)
			}
		}
	}
	for key := range texts {
		if !used[key] {
			t.Errorf("identifier.%s is said nowhere", key)
		}
	}
}

// Every gap of a text is filled by the code, and every argument shows in every language.
func TestGapsAreFilled(t *testing.T) {
	texts := readTexts(t)
	filled := map[string][]string{}
	for _, v := range append(rows(t, "testdata/identifiers.csv"), map[string]string{"kind": "es_cif", "value": "G2812345*"},
		map[string]string{"kind": "es_nif_special", "value": "1"}) {
		if _, problem := Check(Kind(v["kind"]), v["value"]); problem != nil {
			filled[strings.TrimPrefix(problem.Key, "identifier.")] = slices.Sorted(maps.Keys(problem.Args))
		}
	}
	for key, languages := range texts {
		for language, text := range languages {
			for _, form := range forms(text) {
				if gaps := gapsOf(form); !slices.Equal(gaps, filled[key]) {
					t.Errorf("identifier.%s in %s has the gaps %v, the code fills %v", key, language, gaps, filled[key])
				}
			}
		}
	}
}

func readTexts(t *testing.T) map[string]map[string]any {
	t.Helper()
	var file struct{ Identifier map[string]map[string]any }
	if _, err := toml.DecodeFile("../i18n/texts/identifier.toml", &file); err != nil {
		t.Fatal(err)
	}
	return file.Identifier
}

// sources is the package's code without its tests.
func sources(t *testing.T) string {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, path := range paths {
		code, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(path, "_test.go") {
			all.Write(code)
		}
	}
	return all.String()
}

func forms(text any) []string {
	if plural, ok := text.(map[string]any); ok {
		return []string{fmt.Sprint(plural["one"]), fmt.Sprint(plural["other"])}
	}
	return []string{fmt.Sprint(text)}
}

func gapsOf(text string) []string {
	var names []string
	for _, match := range gap.FindAllStringSubmatch(text, -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}
