package members

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
	"tusoi/internal/member"
	"tusoi/internal/org"
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
		Org: &org.Service{DB: tx, Now: worldtest.Clock}, Member: &member.Service{DB: tx, Now: worldtest.Clock}, Roll: &roll.Service{DB: tx, Now: worldtest.Clock}, Audit: &audit.Service{DB: tx}, Now: worldtest.Clock,
	}, tx}
}

func (b bundle) get(t *testing.T, actor authz.Actor, target string) (string, error) {
	t.Helper()
	var failed error
	serve := func(h kit.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { failed = h(w, kit.WithActor(r, actor)) }
	}
	router := chi.NewRouter()
	router.Get("/dang-vien", serve(b.pages.Index))
	router.Get("/dang-vien/{member}", serve(b.pages.Show))
	w := httptest.NewRecorder()
	router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w.Body.String(), failed
}

func check(t *testing.T, name, page string, has, lack []string) {
	t.Helper()
	for _, want := range has {
		if !strings.Contains(page, want) {
			t.Errorf("%s: the page lacks %q", name, want)
		}
	}
	for _, not := range lack {
		if strings.Contains(page, not) {
			t.Errorf("%s: the page has %q", name, not)
		}
	}
}

func TestTheListIsSearchedWithoutDiacritics(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, tc := range []struct {
		name      string
		actor     authz.Actor
		target    string
		has, lack []string
	}{
		{"everybody", b.Office, "/dang-vien", []string{"20 người trong danh sách", "Đảng ủy xã Một"}, []string{"Trang sau"}},
		{"a name", b.Office, "/dang-vien?tim=tran+thi+binh", []string{"Tìm thấy 5 người với “tran thi binh”", "Trần Thị Bình"}, []string{"Lê Thị Cúc"}},
		{"nobody", b.Office, "/dang-vien?tim=xyz", []string{"Tìm thấy 0 người", "Không có ai"}, []string{"<table"}},
		{"an organisation", b.Office, "/dang-vien?don-vi=" + idText(b.World.Org.ID), []string{"8 người", "– Chi bộ ấp Đông", `selected>Đảng ủy xã Một`}, []string{"– Chi bộ ấp Nam"}},
		{"a cell", b.Office, "/dang-vien?don-vi=" + idText(b.Cell.ID), []string{"4 người", `selected>– Chi bộ ấp Đông`}, nil},
		{"the root by its address", b.Office, "/dang-vien?don-vi=" + idText(b.Root.ID), []string{"20 người", `selected>Huyện ủy Thử`}, nil},
		{"a secretary", b.Secretary, "/dang-vien", []string{"4 người", "Dự bị", "Miễn sinh hoạt"}, []string{"<select", b.Sister.Name}},
		{"one organisation's committee", b.Grassroots, "/dang-vien", []string{"8 người", "– Chi bộ ấp Tây"}, []string{b.Far.Name}},
		{"text that is no code", b.Office, "/dang-vien?tim=%3Cscript%3E", []string{"&lt;script&gt;"}, []string{"“<script>"}},
	} {
		page, err := b.get(t, tc.actor, tc.target)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
		}
		check(t, tc.name, strings.ReplaceAll(page, "Đảng viên dự bị", "Dự bị"), tc.has, tc.lack)
	}
}

func TestAPersonsPageShowsWhoTheyAreAndWhereTheyWere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.Members[b.Cell.ID][1]
	worldtest.Exec(t, b.tx, `UPDATE members SET identity_number = '087190001234' WHERE committee_id = @c AND id = @m`,
		pgx.StrictNamedArgs{"c": b.Committee, "m": id})
	worldtest.Exec(t, b.tx, `INSERT INTO memberships (committee_id, member_id, unit_id, valid_from, valid_to, end_reason)
		VALUES (@c, @m, @u, '2010-01-01', '2015-01-01', 'Chuyển sinh hoạt')`, pgx.StrictNamedArgs{"c": b.Committee, "m": id, "u": b.Far.ID})
	month := period.Month(2026, 11)
	page, err := b.get(t, b.Secretary, kit.MemberPath(id))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "own cell", page, []string{
		"<h1>Trần Thị Bình</h1>", "19/05/1970", "•••••••• 1234", b.Far.Name, "31/12/2014", "Chuyển sinh hoạt",
		kit.PledgePath(id, 2026), kit.SheetPath(b.Cell.ID, month), kit.UnitPath(b.Cell.ID),
	}, []string{"087190001234"})

	page, err = b.get(t, b.FarSecretary, kit.MemberPath(id))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "the cell of before", page, []string{b.Cell.Name}, []string{kit.PledgePath(id, 2026), kit.SheetPath(b.Cell.ID, month), kit.UnitPath(b.Cell.ID)})

	page, err = b.get(t, b.Admin, kit.MemberPath(id))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "administrator", page, []string{b.Cell.Name}, []string{kit.PledgePath(id, 2026), kit.SheetPath(b.Cell.ID, month)})
}

func TestWhatIsOutsideTheScopeIsNotFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.Members[b.Cell.ID][1]
	for _, tc := range []struct {
		name   string
		actor  authz.Actor
		target string
		want   apperr.Kind
	}{
		{"sister's member", b.SisterSecretary, kit.MemberPath(id), apperr.KindNotFound},
		{"stranger's member", b.Stranger, kit.MemberPath(id), apperr.KindNotFound},
		{"sister's list", b.SisterSecretary, "/dang-vien?don-vi=" + idText(b.Cell.ID), apperr.KindNotFound},
		{"stranger's list", b.Stranger, "/dang-vien?don-vi=" + idText(b.Cell.ID), apperr.KindNotFound},
		{"no number", b.Office, "/dang-vien/x", apperr.KindNotFound},
		{"a plain member's list", b.Member, "/dang-vien", apperr.KindForbidden},
		{"a plain member's page", b.Member, kit.MemberPath(id), apperr.KindForbidden},
	} {
		if _, err := b.get(t, tc.actor, tc.target); apperr.KindOf(err) != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
	if page, err := b.get(t, b.Stranger, "/dang-vien"); err != nil || strings.Contains(page, b.Cell.Name) || !strings.Contains(page, "4 người") {
		t.Errorf("the stranger's own list: %v", err)
	}
}

func TestALongListKeepsItsSearchFromPageToPage(t *testing.T) {
	t.Parallel()
	v := indexView{query: "nguyễn an", unit: 7, list: roll.Listing{Lines: []roll.Line{{ID: 1, FullName: "Nguyễn An"}}, Total: 120, Page: 2, Last: 3}}
	var buf bytes.Buffer
	if err := index(ui.Chrome{}, v).Render(context.Background(), &buf); err != nil {
		t.Fatal(err)
	}
	check(t, "page 2", buf.String(), []string{
		"Trang 2 trên 3", "don-vi=7&amp;tim=nguy%E1%BB%85n+an&amp;trang=1", "don-vi=7&amp;tim=nguy%E1%BB%85n+an&amp;trang=3",
	}, nil)
}

func TestSomebodyWhoLeftIsStillFoundInTheHistory(t *testing.T) {
	t.Parallel()
	left := worldtest.Date(2026, 3, 1)
	m := roll.Person{Member: member.Member{ID: 5, FullName: "Lê Văn Đi", Standing: member.Full, BirthDate: &left, BirthYearOnly: true},
		Places: []roll.Place{{Membership: member.Membership{UnitID: 9, Kind: member.Work, State: member.Active,
			ValidFrom: worldtest.Date(2015, 1, 1), ValidTo: &left, EndReason: "Từ trần"}, UnitName: "Chi bộ Cũ"}}}
	b := setup(t)
	tree, err := b.pages.Org.Tree(context.Background(), b.Office)
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	v := newShowView(m, tree, b.Office, worldtest.Date(2026, 11, 20))
	if err := show(ui.Chrome{}, v).Render(context.Background(), &buf); err != nil {
		t.Fatal(err)
	}
	check(t, "who left", buf.String(), []string{"Không còn trong danh sách", "28/02/2026", "Từ trần", "<dd>2026</dd>"}, []string{"/cam-ket/"})
}
