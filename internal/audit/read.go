package audit

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/vi"
)

// searchSQL shows of what was done under a closed action only who did it, when, and of its summary what stands before the first colon, and
// finds it by nothing else: the rest, its reason, its texts and its unit are for those who may read the object itself.
const searchSQL = `
SELECT a.committee_id, CASE WHEN c.closed THEN 0 ELSE a.unit_id END AS unit_id, a.seq, a.at, a.actor_id, a.actor_name, a.behalf_name, a.action,
    a.object_kind, CASE WHEN c.closed THEN 0 ELSE a.object_id END AS object_id,
    CASE WHEN c.closed THEN split_part(a.summary, ':', 1) ELSE a.summary END AS summary, CASE WHEN c.closed THEN '' ELSE a.reason END AS reason,
    CASE WHEN c.closed THEN NULL ELSE a.before END AS before, CASE WHEN c.closed THEN NULL ELSE a.after END AS after, a.hash,
    CASE WHEN c.closed THEN 'Sổ hạn chế người đọc' ELSE u.name END AS unit_name
FROM audit_entries a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
CROSS JOIN LATERAL (SELECT a.action = ANY (@closed) AS closed) c
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND (@from::timestamptz IS NULL OR a.at >= @from) AND (@until::timestamptz IS NULL OR a.at < @until)
    AND (@kind = '' OR a.object_kind = @kind)
    AND (@query = '' OR vn_key(concat_ws(' ', CASE WHEN c.closed THEN split_part(a.summary, ':', 1) ELSE a.summary END, CASE WHEN NOT c.closed THEN a.reason END, a.actor_name, a.behalf_name, CASE WHEN NOT c.closed THEN u.name END)) LIKE
        '%' || replace(replace(replace(replace(vn_key(@query), '\', '\\'), '%', '\%'), '_', '\_'), ' ', '%') || '%')
ORDER BY a.at DESC, a.unit_id, a.seq DESC
LIMIT @limit OFFSET @offset`

// Filter narrows the trail. From and To are days, both within; Query is words of a summary, a reason, a name or a unit, with
// marks or without, in their order. Pages are counted from 1.
type Filter struct {
	Query    string
	Kind     string // of the object, "" for all
	From, To time.Time
	Page     int
}

// Found is an entry with the name of its unit.
type Found struct {
	Row
	UnitName string
}

// PageSize is how many entries one page of the trail holds.
const PageSize = 100

// Search lists one page of the entries that the actor may read, the newest first, and whether there are more.
func (s *Service) Search(ctx context.Context, actor authz.Actor, f Filter) (list []Found, more bool, err error) {
	scope, err := actor.Scope(authz.AuditRead)
	if err != nil {
		return nil, false, err
	}
	var from, until *time.Time
	if !f.From.IsZero() {
		day := vi.Midnight(f.From)
		from = &day
	}
	if !f.To.IsZero() {
		day := vi.Midnight(f.To.AddDate(0, 0, 1))
		until = &day
	}
	rows, _ := s.DB.Query(ctx, searchSQL, scope.Args(pgx.StrictNamedArgs{
		"query": vi.Clean(f.Query), "kind": f.Kind, "closed": actor.Closed(), "from": from, "until": until, "limit": PageSize + 1, "offset": (max(f.Page, 1) - 1) * PageSize,
	}))
	if list, err = pgx.CollectRows(rows, pgx.RowToStructByName[Found]); err != nil {
		return nil, false, fmt.Errorf("search the trail: %w", err)
	}
	if len(list) > PageSize {
		return list[:PageSize], true, nil
	}
	return list, false, nil
}

const historySQL = `
SELECT a.committee_id, a.unit_id, a.seq, a.at, a.actor_id, a.actor_name, a.behalf_name, a.action,
    a.object_kind, a.object_id, a.summary, a.reason, a.before, a.after, a.hash
FROM audit_entries a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND a.object_kind = @kind AND a.object_id = @object AND a.action <> ALL (@closed)
ORDER BY a.at DESC, a.seq DESC
LIMIT @limit`

// historyLength is how many entries the page of an object shows.
const historyLength = 50

// History lists what was done to one object, the newest first, to whoever may read the object itself: read is the action
// that opens its page. An entry in a unit outside the reader's scope is left out, and so is what was done under a closed action
// unless read is the action that opens such traces.
func (s *Service) History(ctx context.Context, actor authz.Actor, read authz.Action, kind string, object int64) ([]Row, error) {
	scope, err := actor.Scope(read)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, historySQL, scope.Args(pgx.StrictNamedArgs{"kind": kind, "object": object, "limit": historyLength, "closed": authz.ClosedTo(read)}))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Row])
}

const chainSQL = `
SELECT a.committee_id, a.unit_id, a.seq, a.at, a.actor_id, a.actor_name, a.behalf_name, a.action,
    a.object_kind, a.object_id, a.summary, a.reason, a.before, a.after, a.hash
FROM audit_entries a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY a.unit_id, a.seq`

// Broken is the first entry of a chain whose hash or number does not follow from the one before it.
type Broken struct {
	UnitID, Seq int64
}

// Verify walks every chain in the actor's scope and returns how many entries it read and where a chain is broken.
func (s *Service) Verify(ctx context.Context, actor authz.Actor) (entries int, broken []Broken, err error) {
	scope, err := actor.Scope(authz.AuditRead)
	if err != nil {
		return 0, nil, err
	}
	rows, err := s.DB.Query(ctx, chainSQL, scope.Args(nil))
	if err != nil {
		return 0, nil, fmt.Errorf("read the audit chains: %w", err)
	}
	defer rows.Close()
	var prev Row
	for rows.Next() {
		row, err := pgx.RowToStructByName[Row](rows)
		if err != nil {
			return entries, broken, fmt.Errorf("read an audit entry: %w", err)
		}
		entries++
		if row.UnitID != prev.UnitID {
			prev = Row{UnitID: row.UnitID}
		}
		if row.Seq != prev.Seq+1 || !bytes.Equal(row.Hash, row.seal(prev.Hash)) {
			broken = append(broken, Broken{row.UnitID, row.Seq})
		}
		prev = row
	}
	return entries, broken, rows.Err()
}
