// Package packetnews says above a month's pages what became of its packet. It owns no table.
package packetnews

import (
	"fmt"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/packet"
	"tusoi/internal/vi"
	"tusoi/web/kit"
)

// News says what became of the packet; Addenda is where it can be set right, once it is approved.
type News struct{ Tone, Title, Text, Addenda string }

// Of says what became of the packet; nil while the cell simply writes in it. That the month was closed, or opened
// once more, is added to what a returned packet says, and never hides it.
func Of(p packet.Packet, today time.Time, own bool) *News {
	n := became(p, today, own)
	var calendar string
	switch {
	case !p.State.Editable():
	case p.Opening != nil:
		calendar = p.Opening.Words()
	case p.Closed:
		calendar = apperr.Message(p.MustBeOpen(p.Month))
	}
	switch {
	case calendar == "":
	case n == nil:
		n = &News{"warn", calendar, "", ""}
	default:
		n.Text += " " + calendar
	}
	return n
}

func became(p packet.Packet, today time.Time, own bool) *News {
	locked := "Chi bộ không sửa được nữa. Cần sửa thì đề nghị " + p.ParentName + " trả lại."
	switch {
	case p.State == packet.Returned:
		return &News{"bad", fmt.Sprintf("%s trả lại lúc %s. Sửa xong, đồng chí gửi lại.", p.DecidedBy, moment(p.DecidedAt)), p.ReturnReason, ""}
	case p.State == packet.Sent:
		return &News{"ok", fmt.Sprintf("Đã gửi %s lúc %s, người gửi %s. Đang chờ duyệt.", p.ParentName, moment(p.SentAt), p.SentBy), locked, ""}
	case p.State == packet.Taken:
		return &News{"ok", fmt.Sprintf("%s đang xem hồ sơ từ lúc %s.", p.DecidedBy, moment(p.DecidedAt)), locked, ""}
	case p.State == packet.Approved:
		addenda := kit.AddendaPath(p.CellID, p.Month)
		if own { // they are of the whole cell
			addenda = ""
		}
		return &News{"ok", fmt.Sprintf("Đã duyệt lúc %s, người duyệt %s.", moment(p.DecidedAt), p.DecidedBy), "", addenda}
	case p.Month.Start().After(today):
		return &News{"warn", "Chưa đến " + p.Month.Label() + " nên chưa ghi được.", "", ""}
	}
	return nil
}

func moment(t *time.Time) string {
	if t == nil {
		return ""
	}
	return vi.Moment(*t)
}
