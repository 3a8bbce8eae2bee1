package packets

import (
	"fmt"
	"net/http"
	"strconv"

	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// closingView is a committee's month, to be approved as a whole.
type closingView struct {
	unit     org.Unit
	month    period.Period
	lines    []packet.Line
	done     packet.Approval // approved already, when its day is set
	typed    map[string]string
	problems []ui.Problem
}

// waits reports whether a cell's packet can be approved with the month.
func waits(l packet.Line) bool { return l.State == packet.Sent || l.State == packet.Taken }

// waiting is how many packets wait.
func (v closingView) waiting() int {
	n := 0
	for _, l := range v.lines {
		if waits(l) {
			n++
		}
	}
	return n
}

// The fields of a cell.
func approveField(cell int64) string { return "duyet-" + strconv.FormatInt(cell, 10) }
func reasonField(cell int64) string  { return fmt.Sprintf("ly-do-%d", cell) }

// Closing is the form that approves a committee's month as a whole.
func (p *Pages) Closing(w http.ResponseWriter, r *http.Request) error {
	return p.closing(w, r, http.StatusOK, &kit.Form{Values: map[string]string{}})
}

func (p *Pages) closing(w http.ResponseWriter, r *http.Request, status int, f *kit.Form) error {
	unit, month, err := address(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), kit.Actor(r)
	v := closingView{month: month, typed: f.Values, problems: f.Problems}
	if v.lines, err = p.Packet.OfUnit(ctx, actor, unit, month); err != nil {
		return err
	}
	tree, err := p.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	if v.unit, err = tree.Unit(unit); err != nil {
		return err
	}
	approvals, err := p.Packet.Approvals(ctx, actor, month)
	if err != nil {
		return err
	}
	v.done = approvals[unit]
	return kit.Render(w, r, status, closing(kit.Chrome(r), v))
}

// Close approves the month.
func (p *Pages) Close(w http.ResponseWriter, r *http.Request) error {
	unit, month, err := address(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	lines, err := p.Packet.OfUnit(r.Context(), kit.Actor(r), unit, month)
	if err != nil {
		return err
	}
	d := packet.ApprovalDraft{Unit: unit, Month: month, Without: map[int64]string{}}
	for _, l := range lines {
		if f.Values[approveField(l.CellID)] != "" {
			d.Approve = append(d.Approve, l.CellID)
		}
		d.Without[l.CellID] = f.Values[reasonField(l.CellID)]
	}
	err = p.Packet.ApproveMonth(r.Context(), kit.Actor(r), d)
	if err == nil {
		return kit.SeeOther(w, r, kit.PacketsOfPath(month), "Đã duyệt "+month.Label()+" của cả cấp ủy. Chi bộ còn lại vẫn gửi và được duyệt riêng.")
	}
	if !f.Take(err) {
		return err
	}
	return p.closing(w, r, http.StatusUnprocessableEntity, f)
}
