package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"
	_ "image/jpeg"
	"image/png"
	"sync"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/image/draw"
)

const (
	logoMaxPixels = 16_000_000 // more is not a logo, and would fill the memory
	logoSide      = 800        // pixels kept of the longer side: 400 to the inch at the largest size printed
)

// logo is an image as gofpdf takes it: an opaque PNG of 8 bits, not interlaced.
type logo struct {
	png           []byte
	width, height int
}

// A body's logo is on all of its papers, and making it ready takes longer than a certificate.
var logos struct {
	sync.Mutex
	ready map[[sha256.Size]byte]logo
}

const logosKept = 64

// readLogo reads a PNG, JPEG or GIF of at most 16 million pixels.
func readLogo(b []byte) (logo, error) {
	key := sha256.Sum256(b)
	logos.Lock()
	ready, ok := logos.ready[key]
	logos.Unlock()
	if ok {
		return ready, nil
	}
	made, err := makeLogo(b)
	if err != nil {
		return logo{}, err
	}
	logos.Lock()
	defer logos.Unlock()
	if logos.ready == nil || len(logos.ready) >= logosKept {
		logos.ready = make(map[[sha256.Size]byte]logo, logosKept)
	}
	logos.ready[key] = made
	return made, nil
}

func makeLogo(b []byte) (logo, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return logo{}, fmt.Errorf("pdf: logo: %w", err)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > logoMaxPixels/config.Height {
		return logo{}, errors.New("pdf: logo: empty or larger than 16 million pixels")
	}
	src, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return logo{}, fmt.Errorf("pdf: logo: %w", err)
	}
	flat := onWhite(src)
	var out bytes.Buffer
	if err := png.Encode(&out, flat); err != nil {
		return logo{}, fmt.Errorf("pdf: logo: %w", err)
	}
	return logo{out.Bytes(), flat.Rect.Dx(), flat.Rect.Dy()}, nil
}

// onWhite draws an image on white paper, made smaller where it has more pixels than print shows.
func onWhite(src image.Image) *image.RGBA {
	width, height := src.Bounds().Dx(), src.Bounds().Dy()
	if longer := max(width, height); longer > logoSide {
		width, height = max(1, width*logoSide/longer), max(1, height*logoSide/longer)
	}
	flat := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(flat, flat.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	if flat.Rect.Size() == src.Bounds().Size() {
		draw.Draw(flat, flat.Rect, src, src.Bounds().Min, draw.Over)
	} else {
		draw.CatmullRom.Scale(flat, flat.Rect, src, src.Bounds(), draw.Over, nil)
	}
	return flat
}

// fit is the largest size in millimetres inside a box that keeps the proportions; nothing for no logo.
func (l logo) fit(width, height float64) (float64, float64) {
	if l.png == nil {
		return 0, 0
	}
	w, h := float64(l.width), float64(l.height)
	scale := min(width/w, height/h)
	return w * scale, h * scale
}

// registerLogo puts a logo into the file, once for all pages; none is fine.
func (s *sheet) registerLogo(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	l, err := readLogo(b)
	if err != nil {
		return err
	}
	s.logo = l
	s.pdf.RegisterImageOptionsReader("logo", gofpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(l.png))
	return s.pdf.Error()
}

func (s *sheet) drawLogo(x, y, w, h float64) {
	s.pdf.ImageOptions("logo", x, y, w, h, false, gofpdf.ImageOptions{ImageType: "PNG"}, 0, "")
}
