package seeds

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// logo draws the emblem of a body: a shield of hills, in shades of its own. Real emblems are the bodies' to upload.
func (d *demo) logo(slug string) string {
	const side = 256
	shades := map[string]color.NRGBA{
		"casentino": {31, 92, 58, 255}, "valtiberina": {122, 31, 61, 255}, "pieve-santo-stefano": {0, 102, 204, 255},
		"mostoles": {138, 21, 56, 255}, "leganes": {0, 90, 156, 255}, "aigaleo": {26, 79, 139, 255},
	}
	shade := shades[slug]
	picture := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			picture.SetNRGBA(x, y, emblem(float64(x)/side, float64(y)/side, shade))
		}
	}
	var b bytes.Buffer
	must(png.Encode(&b, picture))
	kept, err := d.store.Files.Put(&b, 1<<20)
	must(err)
	return kept.Key
}

// emblem is the colour of a point of the shield: sky, two hills, a river.
func emblem(x, y float64, shade color.NRGBA) color.NRGBA {
	width := 0.46
	if y > 0.5 {
		width = 0.46 * (1 - (y-0.5)*(y-0.5)*4)
	}
	if y < 0.02 || y > 0.98 || x < 0.5-width || x > 0.5+width {
		return color.NRGBA{255, 255, 255, 255}
	}
	lighter := func(share float64) color.NRGBA {
		mix := func(c uint8) uint8 { return uint8(float64(c) + (255-float64(c))*share) }
		return color.NRGBA{mix(shade.R), mix(shade.G), mix(shade.B), 255}
	}
	far := 0.3 + 3*(x-0.33)*(x-0.33)
	near := 0.45 + 3*(x-0.7)*(x-0.7)
	switch {
	case y > 0.82:
		return lighter(0.75)
	case y > near:
		return shade
	case y > far:
		return lighter(0.35)
	}
	return lighter(0.88)
}
