package pledges

import (
	"net/http"
	"strconv"

	"tusoi/internal/apperr"
	"tusoi/internal/pledge"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// amendView is one amendment as it is typed: the item is the only row.
type amendView struct {
	sheetView
	key, what string
	was       pledge.Item
}

// AmendForm shows the form that amends one item of an approved sheet, or adds one.
func (p *Pages) AmendForm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.amendView(r)
	if err != nil {
		return err
	}
	item, err := kit.QueryID(r, "noi-dung")
	if err != nil {
		return err
	}
	if item != 0 {
		if err := v.choose(item); err != nil {
			return err
		}
		v.rows = []row{rowOf(v.was)}
	}
	return kit.Render(w, r, http.StatusOK, amendPage(kit.Chrome(r), v))
}

func (p *Pages) amendView(r *http.Request) (amendView, error) {
	desk, err := p.desk(r)
	if err != nil {
		return amendView{}, err
	}
	v := amendView{sheetView: newSheetView(desk, kit.Actor(r)), key: kit.NewKey()}
	v.rows = []row{{Due: v.lastDay()}}
	return v, nil
}

func (v *amendView) choose(item int64) error {
	for _, i := range v.Items {
		if i.ID == item {
			v.was = i
			return nil
		}
	}
	return apperr.NotFound("Không tìm thấy nội dung này trong bản cam kết.")
}

// Amend takes the form.
func (p *Pages) Amend(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v, err := p.amendView(r)
	if err != nil {
		return err
	}
	change, err := v.typed(f)
	if err != nil {
		return err
	}
	if f.OK() {
		err := p.Pledge.Amend(r.Context(), kit.Actor(r), v.MemberID, v.Year, change)
		if err == nil {
			return kit.SeeOther(w, r, v.path(), "Đã ghi điều chỉnh. Nội dung cũ vẫn còn trên bản cam kết.")
		}
		if !f.Take(err) {
			return err
		}
		v.told(err)
	}
	v.problems = v.place(f.Problems)
	return kit.Render(w, r, http.StatusUnprocessableEntity, amendPage(kit.Chrome(r), v))
}

// typed reads the amendment and keeps the form as it was typed.
func (v *amendView) typed(f *kit.Form) (c pledge.Change, err error) {
	rw := typed(f, "0")
	rw.index = 0
	v.rows = []row{rw}
	if rw.ID != 0 {
		if err := v.choose(rw.ID); err != nil {
			return c, err
		}
	}
	v.meeting, v.reason, v.version, v.what = f.Values["ngay"], f.Values["ly-do"], f.Values["ban"], f.Values["viec"]
	c.What = pledge.Added
	if rw.ID != 0 {
		c.What = pledge.What(f.OneOf("viec", "sửa hay bỏ nội dung này", true, string(pledge.Changed), string(pledge.Dropped)))
	}
	if c.Item = (pledge.Item{ID: rw.ID}); c.What != pledge.Dropped {
		c.Item = rw.item(f, "0")
	}
	c.Reason, c.On = f.Lines("ly-do", "lý do", 3, 500), f.Date("ngay", "ngày chi bộ quyết định", true)
	c.Version, _ = strconv.Atoi(v.version)
	if c.FormKey = f.Values["khoa"]; kit.IsKey(c.FormKey) {
		v.key = c.FormKey
	} else {
		f.Fail("", "Biểu mẫu thiếu khóa. Đồng chí bấm lưu lại một lần nữa.")
	}
	return c, nil
}

func choices() []ui.Option {
	return []ui.Option{{Value: string(pledge.Changed), Label: "Sửa nội dung này như bên dưới"}, {Value: string(pledge.Dropped), Label: "Bỏ nội dung này"}}
}
