package intake_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/org"
	"tusoi/internal/worldtest"
)

func (b bundle) tree(t *testing.T) *org.Tree {
	t.Helper()
	tree, err := b.Service.Org.Tree(context.Background(), b.Admin)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestAListOfUnitsGrowsTheTreeWhateverItsOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	data := units(t,
		"T1|Tổ đảng số 1|Tổ đảng|Chi bộ Mới Một|Ấp, khu phố|",
		"C1|Chi bộ Mới Một|Chi bộ trực thuộc|Đảng bộ bộ phận Mới|Ấp, khu phố|",
		"P1|Đảng bộ bộ phận Mới|Đảng bộ bộ phận|G1|Cơ quan|",
		"G1|Đảng bộ xã Mới|Đảng bộ cơ sở||Ấp, khu phố|03/02/1990",
		"|Chi bộ ấp Trung|Chi bộ trực thuộc|Đảng bộ xã Một|ấp|",
		"|Chi bộ ấp Đông|Chi bộ trực thuộc|Đảng ủy xã Một||",
		"TR|Chi bộ Trường THPT Thử|chi bộ cơ sở|Huyện ủy Thử|Trường học|",
	)
	_, plan := b.preview(t, data)
	for i, want := range []compare.Fate{compare.New, compare.New, compare.New, compare.New, compare.New, compare.Same, compare.New} {
		if plan.Rows[i].Fate != want {
			t.Errorf("row %d: %s %+v, want %s", i+2, plan.Rows[i].Fate, plan.Rows[i].Faults, want)
		}
	}
	before := len(b.tree(t).Under(b.Root.ID))
	b.apply(t, data)
	b.again(t, data)
	tree := b.tree(t)
	if got := len(tree.Under(b.Root.ID)); got != before+6 {
		t.Errorf("%d units, want %d", got, before+6)
	}
	for _, u := range tree.Under(b.Root.ID) {
		if u.Code != "T1" {
			continue
		}
		var names []string
		for _, a := range tree.Ancestors(u.ID) {
			names = append(names, a.Name)
		}
		if want := []string{"Huyện ủy Thử", "Đảng bộ xã Mới", "Đảng bộ bộ phận Mới", "Chi bộ Mới Một"}; !cmp.Equal(names, want) || !strings.HasPrefix(u.Path, b.Root.Path+".") {
			t.Errorf("above the group: %v, path %s", names, u.Path)
		}
	}
	var founded int
	if err := b.tx.QueryRow(context.Background(), "SELECT count(*) FROM unit_events WHERE committee_id = $1 AND kind = 'founded'", b.Committee).Scan(&founded); err != nil || founded != 6 {
		t.Errorf("%d foundings noted, %v; want 6", founded, err)
	}
}

func TestARenamedUnitKeepsItsOldNameInItsHistory(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.apply(t, units(t, "D1|Chi bộ ấp Đông|Chi bộ trực thuộc|Đảng ủy xã Một|Cơ quan|"))
	data := units(t, "D1|Chi bộ ấp Đông Mới|Chi bộ trực thuộc|Đảng ủy xã Một||01/01/2000")
	_, plan := b.preview(t, data)
	want := []compare.Change{{Field: "Tên tổ chức đảng", From: "Chi bộ ấp Đông", To: "Chi bộ ấp Đông Mới"}}
	if diff := cmp.Diff(want, plan.Rows[0].Changes); diff != "" || len(plan.Rows[0].Notes) != 1 {
		t.Errorf("%s%v", diff, plan.Rows[0].Notes)
	}
	b.apply(t, data)
	b.again(t, data)
	u, err := b.tree(t).Unit(b.Cell.ID)
	if err != nil || u.Name != "Chi bộ ấp Đông Mới" || u.Type != org.TypeOffice || u.Version != 3 || !u.ValidFrom.Equal(worldtest.Date(2015, 1, 1)) {
		t.Errorf("unit %+v, %v", u, err)
	}
	var note string
	err = b.tx.QueryRow(context.Background(), "SELECT string_agg(note, '; ') FROM unit_events WHERE unit_id = $1 AND kind = 'renamed'", b.Cell.ID).Scan(&note)
	if err != nil || note != "Chi bộ ấp Đông" { // and nothing of the change that left the name as it was
		t.Errorf("history %q, %v", note, err)
	}
}

func TestEveryBadUnitIsReportedAtItsRow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	worldtest.Exec(t, b.tx, `UPDATE units SET code = 'CU', valid_to = '2020-01-01' WHERE committee_id = @c AND id = @u`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": b.FarSister.ID})
	worldtest.Exec(t, b.tx, `UPDATE units SET code = 'DONG' WHERE committee_id = @c AND id = @u`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": b.Cell.ID})
	rows := []struct{ text, column, want string }{
		{"||Chi bộ trực thuộc|Đảng ủy xã Một|ấp|", "Tên tổ chức đảng", "Thiếu tên"},
		{"|Chi bộ X||Đảng ủy xã Một|ấp|", "Loại", "Thiếu loại"},
		{"|Chi bộ X|Câu lạc bộ|Đảng ủy xã Một|ấp|", "Loại", "Không hiểu loại"},
		{"|Chi bộ X|Chi bộ trực thuộc||ấp|", "Tổ chức đảng cấp trên", "Thiếu tổ chức đảng cấp trên"},
		{"|Chi bộ X|Chi bộ trực thuộc|Đảng ủy xã Mười|ấp|", "Tổ chức đảng cấp trên", "Có phải"},
		{"|Chi bộ X|Chi bộ trực thuộc|Chi bộ ấp Đông|ấp|", "Tổ chức đảng cấp trên", "không có chi bộ trực thuộc trực thuộc"},
		{"|Chi bộ X|Chi bộ trực thuộc|Đảng ủy xã Một||", "Loại hình", "Thiếu loại hình"},
		{"|Chi bộ X|Chi bộ trực thuộc|Đảng ủy xã Một|sân bay|", "Loại hình", "Không hiểu loại hình"},
		{"|Chi bộ X|Chi bộ trực thuộc|Đảng ủy xã Một|ấp|31/02/2020", "Ngày thành lập", "chỉ có 29 ngày"},
		{"|Chi bộ X|Chi bộ trực thuộc|Đảng ủy xã Một|ấp|1/1/2030", "Ngày thành lập", "ở sau hôm nay"},
		{"CU|Chi bộ X|Chi bộ trực thuộc|Đảng ủy xã Hai|ấp|", "Mã tổ chức", "đã kết thúc hoạt động"},
		{"dong|Chi bộ ấp Đông|Chi bộ trực thuộc|Đảng ủy xã Hai|ấp|", "Tổ chức đảng cấp trên", "không chuyển tổ chức sang cấp trên khác"},
		{"|Chi bộ Trường Thử|Đảng bộ cơ sở||ấp|", "Loại", "đang là chi bộ cơ sở"},
		{"K1|Chi bộ K|Chi bộ trực thuộc|Đảng ủy xã Một|ấp|", "Mã tổ chức", "dòng 15, dòng 16"},
		{"k1|Chi bộ L|Chi bộ trực thuộc|Đảng ủy xã Một|ấp|", "Mã tổ chức", "dòng 15, dòng 16"},
		{"|Chi bộ M|Chi bộ trực thuộc|Đảng ủy xã Một|ấp|", "Tên tổ chức đảng", "dòng 17, dòng 18"},
		{"|CHI BỘ M|Chi bộ trực thuộc|Đảng ủy xã Một|ấp|", "Tên tổ chức đảng", "dòng 17, dòng 18"},
		{"|Chi bộ N|Chi bộ trực thuộc|Đảng bộ xã Lỗi|ấp|", "Tổ chức đảng cấp trên", "Không có tổ chức “Đảng bộ xã Lỗi”, hoặc dòng của tổ chức ấy còn lỗi"},
		{"|Đảng bộ xã Lỗi|Đảng bộ cơ sở||sân bay|", "Loại hình", "Không hiểu loại hình"},
	}
	var texts []string
	for _, r := range rows {
		texts = append(texts, r.text)
	}
	_, plan := b.preview(t, units(t, texts...))
	for i, want := range rows {
		got := plan.Rows[i]
		if got.Fate != compare.Refused || len(got.Faults) == 0 {
			t.Errorf("row %d (%s): %s %+v", i+2, want.text, got.Fate, got.Faults)
			continue
		}
		if f := got.Faults[0]; f.Column != want.column || !strings.Contains(f.Text, want.want) {
			t.Errorf("row %d (%s): %+v, want …%s… at %s", i+2, want.text, f, want.want, want.column)
		}
	}
}

func TestTemplatesAreOfferedForBothKinds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, k := range []compare.Kind{compare.Units, compare.Members} {
		var buf bytes.Buffer
		layout, err := b.Layout(k)
		if err == nil {
			err = workbook.WriteTemplate(&buf, layout)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Preview(context.Background(), b.Admin, k, "mau.xlsx", buf.Bytes()); !strings.Contains(apperr.Message(err), "chưa có dòng nào") {
			t.Errorf("%s: %v", k, err)
		}
	}
	layout, _ := b.Layout(compare.Units)
	needed, optional := layout.Headings()
	if !cmp.Equal(needed, []string{"Tên tổ chức đảng", "Loại"}) || len(optional) != 4 {
		t.Errorf("headings %v, %v", needed, optional)
	}
	if _, err := b.Layout("khác"); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("%v", err)
	}
}

func TestUnitsOutsideTheScopeAreNeitherMadeNorChanged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	part := b.Admin
	part.Posts = []authz.Post{{Role: authz.Admin, UnitID: b.World.Org.ID, Path: b.World.Org.Path}}
	far, err := b.tree(t).Unit(b.Far.ID)
	if err != nil {
		t.Fatal(err)
	}
	add := func(parent int64) org.Import {
		return org.Import{Added: []org.Added{{ParentID: parent, Kind: org.KindCell, Type: org.TypeRural, Name: "Chi bộ Lạ", ValidFrom: worldtest.Date(2026, 1, 1)}}}
	}
	for _, tc := range []struct {
		name  string
		actor authz.Actor
		in    org.Import
		want  apperr.Kind
	}{
		{"a parent of another organisation", part, add(b.OtherOrg.ID), apperr.KindNotFound},
		{"a parent of another committee", b.Admin, add(b.StrangerCell.ID), apperr.KindNotFound},
		{"a unit of another organisation", part, org.Import{Changed: []org.Unit{far}}, apperr.KindConflict},
		{"no right to import", b.Secretary, add(b.Cell.ID), apperr.KindForbidden},
		{"one's own branch", part, add(b.World.Org.ID), apperr.KindInternal},
	} {
		if _, err := b.Service.Org.ImportTx(ctx, b.tx, tc.actor, tc.in); apperr.KindOf(err) != tc.want || (err == nil) != (tc.want == apperr.KindInternal) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
}
