// Package closings makes what became of the demonstration's months after they were sent: committees that approved theirs as a whole,
// and what cells set right afterwards. It draws nothing, so that nothing else of the demonstration moves. It owns no table.
package closings

import (
	"time"

	"tusoi/internal/packet"
)

// Cell is a cell, the committee that decides on its months, and one of its members.
type Cell struct{ ID, AboveID, MemberID int64 }

// months is for how many months before the one that runs committees approved theirs as a whole.
const months = 3

// reasons are why months were approved without a cell.
var reasons = []string{
	"Bí thư đi điều trị dài ngày, phó bí thư mới nhận việc", "Chi bộ đang ghép với chi bộ ấp bên, chờ quyết định", "Mất kết nối do mưa bão, hẹn gửi trước ngày 5",
}

// Make closes the months before current: four of five committees approved theirs, naming the cells that were late.
func Make(cells []Cell, packets []packet.Loaded, current time.Time) packet.Closings {
	var c packet.Closings
	of := map[int64]Cell{}
	for _, cell := range cells {
		of[cell.ID] = cell
	}
	at := map[[2]int64]int{} // committee and month → its approval
	first := current.AddDate(0, -months, 0)
	for _, p := range packets {
		cell := of[p.CellID]
		if !p.Month.Before(current) || p.Month.Before(first) || cell.AboveID%5 == 4 || cell.AboveID == 1 {
			continue
		}
		key := [2]int64{cell.AboveID, p.Month.Unix()}
		if _, ok := at[key]; !ok {
			at[key] = len(c.Approvals)
			c.Approvals = append(c.Approvals, packet.LoadedApproval{UnitID: cell.AboveID, Month: p.Month, ApprovedBy: "Đảng ủy cơ sở"})
		}
		a := &c.Approvals[at[key]]
		if p.DecidedAt != nil && p.DecidedAt.After(a.ApprovedAt) {
			a.ApprovedAt = *p.DecidedAt
		}
		if p.State != packet.Approved {
			c.Exceptions = append(c.Exceptions, packet.LoadedException{
				UnitID: cell.AboveID, Month: p.Month, CellID: p.CellID, Reason: reasons[int(p.CellID)%len(reasons)],
			})
		}
		if p.State == packet.Approved && p.CellID%17 == 0 {
			c.Addenda = append(c.Addenda, addendum(cell, p))
		}
	}
	c.Approvals = decided(c.Approvals)
	return c
}

func addendum(c Cell, p packet.Loaded) packet.LoadedAddendum {
	return packet.LoadedAddendum{
		CellID: c.ID, Month: p.Month, MemberID: c.MemberID, At: p.DecidedAt.Add(30 * time.Hour), By: p.SentBy,
		Subject: "Vận động hộ dân hiến đất làm đường, cột Tháng này", Old: "Xong: đủ 5 hộ", New: "Đang làm: 4 hộ, một hộ xin rút lại",
		Reason: "Một hộ đổi ý sau khi chi bộ đã gửi hồ sơ",
	}
}

// decided leaves out committees that have approved nothing yet.
func decided(list []packet.LoadedApproval) []packet.LoadedApproval {
	var kept []packet.LoadedApproval
	for _, a := range list {
		if !a.ApprovedAt.IsZero() {
			kept = append(kept, a)
		}
	}
	return kept
}
