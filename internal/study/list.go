package study

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// documentsSQL lists documents, the newest first, with how far the reader's scope has come: those of the reader's branch, and of
// whoever stands above it. @state is "" for all, waiting for those that somebody has still to study, late, replaced.
const documentsSQL = `
WITH asked AS (
    SELECT d.id, count(*) AS asked, count(*) FILTER (WHERE EXISTS (
            SELECT FROM study_sessions s
            JOIN units h ON h.committee_id = s.committee_id AND h.id = s.unit_id AND (u.path <@ h.path OR h.path <@ u.path AND d.level = 'grassroots')
            WHERE s.committee_id = d.committee_id AND s.document_id = d.id)) AS studied
    FROM documents d
    JOIN units b ON b.committee_id = d.committee_id AND b.id = d.unit_id
    JOIN units u ON u.committee_id = b.committee_id AND u.path <@ b.path AND u.path <@ ANY (@scope::text[]::ltree[])
        AND u.valid_from <= d.due_on AND (u.valid_to IS NULL OR u.valid_to > d.due_on)
        AND (d.level = 'grassroots' AND u.kind IN ('grassroots', 'grassroots_cell') OR d.level = 'cell' AND u.kind IN ('cell', 'grassroots_cell'))
    WHERE d.committee_id = @committee AND d.level <> '' AND (@id::bigint = 0 OR d.id = @id)
    GROUP BY d.id
)
SELECT d.id, d.version, d.unit_id, d.number, d.issuer, d.issued_on, d.subject, d.level, coalesce(d.due_on, '0001-01-01') AS due_on,
    coalesce(d.supersedes_id, 0) AS supersedes, b.name AS unit_name, coalesce(o.number || ' ngày ' || to_char(o.issued_on, 'DD/MM/YYYY'), '') AS supersedes_name,
    coalesce(n.id, 0) AS superseded_by, coalesce(n.number || ' ngày ' || to_char(n.issued_on, 'DD/MM/YYYY'), '') AS superseded_name,
    coalesce(a.asked, 0)::int AS asked, coalesce(a.studied, 0)::int AS studied, count(*) OVER () AS total
FROM documents d
JOIN units b ON b.committee_id = d.committee_id AND b.id = d.unit_id
LEFT JOIN asked a ON a.id = d.id
LEFT JOIN documents o ON o.committee_id = d.committee_id AND o.id = d.supersedes_id
LEFT JOIN LATERAL (
    SELECT r.id, r.number, r.issued_on FROM documents r
    WHERE r.committee_id = d.committee_id AND r.supersedes_id = d.id ORDER BY r.issued_on DESC LIMIT 1) n ON true
WHERE d.committee_id = @committee AND (@id::bigint = 0 OR d.id = @id)
    AND (b.path <@ ANY (@scope::text[]::ltree[]) OR b.path @> ANY (@scope::text[]::ltree[]))
    AND (@unit::bigint = 0 OR b.path @> (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit)
        OR b.path <@ (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit))
    AND (@from::date IS NULL OR d.issued_on >= @from) AND (@to::date IS NULL OR d.issued_on <= @to)
    AND (@state <> 'waiting' OR a.studied < a.asked) AND (@state <> 'late' OR a.studied < a.asked AND d.due_on < @today)
    AND (@state <> 'replaced' OR n.id IS NOT NULL)
    AND (@query = '' OR vn_key(concat_ws(' ', d.number, d.issuer, d.subject)) LIKE
        '%' || replace(replace(replace(vn_key(@query), '\', '\\'), '%', '\%'), '_', '\_') || '%')
ORDER BY d.issued_on DESC, d.id DESC
LIMIT @limit OFFSET @offset`

// What a list of documents is narrowed to.
const (
	Waiting  = "waiting"
	Late     = "late"
	Replaced = "replaced"
)

func (s *Service) documents(ctx context.Context, actor authz.Actor, f record.Filter, state string, id int64) (pgx.Rows, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, documentsSQL, scope.Args(f.Args(pgx.StrictNamedArgs{"id": id, "state": state, "today": vi.Today(s.Now())})))
	return rows, nil
}

// Documents finds documents, the newest first.
func (s *Service) Documents(ctx context.Context, actor authz.Actor, f record.Filter, state string) (record.Listing[DocumentRow], error) {
	rows, err := s.documents(ctx, actor, f, state, 0)
	if err != nil {
		return record.Listing[DocumentRow]{}, err
	}
	return record.Collect[DocumentRow](f, rows)
}

// Document is one document.
func (s *Service) Document(ctx context.Context, actor authz.Actor, id int64) (DocumentRow, error) {
	rows, err := s.documents(ctx, actor, record.Filter{}, "", id)
	if err != nil {
		return DocumentRow{}, err
	}
	return record.CollectOne[DocumentRow](rows)
}

// Coverage is how far one unit has come with a document that it must study.
type Coverage struct {
	UnitID             int64
	UnitName           string
	AboveName          string
	Sessions           int
	First              *time.Time
	Expected, Attended int
	MadeUp             int
}

// coverageSQL counts a session for whoever held it and, of a cell, what its organisation held for all; of an organisation, what its cells
// held.
const coverageSQL = `
SELECT u.id AS unit_id, u.name AS unit_name, coalesce(p.name, '') AS above_name, count(s.id)::int AS sessions, min(s.held_on) AS first,
    coalesce(sum(s.expected), 0)::int AS expected, coalesce(sum(s.attended), 0)::int AS attended,
    coalesce(sum((SELECT count(*) FROM jsonb_to_recordset(s.missing) AS a ("on" text) WHERE a."on" IS NOT NULL)), 0)::int AS made_up
FROM documents d
JOIN units b ON b.committee_id = d.committee_id AND b.id = d.unit_id
JOIN units u ON u.committee_id = b.committee_id AND u.path <@ b.path AND u.path <@ ANY (@scope::text[]::ltree[])
    AND u.valid_from <= d.due_on AND (u.valid_to IS NULL OR u.valid_to > d.due_on)
    AND (d.level = 'grassroots' AND u.kind IN ('grassroots', 'grassroots_cell') OR d.level = 'cell' AND u.kind IN ('cell', 'grassroots_cell'))
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN (study_sessions s
    JOIN units h ON h.committee_id = s.committee_id AND h.id = s.unit_id)
    ON s.committee_id = d.committee_id AND s.document_id = d.id AND (u.path <@ h.path OR h.path <@ u.path AND d.level = 'grassroots')
WHERE d.committee_id = @committee AND d.id = @document
GROUP BY u.id, u.name, u.path, p.name
ORDER BY count(s.id) > 0, u.path`

// Coverage lists the units of the actor's scope that must study a document: those that have not, first.
func (s *Service) Coverage(ctx context.Context, actor authz.Actor, document int64) ([]Coverage, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, coverageSQL, scope.Args(pgx.StrictNamedArgs{"document": document}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Coverage])
	if err != nil {
		return nil, fmt.Errorf("list who has studied a document: %w", err)
	}
	return list, nil
}

const sessionsSQL = `
SELECT s.id, s.version, s.unit_id, s.document_id, s.held_on, s.form, s.presenter, s.expected, s.attended, s.missing, u.name AS unit_name,
    d.number AS document_number, d.issuer AS document_issuer, d.issued_on AS document_on, d.subject, count(*) OVER () AS total
FROM study_sessions s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN documents d ON d.committee_id = s.committee_id AND d.id = s.document_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND (@id::bigint = 0 OR s.id = @id)
    AND (@unit::bigint = 0 OR u.path <@ (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit))
    AND (@document::bigint = 0 OR s.document_id = @document)
    AND (@from::date IS NULL OR s.held_on >= @from) AND (@to::date IS NULL OR s.held_on <= @to)
    AND (NOT @missing::bool OR EXISTS (SELECT FROM jsonb_to_recordset(s.missing) AS a ("on" text) WHERE a."on" IS NULL))
    AND (@query = '' OR vn_key(concat_ws(' ', u.name, d.number, d.issuer, d.subject, s.presenter)) LIKE
        '%' || replace(replace(replace(vn_key(@query), '\', '\\'), '%', '\%'), '_', '\_') || '%')
ORDER BY s.held_on DESC, s.id DESC
LIMIT @limit OFFSET @offset`

// Filter says which sessions are looked for. Missing finds those of which somebody who was away has not made up yet.
type Filter struct {
	record.Filter
	Document int64
	Missing  bool
}

func (s *Service) sessions(ctx context.Context, actor authz.Actor, f Filter, id int64) (pgx.Rows, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, sessionsSQL, scope.Args(f.Args(pgx.StrictNamedArgs{"id": id, "document": f.Document, "missing": f.Missing})))
	return rows, nil
}

// Sessions finds sessions in the actor's scope, the newest first.
func (s *Service) Sessions(ctx context.Context, actor authz.Actor, f Filter) (record.Listing[SessionRow], error) {
	rows, err := s.sessions(ctx, actor, f, 0)
	if err != nil {
		return record.Listing[SessionRow]{}, err
	}
	return record.Collect[SessionRow](f.Filter, rows)
}

// Session is one session; NotFound outside the actor's scope.
func (s *Service) Session(ctx context.Context, actor authz.Actor, id int64) (SessionRow, error) {
	rows, err := s.sessions(ctx, actor, Filter{}, id)
	if err != nil {
		return SessionRow{}, err
	}
	return record.CollectOne[SessionRow](rows)
}

// Key is what tells one document from another.
type Key struct {
	ID             int64
	Number, Issuer string
	IssuedOn       time.Time
}

const knownSQL = `
SELECT d.id, d.number, d.issuer, d.issued_on
FROM documents d
JOIN units b ON b.committee_id = d.committee_id AND b.id = d.unit_id
WHERE d.committee_id = @committee AND (b.path <@ ANY (@scope::text[]::ltree[]) OR b.path @> ANY (@scope::text[]::ltree[]))
ORDER BY d.issued_on DESC, d.id DESC`

// Known lists the documents that the actor may name, the newest first.
func (s *Service) Known(ctx context.Context, db postgres.DB, actor authz.Actor) ([]Key, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return nil, err
	}
	rows, _ := db.Query(ctx, knownSQL, scope.Args(nil))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Key])
	if err != nil {
		return nil, fmt.Errorf("list the documents: %w", err)
	}
	return list, nil
}
