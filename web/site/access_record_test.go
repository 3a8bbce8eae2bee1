package site

import (
	"context"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/web/kit"
)

// oneRecord makes one record of each book in the first cell, by the book's word.
var oneRecord = map[string]string{
	kit.AwardsWord: `INSERT INTO awards (committee_id, unit_id, level, kind, subject, title, decided_on, updated_at)
		VALUES (@committee, @cell, 'grassroots', 'award', 'unit', 'Giấy khen', '2026-05-19', now()) RETURNING id`,
}

func recordsOf(t *testing.T, tx pgx.Tx, w world) map[string]int64 {
	t.Helper()
	ids := map[string]int64{}
	for word, sql := range oneRecord {
		var id int64
		if err := tx.QueryRow(context.Background(), sql, pgx.StrictNamedArgs{"committee": w.Committee, "cell": w.Cell.ID}).Scan(&id); err != nil {
			t.Fatalf("%s: %v", word, err)
		}
		ids[word] = id
	}
	return ids
}

func init() {
	targets["GET "+kit.BooksPath] = fixed(kit.BooksPath)
	for word := range oneRecord {
		step := func(step string) target {
			return target{path: func(w world) string { return kit.RecordPath(word, w.records[word], step) }, object: true,
				body: url.Values{"version": {"1"}, "reason": {"Ghi nhầm dòng này"}}}
		}
		at := "/" + word
		targets["GET "+at], targets["GET "+at+"/tep"] = fixed(at), fixed(at+"/tep")
		targets["GET "+at+"/moi"], targets["POST "+at+"/moi"] = fixed(at+"/moi"), fixed(at+"/moi")
		targets["GET "+at+"/{record}"] = step("")
		targets["GET "+at+"/{record}/sua"], targets["POST "+at+"/{record}/sua"] = step("sua"), step("sua")
		targets["POST "+at+"/{record}/bo"] = step("bo")
	}
}
