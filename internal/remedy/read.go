package remedy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/attachment"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

const findSQL = `
SELECT r.id, r.member_id IS NULL AS of_cell, coalesce(r.member_id, 0) AS member_id, coalesce(m.full_name, '') AS member_name, r.cell_id,
    u.name AS cell_name, u.path::text AS cell_path, coalesce(g.path, p.path)::text AS above_path, coalesce(g.name, p.name) AS above_name,
    r.opened_month, r.source, r.source_on, r.source_basis, coalesce(o.path, u.path)::text AS opener_path,
    coalesce(o.name, u.name) AS opener_name, r.opened_by, coalesce(r.theme_id, 0) AS theme_id, coalesce(t.name, '') AS theme_name,
    r.shortcoming, r.cause, r.action, r.first_due_on, r.due_on, r.rolls, r.state, r.result, r.evidence_number, r.evidence_link,
    r.reported_on, r.returns, r.return_reason, r.verified_on, r.verified_by, coalesce(r.recurs_id, 0) AS recurs_id, coalesce(r.inspection_id, 0) AS check_id
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN units g ON g.committee_id = p.committee_id AND g.id = p.parent_id AND p.kind = 'subcommittee'
LEFT JOIN units o ON o.committee_id = r.committee_id AND o.id = r.opener_id
LEFT JOIN members m ON m.committee_id = r.committee_id AND m.id = r.member_id
LEFT JOIN remedy_themes t ON t.committee_id = r.committee_id AND t.id = r.theme_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.id = @id
FOR UPDATE OF r`

func find(ctx context.Context, tx pgx.Tx, scope authz.Scope, id int64) (Remedy, error) {
	rows, _ := tx.Query(ctx, findSQL, scope.Args(pgx.StrictNamedArgs{"id": id}))
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Remedy])
	if errors.Is(err, pgx.ErrNoRows) {
		return r, notFound()
	}
	return r, err
}

func notFound() error {
	return apperr.NotFound("Không tìm thấy việc tự sửa này trong phạm vi của đồng chí.")
}

// Find is one remedy, for the page that it stands on; to a member only their own.
func (s *Service) Find(ctx context.Context, actor authz.Actor, id int64) (r Remedy, err error) {
	action := reading(actor)
	scope, err := actor.Scope(action)
	if err != nil {
		return r, err
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		r, err = find(ctx, tx, scope, id)
		return err
	})
	if err == nil && action == authz.OwnRead && !r.ownedBy(actor) {
		return Remedy{}, notFound()
	}
	r.Veil(actor)
	return r, err
}

// reading is by what right somebody looks: whole cells, or one's own.
func reading(actor authz.Actor) authz.Action {
	if actor.May(authz.RemedyRead) {
		return authz.RemedyRead
	}
	return authz.OwnRead
}

// Note is a line about how far a mending has come.
type Note struct {
	At    time.Time
	By    string
	Words string
}

const notesSQL = `
SELECT n.at, n.by_name AS by, n.words
FROM remedy_notes n
JOIN remedies r ON r.committee_id = n.committee_id AND r.id = n.remedy_id
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
WHERE n.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND n.remedy_id = @id
ORDER BY n.at, n.id`

// alikeSQL lists what the same owner mended before under the same theme.
const alikeSQL = `
SELECT b.id, b.shortcoming, b.state, b.verified_on, b.due_on
FROM remedies r
JOIN remedies b ON b.committee_id = r.committee_id AND b.theme_id = r.theme_id AND b.member_id IS NOT DISTINCT FROM r.member_id
    AND (r.member_id IS NOT NULL OR b.cell_id = r.cell_id) AND b.state = 'verified' AND b.id <> r.id
JOIN units u ON u.committee_id = b.committee_id AND u.id = b.cell_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.id = @id
ORDER BY b.verified_on DESC
LIMIT 5`

// Life is one remedy with everything about it.
type Life struct {
	Remedy
	Notes []Note
	Files []attachment.File // the evidence, the oldest first
	Alike []Remedy          // verified ones of the same owner under the same theme, the newest first; only what names them
}

// Life is a remedy with its notes, and what was mended before it under its theme.
func (s *Service) Life(ctx context.Context, actor authz.Actor, id int64) (l Life, err error) {
	if l.Remedy, err = s.Find(ctx, actor, id); err != nil || l.Hidden {
		return l, err
	}
	scope, err := actor.Scope(reading(actor))
	if err != nil {
		return l, err
	}
	var b pgx.Batch
	b.Queue(notesSQL, scope.Args(pgx.StrictNamedArgs{"id": id})).Query(func(rows pgx.Rows) (err error) {
		l.Notes, err = pgx.CollectRows(rows, pgx.RowToStructByName[Note])
		return err
	})
	b.Queue(alikeSQL, scope.Args(pgx.StrictNamedArgs{"id": id})).Query(func(rows pgx.Rows) (err error) {
		l.Alike, err = pgx.CollectRows(rows, pgx.RowToStructByNameLax[Remedy])
		return err
	})
	if err := s.DB.SendBatch(ctx, &b).Close(); err != nil {
		return l, fmt.Errorf("read the life of a remedy: %w", err)
	}
	files, err := attachment.List(ctx, s.DB, actor, reading(actor), kind, id)
	l.Files = files[id]
	return l, err
}

// monthSQL lists what the cell's members have to mend in the month, and with @whole what the cell has: opened by then and
// not verified before it.
const monthSQL = `
SELECT r.id, r.member_id IS NULL AS of_cell, coalesce(r.member_id, 0) AS member_id, coalesce(m.full_name, '') AS member_name, r.cell_id,
    u.name AS cell_name, u.path::text AS cell_path, coalesce(g.path, p.path)::text AS above_path, coalesce(g.name, p.name) AS above_name,
    coalesce(o.path, u.path)::text AS opener_path, r.opened_month, r.source, r.source_on, r.source_basis, coalesce(t.name, '') AS theme_name, r.shortcoming, r.cause, r.action,
    r.first_due_on, r.due_on, r.rolls, r.state, r.result, r.reported_on, r.returns, r.return_reason, r.verified_on, r.verified_by
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN units g ON g.committee_id = p.committee_id AND g.id = p.parent_id AND p.kind = 'subcommittee'
LEFT JOIN units o ON o.committee_id = r.committee_id AND o.id = r.opener_id
LEFT JOIN members m ON m.committee_id = r.committee_id AND m.id = r.member_id
LEFT JOIN remedy_themes t ON t.committee_id = r.committee_id AND t.id = r.theme_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.cell_id = @cell
    AND (r.member_id = ANY (@members) OR @whole AND r.member_id IS NULL)
    AND r.opened_month <= @end AND (r.verified_on IS NULL OR r.verified_on >= @month)
    AND (r.carried_on IS NULL OR r.carried_on > @end)
ORDER BY r.due_on, r.id`

// QueueMonth puts the remedies of a cell's month among the statements of a batch, so that the sheet is still read in one
// round trip; each is handed to take. With whole those of the cell itself come as well.
func QueueMonth(b *pgx.Batch, scope authz.Scope, cell int64, month period.Period, members []int64, whole bool, take func(Remedy)) {
	args := scope.Args(pgx.StrictNamedArgs{"cell": cell, "month": month.Start(), "end": month.End(), "members": members, "whole": whole})
	b.Queue(monthSQL, args).Query(func(rows pgx.Rows) error {
		list, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[Remedy])
		for _, r := range list {
			take(r)
		}
		return err
	})
}

const dueSQL = `
SELECT r.id, r.member_id IS NULL AS of_cell, coalesce(r.member_id, 0) AS member_id, coalesce(m.full_name, '') AS member_name, r.cell_id,
    u.name AS cell_name, u.path::text AS cell_path, r.opened_month, r.shortcoming, r.cause, r.action, r.first_due_on, r.due_on, r.rolls,
    r.state, r.result, r.reported_on, r.returns, r.return_reason
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
LEFT JOIN members m ON m.committee_id = r.committee_id AND m.id = r.member_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.state NOT IN ('verified', 'carried')
    AND (r.due_on <= @until OR r.rolls >= @stubborn) AND (@member::bigint = 0 OR r.member_id = @member)
ORDER BY r.due_on, r.id
LIMIT 40`

// ahead is how many days before its date a remedy appears in the list of work.
const ahead = 7

// Due lists what the actor's cells have to mend by now or soon, and what was put off too often.
func (s *Service) Due(ctx context.Context, actor authz.Actor) ([]Remedy, error) {
	return s.due(ctx, actor, authz.ReviewWrite, 0, vi.Today(s.Now()).AddDate(0, 0, ahead))
}

// Own lists what the actor has to mend in person, whenever it is due.
func (s *Service) Own(ctx context.Context, actor authz.Actor) ([]Remedy, error) {
	if actor.MemberID == 0 {
		return nil, nil
	}
	return s.due(ctx, actor, authz.OwnRead, actor.MemberID, vi.Today(s.Now()).AddDate(10, 0, 0))
}

func (s *Service) due(ctx context.Context, actor authz.Actor, action authz.Action, member int64, until time.Time) ([]Remedy, error) {
	scope, err := actor.Scope(action)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, dueSQL, scope.Args(pgx.StrictNamedArgs{"until": until, "member": member, "stubborn": Stubborn}))
	return pgx.CollectRows(rows, pgx.RowToStructByNameLax[Remedy])
}

// aboveSQL lists what the committee directly above has to look at: what was put off too often, and what a whole cell
// reported mended, which only that committee can verify.
const aboveSQL = `
SELECT r.id, r.member_id IS NULL AS of_cell, coalesce(r.member_id, 0) AS member_id, coalesce(m.full_name, '') AS member_name, r.cell_id,
    u.name AS cell_name, r.shortcoming, r.first_due_on, r.due_on, r.rolls, r.state
FROM remedies r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN units g ON g.committee_id = p.committee_id AND g.id = p.parent_id AND p.kind = 'subcommittee'
LEFT JOIN members m ON m.committee_id = r.committee_id AND m.id = r.member_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.state NOT IN ('verified', 'carried')
    AND coalesce(g.path, p.path)::text = ANY (@close) AND (r.rolls >= @stubborn OR r.member_id IS NULL AND r.state = 'reported')
ORDER BY r.state <> 'reported', r.rolls DESC, r.due_on, r.id
LIMIT 40`

// Above lists what the cells directly below the actor put off too often, or wait for the actor to verify.
func (s *Service) Above(ctx context.Context, actor authz.Actor) ([]Remedy, error) {
	scope, err := actor.Scope(authz.RemedyVerify)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, aboveSQL, scope.Args(pgx.StrictNamedArgs{"close": places(actor, authz.RemedyVerify), "stubborn": Stubborn}))
	return pgx.CollectRows(rows, pgx.RowToStructByNameLax[Remedy])
}
