package committee_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/org"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

func TestTheCommitteesNamesAreChangedWithATrace(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	b := worldtest.New(t, tx)
	s := &committee.Service{DB: tx, Now: worldtest.Clock}
	ctx := context.Background()
	c, root, err := s.Settings(ctx, b.Office)
	if err != nil || root.ID != b.Root.ID || c.Version != 1 {
		t.Fatalf("%+v, %+v, %v", c, root, err)
	}
	c.Name, c.Place, c.CellLabel = " Đảng ủy  xã Thử ", "Thử", "Chi bộ"
	for range 2 { // the second time nothing differs but the version
		if err := s.Set(ctx, b.Office, c); err != nil {
			t.Fatal(err)
		}
		c.Version++
	}
	got, _, err := s.Settings(ctx, b.Admin)
	if err != nil || got.Name != "Đảng ủy xã Thử" || got.Version != 2 || got.Label(org.KindCell) != "Chi bộ" || got.Word(org.KindCell) != "chi bộ" {
		t.Errorf("%+v, %v", got, err)
	}
	var summary, before, after string
	err = tx.QueryRow(ctx, `SELECT summary, before->>'name', after->>'name' FROM audit_entries WHERE committee_id = $1 AND object_kind = 'committee'`,
		b.Committee).Scan(&summary, &before, &after)
	if err != nil || before != "Huyện ủy Thử" || after != "Đảng ủy xã Thử" || !strings.Contains(summary, "tên cấp ủy “Huyện ủy Thử” thành “Đảng ủy xã Thử”") {
		t.Errorf("the trail: %q, %q to %q, %v", summary, before, after, err)
	}
	c.Version = 1
	if err := s.Set(ctx, b.Admin, c); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("with a page of before: %v, want Conflict", err)
	}
}

func TestTheSettingsAreForWhoWritesInTheWholeCommittee(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	b := worldtest.New(t, tx)
	s := &committee.Service{DB: tx, Now: worldtest.Clock}
	ctx := context.Background()
	branch := b.Office
	branch.Posts = []authz.Post{{Role: authz.Office, UnitID: b.Org.ID, Path: b.Org.Path}}
	for name, who := range map[string]authz.Actor{"leader": b.Leader, "grassroots": b.Grassroots, "secretary": b.Secretary, "member": b.Member, "office of a branch": branch} {
		if _, _, err := s.Settings(ctx, who); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s reads them: %v", name, err)
		}
		if err := s.Set(ctx, who, committee.Committee{Name: "Của tôi", Place: "x", DocumentMark: "x", Version: 1}); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s changes them: %v", name, err)
		}
		if who.MayEverywhere(authz.UnitWrite) {
			t.Errorf("%s is shown the way there", name)
		}
	}
	if !b.Admin.MayEverywhere(authz.UnitWrite) || !b.Office.MayEverywhere(authz.UnitWrite) {
		t.Error("the administrator or the office is not shown the way there")
	}
}

func TestTheCommitteesNamesAreRefusedInWords(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	b := worldtest.New(t, tx)
	s := &committee.Service{DB: tx, Now: worldtest.Clock}
	long := strings.Repeat("đ", 201)
	c := committee.Committee{Name: "ab", SuperiorName: long, Place: " ", DocumentMark: "H U", Labels: org.Labels{CellLabel: long}, Version: 1}
	err := s.Set(context.Background(), b.Admin, c)
	var fields []string
	for _, f := range apperr.FieldsOf(err) {
		fields = append(fields, f.Name)
	}
	if diff := cmp.Diff([]string{"name", "superior", "place", "mark", "cell"}, fields); diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}
