package sittings

import (
	"tusoi/internal/meeting"
	"tusoi/internal/org"
)

var places = map[org.Type]string{
	org.TypeRural: "Nhà văn hóa ấp", org.TypeOffice: "Phòng họp cơ quan", org.TypeSchool: "Phòng hội đồng", org.TypeEnterprise: "Phòng họp đơn vị", org.TypeArmed: "Phòng giao ban",
}

var begins = []meeting.Clock{7 * 60, 7*60 + 30, 14 * 60, 18*60 + 30, 19 * 60}

var reasons = []string{"Ốm, có báo bí thư", "Đi khám bệnh ở tỉnh", "Đi công tác", "Chăm người nhà nằm viện", "Dự lớp bồi dưỡng chính trị", "Nhà có đám giỗ, đã xin phép", "Trực cơ quan"}

var stories = []string{"tiết kiệm của công", "nói đi đôi với làm", "gần dân, nghe dân", "giữ lời hứa với dân", "tự phê bình và phê bình"}

var learned = []string{
	"Chuyện này gần với việc thu, chi quỹ của ta: khoản nào cũng phải ghi và đọc cho dân nghe.",
	"Tôi xin nhận việc đến thăm hai gia đình chính sách trong tháng và báo lại kỳ sau.",
	"Học thì đã học nhiều; đề nghị mỗi người nêu một việc cụ thể đã làm theo.",
}

var worked = []string{
	"Việc giao tháng trước còn hai phần chưa xong vì thiếu người; đề nghị ghép tổ để làm dứt điểm.",
	"Nhất trí với báo cáo; đề nghị nêu tên đồng chí làm tốt để biểu dương.",
	"Danh sách hộ đi làm ăn xa chưa đủ số điện thoại, xin thêm một tuần.",
	"Đề nghị ghi rõ ai làm, ngày nào xong, để kỳ sau đối chiếu được.",
	"Kinh phí chưa về nên mới làm được phần tuyên truyền.",
}

var concluded = []string{
	"Thống nhất kết quả tháng trước; phần chưa xong chuyển sang tháng này, có tên người và ngày xong.",
	"Biểu dương hai đồng chí làm xong trước hạn; ba đồng chí trễ nhận việc lại trước ngày 20.",
	"Nhiệm vụ tháng này không nhiều hơn sức làm; việc nào cũng có người chịu trách nhiệm.",
}

var mended = []string{
	"Tôi nhận khuyết điểm hứa đi thăm tổ hằng tháng mà quý này mới đi một lần; sẽ đi trong tuần tới.",
	"Đồng chí phụ trách tổ còn nể nang, chưa nhắc hộ đổ rác ra kênh.",
	"Bản cam kết của tôi có một nội dung chưa làm; xin sửa trong tháng và báo lại.",
	"Tôi vắng hai buổi dân vận không báo; nhận nhắc nhở của chi bộ.",
	"Nội dung tôi ghi tháng trước còn chung; nay ghi lại số hộ, ngày xong.",
}

var mendings = []string{
	"Ai nêu hạn chế thì ghi việc sửa và hạn sửa vào sổ; chi ủy xem lại kỳ sau.",
	"Mở việc tự sửa cho hai hạn chế vừa nêu; phó bí thư theo dõi.",
	"Ghi nhận tinh thần tự phê bình; hạn chế đã sửa xong thì nói rõ minh chứng.",
}

var looked = []string{
	"Soi lại từ đầu năm, tôi còn một nội dung cam kết chưa có minh chứng.",
	"Việc được giao đã xong bảy trên chín; hai việc còn lại vướng mặt bằng.",
	"Bản cam kết ghi chung nên khó đối chiếu; năm sau xin ghi bằng con số.",
}

var resolutions = []string{
	"Chi bộ thống nhất kết quả đã nêu và nhiệm vụ dưới đây.\nGiao chi ủy theo dõi, báo cáo tại kỳ sinh hoạt sau.",
	"Thông qua nhiệm vụ trong tháng.\nĐảng viên trễ hạn báo lý do bằng lời trước chi bộ kỳ sau.",
	"Thống nhất các kết luận theo từng nội dung.\nPhân công đồng chí phó bí thư đôn đốc, ngày 25 báo bí thư.",
}

var duties = map[org.Type][]string{
	org.TypeRural: {
		"Vận động các hộ còn lại ký cam kết không đổ rác ra kênh", "Rà danh sách đảng viên đi làm ăn xa, ghi số điện thoại", "Họp các tổ nhân dân tự quản trước ngày 20",
		"Thăm ba hộ nghèo, ghi việc từng hộ cần giúp", "Dọn vệ sinh tuyến đường ấp vào sáng chủ nhật",
	},
	org.TypeOffice: {
		"Giải quyết dứt điểm hồ sơ tồn trước ngày 25", "Mỗi phòng gửi một đề xuất rút ngắn thời gian xử lý hồ sơ", "Phân công đảng viên xuống cơ sở nghe dân phản ánh", "Công khai kết quả giải quyết kiến nghị của dân",
	},
	org.TypeSchool: {
		"Phụ đạo học sinh yếu hai buổi mỗi tuần", "Dự giờ mỗi tổ chuyên môn hai tiết", "Liên hệ gia đình của học sinh hay nghỉ học", "Kiểm tra an toàn phòng học, sân trường",
	},
	org.TypeEnterprise: {
		"Kiểm tra an toàn lao động ở từng bộ phận", "Mỗi đảng viên kèm một người lao động mới", "Rà lại định mức điện, nước của đơn vị", "Giới thiệu một quần chúng để bồi dưỡng kết nạp",
	},
	org.TypeArmed: {
		"Tuần tra đêm ở địa bàn hay mất trộm", "Tuyên truyền phòng, chống lừa đảo qua mạng tại các ấp", "Rà soát danh sách thanh niên trong độ tuổi nhập ngũ", "Kiểm tra quân số, trang bị theo quý",
	},
}
