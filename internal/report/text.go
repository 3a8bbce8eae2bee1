package report

import (
	"fmt"

	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/report/document"
	"tusoi/internal/vi"
)

// body is the narrative: the headings of a monthly report, each sentence with its figures.
func (b *builder) body() []document.Block {
	blocks := []document.Block{
		document.Heading{Level: document.LevelPart, Text: document.Capitals("A. Kết quả thực hiện " + b.period.Label())},
		document.Heading{Level: document.LevelSection, Text: "I. Tổ chức đảng, đảng viên"},
		document.P(b.size()...),
		document.Heading{Level: document.LevelSection, Text: "II. Công tác xây dựng Đảng"},
		document.Heading{Level: document.LevelPoint, Text: "1. Chính trị, tư tưởng"},
		document.P(b.say("Số văn bản đã tổ chức học tập, quán triệt: ", "documents_studied", ".")...),
		document.Heading{Level: document.LevelPoint, Text: "2. Tổ chức, đảng viên"},
		document.P(b.join(
			b.say("Sinh hoạt chi bộ: ", "meetings_held", " buổi, "), b.say("trong đó chuyên đề: ", "thematic_meetings", " buổi. "), b.say("Tỷ lệ đảng viên dự sinh hoạt: ", "attendance", ". "),
			b.say("Điểm chất lượng sinh hoạt bình quân: ", "meeting_quality", ". "),
			b.recruited(),
		)...),
		document.Heading{Level: document.LevelPoint, Text: "3. Kiểm tra, giám sát, kỷ luật"},
		document.P(b.join(
			b.say("Số chi bộ đăng ký mô hình “Chi bộ thực hiện tốt công tác kiểm tra, giám sát, không có đảng viên vi phạm đến mức xử lý kỷ luật”: ", "ktgs_registered", ". "),
			b.say("Số trường hợp bị xử lý kỷ luật: ", "discipline_cases", "."),
		)...),
		document.Heading{Level: document.LevelPoint, Text: "4. Khen thưởng, biểu dương"},
		document.P(b.join(
			b.say(b.committee.Name+" khen thưởng ", "awards_committee_units", " tập thể, "), b.say("", "awards_committee_persons", " cá nhân; "),
			b.say("cấp cơ sở khen thưởng ", "awards_grassroots_units", " tập thể, "), b.say("", "awards_grassroots_persons", " cá nhân; "),
			b.say("biểu dương ", "commendations_units", " tập thể, "), b.say("", "commendations_persons", " cá nhân."),
		)...),
		document.Heading{Level: document.LevelSection, Text: "III. Thực hiện “tự soi, tự sửa”"},
		document.P(b.looked()...),
		document.Heading{Level: document.LevelSection, Text: "IV. Xây dựng chi bộ trong sạch, vững mạnh toàn diện"},
		document.P(b.recognised()...),
	}
	return append(blocks, b.outlook()...)
}

// looked tells how the months of the period were looked back on.
func (b *builder) looked() []document.Run {
	if b.now["reviews_done"].Den == 0 {
		return append(b.notCounting(), document.Plain(b.unlooked()))
	}
	return b.join(b.notCounting(),
		b.say("Tỷ lệ lượt đảng viên đã tự soi: ", "reviews_done", ". "),
		b.say("Cán bộ, công chức, viên chức, người lao động ngoài Đảng đã tự soi (tính riêng): ", "beyond_reviewed", ". "), b.say("Nội dung cam kết, nhiệm vụ đã xong: ", "items_done", ". "),
		b.say("Hồ sơ tự soi gửi đúng hạn: ", "packets_on_time", ". "),
		b.say("Việc tự sửa đã được xác nhận: ", "remedies_verified", "; "), b.say("còn theo dõi: ", "remedies_open", "."),
	)
}

// unlooked says why there is nothing to tell: in a committee that reviews itself by quarters, a quarter is told in its last month.
func (b *builder) unlooked() string {
	if quarter := b.calendar.Period(b.period.Start()); quarter.IsQuarter() && b.period.End().Before(quarter.End()) {
		return fmt.Sprintf("Cấp ủy tự soi theo quý; số liệu tự soi của %s có từ báo cáo %s.", quarter.Label(), period.MonthOf(quarter.End()).Label())
	}
	return "Kỳ này chưa có số liệu tự soi."
}

// notCounting says which cells the months were approved without, and how much was set right since.
func (b *builder) notCounting() []document.Run {
	var runs []document.Run
	if words := packet.NotCounting(b.left); words != "" {
		runs = append(runs, document.Plain("Số liệu các hồ sơ đã duyệt "+words+". "))
	}
	if n := len(b.addenda); n > 0 {
		runs = append(runs, document.Plain("Sau khi duyệt có "+vi.Int(n)+" điểm đính chính (Phụ lục II); số liệu giữ như lúc duyệt. "))
	}
	return runs
}

// say is a sentence around one figure of this period, or nothing where there are no data to divide.
func (b *builder) say(before, key, after string) []document.Run {
	f, ok := b.now[key]
	if !ok || f.Indicator.Denominator != "" && f.Den == 0 {
		return nil
	}
	return []document.Run{document.Plain(before), b.link(f, b.period), document.Plain(after)}
}

// sayLast adds the figure of the whole year before.
func (b *builder) sayLast(key string) []document.Run {
	f, ok := b.lastYear[key]
	if !ok || f.Indicator.Denominator != "" && f.Den == 0 {
		return nil
	}
	last := period.Year(b.period.Year() - 1)
	return []document.Run{document.Plain("Cả " + last.Label() + ": "), b.link(f, last), document.Plain(". ")}
}

func (b *builder) join(parts ...[]document.Run) []document.Run {
	var all []document.Run
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// size says how large the unit is on the period's last day.
func (b *builder) size() []document.Run {
	day := "Đến hết " + b.period.Label()
	if b.today.Before(b.period.End()) {
		day = "Tính đến ngày " + vi.Date(b.today)
	}
	if b.unit.Kind.IsCell() {
		return b.join([]document.Run{document.Plain(day + ", chi bộ có ")}, b.say("", "members", " đảng viên."))
	}
	runs := []document.Run{document.Plain(day + ", toàn đảng bộ có ")}
	cells := b.committee.Word(org.KindCell)
	if b.unit.Kind == org.KindCommittee {
		runs = b.join(runs, b.say("", "grassroots_orgs", " "+b.committee.Grassroots()+", "))
		cells += " của các " + b.committee.Word(org.KindGrassroots)
	}
	return b.join(runs, b.say("", "cells", " "+cells+", "), b.say("", "members", " đảng viên."))
}

// recruited tells how far the year's target of new members was met, and how far the year before.
func (b *builder) recruited() []document.Run {
	return b.join(b.say("Kết nạp đảng viên so với chỉ tiêu năm: ", "recruitment", ". "), b.sayLast("recruitment"))
}

// recognised tells the cells named in this period, and in the year before.
func (b *builder) recognised() []document.Run {
	return b.join(
		b.say("Số chi bộ được công nhận trong kỳ: ", "tsvm_recognised", ". "), b.sayLast("tsvm_recognised"),
	)
}

// outlook is what is still to be mended, from the figures.
func (b *builder) outlook() []document.Block {
	next := b.period.Next()
	blocks := []document.Block{
		document.Heading{Level: document.LevelPart, Text: document.Capitals("B. Hạn chế")},
		document.P(b.join(
			b.say("Việc tự sửa đã quá hạn mà chưa được xác nhận: ", "remedies_overdue", ". "),
			b.sayMissing(),
		)...),
		document.Heading{Level: document.LevelPart, Text: document.Capitals("C. Phương hướng " + next.Label())},
		document.P(document.Plain("Soi lại đủ từng nội dung đã cam kết và nhiệm vụ được giao; xác nhận dứt điểm các việc tự sửa đến hạn; gửi hồ sơ tự soi đúng ngày.")),
	}
	return blocks
}

// sayMissing tells how many reviews are still to be written.
func (b *builder) sayMissing() []document.Run {
	f, ok := b.now["reviews_done"]
	if !ok || f.Num >= f.Den {
		return nil
	}
	return []document.Run{document.Plain("Còn " + vi.Int(f.Den-f.Num) + " lượt đảng viên chưa tự soi xong.")}
}
