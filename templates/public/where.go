package public

import (
	"strings"

	"github.com/a-h/templ"

	"albo/app/register"
	"albo/templates"
)

const tileSize = 100 // in the units of the drawing

func laidOut(r *register.Results) (tiles []register.Tile, columns, rows int) {
	return register.Tiles(r.Area.Places)
}

// shade is the class of a tile by its share of the most that one has.
func shade(r *register.Results, n int) string {
	most := 0
	for _, near := range r.Where {
		most = max(most, near.N)
	}
	switch {
	case n == 0:
		return "rg-tile-none"
	case 3*n <= most:
		return "rg-tile-few"
	case 3*n <= 2*most:
		return "rg-tile-some"
	}
	return "rg-tile-many"
}

// short is a name for a tile: the first letters of its last word, the initials of those before.
func short(name string) string {
	words := strings.Fields(name)
	label := ""
	for i, word := range words {
		letters := []rune(word)
		switch {
		case i == len(words)-1:
			label += string(letters[:min(len(letters), max(7-len([]rune(label)), 4))])
		case strings.ToLower(word) != word:
			label += string(letters[:1]) + "."
		}
	}
	return label
}

func areaNames(areas []*register.Area) string {
	names := make([]string, 0, len(areas))
	for _, a := range areas {
		names = append(names, a.Name)
	}
	return templates.Joined(names)
}

func areaAddress(p *templates.Page, r *register.Results, code string) templ.SafeURL {
	q := r.There("")
	q.Area = code
	return address(p, q, 1)
}
