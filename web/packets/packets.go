// Package packets shows the months that came up from the cells, and takes the decision on each.
package packets

import (
	"context"
	"net/http"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/notice"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/review"
	"tusoi/internal/substance"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows packets and decides on them.
type Pages struct {
	Packet    *packet.Service
	Substance *substance.Service
	Review    *review.Service
	Deadline  *deadline.Service
	Org       *org.Service
	Notice    *notice.Service
	Now       func() time.Time
}

type indexView struct {
	month    period.Period
	current  period.Period
	calendar deadline.Calendar
	groups   []group
	sums     sums
	opens    bool // the reader may open a packet
	reminds  bool // the reader may remind who has not sent
	given    map[int64]time.Time
	closed   map[int64]packet.Approval // months of committees that were approved as a whole
	own      map[int64]bool            // committees for which the reader decides
}

// closes reports whether the reader may approve the month of a group's committee as a whole.
func (v indexView) closes(g group) bool {
	return v.own[g.above] && v.closed[g.above].ApprovedAt.IsZero() && !v.current.Before(v.month)
}

// group is the cells under one organisation.
type group struct {
	name  string
	above int64 // the committee that decides on them
	lines []packet.Line
}

// sums says how the month stands, by cells.
type sums struct{ all, approved, waiting, open, late int }

// Index lists the cells of a month under their organisations.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	calendar, err := p.Deadline.Calendar(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	current := calendar.Period(vi.Today(p.Now()))
	month, err := kit.QueryPeriod(r, "ky", current)
	if err != nil {
		return err
	}
	month = calendar.Period(month.Start())
	lines, err := p.Packet.List(r.Context(), kit.Actor(r), month)
	if err != nil {
		return err
	}
	v := newIndexView(lines, month, current)
	v.calendar = calendar
	v.opens, v.reminds = kit.Actor(r).May(authz.ReviewRead), kit.Actor(r).May(authz.PacketDecide)
	if v.closed, err = p.Packet.Approvals(r.Context(), kit.Actor(r), month); err != nil {
		return err
	}
	v.own = map[int64]bool{}
	for _, post := range kit.Actor(r).Posts {
		v.own[post.UnitID] = authz.Allows(post.Role, authz.PacketDecide)
	}
	if v.given, err = p.Notice.Given(r.Context(), kit.Actor(r), month); err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), v))
}

func newIndexView(lines []packet.Line, month, current period.Period) indexView {
	v := indexView{month: month, current: current}
	for _, l := range lines {
		if n := len(v.groups); n == 0 || v.groups[n-1].name != l.ParentName {
			v.groups = append(v.groups, group{name: l.ParentName, above: l.AboveID})
		}
		g := &v.groups[len(v.groups)-1]
		g.lines = append(g.lines, l)
		v.sums.all++
		switch {
		case l.State == packet.Approved:
			v.sums.approved++
		case !l.State.Editable():
			v.sums.waiting++
		case l.DaysLate > 0:
			v.sums.late++
		default:
			v.sums.open++
		}
	}
	return v
}

// unsent is how many cells have still to send the month.
func (v indexView) unsent() int {
	n := 0
	for _, g := range v.groups {
		for _, l := range g.lines {
			if l.ToSend() {
				n++
			}
		}
	}
	return n
}

// Remind reminds the cells below that have not sent the month, each once a day.
func (p *Pages) Remind(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	month, err := period.ParseReview(f.Values["ky"])
	if err != nil {
		return err
	}
	n, err := p.Notice.Remind(r.Context(), kit.Actor(r), month)
	if err != nil {
		return err
	}
	done := "Hôm nay đồng chí đã nhắc rồi, hoặc không còn chi bộ nào chưa gửi."
	if n > 0 {
		done = "Đã nhắc " + vi.Int(n) + " chi bộ. Lời nhắc hiện ở trang Việc cần làm của chi ủy; ai có ghi nơi nhận thì được gửi tin."
	}
	return kit.SeeOther(w, r, kit.PacketsOfPath(month), done)
}

// months are the last twelve.
func (v indexView) months() []ui.Option {
	var list []ui.Option
	for m, i := v.current, 0; i < listed; m, i = v.calendar.Before(m), i+1 {
		list = append(list, ui.Option{Value: m.String(), Label: m.Label()})
	}
	return list
}

// listed is how many months or quarters the list offers.
const listed = 12

type showView struct {
	sheet    review.Sheet
	addenda  []packet.Addendum
	adds     bool // the reader may add to them
	found    substance.Findings
	summary  review.Summary
	today    time.Time
	waits    bool // for a decision
	decides  bool // the reader is the one to decide
	far      bool // the reader stands too high for the words of remedies
	reason   string
	problems []ui.Problem
}

// Show is one packet, as the level above reads it.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request) error {
	cell, month, err := address(r)
	if err != nil {
		return err
	}
	return p.page(w, r, http.StatusOK, cell, month, "", nil)
}

// page is the one page for a look and for a decision that failed.
func (p *Pages) page(w http.ResponseWriter, r *http.Request, status int, cell int64, month period.Period, reason string, problems []ui.Problem) error {
	sheet, err := p.Review.Sheet(r.Context(), kit.Actor(r), cell, month)
	if err != nil {
		return err
	}
	found, err := p.look(r, sheet.Packet)
	if err != nil {
		return err
	}
	today := vi.Today(p.Now())
	v := showView{sheet: sheet, found: found, summary: sheet.Summary(today), today: today, reason: reason, problems: problems,
		waits: !sheet.Packet.State.Editable() && sheet.Packet.State != packet.Approved, far: !sheet.Packet.ReadClosely(kit.Actor(r))}
	if v.addenda, err = p.Packet.Addenda(r.Context(), p.Packet.DB, kit.Actor(r), cell, month); err != nil {
		return err
	}
	v.adds = sheet.Packet.State == packet.Approved && kit.Actor(r).May(authz.PacketSend)
	v.decides = v.waits && kit.Actor(r).May(authz.PacketDecide) && sheet.Packet.DecidedHere(kit.Actor(r))
	return kit.Render(w, r, status, show(kit.Chrome(r), v))
}

func address(r *http.Request) (cell int64, month period.Period, err error) {
	if cell, err = kit.PathID(r, "unit"); err != nil {
		return 0, month, err
	}
	month, err = kit.PathReview(r, "month")
	return cell, month, err
}

// Take freezes the packet while it is read.
func (p *Pages) Take(w http.ResponseWriter, r *http.Request) error {
	return p.decide(w, r, p.Packet.Take, "Đã nhận hồ sơ để xem. Chi bộ không sửa được cho đến khi duyệt hoặc trả lại.")
}

// Approve accepts it.
func (p *Pages) Approve(w http.ResponseWriter, r *http.Request) error {
	return p.decide(w, r, p.Packet.Approve, "Đã duyệt. Số liệu của hồ sơ đã vào bảng điều hành và xếp hạng.")
}

func (p *Pages) decide(w http.ResponseWriter, r *http.Request, do func(context.Context, authz.Actor, int64, period.Period) (packet.Packet, error), done string) error {
	cell, month, err := address(r)
	if err != nil {
		return err
	}
	if _, err := do(r.Context(), kit.Actor(r), cell, month); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.PacketPath(cell, month), done)
}

// Return gives it back, with the reason as the cell will read it.
func (p *Pages) Return(w http.ResponseWriter, r *http.Request) error {
	cell, month, err := address(r)
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	_, err = p.Packet.Return(r.Context(), kit.Actor(r), cell, month, f.Values["reason"])
	if err == nil {
		return kit.SeeOther(w, r, kit.PacketPath(cell, month), "Đã trả lại. Chi bộ thấy lý do ngay trên trang Việc cần làm.")
	}
	if !f.Take(err) {
		return err
	}
	return p.page(w, r, http.StatusUnprocessableEntity, cell, month, f.Values["reason"], f.Problems)
}
