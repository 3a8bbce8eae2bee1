package ranking_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/indicator"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/ranking"
	"tusoi/internal/rule"
	"tusoi/internal/rulebook"
	"tusoi/internal/worldtest"
)

var half = period.Half(2026, 1)

type bundle struct {
	*ranking.Service
	w  worldtest.World
	tx postgres.DB
}

func setup(t *testing.T) bundle { return setupOn(t, pgtest.Tx(t)) }

func setupOn(t *testing.T, db postgres.DB) bundle {
	t.Helper()
	b := bundle{w: worldtest.New(t, db), tx: db}
	tx, err := db.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	sets, err := rule.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, committee := range []int64{b.w.Committee, b.w.Stranger.Committee} {
		if _, err := rulebook.PublishTx(context.Background(), tx, committee, sets[0], worldtest.Now); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	b.Service = &ranking.Service{DB: db, Now: worldtest.Clock, Org: &org.Service{DB: db, Now: worldtest.Clock},
		Rule: &rulebook.Service{DB: db}, Indicator: &indicator.Service{DB: db, Now: worldtest.Clock}}
	return b
}

func (b bundle) answer(t *testing.T, cell int64, code, choice string) {
	t.Helper()
	err := b.Answer(context.Background(), b.w.Office, ranking.AnswerDraft{Cell: cell, Period: half, Criterion: code, Choice: choice, Reason: "Theo biên bản của chi bộ"})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPlacesAreSharedByTiesAndMovedByAnswers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	board, err := b.Board(ctx, b.w.Office, half, "")
	if err != nil || len(board.Rows) != 5 {
		t.Fatalf("Board = %d rows, %v; want the five cells", len(board.Rows), err)
	}
	for _, r := range board.Rows {
		if r.Place != 1 {
			t.Errorf("%s stands at %d, want all five tied at 1", r.Cell.Name, r.Place)
		}
	}
	b.answer(t, b.w.Far.ID, "I.5", "yes")
	if board, err = b.Board(ctx, b.w.Office, half, ""); err != nil || board.Rows[0].Cell.ID != b.w.Far.ID || board.Rows[1].Place != 2 || board.Rows[4].Place != 2 {
		t.Errorf("after two points by hand: %+v, %v; want the far cell alone at 1 and the others at 2", board.Rows, err)
	}
	if own, err := b.Board(ctx, b.w.Grassroots, half, ""); err != nil || len(own.Rows) != 2 || own.Rows[0].Place != 2 {
		t.Errorf("a grassroots committee sees %+v, %v; want its two cells with their places among all", own.Rows, err)
	}
}

func TestASecretarySeesTheOwnPlaceAndNoOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	w, err := b.Why(ctx, b.w.Secretary, b.w.Cell.ID, half)
	if err != nil || w.Place != 1 || w.Of != 5 || w.MayAnswer {
		t.Errorf("own cell: %d of %d, may answer %t, %v", w.Place, w.Of, w.MayAnswer, err)
	}
	sum := 0
	for _, l := range w.Sheet.Lines {
		sum += l.Points
	}
	if sum != w.Sheet.Total {
		t.Errorf("the lines add up to %d, the total says %d", sum, w.Sheet.Total)
	}
	for name, tc := range map[string]struct {
		actor authz.Actor
		cell  int64
	}{
		"sister cell": {b.w.Secretary, b.w.Sister.ID}, "another organisation": {b.w.Grassroots, b.w.Far.ID},
		"another committee": {b.w.Stranger, b.w.Cell.ID},
	} {
		if _, err := b.Why(ctx, tc.actor, tc.cell, half); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s: %v, want NotFound", name, err)
		}
	}
	if _, err := b.Board(ctx, b.w.Secretary, half, ""); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a secretary reads the whole list: %v, want Forbidden", err)
	}
}

func TestAClosedPeriodNeverScoresAnew(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.answer(t, b.w.Cell.ID, "I.5", "yes")
	if err := b.Close(ctx, b.w.Office, period.Half(2026, 2)); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("closing a half-year that runs: %v, want Invalid", err)
	}
	if err := b.Close(ctx, b.w.Office, half); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(ctx, b.w.Office, half); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("closing twice: %v, want Conflict", err)
	}
	worldtest.Exec(t, b.tx, "UPDATE hand_answers SET choice = 'no' WHERE committee_id = @committee", pgx.StrictNamedArgs{"committee": b.w.Committee})
	board, err := b.Board(ctx, b.w.Office, half, "")
	if err != nil || board.ClosedAt == nil || board.Rows[0].Cell.ID != b.w.Cell.ID || board.Rows[1].Place != 2 {
		t.Errorf("after a change behind its back: %+v, %v; want the kept scores", board.Rows, err)
	}
	err = b.Answer(ctx, b.w.Office, ranking.AnswerDraft{Cell: b.w.Cell.ID, Period: half, Criterion: "I.5", Choice: "no", Reason: "Đổi ý sau khi chốt", Version: 1})
	if apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("answering in a closed period: %v, want Conflict", err)
	}
	w, err := b.Why(ctx, b.w.Office, b.w.Cell.ID, period.Half(2026, 2))
	if err != nil || w.PrevPlace != 1 || len(w.Changes) == 0 {
		t.Errorf("the next half-year tells %+v after %d, %v; want what moved", w.Changes, w.PrevPlace, err)
	}
}

func TestAnAnswerByHandNeedsAReasonAndItsVersion(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	d := ranking.AnswerDraft{Cell: b.w.Cell.ID, Period: half, Criterion: "I.5", Choice: "yes"}
	if err := b.Answer(ctx, b.w.Office, d); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("without a reason: %v, want Invalid", err)
	}
	d.Reason = "Không có đơn thư nào"
	if err := b.Answer(ctx, b.w.Secretary, d); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a secretary scores: %v, want Forbidden", err)
	}
	d.Cell = b.w.StrangerCell.ID
	if err := b.Answer(ctx, b.w.Office, d); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("another committee's cell: %v, want NotFound", err)
	}
	d.Cell = b.w.Cell.ID
	if err := b.Answer(ctx, b.w.Office, d); err != nil {
		t.Fatal(err)
	}
	if err := b.Answer(ctx, b.w.Office, d); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("an answer based on none, over one: %v, want Conflict", err)
	}
	d.Version, d.Choice = 1, "no"
	if err := b.Answer(ctx, b.w.Office, d); err != nil {
		t.Errorf("changing the answer that was seen: %v", err)
	}
}
