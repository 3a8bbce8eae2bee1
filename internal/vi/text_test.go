package vi_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tusoi/internal/vi"
)

func TestCleanMakesOneSpellingOfEqualTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"  \t\n ", ""},
		{"  Nguyễn   Văn\tAn ", "Nguyễn Văn An"},
		{norm.NFD.String("Mỏ Cày Nam – Đảng ủy – ưu"), "Mỏ Cày Nam – Đảng ủy – ưu"},
		{"Chi\u00a0bộ\u3000ấp", "Chi bộ ấp"},
		{"Chi\u200b bộ\ufeff", "Chi bộ"},
		{"An\x00 Phước\x07", "An Phước"},
		{"a\x1b[31mb", "a[31mb"},
		{"e\u200b\u0302", "ê"},
		{"một\ndòng", "một dòng"},
		{"M\u00adêng", "M\u00adêng"},
		{"bad\xff", "bad\ufffd"},
	} {
		if got := vi.Clean(c.in); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestCleanTextKeepsParagraphs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"\n\n", ""},
		{" một \r\n hai\u2028ba ", "một\nhai\nba"},
		{"một\n\n\n\nhai\n", "một\n\nhai"},
		{"\n\n một\rhai", "một\nhai"},
		{"a\n \t \nb\nc", "a\n\nb\nc"},
	} {
		if got := vi.CleanText(c.in); got != c.want {
			t.Errorf("CleanText(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFoldFindsATextHoweverItIsTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"Đặng Thị Ánh", "dang thi anh"},
		{norm.NFD.String("Đặng  Thị Ánh "), "dang thi anh"},
		{"hoà", "hoa"},
		{"hòa", "hoa"},
		{"UỶ BAN", "uy ban"},
		{"Ủy ban", "uy ban"},
		{"ơ ư Ơ Ư ă â ê ô", "o u o u a a e o"},
		{"M\u00adường", "muong"},
		{"İstanbul", "istanbul"},
		{"Số 10-HD/BTCTU", "so 10-hd/btctu"},
	} {
		if got := vi.Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", " Nguyễn  Văn An ", "e\u200b\u0302", "a\r\n\r\n\r\nb", "\xff\xfe", "\u0301x", "I\u0307", "\u212a\u03d3", "한글", "\u1e9b\u0323"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		one, text, key := vi.Clean(s), vi.CleanText(s), vi.Fold(s)
		for _, got := range []string{one, text, key} {
			if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) || got != strings.TrimSpace(got) {
				t.Fatalf("%q is not clean (from %q)", got, s)
			}
		}
		if strings.ContainsAny(one, "\n\t\x00") || strings.Contains(one, "  ") || strings.Contains(text, "\n\n\n") {
			t.Fatalf("%q or %q is not clean", one, text)
		}
		if vi.Clean(one) != one || vi.CleanText(text) != text || vi.Fold(key) != key {
			t.Fatalf("cleaning twice changes %q", s)
		}
		if vi.Fold(norm.NFD.String(one)) != key {
			t.Fatalf("the form of %q changes its key", one)
		}
	})
}

func TestALongListOfNamesIsCut(t *testing.T) {
	t.Parallel()
	for want, names := range map[string][]string{
		"": nil, "An": {"An"}, "A, B, C, D, E": {"A", "B", "C", "D", "E"}, "A, B, C, D, E và 2 tên khác": {"A", "B", "C", "D", "E", "F", "G"},
	} {
		if got := vi.Few(names); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
