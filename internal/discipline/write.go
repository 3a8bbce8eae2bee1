package discipline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/record"
)

// columns are drafts as the statements take them, one list for each column. Contents go as the text of an array: their keys are plain
// words.
func columns(drafts []Draft) pgx.StrictNamedArgs {
	var units, members []int64
	var forms, contents, posts, removed, levels, numbers, summaries, cancelNumbers []string
	var sat []bool
	var days, inForce []time.Time
	var appealed, cancelled []*time.Time
	for _, d := range drafts {
		d = d.settled()
		units, members, sat = append(units, d.UnitID), append(members, d.MemberID), append(sat, d.CommitteeMember)
		forms, levels, contents = append(forms, string(d.Form)), append(levels, string(d.Level)), append(contents, "{"+strings.Join(slices.Sorted(slices.Values(d.Contents)), ",")+"}")
		posts, removed = append(posts, d.Post), append(removed, d.RemovedFrom)
		numbers, days, inForce = append(numbers, d.DecisionNumber), append(days, d.DecidedOn), append(inForce, d.InForceFrom)
		summaries = append(summaries, d.Summary)
		appealed, cancelled, cancelNumbers = append(appealed, day(d.AppealedOn)), append(cancelled, day(d.CancelledOn)), append(cancelNumbers, d.CancelNumber)
	}
	return pgx.StrictNamedArgs{
		"units": units, "members": members, "forms": forms, "contents": contents, "sat": sat, "posts": posts, "removed": removed, "levels": levels,
		"numbers": numbers, "days": days, "in_force": inForce, "summaries": summaries, "appealed": appealed, "cancelled": cancelled,
		"cancel_numbers": cancelNumbers,
	}
}

// day is a day that may not be known.
func day(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// insertSQL writes in the order of the drafts, so that the ids come back in it.
const insertSQL = `
INSERT INTO disciplines (committee_id, unit_id, member_id, form, contents, committee_member, post, removed_from, level, decision_number, decided_on,
    in_force_from, summary, appealed_on, cancelled_on, cancel_number, updated_at)
SELECT u.committee_id, u.id, nullif(d.member_id, 0), d.form, d.contents::text[], d.committee_member, d.post, d.removed, d.level, d.number, d.day,
    d.in_force, d.summary, d.appealed, d.cancelled, d.cancel_number, @now
FROM unnest(@units::bigint[], @members::bigint[], @forms::text[], @contents::text[], @sat::boolean[], @posts::text[], @removed::text[], @levels::text[],
    @numbers::text[], @days::date[], @in_force::date[], @summaries::text[], @appealed::date[], @cancelled::date[], @cancel_numbers::text[])
    WITH ORDINALITY AS d (unit_id, member_id, form, contents, committee_member, post, removed, level, number, day, in_force, summary, appealed, cancelled,
    cancel_number, position)
JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY d.position
RETURNING id`

func (s *Service) insert(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, drafts []Draft) ([]int64, error) {
	args := columns(drafts)
	args["now"] = now
	rows, _ := tx.Query(ctx, insertSQL, scope.Args(args))
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, twice(err)
	}
	return ids, s.models(ctx, tx, scope, drafts)
}

// twice tells a decision that another writer put down at the same moment. Nothing of the database's own words goes on: they would quote
// the row.
func twice(err error) error {
	if postgres.Constraint(err) == "disciplines_once" {
		return apperr.Conflict("Quyết định này vừa được người khác ghi vào sổ. Đồng chí xem lại sổ.")
	}
	return err
}

const updateSQL = `
UPDATE disciplines x
SET unit_id = u.id, member_id = nullif(d.member_id, 0), form = d.form, contents = d.contents::text[], committee_member = d.committee_member,
    post = d.post, removed_from = d.removed, level = d.level, decision_number = d.number, decided_on = d.day, in_force_from = d.in_force,
    summary = d.summary, appealed_on = d.appealed, cancelled_on = d.cancelled, cancel_number = d.cancel_number,
    version = x.version + 1, updated_at = @now
FROM unnest(@units::bigint[], @members::bigint[], @forms::text[], @contents::text[], @sat::boolean[], @posts::text[], @removed::text[], @levels::text[],
    @numbers::text[], @days::date[], @in_force::date[], @summaries::text[], @appealed::date[], @cancelled::date[], @cancel_numbers::text[])
    AS d (unit_id, member_id, form, contents, committee_member, post, removed, level, number, day, in_force, summary, appealed, cancelled, cancel_number)
JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE x.committee_id = @committee AND x.id = @id`

func (s *Service) update(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, id int64, d Draft) error {
	was, err := hold(ctx, tx, scope, []int64{id})
	if err != nil {
		return err
	}
	args := columns([]Draft{d})
	args["id"], args["now"] = id, now
	if _, err := tx.Exec(ctx, updateSQL, scope.Args(args)); err != nil {
		return twice(err)
	}
	return s.models(ctx, tx, scope, append(drafts(was), d))
}

const deleteSQL = `
DELETE FROM disciplines d
USING units u
WHERE d.committee_id = @committee AND d.id = ANY (@ids)
    AND u.committee_id = d.committee_id AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`

func (s *Service) remove(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) error {
	was, err := hold(ctx, tx, scope, ids)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, deleteSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids})); err != nil {
		return err
	}
	return s.models(ctx, tx, scope, drafts(was))
}

func drafts(held []record.Held[Draft]) []Draft {
	list := make([]Draft, len(held))
	for i, h := range held {
		list[i] = h.Draft
	}
	return list
}

const holdSQL = `
SELECT d.id, d.version, d.unit_id, coalesce(d.member_id, 0) AS member_id, d.form, d.contents, d.committee_member, d.post, d.removed_from, d.level,
    d.decision_number, d.decided_on, coalesce(d.in_force_from, d.decided_on) AS in_force_from, d.summary, d.appealed_on AS appealed,
    d.cancelled_on AS cancelled, d.cancel_number
FROM disciplines d
JOIN units u ON u.committee_id = d.committee_id AND u.id = d.unit_id
WHERE d.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND d.id = ANY (@ids)
ORDER BY d.id
FOR UPDATE OF d`

// stored is a decision as the database has it: days that are not known are null there.
type stored struct {
	ID                  int64
	Version             int
	UnitID, MemberID    int64
	Form                Form
	Contents            []string
	CommitteeMember     bool
	Post, RemovedFrom   string
	Level               Level
	DecisionNumber      string
	DecidedOn           time.Time
	InForceFrom         time.Time
	Summary             string
	Appealed, Cancelled *time.Time
	CancelNumber        string
}

func (s stored) draft() Draft {
	d := Draft{
		UnitID: s.UnitID, MemberID: s.MemberID, Form: s.Form, Contents: s.Contents, CommitteeMember: s.CommitteeMember, Post: s.Post,
		RemovedFrom: s.RemovedFrom, Level: s.Level, DecisionNumber: s.DecisionNumber, DecidedOn: s.DecidedOn, InForceFrom: s.InForceFrom,
		Summary: s.Summary, CancelNumber: s.CancelNumber,
	}
	if s.Appealed != nil {
		d.AppealedOn = *s.Appealed
	}
	if s.Cancelled != nil {
		d.CancelledOn = *s.Cancelled
	}
	return d
}

func hold(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) ([]record.Held[Draft], error) {
	rows, _ := tx.Query(ctx, holdSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids}))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[stored])
	if err != nil {
		return nil, fmt.Errorf("hold decisions: %w", err)
	}
	held := make([]record.Held[Draft], len(found))
	for i, r := range found {
		held[i] = record.Held[Draft]{ID: r.ID, Version: r.Version, Draft: r.draft()}
	}
	return held, nil
}

// models tells the model of the cells and years that drafts are about.
func (s *Service) models(ctx context.Context, tx pgx.Tx, scope authz.Scope, about []Draft) error {
	if s.ModelChanged == nil {
		return nil
	}
	var units []int64
	var years []int32
	for _, d := range about {
		units, years = append(units, d.UnitID), append(years, int32(d.DecidedOn.Year()))
	}
	return s.ModelChanged(ctx, tx, scope, units, years)
}
