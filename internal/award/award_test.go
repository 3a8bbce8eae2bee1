package award_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/award"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

type bench struct {
	worldtest.World
	*award.Service
	tx pgx.Tx
}

func setup(t *testing.T) bench {
	t.Helper()
	tx := pgtest.Tx(t)
	return bench{worldtest.New(t, tx), &award.Service{DB: tx, Now: worldtest.Clock}, tx}
}

// draft is right for the first cell's member.
func (b bench) draft() award.Draft {
	return award.Draft{
		UnitID: b.Cell.ID, MemberID: b.Members[b.Cell.ID][1], Level: award.Grassroots, Kind: award.Award, Title: "Giấy khen",
		Theme: "Thực hiện Kết luận số 01-KL/TW", DecisionNumber: "12-QĐ/ĐU", DecidedOn: worldtest.Date(2026, 5, 19),
	}
}

const key = "7b1f0c1e-9a55-4c1e-9f3e-000000000001"

func TestAnAwardIsRefusedInWordsForEverythingThatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	worldtest.Exec(t, b.tx, `UPDATE members SET decided_on = '1996-12-20' WHERE committee_id = @c AND id = @m`,
		pgx.StrictNamedArgs{"c": b.Committee, "m": b.Members[b.Cell.ID][1]})
	badge := func(d *award.Draft) {
		d.Kind, d.Level, d.Title, d.BadgeYears = award.Badge, award.Committee, "Huy hiệu 30 năm", 30
	}
	for name, tc := range map[string]struct {
		change      func(*award.Draft)
		as          authz.Actor
		field, want string
	}{
		"before the unit was":          {func(d *award.Draft) { d.DecidedOn = worldtest.Date(2014, 12, 31) }, b.Office, "on", "chưa thành lập"},
		"tomorrow":                     {func(d *award.Draft) { d.DecidedOn = worldtest.Date(2026, 11, 21) }, b.Office, "on", "sau hôm nay"},
		"of another cell's member":     {func(d *award.Draft) { d.MemberID = b.Members[b.Sister.ID][1] }, b.Office, "member", "không sinh hoạt ở Chi bộ ấp Đông"},
		"nobody's member":              {func(d *award.Draft) { d.MemberID = b.StrangerMember }, b.Office, "member", "Không tìm thấy"},
		"outside the scope":            {func(d *award.Draft) { d.UnitID, d.MemberID = b.Far.ID, 0 }, b.Grassroots, "unit", "không có trong phạm vi"},
		"a level above the writer":     {func(d *award.Draft) { d.Level = award.Province }, b.Grassroots, "level", "cấp trên cơ sở"},
		"no title":                     {func(d *award.Draft) { d.Title = "" }, b.Office, "title", "từ 3 đến 200"},
		"a badge for nobody":           {func(d *award.Draft) { badge(d); d.MemberID = 0 }, b.Office, "member", "Chọn đảng viên"},
		"a badge of 31 years":          {func(d *award.Draft) { badge(d); d.BadgeYears = 31 }, b.Office, "years", "30, 40, 45"},
		"a badge long before its time": {func(d *award.Draft) { badge(d); d.DecidedOn = worldtest.Date(2025, 12, 19) }, b.Office, "years", "đủ 30 năm"},
		"a badge early without why":    {func(d *award.Draft) { badge(d) }, b.Office, "early", "ghi lý do"},
		"a badge of the grassroots":    {func(d *award.Draft) { badge(d); d.Level = award.Grassroots; d.Early = "Bệnh nặng" }, b.Office, "level", "cấp trên cơ sở tặng"},
		"years without a badge":        {func(d *award.Draft) { d.BadgeYears = 30 }, b.Office, "years", "chỉ ghi cho Huy hiệu"},
	} {
		d := b.draft()
		tc.change(&d)
		_, err := b.Book().Add(ctx, tc.as, key, d)
		fields := apperr.FieldsOf(err)
		if apperr.KindOf(err) != apperr.KindInvalid || len(fields) == 0 || fields[0].Name != tc.field || !strings.Contains(fields[0].Msg, tc.want) {
			t.Errorf("%s: %v; want “%s” at %s", name, err, tc.want, tc.field)
		}
	}
	d := b.draft()
	badge(&d)
	d.Early = "Đồng chí bệnh nặng"
	if _, err := b.Book().Add(ctx, b.Office, key, d); err != nil {
		t.Errorf("an early badge with its reason: %v", err)
	}
}

func TestAnAwardIsWrittenOnceChangedAndTakenOutWithTheTrail(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id, err := b.Book().Add(ctx, b.Grassroots, key, b.draft())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := b.Book().Add(ctx, b.Grassroots, key, b.draft()); err != nil || again != id {
		t.Errorf("the same form again: %d, %v; want %d", again, err, id)
	}
	if _, err := b.Book().Add(ctx, b.Grassroots, strings.Replace(key, "1", "2", 1), b.draft()); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("the same award by another form: %v", err)
	}
	other := b.draft()
	other.Theme = "Việc khác"
	if _, err := b.Book().Add(ctx, b.Grassroots, strings.Replace(key, "1", "2", 1), other); !strings.Contains(apperr.FieldsOf(err)[0].Msg, "đã có trong sổ") {
		t.Errorf("the same decision twice: %v", err)
	}
	if err := b.Book().Amend(ctx, b.Grassroots, id, 1, other, "Ghi nhầm thành tích"); err != nil {
		t.Fatal(err)
	}
	if err := b.Book().Amend(ctx, b.Grassroots, id, 1, other, "Ghi nhầm thành tích"); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("over a newer version: %v", err)
	}
	row, err := b.Get(ctx, b.Secretary, id)
	if diff := cmp.Diff(other, row.Draft); err != nil || diff != "" || row.MemberName != "Trần Thị Bình" || row.Version != 2 {
		t.Errorf("%+v, %v\n%s", row, err, diff)
	}
	for name, err := range map[string]error{
		"without a reason": b.Book().Drop(ctx, b.Grassroots, id, 2, " "), "a secretary": b.Book().Drop(ctx, b.Secretary, id, 2, "Ghi nhầm"),
		"another committee": b.Book().Drop(ctx, b.Stranger, id, 2, "Ghi nhầm"),
	} {
		if kind := apperr.KindOf(err); kind == apperr.KindInternal {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.Book().Drop(ctx, b.Grassroots, id, 2, "Ghi nhầm dòng"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Get(ctx, b.Secretary, id); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("after it was taken out: %v", err)
	}
	trail, err := (&audit.Service{DB: b.tx}).History(ctx, b.Grassroots, authz.RecordRead, "award", id)
	if err != nil || len(trail) != 3 || trail[0].Reason != "Ghi nhầm dòng" || !strings.Contains(string(trail[0].Before), "Việc khác") {
		t.Errorf("the trail: %+v, %v", trail, err)
	}
}

func TestASisterCellSeesNoAwardOfACell(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id, err := b.Book().Add(ctx, b.Office, key, b.draft())
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]authz.Actor{"sister": b.SisterSecretary, "other organisation": b.FarSecretary, "other committee": b.Stranger} {
		if _, err := b.Get(ctx, a, id); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s reads it: %v", name, err)
		}
		if list, err := b.List(ctx, a, award.Filter{}); err != nil || list.Total != 0 {
			t.Errorf("%s lists %d, %v", name, list.Total, err)
		}
	}
	if _, err := b.List(ctx, b.Member, award.Filter{}); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a member: %v", err)
	}
	for query, want := range map[string]int{"binh": 1, "ket luan 01": 0, "kết luận số 01": 1, "100%": 0, "12-QĐ": 1} {
		f := award.Filter{}
		f.Query = query
		if list, err := b.List(ctx, b.Leader, f); err != nil || list.Total != want {
			t.Errorf("“%s” finds %d, %v; want %d", query, list.Total, err, want)
		}
	}
}
