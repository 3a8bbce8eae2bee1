package portal_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/indicator"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/remedy"
	"tusoi/internal/report/document"
	"tusoi/internal/review"
	"tusoi/internal/worldtest"
)

// living is a committee that reviewed itself by months until September 2026, and by quarters since.
type living struct {
	*portal.Portal
	t   *testing.T
	tx  pgx.Tx
	w   worldtest.World
	now time.Time
}

func quarterly(t *testing.T) *living {
	t.Helper()
	tx := pgtest.Tx(t)
	q := &living{t: t, tx: tx, w: worldtest.New(t, tx), now: time.Date(2026, 10, 26, 9, 0, 0, 0, time.UTC)}
	q.Portal = portal.New(tx, func() time.Time { return q.now })
	worldtest.Exec(t, tx, `INSERT INTO period_rules (committee_id, from_month, due_day, grace_days, open_months, rhythm) VALUES (@c, '2026-10-01', 25, 0, 0, 'quarterly')`,
		pgx.StrictNamedArgs{"c": q.w.Committee})
	return q
}

// fill answers everything of a period for everybody of the first cell; note is what each says of the first thing asked.
func (q *living) fill(p period.Period, mark, note string) {
	q.t.Helper()
	ctx := context.Background()
	sheet, err := q.Review.Sheet(ctx, q.w.Secretary, q.w.Cell.ID, p)
	if err != nil {
		q.t.Fatal(err)
	}
	var all []review.FieldChange
	for _, m := range sheet.Members {
		if !m.Expected() {
			continue
		}
		say := func(f review.Field, kind review.ItemKind, item int64, value string) {
			all = append(all, review.FieldChange{Cell: q.w.Cell.ID, Month: p, Member: m.ID, Field: f, ItemKind: kind, ItemID: item, Value: value})
		}
		for _, i := range m.Items {
			say(review.FieldMark, i.Kind, i.ID, mark)
			say(review.FieldNote, i.Kind, i.ID, note)
		}
		say(review.FieldSubstantive, "", 0, review.Yes)
		say(review.FieldResponsible, "", 0, review.Yes)
		say(review.FieldConduct, "", 0, review.Clear)
	}
	if conflicts, err := q.Review.SaveAll(ctx, q.w.Secretary, q.w.Cell.ID, p, all); err != nil || len(conflicts) > 0 {
		q.t.Fatal(conflicts, err)
	}
}

// figure is a figure of the first cell.
func (q *living) figure(key string, p period.Period) indicator.Figure {
	q.t.Helper()
	list, err := q.Indicator.Figures(context.Background(), q.w.Office, q.w.Cell.ID, p)
	if err != nil {
		q.t.Fatal(err)
	}
	for _, f := range list {
		if f.Indicator.Key == key {
			return f
		}
	}
	q.t.Fatal("no figure " + key)
	return indicator.Figure{}
}

// said is the text of the first cell's report.
func (q *living) said(p period.Period) string {
	q.t.Helper()
	d, err := q.Report.Build(context.Background(), q.w.Office, q.w.Cell.ID, p, func(string, int64, period.Period) string { return "" })
	if err != nil {
		q.t.Fatal(err)
	}
	var text strings.Builder
	for _, b := range d.Blocks {
		if p, ok := b.(document.Paragraph); ok {
			for _, r := range p.Runs {
				text.WriteString(r.Text)
			}
		}
	}
	return text.String()
}

// A quarter is entered, sent, approved and told as one: its words stand after September's, its promise is asked about once, and its figures
// are in the last month, the quarter and the year, and in no month before.
func TestAQuarterGoesAllTheWay(t *testing.T) {
	t.Parallel()
	q := quarterly(t)
	ctx := context.Background()
	q4 := period.Quarter(2026, 4)
	an := q.w.Members[q.w.Cell.ID][0]
	q.w.PledgeItem(t, q.tx, q.w.Cell, an, 2026, "Vận động 5 hộ hiến đất")
	worldtest.Exec(t, q.tx, `INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, note, updated_at, updated_by)
		SELECT committee_id, cell_id, '2026-09-01', member_id, 'pledge', id, 'on_track', 'Hai hộ đồng ý', now(), 'thử' FROM pledge_items WHERE committee_id = @c AND content = 'Vận động 5 hộ hiến đất'`,
		pgx.StrictNamedArgs{"c": q.w.Committee})
	sheet, err := q.Review.Sheet(ctx, q.w.Secretary, q.w.Cell.ID, q4)
	if err != nil || sheet.Packet.Before != period.Month(2026, 9) || sheet.Members[0].Items[0].LastNote != "Hai hộ đồng ý" {
		t.Fatalf("the sheet does not follow September's: %+v, %v", sheet.Members[0].Items, err)
	}
	q.fill(q4, review.OnTrack, "Thêm 2 hộ ký biên bản")
	if err := q.Review.AddRemedy(ctx, q.w.Secretary, remedy.Draft{Cell: q.w.Cell.ID, Month: q4, Member: an, Shortcoming: "Chưa đến hộ ông Năm", Cause: "Chưa sắp xếp được buổi tối", Action: "Đến nhà trong tuần tới",
		DueOn: worldtest.Date(2026, 12, 20), FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a31"}); err != nil {
		t.Fatal(err)
	}
	q.now = time.Date(2026, 12, 24, 9, 0, 0, 0, time.UTC)
	if _, err := q.Review.Send(ctx, q.w.Secretary, q.w.Cell.ID, q4); err != nil {
		t.Fatal(err)
	}
	if p, err := q.Packet.Approve(ctx, q.w.Grassroots, q.w.Cell.ID, q4); err != nil || p.State != packet.Approved {
		t.Fatal(p.State, err)
	}
	n := sheet.Summary(q.now).Expected
	want := fmt.Sprintf("%d/%d", n, n)
	for p, told := range map[period.Period]bool{
		period.Month(2026, 10): false, period.Month(2026, 11): false, period.Month(2026, 12): true, q4: true, period.Half(2026, 2): true, period.Year(2026): true,
	} {
		f, sent := q.figure("reviews_done", p), q.figure("packets_on_time", p)
		if got := fmt.Sprintf("%d/%d", f.Num, f.Den); told != (got == want) || told != (sent.Num == 1) {
			t.Errorf("%s: %s reviewed of %s, %d on time", p, got, want, sent.Num)
		}
		if text := q.said(p); strings.Contains(text, "Tỷ lệ lượt đảng viên đã tự soi: ") != told || strings.Contains(text, "số liệu tự soi của quý IV/2026 có từ báo cáo tháng 12/2026") == told {
			t.Errorf("the report of %s says %q", p, text)
		}
	}
	if f := q.figure("remedies_open", period.Month(2026, 9)); f.Num != 0 {
		t.Error("what was opened in October is open in September")
	}
	board, err := q.Indicator.Dashboard(ctx, q.w.Office, q.w.Cell.ID, q4)
	if err != nil || len(board.Periods) != 10 || board.Periods[9] != q4 || board.Matrix[len(board.Matrix)-1].Month != q4 {
		t.Errorf("the year of the dashboard is %v, its last sum %+v, %v", board.Periods, board.Matrix, err)
	}
	if err := q.Indicator.CellsChangedTx(ctx, q.tx, q.w.Committee, []int64{q.w.Cell.ID}, period.Month(2026, 12)); err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := q.tx.QueryRow(ctx, `SELECT count(*) FROM cell_month_facts WHERE cell_id = $1 AND month > '2026-09-30'`, q.w.Cell.ID).Scan(&rows); err != nil || rows != 1 {
		t.Errorf("the quarter is counted in %d rows, %v", rows, err)
	}
}

// Work that was given, done or left to rest inside a quarter is asked on its sheet, and not on the next.
func TestWorkIsAskedForTheWholeQuarter(t *testing.T) {
	t.Parallel()
	q := quarterly(t)
	ctx := context.Background()
	an := q.w.Members[q.w.Cell.ID][0]
	q.w.PledgeItem(t, q.tx, q.w.Cell, an, 2026, "Vận động 5 hộ hiến đất")
	system := authz.System(q.w.Committee, q.w.Root.Path, "thử")
	asked := func(p period.Period) int {
		t.Helper()
		sheet, err := q.Review.Sheet(ctx, system, q.w.Cell.ID, p)
		if err != nil {
			t.Fatal(err)
		}
		return len(sheet.Members[0].Items)
	}
	given := q.w.Task(t, q.tx, q.w.Cell, an, "Rà soát hộ nghèo", worldtest.Date(2026, 11, 3), worldtest.Date(2026, 12, 1))
	if n := asked(period.Quarter(2026, 4)); n != 2 {
		t.Errorf("work given inside the quarter: %d things asked", n)
	}
	worldtest.Exec(t, q.tx, `UPDATE assignments SET state = 'done', done_on = '2026-11-20', rest = '{[2026-12-01,)}' WHERE committee_id = @c AND id = @id`,
		pgx.StrictNamedArgs{"c": q.w.Committee, "id": given})
	if n, next := asked(period.Quarter(2026, 4)), asked(period.Quarter(2027, 1)); n != 2 || next != 0 {
		t.Errorf("done inside the quarter: %d things asked, in the next %d", n, next)
	}
}

// An amendment never parts a quarter: it holds from the beginning of the quarter of its day, or from the next one once that was sent.
func TestAnAmendmentNeverPartsAQuarter(t *testing.T) {
	t.Parallel()
	q := quarterly(t)
	ctx := context.Background()
	worldtest.Exec(t, q.tx, `INSERT INTO period_rules (committee_id, from_month, due_day, rhythm) VALUES (@c, '2026-01-01', 25, 'quarterly')`, pgx.StrictNamedArgs{"c": q.w.Committee})
	an := q.w.Members[q.w.Cell.ID][0]
	for _, content := range []string{"Việc bỏ khi quý II chưa gửi", "Việc bỏ khi quý II đã gửi"} {
		q.w.PledgeItem(t, q.tx, q.w.Cell, an, 2026, content)
	}
	drop := func(key string) {
		t.Helper()
		sheet, err := q.Pledge.Get(ctx, q.w.Secretary, an, 2026)
		if err != nil {
			t.Fatal(err)
		}
		c := pledge.Change{What: pledge.Dropped, Item: sheet.Items[0], Reason: "Chi bộ phân công lại", On: worldtest.Date(2026, 5, 12), Version: sheet.Version, FormKey: key}
		if err := q.Pledge.Amend(ctx, q.w.Secretary, an, 2026, c); err != nil {
			t.Fatal(err)
		}
	}
	drop("7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a41")
	worldtest.Exec(t, q.tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at) VALUES (@c, @u, '2026-04-01', 'sent', '2026-06-24', '2026-06-24')`,
		pgx.StrictNamedArgs{"c": q.w.Committee, "u": q.w.Cell.ID})
	drop("7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a42")
	system := authz.System(q.w.Committee, q.w.Root.Path, "thử")
	for n, want := range map[int]int{1: 2, 2: 1, 3: 0, 4: 0} {
		sheet, err := q.Review.Sheet(ctx, system, q.w.Cell.ID, period.Quarter(2026, n))
		if err != nil || len(sheet.Members[0].Items) != want {
			t.Errorf("%s asks for %d of two promises, want %d; %v", period.Quarter(2026, n), len(sheet.Members[0].Items), want, err)
		}
	}
}
