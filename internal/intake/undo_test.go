package intake_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake"
	"tusoi/internal/org"
	"tusoi/internal/roll"
	"tusoi/internal/worldtest"
)

// enrolled is everybody as an import sees them, without what counts changes.
func (b bundle) enrolled(t *testing.T) []roll.Enrolled {
	t.Helper()
	enrolled, err := roll.WholeTx(context.Background(), b.tx, b.Admin, authz.ImportRun, worldtest.Date(2026, 11, 20))
	if err != nil {
		t.Fatal(err)
	}
	for i := range enrolled {
		enrolled[i].Version = 0
	}
	return enrolled
}

func (b bundle) units(t *testing.T) []org.Unit {
	t.Helper()
	list := b.tree(t).Under(b.Root.ID)
	for i := range list {
		list[i].Version = 0
	}
	return list
}

// exec runs one statement of somebody else's work; @c and @m are the committee and a member.
func (b bundle) exec(t *testing.T, sql string, more pgx.StrictNamedArgs) {
	t.Helper()
	args := pgx.StrictNamedArgs{"c": b.Committee}
	for k, v := range more {
		args[k] = v
	}
	worldtest.Exec(t, b.tx, sql, args)
}

// mixedList adds one, changes one, takes one to another cell, and lets one go.
func (b bundle) mixedList(t *testing.T) []byte {
	t.Helper()
	who := b.Members[b.Cell.ID]
	return members(t,
		"Võ Thị Mới||087199000001|20/10/1999|01/06/2026|"+b.Cell.Name+"|"+b.Sister.Name+"|",
		"Trần Thị Bình|"+b.card(t, who[1])+"|087170001234|||"+b.Cell.Name+"||",
		"Lê Thị Cúc|"+b.card(t, who[2])+"||||"+b.Far.Name+"||",
		"Phạm Văn Dũng|"+b.card(t, who[3])+"||||||Từ trần")
}

func TestAWholeImportOfMembersIsTakenBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	before := b.enrolled(t)
	data := b.mixedList(t)
	_, first := b.preview(t, data)
	run := b.apply(t, data)
	if run.Added != 1 || run.Changed != 3 || !run.Undoable {
		t.Fatalf("%+v", run)
	}
	if cmp.Equal(before, b.enrolled(t)) {
		t.Fatal("the import did nothing")
	}
	*b.touched = nil
	*b.now = b.now.Add(23 * time.Hour)
	undone, err := b.Undo(ctx, b.Office, run.ID)
	if err != nil || undone.UndoneAt == nil || undone.Undoable {
		t.Fatalf("%+v, %v", undone, err)
	}
	if diff := cmp.Diff(before, b.enrolled(t)); diff != "" {
		t.Errorf("the roll is not what it was:\n%s", diff)
	}
	slices.Sort(*b.touched)
	if diff := cmp.Diff([]int64{b.Cell.ID, b.Far.ID}, *b.touched); diff != "" {
		t.Errorf("cells counted again:\n%s", diff)
	}
	if _, again := b.preview(t, data); again.Fingerprint != first.Fingerprint {
		t.Errorf("the same list says otherwise now:\n%s", cmp.Diff(first.Rows, again.Rows))
	}
	var summary string
	if err := b.tx.QueryRow(ctx, `SELECT summary FROM audit_entries WHERE committee_id = $1 ORDER BY seq DESC LIMIT 1`, b.Committee).Scan(&summary); err != nil ||
		!strings.Contains(summary, "Rút lại lần nhập danh sách đảng viên từ tệp “ds.xlsx”: bỏ 1 dòng đã thêm, trả lại như cũ 3 dòng đã sửa") {
		t.Errorf("%q, %v", summary, err)
	}
	if _, err := b.Undo(ctx, b.Office, run.ID); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("taken back twice: %v", err)
	}
}

func TestAnImportOnWhichSomethingWasBuiltStays(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		since func(*testing.T, bundle)
		want  string
	}{
		"somebody amended one whom it changed": {func(t *testing.T, b bundle) {
			b.exec(t, `UPDATE members SET job = 'Giáo viên', version = version + 1 WHERE committee_id = @c AND identity_number = '087170001234'`, nil)
		}, "đã được sửa hoặc chuyển sau lần nhập: Trần Thị Bình."},
		"somebody amended one whom it added": {func(t *testing.T, b bundle) {
			b.exec(t, `UPDATE members SET job = 'Giáo viên', version = version + 1 WHERE committee_id = @c AND identity_number = '087199000001'`, nil)
		}, "Võ Thị Mới"},
		"somebody moved one whom it moved": {func(t *testing.T, b bundle) {
			b.exec(t, `UPDATE memberships SET state = 'away' WHERE committee_id = @c AND member_id = @m AND valid_to IS NULL`, pgx.StrictNamedArgs{"m": b.Members[b.Cell.ID][2]})
		}, "Lê Thị Cúc"},
		"somebody took back one who left": {func(t *testing.T, b bundle) {
			b.exec(t, `INSERT INTO memberships (committee_id, member_id, unit_id, valid_from) VALUES (@c, @m, @u, '2026-11-21')`,
				pgx.StrictNamedArgs{"m": b.Members[b.Cell.ID][3], "u": b.Cell.ID})
		}, "Phạm Văn Dũng"},
		"one whom it added has promised": {func(t *testing.T, b bundle) {
			b.exec(t, `INSERT INTO pledges (committee_id, member_id, cell_id, year, updated_at) SELECT m.committee_id, m.id, @u, 2026, now() FROM members m
				WHERE m.committee_id = @c AND m.identity_number = '087199000001'`, pgx.StrictNamedArgs{"u": b.Cell.ID})
		}, "đã có cam kết, việc được giao, tự soi hoặc tài khoản: Võ Thị Mới."},
		"one whom it added was given an award": {func(t *testing.T, b bundle) {
			b.exec(t, `INSERT INTO admissions (committee_id, unit_id, member_id, admitted_on) SELECT m.committee_id, @u, m.id, '2026-06-01' FROM members m
				WHERE m.committee_id = @c AND m.identity_number = '087199000001'`, pgx.StrictNamedArgs{"u": b.Cell.ID})
		}, "đã có ghi chép khác"},
		"a cell sent its month": {func(t *testing.T, b bundle) {
			b.exec(t, `INSERT INTO packets (committee_id, cell_id, month, state, sent_at) VALUES (@c, @u, '2026-11-01', 'sent', @at)`,
				pgx.StrictNamedArgs{"u": b.Far.ID, "at": b.now.Add(time.Minute)})
		}, "chi bộ đã gửi hồ sơ tự soi sau lần nhập: Chi bộ ấp Nam."},
		"a day went by": {func(_ *testing.T, b bundle) { *b.now = b.now.Add(24*time.Hour + time.Second) }, "trong 24 giờ"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			run := b.apply(t, b.mixedList(t))
			tc.since(t, b)
			after := b.enrolled(t)
			_, err := b.Undo(context.Background(), b.Admin, run.ID)
			if apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), tc.want) {
				t.Errorf("%v, want a conflict …%s…", err, tc.want)
			}
			if diff := cmp.Diff(after, b.enrolled(t)); diff != "" {
				t.Errorf("something was taken back all the same:\n%s", diff)
			}
		})
	}
}

func TestAPacketThatWasSentBeforeOrCameBackIsNoObstacle(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.exec(t, `INSERT INTO packets (committee_id, cell_id, month, state, sent_at, return_reason)
		VALUES (@c, @one, '2026-11-01', 'sent', @at::timestamptz, ''), (@c, @two, '2026-11-01', 'returned', @at::timestamptz + interval '1 day', 'Thiếu biên bản')`,
		pgx.StrictNamedArgs{"one": b.Far.ID, "two": b.Cell.ID, "at": b.now.Add(-time.Hour)})
	run := b.apply(t, b.mixedList(t))
	if _, err := b.Undo(context.Background(), b.Admin, run.ID); err != nil {
		t.Error(err)
	}
}

func TestAWholeImportOfUnitsIsTakenBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	var forgotten []int64
	b.Forget = func(_ context.Context, _ pgx.Tx, _ int64, cells []int64) error { forgotten = cells; return nil }
	b.apply(t, units(t, "T9|Chi bộ ấp Tây|Chi bộ trực thuộc|Đảng ủy xã Một||"))
	before := b.units(t)
	data := units(t,
		"G1|Đảng bộ xã Mới|Đảng bộ cơ sở||Ấp, khu phố|03/02/1990", "C1|Chi bộ Mới Một|Chi bộ trực thuộc|G1|Ấp, khu phố|",
		"|CHI BỘ ẤP ĐÔNG|Chi bộ trực thuộc|Đảng ủy xã Một|Cơ quan|", "T9|Chi bộ ấp Tây Thượng|Chi bộ trực thuộc|Đảng ủy xã Một||")
	run := b.apply(t, data)
	if run.Added != 2 || run.Changed != 2 {
		t.Fatalf("%+v", run)
	}
	if _, err := b.Undo(ctx, b.Admin, run.ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, b.units(t), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the tree is not what it was:\n%s", diff)
	}
	if len(forgotten) != 2 {
		t.Errorf("forgotten are %v", forgotten)
	}
	for _, id := range []int64{b.Cell.ID, b.Sister.ID} {
		if events, err := b.Service.Org.Events(ctx, b.Admin, id); err != nil || len(events) != 0 {
			t.Errorf("events of %d: %+v, %v", id, events, err)
		}
	}
	b.apply(t, data)
	b.again(t, data)
}

func TestAnImportOfUnitsOnWhichSomethingWasBuiltStays(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ sql, want string }{
		"renamed since":   {`UPDATE units SET name = 'Chi bộ Khác Nữa', version = version + 1 WHERE committee_id = @c AND code = 'C1'`, "đã được sửa sau lần nhập: Chi bộ Khác Nữa."},
		"changed since":   {`UPDATE units SET type = 'armed', version = version + 1 WHERE committee_id = @c AND code = 'T9'`, "Chi bộ ấp Tây"},
		"a unit below it": {`INSERT INTO units (committee_id, id, parent_id, kind, name, path, valid_from, updated_at) SELECT committee_id, 9000077, id, 'cell', 'X', path || '9000077', now(), now() FROM units WHERE committee_id = @c AND code = 'G1'`, "Đảng bộ xã Mới"},
		"somebody in it":  {`INSERT INTO memberships (committee_id, member_id, unit_id, kind, valid_from) SELECT u.committee_id, m.id, u.id, 'residence', now() FROM units u, members m WHERE u.committee_id = @c AND u.code = 'C1' AND m.committee_id = @c LIMIT 1`, "đã có đảng viên, tài khoản, việc hoặc tổ chức trực thuộc: Chi bộ Mới Một."},
		"a target":        {`INSERT INTO recruitment_targets (committee_id, unit_id, year, target) SELECT committee_id, id, 2026, 1 FROM units WHERE committee_id = @c AND code = 'C1'`, "đã có ghi chép khác"},
		"a month sent":    {`INSERT INTO packets (committee_id, cell_id, month, state, sent_at) SELECT committee_id, id, '2026-11-01', 'sent', '2026-11-20 03:00Z' FROM units WHERE committee_id = @c AND code = 'T9'`, "gửi hồ sơ tự soi sau lần nhập: Chi bộ ấp Tây."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			run := b.apply(t, units(t, "G1|Đảng bộ xã Mới|Đảng bộ cơ sở||Ấp, khu phố|03/02/1990", "C1|Chi bộ Mới Một|Chi bộ trực thuộc|G1|Ấp, khu phố|",
				"T9|Chi bộ ấp Tây|Chi bộ trực thuộc|Đảng ủy xã Một||"))
			b.exec(t, tc.sql, nil)
			after := b.units(t)
			if _, err := b.Undo(context.Background(), b.Admin, run.ID); apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), tc.want) {
				t.Errorf("%v, want a conflict …%s…", err, tc.want)
			}
			if diff := cmp.Diff(after, b.units(t)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOnlyWhatWasAppliedIsTakenBackByWhoMayImport(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	waiting, _ := b.preview(t, b.mixedList(t))
	if _, err := b.Undo(ctx, b.Admin, waiting.ID); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("of a file that waits: %v", err)
	}
	run := b.apply(t, b.mixedList(t))
	if _, err := b.Undo(ctx, b.Leader, run.ID); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("by a leader: %v", err)
	}
	if _, err := b.Undo(ctx, b.Stranger, run.ID); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("by another committee: %v", err)
	}
	*b.now = b.now.Add(25 * time.Hour)
	if err := b.DropOld(ctx); err != nil {
		t.Fatal(err)
	}
	var kept int
	if err := b.tx.QueryRow(ctx, "SELECT count(*) FROM import_undo").Scan(&kept); err != nil || kept != 0 {
		t.Errorf("%d are still kept, %v", kept, err)
	}
	var r intake.Run
	runs, err := b.Runs(ctx, b.Admin)
	for _, r = range runs {
		if r.Undoable {
			t.Errorf("%+v, %v", r, err)
		}
	}
}
