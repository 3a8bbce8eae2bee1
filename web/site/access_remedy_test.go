package site

import (
	"context"
	"maps"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/web/kit"
)

// remedyTargets are the rows of the pages of remedies and their themes.
var remedyTargets = map[string]target{
	"GET /viec-tu-sua":                                 inCell("/viec-tu-sua?don-vi=%d", nil),
	"GET /viec-tu-sua.xlsx":                            inCell("/viec-tu-sua.xlsx?don-vi=%d", nil),
	"GET /viec-tu-sua/chu-de":                          inCell("/viec-tu-sua/chu-de?don-vi=%d", nil),
	"GET /viec-tu-sua/moi":                             inCell("/viec-tu-sua/moi?don-vi=%d", nil),
	"POST /viec-tu-sua/moi":                            {path: func(world) string { return kit.NewRemedyPath }, object: true, field: foundInCell},
	"GET /viec-tu-sua/{remedy}":                        {path: func(w world) string { return kit.RemedyPagePath(w.remedy) }, object: true},
	"POST /viec-tu-sua/{remedy}/buoc/tien-do":          onRemedyPage("tien-do"),
	"POST /viec-tu-sua/{remedy}/buoc/bao-xong":         onRemedyPage("bao-xong"),
	"POST /viec-tu-sua/{remedy}/buoc/doi-han":          onRemedyPage("doi-han"),
	"POST /viec-tu-sua/{remedy}/buoc/xac-nhan":         onRemedyPage("xac-nhan"),
	"POST /viec-tu-sua/{remedy}/buoc/chua-dat":         onRemedyPage("chua-dat"),
	"POST /viec-tu-sua/{remedy}/buoc/chu-de":           onRemedyPage("chu-de"),
	"POST /viec-tu-sua/{remedy}/buoc/lap-lai":          onRemedyPage("lap-lai"),
	"POST /viec-tu-sua/{remedy}/tep":                   {path: func(w world) string { return kit.FilesPath(kit.RemedyPagePath(w.remedy)) }, object: true},
	"GET /viec-tu-sua/{remedy}/tep/{file}":             {path: func(w world) string { return kit.FilePath(kit.RemedyPagePath(w.remedy), w.file) }, object: true},
	"POST /viec-tu-sua/{remedy}/tep/{file}/bo":         {path: func(w world) string { return kit.DropFilePath(kit.RemedyPagePath(w.remedy), w.file) }, object: true},
	"POST /viec-tu-sua-cua-toi/{remedy}/tep":           {path: func(w world) string { return kit.FilesPath(kit.OwnRemedyPagePath(w.remedy)) }},
	"GET /viec-tu-sua-cua-toi/{remedy}/tep/{file}":     {path: func(w world) string { return kit.FilePath(kit.OwnRemedyPagePath(w.remedy), w.file) }},
	"POST /viec-tu-sua-cua-toi/{remedy}/tep/{file}/bo": {path: func(w world) string { return kit.DropFilePath(kit.OwnRemedyPagePath(w.remedy), w.file) }},
	"GET /viec-tu-sua-cua-toi/{remedy}":                {path: func(w world) string { return kit.OwnRemedyPagePath(w.remedy) }},
	"POST /viec-tu-sua-cua-toi/{remedy}/buoc/tien-do":  {path: func(w world) string { return kit.OwnRemedyStepPath(w.remedy, "tien-do") }},
	"POST /viec-tu-sua-cua-toi/{remedy}/buoc/bao-xong": {path: func(w world) string { return kit.OwnRemedyStepPath(w.remedy, "bao-xong") }},
	"GET /cap-uy/chu-de":                               fixed(kit.ThemesPath),
	"POST /cap-uy/chu-de":                              fixed(kit.ThemesPath),
	"POST /cap-uy/chu-de/{theme}/doi-ten":              ofTheme("doi-ten"),
	"POST /cap-uy/chu-de/{theme}/thoi":                 ofTheme("thoi"),
	"POST /cap-uy/chu-de/{theme}/dung-lai":             ofTheme("dung-lai"),
}

func init() { maps.Copy(targets, remedyTargets) }

// proofOf gives the world's remedy a file.
func proofOf(t *testing.T, tx pgx.Tx, w world) (id int64) {
	t.Helper()
	err := tx.QueryRow(context.Background(), `WITH c AS (INSERT INTO attachment_contents (committee_id, sha256, data) VALUES ($1, sha256('x'), 'x') RETURNING sha256)
		INSERT INTO attachments (committee_id, unit_id, owner_kind, owner_id, name, media_type, size, sha256, created_at, created_by)
		SELECT $1, $2, 'remedy', $3, 'x.pdf', 'application/pdf', 1, c.sha256, now(), 'thử' FROM c RETURNING id`, w.Committee, w.Cell.ID, w.remedy).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
