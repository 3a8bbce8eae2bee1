package indicator_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/indicator"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

var november = period.Month(2026, 11)

func service(db postgres.DB) *indicator.Service {
	return &indicator.Service{DB: db, Now: worldtest.Clock}
}

func figure(t *testing.T, s *indicator.Service, a authz.Actor, unit int64, p period.Period, key string) indicator.Figure {
	t.Helper()
	list, err := s.Figures(context.Background(), a, unit, p)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if f.Indicator.Key == key {
			return f
		}
	}
	t.Fatalf("there is no figure %s", key)
	return indicator.Figure{}
}

const markSQL = `
INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, note, updated_at, updated_by)
VALUES (@committee, @cell, '2026-11-01', @member, 'pledge', @item, 'done', '', now(), 'thử')`

const reviewSQL = `
INSERT INTO reviews (committee_id, cell_id, month, member_id, substantive, responsible, conduct, updated_at, updated_by)
VALUES (@committee, @cell, '2026-11-01', @member, 'yes', 'yes', 'clear', now(), 'thử')`

// Only a whole review counts, once, and only a shortcoming that names something.
func TestAReviewThatNamesAShortcomingCountsOnce(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx := context.Background()
	s := service(tx)
	open := func(member int64, specific bool) {
		t.Helper()
		worldtest.Exec(t, tx, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, specific, first_due_on, due_on, form_key, updated_at)
			VALUES (@c, @cell, @m, '2026-11-01', 'Đi họp trễ', 'Đi sớm', @specific, '2026-12-10', '2026-12-10', gen_random_uuid(), now())`,
			pgx.StrictNamedArgs{"c": w.Committee, "cell": w.Cell.ID, "m": member, "specific": specific})
	}
	an, binh, cuc := w.Members[w.Cell.ID][0], w.Members[w.Cell.ID][1], w.Members[w.Cell.ID][2]
	for _, m := range []int64{an, binh} {
		worldtest.Exec(t, tx, reviewSQL, pgx.StrictNamedArgs{"committee": w.Committee, "cell": w.Cell.ID, "member": m})
	}
	open(an, true)
	open(an, true)
	open(binh, false)
	open(cuc, true) // who has not reviewed the month
	if err := s.CellsChangedTx(ctx, tx, w.Committee, []int64{w.Cell.ID, w.Sister.ID}, november); err != nil {
		t.Fatal(err)
	}
	f := figure(t, s, w.Grassroots, w.Org.ID, november, "reviews_specific")
	e, err := s.Evidence(ctx, w.Grassroots, "reviews_specific", w.Org.ID, november, 1, 10)
	if err != nil || f.Num != 1 || f.Den != 2 || f.Value != "50 %" || len(e.Rows) != 1 || e.Rows[0].Num != 1 || e.Rows[0].Den != 2 {
		t.Errorf("%d of %d (%s), rows %+v, %v; want 1 of 2", f.Num, f.Den, f.Value, e.Rows, err)
	}
}

// Many writers mark one cell at once, each counting again in its own transaction: the facts must be what a recount finds.
func TestFactsAreRightWhoeverWritesAtOnce(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	w := worldtest.New(t, pool)
	ctx := context.Background()
	var items []int64
	member := w.Members[w.Cell.ID][0]
	for range 24 {
		items = append(items, w.PledgeItem(t, pool, w.Cell, member, 2026, "Việc đã hứa"))
	}
	s := service(pool)
	var writers sync.WaitGroup
	for _, item := range items {
		writers.Go(func() {
			err := postgres.InTx(ctx, pool, func(tx pgx.Tx) error {
				_, err := tx.Exec(ctx, markSQL, pgx.StrictNamedArgs{"committee": w.Committee, "cell": w.Cell.ID, "member": member, "item": item})
				if err != nil {
					return err
				}
				return s.CellsChangedTx(ctx, tx, w.Committee, []int64{w.Cell.ID}, november)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	var done, live int
	err := pool.QueryRow(ctx, "SELECT marks_done, items_live FROM cell_month_facts WHERE cell_id = $1", w.Cell.ID).Scan(&done, &live)
	if err != nil || done != 24 || live != 24 {
		t.Errorf("facts say %d done of %d, %v; 24 were written", done, live, err)
	}
}

func TestAReviewCountsOnlyWhenItIsWhole(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx := context.Background()
	s := service(tx)
	member := w.Members[w.Cell.ID][1]
	item := w.PledgeItem(t, tx, w.Cell, member, 2026, "Việc đã hứa")
	count := func() indicator.Figure {
		t.Helper()
		if err := s.CellsChangedTx(ctx, tx, w.Committee, []int64{w.Cell.ID, w.Sister.ID}, november); err != nil {
			t.Fatal(err)
		}
		return figure(t, s, w.Office, w.Root.ID, november, "reviews_done")
	}
	args := pgx.StrictNamedArgs{"committee": w.Committee, "cell": w.Cell.ID, "member": member}
	if f := count(); f.Num != 0 || f.Den != 6 {
		t.Errorf("before anybody wrote: %d of %d, want 0 of 6 (the exempt are not expected)", f.Num, f.Den)
	}
	worldtest.Exec(t, tx, reviewSQL, args)
	if f := count(); f.Num != 0 {
		t.Errorf("with an item unmarked: %d, want 0", f.Num)
	}
	args["item"] = item
	worldtest.Exec(t, tx, markSQL, args)
	if f := count(); f.Num != 1 || f.Value != "16,67 %" {
		t.Errorf("whole: %d (%s), want 1 (16,67 %%)", f.Num, f.Value)
	}
	if f := figure(t, s, w.Secretary, w.Cell.ID, november, "reviews_done"); f.Den != 3 {
		t.Errorf("the cell's own figure is of %d, want 3", f.Den)
	}
}

func TestFiguresStayInsideTheScope(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx := context.Background()
	s := service(tx)
	for name, tc := range map[string]struct {
		actor authz.Actor
		unit  int64
		want  apperr.Kind
	}{
		"sister cell":       {w.SisterSecretary, w.Cell.ID, apperr.KindNotFound},
		"the unit above":    {w.Secretary, w.Org.ID, apperr.KindNotFound},
		"another committee": {w.Stranger, w.Cell.ID, apperr.KindNotFound},
		"the administrator": {w.Admin, w.Root.ID, apperr.KindForbidden},
	} {
		if _, err := s.Figures(ctx, tc.actor, tc.unit, november); apperr.KindOf(err) != tc.want {
			t.Errorf("Figures, %s: %v, want %v", name, err, tc.want)
		}
		if _, err := s.Dashboard(ctx, tc.actor, tc.unit, november); apperr.KindOf(err) != tc.want {
			t.Errorf("Dashboard, %s: %v, want %v", name, err, tc.want)
		}
		if _, err := s.Evidence(ctx, tc.actor, "members", tc.unit, november, 1, 10); apperr.KindOf(err) != tc.want {
			t.Errorf("Evidence, %s: %v, want %v", name, err, tc.want)
		}
	}
	values, err := s.CellValues(ctx, w.Grassroots, period.Half(2026, 2), []string{"pledges_made"})
	if err != nil || len(values) != 2 || values[w.Far.ID] != nil {
		t.Errorf("CellValues of a grassroots committee: %v, %v; want its two cells", values, err)
	}
	if _, err := s.Evidence(ctx, w.Office, "không có", w.Root.ID, november, 1, 10); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("an unknown figure: %v, want NotFound", err)
	}
}

// A shortcoming is a review's text: who may not read reviews sees that there is one, not what it says. A discipline is
// named to nobody here.
func TestRowsShowNoTextBeyondTheReadersRight(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx := context.Background()
	s := service(tx)
	args := pgx.StrictNamedArgs{"committee": w.Committee, "cell": w.Cell.ID, "member": w.Members[w.Cell.ID][1]}
	worldtest.Exec(t, tx, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on, due_on, form_key, updated_at)
		VALUES (@committee, @cell, @member, '2026-11-01', 'Đi họp trễ', 'Có mặt trước giờ', '2026-11-10', '2026-11-10', gen_random_uuid(), now())`, args)
	worldtest.Exec(t, tx, `INSERT INTO disciplines (committee_id, unit_id, member_id, form, decision_number, decided_on)
		VALUES (@committee, @cell, @member, 'warning', '12-QĐ/UBKT', '2026-11-05')`, args)
	for name, tc := range map[string]struct {
		actor authz.Actor
		key   string
		sees  bool
	}{
		"leader":     {w.Leader, "remedies_overdue", false},
		"office":     {w.Office, "remedies_overdue", false}, // over the head of the committee in between
		"grassroots": {w.Grassroots, "remedies_overdue", true},
		"secretary":  {w.Secretary, "remedies_overdue", true},
		"discipline": {w.Grassroots, "discipline_cases", false},
	} {
		unit := w.Org.ID
		if name == "secretary" {
			unit = w.Cell.ID
		}
		e, err := s.Evidence(ctx, tc.actor, tc.key, unit, november, 1, 10)
		if err != nil || e.Total != 1 || e.Figure.Num != 1 {
			t.Errorf("%s: %+v, %v; want one row", name, e, err)
			continue
		}
		text := e.Rows[0].Title + e.Rows[0].Detail + e.Rows[0].UnitName
		if got := strings.Contains(text, "họp trễ") || strings.Contains(text, "Bình"); got != tc.sees {
			t.Errorf("%s reads %q", name, text)
		}
	}
}

func TestOnTimeFollowsTheCalendarsDueDay(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	ctx := context.Background()
	s := service(tx)
	for _, tc := range []struct {
		month  period.Period
		sent   string
		onTime bool
	}{
		{period.Month(2026, 9), "2026-09-25T16:59:00Z", true},  // 23:59 of the day in Vietnam
		{period.Month(2026, 8), "2026-08-25T17:01:00Z", false}, // the day after, in Vietnam
		{period.Month(2026, 4), "2026-04-27T10:00:00Z", true},  // the 25th is a Saturday: due on Monday
		{period.Month(2026, 10), "2026-10-26T10:00:00Z", true}, // the 25th is a Sunday
	} {
		worldtest.Exec(t, tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at)
			VALUES (@committee, @cell, @month, 'sent', @sent::timestamptz, @sent::timestamptz)`,
			pgx.StrictNamedArgs{"committee": w.Committee, "cell": w.Cell.ID, "month": tc.month.Start(), "sent": tc.sent})
		if err := s.CellsChangedTx(ctx, tx, w.Committee, []int64{w.Cell.ID}, tc.month); err != nil {
			t.Fatal(err)
		}
		f := figure(t, s, w.Secretary, w.Cell.ID, tc.month, "packets_on_time")
		if got := f.Num == 1; got != tc.onTime || f.Den != 1 {
			t.Errorf("%s sent at %s: on time %t of %d, want %t; due %s", tc.month, tc.sent, got, f.Den, tc.onTime, period.Due(tc.month, 25))
		}
	}
}
