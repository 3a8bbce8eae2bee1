package legacy_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tusoi/internal/vi/legacy"
)

func TestOldTextsBecomeUnicode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		encoding legacy.Encoding
		in, want string
	}{
		{legacy.TCVN3, "B¶o Th¾ng", "Bảo Thắng"},
		{legacy.TCVN3, "M\u00ADêng Kh\u00AD¬ng", "Mường Khương"},
		{legacy.TCVN3, "B¸t X¸t", "Bát Xát"},
		{legacy.TCVN3, "§¶ng bé x· An §Þnh", "Đảng bộ xã An Định"},
		{legacy.TCVN3, "BÝ th\u00AD Chi bé", "Bí thư Chi bộ"},
		{legacy.TCVN3, "¢u V¨n £n, ¦ng V¨n ¤n", "Âu Văn Ên, Ưng Văn Ôn"},
		{legacy.TCVN3, "A¸nh, ¡¾t, ¢Çn, ¦øt, Y\u00FD", "Ánh, Ắt, Ần, Ứt, Ý"},
		{legacy.TCVN3, "§¶ng \u0093M\u0094 \u0096 s¸ng\u0085", "Đảng “M” – sáng…"},
		{legacy.TCVN3, "vÕ", "vế"},
		{legacy.TCVN3, "Vi QuÝ", "Vi Quí"},
		{legacy.TCVN3, "§¶ng “M” – s¸ng…", "Đảng “M” – sáng…"},
		{legacy.TCVN3, "Nguyen Van An 12/05/1980", "Nguyen Van An 12/05/1980"},
		{legacy.TCVN3, norm.NFD.String("NguyÔn V¨n T¸m"), "Nguyễn Văn Tám"},
		{legacy.TCVN3Upper, "nguyÔn v¨n an", "NGUYỄN VĂN AN"},
		{legacy.TCVN3Upper, "NGUYÔN V¡N TH\u00ADêNG", "NGUYỄN VĂN THƯỜNG"},
		{legacy.VNI, "Nguyeãn Vaên Taùm", "Nguyễn Văn Tám"},
		{legacy.VNI, "Ñaûng", "Đảng"},
		{legacy.VNI, "Tröôøng", "Trường"},
		{legacy.VNI, "ÑAÛNG UÛY", "ĐẢNG ỦY"},
		{legacy.VNI, "Tyû, Myõ, giöõ, Thò Só Mì, Ñôn, Quyønh, Kyù, lyù", "Tỷ, Mỹ, giữ, Thị Sĩ Mì, Đơn, Quỳnh, Ký, lý"},
		{legacy.VNI, "AÂn, Aân, Ñöùc, ÑÖÙC, Thaïch Sôn, Tæ, Tî", "Ân, Ân, Đức, ĐỨC, Thạch Sơn, Tỉ, Tỵ"},
		{legacy.VNI, "Chi boä \u0093Möôøi\u0094", "Chi bộ “Mười”"},
		{legacy.Unicode, norm.NFD.String("Đảng ủy"), "Đảng ủy"},
		{legacy.Unicode, "NguyÔn V¨n An", "NguyÔn V¨n An"},
		{"viqr", "NguyÔn", "NguyÔn"},
		{legacy.TCVN3, "a\xffb", "a\uFFFDb"},
	} {
		if got := c.encoding.Convert(c.in); got != c.want {
			t.Errorf("%s: Convert(%q) = %q, want %q", c.encoding, c.in, got, c.want)
		}
	}
}

// Each letter stands in a text that is surely old, for a letter alone may be Unicode too.
func TestAllLettersSurviveBothEncodings(t *testing.T) {
	t.Parallel()
	letters := 0
	for _, row := range accented {
		for _, r := range row + strings.ToUpper(row) {
			if r <= unicode.MaxASCII {
				continue
			}
			letters++
			want := "Đặng Thị t" + string(r)
			if got := legacy.VNI.Convert(toVNI(want)); got != want {
				t.Errorf("VNI: %q became %q", want, got)
			}
			upper := strings.ToUpper(want)
			if got := legacy.TCVN3Upper.Convert(toTCVN3(want)); got != upper {
				t.Errorf("TCVN3, capitals: %q became %q", upper, got)
			}
			if _, ok := tcvn3Capitals[r]; !ok && unicode.IsUpper(r) {
				continue
			}
			if got := legacy.TCVN3.Convert(toTCVN3(want)); got != want {
				t.Errorf("TCVN3: %q became %q", want, got)
			}
		}
	}
	if letters != 134 {
		t.Errorf("tried %d letters, Vietnamese has 134", letters)
	}
}

func TestUnicodeIsLeftAloneWhateverTheColumn(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"Nguyễn Văn Tám", "Trà Vinh", "Lê Hoà", "Hà Thị Mùa", "Tô Hoài", "Hàm", "Lê Minh Tâm", "LÊ CÔNG BÌNH", "Võ Văn Ý", "Võ Thành",
		"Phan Văn Bé", "Ông Bình", "Thái Bình", "Nông dân", "Giáo viên", "Nhân viên", "Kế toán", "Đoàn viên", "Công an xã",
		"Bí thư", "Chi bộ 1", "Mỏ Cày Nam", "Bến Tre", "UBND", "", "   ", "12/05/1980", "079123456789", "Ý", "Nguyen Van An",
	} {
		for _, e := range legacy.Encodings() {
			if got := e.Convert(norm.NFD.String(s)); got != norm.NFC.String(s) && e != legacy.TCVN3Upper {
				t.Errorf("%s: %q became %q", e, s, got)
			}
		}
	}
	damaged := 0
	clean := names(11, 10_000)
	for _, e := range []legacy.Encoding{legacy.TCVN3, legacy.VNI} {
		for _, name := range clean {
			if e.Convert(name) != norm.NFC.String(name) {
				damaged++
			}
		}
	}
	// The rest cannot be told: "Tòng Chín" may be anybody's.
	if damaged > len(clean)*2/200 {
		t.Errorf("%d of %d Unicode names were damaged", damaged, 2*len(clean))
	}
}

func TestConvertingTwiceIsConvertingOnce(t *testing.T) {
	t.Parallel()
	for _, name := range plain(12, 2000) {
		for _, e := range legacy.Encodings() {
			once := legacy.Unicode.Convert(e.Convert(name))
			if twice := legacy.Unicode.Convert(once); twice != once {
				t.Errorf("%s: %q became %q, then %q", e, name, once, twice)
			}
		}
	}
}

func TestFontsTellTheEncoding(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		font  string
		want  legacy.Encoding
		known bool
	}{
		{".VnTime", legacy.TCVN3, true},
		{".VnArial Narrow", legacy.TCVN3, true},
		{".VnEnglish", legacy.TCVN3, true},
		{" .vntime ", legacy.TCVN3, true},
		{".VnTimeH", legacy.TCVN3Upper, true},
		{".VnArial NarrowH", legacy.TCVN3Upper, true},
		{".VnTimeH Bold", legacy.TCVN3Upper, true},
		{"VNI-Times", legacy.VNI, true},
		{"vni-helve", legacy.VNI, true},
		{"VNI Times", legacy.VNI, true},
		{"Times New Roman", legacy.Unicode, false},
		{"VnTime", legacy.Unicode, false},
		{"", legacy.Unicode, false},
	} {
		if got, known := legacy.GuessByFont(c.font); got != c.want || known != c.known {
			t.Errorf("GuessByFont(%q) = %s, %v", c.font, got, known)
		}
	}
}

func TestLostLettersAreDoubted(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"Mờng", "Khơng", "ngời", "đợc", "rợu", "MỜNG KHƠNG", "Nguyễn Văn Cờng", "Hng", "Trng", "Bí th Chi bộ", "nh trên",
		norm.NFD.String("Mờng"), legacy.TCVN3.Convert("Mêng"),
	} {
		if !legacy.Doubtful(s) {
			t.Errorf("%q is believed", s)
		}
	}
	for _, s := range []string{
		"Mường Khương", "người", "được", "rượu", "Hưng", "Bí thư", "như", "Sơn", "Cơ", "Lợi", "Đợi", "Hợp", "Thơm", "Hớn",
		"UBND HNG", "TH", "THCS", "Ng. Văn An", "Xoong", "Công", "Nguyen Van An", "12", "", "ĐƯỜNG", "K'Sor H'Blơ", "Lùng", "ảnh.png",
	} {
		if legacy.Doubtful(s) {
			t.Errorf("%q is doubted", s)
		}
	}
	for _, name := range names(13, 10_000) {
		if legacy.Doubtful(name) {
			t.Errorf("%q is doubted", name)
		}
	}
}

func TestEveryEncodingHasALabel(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range legacy.Encodings() {
		if label := e.Label(); label == "" || label == string(e) || seen[label] {
			t.Errorf("%s is labelled %q", e, label)
		}
		seen[e.Label()] = true
	}
	if got := legacy.Encoding("viqr").Label(); got != "viqr" {
		t.Errorf("an unknown encoding is labelled %q", got)
	}
}

func FuzzConvert(f *testing.F) {
	for _, s := range []string{
		"NguyÔn V¨n An", "M\u00ADêng Kh\u00AD¬ng", "Nguyeãn Vaên Taùm", "Đảng ủy", "Lê Hoà", "Aµ¡¾", "a\xff\u0300", "\u0081\u0085", "µ",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, e := range legacy.Encodings() {
			got := e.Convert(s)
			if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
				t.Fatalf("%s: Convert(%q) = %q is no NFC", e, s, got)
			}
			if again := legacy.Unicode.Convert(got); again != got {
				t.Fatalf("Unicode: Convert(%q) = %q", got, again)
			}
		}
		legacy.Doubtful(s)
	})
}
