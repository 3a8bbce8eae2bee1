// Package addenda is where a cell sets right what it finds wrong in a month that was approved.
//
// It owns no table. The month itself is never edited here.
package addenda

import (
	"net/http"
	"strconv"

	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/review"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows the addenda of a month and takes another.
type Pages struct {
	Packet *packet.Service
	Review *review.Service
}

type view struct {
	packet   packet.Packet
	list     []packet.Addendum
	members  []ui.Option
	writes   bool
	typed    map[string]string
	problems []ui.Problem
}

// wholeMonth is the choice of the month itself where a member could be chosen.
const wholeMonth = "ca-thang"

// Show lists the addenda of a cell's month, with the form for who writes for the cell.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	return p.page(w, r, http.StatusOK, &kit.Form{Values: map[string]string{"key": kit.NewKey()}})
}

func (p *Pages) page(w http.ResponseWriter, r *http.Request, status int, f *kit.Form) error {
	cell, month, err := address(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), kit.Actor(r)
	sheet, err := p.Review.Sheet(ctx, actor, cell, month)
	if err != nil {
		return err
	}
	v := view{packet: sheet.Packet, typed: f.Values, problems: f.Problems, members: []ui.Option{{Label: "Chọn của ai"}, {Value: wholeMonth, Label: "Cả chi bộ"}}}
	if v.list, err = p.Packet.Addenda(ctx, p.Packet.DB, actor, cell, month); err != nil {
		return err
	}
	scope, err := actor.Scope(authz.PacketSend)
	v.writes = err == nil && scope.Covers(v.packet.CellPath) && v.packet.State == packet.Approved
	for _, m := range sheet.Members {
		v.members = append(v.members, ui.Option{Value: strconv.FormatInt(m.ID, 10), Label: m.FullName})
	}
	if !kit.IsKey(v.typed["key"]) {
		v.typed["key"] = kit.NewKey()
	}
	return kit.Render(w, r, status, show(kit.Chrome(r), v))
}

func address(r *http.Request) (cell int64, month period.Period, err error) {
	if cell, err = kit.PathID(r, "unit"); err != nil {
		return 0, month, err
	}
	month, err = kit.PathReview(r, "month")
	return cell, month, err
}

// Add takes an addendum.
func (p *Pages) Add(w http.ResponseWriter, r *http.Request) error {
	cell, month, err := address(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	if f.Values["member"] == "" {
		f.Fail("member", "Chọn đính chính của ai, hoặc của cả chi bộ.")
	}
	d := packet.AddendumDraft{
		Cell: cell, Month: month, Member: int64(kit.Number(f.Values["member"])), Subject: f.Values["subject"], OldValue: f.Values["old"],
		NewValue: f.Values["new"], Reason: f.Values["reason"], FormKey: f.Values["key"],
	}
	if f.OK() {
		err := p.Packet.AddAddendum(r.Context(), kit.Actor(r), d)
		if err == nil {
			return kit.SeeOther(w, r, kit.AddendaPath(cell, month), "Đã ghi đính chính. Điều này in kèm phiếu tự soi và báo cáo.")
		}
		if !f.Take(err) {
			return err
		}
	}
	return p.page(w, r, http.StatusUnprocessableEntity, f)
}
