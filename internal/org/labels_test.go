package org_test

import (
	"testing"

	"tusoi/internal/org"
)

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
