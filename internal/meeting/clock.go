package meeting

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tusoi/internal/vi"
)

// Clock is a minute of the day; 0 is not known.
type Clock int

var clock = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2})?)?$`)

// ParseClock reads a time of day as people write it: 19:30, 19h30, 19h, 19 giờ 30. Nothing written is 0; false for what is no time.
func ParseClock(text string) (Clock, bool) {
	text = strings.ReplaceAll(strings.ToLower(vi.Clean(text)), " ", "")
	if text == "" {
		return 0, true
	}
	m := clock.FindStringSubmatch(strings.TrimSuffix(strings.ReplaceAll(text, "giờ", "h"), "phút"))
	if m == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(m[1])   // one or two digits
	minutes, _ := strconv.Atoi(m[2]) // two digits, or none
	if hours > 23 || minutes > 59 || hours+minutes == 0 {
		return 0, false
	}
	return Clock(hours*60 + minutes), true
}

// String is the time as 19:30; "" when it is not known.
func (c Clock) String() string {
	if c == 0 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", c/60, c%60)
}

// Spoken is the time as minutes have it: 19 giờ 30.
func (c Clock) Spoken() string {
	switch {
	case c == 0:
		return ""
	case c%60 == 0:
		return fmt.Sprintf("%d giờ", c/60)
	}
	return fmt.Sprintf("%d giờ %02d", c/60, c%60)
}
