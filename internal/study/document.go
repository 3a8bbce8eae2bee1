package study

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// bounds checks the lengths of texts, each under its field's name.
func bounds(p *apperr.Problems, list ...bounded) {
	for _, f := range list {
		if n := utf8.RuneCountInString(f.text); n < f.least || n > f.most {
			p.Addf(f.name, "%s cần từ %d đến %d ký tự.", f.label, f.least, f.most)
		}
	}
}

type bounded struct {
	name, label, text string
	least, most       int
}

func (s *Service) checkDocuments(ctx context.Context, tx pgx.Tx, _ authz.Actor, scope authz.Scope, skip int64, drafts []Document) ([]record.Verdict, error) {
	known, err := knownDocuments(ctx, tx, scope, skip, drafts)
	if err != nil {
		return nil, err
	}
	today, seen := vi.Today(s.Now()), map[Document]bool{}
	verdicts := make([]record.Verdict, len(drafts))
	for i, d := range drafts {
		var p apperr.Problems
		p.Check(known[i].InScope, "unit", "Chọn tổ chức đảng trong phạm vi của đồng chí.")
		d.check(&p, today)
		p.Check(d.Supersedes == 0 || known[i].Replaced, "supersedes", "Không tìm thấy văn bản được thay thế. Chọn lại.")
		p.Check(!known[i].Circle, "supersedes", "Văn bản được chọn lại thay thế chính văn bản này. Chọn lại.")
		verdicts[i].Same = known[i].Same && p.Len() == 0
		key := Document{Number: d.Number, Issuer: d.Issuer, IssuedOn: d.IssuedOn}
		if !verdicts[i].Same && p.Len() == 0 {
			p.Check(!known[i].There && !seen[key], "number", "Văn bản cùng số, cùng cơ quan, cùng ngày đã có trong sổ. Mỗi văn bản ghi một lần.")
			seen[key] = true
		}
		verdicts[i].Err = p.Err("")
	}
	return verdicts, nil
}

func (d Document) check(p *apperr.Problems, today time.Time) {
	bounds(p, bounded{"number", "Số văn bản", d.Number, 2, 50}, bounded{"issuer", "Cơ quan ban hành", d.Issuer, 3, 200}, bounded{"subject", "Trích yếu", d.Subject, 5, 500})
	switch {
	case d.IssuedOn.IsZero():
		p.Add("on", "Ghi ngày ban hành, ví dụ 25/11/2026.")
	case d.IssuedOn.After(today):
		p.Add("on", "Ngày ban hành ở sau hôm nay.")
	}
	switch {
	case d.Level == Nobody && !d.DueOn.IsZero():
		p.Add("level", "Đã ghi hạn học tập. Chọn ai phải học tập, hoặc bỏ hạn.")
	case d.Level != Nobody && d.DueOn.IsZero():
		p.Add("due", "Ghi hạn học tập, ví dụ 31/12/2026.")
	case d.Level != Nobody && (d.DueOn.Before(d.IssuedOn) || d.DueOn.After(d.IssuedOn.AddDate(3, 0, 0))):
		p.Add("due", "Hạn học tập phải từ ngày ban hành trở đi, trong vòng ba năm.")
	}
	p.Check(d.Level == Nobody || d.Level == Grassroots || d.Level == Cells, "level", "Chọn ai phải học tập trong danh sách.")
}

const knownDocumentsSQL = `
SELECT u.id IS NOT NULL AS in_scope, o.id IS NOT NULL AS replaced, coalesce(o.supersedes_id = @skip, false) AS circle, e.id IS NOT NULL AS there,
    coalesce(e.unit_id = d.unit_id AND e.subject = d.subject AND e.level = d.level AND e.due_on IS NOT DISTINCT FROM d.due
        AND coalesce(e.supersedes_id, 0) = d.supersedes, false) AS same
FROM unnest(@units::bigint[], @numbers::text[], @issuers::text[], @days::date[], @subjects::text[], @levels::text[], @dues::date[], @supersedes::bigint[])
    WITH ORDINALITY AS d (unit_id, number, issuer, day, subject, level, due, supersedes, position)
LEFT JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN documents o ON o.committee_id = @committee AND o.id = d.supersedes AND o.id <> @skip
LEFT JOIN documents e ON e.committee_id = @committee AND e.number = d.number AND e.issuer = d.issuer AND e.issued_on = d.day AND e.id <> @skip
ORDER BY d.position`

type knownDocument struct{ InScope, Replaced, Circle, There, Same bool }

func knownDocuments(ctx context.Context, tx pgx.Tx, scope authz.Scope, skip int64, drafts []Document) ([]knownDocument, error) {
	args := documentColumns(drafts)
	args["skip"] = skip
	rows, _ := tx.Query(ctx, knownDocumentsSQL, scope.Args(args))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[knownDocument])
	if err != nil {
		return nil, fmt.Errorf("look documents up: %w", err)
	}
	return list, nil
}

// documentColumns are drafts as the statements take them, one list for each column.
func documentColumns(drafts []Document) pgx.StrictNamedArgs {
	var units, supersedes []int64
	var numbers, issuers, subjects, levels []string
	var days []time.Time
	var dues []*time.Time
	for _, d := range drafts {
		units, supersedes, days, dues = append(units, d.UnitID), append(supersedes, d.Supersedes), append(days, d.IssuedOn), append(dues, orNull(d.DueOn))
		numbers, issuers = append(numbers, d.Number), append(issuers, d.Issuer)
		subjects, levels = append(subjects, d.Subject), append(levels, string(d.Level))
	}
	return pgx.StrictNamedArgs{
		"units": units, "supersedes": supersedes, "numbers": numbers, "issuers": issuers, "subjects": subjects, "levels": levels, "days": days, "dues": dues,
	}
}

func orNull(day time.Time) *time.Time {
	if day.IsZero() {
		return nil
	}
	return &day
}

const insertDocumentsSQL = `
INSERT INTO documents (committee_id, unit_id, number, issuer, issued_on, subject, level, due_on, supersedes_id, updated_at)
SELECT u.committee_id, u.id, d.number, d.issuer, d.day, d.subject, d.level, d.due, nullif(d.supersedes, 0), @now
FROM unnest(@units::bigint[], @numbers::text[], @issuers::text[], @days::date[], @subjects::text[], @levels::text[], @dues::date[], @supersedes::bigint[])
    WITH ORDINALITY AS d (unit_id, number, issuer, day, subject, level, due, supersedes, position)
JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY d.position
RETURNING id`

func insertDocuments(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, drafts []Document) ([]int64, error) {
	args := documentColumns(drafts)
	args["now"] = now
	rows, _ := tx.Query(ctx, insertDocumentsSQL, scope.Args(args))
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

const updateDocumentSQL = `
UPDATE documents d
SET unit_id = u.id, number = @number, issuer = @issuer, issued_on = @day, subject = @subject, level = @level, due_on = @due,
    supersedes_id = nullif(@supersedes::bigint, 0), version = d.version + 1, updated_at = @now
FROM units u
WHERE d.committee_id = @committee AND d.id = @id AND u.committee_id = @committee AND u.id = @unit AND u.path <@ ANY (@scope::text[]::ltree[])`

func updateDocument(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, id int64, d Document) error {
	_, err := tx.Exec(ctx, updateDocumentSQL, scope.Args(pgx.StrictNamedArgs{
		"id": id, "unit": d.UnitID, "number": d.Number, "issuer": d.Issuer, "day": d.IssuedOn, "subject": d.Subject, "level": string(d.Level),
		"due": orNull(d.DueOn), "supersedes": d.Supersedes, "now": now,
	}))
	return err
}

const (
	usedDocumentsSQL = `
SELECT d.number
FROM documents d
JOIN units u ON u.committee_id = d.committee_id AND u.id = d.unit_id
WHERE d.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND d.id = ANY (@ids)
    AND (EXISTS (SELECT FROM study_sessions s WHERE s.committee_id = d.committee_id AND s.document_id = d.id)
        OR EXISTS (SELECT FROM documents o WHERE o.committee_id = d.committee_id AND o.supersedes_id = d.id AND o.id <> ALL (@ids)))
LIMIT 1`
	deleteDocumentsSQL = `
DELETE FROM documents d
USING units u
WHERE d.committee_id = @committee AND d.id = ANY (@ids)
    AND u.committee_id = d.committee_id AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`
)

// deleteDocuments never removes a document that was studied: its sessions would speak of nothing.
func deleteDocuments(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) error {
	args := scope.Args(pgx.StrictNamedArgs{"ids": ids})
	var number string
	err := tx.QueryRow(ctx, usedDocumentsSQL, args).Scan(&number)
	if err == nil {
		return apperr.Conflict("Văn bản " + number + " đã có buổi học tập, hoặc được văn bản khác thay thế, nên không bỏ được. Nếu ghi sai thì sửa lại.")
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	_, err = tx.Exec(ctx, deleteDocumentsSQL, args)
	return err
}

const holdDocumentsSQL = `
SELECT d.id, d.version, d.unit_id, d.number, d.issuer, d.issued_on, d.subject, d.level, coalesce(d.due_on, '0001-01-01') AS due_on,
    coalesce(d.supersedes_id, 0) AS supersedes
FROM documents d
JOIN units u ON u.committee_id = d.committee_id AND u.id = d.unit_id
WHERE d.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND d.id = ANY (@ids)
ORDER BY d.id
FOR UPDATE OF d`

func holdDocuments(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) ([]record.Held[Document], error) {
	type row struct {
		ID      int64
		Version int
		Document
	}
	rows, _ := tx.Query(ctx, holdDocumentsSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids}))
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (record.Held[Document], error) {
		h, err := pgx.RowToStructByName[row](r)
		return record.Held[Document]{ID: h.ID, Version: h.Version, Draft: h.Document}, err
	})
}
