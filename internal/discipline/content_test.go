package discipline

import (
	"testing"
	"time"
)

func TestADecisionIsReadWithTheListOfItsDay(t *testing.T) {
	t.Parallel()
	all, err := parse("= 2020-01-01 | Cũ\na | Việc A\nb | Việc B\n# giải thích\n= 2026-08-17 | Mới\na | Việc A\nc | Việc C\n")
	if err != nil {
		t.Fatal(err)
	}
	day := func(text string) time.Time {
		d, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for on, want := range map[string]string{"2019-12-31": "", "2020-01-01": "Cũ", "2026-08-16": "Cũ", "2026-08-17": "Mới"} {
		if l, _ := listOn(all, day(on)); l.source != want {
			t.Errorf("on %s: %q, want %q", on, l.source, want)
		}
	}
	for _, wrong := range []string{"a | Việc A", "= 2020-01-01 | Cũ\na", "= hôm qua | Cũ", "= 2020-01-01 | Cũ\n= 2019-01-01 | Cũ hơn", "= 2020-01-01 | Cũ\n| Việc A"} {
		if _, err := parse(wrong); err == nil {
			t.Errorf("%q was read", wrong)
		}
	}
	if ContentName("duty") != "Thiếu trách nhiệm" || ContentName("none") != "none" || SourceOn(day("2026-01-01")) == "" {
		t.Error("the shipped list does not name its contents")
	}
}
