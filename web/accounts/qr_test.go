package accounts

import (
	"fmt"
	"image/color"
	"regexp"
	"strconv"
	"testing"

	"github.com/boombuler/barcode/qr"
)

var run = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// The page's drawing is the library's picture, module by module, inside its quiet edge.
func TestTheDrawingIsTheCode(t *testing.T) {
	t.Parallel()
	const text = "otpauth://totp/T%E1%BB%B1%20Soi:tanloc?secret=YZXFO5QBDA7YYLWTLNPXPYJF73OQO32E"
	drawn, err := newQR(text)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	dark := map[string]bool{}
	for _, m := range run.FindAllStringSubmatch(drawn.Path, -1) {
		x, _ := strconv.Atoi(m[1])
		n, _ := strconv.Atoi(m[3])
		for i := range n {
			dark[fmt.Sprint(x+i, " ", m[2])] = true
		}
		if m[3] != m[4] {
			t.Errorf("the run %s does not close", m[0])
		}
	}
	side := code.Bounds().Dx()
	if drawn.Size != side+8 {
		t.Errorf("the drawing is %d modules wide, want %d", drawn.Size, side+8)
	}
	for y := range side {
		for x := range side {
			if want := code.At(x, y) == color.Black; dark[fmt.Sprint(x+4, " ", y+4)] != want {
				t.Fatalf("the module %d, %d is dark %v, want %v", x, y, !want, want)
			}
		}
	}
}
