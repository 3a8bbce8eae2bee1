package notices

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/notice"
	"tusoi/internal/notice/channel"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

type bundle struct {
	pagetest.Pages
	w      worldtest.World
	portal *portal.Portal
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bundle{w: worldtest.New(t, tx), portal: portal.New(tx, worldtest.Clock)}
	p := &Pages{Notice: b.portal.Notice, Now: worldtest.Clock}
	b.Pages = pagetest.Pages{
		"GET /tai-khoan-cua-toi/nhac-viec": p.Own, "POST /tai-khoan-cua-toi/nhac-viec": p.SaveOwn, "POST /tai-khoan-cua-toi/nhac-viec/xoa": p.DropOwn,
		"GET /cap-uy/nhac-viec": p.Settings, "POST /cap-uy/nhac-viec": p.Save, "POST /cap-uy/nhac-viec/gui-thu": p.Try,
	}
	return b
}

// refusing is a way out that carries nothing.
type refusing struct{}

func (refusing) Send(context.Context, channel.Message) error {
	return channel.Failure{Words: "máy chủ thư từ chối (mã 550)", Final: true}
}

func (b bundle) opens() {
	b.portal.Notice.BaseURL = "https://tusoi.example.com"
	b.portal.Notice.Senders = map[notice.Channel]notice.Sender{notice.Email: refusing{}}
}

func TestEverybodySaysWhereTheyAreReminded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Get(t, b.w.Secretary, kit.OwnNoticesPath).Check(t, "at first",
		[]string{"Việc của chi bộ sắp đến hạn", "Điều tôi đã hứa", "Hiện cổng chưa gửi tin ra ngoài"}, []string{"checked", "Xóa, không nhận", "Tổng hợp mỗi tuần"})
	form := url.Values{"email": {"hanh.example.com"}, "number": {"12"}, "k-work": {"1"}}
	b.Post(t, b.w.Secretary, kit.OwnNoticesPath, form).Check(t, "wrong",
		[]string{"Có 2 chỗ cần sửa", "E-mail “hanh.example.com” chưa đúng", "Số “12” chưa đúng", `value="hanh.example.com"`, `value="12"`, "checked"}, nil)
	form = url.Values{"email": {"hanh@example.com"}, "k-work": {"1"}, "k-digest": {"1"}}
	if a := b.Post(t, b.w.Secretary, kit.OwnNoticesPath, form); a.Err != nil || a.Location != kit.OwnNoticesPath {
		t.Fatalf("%d %v\n%s", a.Status, a.Err, a.Body)
	}
	if c, err := b.portal.Notice.Own(context.Background(), b.w.Secretary); err != nil || len(c.Kinds) != 1 || c.Kinds[0] != notice.Work {
		t.Errorf("kept %+v, %v: a kind of another office is no choice", c, err)
	}
	b.opens()
	b.Get(t, b.w.Secretary, kit.OwnNoticesPath).Check(t, "after it", []string{`value="hanh@example.com"`, "Xóa, không nhận lời nhắc", "checked"}, []string{"Hiện cổng chưa gửi"})
	b.Get(t, b.w.SisterSecretary, kit.OwnNoticesPath).Check(t, "the sister's", nil, []string{"hanh@example.com", "checked"})
	if a := b.Post(t, b.w.Secretary, kit.DropNoticesPath, nil); a.Err != nil || a.Location != kit.OwnNoticesPath {
		t.Errorf("dropping: %v", a.Err)
	}
	b.Get(t, b.w.Secretary, kit.OwnNoticesPath).Check(t, "dropped", nil, []string{"hanh@example.com", "checked"})
	b.Get(t, b.w.Admin, kit.OwnNoticesPath).Check(t, "who has no kind", []string{"chỉ dùng để gửi thử"}, nil)
}

func TestTheCommitteeSetsWhatItRemindsOf(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Get(t, b.w.Office, kit.NoticesPath).Check(t, "at first", []string{"Máy chủ chưa cài đặt kênh nào", "Chưa cài đặt trên máy chủ", `<option value="5" selected`, "Chưa có tin nào.", "Đồng chí chưa ghi nơi nhận."}, nil)
	form := url.Values{"early_days": {"3"}, "near_days": {"4"}, "pledge_day": {""}, "digest_day": {"5"}, "quiet_from": {"21"}, "quiet_to": {"6"}, "email": {"1"}, "version": {"0"}}
	b.Post(t, b.w.Office, kit.NoticesPath, form).Check(t, "wrong", []string{"Lần nhắc cuối không được sớm hơn", "Chọn ngày nhắc điều đã hứa", `<option value="21" selected`}, nil)
	form.Set("near_days", "1")
	form.Set("pledge_day", "0")
	if a := b.Post(t, b.w.Office, kit.NoticesPath, form); a.Err != nil || a.Location != kit.NoticesPath {
		t.Fatalf("%d %v\n%s", a.Status, a.Err, a.Body)
	}
	b.opens()
	b.Get(t, b.w.Admin, kit.NoticesPath).Check(t, "after it", []string{"Đang dùng", `<option value="21" selected`, `name="version" value="1"`}, []string{"Máy chủ chưa cài đặt"})
	b.Post(t, b.w.Office, kit.NoticesPath, form).Check(t, "with the page of before", []string{"vừa được người khác đổi"}, nil)
	for _, a := range []authz.Actor{b.w.Leader, b.w.Grassroots, b.w.Secretary} {
		if got := b.Get(t, a, kit.NoticesPath); apperr.KindOf(got.Err) != apperr.KindForbidden {
			t.Errorf("%s: %v", a.Name, got.Err)
		}
	}
}

func TestATestIsSentAndItsEndIsShown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Post(t, b.w.Office, kit.TryNoticePath, nil).Check(t, "with no way out", []string{"Chưa có kênh nào để gửi"}, nil)
	b.opens()
	b.Post(t, b.w.Office, kit.TryNoticePath, nil).Check(t, "without an address", []string{"chưa ghi nơi nhận"}, nil)
	if a := b.Post(t, b.w.Office, kit.OwnNoticesPath, url.Values{"email": {"thu@example.com"}}); a.Err != nil || a.Location == "" {
		t.Fatal(a.Err)
	}
	if a := b.Post(t, b.w.Office, kit.TryNoticePath, nil); a.Err != nil || a.Location != kit.NoticesPath {
		t.Fatal(a.Err)
	}
	b.Get(t, b.w.Admin, kit.NoticesPath).Check(t, "waiting", []string{"Gửi thử", "Chờ gửi", b.w.Office.Name}, []string{"thu@example.com"})
	if _, err := b.portal.Notice.DeliverDue(context.Background(), notice.Email); err != nil {
		t.Fatal(err)
	}
	page := b.Get(t, b.w.Admin, kit.NoticesPath)
	page.Check(t, "refused", []string{"Thôi không gửi", "Máy chủ thư từ chối (mã 550) (đã thử 1 lần)"}, []string{"thu@example.com"})
	if own := b.Get(t, b.w.Office, kit.NoticesPath); !strings.Contains(own.Body, "t***@example.com") {
		t.Error("the reader does not see their own address")
	}
}
