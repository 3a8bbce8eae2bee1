package wording_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"tusoi/internal/substance/wording"
)

func TestWhatFormsSayForEverybodyIsNotCompared(t *testing.T) {
	t.Parallel()
	const own = "Đến từng nhà vận động, 3 hộ đồng ý hiến đất mở đường tổ bốn."
	want := wording.Said(own)
	if want != "đến từng nhà vận động 3 hộ đồng ý hiến đất mở đường tổ bốn" {
		t.Fatalf("said %q", want)
	}
	for claim, text := range map[string]string{
		"phrases":              "Bản thân luôn thực hiện tốt nhiệm vụ được giao. " + own + " Đúng tiến độ.",
		"months":               "Trong tháng 11/2026: " + own + " Quý IV năm 2026",
		"capitals, marks":      strings.ToUpper(own) + "!!!",
		"letters put together": norm.NFD.String(own),
		"short honest answers": "Không có. " + own + "; chưa đến hạn",
	} {
		if got := wording.Said(text); got != want {
			t.Errorf("%s: said %q, want %q", claim, got, want)
		}
	}
	if got := wording.Said("Thực hiện tốt các nội dung đã cam kết theo kế hoạch của chi bộ.", "Tháng 11 hoàn thành nhiệm vụ được giao."); got != "" {
		t.Errorf("nothing but phrases is compared as %q", got)
	}
	if got := wording.SaidFar(own); got != "" {
		t.Errorf("a line is compared with thousands as %q", got)
	}
	if long := own + " Còn hộ ông Sáu chờ con trai về rồi tính tiếp."; wording.SaidFar(long) != wording.Said(long) {
		t.Error("a text of some length is not compared with thousands")
	}
	if a, b := wording.Said("Vận động bà con tổ bảy hiến đất làm đường", ""), wording.Said("Van dong ba con to bay hien dat lam duong"); a == b {
		t.Error("diacritics are lost")
	}
}

func TestAThingANumberADayOrANameIsConcrete(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Đến thăm cụ Bảy ở rạch.":                       true,
		"Họp tối 12/11.":                                true,
		"Vắng một buổi không báo":                       true,
		"Sáng thứ bảy dọn vệ sinh":                      true,
		"Giao cho đồng chí Phát theo dõi":               true,
		"Chậm báo cáo rà soát hộ nghèo":                 true,
		"Đạt 97 phần trăm":                              true,
		"Góp ý phê bình còn nể nang":                    false,
		"Tháng 11 năm 2026, quý IV":                     false,
		"Thực hiện Nghị quyết số 04-NQ/TW khóa XII":     false,
		"Tôn trọng ý kiến, cầu thị, đúng yêu cầu":       false,
		"Luôn theo Đảng, học Bác Hồ, gần gũi Nhân dân":  false,
		"ĐOÀN KẾT, GƯƠNG MẪU, TRÁCH NHIỆM":              false,
		"Còn một số hạn chế. Cần cố gắng. Phải sửa đổi": false,
		"": false,
	} {
		if got := wording.Concrete(text); got != want {
			t.Errorf("%q: concrete %t, want %t", text, got, want)
		}
	}
}

func TestEqualTextsShareAllAndEmptyOnesNothing(t *testing.T) {
	t.Parallel()
	a, b := wording.SetOf("đã đến từng nhà vận động"), wording.SetOf("vận động từng nhà đã đến")
	if a.Share(b) != 10_000 || !a.Near(b) {
		t.Errorf("the same words in another order share %d", a.Share(b))
	}
	if none := wording.SetOf(""); none.Share(none) != 0 || none.Near(a) || a.Share(none) != 0 {
		t.Error("nothing is like something")
	}
	if short := wording.SetOf("nhà"); a.Near(short) || a.Share(short) >= wording.Alike {
		t.Error("a word is near a sentence")
	}
}
