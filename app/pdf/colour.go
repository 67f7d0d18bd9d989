package pdf

import (
	"encoding/hex"
	"math"
	"strings"
)

// colour is red, green and blue from 0 to 255.
type colour struct{ r, g, b int }

var (
	white     = colour{255, 255, 255}
	black     = colour{0, 0, 0}
	ink       = colour{27, 31, 38}    // what is said
	quiet     = colour{84, 93, 105}   // labels and small print
	hairline  = colour{208, 213, 220} // between facts
	houseBlue = colour{0, 74, 128}    // of a body without a colour of its own
)

// parseColour reads #rrggbb; anything else is the house blue, so that a paper always comes out.
func parseColour(s string) colour {
	rgb, err := hex.DecodeString(strings.TrimPrefix(s, "#"))
	if err != nil || len(rgb) != 3 || len(s) != 7 {
		return houseBlue
	}
	return colour{int(rgb[0]), int(rgb[1]), int(rgb[2])}
}

// mix goes from one colour towards another by a share from 0 to 1.
func (c colour) mix(to colour, share float64) colour {
	part := func(a, b int) int { return a + int(math.Round(float64(b-a)*share)) }
	return colour{part(c.r, to.r), part(c.g, to.g), part(c.b, to.b)}
}

// legible darkens a colour until text in it has the contrast of 4.5 with white paper that WCAG 2.2 asks for (1.4.3).
func (c colour) legible() colour {
	for share := 0.0; share < 1; share += 0.05 {
		if darker := c.mix(black, share); darker.contrastWithWhite() >= 4.5 {
			return darker
		}
	}
	return black
}

func (c colour) contrastWithWhite() float64 {
	luminance := 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
	return 1.05 / (luminance + 0.05)
}

func linear(channel int) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}
