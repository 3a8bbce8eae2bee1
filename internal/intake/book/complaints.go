package book

import (
	"strconv"

	"tusoi/internal/complaint"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/period"
)

// The columns of the counts of complaints.
const (
	complaintMonth = iota
	complaintUnit
	complaintReceived
	complaintSettled
	complaintPending
)

// ComplaintLayout is the columns of the counts of complaints.
var ComplaintLayout = workbook.Layout{Key: string(compare.Complaints), Title: "Đơn thư", Columns: []workbook.Column{
	complaintMonth:    {Heading: "Tháng", Needed: true, Hint: "mm/yyyy."},
	complaintUnit:     {Heading: "Tổ chức đảng", Also: []string{"don vi", "chi bo"}, Needed: true, Hint: "Mã hoặc tên tổ chức nhận đơn."},
	complaintReceived: {Heading: "Nhận trong tháng", Also: []string{"nhan", "so don nhan"}, Needed: true, Hint: "Tháng đầu tiên ghi cả đơn còn từ trước."},
	complaintSettled:  {Heading: "Giải quyết xong", Also: []string{"giai quyet", "da giai quyet"}, Needed: true, Hint: "Số đơn giải quyết xong trong tháng."},
	complaintPending:  {Heading: "Còn lại cuối tháng", Also: []string{"ton", "con lai"}, Hint: "Cổng tự tính, không cần ghi."},
}}

// Complaints is the book of counts of complaints.
func Complaints(room *complaint.Service) Book {
	return spec[complaint.Draft]{
		kind: compare.Complaints, layout: ComplaintLayout, read: readComplaints, room: room.Book(),
		fields: map[string]int{"on": complaintMonth, "unit": complaintUnit, "received": complaintReceived, "settled": complaintSettled},
	}.book()
}

func readComplaints(l *compare.Line) complaint.Draft {
	l.Need(complaintMonth, complaintUnit, complaintReceived, complaintSettled)
	month, _ := l.Month(complaintMonth)
	if !month.IsZero() {
		month = period.MonthOf(month).Start()
	}
	c := complaint.Draft{Month: month, Received: l.Count(complaintReceived, 0, 10_000), Settled: l.Count(complaintSettled, 0, 10_000)}
	c.UnitID = l.Unit(complaintUnit, c.Month.AddDate(0, 1, -1))
	l.Name("Tháng " + complaint.MonthText(c.Month))
	return c
}

// ComplaintRow is a month of an organisation as the list has one.
func ComplaintRow(r complaint.Row, unit string) []string {
	row := make([]string, len(ComplaintLayout.Columns))
	row[complaintMonth], row[complaintUnit] = complaint.MonthText(r.Month), unit
	row[complaintReceived], row[complaintSettled], row[complaintPending] = strconv.Itoa(r.Received), strconv.Itoa(r.Settled), strconv.Itoa(r.Pending)
	return row
}
