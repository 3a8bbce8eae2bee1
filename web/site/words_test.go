package site

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

// What a member mends is read by the cell and the committee directly above it, field by field; who stands higher finds on every
// page that it is there, and neither its words nor whose it is.
func TestNoFieldOfARemedyIsReadAboveTheCommitteeDirectlyAbove(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	fields := []string{"Hạn chế kín", "Nguyên nhân kín", "Cách sửa kín", "Kết quả kín", "Trả lại kín", "Căn cứ kín", "Số văn bản kín", "Tiến độ kín"}
	var id int64
	err := tx.QueryRow(t.Context(), `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, source, source_on, source_basis, shortcoming, cause, action, first_due_on, due_on,
			rolls, state, result, reported_on, returns, return_reason, evidence_number, form_key, updated_at)
		VALUES ($1, $2, $3, '2026-11-01', 'inspection', '2026-11-02', 'Căn cứ kín', 'Hạn chế kín', 'Nguyên nhân kín', 'Cách sửa kín', '2026-11-10', '2026-11-15',
			1, 'in_progress', 'Kết quả kín', '2026-11-12', 1, 'Trả lại kín', 'Số văn bản kín', gen_random_uuid(), now()) RETURNING id`,
		w.Committee, w.Cell.ID, w.Members[w.Cell.ID][1]).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	worldtest.Exec(t, tx, `INSERT INTO remedy_notes (committee_id, remedy_id, at, by_name, words, form_key) VALUES (@c, @id, now(), 'Bí thư', 'Tiến độ kín', gen_random_uuid())`,
		pgx.StrictNamedArgs{"c": w.Committee, "id": id})
	worldtest.Exec(t, tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at, sent_by) VALUES (@c, @u, '2026-11-01', 'sent', now(), now(), 'Bí thư')`,
		pgx.StrictNamedArgs{"c": w.Committee, "u": w.Cell.ID})
	november := period.Month(2026, 11)
	p := portal.New(tx, worldtest.Clock)
	if err := p.Indicator.RefreshTx(t.Context(), tx, w.Committee, []period.Period{november}); err != nil {
		t.Fatal(err)
	}
	s := &Site{Portal: p, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	sheet, packet := kit.SheetPath(w.Cell.ID, november), kit.PacketPath(w.Cell.ID, november)
	paths := []string{
		kit.HomePath, sheet, kit.SheetPrintPath(w.Cell.ID, november), kit.SheetPrintPath(w.Cell.ID, november) + "?trong=1", packet, kit.RemediesPath, kit.RemediesPath + ".xlsx",
		kit.RemedyPagePath(id), kit.RemedyTablePath, kit.MemberPath(w.Members[w.Cell.ID][1]), kit.ReportPath(w.Cell.ID, november), kit.AuditPath,
		kit.EvidencePath("remedies_open", w.Cell.ID, november), kit.EvidencePath("remedies_overdue", w.Root.ID, november),
	}
	for name, who := range map[string]struct {
		actor authz.Actor
		reads bool
	}{
		"the cell": {w.Secretary, true}, "the committee directly above": {w.Grassroots, true}, "the office": {w.Office, false}, "the inspection board": {w.Inspector, false}, "the leader": {w.Leader, false},
		"the administrator": {w.Admin, false}, "the sister": {w.SisterSecretary, false}, "another committee": {w.Stranger, false},
	} {
		as := func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { next.ServeHTTP(rw, kit.WithActor(r, who.actor)) })
		}
		read := map[string]bool{}
		for _, path := range paths {
			_, body := answer(s.handler(as), visit(path))
			for _, f := range fields {
				if strings.Contains(body, f) {
					read[f] = true
					if !who.reads {
						t.Errorf("%s reads %q at %s", name, f, path)
					}
				}
			}
			if !who.reads && strings.Contains(path, "viec-tu-sua") && strings.Contains(body, "Trần Thị Bình") {
				t.Errorf("%s reads whose it is at %s", name, path)
			}
		}
		if who.reads && len(read) != len(fields) {
			t.Errorf("%s reads only %v", name, read)
		}
	}
	as := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { next.ServeHTTP(rw, kit.WithActor(r, w.Office)) })
	}
	for _, path := range []string{sheet, packet} {
		_, body := answer(s.handler(as), visit(path))
		_, mending, found := strings.Cut(body, "Việc tự sửa trong chi bộ")
		if !found || !strings.Contains(mending, "Việc tự sửa số") || strings.Contains(mending, "Trần Thị Bình") {
			t.Errorf("the office does not find at %s that a remedy is there, under nobody's name", path)
		}
		if path == packet && !strings.Contains(body, "1 hạn chế đang sửa") {
			t.Errorf("at %s the office counts other remedies than the cell", path)
		}
	}
}
