// Package audit keeps who did what, when, to what, and why.
//
// It alone writes audit_entries, and only adds: the application's database role may not change or delete a row.
// An entry is written in the transaction of the change that it describes; a change without its entry must never be
// committed. The entries of one unit form a chain of SHA-256 hashes, so that a row changed or removed behind the
// portal's back is found by walking the chain.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/postgres"
)

// Entry is one thing that was done. UnitID is the unit whose history it belongs to; Before and After are marshalled
// to JSON and hold only what changed.
type Entry struct {
	UnitID     int64
	Action     authz.Action
	ObjectKind string // review, packet, remedy, pledge, task, unit, member, account, import, score
	ObjectID   int64
	Summary    string // one Vietnamese sentence, readable without the object
	Reason     string
	Before     any
	After      any
}

// lockSQL makes writers of one unit's chain wait for each other until the end of their transaction.
const lockSQL = `
SELECT pg_advisory_xact_lock(hashtextextended('audit', @committee::bigint * 1000003 + @unit::bigint))`

const lastSQL = `
SELECT seq, hash
FROM audit_entries
WHERE committee_id = @committee AND unit_id = @unit
ORDER BY seq DESC
LIMIT 1`

const insertSQL = `
INSERT INTO audit_entries (committee_id, unit_id, seq, at, actor_id, actor_name, behalf_name, action,
    object_kind, object_id, summary, reason, before, after, hash)
VALUES (@committee, @unit, @seq, @at, @actor, @actor_name, '', @action,
    @object_kind, @object_id, @summary, @reason, @before, @after, @hash)`

// RecordTx adds an entry in the writer's transaction. at is the time of the change.
func RecordTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, at time.Time, e Entry) error {
	if actor.Name == "" || actor.Committee == 0 || e.UnitID == 0 {
		return errors.New("audit: an entry needs its actor and its unit")
	}
	row, err := newRow(actor, at, e)
	if err != nil {
		return err
	}
	seq, prev, err := last(ctx, tx, actor.Committee, e.UnitID)
	if err != nil {
		return err
	}
	row.Seq = seq + 1
	_, err = tx.Exec(ctx, insertSQL, pgx.StrictNamedArgs{
		"committee": row.CommitteeID, "unit": row.UnitID, "seq": row.Seq, "at": row.At, "actor": row.ActorID,
		"actor_name": row.ActorName, "action": row.Action, "object_kind": row.ObjectKind, "object_id": row.ObjectID,
		"summary": row.Summary, "reason": row.Reason, "before": row.Before, "after": row.After, "hash": row.seal(prev),
	})
	if err != nil {
		return fmt.Errorf("write the audit entry: %w", err)
	}
	return nil
}

// last locks the chain and reads its end, in one round trip. The lock comes first, in a statement of its own: only
// then does the reading statement see what the writer before us committed.
func last(ctx context.Context, tx pgx.Tx, committee, unit int64) (seq int64, hash []byte, err error) {
	args := pgx.StrictNamedArgs{"committee": committee, "unit": unit}
	var b pgx.Batch
	b.Queue(lockSQL, args)
	b.Queue(lastSQL, args).QueryRow(func(row pgx.Row) error {
		if err := row.Scan(&seq, &hash); err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		return nil
	})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return 0, nil, fmt.Errorf("lock the audit chain: %w", err)
	}
	return seq, hash, nil
}

// Row is an entry as it is kept.
type Row struct {
	CommitteeID int64
	UnitID      int64
	Seq         int64
	At          time.Time
	ActorID     int64
	ActorName   string
	BehalfName  string
	Action      string
	ObjectKind  string
	ObjectID    int64
	Summary     string
	Reason      string
	Before      json.RawMessage
	After       json.RawMessage
	Hash        []byte
}

func newRow(actor authz.Actor, at time.Time, e Entry) (Row, error) {
	row := Row{
		CommitteeID: actor.Committee, UnitID: e.UnitID, At: at.UTC().Truncate(time.Microsecond),
		ActorID: actor.User, ActorName: actor.Name, Action: string(e.Action),
		ObjectKind: e.ObjectKind, ObjectID: e.ObjectID, Summary: e.Summary, Reason: e.Reason,
	}
	var err error
	if e.Before != nil {
		if row.Before, err = json.Marshal(e.Before); err != nil {
			return row, fmt.Errorf("audit before: %w", err)
		}
	}
	if e.After != nil {
		if row.After, err = json.Marshal(e.After); err != nil {
			return row, fmt.Errorf("audit after: %w", err)
		}
	}
	return row, nil
}

// seal is the hash of the row and of the row before it.
func (r Row) seal(prev []byte) []byte {
	h := sha256.New()
	h.Write(prev)
	for _, part := range []any{
		r.CommitteeID, r.UnitID, r.Seq, r.At.UTC().Format(time.RFC3339Nano), r.ActorID, r.ActorName, r.BehalfName,
		r.Action, r.ObjectKind, r.ObjectID, r.Summary, r.Reason, canonical(r.Before), canonical(r.After),
	} {
		text := fmt.Sprint(part)
		fmt.Fprintf(h, "%d:%s;", len(text), text)
	}
	return h.Sum(nil)
}

// canonical writes JSON the same way whatever order and spaces the database gave it back in.
func canonical(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	out, err := json.Marshal(v)
	if err != nil {
		return string(raw)
	}
	return string(out)
}

// Service reads the trail.
type Service struct{ DB postgres.DB }
