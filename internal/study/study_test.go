package study_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/record"
	"tusoi/internal/study"
	"tusoi/internal/worldtest"
)

type bench struct {
	worldtest.World
	*study.Service
	tx   pgx.Tx
	keys int
}

func setup(t *testing.T) *bench {
	t.Helper()
	tx := pgtest.Tx(t)
	return &bench{World: worldtest.New(t, tx), Service: &study.Service{DB: tx, Now: worldtest.Clock}, tx: tx}
}

func (b *bench) key() string {
	b.keys++
	return fmt.Sprintf("7b1f0c1e-9a55-4c1e-9f3e-%012d", b.keys)
}

func (b *bench) draft() study.Document {
	return study.Document{
		UnitID: b.Root.ID, Number: "21-KL/TW", Issuer: "Ban Chấp hành Trung ương", IssuedOn: worldtest.Date(2026, 3, 2), Subject: "Đẩy mạnh xây dựng, chỉnh đốn Đảng",
		Level: study.Cells, DueOn: worldtest.Date(2026, 10, 31),
	}
}

func (b *bench) document(t *testing.T) int64 {
	t.Helper()
	id, err := b.Register().Add(context.Background(), b.Office, b.key(), b.draft())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// session is right for the first cell, which has four members.
func (b *bench) session(document int64) study.Session {
	return study.Session{
		UnitID: b.Cell.ID, DocumentID: document, HeldOn: worldtest.Date(2026, 4, 10), Form: study.Thematic, Presenter: "Bí thư", Expected: 4, Attended: 3,
		Missing: []study.Absence{{MemberID: b.Members[b.Cell.ID][1], MadeUpOn: "2026-04-20"}},
	}
}

func TestADocumentIsRefusedInWordsForEverythingThatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, tc := range map[string]struct {
		change      func(*study.Document)
		as          authz.Actor
		field, want string
	}{
		"no number":              {func(d *study.Document) { d.Number = "" }, b.Office, "number", "từ 2"},
		"issued tomorrow":        {func(d *study.Document) { d.IssuedOn = worldtest.Date(2026, 11, 21) }, b.Office, "on", "sau hôm nay"},
		"asked without a day":    {func(d *study.Document) { d.DueOn = time.Time{} }, b.Office, "due", "Ghi hạn"},
		"a day and nobody asked": {func(d *study.Document) { d.Level = study.Nobody }, b.Office, "level", "Chọn ai phải học"},
		"due before it was":      {func(d *study.Document) { d.DueOn = worldtest.Date(2026, 3, 1) }, b.Office, "due", "từ ngày ban hành"},
		"outside the scope":      {func(d *study.Document) { d.UnitID = b.OtherOrg.ID }, b.Grassroots, "unit", "trong phạm vi"},
		"in the place of none":   {func(d *study.Document) { d.Supersedes = 1 << 40 }, b.Office, "supersedes", "Không tìm thấy"},
	} {
		d := b.draft()
		tc.change(&d)
		_, err := b.Register().Add(context.Background(), tc.as, b.key(), d)
		if f := apperr.FieldsOf(err); len(f) == 0 || f[0].Name != tc.field || !strings.Contains(f[0].Msg, tc.want) {
			t.Errorf("%s: %v; want “%s” at %s", name, err, tc.want, tc.field)
		}
	}
}

func TestADocumentIsKnownByNumberIssuerAndDayAndMayBeReplaced(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	old := b.document(t)
	twice := b.draft()
	twice.Subject = "Việc khác hẳn"
	if _, err := b.Register().Add(ctx, b.Office, b.key(), twice); !strings.Contains(fmt.Sprint(err), "đã có trong sổ") {
		t.Errorf("the same document twice: %v", err)
	}
	next := b.draft()
	next.IssuedOn, next.Supersedes = worldtest.Date(2026, 6, 1), old
	id, err := b.Register().Add(ctx, b.Office, b.key(), next)
	if err != nil {
		t.Fatalf("the number of another term: %v", err)
	}
	circle := b.draft()
	circle.Supersedes = id
	if err := b.Register().Amend(ctx, b.Office, old, 1, circle, "Chọn nhầm"); !strings.Contains(fmt.Sprint(err), "thay thế chính văn bản này") {
		t.Errorf("a circle: %v", err)
	}
	row, err := b.Document(ctx, b.Secretary, old)
	if err != nil || row.SupersededBy != id || row.SupersededName != "21-KL/TW ngày 01/06/2026" {
		t.Errorf("the old one: %+v, %v", row, err)
	}
	if err := b.Register().Drop(ctx, b.Office, old, 1, "Ghi nhầm"); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("dropping what another replaces: %v", err)
	}
	if list, err := b.Documents(ctx, b.Office, record.Filter{}, study.Replaced); err != nil || list.Total != 1 || list.Rows[0].ID != old {
		t.Errorf("replaced: %+v, %v", list, err)
	}
}

func TestASessionIsRefusedInWordsForEverythingThatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	document := b.document(t)
	for name, tc := range map[string]struct {
		change      func(*study.Session)
		as          authz.Actor
		field, want string
	}{
		"before the document":    {func(s *study.Session) { s.HeldOn = worldtest.Date(2026, 3, 1) }, b.Secretary, "on", "ban hành ngày 02/03/2026"},
		"tomorrow":               {func(s *study.Session) { s.HeldOn = worldtest.Date(2026, 11, 21) }, b.Secretary, "on", "sau hôm nay"},
		"no document":            {func(s *study.Session) { s.DocumentID = 0 }, b.Secretary, "document", "Chọn văn bản"},
		"more than the cell has": {func(s *study.Session) { s.Expected = 5 }, b.Secretary, "expected", "có 4 đảng viên"},
		"more than should":       {func(s *study.Session) { s.Attended = 5 }, b.Secretary, "attended", "không thể nhiều hơn"},
		"more names than absent": {func(s *study.Session) { s.Attended = 4 }, b.Secretary, "attended", "Đã nêu tên 1 đồng chí vắng"},
		"a stranger missing":     {func(s *study.Session) { s.Missing[0].MemberID = b.Members[b.Sister.ID][0] }, b.Secretary, "missing", "không sinh hoạt ở đây"},
		"made up before":         {func(s *study.Session) { s.Missing[0].MadeUpOn = "2026-04-09" }, b.Secretary, "missing", "Ngày học bù"},
		"another cell":           {func(s *study.Session) { s.UnitID = b.Sister.ID; s.Missing = nil }, b.Secretary, "unit", "phạm vi"},
		"no form":                {func(s *study.Session) { s.Form = "" }, b.Secretary, "form", "Chọn hình thức"},
	} {
		s := b.session(document)
		tc.change(&s)
		_, err := b.Book().Add(context.Background(), tc.as, b.key(), s)
		if f := apperr.FieldsOf(err); len(f) == 0 || f[0].Name != tc.field || !strings.Contains(f[0].Msg, tc.want) {
			t.Errorf("%s: %v; want “%s” at %s", name, err, tc.want, tc.field)
		}
	}
}

func TestWhoMustStudyAndHasNotIsMissingNotLeftOut(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	document := b.document(t)
	id, err := b.Book().Add(ctx, b.Secretary, b.key(), b.session(document))
	if err != nil {
		t.Fatal(err)
	}
	row, err := b.Session(ctx, b.Secretary, id)
	if diff := cmp.Diff(b.session(document), row.Session); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	for name, tc := range map[string]struct {
		as             authz.Actor
		asked, studied int
	}{
		"office": {b.Office, 5, 1}, "grassroots": {b.Grassroots, 2, 1}, "secretary": {b.Secretary, 1, 1}, "sister": {b.SisterSecretary, 1, 0},
	} {
		d, err := b.Document(ctx, tc.as, document)
		if err != nil || d.Asked != tc.asked || d.Studied != tc.studied {
			t.Errorf("%s: %d of %d, %v; want %d of %d", name, d.Studied, d.Asked, err, tc.studied, tc.asked)
		}
		list, err := b.Coverage(ctx, tc.as, document)
		done := 0
		for _, c := range list {
			if c.Sessions > 0 {
				done++
			}
		}
		if err != nil || len(list) != tc.asked || done != tc.studied {
			t.Errorf("%s: the list has %d of %d, %v", name, done, len(list), err)
		}
	}
	list, err := b.Coverage(ctx, b.Secretary, document)
	if err != nil || list[0].Expected != 4 || list[0].Attended != 3 || list[0].MadeUp != 1 || !list[0].First.Equal(worldtest.Date(2026, 4, 10)) {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := b.Session(ctx, b.SisterSecretary, id); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a sister cell reads the session: %v", err)
	}
	whole := study.Session{UnitID: b.Org.ID, DocumentID: document, HeldOn: worldtest.Date(2026, 4, 11), Form: study.Online, Expected: 8, Attended: 8}
	if _, err := b.Book().Add(ctx, b.Grassroots, b.key(), whole); err != nil {
		t.Fatal(err)
	}
	if d, err := b.Document(ctx, b.SisterSecretary, document); err != nil || d.Studied != 1 {
		t.Errorf("after the organisation studied for all its cells: %d, %v", d.Studied, err)
	}
	if list, err := b.Documents(ctx, b.Office, record.Filter{}, study.Late); err != nil || list.Total != 1 {
		t.Errorf("late: %+v, %v", list, err)
	}
}

func TestASessionIsWrittenOnceAndAListMeetsTheSameRules(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	document := b.document(t)
	other := b.session(document)
	other.Attended, other.Missing = 4, nil
	verdicts, err := b.Book().CheckTx(ctx, b.tx, b.Secretary, []study.Session{b.session(document), other})
	if err != nil || verdicts[0].Err != nil || !strings.Contains(fmt.Sprint(verdicts[1].Err), "đã có một buổi") {
		t.Errorf("two of one day: %+v, %v", verdicts, err)
	}
	if _, err := b.Book().Add(ctx, b.Secretary, b.key(), b.session(document)); err != nil {
		t.Fatal(err)
	}
	verdicts, err = b.Book().CheckTx(ctx, b.tx, b.Secretary, []study.Session{b.session(document), other})
	if err != nil || !verdicts[0].Same || verdicts[1].Err == nil {
		t.Errorf("after one was written: %+v, %v", verdicts, err)
	}
}
