package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/postgres"
)

// Line is a notice in the list of the settings page: whom and how, never an address.
type Line struct {
	Name      string
	Kind      Kind
	Channel   Channel
	State     State
	Attempts  int
	LastError string
	MadeAt    time.Time
	NextTryAt time.Time
	EndedAt   *time.Time
}

const lastSQL = `
SELECT us.name, n.kind, n.channel, n.state, n.attempts, n.last_error, n.made_at, n.next_try_at, n.ended_at
FROM notices n
JOIN units u ON u.committee_id = n.committee_id AND u.id = n.unit_id
JOIN users us ON us.committee_id = n.committee_id AND us.id = n.user_id
WHERE n.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY n.made_at DESC, n.id DESC
LIMIT @most`

// Listed is how many of the last notices the settings page shows.
const Listed = 30

// Last lists the last notices of the committee, for who may change its settings.
func (s *Service) Last(ctx context.Context, actor authz.Actor) ([]Line, error) {
	var list []Line
	err := postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		scope, _, err := org.RootTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, lastSQL, scope.Args(pgx.StrictNamedArgs{"most": Listed}))
		if list, err = pgx.CollectRows(rows, pgx.RowToStructByName[Line]); err != nil {
			return fmt.Errorf("list the notices: %w", err)
		}
		return nil
	})
	return list, err
}

// Ways tells which ways out this installation has, for the settings page.
func (s *Service) Ways() []Channel {
	var list []Channel
	for _, c := range Channels {
		if s.Senders[c] != nil {
			list = append(list, c)
		}
	}
	return list
}
