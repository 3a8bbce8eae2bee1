// Package content judges the files that are given as evidence: what a file is by what is in it, that it is no larger and no
// stranger than it may be, that it bears no marking of secrecy; and makes pictures small and silent.
//
// It is pure and writes no table. What must never happen: a file is kept as something that it is not; a picture keeps where it
// was taken; reading a file costs more memory or time than its sender could ask for honestly; a text marked Mật gets through
// in a place that is searched. Searched are the name of every file and the text of .docx, .xlsx, .odt and .ods files; the
// pages of a PDF and what is seen on a picture are not.
package content

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"

	"tusoi/internal/apperr"
	"tusoi/internal/secrecy"
	"tusoi/internal/vi"
)

// MaxSize is how large a file may be, in bytes.
const MaxSize = 5 << 20

// maxName is how many letters of a name are kept.
const maxName = 120

// Accept is what the form of a browser offers to choose, and Taken the same in words.
const (
	Accept = ".pdf,.docx,.xlsx,.odt,.ods,image/jpeg,image/png,image/webp"
	Taken  = "PDF, ảnh (JPEG, PNG, WebP), Word (.docx), Excel (.xlsx), LibreOffice (.odt, .ods)"
)

// File is a file as it may be kept: checked, and a picture made smaller.
type File struct {
	Name   string // with the ending of its kind
	Type   string // its media type, one of those that are taken
	Data   []byte
	SHA256 [sha256.Size]byte
}

// kind is one sort of file that is taken.
type kind struct {
	media   string
	label   string
	endings []string // the first is given to a name without one
}

var (
	pdfKind  = kind{"application/pdf", "PDF", []string{".pdf"}}
	jpegKind = kind{"image/jpeg", "ảnh JPEG", []string{".jpg", ".jpeg", ".jpe", ".jfif"}}
	pngKind  = kind{"image/png", "ảnh PNG", []string{".png"}}
	webpKind = kind{"image/webp", "ảnh WebP", []string{".webp"}}
	docxKind = kind{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word (.docx)", []string{".docx"}}
	xlsxKind = kind{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel (.xlsx)", []string{".xlsx"}}
	odtKind  = kind{"application/vnd.oasis.opendocument.text", "LibreOffice (.odt)", []string{".odt"}}
	odsKind  = kind{"application/vnd.oasis.opendocument.spreadsheet", "LibreOffice (.ods)", []string{".ods"}}
)

var kinds = []kind{pdfKind, jpegKind, pngKind, webpKind, docxKind, xlsxKind, odtKind, odsKind}

// Label is what a kept file is, in words.
func Label(media string) string {
	for _, k := range kinds {
		if k.media == media {
			return strings.TrimPrefix(k.label, "ảnh ")
		}
	}
	return media
}

// reading lets one file be read at a time: a picture may need as much memory as everything else together.
var reading = make(chan struct{}, 1)

// Read judges a file and makes it fit to be kept. What it refuses is Invalid, in words that name the file.
func Read(ctx context.Context, name string, data []byte) (File, error) {
	name = CleanName(name)
	switch {
	case len(data) == 0:
		return File{}, refused(name, "trống, không có nội dung. Đồng chí kiểm tra lại rồi chọn tệp khác.")
	case len(data) > MaxSize:
		return File{}, TooLarge(name)
	}
	if mark := secrecy.InName(name); mark != "" {
		return File{}, refused(name, "có chữ "+mark+" trong tên. "+noSecrets+" Nếu đây không phải dấu độ mật, đồng chí đổi tên tệp rồi gửi lại.")
	}
	select {
	case reading <- struct{}{}:
		defer func() { <-reading }()
	case <-ctx.Done():
		return File{}, ctx.Err()
	}
	is, err := judge(name, data)
	if err != nil {
		return File{}, err
	}
	f := File{Name: named(name, is), Type: is.media, Data: data}
	if strings.HasPrefix(is.media, "image/") {
		var as kind
		if f.Data, as, err = shrink(name, is, data); err != nil {
			return File{}, err
		}
		f.Name, f.Type = renamed(f.Name, is, as), as.media
	}
	f.SHA256 = sha256.Sum256(f.Data)
	return f, nil
}

const noSecrets = "Văn bản có dấu Mật, Tối mật, Tuyệt mật không được đưa vào hệ thống này; lưu và gửi theo đường công văn mật."

func refused(name, why string) error {
	return apperr.Invalid(fmt.Sprintf("Tệp “%s” %s", name, why))
}

// TooLarge is the refusal of a file that is larger than it may be, also while it is still being read.
func TooLarge(name string) error {
	return refused(CleanName(name), fmt.Sprintf("nặng quá %d MB. Đồng chí chụp lại ở cỡ nhỏ hơn, hoặc chỉ gửi những trang cần thiết.", MaxSize>>20))
}

// CleanName makes the name of a file fit to be shown and saved: no folder, nothing invisible, no sign that some system
// forbids, and not too long. The ending stays.
func CleanName(name string) string {
	name = strings.ReplaceAll(vi.Clean(name), `\`, "/")
	name = strings.Map(func(r rune) rune {
		switch r {
		case '/', ':', '*', '?', '"', '<', '>', '|':
			return '_'
		}
		return r
	}, path.Base(name))
	name = strings.Trim(name, " .")
	if name == "" || name == "_" {
		return "tep"
	}
	if runes := []rune(name); len(runes) > maxName {
		end := []rune(ending(name))
		name = strings.TrimRight(string(runes[:maxName-len(end)]), " .") + string(end)
	}
	return name
}

// ending is the ending of a name, in small letters: at most five letters or digits with a letter among them, so that "số 12.2026"
// has none.
func ending(name string) string {
	end := strings.ToLower(path.Ext(name))
	if n := utf8.RuneCountInString(end); n < 2 || n > 6 || strings.Trim(end, ".0123456789") == "" || strings.Contains(end, " ") {
		return ""
	}
	return end
}

// named gives a name without an ending the one of its kind.
func named(name string, is kind) string {
	if ending(name) == "" {
		return CleanName(name + is.endings[0])
	}
	return name
}

// renamed gives a picture that became another sort the ending of what it is now.
func renamed(name string, was, is kind) string {
	if was.media == is.media {
		return name
	}
	return strings.TrimSuffix(name, path.Ext(name)) + is.endings[0]
}

// judge tells what a file is by its content, and refuses what is not taken, what lies, and what is broken.
func judge(name string, data []byte) (kind, error) {
	end := ending(name)
	is, found, err := look(name, data)
	if err != nil {
		return kind{}, err
	}
	claimed, known := byEnding(end)
	switch {
	case is.media == "" && known:
		return kind{}, refused(name, fmt.Sprintf("có đuôi %s nhưng nội dung là %s. Đồng chí chọn đúng tệp rồi gửi lại.", end, found))
	case is.media == "":
		return kind{}, refused(name, "là "+found+", không nhận. Chỉ nhận "+Taken+".")
	case end == "" || claimed.media == is.media:
		return is, nil
	}
	return kind{}, refused(name, fmt.Sprintf("có đuôi %s nhưng nội dung là %s. Đồng chí chọn đúng tệp, hoặc đổi đuôi tên tệp thành %s rồi gửi lại.", end, is.label, is.endings[0]))
}

func byEnding(end string) (kind, bool) {
	for _, k := range kinds {
		if slices.Contains(k.endings, end) {
			return k, true
		}
	}
	return kind{}, false
}

// look finds the kind, or what else it is, in words. Of the sort that its first bytes promise it must be to its end.
func look(name string, data []byte) (is kind, found string, err error) {
	m := mimetype.Detect(data)
	switch {
	case m.Is(pdfKind.media):
		return pdfKind, "", wholePDF(name, data)
	case m.Is(jpegKind.media):
		return jpegKind, "", nil
	case m.Is(pngKind.media):
		return pngKind, "", nil
	case m.Is(webpKind.media):
		return webpKind, "", nil
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return unpack(name, data)
	}
	return kind{}, stranger(m), nil
}

// wholePDF refuses a PDF that ends too early.
func wholePDF(name string, data []byte) error {
	if !bytes.Contains(data[max(0, len(data)-1024):], []byte("%%EOF")) {
		return refused(name, "là PDF nhưng thiếu phần cuối. Đồng chí mở thử, lưu hoặc quét lại rồi gửi lại.")
	}
	return nil
}

// strangers are the sorts of files that people try, by the beginning of their media type.
var strangers = []struct{ media, words string }{
	{"image/hei", "ảnh HEIC của điện thoại (chọn định dạng JPEG trong phần cài đặt máy ảnh, hoặc lưu thành ảnh JPEG)"},
	{"image/svg", "ảnh SVG"}, {"text/html", "trang web"}, {"application/xhtml", "trang web"}, {"text/xml", "tệp XML"},
	{"image/", "ảnh loại khác (lưu lại thành JPEG hoặc PNG)"}, {"video/", "phim"}, {"audio/", "tiếng"},
	{"application/vnd.microsoft.portable-executable", "chương trình"}, {"application/x-elf", "chương trình"}, {"application/x-executable", "chương trình"},
	{"application/x-sharedlib", "chương trình"}, {"application/x-object", "chương trình"}, {"application/x-mach", "chương trình"},
	{"application/x-msdownload", "chương trình"}, {"text/x-", "chương trình"}, {"application/javascript", "chương trình"},
	{"text/javascript", "chương trình"}, {"application/vnd.android", "chương trình"}, {"application/x-ms-", "chương trình"},
	{"application/msword", oldOffice}, {"application/vnd.ms-", oldOffice}, {"application/x-ole-storage", oldOffice},
	{"application/x-rar", packed}, {"application/x-7z", packed}, {"application/gzip", packed}, {"application/zip", packed},
	{"text/", "văn bản không định dạng"},
}

const (
	oldOffice = "tệp Office kiểu cũ hoặc có mật khẩu (mở ra, bỏ mật khẩu, lưu lại thành .docx, .xlsx hoặc PDF)"
	packed    = "tệp nén (giải nén rồi gửi từng tệp)"
)

func stranger(m *mimetype.MIME) string {
	for ; m != nil; m = m.Parent() {
		for _, s := range strangers {
			if strings.HasPrefix(m.String(), s.media) {
				return s.words
			}
		}
	}
	return "loại khác"
}
