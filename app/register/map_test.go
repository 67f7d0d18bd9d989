package register

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// The tiles of the province of Arezzo lie as the land does: whose borders touch are near each other. The borders come from
// another project's file, which lies beside this one and is no part of it.
func TestTilesLieAsTheLandDoes(t *testing.T) {
	places, arcs := boundaries(t)
	tiles, columns, rows := Tiles(places)
	taken := map[Tile]bool{}
	for _, tile := range tiles {
		if taken[tile] || tile.Column < 0 || tile.Row < 0 || tile.Column >= columns || tile.Row >= rows {
			t.Errorf("the tile %v is taken twice, or outside", tile)
		}
		taken[tile] = true
	}
	near, borders, apart, pairs := 0, 0, 0, 0
	for i := range places {
		for j := range i {
			dx, dy := tiles[i].Column-tiles[j].Column, tiles[i].Row-tiles[j].Row
			close := dx*dx+dy*dy <= 5
			pairs++
			if touch(arcs[i], arcs[j]) {
				borders++
				if close {
					near++
				}
			} else if close {
				apart++
			}
		}
	}
	if borders < 40 || near*100 < borders*85 {
		t.Errorf("of %d borders %d are between tiles that are near each other (%d of the %d other pairs are)", borders, near, apart, pairs-borders)
	}
	// the neighbours offered to families are neighbours on the ground
	right, offered := 0, 0
	for i, p := range places {
		first, second := -1, -1
		for j, o := range places {
			switch {
			case j == i:
			case first < 0 || p.kilometres(o) < p.kilometres(places[first]):
				first, second = j, first
			case second < 0 || p.kilometres(o) < p.kilometres(places[second]):
				second = j
			}
		}
		for _, j := range []int{first, second} {
			offered++
			if touch(arcs[i], arcs[j]) {
				right++
			}
		}
	}
	if right*100 < offered*80 {
		t.Errorf("of %d nearest municipalities %d share a border", offered, right)
	}
}

func touch(a, b map[int]bool) bool {
	for arc := range a {
		if b[arc] {
			return true
		}
	}
	return false
}

// boundaries are the municipalities of the file, each in the middle of its border, with the arcs that its border is made of.
func boundaries(t *testing.T) (places []*Place, arcs []map[int]bool) {
	t.Helper()
	var file []byte
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir) && file == nil; dir = filepath.Dir(dir) {
		file, _ = os.ReadFile(filepath.Join(dir, "shared", "testdata", "geo", "limits_P_51_municipalities.topo.json"))
	}
	if file == nil {
		t.Skip("the shared test data is not beside the project")
	}
	var topology struct {
		Transform struct{ Scale, Translate [2]float64 }
		Arcs      [][][2]float64
		Objects   map[string]struct {
			Geometries []struct {
				Arcs json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(file, &topology); err != nil {
		t.Fatal(err)
	}
	for _, object := range topology.Objects {
		for n, geometry := range object.Geometries {
			own := map[int]bool{}
			collect(t, geometry.Arcs, own)
			p := &Place{ID: int64(n + 1), Name: fmt.Sprint(n), Located: true}
			points := 0.0
			for arc := range own {
				x, y := 0.0, 0.0
				for _, step := range topology.Arcs[arc] {
					x, y = x+step[0], y+step[1]
					at := [2]float64{x, y}
					if topology.Transform.Scale[0] != 0 {
						at = [2]float64{x*topology.Transform.Scale[0] + topology.Transform.Translate[0], y*topology.Transform.Scale[1] + topology.Transform.Translate[1]}
					} else {
						at, x, y = step, 0, 0
					}
					p.Longitude, p.Latitude, points = p.Longitude+at[0], p.Latitude+at[1], points+1
				}
			}
			p.Longitude, p.Latitude = p.Longitude/points, p.Latitude/points
			places, arcs = append(places, p), append(arcs, own)
		}
	}
	return places, arcs
}

// collect takes the arcs out of however deep a geometry nests them; an arc run backwards is the same border.
func collect(t *testing.T, raw json.RawMessage, into map[int]bool) {
	t.Helper()
	var deeper []json.RawMessage
	if json.Unmarshal(raw, &deeper) == nil {
		for _, one := range deeper {
			collect(t, one, into)
		}
		return
	}
	var arc int
	if err := json.Unmarshal(raw, &arc); err != nil {
		t.Fatal(err)
	}
	if arc < 0 {
		arc = ^arc
	}
	into[arc] = true
}

func TestTilesOfFew(t *testing.T) {
	if tiles, columns, rows := Tiles(nil); len(tiles)+columns+rows != 0 {
		t.Errorf("nowhere: %v %d %d", tiles, columns, rows)
	}
	north, south, lost := &Place{Located: true, Latitude: 44, Longitude: 11}, &Place{Located: true, Latitude: 43, Longitude: 11}, &Place{}
	tiles, _, _ := Tiles([]*Place{lost, south, north})
	if tiles[2].Row >= tiles[1].Row || tiles[0].Row <= tiles[1].Row {
		t.Errorf("north lies above south, and what has no coordinates below: %v", tiles)
	}
}
