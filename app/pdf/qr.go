package pdf

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quietZone is the white border that readers need, in modules (ISO/IEC 18004).
const quietZone = 4

// qrCode draws a text as a QR code of a side in millimetres, its white border included.
// A quarter of it may be soiled or torn (level Q). It is one path, so that no viewer shows seams.
func (s *sheet) qrCode(text string, x, y, side float64) error {
	code, err := qr.Encode(text, qr.Q, qr.Auto)
	if err != nil {
		return fmt.Errorf("pdf: QR code: %w", err)
	}
	modules := code.Bounds().Dx()
	module := side / float64(modules+2*quietZone)
	dark := func(column, row int) bool { return code.At(column, row) == color.Black }
	s.fill(x, y, side, side, white)
	var path strings.Builder
	for row := range modules {
		for column := 0; column < modules; column++ {
			start := column
			for column < modules && dark(column, row) {
				column++
			}
			if column > start {
				s.addRect(&path, x+module*float64(quietZone+start), y+module*float64(quietZone+row), module*float64(column-start), module)
			}
		}
	}
	s.pdf.SetFillColor(black.r, black.g, black.b)
	s.pdf.RawWriteStr(path.String() + "f\n")
	return nil
}

// addRect adds a rectangle to a path in the coordinates of PDF: points from the lower left corner.
func (s *sheet) addRect(path *strings.Builder, x, y, w, h float64) {
	const k = 1 / mmPerPoint
	fmt.Fprintf(path, "%.3f %.3f %.3f %.3f re\n", x*k, (s.height-y-h)*k, w*k, h*k)
}
