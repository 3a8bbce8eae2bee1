package intake_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/discipline"
	"tusoi/internal/intake/compare"
	"tusoi/internal/portal"
)

var disciplineCase = bookCase{
	kind: compare.Disciplines,
	head: "STT|Ngày quyết định|Số quyết định|Cấp|Hình thức|Nội dung vi phạm|Tổ chức đảng|Họ và tên|Số thẻ Đảng viên|Ngày sinh|Cấp ủy viên|Chức vụ|Chức vụ bị cách|Ngày hiệu lực|Tóm tắt|Khiếu nại|Ngày hủy|Quyết định hủy",
	right: []string{
		"19/05/2026|12-QĐ/ĐU|Cấp ủy cơ sở|Khiển trách|Thiếu trách nhiệm; những điều đảng viên không được làm|Chi bộ ấp Đông|Trần Thị Bình|%[1]s||x|Chi ủy viên|||Bỏ họp ba kỳ|||",
		"20/05/2026|13-QĐ/UBKT|ủy ban kiểm tra của cấp ủy|cách chức|Tham nhũng|Chi bộ ấp Tây|Trần Thị Bình||19/05/1970|Có|Phó bí thư|Phó bí thư|25/05/2026||26/05/2026|01/08/2026|40-QĐ/TU",
		"21/05/2026|14-QĐ/UBKT|Ủy ban Kiểm tra của cấp ủy|Cảnh cáo|Nguyên tắc tập trung dân chủ|Đảng ủy xã Một|||||||||||",
	},
	wrong: []struct{ row, column, want string }{
		{"19/05/2026|1|Chi bộ|Xóa tên|Tham nhũng|Chi bộ ấp Đông|Trần Thị Bình|%[1]s|||||||||", "Hình thức", "không phải hình thức kỷ luật"},
		{"19/05/2026|1|Chi bộ|Phê bình|Tham nhũng|Chi bộ ấp Đông|Trần Thị Bình|%[1]s|||||||||", "Hình thức", "Khai trừ; Giải tán."},
		{"19/05/2026|1|Chi bộ|Khiển trách|Tham nhũng; Thời tiết|Chi bộ ấp Đông|Trần Thị Bình|%[1]s|||||||||", "Nội dung vi phạm", "“Thời tiết” không có"},
		{"19/05/2026|1|Chi bộ|Khiển trách||Chi bộ ấp Đông|Trần Thị Bình|%[1]s|||||||||", "Nội dung vi phạm", "Thiếu"},
		{"19/05/2026|1|Chi bộ|Cách chức|Tham nhũng|Chi bộ ấp Đông|Trần Thị Bình|%[1]s|||Chi ủy viên||||||", "Chức vụ bị cách", "Ghi chức vụ"},
		{"19/05/2026|1|Cấp tỉnh|Khai trừ|Tham nhũng|Đảng ủy xã Một||||||||||||", "Hình thức", "khiển trách, cảnh cáo hoặc giải tán"},
		{"19/05/2026|1|Cấp tỉnh|Khiển trách|Tham nhũng|Chi bộ ấp Đông|Trần Thị Bình|%[1]s|||||18/05/2026||||", "Có hiệu lực từ", "không thể trước đó"},
		{"19/05/2026|1|Cấp tỉnh|Khiển trách|Tham nhũng|Chi bộ ấp Đông|Trần Thị Bình|%[1]s|||||||||50-QĐ", "Số quyết định hủy", "cả số quyết định hủy"},
		{"19/05/2026|12-QĐ/ĐU|Chi bộ|Cảnh cáo|Tham nhũng|Chi bộ ấp Đông|Trần Thị Bình|%[1]s|||||||||", "Số quyết định", "Mỗi quyết định ghi một lần"},
	},
	export: func(p *portal.Portal, a authz.Actor, w *bytes.Buffer) error {
		return p.Export.Disciplines(context.Background(), a, discipline.Filter{}, w)
	},
	taker: func(b bundle) authz.Actor { return b.Inspector },
}

// A list of discipline is seen by nobody who does not write that book, and who does takes no list of members.
func TestAListIsForWhoWritesItsBook(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, ctx := b.records(t), context.Background()
	data := lines(t, disciplineCase.head, b.rows(t, disciplineCase.right))
	run, plan, err := p.Intake.Preview(ctx, b.Inspector, compare.Disciplines, "ky-luat-binh.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]authz.Actor{"office": b.Office, "admin": b.Admin} {
		if _, _, err := p.Intake.Preview(ctx, a, compare.Disciplines, "x.xlsx", data); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s gives a list of discipline: %v", name, err)
		}
		if _, err := p.Intake.Hold(ctx, a, compare.Disciplines, "x.xlsx", data); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s lets a list of discipline wait: %v", name, err)
		}
		if runs, err := p.Intake.Runs(ctx, a); err != nil || len(runs) != 0 {
			t.Errorf("%s sees %+v, %v", name, runs, err)
		}
		_, _, shown := p.Intake.Plan(ctx, a, run.ID)
		_, _, marked := p.Intake.Marked(ctx, a, run.ID)
		_, _, looked := p.Intake.Look(ctx, a, run.ID, "", "", 0)
		_, _, turned := p.Intake.Look(ctx, a, run.ID, compare.Members, "", 0)
		_, _, applied := p.Intake.Apply(ctx, a, run.ID, plan.Fingerprint)
		_, undone := p.Intake.Undo(ctx, a, run.ID)
		for step, err := range map[string]error{
			"shows": shown, "takes back with marks": marked, "looks at": looked, "looks at as members": turned, "applies": applied, "undoes": undone,
			"spells": p.Intake.Spell(ctx, a, run.ID, nil), "chooses the columns of": p.Intake.Choose(ctx, a, run.ID, compare.Members, "", 1, nil),
		} {
			if apperr.KindOf(err) != apperr.KindNotFound {
				t.Errorf("%s %s the list: %v", name, step, err)
			}
		}
	}
	for _, kind := range []compare.Kind{"", compare.Members, compare.Units, compare.Awards} {
		if _, _, err := p.Intake.Preview(ctx, b.Inspector, kind, "x.xlsx", data); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("the inspection board gives a list of “%s”: %v", kind, err)
		}
	}
	if _, _, err := p.Intake.Look(ctx, b.Inspector, run.ID, compare.Members, "", 0); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the inspection board reads its file as members: %v", err)
	}
	if err := p.Intake.Choose(ctx, b.Inspector, run.ID, compare.Members, "", 1, nil); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the inspection board turns its file into members: %v", err)
	}
	grassroots := b.Grassroots
	if _, _, err := p.Intake.Preview(ctx, grassroots, compare.Disciplines, "x.xlsx", data); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a part of the committee gives a list: %v", err)
	}
	if kinds := p.Intake.Kinds(b.Inspector); !slices.Equal(kinds, []compare.Kind{compare.Disciplines, compare.Inspections, compare.Models, compare.Complaints}) {
		t.Errorf("the inspection board may take %v", kinds)
	}
}

// What the administrator reads of an import of discipline tells nobody's name, not even by the name of the file.
func TestTheTrailOfAnImportOfDisciplineNamesNobody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, ctx := b.records(t), context.Background()
	run, plan, err := p.Intake.Preview(ctx, b.Inspector, compare.Disciplines, "ky-luat-tran-thi-binh.xlsx", lines(t, disciplineCase.head, b.rows(t, disciplineCase.right)))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Intake.Apply(ctx, b.Inspector, run.ID, plan.Fingerprint); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := p.Export.Disciplines(ctx, b.Inspector, discipline.Filter{}, &out); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Intake.Undo(ctx, b.Inspector, run.ID); err != nil {
		t.Fatal(err)
	}
	found, _, err := p.Audit.Search(ctx, b.Admin, audit.Filter{})
	if err != nil || len(found) < 9 {
		t.Fatalf("%d entries, %v", len(found), err)
	}
	text, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Bình", "binh", "12-QĐ", "Bỏ họp", b.Cell.Name} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the administrator reads “%s” in %s", secret, text)
		}
	}
	if !strings.Contains(string(text), "Tải sổ kỷ luật\"") || !strings.Contains(string(text), "Nhập sổ kỷ luật từ tệp: thêm 3") {
		t.Errorf("the trail does not tell what went in and out: %s", text)
	}
}
