package sheetpage

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/a-h/templ"
	nethtml "golang.org/x/net/html"

	"tusoi/internal/apperr"
	"tusoi/internal/committee"
	"tusoi/internal/deadline"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/review"
)

// states are the pages in every state they can be in, with what must and what must not stand there.
func states() map[string]struct {
	page       templ.Component
	has, lacks []string
} {
	type state = struct {
		page       templ.Component
		has, lacks []string
	}
	sheetOf := func(change func(*review.Sheet), l func(*Look)) templ.Component {
		s := november()
		change(&s)
		v := lookAt(s, secretary)
		l(&v)
		return sheet(sampleChrome(), fill(v))
	}
	same, nothing := func(*Look) {}, func(*review.Sheet) {}
	inputs := []string{`type="radio"`, `name="n.p3.2"`, `Lưu tất cả`, `Thêm việc tự sửa`}
	return map[string]state{
		"half filled": {sheetOf(func(s *review.Sheet) {
			s.Members[1].Items[0].Note = "Thêm 2 hộ đồng ý ngày 12/11, đủ 5/5, đã ký biên bản với ấp"
		}, same), []string{
			`<span data-done>0</span> / 3`, `Hạn gửi <b>25/11</b>`, "còn 2 ngày", "Xem lại và gửi tháng 11",
			`name="m.p1.1" value="done" checked`, `name="b.m.p1.1" value="done"`, `name="n.p1.1" rows="2"`, "Cam kết năm · chỉ tiêu 5 hộ · hạn 31/12",
			"Đảng ủy xã An Thới giao · KH 45-KH/ĐU · hạn 15/11", "Quá hạn 8 ngày", "Tháng 10: Đúng hướng. Đã vận động 3 hộ",
			`<span class="m-state warn">Còn 1 nội dung</span>`, "miễn sinh hoạt", "Không phải tự soi", "Giống 100 % lời của Bùi Văn Bé", `action="/to-chuc/5/thang/2026-11"`,
			"Chậm báo cáo rà soát hộ nghèo", "đã dời 1 lần, hạn đầu 31/10/2026", `formaction="/viec-tu-sua/7/bao-xong"`, `formaction="/viec-tu-sua/7/doi-han"`,
			`data-key="9.5.2026-11"`, "4 đảng viên: 0 đã tự soi", "Ghi lần cuối 19:42 ngày 23/11/2026, Trần Thị Hạnh.", `href="#o-2"`,
		}, []string{`name="m.p3.2" value="done" checked`, "xac-nhan", "Lỗi:", `href="/to-chuc/2"`, `class="conflict"`}},
		"returned": {sheetOf(func(s *review.Sheet) {
			s.Packet.State, s.Packet.ReturnReason, s.Packet.DecidedBy, s.Packet.DecidedAt = packet.Returned, "Đồng chí Bé chưa rõ việc đã làm.", "Bí thư xã", when(22, 8, 15)
		}, same), append([]string{"Bí thư xã trả lại lúc 08:15 ngày 22/11/2026", "Đồng chí Bé chưa rõ việc đã làm."}, inputs...), nil},
		"closed": {sheetOf(func(s *review.Sheet) { s.Packet.Closed = true }, same),
			[]string{"Tháng 11/2026 đã đóng", "đề nghị cơ quan tham mưu hoặc quản trị", "Thêm 2 hộ đồng ý"}, append([]string{"Xem lại và gửi"}, inputs...)},
		"returned and closed": {sheetOf(func(s *review.Sheet) {
			s.Packet.State, s.Packet.ReturnReason, s.Packet.DecidedBy, s.Packet.DecidedAt = packet.Returned, "Đồng chí Bé chưa rõ.", "Bí thư xã", when(22, 8, 15)
			s.Packet.Closed = true
		}, same), []string{"Bí thư xã trả lại", "Đồng chí Bé chưa rõ.", "đã đóng", "mở lại cho chi bộ"}, inputs},
		"opened once more": {sheetOf(func(s *review.Sheet) {
			day := date(2026, 11, 29)
			s.Packet.DueOn, s.Packet.OnTimeBy = day, day
			s.Packet.Opening = &deadline.Exception{UnitName: "Đảng ủy xã An Thới", Start: date(2026, 11, 1), Month: period.Month(2026, 11), Reason: "Lũ lớn.", DueOn: &day, OpenUntil: date(2026, 11, 30), GivenBy: "Phạm Thị Thu"}
		}, same), append([]string{"Tháng 11/2026 được mở cho Đảng ủy xã An Thới đến hết ngày 30/11/2026, hạn gửi 29/11/2026. Lý do: Lũ lớn (Phạm Thị Thu).",
			`Hạn gửi <b>29/11</b>`, "còn 6 ngày"}, inputs...), nil},
		"in the days of grace": {sheetOf(func(s *review.Sheet) { s.Packet.DueOn, s.Packet.OnTimeBy = date(2026, 11, 22), date(2026, 11, 24) }, same),
			append([]string{`<span class="">quá hạn 1 ngày, còn được tính đúng hạn đến 24/11</span>`}, inputs...), nil},
		"sent": {sheetOf(func(s *review.Sheet) {
			s.Packet.State, s.Packet.SentAt, s.Packet.SentBy = packet.Sent, when(23, 19, 50), "Trần Thị Hạnh"
		}, same), []string{
			"Đã gửi Đảng ủy xã An Thới lúc 19:50 ngày 23/11/2026", "trả lại", "Thêm 2 hộ đồng ý ngày 12/11", `>Xong</span>`, `formaction="/viec-tu-sua/7/bao-xong"`,
		}, append([]string{"Xem lại và gửi", "còn 2 ngày"}, inputs...)},
		"read by the level above": {sheetOf(nothing, func(l *Look) { l.Actor = above }), []string{"Thêm 2 hộ đồng ý", `href="/to-chuc/2"`, `>Chưa ghi</span>`}, append([]string{`<form id="phieu"`, "sheet.js"}, inputs[:2]...)},
		"a reported remedy, read by the level above": {sheetOf(func(s *review.Sheet) {
			s.Members[0].Remedies[0].State, s.Members[0].Remedies[0].Result = "reported", "Đã gửi báo cáo"
		}, func(l *Look) { l.Actor = above }), []string{`formaction="/viec-tu-sua/7/xac-nhan"`, "Đã báo: Đã gửi báo cáo"}, []string{"bao-xong", "doi-han"}},
		"a reported remedy, read by its owner": {sheetOf(func(s *review.Sheet) { s.Members[0].Remedies[0].State = "reported" },
			func(l *Look) { l.Actor.MemberID = 1 }), []string{"Đã báo xong, chờ xác nhận"}, []string{"xac-nhan"}},
		"a month to come": {sheetOf(func(s *review.Sheet) { s.Packet.Month = s.Packet.Month.Next() }, same), []string{"Chưa đến tháng 12/2026"}, inputs},
		"no members":      {sheetOf(func(s *review.Sheet) { s.Members = nil }, same), []string{"chưa có đảng viên nào"}, nil},
		"hostile names": {sheetOf(func(s *review.Sheet) {
			m := &s.Members[0]
			m.FullName, m.Items[0].Text, m.Items[0].Note = `<script>alert(1)</script>`, `"><script>x`, `</textarea><script>y`
			m.Remedies[0].Shortcoming, s.Packet.ReturnReason, s.Packet.State = `<script>z`, `<script>r`, packet.Returned
		}, same), []string{"&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;/textarea&gt;"}, []string{"<script>"}},
		"a conflict, an invalid text and a half remedy": {sheetOf(nothing, func(l *Look) {
			l.Posted = typedIn(map[string]string{
				"n.p1.1": "Bản của tôi", "b.n.p1.1": "Bản cũ", "n.p3.2": "Quá dài", "m.p5.4": "on_track", "m.t2.1": "not_due", "b.m.t2.1": "not_done",
				"k.2": "00000000-0000-4000-8000-000000000099", "hc.2": "Đi họp trễ", "th.2": "31/02/2026",
			})
			if err := l.Posted.TakeChanges([]*review.ConflictError{{Change: l.Posted.Changes[2]}}, nil); err != nil {
				panic(err)
			}
			l.Posted.Fail("n.p3.2", "Nội dung dài 2.001 ký tự.")
		}), []string{
			"Lỗi: ", "Có 3 chỗ cần sửa", `href="#x.n.p1.1">Nguyễn Văn An: có người vừa ghi khác`, `<b>Đồng chí gõ:</b> Bản của tôi`,
			`<b>Đã có:</b> Thêm 2 hộ đồng ý ngày 12/11`, "(do Trần Thị Hạnh lưu lúc 19:42 ngày 23/11/2026)", `name="x.n.p1.1" value="ho"`, `name="b.n.p1.1" value="Bản cũ"`,
			`>Bản của tôi</textarea>`, `href="#n.p3.2">Bùi Văn Bé: Nội dung dài`, `>Quá dài</textarea>`, `value="31/02/2026"`, `value="00000000-0000-4000-8000-000000000099"`,
			`id="dv-2" open`, `id="dv-1" open`, `name="m.p5.4" value="on_track" checked`, `name="m.t2.1" value="not_due" checked`,
		}, []string{`id="dv-4" open`}},
		"typed into a month that was sent meanwhile": {sheetOf(func(s *review.Sheet) { s.Packet.State, s.Packet.SentAt = packet.Sent, when(23, 19, 50) }, func(l *Look) {
			l.Posted = typedIn(map[string]string{"n.p3.2": "Chữ đã gõ", "m.p3.2": "on_track"})
			if err := l.Posted.TakeChanges(nil, apperr.Conflict("Hồ sơ đã gửi.")); err != nil {
				panic(err)
			}
		}), []string{"Những chỗ đồng chí gõ mà chưa lưu được", "<dt>Bùi Văn Bé</dt>", "<dd>Chữ đã gõ</dd>", "<dd>Đúng hướng</dd>", "Hồ sơ đã gửi."}, inputs},
		"paper": {paper(fillPaper(lookAt(november(), secretary), committee.Committee{Place: "An Thới"}, false)), []string{
			"PHIẾU TỰ SOI, TỰ SỬA", "ĐẢNG ỦY XÃ AN THỚI", "CHI BỘ ẤP TÂN LỘC", "Tháng 11 năm 2026", "An Thới, ngày", "1. Nguyễn Văn An", "Thêm 2 hộ đồng ý", "T/M CHI BỘ",
		}, []string{"<input", `class="tick"`}},
		"blank paper": {paper(fillPaper(lookAt(november(), secretary), committee.Committee{}, true)), []string{
			`<span class="tick">Xong</span>`, "Tháng 10: Đúng hướng.", "Việc tự sửa mới:", `<span class="tick">Có biểu hiện</span>`,
		}, []string{"Thêm 2 hộ đồng ý", "0 đã tự soi"}},
	}
}

func TestPagesInEveryState(t *testing.T) {
	t.Parallel()
	for name, s := range states() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := html(t, s.page)
			for _, want := range s.has {
				if !strings.Contains(got, want) {
					t.Errorf("%q is missing", want)
				}
			}
			for _, not := range s.lacks {
				if strings.Contains(got, not) {
					t.Errorf("%q stands there", not)
				}
			}
			if t.Failed() {
				t.Log(got)
			}
		})
	}
}

// A page keeps to the policy of the site and to sound HTML: nothing inline, no id twice, every reference answered.
func TestPagesAreSound(t *testing.T) {
	t.Parallel()
	for name, s := range states() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := nethtml.Parse(strings.NewReader(html(t, s.page)))
			if err != nil {
				t.Fatal(err)
			}
			ids, wanted := map[string]int{}, map[string]string{}
			for n := range doc.Descendants() {
				for _, a := range n.Attr {
					switch {
					case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
						t.Errorf("<%s %s>: the policy forbids it", n.Data, a.Key)
					case a.Key == "id":
						ids[a.Val]++
					case a.Key == "for" || a.Key == "aria-labelledby" || a.Key == "aria-describedby":
						for _, id := range strings.Fields(a.Val) {
							wanted[id] = "<" + n.Data + " " + a.Key + ">"
						}
					case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
						wanted[a.Val[1:]] = "<a href>"
					}
				}
				if n.Data == "form" && inForm(n.Parent) {
					t.Error("a form inside a form")
				}
			}
			for id, n := range ids {
				if n > 1 {
					t.Errorf("id %q stands %d times", id, n)
				}
			}
			for id, by := range wanted {
				if ids[id] == 0 {
					t.Errorf("%s points to %q, which is not there", by, id)
				}
			}
		})
	}
}

func inForm(n *nethtml.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Data == "form" {
			return true
		}
	}
	return false
}

// crowd is a cell of 24 with eight items each, all with different texts this month and last: as heavy as a month gets.
func crowd() review.Sheet {
	r := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("vận động hộ dân hiến đất mở đường tổ nhân tự quản họp thăm giúp đỡ trồng cây xanh rà soát nghèo báo cáo chuyên đề học tập làm theo gương sinh hoạt chi bộ góp ý phê bình xây dựng nông thôn mới vườn dừa chăn nuôi bò dê vay vốn chính sách ký cam kết biên bản ấp xã trường lớp phụ đạo em yếu")
	text := func(n int) string {
		words := make([]string, n)
		for i := range words {
			words[i] = syllables[r.IntN(len(syllables))]
		}
		return strings.Join(words, " ") + fmt.Sprintf(" ngày %02d/11.", 1+r.IntN(30))
	}
	s := november()
	s.Members = nil
	for m := range int64(24) {
		who := review.Member{ID: 31001 + m, FullName: "Nguyễn Văn " + text(1), CardNumber: fmt.Sprintf("87.%06d", r.IntN(1e6)), MembershipState: "active"}
		for i := range int64(8) {
			who.Items = append(who.Items, review.Item{
				Kind: review.PledgeItem, ID: 250001 + m*8 + i, Text: text(12), Target: "5 hộ", DueOn: date(2026, 12, 31), Mark: review.OnTrack, Note: text(20),
				LastMark: review.OnTrack, LastNote: text(20), UpdatedAt: when(20, 19, 0), UpdatedBy: "Trần Thị Hạnh",
			})
		}
		who.Answers = review.Answers{Substantive: review.Yes, Responsible: review.Yes, Conduct: review.Clear}
		s.Members = append(s.Members, who)
	}
	return s
}

func TestASheetOfALargeCellWeighsLessThan100KB(t *testing.T) {
	t.Parallel()
	page := html(t, sheet(sampleChrome(), fill(lookAt(crowd(), secretary))))
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed) // as the site packs pages
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write([]byte(page))
	_ = w.Close()
	t.Logf("%d bytes, packed %d", len(page), b.Len())
	if b.Len() > 100_000 {
		t.Errorf("a sheet of 24 × 8 weighs %d bytes packed, at most 100000", b.Len())
	}
}

func BenchmarkSheetOfALargeCell(b *testing.B) {
	s := crowd()
	for b.Loop() {
		var w bytes.Buffer
		if err := sheet(sampleChrome(), fill(lookAt(s, secretary))).Render(b.Context(), &w); err != nil {
			b.Fatal(err)
		}
	}
}
