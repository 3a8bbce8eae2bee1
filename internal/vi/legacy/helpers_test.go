package legacy_test

import (
	"math/rand/v2"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// toTCVN3 and toVNI write Unicode in the old encodings. They hold their own tables, in another order than the package:
// by shape and tone, so that a slip in one table is not a slip in the other.

// accented is every Vietnamese vowel, plain, grave, hook, tilde, acute, dot; then the đ.
var accented = []string{
	"aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ", "đ",
}

var tcvn3Bytes = []string{
	"a\xb5\xb6\xb7\xb8\xb9", "\xa8\xbb\xbc\xbd\xbe\xc6", "\xa9\xc7\xc8\xc9\xca\xcb", "e\xcc\xce\xcf\xd0\xd1",
	"\xaa\xd2\xd3\xd4\xd5\xd6", "i\xd7\xd8\xdc\xdd\xde", "o\xdf\xe1\xe2\xe3\xe4", "\xab\xe5\xe6\xe7\xe8\xe9",
	"\xac\xea\xeb\xec\xed\xee", "u\xef\xf1\xf2\xf3\xf4", "\xad\xf5\xf6\xf7\xf8\xf9", "y\xfa\xfb\xfc\xfd\xfe", "\xae",
}

var tcvn3Capitals = map[rune]rune{'Ă': 0xA1, 'Â': 0xA2, 'Ê': 0xA3, 'Ô': 0xA4, 'Ơ': 0xA5, 'Ư': 0xA6, 'Đ': 0xA7}

var vniBytes = func() map[rune]string {
	plain, round, breve := "\xf8\xfb\xf5\xf9\xef", "\xe0\xe5\xe3\xe1\xe4", "\xe8\xfa\xfc\xe9\xeb"
	m := map[rune]string{}
	row := func(letters, base, first, marks string) {
		for i, r := range []rune(letters) {
			m[r] = base + first
			if i > 0 {
				m[r] = base + marks[i-1:i]
			}
		}
	}
	for i, base := range []string{"a", "a", "a", "e", "e", "", "o", "o", "\xf4", "u", "\xf6", "y"} {
		switch accented[i] {
		case "ăằẳẵắặ":
			row(accented[i], base, "\xea", breve)
		case "âầẩẫấậ", "êềểễếệ", "ôồổỗốộ":
			row(accented[i], base, "\xe2", round)
		case "iìỉĩíị":
			row(accented[i], "", "i", "\xec\xe6\xf3\xed\xf2")
		default:
			row(accented[i], base, "", plain)
		}
	}
	m['ỵ'], m['đ'] = "\xee", "\xf1"
	return m
}()

func latin1(bytes string) string {
	var b strings.Builder
	for i := range len(bytes) {
		b.WriteRune(rune(bytes[i]))
	}
	return b.String()
}

// toTCVN3 writes capitals with tone as small letters, as under a font of capitals.
func toTCVN3(s string) string {
	return strings.Map(func(r rune) rune {
		if c, ok := tcvn3Capitals[r]; ok {
			return c
		}
		for i, letters := range accented {
			if at := strings.IndexRune(letters, unicode.ToLower(r)); at >= 0 && r > unicode.MaxASCII {
				return rune(tcvn3Bytes[i][len([]rune(letters[:at]))])
			}
		}
		return r
	}, s)
}

func toVNI(s string) string {
	var b strings.Builder
	for _, r := range s {
		lower := unicode.ToLower(r)
		switch bytes, ok := vniBytes[lower]; {
		case !ok:
			b.WriteRune(r)
		case lower != r:
			b.WriteString(strings.ToUpper(latin1(bytes)))
		default:
			b.WriteString(latin1(bytes))
		}
	}
	return b.String()
}

var (
	families = strings.Fields(`Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô
		Dương Lý Đào Đoàn Trịnh Đinh Lâm Phùng Mai Tô Trương Hà Tạ Cao Châu Thái Lương Quách La Thạch Sơn Kim Diệp Lưu Tăng
		Triệu Kiều Mạc Tống Từ Khổng Giáp Lã Quàng Lò Vàng Giàng Sùng Hứa Nông Bế Đàm Ông Âu Ung Cù Vi Thân Bạch Tôn Lục
		Khưu Mã Hàn Nghiêm Trà Bá Chu Doãn Đồng Hàng Khúc Ninh Phí Quản Thiều Tiêu Vương Viên Xa`)
	middles = strings.Fields(`Văn Văn Văn Thị Thị Thị Hữu Đức Ngọc Công Đình Quốc Thế Xuân Minh Thanh Hồng Bá Trọng Chí Mạnh
		Viết Gia Bích Thúy Thuỳ Kim Tấn Tuấn Vĩnh Phước Hoàng Quang Duy Anh Hoài Thái Khánh Hà Út Tú Trí Phú Quân Tâm Mỹ Ánh
		Như Diễm Cẩm Lệ Phương Bảo Nhật Huy Tiến Trung Việt Thành Hải Hoà Hòa Á Á Ái Nữ Sỹ Nguyên Vân Thu`)
	givens = strings.Fields(`An Anh Ánh Ân Ẩn Bảo Bé Bích Biên Bình Bông Cảnh Cầm Cẩm Chánh Châu Chí Chiến Chín Chung Công
		Cúc Cường Danh Dân Diễm Diệu Dung Dũng Duyên Dương Đào Đạt Đăng Đệ Đến Điền Định Đông Đức Em Gấm Gái Giang Giàu Giỏi
		Hà Hạ Hải Hân Hằng Hạnh Hào Hảo Hậu Hiền Hiển Hiệp Hiếu Hoa Hoà Hòa Hoài Hoàn Hoàng Hoành Hoè Hòe Hồng Huân Huấn Huệ
		Hùng Huy Huyền Huỳnh Hưng Hương Hường Hữu Kha Khải Khang Khánh Khoa Khoát Khôi Khuê Khương Kiên Kiệt Kiều Kỳ Lài Lam
		Lan Lành Lâm Lân Lập Lệ Liêm Liên Liễu Linh Loan Long Lộc Lợi Luân Luận Lụa Lực Lượng Lý Mai Mẫn Mận Mẹo Minh Mộng
		Mùa Mùi Mười My Mỹ Na Nam Năm Năng Nga Ngà Ngân Nghi Nghĩa Ngoan Ngoãn Ngọc Nguyên Nguyệt Nhã Nhài Nhàn Nhạn Nhân Nhất
		Nhật Nhi Nhiên Nhung Như Nhựt Ninh Nương Oanh Oánh Phát Phi Phong Phú Phúc Phụng Phước Phương Phượng Quang Quân Quế
		Quí Quý Quốc Quyên Quyền Quyết Quỳnh Rạng Rỡ Sang Sáng Sáu Sâm Sơn Sương Sửu Tài Tám Tánh Tâm Tân Tấn Thạch Thái Thanh
		Thành Thảo Thạnh Thăng Thắm Thắng Thân Thêm Thi Thìn Thịnh Thoa Thoại Thông Thơ Thơm Thu Thuận Thúy Thuý Thùy Thuỷ
		Thuyết Thư Thương Thường Tí Tiên Tiến Tiếng Tình Toàn Toán Tòng Tố Tới Trà Trang Trâm Trân Trí Trinh Trọng Trúc Trung
		Trường Tuân Tuấn Tuế Tùng Tuyền Tuyến Tuyết Tư Tường Tửu Tý Tỵ Uyên Út Vàng Văn Vân Vi Viên Việt Vinh Vĩnh Võ Vũ Vui
		Vượng Vỹ Xinh Xuân Xuyến Ý Yên Yến Quới Quờn Nhơn Thới Kiểng Bổn Hợi Mãnh Khoáng Oách Xoàn Nguyện Quậy Hoắc Loát`)
)

// names builds full names, the same for the same seed; every tenth is all in capitals, every tenth decomposed.
func names(seed uint64, n int) []string {
	random := rand.New(rand.NewPCG(seed, 7))
	one := func(list []string) string { return list[random.IntN(len(list))] }
	list := make([]string, n)
	for i := range list {
		list[i] = one(families) + " " + one(middles) + " " + one(givens)
		if random.IntN(3) == 0 {
			list[i] = one(families) + " " + one(givens)
		}
		switch random.IntN(10) {
		case 0:
			list[i] = strings.ToUpper(list[i])
		case 1:
			list[i] = norm.NFD.String(list[i])
		}
	}
	return list
}

// plain are the names of [names] as an old file would hold them: composed, and small letters after the initials.
func plain(seed uint64, n int) []string {
	list := make([]string, 0, n)
	for _, name := range names(seed, 2*n) {
		if name = norm.NFC.String(name); name != strings.ToUpper(name) && len(list) < n {
			list = append(list, name)
		}
	}
	return list
}

func each(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = f(s)
	}
	return out
}
