package intake_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/org"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
)

// nothing gives the bundle an administrator of a committee that has only its root.
func (b *bundle) nothing(t *testing.T) {
	t.Helper()
	b.Admin = emptyCommittee(t, b.tx)
}

// emptyCommittee is the administrator of a committee that has only its root.
func emptyCommittee(t testing.TB, tx pgx.Tx) authz.Actor {
	t.Helper()
	ctx := context.Background()
	id, err := committee.CreateTx(ctx, tx, committee.Committee{Name: "Huyện ủy Trống", Labels: org.Labels{GrassrootsLabel: "TCCSĐ"}})
	if err != nil {
		t.Fatal(err)
	}
	const root = 9_000_001
	err = org.LoadTx(ctx, tx, id, worldtest.Now, org.Batch{Units: []org.Unit{{
		ID: root, Kind: org.KindCommittee, Type: org.TypeOffice, Name: "Huyện ủy Trống", Path: "9000001", ValidFrom: worldtest.Date(2015, 1, 1),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return authz.Actor{Committee: id, User: 1, Name: "Quản trị", Posts: []authz.Post{{Role: authz.Admin, UnitID: root, Path: "9000001"}}}
}

// wholeCommittee is the lists of a committee in the size of the source: 24 organisations with 263 cells, 34 that are cells
// themselves, and 6214 members.
func wholeCommittee() (units, people []string, cells int) {
	var homes []string
	for g := range 24 {
		commune := fmt.Sprintf("xã %02d", g+1)
		units = append(units, fmt.Sprintf("G%02d|Đảng bộ %s|Đảng bộ cơ sở||Ấp, khu phố|03/02/1976", g+1, commune))
		for c := range (263 + 23 - g) / 24 {
			units = append(units, fmt.Sprintf("|Chi bộ ấp %d|Chi bộ trực thuộc|G%02d|Ấp, khu phố|", c+1, g+1))
			homes = append(homes, fmt.Sprintf("Chi bộ ấp %d, Đảng ủy %s", c+1, commune))
		}
	}
	cells = len(homes)
	for g := range 34 {
		name := fmt.Sprintf("Chi bộ Cơ quan số %d", g+1)
		units = append(units, fmt.Sprintf("Q%02d|%s|Chi bộ cơ sở||Cơ quan|", g+1, name))
		homes = append(homes, name)
	}
	families, givens := []string{"NGUYỄN", "TRẦN", "LÊ", "PHẠM", "VÕ"}, []string{"ÁNH", "BÌNH", "CÚC", "DŨNG", "ĐỨC", "HẠNH", "KHÁNH"}
	for i := range 6214 {
		people = append(people, fmt.Sprintf("%s VĂN %s|53.%06d|0831%08d|%s|%s|%s|%s|Đang sinh hoạt Đảng",
			families[i%5], givens[i%7], i, i, day(1950+i%40, i), day(1975+i%40, i), homes[i%len(homes)], homes[(i*7)%len(homes)]))
	}
	return units, people, cells
}

func day(year, i int) string {
	return worldtest.Date(year, 1, 1).AddDate(0, 0, i%365).Format("02/01/2006")
}

func TestAWholeCommitteeIsImportedFromNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.nothing(t)
	unitRows, people, cells := wholeCommittee()
	if cells != 263 || len(unitRows) != 58+263 {
		t.Fatalf("%d cells in %d units", cells, len(unitRows))
	}
	timed := func(what string, f func()) {
		t.Helper()
		start := time.Now()
		f()
		t.Logf("%s: %v", what, time.Since(start).Round(time.Millisecond))
	}
	var runs []int64
	for _, list := range []struct {
		what string
		data []byte
		rows int
	}{
		{"321 units", units(t, unitRows...), len(unitRows)}, {"6214 members", members(t, people...), len(people)},
	} {
		run, plan := b.preview(t, list.data)
		timed("preview of "+list.what, func() { run, plan = b.preview(t, list.data) })
		runs = append(runs, run.ID)
		if run.Added != list.rows || run.Refused != 0 {
			t.Fatalf("%s: %+v %+v", list.what, run, plan.Rows[0])
		}
		for _, s := range plan.Spellings {
			if s.Changed > 0 {
				t.Errorf("%s: %d clean texts of %s were turned into others: %v", list.what, s.Changed, s.Field, s.Pairs)
			}
		}
		timed("apply of "+list.what, func() {
			if _, _, err := b.Apply(context.Background(), b.Admin, run.ID, plan.Fingerprint); err != nil {
				t.Fatal(err)
			}
		})
		timed("preview again of "+list.what, func() { b.again(t, list.data) })
	}
	counts, err := (&roll.Service{DB: b.tx, Now: worldtest.Clock}).Headcounts(context.Background(), b.Admin, worldtest.Date(2026, 11, 20))
	if err != nil || len(counts) != 297 || len(*b.touched) != 297 {
		t.Errorf("%d cells with members, %d recomputed, %v; want 297", len(counts), len(*b.touched), err)
	}
	list, err := (&roll.Service{DB: b.tx, Now: worldtest.Clock}).List(context.Background(), b.Admin, roll.Filter{Query: "vo van hanh"})
	if err != nil || list.Total == 0 || list.Lines[0].FullName != "Võ Văn Hạnh" {
		t.Errorf("found %+v, %v", list, err)
	}
	for i, what := range []string{"6214 members", "321 units"} {
		timed("undo of "+what, func() {
			if _, err := b.Undo(context.Background(), b.Admin, runs[1-i]); err != nil {
				t.Fatal(err)
			}
		})
	}
	tree := b.tree(t)
	if left, err := (&roll.Service{DB: b.tx, Now: worldtest.Clock}).Headcounts(context.Background(), b.Admin, worldtest.Date(2026, 11, 20)); err != nil || len(left) != 0 || len(tree.Under(tree.Root().ID)) != 1 {
		t.Errorf("left are members in %d cells and the units %v, %v", len(left), tree.Under(tree.Root().ID), err)
	}
}
