package portal_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/attachment/content"
	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/remedy"
	"tusoi/internal/worldtest"
)

// moving is a world in which Bình of the first cell has something promised, something given and something to mend.
type moving struct {
	*portal.Portal
	worldtest.World
	tx      pgx.Tx
	binh    int64
	october map[string]string
}

func newMoving(t *testing.T) moving {
	t.Helper()
	ctx := context.Background()
	tx := pgtest.Tx(t)
	m := moving{Portal: portal.New(tx, worldtest.Clock), World: worldtest.New(t, tx), tx: tx}
	m.binh = m.Members[m.Cell.ID][1]
	m.PledgeItem(t, tx, m.Cell, m.binh, 2026, "Vận động 5 hộ hiến đất")
	args := pgx.StrictNamedArgs{"c": m.World.Committee, "cell": m.Cell.ID, "member": m.binh, "root": m.Root.ID}
	for _, sql := range []string{
		`INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on, due_on, rolls, state, form_key, updated_at)
		VALUES (@c, @cell, @member, '2026-09-01', 'Đi họp trễ nhiều lần', 'Có mặt trước giờ', '2026-10-15', '2026-12-15', 2, 'in_progress', gen_random_uuid(), now())`,
		`WITH t AS (INSERT INTO tasks (committee_id, giver_unit_id, title, given_on, due_on, form_key)
			VALUES (@c, @root, 'Rà soát hộ nghèo', '2026-09-01', '2026-12-20', gen_random_uuid()) RETURNING id)
		INSERT INTO assignments (committee_id, task_id, cell_id, member_id, given_on, due_on) SELECT @c, t.id, @cell, @member, '2026-09-01', '2026-12-20' FROM t`,
	} {
		use := pgx.StrictNamedArgs{"c": args["c"], "cell": args["cell"], "member": args["member"]}
		if sql[0] == 'W' {
			use["root"] = args["root"]
		}
		worldtest.Exec(t, tx, sql, use)
	}
	worldtest.Exec(t, tx, `WITH t AS (INSERT INTO remedy_themes (committee_id, name, position) VALUES (@c, 'Giờ giấc', 1) RETURNING id),
		r AS (UPDATE remedies r SET theme_id = t.id, returns = 1, return_reason = 'Mới hai buổi' FROM t WHERE r.committee_id = @c RETURNING r.id)
		INSERT INTO remedy_notes (committee_id, remedy_id, at, by_name, words, form_key)
		SELECT @c, r.id, now(), 'Bí thư', 'Đã đúng giờ hai buổi', gen_random_uuid() FROM r`, pgx.StrictNamedArgs{"c": m.World.Committee})
	months := []period.Period{period.Month(2026, 9), period.Month(2026, 10), period.Month(2026, 11)}
	if err := m.Indicator.RefreshTx(ctx, tx, m.World.Committee, months); err != nil {
		t.Fatal(err)
	}
	m.october = m.figures(t, m.Cell.ID, period.Month(2026, 10))
	return m
}

func (m moving) figures(t *testing.T, unit int64, p period.Period) map[string]string {
	t.Helper()
	list, err := m.Indicator.Figures(context.Background(), m.Office, unit, p)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, f := range list {
		values[f.Indicator.Key] = f.Value
	}
	return values
}

func (m moving) same(t *testing.T, name string, got, want map[string]string) {
	t.Helper()
	for key, v := range want {
		if got[key] != v {
			t.Errorf("%s: %s is %s, was %s", name, key, got[key], v)
		}
	}
}

func TestWhatIsStillToBeDoneFollowsWhoMoves(t *testing.T) {
	t.Parallel()
	m := newMoving(t)
	ctx := context.Background()
	november := period.Month(2026, 11)
	before := m.figures(t, m.Root.ID, november)
	m.prove(t, "Giấy xác nhận.pdf")
	if err := m.Portal.Member.Transfer(ctx, m.Office, m.binh, m.Far.ID, worldtest.Date(2026, 11, 5), "Giấy giới thiệu 12"); err != nil {
		t.Fatal(err)
	}
	m.same(t, "the old cell in October", m.figures(t, m.Cell.ID, period.Month(2026, 10)), m.october)
	m.same(t, "the committee in November", m.figures(t, m.Root.ID, november), before)
	old, next := m.figures(t, m.Cell.ID, november), m.figures(t, m.Far.ID, november)
	if old["remedies_open"] != "0" || next["remedies_open"] != "1" || old["members"] != "3" || next["members"] != "5" {
		t.Errorf("November: the old cell %v, the next %v", old, next)
	}
	sheet, err := m.Review.Sheet(ctx, m.FarSecretary, m.Far.ID, november)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range sheet.Members {
		if p.ID != m.binh {
			continue
		}
		if len(p.Items) != 2 || len(p.Remedies) != 1 || p.Remedies[0].Rolls != 2 || !p.Remedies[0].FirstDueOn.Equal(worldtest.Date(2026, 10, 15)) {
			t.Errorf("on the next cell's sheet: %d items, remedies %+v", len(p.Items), p.Remedies)
		}
		m.mend(t, m.FarSecretary, p.Remedies[0].ID)
		return
	}
	t.Error("Bình is not on the next cell's sheet")
}

// prove gives Bình's remedy in the first cell a file.
func (m moving) prove(t *testing.T, name string) {
	t.Helper()
	ctx := context.Background()
	var id int64
	if err := m.tx.QueryRow(ctx, "SELECT id FROM remedies WHERE committee_id = $1 AND member_id = $2", m.World.Committee, m.binh).Scan(&id); err != nil {
		t.Fatal(err)
	}
	f, err := content.Read(ctx, name, []byte("%PDF-1.4\n%%EOF\n"))
	if err != nil {
		t.Fatal(err)
	}
	if added, err := m.Remedy.Files().Add(ctx, m.Secretary, id, []content.File{f}); err != nil || len(added) != 1 {
		t.Fatalf("%+v, %v", added, err)
	}
}

// mend reports and verifies the remedy in the next cell; the one that was carried takes no step any more.
func (m moving) mend(t *testing.T, secretary authz.Actor, id int64) {
	t.Helper()
	ctx := context.Background()
	if l, err := m.Remedy.Life(ctx, secretary, id); err != nil || len(l.Notes) != 1 || l.ThemeName != "Giờ giấc" || l.Returns != 1 || l.OpenerName != m.Cell.Name ||
		len(l.Files) != 1 || l.Files[0].Name != "Giấy xác nhận.pdf" {
		t.Errorf("what goes along: %+v, %v", l, err)
	}
	if _, err := m.Remedy.Report(ctx, secretary, id, remedy.Evidence{Result: "Đã đến trước giờ ba tháng liền"}); err != nil {
		t.Error(err)
	}
	if r, err := m.Remedy.Verify(ctx, secretary, id); err != nil || r.State != remedy.Verified {
		t.Errorf("verified: %+v, %v", r, err)
	}
	var carried int64
	if err := m.tx.QueryRow(ctx, "SELECT continues_id FROM remedies WHERE committee_id = $1 AND id = $2", m.World.Committee, id).Scan(&carried); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Remedy.Report(ctx, m.Secretary, carried, remedy.Evidence{Result: "Báo ở chi bộ cũ"}); err == nil {
		t.Error("the remedy that was carried takes a step")
	}
}

func TestEvidenceComesBackWithWhatIsTakenBack(t *testing.T) {
	t.Parallel()
	m := newMoving(t)
	ctx := context.Background()
	m.prove(t, "Giấy xác nhận.pdf")
	scope, err := m.Office.Scope(authz.MemberWrite)
	if err != nil {
		t.Fatal(err)
	}
	day := worldtest.Date(2026, 11, 5)
	moved := member.Carried{Members: []int64{m.binh}, From: []int64{m.Cell.ID}, To: []int64{m.Far.ID}}
	if err := m.Remedy.CarryTx(ctx, m.tx, scope, day, moved); err != nil {
		t.Fatal(err)
	}
	moved.From, moved.To, moved.Back = moved.To, moved.From, true
	if err := m.Remedy.CarryTx(ctx, m.tx, scope, day, moved); err != nil {
		t.Fatal(err)
	}
	list, err := m.Remedy.List(ctx, m.Secretary, remedy.Filter{})
	if err != nil || len(list.Lines) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if l, err := m.Remedy.Life(ctx, m.Secretary, list.Lines[0].ID); err != nil || len(l.Files) != 1 {
		t.Errorf("%+v, %v", l.Files, err)
	}
}
