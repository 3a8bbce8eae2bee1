package pdf

import (
	"fmt"
	"time"

	"tusoi/internal/report/document"
	"tusoi/internal/vi"
)

// monthly is a report as a cell hands it to its superior: mixed faces, links, a table with a head of two rows, and a
// wide addendum.
func monthly(cell string) document.Document {
	date := time.Date(2026, time.July, 2, 0, 0, 0, 0, time.UTC)
	return document.Document{
		Format: document.FormatOn(date),
		Head: document.Head{Superior: "Đảng ủy xã Long Hồ", Organisation: cell, Number: "05-BC/CB", Place: "Long Hồ",
			Date: date, Mark: "Dữ liệu minh họa"},
		Kind: "Báo cáo",
		Subject: []string{"kết quả công tác xây dựng Đảng và hệ thống chính trị tháng 6 năm 2026,",
			"phương hướng, nhiệm vụ tháng 7 năm 2026"},
		Blocks:     append(results(), plans()...),
		Recipients: []string{"Đảng ủy xã Long Hồ (báo cáo)", "Các đồng chí chi ủy viên", "Lưu Chi bộ"},
		Signature:  document.Signature{Authority: "T/M Chi bộ", Post: "Bí thư", Name: "Nguyễn Thị Hồng Phượng"},
		Addenda: []document.Addendum{
			{Number: "I", Title: []string{"Số liệu tổng hợp tháng 6 năm 2026"}, Blocks: []document.Block{figures()}},
			{Number: "II", Title: []string{"Tình hình thực hiện cam kết của từng đảng viên"}, Landscape: true,
				Blocks: []document.Block{pledges()}},
		},
	}
}

func results() []document.Block {
	plain, bold, italic := document.Plain, document.Bold, document.Italic
	return []document.Block{
		document.Heading{Level: document.LevelPart, Text: "A. KẾT QUẢ THỰC HIỆN THÁNG 6 NĂM 2026"},
		document.Heading{Level: document.LevelSection, Text: "I. Lãnh đạo thực hiện nhiệm vụ chính trị"},
		document.P(plain("Trong tháng, Chi bộ lãnh đạo nhân dân trong ấp gieo sạ dứt điểm vụ lúa Hè Thu với diện tích "),
			document.Link("128,5 ha", "https://tusoi.example.vn/so-lieu?chi-tieu=dien-tich&thang=2026-06"),
			plain(", đạt "), bold("102,8 %"), plain(" kế hoạch; vận động "), document.Link("46", "/so-lieu/ho-dan"),
			plain(" hộ tham gia tổ hợp tác bơm tưới, nâng tổng số hộ tham gia lên 212 hộ. Công tác thủy lợi nội đồng được triển khai sớm, "+
				"nạo vét 03 tuyến kênh với tổng chiều dài 2.350 m, khối lượng 4.120 m³, kinh phí do nhân dân đóng góp 68,4 triệu đồng.")),
		document.P(plain("Tình hình an ninh chính trị, trật tự an toàn xã hội trên địa bàn ổn định; "),
			italic("không phát sinh điểm nóng, không có đơn thư vượt cấp"),
			plain(". Chi bộ phân công đảng viên phụ trách 18 tổ nhân dân tự quản, mỗi đảng viên nắm tình hình ít nhất 12 hộ.")),
		document.Heading{Level: document.LevelSection, Text: "II. Công tác xây dựng Đảng"},
		document.Heading{Level: document.LevelPoint, Text: "1. Công tác chính trị, tư tưởng"},
		document.P(plain("Chi bộ tổ chức quán triệt Nghị quyết số 12-NQ/ĐU, ngày 05/6/2026 của Đảng ủy xã cho "),
			document.Link("27/28", "/so-lieu/quan-triet"), plain(" đảng viên (đạt "), bold("96,4 %"),
			plain("); 01 đồng chí vắng có lý do đã được gửi tài liệu và đọc lại trong tuần. Qua học tập, đảng viên nhận thức sâu sắc hơn về trách nhiệm nêu gương, "),
			bold("tự soi, tự sửa"), plain(" theo tinh thần "), italic("“nhìn thẳng vào sự thật, đánh giá đúng sự thật, nói rõ sự thật”"), plain(".")),
		document.Heading{Level: document.LevelPoint, Text: "2. Công tác tổ chức, cán bộ, đảng viên"},
		document.P(plain("Chi bộ sinh hoạt thường kỳ ngày 03/6/2026, có mặt 26/28 đảng viên, đạt 92,9 %; buổi sinh hoạt được Đảng ủy xếp loại "),
			bold("Tốt"), plain(". Số liệu cụ thể như sau:")),
		attendance(),
		document.Note{Runs: []document.Run{plain("Nguồn: sổ tự soi của Chi bộ, số liệu chốt ngày 30/6/2026.")}},
		document.Heading{Level: document.LevelItem, Text: "a) Thực hiện cam kết tu dưỡng, rèn luyện, phấn đấu"},
		document.P(plain("Trong 84 nội dung cam kết đến hạn, đảng viên tự đánh giá hoàn thành 71 nội dung (84,5 %), đang thực hiện 11 nội dung, " +
			"chưa thực hiện 02 nội dung. Chi bộ đã góp ý 05 đồng chí, yêu cầu khắc phục trước ngày 15/7/2026.")),
		document.P(plain("- Số việc Ban Thường vụ giao: 06 việc; đúng hạn 05 việc, trễ hạn 01 việc.")),
		document.P(plain("- Số đảng viên được biểu dương: 02 đồng chí.")),
	}
}

func attendance() document.Table {
	head := []document.Row{
		{{Text: "TT", Down: 2}, {Text: "Nội dung", Down: 2}, {Text: "Tháng này", Span: 2}, {Text: "Lũy kế\ntừ đầu năm", Down: 2}},
		{{Text: "Số lượng"}, {Text: "Tỷ lệ"}},
	}
	return document.Table{
		Caption: "Bảng 1. Tình hình sinh hoạt và tự soi của đảng viên",
		Columns: []document.Column{{Title: "TT", Align: document.AlignCenter, Share: 1}, {Title: "Nội dung", Share: 6},
			{Title: "Số lượng", Align: document.AlignRight, Share: 2}, {Title: "Tỷ lệ", Align: document.AlignRight, Share: 2},
			{Title: "Lũy kế", Align: document.AlignRight, Share: 2}},
		HeadRows: head,
		Rows: []document.Row{
			document.Cells("1", "Đảng viên dự sinh hoạt thường kỳ", "26", "92,9 %", "158"),
			{{Text: "2"}, {Text: "Đảng viên nộp bản tự soi tháng đúng hạn, đủ nội dung theo hướng dẫn của Đảng ủy xã"},
				{Text: "27", Href: "https://tusoi.example.vn/tu-soi/2026-06"}, {Text: "96,4 %"}, {Text: "165"}},
			document.Cells("3", "Đảng viên có nội dung phải khắc phục", "5", "17,9 %", "19"),
			{{Text: "Tổng số đảng viên của Chi bộ", Span: 2, Align: document.AlignCenter, Bold: true}, {Text: "28", Bold: true}, {Text: "100 %", Bold: true}, {Text: "28", Bold: true}},
		},
	}
}

func plans() []document.Block {
	return []document.Block{
		document.Heading{Level: document.LevelPart, Text: "B. ĐÁNH GIÁ CHUNG"},
		document.P(document.Bold("Ưu điểm: "), document.Plain("nền nếp sinh hoạt được giữ vững; việc tự soi, tự sửa đi vào thực chất, đảng viên gắn nội dung cam kết với công việc hằng ngày.")),
		document.P(document.Bold("Hạn chế: "), document.Plain("một số đảng viên lớn tuổi còn ghi chung chung; 01 việc được giao trễ hạn 04 ngày do thời tiết.")),
		document.Heading{Level: document.LevelPart, Text: "C. PHƯƠNG HƯỚNG, NHIỆM VỤ THÁNG 7 NĂM 2026"},
		document.P(document.Plain("1. Lãnh đạo chăm sóc lúa Hè Thu, phòng trừ rầy nâu; hoàn thành nạo vét tuyến kênh Bà Vú trước ngày 20/7/2026.")),
		document.P(document.Plain("2. Tổ chức sinh hoạt chuyên đề quý III về giữ gìn đoàn kết nội bộ; theo dõi việc khắc phục của 05 đồng chí nêu trên.")),
		document.P(document.Plain("Trên đây là báo cáo kết quả công tác tháng 6 năm 2026 và phương hướng, nhiệm vụ tháng 7 năm 2026 của Chi bộ, kính trình Đảng ủy xã xem xét, chỉ đạo./.")),
	}
}

// figures is long enough to reach a second page.
func figures() document.Table {
	t := document.Table{Columns: []document.Column{{Title: "TT", Align: document.AlignCenter, Share: 6}, {Title: "Chỉ tiêu", Share: 40},
		{Title: "ĐVT", Align: document.AlignCenter, Share: 10}, {Title: "Tháng này", Align: document.AlignRight, Share: 11},
		{Title: "Lũy kế từ đầu năm", Align: document.AlignRight, Share: 13}, {Title: "Kế hoạch năm", Align: document.AlignRight, Share: 12},
		{Title: "% KH", Align: document.AlignRight, Share: 11}}}
	names := []string{"Tổng số đảng viên", "Trong đó: đảng viên nữ", "Đảng viên được miễn sinh hoạt theo Quy định của Ban Bí thư",
		"Quần chúng ưu tú được bồi dưỡng nhận thức về Đảng", "Kết nạp đảng viên", "Chuyển đảng chính thức"}
	for i := range 42 {
		t.Rows = append(t.Rows, document.Cells(vi.Int(i+1), names[i%len(names)], "đồng chí", vi.Int(1000+37*i), vi.Int(6000+181*i),
			vi.Int(12000+7*i), vi.Percent(5000+113*i)))
	}
	t.Rows = append(t.Rows, document.Cells("", "Cộng", "", "73.857", "407.901", "510.027", "79,9 %").Bold())
	return t
}

func pledges() document.Table {
	t := document.Table{Caption: "Biểu tổng hợp theo đảng viên", Columns: []document.Column{{Title: "TT", Align: document.AlignCenter, Share: 1},
		{Title: "Họ và tên", Share: 5}, {Title: "Nội dung cam kết", Share: 12}, {Title: "Kết quả tự đánh giá", Share: 4}, {Title: "Hạn khắc phục", Align: document.AlignCenter, Share: 3}}}
	for i := range 12 {
		t.Rows = append(t.Rows, document.Cells(vi.Int(i+1), fmt.Sprintf("Trần Văn %c", 'A'+i),
			"Nêu gương trong xây dựng nông thôn mới nâng cao; vận động gia đình và 12 hộ được phân công phụ trách phân loại rác tại nguồn, giữ gìn tuyến đường hoa của ấp.",
			"Hoàn thành", "15/7/2026"))
	}
	return t
}
