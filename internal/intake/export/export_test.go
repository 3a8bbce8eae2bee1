package export_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/export"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
)

type bundle struct {
	*export.Service
	worldtest.World
	tx pgx.Tx
}

// dangerous would be a formula, were it not a text.
const dangerous = `=HYPERLINK("http://x")`

// setup is a world in which things are as they are nowhere: cells of one name, a name with a comma, years of birth, posts that
// look like formulas, people at home elsewhere.
func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	b := bundle{World: worldtest.New(t, tx), tx: tx}
	b.Service = &export.Service{DB: tx, Now: worldtest.Clock, Org: &org.Service{DB: tx, Now: worldtest.Clock}}
	who := b.World.Members[b.Cell.ID]
	for _, sql := range []string{
		`UPDATE units SET name = 'Chi bộ ấp Đông' WHERE committee_id = @c AND id = @far`,
		`UPDATE units SET name = 'Chi bộ ấp Tây, khu A', code = '87.012.003.000.001', type = 'armed' WHERE committee_id = @c AND id = @sister`,
		`INSERT INTO units (committee_id, id, parent_id, kind, type, name, path, valid_from, updated_at)
			SELECT committee_id, 9000001, id, 'group', 'school', 'Tổ đảng số 1', path || '9000001', '2020-05-01', now() FROM units WHERE committee_id = @c AND id = @far`,
		`UPDATE members SET identity_number = '087170001234', birth_year_only = true, decided_on = '1999-12-20', party_post = @post, mass_post = '@x',
			state_post = '+84', card_number = '00.000001' WHERE committee_id = @c AND id = @an`,
		`UPDATE members SET official_on = NULL WHERE committee_id = @c AND standing = 'probationary'`,
		`UPDATE members SET admitted_on = '2026-03-01' WHERE committee_id = @c AND id = @cuc`,
		`INSERT INTO memberships (committee_id, member_id, unit_id, kind, valid_from) VALUES (@c, @an, @far, 'residence', '2020-01-01')`,
		`UPDATE memberships SET state = 'suspended' WHERE committee_id = @c AND member_id = @binh`,
	} {
		args := pgx.StrictNamedArgs{}
		for name, v := range map[string]any{"c": b.Committee, "far": b.Far.ID, "sister": b.Sister.ID, "an": who[0], "binh": who[1], "cuc": who[2], "post": dangerous} {
			if strings.Contains(sql, "@"+name) && (name != "c" || strings.Contains(sql, "@c ") || strings.Contains(sql, "@c,")) {
				args[name] = v
			}
		}
		worldtest.Exec(t, tx, sql, args)
	}
	return b
}

func (b bundle) members(t *testing.T, actor authz.Actor, f roll.Filter) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := b.Service.Members(context.Background(), actor, f, &buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func rows(t *testing.T, data []byte) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := f.GetRows(f.GetSheetName(0), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for r := range list {
		for c := range list[r] {
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			formula, _ := f.GetCellFormula(f.GetSheetName(0), at)
			kind, _ := f.GetCellType(f.GetSheetName(0), at)
			if formula != "" || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
				t.Errorf("%s is no text: type %v, formula %q", at, kind, formula)
			}
		}
	}
	return list
}

func TestWhatWasHandedOutAndComesBackChangesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	in := &intake.Service{DB: b.tx, Now: worldtest.Clock, Org: b.Service.Org, Member: &member.Service{DB: b.tx, Now: worldtest.Clock}}
	var units bytes.Buffer
	if err := b.Units(ctx, b.Admin, &units); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]struct {
		data []byte
		rows int
	}{"members": {b.members(t, b.Admin, roll.Filter{}), 20}, "units": {units.Bytes(), 8}} {
		_, plan, err := in.Preview(ctx, b.Admin, "", "x.xlsx", file.data)
		if err != nil {
			t.Fatal(err)
		}
		if plan.Count(compare.Same) != file.rows || len(plan.Rows) != file.rows || len(plan.Unused) != 0 {
			t.Errorf("%s: %d rows, of which the same %d; %+v", name, len(plan.Rows), plan.Count(compare.Same), plan.Unused)
		}
		for _, r := range plan.Rows {
			if r.Fate != compare.Same || len(r.Notes) != 0 {
				t.Errorf("%s, row %d, %s: %s %+v %+v %q", name, r.Number, r.Name, r.Fate, r.Changes, r.Faults, r.Notes)
			}
		}
	}
}

func TestTheColumnsAreThoseOfTheImport(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var units bytes.Buffer
	if err := b.Units(context.Background(), b.Secretary, &units); err != nil {
		t.Fatal(err)
	}
	for kind, list := range map[compare.Kind][][]string{compare.Members: rows(t, b.members(t, b.Office, roll.Filter{})), compare.Units: rows(t, units.Bytes())} {
		for c, col := range compare.LayoutOf(kind).Columns {
			if list[0][c] != col.Heading || len(list[0]) != len(compare.LayoutOf(kind).Columns) {
				t.Errorf("%s: %q", kind, list[0])
			}
		}
		if kind == compare.Units && (len(list) != 2 || list[1][1] != "Chi bộ ấp Đông" || list[1][3] != "Đảng ủy xã Một") {
			t.Errorf("the tree of a secretary: %q", list)
		}
	}
}

func TestWholeNumbersGoOnlyToWhoMayImportAndIntoTheTrail(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	noted := func() (n int, last string) {
		t.Helper()
		if err := b.tx.QueryRow(ctx, `SELECT count(*), coalesce(max(summary), '') FROM audit_entries WHERE committee_id = $1`, b.Committee).Scan(&n, &last); err != nil {
			t.Fatal(err)
		}
		return n, last
	}
	for _, actor := range []authz.Actor{b.Leader, b.Grassroots, b.Secretary} {
		list := rows(t, b.members(t, actor, roll.Filter{Unit: b.Cell.ID, Query: "nguyen an"}))
		if len(list) != 2 || list[1][2] != "•••••••• 1234" || list[1][9] != dangerous {
			t.Errorf("%s reads %q", actor.Name, list)
		}
	}
	if n, _ := noted(); n != 0 {
		t.Errorf("%d entries for masked lists", n)
	}
	if list := rows(t, b.members(t, b.Office, roll.Filter{Unit: b.Cell.ID})); len(list) != 5 || !strings.Contains(strings.Join(list[1], "|")+strings.Join(list[2], "|"), "087170001234") {
		t.Errorf("who may import reads %q", list)
	}
	if n, last := noted(); n != 1 || last != "Tải danh sách đảng viên có số CCCD của Chi bộ ấp Đông: 4 người" {
		t.Errorf("%d entries, %q", n, last)
	}
	part := b.Admin
	part.Posts = []authz.Post{{Role: authz.Leader, UnitID: b.Root.ID, Path: b.Root.Path}, {Role: authz.Admin, UnitID: b.OtherOrg.ID, Path: b.OtherOrg.Path}}
	if text := strings.Join(rows(t, b.members(t, part, roll.Filter{Query: "nguyen an", Unit: b.Cell.ID}))[1], "|"); strings.Contains(text, "087170001234") {
		t.Errorf("an importer of another branch reads %s", text)
	}
	for name, tc := range map[string]struct {
		actor authz.Actor
		unit  int64
		want  apperr.Kind
	}{"a member": {b.World.Member, 0, apperr.KindForbidden}, "a sister cell": {b.SisterSecretary, b.Cell.ID, apperr.KindNotFound}, "a stranger": {b.Stranger, b.Cell.ID, apperr.KindNotFound}} {
		if err := b.Service.Members(ctx, tc.actor, roll.Filter{Unit: tc.unit}, new(bytes.Buffer)); apperr.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.Units(ctx, b.World.Member, new(bytes.Buffer)); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the tree for a member: %v", err)
	}
}
