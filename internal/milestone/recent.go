package milestone

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
)

const recentSQL = `
SELECT s.member_id, m.full_name, s.unit_id, u.name AS unit_name, s.valid_from AS "on", true AS arrives, o.unit_id IS NULL OR o.unit_id <> s.unit_id AS crosses,
    coalesce(ou.name, '') AS other_name, coalesce(o.end_reason, '') AS reason
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
LEFT JOIN memberships o ON o.committee_id = s.committee_id AND o.member_id = s.member_id AND o.kind = 'work' AND o.valid_to = s.valid_from
LEFT JOIN units ou ON ou.committee_id = o.committee_id AND ou.id = o.unit_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.unit_id = ANY (@cells) AND s.kind = 'work' AND s.valid_from >= @since
UNION ALL
SELECT s.member_id, m.full_name, s.unit_id, u.name, s.valid_to, false, n.unit_id IS NULL OR n.unit_id <> s.unit_id,
    coalesce(nu.name, ''), s.end_reason
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
LEFT JOIN memberships n ON n.committee_id = s.committee_id AND n.member_id = s.member_id AND n.kind = 'work' AND n.valid_from = s.valid_to
LEFT JOIN units nu ON nu.committee_id = n.committee_id AND nu.id = n.unit_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.unit_id = ANY (@cells) AND s.kind = 'work' AND s.valid_to >= @since
ORDER BY 5 DESC, 1
LIMIT 50`

// Movement is somebody who came to a cell or went from it.
type Movement struct {
	MemberID  int64
	FullName  string
	UnitID    int64
	UnitName  string
	On        time.Time
	Arrives   bool
	Crosses   bool   // to or from another cell; a change of state only otherwise
	OtherName string // the other cell, "" when there is none in this committee
	Reason    string
}

// Sentence says what happened.
func (m Movement) Sentence() string {
	switch {
	case m.Arrives && m.OtherName != "":
		return m.FullName + " chuyển đến từ " + m.OtherName
	case m.Arrives:
		return m.FullName + " được thêm vào danh sách"
	case m.OtherName != "":
		return m.FullName + " chuyển sang " + m.OtherName
	}
	return m.FullName + " không còn trong danh sách: " + m.Reason
}

// Recent lists who came to the actor's own cells and who went from them, since a day: a transfer is decided elsewhere, and
// both secretaries shall see it.
func (s *Service) Recent(ctx context.Context, actor authz.Actor, since time.Time) ([]Movement, error) {
	scope, err := actor.Scope(authz.MemberRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, recentSQL, scope.Args(pgx.StrictNamedArgs{"cells": actor.UnitsIn(authz.Secretary), "since": since}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Movement])
	if err != nil {
		return nil, fmt.Errorf("list who came and went: %w", err)
	}
	return slices.DeleteFunc(list, func(m Movement) bool { return !m.Crosses }), nil
}
