package remedy_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
	"tusoi/internal/worldtest"
)

var november = period.Month(2026, 11)

// bundle is a world with the room of the month above, in which remedies are opened and where they are seen.
type bundle struct {
	*remedy.Service
	review  *review.Service
	w       worldtest.World
	tx      pgx.Tx
	counted []string // months in which the figures of the first cell were recomputed, in order
}

func setup(t *testing.T) *bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := &bundle{w: worldtest.New(t, tx), tx: tx}
	changed := func(_ context.Context, _ pgx.Tx, committee int64, cells []int64, month period.Period) error {
		if committee != b.w.Committee || len(cells) != 1 || cells[0] != b.w.Cell.ID {
			t.Errorf("figures of cells %v of committee %d recomputed, want those of %d", cells, committee, b.w.Cell.ID)
		}
		b.counted = append(b.counted, month.String())
		return nil
	}
	b.Service = &remedy.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed}
	b.review = &review.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed, Remedy: b.Service,
		Packet: &packet.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed}}
	return b
}

func (b *bundle) an() int64   { return b.w.Members[b.w.Cell.ID][0] }
func (b *bundle) binh() int64 { return b.w.Members[b.w.Cell.ID][1] }

// draft is a remedy as it is typed for a member in November.
func (b *bundle) draft(member int64) remedy.Draft {
	return remedy.Draft{Cell: b.w.Cell.ID, Month: november, Member: member, Shortcoming: "Đi họp trễ", Action: "Có mặt trước giờ",
		DueOn: worldtest.Date(2026, 11, 28), FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c"}
}

func (b *bundle) open(t *testing.T, d remedy.Draft) {
	t.Helper()
	if err := b.review.AddRemedy(context.Background(), b.w.Secretary, d); err != nil {
		t.Fatal(err)
	}
}

// of are a member's remedies as November's sheet shows them.
func (b *bundle) of(t *testing.T, member int64) []remedy.Remedy {
	t.Helper()
	s, err := b.review.Sheet(context.Background(), b.w.Secretary, b.w.Cell.ID, november)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range s.Members {
		if m.ID == member {
			return m.Remedies
		}
	}
	return nil
}

// sent makes November's packet one that was sent.
func (b *bundle) sent(t *testing.T) {
	t.Helper()
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at)
		VALUES (@committee, @cell, @month, 'sent', @sent, @sent)
		ON CONFLICT (committee_id, cell_id, month) DO UPDATE SET state = 'sent', first_sent_at = @sent, sent_at = @sent`,
		pgx.StrictNamedArgs{"committee": b.w.Committee, "cell": b.w.Cell.ID, "month": november.Start(), "sent": worldtest.Now})
}

func TestARemedyIsMendedAndSomebodyElseSaysSo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	d := b.draft(b.an())
	for range 2 { // the form is sent twice
		b.open(t, d)
	}
	list := b.of(t, b.an())
	if len(list) != 1 {
		t.Fatalf("%d remedies, want one", len(list))
	}
	id := list[0].ID
	if r, err := b.Roll(ctx, b.w.Secretary, id, worldtest.Date(2026, 12, 20), "Bận vụ mùa"); err != nil || r.Rolls != 1 || !r.FirstDueOn.Equal(d.DueOn) {
		t.Errorf("Roll = %+v, %v; want one roll and the first date kept", r, err)
	}
	if _, err := b.Verify(ctx, b.w.Grassroots, id); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("verified before it was reported: %v, want Conflict", err)
	}
	if _, err := b.Report(ctx, b.w.Secretary, id, "Ba buổi liền có mặt sớm"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Verify(ctx, b.w.Secretary, id); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the owner verifies: %v, want Forbidden", err)
	}
	r, err := b.Verify(ctx, b.w.Grassroots, id)
	if err != nil || r.State != remedy.Verified || r.VerifiedBy != b.w.Grassroots.Name {
		t.Errorf("Verify = %+v, %v", r, err)
	}
	if _, err := b.Roll(ctx, b.w.Secretary, id, worldtest.Date(2027, 1, 20), "Bận vụ mùa"); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("rolling a verified remedy: %v, want Conflict", err)
	}
}

func TestAWrongRemedyNamesItsFields(t *testing.T) {
	t.Parallel()
	b := setup(t)
	err := b.review.AddRemedy(context.Background(), b.w.Secretary, remedy.Draft{Cell: b.w.Cell.ID, Month: november, Member: b.an(),
		Shortcoming: "x", DueOn: worldtest.Date(2026, 11, 1), FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c"})
	var names []string
	for _, f := range apperr.FieldsOf(err) {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "shortcoming action due" {
		t.Errorf("wrong fields %q, want shortcoming action due", got)
	}
}

func TestARemedysStepsCountTheMonthsTheyMove(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	var id int64
	if err := b.tx.QueryRow(ctx, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on,
			due_on, form_key, updated_at)
		VALUES ($1, $2, $3, '2026-07-01', 'Đi họp trễ', 'Có mặt trước giờ', '2026-09-10', '2026-09-10', gen_random_uuid(), now())
		RETURNING id`, b.w.Committee, b.w.Cell.ID, b.binh()).Scan(&id); err != nil {
		t.Fatal(err)
	}
	b.sent(t)
	for _, tc := range []struct {
		name string
		do   func() error
		want string
	}{
		{"roll", func() error {
			_, err := b.Roll(ctx, b.w.Secretary, id, worldtest.Date(2026, 12, 20), "Bận vụ mùa")
			return err
		}, "2026-09, 2026-10, 2026-11"},
		{"report", func() error {
			_, err := b.Report(ctx, b.w.Secretary, id, "Ba buổi liền có mặt")
			return err
		}, "2026-11"},
		{"report twice", func() error {
			_, err := b.Report(ctx, b.w.Secretary, id, "Ba buổi liền có mặt")
			return err
		}, ""},
		{"verify", func() error { _, err := b.Verify(ctx, b.w.Grassroots, id); return err }, "2026-11"},
	} {
		b.counted = nil
		if err := tc.do(); err != nil || strings.Join(b.counted, ", ") != tc.want {
			t.Errorf("%s while the month is sent: %v, counted %v; want %s", tc.name, err, b.counted, tc.want)
		}
	}
}

func TestADateIsPutOffOnlyForwardAndWithAReason(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	d := b.draft(b.binh())
	b.open(t, d)
	id := b.of(t, b.binh())[0].ID
	for _, tc := range []struct {
		to     time.Time
		reason string
		want   string
	}{
		{worldtest.Date(2026, 11, 28), "Bận vụ mùa", "due"},
		{worldtest.Date(2036, 12, 20), "Bận vụ mùa", "due"},
		{worldtest.Date(2026, 12, 20), " bận ", "reason"},
		{worldtest.Date(2026, 11, 2), "", "due reason"},
	} {
		_, err := b.Roll(ctx, b.w.Secretary, id, tc.to, tc.reason)
		var got []string
		for _, f := range apperr.FieldsOf(err) {
			got = append(got, f.Name)
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("to %s because %q: %v, want %s refused", tc.to.Format(time.DateOnly), tc.reason, err, tc.want)
		}
	}
	if _, err := b.Report(ctx, b.w.Secretary, id, "Ba buổi liền có mặt"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Roll(ctx, b.w.Secretary, id, worldtest.Date(2026, 12, 20), "Bận vụ mùa"); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("putting off what was reported mended: %v, want Conflict", err)
	}
}

func TestAFormSentAgainAfterTheMonthWasSentIsStillTheSameForm(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	d := b.draft(b.an())
	b.open(t, d)
	b.sent(t)
	if err := b.review.AddRemedy(ctx, b.w.Secretary, d); err != nil || len(b.of(t, b.an())) != 1 {
		t.Errorf("the lost answer's form: %v, want taken as it was", err)
	}
	d.FormKey = "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3d"
	if err := b.review.AddRemedy(ctx, b.w.Secretary, d); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("a new form into a sent month: %v, want Conflict", err)
	}
	for _, key := range []string{"", "x", "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3cff"} {
		d.FormKey = key
		if err := b.review.AddRemedy(ctx, b.w.Secretary, d); apperr.KindOf(err) != apperr.KindInvalid {
			t.Errorf("the key %q: %v, want Invalid", key, err)
		}
	}
}

func TestNobodyOutsideTheCellTakesAStep(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.open(t, b.draft(b.binh()))
	id := b.of(t, b.binh())[0].ID
	for name, actor := range map[string]authz.Actor{"sister": b.w.SisterSecretary, "other organisation": b.w.FarSecretary} {
		for what, try := range map[string]func() error{
			"Find":   func() error { _, err := b.Find(ctx, actor, id); return err },
			"Report": func() error { _, err := b.Report(ctx, actor, id, "Đã xong việc này"); return err },
			"Verify": func() error { _, err := b.Verify(ctx, actor, id); return err },
			"Roll": func() error {
				_, err := b.Roll(ctx, actor, id, worldtest.Date(2027, 1, 1), "Bận vụ mùa")
				return err
			},
		} {
			if err := try(); apperr.KindOf(err) != apperr.KindNotFound {
				t.Errorf("%s as %s: %v, want NotFound", what, name, err)
			}
		}
	}
}

func TestLoadedRemediesStandInTheirMonthAndTheNextIsNumberedAfterThem(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	start, due := november.Start(), worldtest.Date(2026, 12, 10)
	err := remedy.LoadTx(ctx, b.tx, b.w.Committee, []remedy.Loaded{{ID: 900_000, CellID: b.w.Cell.ID, MemberID: b.an(), Source: "review",
		OpenedMonth: start, Shortcoming: "Trễ", Action: "Sớm", FirstDueOn: due, DueOn: due, State: remedy.Open, FormKey: [16]byte{15: 1}, UpdatedAt: worldtest.Now}})
	if err != nil {
		t.Fatal(err)
	}
	if list := b.of(t, b.an()); len(list) != 1 || list[0].ID != 900_000 || list[0].State != remedy.Open {
		t.Errorf("read back %+v", list)
	}
	d := b.draft(b.an())
	d.Month = period.Month(2026, 10)
	b.open(t, d)
	var next int64
	if err := b.tx.QueryRow(ctx, "SELECT max(id) FROM remedies").Scan(&next); err != nil || next <= 900_000 { // tests beside this one may have taken some
		t.Errorf("the next remedy has the id %d, %v; want one after the loaded", next, err)
	}
}
