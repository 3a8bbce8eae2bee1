package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"

	"tusoi/internal/intake/compare"
)

// bad is one kind of row that cannot be taken: what stands in which column, under which column that is reported, and how.
type bad struct {
	kind  string
	cells map[string]string
	at    string
	says  string
}

const (
	byName, byCard, byIdentity, byBirth    = "Họ và tên", "Số thẻ Đảng viên", "Số CCCD", "Ngày sinh"
	byAdmitted, byCell, byHome, byStatus   = "Ngày kết nạp", "Chi bộ đang sinh hoạt", "Chi bộ nơi cư trú", "Trạng thái"
	byOfficial, byPost, byDecided, byState = "Ngày chính thức", "Chức vụ Đảng", "Ngày quyết định kết nạp", "Chức vụ chính quyền"
	byMass                                 = "Chức vụ đoàn thể"

	ofCode, ofName, ofKind, ofParent, ofType, ofFounded = "Mã tổ chức", "Tên tổ chức đảng", "Loại", "Tổ chức đảng cấp trên", "Loại hình", "Ngày thành lập"
)

type row = map[string]string

// badMembers are rows that are right but for what is said. Two of a kind are told by the same words.
func badMembers(card, others, cuc string) []bad {
	return []bad{
		{"no name", row{byName: ""}, byName, "Thiếu họ và tên"},
		{"a number for a name", row{byName: "Nguyễn Văn 2"}, byName, "không phải là họ và tên"},
		{"marks for a name", row{byName: "…"}, byName, "không phải là họ và tên"},
		{"a name in letters of no font", row{byName: "Þßð An"}, byName, "bảng mã cũ"},
		{"a name with broken letters", row{byName: "Nguy\ufffdn An"}, byName, "bảng mã cũ"},
		{"an error of Excel for a name", row{byName: "#N/A"}, byName, "lỗi của Excel"},
		{"a name without end", row{byName: strings.Repeat("An ", 40)}, byName, "Dài quá 100"},
		{"a card with a star", row{byCard: "87*12345"}, byCard, "chưa đúng"},
		{"a card that lost a zero", row{byCard: "87.1234"}, byCard, "bỏ số 0 ở cuối"},
		{"a card in powers of ten", row{byCard: "8.72E+10"}, byCard, "mất chữ số"},
		{"a card without end", row{byCard: strings.Repeat("8", 25)}, byCard, "chưa đúng"},
		{"somebody else's card", row{byCard: card}, byCard, "đang là của đồng chí Nguyễn Văn An"},
		{"one card twice, first", row{byCard: "99.000001"}, byCard, "nhiều dòng của tệp"},
		{"one card twice, second", row{byCard: "99-000001"}, byCard, "nhiều dòng của tệp"},
		{"an identity number too short", row{byIdentity: "08719000"}, byIdentity, "có 8 chữ số"},
		{"an identity number too long", row{byIdentity: "0871900012345"}, byIdentity, "có 13 chữ số"},
		{"letters in an identity number", row{byIdentity: "08719000123A"}, byIdentity, "không phải chữ số"},
		{"zeros for an identity number", row{byIdentity: "000000000000"}, byIdentity, "không phải chữ số"},
		{"an identity number in powers of ten", row{byIdentity: "8.719E+10"}, byIdentity, "mất chữ số"},
		{"one identity number twice, first", row{byIdentity: "087190001234"}, byIdentity, "nhiều dòng của tệp"},
		{"one identity number twice, second", row{byIdentity: "87190001234"}, byIdentity, "nhiều dòng của tệp"},
		{"somebody else's identity number", row{byIdentity: "087170009999"}, byIdentity, "đang là của đồng chí Trần Thị Bình"},
		{"the same person, another number", row{byName: "Trần Thị Bình", byIdentity: "087170008888", byBirth: "19/05/1970"}, byIdentity, "số CCCD khác"},
		{"a card of one and the number of another", row{byName: "Phạm Văn Dũng", byBirth: "19/05/1970", byIdentity: "087170007777", byCard: others}, byCard, "đang là của đồng chí Nguyễn Văn An"},
		{"a day that is none", row{byBirth: "31/02/1980"}, byBirth, "chỉ có 29 ngày"},
		{"a month that is none", row{byBirth: "01/13/1980"}, byBirth, "chưa phải là ngày"},
		{"words for a day", row{byBirth: "không rõ"}, byBirth, "chưa phải là ngày"},
		{"born tomorrow", row{byBirth: "21/11/2026"}, byBirth, "ở sau hôm nay"},
		{"born yesterday", row{byBirth: "19/11/2026"}, byBirth, "chưa đủ 16 tuổi"},
		{"born long ago", row{byBirth: "01/01/1890"}, byBirth, "1890"},
		{"admitted as a child", row{byBirth: "01/01/1980", byAdmitted: "01/01/1990"}, byAdmitted, "chưa đủ tuổi"},
		{"admitted tomorrow", row{byAdmitted: "21/11/2026"}, byAdmitted, "ở sau hôm nay"},
		{"words for the admission", row{byAdmitted: "năm ngoái"}, byAdmitted, "chưa phải là ngày"},
		{"full before admitted", row{byAdmitted: "01/06/2010", byOfficial: "01/06/2009"}, byOfficial, "ở trước ngày kết nạp"},
		{"full tomorrow", row{byOfficial: "21/11/2026"}, byOfficial, "ở sau hôm nay"},
		{"decided tomorrow", row{byDecided: "21/11/2026"}, byDecided, "ở sau hôm nay"},
		{"decided after the ceremony", row{byAdmitted: "01/06/2010", byDecided: "01/07/2010"}, byDecided, "ở sau ngày kết nạp"},
		{"no cell", row{byCell: ""}, byCell, "Thiếu chi bộ"},
		{"a cell that is none", row{byCell: "Chi bộ ấp Xa Xôi Nào Đó"}, byCell, "Không có chi bộ"},
		{"an organisation for a cell", row{byCell: "Đảng ủy xã Một"}, byCell, "Không có chi bộ"},
		{"a cell of a name that two have", row{byCell: "Chi bộ ấp Đôi"}, byCell, "Có 2 tổ chức"},
		{"a word for no state", row{byStatus: "Bình thường"}, byStatus, "Không hiểu trạng thái"},
		{"probationary and full at once", row{byStatus: "Đảng viên dự bị", byOfficial: "01/06/2010"}, byStatus, "ngày chính thức"},
		{"probationary who is full here", row{byName: "Trần Thị Bình", byBirth: "19/05/1970", byCell: "Chi bộ ấp Tây", byStatus: "Dự bị"}, byStatus, "Đang ghi ngày chính thức"},
		{"nothing to tell apart", row{byBirth: ""}, byIdentity, "Cần số CCCD"},
		{"one person twice, first", row{byName: "Lý Văn Đôi", byBirth: "1981"}, byName, "nhiều dòng của tệp"},
		{"one person twice, second", row{byName: "LÝ VĂN ĐÔI", byBirth: "1981"}, byName, "nhiều dòng của tệp"},
		{"one member twice, by card", row{byName: "Lê Thị Cúc", byCard: cuc, byBirth: "19/05/1970"}, byName, "nhiều dòng của tệp"},
		{"one member twice, by name", row{byName: "Lê Thị Cúc", byBirth: "1970", byMass: "Hội viên"}, byName, "nhiều dòng của tệp"},
		{"a post without end", row{byPost: strings.Repeat("Bí thư ", 20)}, byPost, "Dài quá 100"},
		{"a post in letters of no font", row{byState: "Þßð"}, byState, "bảng mã cũ"},
		{"an error of Excel for a post", row{byMass: "#REF!"}, byMass, "lỗi của Excel"},
	}
}

func badUnits() []bad {
	return []bad{
		{"no name", row{ofName: ""}, ofName, "Thiếu tên"},
		{"a name of a letter", row{ofName: "A"}, ofName, "từ 3 ký tự"},
		{"a name without end", row{ofName: strings.Repeat("Chi bộ ", 40)}, ofName, "Dài quá 200"},
		{"a name in letters of no font", row{ofName: "Chi bộ Þßð"}, ofName, "bảng mã cũ"},
		{"an error of Excel for a name", row{ofName: "#VALUE!"}, ofName, "lỗi của Excel"},
		{"no kind", row{ofKind: ""}, ofKind, "Thiếu loại"},
		{"a kind that is none", row{ofKind: "Hội"}, ofKind, "Không hiểu loại"},
		{"nothing above", row{ofParent: ""}, ofParent, "Thiếu tổ chức đảng cấp trên"},
		{"above is nobody", row{ofParent: "Đảng ủy xã Chín Mươi Chín"}, ofParent, "Không có tổ chức"},
		{"above cannot be above", row{ofParent: "Chi bộ ấp Tây"}, ofParent, "không có chi bộ trực thuộc trực thuộc"},
		{"above are two", row{ofKind: "Tổ đảng", ofParent: "Chi bộ ấp Đôi"}, ofParent, "Có 2 tổ chức"},
		{"above is wrong itself", row{ofParent: "Đảng bộ xã Sai"}, ofParent, "dòng của tổ chức ấy còn lỗi"},
		{"wrong itself", row{ofName: "Đảng bộ xã Sai", ofKind: "Đảng bộ cơ sở", ofParent: "", ofFounded: "31/02/2000"}, ofFounded, "chưa phải là ngày"},
		{"itself above", row{ofName: "Chi bộ Tự Trên", ofParent: "Chi bộ Tự Trên"}, ofParent, "Không có tổ chức"},
		{"a type that is none", row{ofType: "Khác"}, ofType, "Không hiểu loại hình"},
		{"no type", row{ofType: ""}, ofType, "Thiếu loại hình"},
		{"a code with too few digits", row{ofCode: "87.012"}, ofCode, "chưa đủ 14 chữ số"},
		{"a code without end", row{ofCode: strings.Repeat("AB", 25)}, ofCode, "dài nhiều nhất 40"},
		{"a code in powers of ten", row{ofCode: "8.7012E+13"}, ofCode, "mất chữ số"},
		{"one code twice, first", row{ofCode: "M1"}, ofCode, "nhiều dòng của tệp"},
		{"one code twice, second", row{ofCode: "m1"}, ofCode, "nhiều dòng của tệp"},
		{"the code of one that ended", row{ofCode: "CU"}, ofCode, "đã kết thúc hoạt động"},
		{"the committee itself", row{ofCode: "GOC"}, ofName, "chính cấp ủy"},
		{"another kind than it has", row{ofName: "Chi bộ ấp Tây", ofKind: "Đảng bộ bộ phận"}, ofKind, "không đổi loại"},
		{"another above than it has", row{ofCode: "TAY", ofName: "Chi bộ ấp Tây", ofParent: "Đảng ủy xã Hai"}, ofParent, "không chuyển tổ chức"},
		{"words for the founding", row{ofFounded: "lâu rồi"}, ofFounded, "chưa phải là ngày"},
		{"a year for the founding", row{ofFounded: "1990"}, ofFounded, "chưa đủ ngày, tháng, năm"},
		{"founded tomorrow", row{ofFounded: "21/11/2026"}, ofFounded, "ở sau hôm nay"},
		{"one unit twice, first", row{ofName: "Chi bộ Sinh Đôi"}, ofName, "nhiều dòng của tệp"},
		{"one unit twice, second", row{ofName: "CHI BỘ SINH ĐÔI"}, ofName, "nhiều dòng của tệp"},
	}
}

// TestEveryKindOfBadRowIsReportedAtItsPlace gives one file of each kind of list in which every row is wrong in its own way.
// The two lists are two files, as the import wants them.
func TestEveryKindOfBadRowIsReportedAtItsPlace(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.exec(t, `UPDATE units SET name = 'Chi bộ ấp Đôi' WHERE committee_id = @c AND id IN (@far, @north)`, pgx.StrictNamedArgs{"far": b.Far.ID, "north": b.FarSister.ID})
	b.exec(t, `UPDATE units SET code = 'TAY' WHERE committee_id = @c AND id = @u`, pgx.StrictNamedArgs{"u": b.Sister.ID})
	b.exec(t, `UPDATE units SET code = 'GOC' WHERE committee_id = @c AND id = @u`, pgx.StrictNamedArgs{"u": b.Root.ID})
	b.exec(t, `INSERT INTO units (committee_id, id, parent_id, kind, name, code, path, valid_from, valid_to, updated_at)
		SELECT committee_id, 9000001, id, 'cell', 'Chi bộ Cũ', 'CU', path || '9000001', '2015-01-01', '2020-01-01', now() FROM units WHERE committee_id = @c AND id = @u`,
		pgx.StrictNamedArgs{"u": b.World.Org.ID})
	who := b.Members[b.Cell.ID]
	b.exec(t, `UPDATE members SET identity_number = '087170009999' WHERE committee_id = @c AND id = @m`, pgx.StrictNamedArgs{"m": who[1]})

	b.exec(t, `UPDATE members SET identity_number = '087170007777' WHERE committee_id = @c AND id = @m`, pgx.StrictNamedArgs{"m": who[3]})
	people := badMembers(b.card(t, who[0]), b.card(t, b.Members[b.Sister.ID][0]), b.card(t, who[2]))
	right := row{byName: "Võ Thị Đúng", byBirth: "01/02/1980", byCell: b.Cell.Name}
	b.everyBadRow(t, compare.Members, right, people)
	b.everyBadRow(t, compare.Units, row{ofName: "Chi bộ Mới", ofKind: "Chi bộ trực thuộc", ofParent: "Đảng ủy xã Một", ofType: "Ấp, khu phố"}, badUnits())
	if n := len(people) + len(badUnits()); n < 40 {
		t.Errorf("only %d kinds", n)
	}
}

func (b bundle) everyBadRow(t *testing.T, kind compare.Kind, right row, list []bad) {
	t.Helper()
	columns := compare.LayoutOf(kind).Columns
	var headings []string
	for _, c := range columns {
		headings = append(headings, c.Heading)
	}
	var lines [][]string
	for i, one := range list {
		line := make([]string, len(columns))
		for c, h := range headings {
			text, said := one.cells[h]
			if !said {
				text = right[h]
			}
			if !said && c == slices.Index(headings, byName) || !said && h == ofName {
				text += " " + strings.Repeat("Tư ", i/7) + strings.Repeat("Ba ", i%7+1) // nobody is twice in the file
			}
			line[c] = text
		}
		lines = append(lines, line)
	}
	run, plan := b.preview(t, book(t, strings.Join(headings, "|"), lines...))
	if run.Kind != kind || len(plan.Rows) != len(list) {
		t.Fatalf("%d rows of %s, want %d", len(plan.Rows), run.Kind, len(list))
	}
	_, marked, err := b.Marked(context.Background(), b.Admin, run.ID)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(marked))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	told, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, one := range list {
		at, err := excelize.CoordinatesToCellName(slices.Index(headings, one.at)+1, i+2)
		if err != nil {
			t.Fatal(err)
		}
		r := plan.Rows[i]
		found := slices.ContainsFunc(r.Faults, func(f compare.Fault) bool {
			return f.Column == one.at && f.Cell == at && strings.Contains(f.Text, one.says)
		})
		if !found || r.Fate != compare.Refused || r.Number != i+2 || len(r.Faults) != 1 {
			t.Errorf("%s, %s: row %d is %s, want it refused at %s …%s…: %+v %+v", kind, one.kind, r.Number, r.Fate, at, one.says, r.Faults, lines[i])
		}
		behind := append(slices.Clone(told[i+1]), make([]string, len(columns)+2)...)[len(columns) : len(columns)+2]
		if behind[0] != "Có lỗi" || !strings.Contains(behind[1], one.at+": ") || !strings.Contains(behind[1], one.says) {
			t.Errorf("%s, %s: in the file it reads %q", kind, one.kind, behind)
		}
		if style, err := f.GetCellStyle("Sheet1", at); err != nil || !b.isMarked(t, f, style) {
			t.Errorf("%s, %s: %s is not marked, %v", kind, one.kind, at, err)
		}
	}
}

func (b bundle) isMarked(t *testing.T, f *excelize.File, id int) bool {
	t.Helper()
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(fmt.Sprint(style.Fill.Color), "FFD9D4")
}
