package inspections

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tusoi/internal/authz"
	"tusoi/internal/complaint"
	"tusoi/internal/intake/export"
	"tusoi/internal/period"
	"tusoi/internal/record"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/recordpiece"
	"tusoi/web/ui"
)

// NewComplaints puts the pages of the counts of complaints together. They take no file: a file would say what a complaint says.
func NewComplaints(t recordpiece.Tools, s *complaint.Service, x *export.Service) *Complaints {
	return &Complaints{
		Tools: t,
		Names: recordpiece.Names{
			Word: kit.ComplaintsWord, Title: "Đơn thư", One: "số lượng đơn thư", Add: "Ghi số lượng của một tháng",
			Lead: "Mỗi tháng nhận, giải quyết, còn lại bao nhiêu đơn thư. Chỉ ghi số lượng: không ghi tên người và nội dung đơn.",
		},
		Book: s.Book(), Places: places, NoFiles: true,
		List: func(ctx context.Context, actor authz.Actor, f record.Filter, _ url.Values) (record.Listing[complaint.Row], error) {
			return s.List(ctx, actor, f)
		},
		Get: s.Get,
		Export: func(ctx context.Context, actor authz.Actor, f record.Filter, _ url.Values, w io.Writer) error {
			return x.Complaints(ctx, actor, f, w)
		},
		Meta: func(r complaint.Row) recordpiece.Meta {
			return recordpiece.Meta{ID: r.ID, Version: r.Version, Title: "Đơn thư tháng " + complaint.MonthText(r.Month) + " · " + r.UnitName, UnitID: r.UnitID, UnitName: r.UnitName}
		},
		Values: func(r complaint.Row) map[string]string {
			return map[string]string{"on": complaint.MonthText(r.Month), "received": strconv.Itoa(r.Received), "settled": strconv.Itoa(r.Settled)}
		},
		Read: readComplaints, Table: complaintTable, Fields: recordpiece.Plain(complaintFields),
		Filters: func(url.Values) templ.Component { return templ.NopComponent },
		Facts: func(r complaint.Row) []ui.Fact {
			return []ui.Fact{
				{Label: "Tổ chức đảng", Value: r.UnitName, Href: kit.UnitPath(r.UnitID)}, {Label: "Tháng", Value: complaint.MonthText(r.Month)},
				{Label: "Nhận trong tháng", Value: vi.Int(r.Received)}, {Label: "Giải quyết xong", Value: vi.Int(r.Settled)}, {Label: "Còn lại cuối tháng", Value: vi.Int(r.Pending)},
			}
		},
	}
}

func readComplaints(f *kit.Form) complaint.Draft {
	c := complaint.Draft{UnitID: int64(kit.Number(f.Values["unit"]))}
	month, _ := readMonth(f, "on", "tháng", true)
	if c.Month = month; !month.IsZero() {
		c.Month = period.MonthOf(month).Start()
	}
	for name, into := range map[string]*int{"received": &c.Received, "settled": &c.Settled} {
		n, err := strconv.Atoi(strings.ReplaceAll(vi.Clean(f.Values[name]), ".", ""))
		if err != nil || n < 0 {
			n = -1 // the book says what to write
		}
		*into = n
	}
	return c
}
