package fold

import "strings"

// Slug makes a text fit for an address: its search form in a–z and 0–9 with hyphens, at most 60
// characters. A text without such letters gives the empty string.
func Slug(s string) string {
	words := strings.FieldsFunc(Name(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	slug := strings.Join(words, "-")
	if len(slug) > 60 {
		slug = strings.TrimRight(slug[:60], "-")
	}
	return slug
}
