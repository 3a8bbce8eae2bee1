// Package workbook reads lists out of Excel files that somebody uploaded, and writes the empty ones to fill in.
//
// It is pure: the same bytes give the same list or the same refusal, in words. It knows headings and cells, and nothing
// of what they mean; it writes no table. What must never happen: a hostile file that takes the portal down, a number
// whose lost digits are guessed, a row dropped in silence.
package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/vi"
)

// Limits of a file.
const (
	MaxSize   = 20 << 20  // bytes, as it is sent
	MaxRows   = 100_000   // rows below the headings
	maxUnzip  = 100 << 20 // bytes, unpacked
	maxWidth  = 200       // columns
	maxSheets = 50        // sheets looked at
)

// The sentences with which a whole file is refused: what it is, and what to do.
const (
	sayEmpty    = "Tệp này rỗng. Đồng chí chọn lại tệp Excel (.xlsx) có danh sách."
	sayBroken   = "Không mở được tệp này: tệp hỏng hoặc tải lên chưa hết. Đồng chí mở thử bằng Excel, lưu lại dạng .xlsx rồi tải lên lại."
	sayLocked   = "Tệp này có mật khẩu. Đồng chí mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc), lưu lại rồi tải lên."
	sayOldExcel = "Đây là tệp Excel kiểu cũ (.xls). Đồng chí mở bằng Excel, chọn Lưu dưới dạng .xlsx rồi tải lên lại."
	sayMacros   = "Tệp này có macro (.xlsm) nên không được nhận. Đồng chí lưu dưới dạng Sổ làm việc Excel (.xlsx) rồi tải lên lại."
	sayNoBook   = "Đây không phải là tệp Excel .xlsx. Đồng chí mở tệp bằng Excel, chọn Lưu dưới dạng .xlsx rồi tải lên lại."
	sayTooDeep  = "Tệp này giải nén ra quá lớn. Đồng chí chỉ để lại trang danh sách, bỏ ảnh và các trang khác rồi tải lên lại."
)

var (
	oleMark    = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1} // old Office files, and encrypted new ones
	zipMark    = []byte("PK\x03\x04")
	lockedMark = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
)

// book is an open workbook. The archive is kept, because formulas are looked for in the sheet itself.
type book struct {
	*excelize.File
	parts *zip.Reader
}

// open opens a workbook, or says in words why it is none that we take.
func open(fileName string, data []byte) (*book, error) {
	switch {
	case len(data) == 0:
		return nil, apperr.Invalid(sayEmpty)
	case len(data) > MaxSize:
		return nil, apperr.Invalid(fmt.Sprintf("Tệp nặng %s MB, nhiều nhất là %d MB. Đồng chí bỏ ảnh và các trang không cần rồi tải lên lại.",
			vi.Int((len(data)+1<<20-1)>>20), MaxSize>>20))
	case bytes.HasPrefix(data, oleMark) && bytes.Contains(data, lockedMark):
		return nil, apperr.Invalid(sayLocked)
	case bytes.HasPrefix(data, oleMark):
		return nil, apperr.Invalid(sayOldExcel)
	case !bytes.HasPrefix(data, zipMark):
		return nil, apperr.Invalid(sayNoBook)
	}
	parts, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, apperr.Invalid(sayBroken)
	}
	if err := judge(fileName, parts); err != nil {
		return nil, err
	}
	file, err := decode(data)
	if err != nil {
		return nil, err
	}
	return &book{file, parts}, nil
}

// judge looks at what an archive holds before any of it is unpacked.
func judge(fileName string, parts *zip.Reader) error {
	var size uint64
	sheets := false
	for _, p := range parts.File {
		name := strings.ToLower(p.Name)
		size += p.UncompressedSize64
		switch {
		case strings.HasSuffix(name, "vbaproject.bin") || strings.HasSuffix(strings.ToLower(fileName), ".xlsm"):
			return apperr.Invalid(sayMacros)
		case name == "encryptioninfo" || name == "encryptedpackage":
			return apperr.Invalid(sayLocked)
		case strings.HasPrefix(name, "xl/worksheets/") && strings.HasSuffix(name, ".xml"):
			sheets = true
		}
	}
	switch {
	case size > maxUnzip || len(parts.File) > 10_000:
		return apperr.Invalid(sayTooDeep)
	case !sheets:
		return apperr.Invalid(sayNoBook)
	}
	return nil
}

// decode hands the file to the library. What was uploaded may be made to break a parser: a panic in there is a broken
// file, not a broken portal.
func decode(data []byte) (f *excelize.File, err error) {
	defer func() {
		if recover() != nil {
			f, err = nil, apperr.Invalid(sayBroken)
		}
	}()
	f, err = excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: 32 << 20,
	})
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword):
		return nil, apperr.Invalid(sayLocked)
	case err != nil:
		return nil, &apperr.Error{Kind: apperr.KindInvalid, Msg: sayBroken, Err: err}
	}
	return f, nil
}

// part is one file of the archive, unpacked; nil when it is not there.
func (b *book) part(name string) []byte {
	f, err := b.parts.Open(strings.TrimPrefix(path.Clean(name), "/"))
	if err != nil {
		return nil
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxUnzip))
	if err != nil {
		return nil
	}
	return text
}
