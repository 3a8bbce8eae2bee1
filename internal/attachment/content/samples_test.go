package content

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"
)

// aPDF is the smallest file that is one from its beginning to its end.
var aPDF = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")

// corners is a picture whose four quarters have colours of their own: red and green above, blue and white below.
func corners(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 0, 0, 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{0, 255, 0, 255}
			case x < w/2 && y >= h/2:
				c = color.RGBA{0, 0, 255, 255}
			case x >= w/2:
				c = color.RGBA{255, 255, 255, 255}
			}
			img.Set(x, y, c)
		}
	}
	return img
}

// noise is a picture with more colours than a list holds.
func noise(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32())
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

func asJPG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNGs(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withCamera puts what a camera writes in front of a JPEG: how it was held, who made it, and where it was.
func withCamera(jpg []byte, held uint16) []byte {
	var tiff bytes.Buffer
	put := func(v ...any) {
		for _, x := range v {
			_ = binary.Write(&tiff, binary.BigEndian, x) // into memory: never fails
		}
	}
	tiff.WriteString("MM\x00\x2a")
	put(uint32(8), uint16(3))
	put(uint16(0x010F), uint16(2), uint32(12), uint32(50))     // Make, at 50
	put(uint16(0x0112), uint16(3), uint32(1), held, uint16(0)) // Orientation
	put(uint16(0x8825), uint16(4), uint32(1), uint32(62))      // GPS, at 62
	put(uint32(0))
	tiff.WriteString("MayAnhThu12\x00")
	put(uint16(1), uint16(0x0001), uint16(2), uint32(2), [4]byte{'N'}, uint32(0)) // GPSLatitudeRef
	body := append([]byte("Exif\x00\x00"), tiff.Bytes()...)
	out := []byte{0xFF, 0xD8, 0xFF, 0xE1, byte((len(body) + 2) >> 8), byte(len(body) + 2)}
	return append(append(out, body...), jpg[2:]...)
}

// part is one part of a packed document.
type part struct{ name, text string }

func packedOf(t *testing.T, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(p.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	docxTypes = `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	xlsxTypes = `<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
)

// aDOCX is a document with one paragraph and whatever else.
func aDOCX(t *testing.T, text string, more ...part) []byte {
	return packedOf(t, append([]part{{"[Content_Types].xml", docxTypes},
		{"word/document.xml", `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:body></w:document>`}}, more...)...)
}

func anXLSX(t *testing.T, more ...part) []byte {
	return packedOf(t, append([]part{{"[Content_Types].xml", xlsxTypes}, {"xl/workbook.xml", "<workbook/>"}}, more...)...)
}

func anODF(t *testing.T, k kind, text string, more ...part) []byte {
	return packedOf(t, append([]part{{"mimetype", k.media},
		{"content.xml", `<office:document xmlns:office="o" xmlns:text="t"><text:p>` + text + `</text:p></office:document>`}}, more...)...)
}
