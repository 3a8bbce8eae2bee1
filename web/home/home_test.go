package home_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/home"
	"tusoi/web/kit"
)

type bundle struct {
	worldtest.World
	pages *home.Pages
	tx    pgx.Tx
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bundle{World: worldtest.New(t, tx), tx: tx}
	p := portal.New(tx, worldtest.Clock)
	b.pages = &home.Pages{Packet: p.Packet, Remedy: p.Remedy, Pledge: p.Pledge, Milestone: p.Milestone, Workload: p.Workload, Notice: p.Notice, YearEnd: p.YearEnd, Now: worldtest.Clock}
	return b
}

func (b bundle) page(t *testing.T, actor authz.Actor) string {
	t.Helper()
	w := httptest.NewRecorder()
	if err := b.pages.Show(w, kit.WithActor(httptest.NewRequest(http.MethodGet, kit.HomePath, nil), actor)); err != nil {
		t.Fatalf("%s: %v", actor.Name, err)
	}
	return w.Body.String()
}

// Everybody finds what they have to do themselves, and nothing of their neighbours.
func TestEachRoleFindsItsOwnWork(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.PledgeItem(t, b.tx, b.Cell, b.Members[b.Cell.ID][1], 2026, "Vận động 5 hộ hiến đất")
	cells := pgx.StrictNamedArgs{"c": b.Committee, "cell": b.Cell.ID, "sister": b.Sister.ID, "far": b.Far.ID, "grass": b.GrassCell.ID, "m": b.Members[b.Cell.ID][1]}
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, sent_at, first_sent_at, sent_by) VALUES
		(@c, @sister, '2026-11-01', 'sent', '2026-11-19', '2026-11-19', 'Bí thư'), (@c, @grass, '2026-11-01', 'sent', '2026-11-19', '2026-11-19', 'Bí thư')`,
		pgx.StrictNamedArgs{"c": cells["c"], "sister": cells["sister"], "grass": cells["grass"]})
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, return_reason, sent_at, first_sent_at)
		VALUES (@c, @cell, '2026-10-01', 'returned', 'Ghi rõ thêm việc tự sửa', '2026-10-19', '2026-10-19')`,
		pgx.StrictNamedArgs{"c": cells["c"], "cell": cells["cell"]})
	worldtest.Exec(t, b.tx, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on, due_on, form_key, updated_at)
		VALUES (@c, @cell, @m, '2026-10-01', 'Đi họp trễ', 'Có mặt trước giờ', '2026-11-15', '2026-11-15', gen_random_uuid(), now())`,
		pgx.StrictNamedArgs{"c": cells["c"], "cell": cells["cell"], "m": cells["m"]})
	for _, tc := range []struct {
		actor    authz.Actor
		has, not []string
	}{
		{b.Secretary, []string{"Nhập tháng 11/2026", "Ghi rõ thêm việc tự sửa", "Đi họp trễ", "quá hạn 5 ngày"}, []string{b.Sister.Name, b.Far.Name, "Xem và duyệt"}},
		{b.SisterSecretary, nil, []string{b.Cell.Name, "Đi họp trễ", "Nhập tháng 11/2026"}},
		{b.Grassroots, []string{b.Sister.Name, "Xem và duyệt"}, []string{b.Far.Name, b.GrassCell.Name}},
		{b.Office, []string{b.GrassCell.Name, "Xem và duyệt", kit.DashboardPath, kit.ImportsPath}, []string{b.StrangerCell.Name}},
		{b.Leader, []string{kit.DashboardPath}, []string{"Xem và duyệt", "Nhập tháng"}},
		{b.Admin, []string{kit.ImportsPath}, []string{"Đi họp trễ", "Xem và duyệt"}},
		{b.Member, []string{"Vận động 5 hộ hiến đất", "hạn 31/12/2026"}, []string{"Nhập tháng", kit.ImportsPath, b.Sister.Name}},
	} {
		page := b.page(t, tc.actor)
		for _, want := range tc.has {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not find %q:\n%s", tc.actor.Name, want, page)
			}
		}
		for _, other := range tc.not {
			if strings.Contains(page, other) {
				t.Errorf("%s finds %q", tc.actor.Name, other)
			}
		}
	}
}

func TestWhatIsMendedTooSlowlyIsSeenByOwnerCellAndTheCommitteeDirectlyAbove(t *testing.T) {
	t.Parallel()
	b := setup(t)
	worldtest.Exec(t, b.tx, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on, due_on, rolls, state, reported_on, form_key, updated_at)
		VALUES (@c, @cell, @m, '2026-08-01', 'Góp ý nể nang', 'Góp ý', '2026-09-15', '2027-03-15', 3, 'in_progress', NULL, gen_random_uuid(), now()),
			(@c, @cell, @m, '2026-10-01', 'Hạn còn xa', 'Làm', '2027-03-15', '2027-03-15', 0, 'open', NULL, gen_random_uuid(), now()),
			(@c, @cell, NULL, '2026-10-01', 'Nộp đảng phí chậm', 'Nộp', '2027-01-15', '2027-01-15', 0, 'reported', '2026-11-15', gen_random_uuid(), now())`,
		pgx.StrictNamedArgs{"c": b.Committee, "cell": b.Cell.ID, "m": b.Members[b.Cell.ID][1]})
	slow, far, whole := "Góp ý nể nang", "Hạn còn xa", "Nộp đảng phí chậm"
	for _, tc := range []struct {
		actor    authz.Actor
		has, not []string
	}{
		{b.Secretary, []string{slow, `class="late"`, "đã dời 3 lần", kit.RemediesPath}, []string{far, whole}},
		{b.Grassroots, []string{slow, "Trần Thị Bình", whole, "chờ cấp ủy xác nhận"}, []string{far}},
		{b.Member, []string{slow, far, kit.OwnRemediesPath}, []string{whole}},
		{b.Office, nil, []string{slow, far, whole}}, {b.Leader, nil, []string{slow, whole}}, {b.SisterSecretary, nil, []string{slow, whole}},
	} {
		page := b.page(t, tc.actor)
		for _, want := range tc.has {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not find %q", tc.actor.Name, want)
			}
		}
		for _, other := range tc.not {
			if strings.Contains(page, other) {
				t.Errorf("%s finds %q", tc.actor.Name, other)
			}
		}
	}
}

func TestWhoWasRemindedReadsItFirst(t *testing.T) {
	t.Parallel()
	b := setup(t)
	worldtest.Exec(t, b.tx, `INSERT INTO reminders (committee_id, cell_id, user_id, given_on, month, given_at, given_by, from_name)
		VALUES (@c, @u, @by, '2026-11-19', '2026-11-01', now(), 'Bí thư', 'Đảng ủy xã Một')`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": b.Cell.ID, "by": b.Grassroots.User})
	words := "Đảng ủy xã Một nhắc: gửi hồ sơ tháng 11/2026 của Chi bộ ấp Đông."
	if page := b.page(t, b.Secretary); !strings.Contains(page, words) || !strings.Contains(page, "Nhắc ngày 19/11/2026.") {
		t.Errorf("the secretary does not read it:\n%s", page)
	}
	for _, a := range []authz.Actor{b.SisterSecretary, b.Member, b.Grassroots} {
		if page := b.page(t, a); strings.Contains(page, "nhắc: gửi") {
			t.Errorf("%s reads it", a.Name)
		}
	}
}

func TestGivenWorkThatIsDueIsSeenByWhomItAsksAndByWhoGaveIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	member := b.Members[b.Cell.ID][1]
	b.Task(t, b.tx, b.Cell, member, "Rà soát hộ nghèo", worldtest.Date(2026, 11, 2), worldtest.Date(2026, 11, 15))
	b.Task(t, b.tx, b.Cell, member, "Việc còn xa hạn", worldtest.Date(2026, 11, 2), worldtest.Date(2027, 3, 15))
	done := b.Task(t, b.tx, b.Cell, member, "Việc đã báo xong", worldtest.Date(2026, 11, 2), worldtest.Date(2026, 11, 15))
	worldtest.Exec(t, b.tx, `UPDATE assignments SET state = 'done', done_on = '2026-11-14' WHERE id = @id`, pgx.StrictNamedArgs{"id": done})
	for _, tc := range []struct {
		actor    authz.Actor
		has, not []string
	}{
		{b.Secretary, []string{"Rà soát hộ nghèo", "quá hạn 5 ngày", kit.MyTasksPath}, []string{"Việc còn xa hạn", "chờ nghiệm thu"}},
		{b.Office, []string{"1 phần việc đã báo xong, chờ nghiệm thu"}, []string{"Rà soát hộ nghèo"}},
		{b.SisterSecretary, nil, []string{"Rà soát hộ nghèo", "chờ nghiệm thu"}}, {b.Admin, nil, []string{"chờ nghiệm thu"}},
	} {
		page := b.page(t, tc.actor)
		for _, want := range tc.has {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not find %q", tc.actor.Name, want)
			}
		}
		for _, other := range tc.not {
			if strings.Contains(page, other) {
				t.Errorf("%s finds %q", tc.actor.Name, other)
			}
		}
	}
}

func TestYearEndFormsWaitWithTheirNumbersAndOnlyForWhomTheyConcern(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i, state := range []string{"submitted", "commented", "draft"} {
		worldtest.Exec(t, b.tx, `INSERT INTO year_reviews (committee_id, member_id, cell_id, year, form, state, self_level, submitted_at, frozen, cell_level, commented_at, updated_at, updated_by)
			VALUES (@c, @m, @cell, 2026, '2C', @state, 'good', now(), '{}', 'good', now(), now(), 'thử')`,
			pgx.StrictNamedArgs{"c": b.Committee, "m": b.Members[b.Cell.ID][[]int{2, 3, 1}[i]], "cell": b.Cell.ID, "state": state})
	}
	comment, decide := kit.UnitYearPath(b.Cell.ID, 2026), kit.UnitYearStepPath(b.Cell.ID, 2026, "quyet-dinh")
	waits, rates := b.Cell.Name+": 1 bản chờ chi ủy nhận xét", b.Cell.Name+": 1 bản chờ xếp loại"
	for _, tc := range []struct {
		actor    authz.Actor
		has, not []string
	}{
		{b.Secretary, []string{waits, `href="` + comment + `"`, "Bản tự kiểm điểm năm 2026 của tôi", "Chưa viết; tự viết được đến hết ngày 31/03/2027"}, []string{rates}},
		{b.Grassroots, []string{rates, `href="` + decide + `"`}, []string{waits, "Bản tự kiểm điểm"}},
		{b.Member, []string{"Đang viết, chưa nộp", `href="` + kit.OwnYearPath(2026) + `"`}, []string{waits, rates}},
		{b.SisterSecretary, []string{"Bản tự kiểm điểm năm 2026 của tôi"}, []string{waits, rates}},
		{b.Office, nil, []string{waits, rates, "Kiểm điểm cuối năm"}}, {b.Admin, nil, []string{waits, rates, "Kiểm điểm cuối năm"}},
	} {
		page := b.page(t, tc.actor)
		for _, want := range tc.has {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not find %q", tc.actor.Name, want)
			}
		}
		for _, other := range tc.not {
			if strings.Contains(page, other) {
				t.Errorf("%s finds %q", tc.actor.Name, other)
			}
		}
	}
}
