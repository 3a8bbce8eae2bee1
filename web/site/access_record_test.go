package site

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/web/kit"
)

// oneRecord makes one record of each book in the first cell, by the book's word; kind is how its files name it.
var oneRecord = map[string]struct{ kind, sql string }{
	kit.AwardsWord: {"award", `INSERT INTO awards (committee_id, unit_id, level, kind, subject, title, decided_on, updated_at)
		VALUES (@committee, @cell, 'grassroots', 'award', 'unit', 'Giấy khen', '2026-05-19', now()) RETURNING id`},
	kit.DocumentsWord: {"document", `INSERT INTO documents (committee_id, unit_id, number, issuer, issued_on, subject, updated_at)
		VALUES (@committee, @cell, '1-KL/TW', 'Trung ương', '2026-01-02', 'Việc thử', now()) RETURNING id`},
	kit.SessionsWord: {"study", `WITH d AS (INSERT INTO documents (committee_id, unit_id, number, issuer, issued_on, subject, updated_at)
			VALUES (@committee, @cell, '2-KL/TW', 'Trung ương', '2026-01-02', 'Việc thử', now()) RETURNING id)
		INSERT INTO study_sessions (committee_id, unit_id, document_id, held_on, expected, attended, updated_at)
		SELECT @committee, @cell, d.id, '2026-02-02', 4, 4, now() FROM d RETURNING id`},
	kit.InspectionsWord: {"inspection", `INSERT INTO inspections (committee_id, unit_id, target_id, body, kind, form, subject, planned_on, whole_month)
		VALUES (@committee, @cell, @cell, 'cell', 'inspection', 'thematic', 'Việc thử', '2026-09-30', true) RETURNING id`},
	kit.ModelsWord: {"model", `INSERT INTO model_registrations (committee_id, unit_id, year, registered_on)
		VALUES (@committee, @cell, 2026, '2026-01-20') RETURNING id`},
	kit.ComplaintsWord: {"", `INSERT INTO complaint_counts (committee_id, unit_id, month, received, settled)
		VALUES (@committee, @cell, '2026-09-01', 1, 1) RETURNING id`},
	kit.DisciplinesWord: {"discipline", `INSERT INTO disciplines (committee_id, unit_id, form, level, decided_on, updated_at)
		VALUES (@committee, @cell, 'warning', 'grassroots', '2026-05-19', now()) RETURNING id`},
	kit.MeetingsWord: {"meeting", `INSERT INTO meetings (committee_id, cell_id, held_on, kind, expected, attended, updated_at)
		VALUES (@committee, @cell, '2026-05-19', 'regular', 3, 3, now()) RETURNING id`},
}

// kept is a record and its file.
type kept struct{ record, file int64 }

func recordsOf(t *testing.T, tx pgx.Tx, w world) map[string]kept {
	t.Helper()
	ctx, all := context.Background(), map[string]kept{}
	for word, one := range oneRecord {
		var k kept
		if err := tx.QueryRow(ctx, one.sql, pgx.StrictNamedArgs{"committee": w.Committee, "cell": w.Cell.ID}).Scan(&k.record); err != nil {
			t.Fatalf("%s: %v", word, err)
		}
		if one.kind == "" { // its records have no files
			all[word] = k
			continue
		}
		if err := tx.QueryRow(ctx, `INSERT INTO attachments (committee_id, unit_id, owner_kind, owner_id, name, media_type, size, sha256, created_at, created_by)
			VALUES ($1, $2, $3, $4, 'x.pdf', 'application/pdf', 1, sha256('x'), now(), 'thử') RETURNING id`,
			w.Committee, w.Cell.ID, one.kind, k.record).Scan(&k.file); err != nil {
			t.Fatalf("%s: %v", word, err)
		}
		all[word] = k
	}
	return all
}

func init() {
	targets["GET "+kit.BooksPath] = fixed(kit.BooksPath)
	targets["GET "+kit.DisciplineCountsPath] = fixed(kit.DisciplineCountsPath)
	targets["GET "+kit.InspectionPlanPath] = inCell(kit.InspectionPlanPath+"?don-vi=%d", nil)
	targets["GET "+kit.InspectionPlanPrintPath] = inCell(kit.InspectionPlanPrintPath+"?don-vi=%d&nam=2026", nil)
	targets["GET "+kit.InspectionPlanFilePath] = inCell(kit.InspectionPlanFilePath+"?don-vi=%d&nam=2026", nil)
	for _, path := range []string{kit.RegisterManyPath, kit.RecogniseManyPath} {
		targets["GET "+path] = inCell(path+"?don-vi=%d", nil)
		targets["POST "+path] = target{path: fixed(path).path, field: func(w world) url.Values { return url.Values{"nam": {"2026"}, "don-vi": {fmt.Sprint(w.Cell.ID)}} }, object: true}
	}
	targets["GET "+kit.MeetingBlankAt] = target{path: func(w world) string { return kit.MeetingBlankPath(w.Cell.ID) }, object: true}
	for _, step := range []string{"bien-ban", "bien-ban.pdf", "cham"} {
		at := "/" + kit.MeetingsWord + "/{record}/" + step
		one := target{path: func(w world) string {
			return kit.RecordPath(kit.MeetingsWord, w.records[kit.MeetingsWord].record, step)
		}, object: true,
			body: url.Values{"version": {"1"}, "7.1": {"1"}}}
		if targets["GET "+at] = one; step == "cham" {
			targets["POST "+at] = one
		}
	}
	for word, one := range oneRecord {
		step := func(step string) target {
			return target{path: func(w world) string { return kit.RecordPath(word, w.records[word].record, step) }, object: true,
				body: url.Values{"version": {"1"}, "reason": {"Ghi nhầm dòng này"}}}
		}
		at := "/" + word
		targets["GET "+at], targets["GET "+at+"/tep"] = fixed(at), fixed(at+"/tep")
		targets["GET "+at+"/moi"], targets["POST "+at+"/moi"] = fixed(at+"/moi"), fixed(at+"/moi")
		targets["GET "+at+"/{record}"] = step("")
		targets["GET "+at+"/{record}/sua"], targets["POST "+at+"/{record}/sua"] = step("sua"), step("sua")
		targets["POST "+at+"/{record}/bo"] = step("bo")
		if one.kind == "" {
			continue
		}
		targets["POST "+at+"/{record}/tep"] = step("tep")
		file := func(step string) target {
			return target{path: func(w world) string {
				return kit.RecordPath(word, w.records[word].record, fmt.Sprint("tep/", w.records[word].file, step))
			}, object: true}
		}
		targets["GET "+at+"/{record}/tep/{file}"], targets["POST "+at+"/{record}/tep/{file}/bo"] = file(""), file("/bo")
	}
}
