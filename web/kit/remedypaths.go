package kit

import (
	"fmt"
	"net/url"
)

// The addresses of remedies outside a month sheet.
const (
	RemediesPath    = "/viec-tu-sua"
	RemedyFilePath  = "/viec-tu-sua.xlsx"
	NewRemedyPath   = "/viec-tu-sua/moi"
	RemedyTablePath = "/viec-tu-sua/chu-de"
	OwnRemediesPath = "/viec-tu-sua-cua-toi"
	ThemesPath      = "/cap-uy/chu-de"
)

// RemedyOfCheckPath is the form of a remedy for what a check found.
func RemedyOfCheckPath(check int64) string {
	return fmt.Sprintf("%s?kiem-tra=%d", NewRemedyPath, check)
}

// RemedyPagePath is one remedy with its whole life.
func RemedyPagePath(remedy int64) string { return fmt.Sprintf("%s/%d", RemediesPath, remedy) }

// RemedyStepPath is a step of a remedy from its own page: "bao-xong", "xac-nhan", "chua-dat", "doi-han", "tien-do", "chu-de" or
// "lap-lai".
func RemedyStepPath(remedy int64, step string) string {
	return RemedyPagePath(remedy) + "/buoc/" + step
}

// OwnRemedyPagePath is a remedy of the reader in person.
func OwnRemedyPagePath(remedy int64) string { return fmt.Sprintf("%s/%d", OwnRemediesPath, remedy) }

// OwnRemedyStepPath is a step of it: "bao-xong" or "tien-do".
func OwnRemedyStepPath(remedy int64, step string) string {
	return OwnRemedyPagePath(remedy) + "/buoc/" + step
}

// FilesPath is where the page of a record takes files, and FilePath one of these: below the record's own address.
func FilesPath(page string) string { return page + "/tep" }

// FilePath is one file of the record with an address.
func FilePath(page string, file int64) string { return fmt.Sprintf("%s/tep/%d", page, file) }

// DropFilePath takes it away.
func DropFilePath(page string, file int64) string { return FilePath(page, file) + "/bo" }

// RemediesOfPath is the list of remedies that a filter finds.
func RemediesOfPath(filter url.Values) string { return withQuery(RemediesPath, filter) }

// RemedyFileOfPath is the same list as a workbook.
func RemedyFileOfPath(filter url.Values) string { return withQuery(RemedyFilePath, filter) }

// MemberRemediesPath is everything that a member had to mend.
func MemberRemediesPath(member int64) string {
	return RemediesOfPath(url.Values{"dang-vien": {fmt.Sprint(member)}, "tinh-trang": {"all"}})
}

// NewRemedyOfPath is the form that opens a remedy in a cell; again is the remedy that it repeats, or 0.
func NewRemedyOfPath(cell, again int64) string {
	q := url.Values{"don-vi": {fmt.Sprint(cell)}}
	if again != 0 {
		q.Set("lap-lai", fmt.Sprint(again))
	}
	return withQuery(NewRemedyPath, q)
}

// RemedyTableOfPath counts remedies by theme below a unit; theme 0 is all of them.
func RemedyTableOfPath(unit, theme int64) string {
	q := url.Values{"don-vi": {fmt.Sprint(unit)}}
	if theme != 0 {
		q.Set("chu-de", fmt.Sprint(theme))
	}
	return withQuery(RemedyTablePath, q)
}

// ThemeStepPath is a change of a theme: "doi-ten", "thoi" or "dung-lai".
func ThemeStepPath(theme int64, step string) string {
	return fmt.Sprintf("%s/%d/%s", ThemesPath, theme, step)
}

func withQuery(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
