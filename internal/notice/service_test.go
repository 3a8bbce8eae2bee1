package notice_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/notice"
	"tusoi/internal/notice/channel"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
)

var november = period.Month(2026, 11)

// box is a way out that keeps what it is given, and fails as it is told.
type box struct {
	mu   sync.Mutex
	sent []channel.Message
	fail error
	also func() // done while a message is on its way
}

func (b *box) Send(_ context.Context, m channel.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, m)
	if b.also != nil {
		b.also()
	}
	return b.fail
}

type bundle struct {
	*portal.Portal
	w         worldtest.World
	db        postgres.DB
	now       *time.Time
	mail, zal *box
}

func setup(t *testing.T, db postgres.DB) bundle {
	t.Helper()
	now := worldtest.Now
	b := bundle{portal.New(db, func() time.Time { return now }), worldtest.New(t, db), db, &now, &box{}, &box{}}
	b.Notice.BaseURL = base
	b.Notice.Senders = map[notice.Channel]notice.Sender{notice.Email: b.mail, notice.Webhook: b.zal}
	worldtest.Exec(t, db, `INSERT INTO packets (committee_id, cell_id, month) VALUES (@c, @u, '2026-11-01')`, pgx.StrictNamedArgs{"c": b.w.Committee, "u": b.w.Cell.ID})
	return b
}

// asks lets somebody ask for kinds by e-mail.
func (b bundle) asks(t *testing.T, actor authz.Actor, kinds ...notice.Kind) {
	t.Helper()
	err := b.Notice.SetOwn(context.Background(), actor, notice.Contact{Email: fmt.Sprintf("u%d@example.com", actor.User), Kinds: kinds})
	if err != nil {
		t.Fatal(err)
	}
}

// prepare is what the portal does every hour.
func (b bundle) prepare(t *testing.T) {
	t.Helper()
	if err := b.Housekeep(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// deliver sends what is due by e-mail and gives its texts.
func (b bundle) deliver(t *testing.T) []string {
	t.Helper()
	b.mail.sent = nil
	if _, err := b.Notice.DeliverDue(context.Background(), notice.Email); err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, m := range b.mail.sent {
		list = append(list, m.To+": "+m.Text)
	}
	return list
}

// row is one notice as it stands.
type row struct {
	State     string
	Attempts  int
	LastError string
	Key       string
	NextTryAt time.Time
}

func (b bundle) rows(t *testing.T) []row {
	t.Helper()
	rows, _ := b.db.Query(context.Background(), `SELECT state, attempts, last_error, key::text AS key, next_try_at FROM notices WHERE committee_id = $1 ORDER BY id`, b.w.Committee)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (b bundle) one(t *testing.T) row {
	t.Helper()
	list := b.rows(t)
	if len(list) != 1 {
		t.Fatalf("%d notices: %+v", len(list), list)
	}
	return list[0]
}

func TestASecretaryIsRemindedOnceADay(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	b.asks(t, b.w.Secretary, notice.Work)
	b.asks(t, b.w.SisterSecretary, notice.Pledge)
	b.w.Task(t, b.db, b.w.Cell, b.w.Members[b.w.Cell.ID][1], "Nộp bản đăng ký", worldtest.Date(2026, 11, 1), worldtest.Date(2026, 11, 26))
	b.w.Task(t, b.db, b.w.Sister, b.w.Members[b.w.Sister.ID][1], "Của chi bộ khác", worldtest.Date(2026, 11, 1), worldtest.Date(2026, 11, 26))
	b.prepare(t)
	b.prepare(t)
	want := fmt.Sprintf("u%d@example.com: Đồng chí có 2 việc đến hạn từ nay đến 26/11/2026. Mở cổng Tự Soi để xem.", b.w.Secretary.User)
	if got := b.deliver(t); len(got) != 1 || got[0] != want {
		t.Fatalf("sent %q, want %q", got, want)
	}
	b.prepare(t)
	if got := b.deliver(t); len(got) > 0 {
		t.Errorf("sent again: %q", got)
	}
	if len(b.zal.sent) > 0 || b.mail.fail != nil {
		t.Errorf("sent by a way that nobody asked for: %v", b.zal.sent)
	}
}

func TestNobodyIsRemindedWhoDidNotAsk(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	b.prepare(t)
	b.asks(t, b.w.Secretary)
	b.prepare(t)
	if list := b.rows(t); len(list) > 0 {
		t.Errorf("%+v", list)
	}
	b.Notice.Senders = nil
	b.asks(t, b.w.Secretary, notice.Work)
	b.prepare(t)
	if list := b.rows(t); len(list) > 0 {
		t.Errorf("with no way out: %+v", list)
	}
}

// What is prepared at night is counted again until it leaves in the morning.
func TestANoticeMadeAtNightWaitsForTheMorning(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	b.asks(t, b.w.Secretary, notice.Work)
	*b.now = time.Date(2026, 11, 20, 1, 0, 0, 0, vi.Location())
	b.prepare(t)
	if got := b.deliver(t); len(got) > 0 {
		t.Fatalf("at one in the morning: %q", got)
	}
	if got := b.one(t).NextTryAt; !got.Equal(time.Date(2026, 11, 20, 7, 0, 0, 0, vi.Location())) {
		t.Errorf("waits until %s", vi.Moment(got))
	}
	b.w.Task(t, b.db, b.w.Cell, 0, "Thêm một việc", worldtest.Date(2026, 11, 1), worldtest.Date(2026, 11, 22))
	*b.now = b.now.Add(5 * time.Hour)
	b.prepare(t)
	*b.now = b.now.Add(time.Hour)
	if got := b.deliver(t); len(got) != 1 || !strings.Contains(got[0], "có 2 việc đến hạn") {
		t.Errorf("in the morning: %q", got)
	}
}

func TestAPacketGivenBackIsToldOf(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	ctx := context.Background()
	b.asks(t, b.w.Secretary, notice.Work)
	b.asks(t, b.w.SisterSecretary, notice.Work)
	months := []period.Period{november, november.Prev()}
	for _, m := range months {
		worldtest.Exec(t, b.db, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at) VALUES (@c, @u, @m, 'sent', now(), now())
			ON CONFLICT (committee_id, cell_id, month) DO UPDATE SET state = 'sent', first_sent_at = now(), sent_at = now()`,
			pgx.StrictNamedArgs{"c": b.w.Committee, "u": b.w.Cell.ID, "m": m.Start()})
	}
	*b.now = time.Date(2026, 11, 20, 21, 0, 0, 0, vi.Location())
	for _, m := range months {
		if _, err := b.Packet.Return(ctx, b.w.Grassroots, b.w.Cell.ID, m, "Ghi rõ ai đã nộp."); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.deliver(t); len(got) > 0 {
		t.Errorf("in the evening: %q", got)
	}
	*b.now = time.Date(2026, 11, 21, 7, 0, 0, 0, vi.Location())
	want := fmt.Sprintf("u%d@example.com: Đồng chí có 2 hồ sơ tự soi bị trả lại. Mở cổng Tự Soi để xem.", b.w.Secretary.User)
	if got := b.deliver(t); len(got) != 1 || got[0] != want {
		t.Errorf("sent %q, want %q", got, want)
	}
	b.prepare(t)
	if got := b.deliver(t); len(got) > 0 {
		t.Errorf("told a second time on one day: %q", got)
	}
}

// A change that is rolled back tells nobody.
func TestANoticeBelongsToItsCause(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	b.asks(t, b.w.Secretary, notice.Work)
	stop := errors.New("no")
	err := postgres.InTx(context.Background(), b.db, func(tx pgx.Tx) error {
		p := portal.New(tx, b.Now)
		p.Notice.Senders = b.Notice.Senders
		if _, err := p.Notice.Remind(context.Background(), b.w.Grassroots, november); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) || len(b.rows(t)) > 0 {
		t.Errorf("%v, %+v", err, b.rows(t))
	}
}

func TestWhoIsAboveRemindsByHandOnceADay(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	ctx := context.Background()
	for _, a := range []authz.Actor{b.w.Secretary, b.w.SisterSecretary, b.w.FarSecretary} {
		b.asks(t, a, notice.Work)
	}
	worldtest.Exec(t, b.db, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at) VALUES (@c, @u, '2026-11-01', 'sent', now(), now())`,
		pgx.StrictNamedArgs{"c": b.w.Committee, "u": b.w.Sister.ID})
	if n, err := b.Notice.Remind(ctx, b.w.Grassroots, november); err != nil || n != 1 {
		t.Fatalf("reminded %d, %v: the sister has sent, the others are not below", n, err)
	}
	if n, err := b.Notice.Remind(ctx, b.w.Grassroots, november); err != nil || n != 0 {
		t.Errorf("a second time: %d, %v", n, err)
	}
	want := fmt.Sprintf("u%d@example.com: Cấp trên nhắc: chi bộ chưa gửi hồ sơ tháng 11/2026. Mở cổng Tự Soi để xem.", b.w.Secretary.User)
	if got := b.deliver(t); len(got) != 1 || got[0] != want {
		t.Errorf("sent %q, want %q", got, want)
	}
	mine, err := b.Notice.Mine(ctx, b.w.Secretary)
	if err != nil || len(mine) != 1 || mine[0].Words() != "Đảng ủy xã Một nhắc: gửi hồ sơ tháng 11/2026 của Chi bộ ấp Đông." {
		t.Errorf("the secretary reads %+v, %v", mine, err)
	}
	if others, err := b.Notice.Mine(ctx, b.w.SisterSecretary); err != nil || len(others) > 0 {
		t.Errorf("the sister reads %+v, %v", others, err)
	}
	given, err := b.Notice.Given(ctx, b.w.Grassroots, november)
	if err != nil || len(given) != 1 || !given[b.w.Cell.ID].Equal(worldtest.Date(2026, 11, 20)) {
		t.Errorf("reminded: %v, %v", given, err)
	}
	if n, err := b.Notice.Remind(ctx, b.w.Office, november); err != nil || n != 4 {
		t.Errorf("the office reminds %d, %v; want everybody but who has sent", n, err)
	}
	if trail, err := b.Audit.History(ctx, b.w.Grassroots, authz.PacketRead, "packet", b.w.Cell.ID); err != nil || len(trail) != 2 || trail[1].Summary != "Nhắc gửi hồ sơ tháng 11/2026" {
		t.Errorf("the trail: %+v, %v", trail, err)
	}
	worldtest.Exec(t, b.db, `UPDATE packets SET state = 'sent', first_sent_at = now(), sent_at = now() WHERE cell_id = @u`, pgx.StrictNamedArgs{"u": b.w.Cell.ID})
	if mine, err := b.Notice.Mine(ctx, b.w.Secretary); err != nil || len(mine) > 0 {
		t.Errorf("after the month was sent: %+v, %v", mine, err)
	}
	for _, a := range []authz.Actor{b.w.Secretary, b.w.Member, b.w.Leader, b.w.Admin} {
		if _, err := b.Notice.Remind(ctx, a, november); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s reminds: %v", a.Name, err)
		}
	}
	if _, err := b.Notice.Remind(ctx, b.w.Office, november.Next()); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("a month that has not come: %v", err)
	}
	if n, err := b.Notice.Remind(ctx, b.w.Stranger, november); err != nil || n != 1 {
		t.Errorf("another committee's office reminds %d, %v", n, err)
	}
}
