package pledges

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/pledge"
	"tusoi/internal/vi"
	"tusoi/web/kit"
)

// Submit hands the commitments in.
func (p *Pages) Submit(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, p.desk, handedIn, func(f *kit.Form, d pledge.Desk) error {
		return p.Pledge.Submit(r.Context(), kit.Actor(r), d.MemberID, d.Year)
	})
}

// SubmitOwn hands the reader's own in.
func (p *Pages) SubmitOwn(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, p.ownDesk, handedIn, func(f *kit.Form, d pledge.Desk) error {
		return p.Pledge.SubmitOwn(r.Context(), kit.Actor(r), d.Year)
	})
}

const handedIn = "Đã nộp bản cam kết. Từ nay, từng nội dung được soi lại mỗi kỳ tự soi."

// Approve is the cell's word on them.
func (p *Pages) Approve(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, p.desk, "Chi bộ đã duyệt bản cam kết.", func(f *kit.Form, d pledge.Desk) error {
		on := f.Date("ngay", "ngày họp", false)
		if !f.OK() {
			return errTyped
		}
		return p.Pledge.ApproveOn(r.Context(), kit.Actor(r), d.MemberID, d.Year, on)
	})
}

// SendBack gives them back to whoever wrote them.
func (p *Pages) SendBack(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, p.desk, "Đã trả lại bản cam kết kèm lý do.", func(f *kit.Form, d pledge.Desk) error {
		return p.Pledge.SendBack(r.Context(), kit.Actor(r), d.MemberID, d.Year, f.Values["ly-do"])
	})
}

// errTyped says that the form names what is wrong already.
var errTyped = apperr.Invalid("")

// step moves a sheet on. What stands in the way is shown on the sheet itself.
func (p *Pages) step(w http.ResponseWriter, r *http.Request, read reader, done string, do func(*kit.Form, pledge.Desk) error) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	desk, err := read(r)
	if err != nil {
		return err
	}
	v := newSheetView(desk, kit.Actor(r))
	if err = do(f, desk); err == nil {
		return kit.SeeOther(w, r, v.path(), done)
	}
	if apperr.KindOf(err) != apperr.KindInvalid {
		return err
	}
	if f.OK() {
		f.Take(err)
	}
	v.meeting, v.reason, v.problems = f.Values["ngay"], f.Values["ly-do"], f.Problems
	return p.form(w, r, http.StatusUnprocessableEntity, v)
}

// SubmitAll hands in all sheets of a cell that are being written, as the page showed them.
func (p *Pages) SubmitAll(w http.ResponseWriter, r *http.Request) error {
	return p.all(w, r, "Đã nộp %d bản cam kết.", func(f *kit.Form, v cellView, seen []pledge.Seen) (pledge.Moved, error) {
		return p.Pledge.SubmitAll(r.Context(), kit.Actor(r), v.cell, v.year, seen)
	})
}

// ApproveAll is the cell's word, at one meeting, on all sheets that were handed in, as the page showed them.
func (p *Pages) ApproveAll(w http.ResponseWriter, r *http.Request) error {
	return p.all(w, r, "Chi bộ đã thông qua %d bản cam kết.", func(f *kit.Form, v cellView, seen []pledge.Seen) (pledge.Moved, error) {
		var on time.Time
		if on = f.Date("ngay", "ngày họp chi bộ", true); !f.OK() {
			return pledge.Moved{}, errTyped
		}
		return p.Pledge.ApproveAll(r.Context(), kit.Actor(r), v.cell, v.year, on, seen)
	})
}

func (p *Pages) all(w http.ResponseWriter, r *http.Request, done string, do func(*kit.Form, cellView, []pledge.Seen) (pledge.Moved, error)) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v, err := p.cell(r)
	if err != nil {
		return err
	}
	moved, err := do(f, v, seen(f))
	if err == nil {
		words := fmt.Sprintf(done, moved.Done)
		if len(moved.Left) > 0 {
			words += fmt.Sprintf(" Bản của %s vừa có người sửa nên để lại, đồng chí xem lại.", vi.Few(moved.Left))
		}
		return kit.SeeOther(w, r, kit.CellPledgesPath(v.cell, v.year), words)
	}
	if apperr.KindOf(err) != apperr.KindInvalid {
		return err
	}
	if f.OK() {
		f.Take(err)
	}
	v.meeting, v.problems = f.Values["ngay"], f.Problems
	return kit.Render(w, r, http.StatusUnprocessableEntity, cellPage(kit.Chrome(r), v))
}

// seen are the sheets that the page showed, with their versions.
func seen(f *kit.Form) []pledge.Seen {
	var list []pledge.Seen
	for name, value := range f.Values {
		if id, ok := strings.CutPrefix(name, "ban-"); ok {
			member, err := strconv.ParseInt(id, 10, 64)
			version, bad := strconv.Atoi(value)
			if err == nil && bad == nil && version > 0 {
				list = append(list, pledge.Seen{Member: member, Version: version})
			}
		}
	}
	return list
}
