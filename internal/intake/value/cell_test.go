package value_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tusoi/internal/intake/value"
	"tusoi/internal/vi"
)

func TestIdentityNumbersKeepTheirZerosAndLoseNone(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ in, want, wrong string }{
		{"087190001234", "087190001234", ""},
		{"87190001234", "087190001234", ""},   // Excel dropped a zero
		{"1190001234", "001190001234", ""},    // Excel dropped two
		{"87190001234.0", "087190001234", ""}, // a number with a fraction of nothing
		{"8.7190001234E10", "087190001234", ""},
		{"8.719000123E10", "087190001230", ""}, // another program leaves out the last zero
		{"'087190001234", "087190001234", ""},
		{"087 190 001 234", "087190001234", ""},
		{"320123456", "320123456", ""}, // the old card
		{"8.72E+10", "", "rút gọn"},
		{"8,72E+10", "", "rút gọn"},
		{"8.7190001234E+11", "", "rút gọn"},
		{"0871900012345", "", "13 chữ số"},
		{"12345678", "", "8 chữ số"},
		{"08719000123x", "", "không phải chữ số"},
		{"000000000000", "", "không phải chữ số"},
	} {
		got, wrong := value.Identity(tc.in)
		if got != tc.want || !strings.Contains(wrong, tc.wrong) || (wrong == "") != (tc.wrong == "") {
			t.Errorf("Identity(%q) = %q, %q; want %q, …%s…", tc.in, got, wrong, tc.want, tc.wrong)
		}
	}
}

func TestCardNumbersStayText(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ in, want, wrong string }{
		{"87.012345", "87.012345", ""}, {"87012345", "87012345", ""}, {"1012345", "01012345", ""},
		{"87 012345", "87012345", ""}, {"8.7012345E7", "87012345", ""}, {"87190001234", "087190001234", ""}, {"bt-0123", "BT-0123", ""},
		{"87.01234", "", "thiếu chữ số"}, {"8.7E+07", "", "rút gọn"}, {"chưa có", "", "chưa đúng"}, {"1", "", "chưa đúng"},
	} {
		got, wrong := value.Card(tc.in)
		if got != tc.want || !strings.Contains(wrong, tc.wrong) || (wrong == "") != (tc.wrong == "") {
			t.Errorf("Card(%q) = %q, %q; want %q, …%s…", tc.in, got, wrong, tc.want, tc.wrong)
		}
	}
	if value.CardKey("87.012345") != value.CardKey("87012345") {
		t.Error("one card written in two ways has two keys")
	}
}

func TestDaysAreReadAsPeopleAndExcelWriteThem(t *testing.T) {
	t.Parallel()
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	for _, tc := range []struct {
		in        string
		from1904  bool
		want      time.Time
		precision vi.Precision
		wrong     string
	}{
		{"19/05/1956", false, day(1956, 5, 19), vi.PrecisionDay, ""},
		{"19-5-1956", false, day(1956, 5, 19), vi.PrecisionDay, ""},
		{"20594", false, day(1956, 5, 19), vi.PrecisionDay, ""},
		{"20594.75", false, day(1956, 5, 19), vi.PrecisionDay, ""},
		{"19132", true, day(1956, 5, 19), vi.PrecisionDay, ""},
		{"9000", false, day(1924, 8, 21), vi.PrecisionDay, ""}, // a member of a hundred years
		{"1956", false, day(1956, 1, 1), vi.PrecisionYear, ""},
		{"00/00/1956", false, day(1956, 1, 1), vi.PrecisionYear, ""},
		{"5/1956", false, day(1956, 5, 1), vi.PrecisionMonth, ""},
		{"1956-05-19T00:00:00", false, day(1956, 5, 19), vi.PrecisionDay, ""},
		{"1956-05-19 00:00:00", false, day(1956, 5, 19), vi.PrecisionDay, ""},
		{"19/05/1956 00:00:00", false, day(1956, 5, 19), vi.PrecisionDay, ""},
		{"31/02/1956", false, time.Time{}, 0, "chỉ có 29 ngày"},
		{"05/19/1956", false, time.Time{}, 0, "không có tháng 19"},
		{"19/05/56", false, time.Time{}, 0, "bốn chữ số"},
		{"99999", false, time.Time{}, 0, "chưa phải là ngày"},
		{"không rõ", false, time.Time{}, 0, "chưa phải là ngày"},
	} {
		got, precision, wrong := value.Day(tc.in, tc.from1904)
		if !got.Equal(tc.want) || precision != tc.precision || !strings.Contains(wrong, tc.wrong) || (wrong == "") != (tc.wrong == "") {
			t.Errorf("Day(%q) = %v, %v, %q; want %v, %v, …%s…", tc.in, got, precision, wrong, tc.want, tc.precision, tc.wrong)
		}
	}
}

func TestNamesGetTheirSmallLettersAndOldFontsAreRefused(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ in, want, wrong string }{
		{"NGUYỄN THỊ ÁNH TUYẾT", "Nguyễn Thị Ánh Tuyết", ""},
		{norm.NFD.String("NGUYỄN VĂN ĐÚNG"), "Nguyễn Văn Đúng", ""},
		{"Y Blơk Niê Kdăm", "Y Blơk Niê Kdăm", ""},
		{"ÐẶNG VĂN ÐỨC", "Đặng Văn Đức", ""}, // an Eth in place of Đ
		{"NguyÔn V¨n An", "", "bảng mã cũ"},
		{"Nguyeãn Vaên AÙn ñ", "", "bảng mã cũ"},
		{"Nguyễn Văn 1", "", "không phải là họ và tên"},
		{"...", "", "không phải là họ và tên"},
		{"#N/A", "", "lỗi của Excel"},
		{strings.Repeat("a", 101), "", "Dài quá 100"},
	} {
		got, wrong := value.PersonName(tc.in)
		if got != tc.want || !strings.Contains(wrong, tc.wrong) || (wrong == "") != (tc.wrong == "") {
			t.Errorf("PersonName(%q) = %q, %q; want %q, …%s…", tc.in, got, wrong, tc.want, tc.wrong)
		}
	}
}

func TestKeysOfHeadingsForgetStarsBracketsAndMarks(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Họ và tên (*)": "ho va ten", "HỌ VÀ TÊN": "ho va ten", "Ngày sinh\n(dd/mm/yyyy)": "ngay sinh",
		"Số CCCD/ĐDCN": "so cccd ddcn", " Ấp, khu phố ": "ap khu pho", "((": "", "": "",
	} {
		if got := value.Key(in); got != want {
			t.Errorf("Key(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzCells feeds every reader: none may panic, accept what it also refuses, or hand on text that is not fit to be kept.
func FuzzCells(f *testing.F) {
	for _, seed := range []string{
		"087190001234", "8.7190001234E10", "8.72E+10", "87.012345", "19/05/1956", "20594.75", "1956", "00/00/1956",
		"NGUYỄN VĂN ĐÚNG", "NguyÔn V¨n", "#REF!", "=1+1", "'087", "", "\u00ad", "\xff", "1E99", "9.9E9", "٣", "0.", ".0", "99999",
		"1956-05-19T00:00:00", norm.NFD.String("Đỗ Thị Ẩn"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s := vi.Clean(in)
		identity, wrong := value.Identity(s)
		if (identity == "") == (wrong == "") || identity != "" && len(identity) != 9 && len(identity) != 12 {
			t.Errorf("Identity(%q) = %q, %q", s, identity, wrong)
		}
		if again, wrong := value.Identity(identity); identity != "" && (again != identity || wrong != "") {
			t.Errorf("Identity(%q) = %q, %q: not the same again", identity, again, wrong)
		}
		card, wrong := value.Card(s)
		if (card == "") == (wrong == "") {
			t.Errorf("Card(%q) = %q, %q", s, card, wrong)
		}
		for _, mac := range []bool{false, true} {
			day, _, wrong := value.Day(s, mac)
			if day.IsZero() == (wrong == "") || wrong == "" && (day.Year() < 1900 || day.Year() > 2100 || !day.Equal(day.Truncate(24*time.Hour))) {
				t.Errorf("Day(%q) = %v, %q", s, day, wrong)
			}
		}
		name, wrong := value.PersonName(s)
		if (name == "") == (wrong == "") || !utf8.ValidString(name) || name != vi.Clean(name) {
			t.Errorf("PersonName(%q) = %q, %q", s, name, wrong)
		}
		if key := value.Key(s); key != value.Key(key) {
			t.Errorf("Key(%q) = %q, and its key %q", s, key, value.Key(key))
		}
	})
}
