package review

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/remedy"
	"tusoi/internal/vi"
)

func today(now time.Time) time.Time { return vi.Today(now) }

// Lacking is a member whose review is not whole.
type Lacking struct {
	MemberID int64
	Name     string
	Missing  int
	What     string // in words: "2 việc chưa đánh dấu; chưa trả lời hết trách nhiệm"
}

// lack says what a member's review still needs.
func (m Member) lack() Lacking {
	var parts []string
	if n := m.Unmarked(); n > 0 {
		parts = append(parts, vi.Int(n)+" việc chưa đánh dấu")
	}
	if list := m.unanswered(); len(list) > 0 {
		parts = append(parts, "chưa trả lời "+strings.Join(list, ", "))
	}
	return Lacking{m.ID, m.FullName, m.Missing(), strings.Join(parts, "; ")}
}

// Summary is a month read back before it is sent.
type Summary struct {
	Packet          Packet
	Members         int
	Expected        int
	Reviewed        int
	Exempt          int // in the cell, and not expected to review
	RemediesOpen    int
	RemediesOverdue int
	Missing         []Lacking
}

// Sentence sums the month up.
func (s Summary) Sentence() string {
	parts := []string{vi.Int(s.Reviewed) + " đã tự soi"}
	if s.Exempt > 0 {
		parts = append(parts, vi.Int(s.Exempt)+" không phải tự soi")
	}
	if left := s.Expected - s.Reviewed; left > 0 {
		parts = append(parts, vi.Int(left)+" chưa xong")
	}
	remedies := "không có hạn chế đang sửa"
	if s.RemediesOpen > 0 {
		remedies = vi.Int(s.RemediesOpen) + " hạn chế đang sửa"
	}
	if s.RemediesOverdue > 0 {
		remedies += "; " + vi.Int(s.RemediesOverdue) + " việc quá hạn"
	}
	return fmt.Sprintf("%s đảng viên: %s; %s.", vi.Int(s.Members), strings.Join(parts, ", "), remedies)
}

// Summary sums a sheet up as of a day.
func (sh Sheet) Summary(today time.Time) Summary {
	s := Summary{Packet: sh.Packet, Members: len(sh.Members)}
	for _, m := range sh.Members {
		switch {
		case !m.Expected():
			s.Exempt++
		case m.Reviewed():
			s.Expected++
			s.Reviewed++
		default:
			s.Expected++
			s.Missing = append(s.Missing, m.lack())
		}
		for _, r := range m.Remedies {
			if r.State != remedy.Verified {
				s.RemediesOpen++
				if r.DueOn.Before(today) {
					s.RemediesOverdue++
				}
			}
		}
	}
	return s
}

// ReadBack sums a month up for the one who is about to send it.
func (s *Service) ReadBack(ctx context.Context, actor authz.Actor, cell int64, month period.Period) (Summary, error) {
	if _, err := actor.Scope(authz.PacketSend); err != nil {
		return Summary{}, err
	}
	sheet, err := s.Sheet(ctx, actor, cell, month)
	return sheet.Summary(today(s.Now())), err
}

// Send hands a month to the level above. What was sent already stays as it is, without an error: the button was pressed
// twice, or the answer was lost. Invalid names who is not done yet.
func (s *Service) Send(ctx context.Context, actor authz.Actor, cell int64, month period.Period) (Packet, error) {
	scope, err := actor.Scope(authz.PacketSend)
	if err != nil {
		return Packet{}, err
	}
	var p Packet
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		if p, err = s.lock(ctx, tx, scope, cell, month); err != nil {
			return err
		}
		if _, ok := next[p.State][send]; !ok {
			return nil
		}
		if err := s.mustBeOpen(p); err != nil {
			return err
		}
		list, err := members(ctx, tx, scope, cell, month, nil)
		if err != nil {
			return err
		}
		sum := Sheet{p, list}.Summary(today(s.Now()))
		if err := whole(sum); err != nil {
			return err
		}
		p, err = s.move(ctx, tx, actor, scope, authz.PacketSend, p, send, sum.Sentence(), "")
		return err
	})
	return p, err
}

// whole refuses a month in which somebody is not done, by name.
func whole(sum Summary) error {
	if sum.Expected == 0 {
		return apperr.Invalid("Tháng này chi bộ chưa có đảng viên nào phải tự soi nên chưa có gì để gửi.")
	}
	if len(sum.Missing) == 0 {
		return nil
	}
	var p apperr.Problems
	for _, m := range sum.Missing {
		p.Add(fmt.Sprintf("dv-%d", m.MemberID), fmt.Sprintf("%s còn thiếu %s nội dung: %s.", m.Name, vi.Int(m.Missing), m.What))
	}
	return p.Err("Chưa gửi được: còn %d đảng viên chưa tự soi xong.")
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
		if p, err = s.lock(ctx, tx, scope, cell, month); err != nil {
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
		return err
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
    AND u.path <@ ANY (@scope::text[]::ltree[]) AND k.cell_id = @cell AND k.month = @month`

var words = map[event]string{send: "Gửi hồ sơ", take: "Nhận hồ sơ để xem", approve: "Duyệt hồ sơ", giveBack: "Trả lại hồ sơ"}

func (s *Service) move(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, action authz.Action, p Packet, what event, summary, reason string) (Packet, error) {
	now, from := s.Now(), p.State
	by, err := audit.SignTx(ctx, tx, actor, action, p.CellID)
	if err != nil {
		return p, err
	}
	_, err = tx.Exec(ctx, moveSQL, scope.Args(pgx.StrictNamedArgs{
		"cell": p.CellID, "month": p.Month.Start(), "state": string(next[from][what]), "summary": summary, "reason": reason,
		"sending": what == send, "now": now, "by": by,
	}))
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
	if err := s.CellsChanged(ctx, tx, actor.Committee, []int64{p.CellID}, p.Month); err != nil {
		return p, err
	}
	return s.packet(ctx, tx, scope, p.CellID, p.Month)
}
