package file

import "albo/models"

// headerRows is how many rows, blank ones not counted, are looked through for a header.
const headerRows = 40

// heading is a row taken for a header.
type heading struct {
	index int // in the head of the table; -1 when there is none
	score int
}

// findHeader takes the row with the most header words, the first of several. One word is enough only in a list of one column,
// and only the word for a name.
func findHeader(head []row) heading {
	best := heading{index: -1}
	for i, r := range head[:min(len(head), headerRows)] {
		if score := headerScore(r.cells); score > best.score {
			best = heading{i, score}
		}
	}
	return best
}

func headerScore(cells []string) int {
	score, known, filled := 0, 0, 0
	fields := map[string]bool{}
	for _, cell := range cells {
		cell = clean(cell)
		if cell == "" {
			continue
		}
		filled++
		field, r := words.header(cell)
		if r == unknown || fields[field] && field != otherHeader {
			continue
		}
		fields[field] = true
		known++
		score += int(r)
		if field != otherHeader {
			score += 2
		}
	}
	names := fields[string(models.RosterSurname)] || fields[string(models.RosterFullName)] || fields[string(models.RosterGivenName)]
	switch {
	case known >= 2 && (names || known*2 >= filled):
		return score
	case filled == 1 && names && score == int(whole)+2:
		return score
	}
	return 0
}

// headers gives the text of each column's header. A word that says little alone, as "N." and "Data" below one
// wide cell "Determina", is also tried with the text above it.
func headers(head []row, index int) (texts, above []string) {
	if index < 0 {
		return nil, nil
	}
	for _, cell := range head[index].cells {
		texts = append(texts, clean(cell))
	}
	for len(texts) > 0 && texts[len(texts)-1] == "" {
		texts = texts[:len(texts)-1]
	}
	above = make([]string, len(texts))
	if index > 0 && head[index-1].number == head[index].number-1 {
		group := ""
		for i, cell := range head[index-1].cells[:min(len(texts), len(head[index-1].cells))] {
			if cell = clean(cell); cell != "" {
				group = cell
			}
			above[i] = group
		}
	}
	return texts, above
}

// headerField is what a header says of its column, with the help of the group that stands above it.
func headerField(text, above string) (string, rank) {
	field, r := words.header(text)
	if above == "" || r == whole && field != otherHeader && field != string(models.RosterNumber) {
		return field, r
	}
	for _, both := range []string{text + " " + above, above + " " + text} {
		if grouped, groupedRank := words.phrase(both); groupedRank == whole && grouped != otherHeader {
			return grouped, inside
		}
	}
	return field, r
}

// givenNameFirst tells whether a header names the given name before the surname: "Nome e cognome".
func givenNameFirst(header string) bool {
	given, surname := -1, -1
	for i, word := range headerWords(header) {
		switch field, _ := words.phrase(word); {
		case field == string(models.RosterSurname) || word == "last":
			surname = i
		case given < 0 && (field == string(models.RosterGivenName) || word == "first"):
			given = i
		}
	}
	return given >= 0 && given < surname
}
