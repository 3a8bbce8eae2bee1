// Package rulebook keeps the rule sets that a committee published and finds the one in force.
//
// It alone writes rule_sets, and only adds: a published set never changes, so that a past period scores the same for ever.
package rulebook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/rule"
)

// Service finds the published sets of a committee.
type Service struct{ DB postgres.DB }

// Published is a set as a committee uses it.
type Published struct {
	ID  int64
	Set rule.Set
}

const publishSQL = `
INSERT INTO rule_sets (committee_id, key, version, title, valid_from, valid_to, body, published_at)
VALUES (@committee, @key, @version, @title, @from, @to, @body, @now)
RETURNING id`

// PublishTx adds a set to a committee's rule book. Only commands and the demonstration may reach it.
func PublishTx(ctx context.Context, tx pgx.Tx, committee int64, set rule.Set, now time.Time) (int64, error) {
	body, err := json.Marshal(set)
	if err != nil {
		return 0, fmt.Errorf("write the set: %w", err)
	}
	var to *time.Time
	if !set.ValidTo.IsZero() {
		to = &set.ValidTo.Time
	}
	var id int64
	err = tx.QueryRow(ctx, publishSQL, pgx.StrictNamedArgs{
		"committee": committee, "key": set.Key, "version": set.Version, "title": set.Title,
		"from": set.ValidFrom.Time, "to": to, "body": body, "now": now,
	}).Scan(&id)
	if postgres.Constraint(err) == "rule_sets_committee_id_key_version_key" {
		return 0, apperr.Conflict(fmt.Sprintf("Bộ tiêu chí %s, bản %d đã ban hành rồi và không thay đổi nữa.", set.Key, set.Version))
	}
	if err != nil {
		return 0, fmt.Errorf("publish the set: %w", err)
	}
	return id, nil
}

const inForceSQL = `
SELECT id, body
FROM rule_sets
WHERE committee_id = @committee AND key = @key AND valid_from <= @day AND (valid_to IS NULL OR valid_to > @day)
ORDER BY version DESC
LIMIT 1`

// InForce is the set that was in force on a day, which is the last one of a period. NotFound when there was none.
func (s *Service) InForce(ctx context.Context, actor authz.Actor, key string, day time.Time) (Published, error) {
	scope, err := actor.Scope(authz.RuleRead)
	if err != nil {
		return Published{}, err
	}
	var p Published
	var body []byte
	err = s.DB.QueryRow(ctx, inForceSQL, pgx.StrictNamedArgs{"committee": scope.Committee(), "key": key, "day": day}).Scan(&p.ID, &body)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, apperr.NotFound("Kỳ này chưa có bộ tiêu chí nào có hiệu lực.")
	}
	if err != nil {
		return p, fmt.Errorf("read the set in force: %w", err)
	}
	p.Set, err = rule.Parse(body)
	return p, err
}
