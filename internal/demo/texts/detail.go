package texts

import (
	"math/rand/v2"

	"tusoi/internal/org"
)

// Template is what somebody thought out once and several cells copied since.
const Template = "Đã tham gia dọn vệ sinh tuyến đường kiểu mẫu, vận động bà con treo cờ đúng quy định, nhắc nhở con em giữ gìn an ninh trật tự trong xóm."

// Detail is what somebody adds in own words to what they say of an item: when, what came of it, what comes next.
func Detail(r *rand.Rand, t org.Type, heading string) string {
	d := details[t]
	if heading == "thought" || heading == "discipline" && t != org.TypeArmed || heading == "mending" {
		d = meetings
	}
	return pick(r, moments) + " " + pick(r, d.came) + ", " + pick(r, d.next) + "."
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

var moments = []string{"Sáng thứ bảy tuần đầu", "Tối mùng sáu", "Hôm rằm", "Chiều 12", "Đầu tháng", "Cuối tháng", "Ngày 9", "Tuần thứ ba", "Bữa họp tổ",
	"Hôm trời mưa lớn", "Trưa chủ nhật", "Sau buổi chào cờ", "Tối 18", "Giữa tháng", "Ngày 21", "Hai buổi chiều liền", "Tuần rồi", "Ngày 26", "Sáng sớm 14", "Tối thứ năm"}

type detail struct{ came, next []string }

// meetings are for what is promised of study, of meetings and of one's own ways, in every kind of cell.
var meetings = detail{
	[]string{"phòng họp nóng nhưng anh em ngồi tới cuối", "ghi được hai trang vở", "nghe tới phần nêu gương thì thấy mình còn thiếu", "bác Mười kể chuyện thời chống Mỹ rất hay", "mất điện nửa buổi phải học bằng đèn pin",
		"có đồng chí trẻ hỏi tới bốn câu", "tôi ngồi cạnh đồng chí mới kết nạp", "bí thư đọc chậm cho mấy cụ kịp ghi", "tranh luận khá lâu về quỹ khuyến học", "nghe báo cáo thu chi còn chưa rõ một khoản",
		"được mời đọc phần tự liên hệ", "xe hư giữa đường mà vẫn kịp giờ", "bà xã nhắc từ bữa trước", "có ý kiến về đèn đường hư lâu ngày", "đồng chí Phát góp ý tôi nói hơi dài", "cả tổ ở lại dọn ghế tới tối"},
	[]string{"sẽ kể lại cho con cháu nghe", "còn nợ phần viết liên hệ", "đã mượn thêm cuốn sổ tay", "hẹn nói gọn hơn ở kỳ sau", "tự đặt chuông điện thoại trước nửa giờ", "nhờ chi ủy nhắc giùm", "sẽ đọc trước tài liệu ở nhà", "chép thêm một đoạn để học thuộc",
		"xin đăng ký phát biểu đầu tiên", "đem chuyện này nói ở tổ", "thấy cần hỏi lại chỗ chưa hiểu", "giúp hai cụ mở tài liệu trên điện thoại", "gửi ý kiến bằng giấy cho thư ký", "rủ đồng chí kế nhà đi chung", "về ghi ngay vào sổ", "nhận thêm phần viết biên bản"},
}

var details = map[org.Type]detail{
	org.TypeRural: {
		[]string{"có chú Sáu đi cùng nên bà con dễ nghe", "gặp cô Tám còn lưỡng lự vì sợ mất cây dừa", "ghe hư máy nên tới nơi đã xế", "ngồi nói chuyện với bác Mười tới gần chín giờ",
			"được hội phụ nữ góp thêm hai người", "thấy con mương cạn, rác tấp nhiều", "bà con hỏi nhiều về giá dừa rớt", "có cháu đoàn viên chụp ảnh giúp", "gặp đúng lúc nhà anh Tư có giỗ",
			"mới biết hộ kế bên cũng muốn làm theo", "phải qua hai chuyến đò", "nghe dì Út than nước mặn lên sớm", "mượn được máy cắt cỏ của hợp tác xã", "trưởng ấp ghi luôn vào sổ", "ông Hai gật đầu sau ba lần gặp", "đèn đường tắt nên về trễ"},
		[]string{"hẹn sau vụ gặt gặp lại", "đã báo trưởng ấp ghi tên", "tuần tới rủ thêm cựu chiến binh", "còn chờ địa chính xuống đo", "sẽ xin xã ít đá dăm", "tự thấy mình nói còn dài dòng", "đã ghi số điện thoại từng nhà",
			"đem sổ về cho chi ủy coi", "sẽ đi bằng xe đạp cho tiện", "nhờ con gái nhắn lên nhóm của tổ", "chưa xong phần ký tên", "phải giải thích lại với mấy cụ", "để dành việc nặng cho thanh niên", "xin ý kiến chi bộ kỳ tới", "mua thêm cây giống ở Cái Mơn", "lần sau đi sớm hơn"},
	},
	org.TypeOffice: {
		[]string{"mạng chập chờn nên nhập lại hai lần", "có người dân quay lại cảm ơn", "phát hiện biểu mẫu cũ còn dán ở quầy", "anh Lâm bên thuế qua hỗ trợ", "hồ sơ dồn vì nghỉ lễ", "chị Nga góp ý cách xếp bìa",
			"ghi được năm ý kiến của cơ sở", "lãnh đạo phòng yêu cầu làm rõ nguồn số liệu", "máy in kẹt giấy cả buổi", "xe công bận nên đi xe máy", "gặp cán bộ trẻ còn lúng túng phần mềm", "rà lại thấy sót hai trang", "dân hỏi nhiều về tách thửa",
			"có đoàn kiểm tra ghé ngang", "phòng kế bên cho mượn người", "soạn xong sớm hơn một ngày"},
		[]string{"đã in lại bảng hướng dẫn", "sẽ gọi xã trước khi dân tới", "đang xin thêm một máy quét", "ghi vào sổ hẹn để nhắc", "tuần sau tập huấn lại nửa buổi", "gửi bản mềm cho cả phòng", "còn chờ văn thư đóng dấu",
			"lần tới đi sớm tránh kẹt phà", "xin sửa lại thể thức", "sẽ bớt một chữ ký trung gian", "đã chép kinh nghiệm vào sổ tay", "nhờ tổ công nghệ coi lại", "hẹn trả trong ba ngày", "báo trưởng phòng bằng văn bản", "để lại số điện thoại trực", "chuyển phần khó cho chuyên viên cũ"},
	},
	org.TypeSchool: {
		[]string{"em Khoa đã chịu giơ tay", "ba phụ huynh ghé xem", "lớp học dột phải dời qua thư viện", "các em thích phần đóng vai", "cô Thảo góp ý nói chậm lại", "em Ngân nghỉ vì sốt", "máy chiếu hỏng nên vẽ tay", "điểm kiểm tra nhích lên nửa điểm",
			"trùng giờ tập văn nghệ", "có hai em xin học thêm nhóm", "tổ trưởng dự tới cuối tiết", "em Duy quên vở lần thứ hai", "mượn được bộ lắp ghép của lớp 4", "cháy giáo án năm phút", "phòng học nóng, học trò mệt", "các em tự chấm chéo bài"},
		[]string{"tuần sau đổi qua học nhóm nhỏ", "đã nhắn từng phụ huynh", "sẽ soạn lại phần mở bài", "làm thêm phiếu bài tập màu", "hẹn dự lại tiết ôn tập", "xin nhà trường ít bìa cứng", "ghi tiến bộ vào sổ liên lạc", "kèm riêng thêm hai buổi",
			"tự quay video để coi lại", "đổi chỗ cho em ngồi gần bảng", "chia sẻ giáo án cho cả tổ", "nhờ thầy Quang coi giùm thí nghiệm", "để dành mười phút hỏi đáp", "đến nhà em vào tối thứ sáu", "chọn bài dễ hơn cho nhóm yếu", "xin ý kiến ban giám hiệu"},
	},
	org.TypeEnterprise: {
		[]string{"chuyền hai dừng nửa ca vì thiếu bao bì", "em Lộc đứng máy một mình được", "tổ trưởng ghi nhận giảm bốn phút mỗi xe", "nguyên liệu ẩm nên lỗi nhiều", "anh Kiệt nhắc khóa van trước khi rời máy", "ca đêm thiếu hai người",
			"thợ điện thay xong mô tơ", "công nhân mới làm rơi khuôn", "khách hàng xuống xem tận xưởng", "thử ba lần mới cân được dây", "tồn kho lệch một pa lét", "mưa dột góc kho thành phẩm"},
		[]string{"đã lập biên bản gửi kỹ thuật", "tuần sau thử tiếp ở chuyền ba", "treo bảng nhắc ngay cửa", "đổi lịch cho hai em ở xa", "xin mua thêm bao tay", "chờ giám đốc duyệt chi", "ghi sổ từng ca để so", "kèm thêm một tuần nữa",
			"họp nhanh năm phút đầu ca", "nhờ công đoàn hỗ trợ cơm", "đánh số lại từng kệ", "mời thợ cũ về chỉ"},
	},
	org.TypeArmed: {
		[]string{"gặp cháu Đạt đang học sửa xe", "mưa lớn nên đổi hướng tuần tra", "đồng chí Tín trực thay một giờ", "bà con báo có người lạ đậu ghe", "nhóm thanh niên chịu giải tán", "sổ trực ghi thiếu giờ giao", "máy bộ đàm yếu pin",
			"gia đình cháu Minh mời cơm", "kiểm tra ba nhà trọ ven lộ", "bắn bài một thêm được hai điểm", "dân quân mới còn lóng ngóng", "có tin báo giả lúc nửa đêm"},
		[]string{"hẹn tháng tới ghé lại", "đã bàn giao công an xã", "xin thay hai cục pin", "sẽ tập lại động tác nằm bắn", "ghi tên vào sổ theo dõi", "nhờ ấp đội để mắt giùm", "đổi ca cho đồng chí có con nhỏ", "báo cáo trên trong ngày",
			"chạy thêm tuyến bờ sông", "giới thiệu cháu đi học nghề", "nhắc lại điều lệnh đầu giờ", "để xe ở chốt cho cơ động"},
	},
}
