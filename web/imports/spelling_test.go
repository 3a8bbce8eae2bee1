package imports

import (
	"testing"

	"tusoi/internal/intake"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/vi/legacy"
)

func TestWhatWasInAnOldFontIsShownBeforeAndAfter(t *testing.T) {
	t.Parallel()
	plan := compare.Plan{Spellings: []workbook.Spelling{
		{Field: "Họ và tên", Key: "ho va ten", Encoding: legacy.TCVN3, Lettered: 3, Changed: 2, Pairs: [][2]string{{"NguyÔn V¨n An", "Nguyễn Văn An"}}},
		{Field: "Chức vụ Đảng", Key: "chuc vu dang", Encoding: legacy.VNI, Said: true, Lettered: 1},
	}}
	check(t, "an old list", render(t, newView(intake.Run{ID: 9, Kept: true}, plan, "", 1)), []string{
		"Tệp có chữ gõ bằng phông cũ", "NguyÔn V¨n An", "Nguyễn Văn An", "Đổi 2 ô.", "Để máy đoán: TCVN3", "/nhap-lieu/9/bang-ma", `value="vni" selected`, "<details class=\"card\" open",
	}, nil)
	plan.Spellings = plan.Spellings[1:]
	check(t, "a list of today", render(t, newView(intake.Run{ID: 9, Kept: true}, plan, "", 1)), []string{"Bảng mã của chữ trong tệp"}, []string{"phông cũ", "Trong tệp</th>"})
}
