package pledgepaper

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"tusoi/internal/authz"
	"tusoi/internal/pledge"
	"tusoi/internal/report/document"
	"tusoi/internal/vi"
)

// The room for writing on a blank sheet.
const (
	dots      = "………………………………………"
	roomLines = 2 // in each empty row of a blank sheet
	roomRows  = 2 // under each heading of it
)

// Documents puts papers into the form of a document each; blank leaves ruled room for writing instead of what was promised.
func (s *Service) Documents(ctx context.Context, actor authz.Actor, papers []Paper, blank bool) ([]document.Document, error) {
	c, err := s.Committee.Get(ctx, actor.Committee)
	if err != nil {
		return nil, err
	}
	mark := ""
	if c.Demonstration {
		mark = "Dữ liệu minh họa"
	}
	docs := make([]document.Document, len(papers))
	for i, p := range papers {
		docs[i] = p.document(blank)
		docs[i].Format = document.FormatOn(vi.Today(s.Now()))
		docs[i].Head.Place, docs[i].Head.Mark = c.Place, mark
	}
	return docs, nil
}

// document is the paper without what is the committee's.
func (p Paper) document(blank bool) document.Document {
	d := document.Document{
		Head:       document.Head{Superior: branch(p.AboveName), Organisation: p.CellName},
		Kind:       "Bản cam kết",
		Subject:    []string{fmt.Sprintf("tu dưỡng, rèn luyện, phấn đấu năm %d", p.Year)},
		Blocks:     append(p.person(), p.grounds()...),
		Signature:  document.Signature{Authority: "Người cam kết", Name: p.MemberName},
		Confirming: document.Signature{Authority: "Xác nhận của chi bộ"},
	}
	for i, h := range p.Form.Headings {
		d.Blocks = append(d.Blocks, document.Heading{Level: document.LevelPoint, Text: fmt.Sprintf("%d. %s", i+1, h.Title)})
		d.Blocks = append(d.Blocks, p.under(h.Key, blank)...)
	}
	if blank {
		d.Blocks = append(d.Blocks, p.closing())
		return d
	}
	if p.ApprovedOn != nil {
		d.Head.Date = *p.ApprovedOn
	}
	d.Blocks = append(d.Blocks, p.trace()...)
	d.Blocks = append(d.Blocks, p.closing())
	return d
}

// branch is the organisation whose committee a unit is named after: "Đảng bộ xã An Thới" for "Đảng ủy xã An Thới".
func branch(name string) string {
	for _, as := range []struct{ committee, branch string }{{"Đảng ủy ", "Đảng bộ "}, {"Huyện ủy ", "Đảng bộ huyện "}, {"Thị ủy ", "Đảng bộ thị xã "}, {"Thành ủy ", "Đảng bộ thành phố "}} {
		if rest, ok := strings.CutPrefix(name, as.committee); ok {
			return as.branch + rest
		}
	}
	return name
}

func (p Paper) person() []document.Block {
	born := dots
	switch {
	case p.BirthDate != nil && p.YearOnly:
		born = strconv.Itoa(p.BirthDate.Year())
	case p.BirthDate != nil:
		born = vi.Date(*p.BirthDate)
	}
	line := func(label, text string) document.Block {
		if text == "" {
			text = dots
		}
		return document.P(document.Plain(label+": "), document.Plain(text))
	}
	if p.Beyond {
		return []document.Block{
			document.P(document.Plain("Họ và tên: "), document.Bold(p.MemberName)), line("Ngày sinh", born),
			line("Đơn vị công tác, chức vụ", p.Job), line("Tự soi cùng", vi.LowerFirst(p.CellName)),
		}
	}
	return []document.Block{
		document.P(document.Plain("Họ và tên: "), document.Bold(p.MemberName)),
		line("Ngày sinh", born),
		line("Đơn vị công tác, chức vụ chính quyền", p.Job),
		line("Chức vụ Đảng", p.PartyPost),
		line("Chức vụ đoàn thể", ""),
		line("Sinh hoạt tại", vi.LowerFirst(p.CellName)),
	}
}

// grounds names the documents of the year's form.
func (p Paper) grounds() []document.Block {
	if len(p.Form.Documents) == 0 {
		return []document.Block{document.P(document.Plain(fmt.Sprintf("Năm %d, tôi cam kết thực hiện những nội dung sau đây:", p.Year)))}
	}
	list := []document.Block{document.P(document.Plain("Tôi đã học và hiểu các văn bản:"))}
	for _, d := range p.Form.Documents {
		list = append(list, document.P(document.Plain("- "+strings.TrimRight(d.Line(), ".;")+";")))
	}
	return append(list, document.P(document.Plain(fmt.Sprintf("Năm %d, tôi cam kết thực hiện những nội dung sau đây:", p.Year))))
}

var columns = []document.Column{
	{Title: "TT", Align: document.AlignCenter, Share: 2}, {Title: "Nội dung", Share: 12}, {Title: "Chỉ tiêu, cách đo", Share: 8},
	{Title: "Thời hạn", Align: document.AlignCenter, Share: 5}, {Title: "Minh chứng", Share: 6},
}

// under is the table of a heading.
func (p Paper) under(heading string, blank bool) []document.Block {
	t := document.Table{Columns: columns}
	if blank {
		room := strings.TrimSuffix(strings.Repeat("\u00a0\n", roomLines), "\n")
		for range roomRows {
			t.Rows = append(t.Rows, document.Cells("", room, "", "", ""))
		}
		return []document.Block{t}
	}
	for _, item := range p.Items {
		if item.Heading == heading {
			t.Rows = append(t.Rows, p.row(len(t.Rows)+1, item))
		}
	}
	for _, item := range p.Dropped {
		if item.Heading == heading {
			t.Rows = append(t.Rows, droppedRow(len(t.Rows)+1, item))
		}
	}
	if len(t.Rows) == 0 {
		return []document.Block{document.P(document.Italic("Không đăng ký nội dung riêng."))}
	}
	return []document.Block{t}
}

// row is an item as it stands, what it said before struck out above it.
func (p Paper) row(n int, item pledge.Item) document.Row {
	was := func(field func(pledge.Words) string) string { return strings.Join(p.Was(item.ID, field), "\n") }
	content := item.Content
	if age := item.Age(); age != "" {
		content += "\n(" + age + ")"
	}
	return document.Row{
		{Text: strconv.Itoa(n)},
		{Text: content, Was: was(func(w pledge.Words) string { return w.Content })},
		{Text: goal(item), Was: joined(was(func(w pledge.Words) string { return w.Target }), was(func(w pledge.Words) string { return w.Measure }))},
		{Text: vi.Date(item.DueOn), Was: was(func(w pledge.Words) string { return w.Due })},
		{Text: item.Evidence, Was: was(func(w pledge.Words) string { return w.Evidence })},
	}
}

func joined(lines ...string) string { return strings.TrimSpace(strings.Join(lines, "\n")) }

// goal is the target, how it is seen that it is reached, and how much the item counts.
func goal(item pledge.Item) string {
	lines := []string{}
	for _, l := range []struct{ label, text string }{{"", item.Target}, {"Cách đo: ", item.Measure}} {
		if l.text != "" {
			lines = append(lines, l.label+l.text)
		}
	}
	if item.Weight > 0 {
		lines = append(lines, fmt.Sprintf("Mức quan trọng: %d/%d", item.Weight, pledge.MostWeight))
	}
	return strings.Join(lines, "\n")
}

func droppedRow(n int, item pledge.Item) document.Row {
	return document.Row{
		{Text: strconv.Itoa(n)}, {Was: item.Content, Text: "(đã bỏ)"}, {Was: goal(item)}, {Was: vi.Date(item.DueOn)}, {Was: item.Evidence},
	}
}

// trace lists the amendments with their reasons.
func (p Paper) trace() []document.Block {
	if len(p.Amendments) == 0 {
		return nil
	}
	list := []document.Block{document.Heading{Level: document.LevelPoint, Text: "Điều chỉnh sau khi chi bộ thông qua"}}
	for i, a := range p.Amendments {
		words := a.After.Content
		if a.What == pledge.Dropped {
			words = a.Before.Content
		}
		list = append(list, document.P(document.Plain(fmt.Sprintf("%d) Ngày %s, %s nội dung “%s”. Lý do: %s (%s ghi).",
			i+1, vi.Date(a.DecidedOn), a.What.Label(), words, strings.TrimRight(a.Reason, ". "), a.MadeBy))))
	}
	return list
}

func (p Paper) closing() document.Block {
	if p.Beyond { // the cell rates its members alone
		return document.P(document.Plain("Bản cam kết này là kế hoạch hành động của tôi trong năm và là căn cứ để tôi tự soi hằng tháng."))
	}
	return document.P(document.Plain("Bản cam kết này là kế hoạch hành động của tôi trong năm, là căn cứ để tôi tự soi hằng tháng và để chi bộ kiểm điểm, xếp loại cuối năm."))
}
