// Package opendata is what may be known of everybody without knowing it of anybody: totals with small numbers left out,
// and the catalogue that names them.
package opendata

// Least is the smallest number of people that is published.
const Least = 5

// Table is counts by row and column with their sums: the last row and the last column. Hidden numbers are not published.
type Table struct {
	Rows, Columns int // sums included
	counts        [][]int
	hidden        [][]bool
}

// NewTable hides every count below Least, and then as many others as it takes that none of the hidden ones can be worked out.
func NewTable(counts [][]int) *Table {
	t := &Table{Rows: len(counts) + 1, Columns: 1}
	if len(counts) > 0 {
		t.Columns = len(counts[0]) + 1
	}
	t.counts, t.hidden = grid[int](t.Rows, t.Columns), grid[bool](t.Rows, t.Columns)
	for i, row := range counts {
		for j, n := range row {
			t.counts[i][j] = n
			t.counts[i][t.Columns-1] += n
			t.counts[t.Rows-1][j] += n
			t.counts[t.Rows-1][t.Columns-1] += n
		}
	}
	t.each(func(i, j int) { t.hidden[i][j] = t.counts[i][j] < Least })
	t.each(t.protect)
	return t
}

// At is a published number; false for a hidden one.
func (t *Table) At(i, j int) (int, bool) { return t.counts[i][j], !t.hidden[i][j] }

func grid[T any](rows, columns int) [][]T {
	g := make([][]T, rows)
	for i := range g {
		g[i] = make([]T, columns)
	}
	return g
}

func (t *Table) each(do func(i, j int)) {
	for i := range t.Rows {
		for j := range t.Columns {
			do(i, j)
		}
	}
}

// protect hides three more numbers that make a rectangle with a hidden one, where that one could be worked out. What was
// protected stays so: hiding more only leaves more open.
func (t *Table) protect(i, j int) {
	if !t.hidden[i][j] || t.open(i, j) {
		return
	}
	best, bestRow, bestColumn := -1, 0, 0
	t.each(func(r, c int) {
		if r == i || c == j || !t.sways(i, j, r, c) {
			return
		}
		if cost := t.cost(i, c) + t.cost(r, j) + t.cost(r, c); best < 0 || cost < best {
			best, bestRow, bestColumn = cost, r, c
		}
	})
	t.hidden[i][bestColumn], t.hidden[bestRow][j], t.hidden[bestRow][bestColumn] = true, true, true
}

// cost is what readers lose by a number: sums are worth more than what they are sums of.
func (t *Table) cost(i, j int) int {
	switch {
	case t.hidden[i][j]:
		return 0
	case t.isSum(i, j):
		return 1_000_000 + t.counts[i][j]
	}
	return 1 + t.counts[i][j]
}

// isSum tells whether a number is the sum of a row or of a column. The sum of all is not: it counts like a number in the sums
// of the sums.
func (t *Table) isSum(i, j int) bool { return (i == t.Rows-1) != (j == t.Columns-1) }

// Let every sum have the sign minus: then each row and each column adds up to nothing, and a reader who knows all but the hidden
// numbers can be deceived by one more here, one less there, along a ring of hidden numbers. up and down tell whether a number
// can give one more or less of itself so, for counts are never negative.
func (t *Table) up(i, j int) bool   { return !t.isSum(i, j) || t.counts[i][j] > 0 }
func (t *Table) down(i, j int) bool { return t.isSum(i, j) || t.counts[i][j] > 0 }

// sways tells whether the corners of a rectangle can change together, one way or the other.
func (t *Table) sways(i, j, r, c int) bool {
	return t.up(i, j) && t.down(i, c) && t.up(r, c) && t.down(r, j) || t.down(i, j) && t.up(i, c) && t.down(r, c) && t.up(r, j)
}

// open tells whether a hidden number could as well be another one.
func (t *Table) open(i, j int) bool {
	return t.up(i, j) && t.ring(i, j, t.up, t.down) || t.down(i, j) && t.ring(i, j, t.down, t.up)
}

// ring looks for a way along hidden numbers from the column of (i, j) back to its row: back through numbers that can change
// against it, on through numbers that can change with it.
func (t *Table) ring(i, j int, with, against func(i, j int) bool) bool {
	rows, columns := make([]bool, t.Rows), make([]bool, t.Columns)
	columns[j] = true
	for queue := []int{j}; len(queue) > 0; queue = queue[1:] {
		for r := range t.Rows {
			if rows[r] || !t.hidden[r][queue[0]] || r == i && queue[0] == j || !against(r, queue[0]) {
				continue
			}
			if r == i {
				return true
			}
			rows[r] = true
			for c := range t.Columns {
				if !columns[c] && t.hidden[r][c] && with(r, c) {
					columns[c] = true
					queue = append(queue, c)
				}
			}
		}
	}
	return false
}
