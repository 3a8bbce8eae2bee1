package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/award"
	"tusoi/internal/intake/compare"
	"tusoi/internal/portal"
	"tusoi/internal/record"
	"tusoi/internal/study"
	"tusoi/internal/worldtest"
)

// bookCase is a list of one book: rows that are right, and rows of which each has one fault.
type bookCase struct {
	kind   compare.Kind
	head   string
	right  []string
	before int // how many records the book has before
	wrong  []struct{ row, column, want string }
	export func(p *portal.Portal, a authz.Actor, w *bytes.Buffer) error
	taker  func(b bundle) authz.Actor // who takes the list; the staff office when nil
}

func (c bookCase) as(b bundle) authz.Actor {
	if c.taker == nil {
		return b.Office
	}
	return c.taker(b)
}

// books are the books that lists are taken into. %[1]s is the card number of Bình of the first cell.
var books = []bookCase{awardCase, documentCase, sessionCase, disciplineCase, inspectionCase, modelCase, complaintCase, meetingCase}

func (b bundle) records(t *testing.T) *portal.Portal {
	t.Helper()
	b.exec(t, `UPDATE members SET decided_on = '1996-01-20' WHERE committee_id = @c AND id = @id`, pgx.StrictNamedArgs{"id": b.Members[b.Cell.ID][1]})
	b.exec(t, `INSERT INTO documents (committee_id, unit_id, number, issuer, issued_on, subject, updated_at)
		VALUES (@c, @root, '37-QĐ/TW', 'Ban Chấp hành Trung ương', '2021-10-25', 'Về những điều đảng viên không được làm', now())`, pgx.StrictNamedArgs{"root": b.Root.ID})
	return portal.New(b.tx, worldtest.Clock)
}

func (b bundle) rows(t *testing.T, list []string) []string {
	t.Helper()
	rows := make([]string, len(list))
	for i, r := range list {
		rows[i] = strings.ReplaceAll(r, "%[1]s", b.card(t, b.Members[b.Cell.ID][1]))
	}
	return rows
}

// TestABookTakesAListOnceAndGivesItBack reads every book from a list, hands it out, reads that again without a change, and takes
// the whole list back.
func TestABookTakesAListOnceAndGivesItBack(t *testing.T) {
	t.Parallel()
	for _, c := range books {
		t.Run(string(c.kind), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			p, ctx := b.records(t), context.Background()
			data := lines(t, c.head, b.rows(t, c.right))
			run, plan, err := p.Intake.Preview(ctx, c.as(b), c.kind, "so.xlsx", data)
			if err != nil || plan.Count(compare.New) != len(c.right) {
				t.Fatalf("%+v, %v", plan.Rows, err)
			}
			if run, _, err = p.Intake.Apply(ctx, c.as(b), run.ID, plan.Fingerprint); err != nil || run.Added != len(c.right) {
				t.Fatalf("%+v, %v", run, err)
			}
			var out bytes.Buffer
			if err := c.export(p, c.as(b), &out); err != nil {
				t.Fatal(err)
			}
			if _, plan, err = p.Intake.Preview(ctx, c.as(b), c.kind, "so.xlsx", out.Bytes()); err != nil || plan.Count(compare.Same) != len(c.right)+c.before || plan.Writes() != 0 {
				t.Errorf("what was handed out, read again: %+v, %v", plan.Rows, err)
			}
			if _, err := p.Intake.Undo(ctx, c.as(b), run.ID); err != nil {
				t.Fatal(err)
			}
			if _, plan, err = p.Intake.Preview(ctx, c.as(b), c.kind, "so.xlsx", data); err != nil || plan.Count(compare.New) != len(c.right) {
				t.Errorf("after it was taken back: %+v, %v", plan.Rows, err)
			}
		})
	}
}

func TestABadRowOfABookIsRefusedAtItsCell(t *testing.T) {
	t.Parallel()
	for _, c := range books {
		t.Run(string(c.kind), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			p := b.records(t)
			rows := b.rows(t, c.right[:1])
			for _, w := range c.wrong {
				rows = append(rows, b.rows(t, []string{w.row})...)
			}
			_, plan, err := p.Intake.Preview(context.Background(), c.as(b), c.kind, "so.xlsx", lines(t, c.head, rows))
			if err != nil {
				t.Fatal(err)
			}
			if plan.Rows[0].Fate != compare.New {
				t.Errorf("the right row: %+v", plan.Rows[0])
			}
			for i, w := range c.wrong {
				got := plan.Rows[i+1]
				told := fmt.Sprint(got.Faults)
				if got.Fate != compare.Refused || len(got.Faults) != 1 || got.Faults[0].Column != w.column || !strings.Contains(told, w.want) {
					t.Errorf("%s: %s %+v; want …%s… at %s", w.row, got.Fate, got.Faults, w.want, w.column)
				}
			}
		})
	}
}

func TestARecordThatWasChangedKeepsItsImportFromBeingTakenBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, ctx := b.records(t), context.Background()
	run, plan, err := p.Intake.Preview(ctx, b.Office, compare.Awards, "so.xlsx", lines(t, awardCase.head, b.rows(t, awardCase.right)))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Intake.Apply(ctx, b.Office, run.ID, plan.Fingerprint); err != nil {
		t.Fatal(err)
	}
	b.exec(t, `UPDATE awards SET version = 2 WHERE committee_id = @c AND title = @title`, pgx.StrictNamedArgs{"title": "Bằng khen"})
	if _, err := p.Intake.Undo(ctx, b.Office, run.ID); apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), "Bằng khen") {
		t.Errorf("%v; want a conflict that names the record", err)
	}
}

var awardCase = bookCase{
	kind: compare.Awards,
	head: "STT|Ngày quyết định|Số QĐ|Cấp|Loại|Hình thức|Thành tích|Tổ chức đảng|Họ và tên|Số thẻ Đảng viên|Ngày sinh|Huy hiệu|Lý do tặng sớm",
	right: []string{
		"19/05/2026|12-QĐ/ĐU|Cấp cơ sở|Khen thưởng|Giấy khen|Kết luận 01|Chi bộ ấp Đông||||",
		"20/05/2026|31-QĐ/TU|cấp tỉnh|khen thưởng|Bằng khen||Chi bộ ấp Đông|Trần Thị Bình|%[1]s|||",
		"20/05/2026|31-QĐ/TU|cấp tỉnh|khen thưởng|Bằng khen||Chi bộ ấp Tây|Trần Thị Bình||19/05/1970||",
		"03/02/2026|7-QĐ/HU|Cấp ủy cấp trên cơ sở|Huy hiệu Đảng|Huy hiệu 30 năm||Chi bộ ấp Đông|Trần Thị Bình|%[1]s||30|",
	},
	wrong: []struct{ row, column, want string }{
		{"19/05/2014|1|Cấp cơ sở|Khen thưởng|Giấy khen||Chi bộ ấp Đông||||", "Ngày quyết định", "chưa thành lập"},
		{"5/2026|1|Cấp cơ sở|Khen thưởng|Giấy khen||Chi bộ ấp Đông||||", "Ngày quyết định", "chưa đủ ngày"},
		{"|1|Cấp cơ sở|Khen thưởng|Giấy khen||Chi bộ ấp Đông||||", "Ngày quyết định", "Thiếu"},
		{"19/05/2026|1|Cấp phòng|Khen thưởng|Giấy khen||Chi bộ ấp Đông||||", "Cấp ra quyết định", "Cấp cơ sở; "},
		{"19/05/2026|1|Cấp cơ sở|Khen thưởng|Giấy khen||Chi bộ ấp Đôngg||||", "Tổ chức đảng", "Có phải “Chi bộ ấp Đông”"},
		{"19/05/2026|1|Cấp cơ sở|Khen thưởng|Giấy khen||Chi bộ ấp Đông|Trần Thị Bình|||", "Số thẻ Đảng viên", "chỉ họ tên là chưa đủ"},
		{"19/05/2026|1|Cấp cơ sở|Khen thưởng|Giấy khen||Chi bộ ấp Đông|Trần Văn Ất|%[1]s||", "Họ và tên", "là của đồng chí Trần Thị Bình"},
		{"19/05/2026|1|Cấp cơ sở|Khen thưởng|Giấy khen||Chi bộ ấp Nam|Trần Thị Bình|%[1]s||", "Họ và tên", "không sinh hoạt ở"},
		{"19/05/2026|1|Cấp cơ sở|Khen thưởng|Giấy khen||Chi bộ ấp Đông||||30|", "Số năm tuổi Đảng", "chỉ ghi cho Huy hiệu"},
		{"19/05/2026|12-QĐ/ĐU|Cấp cơ sở|Khen thưởng|Giấy khen|Việc khác|Chi bộ ấp Đông||||", "Số quyết định", "Mỗi quyết định ghi một lần"},
		{"19/05/2026|12-QĐ/ĐU|Cấp cơ sở|Khen thưởng|Giấy khen|Kết luận 01|Chi bộ ấp Đông||||", "Ngày quyết định", "giống hệt dòng 2"},
	},
	export: func(p *portal.Portal, a authz.Actor, w *bytes.Buffer) error {
		return p.Export.Awards(context.Background(), a, award.Filter{}, w)
	},
}

var documentCase = bookCase{
	kind: compare.Documents, before: 1,
	head: "STT|Số ký hiệu|Nơi ban hành|Ngày ký|Trích yếu|Đơn vị|Đối tượng|Hạn",
	right: []string{
		"01-KL/TW|Bộ Chính trị|18/05/2021|Tiếp tục thực hiện Chỉ thị 05-CT/TW||mọi chi bộ|31/12/2021",
		"12-CT/HU|Huyện ủy|05/01/2026|Chuẩn bị đại hội|Đảng ủy xã Một|Mọi tổ chức cơ sở đảng|31/03/2026",
		"13-CT/HU|Huyện ủy|05/01/2026|Phòng chống lũ|||",
	},
	wrong: []struct{ row, column, want string }{
		{"|Bộ Chính trị|18/05/2021|Trích yếu văn bản|||", "Số văn bản", "Thiếu"},
		{"02-KL/TW|Bộ Chính trị|18/05/2027|Trích yếu văn bản|||", "Ngày ban hành", "sau hôm nay"},
		{"02-KL/TW|Bộ Chính trị|18/05/2021|Trích yếu văn bản||Mọi chi bộ|", "Hạn học tập", "Ghi hạn"},
		{"02-KL/TW|Bộ Chính trị|18/05/2021|Trích yếu văn bản|||31/12/2021", "Ai phải học tập", "Chọn ai"},
		{"37-QĐ/TW|Ban Chấp hành Trung ương|25/10/2021|Trích yếu khác|||", "Số văn bản", "đã có trong sổ"},
	},
	export: func(p *portal.Portal, a authz.Actor, w *bytes.Buffer) error {
		return p.Export.Documents(context.Background(), a, record.Filter{From: worldtest.Date(2021, 1, 1)}, "", w)
	},
}

var sessionCase = bookCase{
	kind: compare.Sessions,
	head: "STT|Ngày|Đơn vị|Văn bản|Nơi ban hành|Ngày ban hành|Hình thức|Báo cáo viên|Triệu tập|Có mặt",
	right: []string{
		"10/04/2026|Chi bộ ấp Đông|37-QĐ/TW|||Trong sinh hoạt chi bộ|Bí thư|4|3",
		"11/04/2026|Đảng ủy xã Một|37-qđ/tw|Ban Chấp hành Trung ương|25/10/2021|Hội nghị trực tuyến||8|8",
	},
	wrong: []struct{ row, column, want string }{
		{"10/04/2021|Chi bộ ấp Đông|37-QĐ/TW|||Trong sinh hoạt chi bộ||4|4", "Ngày học tập", "ban hành ngày 25/10/2021"},
		{"12/04/2026|Chi bộ ấp Đông|99-QĐ/TW|||Trong sinh hoạt chi bộ||4|4", "Số văn bản", "chưa có văn bản"},
		{"12/04/2026|Chi bộ ấp Đông|37-QĐ/TW|||Trong sinh hoạt chi bộ||4|5", "Đã dự", "nhiều hơn"},
		{"12/04/2026|Chi bộ ấp Đông|37-QĐ/TW|||Trong sinh hoạt chi bộ||40|5", "Phải dự", "có 4 đảng viên"},
		{"12/04/2026|Chi bộ ấp Đông|37-QĐ/TW|||Trong sinh hoạt chi bộ||bốn|4", "Phải dự", "ghi một số"},
		{"12/04/2026|Chi bộ ấp Đông|37-QĐ/TW|||Đọc báo||4|4", "Hình thức", "Hội nghị trực tiếp; "},
	},
	export: func(p *portal.Portal, a authz.Actor, w *bytes.Buffer) error {
		return p.Export.Sessions(context.Background(), a, study.Filter{}, w)
	},
}
