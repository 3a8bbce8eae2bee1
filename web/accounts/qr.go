package accounts

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the empty edge around a QR code, in modules, without which telephones do not find it.
const quiet = 4

// qrCode is a QR code as the dark runs of its rows: elements of the page itself, because the policy of the site loads no
// picture from anywhere, nor from a data address.
type qrCode struct {
	Size int // with the quiet edge
	Path string
}

func newQR(text string) (qrCode, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return qrCode{}, fmt.Errorf("draw the QR code: %w", err)
	}
	side := code.Bounds().Dx()
	dark := func(x, y int) bool { return code.At(x, y) == color.Black }
	var path strings.Builder
	for y := range side {
		for x := 0; x < side; x++ {
			start := x
			for x < side && dark(x, y) {
				x++
			}
			if n := x - start; n > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", start+quiet, y+quiet, n, n)
			}
		}
	}
	return qrCode{Size: side + 2*quiet, Path: path.String()}, nil
}
