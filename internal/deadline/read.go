package deadline

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

const rulesSQL = `
SELECT from_month AS "from", due_day, grace_days, open_months, rhythm
FROM period_rules
WHERE committee_id = @committee
ORDER BY from_month DESC`

// exceptionsSQL finds those of the scope and of the units above it, which hold for it as well.
const exceptionsSQL = `
SELECT x.id, x.unit_id, u.name AS unit_name, u.path::text AS unit_path, x.month AS start, x.reason, x.due_on, x.open_until, x.given_at, x.given_by
FROM period_exceptions x
JOIN units u ON u.committee_id = x.committee_id AND u.id = x.unit_id
WHERE x.committee_id = @committee AND x.month BETWEEN @from AND @to
    AND (u.path <@ ANY (@scope::text[]::ltree[]) OR u.path @> ANY (@scope::text[]::ltree[]))
ORDER BY x.open_until DESC, x.id DESC`

// Queue reads the calendar of the months from one to another beside a caller's own statements, and hands it over.
func Queue(b *pgx.Batch, scope authz.Scope, from, to period.Period, use func(Calendar) error) {
	var c Calendar
	b.Queue(rulesSQL, pgx.StrictNamedArgs{"committee": scope.Committee()}).Query(func(rows pgx.Rows) (err error) {
		c.rules, err = pgx.CollectRows(rows, pgx.RowToStructByName[Rule])
		return err
	})
	args := scope.Args(pgx.StrictNamedArgs{"from": from.Start(), "to": to.Start()})
	b.Queue(exceptionsSQL, args).Query(func(rows pgx.Rows) (err error) {
		c.exceptions, err = pgx.CollectRows(rows, pgx.RowToStructByName[Exception])
		for i := range c.exceptions {
			c.exceptions[i].Month = c.Period(c.exceptions[i].Start)
		}
		if err != nil {
			return err
		}
		return use(c)
	})
}

// Read is the calendar of the months from one to another.
func Read(ctx context.Context, db postgres.DB, scope authz.Scope, from, to period.Period) (Calendar, error) {
	var b pgx.Batch
	var calendar Calendar
	Queue(&b, scope, from, to, func(c Calendar) error { calendar = c; return nil })
	if err := db.SendBatch(ctx, &b).Close(); err != nil {
		return calendar, fmt.Errorf("read the deadlines: %w", err)
	}
	return calendar, nil
}

// Of is the calendar of a committee without exceptions: by what it reviews itself, and when that is due as a rule.
func Of(ctx context.Context, db postgres.DB, committee int64) (Calendar, error) {
	rows, _ := db.Query(ctx, rulesSQL, pgx.StrictNamedArgs{"committee": committee})
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Rule])
	if err != nil {
		return Calendar{}, fmt.Errorf("read the rules of the months: %w", err)
	}
	return Calendar{rules: list}, nil
}

// Calendar is [Of] the actor's committee.
func (s *Service) Calendar(ctx context.Context, actor authz.Actor) (Calendar, error) {
	return Of(ctx, s.DB, actor.Committee)
}

// Rules are a committee's, the newest first.
func (s *Service) Rules(ctx context.Context, actor authz.Actor) ([]Rule, error) {
	if _, err := actor.Scope(authz.UnitRead); err != nil {
		return nil, err
	}
	c, err := Of(ctx, s.DB, actor.Committee)
	return c.rules, err
}

// far are the first and the last month that the portal knows.
var far = [2]period.Period{period.Month(1930, time.January), period.Month(2200, time.December)}

// Exceptions lists every one that was given in the reader's scope or above it, the one that runs longest first.
func (s *Service) Exceptions(ctx context.Context, actor authz.Actor) ([]Exception, error) {
	scope, err := actor.Scope(authz.UnitRead)
	if err != nil {
		return nil, err
	}
	c, err := Read(ctx, s.DB, scope, far[0], far[1])
	return c.exceptions, err
}

// Running lists the exceptions that hold for a unit today.
func (s *Service) Running(ctx context.Context, actor authz.Actor, path string) ([]Exception, error) {
	all, err := s.Exceptions(ctx, actor)
	var list []Exception
	for _, x := range all {
		if x.covers(path) && x.Runs(vi.Today(s.Now())) {
			list = append(list, x)
		}
	}
	return list, err
}
