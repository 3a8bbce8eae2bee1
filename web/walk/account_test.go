package walk

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"

	"tusoi/web/kit"
)

var firstSecret = regexp.MustCompile(`[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}`)

// An administrator opens the accounts of a whole organisation at once; a secretary comes in with the printed slip, makes a
// password of their own and stands before the month.
func TestASecretaryComesInWithASlip(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	for i, width := range widths {
		t.Run(fmt.Sprintf("at %d px", width), func(t *testing.T) {
			b := w.open(t, width)
			b.signIn("quantri")
			b.visit(kit.AccountsPath)
			b.look("accounts")
			b.follow(kit.VacanciesPath)
			b.look("vacancies")
			group := fmt.Sprintf("main details:nth-of-type(%d)", i+1)
			b.do("open an organisation", b.click(group+" summary"))
			b.do("tick it all", b.click(group+" [data-all] input"))
			ticked := eval[int](b, `document.querySelectorAll("main [name=units]:checked").length`)
			b.press("Lập tài khoản và hiện phiếu")
			if n := eval[int](b, `document.querySelectorAll(".slip").length`); n != ticked || n < 2 {
				t.Fatalf("%d slips for %d units", n, ticked)
			}
			b.look("slips")
			slip := b.text(".slip:last-child")
			login := b.text(".slip:last-child dl > div:nth-child(2) dd")
			b.visit(kit.AccountsPath + "?tim=" + login)
			b.look("accounts-found")

			c := w.open(t, width)
			c.signInWith(login, firstSecret.FindString(slip))
			c.says("main", "mật khẩu do người khác đặt")
			c.look("own-first")
			c.fill("old", firstSecret.FindString(slip))
			c.fill("new", "mưa rơi trên mái lá")
			c.press("Đổi mật khẩu")
			c.says("main", "Đã đổi mật khẩu", "Việc cần làm")
			c.visit(kit.OwnAccountPath)
			c.says("main", "Thiết bị này")
			c.look("own")
		})
	}
}

func TestAnAdministratorOpensOneAccount(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	for _, width := range widths {
		t.Run(fmt.Sprintf("at %d px", width), func(t *testing.T) {
			b := w.open(t, width)
			b.signIn("quantri")
			b.visit(kit.NewAccountPath)
			b.look("account-new")
			b.fill("name", "Phạm Thị Thu")
			b.fill("login", fmt.Sprintf("thu%d", width))
			b.choose("unit", "Đảng ủy xã An Thới")
			b.refused("forget the role", "Lập tài khoản")
			b.says("main", "Có 1 chỗ cần sửa", "Chọn vai trò")
			b.picture("account-wrong")
			b.choose("role", "Cấp ủy cơ sở")
			b.press("Lập tài khoản")
			b.says(".slip", "Phạm Thị Thu", fmt.Sprintf("thu%d", width))
			b.visit(kit.AccountsPath + "?tim=pham+thi+thu")
			b.leave("open the account", chromedp.Click(chromedp.CSS("main table a")))
			b.do("ask to reset", b.click(".confirm summary"))
			b.look("account")
		})
	}
}
