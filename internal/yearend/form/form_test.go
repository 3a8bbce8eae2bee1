package form

import (
	"strings"
	"testing"
	"time"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestAYearHasTheFormsInForceInIt(t *testing.T) {
	t.Parallel()
	for year, want := range map[int]string{2020: "02A 02B", 2023: "02A 02B", 2024: "02A 02B", 2025: "2A 2B 2C", 2026: "2A 2B 2C"} {
		var keys []string
		for _, f := range In(year) {
			keys = append(keys, f.Key)
			if f.Sample != (year >= 2025) || strings.Contains(f.Label(), "mẫu tạm") != f.Sample {
				t.Errorf("%s of %d is a sample: %t, %q", f.Key, year, f.Sample, f.Label())
			}
		}
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("%d has %s, want %s", year, got, want)
		}
	}
	if _, ok := Named(2024, "2C"); ok {
		t.Error("2024 has a form of 2025")
	}
}

func TestOnlyWhoHoldsAPostIsAskedAboutLeading(t *testing.T) {
	t.Parallel()
	count := func(f Form) (headings, grades int, pledge string) {
		for _, h := range f.Fields() {
			headings++
			if h.Grade {
				grades++
			}
			if h.Key == "pledge" {
				pledge = h.Number
			}
		}
		return headings, grades, pledge
	}
	for key, want := range map[string][3]any{"02A": {9, 3, "3"}, "02B": {12, 6, "6"}} {
		f, _ := Named(2024, key)
		if h, g, p := count(f); h != want[0] || g != want[1] || p != want[2] {
			t.Errorf("%s has %d headings, %d with boxes, the pledge is number %s; want %v", key, h, g, p, want)
		}
	}
}

func TestTheFormFollowsFromThePosts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		year int
		p    Person
		cell string
		want string
	}{
		"a farmer, 2024":            {2024, Person{}, "rural", "02A"},
		"a farmer, 2026":            {2026, Person{}, "rural", "2C"},
		"a clerk, 2026":             {2026, Person{}, "office", "2A"},
		"a worker, 2026":            {2026, Person{}, "enterprise", "2C"},
		"a secretary, 2024":         {2024, Person{PartyPost: "Bí thư"}, "rural", "02B"},
		"a chairman, 2026":          {2026, Person{StatePost: "Chủ tịch UBND"}, "office", "2B"},
		"a post of an organisation": {2026, Person{MassPost: "Hội trưởng"}, "school", "2A"},
	} {
		if got := Suggest(tc.year, tc.p, tc.cell).Key; got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

func TestTheDraftNamesItsFigures(t *testing.T) {
	t.Parallel()
	paper, _ := Named(2026, "2C")
	until, done, late := date(2026, 12, 1), date(2026, 5, 2), date(2026, 6, 9)
	for name, tc := range map[string]struct {
		f    Facts
		want map[string]string
	}{
		"nothing known": {Facts{Until: until}, map[string]string{}},
		"a clean year": {Facts{Until: until, Expected: 11, Reviewed: 11, Substantive: Tally{Yes: 11}, Responsible: Tally{Yes: 10, Partly: 1}},
			map[string]string{
				"quality": "Trong năm, tôi đã tự soi 11 trên 11 kỳ phải tự soi.\nVề làm thực chất: 11 kỳ tự nhận đạt.\nVề hết trách nhiệm: 10 kỳ tự nhận đạt, 1 kỳ tự nhận đạt một phần.",
				"faults":  "Qua 11 kỳ tự soi chưa ghi hạn chế nào; cần tự xem xét kỹ hơn ở mục này.",
			}},
		"work": {Facts{Until: until, Tasks: []TaskFact{{Title: "Việc một", DueOn: done, DoneOn: &done}, {Title: "Việc hai", DueOn: done, DoneOn: &late}, {Title: "Việc ba", DueOn: done}}},
			map[string]string{
				"duty":   "Được giao 3 nhiệm vụ: 1 việc xong đúng hạn, 1 việc xong nhưng trễ hạn, 1 việc quá hạn chưa xong.\nNhững việc chưa kịp hạn:\n- Việc hai: hạn 02/05/2026, xong 09/06/2026.\n- Việc ba: hạn 02/05/2026, chưa xong.",
				"faults": "Có 2 nhiệm vụ được giao không kịp hạn.",
				"plan":   "Thời gian tới, tôi làm tiếp 1 việc:\n- Hoàn thành nhiệm vụ đang làm: việc ba.",
			}},
		"promises": {Facts{Until: until, Pledges: []PledgeFact{{Content: "Giữ", Months: 9, Last: "done"}, {Content: "Làm", Months: 11, Last: "on_track"}, {Content: "Hỏng", Months: 1, Last: "not_done"}, {Content: "Chờ"}}},
			map[string]string{
				"pledge": "Đã cam kết 4 nội dung: 1 nội dung đã giữ được, 1 nội dung đang thực hiện đúng hướng, 1 nội dung chưa giữ được, 1 nội dung chưa đến hạn.\n" +
					"- Giữ: đã giữ được, đã soi 9 kỳ.\n- Làm: đang thực hiện đúng hướng, đã soi 11 kỳ.\n- Hỏng: chưa giữ được, đã soi 1 kỳ.\n- Chờ: chưa đến hạn, chưa soi kỳ nào.",
				"faults": "Chưa giữ được cam kết: hỏng.",
				"plan":   "Thời gian tới, tôi làm tiếp 1 việc:\n- Tiếp tục thực hiện: hỏng.",
			}},
		"mending": {Facts{Until: until, Remedies: []RemedyFact{{Shortcoming: "Trễ họp.", Cause: "Chủ quan", Action: "Đến sớm.", DueOn: done, VerifiedOn: &late}, {Shortcoming: "Nói nhiều", Cause: "Chủ quan", Action: "Nói gọn", DueOn: late, Rolls: 3}}},
			map[string]string{
				"faults":  "Qua tự soi, tôi nhận ra 2 hạn chế:\n- Trễ họp.\n- Nói nhiều.",
				"causes":  "Có 1 nguyên nhân đã ghi khi tự soi:\n- Chủ quan.",
				"mending": "Có 2 việc tự sửa trong năm: 1 việc đã sửa xong và được xác nhận, 1 việc đang sửa.\nCó 1 việc phải dời hạn, việc dời nhiều nhất là 3 lần.\n- Đang sửa: nói nhiều, hạn 09/06/2026.",
				"plan":    "Thời gian tới, tôi làm tiếp 1 việc:\n- Nói gọn, xong trước ngày 09/06/2026.",
			}},
	} {
		got := Prefill(paper, tc.f)
		for _, h := range paper.Fields() {
			if got[h.Key].Text != tc.want[h.Key] || got[h.Key].Grade != "" {
				t.Errorf("%s, %s:\n%s\nwant\n%s", name, h.Key, got[h.Key].Text, tc.want[h.Key])
			}
		}
	}
}
