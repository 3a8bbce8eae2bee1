package attachment_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/attachment"
	"tusoi/internal/attachment/content"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

type bundle struct {
	w    worldtest.World
	db   postgres.DB
	mine attachment.Owner
}

func setup(t *testing.T, db postgres.DB) bundle {
	t.Helper()
	w := worldtest.New(t, db)
	return bundle{w: w, db: db, mine: attachment.Owner{Kind: "remedy", ID: 7, UnitID: w.Cell.ID}}
}

// paper is a PDF of its own for every text.
func paper(t *testing.T, name, text string) content.File {
	t.Helper()
	f, err := content.Read(context.Background(), name, []byte("%PDF-1.4\n"+text+"\n%%EOF\n"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (b bundle) add(actor authz.Actor, o attachment.Owner, files ...content.File) (added []attachment.File, err error) {
	err = postgres.InTx(context.Background(), b.db, func(tx pgx.Tx) error {
		added, err = attachment.AddTx(context.Background(), tx, actor, authz.ReviewWrite, worldtest.Now, o, files)
		return err
	})
	return added, err
}

func (b bundle) drop(actor authz.Actor, o attachment.Owner, id int64, reason string, mine bool) error {
	return postgres.InTx(context.Background(), b.db, func(tx pgx.Tx) error {
		return attachment.DropTx(context.Background(), tx, actor, authz.ReviewWrite, worldtest.Now, o, id, reason, mine)
	})
}

func (b bundle) count(t *testing.T, table string) int {
	t.Helper()
	var n int
	if err := b.db.QueryRow(context.Background(), "SELECT count(*) FROM "+table+" WHERE committee_id = $1", b.w.Committee).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheSameBytesAreKeptOnceAndGoWithTheLastThatNamesThem(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	ctx := context.Background()
	f := paper(t, "Biên bản.pdf", "một")
	sister := attachment.Owner{Kind: "remedy", ID: 8, UnitID: b.w.Sister.ID}
	first, err := b.add(b.w.Secretary, b.mine, f)
	if err != nil || len(first) != 1 || first[0].Name != "Biên bản.pdf" || first[0].CreatedBy != b.w.Secretary.Name || first[0].CreatedByID != b.w.Secretary.User {
		t.Fatalf("%+v, %v", first, err)
	}
	if again, err := b.add(b.w.Secretary, b.mine, f, f); err != nil || len(again) != 0 {
		t.Errorf("the form sent twice: %+v, %v", again, err)
	}
	second, err := b.add(b.w.SisterSecretary, sister, f, paper(t, "Ảnh.pdf", "hai"))
	if err != nil || len(second) != 2 {
		t.Fatalf("%+v, %v", second, err)
	}
	if files, bytes := b.count(t, "attachments"), b.count(t, "attachment_contents"); files != 3 || bytes != 2 {
		t.Errorf("%d files of %d contents, want 3 of 2", files, bytes)
	}
	if err := b.drop(b.w.Secretary, b.mine, first[0].ID, "Gửi nhầm tệp", false); err != nil {
		t.Fatal(err)
	}
	got, err := attachment.Open(ctx, b.db, b.w.SisterSecretary, authz.ReviewRead, sister, second[0].ID)
	if err != nil || !bytes.Equal(got.Data, f.Data) || got.Name != f.Name || got.MediaType != "application/pdf" {
		t.Errorf("what the other still names: %+v, %v", got.File, err)
	}
	if err := b.drop(b.w.SisterSecretary, sister, second[0].ID, "Gửi nhầm tệp", false); err != nil {
		t.Fatal(err)
	}
	if files, bytes := b.count(t, "attachments"), b.count(t, "attachment_contents"); files != 1 || bytes != 1 {
		t.Errorf("%d files of %d contents, want 1 of 1", files, bytes)
	}
}

func TestASisterCellSeesNoFileAndTakesNone(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	ctx := context.Background()
	added, err := b.add(b.w.Secretary, b.mine, paper(t, "a.pdf", "một"))
	if err != nil {
		t.Fatal(err)
	}
	id := added[0].ID
	for name, who := range map[string]authz.Actor{"sister": b.w.SisterSecretary, "stranger": b.w.Stranger} {
		if list, err := attachment.List(ctx, b.db, who, authz.ReviewRead, "remedy", b.mine.ID); err != nil || len(list) != 0 {
			t.Errorf("%s lists %v, %v", name, list, err)
		}
		if _, err := attachment.Open(ctx, b.db, who, authz.ReviewRead, b.mine, id); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s opens: %v", name, err)
		}
	}
	if err := b.drop(b.w.SisterSecretary, b.mine, id, "Không phải của tôi", false); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a sister drops: %v", err)
	}
	if _, err := b.add(b.w.SisterSecretary, b.mine, paper(t, "b.pdf", "hai")); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a sister adds: %v", err)
	}
	if _, err := b.add(b.w.Leader, b.mine, paper(t, "b.pdf", "hai")); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("without the right: %v", err)
	}
	if bytes := b.count(t, "attachment_contents"); bytes != 1 {
		t.Errorf("%d contents, want 1", bytes)
	}
	other := b.mine
	other.ID++
	if _, err := attachment.Open(ctx, b.db, b.w.Secretary, authz.ReviewRead, other, id); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("through another owner: %v", err)
	}
	list, err := attachment.List(ctx, b.db, b.w.Grassroots, authz.ReviewRead, "remedy", b.mine.ID, other.ID)
	if err != nil || len(list[b.mine.ID]) != 1 || list[b.mine.ID][0].About() != "PDF, 21 B" {
		t.Errorf("above: %+v, %v", list, err)
	}
}

func TestAFileGoesOnlyWithAReasonAndBothStandInTheTrail(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	added, err := b.add(b.w.Secretary, b.mine, paper(t, "a.pdf", "nội dung riêng"))
	if err != nil {
		t.Fatal(err)
	}
	err = b.drop(b.w.Secretary, b.mine, added[0].ID, " x ", false)
	if fields := apperr.FieldsOf(err); len(fields) != 1 || fields[0].Name != "reason" {
		t.Errorf("without a reason: %v", err)
	}
	other := b.w.Secretary
	other.User++
	if err := b.drop(other, b.mine, added[0].ID, "Gửi nhầm tệp", true); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("somebody else's file: %v", err)
	}
	if err := b.drop(b.w.Secretary, b.mine, added[0].ID, "Gửi nhầm tệp", true); err != nil {
		t.Fatal(err)
	}
	rows, _ := b.db.Query(context.Background(), `SELECT summary || '|' || reason || '|' || coalesce(before::text, '') || '|' || coalesce(after::text, '')
		FROM audit_entries WHERE committee_id = $1 AND unit_id = $2 AND object_kind = 'remedy' AND object_id = 7 ORDER BY seq`, b.w.Committee, b.w.Cell.ID)
	trail, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(trail) != 2 {
		t.Fatalf("%q, %v", trail, err)
	}
	all := strings.Join(trail, "\n")
	for _, want := range []string{"Thêm tệp: a.pdf (PDF, ", "Bỏ tệp: a.pdf", "Gửi nhầm tệp", fmt.Sprintf("%x", added[0].SHA256)} {
		if !strings.Contains(all, want) {
			t.Errorf("the trail lacks %q:\n%s", want, all)
		}
	}
	if strings.Contains(all, "riêng") {
		t.Error("the trail has what is in the file")
	}
}

func TestARecordHoldsTenFiles(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Tx(t))
	var files []content.File
	for i := range attachment.Most {
		files = append(files, paper(t, "a.pdf", fmt.Sprint(i)))
	}
	if _, err := b.add(b.w.Secretary, b.mine, files[:8]...); err != nil {
		t.Fatal(err)
	}
	if _, err := b.add(b.w.Secretary, b.mine, append(files, paper(t, "a.pdf", "một tệp nữa"))...); !strings.Contains(apperr.Message(err), "ở đây đã có 8") {
		t.Errorf("eleven: %v", err)
	}
	if added, err := b.add(b.w.Secretary, b.mine, files...); err != nil || len(added) != 2 {
		t.Errorf("ten: %+v, %v", added, err)
	}
	if added, err := b.add(b.w.Secretary, b.mine, files...); err != nil || len(added) != 0 {
		t.Errorf("the same ten: %+v, %v", added, err)
	}
}

// Two owners add and drop the same bytes at the same time, again and again: who has added finds them, and at the end nothing is left.
func TestAddingAndDroppingAtOnceLosesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, pgtest.Pool(t))
	f := paper(t, "a.pdf", "cùng một tệp")
	var wait sync.WaitGroup
	for _, side := range []struct {
		actor authz.Actor
		owner attachment.Owner
	}{{b.w.Secretary, b.mine}, {b.w.SisterSecretary, attachment.Owner{Kind: "remedy", ID: 8, UnitID: b.w.Sister.ID}}, {b.w.FarSecretary, attachment.Owner{Kind: "remedy", ID: 9, UnitID: b.w.Far.ID}}} {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for range 25 {
				added, err := b.add(side.actor, side.owner, f)
				if err != nil || len(added) != 1 {
					t.Errorf("add: %+v, %v", added, err)
					return
				}
				if got, err := attachment.Open(context.Background(), b.db, side.actor, authz.ReviewRead, side.owner, added[0].ID); err != nil || !bytes.Equal(got.Data, f.Data) {
					t.Errorf("open: %v", err)
				}
				if err := b.drop(side.actor, side.owner, added[0].ID, "Gửi nhầm tệp", false); err != nil {
					t.Errorf("drop: %v", err)
				}
			}
		}()
	}
	wait.Wait()
	if files, bytes := b.count(t, "attachments"), b.count(t, "attachment_contents"); files != 0 || bytes != 0 {
		t.Errorf("%d files of %d contents are left", files, bytes)
	}
}
