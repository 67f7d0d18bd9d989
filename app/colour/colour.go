// Package colour works out from one brand colour the shades of a page, so that text stays readable on each of them.
package colour

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// AA is the least contrast of text with what it stands on (WCAG 2.2, 1.4.3).
const AA = 4.5

// hsl is hue in degrees, saturation and lightness from 0 to 1.
type hsl struct{ h, s, l float64 }

var white = hsl{0, 0, 1}

var shape = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// Readable tells whether white text can be read on the colour: #rrggbb with a contrast of at least 4.5:1.
func Readable(hex string) bool {
	return shape.MatchString(hex) && contrast(parse(hex), white) >= AA
}

// Default is the colour of pages that belong to nobody in particular: the blue of Italian public services.
const Default = "#0066cc"

// Theme is the stylesheet of a brand colour, for light and dark screens. The colour must be Readable.
func Theme(hex string) string {
	brand := parse(hex)
	light := tokens{
		brand: brand, hover: brand.at(brand.l * .8), slim: brand.at(brand.l * .7), deep: brand.at(brand.l * .6), deepest: brand.at(brand.l * .42),
		soft: hsl{brand.h, math.Min(brand.s, .62), .97}, soft2: hsl{brand.h, math.Min(brand.s, .55), .92},
	}
	light.link = darken(brand, light.soft2, AA+.3)
	light.linkHover = light.link.at(light.link.l * .68)
	calm := math.Min(brand.s, .75)
	dark := tokens{
		brand: darken(hsl{brand.h, calm, .36}, white, AA+.5), slim: hsl{brand.h, calm * .8, .14}, deep: hsl{brand.h, calm * .73, .12}, deepest: hsl{brand.h, calm * .73, .09},
		soft: hsl{brand.h, math.Min(brand.s, .28), .15}, soft2: hsl{brand.h, math.Min(brand.s, .3), .2},
	}
	dark.hover = darken(dark.brand.at(dark.brand.l+.05), white, AA)
	dark.link = lighten(hsl{brand.h, math.Min(brand.s, .9), .7}, dark.soft2, 7)
	dark.linkHover = dark.link.at(math.Min(dark.link.l+.1, 1))
	return ":root{" + light.css() + "}@media (prefers-color-scheme:dark){:root{" + dark.css() + "}}"
}

type tokens struct{ brand, hover, slim, deep, deepest, link, linkHover, soft, soft2 hsl }

func (t tokens) css() string {
	return fmt.Sprintf("--rg-brand:%s;--rg-brand-hover:%s;--rg-brand-slim:%s;--rg-brand-deep:%s;--rg-brand-deepest:%s;--rg-link:%s;--rg-link-hover:%s;--rg-soft:%s;--rg-soft2:%s",
		t.brand.hex(), t.hover.hex(), t.slim.hex(), t.deep.hex(), t.deepest.hex(), t.link.hex(), t.linkHover.hex(), t.soft.hex(), t.soft2.hex())
}

func (c hsl) at(lightness float64) hsl { return hsl{c.h, c.s, lightness} }

// darken lowers the lightness until text of the colour can be read on the background; lighten raises it.
func darken(c, background hsl, ratio float64) hsl {
	for c.l > 0 && contrast(c, background) < ratio {
		c.l = math.Max(c.l-.01, 0)
	}
	return c
}

func lighten(c, background hsl, ratio float64) hsl {
	for c.l < 1 && contrast(c, background) < ratio {
		c.l = math.Min(c.l+.01, 1)
	}
	return c
}

// contrast is the ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b hsl) float64 {
	la, lb := a.luminance(), b.luminance()
	return (math.Max(la, lb) + .05) / (math.Min(la, lb) + .05)
}

func (c hsl) luminance() float64 {
	r, g, b := c.rgb()
	return .2126*linear(r) + .7152*linear(g) + .0722*linear(b)
}

func linear(channel float64) float64 {
	if channel <= .04045 {
		return channel / 12.92
	}
	return math.Pow((channel+.055)/1.055, 2.4)
}

func parse(hex string) hsl {
	n, _ := strconv.ParseUint(hex[1:], 16, 32)
	r, g, b := float64(n>>16)/255, float64(n>>8&255)/255, float64(n&255)/255
	high, low := max(r, g, b), min(r, g, b)
	l, d := (high+low)/2, high-low
	if d == 0 {
		return hsl{0, 0, l}
	}
	s := d / (1 - math.Abs(2*l-1))
	var h float64
	switch high {
	case r:
		h = math.Mod((g-b)/d+6, 6)
	case g:
		h = (b-r)/d + 2
	default:
		h = (r-g)/d + 4
	}
	return hsl{h * 60, s, l}
}

func (c hsl) rgb() (r, g, b float64) {
	channel := func(n float64) float64 {
		k := math.Mod(n+c.h/30, 12)
		return c.l - c.s*math.Min(c.l, 1-c.l)*math.Max(-1, min(k-3, 9-k, 1))
	}
	return channel(0), channel(8), channel(4)
}

func (c hsl) hex() string {
	r, g, b := c.rgb()
	return fmt.Sprintf("#%02x%02x%02x", int(math.Round(r*255)), int(math.Round(g*255)), int(math.Round(b*255)))
}
