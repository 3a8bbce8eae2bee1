package walk

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"tusoi/internal/period"
	"tusoi/web/kit"
)

// sisters are two cells under one organisation that have not sent the running month, apart from those of other tests.
func (w *world) sisters(t *testing.T, place int) (org int64, cells []int64, names []string) {
	t.Helper()
	err := w.db.QueryRow(context.Background(), `SELECT u.parent_id, (array_agg(u.id ORDER BY u.id))[1:2], (array_agg(u.name ORDER BY u.id))[1:2]
		FROM units u
		JOIN units o ON o.committee_id = u.committee_id AND o.id = u.parent_id AND o.kind = 'grassroots' AND o.name NOT LIKE '%An Thới%'
		WHERE u.kind = 'cell' AND u.valid_to IS NULL AND NOT EXISTS (
			SELECT FROM packets k WHERE k.committee_id = u.committee_id AND k.cell_id = u.id AND k.month = $1 AND k.state NOT IN ('open', 'returned'))
		GROUP BY u.parent_id HAVING count(*) >= 2 ORDER BY u.parent_id OFFSET $2 LIMIT 1`, thisMonth.Start(), place).Scan(&org, &cells, &names)
	if err != nil {
		t.Fatal(err)
	}
	return org, cells, names
}

// The office merges two cells, then splits one off again: the head counts balance on the page before anything is written, the
// report of the month before reads as it did, and both are taken back.
func TestCellsAreMergedAndSplitAndOldReportsStay(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	for i, width := range widths {
		t.Run(fmt.Sprintf("at %d px", width), func(t *testing.T) {
			org, cells, names := w.sisters(t, i)
			b := w.open(t, width)
			b.signIn("vanphong")
			report := kit.ReportPath(org, thisMonth.Prev())
			b.visit(report)
			before := b.text("main")
			b.visit(kit.ReorganisationsPath)
			b.look("reorganisations")
			b.follow(kit.ReorganisePath("sap-nhap-chi-bo"))
			b.look("merge")
			for _, c := range cells {
				box := fmt.Sprintf(`main input[name="units"][value="%d"]`, c)
				b.do("tick a cell", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector(%q).closest("details").open = true`, box)), b.click(box))
			}
			b.choose("into", "Lập tổ chức mới, tên ghi dưới đây")
			b.fill("name", "Chi bộ ấp Hợp Nhất")
			b.setDate("on", period.MonthOf(now).Start())
			b.fill("basis", "QĐ 15-QĐ/ĐU")
			b.press("Xem trước")
			b.says("main", names[0], names[1], "Chi bộ ấp Hợp Nhất", "Kết thúc", "Lập mới")
			b.balances()
			b.look("merge-preview")
			b.press("Sắp xếp như trên")
			b.says("main", "Đã sắp xếp xong", "Chi bộ ấp Hợp Nhất")
			b.look("reorganised")
			b.visit(report)
			if after := b.text("main"); after != before {
				t.Errorf("the report of last month changed:\n%s\nwas\n%s", after, before)
			}
			b.split(w, w.id(t, `SELECT id FROM units WHERE parent_id = $1 AND name = 'Chi bộ ấp Hợp Nhất' AND valid_to IS NULL`, org))
			b.takeBack("Tách Chi bộ ấp Hợp Nhất 2")
			b.takeBack("Sáp nhập")
			b.visit(report)
			if after := b.text("main"); after != before {
				t.Errorf("the report changed when all was taken back:\n%s\nwas\n%s", after, before)
			}
		})
	}
}

// balances reads the preview's totals.
func (b *tab) balances() {
	b.t.Helper()
	sums := eval[[]string](b, `[...document.querySelectorAll("main tfoot .num")].map((e) => e.textContent.trim())`)
	if len(sums) != 2 || sums[0] != sums[1] || sums[0] == "0" {
		b.t.Errorf("the totals before and after are %v", sums)
	}
}

// split takes the first three people of a cell into a new one.
func (b *tab) split(w *world, cell int64) {
	b.t.Helper()
	b.visit(kit.UnitPath(cell))
	b.follow(kit.SplitPath(cell))
	for n := 1; n <= 3; n++ {
		b.do("tick somebody", b.click(fmt.Sprintf("#members label:nth-of-type(%d) input", n)))
	}
	b.fill("name", "Chi bộ ấp Hợp Nhất 2")
	b.setDate("on", now)
	b.fill("basis", "QĐ 16-QĐ/ĐU")
	b.look("split")
	b.press("Xem trước")
	b.balances()
	b.press("Sắp xếp như trên")
	b.says("main", "Tách Chi bộ ấp Hợp Nhất 2")
}

// takeBack undoes the reorganisation whose line begins with the words.
func (b *tab) takeBack(line string) {
	b.t.Helper()
	b.visit(kit.ReorganisationsPath)
	item := fmt.Sprintf(`//main//li[.//b[starts-with(normalize-space(.), %q)] and .//summary]`, line)
	b.do("ask to take it back", chromedp.Click(chromedp.Search(item+`//summary`)))
	b.leave("take it back", chromedp.Click(chromedp.Search(item+`//button[@type="submit"]`)))
	b.says("main", "Đã hoàn tác")
}
