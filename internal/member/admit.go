package member

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Admit makes a Party member of somebody who took part outside the Party: the same person in the same cell, with everything that
// was written of them. They were admitted on one day and stand among the members from another on, which may be later: a month that
// was sent counted them apart, and goes on doing so.
func (s *Service) Admit(ctx context.Context, actor authz.Actor, id int64, admitted, day time.Time) error {
	scope, err := actor.Scope(authz.MemberWrite)
	if err != nil {
		return err
	}
	now := s.Now()
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		k, at, err := s.outside(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		m := k.Member
		m.Standing, m.AdmittedOn = Probationary, &admitted
		p := m.clean(vi.Today(now))
		p.Check(!admitted.IsZero(), "admitted", "Ghi ngày kết nạp.")
		p.Check(!day.Before(admitted) && !day.After(vi.Today(now).AddDate(0, 0, ahead)), "day",
			fmt.Sprintf("Ghi ngày vào danh sách đảng viên, từ ngày kết nạp trở đi và không quá %d ngày kể từ hôm nay.", ahead))
		if !day.After(at.Since) {
			p.Addf("day", "%s tham gia ở chi bộ từ %s. Ghi ngày sau ngày ấy.", m.FullName, vi.Date(at.Since))
		}
		if err := p.Err("Chưa ghi được: có %d chỗ cần sửa."); err != nil {
			return err
		}
		if err := s.mayMove(ctx, tx, scope, day, at.UnitID); err != nil {
			return err
		}
		if err := updateMembers(ctx, tx, scope, now, []Changed{{m, k.Version}}); err != nil {
			return err
		}
		err = s.MoveTx(ctx, tx, actor, scope, day, []Move{
			{MemberID: id, Kind: Beyond, From: at, Reason: "Được kết nạp vào Đảng"},
			{MemberID: id, Kind: Work, UnitID: at.UnitID, State: at.State},
		})
		if err != nil {
			return err
		}
		return record(ctx, tx, actor, now, id, fmt.Sprintf("%s được kết nạp vào Đảng ngày %s, là đảng viên dự bị của chi bộ từ %s",
			m.FullName, vi.Date(admitted), vi.Date(day)), "", at.UnitID)
	})
}

// outside is a person who is no Party member, and the cell in which they take part.
func (s *Service) outside(ctx context.Context, tx pgx.Tx, scope authz.Scope, id int64) (kept, Post, error) {
	k, err := keep(ctx, tx, scope, id)
	if err != nil {
		return k, Post{}, err
	}
	if k.Standing != Cadre {
		return k, Post{}, apperr.Conflict(k.FullName + " đã là đảng viên. Sửa ngày kết nạp ở “Sửa thông tin”.")
	}
	at, err := openPlace(ctx, tx, scope, id, Beyond)
	if err == nil && at.PlaceID == 0 {
		err = apperr.Conflict(k.FullName + " không còn trong danh sách của chi bộ nào. Tiếp nhận lại trước, rồi ghi kết nạp.")
	}
	return k, at, err
}
