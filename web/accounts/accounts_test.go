package accounts

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/factor"
	"tusoi/internal/notice"
	"tusoi/internal/org"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/vacancy"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

type bundle struct {
	worldtest.World
	pagetest.Pages
	service *account.Service
	factor  *factor.Service
	now     time.Time
	token   string
}

func setup(t *testing.T) *bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := &bundle{World: worldtest.New(t, tx), now: worldtest.Now, service: &account.Service{DB: tx, Now: worldtest.Clock}}
	b.factor = &factor.Service{DB: tx, Now: func() time.Time { return b.now }, Account: b.service, Key: make(factor.Key, 32)}
	p := &Pages{Account: b.service, Factor: b.factor, Vacancy: &vacancy.Service{DB: tx, Now: worldtest.Clock}, Org: &org.Service{DB: tx, Now: worldtest.Clock}, Now: worldtest.Clock,
		Notice: &notice.Service{DB: tx, Now: worldtest.Clock, Account: b.service},
		Token:  func(*http.Request) string { return b.token }}
	b.Pages = pagetest.Pages{
		"GET /tai-khoan": p.Index, "GET /tai-khoan/moi": p.New, "POST /tai-khoan/moi": p.Create,
		"GET /tai-khoan/chua-co": p.Vacancies, "POST /tai-khoan/chua-co": p.CreateForUnits,
		"GET /tai-khoan/{user}": p.Show, "POST /tai-khoan/{user}/cap-lai": p.Reset, "POST /tai-khoan/{user}/dong": p.Close,
		"POST /tai-khoan/{user}/giao": p.Give, "POST /tai-khoan/{user}/thoi/{term}": p.EndTerm,
		"GET /tai-khoan-cua-toi": p.Own, "POST /tai-khoan-cua-toi/mat-khau": p.ChangePassword,
		"POST /tai-khoan-cua-toi/thiet-bi/{session}": p.EndDevice,
		"POST /tai-khoan/{user}/thay-mat":            p.Lend, "POST /tai-khoan/{user}/dang-xuat": p.SignOutEverywhere, "POST /tai-khoan/{user}/bo-buoc-hai": p.DropFactor,
		"GET /tai-khoan-cua-toi/buoc-hai": p.OwnFactor, "POST /tai-khoan-cua-toi/buoc-hai/dien-thoai": p.BeginPhone,
		"POST /tai-khoan-cua-toi/buoc-hai/dien-thoai/xac-nhan": p.ConfirmPhone, "POST /tai-khoan-cua-toi/buoc-hai/the": p.BeginCard,
		"POST /tai-khoan-cua-toi/buoc-hai/the/xac-nhan": p.ConfirmCard, "POST /tai-khoan-cua-toi/buoc-hai/bo-dien-thoai": p.RemovePhone,
		"POST /tai-khoan-cua-toi/buoc-hai/bo-the": p.RemoveCard,
	}
	return b
}

func number(id int64) string { return strconv.FormatInt(id, 10) }

var (
	secretOnPage = regexp.MustCompile(`[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}`)
	devicePath   = regexp.MustCompile(`/tai-khoan-cua-toi/thiet-bi/\d+`)
)

func (b *bundle) signIn(t *testing.T, login, password string) authz.Actor {
	t.Helper()
	session, err := b.service.SignIn(t.Context(), b.Committee, login, password, "Mozilla/5.0 (Windows NT 10.0) Chrome/140")
	if err != nil {
		t.Fatal(err)
	}
	b.token = session.Token
	actor, err := b.service.Actor(t.Context(), session.Token, vi.Today(worldtest.Now))
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func TestAnAccountIsOpenedWithASlipAndItsOwnerMakesAPassword(t *testing.T) {
	t.Parallel()
	b := setup(t)
	form := url.Values{"name": {"Đặng Thị Mai"}, "login": {"Mai Hoa"}, "unit": {number(b.Far.ID)}, "role": {"grassroots"}}
	bad := b.Post(t, b.Admin, "/tai-khoan/moi", form)
	bad.Check(t, "a login with a blank", []string{"Có 1 chỗ cần sửa", "Tên đăng nhập gồm 3 đến 40 chữ thường", `value="Đặng Thị Mai"`}, nil)
	form.Set("login", "maihoa")
	b.Post(t, b.Admin, "/tai-khoan/moi", form).Check(t, "a role for another kind of unit", []string{"không giữ được ở Chi bộ ấp Nam"}, nil)
	form.Set("role", "secretary")
	slip := b.Post(t, b.Admin, "/tai-khoan/moi", form)
	slip.Check(t, "the slip", []string{"Phiếu đăng nhập lần đầu", "maihoa", "http://example.com", "Dùng đến"}, nil)
	secret := secretOnPage.FindString(slip.Body)

	mai := b.signIn(t, "maihoa", secret)
	b.Get(t, mai, "/tai-khoan-cua-toi").Check(t, "the first page", []string{"mật khẩu do người khác đặt", "Mật khẩu lần đầu, trên phiếu"}, []string{"Nơi đang đăng nhập"})
	b.Post(t, mai, "/tai-khoan-cua-toi/mat-khau", url.Values{"old": {secret}, "new": {"12345678"}}).Check(t, "a weak one", []string{"hay bị đoán"}, []string{secret, "12345678"})
	if a := b.Post(t, mai, "/tai-khoan-cua-toi/mat-khau", url.Values{"old": {secret}, "new": {"bốn con vịt lội"}}); a.Err != nil || a.Location != kit.HomePath {
		t.Errorf("changing: %d %v %q", a.Status, a.Err, a.Location)
	}
	b.Get(t, b.Admin, "/tai-khoan?tim=ap+nam").Check(t, "the list", []string{"Đặng Thị Mai", "Chi ủy, Chi bộ ấp Nam", "Đang dùng"}, []string{"Chi bộ ấp Đông"})
}

func TestOneSignsOutOfAnotherDevice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, err := b.service.Create(t.Context(), b.Admin, account.Opening{Login: "aptu", Name: "Lê Văn Tư", Role: authz.Secretary, UnitID: b.Cell.ID})
	if err != nil {
		t.Fatal(err)
	}
	b.signIn(t, "aptu", first.Password)
	elsewhere := b.token
	tu := b.signIn(t, "aptu", first.Password)
	tu.FirstSecret = false
	page := b.Get(t, tu, "/tai-khoan-cua-toi")
	page.Check(t, "two devices", []string{"Máy tính Windows, Chrome", "Thiết bị này", "Đăng xuất thiết bị ấy"}, nil)
	paths := devicePath.FindAllString(page.Body, -1)
	if len(paths) != 1 {
		t.Fatalf("the page offers to end %v, want the other one only", paths)
	}
	if a := b.Post(t, b.SisterSecretary, paths[0], nil); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("a stranger ends it: %v", a.Err)
	}
	if a := b.Post(t, tu, paths[0], nil); a.Err != nil || a.Location != kit.OwnAccountPath {
		t.Errorf("its owner ends it: %v %q", a.Err, a.Location)
	}
	if _, err := b.service.Actor(t.Context(), elsewhere, vi.Today(worldtest.Now)); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("the other session lives on: %v", err)
	}
}

func TestOfficesAreGivenAndTakenOnThePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at := kit.AccountPath(b.Secretary.User)
	b.Get(t, b.Admin, at).Check(t, "one office", []string{"Chi ủy, Chi bộ ấp Đông", "Đóng tài khoản"}, []string{"Cho thôi giữ"})
	b.Post(t, b.Admin, at+"/giao", url.Values{"unit": {""}, "role": {""}}).Check(t, "nothing chosen", []string{"Có 2 chỗ cần sửa", "Chọn tổ chức đảng.", "Chọn vai trò."}, nil)
	if a := b.Post(t, b.Admin, at+"/giao", url.Values{"unit": {number(b.Org.ID)}, "role": {"grassroots"}}); a.Err != nil || a.Location != at {
		t.Fatalf("giving: %v", a.Err)
	}
	two := b.Get(t, b.Admin, at)
	two.Check(t, "two offices", []string{"Cấp ủy cơ sở, Đảng ủy xã Một", "Cho thôi giữ"}, nil)
	end := regexp.MustCompile(regexp.QuoteMeta(at) + `/thoi/\d+`).FindString(two.Body)
	if a := b.Post(t, b.Admin, end, nil); a.Err != nil {
		t.Fatalf("ending: %v", a.Err)
	}
	b.Post(t, b.Admin, at+"/cap-lai", nil).Check(t, "a new slip", []string{"Bí thư ấp Đông", "Mật khẩu lần đầu"}, nil)
	if a := b.Post(t, b.Admin, at+"/dong", nil); a.Err != nil {
		t.Fatal(a.Err)
	}
	b.Get(t, b.Admin, at).Check(t, "closed", []string{"Đã đóng"}, []string{"Cấp lại mật khẩu", "Giao thêm vai trò"})
	b.Get(t, b.Admin, kit.AccountPath(b.Admin.User)).Check(t, "one's own account", []string{"Cấp lại mật khẩu"}, []string{"Đóng tài khoản"})
	if a := b.Get(t, b.Admin, kit.AccountPath(b.Stranger.User)); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("an account of another committee: %v", a.Err)
	}
}

func TestSlipsForManyCellsComeInOneGo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Post(t, b.Admin, "/tai-khoan/chua-co", nil).Check(t, "nothing ticked", []string{"Chọn ít nhất một tổ chức đảng."}, nil)
	list := b.Get(t, b.Admin, "/tai-khoan/chua-co")
	list.Check(t, "the vacancies", []string{"Chi bộ ấp Bắc", "Nguyễn Văn An · tên đăng nhập apbac", "Đảng ủy xã Hai", "tên đăng nhập hai"}, []string{"Chi bộ ấp Đông", "Chi bộ Khác"})
	ticked := url.Values{"units": {number(b.FarSister.ID), number(b.OtherOrg.ID), number(b.Cell.ID), number(b.StrangerCell.ID)}}
	slips := b.Post(t, b.Admin, "/tai-khoan/chua-co", ticked)
	slips.Check(t, "the slips", []string{"In 2 phiếu", "Chi ủy, Chi bộ ấp Bắc", "Cấp ủy cơ sở, Đảng ủy xã Hai"}, []string{"ấp Đông"})
	secrets := secretOnPage.FindAllString(slips.Body, -1)
	if len(secrets) != 2 || secrets[0] == secrets[1] {
		t.Fatalf("the passwords are %v, want two", secrets)
	}
	b.Get(t, b.Admin, "/tai-khoan/chua-co").Check(t, "waiting ones", []string{"đã phát phiếu mà chưa đổi mật khẩu"}, nil)
	again := b.Post(t, b.Admin, "/tai-khoan/chua-co", ticked)
	if fresh := secretOnPage.FindAllString(again.Body, -1); len(fresh) != 2 || strings.Contains(again.Body, secrets[0]) {
		t.Errorf("the second slips are %v, want two new ones", fresh)
	}
	actor := b.signIn(t, "apbac", secretOnPage.FindAllString(again.Body, -1)[1])
	if len(actor.Posts) != 1 || actor.Posts[0].UnitID != b.FarSister.ID || actor.MemberID != b.Members[b.FarSister.ID][0] {
		t.Errorf("the secretary is %+v, want the member who holds the post", actor)
	}
}

func TestAGrassrootsCommitteeSeesItsAccountsAndGivesNewPasswords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Get(t, b.Grassroots, "/tai-khoan").Check(t, "the list", []string{"Bí thư ấp Đông", "bấm Cấp lại mật khẩu"}, []string{"Bí thư ấp Nam", "/tai-khoan/moi"})
	at := kit.AccountPath(b.Secretary.User)
	b.Get(t, b.Grassroots, at).Check(t, "one account", []string{"Cấp lại mật khẩu"}, []string{"Đóng tài khoản", "Giao thêm vai trò", "Giao thay mặt", "Cho thôi giữ"})
	b.Post(t, b.Grassroots, at+"/cap-lai", nil).Check(t, "the new slip", []string{"Mật khẩu lần đầu", "Bí thư ấp Đông"}, nil)
	if a := b.Post(t, b.Grassroots, kit.AccountPath(b.FarSecretary.User)+"/cap-lai", nil); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("of another organisation: %v", a.Err)
	}
}
