package demo_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/substance"
)

// copiesAreFlagged looks at October in the cells of one commune and in one that copies throughout: every kind of copy that the
// demonstration has is found, and most of its people are left alone.
func copiesAreFlagged(t *testing.T, db *pgxpool.Pool, p *portal.Portal, office authz.Actor) {
	t.Helper()
	ctx, october := context.Background(), period.Month(2026, 10)
	if err := p.Substance.Prepare(ctx, office.Committee, october); err != nil {
		t.Fatal(err)
	}
	kinds := map[substance.Kind]int{}
	flagged, people := 0, 0
	rows, err := db.Query(ctx, `SELECT u.id, f.members_expected FROM units u JOIN units o ON o.id = u.parent_id
		JOIN cell_month_facts f ON f.cell_id = u.id AND f.month = $1 WHERE o.name = 'Đảng ủy xã An Thới' ORDER BY 1`, october.Start())
	if err != nil {
		t.Fatal(err)
	}
	expected := map[int64]int{}
	for rows.Next() {
		var cell int64
		var n int
		if err := rows.Scan(&cell, &n); err != nil {
			t.Fatal(err)
		}
		expected[cell] = n
	}
	for cell, n := range expected {
		f, err := p.Substance.Look(ctx, office, cell, october)
		if err != nil {
			t.Fatal(err)
		}
		people, flagged = people+n, flagged+len(f.People)
		for _, person := range f.People {
			for _, g := range person.Flags {
				kinds[g.Kind]++
			}
		}
	}
	t.Logf("%d of %d people are pointed out: %v", flagged, people, kinds)
	if kinds[substance.Again] == 0 || kinds[substance.Elsewhere] == 0 || kinds[substance.Shared] == 0 || flagged*5 > people {
		t.Errorf("%d of %d people are pointed out: %v; want every kind of copy, and at most a fifth", flagged, people, kinds)
	}
	var cell int64
	err = db.QueryRow(ctx, `SELECT cell_id FROM marks WHERE month = $1 AND note LIKE 'Thực hiện tốt các nội dung%' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
		october.Start()).Scan(&cell)
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.Substance.Look(ctx, office, cell, october)
	hollow := 0
	for _, person := range f.People {
		for _, g := range person.Flags {
			if g.Kind == substance.Hollow {
				hollow++
			}
		}
	}
	if err != nil || hollow < 3 {
		t.Errorf("in the cell that writes one phrase for everybody %d are pointed out, %v", hollow, err)
	}
}
