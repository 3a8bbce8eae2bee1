package legacy

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// initials are the consonants a Vietnamese syllable may begin with, none among them.
var initials = append(strings.Fields("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"), "")

// rhymes are what may follow, without tone.
var rhymes = set(`
	a ac ach ai am an ang anh ao ap at au ay
	ăc ăm ăn ăng ăp ăt
	âc âm ân âng âp ât âu ây
	e ec em en eng eo ep et
	ê êch êm ên ênh êp êt êu
	i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
	o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt
	oc oe oen oeo oet oi om on ong ooc oong op ot
	ô ôc ôi ôm ôn ông ôp ôt
	ơ ơi ơm ơn ơp ơt
	u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut
	uy uya uych uyên uyêt uyn uynh uyp uyt uyu
	ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
	y ych yêm yên yêng yêt yêu ynh yt`)

// familiar are words that lists of people are full of. They decide between two readings that are both Vietnamese:
// "Lê Minh Tâm" is nobody's "Lờ Minh Tõm". Only words with other letters than ASCII matter.
var familiar = set(`
	nguyễn trần lê phạm hoàng huỳnh vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn trịnh đinh lâm phùng trương hà tạ thái
	lương quách thạch sơn diệp lưu tăng triệu kiều mạc tống từ khổng tô châu đàm nghiêm thân bạch hứa la lã giáp
	văn thị hữu đức ngọc công đình quốc thế xuân hồng bá trọng chí mạnh viết bích thúy thuý thùy thuỳ tấn tuấn vĩnh phước
	hùng dũng bình hòa hoà hải tâm tân tú trí tín phú quân quý sáng thành thắng thảo thơ thủy thuỷ thư tiến toàn toán tùng
	tuyết vân việt yến bé bảy tám chín út sáu tư mười năm lân lộc lợi nhân nhã nghĩa nghị phúc phương phượng hưng hương
	hường hằng hạnh hậu hiền hiếu hoài huệ hiệp cường cúc cẩm ánh ân đông điệp đạt dân duyên diễm giàu hân khánh lành
	liễu mỹ mùa mùi nhàn phụng sương tài thêm thìn thông thuận trâm trân trúc vàng xuyến đăng khôi lập luận quyền
	sỹ thịnh thiện tiên trường tường trưởng vượng bổn đệ định điền đồng hòe hợp kiên lĩnh lực mẫn nhựt phát tỷ tỵ
	chi bộ đảng ủy uỷ ấp xã huyện tỉnh phường trấn tổ đội bí phó thường phòng viên chức giáo sự hội phụ nữ nông cựu chiến
	niên mặt trận tổ tiểu học mầm trạm tế cán kế đốc giám chủ tịch phố thôn xóm bản đường số nhà mỏ cày bắc tây cần sóc
	trăng trà nội cấp tổng quản lái bảo vệ thủ quỹ hưu khóm làng nghề độc lúa vườn thợ xây dựng điện máy hộ cá tôm bò dừa
	tôn mã phí lò sùng doãn giàng quàng ngân quí bông tòng ý bán mua đã là có và của không`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		m[word] = true
	}
	return m
}

// tones are the combining marks of the five written tones.
const tones = "\u0300\u0301\u0303\u0309\u0323"

// toned is a vowel without its tone, and the tone.
type toned struct{ vowel, tone rune }

// vowels takes each small vowel with tone apart. A table, because whole columns are judged letter by letter.
var vowels = func() map[rune]toned {
	m := map[rune]toned{}
	for _, vowel := range "aăâeêioôơuưy" {
		for _, tone := range tones {
			letter := []rune(norm.NFC.String(string([]rune{vowel, tone})))
			m[letter[0]] = toned{vowel, tone}
		}
	}
	return m
}()

// withoutTone splits a word in small letters, in NFC, into its letters and its tones. An Eth is read as the "đ" it is
// often typed for.
func withoutTone(word string) (bare string, marks []rune) {
	bare = strings.Map(func(r rune) rune {
		if v, ok := vowels[r]; ok {
			marks = append(marks, v.tone)
			return v.vowel
		}
		if r == 'ð' {
			return 'đ'
		}
		return r
	}, word)
	return bare, marks
}

// readable reports whether word, in small letters, is built as a Vietnamese syllable is. It is lenient with what people
// mistype: where the tone stands, and a tone left out. "Lôc" is a slip for "Lộc" rather than the TCVN3 of "Lục".
func readable(word string) bool {
	bare, marks := withoutTone(word)
	return len(marks) <= 1 && slices.ContainsFunc(initials, func(initial string) bool {
		rhyme, ok := strings.CutPrefix(bare, initial)
		return ok && rhymes[rhyme]
	})
}

// wellFormed is [readable] without the leniency for a tone left out: a syllable that ends in c, ch, p or t has one of
// two tones. A converted word must be so: "Göt" is a foreign name, not the TCVN3 of "Gửt".
func wellFormed(word string) bool {
	if !readable(word) {
		return false
	}
	bare, marks := withoutTone(word)
	stopped := slices.ContainsFunc([]string{"c", "ch", "p", "t"}, func(end string) bool { return strings.HasSuffix(bare, end) })
	return !stopped || len(marks) == 1 && (marks[0] == '\u0301' || marks[0] == '\u0323')
}

// Doubtful reports whether a converted text has lost letters that nothing can bring back, so that a person must look.
// The "ư" of TCVN3 is a sign that many programs drop; what is left of "Mường", "được", "rượu", "Hưng", "Bí thư" is
// "Mờng", "đợc", "rợu", "Hng", "Bí th". "Ngời" is a word, yet more often it is what is left of "người". Losses that leave
// a good syllable ("mưa", "ma") cannot be seen.
func Doubtful(s string) bool {
	words := strings.FieldsFunc(norm.NFC.String(s), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.ContainsFunc(words, lostLetter)
}

func lostLetter(word string) bool {
	lower := strings.ToLower(word)
	bare, _ := withoutTone(lower)
	for _, end := range []string{"ng", "c", "u"} {
		if strings.HasSuffix(bare, "ơ"+end) && !strings.HasSuffix(bare, "ươ"+end) {
			return true
		}
	}
	if lower == "ngời" || word == "th" || word == "nh" {
		return true
	}
	// A word in capitals without a vowel is an abbreviation; the other initials go with no "ưng".
	initial, ok := strings.CutSuffix(bare, "ng")
	return ok && initial != "" && word != strings.ToUpper(word) &&
		slices.Contains(initials, initial) && !strings.ContainsAny(initial, "iup")
}
