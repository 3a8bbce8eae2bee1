package vi_test

import (
	"math"
	"testing"

	"tusoi/internal/vi"
)

func TestNumbersAreWrittenWithDotsAndACommaForDecimals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{vi.Int(0), "0"},
		{vi.Int(7), "7"},
		{vi.Int(999), "999"},
		{vi.Int(1000), "1.000"},
		{vi.Int(6214), "6.214"},
		{vi.Int(int32(-1234567)), "-1.234.567"},
		{vi.Int(int64(math.MinInt64)), "-9.223.372.036.854.775.808"},
		{vi.Hundredths(0), "0"},
		{vi.Hundredths(9850), "98,5"},
		{vi.Hundredths(9805), "98,05"},
		{vi.Hundredths(9899), "98,99"},
		{vi.Hundredths(10000), "100"},
		{vi.Hundredths(-50), "-0,5"},
		{vi.Hundredths(-5), "-0,05"},
		{vi.Hundredths(12345678), "123.456,78"},
		{vi.Hundredths(int64(math.MinInt64)), "-92.233.720.368.547.758,08"},
		{vi.Percent(9850), "98,5 %"},
		{vi.Points(int64(50)), "0,5 điểm"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestWholeNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want int
		ok   bool
	}{
		{"1200", 1200, true},
		{"1.200", 1200, true},
		{" 1 200 ", 1200, true},
		{"1\u00a0200", 1200, true},
		{"1.234.567", 1234567, true},
		{"-5", -5, true},
		{"0", 0, true},
		{"007", 7, true},
		{"", 0, false},
		{"-", 0, false},
		{"1,5", 0, false},
		{"1.20", 0, false},
		{"1.2000", 0, false},
		{"1234.567", 0, false},
		{"1.234 567", 0, false},
		{".5", 0, false},
		{"mười", 0, false},
		{"٣", 0, false},
		{"99999999999999999999", 0, false},
	} {
		got, err := vi.ParseInt(c.in)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("ParseInt(%q) = %d, %v", c.in, got, err)
		}
	}
}

func TestDecimalsAreReadIntoHundredths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want int
		ok   bool
	}{
		{"98,5", 9850, true},
		{"98,05", 9805, true},
		{"0.5", 50, true},
		{"0,5", 50, true},
		{"-0,5", -50, true},
		{"100", 10000, true},
		{"1.200", 120000, true},
		{"1.200,75", 120075, true},
		{"", 0, false},
		{",5", 0, false},
		{"5,", 0, false},
		{"5.", 0, false},
		{"1,234", 0, false},
		{"1,2,3", 0, false},
		{"1.2.3", 0, false},
		{"1,-2", 0, false},
		{"9999999999999999999,5", 0, false},
	} {
		got, err := vi.ParseHundredths(c.in)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("ParseHundredths(%q) = %d, %v", c.in, got, err)
		}
	}
}

func FuzzNumbers(f *testing.F) {
	f.Add(0, "1.200")
	f.Add(-9805, "98,5")
	f.Add(math.MinInt, "-")
	f.Add(math.MaxInt, "1.2")
	f.Fuzz(func(t *testing.T, n int, s string) {
		if got, err := vi.ParseInt(vi.Int(n)); got != n || err != nil {
			t.Fatalf("ParseInt(Int(%d)) = %d, %v", n, got, err)
		}
		if got, err := vi.ParseHundredths(vi.Hundredths(n)); got != n || err != nil {
			t.Fatalf("ParseHundredths(Hundredths(%d)) = %d, %v", n, got, err)
		}
		if got, err := vi.ParseHundredths(s); err == nil {
			if again, err := vi.ParseHundredths(vi.Hundredths(got)); again != got || err != nil {
				t.Fatalf("%q reads as %d, then as %d", s, got, again)
			}
		}
		if got, err := vi.ParseInt(s); err == nil {
			if again, err := vi.ParseInt(vi.Int(got)); again != got || err != nil {
				t.Fatalf("%q reads as %d, then as %d", s, got, again)
			}
		}
	})
}
