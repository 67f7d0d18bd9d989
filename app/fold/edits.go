package fold

// Edits is the least number of insertions, omissions, substitutions and transpositions between neighbours that turn a
// into b (optimal string alignment), or most+1 once it is more than that.
func Edits(a, b string, most int) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > most {
		return most + 1
	}
	if len(b) > 63 {
		return most + 1
	}
	var rows [3][64]int
	before, above, row := &rows[0], &rows[1], &rows[2]
	for j := range len(a) + 1 {
		above[j] = j
	}
	for i := 1; i <= len(b); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(a); j++ {
			cost := 1
			if a[j-1] == b[i-1] {
				cost = 0
			}
			d := min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[j-1] == b[i-2] && a[j-2] == b[i-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
		before, above, row = above, row, before
	}
	return above[len(a)]
}
