package pdf

import "testing"

func TestParseColour(t *testing.T) {
	for in, want := range map[string]colour{
		"#0B5D3B": {11, 93, 59}, "#ffffff": white, "": houseBlue, "red": houseBlue, "0B5D3B": houseBlue, "#0B5D3": houseBlue, "##B5D3B": houseBlue, "#0B5D3B0": houseBlue,
	} {
		if got := parseColour(in); got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}

func TestLegible(t *testing.T) {
	for _, in := range []string{"#FFFFFF", "#F2B705", "#00FF00", "#777777", "#0B5D3B", "#000000"} {
		c := parseColour(in)
		text := c.legible()
		if text.contrastWithWhite() < 4.5 {
			t.Errorf("%s: %v has a contrast of %.2f", in, text, text.contrastWithWhite())
		}
		if c.contrastWithWhite() >= 4.5 && text != c {
			t.Errorf("%s was dark enough and became %v", in, text)
		}
	}
	if got := colour(white).contrastWithWhite(); got != 1 {
		t.Errorf("white on white: %f", got)
	}
	if got := black.contrastWithWhite(); got < 20.99 || got > 21.01 {
		t.Errorf("black on white: %f", got)
	}
}
