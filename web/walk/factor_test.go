package walk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tusoi/web/kit"
)

// Somebody sets up a telephone and a card, and comes in by each; an administrator lends them an office.
func TestSomebodyComesInByTwoSteps(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	for _, width := range widths {
		t.Run(fmt.Sprintf("at %d px", width), func(t *testing.T) {
			const password = "nắng sớm trên đồng"
			login := fmt.Sprintf("hai%d", width)
			admin := w.open(t, width)
			admin.signIn("quantri")
			admin.visit(kit.NewAccountPath)
			admin.fill("name", "Võ Thị Hai")
			admin.fill("login", login)
			admin.choose("unit", "Đảng ủy xã An Thới")
			admin.choose("role", "Cấp ủy cơ sở")
			admin.press("Lập tài khoản")
			first := firstSecret.FindString(admin.text(".slip"))

			b := w.open(t, width)
			b.signInWith(login, first)
			b.fill("old", first)
			b.fill("new", password)
			b.press("Đổi mật khẩu")
			b.visit(kit.FactorPath)
			b.look("factor")
			b.fill("password", password)
			b.press("Cài trên điện thoại")
			b.look("factor-phone")
			secret := strings.ReplaceAll(b.text("code.secret"), " ", "")
			b.fill("code", code(t, secret, now))
			b.press("Xác nhận")
			b.says("main", "Đã cài điện thoại")
			b.fill("password", password)
			b.press("In thẻ mã mới")
			b.look("factor-card")
			card := strings.Fields(b.text(".codes li:nth-child(4)"))
			b.fill("code", card[len(card)-1])
			b.press("Bắt đầu dùng thẻ này")
			b.says("main", "còn 10 mã")
			b.look("factor-both")

			for _, by := range []string{card[len(card)-1], code(t, secret, now.Add(30*time.Second))} {
				c := w.open(t, width)
				c.signInWith(login, password)
				c.look("sign-in-code")
				c.fill("ma", by)
				c.press("Tiếp tục")
				c.says("main", "Việc cần làm")
			}

			admin.visit(kit.AccountsPath + "?tim=" + login)
			admin.follow(kit.AccountPath(w.id(t, `SELECT id FROM users WHERE login = $1`, login)))
			admin.do("open the lending", admin.click("main details.more:last-of-type summary"))
			admin.choose("office", "Đảng ủy xã An Thới · Cấp ủy cơ sở · "+w.holder(t, "anthoi"))
			admin.fill("until", "31/12/2026")
			admin.look("account-lend")
			admin.refused("lend what is held already", "Giao thay mặt")
			admin.says("main", "đã giữ nhiệm vụ")
		})
	}
}

func code(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	c, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// holder is the name of an account's owner.
func (w *world) holder(t *testing.T, login string) (name string) {
	t.Helper()
	if err := w.db.QueryRow(t.Context(), `SELECT name FROM users WHERE login = $1`, login).Scan(&name); err != nil {
		t.Fatal(err)
	}
	return name
}
