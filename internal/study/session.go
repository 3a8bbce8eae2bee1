package study

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

func (s *Service) checkSessions(ctx context.Context, tx pgx.Tx, _ authz.Actor, scope authz.Scope, skip int64, drafts []Session) ([]record.Verdict, error) {
	places := make([]record.Placing, len(drafts))
	for i, d := range drafts {
		places[i] = record.Placing{UnitID: d.UnitID, On: d.HeldOn}
	}
	stands, err := record.Stands(ctx, tx, scope, places)
	if err != nil {
		return nil, err
	}
	known, err := knownSessions(ctx, tx, scope, skip, drafts)
	if err != nil {
		return nil, err
	}
	type once struct {
		unit, document int64
		day            time.Time
	}
	today, seen := vi.Today(s.Now()), map[once]bool{}
	verdicts := make([]record.Verdict, len(drafts))
	for i, d := range drafts {
		var p apperr.Problems
		stands[i].Check(&p, places[i], today)
		d.check(&p, known[i], today)
		verdicts[i].Same = p.Len() == 0 && known[i].Held != nil && d.same(*known[i].Held)
		key := once{d.UnitID, d.DocumentID, d.HeldOn}
		if !verdicts[i].Same && p.Len() == 0 {
			p.Check(known[i].Held == nil && !seen[key], "on", "Ngày này tổ chức đảng đã có một buổi học tập văn bản ấy trong sổ. Sửa buổi đã ghi, hoặc ghi ngày khác.")
			seen[key] = true
		}
		verdicts[i].Err = p.Err("")
	}
	return verdicts, nil
}

func (d Session) check(p *apperr.Problems, k knownSession, today time.Time) {
	switch {
	case d.DocumentID == 0 || k.IssuedOn == nil:
		p.Add("document", "Chọn văn bản trong sổ.")
	case d.HeldOn.Before(*k.IssuedOn):
		p.Addf("on", "Văn bản ban hành ngày %s: buổi học tập không thể trước ngày đó.", vi.Date(*k.IssuedOn))
	}
	switch {
	case d.Expected < 1 || d.Expected > 10_000:
		p.Add("expected", "Ghi số đảng viên phải dự, từ 1.")
	case k.Headcount > 0 && d.Expected > k.Headcount:
		p.Addf("expected", "Ngày đó tổ chức đảng có %s đảng viên; số phải dự không thể là %s.", vi.Int(k.Headcount), vi.Int(d.Expected))
	case d.Attended < 0 || d.Attended > d.Expected:
		p.Addf("attended", "Số dự không thể nhiều hơn số phải dự (%s).", vi.Int(d.Expected))
	case len(d.Missing) > d.Expected-d.Attended:
		p.Addf("attended", "Đã nêu tên %s đồng chí vắng, nhưng theo số đã ghi thì vắng %s.", vi.Int(len(d.Missing)), vi.Int(d.Expected-d.Attended))
	}
	p.Check(k.Strangers == 0, "missing", "Có đồng chí được ghi vắng không sinh hoạt ở đây vào ngày đó. Chọn lại.")
	for _, a := range d.Missing {
		day, err := time.Parse(time.DateOnly, a.MadeUpOn)
		if a.MadeUpOn != "" && (err != nil || day.Before(d.HeldOn) || day.After(today)) {
			p.Add("missing", "Ngày học bù phải từ ngày học đến hôm nay.")
			break
		}
	}
	found := false
	for _, f := range Forms() {
		found = found || f == d.Form
	}
	p.Check(found, "form", "Chọn hình thức học tập.")
	bounds(p, bounded{"presenter", "Người truyền đạt", d.Presenter, 0, 200})
}

// knownSessionsSQL counts the members of a unit and of those below it on the day; those who are named must be among them.
const knownSessionsSQL = `
SELECT o.issued_on, (
        SELECT count(DISTINCT m.member_id)
        FROM memberships m
        JOIN units c ON c.committee_id = m.committee_id AND c.id = m.unit_id AND c.path <@ u.path
        WHERE m.committee_id = @committee AND m.kind = 'work' AND m.valid_from <= d.day AND (m.valid_to IS NULL OR m.valid_to > d.day)) AS headcount, (
        SELECT count(*)
        FROM jsonb_to_recordset(d.missing) AS a (member bigint)
        WHERE NOT EXISTS (
            SELECT FROM memberships m
            JOIN units c ON c.committee_id = m.committee_id AND c.id = m.unit_id AND c.path <@ u.path
            WHERE m.committee_id = @committee AND m.member_id = a.member AND m.kind = 'work'
                AND m.valid_from <= d.day AND (m.valid_to IS NULL OR m.valid_to > d.day))) AS strangers,
    e.unit_id, e.document_id, e.held_on, e.form, e.presenter, e.expected, e.attended, e.missing
FROM unnest(@units::bigint[], @documents::bigint[], @days::date[], @missing::jsonb[]) WITH ORDINALITY AS d (unit_id, document_id, day, missing, position)
LEFT JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN documents o ON o.committee_id = @committee AND o.id = d.document_id
LEFT JOIN study_sessions e ON e.committee_id = @committee AND e.unit_id = u.id AND e.document_id = d.document_id AND e.held_on = d.day AND e.id <> @skip
ORDER BY d.position`

// knownSession is what the registers say of a draft. Held is the session of that document that the unit has on that day.
type knownSession struct {
	IssuedOn             *time.Time
	Headcount, Strangers int
	Held                 *Session
}

func knownSessions(ctx context.Context, tx pgx.Tx, scope authz.Scope, skip int64, drafts []Session) ([]knownSession, error) {
	all := sessionColumns(drafts)
	args := pgx.StrictNamedArgs{"skip": skip}
	for _, name := range []string{"units", "documents", "days", "missing"} {
		args[name] = all[name]
	}
	rows, _ := tx.Query(ctx, knownSessionsSQL, scope.Args(args))
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (k knownSession, err error) {
		var unit, document *int64
		var day *time.Time
		var form, presenter *string
		var expected, attended *int
		var missing []Absence
		err = r.Scan(&k.IssuedOn, &k.Headcount, &k.Strangers, &unit, &document, &day, &form, &presenter, &expected, &attended, &missing)
		if unit != nil {
			k.Held = &Session{*unit, *document, *day, Form(*form), *presenter, *expected, *attended, missing}
		}
		return k, err
	})
	if err != nil {
		return nil, fmt.Errorf("look sessions up: %w", err)
	}
	return list, nil
}

func sessionColumns(drafts []Session) pgx.StrictNamedArgs {
	var units, documents []int64
	var days []time.Time
	var forms, presenters []string
	var expected, attended []int32
	var missing [][]Absence
	for _, d := range drafts {
		units, documents, days = append(units, d.UnitID), append(documents, d.DocumentID), append(days, d.HeldOn)
		forms, presenters = append(forms, string(d.Form)), append(presenters, d.Presenter)
		expected, attended, missing = append(expected, int32(d.Expected)), append(attended, int32(d.Attended)), append(missing, listed(d.Missing))
	}
	return pgx.StrictNamedArgs{
		"units": units, "documents": documents, "days": days, "forms": forms, "presenters": presenters, "expected": expected, "attended": attended, "missing": missing,
	}
}

// listed is never nil, which the table does not take.
func listed(list []Absence) []Absence { return append([]Absence{}, list...) }

const insertSessionsSQL = `
INSERT INTO study_sessions (committee_id, unit_id, document_id, held_on, form, presenter, expected, attended, missing, updated_at)
SELECT u.committee_id, u.id, d.document_id, d.day, d.form, d.presenter, d.expected, d.attended, d.missing, @now
FROM unnest(@units::bigint[], @documents::bigint[], @days::date[], @forms::text[], @presenters::text[], @expected::int[], @attended::int[], @missing::jsonb[])
    WITH ORDINALITY AS d (unit_id, document_id, day, form, presenter, expected, attended, missing, position)
JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY d.position
RETURNING id`

func insertSessions(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, drafts []Session) ([]int64, error) {
	args := sessionColumns(drafts)
	args["now"] = now
	rows, _ := tx.Query(ctx, insertSessionsSQL, scope.Args(args))
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

const updateSessionSQL = `
UPDATE study_sessions s
SET unit_id = u.id, document_id = @document, held_on = @day, form = @form, presenter = @presenter, expected = @expected, attended = @attended,
    missing = @missing, version = s.version + 1, updated_at = @now
FROM units u
WHERE s.committee_id = @committee AND s.id = @id AND u.committee_id = @committee AND u.id = @unit AND u.path <@ ANY (@scope::text[]::ltree[])`

func updateSession(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, id int64, d Session) error {
	_, err := tx.Exec(ctx, updateSessionSQL, scope.Args(pgx.StrictNamedArgs{
		"id": id, "unit": d.UnitID, "document": d.DocumentID, "day": d.HeldOn, "form": string(d.Form), "presenter": d.Presenter, "expected": d.Expected,
		"attended": d.Attended, "missing": listed(d.Missing), "now": now,
	}))
	return err
}

const deleteSessionsSQL = `
DELETE FROM study_sessions s
USING units u
WHERE s.committee_id = @committee AND s.id = ANY (@ids)
    AND u.committee_id = s.committee_id AND u.id = s.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`

func deleteSessions(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) error {
	_, err := tx.Exec(ctx, deleteSessionsSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids}))
	return err
}

const holdSessionsSQL = `
SELECT s.id, s.version, s.unit_id, s.document_id, s.held_on, s.form, s.presenter, s.expected, s.attended, s.missing
FROM study_sessions s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.id = ANY (@ids)
ORDER BY s.id
FOR UPDATE OF s`

func holdSessions(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) ([]record.Held[Session], error) {
	type row struct {
		ID      int64
		Version int
		Session
	}
	rows, _ := tx.Query(ctx, holdSessionsSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids}))
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (record.Held[Session], error) {
		h, err := pgx.RowToStructByName[row](r)
		return record.Held[Session]{ID: h.ID, Version: h.Version, Draft: h.Session}, err
	})
}
