package pledgepaper_test

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/pledgepaper"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/report/pdf"
	"tusoi/internal/worldtest"
)

// pdfText is what a reader of the printed file sees, spaces made single.
func pdfText(t *testing.T, s *pledgepaper.Service, actor authz.Actor, papers []pledgepaper.Paper, blank bool) string {
	t.Helper()
	docs, err := s.Documents(context.Background(), actor, papers, blank)
	if err != nil {
		t.Fatal(err)
	}
	var file, text bytes.Buffer
	if err := pdf.Write(&file, docs...); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin, cmd.Stdout = &file, &text
	if err := cmd.Run(); err != nil {
		t.Fatalf("this test reads PDF files with pdftotext, of poppler-utils: %v", err)
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

func setup(t *testing.T) (*pledgepaper.Service, worldtest.World) {
	t.Helper()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	changed := func(context.Context, pgx.Tx, int64, []int64, period.Period) error { return nil }
	promises := &pledge.Service{DB: tx, Now: worldtest.Clock, CellsChanged: changed}
	s := &pledgepaper.Service{DB: tx, Now: worldtest.Clock, Pledge: promises, Committee: &committee.Service{DB: tx, Now: worldtest.Clock}}
	member := w.Members[w.Cell.ID][1]
	w.PledgeItem(t, tx, w.Cell, member, 2026, "Vận động năm hộ")
	w.PledgeItem(t, tx, w.Cell, member, 2026, "Trực cổng ấp")
	return s, w
}

func TestThePaperHasTheFormOfTheYearAndEveryPromise(t *testing.T) {
	t.Parallel()
	s, w := setup(t)
	ctx, member := context.Background(), w.Members[w.Cell.ID][1]
	papers, err := s.Papers(ctx, w.Secretary, 0, member, 2026)
	if err != nil || len(papers) != 1 {
		t.Fatalf("%d papers, %v", len(papers), err)
	}
	text := pdfText(t, s, w.Secretary, papers, false)
	for _, want := range []string{"ĐẢNG BỘ XÃ MỘT", "CHI BỘ ẤP ĐÔNG", "ĐẢNG CỘNG SẢN VIỆT NAM", "BẢN CAM KẾT", "năm 2026", "Trần Thị Bình", "19/05/1970",
		"21-KL/TW", "5. Thực hiện chức trách", "7. Kế hoạch hành động", "Vận động năm hộ", "Trực cổng ấp", "XÁC NHẬN CỦA CHI BỘ", "NGƯỜI CAM KẾT"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper lacks %q:\n%s", want, text)
		}
	}
	empty := pdfText(t, s, w.Secretary, papers, true)
	if strings.Contains(empty, "Vận động năm hộ") || !strings.Contains(empty, "7. Kế hoạch hành động") || !strings.Contains(empty, "Trần Thị Bình") {
		t.Errorf("the blank paper:\n%s", empty)
	}
}

func TestThePaperShowsOldWordsBesideNew(t *testing.T) {
	t.Parallel()
	s, w := setup(t)
	ctx, member := context.Background(), w.Members[w.Cell.ID][1]
	for i, what := range []pledge.What{pledge.Changed, pledge.Dropped} {
		sheet, err := s.Pledge.Get(ctx, w.Secretary, member, 2026)
		if err != nil {
			t.Fatal(err)
		}
		c := pledge.Change{What: what, Item: sheet.Items[i], Reason: "Hai hộ chuyển đi", On: worldtest.Date(2026, 11, 3), Version: sheet.Version,
			FormKey: []string{"7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c", "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3d"}[i]}
		if what == pledge.Changed {
			c.Item.Content = "Vận động ba hộ"
		}
		if err := s.Pledge.Amend(ctx, w.Secretary, member, 2026, c); err != nil {
			t.Fatal(err)
		}
	}
	papers, err := s.Papers(ctx, w.Secretary, 0, member, 2026)
	if err != nil {
		t.Fatal(err)
	}
	text := pdfText(t, s, w.Secretary, papers, false)
	for _, want := range []string{"Vận động năm hộ", "Vận động ba hộ", "Trực cổng ấp", "(đã bỏ)", "Điều chỉnh sau khi chi bộ thông qua", "Lý do: Hai hộ chuyển đi"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper lacks %q:\n%s", want, text)
		}
	}
}

func TestAWholeCellIsOneFileAndOthersGetNone(t *testing.T) {
	t.Parallel()
	s, w := setup(t)
	ctx := context.Background()
	papers, err := s.Papers(ctx, w.Grassroots, w.Cell.ID, 0, 2026)
	if err != nil || len(papers) != 3 {
		t.Fatalf("%d papers of the cell, %v; want the three who must have one", len(papers), err)
	}
	if own, err := s.OwnPaper(ctx, w.Member, 2026); err != nil || len(own) != 1 || len(own[0].Items) != 2 {
		t.Errorf("the own paper: %+v, %v", own, err)
	}
	for name, actor := range map[string]authz.Actor{"sister": w.SisterSecretary, "stranger": w.Stranger, "far": w.FarSecretary} {
		if _, err := s.Papers(ctx, actor, 0, w.Members[w.Cell.ID][1], 2026); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s prints a member's: %v, want NotFound", name, err)
		}
		if _, err := s.Papers(ctx, actor, w.Cell.ID, 0, 2026); apperr.KindOf(err) != apperr.KindNotFound {
			t.Errorf("%s prints the cell's: %v, want NotFound", name, err)
		}
	}
}
