package document

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"

	"golang.org/x/image/draw"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

const (
	logoSide = 512 // the largest side of a logo as it is kept
	// A crafted image must not take the memory of the machine: both its area and its sides are bounded before it is decoded,
	// and one is decoded at a time.
	mostLogoPixels = 16_000_000
	mostLogoSide   = 8_000
)

var decoding = make(chan struct{}, 1)

// KeepLogo draws an image anew as a PNG of our own making: nothing that came with the file is kept.
func KeepLogo(st *store.Store, body io.ReadSeeker) (key string, err error) {
	picture, err := decode(body)
	if err != nil {
		return "", input.Wrong(map[string]models.Text{"logo": models.Say("document.bad_image")})
	}
	size := picture.Bounds().Size()
	if longest := max(size.X, size.Y); longest > logoSide {
		size = image.Pt(max(size.X*logoSide/longest, 1), max(size.Y*logoSide/longest, 1))
	}
	small := image.NewNRGBA(image.Rectangle{Max: size})
	draw.CatmullRom.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	var b bytes.Buffer
	if err := png.Encode(&b, small); err != nil {
		return "", err
	}
	kept, err := st.Files.Put(&b, 4<<20)
	return kept.Key, err
}

func decode(body io.ReadSeeker) (image.Image, error) {
	decoding <- struct{}{}
	defer func() { <-decoding }()
	size, _, err := image.DecodeConfig(body)
	if err != nil {
		return nil, err
	}
	if size.Width*size.Height > mostLogoPixels || max(size.Width, size.Height) > mostLogoSide {
		return nil, errors.New("too many pixels")
	}
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	picture, _, err := image.Decode(body)
	return picture, err
}
