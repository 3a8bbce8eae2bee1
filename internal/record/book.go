package record

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"tusoi/internal/apperr"
	"tusoi/internal/attachment"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Verdict is what a book says of a draft. Err is nil for a draft that may be written; an invalid-input error names the
// draft's fields. Same tells that exactly this record is in the book already.
type Verdict struct {
	Same bool
	Err  error
}

// Held is a record of a book as it stands. Version counts its changes, from 1.
type Held[D any] struct {
	ID      int64
	Version int
	Draft   D
}

// Book is one kind of record and its rules, of which a room gives what differs: how drafts are checked and how they are
// written. What all have in common is done here, in this order: the right, the check, the write, the trail.
//
// Every function it is given runs in the writer's transaction and binds its statements to the scope.
type Book[D any] struct {
	DB    postgres.DB
	Now   func() time.Time
	Kind  string       // of the object in the trail: "award"
	Write authz.Action // what a writer needs
	Read  authz.Action // what a reader needs

	// Check judges drafts, one verdict each, in a fixed number of statements. skip is the id of the record that the draft is to
	// take the place of, 0 for new ones.
	Check func(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, skip int64, drafts []D) ([]Verdict, error)
	// May refuses changes of a record that the actor may read but not write, whatever would be written; nil for none.
	May func(actor authz.Actor, was D) error
	// Insert writes drafts that were checked, in one statement, and returns their ids in the order of the drafts.
	Insert func(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, drafts []D) ([]int64, error)
	// Update writes a draft over the record of that id and counts its version on.
	Update func(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, id int64, draft D) error
	// Delete removes records.
	Delete func(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) error
	// Hold locks records and reads them; those outside the scope are left out.
	Hold func(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) ([]Held[D], error)

	// Reads gives the unit of a record to who may read it; NotFound to anybody else.
	Reads func(ctx context.Context, actor authz.Actor, id int64) (unit int64, err error)

	Unit  func(D) int64  // in whose history the record's changes stand
	Title func(D) string // the record in a few words, for the trail
}

const (
	keepKeySQL = `
INSERT INTO record_keys (committee_id, form_key, kind, made_at)
VALUES (@committee, @form_key::uuid, @kind, @now)
ON CONFLICT DO NOTHING`
	foundKeySQL = `
SELECT record_id
FROM record_keys
WHERE committee_id = @committee AND form_key = @form_key::uuid AND kind = @kind`
	nameKeySQL = `
UPDATE record_keys
SET record_id = @record
WHERE committee_id = @committee AND form_key = @form_key::uuid`
)

// Add writes one record and returns its id. The same form sent twice, by its key, makes one record.
func (b *Book[D]) Add(ctx context.Context, actor authz.Actor, formKey string, draft D) (id int64, err error) {
	if _, err := actor.Scope(b.Write); err != nil {
		return 0, err
	}
	var uuid pgtype.UUID
	if uuid.Scan(formKey) != nil {
		return 0, apperr.Invalid("Trang gửi lên thiếu mã của biểu mẫu. Đồng chí tải lại trang rồi gửi lại.")
	}
	err = postgres.InTx(ctx, b.DB, func(tx pgx.Tx) error {
		key := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
			more["committee"], more["form_key"] = actor.Committee, formKey
			return more
		}
		kept, err := tx.Exec(ctx, keepKeySQL, key(pgx.StrictNamedArgs{"kind": b.Kind, "now": b.Now()}))
		if err != nil {
			return fmt.Errorf("keep the key of a form: %w", err)
		}
		if kept.RowsAffected() == 0 {
			err := tx.QueryRow(ctx, foundKeySQL, key(pgx.StrictNamedArgs{"kind": b.Kind})).Scan(&id)
			if errors.Is(err, pgx.ErrNoRows) {
				return apperr.Conflict("Mã của biểu mẫu này đã dùng cho việc khác. Đồng chí tải lại trang rồi gửi lại.")
			}
			return err
		}
		ids, err := b.addChecked(ctx, tx, actor, draft)
		if err != nil {
			return err
		}
		id = ids[0]
		_, err = tx.Exec(ctx, nameKeySQL, key(pgx.StrictNamedArgs{"record": id}))
		return err
	})
	return id, err
}

func (b *Book[D]) addChecked(ctx context.Context, tx pgx.Tx, actor authz.Actor, draft D) ([]int64, error) {
	verdicts, err := b.CheckTx(ctx, tx, actor, []D{draft})
	switch {
	case err != nil:
		return nil, err
	case verdicts[0].Err != nil:
		return nil, verdicts[0].Err
	case verdicts[0].Same:
		return nil, apperr.Conflict("Nội dung này đã có trong sổ, giống hệt. Chưa ghi thêm gì.")
	}
	return b.AddTx(ctx, tx, actor, []D{draft})
}

// CheckTx judges drafts that are not in the book yet, as from a list. It writes nothing.
func (b *Book[D]) CheckTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, drafts []D) ([]Verdict, error) {
	scope, err := actor.Scope(b.Write)
	if err != nil || len(drafts) == 0 {
		return nil, err
	}
	return b.Check(ctx, tx, actor, scope, 0, drafts)
}

// AddTx writes drafts that CheckTx found right in the same transaction.
func (b *Book[D]) AddTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, drafts []D) ([]int64, error) {
	scope, err := actor.Scope(b.Write)
	if err != nil || len(drafts) == 0 {
		return nil, err
	}
	ids, err := b.Insert(ctx, tx, scope, b.Now(), drafts)
	if err != nil {
		return nil, fmt.Errorf("add to the book of %ss: %w", b.Kind, err)
	}
	if len(ids) != len(drafts) {
		return nil, fmt.Errorf("add to the book of %ss: %d of %d were written", b.Kind, len(ids), len(drafts))
	}
	entries := make([]audit.Entry, len(drafts))
	for i, d := range drafts {
		entries[i] = b.entry(ids[i], d, "Ghi sổ: "+b.Title(d))
		entries[i].After = d
	}
	return ids, audit.RecordAllTx(ctx, tx, actor, b.Now(), entries)
}

// Amend writes a draft over a record, for a reason. Conflict when somebody changed it since version.
func (b *Book[D]) Amend(ctx context.Context, actor authz.Actor, id int64, version int, draft D, reason string) error {
	reason, err := givenReason(reason)
	if err != nil {
		return err
	}
	return b.change(ctx, actor, id, version, func(tx pgx.Tx, scope authz.Scope, was Held[D]) error {
		verdicts, err := b.Check(ctx, tx, actor, scope, id, []D{draft})
		if err != nil {
			return err
		}
		if verdicts[0].Err != nil {
			return verdicts[0].Err
		}
		if err := b.Update(ctx, tx, scope, b.Now(), id, draft); err != nil {
			return fmt.Errorf("amend %s %d: %w", b.Kind, id, err)
		}
		if err := attachment.MoveTx(ctx, tx, scope, b.Kind, []attachment.Move{{From: id, To: id, UnitID: b.Unit(draft)}}); err != nil {
			return err
		}
		e := b.entry(id, draft, "Sửa trong sổ: "+b.Title(draft))
		e.Before, e.After, e.Reason = was.Draft, draft, reason
		return audit.RecordTx(ctx, tx, actor, b.Now(), e)
	})
}

// Drop takes a record out of the book, for a reason. The trail keeps what it said.
func (b *Book[D]) Drop(ctx context.Context, actor authz.Actor, id int64, version int, reason string) error {
	reason, err := givenReason(reason)
	if err != nil {
		return err
	}
	return b.change(ctx, actor, id, version, func(tx pgx.Tx, scope authz.Scope, was Held[D]) error {
		return b.remove(ctx, tx, actor, scope, []Held[D]{was}, "Bỏ khỏi sổ: ", reason)
	})
}

func (b *Book[D]) change(ctx context.Context, actor authz.Actor, id int64, version int, do func(pgx.Tx, authz.Scope, Held[D]) error) error {
	scope, err := actor.Scope(b.Write)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, b.DB, func(tx pgx.Tx) error {
		held, err := b.Hold(ctx, tx, scope, []int64{id})
		switch {
		case err != nil:
			return err
		case len(held) == 0:
			return apperr.NotFound("")
		case held[0].Version != version:
			return apperr.Conflict("")
		}
		if err := b.may(actor, held[0].Draft); err != nil {
			return err
		}
		return do(tx, scope, held[0])
	})
}

func (b *Book[D]) remove(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, list []Held[D], verb, reason string) error {
	if err := b.mustHaveNoFiles(ctx, tx, actor, list); err != nil {
		return err
	}
	ids, entries := make([]int64, len(list)), make([]audit.Entry, len(list))
	for i, h := range list {
		ids[i], entries[i] = h.ID, b.entry(h.ID, h.Draft, verb+b.Title(h.Draft))
		entries[i].Before, entries[i].Reason = h.Draft, reason
	}
	if err := b.Delete(ctx, tx, scope, ids); err != nil {
		return fmt.Errorf("take out of the book of %ss: %w", b.Kind, err)
	}
	return audit.RecordAllTx(ctx, tx, actor, b.Now(), entries)
}

// WithdrawTx takes records back that a list brought. Conflict when one of them was changed since, or is gone.
func (b *Book[D]) WithdrawTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, ids []int64) error {
	scope, err := actor.Scope(b.Write)
	if err != nil {
		return err
	}
	held, err := b.Hold(ctx, tx, scope, ids)
	if err != nil {
		return err
	}
	if len(held) != len(ids) {
		return apperr.Conflict(fmt.Sprintf("%s dòng của lần nhập này đã được bỏ khỏi sổ sau đó, nên không rút lại cả lần nhập được.", vi.Int(len(ids)-len(held))))
	}
	for _, h := range held {
		if err := b.may(actor, h.Draft); err != nil {
			return err
		}
		if h.Version > 1 {
			return apperr.Conflict("“" + b.Title(h.Draft) + "” đã được sửa sau khi nhập, nên không rút lại cả lần nhập được.")
		}
	}
	return b.remove(ctx, tx, actor, scope, held, "Rút lại khỏi sổ: ", "Rút lại lần nhập từ tệp")
}

func (b *Book[D]) may(actor authz.Actor, was D) error {
	if b.May == nil {
		return nil
	}
	return b.May(actor, was)
}

func (b *Book[D]) entry(id int64, d D, summary string) audit.Entry {
	return audit.Entry{UnitID: b.Unit(d), Action: b.Write, ObjectKind: b.Kind, ObjectID: id, Summary: summary}
}

// leastReason is how many letters say why.
const leastReason = 5

func givenReason(reason string) (string, error) {
	reason = vi.CleanText(reason)
	if n := utf8.RuneCountInString(reason); n < leastReason || n > 500 {
		return "", apperr.Invalid("", apperr.Field{Name: "reason", Msg: "Ghi lý do, từ 5 đến 500 ký tự."})
	}
	return reason, nil
}
