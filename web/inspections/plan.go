package inspections

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/inspection"
	"tusoi/internal/org"
	"tusoi/internal/period"
	"tusoi/internal/record"
	"tusoi/internal/report/document"
	"tusoi/internal/report/pdf"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// planView is the plan of a unit for a year, with what became of it, and what was done outside it.
type planView struct {
	unit    org.Unit
	above   string
	year    int
	checks  []inspection.CheckRow // of the plan, the earliest first
	outside []inspection.CheckRow
	units   []ui.Option
	today   time.Time
}

// mostChecks is more than any organisation plans for a year.
const mostChecks = 5000

// plan reads ?don-vi= &nam=: the reader's own organisation and this year when they are not there.
func (p *Pages) plan(r *http.Request) (planView, error) {
	ctx, actor := r.Context(), kit.Actor(r)
	v := planView{today: vi.Today(p.Now())}
	unit, err := kit.QueryID(r, "don-vi")
	if err != nil {
		return v, err
	}
	if v.year, err = yearOf(r.URL.Query().Get("nam"), v.today); err != nil {
		return v, err
	}
	tree, err := p.Org.Tree(ctx, actor)
	if err != nil {
		return v, err
	}
	if v.unit, err = tree.Unit(cmp.Or(unit, actor.Office(authz.RecordRead))); err != nil {
		return v, err
	}
	for _, u := range places(tree, v.today) {
		v.units = append(v.units, ui.Option{Value: idText(u.ID), Label: targetName(tree, u, tree.Root())})
	}
	if up := tree.Ancestors(v.unit.ID); len(up) > 0 {
		v.above = up[len(up)-1].Name
	}
	y := period.Year(v.year)
	list, err := p.Inspection.List(ctx, actor, inspection.Filter{Filter: record.Filter{Unit: v.unit.ID, From: y.Start(), To: y.End(), Size: mostChecks}, Own: true})
	if err != nil {
		return v, err
	}
	slices.SortStableFunc(list.Rows, func(a, b inspection.CheckRow) int { return a.PlannedOn.Compare(b.PlannedOn) })
	for _, c := range list.Rows {
		if c.InPlan {
			v.checks = append(v.checks, c)
		} else {
			v.outside = append(v.outside, c)
		}
	}
	return v, nil
}

// Plan is the plan of a year on the screen, with how far it has come.
func (p *Pages) Plan(w http.ResponseWriter, r *http.Request) error {
	v, err := p.plan(r)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, plan(kit.Chrome(r), v))
}

// PrintPlan is the plan as a paper.
func (p *Pages) PrintPlan(w http.ResponseWriter, r *http.Request) error {
	v, d, err := p.document(r)
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, printed(v, d))
}

// PlanPDF is the plan as a file.
func (p *Pages) PlanPDF(w http.ResponseWriter, r *http.Request) error {
	v, d, err := p.document(r)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := pdf.Write(&buf, d); err != nil {
		return fmt.Errorf("write the PDF: %w", err)
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", fmt.Sprintf("ke-hoach-kiem-tra-%d-%d.pdf", v.year, v.unit.ID)))
	_, _ = w.Write(buf.Bytes()) // the reader may have left
	return nil
}

func (p *Pages) document(r *http.Request) (planView, document.Document, error) {
	v, err := p.plan(r)
	if err != nil {
		return v, document.Document{}, err
	}
	if len(v.checks) == 0 {
		return v, document.Document{}, apperr.NotFound(fmt.Sprintf("Kế hoạch năm %d của %s chưa có cuộc nào để in.", v.year, v.unit.Name))
	}
	c, err := p.Committee.Get(r.Context(), kit.Actor(r).Committee)
	if err != nil {
		return v, document.Document{}, err
	}
	return v, v.paper(c), nil
}

// paper lays the plan out as the Party's document. Its number and day are left to be written in by hand.
func (v planView) paper(c committee.Committee) document.Document {
	mark, authority, keep := "ĐU", "T/M Đảng ủy", "Lưu Đảng ủy"
	switch {
	case v.unit.Kind.IsCell():
		mark, authority, keep = "CB", "T/M Chi bộ", "Lưu Chi bộ"
	case v.unit.Kind == org.KindCommittee:
		mark, authority, keep = c.DocumentMark, "T/M Ban Thường vụ", "Lưu Văn phòng cấp ủy"
	}
	d := document.Document{
		Format: document.FormatOn(v.today),
		Head:   document.Head{Superior: cmp.Or(v.above, c.SuperiorName), Organisation: v.unit.Name, Number: "-KH/" + mark, Place: c.Place},
		Kind:   "Kế hoạch", Subject: []string{fmt.Sprintf("kiểm tra, giám sát năm %d", v.year)},
		Signature: document.Signature{Authority: authority, Post: "Bí thư"},
	}
	d.Recipients = []string{d.Head.Superior, keep}
	if c.Demonstration {
		d.Head.Mark = "Dữ liệu minh họa"
	}
	number, n := []string{"I", "II", "III"}, 0
	heading := func(text string) document.Block {
		n++
		return document.Heading{Level: document.LevelSection, Text: number[n-1] + "- " + text}
	}
	d.Blocks = append(d.Blocks, document.P(document.Plain(v.intro())))
	for _, k := range inspection.Kinds() {
		if rows := v.rows(k); len(rows) > 0 {
			d.Blocks = append(d.Blocks, heading(document.Capitals(k.Label())), document.Table{Columns: planColumns, Rows: rows})
		}
	}
	d.Blocks = append(d.Blocks, heading("TỔ CHỨC THỰC HIỆN"),
		document.P(document.Plain("Người được phân công chuẩn bị từng cuộc đúng thời gian trên, báo cáo kết quả để thảo luận và kết luận. Hạn chế phát hiện được thì ghi rõ việc phải sửa, người sửa, thời hạn, và theo dõi đến khi được xác nhận đã sửa.")))
	return d
}

// intro says how many checks of each kind the plan has.
func (v planView) intro() string {
	var parts []string
	for _, k := range inspection.Kinds() {
		if n := len(v.rows(k)); n > 0 {
			parts = append(parts, vi.Int(n)+" cuộc "+vi.LowerFirst(k.Label()))
		}
	}
	return fmt.Sprintf("%s lập kế hoạch kiểm tra, giám sát năm %d gồm %s như sau:", v.unit.Name, v.year, strings.Join(parts, ", "))
}

var planColumns = []document.Column{
	{Title: "TT", Align: document.AlignCenter, Share: 2}, {Title: "Thời gian", Align: document.AlignCenter, Share: 5}, {Title: "Đối tượng", Share: 8},
	{Title: "Nội dung", Share: 11}, {Title: "Hình thức", Share: 6}, {Title: "Người thực hiện", Share: 7},
}

func (v planView) rows(k inspection.Kind) []document.Row {
	var rows []document.Row
	for _, c := range v.checks {
		if c.Kind != k {
			continue
		}
		who := c.Who()
		if c.MemberID != 0 && c.TargetID != c.UnitID {
			who += "\n" + c.TargetName
		}
		rows = append(rows, document.Cells(vi.Int(len(rows)+1), c.Planned(), who, c.Subject, c.Form.Label(), cmp.Or(c.Team, c.Body.Label())))
	}
	return rows
}

func (v planView) count(s inspection.State) int {
	n := 0
	for _, c := range v.checks {
		if c.State(v.today) == s {
			n++
		}
	}
	return n
}

func (v planView) tiles() []ui.Tile {
	list := []ui.Tile{
		{Label: "Theo kế hoạch", Value: vi.Int(len(v.checks)), Note: "cuộc"}, {Label: inspection.Done.Label(), Value: vi.Int(v.count(inspection.Done)), Note: "cuộc"},
		{Label: inspection.Overdue.Label(), Value: vi.Int(v.count(inspection.Overdue)), Note: "cuộc"},
	}
	if list[2].Value != "0" {
		list[2].Tone = "bad"
	}
	if len(v.outside) > 0 {
		list = append(list, ui.Tile{Label: "Ngoài kế hoạch", Value: vi.Int(len(v.outside)), Note: "cuộc"})
	}
	return list
}

func (v planView) title() string {
	return fmt.Sprintf("Kế hoạch kiểm tra, giám sát năm %d", v.year)
}

// href is one of the plan's pages.
func (v planView) href(page string) string {
	return fmt.Sprintf("%s?don-vi=%d&nam=%d", page, v.unit.ID, v.year)
}
