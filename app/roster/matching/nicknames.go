package matching

import (
	_ "embed"
	"strings"
	"sync"

	"albo/app/fold"
)

// givenNames are forms of given names: lines of ways to write one name, which begin with =, and lines of short forms.
//
//go:embed nicknames.txt
var givenNames string

// knownNames maps each form to the first name of its line. A form of two names (Pino: Giuseppe, Filippo) stands under the
// first, because the file lists the more frequent first.
var knownNames = sync.OnceValue(func() (known struct{ short, spelt map[string]string }) {
	known.short, known.spelt = map[string]string{}, map[string]string{}
	for line := range strings.Lines(givenNames) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		list, spelt := strings.CutPrefix(line, "=")
		forms := known.short
		if spelt {
			forms = known.spelt
		}
		names := strings.Fields(list)
		for _, name := range names {
			form := fold.Name(name)
			if _, taken := forms[form]; !taken {
				forms[form] = fold.Name(names[0])
			}
		}
	}
	return known
})
