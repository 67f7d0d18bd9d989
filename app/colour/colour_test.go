package colour

import (
	"math"
	"regexp"
	"testing"
)

func TestReadable(t *testing.T) {
	for hex, want := range map[string]bool{
		"#0066cc": true, "#000000": true, "#7a1f3d": true, "#767676": true,
		"#777777": false, "#ffcc00": false, "#ffffff": false, "0066cc": false, "#06c": false, "#0066CC": false, "red": false, "": false,
	} {
		if Readable(hex) != want {
			t.Errorf("Readable(%q) = %v", hex, !want)
		}
	}
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#767676", "#ffffff", 4.54}, {"#0066cc", "#ffffff", 5.57}} {
		if got := contrast(parse(c.a), parse(c.b)); math.Abs(got-c.want) > .01 {
			t.Errorf("contrast of %s on %s = %.3f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestParseRoundTrip(t *testing.T) {
	for _, hex := range []string{"#0066cc", "#7a1f3d", "#123456", "#808080", "#fedcba", "#000000"} {
		if got := parse(hex).hex(); got != hex {
			t.Errorf("%s came back as %s", hex, got)
		}
	}
}

var token = regexp.MustCompile(`--rg-([a-z0-9-]+):(#[0-9a-f]{6})`)

// Whatever the colour, white text is readable on the brand shades, and links on the soft ones, on light and dark screens.
func TestThemeIsReadableForEveryHue(t *testing.T) {
	for hue := 0.0; hue < 360; hue += 15 {
		brand := darken(hsl{hue, .9, .6}, white, AA).hex()
		if !Readable(brand) {
			continue
		}
		for i, scheme := range regexp.MustCompile(`@media`).Split(Theme(brand), 2) {
			got := map[string]hsl{}
			for _, m := range token.FindAllStringSubmatch(scheme, -1) {
				got[m[1]] = parse(m[2])
			}
			for _, name := range []string{"brand", "brand-hover", "brand-slim", "brand-deep", "brand-deepest"} {
				if contrast(got[name], white) < AA-.05 {
					t.Errorf("hue %.0f scheme %d: white on %s has %.2f", hue, i, name, contrast(got[name], white))
				}
			}
			for _, name := range []string{"link", "link-hover"} {
				if contrast(got[name], got["soft2"]) < AA {
					t.Errorf("hue %.0f scheme %d: %s on soft2 has %.2f", hue, i, name, contrast(got[name], got["soft2"]))
				}
			}
		}
	}
}
