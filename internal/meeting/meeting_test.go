package meeting_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/meeting"
	"tusoi/internal/meeting/quality"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

type bundle struct {
	worldtest.World
	*meeting.Service
	tx   pgx.Tx
	keys int
}

func setup(t *testing.T) *bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	return &bundle{World: worldtest.New(t, tx), Service: &meeting.Service{DB: tx, Now: worldtest.Clock}, tx: tx}
}

func (b *bundle) key() string {
	b.keys++
	return fmt.Sprintf("7b1f0c1e-9a55-4c1e-9f3e-%012d", b.keys)
}

func (b *bundle) at(n int) int64 { return b.Members[b.Cell.ID][n] }

// draft is a regular meeting of the first cell: An and Bình came, Cúc was excused; Dũng need not come.
func (b *bundle) draft(day time.Time) meeting.Draft {
	return meeting.Draft{
		CellID: b.Cell.ID, HeldOn: day, Kind: meeting.Regular, Begins: 8 * 60, Ends: 9*60 + 35, Place: "Nhà văn hóa ấp", Chair: "Nguyễn Văn An", Secretary: "Trần Thị Bình",
		People: []meeting.Attendance{{MemberID: b.at(0), State: meeting.Present, Spoke: true}, {MemberID: b.at(1), State: meeting.Present},
			{MemberID: b.at(2), State: meeting.Excused, Reason: "Ốm"}},
		Agenda: []meeting.Item{{Title: "Đánh giá tháng trước", Presenter: "Nguyễn Văn An", Opinions: []meeting.Opinion{{Name: "Trần Thị Bình", Text: "Còn hai hộ chưa ký."}}, Conclusion: "Làm tiếp."}},
		Duties: []string{"Vận động hai hộ còn lại"}, VotesFor: 2,
	}
}

func (b *bundle) counts(day time.Time) meeting.Draft {
	return meeting.Draft{CellID: b.Cell.ID, HeldOn: day, Kind: meeting.Regular, Expected: 3, Attended: 2, Excused: 1}
}

func (b *bundle) add(t *testing.T, d meeting.Draft) int64 {
	t.Helper()
	id, err := b.Book().Add(context.Background(), b.Secretary, b.key(), d)
	if err != nil {
		t.Fatalf("%s: %v %v", d.Title(), err, apperr.FieldsOf(err))
	}
	return id
}

func (b *bundle) get(t *testing.T, id int64) meeting.Row {
	t.Helper()
	r, err := b.Get(context.Background(), b.Secretary, id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var third = worldtest.Date(2026, 11, 3)

func TestTheCountsAreThoseOfTheAttendanceByName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d := b.draft(third)
	d.Expected, d.Attended = 99, 99
	r := b.get(t, b.add(t, d))
	if r.Expected != 3 || r.Attended != 2 || r.Excused != 1 || r.Absent() != 0 || r.Spoke() != 1 || len(r.Agenda) != 1 || r.Agenda[0].Opinions[0].Name != "Trần Thị Bình" {
		t.Errorf("%+v", r)
	}
	r.People[2].State, r.People[2].Reason = meeting.Absent, ""
	if err := b.Book().Amend(context.Background(), b.Grassroots, r.ID, r.Version, r.Draft, "Cúc không báo vắng"); err != nil {
		t.Fatal(err)
	}
	if r = b.get(t, r.ID); r.Excused != 0 || r.Absent() != 1 || r.Version != 2 {
		t.Errorf("after it was amended: %+v", r)
	}
}

func TestAMeetingThatCannotHaveBeenIsRefusedInWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, b.counts(worldtest.Date(2026, 10, 3)))
	named, counts := b.draft(third), b.counts(third)
	for name, c := range map[string]struct {
		draft  meeting.Draft
		change func(*meeting.Draft)
		field  string
		want   string
	}{
		"before the cell was":              {counts, func(d *meeting.Draft) { d.HeldOn = worldtest.Date(2014, 5, 3) }, "on", "chưa thành lập"},
		"tomorrow":                         {counts, func(d *meeting.Draft) { d.HeldOn = worldtest.Date(2026, 11, 21) }, "on", "sau hôm nay"},
		"of a committee":                   {counts, func(d *meeting.Draft) { d.CellID = b.Org.ID }, "unit", "phạm vi"},
		"a sister cell's":                  {counts, func(d *meeting.Draft) { d.CellID = b.Sister.ID }, "unit", "phạm vi"},
		"two regular ones on a day":        {counts, func(d *meeting.Draft) { d.HeldOn, d.Attended = worldtest.Date(2026, 10, 3), 1 }, "on", "đã có một buổi"},
		"both on a day with a regular one": {counts, func(d *meeting.Draft) { d.HeldOn, d.Kind, d.Mending = worldtest.Date(2026, 10, 3), meeting.Both, true }, "on", "đã có một buổi"},
		"more who had to come than are":    {counts, func(d *meeting.Draft) { d.Expected = 5 }, "expected", "có 4 đảng viên"},
		"more who came than had to":        {counts, func(d *meeting.Draft) { d.Attended = 4 }, "attended", "nhiều hơn"},
		"more away than are left":          {counts, func(d *meeting.Draft) { d.Excused = 2 }, "excused", "cộng lại nhiều hơn"},
		"nobody at all":                    {counts, func(d *meeting.Draft) { d.Expected = 0 }, "expected", "Điểm danh"},
		"it ends before it begins":         {counts, func(d *meeting.Draft) { d.Begins, d.Ends = 600, 540 }, "ends", "sau giờ bắt đầu"},
		"a thematic one without a theme":   {counts, func(d *meeting.Draft) { d.Kind = meeting.Thematic }, "theme", "chủ đề"},
		"no kind":                          {counts, func(d *meeting.Draft) { d.Kind = "" }, "kind", "Chọn loại"},
		"one not marked":                   {named, func(d *meeting.Draft) { d.People = d.People[:2] }, "people", "Lê Thị Cúc"},
		"one who need not come":            {named, func(d *meeting.Draft) { d.People[2].MemberID = b.at(3) }, "people", "danh sách chi bộ khác"},
		"one marked twice":                 {named, func(d *meeting.Draft) { d.People[2].MemberID = b.at(0) }, "people", "danh sách chi bộ khác"},
		"excused for nothing":              {named, func(d *meeting.Draft) { d.People[2].Reason = "" }, "reason.", "Ghi lý do vắng của đồng chí Lê Thị Cúc"},
		"away and spoke":                   {named, func(d *meeting.Draft) { d.People[2].Spoke = true }, "spoke.", "vắng nên không"},
		"more votes than came":             {named, func(d *meeting.Draft) { d.VotesOther = 1 }, "votes_for", "nhiều hơn"},
		"an opinion of nobody":             {named, func(d *meeting.Draft) { d.Agenda[0].Opinions[0].Name = "" }, "agenda.0.opinions", "họ tên trước"},
		"a score beside the names":         {named, func(d *meeting.Draft) { n := 9_000; d.Quality = &n }, "quality", "chấm bằng phiếu"},
	} {
		d := c.draft
		d.People, d.Agenda = append([]meeting.Attendance{}, d.People...), nil
		for _, i := range c.draft.Agenda {
			i.Opinions = append([]meeting.Opinion{}, i.Opinions...)
			d.Agenda = append(d.Agenda, i)
		}
		c.change(&d)
		_, err := b.Book().Add(context.Background(), b.Secretary, b.key(), d)
		fields := apperr.FieldsOf(err)
		if len(fields) != 1 || !strings.HasPrefix(fields[0].Name, c.field) || !strings.Contains(fields[0].Msg, c.want) {
			t.Errorf("%s: %v %v; want …%s… at %s", name, err, fields, c.want, c.field)
		}
	}
}

// byHand answers everything that can be answered by hand, as well as it can be.
func byHand() map[string]int {
	s, _ := quality.On(third)
	all := map[string]int{}
	for _, c := range s.Criteria {
		all[c.Code] = 1
	}
	return all
}

func (b *bundle) score(t *testing.T, id int64, answers map[string]int) meeting.Row {
	t.Helper()
	if err := b.Score(context.Background(), b.Secretary, id, b.get(t, id).Version, answers); err != nil {
		t.Fatal(err)
	}
	return b.get(t, id)
}

func points(r meeting.Row) int {
	if r.Quality == nil {
		return -1
	}
	return *r.Quality
}

func TestAScoreFollowsTheRecordAtEveryChange(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.add(t, b.draft(third))
	// 95 of 95 reachable, less 1 for two of three (66.66 %: 2 instead of 4) and 0 for one of two who spoke (50 %: 4 instead of 5).
	r := b.score(t, id, byHand())
	if points(r) != 9_500-200-100 || r.Level() != quality.Good {
		t.Fatalf("%d, %s", points(r), r.Level())
	}
	some := byHand()
	delete(some, "3.1")
	if r = b.score(t, id, some); points(r) != -1 || r.Level() != "" {
		t.Errorf("not complete: %d", points(r))
	}
	if r = b.score(t, id, byHand()); points(r) != 9_200 {
		t.Errorf("again: %d", points(r))
	}

	thematic := b.counts(worldtest.Date(2026, 11, 17))
	thematic.Kind, thematic.Mending = meeting.Thematic, true
	other := b.add(t, thematic)
	if r = b.get(t, id); points(r) != 9_700 {
		t.Errorf("with a thematic meeting in the month: %d", points(r))
	}
	if err := b.Score(ctx, b.Secretary, other, 1, byHand()); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("a sheet of a thematic meeting: %v", err)
	}
	if err := b.Book().Drop(ctx, b.Secretary, other, 1, "Ghi nhầm tháng"); err != nil {
		t.Fatal(err)
	}
	if r = b.get(t, id); points(r) != 9_200 {
		t.Errorf("without it again: %d", points(r))
	}
	d := r.Draft
	d.Ends = d.Begins + 60
	if err := b.Book().Amend(ctx, b.Secretary, id, r.Version, d, "Ghi sai giờ kết thúc"); err != nil {
		t.Fatal(err)
	}
	if r = b.get(t, id); points(r) != 9_200-200 {
		t.Errorf("half an hour shorter: %d", points(r))
	}
}

func TestWhoIsExcusedFourTimesRunningCostsAPoint(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var ids []int64
	for m := 7; m <= 10; m++ {
		ids = append(ids, b.add(t, b.draft(worldtest.Date(2026, time.Month(m), 3))))
	}
	whole, last := points(b.score(t, ids[2], byHand())), points(b.score(t, ids[3], byHand()))
	if whole-last != 100 {
		t.Errorf("the third has %d, the fourth %d; want one point less", whole, last)
	}
	r := b.get(t, ids[1])
	r.People[2] = meeting.Attendance{MemberID: b.at(2), State: meeting.Present}
	r.VotesFor = 0
	if err := b.Book().Amend(context.Background(), b.Secretary, r.ID, r.Version, r.Draft, "Cúc có đến, ghi sót"); err != nil {
		t.Fatal(err)
	}
	if again := points(b.get(t, ids[3])); again != whole {
		t.Errorf("after the second was amended the fourth has %d, want %d", again, whole)
	}
}

func TestMeetingsAreWrittenWhereTheWriterMayAndReadWhereTheReaderMay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.add(t, b.draft(third))
	for name, a := range map[string]authz.Actor{"sister": b.SisterSecretary, "other organisation": b.FarSecretary, "other committee": b.Stranger} {
		if _, err := b.Get(ctx, a, id); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s reads it: %v", name, err)
		}
		if err := b.Score(ctx, a, id, 1, byHand()); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s scores it: %v", name, err)
		}
		if list, err := b.List(ctx, a, meeting.Filter{}); err != nil || list.Total != 0 {
			t.Errorf("%s lists %d, %v", name, list.Total, err)
		}
		if people, err := b.People(ctx, a, b.Cell.ID, third); err != nil || len(people) != 0 {
			t.Errorf("%s sees %d people, %v", name, len(people), err)
		}
	}
	if _, err := b.List(ctx, b.Member, meeting.Filter{}); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a member: %v", err)
	}
	if _, err := b.Book().Add(ctx, b.Leader, b.key(), b.draft(third)); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the standing board writes: %v", err)
	}
}

func TestTheBookIsNarrowedByKindThemeAndLevel(t *testing.T) {
	t.Parallel()
	b := setup(t)
	both := b.draft(third)
	both.Kind, both.Mending, both.Theme = meeting.Both, true, "Nêu gương"
	b.score(t, b.add(t, both), byHand())
	b.add(t, b.counts(worldtest.Date(2026, 10, 3)))
	for name, c := range map[string]struct {
		filter meeting.Filter
		want   int
	}{
		"all": {meeting.Filter{}, 2}, "regular": {meeting.Filter{Kind: meeting.Regular}, 2}, "thematic": {meeting.Filter{Kind: meeting.Thematic}, 1},
		"the drive": {meeting.Filter{Mending: true}, 1}, "good": {meeting.Filter{Level: quality.Good}, 1}, "weak": {meeting.Filter{Level: quality.Weak}, 0},
	} {
		if list, err := b.List(context.Background(), b.Leader, c.filter); err != nil || list.Total != c.want {
			t.Errorf("%s: %d, %v; want %d", name, list.Total, err, c.want)
		}
	}
}

func TestTimesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]meeting.Clock{"19:30": 1170, "19h30": 1170, "7h": 420, "7 giờ 05": 425, "19 giờ 30 phút": 1170, "": 0} {
		if got, ok := meeting.ParseClock(text); !ok || got != want {
			t.Errorf("%q is %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"25:00", "19:75", "tối", "0:00", "19:3"} {
		if got, ok := meeting.ParseClock(text); ok {
			t.Errorf("%q is taken for %s", text, got)
		}
	}
}
