package notice_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/notice"
	"tusoi/internal/notice/channel"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

// oneWaits has one notice of the first secretary's in the outbox.
func oneWaits(t *testing.T) bundle {
	t.Helper()
	b := setup(t, pgtest.Tx(t))
	b.asks(t, b.w.Secretary, notice.Work)
	b.prepare(t)
	b.one(t)
	return b
}

func TestWhatFailsIsTriedAgainRarerAndRarer(t *testing.T) {
	t.Parallel()
	b := oneWaits(t)
	b.mail.fail = channel.Failure{Words: "máy chủ thư tạm chưa nhận (mã 451)"}
	tries := 0
	for b.one(t).State != string(notice.GivenUp) {
		if tries++; tries > 20 {
			t.Fatal("it never ends")
		}
		if n := len(b.deliver(t)); n != 1 {
			t.Fatalf("try %d: sent %d", tries, n)
		}
		r := b.one(t)
		if r.Attempts != tries || r.LastError != "máy chủ thư tạm chưa nhận (mã 451)" {
			t.Errorf("try %d: %+v", tries, r)
		}
		if n := len(b.deliver(t)); r.State == string(notice.Failed) && n != 0 {
			t.Errorf("try %d: tried again at once", tries)
		}
		*b.now = r.NextTryAt
	}
	if tries != 6 {
		t.Errorf("given up after %d tries", tries)
	}
}

func TestWhatHealsIsSent(t *testing.T) {
	t.Parallel()
	b := oneWaits(t)
	b.mail.fail = errors.New("550 hanh@example.com: mật khẩu bimat")
	b.deliver(t)
	r := b.one(t)
	if r.State != string(notice.Failed) || r.LastError != "chưa gửi được" {
		t.Fatalf("an error of somebody else's is kept as %+v", r)
	}
	b.mail.fail, *b.now = nil, r.NextTryAt
	if n := len(b.deliver(t)); n != 1 || b.mail.sent[0].Key != r.Key {
		t.Errorf("sent %d", n)
	}
	if r := b.one(t); r.State != string(notice.Sent) || r.LastError != "" || r.Attempts != 2 {
		t.Errorf("%+v", r)
	}
}

func TestALastWordIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	b := oneWaits(t)
	b.mail.fail = channel.Failure{Words: "máy chủ thư từ chối (mã 550)", Final: true}
	b.deliver(t)
	if r := b.one(t); r.State != string(notice.GivenUp) || r.Attempts != 1 || r.LastError != "máy chủ thư từ chối (mã 550)" {
		t.Errorf("%+v", r)
	}
}

func TestWhatNobodyWantsAnyMoreIsNotSent(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for why, change := range map[string]func(bundle) error{
		"người nhận không còn muốn nhận": func(b bundle) error { return b.Notice.DropOwn(ctx, b.w.Secretary) },
		"cấp ủy đã tắt kênh này": func(b bundle) error {
			off := notice.Usual
			off.Email = false
			return b.Notice.Set(ctx, b.w.Office, off)
		},
		"để quá 3 ngày nên không gửi nữa": func(b bundle) error { *b.now = b.now.Add(73 * time.Hour); return nil },
	} {
		b := oneWaits(t)
		if err := change(b); err != nil {
			t.Fatal(err)
		}
		if got := b.deliver(t); len(got) > 0 {
			t.Errorf("%s: sent %q", why, got)
		}
		if r := b.one(t); r.State != string(notice.GivenUp) || r.LastError != why {
			t.Errorf("%s: %+v", why, r)
		}
	}
	b := oneWaits(t)
	worldtest.Exec(t, b.db, `UPDATE users SET closed_at = now() WHERE id = @u`, pgx.StrictNamedArgs{"u": b.w.Secretary.User})
	if got := b.deliver(t); len(got) > 0 {
		t.Errorf("to a closed account: %q", got)
	}
}

// The quiet hours of now hold, not those of when a notice was made.
func TestWhatWaitsRestsInNewQuietHours(t *testing.T) {
	t.Parallel()
	b := oneWaits(t)
	noon := notice.Usual
	noon.QuietFrom, noon.QuietTo = 8, 12
	if err := b.Notice.Set(context.Background(), b.w.Office, noon); err != nil {
		t.Fatal(err)
	}
	if got := b.deliver(t); len(got) > 0 {
		t.Errorf("sent %q", got)
	}
	r := b.one(t)
	if r.State != string(notice.Waiting) || r.Attempts != 0 || !r.NextTryAt.Equal(b.now.Add(3*time.Hour)) {
		t.Errorf("%+v", r)
	}
	if *b.now = r.NextTryAt; len(b.deliver(t)) != 1 {
		t.Error("not sent at noon")
	}
}

func TestADemonstrationWritesToNobody(t *testing.T) {
	t.Parallel()
	b := oneWaits(t)
	worldtest.Exec(t, b.db, `UPDATE committees SET demonstration = true WHERE id = @c`, pgx.StrictNamedArgs{"c": b.w.Committee})
	if got := b.deliver(t); len(got) > 0 {
		t.Errorf("what waited is sent: %q", got)
	}
	worldtest.Exec(t, b.db, `DELETE FROM notices WHERE committee_id = @c`, pgx.StrictNamedArgs{"c": b.w.Committee})
	b.prepare(t)
	if list := b.rows(t); len(list) > 0 {
		t.Errorf("%+v", list)
	}
}

// Who dies between the sending and the writing down leaves a notice that counts its attempt and keeps its key: the next
// sending is recognised by it.
func TestASendingOfUnknownEndIsRepeatedUnderTheSameKey(t *testing.T) {
	t.Parallel()
	b := oneWaits(t)
	key := b.one(t).Key
	died := func() (got any) {
		defer func() { got = recover() }()
		b.mail.also = func() { panic("the lights went out") }
		_, err := b.Notice.DeliverDue(context.Background(), notice.Email)
		return err
	}()
	if died == nil || len(b.mail.sent) != 1 || b.mail.sent[0].Key != key {
		t.Fatalf("%v, sent %+v", died, b.mail.sent)
	}
	b.mail.also = nil
	if r := b.one(t); r.State != string(notice.Waiting) || r.Attempts != 1 {
		t.Errorf("after it: %+v", r)
	}
	if got := b.deliver(t); len(got) > 0 {
		t.Errorf("sent again before the lease ended: %q", got)
	}
	*b.now = b.now.Add(3 * time.Minute)
	b.mail.fail = channel.Failure{Words: "x"}
	var seen string
	b.mail.also = func() { seen = b.one(t).LastError }
	if n := len(b.deliver(t)); n != 1 || b.mail.sent[0].Key != key || seen != "lần gửi trước không rõ kết quả, gửi lại cùng một mã" {
		t.Errorf("sent %d, marked %q", n, seen)
	}
}

// A sender that wakes up after its lease does not write over what another one found.
func TestALateSenderWritesNothingDown(t *testing.T) {
	t.Parallel()
	b := oneWaits(t)
	b.mail.also = func() {
		b.mail.also = nil
		*b.now = b.now.Add(3 * time.Minute)
		other := portal.New(b.db, b.Now)
		other.Notice.Senders = map[notice.Channel]notice.Sender{notice.Email: &box{}}
		if n, err := other.Notice.DeliverDue(context.Background(), notice.Email); err != nil || n != 1 {
			t.Errorf("the other sends %d, %v", n, err)
		}
	}
	b.mail.fail = channel.Failure{Words: "không kết nối được với máy chủ thư"}
	b.deliver(t)
	if r := b.one(t); r.State != string(notice.Sent) || r.Attempts != 2 {
		t.Errorf("%+v", r)
	}
}

func TestTwoSendersShareTheWork(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	b := setup(t, pool)
	const many = 60
	worldtest.Exec(t, pool, `INSERT INTO notice_contacts (committee_id, user_id, email, kinds, updated_at) VALUES (@c, @u, 'a@example.com', '{work}', now())`,
		pgx.StrictNamedArgs{"c": b.w.Committee, "u": b.w.Secretary.User})
	worldtest.Exec(t, pool, `INSERT INTO notices (committee_id, user_id, unit_id, kind, channel, dedupe, figures, next_try_at, made_at)
		SELECT @c, @u, @cell, 'work', 'email', n::text, '{"late": 1}', @now, @now FROM generate_series(1, @many) AS n`,
		pgx.StrictNamedArgs{"c": b.w.Committee, "u": b.w.Secretary.User, "cell": b.w.Cell.ID, "now": *b.now, "many": many})
	var senders sync.WaitGroup
	for range 4 {
		senders.Go(func() {
			if _, err := b.Notice.DeliverDue(context.Background(), notice.Email); err != nil {
				t.Error(err)
			}
		})
	}
	senders.Wait()
	keys := map[string]bool{}
	for _, m := range b.mail.sent {
		keys[m.Key] = true
	}
	if len(b.mail.sent) != many || len(keys) != many {
		t.Errorf("%d sendings of %d notices, want each of %d once", len(b.mail.sent), len(keys), many)
	}
}

// The portal stops while a message is on its way: it is finished and written down, and nothing else is begun.
func TestStoppingFinishesWhatHasBegun(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	b := setup(t, pool)
	b.asks(t, b.w.Secretary, notice.Work)
	b.asks(t, b.w.SisterSecretary, notice.Work)
	b.prepare(t)
	ctx, cancel := context.WithCancel(context.Background())
	b.mail.also = cancel
	b.Notice.Deliver(ctx, func(err error) { t.Error(err) })
	states := map[string]int{}
	for _, r := range b.rows(t) {
		states[r.State]++
	}
	if len(b.mail.sent) != 1 || states["sent"] != 1 || states["waiting"] != 1 {
		t.Errorf("%d on the way, then %v", len(b.mail.sent), states)
	}
}

var token = regexp.MustCompile(`[0-9a-fA-F]{16}|[A-Za-z0-9_-]{24}|[?&=#]`)

// Everything that the world knows by name is in a world of texts, and none of it leaves: not by e-mail, not by the gateway,
// not with any kind of notice.
func TestNoMessageTellsWhoOrWhat(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	ctx := context.Background()
	server, zalo := serveMail(t), serveGateway(t)
	b.Notice.Senders = map[notice.Channel]notice.Sender{notice.Email: server.sender("starttls"), notice.Webhook: zalo.sender()}
	w := b.w
	member := w.Members[w.Cell.ID][0]
	w.PledgeItem(t, b.db, w.Cell, member, 2026, "Vận động năm hộ hiến đất")
	w.Task(t, b.db, w.Cell, member, "Nộp bản đăng ký nêu gương", worldtest.Date(2026, 11, 1), worldtest.Date(2026, 11, 27))
	worldtest.Exec(t, b.db, `INSERT INTO remedies (committee_id, cell_id, member_id, opened_month, shortcoming, action, first_due_on, due_on, form_key, updated_at)
		VALUES (@c, @u, @m, '2026-10-01', 'Đi họp trễ', 'Có mặt trước giờ', '2026-11-21', '2026-11-21', gen_random_uuid(), now())`,
		pgx.StrictNamedArgs{"c": w.Committee, "u": w.Cell.ID, "m": member})
	worldtest.Exec(t, b.db, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at, return_reason) VALUES
		(@c, @u, '2026-11-01', 'sent', '2026-11-19', '2026-11-19', ''), (@c, @far, '2026-11-01', 'sent', '2026-11-19', '2026-11-19', '')`,
		pgx.StrictNamedArgs{"c": w.Committee, "u": w.Sister.ID, "far": w.GrassCell.ID})
	every := notice.Usual
	every.PledgeDay, every.DigestDay = 20, 5
	if err := b.Notice.Set(ctx, w.Office, every); err != nil {
		t.Fatal(err)
	}
	for i, who := range []struct {
		actor authz.Actor
		kinds []notice.Kind
	}{
		{w.Secretary, []notice.Kind{notice.Work, notice.Pledge}}, {w.Grassroots, []notice.Kind{notice.Decide, notice.Digest}},
		{w.Office, []notice.Kind{notice.Decide, notice.Digest}}, {w.Leader, []notice.Kind{notice.Digest}},
	} {
		c := notice.Contact{Email: fmt.Sprintf("nguoi%d@example.com", i), Number: fmt.Sprintf("091234567%d", i), Kinds: who.kinds}
		if err := b.Notice.SetOwn(ctx, who.actor, c); err != nil {
			t.Fatal(err)
		}
	}
	b.prepare(t)
	if _, err := b.Notice.Remind(ctx, w.Grassroots, november); err != nil {
		t.Fatal(err)
	}
	if err := b.Notice.TryOwn(ctx, w.Office); err != nil {
		t.Fatal(err)
	}
	for _, c := range notice.Channels {
		if _, err := b.Notice.DeliverDue(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	var kinds string
	if err := b.db.QueryRow(ctx, `SELECT string_agg(DISTINCT kind, ' ' ORDER BY kind) FROM notices WHERE state = 'sent' AND committee_id = $1`, w.Committee).Scan(&kinds); err != nil || kinds != "decide digest hand pledge test work" {
		t.Fatalf("sent %q, %v: every kind has to be seen", kinds, err)
	}
	rows, _ := b.db.Query(ctx, `
		SELECT name FROM units UNION SELECT full_name FROM members UNION SELECT given_name || ' ' FROM members WHERE length(given_name) > 3
		UNION SELECT card_number FROM members UNION SELECT name FROM users UNION SELECT login FROM users UNION SELECT content FROM pledge_items
		UNION SELECT title FROM tasks UNION SELECT shortcoming FROM remedies UNION SELECT action FROM remedies UNION SELECT 'Đông' UNION SELECT 'xã Một'`)
	secrets, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(secrets) < 20 {
		t.Fatalf("%d secrets, %v", len(secrets), err)
	}
	check := func(text string) {
		for _, s := range secrets {
			if strings.Contains(text, s) {
				t.Errorf("%q is in %q", s, text)
			}
		}
		if got := token.FindString(strings.ReplaceAll(text, base+"/", "")); got != "" {
			t.Errorf("%q, which could be a token, is in %q", got, text)
		}
		if !strings.HasPrefix(text, "Đồng chí") && !strings.HasPrefix(text, "Có ") && !strings.HasPrefix(text, "Đến hôm nay") && !strings.HasPrefix(text, "Cấp trên nhắc") && !strings.HasPrefix(text, "Đây là tin gửi thử") && !strings.HasPrefix(text, "Tự Soi: ") {
			t.Errorf("words of nobody's: %q", text)
		}
	}
	if len(server.all()) < 7 || len(zalo.posted) != len(server.all()) || len(zalo.wrong) > 0 {
		t.Fatalf("%d letters, %d posted, wrong %v", len(server.all()), len(zalo.posted), zalo.wrong)
	}
	for _, l := range server.all() {
		_, subject, text := read(t, l)
		check(subject)
		check(text)
	}
	for _, p := range zalo.posted {
		check(p.Text)
		if p.Link != base+"/" || !strings.HasPrefix(p.To, "+8491234567") {
			t.Errorf("posted %+v", p)
		}
	}
}
