// Package cases makes up the demonstration's decisions of discipline: few, and each of another kind.
//
// It owns no table.
package cases

import (
	"fmt"
	"time"

	"tusoi/internal/discipline"
	"tusoi/internal/member"
	"tusoi/internal/org"
)

// made is one decision: months ago, in the cell at a place of the list, about the n-th full member there (the secretary is left out); -1 is
// the organisation above the cell.
type made struct {
	months, cell, who int
	form              discipline.Form
	level             discipline.Level
	contents          []string
	sat               bool
	post, removed     string
	summary           string
	appealed          int // days after
	cancelled         int // days after
}

var list = []made{
	{months: 2, cell: 40, form: discipline.Reprimand, level: discipline.Grassroots, contents: []string{"nineteen"},
		summary: "Đánh bạc ăn tiền tại nhà riêng, bị công an xã lập biên bản, xử phạt hành chính."},
	{months: 4, cell: 110, who: 1, form: discipline.Warning, level: discipline.Board, contents: []string{"duty", "nineteen"}, sat: true, post: "Chi ủy viên",
		summary: "Thiếu kiểm tra quỹ của hợp tác xã, để thủ quỹ chiếm dụng 38 triệu đồng trong tám tháng."},
	{months: 6, cell: 180, form: discipline.Reprimand, level: discipline.Cell, contents: []string{"morals"},
		summary: "Uống rượu bia trong giờ làm việc, chi bộ đã nhắc nhở hai lần."},
	{months: 3, cell: 205, who: 2, form: discipline.Removal, level: discipline.Board, contents: []string{"centralism", "duty"}, sat: true, post: "Chi ủy viên",
		removed: "Chi ủy viên", summary: "Tự quyết định thu, chi quỹ xây dựng đường ấp, không bàn trong chi ủy."},
	{months: 5, cell: 60, form: discipline.Reprimand, level: discipline.Grassroots, contents: []string{"population"}, appealed: 6, cancelled: 40,
		summary: "Vi phạm quy định về dân số; xác minh lại cho thấy không thuộc trường hợp xử lý."},
	{months: 7, cell: 90, who: -1, form: discipline.Reprimand, level: discipline.Board, contents: []string{"centralism"},
		summary: "Không thực hiện quy chế làm việc, nhiều nghị quyết ban hành mà không họp."},
	{months: 15, cell: 20, who: 1, form: discipline.Warning, level: discipline.Committee, contents: []string{"corruption", "nineteen"}, sat: true, post: "Ủy viên ban chấp hành đảng bộ xã",
		summary: "Kê khống hồ sơ hỗ trợ hộ nghèo, đã nộp lại toàn bộ số tiền."},
	{months: 16, cell: 140, form: discipline.Expulsion, level: discipline.Committee, contents: []string{"corruption", "morals"}, sat: true, post: "Chi ủy viên",
		summary: "Nhận tiền làm thủ tục đất đai, bị tòa án xử phạt tù."},
}

// near is one case under the demonstration's grassroots committee, so that it has one to read.
func near(main int) made {
	return made{months: 1, cell: main, who: 3, form: discipline.Reprimand, level: discipline.Grassroots, contents: []string{"nineteen"},
		summary: "Đăng trên mạng xã hội thông tin chưa kiểm chứng về việc thu hồi đất, đã gỡ và xin lỗi trước chi bộ."}
}

// Make makes the decisions. main is the place in cells of one that stands under the demonstration's grassroots committee; people are the
// members of a cell, without its secretary.
func Make(today time.Time, cells []org.Unit, main int, people func(cell int64) []member.Member) []discipline.Row {
	var rows []discipline.Row
	for i, m := range append([]made{near(main)}, list...) {
		c := cells[m.cell%len(cells)]
		on := today.AddDate(0, -m.months, -5*i%17)
		d := discipline.Draft{
			UnitID: c.ID, Form: m.form, Level: m.level, Contents: m.contents, CommitteeMember: m.sat, Post: m.post, RemovedFrom: m.removed,
			DecisionNumber: fmt.Sprintf("%d-QĐ/%s", 12+3*i, mark(m.level)), DecidedOn: on, Summary: m.summary,
		}
		if m.who < 0 {
			d.UnitID = c.ParentID
		} else if d.MemberID = pick(people(c.ID), m.who, on); d.MemberID == 0 {
			continue
		}
		if m.appealed > 0 {
			d.AppealedOn = on.AddDate(0, 0, m.appealed)
		}
		if m.cancelled > 0 {
			d.CancelledOn, d.CancelNumber = on.AddDate(0, 0, m.cancelled), fmt.Sprintf("%d-QĐ/UBKT", 70+i)
		}
		rows = append(rows, discipline.Row{ID: int64(len(rows) + 1), Draft: d})
	}
	return rows
}

// pick is the n-th who was a full member on the day, counted from 0 and around.
func pick(people []member.Member, n int, on time.Time) int64 {
	var full []int64
	for _, p := range people {
		if p.Standing == member.Full && p.OfficialOn != nil && p.OfficialOn.Before(on) {
			full = append(full, p.ID)
		}
	}
	if len(full) == 0 {
		return 0
	}
	return full[n%len(full)]
}

func mark(l discipline.Level) string {
	switch l {
	case discipline.Cell:
		return "CB"
	case discipline.Grassroots:
		return "ĐU"
	case discipline.Board:
		return "UBKT"
	}
	return "HU"
}
