package org_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/org"
)

func TestTheCommitteesNamesAreChangedWithATrace(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	c, root, err := b.Settings(ctx, b.Office)
	if err != nil || root.ID != b.Root.ID || c.Version != 1 {
		t.Fatalf("%+v, %+v, %v", c, root, err)
	}
	c.Name, c.Place, c.CellLabel = " Đảng ủy  xã Thử ", "Thử", "Chi bộ"
	for range 2 { // the second time nothing differs but the version
		if err := b.SetCommittee(ctx, b.Office, c); err != nil {
			t.Fatal(err)
		}
		c.Version++
	}
	got, _, err := b.Settings(ctx, b.Admin)
	if err != nil || got.Name != "Đảng ủy xã Thử" || got.Version != 2 || got.Label(org.KindCell) != "Chi bộ" || got.Word(org.KindCell) != "chi bộ" {
		t.Errorf("%+v, %v", got, err)
	}
	var summary, before, after string
	err = b.tx.QueryRow(ctx, `SELECT summary, before->>'name', after->>'name' FROM audit_entries WHERE committee_id = $1 AND object_kind = 'committee'`,
		b.World.Committee).Scan(&summary, &before, &after)
	if err != nil || before != "Huyện ủy Thử" || after != "Đảng ủy xã Thử" || !strings.Contains(summary, "tên cấp ủy “Huyện ủy Thử” thành “Đảng ủy xã Thử”") {
		t.Errorf("the trail: %q, %q to %q, %v", summary, before, after, err)
	}
	c.Version = 1
	if err := b.SetCommittee(ctx, b.Admin, c); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("with a page of before: %v, want Conflict", err)
	}
}

func TestTheSettingsAreForWhoWritesInTheWholeCommittee(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	branch := b.Office
	branch.Posts = []authz.Post{{Role: authz.Office, UnitID: b.Org.ID, Path: b.Org.Path}}
	for name, who := range map[string]authz.Actor{"leader": b.Leader, "grassroots": b.Grassroots, "secretary": b.Secretary, "member": b.Member, "office of a branch": branch} {
		if _, _, err := b.Settings(ctx, who); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s reads them: %v", name, err)
		}
		if err := b.SetCommittee(ctx, who, org.Committee{Name: "Của tôi", Place: "x", DocumentMark: "x", Version: 1}); apperr.KindOf(err) != apperr.KindForbidden {
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
	b := setup(t)
	long := strings.Repeat("đ", 201)
	c := org.Committee{Name: "ab", SuperiorName: long, Place: " ", DocumentMark: "H U", Labels: org.Labels{CellLabel: long}, Version: 1}
	err := b.SetCommittee(context.Background(), b.Admin, c)
	var fields []string
	for _, f := range apperr.FieldsOf(err) {
		fields = append(fields, f.Name)
	}
	if diff := cmp.Diff([]string{"name", "superior", "place", "mark", "cell"}, fields); diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestALevelWithoutANameOfItsOwnHasTheCommonOne(t *testing.T) {
	t.Parallel()
	var none org.Labels
	for _, k := range []org.Kind{org.KindCommittee, org.KindGrassroots, org.KindGrassrootsCell, org.KindSubcommittee, org.KindCell, org.KindGroup} {
		if none.Label(k) != k.Label() {
			t.Errorf("%s is called %q", k, none.Label(k))
		}
	}
	if none.Grassroots() != "tổ chức cơ sở đảng" {
		t.Errorf("together they are %q", none.Grassroots())
	}
}

func TestThePresetsNameEveryLevel(t *testing.T) {
	t.Parallel()
	if org.Presets()[0].Key != "xa" {
		t.Error("a new committee is not that of a commune")
	}
	for key, want := range map[string][2]string{"xa": {"ĐU", "Chi bộ"}, "huyen": {"HU", "Chi bộ trực thuộc"}} {
		p, ok := org.PresetNamed(key)
		l := p.Labels
		if !ok || p.Mark != want[0] || l.Label(org.KindCell) != want[1] {
			t.Errorf("%s: %+v", key, p)
		}
		for _, label := range []string{p.Name, l.GrassrootsLabel, l.CommitteeLabel, l.OrganisationLabel, l.GrassrootsCellLabel, l.SubcommitteeLabel, l.CellLabel} {
			if label == "" {
				t.Errorf("%s leaves a level without a name: %+v", key, l)
			}
		}
	}
	if _, ok := org.PresetNamed("tinh"); ok {
		t.Error("there is a preset nobody wrote")
	}
}
