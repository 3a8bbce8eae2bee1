package findings

import (
	"fmt"
	"testing"

	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/review"
)

// sheetOf is a November in which An and Bé say one thing each, and An said another a month ago.
func sheetOf(an, be, last string) review.Sheet {
	return review.Sheet{Packet: packet.Packet{Month: period.Month(2026, 11), Before: period.Month(2026, 10)}, Members: []review.Member{
		{ID: 1, FullName: "Nguyễn Văn An", Items: []review.Item{{Note: an, LastNote: last}}},
		{ID: 2, FullName: "Bùi Văn Bé", Items: []review.Item{{Note: be}}},
	}}
}

func TestLinesThatRepeatArePointedOut(t *testing.T) {
	t.Parallel()
	const long = "Đã đến từng nhà vận động, 3 hộ đồng ý hiến đất, chờ ký biên bản với ấp."
	for claim, tc := range map[string]struct{ an, be, last, flagAn, flagBe string }{
		"copied from another": {long, "ĐÃ ĐẾN từng nhà vận động: 3 hộ đồng ý hiến đất, chờ ký biên bản với ấp!", "",
			"Giống 100 % lời của Bùi Văn Bé", "Giống 100 % lời của Nguyễn Văn An"},
		"one word changed": {long, "Đã đến từng nhà vận động, 4 hộ đồng ý hiến đất, chờ ký biên bản với ấp.", "",
			"Giống 93 % lời của Bùi Văn Bé", "Giống 93 % lời của Nguyễn Văn An"},
		"another month put before": {long, "", "Tháng 10/2026: " + long, "Giống 100 % lời tháng 10", ""},
		"the closer of two is named": {long, "Đã đến từng nhà vận động, 4 hộ đồng ý hiến đất, chờ ký biên bản với ấp.", long,
			"Giống 100 % lời tháng 10", "Giống 93 % lời của Nguyễn Văn An"},
		"short answers are left alone": {"Chưa đến hạn.", "Chưa đến hạn.", "Chưa đến hạn.", "", ""},
		"different work":               {long, "Phụ đạo 4 em yếu môn Toán vào chiều thứ năm, các em có tiến bộ.", "", "", ""},
	} {
		s := sheetOf(tc.an, tc.be, tc.last)
		got := Alikes(s)
		if an, be := got[&s.Members[0].Items[0]], got[&s.Members[1].Items[0]]; an != tc.flagAn || be != tc.flagBe {
			t.Errorf("%s: %q and %q, want %q and %q", claim, an, be, tc.flagAn, tc.flagBe)
		}
	}
}

// A month of 24 members with eight lines each is compared, each with each, in a small part of the time that its page takes.
func BenchmarkAlikes(b *testing.B) {
	s := review.Sheet{Packet: packet.Packet{Month: period.Month(2026, 11)}}
	for m := range 24 {
		member := review.Member{ID: int64(m), FullName: fmt.Sprint("Đảng viên ", m)}
		for i := range 8 {
			note := fmt.Sprintf("Đã đến %d nhà ở tổ %d vận động, %d hộ đồng ý hiến đất, chờ ký biên bản với ấp ngày %d.", m+i, i, m%5, i*3)
			member.Items = append(member.Items, review.Item{Note: note, LastNote: note})
		}
		s.Members = append(s.Members, member)
	}
	for b.Loop() {
		if Alikes(s) == nil {
			b.Fatal()
		}
	}
}
