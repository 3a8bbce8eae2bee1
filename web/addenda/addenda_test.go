package addenda_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/report/document"
	"tusoi/internal/worldtest"
	"tusoi/web/addenda"
	"tusoi/web/kit"
	"tusoi/web/packets"
	"tusoi/web/pagetest"
	"tusoi/web/reviews"
)

var october = period.Month(2026, 10)

func TestAnAddendumIsWrittenAndPrintedAndItsWordsStayBelow(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w, p := worldtest.New(t, tx), portal.New(tx, worldtest.Clock)
	worldtest.Exec(t, tx, `INSERT INTO packets (committee_id, cell_id, month, state, sent_at, first_sent_at, decided_at, decided_by)
		VALUES (@c, @u, '2026-10-01', 'approved', '2026-10-24', '2026-10-24', '2026-10-26', 'Bí thư xã')`, pgx.StrictNamedArgs{"c": w.Committee, "u": w.Cell.ID})
	own := &addenda.Pages{Packet: p.Packet, Review: p.Review}
	sheet := &reviews.Pages{Review: p.Review, Substance: p.Substance, Remedy: p.Remedy, Theme: p.Theme, Org: p.Org, Committee: p.Committee, Now: worldtest.Clock}
	packet := &packets.Pages{Substance: p.Substance, Packet: p.Packet, Review: p.Review, Org: p.Org, Notice: p.Notice, Now: worldtest.Clock}
	pages := pagetest.Pages{
		"GET /to-chuc/{unit}/thang/{month}/dinh-chinh": own.Show, "POST /to-chuc/{unit}/thang/{month}/dinh-chinh": own.Add,
		"GET /to-chuc/{unit}/thang/{month}": sheet.Sheet, "GET /to-chuc/{unit}/thang/{month}/in": sheet.Print, "GET /duyet/{unit}/{month}": packet.Show,
	}
	path := kit.AddendaPath(w.Cell.ID, october)
	pages.Get(t, w.Secretary, kit.SheetPath(w.Cell.ID, october)).Check(t, "the sheet leads there", []string{path}, nil)
	pages.Get(t, w.Secretary, path).Check(t, "the form", []string{"Ghi một đính chính", "Trần Thị Bình", "Chưa có đính chính nào"}, nil)
	pages.Get(t, w.Grassroots, path).Check(t, "the one above", []string{"Chưa có đính chính nào"}, []string{"Ghi một đính chính"})

	form := url.Values{"member": {""}, "subject": {"Vận động hộ hiến đất"}, "old": {"Xong 5 hộ"}, "new": {"Xong 4 hộ"}, "reason": {"Một hộ rút lại"}, "key": {kit.NewKey()}}
	a := pages.Post(t, w.Secretary, path, form)
	if a.Status != http.StatusUnprocessableEntity {
		t.Errorf("of nobody: %d", a.Status)
	}
	a.Check(t, "of nobody", []string{"Chọn đính chính của ai", "Xong 5 hộ", "Một hộ rút lại"}, nil)
	form.Set("member", fmt.Sprint(w.Members[w.Cell.ID][1]))
	if a = pages.Post(t, w.Secretary, path, form); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %v", a.Status, a.Err)
	}
	if a = pages.Post(t, w.SisterSecretary, path, form); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("a sister cell: %v", a.Err)
	}
	words := []string{"Đính chính sau khi duyệt (1)", "Trần Thị Bình: Vận động hộ hiến đất", "Đã ghi: Xong 5 hộ", "Nay ghi đúng là: Xong 4 hộ", "Lý do: Một hộ rút lại"}
	pages.Get(t, w.Secretary, kit.SheetPrintPath(w.Cell.ID, october)).Check(t, "on paper", words, nil)
	pages.Get(t, w.Secretary, kit.SheetPrintPath(w.Cell.ID, october)+"?trong=1").Check(t, "the blank sheet", nil, []string{"Đính chính"})
	pages.Get(t, w.Grassroots, kit.PacketPath(w.Cell.ID, october)).Check(t, "the packet", words, []string{"Ghi đính chính"})
	pages.Get(t, w.Office, kit.PacketPath(w.Cell.ID, october)).Check(t, "the office", []string{"Đính chính sau khi duyệt (1)", "cấp ủy trực tiếp đọc"}, words[1:])

	for name, tc := range map[string]struct {
		text   string
		has    bool
		number string
	}{
		"the organisation's": {reportOf(t, p, w, false), true, "1 điểm đính chính"}, "the committee's": {reportOf(t, p, w, true), false, "1 điểm đính chính"},
	} {
		if !strings.Contains(tc.text, tc.number) || strings.Contains(tc.text, "Xong 4 hộ") != tc.has || !strings.Contains(tc.text, w.Cell.Name) {
			t.Errorf("%s report: %s", name, tc.text)
		}
	}
}

// reportOf is the text of October's report, of the organisation or of the whole committee.
func reportOf(t *testing.T, p *portal.Portal, w worldtest.World, whole bool) string {
	t.Helper()
	unit, actor := w.Org.ID, w.Grassroots
	if whole {
		unit, actor = w.Root.ID, w.Office
	}
	d, err := p.Report.Build(t.Context(), actor, unit, october, func(string, int64, period.Period) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	blocks := d.Blocks
	for _, a := range d.Addenda {
		blocks = append(blocks, a.Blocks...)
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case document.Paragraph:
			for _, r := range b.Runs {
				text.WriteString(r.Text)
			}
		case document.Table:
			for _, row := range b.Rows {
				for _, c := range row {
					text.WriteString(c.Text + " | ")
				}
			}
		}
	}
	return text.String()
}
