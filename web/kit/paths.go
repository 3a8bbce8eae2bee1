package kit

import (
	"fmt"
	"net/url"

	"tusoi/internal/period"
)

// The addresses of the portal. No template or handler types one by hand.
const (
	HomePath            = "/"
	SignInPath          = "/dang-nhap"
	CodePath            = "/dang-nhap/ma"
	SignOutPath         = "/dang-xuat"
	HelpPath            = "/huong-dan"
	UnitsPath           = "/to-chuc"
	ReorganisationsPath = "/sap-xep"
	MembersPath         = "/dang-vien"
	NewMemberPath       = "/dang-vien/moi"
	NewBeyondPath       = "/dang-vien/ngoai-dang"
	MilestonePath       = "/dang-vien/moc"
	PledgesPath         = "/cam-ket"
	SuggestionsPath     = "/cam-ket/goi-y"
	TasksPath           = "/giao-viec"
	NewTaskPath         = "/giao-viec/moi"
	MyTasksPath         = "/giao-viec/cua-toi"
	OverdueTasksPath    = "/giao-viec/qua-han"
	TaskCalendarPath    = "/giao-viec/lich"
	ExtensionsPath      = "/giao-viec/gia-han"
	PacketsPath         = "/duyet"
	RemindPath          = "/duyet/nhac"
	DashboardPath       = "/bang-dieu-hanh"
	RankingPath         = "/xep-hang"
	RescorePath         = "/xep-hang/cham-lai"
	ReportsPath         = "/bao-cao"
	ImportsPath         = "/nhap-lieu"
	AuditPath           = "/nhat-ky"

	CommitteePath = "/cap-uy"
	DeadlinesPath = "/cap-uy/thoi-han"
	OpeningsPath  = "/cap-uy/mo-thang"
	NoticesPath   = "/cap-uy/nhac-viec"
	TryNoticePath = "/cap-uy/nhac-viec/gui-thu"

	AccountsPath   = "/tai-khoan"
	NewAccountPath = "/tai-khoan/moi"
	VacanciesPath  = "/tai-khoan/chua-co"
	OwnAccountPath = "/tai-khoan-cua-toi"
	PasswordPath   = "/tai-khoan-cua-toi/mat-khau"
	FactorPath     = "/tai-khoan-cua-toi/buoc-hai"

	OwnNoticesPath  = "/tai-khoan-cua-toi/nhac-viec"
	DropNoticesPath = "/tai-khoan-cua-toi/nhac-viec/xoa"
)

// HelpPagePath is one page of the guide.
func HelpPagePath(slug string) string { return HelpPath + "/" + slug }

// UnitPath is a unit's page.
func UnitPath(unit int64) string { return fmt.Sprintf("%s/%d", UnitsPath, unit) }

// UnitsFilePath is the tree of organisations as a workbook.
const UnitsFilePath = UnitsPath + ".xlsx"

// UnitStepPath is a form that changes a unit: "them" adds one below it, "sua" amends it, "ket-thuc" ends it.
func UnitStepPath(unit int64, step string) string { return UnitPath(unit) + "/" + step }

// ReorganisePath is a form that merges, splits or moves units.
func ReorganisePath(task string) string { return ReorganisationsPath + "/" + task }

// SplitPath is the form that splits a unit.
func SplitPath(unit int64) string {
	return fmt.Sprintf("%s/chia-tach?don-vi=%d", ReorganisationsPath, unit)
}

// UndoReorganisationPath takes a reorganisation back.
func UndoReorganisationPath(id int64) string {
	return fmt.Sprintf("%s/%d/hoan-tac", ReorganisationsPath, id)
}

// MemberPath is a member's page.
func MemberPath(member int64) string { return fmt.Sprintf("%s/%d", MembersPath, member) }

// MemberStepPath is a change of a member: "sua", "chuyen", "trang-thai", "noi-cu-tru", "ket-nap" or "thoi", each a form; "cccd" reveals a number.
func MemberStepPath(member int64, step string) string { return MemberPath(member) + "/" + step }

// BeyondListPath is the list of those who take part outside the Party.
const BeyondListPath = MembersPath + "?dien=ngoai-dang"

// MembersFilePath is the list of members under a unit (0 for all) that a query finds, as a workbook.
func MembersFilePath(unit int64, query string) string {
	q := url.Values{}
	if unit != 0 {
		q.Set("don-vi", fmt.Sprint(unit))
	}
	if query != "" {
		q.Set("tim", query)
	}
	if len(q) == 0 {
		return MembersPath + ".xlsx"
	}
	return MembersPath + ".xlsx?" + q.Encode()
}

// PledgePath is a member's commitments of a year.
func PledgePath(member int64, year int) string {
	return fmt.Sprintf("%s/cam-ket/%d", MemberPath(member), year)
}

// PledgeApprovePath accepts a member's commitments.
func PledgeApprovePath(member int64, year int) string { return PledgePath(member, year) + "/duyet" }

// UnitYearPath is the year-end reviews under a unit: the members of a cell, or the cells of a committee.
func UnitYearPath(unit int64, year int) string {
	return fmt.Sprintf("%s/kiem-diem/%d", UnitPath(unit), year)
}

// UnitYearStepPath is a page of a cell's year-end reviews: "quyet-dinh" decides levels, "pdf" prints all, "mau-trong" the empty forms.
func UnitYearStepPath(unit int64, year int, step string) string {
	return UnitYearPath(unit, year) + "/" + step
}

// MemberYearPath is a member's year-end review.
func MemberYearPath(member int64, year int) string {
	return fmt.Sprintf("%s/kiem-diem/%d", MemberPath(member), year)
}

// MemberYearStepPath is a step of a member's year-end review ("nhan-xet", "quyet-dinh", "tra-lai"), or its paper: "in", "pdf" and
// "mau-trong", which is empty.
func MemberYearStepPath(member int64, year int, step string) string {
	return MemberYearPath(member, year) + "/" + step
}

// OwnYearPath is one's own year-end review.
func OwnYearPath(year int) string { return fmt.Sprintf("/kiem-diem-cua-toi/%d", year) }

// OwnYearStepPath is the paper of one's own year-end review: "in", "pdf" or "mau-trong".
func OwnYearStepPath(year int, step string) string { return OwnYearPath(year) + "/" + step }

// PledgeStepPath is more about a member's commitments: "tra-lai" sends them back, "dieu-chinh" amends them, "in" and "pdf" print
// them.
func PledgeStepPath(member int64, year int, step string) string {
	return PledgePath(member, year) + "/" + step
}

// OwnPledgePath is one's own commitments of a year; with "/gui", "/in" or "/pdf" after it they are handed in or printed.
func OwnPledgePath(year int) string { return fmt.Sprintf("/cam-ket-cua-toi/%d", year) }

// CellPledgesStepPath is something for all sheets of a cell: "gui", "duyet", "in" or "pdf".
func CellPledgesStepPath(unit int64, year int, step string) string {
	return CellPledgesPath(unit, year) + "/" + step
}

// PledgeCountPath is how many under a unit have their commitments of a year.
func PledgeCountPath(unit int64, year int) string {
	return PledgesPath + "?" + url.Values{"don-vi": {fmt.Sprint(unit)}, "nam": {fmt.Sprint(year)}}.Encode()
}

// PledgeFormPath is the form of a year's commitments.
func PledgeFormPath(year int) string { return fmt.Sprintf("%s/mau/%d", PledgesPath, year) }

// SuggestionPath is one suggested commitment; with "/rut" after it it is withdrawn.
func SuggestionPath(id int64) string { return fmt.Sprintf("%s/%d", SuggestionsPath, id) }

// CellPledgesPath is the commitments of a whole cell.
func CellPledgesPath(unit int64, year int) string {
	return fmt.Sprintf("%s/cam-ket/%d", UnitPath(unit), year)
}

// TaskPath is one task with whom it asks; a query narrows them.
func TaskPath(task int64) string { return fmt.Sprintf("%s/%d", TasksPath, task) }

// TaskStepPath is "in", the printed task, "ket-qua.xlsx", its answers as a workbook, or "quyet-dinh", which accepts, sends back or
// drops parts of it.
func TaskStepPath(task int64, step string) string { return TaskPath(task) + "/" + step }

// TaskPartPath is what one member, or one committee, is asked for.
func TaskPartPath(part int64) string { return fmt.Sprintf("%s/phan/%d", TasksPath, part) }

// TaskPartStepPath is "tien-do", which says how far a part has come, or "gia-han", which asks for a later date.
func TaskPartStepPath(part int64, step string) string { return TaskPartPath(part) + "/" + step }

// PassTaskPath is the form that passes a part on.
func PassTaskPath(part int64) string { return fmt.Sprintf("%s?tu=%d", NewTaskPath, part) }

// ExtensionPath answers a request for a later date.
func ExtensionPath(request int64) string { return fmt.Sprintf("%s/%d", ExtensionsPath, request) }

// TaskCalendarOfPath is the calendar of a month.
func TaskCalendarOfPath(month period.Period) string {
	return TaskCalendarPath + "?" + url.Values{"ky": {month.String()}}.Encode()
}

// SheetPath is the month sheet of a cell.
func SheetPath(unit int64, month period.Period) string {
	return fmt.Sprintf("%s/thang/%s", UnitPath(unit), month)
}

// SheetSendPath reads a month back and sends it.
func SheetSendPath(unit int64, month period.Period) string { return SheetPath(unit, month) + "/gui" }

// AddendaPath is what was set right in a month since it was approved.
func AddendaPath(unit int64, month period.Period) string {
	return SheetPath(unit, month) + "/dinh-chinh"
}

// MonthApprovalPath approves a committee's month as a whole.
func MonthApprovalPath(unit int64, month period.Period) string {
	return PacketStepPath(unit, month, "chot")
}

// SheetPrintPath is the printed month sheet.
func SheetPrintPath(unit int64, month period.Period) string { return SheetPath(unit, month) + "/in" }

// SheetCardsPath is the cards of what members promised, to be cut apart: with the month's marks, or empty to be ticked by hand.
func SheetCardsPath(unit int64, month period.Period, blank bool) string {
	if blank {
		return SheetPrintPath(unit, month) + "?the=1&trong=1"
	}
	return SheetPrintPath(unit, month) + "?the=1"
}

// FindingsPath is what the conduct check found in a member's month, for the cell's committee.
func FindingsPath(unit int64, month period.Period, member int64) string {
	return fmt.Sprintf("%s/bieu-hien/%d", SheetPath(unit, month), member)
}

// OwnSheetPath is the reader's own line of a month.
func OwnSheetPath(month period.Period) string { return "/phieu-cua-toi/" + month.String() }

// OwnFindingsPath is what the reader found in the conduct check.
func OwnFindingsPath(month period.Period) string { return OwnSheetPath(month) + "/bieu-hien" }

// OwnRemedyPath is one step of the reader's own remedy.
func OwnRemedyPath(month period.Period, remedy int64, step string) string {
	return fmt.Sprintf("%s/viec-tu-sua/%d/%s", OwnSheetPath(month), remedy, step)
}

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

// ImportMarkedPath is the file of an import with what is wrong in it.
func ImportMarkedPath(run int64) string { return ImportPath(run) + "/tep-loi" }

// ImportColumnsPath asks which column of an import's file is which.
func ImportColumnsPath(run int64) string { return ImportPath(run) + "/cot" }

// ImportSpellingPath says in which fonts the columns of an import are written.
func ImportSpellingPath(run int64) string { return ImportPath(run) + "/bang-ma" }

// ImportApplyPath applies an import.
func ImportApplyPath(run int64) string { return ImportPath(run) + "/ap-dung" }

// ImportUndoPath takes an applied import back.
func ImportUndoPath(run int64) string { return ImportPath(run) + "/rut-lai" }

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

// OpeningsOfPath is the form that opens a month, for a unit.
func OpeningsOfPath(unit int64) string {
	return OpeningsPath + "?" + url.Values{"don-vi": {fmt.Sprint(unit)}}.Encode()
}

// OpeningEndPath ends an exception.
func OpeningEndPath(exception int64) string {
	return fmt.Sprintf("%s/%d/thoi", OpeningsPath, exception)
}

// FactorStepPath sets up or removes one's own second factor: "dien-thoai" or "the", each with "/xac-nhan", "bo-dien-thoai" or
// "bo-the".
func FactorStepPath(step string) string { return FactorPath + "/" + step }

func unitAndPeriod(unit int64, p period.Period) string {
	return url.Values{"don-vi": {fmt.Sprint(unit)}, "ky": {p.String()}}.Encode()
}
