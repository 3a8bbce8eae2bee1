// Package wording makes the sentences that leave the portal, of a kind and figures and of nothing else.
//
// It owns no table and reads none. What must never happen: a text that came from somewhere.
package wording

import (
	"fmt"
	"strings"
	"time"

	"tusoi/internal/period"
	"tusoi/internal/vi"
)

// Kind is what a notice reminds of.
type Kind string

// The kinds.
const (
	Work   Kind = "work"   // what a cell has to do: months to send, remedies, tasks
	Pledge Kind = "pledge" // what one promised, once a month
	Decide Kind = "decide" // packets that came yesterday
	Digest Kind = "digest" // how the cells below stand, once a week
	Hand   Kind = "hand"   // somebody above pressed the button
	Test   Kind = "test"   // to oneself, to see whether it arrives
)

// Label is the kind's name on the screen.
func (k Kind) Label() string {
	switch k {
	case Work:
		return "Việc đến hạn của chi bộ"
	case Pledge:
		return "Điều tôi đã hứa"
	case Decide:
		return "Hồ sơ mới chờ duyệt"
	case Digest:
		return "Tổng hợp mỗi tuần"
	case Hand:
		return "Cấp trên nhắc"
	}
	return "Gửi thử"
}

// Figures are all that a notice knows: numbers and dates, no text and nobody's name.
type Figures struct {
	Due      int       `json:"due,omitempty"`      // things due by Until
	Until    time.Time `json:"until,omitzero"`     // the last day of those
	Late     int       `json:"late,omitempty"`     // things overdue
	Returned int       `json:"returned,omitempty"` // packets given back
	Promises int       `json:"promises,omitempty"` // of a member's year
	Unsent   int       `json:"unsent,omitempty"`   // cells that have a month to send
	Waiting  int       `json:"waiting,omitempty"`  // packets that wait for a decision
	Month    string    `json:"of,omitempty"`       // or quarter that is reminded of by hand, as in addresses
}

// Open is how every message ends: it says where, and the place asks who it is.
const Open = " Mở cổng Tự Soi để xem."

// Words are a notice's subject and its text.
func Words(k Kind, f Figures) (subject, text string) {
	switch k {
	case Work:
		return fmt.Sprintf("Tự Soi: đồng chí có %s việc cần làm", vi.Int(f.Due+f.Late+f.Returned)), f.work() + Open
	case Pledge:
		return "Tự Soi: điều đồng chí đã hứa", fmt.Sprintf("Đồng chí còn %s điều đã hứa năm nay cần xem lại.", vi.Int(f.Promises)) + Open
	case Decide:
		return "Tự Soi: có hồ sơ chờ duyệt", fmt.Sprintf("Có %s hồ sơ tự soi chờ đồng chí duyệt.", vi.Int(f.Waiting)) + Open
	case Digest:
		return "Tự Soi: tổng hợp trong tuần", fmt.Sprintf("Đến hôm nay: %s chi bộ chưa gửi, %s hồ sơ chờ duyệt.", vi.Int(f.Unsent), vi.Int(f.Waiting)) + Open
	case Hand:
		return "Tự Soi: cấp trên nhắc gửi hồ sơ", "Cấp trên nhắc: chi bộ chưa gửi hồ sơ" + f.month() + "." + Open
	}
	return "Tự Soi: gửi thử", "Đây là tin gửi thử của cổng Tự Soi. Nhận được tin này là cài đặt đã đúng."
}

// month names what is reminded of; nothing in a notice that an older portal wrote.
func (f Figures) month() string {
	p, err := period.ParseReview(f.Month)
	if err != nil {
		return ""
	}
	return " " + p.Label()
}

// work says what a cell has to do, by how urgent it is.
func (f Figures) work() string {
	var parts []string
	if f.Due > 0 {
		parts = append(parts, fmt.Sprintf("%s việc đến hạn từ nay đến %s", vi.Int(f.Due), vi.Date(f.Until)))
	}
	if f.Late > 0 {
		parts = append(parts, fmt.Sprintf("%s việc đã quá hạn", vi.Int(f.Late)))
	}
	if f.Returned > 0 {
		parts = append(parts, fmt.Sprintf("%s hồ sơ tự soi bị trả lại", vi.Int(f.Returned)))
	}
	return "Đồng chí có " + strings.Join(parts, ", ") + "."
}
