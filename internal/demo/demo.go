// Package demo fills an empty installation with the demonstration committee, in the size of the district that the product
// began with: so that a newcomer sees the portal at work and the tests have a world.
//
// Everything comes from a fixed seed and the day it is run on; persons and what they say are invented, and every page says
// so. The figures that the source gives are dated records, never constants of a page. It owns no table: each room copies in
// its own rows.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/account"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/award"
	"tusoi/internal/committee"
	"tusoi/internal/complaint"
	"tusoi/internal/deadline"
	"tusoi/internal/demo/apart"
	"tusoi/internal/demo/checks"
	"tusoi/internal/demo/promises"
	"tusoi/internal/demo/sittings"
	"tusoi/internal/demo/yearends"
	"tusoi/internal/discipline"
	"tusoi/internal/inspection"
	"tusoi/internal/meeting"
	"tusoi/internal/member"
	"tusoi/internal/notice"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/pledgeform"
	"tusoi/internal/portal"
	"tusoi/internal/postgres"
	"tusoi/internal/ranking"
	"tusoi/internal/record"
	"tusoi/internal/remedy"
	"tusoi/internal/review"
	"tusoi/internal/rule"
	"tusoi/internal/rulebook"
	"tusoi/internal/study"
	"tusoi/internal/task"
	themes "tusoi/internal/theme"
	"tusoi/internal/vi"
)

// Password opens every account of a demonstration. It is printed and shown, and no other installation has it.
const Password = "dua-xanh-2026"

// Account is one that a demonstration can be looked at with.
type Account struct {
	Login, Name, Does string
	role              authz.Role
	unit              string
	member            string // the name of the member who signs in, "" for none
}

// Accounts are the demonstration's, one for each role and a second secretary.
func Accounts() []Account {
	return []Account{
		{"tanloc", "Trần Thị Hạnh", "bí thư chi bộ ấp Tân Lộc: nhập và gửi một tháng", authz.Secretary, mainCell, "Trần Thị Hạnh"},
		{"anphuoc", "Bí thư ấp An Phước", "bí thư chi bộ ấp An Phước, cùng đảng ủy", authz.Secretary, "Chi bộ ấp An Phước, xã An Thới", ""},
		{"anthoi", "Lê Minh Trí", "đảng ủy xã An Thới: duyệt, trả lại", authz.Grassroots, "Đảng ủy xã An Thới", ""},
		{"vanphong", "Phạm Thị Thu", "cơ quan tham mưu của Huyện ủy: điều hành, xếp hạng, báo cáo", authz.Office, rootName, ""},
		{"thuongtruc", "Võ Văn Thành", "Thường trực Huyện ủy: xem số liệu, giao việc", authz.Leader, rootName, ""},
		{"kiemtra", "Nguyễn Thị Lan", "Ủy ban Kiểm tra Huyện ủy: kiểm tra, giám sát, kỷ luật, việc tự sửa sau kiểm tra", authz.Inspector, rootName, ""},
		{"quantri", "Quản trị hệ thống", "quản trị: danh sách, nhật ký", authz.Admin, rootName, ""},
		{"dangvien", "Nguyễn Văn An", "đảng viên chi bộ ấp Tân Lộc: điều tôi đã hứa", authz.Member, mainCell, "Nguyễn Văn An"},
	}
}

const rootName = "Huyện ủy Mỏ Cày Nam"

// FillIfEmpty makes the demonstration in an installation that has no committee yet; it reports whether it did.
func FillIfEmpty(ctx context.Context, db postgres.DB, p *portal.Portal, now time.Time) (bool, error) {
	committees, err := p.Committee.List(ctx)
	if err != nil || len(committees) > 0 {
		return false, err
	}
	var committee int64
	err = postgres.InTx(ctx, db, func(tx pgx.Tx) error {
		committee, err = fill(ctx, tx, p, now)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("fill the demonstration: %w", err)
	}
	// The half-year before is closed, so that places have something to move from.
	half := period.HalfOf(vi.Today(now)).Prev()
	if err := p.Ranking.Close(ctx, authz.System(committee, "1", "Dữ liệu minh họa"), half); err != nil {
		return false, fmt.Errorf("close %s: %w", half, err)
	}
	return true, nil
}

func fill(ctx context.Context, tx pgx.Tx, p *portal.Portal, now time.Time) (int64, error) {
	committee, err := found(ctx, tx)
	if err != nil {
		return 0, err
	}
	r := rand.New(rand.NewPCG(2022, 708))
	today := vi.Today(now)
	t := buildTree()
	who := buildPeople(t, r, today)
	l := newLiving(r, t, who, now.UTC().Truncate(time.Minute), today, deadline.DefaultDueDay)
	l.build()
	for _, c := range t.cells {
		l.mend.Cells = append(l.mend.Cells, l.mends(c))
	}
	l.mend.Rest()
	l.bring()
	s := &source{r: r, tree: t, people: who, today: today}
	s.build()
	sittings.Decide(s.meetings, l.tasks.Tasks)
	for _, step := range steps(ctx, tx, p, committee, l, s, now) {
		if err := step(); err != nil {
			return 0, err
		}
	}
	return committee, audit.RecordTx(ctx, tx, authz.System(committee, "1", "Dữ liệu minh họa"), now, audit.Entry{
		UnitID: 1, Action: authz.ImportRun, ObjectKind: "import", ObjectID: committee, Summary: "Tạo dữ liệu minh họa",
	})
}

// steps load what was made, what others name first.
func steps(ctx context.Context, tx pgx.Tx, p *portal.Portal, committee int64, l *living, s *source, now time.Time) []func() error {
	t, who, today := l.tree, l.people, l.today
	users := map[string]int64{} // by login
	return []func() error{
		func() error { return org.LoadTx(ctx, tx, committee, now, org.Batch{Units: t.units, Events: t.events}) },
		func() error { return member.LoadTx(ctx, tx, committee, now, l.people.batch(l.apart)) },
		func() error {
			return pledgeform.LoadTx(ctx, tx, committee, promises.Forms(today, now, t.byName["Đảng ủy xã An Thới"].ID))
		},
		func() error { return pledge.LoadTx(ctx, tx, committee, l.promises.Sheets) },
		func() error {
			return meeting.LoadTx(ctx, tx, authz.System(committee, "1", "Dữ liệu minh họa"), s.meetings)
		},
		func() error { return task.LoadTx(ctx, tx, committee, l.tasks) },
		func() error { return packet.LoadTx(ctx, tx, committee, l.packets) },
		func() error { return packet.LoadClosingsTx(ctx, tx, committee, l.closings()) },
		func() error { return review.LoadTx(ctx, tx, committee, l.review) },
		func() error { return remedy.LoadTx(ctx, tx, committee, l.mend.Remedies, l.mend.Notes) },
		func() error { return l.prove(ctx, tx, committee) },
		func() error { return record.LoadTx(ctx, tx, committee, s.rec) },
		func() error { return award.LoadTx(ctx, tx, committee, s.awards) },
		func() error { return study.LoadTx(ctx, tx, committee, s.documents, s.sessions) },
		func() error { return discipline.LoadTx(ctx, tx, committee, s.disciplines) },
		func() error { return inspection.LoadTx(ctx, tx, committee, s.checks) },
		func() error { return complaint.LoadTx(ctx, tx, committee, checks.Complaints(today, 1, s.grassroots())) },
		func() error { return rules(ctx, tx, committee, t, s, now) },
		func() error { return accounts(ctx, tx, committee, t, who, now, users) },
		func() error { return notice.LoadTx(ctx, tx, committee, l.reminders(users)) },
		func() error { return postgres.RefreshStatisticsTx(ctx, tx) },
		func() error { return p.Indicator.RefreshTx(ctx, tx, committee, l.months) },
		func() error { return yearends.FillTx(ctx, tx, committee, now) },
	}
}

// found makes the committee itself, a district's.
func found(ctx context.Context, tx pgx.Tx) (int64, error) {
	district, _ := org.PresetNamed("huyen")
	committee, err := committee.CreateTx(ctx, tx, committee.Committee{
		Name: rootName, SuperiorName: "Tỉnh ủy Bến Tre", Place: "Mỏ Cày Nam", DocumentMark: district.Mark,
		Labels: district.Labels, Demonstration: true,
	})
	if err != nil {
		return 0, err
	}
	if err := deadline.BeginTx(ctx, tx, committee); err != nil {
		return 0, err
	}
	return committee, themes.BeginTx(ctx, tx, committee)
}

// batch is everybody with their memberships.
func (p *people) batch(outside apart.Book) member.Batch {
	var b member.Batch
	seen := map[int64]bool{}
	for i, m := range p.list {
		if !seen[m.ID] {
			seen[m.ID] = true
			b.Members = append(b.Members, m.Member)
		}
		b.Memberships = append(b.Memberships, member.Membership{
			ID: int64(i + 1), MemberID: m.ID, UnitID: m.cell.ID, Kind: "work", State: m.state, ValidFrom: m.from, ValidTo: m.to, EndReason: m.reason,
		})
	}
	// One member lives in another cell's hamlet: that cell sees them too.
	for _, m := range p.list {
		if m.cell.Name == mainCell && m.FullName == "Nguyễn Văn Đúng" {
			b.Memberships = append(b.Memberships, member.Membership{
				ID: int64(len(b.Memberships) + 1), MemberID: m.ID, UnitID: m.cell.ID + 1, Kind: "residence", State: "active", ValidFrom: m.from,
			})
		}
	}
	b.Members, b.Memberships = append(b.Members, outside.Members...), append(b.Memberships, outside.Memberships...)
	return b
}

// rules publishes the shipped sets, answers by hand what no record feeds for the two half-years that are ranked, and
// names the recognised.
func rules(ctx context.Context, tx pgx.Tx, committee int64, t *tree, s *source, now time.Time) error {
	sets, err := rule.Shipped()
	if err != nil {
		return err
	}
	b := ranking.Batch{Recognitions: s.named}
	for _, set := range sets {
		id, err := rulebook.PublishTx(ctx, tx, committee, set, now)
		if err != nil {
			return err
		}
		if set.Key == ranking.SetKey {
			b.Answers = s.answers(id, set, t.cells, now)
		}
	}
	return ranking.LoadTx(ctx, tx, committee, b)
}

// accounts makes the printed ones, and notes which user each is.
func accounts(ctx context.Context, tx pgx.Tx, committee int64, t *tree, who *people, now time.Time, users map[string]int64) error {
	for _, a := range Accounts() {
		d := account.Draft{Login: a.Login, Name: a.Name, Password: Password, Role: a.role, UnitID: t.byName[a.unit].ID, From: day(2020, 1, 1)}
		for _, m := range who.byCell[d.UnitID] {
			if a.member != "" && m.FullName == a.member {
				d.MemberID = m.ID
			}
		}
		id, err := account.CreateTx(ctx, tx, committee, now, d)
		if err != nil {
			return err
		}
		users[a.Login] = id
	}
	return nil
}
