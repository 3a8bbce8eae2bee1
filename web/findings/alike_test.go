package sheetpage

import (
	"strings"
	"testing"
	"unicode"
)

func TestTextsThatRepeatArePointedOut(t *testing.T) {
	t.Parallel()
	const long = "Đã đến từng nhà vận động, 3 hộ đồng ý hiến đất, chờ ký biên bản với ấp."
	for claim, tc := range map[string]struct {
		an, be, last string // what An and Bé say, and what An said a month ago
		flagAn       string
		flagBe       string
	}{
		"copied from another":          {long, "ĐÃ ĐẾN từng nhà vận động: 3 hộ đồng ý hiến đất, chờ ký biên bản với ấp!", "", "Giống 100 % lời của Bùi Văn Bé", "Giống 100 % lời của Nguyễn Văn An"},
		"one word changed":             {long, "Đã đến từng nhà vận động, 4 hộ đồng ý hiến đất, chờ ký biên bản với ấp.", "", "Giống 90 % lời của Bùi Văn Bé", "Giống 90 % lời của Nguyễn Văn An"},
		"the same as a month ago":      {long, "", long, "Giống 100 % lời tháng 10", ""},
		"the closer of two is named":   {long, "Đã đến từng nhà vận động, 4 hộ đồng ý hiến đất, chờ ký biên bản với ấp.", long, "Giống 100 % lời tháng 10", "Giống 90 % lời của Nguyễn Văn An"},
		"short answers are left alone": {"Chưa đến hạn.", "Chưa đến hạn.", "Chưa đến hạn.", "", ""},
		"different work":               {long, "Phụ đạo 4 em yếu môn Toán vào chiều thứ năm, các em có tiến bộ.", "", "", ""},
	} {
		s := november()
		an, be := &s.Members[0].Items[0], &s.Members[1].Items[0]
		an.Note, an.LastNote, be.Note = tc.an, tc.last, tc.be
		got := alikes(s)
		if got[an] != tc.flagAn || got[be] != tc.flagBe {
			t.Errorf("%s: %q and %q, want %q and %q", claim, got[an], got[be], tc.flagAn, tc.flagBe)
		}
	}
}

// The trace is an estimate: it must stay close to the share of groups that two texts really have in common.
func TestTheEstimateIsClose(t *testing.T) {
	t.Parallel()
	groups := func(text string) map[string]bool {
		set := map[string]bool{}
		padded := "  " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ") + " "
		letters := []rune(padded)
		for i := range len(letters) - 2 {
			set[string(letters[i:i+3])] = true
		}
		return set
	}
	s := crowd()
	first := s.Members[0].Items[0].Note
	for _, m := range s.Members {
		for _, i := range m.Items {
			mixed := i.Note + " " + first[:len(first)/2]
			a, b, both := groups(first), groups(mixed), 0
			for g := range a {
				if b[g] {
					both++
				}
			}
			want := both * 100 / (len(a) + len(b) - both)
			if got := alike(traceOf(first), traceOf(mixed)); got < want-6 || got > want+6 {
				t.Errorf("%q and %q: %d %%, counted %d %%", first, mixed, got, want)
			}
		}
	}
}

func BenchmarkAlikes(b *testing.B) {
	s := crowd()
	for b.Loop() {
		if alikes(s) == nil {
			b.Fatal()
		}
	}
}
