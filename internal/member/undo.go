package member

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Undo is what an import found and what it left, as rows of the tables, so that the whole of it can be taken back. It holds
// whole identity numbers.
type Undo struct {
	Day           time.Time
	Added         []int64
	Touched       []int64           // whom it changed or moved
	Changed       []json.RawMessage // members as they were
	Before, After []json.RawMessage // every place of those whom it added or moved
}

const (
	membersAsTheyAreSQL = `
SELECT to_jsonb(m)
FROM members m
WHERE m.committee_id = @committee AND m.id = ANY (@members) AND EXISTS (
    SELECT FROM memberships s JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
    WHERE s.committee_id = m.committee_id AND s.member_id = m.id AND u.path <@ ANY (@scope::text[]::ltree[]))
ORDER BY m.id
FOR UPDATE OF m`
	placesAsTheyAreSQL = `
SELECT to_jsonb(s)
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.member_id = ANY (@members)`
)

func rowsOf(ctx context.Context, tx pgx.Tx, scope authz.Scope, sql string, members []int64) ([]json.RawMessage, error) {
	rows, _ := tx.Query(ctx, sql, scope.Args(pgx.StrictNamedArgs{"members": members}))
	return pgx.CollectRows(rows, pgx.RowTo[json.RawMessage])
}

// found notes what an import is going to change; moved are those whose places it will.
func found(ctx context.Context, tx pgx.Tx, scope authz.Scope, day time.Time, in Import) (u Undo, moved []int64, err error) {
	u.Day = day
	var changed []int64
	for _, c := range in.Changed {
		changed = append(changed, c.ID)
	}
	for _, m := range in.Moves {
		moved = append(moved, m.MemberID)
	}
	u.Touched = slices.Concat(changed, moved)
	if u.Changed, err = rowsOf(ctx, tx, scope, membersAsTheyAreSQL, changed); err == nil {
		u.Before, err = rowsOf(ctx, tx, scope, placesAsTheyAreSQL, moved)
	}
	return u, moved, err
}

// The obstacles, which give names.
const (
	amendedSinceSQL = `
WITH stands AS (
    SELECT s.* FROM memberships s
    WHERE s.committee_id = @committee AND s.member_id IN (SELECT a.member_id FROM jsonb_populate_recordset(NULL::memberships, @after) a)
), moved AS (
    (SELECT * FROM stands EXCEPT SELECT * FROM jsonb_populate_recordset(NULL::memberships, @after))
    UNION (SELECT * FROM jsonb_populate_recordset(NULL::memberships, @after) EXCEPT SELECT * FROM stands)
), left_at AS (
    SELECT c.id, c.version + 1 AS version FROM jsonb_populate_recordset(NULL::members, @changed) c
    UNION ALL SELECT a, 1 FROM unnest(@added::bigint[]) a
), amended AS (
    SELECT v.member_id FROM moved v
    UNION SELECT l.id FROM left_at l JOIN members x ON x.committee_id = @committee AND x.id = l.id AND x.version > l.version
)
SELECT DISTINCT m.full_name
FROM amended a
JOIN members m ON m.committee_id = @committee AND m.id = a.member_id
JOIN memberships s ON s.committee_id = m.committee_id AND s.member_id = m.id
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE u.path <@ ANY (@scope::text[]::ltree[])`
	builtOnSQL = `
SELECT DISTINCT m.full_name
FROM members m
JOIN memberships s ON s.committee_id = m.committee_id AND s.member_id = m.id
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE m.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND m.id = ANY (@added)
    AND (EXISTS (SELECT FROM pledges x WHERE x.committee_id = m.committee_id AND x.member_id = m.id)
        OR EXISTS (SELECT FROM assignments x WHERE x.committee_id = m.committee_id AND x.member_id = m.id)
        OR EXISTS (SELECT FROM reviews x WHERE x.committee_id = m.committee_id AND x.member_id = m.id)
        OR EXISTS (SELECT FROM remedies x WHERE x.committee_id = m.committee_id AND x.member_id = m.id) OR EXISTS (SELECT FROM users x WHERE x.committee_id = m.committee_id AND x.member_id = m.id))`
	sentSinceSQL = `
SELECT DISTINCT u.name
FROM packets k
JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id
JOIN memberships s ON s.committee_id = k.committee_id AND s.unit_id = k.cell_id AND (s.valid_to IS NULL OR s.valid_to >= @day)
WHERE k.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND upper(review_period(k.committee_id, k.month)) > @day AND k.state NOT IN ('open', 'returned') AND k.sent_at > @applied
    AND s.member_id = ANY (@people)`
)

// stands refuses, with names, when the import can no longer be taken back.
func (u Undo) stands(ctx context.Context, tx pgx.Tx, scope authz.Scope, applied time.Time) error {
	people := slices.Concat(u.Added, u.Touched)
	if _, err := rowsOf(ctx, tx, scope, membersAsTheyAreSQL, people); err != nil { // whoever changes one of them waits
		return err
	}
	for _, obstacle := range []struct {
		sql, text string
		args      pgx.StrictNamedArgs
	}{
		{amendedSinceSQL, "đã được sửa hoặc chuyển sau lần nhập: ", pgx.StrictNamedArgs{"added": u.Added, "changed": u.Changed, "after": u.After}},
		{builtOnSQL, "đã có cam kết, việc được giao, tự soi hoặc tài khoản: ", pgx.StrictNamedArgs{"added": u.Added}},
		{sentSinceSQL, "chi bộ đã gửi hồ sơ tự soi sau lần nhập: ", pgx.StrictNamedArgs{"people": people, "day": u.Day, "applied": applied}},
	} {
		rows, _ := tx.Query(ctx, obstacle.sql, scope.Args(obstacle.args))
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return fmt.Errorf("look for what was built on an import: %w", err)
		}
		if len(names) > 0 {
			return apperr.Conflict("Không rút lại được lần nhập này: " + obstacle.text + vi.Few(names) + ".")
		}
	}
	return nil
}

const (
	ungrowSQL = `
WITH gone AS (
    DELETE FROM memberships s
    USING units u
    WHERE s.committee_id = @committee AND u.committee_id = s.committee_id AND u.id = s.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
        AND s.id IN (
            SELECT a.id FROM jsonb_populate_recordset(NULL::memberships, @after) a
            EXCEPT SELECT b.id FROM jsonb_populate_recordset(NULL::memberships, @before) b)
)
DELETE FROM members m
WHERE m.committee_id = @committee AND m.id = ANY (@added)`
	replaceSQL = `
UPDATE memberships s
SET unit_id = b.unit_id, state = b.state, valid_to = b.valid_to, end_reason = b.end_reason
FROM jsonb_populate_recordset(NULL::memberships, @before) b, units u
WHERE s.committee_id = @committee AND s.id = b.id
    AND u.committee_id = s.committee_id AND u.id = b.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`
	unchangeSQL = `
UPDATE members m
SET full_name = c.full_name, family_name = c.family_name, middle_name = c.middle_name, given_name = c.given_name, card_number = c.card_number,
    identity_number = c.identity_number, birth_date = c.birth_date, birth_year_only = c.birth_year_only, decided_on = c.decided_on,
    admitted_on = c.admitted_on, official_on = c.official_on, standing = c.standing, party_post = c.party_post, state_post = c.state_post,
    mass_post = c.mass_post, job = c.job, employment = c.employment, version = m.version + 1, updated_at = @now
FROM jsonb_populate_recordset(NULL::members, @changed) c
WHERE m.committee_id = @committee AND m.id = c.id AND EXISTS (
    SELECT FROM memberships s JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
    WHERE s.committee_id = m.committee_id AND s.member_id = m.id AND u.path <@ ANY (@scope::text[]::ltree[]))`
	backSQL = `
SELECT member_id, coalesce(a.unit_id, 0), coalesce(b.unit_id, 0)
FROM (SELECT * FROM jsonb_populate_recordset(NULL::memberships, @after) x WHERE x.kind = 'work' AND x.valid_to IS NULL) a
FULL JOIN (SELECT * FROM jsonb_populate_recordset(NULL::memberships, @before) x WHERE x.kind = 'work' AND x.valid_to IS NULL) b USING (member_id)
JOIN units u ON u.committee_id = @committee AND u.id = coalesce(b.unit_id, a.unit_id) AND u.path <@ ANY (@scope::text[]::ltree[])`
)

// UndoTx takes back an import that was applied at a moment: whom it added is gone, what it changed is as it was. The audit is
// the import's. Conflict, with names, when somebody changed one of them since, when something was built on one who was
// added, or when a cell has sent a month with them.
func (s *Service) UndoTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, applied time.Time, u Undo) error {
	scope, err := actor.Scope(authz.ImportRun)
	if err != nil {
		return err
	}
	if err := u.stands(ctx, tx, scope, applied); err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, ungrowSQL, scope.Args(pgx.StrictNamedArgs{"added": u.Added, "before": u.Before, "after": u.After}))
	if postgres.Constraint(err) != "" {
		return &apperr.Error{Kind: apperr.KindConflict, Err: err, Msg: "Không rút lại được lần nhập này: đã có ghi chép khác về người vừa thêm."}
	}
	if err := refused(err, tag.RowsAffected(), int64(len(u.Added))); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, replaceSQL, scope.Args(pgx.StrictNamedArgs{"before": u.Before}))
	if err == nil {
		_, err = tx.Exec(ctx, unchangeSQL, scope.Args(pgx.StrictNamedArgs{"changed": u.Changed, "now": s.Now()}))
	}
	if err != nil {
		return refused(err, 0, 0)
	}
	back, err := u.back(ctx, tx, scope)
	if err != nil {
		return err
	}
	if err := s.follow(ctx, tx, scope, u.Day, back, true); err != nil {
		return err
	}
	return s.recount(ctx, tx, actor.Committee, touched(back), period.MonthOf(u.Day))
}

// back are the moves that lead back: from where each works after the import to where they did before.
func (u Undo) back(ctx context.Context, tx pgx.Tx, scope authz.Scope) ([]Move, error) {
	var moves []Move
	m := Move{Kind: Work}
	rows, _ := tx.Query(ctx, backSQL, scope.Args(pgx.StrictNamedArgs{"before": u.Before, "after": u.After}))
	_, err := pgx.ForEachRow(rows, []any{&m.MemberID, &m.From.UnitID, &m.UnitID}, func() error { moves = append(moves, m); return nil })
	return moves, err
}
