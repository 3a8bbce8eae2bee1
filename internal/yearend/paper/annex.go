package paper

import (
	"fmt"
	"strings"
	"time"

	"tusoi/internal/report/document"
	"tusoi/internal/vi"
	"tusoi/internal/yearend/form"
)

// annex is the figures that the form is based on, on a page of their own.
func (m *maker) annex() {
	f := m.r.Facts
	m.add(document.PageBreak{})
	m.heading(document.LevelSection, "PHỤ LỤC. SỐ LIỆU LÀM CĂN CỨ KIỂM ĐIỂM")
	m.add(document.P(document.Plain(Months(f))))
	m.add(Tables(f)...)
	note := fmt.Sprintf("Số liệu trên cổng đến ngày %s.", vi.Date(f.Until))
	if !m.r.State.Editable() {
		note = fmt.Sprintf("Số liệu đến ngày %s, giữ nguyên như khi nộp bản kiểm điểm.", vi.Date(f.Until))
	}
	m.add(document.Note{Runs: []document.Run{document.Plain(note)}})
}

// Months says in one sentence how the months were reviewed.
func Months(f form.Facts) string {
	if f.Expected == 0 {
		return "Cổng chưa có số liệu tự soi của năm này."
	}
	return fmt.Sprintf("Tự soi %s trên %s kỳ; làm thực chất: có %s, một phần %s, không %s; hết trách nhiệm: có %s, một phần %s, không %s.",
		vi.Int(f.Reviewed), vi.Int(f.Expected), vi.Int(f.Substantive.Yes), vi.Int(f.Substantive.Partly), vi.Int(f.Substantive.No),
		vi.Int(f.Responsible.Yes), vi.Int(f.Responsible.Partly), vi.Int(f.Responsible.No))
}

// Tables are the promises, the work and the remedies of a year, each table only when it has rows.
func Tables(f form.Facts) []document.Block {
	var blocks []document.Block
	add := func(caption string, columns []document.Column, rows []document.Row) {
		if len(rows) > 0 {
			blocks = append(blocks, document.Table{Caption: caption, Columns: columns, Rows: rows})
		}
	}
	add("Nội dung cam kết", columns("Nội dung", "Số kỳ đã soi", "Kết quả"), promises(f))
	add("Nhiệm vụ được giao", columns("Nhiệm vụ", "Hạn", "Kết quả"), work(f))
	add("Việc tự sửa", columns("Hạn chế và việc sửa", "Hạn", "Kết quả"), mending(f))
	return blocks
}

func columns(what, when, how string) []document.Column {
	return []document.Column{{Title: "TT", Align: document.AlignCenter, Share: 2}, {Title: what, Share: 14}, {Title: when, Align: document.AlignCenter, Share: 5}, {Title: how, Share: 7}}
}

func promises(f form.Facts) []document.Row {
	var rows []document.Row
	for i, p := range f.Pledges {
		what := p.Content
		if p.Target != "" {
			what += " (" + p.Target + ")"
		}
		rows = append(rows, document.Cells(vi.Int(i+1), what, vi.Int(p.Months), vi.UpperFirst(p.Outcome())))
	}
	return rows
}

func work(f form.Facts) []document.Row {
	var rows []document.Row
	for i, t := range f.Tasks {
		rows = append(rows, document.Cells(vi.Int(i+1), t.Title, vi.Date(t.DueOn), result(t.Outcome(f.Until), t.DoneOn)))
	}
	return rows
}

func mending(f form.Facts) []document.Row {
	var rows []document.Row
	for i, r := range f.Remedies {
		how := result(r.Outcome(), r.VerifiedOn)
		if r.Rolls > 0 {
			how += fmt.Sprintf("; dời hạn %s lần", vi.Int(r.Rolls))
		}
		rows = append(rows, document.Cells(vi.Int(i+1), "Hạn chế: "+strings.TrimRight(r.Shortcoming, ". ")+". Cách sửa: "+r.Action, vi.Date(r.DueOn), how))
	}
	return rows
}

// result is an outcome and the day of it.
func result(words string, on *time.Time) string {
	if on == nil {
		return vi.UpperFirst(words)
	}
	return vi.UpperFirst(words) + " ngày " + vi.Date(*on)
}
