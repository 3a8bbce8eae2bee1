package vi

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the clock must not depend on the machine
)

// inputError is a sentence for the person about what was typed.
type inputError string

func inputf(format string, args ...any) error { return inputError(fmt.Sprintf(format, args...)) }

// Error is the sentence.
func (e inputError) Error() string { return string(e) }

// ForPerson is the sentence too; the method tells package apperr that it may be shown.
func (e inputError) ForPerson() string { return string(e) }

// zone is where the portal's days begin and end.
var zone = func() *time.Location {
	loc, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		panic(err) // time/tzdata is linked in
	}
	return loc
}()

// Location is Asia/Ho_Chi_Minh.
func Location() *time.Location { return zone }

// Today is the Vietnamese day of a moment, as a UTC midnight.
func Today(now time.Time) time.Time {
	y, m, d := now.In(zone).Date()
	return day(y, int(m), d)
}

// Midnight is the moment at which a day begins in Vietnam.
func Midnight(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone)
}

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

// Date writes a day as dd/mm/yyyy; "" for no day.
func Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("02/01/2006")
}

// Moment writes a moment as the Vietnamese clock shows it: "17:05 ngày 05/02/2026"; "" for none.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("15:04 ngày 02/01/2006")
}

// LongDate writes a day as formal documents do: "ngày 05 tháng 02 năm 2026". Days below 10 and the months 1 and 2 take
// a zero, so that nobody can put a 1 before them; the other months take none.
func LongDate(t time.Time) string {
	month := strconv.Itoa(int(t.Month()))
	if t.Month() <= time.February {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", t.Day(), month, t.Year())
}

// DaysLeft says how far away the due day is: "còn 2 ngày", "hôm nay", "quá hạn 3 ngày".
func DaysLeft(now, due time.Time) string {
	n := int(due.Sub(Today(now)) / (24 * time.Hour))
	switch {
	case n > 0:
		return "còn " + Int(n) + " ngày"
	case n < 0:
		return "quá hạn " + Int(-n) + " ngày"
	}
	return "hôm nay"
}

// Precision says how much of a date is known.
type Precision int

// What is known of a date: all of it, no day, or only the year. What is not known is 1.
const (
	PrecisionDay Precision = iota
	PrecisionMonth
	PrecisionYear
)

const dateHint = " Viết ngày, tháng, năm như 25/11/2026."

// The years that a typed date may have: the oldest member was born after the first, no plan reaches the last.
const firstYear, lastYear = 1900, 2100

// ParseDate reads a day: "05/02/2026", "5/2/2026", with "-" or "." as well. The form 2026-02-05, which browsers send,
// is understood too. A day that the calendar does not have is refused.
func ParseDate(s string) (time.Time, error) {
	text := Clean(s)
	parts := dateParts(text)
	if len(parts) != 3 || len(parts[0]) > 2 || len(parts[1]) > 2 {
		return time.Time{}, inputf("không đọc được “%s”."+dateHint, text)
	}
	return calendarDay(text, parts)
}

// ParseDateOrYear reads a day, or as much of it as old papers give: "1956", "00/00/1956", "5/1956", "00/05/1956".
func ParseDateOrYear(s string) (time.Time, Precision, error) {
	parts := dateParts(Clean(s))
	for len(parts) > 1 && strings.Trim(parts[0], "0") == "" && len(parts[0]) <= 2 {
		parts = parts[1:]
	}
	switch len(parts) {
	case 1:
		t, err := ParseDate("01/01/" + parts[0])
		return t, PrecisionYear, err
	case 2:
		t, err := ParseDate("01/" + parts[0] + "/" + parts[1])
		return t, PrecisionMonth, err
	}
	t, err := ParseDate(s)
	return t, PrecisionDay, err
}

// dateParts is day, month, year, as many as are written; nil when it is no date at all.
func dateParts(text string) []string {
	var parts []string
	for _, sep := range []string{"/", "-", "."} {
		if strings.Contains(text, sep) {
			parts = strings.Split(text, sep)
			break
		}
	}
	if parts == nil {
		parts = []string{text}
	}
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p)
		if !allDigits(parts[i]) {
			return nil
		}
	}
	if len(parts) == 3 && len(parts[0]) == 4 && strings.Contains(text, "-") {
		parts[0], parts[2] = parts[2], parts[0]
	}
	return parts
}

func calendarDay(text string, parts []string) (time.Time, error) {
	if len(parts[2]) != 4 {
		return time.Time{}, inputf("năm trong “%s” cần đủ bốn chữ số."+dateHint, text)
	}
	d, _ := strconv.Atoi(parts[0]) // digits, at most four: dateParts and the checks above
	m, _ := strconv.Atoi(parts[1])
	y, _ := strconv.Atoi(parts[2])
	switch {
	case y < firstYear || y > lastYear:
		return time.Time{}, inputf("năm %d nằm ngoài khoảng từ %d đến %d.", y, firstYear, lastYear)
	case m > 12 && d >= 1 && d <= 12:
		return time.Time{}, inputf("không có tháng %d: ngày viết trước, tháng viết sau."+dateHint, m)
	case m < 1 || m > 12:
		return time.Time{}, inputf("không có tháng %d."+dateHint, m)
	}
	switch last := day(y, m+1, 0).Day(); {
	case d < 1:
		return time.Time{}, inputf("không có ngày %d."+dateHint, d)
	case d > last:
		return time.Time{}, inputf("tháng %02d/%d chỉ có %d ngày, không có ngày %d.", m, y, last, d)
	}
	return day(y, m, d), nil
}

// Anniversary is the day some years later; 29 February becomes 28 in a year without one.
func Anniversary(since time.Time, years int) time.Time {
	day := since.AddDate(years, 0, 0)
	if day.Day() != since.Day() {
		day = day.AddDate(0, 0, -day.Day())
	}
	return day
}
