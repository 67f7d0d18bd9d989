package pdf

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

func TestLogoOfAnyFormatBecomesOpaque(t *testing.T) {
	half := color.NRGBA{200, 0, 0, 128}
	palette := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.Transparent, half})
	gray := image.NewGray16(image.Rect(0, 0, 40, 30))
	var interlaced, photo bytes.Buffer
	if err := gif.Encode(&interlaced, palette, nil); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&photo, gray, nil); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"16 bits with alpha": shield(color.NRGBA64{0x1111, 0x2222, 0x3333, 0xFFFF}), "palette": encoded(t, palette),
		"gray of 16 bits": encoded(t, gray), "GIF": interlaced.Bytes(), "JPEG": photo.Bytes(),
		"one pixel": encoded(t, image.NewNRGBA(image.Rect(0, 0, 1, 1))), "very flat": encoded(t, image.NewNRGBA(image.Rect(0, 0, 3000, 1))),
	} {
		l, err := readLogo(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		config, err := png.DecodeConfig(bytes.NewReader(l.png))
		if err != nil || config.ColorModel != color.RGBAModel || max(config.Width, config.Height) > logoSide {
			t.Errorf("%s: %+v, %v", name, config, err)
		}
		c := italian()
		c.Logo = b
		sound(t, render(t, c))
	}
}

func encoded(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLogoStandsOnWhite(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	img.Set(1, 0, color.NRGBA{0, 0, 0, 0xFF})
	flat := onWhite(img)
	if flat.RGBAAt(0, 0) != (color.RGBA{255, 255, 255, 255}) || flat.RGBAAt(1, 0) != (color.RGBA{0, 0, 0, 255}) {
		t.Errorf("%v", flat.Pix)
	}
}

func TestLogoRefusesWhatIsNoLogo(t *testing.T) {
	whole := spanish().Logo
	for name, b := range map[string][]byte{
		"nothing": nil, "text": []byte("logo"), "SVG": []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), "cut off": whole[:len(whole)/2],
	} {
		if _, err := readLogo(b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestLogoOfOtherPeoplesImages(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t, "images"), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		c := italian()
		c.Logo = b
		if file, err := c.Render(); err == nil {
			sound(t, file)
			if filepath.Base(path) == "crafted_png_bomb_30000x30000.png" {
				t.Error("900 million pixels are taken")
			}
		}
	}
}

func TestLogosKeptAreFew(t *testing.T) {
	for i := range 3 * logosKept {
		if _, err := readLogo(encoded(t, image.NewGray(image.Rect(0, 0, 1, 1+i)))); err != nil {
			t.Fatal(err)
		}
	}
	logos.Lock()
	defer logos.Unlock()
	if len(logos.ready) > logosKept {
		t.Errorf("%d are kept", len(logos.ready))
	}
}
