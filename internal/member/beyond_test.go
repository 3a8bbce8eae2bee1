package member_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/worldtest"
)

// opened lets people outside the Party review themselves in a cell.
func (b bundle) opened(t *testing.T, cell int64) {
	t.Helper()
	worldtest.Exec(t, b.tx, `UPDATE units SET beyond = true WHERE committee_id = @c AND id = @u`, pgx.StrictNamedArgs{"c": b.Committee, "u": cell})
}

func outsider() member.Member {
	return member.Member{FullName: "Võ Thị Ngoài", BirthDate: ptr(worldtest.Date(1995, 4, 30)), Standing: member.Cadre, Employment: "civil_servant",
		StatePost: "Chuyên viên", CardNumber: "87900001", PartyPost: "Bí thư"}
}

func TestWhoIsOutsideThePartyEntersOnlyACellThatIsOpened(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, day := context.Background(), worldtest.Date(2026, 11, 5)
	if _, err := b.Enrol(ctx, b.Grassroots, outsider(), b.Cell.ID, day); !told(err, "cell", "chưa mở tự soi cho người ngoài Đảng") {
		t.Fatalf("into a cell that is not opened: %v", err)
	}
	b.opened(t, b.Cell.ID)
	for name, tc := range map[string]struct {
		change func(*member.Member)
		field  string
	}{
		"no birth date": {func(m *member.Member) { m.BirthDate, m.IdentityNumber = nil, "087195001234" }, "birth"},
		"no employment": {func(m *member.Member) { m.Employment = "" }, "employment"},
		"an odd one":    {func(m *member.Member) { m.Employment = "king" }, "employment"},
	} {
		m := outsider()
		tc.change(&m)
		if _, err := b.Enrol(ctx, b.Grassroots, m, b.Cell.ID, day); !told(err, tc.field, "") {
			t.Errorf("%s: %v, want a word at %s alone", name, err, tc.field)
		}
	}
	id, err := b.Enrol(ctx, b.Grassroots, outsider(), b.Cell.ID, day)
	if err != nil {
		t.Fatal(err)
	}
	p := b.get(t, id)
	if _, ok := p.On(member.Beyond, today); !ok || p.CardNumber != "" || p.PartyPost != "" || p.StatePost != "Chuyên viên" {
		t.Errorf("enrolled %+v; want no card and no Party post", p)
	}
	if _, err := b.Enrol(ctx, b.Grassroots, outsider(), b.Cell.ID, day); !told(err, "name", "đã có trong danh sách ngoài Đảng") {
		t.Errorf("the same form again: %v", err)
	}
	for name, actor := range map[string]authz.Actor{"sister": b.SisterSecretary, "stranger": b.Stranger} {
		if _, err := b.Get(ctx, actor, id); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s: %v, want NotFound", name, err)
		}
	}
}

func TestWhoIsOutsideThePartyMovesAmongOpenedCellsAndHoldsNoPartyPlace(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.Outsider(t, b.tx, b.Cell)
	if err := b.Transfer(ctx, b.Office, id, b.Sister.ID, today, "QĐ 3"); !told(err, "cell", "chưa mở tự soi") {
		t.Errorf("into a cell that is not opened: %v", err)
	}
	if err := b.Reside(ctx, b.Office, id, b.Sister.ID, today, "GT 15"); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("a cell of residence: %v", err)
	}
	if err := b.SetState(ctx, b.Office, id, member.Suspended, today, "QĐ 4"); !told(err, "state", "") {
		t.Errorf("suspended from Party activity: %v", err)
	}
	p := b.get(t, id)
	change := p.Member
	change.Standing, change.Employment = member.Full, ""
	if err := b.Amend(ctx, b.Office, id, p.Version, change); !told(err, "standing", "Đã kết nạp") {
		t.Errorf("made a member by hand: %v", err)
	}
	b.opened(t, b.Sister.ID)
	if err := b.Transfer(ctx, b.Office, id, b.Sister.ID, today, "QĐ 3"); err != nil {
		t.Fatal(err)
	}
	if at, _ := b.get(t, id).On(member.Beyond, today); at.UnitID != b.Sister.ID {
		t.Errorf("is in %+v", at)
	}
	if err := b.Leave(ctx, b.Office, id, today.AddDate(0, 0, 3), "Không còn công tác tại đơn vị"); err != nil {
		t.Fatal(err)
	}
}

func TestAnAdmittedPersonIsTheSamePersonAndAMemberFromTheDay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, admitted := context.Background(), worldtest.Date(2026, 11, 10)
	id := b.Outsider(t, b.tx, b.Cell)
	b.send(t, b.Cell.ID, worldtest.Date(2026, 11, 1))
	if err := b.Admit(ctx, b.Office, id, admitted, worldtest.Date(2026, 11, 9)); !told(err, "day", "từ ngày kết nạp trở đi") {
		t.Errorf("a member before being admitted: %v", err)
	}
	if err := b.Admit(ctx, b.Office, id, admitted, admitted); !told(err, "day", "Ghi từ ngày 01/12/2026") {
		t.Errorf("into a month that was sent: %v", err)
	}
	if err := b.Admit(ctx, b.Secretary, id, admitted, worldtest.Date(2026, 12, 1)); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("by the secretary: %v", err)
	}
	if err := b.Admit(ctx, b.Office, id, admitted, worldtest.Date(2026, 12, 1)); err != nil {
		t.Fatal(err)
	}
	p := b.get(t, id)
	before, apart := p.On(member.Beyond, today)
	now, is := p.On(member.Work, worldtest.Date(2026, 12, 1))
	if !apart || !is || before.UnitID != b.Cell.ID || now.UnitID != b.Cell.ID || p.Standing != member.Probationary || p.Employment != "" || !p.AdmittedOn.Equal(admitted) {
		t.Errorf("admitted: %+v", p)
	}
	if text := b.trail(t, id); !strings.Contains(text, "được kết nạp vào Đảng ngày 10/11/2026, là đảng viên dự bị của chi bộ từ 01/12/2026") {
		t.Errorf("the trail: %s", text)
	}
	if err := b.Admit(ctx, b.Office, id, admitted, worldtest.Date(2026, 12, 1)); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("twice: %v", err)
	}
}

// told reports whether a refusal is one word at a field that holds some words.
func told(err error, field, words string) bool {
	fields := apperr.FieldsOf(err)
	return apperr.KindOf(err) == apperr.KindInvalid && len(fields) == 1 && fields[0].Name == field && strings.Contains(fields[0].Msg, words)
}
