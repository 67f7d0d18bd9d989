package file

import (
	"slices"
	"strings"
)

// headerByShape takes the first row with words where the rows below have figures for a header, though none of its words is known. Of
// somebody without figures, in a list without header, there is something that others have too, such as the municipality.
func headerByShape(head []row) heading {
	for i, r := range head[:min(len(head), headerRows)] {
		below := head[i+1 : min(len(head), i+1+headerRows)]
		if len(below) < 3 || alone(r.cells) {
			continue
		}
		if slices.ContainsFunc(r.cells, hasFigures) {
			break
		}
		if standsAbove(r.cells, below) {
			return heading{index: i, first: i, last: i}
		}
	}
	return headless
}

// standsAbove tells that a cell stands above each column of figures, and that none is written in its column again.
func standsAbove(cells []string, below []row) bool {
	figures := 0
	for i := range cells {
		filled, withFigures := 0, 0
		for _, r := range below {
			switch cell := cellAt(r.cells, i); {
			case cell == "":
				continue
			case strings.EqualFold(cell, clean(cells[i])):
				return false
			case hasFigures(cell):
				withFigures++
			}
			filled++
		}
		if withFigures*5 < filled*4 || withFigures < 2 {
			continue
		}
		if figures++; clean(cells[i]) == "" {
			return false
		}
	}
	return figures > 0
}

func hasFigures(cell string) bool { return strings.ContainsAny(cell, "0123456789@") }

// findHeader takes the row with the most header words, the first of several. One word is enough only in a list of one column,
// and only the word for a name. When people stand above it under a plain header of their own, that is the header of the first of
// several tables.
func findHeader(head []row) heading {
	best := headless
	for i, r := range head[:min(len(head), headerRows)] {
		if score := headerScore(r.cells); score > best.score {
			best = heading{index: i, score: score}
		}
	}
	for i := range best.index {
		if isHeader(head[i].cells) && slices.ContainsFunc(head[i+1:best.index], isPerson) {
			best.index = i
			break
		}
	}
	return best.block(head)
}
