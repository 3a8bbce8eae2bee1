package sheetpage

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/a-h/templ"

	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
	"tusoi/web/ui"
)

// The pages of these tests are made of a month of the services' own types, without a database.

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func when(d, hour, minute int) *time.Time {
	t := time.Date(2026, 11, d, hour-7, minute, 0, 0, time.UTC)
	return &t
}

// november is a half-filled month: An lacks the conduct check, Bé and Đẹp have said nothing, Cẩm is exempt.
func november() review.Sheet {
	pledge := func(id int64, content string) review.Item {
		return review.Item{Kind: review.PledgeItem, ID: id, Text: content, DueOn: date(2026, 12, 31)}
	}
	road, poor := pledge(1, "Vận động 5 hộ hiến đất mở rộng đường tổ 4"), review.Item{
		Kind: review.TaskItem, ID: 2, Text: "Rà soát hộ nghèo tổ 3, tổ 4, báo cáo trước 15/11", Giver: "Đảng ủy xã An Thới", Basis: "KH 45-KH/ĐU",
		DueOn: date(2026, 11, 15), Mark: review.NotDone, Note: "Đang rà soát tổ 4, dự kiến xong.", LastMark: review.NotDue,
		UpdatedAt: when(22, 20, 5), UpdatedBy: "Nguyễn Văn An",
	}
	road.Target, road.LastMark, road.LastNote = "5 hộ", review.OnTrack, "Đã vận động 3 hộ, còn hộ ông Sáu và hộ bà Tư."
	road.Mark, road.Note = review.Done, "Thêm 2 hộ đồng ý ngày 12/11, đủ 5/5; đã ký biên bản với ấp."
	road.UpdatedAt, road.UpdatedBy = when(23, 19, 42), "Trần Thị Hạnh"
	return review.Sheet{
		Packet: packet.Packet{
			CellID: 5, CellName: "Chi bộ ấp Tân Lộc", ParentName: "Đảng ủy xã An Thới", CellPath: "1.2.5", CellKind: "cell",
			Month: period.Month(2026, 11), Before: period.Month(2026, 10), After: period.Month(2026, 12), State: packet.Open,
			Due: deadline.Due{DueOn: date(2026, 11, 25), OnTimeBy: date(2026, 11, 25)},
		},
		Members: []review.Member{
			{
				ID: 1, FullName: "Nguyễn Văn An", CardNumber: "87.012345", PartyPost: "Phó bí thư", MembershipState: "active",
				Items:   []review.Item{road, poor},
				Answers: review.Answers{Substantive: review.Yes, Responsible: review.Partly, UpdatedAt: when(22, 20, 7), UpdatedBy: "Nguyễn Văn An"},
				Remedies: []remedy.Remedy{{
					ID: 7, MemberID: 1, CellPath: "1.2.5", AbovePath: "1.2", Shortcoming: "Chậm báo cáo rà soát hộ nghèo", Cause: "chưa sắp xếp thời gian", Action: "hoàn thành tổ 4, gửi ấp",
					FirstDueOn: date(2026, 10, 31), DueOn: date(2026, 11, 30), Rolls: 1, State: "in_progress",
				}},
			},
			{
				ID: 2, FullName: "Bùi Văn Bé", CardNumber: "87.012377", MembershipState: "active",
				Items: []review.Item{pledge(3, "Học đủ 4 chuyên đề học tập và làm theo Bác"), pledge(4, "Dự đủ các kỳ sinh hoạt chi bộ")},
			},
			{ID: 3, FullName: "Lê Thị Cẩm", CardNumber: "87.013004", MembershipState: "exempt"},
			{ID: 4, FullName: "Võ Thị Đẹp", CardNumber: "87.012399", MembershipState: "active", Items: []review.Item{pledge(5, "Trồng 20 cây xanh trước nhà")}},
		},
	}
}

func post(role authz.Role, unit int64, name, path string) authz.Actor {
	return authz.Actor{Committee: 1, User: 9, Name: "Trần Thị Hạnh", MemberID: 4, Posts: []authz.Post{{Role: role, UnitID: unit, UnitName: name, Path: path}}}
}

var (
	secretary = post(authz.Secretary, 5, "Chi bộ ấp Tân Lộc", "1.2.5")
	above     = post(authz.Grassroots, 2, "Đảng ủy xã An Thới", "1.2")
)

// lookAt is a look at a month on 23 November 2026.
func lookAt(s review.Sheet, a authz.Actor) Look {
	n := 0
	return Look{Sheet: s, Actor: a, Today: date(2026, 11, 23), NewKey: func() string {
		n++
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	}}
}

func samplePage() sheetPage { return fill(lookAt(november(), secretary)) }

// typedIn is what a browser sends of the sample sheet.
func typedIn(values map[string]string) *sheetform.Posted {
	return sheetform.New(&kit.Form{Values: values}, sheetform.Place{Cell: 5, Month: period.Month(2026, 11)})
}

func sampleChrome() ui.Chrome {
	return ui.Chrome{
		Committee: "Huyện ủy Mỏ Cày Nam", SignedIn: true, Person: "Trần Thị Hạnh", PostTitle: "Chi ủy · Chi bộ ấp Tân Lộc",
		HelpHref: "/huong-dan", Nav: []ui.NavGroup{{Items: []ui.NavItem{
			{Label: "Việc cần làm", Href: "/"}, {Label: "Tự soi của chi bộ", Href: "/to-chuc/5/thang/2026-11", Active: true},
			{Label: "Xếp hạng", Href: "/xep-hang/5"}, {Label: "Báo cáo", Href: "/bao-cao"},
		}}},
	}
}

func html(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
