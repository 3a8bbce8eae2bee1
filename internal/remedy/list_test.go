package remedy

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/theme"
	"tusoi/internal/worldtest"
)

// shelf is a world with remedies counted by hand.
type shelf struct {
	*Service
	w      worldtest.World
	tx     pgx.Tx
	themes []theme.Theme
	ids    map[string]int64
}

// put is one remedy of the shelf: member 0 is the cell as a whole.
type put struct {
	name   string
	cell   int64
	member int64
	theme  int // in the list of themes, -1 for none
	month  string
	state  State
	due    string
	closed string // the day it was verified or carried
	rolls  int
	source Source
}

const putSQL = `
INSERT INTO remedies (committee_id, cell_id, member_id, theme_id, opened_month, state, shortcoming, action, first_due_on, due_on,
    verified_on, carried_on, rolls, source, form_key, updated_at)
VALUES (@c, @cell, nullif(@member::bigint, 0), @theme, @month::text::date, @state, @name, 'Sửa', '2025-01-01', @due::text::date, @verified::text::date, @carried::text::date,
    @rolls, @source, gen_random_uuid(), now())
RETURNING id`

func newShelf(t *testing.T) *shelf {
	t.Helper()
	tx := pgtest.Tx(t)
	s := &shelf{w: worldtest.New(t, tx), tx: tx, Service: &Service{DB: tx, Now: worldtest.Clock}, ids: map[string]int64{}}
	ctx := context.Background()
	if err := theme.BeginTx(ctx, tx, s.w.Committee); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.themes, err = theme.Read(ctx, tx, s.w.Committee, false); err != nil {
		t.Fatal(err)
	}
	cell, sister := s.w.Cell.ID, s.w.Sister.ID
	an, binh, tay := s.w.Members[cell][0], s.w.Members[cell][1], s.w.Members[sister][1]
	for _, p := range []put{
		{"twice 1", cell, binh, 0, "2025-12-01", Verified, "2026-01-20", "2026-02-01", 0, Review},
		{"twice 2", cell, binh, 0, "2026-10-01", InProgress, "2026-11-19", "", 3, Review},
		{"a year before", cell, binh, 1, "2025-11-01", Verified, "2025-11-30", "2025-11-30", 0, Review},
		{"once since", cell, binh, 1, "2026-11-01", Open, "2026-11-20", "", 0, Meeting},
		{"another's", cell, an, 0, "2026-10-01", Reported, "2026-11-10", "", 1, Review},
		{"the cell's 1", cell, 0, 6, "2026-03-01", Verified, "2026-04-01", "2026-04-01", 0, Inspection},
		{"the cell's 2", cell, 0, 6, "2026-09-01", Open, "2026-12-31", "", 3, Inspection},
		{"no theme", cell, an, -1, "2026-11-01", Open, "2026-12-01", "", 0, Review},
		{"no theme 2", cell, an, -1, "2026-11-01", Open, "2026-12-02", "", 0, Review},
		{"carried", cell, tay, 2, "2026-08-01", Carried, "2026-09-01", "2026-10-01", 0, Review},
		{"carried on", sister, tay, 2, "2026-10-01", Open, "2026-09-01", "", 0, Review},
		{"the sister's whole", sister, 0, 6, "2026-10-01", Open, "2026-12-01", "", 0, Meeting},
	} {
		s.put(t, p)
	}
	return s
}

func (s *shelf) put(t *testing.T, p put) {
	t.Helper()
	args := pgx.StrictNamedArgs{"c": s.w.Committee, "cell": p.cell, "member": p.member, "theme": nil, "month": p.month, "state": string(p.state),
		"name": p.name, "due": p.due, "verified": nil, "carried": nil, "rolls": p.rolls, "source": string(p.source)}
	if p.theme >= 0 {
		args["theme"] = s.themes[p.theme].ID
	}
	switch p.state {
	case Verified:
		args["verified"] = p.closed
	case Carried:
		args["carried"] = p.closed
	}
	var id int64
	if err := s.tx.QueryRow(context.Background(), putSQL, args).Scan(&id); err != nil {
		t.Fatal(err)
	}
	s.ids[p.name] = id
}

// names are the remedies that a list shows, by name.
func (s *shelf) names(list Listing) string {
	var names []string
	for _, l := range list.Lines {
		for name, id := range s.ids {
			if id == l.ID {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, ", ")
}

func TestTheListFindsWhatTheFilterSays(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	cell, binh := s.w.Cell.ID, s.w.Members[s.w.Cell.ID][1]
	for name, tc := range map[string]struct {
		filter Filter
		want   string
	}{
		"going, by due date": {Filter{Unit: cell}, "another's, twice 2, once since, no theme, no theme 2, the cell's 2"},
		"late":               {Filter{Unit: cell, Which: Late}, "another's, twice 2"},
		"reported":           {Filter{Unit: cell, Which: string(Reported)}, "another's"},
		"verified in a year": {Filter{Which: InYear}, "twice 1, the cell's 1"},
		"recurring":          {Filter{Which: Recurring}, "twice 1, the cell's 1, twice 2, the cell's 2"},
		"all of a member":    {Filter{Member: binh, Which: All}, "a year before, twice 1, twice 2, once since"},
		"put off too often":  {Filter{Rolled: true}, "twice 2, the cell's 2"},
		"by source":          {Filter{Source: Meeting}, "once since, the sister's whole"},
		"by theme":           {Filter{Theme: s.themes[0].ID}, "another's, twice 2"},
		"without a theme":    {Filter{Theme: NoTheme}, "no theme, no theme 2"},
		"until a day":        {Filter{Unit: cell, Until: worldtest.Date(2026, 11, 19)}, "another's, twice 2"},
	} {
		list, err := s.List(context.Background(), s.w.Grassroots, tc.filter)
		if got := s.names(list); err != nil || got != tc.want || list.Total != len(list.Lines) {
			t.Errorf("%s: %q of %d, %v; want %q", name, got, list.Total, err, tc.want)
		}
	}
	list, err := s.List(context.Background(), s.w.Grassroots, Filter{Unit: cell, Size: 4, Page: 2})
	if err != nil || s.names(list) != "no theme 2, the cell's 2" || list.Total != 6 || list.Last != 2 {
		t.Errorf("the second page: %q of %d on %d pages, %v", s.names(list), list.Total, list.Last, err)
	}
	if _, err := s.List(context.Background(), s.w.Grassroots, Filter{Page: 9}); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a page after the last: %v", err)
	}
}

func TestWordsStayWithTheCellAndTheCommitteeDirectlyAbove(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for name, tc := range map[string]struct {
		actor authz.Actor
		found int
		reads bool
	}{
		"the secretary": {s.w.Secretary, 6, true}, "the committee above": {s.w.Grassroots, 8, true}, "the district": {s.w.Office, 8, false},
		"a sister cell": {s.w.SisterSecretary, 2, true}, "another organisation": {s.w.FarSecretary, 0, false}, "another committee": {s.w.Stranger, 0, false},
	} {
		list, err := s.List(context.Background(), tc.actor, Filter{})
		if err != nil || list.Total != tc.found {
			t.Errorf("%s: %d remedies, %v; want %d", name, list.Total, err, tc.found)
		}
		for _, l := range list.Lines {
			if words := l.Shortcoming + l.Action + l.MemberName; (words != "") != tc.reads || l.Hidden == tc.reads || !tc.reads && l.MemberID != 0 {
				t.Errorf("%s reads %q of member %d, hidden %t", name, words, l.MemberID, l.Hidden)
			}
		}
	}
	list, err := s.List(context.Background(), s.w.Office, Filter{Which: All, Member: s.w.Members[s.w.Cell.ID][1]})
	if err != nil || list.Total != 0 {
		t.Errorf("whose a remedy is can be guessed by a filter: %d, %v", list.Total, err)
	}
	for name, actor := range map[string]authz.Actor{"leader": s.w.Leader, "administrator": s.w.Admin, "member": s.w.Member} {
		if _, err := s.List(context.Background(), actor, Filter{}); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s: %v, want Forbidden", name, err)
		}
	}
}

// The counts are those of the rows above, by hand; and each opens to as many rows as it says.
func TestTheTableCountsWhatTheListShows(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	ctx := context.Background()
	cell, sister := s.w.Cell.ID, s.w.Sister.ID
	want := map[string]Count{
		fmt.Sprint(cell, 0): {Open: 2, Overdue: 2, Verified: 1, Recurring: 2}, fmt.Sprint(cell, 1): {Open: 1},
		fmt.Sprint(cell, 6): {Open: 1, Verified: 1, Recurring: 2}, fmt.Sprint(cell, -1): {Open: 2},
		fmt.Sprint(sister, 2): {Open: 1, Overdue: 1}, fmt.Sprint(sister, 6): {Open: 1},
	}
	rows, err := s.Table(ctx, s.w.Grassroots, s.w.Org.ID)
	if err != nil || len(rows) != len(want) {
		t.Errorf("%d rows, %v; want %d", len(rows), err, len(want))
	}
	for _, n := range rows {
		at := -1
		for i, th := range s.themes {
			if th.ID == n.ThemeID {
				at = i
			}
		}
		w := want[fmt.Sprint(n.UnitID, at)]
		if w.Open != n.Open || w.Overdue != n.Overdue || w.Verified != n.Verified || w.Recurring != n.Recurring {
			t.Errorf("%s, theme %d: %+v, want %+v", n.UnitName, at, n, w)
		}
		filter := Filter{Unit: n.UnitID, Theme: n.ThemeID}
		if n.ThemeID == 0 {
			filter.Theme = NoTheme
		}
		for which, count := range map[string]int{Going: n.Open, Late: n.Overdue, InYear: n.Verified, Recurring: n.Recurring} {
			filter.Which = which
			if list, err := s.List(ctx, s.w.Office, filter); err != nil || list.Total != count {
				t.Errorf("%s, theme %d, %q: %d rows behind %d, %v", n.UnitName, at, which, list.Total, count, err)
			}
		}
	}
	if own, err := s.Table(ctx, s.w.Secretary, cell); err != nil || len(own) != 4 || own[0].UnitID != cell {
		t.Errorf("the cell's own table: %+v, %v", own, err)
	}
	if top, err := s.Table(ctx, s.w.Leader, s.w.Root.ID); err != nil || len(top) != 5 || top[0].UnitID != s.w.Org.ID {
		t.Errorf("the district's: %+v, %v", top, err)
	}
	for name, actor := range map[string]authz.Actor{"sister": s.w.SisterSecretary, "another committee": s.w.Stranger} {
		if rows, err := s.Table(ctx, actor, cell); err != nil || len(rows) != 0 {
			t.Errorf("%s: %+v, %v; want nothing", name, rows, err)
		}
	}
}

const manySQL = `
INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on, due_on, form_key, updated_at, theme_id)
SELECT @c, @cell, @member, '2026-10-01', 'Trễ', 'Sớm', '2026-10-01', date '2026-10-01' + i % 300, gen_random_uuid(), now(), @theme
FROM generate_series(1, @n::int) i`

// TestTheListReadsNoTableFromEndToEnd holds the list and the table to indexes, however many remedies others have.
func TestTheListReadsNoTableFromEndToEnd(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for _, fill := range []struct {
		committee, cell, member int64
		theme                   any
		n                       int
	}{{s.w.Committee, s.w.Cell.ID, s.w.Members[s.w.Cell.ID][0], s.themes[3].ID, 2000}, {s.w.Committee, s.w.Far.ID, s.w.Members[s.w.Far.ID][0], nil, 4000},
		{s.w.Stranger.Committee, s.w.StrangerCell.ID, s.w.StrangerMember, nil, 30000}} {
		worldtest.Exec(t, s.tx, manySQL, pgx.StrictNamedArgs{"c": fill.committee, "cell": fill.cell, "member": fill.member, "theme": fill.theme, "n": fill.n})
	}
	worldtest.Exec(t, s.tx, "ANALYZE remedies", nil)
	worldtest.Exec(t, s.tx, "ANALYZE units", nil)
	today := worldtest.Date(2026, 11, 20)
	for _, actor := range []authz.Actor{s.w.Office, s.w.Secretary} {
		scope, err := actor.Scope(authz.ReviewRead)
		if err != nil {
			t.Fatal(err)
		}
		for name, args := range map[string]struct {
			sql  string
			args pgx.StrictNamedArgs
		}{
			"list":  {listSQL, Filter{Page: 1, Size: 50}.args(actor, today)},
			"all":   {listSQL, Filter{Which: All, Rolled: true, Page: 1, Size: 50}.args(actor, today)},
			"table": {tableSQL, pgx.StrictNamedArgs{"unit": actor.Posts[0].UnitID, "today": today, "since": since(today)}},
		} {
			rows, _ := s.tx.Query(context.Background(), "EXPLAIN "+args.sql, scope.Args(args.args))
			lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if plan := strings.Join(lines, "\n"); err != nil || strings.Contains(plan, "Seq Scan on remedies") {
				t.Errorf("%s by %s: %v\n%s", name, actor.Name, err, plan)
			}
		}
		begin := time.Now()
		if _, err := s.List(context.Background(), actor, Filter{}); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: listed in %v", actor.Name, time.Since(begin))
	}
}
