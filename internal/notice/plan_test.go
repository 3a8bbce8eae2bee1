package notice

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/notice/wording"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/vi"
)

// at is a moment on the Vietnamese clock of November 2026, whose 1st is a Sunday.
func at(day, hour int) time.Time {
	return time.Date(2026, 11, day, hour, 0, 0, 0, vi.Location()).UTC()
}

func TestNothingGoesOutInTheQuietHours(t *testing.T) {
	t.Parallel()
	noon := Settings{QuietFrom: 11, QuietTo: 14, Sundays: true}
	never := Settings{QuietFrom: 8, QuietTo: 8, Sundays: true}
	for _, tc := range []struct {
		name      string
		s         Settings
		now, want time.Time
	}{
		{"by day", Usual, at(20, 9), at(20, 9)},
		{"the last hour", Usual, at(20, 19), at(20, 19)},
		{"in the evening", Usual, at(19, 20), at(20, 7)},
		{"at night", Usual, at(20, 3), at(20, 7)},
		{"when they end", Usual, at(20, 7), at(20, 7)},
		{"on a Saturday evening", Usual, at(21, 21), at(23, 7)},
		{"on a Sunday", Usual, at(22, 10), at(23, 7)},
		{"on a Sunday that is let", Settings{QuietFrom: 20, QuietTo: 7, Sundays: true}, at(22, 10), at(22, 10)},
		{"at noon", noon, at(20, 12), at(20, 14)},
		{"before noon", noon, at(20, 10), at(20, 10)},
		{"no quiet hours", never, at(20, 8), at(20, 8)},
		{"quiet until midnight", Settings{QuietFrom: 22, QuietTo: 0, Sundays: true}, at(20, 23), at(21, 0)},
		{"quiet from midnight", Settings{QuietFrom: 0, QuietTo: 6, Sundays: true}, at(20, 2), at(20, 6)},
	} {
		if got := tc.s.Wake(tc.now); !got.Equal(tc.want) {
			t.Errorf("%s: %s, want %s", tc.name, vi.Moment(got), vi.Moment(tc.want))
		}
	}
}

func day(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }

// line is November of cell 7 under the committee 1.2, due on the 25th.
func line(state packet.State, with ...func(*packet.Line)) packet.Line {
	l := packet.Line{CellID: 7, CellPath: "1.2.7", AbovePath: "1.2", Month: period.Month(2026, 11), State: state, Expected: 3, Owed: true,
		Due: deadline.Due{DueOn: day(25), OnTimeBy: day(25)}}
	for _, f := range with {
		f(&l)
	}
	return l
}

func due(d int) func(*packet.Line) {
	return func(l *packet.Line) { l.DueOn, l.OnTimeBy = day(d), day(d) }
}

func when(into func(*packet.Line) **time.Time, at time.Time) func(*packet.Line) {
	return func(l *packet.Line) { *into(l) = &at }
}

func sentAt(l *packet.Line) **time.Time    { return &l.SentAt }
func decidedAt(l *packet.Line) **time.Time { return &l.DecidedAt }

// office is one of user 5's, who asked for everything by e-mail.
func office(r authz.Role, unit int64, path string) recipient {
	return recipient{UserID: 5, MemberID: 9, UnitID: unit, Role: r, Path: path, Kinds: []Kind{Work, Pledge, Decide, Digest}, Channels: []string{"email"}}
}

// told is what is told on a morning, as words.
func told(now time.Time, f facts) []string {
	list := []string{}
	for _, d := range plan(now, Usual, f) {
		_, text := wording.Words(d.kind, d.figures)
		list = append(list, d.dedupe+": "+strings.TrimSuffix(text, wording.Open))
	}
	return list
}

func TestEachIsToldOnTheDayOfWhatIsTheirs(t *testing.T) {
	t.Parallel()
	secretary, above, staff := office(authz.Secretary, 7, "1.2.7"), office(authz.Grassroots, 2, "1.2"), office(authz.Office, 1, "1")
	sister := office(authz.Secretary, 8, "1.2.8")
	dues := []dueCount{{7, day(27), 2}, {7, day(1), 1}, {8, day(21), 5}}
	for _, tc := range []struct {
		name string
		day  int
		f    facts
		want []string
	}{
		{"five days before", 20, facts{people: []recipient{secretary}, lines: []packet.Line{line(packet.Open)}}, []string{"work 2026-11-20: Đồng chí có 1 việc đến hạn từ nay đến 25/11/2026."}},
		{"three days before", 23, facts{people: []recipient{secretary}, lines: []packet.Line{line(packet.Open)}}, nil},
		{"the day before", 24, facts{people: []recipient{secretary}, lines: []packet.Line{line(packet.Open)}}, []string{"work 2026-11-24: Đồng chí có 1 việc đến hạn từ nay đến 25/11/2026."}},
		{"six days before", 19, facts{people: []recipient{secretary}, lines: []packet.Line{line(packet.Open)}}, nil},
		{"on the first day late", 26, facts{people: []recipient{secretary}, lines: []packet.Line{line(packet.Open)}}, []string{"work 2026-11-26: Đồng chí có 1 việc đã quá hạn."}},
		{"on the second", 27, facts{people: []recipient{secretary}, lines: []packet.Line{line(packet.Open)}}, nil},
		{"a week on", 20, facts{people: []recipient{secretary}, lines: []packet.Line{line(packet.Open, due(12))}}, []string{"work 2026-11-20: Đồng chí có 1 việc đã quá hạn."}},
		{"sent", 24, facts{people: []recipient{secretary}, lines: []packet.Line{line(packet.Sent)}}, nil},
		{"given back yesterday", 20, facts{people: []recipient{secretary}, lines: []packet.Line{line(packet.Returned, when(decidedAt, at(19, 15)))}}, []string{"work 2026-11-20: Đồng chí có 1 hồ sơ tự soi bị trả lại."}},
		{"given back last week", 20, facts{people: []recipient{secretary}, lines: []packet.Line{line(packet.Returned, when(decidedAt, at(12, 15)))}}, nil},
		{"all in one", 20, facts{people: []recipient{secretary}, lines: []packet.Line{line(packet.Open)}, dues: dues},
			[]string{"work 2026-11-20: Đồng chí có 3 việc đến hạn từ nay đến 27/11/2026, 1 việc đã quá hạn."}},
		{"two cells, one message", 20, facts{people: []recipient{secretary, sister, secretary}, dues: dues},
			[]string{"work 2026-11-20: Đồng chí có 7 việc đến hạn từ nay đến 27/11/2026, 1 việc đã quá hạn."}},
		{"another cell's", 20, facts{people: []recipient{sister}, lines: []packet.Line{line(packet.Open)}}, nil},
		{"came yesterday", 20, facts{people: []recipient{above}, lines: []packet.Line{line(packet.Sent, when(sentAt, at(19, 15))), line(packet.Taken, when(sentAt, at(3, 15)))}},
			[]string{"decide 2026-11-20: Có 2 hồ sơ tự soi chờ đồng chí duyệt."}},
		{"came the day before", 20, facts{people: []recipient{above}, lines: []packet.Line{line(packet.Sent, when(sentAt, at(18, 15)))}}, nil},
		{"came to somebody else", 20, facts{people: []recipient{staff}, lines: []packet.Line{line(packet.Sent, when(sentAt, at(19, 15)))}}, nil},
		{"a Monday above", 23, facts{people: []recipient{above}, lines: []packet.Line{line(packet.Open), line(packet.Open, due(4)), line(packet.Sent)}},
			[]string{"digest 2026-11-23: Đến hôm nay: 1 chi bộ chưa gửi, 1 hồ sơ chờ duyệt."}},
		{"a Monday at the top", 23, facts{people: []recipient{staff}, lines: []packet.Line{line(packet.Open), line(packet.Sent)}},
			[]string{"digest 2026-11-23: Đến hôm nay: 1 chi bộ chưa gửi, 1 hồ sơ chờ duyệt."}},
		{"a Monday with nothing", 23, facts{people: []recipient{above}}, nil},
		{"the day of the promises", 5, facts{people: []recipient{secretary}, promises: map[int64]int{9: 4}}, []string{"pledge 2026-11: Đồng chí còn 4 điều đã hứa năm nay cần xem lại."}},
		{"made up for", 8, facts{people: []recipient{secretary}, promises: map[int64]int{9: 4}}, []string{"pledge 2026-11: Đồng chí còn 4 điều đã hứa năm nay cần xem lại."}},
		{"too late for it", 9, facts{people: []recipient{secretary}, promises: map[int64]int{9: 4}}, nil},
		{"nothing promised", 5, facts{people: []recipient{secretary}, promises: map[int64]int{8: 4}}, nil},
		{"not a member's office", 5, facts{people: []recipient{staff}, promises: map[int64]int{9: 4}}, nil},
		{"a Sunday's, read on Monday", 22, facts{people: []recipient{secretary}, dues: []dueCount{{7, day(23), 1}}}, []string{"work 2026-11-23: Đồng chí có 1 việc đến hạn từ nay đến 23/11/2026."}},
	} {
		if diff := cmp.Diff(append([]string{}, tc.want...), told(at(tc.day, 6), tc.f)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
	silent := secretary
	silent.Kinds = []Kind{Pledge}
	if got := told(at(20, 6), facts{people: []recipient{silent}, lines: []packet.Line{line(packet.Open)}}); len(got) > 0 {
		t.Errorf("who did not ask for it is told %v", got)
	}
}

func TestAttemptsGrowRarerAndEnd(t *testing.T) {
	t.Parallel()
	last := time.Duration(0)
	for n := 1; n < mostTries; n++ {
		if w := backOff(n); w <= last {
			t.Errorf("attempt %d waits %s after %s", n, w, last)
		} else {
			last = w
		}
	}
	if backOff(0) != time.Minute || backOff(99) != last {
		t.Error("the ends of the waiting are not held")
	}
}
