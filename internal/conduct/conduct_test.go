package conduct

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestAMonthIsLookedAtUnderTheListsInForceThen(t *testing.T) {
	t.Parallel()
	for on, want := range map[time.Time]string{
		day(2016, 1, 31):  "",
		day(2020, 6, 30):  "nqtw4-2016",
		day(2022, 7, 31):  "nqtw4-2016 qd37-2021",
		day(2026, 7, 25):  "nqtw4-2016 qd37-2021",
		day(2026, 7, 26):  "nqtw4-2016 qd207-2026",
		day(2026, 11, 30): "nqtw4-2016 qd207-2026",
	} {
		var keys []string
		for _, l := range On(on) {
			keys = append(keys, l.Key)
		}
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("on %s: %q, want %q", on.Format(time.DateOnly), got, want)
		}
	}
}

func TestEveryListIsWhole(t *testing.T) {
	t.Parallel()
	counts := map[string]int{"nqtw4-2016": 27, "qd37-2021": 19, "qd207-2026": 19}
	for _, l := range all {
		if len(l.Signs) != counts[l.Key] {
			t.Errorf("%s has %d signs, want %d", l.Key, len(l.Signs), counts[l.Key])
		}
		seen := map[string]bool{}
		for _, s := range l.Signs {
			if seen[s.Code] || s.Text == "" || !norm.NFC.IsNormalString(s.Text) {
				t.Errorf("%s: %q twice, without words or not NFC", l.Key, s.Code)
			}
			seen[s.Code] = true
			if _, back, ok := Find(l.Ref(s)); !ok || back != s {
				t.Errorf("%s leads to %+v, %v", l.Ref(s), back, ok)
			}
		}
	}
}

func TestOnlySignsOfTheDayCanBeChosen(t *testing.T) {
	t.Parallel()
	now := day(2026, 11, 30)
	got, ok := Chosen([]string{"qd207-2026/14", "nqtw4-2016/A5", "nqtw4-2016/A5"}, now)
	if !ok || !slices.Equal(got, []string{"nqtw4-2016/A5", "qd207-2026/14"}) {
		t.Errorf("chosen %v, %v; want them in the order of the lists, once each", got, ok)
	}
	for _, wrong := range []string{"qd37-2021/14", "nqtw4-2016/A10", "A5", "", "nqtw4-2016/"} {
		if _, ok := Chosen([]string{wrong}, now); ok {
			t.Errorf("%q was taken", wrong)
		}
	}
	if w := Words("qd207-2026/14"); !strings.HasPrefix(w, "Điều 14 · Tặng, nhận quà") {
		t.Errorf("in words %q", w)
	}
	if w := Words("nqtw4-2016/A5"); !strings.HasPrefix(w, "A5 · Tự phê bình") {
		t.Errorf("in words %q", w)
	}
}

func TestAListThatLacksItsSourceIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "key: a\ntitle: b\nshort: c\nfrom: 2020-01-01\n\n1 Một", "key: a\nother: b\n\n1 Một", "key: a\nfrom: 30/10/2016\n\n1 Một",
		"key: a\ntitle: b\nshort: c\nbasis: d\nfrom: 2020-01-01\n\n1"} {
		if l, err := parse(text); err == nil {
			t.Errorf("%q was read as %+v", text, l)
		}
	}
}
