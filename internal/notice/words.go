package notice

import (
	"fmt"
	"strings"
	"time"

	"tusoi/internal/notice/channel"
	"tusoi/internal/period"
	"tusoi/internal/vi"
)

// Figures are all that a notice knows: numbers and dates, no text and nobody's name.
type Figures struct {
	Due      int       `json:"due,omitempty"`      // things due by Until
	Until    time.Time `json:"until,omitzero"`     // the last day of those
	Late     int       `json:"late,omitempty"`     // things overdue
	Returned int       `json:"returned,omitempty"` // packets given back
	Promises int       `json:"promises,omitempty"` // of a member's year
	Unsent   int       `json:"unsent,omitempty"`   // cells that have a month to send
	Waiting  int       `json:"waiting,omitempty"`  // packets that wait for a decision
	Month    time.Time `json:"month,omitzero"`     // that is reminded of by hand
}

// open is how every message ends: it says where, and the place asks who it is.
const open = " Mở cổng Tự Soi để xem."

// Words are a notice's subject and its text.
func Words(k Kind, f Figures) (subject, text string) {
	switch k {
	case Work:
		return fmt.Sprintf("Tự Soi: đồng chí có %s việc cần làm", vi.Int(f.Due+f.Late+f.Returned)), f.work() + open
	case Pledge:
		return "Tự Soi: điều đồng chí đã hứa", fmt.Sprintf("Đồng chí còn %s điều đã hứa năm nay cần xem lại trong tháng.", vi.Int(f.Promises)) + open
	case Decide:
		return "Tự Soi: có hồ sơ chờ duyệt", fmt.Sprintf("Có %s hồ sơ tháng chờ đồng chí duyệt.", vi.Int(f.Waiting)) + open
	case Digest:
		return "Tự Soi: tổng hợp trong tuần", fmt.Sprintf("Đến hôm nay: %s chi bộ chưa gửi, %s hồ sơ chờ duyệt.", vi.Int(f.Unsent), vi.Int(f.Waiting)) + open
	case Hand:
		return "Tự Soi: cấp trên nhắc gửi hồ sơ", fmt.Sprintf("Cấp trên nhắc: chi bộ chưa gửi hồ sơ %s.", period.MonthOf(f.Month).Label()) + open
	}
	return "Tự Soi: gửi thử", "Đây là tin gửi thử của cổng Tự Soi. Nhận được tin này là cài đặt đã đúng."
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
		parts = append(parts, fmt.Sprintf("%s hồ sơ tháng bị trả lại", vi.Int(f.Returned)))
	}
	return "Đồng chí có " + strings.Join(parts, ", ") + "."
}

// message is a notice on its way to an address.
func message(key, to, base string, k Kind, f Figures) channel.Message {
	subject, text := Words(k, f)
	return channel.Message{Key: key, To: to, Subject: subject, Text: text, Link: base + "/"}
}
