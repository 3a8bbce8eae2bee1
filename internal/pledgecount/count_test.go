package pledgecount_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/pledgecount"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

func TestEveryLevelSumsItsCellsAndNamesWhoHasNone(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	s := &pledgecount.Service{DB: tx, Now: worldtest.Clock}
	ctx, people := context.Background(), w.Members[w.Cell.ID]
	w.PledgeItem(t, tx, w.Cell, people[0], 2026, "Vận động 5 hộ hiến đất")
	w.PledgeItem(t, tx, w.Cell, people[3], 2026, "Người được miễn vẫn ghi") // exempt: counted nowhere
	worldtest.Exec(t, tx, `INSERT INTO pledges (committee_id, member_id, cell_id, year, updated_at) VALUES (@committee, @member, @cell, 2026, now())`,
		pgx.StrictNamedArgs{"committee": w.Committee, "member": people[1], "cell": w.Cell.ID})
	type counts struct{ expected, none, draft, submitted, approved int }
	of := func(c pledgecount.Count) counts { return counts{c.Expected, c.None, c.Draft, c.Submitted, c.Approved} }
	cell, err := s.Of(ctx, w.Secretary, w.Cell.ID, 2026)
	if err != nil || of(cell.Unit) != (counts{3, 1, 1, 0, 1}) || len(cell.Without) != 1 || cell.Without[0].Name != "Lê Thị Cúc" || cell.Above != 0 {
		t.Fatalf("the cell: %+v, %v", cell, err)
	}
	branch, err := s.Of(ctx, w.Grassroots, w.Org.ID, 2026)
	if err != nil || of(branch.Unit) != (counts{6, 4, 1, 0, 1}) || len(branch.Below) != 2 || len(branch.Without) != 4 {
		t.Fatalf("the branch: %+v, %v", branch, err)
	}
	all, err := s.Of(ctx, w.Office, w.Root.ID, 2026)
	if err != nil || of(all.Unit) != (counts{15, 13, 1, 0, 1}) || len(all.Below) != 3 {
		t.Fatalf("the committee: %+v, %v", all, err)
	}
	sum := counts{}
	for _, c := range all.Below {
		sum = counts{sum.expected + c.Expected, sum.none + c.None, sum.draft + c.Draft, sum.submitted + c.Submitted, sum.approved + c.Approved}
	}
	if sum != of(all.Unit) {
		t.Errorf("the units below add up to %+v, the committee says %+v", sum, of(all.Unit))
	}
	for name, tc := range map[string]struct {
		actor authz.Actor
		unit  int64
		want  apperr.Kind
	}{
		"sister": {w.SisterSecretary, w.Cell.ID, apperr.KindNotFound}, "above one's own": {w.Secretary, w.Org.ID, apperr.KindNotFound},
		"another branch": {w.Grassroots, w.OtherOrg.ID, apperr.KindNotFound}, "stranger": {w.Stranger, w.Root.ID, apperr.KindNotFound},
		"administrator": {w.Admin, w.Root.ID, apperr.KindForbidden}, "member": {w.Member, w.Cell.ID, apperr.KindForbidden},
	} {
		if _, err := s.Of(ctx, tc.actor, tc.unit, 2026); apperr.KindOf(err) != tc.want {
			t.Errorf("%s: %v, want kind %v", name, err, tc.want)
		}
	}
}
