package account

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
)

// Device is one signed-in browser of a user.
type Device struct {
	ID      int64
	Agent   string // what the browser says it is
	Opened  time.Time
	Seen    time.Time // to within five minutes
	Current bool      // the one that asks
}

// Label names the browser as far as people tell them apart: what it runs on, and which it is.
func (d Device) Label() string {
	system := named(d.Agent, "Máy khác", [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Điện thoại Android"}, {"Windows", "Máy tính Windows"}, {"Macintosh", "Máy Mac"}, {"Linux", "Máy tính Linux"},
	})
	browser := named(d.Agent, "trình duyệt khác", [][2]string{
		{"coc_coc", "Cốc Cốc"}, {"Edg", "Edge"}, {"Firefox", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
	})
	return system + ", " + browser
}

func named(agent, other string, marks [][2]string) string {
	for _, m := range marks {
		if strings.Contains(agent, m[0]) {
			return m[1]
		}
	}
	return other
}

const devicesSQL = `
SELECT id, device AS agent, created_at AS opened, seen_at AS seen, token_hash = @hash AS current
FROM sessions
WHERE committee_id = @committee AND user_id = @user AND NOT half AND expires_at > @now AND seen_at > @idle_since
ORDER BY token_hash = @hash DESC, seen_at DESC
LIMIT 50`

// Devices lists the browsers in which the actor is signed in, the one with the token first.
func (s *Service) Devices(ctx context.Context, actor authz.Actor, token string) ([]Device, error) {
	if _, err := actor.Scope(authz.HomeRead); err != nil {
		return nil, err
	}
	now := s.Now()
	rows, _ := s.DB.Query(ctx, devicesSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "user": actor.User, "hash": tokenHash(token), "now": now, "idle_since": now.Add(-sessionIdle),
	})
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Device])
	if err != nil {
		return nil, fmt.Errorf("list the sessions: %w", err)
	}
	return list, nil
}

const endDeviceSQL = `
DELETE FROM sessions
WHERE committee_id = @committee AND user_id = @user AND id = @id`

// EndDevice signs the actor out of one browser; NotFound when it is none of theirs, or ended already.
func (s *Service) EndDevice(ctx context.Context, actor authz.Actor, id int64) error {
	if _, err := actor.Scope(authz.HomeRead); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, endDeviceSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "user": actor.User, "id": id})
		if err != nil {
			return fmt.Errorf("end a session: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return apperr.NotFound("Nơi đăng nhập này không còn nữa.")
		}
		return s.NoteOwnTx(ctx, tx, actor, "Đăng xuất một thiết bị khác")
	})
}
