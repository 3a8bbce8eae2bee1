package review

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/remedy"
)

// openedIn is the month in which something is opened on the sheet of a quarter, or of a month: today's, or the last once that is over.
func openedIn(sheet period.Period, today time.Time) period.Period {
	if sheet.Contains(today) {
		return period.MonthOf(today)
	}
	return period.MonthOf(sheet.End())
}

// AddRemedy opens a remedy for a member in a month that the cell may still write. The same form sent twice opens one.
func (s *Service) AddRemedy(ctx context.Context, actor authz.Actor, d remedy.Draft) error {
	action := authz.ReviewWrite
	if d.Member == actor.MemberID && actor.May(authz.OwnWrite) {
		action = authz.OwnWrite
	}
	scope, err := actor.Scope(action)
	if err != nil {
		return err
	}
	if err := d.CheckKey(); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		l := lines{scope: scope, cell: d.Cell, month: d.Month}
		p, err := s.lock(ctx, tx, &l, []int64{d.Member}, false)
		if err != nil {
			return err
		}
		sent, err := remedy.SentTx(ctx, tx, scope, d)
		if err != nil || sent {
			return err
		}
		if err := s.Packet.MustBeOpen(p); err != nil {
			return err
		}
		if len(l.list) == 0 {
			return apperr.NotFound("Đảng viên này không ở chi bộ trong kỳ đã chọn.")
		}
		if l.list[0].Beyond {
			return apperr.NotFound("Việc tự sửa chỉ ghi cho đảng viên.")
		}
		d.Month = openedIn(p.Month, today(s.Now()))
		return s.Remedy.OpenTx(ctx, tx, actor, action, scope, d, l.list[0].FullName)
	})
}
