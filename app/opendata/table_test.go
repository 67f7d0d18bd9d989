package opendata

import (
	"math/rand/v2"
	"testing"
)

// A reader knows every published number, that rows and columns add up, and that no count is negative. For each hidden number
// there must be another table that he cannot tell from the true one.
func TestNoHiddenNumberCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(4, 17))
	hidden, published := 0, 0
	for range 4000 {
		counts := grid[int](1+random.IntN(3), 1+random.IntN(3))
		for i := range counts {
			for j := range counts[i] {
				counts[i][j] = random.IntN([]int{3, 7, 14, 40}[random.IntN(4)])
			}
		}
		table := NewTable(counts)
		others := alternatives(table)
		table.each(func(i, j int) {
			n, ok := table.At(i, j)
			switch {
			case ok && n < Least:
				t.Fatalf("%d is published of %v", n, counts)
			case ok:
				published++
			case !others[i][j]:
				t.Fatalf("%v: the hidden number at %d, %d can be worked out: %v", counts, i, j, table.hidden)
			default:
				hidden++
			}
		})
	}
	if hidden < 1000 || published < 1000 {
		t.Errorf("%d hidden, %d published: the tables say too little", hidden, published)
	}
}

// alternatives tries every table whose counts differ by at most one from the true ones and tells which hidden numbers another
// table with the same published numbers has otherwise.
func alternatives(t *Table) [][]bool {
	found, change := grid[bool](t.Rows, t.Columns), grid[int](t.Rows, t.Columns)
	var cells [][2]int
	t.each(func(i, j int) {
		if i < t.Rows-1 && j < t.Columns-1 && t.hidden[i][j] {
			cells = append(cells, [2]int{i, j})
		}
	})
	var try func(k int)
	try = func(k int) {
		if k == len(cells) {
			note(t, change, found)
			return
		}
		i, j := cells[k][0], cells[k][1]
		for change[i][j] = -1; change[i][j] <= 1; change[i][j]++ {
			if t.counts[i][j]+change[i][j] >= 0 {
				try(k + 1)
			}
		}
		change[i][j] = 0
	}
	try(0)
	return found
}

func note(t *Table, change [][]int, found [][]bool) {
	all := grid[int](t.Rows, t.Columns)
	for i := range t.Rows - 1 {
		for j := range t.Columns - 1 {
			n := change[i][j]
			all[i][j] = n
			all[i][t.Columns-1] += n
			all[t.Rows-1][j] += n
			all[t.Rows-1][t.Columns-1] += n
		}
	}
	fits := true
	t.each(func(i, j int) { fits = fits && (t.hidden[i][j] || all[i][j] == 0) })
	if fits {
		t.each(func(i, j int) { found[i][j] = found[i][j] || all[i][j] != 0 })
	}
}

func TestBigNumbersAreAllPublished(t *testing.T) {
	t.Parallel()
	table := NewTable([][]int{{5, 60}, {70, 8}})
	table.each(func(i, j int) {
		if _, ok := table.At(i, j); !ok {
			t.Errorf("%d, %d is hidden", i, j)
		}
	})
	if n, _ := table.At(2, 2); n != 143 {
		t.Errorf("the sum of all is %d", n)
	}
}

// One small number takes three others with it, and not the sums.
func TestOneSmallNumberTakesItsComplements(t *testing.T) {
	t.Parallel()
	table := NewTable([][]int{{3, 60, 50}, {70, 8, 90}, {30, 9, 20}})
	want := map[[2]int]bool{{0, 0}: true}
	hidden := 0
	table.each(func(i, j int) {
		if _, ok := table.At(i, j); !ok {
			hidden++
			if i == 3 || j == 3 {
				t.Errorf("the sum at %d, %d is hidden", i, j)
			}
			delete(want, [2]int{i, j})
		}
	})
	if hidden != 4 || len(want) > 0 {
		t.Errorf("%d hidden: %v", hidden, table.hidden)
	}
}
