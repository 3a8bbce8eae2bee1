package portal_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/discipline"
	"tusoi/internal/indicator"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/remedy"
	"tusoi/internal/rule"
	"tusoi/internal/rulebook"
	"tusoi/internal/worldtest"

	"github.com/jackc/pgx/v5"
)

func strictWorld(t *testing.T) (worldtest.World, *portal.Portal, pgx.Tx) {
	t.Helper()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	sets, err := rule.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rulebook.PublishTx(context.Background(), tx, w.Committee, sets[0], worldtest.Now); err != nil {
		t.Fatal(err)
	}
	return w, portal.New(tx, worldtest.Clock), tx
}

func warning(w worldtest.World) discipline.Draft {
	return discipline.Draft{
		UnitID: w.Cell.ID, MemberID: w.Members[w.Cell.ID][1], Form: discipline.Warning, Contents: []string{"duty"}, CommitteeMember: true, Post: "Chi ủy viên",
		Level: discipline.Board, DecisionNumber: "12-QĐ/UBKT", DecidedOn: worldtest.Date(2026, 5, 19),
	}
}

// A discipline of the period takes the condition from the cell whatever its points, and the model's points with it; a decision that was
// cancelled takes nothing.
func TestADisciplineCapsTheCellsLevelUntilItIsCancelled(t *testing.T) {
	t.Parallel()
	w, p, tx := strictWorld(t)
	ctx := context.Background()
	worldtest.Exec(t, tx, `INSERT INTO model_registrations (committee_id, unit_id, year, registered_on) VALUES (@c, @u, 2026, '2026-01-20')`,
		pgx.StrictNamedArgs{"c": w.Committee, "u": w.Cell.ID})
	look := func(when string, of period.Period, cell int64, met rule.Met, model int) {
		t.Helper()
		why, err := p.Ranking.Why(ctx, w.Office, cell, of)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range why.Sheet.Conditions {
			if c.Code == "ĐK2" && (c.Met != met || strings.Contains(fmt.Sprintf("%+v", c), "Bình")) {
				t.Errorf("%s, %s: %+v, want %s", when, of, c, met)
			}
		}
		for _, l := range why.Sheet.Lines {
			if l.Indicator == "ktgs_model" && l.Points != model {
				t.Errorf("%s, %s: the model has %d points, want %d", when, of, l.Points, model)
			}
		}
	}
	first, second := period.Half(2026, 1), period.Half(2026, 2)
	look("before", first, w.Cell.ID, rule.MetUnknown, 400)
	d := warning(w)
	id, err := p.Discipline.Book().Add(ctx, w.Inspector, "7b1f0c1e-9a55-4c1e-9f3e-000000000001", d)
	if err != nil {
		t.Fatal(err)
	}
	look("disciplined", first, w.Cell.ID, rule.MetNo, 0)
	look("disciplined", second, w.Cell.ID, rule.MetUnknown, 0) // the model is lost for the year
	look("beside", first, w.Sister.ID, rule.MetUnknown, 0)     // not registered
	d.CancelledOn, d.CancelNumber = worldtest.Date(2026, 6, 30), "40-QĐ/UBKT"
	if err := p.Discipline.Book().Amend(ctx, w.Inspector, id, 1, d, "Hủy theo khiếu nại"); err != nil {
		t.Fatal(err)
	}
	look("cancelled within the half-year", first, w.Cell.ID, rule.MetUnknown, 400)
	d.CancelledOn = worldtest.Date(2026, 7, 1)
	if err := p.Discipline.Book().Amend(ctx, w.Inspector, id, 2, d, "Sửa ngày hủy"); err != nil {
		t.Fatal(err)
	}
	look("cancelled after it", first, w.Cell.ID, rule.MetNo, 400)
}

// Each figure of discipline opens to as many rows as it says, and its rows name people to who may read names there.
func TestFiguresOfDisciplineOpenToRowsThatNameNobodyToOthers(t *testing.T) {
	t.Parallel()
	w, p, _ := strictWorld(t)
	ctx := context.Background()
	n := 0
	add := func(change func(*discipline.Draft)) {
		t.Helper()
		d := warning(w)
		n++
		d.DecisionNumber = fmt.Sprintf("%d-QĐ/UBKT", n)
		change(&d)
		if _, err := p.Discipline.Book().Add(ctx, w.Inspector, fmt.Sprintf("7b1f0c1e-9a55-4c1e-9f3e-00000000000%d", n), d); err != nil {
			t.Fatal(err)
		}
	}
	add(func(*discipline.Draft) {})
	add(func(d *discipline.Draft) { d.MemberID, d.CommitteeMember, d.Post = w.Members[w.Cell.ID][0], false, "" })
	add(func(d *discipline.Draft) { d.UnitID, d.MemberID, d.CommitteeMember, d.Post = w.Org.ID, 0, false, "" })
	add(func(d *discipline.Draft) { d.CancelledOn, d.CancelNumber = worldtest.Date(2026, 8, 1), "9" })
	year := period.Year(2026)
	figures, err := p.Indicator.Figures(ctx, w.Office, w.Org.ID, year)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][2]int64{"discipline_cases": {3, 0}, "members_disciplined": {2, 0}, "organisations_disciplined": {1, 0}, "disciplined_committee_members": {1, 2}}
	for _, f := range figures {
		if got, ok := want[f.Indicator.Key]; ok && (got[0] != f.Num || got[1] != f.Den) {
			t.Errorf("%s is %d of %d, want %v", f.Indicator.Key, f.Num, f.Den, got)
		}
	}
	for key, total := range map[string]int64{"discipline_cases": 3, "members_disciplined": 2, "organisations_disciplined": 1, "disciplined_committee_members": 2} {
		for name, tc := range map[string]struct {
			as    authz.Actor
			unit  int64
			names bool
		}{
			"office": {w.Office, w.Org.ID, false}, "leader": {w.Leader, w.Org.ID, false}, "board": {w.Inspector, w.Org.ID, key != "discipline_cases"},
			"grassroots": {w.Grassroots, w.Org.ID, key != "discipline_cases" && key != "organisations_disciplined"},
		} {
			e, err := p.Indicator.Evidence(ctx, tc.as, key, tc.unit, year, 1, 10)
			if err != nil || e.Total != total || int64(len(e.Rows)) != total {
				t.Errorf("%s, %s: %+v, %v", key, name, e, err)
				continue
			}
			told(t, key+", "+name, e, tc.names, w)
		}
		if e, err := p.Indicator.Evidence(ctx, w.Secretary, key, w.Cell.ID, year, 1, 10); err != nil {
			t.Errorf("%s, the cell itself: %v", key, err)
		} else {
			told(t, key+", the cell itself", e, false, w)
		}
	}
	if half, err := p.Indicator.Evidence(ctx, w.Office, "members_disciplined", w.Org.ID, period.Half(2026, 1), 1, 10); err != nil || half.Total != 3 || half.Figure.Num != 3 {
		t.Errorf("the half-year before it was cancelled: %+v, %v", half, err)
	}
}

func told(t *testing.T, name string, e indicator.Evidence, names bool, w worldtest.World) {
	t.Helper()
	for _, r := range e.Rows {
		text := fmt.Sprintf("%s %s %s", r.Title, r.Detail, r.UnitName)
		named := strings.Contains(text, "Bình") || strings.Contains(text, "Nguyễn Văn An") || strings.Contains(text, w.Cell.Name) || strings.Contains(text, w.Org.Name) ||
			strings.Contains(text, "QĐ/UBKT")
		if named != names || names != (r.ID != 0) || names != (r.UnitID != 0) || r.On == nil || r.On.Equal(time.Time{}) {
			t.Errorf("%s reads %+v", name, r)
		}
	}
}

// The inspection board follows what it found itself, and reads no word of what a cell found in its own month.
func TestTheInspectionBoardFollowsItsOwnRemediesOnly(t *testing.T) {
	t.Parallel()
	w, p, tx := strictWorld(t)
	ctx := context.Background()
	var own int64
	if err := tx.QueryRow(ctx, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on, due_on, form_key, updated_at)
		VALUES ($1, $2, $3, '2026-11-01', 'Đi họp trễ', 'Có mặt trước giờ', '2026-11-30', '2026-11-30', gen_random_uuid(), now()) RETURNING id`,
		w.Committee, w.Cell.ID, w.Members[w.Cell.ID][1]).Scan(&own); err != nil {
		t.Fatal(err)
	}
	found, err := p.Remedy.OpenFound(ctx, w.Inspector, remedy.Found{Draft: remedy.Draft{Cell: w.Cell.ID, Member: w.Members[w.Cell.ID][1], Shortcoming: "Sổ ghi chưa đủ", Action: "Ghi bổ sung",
		DueOn: worldtest.Date(2026, 11, 28), FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a31"}, Source: remedy.Inspection, SourceOn: worldtest.Date(2026, 9, 1), Basis: "Kết luận số 05"})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := p.Remedy.Find(ctx, w.Inspector, own); err != nil || !r.Hidden || strings.Contains(fmt.Sprintf("%+v", r), "trễ") {
		t.Errorf("a cell's own remedy: %+v, %v", r, err)
	}
	if r, err := p.Remedy.Find(ctx, w.Inspector, found); err != nil || r.Shortcoming != "Sổ ghi chưa đủ" {
		t.Errorf("what it found: %+v, %v", r, err)
	}
	if _, err := p.Remedy.Report(ctx, w.Secretary, found, remedy.Evidence{Result: "Đã ghi đủ"}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Remedy.Verify(ctx, w.Inspector, found); err != nil {
		t.Errorf("verifying it: %v", err)
	}
	if _, err := p.Review.Sheet(ctx, w.Inspector, w.Cell.ID, period.Month(2026, 11)); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a month sheet: %v", err)
	}
}
