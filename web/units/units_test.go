package units

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/deadline"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

type bundle struct {
	worldtest.World
	pages *Pages
	tx    pgx.Tx
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	return bundle{worldtest.New(t, tx), &Pages{
		Committee: &committee.Service{DB: tx, Now: worldtest.Clock},
		Org:       &org.Service{DB: tx, Now: worldtest.Clock}, Roll: &roll.Service{DB: tx, Now: worldtest.Clock}, Deadline: &deadline.Service{DB: tx, Now: worldtest.Clock},
		Packet: &packet.Service{DB: tx, Now: worldtest.Clock}, Audit: &audit.Service{DB: tx}, Now: worldtest.Clock,
	}, tx}
}

// get asks for an address as an actor and gives the page, or the error that the site would answer.
func (b bundle) get(t *testing.T, actor authz.Actor, target string) (string, error) {
	t.Helper()
	var failed error
	serve := func(h kit.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { failed = h(w, kit.WithActor(r, actor)) }
	}
	router := chi.NewRouter()
	router.Get("/to-chuc", serve(b.pages.Index))
	router.Get("/to-chuc/{unit}", serve(b.pages.Show))
	w := httptest.NewRecorder()
	router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w.Body.String(), failed
}

func TestTheCommitteesPageCountsItsOrganisations(t *testing.T) {
	t.Parallel()
	b := setup(t)
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at, sent_by)
		VALUES (@c, @u, '2026-11-01', 'sent', '2026-11-19', '2026-11-19', 'Bí thư')`, pgx.StrictNamedArgs{"c": b.Committee, "u": b.Cell.ID})
	page, err := b.get(t, b.Office, "/to-chuc")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"<h1>Huyện ủy Thử</h1>", "Đảng bộ cơ sở (2)", "Chi bộ cơ sở (1)", "1/2 chi bộ đã gửi", "0/2 chi bộ đã gửi",
		kit.UnitPath(b.World.Org.ID), kit.PacketPath(b.GrassCell.ID, period.Month(2026, 11)),
		kit.PacketsOfPath(period.Month(2026, 11)), `<strong class="tile-value">20</strong>`, `<strong class="tile-value">1/5</strong>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestEverybodySeesTheirPartAndTheirLinks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	month := period.Month(2026, 11)
	for _, tc := range []struct {
		name      string
		actor     authz.Actor
		unit      int64
		has, lack []string
	}{
		{"secretary", b.Secretary, b.Cell.ID,
			[]string{b.Cell.Name, b.World.Org.Name, kit.SheetPath(b.Cell.ID, month), "Đang ghi", "?don-vi="},
			[]string{kit.UnitPath(b.World.Org.ID), b.Sister.Name, kit.RankingOfPath(period.Half(2026, 2))}},
		{"grassroots committee", b.Grassroots, b.World.Org.ID,
			[]string{b.Cell.Name, b.Sister.Name, kit.PacketPath(b.Sister.ID, month), kit.DashboardOfPath(b.World.Org.ID, month)[:10]},
			[]string{b.Far.Name, kit.UnitPath(b.Root.ID) + `"`}},
		{"leader", b.Leader, b.World.Org.ID, []string{"Đang ghi"}, []string{kit.PacketPath(b.Cell.ID, month)}},
		{"administrator", b.Admin, b.Cell.ID, []string{b.Cell.Name, "Đảng viên"}, []string{"Hồ sơ tự soi", kit.SheetPath(b.Cell.ID, month), kit.ReportsPath}},
	} {
		page, err := b.get(t, tc.actor, kit.UnitPath(tc.unit))
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
		}
		for _, want := range tc.has {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page lacks %q", tc.name, want)
			}
		}
		for _, not := range tc.lack {
			if strings.Contains(page, not) {
				t.Errorf("%s: the page has %q", tc.name, not)
			}
		}
	}
	if page, err := b.get(t, b.Secretary, "/to-chuc"); err != nil || !strings.Contains(page, "<h1>"+b.Cell.Name+"</h1>") {
		t.Errorf("the secretary's own tree: %v", err)
	}
}

func TestAUnitOutsideTheScopeIsNotFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, err := range map[string]error{
		"sister":          second(b.get(t, b.SisterSecretary, kit.UnitPath(b.Cell.ID))),
		"above":           second(b.get(t, b.Secretary, kit.UnitPath(b.World.Org.ID))),
		"other committee": second(b.get(t, b.Stranger, kit.UnitPath(b.Cell.ID))),
		"no number":       second(b.get(t, b.Office, "/to-chuc/x")),
	} {
		if apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s: %v, want NotFound", name, err)
		}
	}
	if err := second(b.get(t, b.Member, kit.UnitPath(b.Cell.ID))); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a plain member: %v, want Forbidden", err)
	}
}

func second(_ string, err error) error { return err }

func TestAClosedUnitSaysSoAndManyPostsGiveAChoice(t *testing.T) {
	t.Parallel()
	closed := worldtest.Date(2024, 7, 1)
	var buf bytes.Buffer
	v := view{unit: org.Unit{Name: "Chi bộ Cũ", Kind: org.KindCell}, ended: "Tổ chức này kết thúc hoạt động từ ngày 01/07/2024."}
	if err := show(ui.Chrome{}, v).Render(context.Background(), &buf); err != nil || !strings.Contains(buf.String(), "kết thúc hoạt động") {
		t.Errorf("%v: %s", err, buf.String())
	}
	buf.Reset()
	tops := []org.Unit{{ID: 1, Name: "Chi bộ A", Kind: org.KindCell}, {ID: 2, Name: "Chi bộ B", Kind: org.KindCell, ValidTo: &closed}}
	if err := index(ui.Chrome{}, tops, org.Labels{}).Render(context.Background(), &buf); err != nil || !strings.Contains(buf.String(), kit.UnitPath(2)) {
		t.Errorf("%v: %s", err, buf.String())
	}
	buf.Reset()
	if err := index(ui.Chrome{}, nil, org.Labels{}).Render(context.Background(), &buf); err != nil || !strings.Contains(buf.String(), "chưa được giao") {
		t.Errorf("%v: %s", err, buf.String())
	}
}

func TestStatesOfPacketsHaveTheirColours(t *testing.T) {
	t.Parallel()
	for s, want := range map[packet.State]string{packet.Open: "none", packet.Sent: "warn", packet.Taken: "warn", packet.Approved: "ok", packet.Returned: "bad"} {
		if got := state(packet.Line{State: s, DaysLate: 3}); got.Kind != want || got.Note != "trễ 3 ngày" || got.Text != s.Label() {
			t.Errorf("%s: %+v", s, got)
		}
	}
}

func TestAUnitIsFoundByAPartOfItsName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, tc := range []struct {
		actor     authz.Actor
		query     string
		has, lack []string
	}{
		{b.Office, "ap+dong", []string{"Tìm thấy 1 tổ chức", "Chi bộ ấp Đông", "Đảng ủy xã Một"}, []string{"Chi bộ ấp Tây"}},
		{b.Office, "dong+ap", []string{"Chi bộ ấp Đông"}, nil},
		{b.Office, "khong+co", []string{"Không có tổ chức nào với “khong co”"}, []string{"Tìm thấy"}},
		{b.Grassroots, "ap", []string{"Tìm thấy 2 tổ chức"}, []string{"Chi bộ ấp Nam"}},
	} {
		page, err := b.get(t, tc.actor, "/to-chuc?tim="+tc.query)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range tc.has {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page lacks %q", tc.query, want)
			}
		}
		for _, not := range tc.lack {
			if strings.Contains(page, not) {
				t.Errorf("%s: the page has %q", tc.query, not)
			}
		}
	}
}
