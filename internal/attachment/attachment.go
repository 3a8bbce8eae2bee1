// Package attachment keeps the files that are given as evidence, for whatever room has them on its pages.
//
// It alone writes attachments and attachment_contents. A file belongs to an [Owner]; the bytes are kept once in a committee, under
// their hash, and go with the last row that names them. The owning room says whether the owner is there and whether the actor
// may do this with it, under a lock of the owner where its state matters, and then calls in its own transaction; here every
// statement is bound to the committee and to the scope of the action for the owner's unit. An owner whose words are for fewer
// eyes than its unit's (a remedy, a discipline) is checked by its room first, for reading as well. What goes into the audit
// trail is a file's name, size and hash.
//
// What must never happen: a file is reached through another owner than its own; bytes that are still named are dropped, or such as
// nobody names are kept; a file goes without a reason.
package attachment

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/attachment/content"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Most is how many files one owner may have.
const Most = 10

// Owner is what files belong to: its kind and id as the audit trail names them, and the unit in whose history it stands.
type Owner struct {
	Kind   string
	ID     int64
	UnitID int64
}

// File is a file that is kept, without its bytes.
type File struct {
	ID          int64
	OwnerID     int64
	Name        string
	MediaType   string
	Size        int
	SHA256      []byte
	CreatedAt   time.Time
	CreatedBy   string
	CreatedByID int64
}

// About is a file's sort and size in words: "PDF, 1,2 MB".
func (f File) About() string {
	return content.Label(f.MediaType) + ", " + sizeWords(f.Size)
}

func sizeWords(size int) string {
	switch {
	case size < 1000:
		return vi.Int(size) + " B"
	case size < 1_000_000:
		return vi.Int((size+500)/1000) + " kB"
	}
	return vi.Hundredths((size+50_000)/100_000*10) + " MB"
}

// lockSQL makes writers of one owner wait for each other, and writers of the same bytes: whether they are named by anybody else is
// asked after the lock, and holds until the end of the transaction. An owner is locked before the bytes, which come in order.
const lockSQL = `
SELECT pg_advisory_xact_lock(hashtextextended('attachment ' || t.what, @committee))
FROM (SELECT DISTINCT what FROM unnest(@locks::text[]) AS u (what) ORDER BY what) t`

func lock(ctx context.Context, tx pgx.Tx, actor authz.Actor, locks ...string) error {
	_, err := tx.Exec(ctx, lockSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "locks": locks})
	if err != nil {
		return fmt.Errorf("lock the files: %w", err)
	}
	return nil
}

func (o Owner) lock() string { return fmt.Sprintf("%s %d", o.Kind, o.ID) }

const haveSQL = `
SELECT a.sha256
FROM attachments a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.owner_kind = @kind AND a.owner_id = @owner`

// addSQL keeps bytes that are new, and names them. Bytes that are there already are only named.
const addSQL = `
WITH given AS (
    SELECT g.sha256, g.data, g.name, g.media_type, g.place
    FROM unnest(@hashes::bytea[], @datas::bytea[], @names::text[], @types::text[]) WITH ORDINALITY AS g (sha256, data, name, media_type, place)
    JOIN units u ON u.committee_id = @committee AND u.id = @unit AND u.path <@ ANY (@scope::text[]::ltree[])
), kept AS (
    INSERT INTO attachment_contents (committee_id, sha256, data)
    SELECT @committee, sha256, data FROM given
    ON CONFLICT DO NOTHING
)
INSERT INTO attachments (committee_id, unit_id, owner_kind, owner_id, name, media_type, size, sha256, created_at, created_by, created_by_id)
SELECT @committee, @unit, @kind, @owner, name, media_type, octet_length(data), sha256, @now, @by, nullif(@by_id::bigint, 0)
FROM given
ORDER BY place
RETURNING id, owner_id, name, media_type, size, sha256, created_at, created_by, coalesce(created_by_id, 0) AS created_by_id`

// AddTx gives an owner files, as [content.Read] made them, and returns those that it did not have yet: a form that is sent twice
// adds nothing the second time. by is the action by which the actor may do this.
func AddTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, by authz.Action, now time.Time, o Owner, files []content.File) ([]File, error) {
	scope, err := actor.Scope(by)
	if err != nil {
		return nil, err
	}
	if err := lock(ctx, tx, actor, o.lock()); err != nil {
		return nil, err
	}
	fresh, err := o.fresh(ctx, tx, scope, files)
	if err != nil || len(fresh) == 0 {
		return nil, err
	}
	var hashes, datas [][]byte
	var names, types, locks []string
	for _, f := range fresh {
		hashes, datas = append(hashes, f.SHA256[:]), append(datas, f.Data)
		names, types, locks = append(names, f.Name), append(types, f.Type), append(locks, hex.EncodeToString(f.SHA256[:]))
	}
	if err := lock(ctx, tx, actor, locks...); err != nil {
		return nil, err
	}
	sign, err := audit.SignTx(ctx, tx, actor, by, o.UnitID)
	if err != nil {
		return nil, err
	}
	rows, _ := tx.Query(ctx, addSQL, scope.Args(pgx.StrictNamedArgs{
		"hashes": hashes, "datas": datas, "names": names, "types": types, "unit": o.UnitID, "kind": o.Kind, "owner": o.ID, "now": now,
		"by": sign, "by_id": actor.User,
	}))
	added, err := pgx.CollectRows(rows, pgx.RowToStructByName[File])
	if err != nil {
		return nil, fmt.Errorf("keep the files: %w", err)
	}
	if len(added) != len(fresh) {
		return nil, notFound() // the owner's unit is not in the scope
	}
	return added, o.record(ctx, tx, actor, by, now, "Thêm tệp", "", added...)
}

// fresh are the files that the owner does not have yet, each once. Too many are refused.
func (o Owner) fresh(ctx context.Context, tx pgx.Tx, scope authz.Scope, files []content.File) ([]content.File, error) {
	rows, _ := tx.Query(ctx, haveSQL, scope.Args(pgx.StrictNamedArgs{"kind": o.Kind, "owner": o.ID}))
	have, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, fmt.Errorf("read the owner's files: %w", err)
	}
	seen := map[string]bool{}
	for _, hash := range have {
		seen[string(hash)] = true
	}
	var fresh []content.File
	for _, f := range files {
		if !seen[string(f.SHA256[:])] {
			seen[string(f.SHA256[:])] = true
			fresh = append(fresh, f)
		}
	}
	if len(seen) > Most && len(fresh) > 0 {
		return nil, apperr.Invalid(fmt.Sprintf("Mỗi hồ sơ giữ nhiều nhất %d tệp, ở đây đã có %d. Đồng chí bỏ bớt tệp cũ, hoặc ghép các trang vào một tệp PDF.", Most, len(have)))
	}
	return fresh, nil
}

// kept is what the audit trail keeps of a file.
type kept struct {
	Name, MediaType string
	Size            int
	SHA256          string
}

func (o Owner) record(ctx context.Context, tx pgx.Tx, actor authz.Actor, by authz.Action, now time.Time, what, reason string, files ...File) error {
	var entries []audit.Entry
	for _, f := range files {
		e := audit.Entry{UnitID: o.UnitID, Action: by, ObjectKind: o.Kind, ObjectID: o.ID, Reason: reason,
			Summary: fmt.Sprintf("%s: %s (%s)", what, f.Name, f.About())}
		state := kept{f.Name, f.MediaType, f.Size, hex.EncodeToString(f.SHA256)}
		if e.After = state; reason != "" {
			e.Before, e.After = state, nil
		}
		entries = append(entries, e)
	}
	return audit.RecordAllTx(ctx, tx, actor, now, entries)
}

func notFound() error {
	return apperr.NotFound("Không tìm thấy tệp này. Có thể nó vừa được bỏ; đồng chí tải lại trang.")
}

const fileSQL = `
SELECT a.id, a.owner_id, a.name, a.media_type, a.size, a.sha256, a.created_at, a.created_by, coalesce(a.created_by_id, 0) AS created_by_id
FROM attachments a
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.owner_kind = @kind AND a.owner_id = @owner AND a.id = @id`

const dropSQL = `
DELETE FROM attachments a
USING units u
WHERE a.committee_id = @committee AND u.committee_id = a.committee_id AND u.id = a.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND a.id = @id`

// forgetSQL drops bytes that nobody in the committee names any more.
const forgetSQL = `
DELETE FROM attachment_contents c
WHERE c.committee_id = @committee AND c.sha256 = @hash
    AND NOT EXISTS (SELECT FROM attachments a WHERE a.committee_id = c.committee_id AND a.sha256 = c.sha256)`

// DropTx takes a file from its owner, with a reason; its bytes go when nobody else names them. mine limits it to files that the
// actor added.
func DropTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, by authz.Action, now time.Time, o Owner, id int64, reason string, mine bool) error {
	scope, err := actor.Scope(by)
	if err != nil {
		return err
	}
	reason = vi.CleanText(reason)
	if n := utf8.RuneCountInString(reason); n < 5 || n > 500 {
		return apperr.Invalid("Cần ghi lý do.", apperr.Field{Name: "reason", Msg: "Ghi lý do bỏ tệp, từ 5 đến 500 ký tự."})
	}
	if err := lock(ctx, tx, actor, o.lock()); err != nil {
		return err
	}
	f, err := o.file(ctx, tx, scope, id)
	if err != nil {
		return err
	}
	if mine && f.CreatedByID != actor.User {
		return apperr.Forbidden("Tệp này do người khác gửi. Đồng chí chỉ bỏ được tệp do chính mình gửi.")
	}
	if err := lock(ctx, tx, actor, hex.EncodeToString(f.SHA256)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, dropSQL, scope.Args(pgx.StrictNamedArgs{"id": id})); err != nil {
		return fmt.Errorf("drop the file: %w", err)
	}
	if _, err := tx.Exec(ctx, forgetSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "hash": f.SHA256}); err != nil {
		return fmt.Errorf("drop the bytes: %w", err)
	}
	return o.record(ctx, tx, actor, by, now, "Bỏ tệp", reason, f)
}

func (o Owner) file(ctx context.Context, db postgres.DB, scope authz.Scope, id int64) (File, error) {
	rows, _ := db.Query(ctx, fileSQL, scope.Args(pgx.StrictNamedArgs{"kind": o.Kind, "owner": o.ID, "id": id}))
	f, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[File])
	if errors.Is(err, pgx.ErrNoRows) {
		return f, notFound()
	}
	return f, err
}
