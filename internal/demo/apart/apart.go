// Package apart makes the people outside the Party who review themselves in two of the demonstration's offices: their sheets of
// the year, and two months of reviews.
//
// It owns no table and draws nothing: the rest of the demonstration stays as it was drawn.
package apart

import (
	"fmt"
	"strings"
	"time"

	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/review"
	"tusoi/internal/vi"
)

// Names of the cells that hold them.
const (
	School = "Chi bộ Trường Tiểu học xã An Thới"
	Women  = "Chi bộ Hội Phụ nữ, Mặt trận và các đoàn thể"
)

// Cell is one of the two, with the name of its secretary.
type Cell struct {
	org.Unit
	Secretary string
}

type promise struct{ heading, content, target, progress string }

type person struct {
	name, post string
	employment member.Employment
	born       time.Time
	promises   []promise
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

var people = map[string][]person{
	School: {
		{"Nguyễn Thị Mỹ Linh", "Giáo viên lớp 1", "public_employee", day(1994, 3, 12), []promise{
			{"duty", "Phụ đạo 6 em đọc còn chậm, cuối năm đọc trôi chảy", "6 em", "Kèm 6 em hai buổi chiều mỗi tuần; 4 em đã đọc được cả bài."},
			{"mending", "Trả bài kiểm tra cho học sinh trong vòng 3 ngày", "3 ngày", "Trả đúng hẹn 5 trên 6 bài; bài Toán giữa kỳ còn trễ một ngày."}}},
		{"Trần Quốc Huy", "Giáo viên Thể dục, tổng phụ trách Đội", "public_employee", day(1990, 8, 25), []promise{
			{"duty", "Dạy bơi cho 30 em khối 4, khối 5", "30 em", "Đã mở lớp 12 em ở hồ bơi xã, 9 em bơi được 15 m."}}},
		{"Lê Thị Ngọc Trang", "Nhân viên thư viện, thiết bị", "worker", day(1997, 1, 1), []promise{
			{"duty", "Mở thư viện đủ các giờ ra chơi, 200 lượt mượn mỗi tháng", "200 lượt", "Tháng này 214 lượt mượn; đã sửa xong hai kệ sách hỏng."}}},
	},
	Women: {
		{"Phạm Thị Hồng Thắm", "Chuyên viên phong trào", "public_employee", day(1993, 6, 2), []promise{
			{"duty", "Giúp 12 chị vay vốn làm ăn, dùng vốn đúng mục đích", "12 chị", "Đã thẩm tra và cho vay 3 chị ở xã Minh Đức, đến thăm 5 chị vay quý trước."},
			{"morals", "Đến thăm, giúp việc nhà một hội viên neo đơn mỗi tháng", "12 lần", "Thăm bà Út ở ấp Giồng Văn, dọn vườn và sửa lại bếp."}}},
		{"Huỳnh Kim Ngân", "Kế toán", "worker", day(1991, 11, 19), []promise{
			{"duty", "Quyết toán quý trước ngày 10 tháng đầu quý sau", "4 quý", "Đã nộp quyết toán quý ngày 8, đối chiếu xong với Kho bạc."}}},
	},
}

// Book is what is added to the demonstration.
type Book struct {
	Members     []member.Member
	Memberships []member.Membership
	Sheets      pledge.Batch
	Review      review.Batch
}

// Start is from where the rows are numbered: the last id of each kind that was given already.
type Start struct{ Member, Membership, Pledge, Item int64 }

// Make brings the people of the cells, who came two months ago, and adds them to what the packets of these months say.
func Make(cells []Cell, last Start, packets []packet.Loaded, now, today time.Time) Book {
	var b Book
	current := period.MonthOf(today)
	for _, c := range cells {
		for i, p := range people[c.Name] {
			last.Member++
			last.Membership++
			b.enrol(c, p, last, current.Prev())
			items := b.promise(c, p, &last, today)
			for _, m := range []period.Period{current.Prev(), current} {
				if k := find(packets, c.ID, m); k != nil && (m != current || k.SentAt != nil || i == 0) {
					b.look(c, p, last.Member, items, m, now)
				}
			}
		}
		for i := range packets {
			if k := &packets[i]; k.CellID == c.ID && k.Summary != "" && !k.Month.Before(current.Prev().Start()) {
				n := vi.Int(len(people[c.Name]))
				k.Summary = strings.TrimSuffix(k.Summary, ".") + fmt.Sprintf("; %s người ngoài Đảng: %s đã tự soi.", n, n)
			}
		}
	}
	return b
}

func find(packets []packet.Loaded, cell int64, m period.Period) *packet.Loaded {
	for i := range packets {
		if packets[i].CellID == cell && packets[i].Month.Equal(m.Start()) {
			return &packets[i]
		}
	}
	return nil
}

func (b *Book) enrol(c Cell, p person, last Start, from period.Period) {
	m := member.Member{ID: last.Member, FullName: p.name, BirthDate: &p.born, BirthYearOnly: p.born.YearDay() == 1, Standing: member.Cadre, StatePost: p.post, Employment: p.employment}
	m.FamilyName, m.MiddleName, m.GivenName = vi.SplitName(p.name)
	b.Members = append(b.Members, m)
	b.Memberships = append(b.Memberships, member.Membership{
		ID: last.Membership, MemberID: last.Member, UnitID: c.ID, Kind: member.Beyond, State: member.Active, ValidFrom: from.Start(),
	})
}

// promise writes the sheet of the year, which the cell agreed to soon after.
func (b *Book) promise(c Cell, p person, last *Start, today time.Time) []pledge.LoadedItem {
	last.Pledge++
	sent := period.MonthOf(today).Prev().Start().AddDate(0, 0, 3)
	agreed := sent.AddDate(0, 0, 5)
	b.Sheets.Pledges = append(b.Sheets.Pledges, pledge.LoadedPledge{ID: last.Pledge, MemberID: last.Member, CellID: c.ID, Year: today.Year(), State: pledge.Approved,
		SubmittedAt: &sent, ApprovedAt: &agreed, UpdatedAt: agreed, WrittenBy: c.Secretary, ApprovedBy: c.Secretary, ApprovedOn: &agreed})
	var items []pledge.LoadedItem
	for i, one := range p.promises {
		last.Item++
		items = append(items, pledge.LoadedItem{ID: last.Item, PledgeID: last.Pledge, MemberID: last.Member, CellID: c.ID, Year: today.Year(), Position: i + 1,
			Heading: one.heading, Content: one.content, Target: one.target, DueOn: day(today.Year(), 12, 31)})
	}
	b.Sheets.Items = append(b.Sheets.Items, items...)
	return items
}

// look is one review of a month: two questions, and a mark for each promise of the year.
func (b *Book) look(c Cell, p person, id int64, items []pledge.LoadedItem, m period.Period, now time.Time) {
	at := m.Start().AddDate(0, 0, 17).Add(13 * time.Hour)
	if at.After(now) {
		at = now
	}
	for i, item := range items {
		if item.Year == m.Year() {
			b.Review.Marks = append(b.Review.Marks, review.LoadedMark{CellID: c.ID, Month: m.Start(), MemberID: id, ItemKind: "pledge", ItemID: item.ID,
				Mark: review.OnTrack, Note: p.promises[i].progress, UpdatedAt: at, UpdatedBy: c.Secretary})
		}
	}
	responsible := review.Yes
	if id%2 == 0 {
		responsible = review.Partly
	}
	b.Review.Reviews = append(b.Review.Reviews, review.LoadedReview{CellID: c.ID, MemberID: id, Month: m.Start(), Substantive: review.Yes, Responsible: responsible,
		UpdatedAt: at, UpdatedBy: c.Secretary})
}
