package content

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"tusoi/internal/apperr"
)

func TestHonestFilesAreTakenAsWhatTheyAre(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		data []byte
		want string
		is   kind
	}{
		{"Biên bản số 12.pdf", aPDF, "Biên bản số 12.pdf", pdfKind},
		{"Biên bản số 12.2026", aPDF, "Biên bản số 12.2026.pdf", pdfKind},
		{"ANH.JPEG", asJPG(t, corners(40, 20)), "ANH.JPEG", jpegKind},
		{"image", asJPG(t, corners(40, 20)), "image.jpg", jpegKind},
		{"man hinh.png", asPNGs(t, corners(40, 20)), "man hinh.png", pngKind},
		{"chup.png", asPNGs(t, noise(300, 300)), "chup.jpg", jpegKind},
		{"Nghị quyết.docx", aDOCX(t, "Bảo vệ bí mật nhà nước"), "Nghị quyết.docx", docxKind},
		{"So.xlsx", anXLSX(t, part{"xl/printerSettings/printerSettings1.bin", "x"}), "So.xlsx", xlsxKind},
		{"a.odt", anODF(t, odtKind, "Báo cáo"), "a.odt", odtKind},
		{"a.ods", anODF(t, odsKind, "Báo cáo"), "a.ods", odsKind},
	} {
		f, err := Read(context.Background(), tc.name, tc.data)
		if err != nil || f.Name != tc.want || f.Type != tc.is.media {
			t.Errorf("%s: %q %s, %v; want %q %s", tc.name, f.Name, f.Type, err, tc.want, tc.is.media)
		}
	}
}

func TestLiarsAndStrangersAreRefusedInWords(t *testing.T) {
	t.Parallel()
	jpg, program := asJPG(t, corners(40, 20)), []byte("MZ\x90\x00"+strings.Repeat("\x00", 200))
	binary.LittleEndian.PutUint32(program[0x3C:], 0x80)
	copy(program[0x80:], "PE\x00\x00")
	docx := aDOCX(t, "Báo cáo")
	locked := bytes.Clone(docx)
	for at := 0; ; { // the flag of a password, in each entry of the directory
		next := bytes.Index(locked[at:], []byte("PK\x01\x02"))
		if next < 0 {
			break
		}
		at += next + 4
		locked[at+4] |= 1
	}
	for _, tc := range []struct {
		name  string
		data  []byte
		words string
	}{
		{"a.pdf", jpg, "có đuôi .pdf nhưng nội dung là ảnh JPEG"},
		{"a.jpg", aPDF, "có đuôi .jpg nhưng nội dung là PDF"},
		{"a.png", jpg, "đổi đuôi tên tệp thành .jpg"},
		{"a.pdf.exe", aPDF, "có đuôi .exe nhưng nội dung là PDF"},
		{"a.pdf", program, "nội dung là chương trình"},
		{"a.exe", program, "là chương trình, không nhận. Chỉ nhận PDF"},
		{"a.sh", []byte("#!/bin/sh\nrm -rf /\n"), "không nhận"},
		{"a.html", []byte("<!DOCTYPE html><html><script>1</script>"), "là trang web, không nhận"},
		{"a.jpg", []byte("<html><body>x</body></html>"), "nội dung là trang web"},
		{"a.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), "là ảnh SVG"},
		{"a.gif", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "là ảnh loại khác"},
		{"a.heic", append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), make([]byte, 40)...), "HEIC của điện thoại"},
		{"a.txt", []byte("xin chào"), "là văn bản không định dạng"},
		{"a.doc", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...), "Office kiểu cũ hoặc có mật khẩu"},
		{"a.zip", packedOf(t, part{"a.txt", "x"}), "là tệp nén"},
		{"a.docx", packedOf(t, part{"a.txt", "x"}), "có đuôi .docx nhưng nội dung là tệp nén"},
		{"a.docx", anXLSX(t), "nội dung là Excel (.xlsx)"},
		{"a.odt", packedOf(t, part{"mimetype", odtKind.media}), "có đuôi .odt nhưng nội dung là tệp nén"},
		{"a.docx", locked, "có đặt mật khẩu"},
		{"a.odt", anODF(t, odtKind, "x", part{"META-INF/manifest.xml", "<manifest:encryption-data/>"}), "có đặt mật khẩu"},
		{"a.docx", docx[:len(docx)-30], "không mở được"},
		{"a.pdf", aPDF[:len(aPDF)-7], "thiếu phần cuối"},
		{"a.jpg", jpg[:len(jpg)/2], "không mở được"},
		{"a.pdf", nil, "trống"},
	} {
		_, err := Read(context.Background(), tc.name, tc.data)
		if msg := apperr.Message(err); apperr.KindOf(err) != apperr.KindInvalid || !strings.Contains(msg, tc.words) || !strings.Contains(msg, "“"+tc.name+"”") {
			t.Errorf("%s: %v, want words with %q", tc.name, err, tc.words)
		}
	}
}

func TestWhatRunsInsideADocumentIsRefused(t *testing.T) {
	t.Parallel()
	const rels = `<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="%" TargetMode="External"/></Relationships>`
	for name, data := range map[string][]byte{
		"vba.docx":      aDOCX(t, "x", part{"word/vbaProject.bin", "x"}),
		"object.docx":   aDOCX(t, "x", part{"word/embeddings/oleObject1.bin", "x"}),
		"activex.docx":  aDOCX(t, "x", part{"word/activeX/activeX1.xml", "<x/>"}),
		"inner.docx":    aDOCX(t, "x", part{"word/embeddings/Sheet1.xlsm", "x"}),
		"sheet4.xlsx":   anXLSX(t, part{"xl/macrosheets/sheet1.xml", "<x/>"}),
		"basic.ods":     anODF(t, odsKind, "x", part{"Basic/Standard/Module1.xml", "<x/>"}),
		"macro.docx":    packedOf(t, part{"[Content_Types].xml", strings.Replace(docxTypes, "vnd.openxmlformats-officedocument.wordprocessingml.document.main", "vnd.ms-word.document.macroEnabled.main", 1)}),
		"template.docx": aDOCX(t, "x", part{"word/_rels/settings.xml.rels", strings.Replace(rels, "%", "https://example.vn/a.dotm", 1)}),
		"share.docx":    aDOCX(t, "x", part{"word/_rels/settings.xml.rels", strings.Replace(rels, "%", `\\10.0.0.1\a.dotm`, 1)}),
	} {
		if _, err := Read(context.Background(), name, data); apperr.KindOf(err) != apperr.KindInvalid {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
	own := aDOCX(t, "x", part{"word/_rels/settings.xml.rels", strings.Replace(rels, "%", `file:///C:\Users\An\Normal.dotm`, 1)})
	if _, err := Read(context.Background(), "own.docx", own); err != nil {
		t.Errorf("a template on the writer's own machine: %v", err)
	}
}

func TestBombsGoOffNowhere(t *testing.T) {
	t.Parallel()
	var many []part
	for range maxParts + 1 {
		many = append(many, part{"x", ""})
	}
	wide := asPNGs(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	binary.BigEndian.PutUint32(wide[16:], 60_000) // the picture says that it is 60.000 × 60.000
	binary.BigEndian.PutUint32(wide[20:], 60_000)
	binary.BigEndian.PutUint32(wide[29:], crc32.ChecksumIEEE(wide[12:29]))
	bomb := aDOCX(t, "x", part{"word/media/a.xml", strings.Repeat("0", maxUnpacked)})
	liar := bytes.Clone(bomb) // and its directory says that it is small
	at := bytes.LastIndex(liar, []byte("word/media/a.xml")) - 46
	binary.LittleEndian.PutUint32(liar[at+24:], 10)
	for _, tc := range []struct {
		name  string
		data  []byte
		words string
	}{
		{"a.docx", bomb, "giải nén ra quá lớn"},
		{"a.docx", liar, ""},
		{"a.docx", aDOCX(t, "x", many...), "giải nén ra quá lớn"},
		{"a.png", wide, "quá nhiều điểm ảnh"},
		{"a.docx", aDOCX(t, "x", part{"word/a.xml", `<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:p>&b;</w:p>`}), "hỏng bên trong"},
		{"a.pdf", append(bytes.Clone(aPDF), make([]byte, MaxSize+1-len(aPDF))...), "nặng quá 5 MB"},
	} {
		if _, err := Read(context.Background(), tc.name, tc.data); apperr.KindOf(err) != apperr.KindInvalid || !strings.Contains(apperr.Message(err), tc.words) {
			t.Errorf("%d bytes: %v, want words with %q", len(tc.data), err, tc.words)
		}
	}
	whole := append(make([]byte, 0, MaxSize), aPDF[:9]...)
	whole = append(append(whole, make([]byte, MaxSize-len(aPDF))...), aPDF[9:]...)
	if _, err := Read(context.Background(), "a.pdf", whole); err != nil || len(whole) != MaxSize {
		t.Errorf("%d bytes: %v", len(whole), err)
	}
}

func TestWhatIsMarkedSecretIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	const box = `<w:p><w:r><w:t>Kính gửi</w:t></w:r><w:txbxContent><w:p><w:r><w:t>TỐI </w:t></w:r><w:r><w:t>MẬT</w:t></w:r></w:p></w:txbxContent></w:p>`
	for _, tc := range []struct {
		name  string
		data  []byte
		words string
	}{
		{"Mật - báo cáo.pdf", aPDF, "có chữ MẬT trong tên"},
		{"tuyet-mat.jpg", asJPG(t, corners(8, 8)), "có chữ TUYỆT MẬT trong tên"},
		{"a.docx", aDOCX(t, "MẬT"), "có dấu MẬT trong nội dung"},
		{"a.docx", aDOCX(t, `Số 12</w:t><w:br/><w:t>Mật`), "có dấu MẬT trong nội dung"},
		{"a.docx", aDOCX(t, "x", part{"word/header1.xml", box}), "có dấu TỐI MẬT ở đầu hoặc cuối trang"},
		{"a.xlsx", anXLSX(t, part{"xl/sharedStrings.xml", `<sst><si><r><t>TUYỆT</t></r><r><t xml:space="preserve"> MẬT</t></r></si></sst>`}), "có dấu TUYỆT MẬT trong bảng tính"},
		{"a.xlsx", anXLSX(t, part{"xl/worksheets/sheet1.xml", `<worksheet><headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"MẬT&amp;RTrang</oddHeader></headerFooter></worksheet>`}), "có dấu MẬT trong bảng tính"},
		{"a.odt", anODF(t, odtKind, "T\u00f4i</text:p><text:p>Tuyệt<text:s/>mật"), "có dấu TUYỆT MẬT trong nội dung"},
		{"a.ods", anODF(t, odsKind, "x", part{"styles.xml", `<x xmlns:text="t"><text:p>Mật</text:p></x>`}), "có dấu MẬT ở đầu hoặc cuối trang"},
	} {
		_, err := Read(context.Background(), tc.name, tc.data)
		if msg := apperr.Message(err); !strings.Contains(msg, tc.words) || !strings.Contains(msg, "đường công văn mật") {
			t.Errorf("%s: %v, want words with %q", tc.name, err, tc.words)
		}
	}
	if _, err := Read(context.Background(), "Bề mặt đường.docx", aDOCX(t, "Bảo vệ bí mật nhà nước; mật ong; MẶT TRẬN")); err != nil {
		t.Errorf("ordinary words: %v", err)
	}
}

// What a camera wrote beside a picture is gone, and the picture stands as it was seen: however the camera was held, red is left
// above, green right above, blue left below.
func TestPicturesStandUprightAndSayNothingOfTheirMaker(t *testing.T) {
	t.Parallel()
	seen := corners(60, 40)
	for held := uint16(1); held <= 8; held++ {
		data := withCamera(asJPG(t, asHeld(seen, held)), held)
		if got := orientation(jpegKind, data); got != int(held) {
			t.Errorf("held %d: read as %d", held, got)
		}
		f, err := Read(context.Background(), "a.jpg", data)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(f.Data, []byte("Exif")) || bytes.Contains(f.Data, []byte("MayAnhThu")) {
			t.Errorf("held %d: what the camera wrote is still there", held)
		}
		img, _, err := image.Decode(bytes.NewReader(f.Data))
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() != 60 || b.Dy() != 40 {
			t.Errorf("held %d: %v", held, b)
		}
		for at, want := range map[image.Point]color.RGBA{{8, 8}: {255, 0, 0, 255}, {52, 8}: {0, 255, 0, 255}, {8, 32}: {0, 0, 255, 255}, {52, 32}: {255, 255, 255, 255}} {
			if !near(img.At(at.X, at.Y), want) {
				t.Errorf("held %d: %v at %v, want %v", held, img.At(at.X, at.Y), at, want)
			}
		}
	}
}

// asHeld is the picture as a camera held that way writes it: the way back from what EXIF says must be done to it.
func asHeld(seen *image.RGBA, held uint16) image.Image {
	b := seen.Bounds()
	w, h := b.Dx(), b.Dy()
	if held >= 5 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := x, y
			switch held { // where row 0 and column 0 of what is written lie in what is seen
			case 2: // top, right
				sx = b.Dx() - 1 - x
			case 3: // bottom, right
				sx, sy = b.Dx()-1-x, b.Dy()-1-y
			case 4: // bottom, left
				sy = b.Dy() - 1 - y
			case 5: // left, top
				sx, sy = y, x
			case 6: // right, top
				sx, sy = b.Dx()-1-y, x
			case 7: // right, bottom
				sx, sy = b.Dx()-1-y, b.Dy()-1-x
			case 8: // left, bottom
				sx, sy = y, b.Dy()-1-x
			}
			out.Set(x, y, seen.At(sx, sy))
		}
	}
	return out
}

func near(got color.Color, want color.RGBA) bool {
	r, g, b, _ := got.RGBA()
	far := func(a uint32, b uint8) bool { d := int(a>>8) - int(b); return d > 40 || d < -40 }
	return !far(r, want.R) && !far(g, want.G) && !far(b, want.B)
}

func TestLargePicturesAreMadeSmaller(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		data []byte
		w, h int
	}{
		{"a.jpg", asJPG(t, corners(3000, 1500)), 2000, 1000},
		{"a.png", asPNGs(t, corners(1500, 4000)), 750, 2000},
		{"a.jpg", asJPG(t, corners(5000, 1)), 2000, 1},
		{"a.jpg", asJPG(t, corners(2000, 10)), 2000, 10},
	} {
		f, err := Read(context.Background(), tc.name, tc.data)
		if err != nil {
			t.Fatal(err)
		}
		c, _, err := image.DecodeConfig(bytes.NewReader(f.Data))
		if err != nil || c.Width != tc.w || c.Height != tc.h {
			t.Errorf("%d × %d, %v; want %d × %d", c.Width, c.Height, err, tc.w, tc.h)
		}
	}
	clear := image.NewNRGBA(image.Rect(0, 0, 30, 30))
	f, err := Read(context.Background(), "a.png", asPNGs(t, clear))
	if err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(bytes.NewReader(f.Data)); err != nil {
		t.Error(err)
	} else if _, _, _, a := img.At(3, 3).RGBA(); a != 0 {
		t.Error("a drawing without a ground was given one")
	}
}

func TestNamesAreFitToBeSaved(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		`C:\Users\An\Biên bản.pdf`: "Biên bản.pdf", "../../etc/passwd": "passwd", "a\x00b\u202e.pdf": "ab.pdf", "": "tep", "..": "tep", "/": "tep",
		"a:b*c.pdf": "a_b_c.pdf", "bie\u0302n.pdf": "biên.pdf",
		strings.Repeat("ấ", 200) + ".docx": strings.Repeat("ấ", 115) + ".docx",
	} {
		if got := CleanName(name); got != want {
			t.Errorf("CleanName(%q) = %q, want %q", name, got, want)
		}
	}
}
