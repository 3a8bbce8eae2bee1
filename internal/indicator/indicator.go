// Package indicator counts: one definition for each figure of the portal, the figure itself for a unit and a period, and
// the rows that make it.
//
// It alone writes cell_month_facts: one row for a cell and a month, recomputed in the transaction that moves it and only
// summed on reading. Dashboards, criteria and reports read here; nobody counts in a page. A figure must always open to as
// many rows as it says.
package indicator

import (
	"slices"
	"time"

	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Service counts.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// On is the same service on another connection: a report's transaction, in which all figures agree.
func (s *Service) On(db postgres.DB) *Service { return &Service{DB: db, Now: s.Now} }

// Indicator is one figure's definition.
type Indicator struct {
	Key         string
	Name        string
	Definition  string // what is counted, in words for the reader
	Numerator   string
	Denominator string // "" for a plain count
	Mean        bool   // the numerator is a sum of points in hundredths, and the figure their mean
	HigherGood  bool   // whether more is better
}

// Figure is an indicator's value for a unit and a period. Den is 0 for a plain count.
type Figure struct {
	Indicator Indicator
	Num, Den  int64
	Value     string // "6.214", "98,5 %", "102 %", "92,4 điểm"
}

// ratio tells an indicator that is a share or a mean.
func (i Indicator) ratio() bool { return i.Denominator != "" }

// Part writes what makes a numerator, or one row's part of it.
func (i Indicator) Part(num int64) string {
	if i.Mean {
		return vi.Hundredths(num)
	}
	return vi.Int(num)
}

func (i Indicator) figure(num, den int64) Figure {
	f := Figure{Indicator: i, Num: num, Den: den, Value: vi.Int(num)}
	switch {
	case i.Mean && den > 0:
		f.Value = vi.Points((num*2 + den) / (den * 2))
	case i.ratio() && den > 0:
		f.Value = vi.Percent((num*10_000*2 + den) / (den * 2))
	case i.ratio():
		f.Value = "chưa có"
	}
	return f
}

// catalogue is every figure, in the order of the report's annex.
var catalogue = slices.Concat([]Indicator{
	{Key: "grassroots_orgs", Name: "Tổ chức cơ sở đảng", Definition: "Đảng bộ cơ sở và chi bộ cơ sở đang hoạt động vào ngày cuối kỳ.", HigherGood: true},
	{Key: "cells", Name: "Chi bộ trực thuộc đảng ủy cơ sở", Definition: "Chi bộ trực thuộc đang hoạt động vào ngày cuối kỳ, không tính chi bộ cơ sở.", HigherGood: true},
	{Key: "members", Name: "Đảng viên", Definition: "Đảng viên đang sinh hoạt, được miễn hoặc tạm vắng vào ngày cuối kỳ; không tính người ngoài Đảng.", HigherGood: true},
	{Key: "tsvm_recognised", Name: "Chi bộ được công nhận TSVM toàn diện", Definition: "Chi bộ có quyết định công nhận trong sạch, vững mạnh toàn diện ban hành trong kỳ.", HigherGood: true},
	{Key: "recruitment", Name: "Kết nạp đảng viên so với chỉ tiêu năm", Definition: "Số đảng viên kết nạp trong kỳ trên chỉ tiêu cả năm.", Numerator: "đảng viên kết nạp trong kỳ", Denominator: "đảng viên theo chỉ tiêu cả năm", HigherGood: true},
	{Key: "awards_committee_units", Name: "Tập thể được cấp ủy khen thưởng", Definition: "Tập thể có quyết định khen thưởng của cấp ủy cấp trên cơ sở trong kỳ.", HigherGood: true},
	{Key: "awards_committee_persons", Name: "Cá nhân được cấp ủy khen thưởng", Definition: "Cá nhân có quyết định khen thưởng của cấp ủy cấp trên cơ sở trong kỳ.", HigherGood: true},
	{Key: "awards_grassroots_units", Name: "Tập thể được cơ sở khen thưởng", Definition: "Tập thể có quyết định khen thưởng của cấp ủy cơ sở trong kỳ.", HigherGood: true},
	{Key: "awards_grassroots_persons", Name: "Cá nhân được cơ sở khen thưởng", Definition: "Cá nhân có quyết định khen thưởng của cấp ủy cơ sở trong kỳ.", HigherGood: true},
	{Key: "commendations_units", Name: "Tập thể được biểu dương", Definition: "Tập thể được biểu dương trong kỳ, không tính khen thưởng.", HigherGood: true},
	{Key: "commendations_persons", Name: "Cá nhân được biểu dương", Definition: "Cá nhân được biểu dương trong kỳ, không tính khen thưởng.", HigherGood: true},
	{Key: "documents_studied", Name: "Văn bản được học tập, quán triệt", Definition: "Văn bản có ít nhất một buổi học tập, quán triệt trong kỳ.", HigherGood: true},
	{Key: "targets_reached", Name: "Kết quả chỉ tiêu nghị quyết", Definition: "Lượt công nhận đạt chỉ tiêu của nghị quyết trong kỳ, ví dụ xã đạt chuẩn nông thôn mới.", HigherGood: true},
	{Key: "ktgs_registered", Name: "Chi bộ đăng ký mô hình kiểm tra, giám sát", Definition: "Chi bộ đăng ký trong năm mô hình thực hiện tốt kiểm tra, giám sát, không có đảng viên vi phạm đến mức kỷ luật.", HigherGood: true},
	{Key: "reviews_done", Name: "Lượt đảng viên đã tự soi", Definition: "Lượt tự soi đủ nội dung trên lượt phải tự soi, cộng các lần tự soi kết thúc trong kỳ.", Numerator: "lượt đã tự soi đủ", Denominator: "lượt phải tự soi", HigherGood: true},
	{Key: "reviews_specific", Name: "Bản tự soi nêu hạn chế cụ thể và việc sửa", Definition: "Bản tự soi đủ nội dung có mở việc tự sửa trong kỳ tự soi ấy mà hạn chế nêu rõ sự việc, con số, ngày, nơi hoặc người, trên số bản tự soi đủ nội dung trong kỳ.", Numerator: "bản nêu hạn chế cụ thể và việc sửa", Denominator: "bản tự soi đủ nội dung", HigherGood: true},
	{Key: "beyond_reviewed", Name: "Lượt người ngoài Đảng đã tự soi", Definition: "Lượt tự soi đủ nội dung của cán bộ, công chức, viên chức, người lao động ngoài Đảng trên lượt phải tự soi, cộng các lần tự soi kết thúc trong kỳ. Tính riêng, không cộng vào đảng viên.", Numerator: "lượt đã tự soi đủ", Denominator: "lượt phải tự soi", HigherGood: true},
	{Key: "items_done", Name: "Nội dung đã xong", Definition: "Nội dung cam kết, nhiệm vụ được đánh dấu xong trên tổng số nội dung đã đến hạn soi trong kỳ.", Numerator: "nội dung đánh dấu xong", Denominator: "nội dung đã đến hạn soi", HigherGood: true},
	{Key: "packets_on_time", Name: "Hồ sơ tự soi gửi đúng hạn", Definition: "Hồ sơ tự soi gửi lần đầu trong hạn trên số hồ sơ đã gửi hoặc đã hết kỳ tự soi.", Numerator: "hồ sơ gửi đúng hạn", Denominator: "hồ sơ đã gửi hoặc đã hết kỳ tự soi", HigherGood: true},
	{Key: "remedies_open", Name: "Việc tự sửa còn theo dõi", Definition: "Việc tự sửa đã mở mà đến cuối kỳ chưa được xác nhận."},
	{Key: "remedies_overdue", Name: "Việc tự sửa quá hạn", Definition: "Việc tự sửa còn theo dõi mà hạn đã qua, tính đến cuối kỳ hoặc hôm nay."},
	{Key: "remedies_verified", Name: "Việc tự sửa đã xác nhận", Definition: "Việc tự sửa được người khác xác nhận đã sửa trong kỳ.", HigherGood: true},
}, met, inspected, disciplined)

// Catalogue lists every figure's definition.
func Catalogue() []Indicator { return append([]Indicator{}, catalogue...) }
