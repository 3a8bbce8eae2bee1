// Package cells opens the files with lists that somebody uploaded, Excel (.xlsx), LibreOffice (.ods) or a text (.csv), and
// hands out the texts of their cells.
//
// It is pure: the same bytes give the same cells or the same refusal, in words. What must never happen: a hostile file
// that takes the portal down, a row passed over in silence, the old result of a formula taken for a value.
package cells

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
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
	MaxWidth  = 200       // columns
	spare     = 2         // columns more, which the portal itself may have added to a list (see workbook.Annotate)
	maxSheets = 50        // sheets looked at
	firstRows = 20        // rows of a text looked at for its separator
	maxDepth  = 256       // elements inside each other
	maxTag    = 4 << 20   // bytes of one element's own text
)

// The sentences with which a whole file is refused: what it is, and what to do.
const (
	sayEmpty    = "Tệp này rỗng. Đồng chí chọn lại tệp Excel (.xlsx), LibreOffice (.ods) hoặc .csv có danh sách."
	sayBroken   = "Không mở được tệp này: tệp hỏng hoặc tải lên chưa hết. Đồng chí mở thử bằng Excel, lưu lại dạng .xlsx rồi tải lên lại."
	sayLocked   = "Tệp này có mật khẩu. Đồng chí mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc), lưu lại rồi tải lên."
	sayLockedOd = "Tệp này có mật khẩu. Đồng chí mở bằng LibreOffice, chọn Lưu dưới dạng, bỏ chọn Lưu với mật khẩu, rồi tải lên lại."
	sayOldExcel = "Đây là tệp Excel kiểu cũ (.xls). Đồng chí mở bằng Excel, chọn Lưu dưới dạng .xlsx rồi tải lên lại."
	sayMacros   = "Tệp này có macro (.xlsm) nên không được nhận. Đồng chí lưu dưới dạng Sổ làm việc Excel (.xlsx) rồi tải lên lại."
	sayNoBook   = "Đây không phải là tệp Excel (.xlsx), LibreOffice (.ods) hoặc .csv. Đồng chí mở tệp bằng Excel, chọn Lưu dưới dạng .xlsx rồi tải lên lại."
	sayTooDeep  = "Tệp này giải nén ra quá lớn. Đồng chí chỉ để lại trang danh sách, bỏ ảnh và các trang khác rồi tải lên lại."
)

var (
	oleMark    = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1} // old Office files, and encrypted new ones
	zipMark    = []byte("PK\x03\x04")
	lockedMark = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
)

// File is an open file of whatever kind.
type File interface {
	// Sheets are the names of the sheets that a person sees, as many as are looked at.
	Sheets() []string
	// EachRow walks over the rows of a sheet with the texts of their cells, as they are stored. It may pass over empty
	// rows, but counts them. What it hands out is only lent.
	EachRow(sheet string, f func(number int, texts []string) error) error
	// CheckSheet refuses a sheet that is broken, or that has formulas below the headings in columns that are read.
	CheckSheet(sheet string, header int, at []int) error
	// From1904 tells that dates are counted from 1904, as old Macs did.
	From1904() bool
	Close() error
}

// ErrEnough ends a walk over rows early.
var ErrEnough = errors.New("enough rows")

// Open opens a file by what it holds, whatever its name, or says in words why it is none that we take. Headings
// counts the headings in a row: nothing else tells for sure what parts the columns of a text.
func Open(fileName string, data []byte, headings func(texts []string) int) (File, error) {
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
		return openText(data, headings)
	}
	parts, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, apperr.Invalid(sayBroken)
	}
	opened, err := judge(fileName, parts)
	if err != nil {
		return nil, err
	}
	if opened == isODS {
		return openODS(parts)
	}
	return openBook(data, parts)
}

// The kinds of archive that hold sheets.
const (
	isXLSX = iota + 1
	isODS
)

// judge looks at what an archive holds before any of it is unpacked.
func judge(fileName string, parts *zip.Reader) (kind int, err error) {
	var size uint64
	for _, p := range parts.File {
		name := strings.ToLower(p.Name)
		if size += min(p.UncompressedSize64, maxUnzip+1); size > maxUnzip {
			break
		}
		switch {
		case strings.HasSuffix(name, "vbaproject.bin") || strings.HasSuffix(strings.ToLower(fileName), ".xlsm"):
			return 0, apperr.Invalid(sayMacros)
		case name == "encryptioninfo" || name == "encryptedpackage":
			return 0, apperr.Invalid(sayLocked)
		case name == "encrypted-package":
			return 0, apperr.Invalid(sayLockedOd)
		case strings.HasPrefix(name, "xl/worksheets/") && strings.HasSuffix(name, ".xml"):
			kind = isXLSX
		case name == "content.xml" && kind == 0:
			kind = isODS
		}
	}
	switch {
	case size > maxUnzip || len(parts.File) > 10_000:
		return 0, apperr.Invalid(sayTooDeep)
	case kind == 0:
		return 0, apperr.Invalid(sayNoBook)
	}
	return kind, nil
}

// part is one file of an archive, unpacked; nil when it is not there.
func part(parts *zip.Reader, name string) []byte {
	return unpack(func() (io.ReadCloser, error) { return parts.Open(strings.TrimPrefix(path.Clean(name), "/")) })
}

// unpack reads a file of an archive; nil when it is damaged.
func unpack(open func() (io.ReadCloser, error)) []byte {
	f, err := open()
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

// tokens walks over the tokens of a text in XML. The parser itself bounds neither how deep elements stand in each other
// nor how long one of them is, and both cost memory.
func tokens(r io.Reader, f func(xml.Token)) error {
	m := &meter{Reader: bufio.NewReader(r)}
	d := xml.NewDecoder(m)
	depth := 0
	for {
		m.left = maxTag
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if err != nil || depth > maxDepth {
			return apperr.Invalid(sayBroken)
		}
		f(token)
	}
}

// meter ends a token that does not end.
type meter struct {
	*bufio.Reader
	left int
}

func (m *meter) ReadByte() (byte, error) {
	if m.left--; m.left < 0 {
		return 0, io.ErrUnexpectedEOF
	}
	return m.Reader.ReadByte()
}

// tooWide refuses a sheet because of a row.
func tooWide(number int, sheet string) error {
	return apperr.Invalid(fmt.Sprintf("Dòng %d của trang tính “%s” rộng quá %d cột. Đồng chí bỏ các cột ngoài danh sách rồi tải lên lại.", number, sheet, MaxWidth))
}

// TooLong refuses a sheet because of its length.
func TooLong() error {
	return apperr.Invalid(fmt.Sprintf("Danh sách dài quá %s dòng. Đồng chí chia thành nhiều tệp rồi tải lên từng tệp.", vi.Int(MaxRows)))
}

// hasFormulas refuses a sheet because of formulas, of which the first stands at an address.
func hasFormulas(first string, count int) error {
	more := ""
	if count > 1 {
		more = " và " + vi.Int(count-1) + " ô khác"
	}
	return apperr.Invalid(fmt.Sprintf("Ô %s%s chứa công thức; danh sách chỉ nhận giá trị. Đồng chí chọn cả bảng, chép rồi dán lại kiểu Giá trị (Paste Values), lưu và tải lên lại.", first, more))
}

// Address is a cell as Excel names it; the column is counted from 0, the row from 1.
func Address(col, row int) string {
	name, err := excelize.ColumnNumberToName(col + 1)
	if err != nil {
		return "dòng " + strconv.Itoa(row)
	}
	return name + strconv.Itoa(row)
}
