package portal_test

import (
	"context"
	"testing"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/remedy"
	"tusoi/internal/worldtest"
)

// What a cell's facts say of remedies is what its sheet shows, whoever the remedy belongs to and wherever it was found.
func TestFactsOfRemediesAreThoseOfTheSheet(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	p := portal.New(tx, worldtest.Clock)
	ctx := context.Background()
	november := period.Month(2026, 11)
	check := func(when string, opened, verified int) {
		t.Helper()
		sheet, err := p.Review.Sheet(ctx, w.Secretary, w.Cell.ID, november)
		if err != nil {
			t.Fatal(err)
		}
		sum := sheet.Summary(november.End().AddDate(0, 0, 1))
		var facts struct{ opened, verified, unverified, due int }
		if err := tx.QueryRow(ctx, `SELECT remedies_opened, remedies_verified, remedies_unverified, remedies_due FROM cell_month_facts
			WHERE committee_id = $1 AND cell_id = $2 AND month = '2026-11-01'`, w.Committee, w.Cell.ID).
			Scan(&facts.opened, &facts.verified, &facts.unverified, &facts.due); err != nil {
			t.Fatal(err)
		}
		if facts.unverified != sum.RemediesOpen || facts.due != sum.RemediesOverdue || facts.opened != opened || facts.verified != verified {
			t.Errorf("%s: facts %+v, the sheet has %d open, %d overdue; want %d opened, %d verified", when, facts, sum.RemediesOpen, sum.RemediesOverdue, opened, verified)
		}
	}
	found := func(actor authz.Actor, member int64, key string) int64 {
		t.Helper()
		id, err := p.Remedy.OpenFound(ctx, actor, remedy.Found{Draft: remedy.Draft{Cell: w.Cell.ID, Member: member, Shortcoming: "Sổ ghi chưa đủ", Action: "Ghi bổ sung",
			DueOn: worldtest.Date(2026, 11, 28), FormKey: key}, Source: remedy.Inspection, SourceOn: worldtest.Date(2026, 9, 1), Basis: "Kết luận số 05"})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	whole := found(w.Grassroots, 0, "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a31")
	check("the cell's own", 1, 0)
	found(w.Secretary, w.Members[w.Cell.ID][1], "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a32")
	check("and a member's", 2, 0)
	for _, step := range []struct {
		name     string
		verified int
		do       func() error
	}{
		{"put off", 0, func() error {
			_, err := p.Remedy.Roll(ctx, w.Secretary, whole, worldtest.Date(2026, 12, 10), "Chờ sổ mới")
			return err
		}},
		{"noted", 0, func() error {
			_, err := p.Remedy.Note(ctx, w.Secretary, whole, "Đã xin sổ mới", "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a33")
			return err
		}},
		{"reported", 0, func() error {
			_, err := p.Remedy.Report(ctx, w.Secretary, whole, remedy.Evidence{Result: "Đã ghi đủ"})
			return err
		}},
		{"sent back", 0, func() error { _, err := p.Remedy.SendBack(ctx, w.Grassroots, whole, "Thiếu tháng 8"); return err }},
		{"reported again", 0, func() error {
			_, err := p.Remedy.Report(ctx, w.Secretary, whole, remedy.Evidence{Result: "Đã ghi cả tháng 8"})
			return err
		}},
		{"verified", 1, func() error { _, err := p.Remedy.Verify(ctx, w.Grassroots, whole); return err }},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		check(step.name, 2, step.verified)
	}
	for name, actor := range map[string]authz.Actor{"the cell": w.Secretary, "the district": w.Office} {
		e, err := p.Indicator.Evidence(ctx, actor, "remedies_verified", w.Cell.ID, november, 1, 10)
		if err != nil || e.Total != 1 || int64(len(e.Rows)) != e.Figure.Num {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
}
