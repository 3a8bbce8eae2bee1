package vi_test

import (
	"strings"
	"testing"
	"time"

	"tusoi/internal/vi"
)

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func TestDatesAreReadInEveryUsualSpelling(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"05/02/2026", "5/2/2026", " 5-2-2026 ", "5.2.2026", "05 / 02 / 2026", "2026-02-05"} {
		if got, err := vi.ParseDate(s); err != nil || !got.Equal(day(2026, 2, 5)) {
			t.Errorf("ParseDate(%q) = %v, %v", s, got, err)
		}
	}
	if got, err := vi.ParseDate("29/02/2028"); err != nil || !got.Equal(day(2028, 2, 29)) {
		t.Errorf("a leap day is refused: %v, %v", got, err)
	}
}

// words is what package apperr would show of an error: only errors with this method are for the person.
func words(err error) string {
	if e, ok := err.(interface{ ForPerson() string }); ok {
		return e.ForPerson()
	}
	return ""
}

func TestImpossibleDatesAreRefusedInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, words string }{
		{"", "không đọc được"},
		{"hôm qua", "không đọc được"},
		{"2026", "không đọc được"},
		{"02/2026", "không đọc được"},
		{"5/2-2026", "không đọc được"},
		{"1/2/3/2026", "không đọc được"},
		{"005/02/2026", "không đọc được"},
		{"2026/02/05", "không đọc được"},
		{"5/2/26", "đủ bốn chữ số"},
		{"5/2/02026", "đủ bốn chữ số"},
		{"05/13/2026", "ngày viết trước, tháng viết sau"},
		{"13/13/2026", "không có tháng 13"},
		{"05/00/2026", "không có tháng 0"},
		{"00/05/2026", "không có ngày 0"},
		{"31/02/2026", "tháng 02/2026 chỉ có 28 ngày"},
		{"29/02/2026", "chỉ có 28 ngày"},
		{"31/04/2026", "chỉ có 30 ngày"},
		{"01/01/1899", "từ 1900 đến 2100"},
		{"01/01/2101", "từ 1900 đến 2100"},
		{"٠٥/02/2026", "không đọc được"},
	} {
		got, err := vi.ParseDate(c.in)
		if err == nil || !got.IsZero() {
			t.Errorf("ParseDate(%q) = %v, want a refusal", c.in, got)
			continue
		}
		if !strings.Contains(words(err), c.words) {
			t.Errorf("ParseDate(%q) says %q, want %q in it", c.in, words(err), c.words)
		}
	}
}

func TestOldPapersMayGiveOnlyAYear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in        string
		want      time.Time
		precision vi.Precision
	}{
		{"1956", day(1956, 1, 1), vi.PrecisionYear},
		{"00/00/1956", day(1956, 1, 1), vi.PrecisionYear},
		{"0/0/1956", day(1956, 1, 1), vi.PrecisionYear},
		{"00/05/1956", day(1956, 5, 1), vi.PrecisionMonth},
		{"5/1956", day(1956, 5, 1), vi.PrecisionMonth},
		{"07/05/1956", day(1956, 5, 7), vi.PrecisionDay},
		{"1956-05-07", day(1956, 5, 7), vi.PrecisionDay},
	} {
		got, precision, err := vi.ParseDateOrYear(c.in)
		if err != nil || !got.Equal(c.want) || precision != c.precision {
			t.Errorf("ParseDateOrYear(%q) = %v, %v, %v", c.in, got, precision, err)
		}
	}
	for _, s := range []string{"", "56", "195", "00/00/0000", "13/1956", "0/1", "31/02/1956", "abc", "07/00/1956"} {
		if got, _, err := vi.ParseDateOrYear(s); err == nil {
			t.Errorf("ParseDateOrYear(%q) = %v, want a refusal", s, got)
		}
	}
}

func TestDatesAreWrittenAsDocumentsWriteThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{vi.Date(day(2026, 2, 5)), "05/02/2026"},
		{vi.Date(time.Time{}), ""},
		{vi.Moment(time.Date(2026, 2, 4, 18, 30, 0, 0, time.UTC)), "01:30 ngày 05/02/2026"},
		{vi.Moment(time.Time{}), ""},
		{vi.LongDate(day(2026, 2, 5)), "ngày 05 tháng 02 năm 2026"},
		{vi.LongDate(day(2026, 1, 31)), "ngày 31 tháng 01 năm 2026"},
		{vi.LongDate(day(2026, 3, 9)), "ngày 09 tháng 3 năm 2026"},
		{vi.LongDate(day(2026, 11, 10)), "ngày 10 tháng 11 năm 2026"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestTheDayTurnsAtVietnameseMidnight(t *testing.T) {
	t.Parallel()
	if got := vi.Today(time.Date(2026, 2, 4, 16, 59, 59, 0, time.UTC)); !got.Equal(day(2026, 2, 4)) {
		t.Errorf("one second before midnight is %v", got)
	}
	if got := vi.Today(time.Date(2026, 2, 4, 17, 0, 0, 0, time.UTC)); !got.Equal(day(2026, 2, 5)) {
		t.Errorf("midnight is %v", got)
	}
	if got := vi.Location().String(); got != "Asia/Ho_Chi_Minh" {
		t.Errorf("Location is %s", got)
	}
	if got := vi.Today(day(2026, 2, 5)); !got.Equal(day(2026, 2, 5)) {
		t.Errorf("a day's own Today is %v", got)
	}
}

func TestDaysLeftCountsVietnameseDays(t *testing.T) {
	t.Parallel()
	lateEvening := time.Date(2026, 2, 4, 17, 30, 0, 0, time.UTC) // 00:30 on the 5th in Vietnam
	for _, c := range []struct {
		due  time.Time
		want string
	}{
		{day(2026, 2, 7), "còn 2 ngày"},
		{day(2026, 2, 6), "còn 1 ngày"},
		{day(2026, 2, 5), "hôm nay"},
		{day(2026, 2, 4), "quá hạn 1 ngày"},
		{day(2026, 2, 2), "quá hạn 3 ngày"},
		{day(2023, 2, 5), "quá hạn 1.096 ngày"},
	} {
		if got := vi.DaysLeft(lateEvening, c.due); got != c.want {
			t.Errorf("DaysLeft(%s) = %q, want %q", vi.Date(c.due), got, c.want)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"05/02/2026", "5.2.2026", "2026-02-05", "00/00/1956", "31/02/2026", "//", "-", "1/1/99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := vi.ParseDate(s)
		if err != nil {
			if words(err) == "" || !got.IsZero() {
				t.Fatalf("%q is refused without words", s)
			}
			return
		}
		again, err := vi.ParseDate(vi.Date(got))
		if err != nil || !again.Equal(got) || !vi.Today(got).Equal(got) {
			t.Fatalf("%q reads as %v, then as %v", s, got, again)
		}
		if other, precision, err := vi.ParseDateOrYear(s); err != nil || !other.Equal(got) || precision != vi.PrecisionDay {
			t.Fatalf("ParseDateOrYear(%q) = %v, %v, %v", s, other, precision, err)
		}
	})
}
