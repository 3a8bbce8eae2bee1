package yearend_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/worldtest"
	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
)

// lived gives Bình a year: two promises, three pieces of work, two shortcomings, and three months of which one is not whole.
func lived(t *testing.T, b bundle) {
	t.Helper()
	cell := b.World.Cell
	kept := b.PledgeItem(t, b.db, cell, b.binh, 2026, "Vận động 5 hộ hiến đất")
	broken := b.PledgeItem(t, b.db, cell, b.binh, 2026, "Dự đủ các kỳ sinh hoạt")
	onTime := b.Task(t, b.db, cell, b.binh, "Rà soát hộ nghèo", worldtest.Date(2026, 8, 1), worldtest.Date(2026, 8, 20))
	late := b.Task(t, b.db, cell, b.binh, "Nộp báo cáo quý", worldtest.Date(2026, 9, 1), worldtest.Date(2026, 9, 10))
	b.Task(t, b.db, cell, b.binh, "Vẽ bản đồ ấp", worldtest.Date(2026, 9, 15), worldtest.Date(2026, 12, 20))
	args := pgx.StrictNamedArgs{"c": b.Committee, "cell": cell.ID, "m": b.binh}
	with := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		for k, v := range args {
			more[k] = v
		}
		return more
	}
	worldtest.Exec(t, b.db, `UPDATE assignments SET state = 'done', done_on = CASE id WHEN @a THEN '2026-08-19'::date ELSE '2026-09-12'::date END
		WHERE committee_id = @c AND cell_id = @cell AND member_id = @m AND id IN (@a, @b)`, with(pgx.StrictNamedArgs{"a": onTime, "b": late}))
	worldtest.Exec(t, b.db, `INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, updated_at, updated_by)
		SELECT @c, @cell, v.month::date, @m, v.kind, v.item, v.mark, now(), 'thử' FROM (VALUES
			('2026-08-01', 'pledge', @kept::bigint, 'on_track'), ('2026-08-01', 'pledge', @broken::bigint, 'on_track'), ('2026-08-01', 'task', @a::bigint, 'done'),
			('2026-09-01', 'pledge', @kept, 'done'), ('2026-09-01', 'pledge', @broken, 'not_done'), ('2026-09-01', 'task', @b::bigint, 'done')) AS v (month, kind, item, mark)`,
		with(pgx.StrictNamedArgs{"kept": kept, "broken": broken, "a": onTime, "b": late}))
	worldtest.Exec(t, b.db, `INSERT INTO reviews (committee_id, cell_id, month, member_id, substantive, responsible, conduct, updated_at, updated_by)
		SELECT @c, @cell, m::date, @m, 'yes', 'partly', 'clear', now(), 'thử' FROM unnest(ARRAY['2026-08-01', '2026-09-01']) AS t (m)`, args)
	worldtest.Exec(t, b.db, `INSERT INTO cell_month_facts (committee_id, cell_id, month, until) SELECT @c, @cell, m::date, (m::date + interval '1 month')::date - 1
		FROM unnest(ARRAY['2026-08-01', '2026-09-01', '2026-10-01', '2026-11-01']) AS t (m)`, pgx.StrictNamedArgs{"c": b.Committee, "cell": cell.ID})
	worldtest.Exec(t, b.db, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, cause, action, first_due_on, due_on, rolls, state, verified_on, form_key, updated_at)
		VALUES (@c, @cell, @m, '2025-11-01', 'Nộp đảng phí trễ', '', 'Nộp trước ngày 10', '2026-02-10', '2026-02-10', 0, 'verified', '2026-02-12', gen_random_uuid(), now()),
			(@c, @cell, @m, '2026-09-01', 'Đi họp trễ', 'Chưa sắp xếp việc nhà', 'Có mặt trước giờ', '2026-10-15', '2026-12-15', 2, 'open', NULL, gen_random_uuid(), now()),
			(@c, @cell, @m, '2025-03-01', 'Việc đã xong năm trước', '', 'Xong', '2025-04-01', '2025-04-01', 0, 'verified', '2025-04-01', gen_random_uuid(), now())`, args)
}

func TestTheDraftSaysWhatTheRowsSay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	lived(t, b)
	r := b.get(t, b.Secretary, b.binh)
	draft := form.Prefill(r.Form, r.Facts)
	for key, want := range map[string][]string{
		// September lacks the map's mark, October everything; November still runs and is not counted.
		"quality": {"1 trên 3 kỳ", "Về làm thực chất: 2 kỳ tự nhận đạt.", "Về hết trách nhiệm: 2 kỳ tự nhận đạt một phần."},
		"duty":    {"Được giao 3 nhiệm vụ: 1 việc xong đúng hạn, 1 việc xong nhưng trễ hạn, 1 việc đang làm, còn trong hạn.", "Nộp báo cáo quý: hạn 10/09/2026, xong 12/09/2026."},
		"pledge":  {"Đã cam kết 2 nội dung: 1 nội dung đã giữ được, 1 nội dung chưa giữ được.", "Vận động 5 hộ hiến đất: đã giữ được, đã soi 2 kỳ."},
		"faults":  {"tôi nhận ra 1 hạn chế:", "Đi họp trễ.", "Có 1 nhiệm vụ được giao không kịp hạn.", "Chưa giữ được cam kết: dự đủ các kỳ sinh hoạt."},
		"causes":  {"Chưa sắp xếp việc nhà."},
		"mending": {"Có 2 việc tự sửa trong năm, trong đó 1 việc từ năm trước chuyển sang: 1 việc đã sửa xong và được xác nhận, 1 việc đang sửa.", "Có 1 việc phải dời hạn, việc dời nhiều nhất là 2 lần."},
		"plan":    {"tôi làm tiếp 3 việc:", "Có mặt trước giờ, xong trước ngày 15/12/2026."},
	} {
		for _, w := range want {
			if !strings.Contains(draft[key].Text, w) {
				t.Errorf("%s lacks %q:\n%s", key, w, draft[key].Text)
			}
		}
	}
}

func TestFiguresStandStillOnceTheFormIsHandedIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	lived(t, b)
	must(t, b.Save(ctx, b.Member, b.binh, 2026, whole("2C", 0), true))
	more := func() {
		b.Task(t, b.db, b.World.Cell, b.binh, "Việc mới giao thêm", worldtest.Date(2026, 11, 19), worldtest.Date(2026, 12, 20))
		worldtest.Exec(t, b.db, `UPDATE members SET state_post = state_post || 'Trưởng ấp' WHERE committee_id = @c AND id = @m`, pgx.StrictNamedArgs{"c": b.Committee, "m": b.binh})
	}
	more()
	if r := b.get(t, b.Secretary, b.binh); len(r.Facts.Tasks) != 3 || r.Person.StatePost != "" {
		t.Errorf("after handing in: %d tasks, post %q; want those of before", len(r.Facts.Tasks), r.Person.StatePost)
	}
	must(t, b.SendBack(ctx, b.Secretary, b.binh, 2026, 1, "Xem lại số liệu"))
	if r := b.get(t, b.Secretary, b.binh); len(r.Facts.Tasks) != 4 || r.Person.StatePost == "" || r.State != yearend.Draft {
		t.Errorf("sent back: %d tasks, post %q; want today's", len(r.Facts.Tasks), r.Person.StatePost)
	}
}
