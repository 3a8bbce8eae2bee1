package review

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/packet"
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

// Apart is who takes part outside the Party, in numbers of their own.
type Apart struct{ People, Expected, Reviewed int }

// sentence counts them, "" when there is nobody.
func (a Apart) sentence() string {
	if a.People == 0 {
		return ""
	}
	return "; " + vi.Int(a.People) + " người ngoài Đảng: " + counted(a.Reviewed, a.People-a.Expected, a.Expected-a.Reviewed)
}

// counted says how many of some people have reviewed the month, need not, and still must.
func counted(reviewed, exempt, left int) string {
	parts := []string{vi.Int(reviewed) + " đã tự soi"}
	if exempt > 0 {
		parts = append(parts, vi.Int(exempt)+" không phải tự soi")
	}
	if left > 0 {
		parts = append(parts, vi.Int(left)+" chưa xong")
	}
	return strings.Join(parts, ", ")
}

// Summary is a month read back before it is sent.
type Summary struct {
	Packet          packet.Packet
	Members         int
	Expected        int
	Reviewed        int
	Exempt          int // in the cell, and not expected to review
	Beyond          Apart
	RemediesOpen    int
	RemediesOverdue int
	Missing         []Lacking
}

// Noun is what the people of the month are called together.
func (s Summary) Noun() string {
	if s.Beyond.People > 0 {
		return "người"
	}
	return "đảng viên"
}

// Sentence sums the month up.
func (s Summary) Sentence() string {
	remedies := "không có hạn chế đang sửa"
	if s.RemediesOpen > 0 {
		remedies = vi.Int(s.RemediesOpen) + " hạn chế đang sửa"
	}
	if s.RemediesOverdue > 0 {
		remedies += "; " + vi.Int(s.RemediesOverdue) + " việc quá hạn"
	}
	return fmt.Sprintf("%s đảng viên: %s%s; %s.", vi.Int(s.Members), counted(s.Reviewed, s.Exempt, s.Expected-s.Reviewed), s.Beyond.sentence(), remedies)
}

// Summary sums a sheet up as of a day.
func (sh Sheet) Summary(today time.Time) Summary {
	s := Summary{Packet: sh.Packet}
	for _, m := range sh.Members {
		people, expected, reviewed := &s.Members, &s.Expected, &s.Reviewed
		if m.Beyond {
			people, expected, reviewed = &s.Beyond.People, &s.Beyond.Expected, &s.Beyond.Reviewed
		}
		*people++
		switch {
		case !m.Expected():
		case m.Reviewed():
			*expected++
			*reviewed++
		default:
			*expected++
			s.Missing = append(s.Missing, m.lack())
		}
		s.mending(m.Remedies, today)
	}
	s.Exempt = s.Members - s.Expected
	s.mending(sh.Remedies, today)
	return s
}

func (s *Summary) mending(list []remedy.Remedy, today time.Time) {
	for _, r := range list {
		if r.State != remedy.Verified {
			s.RemediesOpen++
			if r.DueOn.Before(today) {
				s.RemediesOverdue++
			}
		}
	}
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
func (s *Service) Send(ctx context.Context, actor authz.Actor, cell int64, month period.Period) (packet.Packet, error) {
	scope, err := actor.Scope(authz.PacketSend)
	if err != nil {
		return packet.Packet{}, err
	}
	var p packet.Packet
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		l := lines{scope: scope, cell: cell, month: month}
		if p, err = s.lock(ctx, tx, &l, nil, false); err != nil {
			return err
		}
		if !p.State.Sendable() {
			return nil
		}
		if err := s.Packet.MustBeOpen(p); err != nil {
			return err
		}
		sheet := Sheet{Packet: p}
		if err := l.fill(ctx, tx, &sheet, false); err != nil {
			return err
		}
		sum := sheet.Summary(today(s.Now()))
		if err := whole(sum); err != nil {
			return err
		}
		p, err = s.Packet.SendTx(ctx, tx, actor, scope, p, sum.Sentence())
		return err
	})
	return p, err
}

// whole refuses a month in which somebody is not done, by name.
func whole(sum Summary) error {
	if sum.Expected+sum.Beyond.Expected == 0 {
		return apperr.Invalid("Kỳ này chi bộ chưa có ai phải tự soi nên chưa có gì để gửi.")
	}
	if len(sum.Missing) == 0 {
		return nil
	}
	var p apperr.Problems
	for _, m := range sum.Missing {
		p.Add(fmt.Sprintf("dv-%d", m.MemberID), fmt.Sprintf("%s còn thiếu %s nội dung: %s.", m.Name, vi.Int(m.Missing), m.What))
	}
	return p.Err("Chưa gửi được: còn %d " + sum.Noun() + " chưa tự soi xong.")
}
