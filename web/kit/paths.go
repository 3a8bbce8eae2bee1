package kit

import (
	"fmt"
	"net/url"

	"tusoi/internal/period"
)

// The addresses of the portal. No template or handler types one by hand.
const (
	HomePath      = "/"
	SignInPath    = "/dang-nhap"
	CodePath      = "/dang-nhap/ma"
	SignOutPath   = "/dang-xuat"
	HelpPath      = "/huong-dan"
	UnitsPath     = "/to-chuc"
	MembersPath   = "/dang-vien"
	TasksPath     = "/giao-viec"
	NewTaskPath   = "/giao-viec/moi"
	PacketsPath   = "/duyet"
	DashboardPath = "/bang-dieu-hanh"
	RankingPath   = "/xep-hang"
	RescorePath   = "/xep-hang/cham-lai"
	ReportsPath   = "/bao-cao"
	ImportsPath   = "/nhap-lieu"
	AuditPath     = "/nhat-ky"

	AccountsPath   = "/tai-khoan"
	NewAccountPath = "/tai-khoan/moi"
	VacanciesPath  = "/tai-khoan/chua-co"
	OwnAccountPath = "/tai-khoan-cua-toi"
	PasswordPath   = "/tai-khoan-cua-toi/mat-khau"
	FactorPath     = "/tai-khoan-cua-toi/buoc-hai"
)

// HelpPagePath is one page of the guide.
func HelpPagePath(slug string) string { return HelpPath + "/" + slug }

// UnitPath is a unit's page.
func UnitPath(unit int64) string { return fmt.Sprintf("%s/%d", UnitsPath, unit) }

// UnitStepPath is a form that changes a unit: "them" adds one below it, "sua" amends it, "ket-thuc" ends it.
func UnitStepPath(unit int64, step string) string { return UnitPath(unit) + "/" + step }

// MemberPath is a member's page.
func MemberPath(member int64) string { return fmt.Sprintf("%s/%d", MembersPath, member) }

// PledgePath is a member's commitments of a year.
func PledgePath(member int64, year int) string {
	return fmt.Sprintf("%s/cam-ket/%d", MemberPath(member), year)
}

// PledgeSubmitPath hands a member's commitments in.
func PledgeSubmitPath(member int64, year int) string { return PledgePath(member, year) + "/gui" }

// PledgeApprovePath accepts a member's commitments.
func PledgeApprovePath(member int64, year int) string { return PledgePath(member, year) + "/duyet" }

// CellPledgesPath is the commitments of a whole cell.
func CellPledgesPath(unit int64, year int) string {
	return fmt.Sprintf("%s/cam-ket/%d", UnitPath(unit), year)
}

// SheetPath is the month sheet of a cell.
func SheetPath(unit int64, month period.Period) string {
	return fmt.Sprintf("%s/thang/%s", UnitPath(unit), month)
}

// SheetFieldPath saves one field of a month sheet.
func SheetFieldPath(unit int64, month period.Period) string { return SheetPath(unit, month) + "/o" }

// SheetRemedyPath adds a remedy to a month sheet.
func SheetRemedyPath(unit int64, month period.Period) string {
	return SheetPath(unit, month) + "/viec-tu-sua"
}

// SheetSendPath reads a month back and sends it.
func SheetSendPath(unit int64, month period.Period) string { return SheetPath(unit, month) + "/gui" }

// SheetPrintPath is the printed month sheet.
func SheetPrintPath(unit int64, month period.Period) string { return SheetPath(unit, month) + "/in" }

// RemedyPath is one step of a remedy: "bao-xong", "xac-nhan" or "doi-han".
func RemedyPath(remedy int64, step string) string {
	return fmt.Sprintf("/viec-tu-sua/%d/%s", remedy, step)
}

// PacketPath is a packet as the level above reads it.
func PacketPath(unit int64, month period.Period) string {
	return fmt.Sprintf("%s/%d/%s", PacketsPath, unit, month)
}

// PacketStepPath is a decision on a packet: "nhan", "duyet" or "tra-lai".
func PacketStepPath(unit int64, month period.Period, step string) string {
	return PacketPath(unit, month) + "/" + step
}

// PacketsOfPath is the list of packets of a month.
func PacketsOfPath(month period.Period) string {
	return PacketsPath + "?" + url.Values{"ky": {month.String()}}.Encode()
}

// DashboardOfPath is the dashboard of a unit as of a period.
func DashboardOfPath(unit int64, p period.Period) string {
	return DashboardPath + "?" + unitAndPeriod(unit, p)
}

// EvidencePath lists the rows behind a figure.
func EvidencePath(indicator string, unit int64, p period.Period) string {
	return "/so-lieu/" + indicator + "?" + unitAndPeriod(unit, p)
}

// RankingOfPath is the ranking of a period.
func RankingOfPath(p period.Period) string {
	return RankingPath + "?" + url.Values{"ky": {p.String()}}.Encode()
}

// WhyPath tells why a cell has its place.
func WhyPath(unit int64, p period.Period) string {
	return fmt.Sprintf("%s/%d?%s", RankingPath, unit, url.Values{"ky": {p.String()}}.Encode())
}

// AnswerPath takes an answer by hand to a criterion of a cell.
func AnswerPath(unit int64) string { return fmt.Sprintf("%s/%d/tra-loi", RankingPath, unit) }

// RuleSetPath is a set of criteria.
func RuleSetPath(key string) string { return "/bo-tieu-chi/" + key }

// ReportPath is a unit's monthly report.
func ReportPath(unit int64, month period.Period) string {
	return fmt.Sprintf("%s/%d/%s", ReportsPath, unit, month)
}

// ReportPrintPath is a report for printing.
func ReportPrintPath(unit int64, month period.Period) string { return ReportPath(unit, month) + "/in" }

// ReportPDFPath is a report as a PDF file.
func ReportPDFPath(unit int64, month period.Period) string { return ReportPath(unit, month) + "/pdf" }

// ImportPath is one import.
func ImportPath(run int64) string { return fmt.Sprintf("%s/%d", ImportsPath, run) }

// ImportApplyPath applies an import.
func ImportApplyPath(run int64) string { return ImportPath(run) + "/ap-dung" }

// AccountPath is one account as an administrator sees it.
func AccountPath(user int64) string { return fmt.Sprintf("%s/%d", AccountsPath, user) }

// AccountStepPath is one change of an account: "cap-lai", "dong", "giao", "thay-mat", "dang-xuat" or "bo-buoc-hai".
func AccountStepPath(user int64, step string) string { return AccountPath(user) + "/" + step }

// EndTermPath ends one office of an account.
func EndTermPath(user, term int64) string { return fmt.Sprintf("%s/thoi/%d", AccountPath(user), term) }

// AccountsOfPath is one page of the accounts that a query finds.
func AccountsOfPath(query string, page int) string {
	return AccountsPath + "?" + url.Values{"tim": {query}, "trang": {fmt.Sprint(page)}}.Encode()
}

// EndDevicePath signs out of one browser.
func EndDevicePath(session int64) string {
	return fmt.Sprintf("%s/thiet-bi/%d", OwnAccountPath, session)
}

// FactorStepPath sets up or removes one's own second factor: "dien-thoai" or "the", each with "/xac-nhan", "bo-dien-thoai" or
// "bo-the".
func FactorStepPath(step string) string { return FactorPath + "/" + step }

func unitAndPeriod(unit int64, p period.Period) string {
	return url.Values{"don-vi": {fmt.Sprint(unit)}, "ky": {p.String()}}.Encode()
}
