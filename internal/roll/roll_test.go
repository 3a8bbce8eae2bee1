package roll_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
)

type bundle struct {
	*roll.Service
	worldtest.World
	tx pgx.Tx
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	return bundle{&roll.Service{DB: tx, Now: worldtest.Clock}, worldtest.New(t, tx), tx}
}

func names(list roll.Listing) []string {
	var out []string
	for _, l := range list.Lines {
		out = append(out, l.FullName)
	}
	return out
}

func TestAListShowsTheScopeTheVietnameseWay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	list, err := b.List(ctx, b.Secretary, roll.Filter{})
	if err != nil || list.Total != 4 || list.Last != 1 {
		t.Fatalf("List = %+v, %v; want the cell's four", list, err)
	}
	if want := []string{"Nguyễn Văn An", "Trần Thị Bình", "Lê Thị Cúc", "Phạm Văn Dũng"}; !slices.Equal(names(list), want) {
		t.Errorf("order %v, want %v", names(list), want)
	}
	for _, tc := range []struct {
		name  string
		actor authz.Actor
		f     roll.Filter
		want  int
	}{
		{"the committee", b.Office, roll.Filter{}, 20},
		{"an organisation", b.Office, roll.Filter{Unit: b.Org.ID}, 8},
		{"a cell", b.Office, roll.Filter{Unit: b.Far.ID}, 4},
		{"the sister cell asked by its neighbour", b.Secretary, roll.Filter{Unit: b.Sister.ID}, 0},
		{"the unit above asked by a cell", b.Secretary, roll.Filter{Unit: b.Org.ID}, 4},
		{"another committee", b.Stranger, roll.Filter{Unit: b.Cell.ID}, 0},
	} {
		if got, err := b.List(ctx, tc.actor, tc.f); err != nil || got.Total != tc.want || len(got.Lines) != tc.want {
			t.Errorf("%s: %d of %d, %v; want %d", tc.name, len(got.Lines), got.Total, err, tc.want)
		}
	}
	if _, err := b.List(ctx, b.Member, roll.Filter{}); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a plain member lists members: %v", err)
	}
}

func TestSearchNeedsNoDiacriticsAndTakesCardNumbers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const card = "87.000002" // of Bình
	for query, want := range map[string]int{
		"nguyen van an": 1, "NGUYỄN AN": 1, "Nguyễn Văn An": 1, "dung": 1, "thi": 2, card: 1, "an nguyen": 0,
		"%": 0, "_": 0, `\`: 0, "": 4, "  ": 4, "khong co": 0,
	} {
		got, err := b.List(context.Background(), b.Secretary, roll.Filter{Query: query})
		if err != nil || got.Total != want {
			t.Errorf("%q finds %d, %v; want %d", query, got.Total, err, want)
		}
	}
}

func TestPagesHoldTheTotalAndNeverRunPastTheEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, tc := range []struct{ page, wantPage, lines int }{{0, 1, 8}, {1, 1, 8}, {3, 3, 4}, {99, 3, 4}} {
		got, err := b.List(context.Background(), b.Office, roll.Filter{Page: tc.page, Size: 8})
		if err != nil || got.Page != tc.wantPage || got.Last != 3 || got.Total != 20 || len(got.Lines) != tc.lines {
			t.Errorf("page %d: page %d of %d, %d of %d lines, %v", tc.page, got.Page, got.Last, len(got.Lines), got.Total, err)
		}
	}
}

func TestHeadcountsCountPartyMembersOnADay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	worldtest.Exec(t, b.tx, `UPDATE members SET standing = 'cadre' WHERE committee_id = @c AND id = @m`,
		pgx.StrictNamedArgs{"c": b.Committee, "m": b.Members[b.Cell.ID][2]})
	got, err := b.Headcounts(context.Background(), b.Grassroots, worldtest.Date(2026, 11, 30))
	if want := map[int64]int{b.Cell.ID: 3, b.Sister.ID: 4}; err != nil || !cmp.Equal(got, want) {
		t.Errorf("Headcounts = %v, %v; want %v", got, err, want)
	}
	if got, err := b.Headcounts(context.Background(), b.Office, worldtest.Date(2014, 1, 1)); err != nil || len(got) != 0 {
		t.Errorf("before anybody came: %v, %v", got, err)
	}
}

func TestWhoLeftIsListedNoMore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	worldtest.Exec(t, b.tx, `UPDATE memberships SET valid_to = '2026-11-20' WHERE committee_id = @c AND member_id = @m`,
		pgx.StrictNamedArgs{"c": b.Committee, "m": b.Members[b.Cell.ID][1]})
	list, err := b.List(context.Background(), b.Secretary, roll.Filter{})
	if err != nil || list.Total != 3 || slices.Contains(names(list), "Trần Thị Bình") {
		t.Errorf("listed %v, %v; want the three who stay", names(list), err)
	}
}
