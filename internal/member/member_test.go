package member_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
)

type bundle struct {
	*member.Service
	worldtest.World
	tx      pgx.Tx
	touched *[]int64
	months  *[]period.Period
}

// Get reads a person as the pages do.
func (b bundle) Get(ctx context.Context, actor authz.Actor, id int64) (roll.Person, error) {
	return (&roll.Service{DB: b.tx, Now: worldtest.Clock}).Get(ctx, actor, id)
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bundle{World: worldtest.New(t, tx), tx: tx, touched: new([]int64), months: new([]period.Period)}
	b.Service = &member.Service{DB: tx, Now: worldtest.Clock,
		CellsChanged: func(_ context.Context, _ pgx.Tx, _ int64, cells []int64, month period.Period) error {
			*b.touched = append(*b.touched, cells...)
			*b.months = append(*b.months, month)
			return nil
		}}
	return b
}

func TestAPersonIsSeenByTheirCellsAndNobodyElse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.Members[b.Cell.ID][1]
	worldtest.Exec(t, b.tx, `UPDATE members SET identity_number = '087190001234' WHERE committee_id = @c AND id = @m`,
		pgx.StrictNamedArgs{"c": b.Committee, "m": id})
	for name, actor := range map[string]authz.Actor{"own cell": b.Secretary, "organisation": b.Grassroots, "committee": b.Leader} {
		p, err := b.Get(ctx, actor, id)
		if err != nil || p.FullName != "Trần Thị Bình" || len(p.Places) != 1 || p.Places[0].UnitName != b.Cell.Name {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
		if p.IdentityNumber != "•••••••• 1234" {
			t.Errorf("%s reads the identity number %q", name, p.IdentityNumber)
		}
	}
	for name, actor := range map[string]authz.Actor{"sister": b.SisterSecretary, "far": b.FarSecretary, "stranger": b.Stranger} {
		if p, err := b.Get(ctx, actor, id); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s: %+v, %v; want NotFound", name, p, err)
		}
	}
	if _, err := b.Get(ctx, b.Member, id); apperr.KindOf(err) != apperr.KindForbidden {
		t.Error("a plain member opens a member's page")
	}
}

func ptr[T any](v T) *T { return &v }

func TestLoadedPeopleTakeTheNextIDs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	const id = 7_000_001
	err := member.LoadTx(ctx, b.tx, b.Committee, worldtest.Now, member.Batch{
		Members: []member.Member{{ID: id, FullName: "Võ Thị Én", FamilyName: "Võ", MiddleName: "Thị", GivenName: "Én",
			CardNumber: "87.900001", BirthDate: ptr(worldtest.Date(1980, 5, 1)), Standing: member.Full}},
		Memberships: []member.Membership{
			{ID: id, MemberID: id, UnitID: b.Far.ID, Kind: member.Work, State: member.Active,
				ValidFrom: worldtest.Date(2020, 1, 1), ValidTo: ptr(worldtest.Date(2026, 6, 1)), EndReason: "Chuyển sinh hoạt"},
			{ID: id + 1, MemberID: id, UnitID: b.Cell.ID, Kind: member.Work, State: member.Active, ValidFrom: worldtest.Date(2026, 6, 1)},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var next int64
	if err := b.tx.QueryRow(ctx, "SELECT nextval(pg_get_serial_sequence('memberships', 'id'))").Scan(&next); err != nil || next < id+2 { // other tests take ids, too
		t.Errorf("the next membership takes %d, %v; want %d or more", next, err, id+2)
	}
	for name, actor := range map[string]authz.Actor{"the cell of today": b.Secretary, "the cell of before": b.FarSecretary} {
		p, err := b.Get(ctx, actor, id)
		if err != nil || len(p.Places) != 2 || p.Places[0].UnitID != b.Cell.ID {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
		if at, ok := p.On(member.Work, worldtest.Date(2026, 5, 31)); !ok || at.UnitID != b.Far.ID {
			t.Errorf("%s: on 31 May in %+v, %v", name, at, ok)
		}
		if _, ok := p.On(member.Work, worldtest.Date(2019, 5, 31)); ok {
			t.Errorf("%s: was there before coming", name)
		}
	}
}

func TestAnImportWritesPeoplePlacesAndFigures(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	at := b.enrolled(t)
	bound, staying, leaving := at[b.Members[b.Cell.ID][1]], at[b.Members[b.Cell.ID][2]], at[b.Members[b.Far.ID][1]]
	renamed := staying.Member
	renamed.FullName, renamed.GivenName = "Lê Thị Cúc Hoa", "Hoa"
	_, err := b.ApplyTx(ctx, b.tx, b.Admin, member.Import{
		Added: []member.Added{{Member: member.Member{FullName: "Võ Văn Mới", FamilyName: "Võ", MiddleName: "Văn", GivenName: "Mới",
			IdentityNumber: "087099000001", Standing: member.Full}, UnitID: b.Sister.ID, State: member.Active, ResidenceID: b.Cell.ID}},
		Changed: []member.Changed{{Member: renamed, Version: staying.Version}},
		Moves: []member.Move{
			{MemberID: bound.ID, Kind: member.Work, From: bound.Work, UnitID: b.Far.ID, State: member.Active, Reason: "Chuyển sinh hoạt"},
			{MemberID: leaving.ID, Kind: member.Work, From: leaving.Work, Reason: "Từ trần"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []int64{b.Cell.ID, b.Sister.ID, b.Far.ID}; !slices.Equal(*b.touched, want) {
		t.Errorf("figures of %v recomputed, want %v once each", *b.touched, want)
	}
	if len(*b.months) != 1 || (*b.months)[0] != period.Month(2026, time.November) {
		t.Errorf("months %v, want this one once", *b.months)
	}
	moved, err := b.Get(ctx, b.FarSecretary, bound.ID)
	if err != nil || len(moved.Places) != 2 || moved.Places[0].UnitID != b.Far.ID || moved.Places[1].EndReason != "Chuyển sinh hoạt" ||
		!moved.Places[1].ValidTo.Equal(worldtest.Date(2026, 11, 20)) || !moved.Places[0].ValidFrom.Equal(worldtest.Date(2026, 11, 20)) {
		t.Errorf("moved: %+v, %v", moved, err)
	}
	if gone, err := b.Get(ctx, b.FarSecretary, leaving.ID); err != nil || gone.Places[0].EndReason != "Từ trần" {
		t.Errorf("left: %+v, %v", gone, err)
	}
	var added int64
	if err := b.tx.QueryRow(ctx, "SELECT id FROM members WHERE committee_id = $1 AND full_name = 'Võ Văn Mới'", b.Committee).Scan(&added); err != nil {
		t.Fatal(err)
	}
	if p, err := b.Get(ctx, b.SisterSecretary, added); err != nil || len(p.Places) != 2 {
		t.Errorf("added: %+v, %v", p, err)
	}
	if p, err := b.Get(ctx, b.Secretary, staying.ID); err != nil || p.FullName != "Lê Thị Cúc Hoa" {
		t.Errorf("changed: %+v, %v", p, err)
	}
}

func (b bundle) enrolled(t *testing.T) map[int64]roll.Enrolled {
	t.Helper()
	enrolled, err := roll.WholeTx(context.Background(), b.tx, b.Admin, authz.ImportRun, worldtest.Date(2026, 11, 20))
	if err != nil {
		t.Fatal(err)
	}
	at := map[int64]roll.Enrolled{}
	for _, e := range enrolled {
		at[e.ID] = e
	}
	if len(at) != 20 || len(enrolled) != 20 {
		t.Fatalf("a roll of %d people in %d rows, want the committee's 20", len(at), len(enrolled))
	}
	return at
}

func TestAPlaceOfTodayIsPutRightNotClosed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.Members[b.Cell.ID][1]
	for _, to := range []int64{b.Sister.ID, b.Far.ID} {
		e := b.enrolled(t)[id]
		_, err := b.ApplyTx(ctx, b.tx, b.Admin, member.Import{Moves: []member.Move{
			{MemberID: id, Kind: member.Work, From: e.Work, UnitID: to, State: member.Active, Reason: "Chuyển sinh hoạt"},
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	p, err := b.Get(ctx, b.Office, id)
	if err != nil || len(p.Places) != 2 || p.Places[0].UnitID != b.Far.ID || p.Places[1].UnitID != b.Cell.ID {
		t.Fatalf("after two moves in a day: %+v, %v; want the first put right", p.Places, err)
	}
	if !slices.Contains(*b.touched, b.Sister.ID) {
		t.Error("the cell of the mistake keeps its wrong figures")
	}
	// Leaving on the day of coming: counted on that day, and seen as leaving.
	if _, err := b.ApplyTx(ctx, b.tx, b.Admin, member.Import{Moves: []member.Move{
		{MemberID: id, Kind: member.Work, From: b.enrolled(t)[id].Work, Reason: "Chuyển đi"},
	}}); err != nil {
		t.Fatal(err)
	}
	if e := b.enrolled(t)[id]; !e.Work.Ends || e.Work.UnitID != b.Far.ID {
		t.Errorf("after leaving on the first day: %+v", e.Work)
	}
}

func TestAnImportStopsAtTheScopeAndAtOthersChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	e := b.enrolled(t)[b.Members[b.Cell.ID][1]]
	taken := member.Added{Member: member.Member{FullName: "A", GivenName: "A", CardNumber: e.CardNumber, Standing: member.Full}, UnitID: b.Cell.ID, State: member.Active}
	orgAdmin := b.Admin
	orgAdmin.Posts = []authz.Post{{Role: authz.Admin, UnitID: b.OtherOrg.ID, Path: b.OtherOrg.Path}}
	elsewhere := taken
	elsewhere.CardNumber, elsewhere.UnitID = "", b.StrangerCell.ID
	stale := member.Changed{Member: e.Member, Version: e.Version + 1}
	for _, tc := range []struct {
		name  string
		actor authz.Actor
		in    member.Import
		want  apperr.Kind
	}{
		{"no right to import", b.Secretary, member.Import{}, apperr.KindForbidden},
		{"a cell of another committee", b.Admin, member.Import{Added: []member.Added{elsewhere}}, apperr.KindConflict},
		{"a member outside the scope", orgAdmin, member.Import{Changed: []member.Changed{{Member: e.Member, Version: e.Version}}}, apperr.KindConflict},
		{"a place outside the scope", orgAdmin, member.Import{Moves: []member.Move{{MemberID: e.ID, Kind: member.Work, From: e.Work, Reason: "x"}}}, apperr.KindConflict},
		{"somebody else's change", b.Admin, member.Import{Changed: []member.Changed{stale}}, apperr.KindConflict},
		{"a card that is taken", b.Admin, member.Import{Added: []member.Added{taken}}, apperr.KindConflict},
	} {
		inner, err := b.tx.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.ApplyTx(ctx, inner, tc.actor, tc.in)
		if apperr.KindOf(err) != tc.want || tc.want == apperr.KindConflict && !strings.Contains(apperr.Message(err), "áp dụng lại") {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
		if err := inner.Rollback(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := roll.WholeTx(ctx, b.tx, b.Secretary, authz.ImportRun, today); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a secretary reads the roll: %v", err)
	}
}
