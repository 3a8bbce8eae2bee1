// Package auditlog shows the administrator who did what.
package auditlog

import (
	"net/http"
	"net/url"
	"strconv"

	"tusoi/internal/audit"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows the trail.
type Pages struct{ Audit *audit.Service }

type view struct {
	values   map[string]string // the filter as it was typed
	list     []audit.Found
	pages    ui.Pages
	problems []ui.Problem
}

// kinds are the kinds of objects, as the trail has them.
func kinds() []ui.Option {
	return []ui.Option{
		{Label: "Mọi việc"}, {Value: "unit", Label: "Tổ chức đảng"}, {Value: "member", Label: "Đảng viên"}, {Value: "account", Label: "Tài khoản"},
		{Value: "pledge", Label: "Cam kết"}, {Value: "task", Label: "Giao việc"}, {Value: "review", Label: "Tự soi"}, {Value: "remedy", Label: "Việc tự sửa"}, {Value: "theme", Label: "Chủ đề hạn chế"},
		{Value: "packet", Label: "Hồ sơ tự soi"}, {Value: "score", Label: "Chấm điểm"}, {Value: "discipline", Label: "Kỷ luật"}, {Value: "import", Label: "Nhập danh sách"},
	}
}

// Index lists one page of what the filter finds.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	form := &kit.Form{Values: map[string]string{"tim": q.Get("tim"), "loai": q.Get("loai"), "tu": q.Get("tu"), "den": q.Get("den")}}
	page := kit.QueryPage(r)
	filter := audit.Filter{Query: form.Values["tim"], Kind: form.Values["loai"], From: form.Date("tu", "ngày", false), To: form.Date("den", "ngày", false), Page: page}
	v := view{values: form.Values, problems: form.Problems, pages: ui.Pages{Page: page, Last: page}}
	status := http.StatusUnprocessableEntity
	if form.OK() {
		status = http.StatusOK
		var more bool
		var err error
		if v.list, more, err = p.Audit.Search(r.Context(), kit.Actor(r), filter); err != nil {
			return err
		}
		if more {
			v.pages.NextHref, v.pages.Last = href(q, page+1), page+1
		}
		if page > 1 {
			v.pages.PrevHref = href(q, page-1)
		}
	}
	return kit.Render(w, r, status, index(kit.Chrome(r), v))
}

// href is another page of the same filter.
func href(q url.Values, page int) string {
	q = url.Values{"tim": q["tim"], "loai": q["loai"], "tu": q["tu"], "den": q["den"], "trang": {strconv.Itoa(page)}}
	return kit.AuditPath + "?" + q.Encode()
}
