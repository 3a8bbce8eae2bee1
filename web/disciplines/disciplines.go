// Package disciplines shows the book of discipline to who may read names, and its counts to who may only count.
//
// It owns no table.
package disciplines

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tusoi/internal/authz"
	"tusoi/internal/discipline"
	"tusoi/internal/intake/export"
	"tusoi/internal/org"
	"tusoi/internal/record"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/recordpiece"
	"tusoi/web/ui"
)

// Pages are the pages of the book, for who may read names.
type Pages = recordpiece.Desk[discipline.Draft, discipline.Row]

// Desk is the book and its counts.
type Desk struct {
	*Pages
	discipline *discipline.Service
	now        func() time.Time
}

// New puts the pages together.
func New(t recordpiece.Tools, s *discipline.Service, x *export.Service) *Desk {
	d := &Desk{discipline: s, now: t.Now}
	d.Pages = &Pages{
		Tools: t,
		Names: recordpiece.Names{
			Word: kit.DisciplinesWord, Title: "Kỷ luật", One: "quyết định kỷ luật", Add: "Ghi quyết định kỷ luật", Read: authz.DisciplineCount,
			Lead: "Quyết định kỷ luật đảng viên, tổ chức đảng. Tên và nội dung chỉ Ủy ban Kiểm tra và cấp ủy trực tiếp của chi bộ đọc được; nơi khác chỉ thấy số.",
		},
		Book: s.Book(), Places: places, People: true,
		Takes: func(a authz.Actor, u org.Unit) bool { return !discipline.OfOwn(a, u.ID) }, Changes: discipline.MayChange,
		Links: []ui.Crumb{{Label: "Số liệu theo năm", Href: kit.DisciplineCountsPath}},
		List: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values) (record.Listing[discipline.Row], error) {
			return s.List(ctx, actor, filter(f, q))
		},
		Get: s.Get,
		Export: func(ctx context.Context, actor authz.Actor, f record.Filter, q url.Values, w io.Writer) error {
			return x.Disciplines(ctx, actor, filter(f, q), w)
		},
		Meta: func(r discipline.Row) recordpiece.Meta {
			return recordpiece.Meta{
				ID: r.ID, Version: r.Version, Title: r.Form.Label() + " · " + r.Who(), UnitID: r.UnitID, UnitName: r.UnitName, MemberID: r.MemberID, MemberName: r.MemberName,
			}
		},
		Values: values, Read: read, Filters: filters, Facts: d.facts, Fields: recordpiece.Plain(fields),
		Table: func(rows []discipline.Row) templ.Component { return table(rows, vi.Today(t.Now())) },
	}
	return d
}

// Index is the list for who may read names, and the counts for everybody else.
func (d *Desk) Index(w http.ResponseWriter, r *http.Request) error {
	if !kit.Actor(r).May(authz.DisciplineRead) {
		return d.Counts(w, r)
	}
	return d.Pages.Index(w, r)
}

// places are all organisations that a decision may be about.
func places(tree *org.Tree, today time.Time) []org.Unit {
	var list []org.Unit
	for _, u := range tree.Under(tree.Root().ID) {
		if u.StandsOn(today) && u.Kind != org.KindGroup && u.Kind != org.KindCommittee {
			list = append(list, u)
		}
	}
	return list
}

// filter reads ?hinh-thuc= &cap= &vi-pham= &ai= &hieu-luc= besides what every book has.
func filter(f record.Filter, q url.Values) discipline.Filter {
	return discipline.Filter{
		Filter: f, Form: discipline.Form(q.Get("hinh-thuc")), Level: discipline.Level(q.Get("cap")), Content: q.Get("vi-pham"), Subject: q.Get("ai"),
		Live: q.Get("huy") == "khong",
	}
}

// contentField begins the names of the boxes of contents.
const contentField = "contents-"

func read(f *kit.Form) discipline.Draft {
	d := discipline.Draft{
		UnitID: int64(kit.Number(f.Values["unit"])), MemberID: recordpiece.ReadMember(f), Form: discipline.Form(f.Values["form"]),
		Level: discipline.Level(f.Values["level"]), CommitteeMember: f.Values["sat"] != "", Post: vi.Clean(f.Values["post"]), RemovedFrom: vi.Clean(f.Values["removed"]),
		DecisionNumber: vi.Clean(f.Values["number"]), DecidedOn: f.Date("on", "ngày quyết định", true), InForceFrom: f.Date("in-force", "ngày có hiệu lực", false),
		Summary: vi.CleanText(f.Values["summary"]), AppealedOn: f.Date("appealed", "ngày khiếu nại", false),
		CancelledOn: f.Date("cancelled", "ngày hủy", false), CancelNumber: vi.Clean(f.Values["cancel-number"]),
	}
	for name, v := range f.Values {
		if key, ok := strings.CutPrefix(name, contentField); ok && v != "" {
			d.Contents = append(d.Contents, key)
		}
	}
	return d
}

func values(r discipline.Row) map[string]string {
	v := map[string]string{
		"member": recordpiece.WholeUnit, "form": string(r.Form), "level": string(r.Level), "post": r.Post, "removed": r.RemovedFrom, "number": r.DecisionNumber,
		"on": vi.Date(r.DecidedOn), "in-force": vi.Date(r.InForceFrom), "summary": r.Summary, "appealed": vi.Date(r.AppealedOn),
		"cancelled": vi.Date(r.CancelledOn), "cancel-number": r.CancelNumber,
	}
	if r.MemberID != 0 {
		v["member"] = strconv.FormatInt(r.MemberID, 10)
	}
	if r.CommitteeMember {
		v["sat"] = "1"
	}
	for _, key := range r.Contents {
		v[contentField+key] = "1"
	}
	return v
}

func (d *Desk) facts(r discipline.Row) []ui.Fact {
	var list []ui.Fact
	add := func(label, value, href string) {
		if value != "" {
			list = append(list, ui.Fact{Label: label, Value: value, Href: href})
		}
	}
	if r.MemberID != 0 {
		add("Đảng viên", r.MemberName, kit.MemberPath(r.MemberID))
	}
	add("Tổ chức đảng", r.UnitName, kit.UnitPath(r.UnitID))
	add("Hình thức", r.Form.Label(), "")
	add("Chức vụ bị cách", r.RemovedFrom, "")
	add("Nội dung vi phạm", discipline.ContentNames(r.Contents), "")
	if r.CommitteeMember {
		add("Cấp ủy viên", "Có", "")
	}
	add("Chức vụ đang giữ", r.Post, "")
	add("Cấp quyết định", r.Level.Label(), "")
	add("Số quyết định", r.DecisionNumber, "")
	add("Ngày quyết định", vi.Date(r.DecidedOn), "")
	add("Có hiệu lực từ", vi.Date(r.InForceFrom), "")
	add("Hiệu lực", r.Standing(vi.Today(d.now())), "")
	add("Khiếu nại", vi.Date(r.AppealedOn), "")
	if !r.CancelledOn.IsZero() {
		add("Quyết định hủy", r.CancelNumber+", ngày "+vi.Date(r.CancelledOn), "")
	}
	add("Tóm tắt vi phạm", r.Summary, "")
	return list
}
