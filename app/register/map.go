package register

import (
	"math"
)

// Tile is a municipality in a schematic map: every one has the same square, where it roughly lies. Columns go from west to
// east, rows from north to south.
type Tile struct{ Column, Row int }

// Tiles lays municipalities out on a grid, in their order. Each takes a cell of its own, so that all together lie as near as
// possible to where they are. Those without coordinates come last, below the others.
func Tiles(places []*Place) (tiles []Tile, columns, rows int) {
	var located []*Place
	for _, p := range places {
		if p.Located {
			located = append(located, p)
		}
	}
	cells, points := grid(located)
	chosen := assign(points, cells)
	tiles = make([]Tile, len(places))
	below, next := 0, 0
	for _, cell := range chosen {
		below = max(below, cells[cell].Row+1)
	}
	placed := 0
	for i, p := range places {
		if p.Located {
			tiles[i] = cells[chosen[placed]]
			placed++
			continue
		}
		tiles[i] = Tile{next % 6, below + next/6}
		next++
	}
	return trimmed(tiles)
}

// point is where a municipality lies, measured in cells.
type point struct{ x, y float64 }

// grid is as many cells as the places need, with some to spare, in the shape of the land, and the places in it.
func grid(places []*Place) (cells []Tile, points []point) {
	if len(places) == 0 {
		return nil, nil
	}
	west, east, south, north := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, p := range places {
		west, east = min(west, p.Longitude), max(east, p.Longitude)
		south, north = min(south, p.Latitude), max(north, p.Latitude)
	}
	narrow := math.Cos((south + north) / 2 * math.Pi / 180)
	width, height := max((east-west)*narrow, 1e-6), max(north-south, 1e-6)
	room := 1.8 * float64(len(places))
	columns := int(min(max(math.Round(math.Sqrt(room*width/height)), 1), float64(len(places))))
	rows := max(int(math.Ceil(room/float64(columns))), 1)
	for row := range rows {
		for column := range columns {
			cells = append(cells, Tile{column, row})
		}
	}
	for _, p := range places {
		points = append(points, point{(p.Longitude - west) * narrow / width * float64(columns-1), (north - p.Latitude) / height * float64(rows-1)})
	}
	return cells, points
}

// assign gives every point a cell of its own, so that the sum of the squared distances is the least (Kuhn 1955, in the form
// with potentials: n² × cells steps).
func assign(points []point, cells []Tile) []int {
	n, m := len(points), len(cells)
	u, v, match := make([]float64, n+1), make([]float64, m+1), make([]int, m+1)
	for i := 1; i <= n; i++ {
		match[0] = i
		least, used, way := make([]float64, m+1), make([]bool, m+1), make([]int, m+1)
		for j := range least {
			least[j] = math.Inf(1)
		}
		at := 0
		for {
			used[at] = true
			row, step, next := match[at], math.Inf(1), 0
			for j := 1; j <= m; j++ {
				if used[j] {
					continue
				}
				if cost := points[row-1].squared(cells[j-1]) - u[row] - v[j]; cost < least[j] {
					least[j], way[j] = cost, at
				}
				if least[j] < step {
					step, next = least[j], j
				}
			}
			for j := range m + 1 {
				if used[j] {
					u[match[j]] += step
					v[j] -= step
				} else {
					least[j] -= step
				}
			}
			if at = next; match[at] == 0 {
				break
			}
		}
		for at != 0 {
			match[at] = match[way[at]]
			at = way[at]
		}
	}
	chosen := make([]int, n)
	for j := 1; j <= m; j++ {
		if match[j] > 0 {
			chosen[match[j]-1] = j - 1
		}
	}
	return chosen
}

func (p point) squared(c Tile) float64 {
	dx, dy := p.x-float64(c.Column), p.y-float64(c.Row)
	return dx*dx + dy*dy
}

// trimmed moves the tiles to the edges and tells how many columns and rows they take.
func trimmed(tiles []Tile) ([]Tile, int, int) {
	if len(tiles) == 0 {
		return tiles, 0, 0
	}
	left, top, right, bottom := tiles[0].Column, tiles[0].Row, 0, 0
	for _, t := range tiles {
		left, top, right, bottom = min(left, t.Column), min(top, t.Row), max(right, t.Column), max(bottom, t.Row)
	}
	for i := range tiles {
		tiles[i].Column -= left
		tiles[i].Row -= top
	}
	return tiles, right - left + 1, bottom - top + 1
}
