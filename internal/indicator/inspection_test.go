package indicator_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

// Figures of a month tell of a cell that a discipline took the model away in its half-year, never in which month; who checked whom is named by
// organisation, never by member.
func TestFiguresOfInspectionCountAndTellNeitherDayNorName(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	s, ctx := service(tx), context.Background()
	args := pgx.StrictNamedArgs{"c": w.Committee, "cell": w.Cell.ID, "sister": w.Sister.ID, "org": w.Org.ID, "member": w.Members[w.Cell.ID][1]}
	for _, sql := range []string{
		`INSERT INTO inspections (committee_id, unit_id, target_id, member_id, kind, form, subject, in_plan, planned_on, done_on) VALUES
			(@c, @cell, @cell, @member, 'inspection', 'thematic', 'Đảng phí', true, '2026-09-30', '2026-09-21'), (@c, @cell, @cell, @member, 'inspection', 'thematic', 'Đảng phí', true, '2026-09-30', NULL),
			(@c, @org, @cell, @member, 'supervision', 'regular', 'Tự soi', true, '2026-09-30', NULL), (@c, @org, @cell, @member, 'inspection', 'signs', 'Vận động', false, '2026-09-02', NULL)`,
		`INSERT INTO model_registrations (committee_id, unit_id, year, registered_on, disciplined_on) VALUES (@c, @cell, 2026, '2026-01-20', '2026-11-05')`,
		`INSERT INTO model_registrations (committee_id, unit_id, year, registered_on, recognised_on, recognised_number) VALUES (@c, @sister, 2026, '2026-01-20', '2026-09-15', '31-QĐ/HU')`,
		`INSERT INTO complaint_counts (committee_id, unit_id, month, received, settled) VALUES (@c, @org, '2026-08-01', 5, 1), (@c, @org, '2026-09-01', 1, 3), (@c, @cell, '2026-09-01', 2, 0)`,
	} {
		used := pgx.StrictNamedArgs{}
		for name, v := range args {
			if strings.Contains(sql, "@"+name) && (name != "c" || strings.Contains(sql, "@c,")) {
				used[name] = v
			}
		}
		worldtest.Exec(t, tx, sql, used)
	}
	for _, tc := range []struct {
		key      string
		p        period.Period
		num, den int64
		rows     int
	}{
		{"inspections_done", period.Month(2026, 9), 1, 2, 2}, {"supervisions_done", period.Month(2026, 9), 0, 1, 1}, {"checks_outside_plan", period.Month(2026, 9), 1, 0, 1},
		{"inspections_done", period.Month(2026, 8), 0, 0, 0}, {"ktgs_registered", period.Month(2026, 9), 2, 0, 2}, {"ktgs_kept", period.Month(2026, 6), 2, 2, 2},
		{"ktgs_kept", period.Month(2026, 8), 1, 2, 2}, {"ktgs_kept", period.Month(2026, 11), 1, 2, 2}, {"ktgs_lost", period.Month(2026, 8), 1, 0, 1}, {"ktgs_lost", period.Half(2026, 1), 0, 0, 0},
		{"ktgs_recognised", period.Month(2026, 9), 1, 0, 1}, {"complaints_received", period.Month(2026, 9), 3, 0, 2}, {"complaints_settled", period.Month(2026, 9), 3, 0, 1},
		{"complaints_pending", period.Month(2026, 9), 4, 0, 2}, {"complaints_pending", period.Month(2026, 8), 4, 0, 1},
	} {
		f := figure(t, s, w.Leader, w.Root.ID, tc.p, tc.key)
		e, err := s.Evidence(ctx, w.Leader, tc.key, w.Root.ID, tc.p, 1, 10)
		var num, den int64
		for _, r := range e.Rows {
			num, den = num+r.Num, den+r.Den
			if text := r.Title + r.Detail; strings.Contains(text, "Bình") || strings.Contains(text, "05/11") || r.On != nil && r.On.Equal(worldtest.Date(2026, 11, 5)) {
				t.Errorf("%s tells %q", tc.key, text)
			}
		}
		if err != nil || f.Num != tc.num || f.Den != tc.den || num != tc.num || den != tc.den || len(e.Rows) != tc.rows {
			t.Errorf("%s in %s: %d of %d, rows %d with %d of %d, %v; want %d of %d in %d", tc.key, tc.p, f.Num, f.Den, len(e.Rows), num, den, err, tc.num, tc.den, tc.rows)
		}
	}
}
