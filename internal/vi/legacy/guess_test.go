package legacy_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"tusoi/internal/vi/legacy"
)

// latinOnly are clean names all of whose letters an old encoding has too: the hard ones.
func latinOnly(seed uint64, n int) []string {
	var list []string
	for _, name := range names(seed, n) {
		name = norm.NFC.String(name)
		if !strings.ContainsFunc(name, func(r rune) bool { return r > 0xFF }) {
			list = append(list, name)
		}
	}
	return list
}

func TestCleanNamesAreNeverTakenForOldOnes(t *testing.T) {
	t.Parallel()
	clean := names(1, 10_000)
	for _, name := range clean {
		if e, _ := legacy.Guess([]string{name}); e != legacy.Unicode {
			t.Errorf("%q alone is guessed to be %s", name, e)
		}
	}
	hard := latinOnly(2, 40_000)
	if len(hard) < 2000 {
		t.Fatalf("only %d hard names", len(hard))
	}
	for _, size := range []int{3, 20, 200, 10_000} {
		for column := range slices.Chunk(slices.Concat(clean, hard), size) {
			e, evidence := legacy.Guess(column)
			if e != legacy.Unicode || evidence.Otherwise != 0 || evidence.Changed != 0 {
				t.Errorf("a column from %q is guessed to be %s, %+v", column[0], e, evidence)
			}
		}
	}
}

func TestOtherTextsAreNeverTakenForOldOnes(t *testing.T) {
	t.Parallel()
	for _, column := range [][]string{
		nil,
		{""},
		{"Nguyen Van An", "TRAN THI BE"},
		{"12/05/1980", "079123456789", "1.234,5", ""},
		{"Trà Vinh", "Lê Hoà", "Tô Hoài", "Hàm"},
		{"Café", "Crème brûlée", "Où est la gare ?", "où", "Noël", "Citroën", "déjà vu", "garçon", "L'Hôtel", "André", "Renée", "thé"},
		{"São Paulo", "Müller", "El Niño", "Zürich", "señor", "Köln", "Ærø", "Göt", "Tåt"},
		{"10 µm", "3 × 4", "½", "§ 5", "25 °C", "m²", "© 2026", "«Paris»", "50 £", "a · b", "±1", "÷", "µg", "®"},
		{"H'Blô Êban", "Y Bhiên Niê", "K'Brêu", "Krông Pắc", "Đăk Tô", "Ksôr", "Plông"},
		{"Lôc Ninh", "Tôt", "Hòang Anh", "Ðoàn Thanh", "Ðoàn viên", "Bác ái", "nhà ông", "vÕ"},
		{"\u00AD", "Lê\u00ADThanh", "Lan\u00AD", "\ufeffHà"},
	} {
		if e, evidence := legacy.Guess(column); e != legacy.Unicode || evidence.Changed != 0 {
			t.Errorf("%q is guessed to be %s, %+v", column, e, evidence)
		}
		for _, text := range column {
			if e, _ := legacy.GuessText(text); e != legacy.Unicode {
				t.Errorf("%q is guessed to be %s", text, e)
			}
			if e, _ := legacy.Guess([]string{norm.NFD.String(text)}); e != legacy.Unicode {
				t.Errorf("%q, decomposed, is guessed to be %s", text, e)
			}
		}
	}
}

// old are the encodings that files have, with how the test writes them.
var old = []struct {
	encoding legacy.Encoding
	encode   func(string) string
	decoded  func(string) string
}{
	{legacy.TCVN3, toTCVN3, smallInitials},
	{legacy.TCVN3Upper, func(s string) string { return toTCVN3(onlyASCIIUpper(s)) }, strings.ToUpper},
	{legacy.VNI, toVNI, func(s string) string { return s }},
	{legacy.VNI, func(s string) string { return toVNI(strings.ToUpper(s)) }, strings.ToUpper},
}

// smallInitials is what remains of a name in a TCVN3 font without capitals with tone: "Ánh" is "ánh".
func smallInitials(s string) string {
	return strings.Map(func(r rune) rune {
		if _, ok := tcvn3Capitals[r]; ok || r <= unicode.MaxASCII {
			return r
		}
		return unicode.ToLower(r)
	}, s)
}

func onlyASCIIUpper(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= unicode.MaxASCII {
			return unicode.ToUpper(r)
		}
		return r
	}, s)
}

func TestOldColumnsAreGuessedAndConverted(t *testing.T) {
	t.Parallel()
	for i, c := range old {
		for column := range slices.Chunk(plain(uint64(20+i), 10_000), 200) {
			encoded := each(column, c.encode)
			e, evidence := legacy.Guess(encoded)
			if e != c.encoding {
				t.Errorf("%s: a column from %q is guessed to be %s, %+v", c.encoding, encoded[0], e, evidence)
				continue
			}
			if diff := cmp.Diff(each(column, c.decoded), each(encoded, e.Convert)); diff != "" {
				t.Errorf("%s: %s", c.encoding, diff)
			}
			if diff := cmp.Diff(each(column, c.decoded), legacy.ConvertColumn(encoded, e)); diff != "" {
				t.Errorf("%s: %s", c.encoding, diff)
			}
		}
	}
}

func TestThreeNamesAreEnough(t *testing.T) {
	t.Parallel()
	for i, c := range old {
		if c.encoding == legacy.TCVN3Upper {
			continue // three names may hold no word that tells capitals
		}
		for column := range slices.Chunk(plain(uint64(30+i), 9_000), 3) {
			encoded := each(column, c.encode)
			if slices.Equal(encoded, column) {
				continue
			}
			if e, _ := legacy.Guess(encoded); e != c.encoding {
				t.Errorf("%q is guessed to be %s, not %s", encoded, e, c.encoding)
			}
		}
	}
}

func TestRealColumnsAreGuessed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		texts []string
		want  legacy.Encoding
	}{
		{"places", []string{"B¶o Th¾ng", "M\u00ADêng Kh\u00AD¬ng", "B¸t X¸t", "Sa Pa"}, legacy.TCVN3},
		{"jobs", []string{"BÝ th\u00AD Chi bé", "", "UBND x·", "Tr\u00ADëng Êp", "KÕ to¸n", "C¸n bé h\u00ADu trÝ"}, legacy.TCVN3},
		{"addresses", []string{"Sè 12, Êp Phó QuÝ", "15/3 ®\u00ADêng Lª Lîi", "12", "Tæ 5, khu phè 2"}, legacy.TCVN3},
		{"capitals", []string{"NGUYÔN V¡N AN", "TRÇN THÞ BÐ", "PH¹M HïNG"}, legacy.TCVN3Upper},
		{"VNI", []string{"Chi boä AÁp 1", "", "UBND xaõ", "Ñaûng uûy", "Tröôûng phoøng", "Phan Thò Lan"}, legacy.VNI},
		{"numbers and blanks", []string{"", "12.345678", "01/02/1980", "NguyÔn V¨n An", "", "77"}, legacy.TCVN3},
		{"one old text among doubtful ones", []string{"Hoà", "Hoà Bình", "Hoàng Lan", "Nguyeãn Vaên Taùm"}, legacy.Unicode},
		{"one old text", []string{"Nguyễn Văn An", "Trần Thị Bé", "NguyÔn V¨n An", "Lê Hoà"}, legacy.Unicode},
	} {
		if e, evidence := legacy.Guess(c.texts); e != c.want {
			t.Errorf("%s: guessed to be %s, %+v", c.name, e, evidence)
		}
	}
}

func TestEvidenceCountsWhatTheGuessRestsOn(t *testing.T) {
	t.Parallel()
	texts := []string{"", "12", "NguyÔn V¨n An", "Lan", "TrÇn B¸", "Đỗ Mười", "Ph¹m Hïng", "Nguyeãn Vaên Taùm", "§ç An"}
	e, got := legacy.Guess(texts)
	want := legacy.Evidence{Lettered: 7, Changed: 5, Otherwise: 2, Samples: []int{2, 4, 6}}
	if diff := cmp.Diff(want, got); diff != "" || e != legacy.TCVN3 {
		t.Error(e, diff)
	}
}

func TestMixedColumnsComeOutRight(t *testing.T) {
	t.Parallel()
	texts := []string{"Nguyễn Văn Tám", "NguyÔn V¨n T¸m", "Nguyeãn Vaên Taùm", "Lê Minh Tâm", "Trà Vinh", "12", "M\u00ADêng", "Ñaûng"}
	want := []string{"Nguyễn Văn Tám", "Nguyễn Văn Tám", "Nguyễn Văn Tám", "Lê Minh Tâm", "Trà Vinh", "12", "Mường", "Đảng"}
	for _, e := range legacy.Encodings() {
		got := legacy.ConvertColumn(texts, e)
		if e != legacy.TCVN3Upper && !slices.Equal(got, want) {
			t.Errorf("%s: %q", e, got)
		}
	}

	column := plain(40, 9_000)
	mixed := slices.Clone(column)
	for i := range mixed {
		column[i] = smallInitials(column[i])
		mixed[i] = []func(string) string{toTCVN3, toVNI, strings.Clone}[i%3](column[i])
	}
	guess, _ := legacy.Guess(mixed)
	wrong := 0
	for i, got := range legacy.ConvertColumn(mixed, guess) {
		if got == column[i] {
			continue
		}
		wrong++
		if e, sure := legacy.GuessText(mixed[i]); sure {
			t.Errorf("%q, surely %s, became %q", mixed[i], e, got)
		}
	}
	if wrong > len(column)*3/100 {
		t.Errorf("%d of %d texts came out wrong", wrong, len(column))
	}
}

func FuzzGuess(f *testing.F) {
	f.Add("NguyÔn V¨n An\nTrÇn B¸\n\n12")
	f.Add("Nguyeãn Vaên Taùm\nÑaûng")
	f.Add("Đảng ủy\nLê Hoà\nNguyÔn")
	f.Add("NGUYÔN\n\xff\u0300\n\u0085")
	f.Fuzz(func(t *testing.T, column string) {
		texts := strings.Split(column, "\n")
		e, evidence := legacy.Guess(texts)
		if !slices.Contains(legacy.Encodings(), e) {
			t.Fatalf("%q is guessed to be %q", texts, e)
		}
		if evidence.Changed > len(texts) || evidence.Lettered > len(texts) || len(evidence.Samples) != min(3, evidence.Changed) {
			t.Fatalf("%q: %+v", texts, evidence)
		}
		for _, i := range evidence.Samples {
			if own, sure := legacy.GuessText(texts[i]); sure && own == legacy.Unicode {
				t.Fatalf("%q is surely Unicode, yet changes", texts[i])
			}
		}
	})
}
