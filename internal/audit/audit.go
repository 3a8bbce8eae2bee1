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

// lockSQL makes writers of one unit's chain wait for each other until the end of their transaction. Chains are locked in
// the order of their units, so that two writers of several never wait for each other.
const lockSQL = `
SELECT pg_advisory_xact_lock(hashtextextended('audit', @committee::bigint * 1000003 + t.unit))
FROM (SELECT DISTINCT unit FROM unnest(@chains::bigint[]) AS u (unit) ORDER BY unit) t`

// lastSQL stops at the first row of the index in each chain, however long it is.
const lastSQL = `
SELECT e.unit_id, e.seq, e.hash
FROM (SELECT DISTINCT unit FROM unnest(@chains::bigint[]) AS u (unit)) t
CROSS JOIN LATERAL (
    SELECT a.unit_id, a.seq, a.hash
    FROM audit_entries a
    WHERE a.committee_id = @committee AND a.unit_id = t.unit
    ORDER BY a.seq DESC
    LIMIT 1) e`

const insertSQL = `
INSERT INTO audit_entries (committee_id, unit_id, seq, at, actor_id, actor_name, behalf_name, action,
    object_kind, object_id, summary, reason, before, after, hash)
SELECT @committee, t.unit_id, t.seq, @at, @actor, @actor_name, t.behalf_name, t.action,
    t.object_kind, t.object_id, t.summary, t.reason, t.before::jsonb, t.after::jsonb, t.hash
FROM unnest(@chains::bigint[], @seqs::bigint[], @behalves::text[], @actions::text[], @kinds::text[], @objects::bigint[], @summaries::text[],
    @reasons::text[], @befores::text[], @afters::text[], @hashes::bytea[])
    AS t (unit_id, seq, behalf_name, action, object_kind, object_id, summary, reason, before, after, hash)`

// RecordTx adds an entry in the writer's transaction. at is the time of the change.
func RecordTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, at time.Time, e Entry) error {
	return RecordAllTx(ctx, tx, actor, at, []Entry{e})
}

// RecordAllTx adds entries, of one unit or of many, in the writer's transaction and in three statements; whom the
// actor stands in for is looked up in one more.
func RecordAllTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, at time.Time, entries []Entry) error {
	units, err := unitsOf(actor, entries)
	if err != nil || len(units) == 0 {
		return err
	}
	ends, err := last(ctx, tx, actor.Committee, units)
	if err != nil {
		return err
	}
	paths, err := paths(ctx, tx, actor, units)
	if err != nil {
		return err
	}
	var c columns
	for _, e := range entries {
		row, err := newRow(actor, at, e)
		if err != nil {
			return err
		}
		row.BehalfName = actor.Behalf(e.Action, paths[e.UnitID])
		before := ends[e.UnitID]
		row.Seq = before.seq + 1
		row.Hash = row.seal(before.hash)
		ends[e.UnitID] = end{row.Seq, row.Hash}
		c.add(row)
	}
	_, err = tx.Exec(ctx, insertSQL, pgx.StrictNamedArgs{
		"committee": actor.Committee, "at": at.UTC().Truncate(time.Microsecond), "actor": actor.User, "actor_name": actor.Name,
		"chains": units, "seqs": c.seqs, "behalves": c.behalves, "actions": c.actions, "kinds": c.kinds, "objects": c.objects, "summaries": c.summaries,
		"reasons": c.reasons, "befores": c.befores, "afters": c.afters, "hashes": c.hashes,
	})
	if err != nil {
		return fmt.Errorf("write the audit entries: %w", err)
	}
	return nil
}

func unitsOf(actor authz.Actor, entries []Entry) ([]int64, error) {
	units := make([]int64, len(entries))
	for i, e := range entries {
		if actor.Name == "" || actor.Committee == 0 || e.UnitID == 0 {
			return nil, errors.New("audit: an entry needs its actor and its unit")
		}
		units[i] = e.UnitID
	}
	return units, nil
}

// columns are the rows to be written, as the statement takes them.
type columns struct {
	seqs, objects                                []int64
	behalves, actions, kinds, summaries, reasons []string
	befores, afters                              []*string
	hashes                                       [][]byte
}

func (c *columns) add(r Row) {
	c.seqs, c.objects = append(c.seqs, r.Seq), append(c.objects, r.ObjectID)
	c.behalves = append(c.behalves, r.BehalfName)
	c.actions, c.kinds = append(c.actions, r.Action), append(c.kinds, r.ObjectKind)
	c.summaries, c.reasons = append(c.summaries, r.Summary), append(c.reasons, r.Reason)
	c.befores, c.afters = append(c.befores, text(r.Before)), append(c.afters, text(r.After))
	c.hashes = append(c.hashes, r.Hash)
}

func text(raw json.RawMessage) *string {
	if raw == nil {
		return nil
	}
	s := string(raw)
	return &s
}

// end is where a chain ends; the zero one is a chain without entries.
type end struct {
	seq  int64
	hash []byte
}

// last locks the chains and reads their ends, in one round trip. The lock comes first, in a statement of its own: only
// then does the reading statement see what the writer before us committed.
func last(ctx context.Context, tx pgx.Tx, committee int64, units []int64) (map[int64]end, error) {
	ends := make(map[int64]end, len(units))
	var b pgx.Batch
	b.Queue(lockSQL, pgx.StrictNamedArgs{"committee": committee, "chains": units})
	b.Queue(lastSQL, pgx.StrictNamedArgs{"committee": committee, "chains": units}).Query(func(rows pgx.Rows) error {
		var unit int64
		var e end
		_, err := pgx.ForEachRow(rows, []any{&unit, &e.seq, &e.hash}, func() error {
			ends[unit] = end{e.seq, append([]byte(nil), e.hash...)}
			return nil
		})
		return err
	})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("lock the audit chains: %w", err)
	}
	return ends, nil
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

// Signature is who did it and for whom, in words.
func (r Row) Signature() string { return authz.Signature(r.ActorName, r.BehalfName) }

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
