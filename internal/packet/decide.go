package packet

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// SendTx hands a month up, inside the transaction that locked it and found it whole. Its summary is what was read back.
func (s *Service) SendTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, p Packet, summary string) (Packet, error) {
	return s.move(ctx, tx, actor, scope, authz.PacketSend, p, send, summary, "")
}

// Take freezes a packet while the level above reads it.
func (s *Service) Take(ctx context.Context, actor authz.Actor, cell int64, month period.Period) (Packet, error) {
	return s.decide(ctx, actor, cell, month, take, "")
}

// Approve accepts a packet: its figures stand.
func (s *Service) Approve(ctx context.Context, actor authz.Actor, cell int64, month period.Period) (Packet, error) {
	return s.decide(ctx, actor, cell, month, approve, "")
}

// Return gives a packet back with a reason, which the cell reads word for word.
func (s *Service) Return(ctx context.Context, actor authz.Actor, cell int64, month period.Period, reason string) (Packet, error) {
	reason = vi.CleanText(reason)
	if n := utf8.RuneCountInString(reason); n < 5 || n > 1000 {
		return Packet{}, apperr.Invalid("Cần lý do trả lại.", apperr.Field{Name: "reason", Msg: "Ghi lý do trả lại, từ 5 đến 1.000 ký tự, để chi bộ biết sửa chỗ nào."})
	}
	return s.decide(ctx, actor, cell, month, giveBack, reason)
}

func (s *Service) decide(ctx context.Context, actor authz.Actor, cell int64, month period.Period, what event, reason string) (Packet, error) {
	scope, err := actor.Scope(authz.PacketDecide)
	if err != nil {
		return Packet{}, err
	}
	var p Packet
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if p, err = s.LockTx(ctx, tx, scope, cell, month); err != nil {
			return err
		}
		if !p.DecidedHere(actor) {
			return apperr.Forbidden(fmt.Sprintf("Hồ sơ của %s do %s duyệt.", p.CellName, p.ParentName))
		}
		_, ok := next[p.State][what]
		if !ok && next[Sent][what] == p.State && (what != giveBack || reason == p.ReturnReason) {
			return nil // pressed twice; a second reason is never dropped silently
		}
		if !ok {
			return apperr.Conflict(fmt.Sprintf("Hồ sơ %s của %s đang ở bước “%s” nên không làm được việc này. Tải lại trang để xem tình trạng mới.", month.Label(), p.CellName, p.State.Label()))
		}
		p, err = s.move(ctx, tx, actor, scope, authz.PacketDecide, p, what, p.Summary, reason)
		if err != nil || what != giveBack || s.GivenBack == nil {
			return err
		}
		return s.GivenBack(ctx, tx, scope, cell)
	})
	return p, err
}

const moveSQL = `
UPDATE packets k
SET state = @state, version = k.version + 1, summary = @summary, return_reason = @reason,
    first_sent_at = CASE WHEN @sending THEN coalesce(k.first_sent_at, @now) ELSE k.first_sent_at END,
    sent_at = CASE WHEN @sending THEN @now ELSE k.sent_at END,
    sent_by = CASE WHEN @sending THEN @by ELSE k.sent_by END,
    decided_at = CASE WHEN @sending THEN NULL ELSE @now END,
    decided_by = CASE WHEN @sending THEN '' ELSE @by END
FROM units u
WHERE k.committee_id = @committee AND u.committee_id = k.committee_id AND u.id = k.cell_id
    AND u.path <@ ANY (@scope::text[]::ltree[]) AND k.cell_id = @cell AND k.month = @month
RETURNING k.state, k.first_sent_at, k.sent_at, k.sent_by, k.decided_at, k.decided_by, k.return_reason, k.summary`

var words = map[event]string{send: "Gửi hồ sơ", take: "Nhận hồ sơ để xem", approve: "Duyệt hồ sơ", giveBack: "Trả lại hồ sơ"}

func (s *Service) move(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, action authz.Action, p Packet, what event, summary, reason string) (Packet, error) {
	now, from := s.Now(), p.State
	by, err := audit.SignTx(ctx, tx, actor, action, p.CellID)
	if err != nil {
		return p, err
	}
	err = tx.QueryRow(ctx, moveSQL, scope.Args(pgx.StrictNamedArgs{
		"cell": p.CellID, "month": p.Month.Start(), "state": string(next[from][what]), "summary": summary, "reason": reason,
		"sending": what == send, "now": now, "by": by,
	})).Scan(&p.State, &p.FirstSentAt, &p.SentAt, &p.SentBy, &p.DecidedAt, &p.DecidedBy, &p.ReturnReason, &p.Summary)
	if err != nil {
		return p, fmt.Errorf("move the packet: %w", err)
	}
	err = audit.RecordTx(ctx, tx, actor, now, audit.Entry{
		UnitID: p.CellID, Action: action, ObjectKind: "packet", ObjectID: p.CellID, Reason: reason,
		Summary: words[what] + " " + p.Month.Label(),
		Before:  map[string]State{"state": from}, After: map[string]State{"state": next[from][what]},
	})
	if err != nil {
		return p, err
	}
	return p, s.CellsChanged(ctx, tx, actor.Committee, []int64{p.CellID}, p.Month)
}
