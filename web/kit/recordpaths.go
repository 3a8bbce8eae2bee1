package kit

import (
	"fmt"
	"net/url"
)

// The books of records, by the word in their addresses.
const (
	BooksPath               = "/so-theo-doi"
	AwardsWord              = "khen-thuong"
	DocumentsWord           = "van-ban"
	SessionsWord            = "hoc-tap"
	DisciplinesWord         = "ky-luat"
	DisciplineCountsPath    = "/ky-luat/so-lieu"
	InspectionsWord         = "kiem-tra"
	InspectionPlanPath      = "/kiem-tra/ke-hoach"
	InspectionPlanPrintPath = "/kiem-tra/ke-hoach/in"
	InspectionPlanFilePath  = "/kiem-tra/ke-hoach.pdf"
	ModelsWord              = "mo-hinh"
	RegisterManyPath        = "/mo-hinh/dang-ky"
	RecogniseManyPath       = "/mo-hinh/cong-nhan"
	ComplaintsWord          = "don-thu"
)

// RecordPath is one record of a book, or a step on it ("" for the record itself).
func RecordPath(word string, id int64, step string) string {
	path := fmt.Sprintf("/%s/%d", word, id)
	if step != "" {
		path += "/" + step
	}
	return path
}

// RecordFilePath is a book as a workbook, with the filter of the list.
func RecordFilePath(word string, filter url.Values) string {
	path := "/" + word + "/tep"
	if q := filter.Encode(); q != "" {
		path += "?" + q
	}
	return path
}

// ImportOfPath takes a list into a book.
func ImportOfPath(word string) string { return ImportsPath + "?loai=" + word }
