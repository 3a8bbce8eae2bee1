package content

import (
	"bytes"
	"image"
	"image/color"
	stddraw "image/draw"
	"image/jpeg"
	"image/png"

	"github.com/bep/imagemeta"
	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

const (
	maxPixels = 40_000_000 // a page of A4 scanned with 600 dots to the inch has 35 million
	maxSide   = 2000
	quality   = 82
	fewColors = 256
)

// shrink decodes a picture, turns it upright, makes it no larger than a page needs and writes it anew, so that nothing is left of
// what the camera wrote beside it, where it was taken above all.
func shrink(name string, is kind, data []byte) ([]byte, kind, error) {
	size, err := sizeOf(is, data)
	if err != nil {
		return nil, is, broken(name)
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return nil, is, refused(name, "là ảnh quá nhiều điểm ảnh. Đồng chí chụp hoặc quét lại ở cỡ nhỏ hơn (dưới 40 triệu điểm ảnh).")
	}
	img, err := decode(is, data)
	if err != nil {
		return nil, is, broken(name)
	}
	img = upright(scaled(img), orientation(is, data))
	if is.media == pngKind.media {
		return asPNG(img)
	}
	out, err := asJPEG(img)
	return out, jpegKind, err
}

func broken(name string) error {
	return refused(name, "là ảnh nhưng không mở được, có thể do tải lên chưa hết. Đồng chí mở thử rồi gửi lại.")
}

func sizeOf(is kind, data []byte) (image.Config, error) {
	switch is.media {
	case pngKind.media:
		return png.DecodeConfig(bytes.NewReader(data))
	case webpKind.media:
		return webp.DecodeConfig(bytes.NewReader(data))
	}
	return jpeg.DecodeConfig(bytes.NewReader(data))
}

func decode(is kind, data []byte) (image.Image, error) {
	switch is.media {
	case pngKind.media:
		return png.Decode(bytes.NewReader(data))
	case webpKind.media:
		return webp.Decode(bytes.NewReader(data))
	}
	return jpeg.Decode(bytes.NewReader(data))
}

// scaled brings the longer side down to what is kept, on white paper where nothing was drawn.
func scaled(img image.Image) image.Image {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	long := max(w, h)
	if long <= maxSide {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, max(1, w*maxSide/long), max(1, h*maxSide/long)))
	stddraw.Draw(out, out.Bounds(), image.White, image.Point{}, stddraw.Src)
	draw.BiLinear.Scale(out, out.Bounds(), img, b, draw.Over, nil)
	return out
}

// orientation is how the camera was held, 1 to 8; 1, upright, when it does not say.
func orientation(is kind, data []byte) int {
	format := map[string]imagemeta.ImageFormat{jpegKind.media: imagemeta.JPEG, pngKind.media: imagemeta.PNG, webpKind.media: imagemeta.WebP}[is.media]
	held := 1
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(data), ImageFormat: format, Sources: imagemeta.EXIF, LimitNumTags: 500,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool { return t.Tag == "Orientation" && t.Namespace == "IFD0" },
		HandleTag: func(t imagemeta.TagInfo) error {
			if n, ok := t.Value.(uint16); ok && n >= 1 && n <= 8 {
				held = int(n)
			}
			return imagemeta.ErrStopWalking
		},
	})
	if err != nil {
		return held // what a camera wrote badly makes no bad picture
	}
	return held
}

// upright turns and mirrors a picture so that it needs no word about how the camera was held.
func upright(img image.Image, held int) image.Image {
	if held == 1 {
		return img
	}
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	from := func(x, y int) (int, int) { // where the picture has what belongs at x, y
		switch held {
		case 2:
			return w - 1 - x, y
		case 3:
			return w - 1 - x, h - 1 - y
		case 4:
			return x, h - 1 - y
		case 5:
			return y, x
		case 6:
			return y, h - 1 - x
		case 7:
			return w - 1 - y, h - 1 - x
		}
		return w - 1 - y, x
	}
	size := image.Rect(0, 0, w, h)
	if held >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	flat := image.NewRGBA(image.Rect(0, 0, w, h))
	stddraw.Draw(flat, flat.Bounds(), img, b.Min, stddraw.Src)
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			fx, fy := from(x, y)
			copy(out.Pix[out.PixOffset(x, y):], flat.Pix[flat.PixOffset(fx, fy):][:4])
		}
	}
	return out
}

// asPNG keeps a drawing or the picture of a screen as it is; a photograph, which is smaller as JPEG, becomes one.
func asPNG(img image.Image) ([]byte, kind, error) {
	few := paletted(img)
	if few != nil {
		img = few
	}
	var drawn bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&drawn, img); err != nil {
		return nil, pngKind, err
	}
	if few != nil {
		return drawn.Bytes(), pngKind, nil
	}
	photo, err := asJPEG(img)
	if err != nil || drawn.Len() <= len(photo) {
		return drawn.Bytes(), pngKind, err
	}
	return photo, jpegKind, nil
}

func asJPEG(img image.Image) ([]byte, error) {
	b := img.Bounds()
	if o, ok := img.(interface{ Opaque() bool }); !ok || !o.Opaque() { // what is not drawn is paper, not night
		paper := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
		stddraw.Draw(paper, paper.Bounds(), image.White, image.Point{}, stddraw.Src)
		stddraw.Draw(paper, paper.Bounds(), img, b.Min, stddraw.Over)
		img = paper
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}

// paletted is the same picture with its colours in a list, nil when there are too many.
func paletted(img image.Image) *image.Paletted {
	b := img.Bounds()
	places := map[color.RGBA64]uint8{}
	var list color.Palette
	out := image.NewPaletted(image.Rect(0, 0, b.Dx(), b.Dy()), nil)
	for y := range b.Dy() {
		for x := range b.Dx() {
			r, g, bl, a := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			c := color.RGBA64{uint16(r), uint16(g), uint16(bl), uint16(a)}
			at, ok := places[c]
			if !ok {
				if len(list) == fewColors {
					return nil
				}
				at = uint8(len(list))
				places[c], list = at, append(list, c)
			}
			out.Pix[y*out.Stride+x] = at
		}
	}
	out.Palette = list
	return out
}
