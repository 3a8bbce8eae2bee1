package vi

import (
	"strconv"
	"strings"
)

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64
}

// Int writes a whole number with dots between thousands: "6.214".
func Int[N integer](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	first := (len(digits)-1)%3 + 1
	groups := []string{digits[:first]}
	for i := first; i < len(digits); i += 3 {
		groups = append(groups, digits[i:i+3])
	}
	return sign + strings.Join(groups, ".")
}

// Hundredths writes a number kept in hundredths with a decimal comma and no useless zeros: 9850 is "98,5", 10000 is "100".
func Hundredths[N integer](n N) string {
	whole, rest := int64(n)/100, int64(n)%100
	sign := ""
	if n < 0 {
		sign, whole, rest = "-", -whole, -rest
	}
	text := sign + Int(whole)
	switch {
	case rest == 0:
		return text
	case rest%10 == 0:
		return text + "," + strconv.FormatInt(rest/10, 10)
	case rest < 10:
		return text + ",0" + strconv.FormatInt(rest, 10)
	}
	return text + "," + strconv.FormatInt(rest, 10)
}

// Percent writes hundredths of a percent: 9850 is "98,5 %".
func Percent[N integer](hundredths N) string { return Hundredths(hundredths) + " %" }

// Points writes hundredths of a point: 9850 is "98,5 điểm".
func Points[N integer](hundredths N) string { return Hundredths(hundredths) + " điểm" }

// ParseInt reads a whole number as people here write it: "1200", "1.200", "1 200".
func ParseInt(s string) (int, error) {
	text := Clean(s)
	digits, ok := ungroup(text)
	if !ok {
		return 0, inputf("“%s” không phải là số nguyên, ví dụ 1.200.", text)
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0, inputf("số %s quá lớn.", text)
	}
	return n, nil
}

// ParseHundredths reads a number with at most two decimals into hundredths: "98,5" is 9850. A dot before one or two
// last digits is taken for the comma, because people type it so: "0.5" is 50, yet "1.200" is 120000.
func ParseHundredths(s string) (int, error) {
	text := Clean(s)
	whole, rest, decimal := strings.Cut(text, ",")
	if i := strings.LastIndexByte(text, '.'); !decimal && i >= 0 && len(text)-i-1 < 3 && strings.Count(text, ".") == 1 {
		whole, rest, decimal = text[:i], text[i+1:], true
	}
	digits, ok := ungroup(whole)
	if !ok || decimal && (rest == "" || len(rest) > 2 || !allDigits(rest)) {
		return 0, inputf("“%s” không phải là số có nhiều nhất hai chữ số thập phân, ví dụ 98,5.", text)
	}
	n, err := strconv.Atoi(digits + (rest + "00")[:2])
	if err != nil {
		return 0, inputf("số %s quá lớn.", text)
	}
	return n, nil
}

// ungroup takes the marks between thousands out of a number; false when it is none. All marks must be alike.
func ungroup(s string) (string, bool) {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	mark := "."
	if !strings.Contains(s, ".") {
		mark = " "
	}
	groups := strings.Split(s, mark)
	for i, g := range groups {
		if !allDigits(g) || i > 0 && len(g) != 3 || len(groups) > 1 && len(g) > 3 {
			return "", false
		}
	}
	return sign + strings.Join(groups, ""), true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
