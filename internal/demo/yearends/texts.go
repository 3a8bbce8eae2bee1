package yearends

var comments = []string{
	"Chi ủy thống nhất với bản tự kiểm điểm. Đồng chí gần dân, nói đi đôi với làm; cần mạnh dạn góp ý hơn trong sinh hoạt.",
	"Bản tự kiểm điểm thẳng thắn, đúng việc. Đồng chí giữ được cam kết đầu năm; cần sắp xếp thời gian để dự họp đúng giờ.",
	"Đồng chí hoàn thành phần việc được giao, có trách nhiệm với tổ. Nên ghi rõ hơn kết quả từng tháng khi tự soi.",
}

// words are what members add of their own, by the key of the heading.
var words = map[string][]string{
	"quality": {
		"Tôi giữ vững lập trường, chấp hành nghị quyết của chi bộ, sống giản dị, chan hòa với bà con trong ấp.",
		"Tôi nói và làm theo nghị quyết, giữ gìn đoàn kết trong chi bộ, không vi phạm những điều đảng viên không được làm.",
	},
	"duty": {
		"Tôi làm hết phần việc chi bộ phân công, có việc gì vướng thì báo ngay với chi ủy.",
		"Việc được giao tôi làm đến nơi đến chốn, có kết quả để tổ và chi bộ kiểm tra.",
	},
	"lead": {
		"Chi ủy họp đều, ra nghị quyết sát việc của ấp; các tổ trong ấp làm theo, không có mất đoàn kết.",
	},
	"courage": {
		"Việc khó như vận động hiến đất tôi đến từng nhà, chịu trách nhiệm trước chi bộ về kết quả.",
	},
	"example": {
		"Gia đình tôi đi đầu đóng góp, giữ nếp sống tiết kiệm, không để người thân lợi dụng chức vụ của mình.",
	},
	"pledge": {"Tôi làm theo bản cam kết đã nộp đầu năm."},
	"faults": {
		"Có lúc tôi còn ngại va chạm, chưa mạnh dạn góp ý cho đồng chí mình.",
		"Việc tự học, đọc tài liệu còn chưa đều.",
	},
	"causes": {"Chủ yếu do bản thân chưa sắp xếp công việc gia đình hợp lý."},
	"plan":   {"Tôi sẽ dự đủ các kỳ sinh hoạt, góp ý thẳng thắn và ghi sổ tay việc làm hằng tháng."},
}
