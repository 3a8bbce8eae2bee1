package accounts

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tusoi/internal/account"
	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

var (
	sealedOnPage = regexp.MustCompile(`name="sealed" value="([^"]+)"`)
	groupsOnPage = regexp.MustCompile(`<code class="secret">([A-Z2-7 ]+)</code>`)
	cardOnPage   = regexp.MustCompile(`<li><code>([a-z0-9]{4}-[a-z0-9]{4})</code></li>`)
)

// aptu is a secretary of the cell who has signed in with a first password.
func (b *bundle) aptu(t *testing.T) (tu authz.Actor, password string) {
	t.Helper()
	first, err := b.service.Create(t.Context(), b.Admin, account.Opening{Login: "aptu", Name: "Lê Văn Tư", Role: authz.Secretary, UnitID: b.Cell.ID})
	if err != nil {
		t.Fatal(err)
	}
	tu = b.signIn(t, "aptu", first.Password)
	tu.FirstSecret = false
	return tu, first.Password
}

func TestATelephoneIsSetUpOnThePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tu, password := b.aptu(t)
	b.Get(t, tu, kit.OwnAccountPath).Check(t, "the own page", []string{"Bước đăng nhập thứ hai", "chưa cài", kit.FactorPath}, nil)
	b.Get(t, tu, kit.FactorPath).Check(t, "nothing yet", []string{"Cài trên điện thoại", "In thẻ mã mới"}, []string{"Bỏ mã", "Bỏ thẻ", "flash warn"})
	b.Post(t, tu, kit.FactorStepPath("dien-thoai"), url.Values{"password": {"không phải"}}).Check(t, "a wrong password", []string{"Mật khẩu đang dùng chưa đúng."}, []string{"không phải", "<svg"})
	page := b.Post(t, tu, kit.FactorStepPath("dien-thoai"), url.Values{"password": {password}})
	page.Check(t, "the code", []string{`<svg class="qr"`, "quét mã QR", "Không quét được"}, []string{"data:", "style="})
	secret := strings.ReplaceAll(groupsOnPage.FindStringSubmatch(page.Body)[1], " ", "")
	form := url.Values{"sealed": {sealedOnPage.FindStringSubmatch(page.Body)[1]}, "code": {"000000"}}
	again := b.Post(t, tu, kit.FactorStepPath("dien-thoai/xac-nhan"), form)
	again.Check(t, "a wrong code", []string{"Mã chưa đúng", secret[:4] + " " + secret[4:8]}, nil)
	code, err := totp.GenerateCode(secret, b.now)
	if err != nil {
		t.Fatal(err)
	}
	form.Set("code", code[:3]+" "+code[3:])
	if a := b.Post(t, tu, kit.FactorStepPath("dien-thoai/xac-nhan"), form); a.Err != nil || a.Location != kit.FactorPath {
		t.Fatalf("confirming: %d %v\n%.500s", a.Status, a.Err, a.Body)
	}
	b.Get(t, tu, kit.FactorPath).Check(t, "a telephone", []string{"đã cài lúc 09:00", "Đổi điện thoại", "Bỏ mã trên điện thoại"}, []string{secret})
	tu.NeedsFactor = true
	b.Get(t, tu, kit.FactorPath).Check(t, "one that is needed", nil, []string{"Bỏ mã trên điện thoại"})
	b.Post(t, tu, kit.FactorStepPath("bo-dien-thoai"), url.Values{"password": {password}}).Check(t, "removing the only one that is needed", []string{"phải có bước đăng nhập thứ hai"}, nil)
	tu.NeedsFactor = false
	if a := b.Post(t, tu, kit.FactorStepPath("bo-dien-thoai"), url.Values{"password": {password}}); a.Err != nil || a.Location != kit.FactorPath {
		t.Errorf("removing: %v", a.Err)
	}
	b.now = b.now.Add(31 * time.Minute)
	b.Post(t, tu, kit.FactorStepPath("dien-thoai/xac-nhan"), form).Check(t, "half an hour later", []string{"Đã quá 30 phút"}, nil)
}

func TestACardIsPrintedOnceAndCountsWhenACodeWasTypedFromIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tu, password := b.aptu(t)
	page := b.Post(t, tu, kit.FactorStepPath("the"), url.Values{"password": {password}})
	page.Check(t, "the card", []string{"Lê Văn Tư", "chỉ hiện ở đây một lần", "data-print"}, nil)
	codes := cardOnPage.FindAllStringSubmatch(page.Body, -1)
	if len(codes) != 10 {
		t.Fatalf("the card has %d codes, want 10", len(codes))
	}
	form := url.Values{"sealed": {sealedOnPage.FindStringSubmatch(page.Body)[1]}, "code": {"bbbb-bbbb"}}
	b.Post(t, tu, kit.FactorStepPath("the/xac-nhan"), form).Check(t, "a code of no card", []string{"không có trên thẻ mới", codes[3][1]}, nil)
	b.Get(t, tu, kit.FactorPath).Check(t, "before it counts", []string{"chưa có"}, nil)
	form.Set("code", strings.ToUpper(codes[3][1]))
	if a := b.Post(t, tu, kit.FactorStepPath("the/xac-nhan"), form); a.Err != nil || a.Location != kit.FactorPath {
		t.Fatalf("confirming: %v\n%.500s", a.Err, a.Body)
	}
	b.Get(t, tu, kit.FactorPath).Check(t, "a card", []string{"còn 10 mã", "Bỏ thẻ mã"}, []string{codes[0][1]})
	b.Get(t, b.Admin, kit.AccountPath(tu.User)).Check(t, "as the administrator sees it", []string{"đã cài", "Bỏ bước đăng nhập thứ hai"}, nil)
	if a := b.Post(t, b.Admin, kit.AccountStepPath(tu.User, "bo-buoc-hai"), nil); a.Err != nil || a.Location != kit.AccountPath(tu.User) {
		t.Errorf("dropping: %v", a.Err)
	}
	if a := b.Post(t, b.Admin, kit.AccountStepPath(tu.User, "bo-buoc-hai"), nil); apperr.KindOf(a.Err) != apperr.KindConflict {
		t.Errorf("dropping twice: %v, want Conflict", a.Err)
	}
}

func TestAnOfficeIsLentOnThePageAndSessionsAreEnded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tu, _ := b.aptu(t)
	at := kit.AccountPath(tu.User)
	page := b.Get(t, b.Admin, at)
	page.Check(t, "before", []string{"Đang đăng nhập ở", "1 nơi", "Đăng xuất mọi nơi", "Giao thay mặt", "Chi bộ ấp Tây · Chi ủy · Bí thư ấp Tây", `value="20/11/2026"`}, []string{"Trần Thị Bình"})
	office := regexp.MustCompile(`<option value="(\d+)"[^>]*>Chi bộ ấp Tây · Chi ủy`).FindStringSubmatch(page.Body)[1]
	form := url.Values{"office": {office}, "from": {"20/11/2026"}, "until": {"20/11/2027"}}
	b.Post(t, b.Admin, at+"/thay-mat", form).Check(t, "too long", []string{"trong vòng 12 tháng", `value="20/11/2027"`}, nil)
	b.Post(t, b.Admin, at+"/thay-mat", url.Values{}).Check(t, "empty", []string{"Có 3 chỗ cần sửa"}, nil)
	form.Set("until", "19/11/2027")
	if a := b.Post(t, b.Admin, at+"/thay-mat", form); a.Err != nil || a.Location != at {
		t.Fatalf("lending: %v\n%.800s", a.Err, a.Body)
	}
	page = b.Get(t, b.Admin, at)
	page.Check(t, "lent", []string{"Chi ủy, Chi bộ ấp Tây, thay mặt Bí thư ấp Tây", "19/11/2027", "Cho thôi giữ"}, nil)
	if n := strings.Count(page.Body, "Từ hôm nay Lê Văn Tư không còn là"); n != 1 {
		t.Errorf("%d offices can be ended, want the lent one only", n)
	}
	tu, err := b.service.Actor(t.Context(), b.token, vi.Today(worldtest.Now))
	if err != nil {
		t.Fatal(err)
	}
	tu.FirstSecret = false
	b.Get(t, tu, kit.OwnAccountPath).Check(t, "the own page", []string{"Chi bộ ấp Tây, thay mặt Bí thư ấp Tây"}, nil)
	if a := b.Post(t, b.Admin, at+"/dang-xuat", nil); a.Err != nil || a.Location != at {
		t.Errorf("signing out everywhere: %v", a.Err)
	}
	b.Get(t, b.Admin, at).Check(t, "signed out", []string{"không nơi nào"}, []string{"Đăng xuất mọi nơi"})
	if _, err := b.service.Actor(t.Context(), b.token, vi.Today(worldtest.Now)); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("the session lives on: %v", err)
	}
}
