package member_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
)

var today = worldtest.Date(2026, 11, 20)

func (b bundle) get(t *testing.T, id int64) roll.Person {
	t.Helper()
	p, err := b.Get(context.Background(), b.Admin, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (b bundle) send(t *testing.T, cell int64, month time.Time) {
	t.Helper()
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at) VALUES (@c, @u, @m, 'sent', now(), now())`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": cell, "m": month})
}

func (b bundle) trail(t *testing.T, id int64) string {
	t.Helper()
	var text string
	err := b.tx.QueryRow(context.Background(), `SELECT coalesce(string_agg(u.name || ': ' || a.summary, E'\n' ORDER BY a.at, u.name), '')
		FROM audit_entries a JOIN units u ON u.committee_id = a.committee_id AND u.id = a.unit_id
		WHERE a.object_kind = 'member' AND a.object_id = $1`, id).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAPersonIsEnrolledAndAmended(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	m := member.Member{FullName: "VÕ THỊ  ÉN", CardNumber: "87 900001", IdentityNumber: "087 190 001 234", Standing: member.Probationary,
		BirthDate: ptr(worldtest.Date(1995, 5, 1)), DecidedOn: ptr(worldtest.Date(2026, 1, 20)), AdmittedOn: ptr(worldtest.Date(2026, 2, 3)), StatePost: "Trưởng ấp"}
	id, err := b.Enrol(ctx, b.Grassroots, m, b.Cell.ID, worldtest.Date(2026, 11, 5))
	if err != nil {
		t.Fatal(err)
	}
	p := b.get(t, id)
	if p.FullName != "Võ Thị Én" || p.GivenName != "Én" || p.CardNumber != "87900001" || p.IdentityNumber != "•••••••• 1234" || p.StatePost != "Trưởng ấp" || len(p.Places) != 1 {
		t.Errorf("enrolled %+v", p)
	}
	change := p.Member
	change.IdentityNumber, change.Standing, change.OfficialOn = "", member.Full, ptr(worldtest.Date(2026, 11, 3))
	if err := b.Amend(ctx, b.Admin, id, p.Version, change); err != nil {
		t.Fatal(err)
	}
	if err := b.Amend(ctx, b.Admin, id, p.Version, change); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("a form of before: %v, want Conflict", err)
	}
	number, err := b.Reveal(ctx, b.Admin, id)
	if err != nil || number != "087190001234" {
		t.Errorf("revealed %q, %v; want the number that the change left alone", number, err)
	}
	if _, err := b.Reveal(ctx, b.Secretary, id); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a secretary reveals: %v", err)
	}
	trail := b.trail(t, id)
	for _, want := range []string{"Thêm Võ Thị Én vào Chi bộ ấp Đông từ 05/11/2026", "ngày chính thức “” thành “03/11/2026”", "Xem số CCCD của Võ Thị Én"} {
		if !strings.Contains(trail, want) {
			t.Errorf("the trail lacks %q:\n%s", want, trail)
		}
	}
	if strings.Contains(trail, "087190001234") {
		t.Error("the trail holds an identity number")
	}
}

func TestWhatIsWrongWithAPersonIsToldByField(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, tc := range map[string]struct {
		change func(*member.Member)
		field  string
	}{
		"no name":                  {func(m *member.Member) { m.FullName = " " }, "name"},
		"a card of two digits":     {func(m *member.Member) { m.CardNumber = "12" }, "card"},
		"a card that is taken":     {func(m *member.Member) { m.CardNumber = "87.000001" }, "card"},
		"ten digits":               {func(m *member.Member) { m.IdentityNumber = "0871900012" }, "identity"},
		"nothing to tell apart by": {func(m *member.Member) { m.BirthDate = nil }, "identity"},
		"born tomorrow":            {func(m *member.Member) { m.BirthDate = ptr(today.AddDate(0, 0, 1)) }, "birth"},
		"admitted as a child":      {func(m *member.Member) { m.AdmittedOn = ptr(worldtest.Date(1990, 1, 1)) }, "admitted"},
		"official before admitted": {func(m *member.Member) {
			m.AdmittedOn, m.OfficialOn = ptr(worldtest.Date(2020, 1, 1)), ptr(worldtest.Date(2019, 1, 1))
		}, "official"},
		"no standing": {func(m *member.Member) { m.Standing = "" }, "standing"},
	} {
		m := member.Member{FullName: "Võ Văn Tư", BirthDate: ptr(worldtest.Date(1980, 1, 1)), Standing: member.Full}
		tc.change(&m)
		_, err := b.Enrol(context.Background(), b.Admin, m, b.Cell.ID, today)
		fields := apperr.FieldsOf(err)
		if apperr.KindOf(err) != apperr.KindInvalid || len(fields) != 1 || fields[0].Name != tc.field {
			t.Errorf("%s: %v, want a word at %s", name, err, tc.field)
		}
	}
}

func TestATransferIsSeenByBothCellsAndTakesNothingBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.Members[b.Cell.ID][1]
	b.send(t, b.Cell.ID, worldtest.Date(2026, 11, 1))
	err := b.Transfer(ctx, b.Office, id, b.Far.ID, today, "GT 12")
	if fields := apperr.FieldsOf(err); len(fields) != 1 || !strings.Contains(fields[0].Msg, "Ghi từ ngày 01/12/2026") {
		t.Fatalf("into a month that was sent: %v", err)
	}
	if err := b.Transfer(ctx, b.Office, id, b.Far.ID, worldtest.Date(2026, 12, 1), "GT 12"); err != nil {
		t.Fatal(err)
	}
	p := b.get(t, id)
	now, _ := p.On(member.Work, today)
	next, _ := p.On(member.Work, worldtest.Date(2026, 12, 1))
	if now.UnitID != b.Cell.ID || next.UnitID != b.Far.ID || now.EndReason != "GT 12" {
		t.Errorf("today in %+v, from December in %+v", now, next)
	}
	for name, a := range map[string]authz.Actor{"the old secretary": b.Secretary, "the new secretary": b.FarSecretary} {
		if p, err := b.Get(ctx, a, id); err != nil || len(p.Places) != 2 {
			t.Errorf("%s sees %+v, %v", name, p.Places, err)
		}
	}
	trail := b.trail(t, id)
	for _, cell := range []string{b.Cell.Name, b.Far.Name} {
		if !strings.Contains(trail, cell+": Chuyển sinh hoạt của Trần Thị Bình đến Chi bộ ấp Nam từ 01/12/2026") {
			t.Errorf("the trail of %s does not tell:\n%s", cell, trail)
		}
	}
	// Decided otherwise before the day: the next cell is put right, nothing is doubled.
	if err := b.Transfer(ctx, b.Office, id, b.Sister.ID, worldtest.Date(2026, 12, 1), "GT 12 sửa"); err != nil {
		t.Fatal(err)
	}
	if p := b.get(t, id); len(p.Places) != 2 || p.Places[0].UnitID != b.Sister.ID {
		t.Errorf("after the correction: %+v", p.Places)
	}
}

func TestStatesDeparturesAndReturnsAreDated(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.Members[b.Cell.ID][1]
	if err := b.SetState(ctx, b.Admin, id, member.Exempt, worldtest.Date(2026, 11, 2), "NQ chi bộ 11/2026"); err != nil {
		t.Fatal(err)
	}
	if err := b.SetState(ctx, b.Admin, id, member.Exempt, today, "NQ"); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("the same state again: %v", err)
	}
	if err := b.Leave(ctx, b.Admin, id, worldtest.Date(2026, 11, 1), "Từ trần"); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("leaving before the last change: %v", err)
	}
	if err := b.Leave(ctx, b.Admin, id, worldtest.Date(2026, 11, 10), "Chuyển đi đảng bộ khác"); err != nil {
		t.Fatal(err)
	}
	if err := b.Leave(ctx, b.Admin, id, today, "Từ trần"); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("leaving twice: %v", err)
	}
	if err := b.Transfer(ctx, b.Admin, id, b.Sister.ID, today, "Chuyển về lại"); err != nil {
		t.Fatal(err)
	}
	p := b.get(t, id)
	for day, want := range map[int]int64{1: b.Cell.ID, 5: b.Cell.ID, 10: 0, 19: 0, 20: b.Sister.ID} {
		if at, _ := p.On(member.Work, worldtest.Date(2026, 11, day)); at.UnitID != want {
			t.Errorf("on %d November in %d, want %d", day, at.UnitID, want)
		}
	}
	if at, _ := p.On(member.Work, worldtest.Date(2026, 11, 5)); at.State != member.Exempt {
		t.Errorf("on 5 November %+v, want exempt", at)
	}
}

func TestNobodyMovesPeopleBeyondTheirScope(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.Members[b.Cell.ID][1]
	if err := b.Transfer(ctx, b.Grassroots, id, b.Far.ID, today, "GT 1"); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("into another organisation: %v", err)
	}
	if err := b.Transfer(ctx, b.Grassroots, b.Members[b.Far.ID][1], b.Cell.ID, today, "GT 1"); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("out of another organisation: %v", err)
	}
	if err := b.Transfer(ctx, b.Secretary, id, b.Sister.ID, today, "GT 1"); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("by a secretary: %v", err)
	}
	if err := b.Transfer(ctx, b.Grassroots, id, b.Sister.ID, today.AddDate(0, 3, 0), "GT 1"); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("three months ahead: %v", err)
	}
	if err := b.Transfer(ctx, b.Grassroots, id, b.Sister.ID, today, "GT 1"); err != nil {
		t.Errorf("inside the own organisation: %v", err)
	}
}

func TestTheCellOfResidenceStandsBesideTheCellOfWork(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.Members[b.GrassCell.ID][1]
	b.send(t, b.GrassCell.ID, worldtest.Date(2026, 11, 1)) // nothing is counted of it, so that a month that was sent does not matter
	if err := b.Reside(ctx, b.Office, id, b.Cell.ID, worldtest.Date(2026, 11, 5), "Giấy giới thiệu 213"); err != nil {
		t.Fatal(err)
	}
	p := b.get(t, id)
	home, ok := p.On(member.Residence, today)
	work, _ := p.On(member.Work, today)
	if !ok || home.UnitID != b.Cell.ID || work.UnitID != b.GrassCell.ID || len(*b.touched) != 0 {
		t.Errorf("at home in %+v, at work in %+v, recounted %v", home, work, *b.touched)
	}
	if err := b.Reside(ctx, b.Office, id, b.Cell.ID, today, "GT"); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("the same cell again: %v", err)
	}
	if err := b.Reside(ctx, b.Office, id, 0, today, "Chuyển nhà"); err != nil {
		t.Fatal(err)
	}
	if _, ok := b.get(t, id).On(member.Residence, today); ok {
		t.Error("the residence did not end")
	}
	other := b.Members[b.Far.ID][1]
	if err := b.Reside(ctx, b.Office, other, b.Cell.ID, worldtest.Date(2026, 11, 5), "GT 213"); err != nil {
		t.Fatal(err)
	}
	if err := b.Leave(ctx, b.Office, other, today, "Từ trần"); err != nil {
		t.Fatal(err)
	}
	if _, ok := b.get(t, other).On(member.Residence, today); ok {
		t.Error("who left the list still lives in a cell")
	}
}
