// Package minutes lays the minutes of a cell's meeting out as the Party's paper: head, time, place and who was there, what was
// discussed point by point, what was decided, and the two who sign. It is pure and owns no table. What must never happen: a blank
// form that says anything of a meeting.
package minutes

import (
	"fmt"
	"strings"
	"time"

	"tusoi/internal/committee"
	"tusoi/internal/meeting"
	"tusoi/internal/report/document"
	"tusoi/internal/vi"
)

// What is left to be written by hand: a few words, a whole line, and how many lines below a heading.
const (
	words     = "..............................."
	number    = "........"
	wholeLine = 125
	lines     = 4
)

// Paper is what minutes are made of. People are the members of the cell on the day.
type Paper struct {
	meeting.Row
	People    []meeting.Person
	Committee committee.Committee
}

// Document is the minutes of a meeting that was held.
func (p Paper) Document() document.Document {
	m := maker{Paper: p}
	m.opening()
	m.attendance()
	m.agenda()
	m.decisions()
	d := p.frame(m.blocks)
	d.Format, d.Head.Date = document.FormatOn(p.HeldOn), p.HeldOn
	d.Subject = []string{"sinh hoạt chi bộ " + kindWords(p.Kind) + " tháng " + fmt.Sprintf("%d năm %d", p.HeldOn.Month(), p.HeldOn.Year())}
	d.Signature.Name, d.Confirming.Name = p.Chair, p.Secretary
	return d
}

// Blank is the form of a cell, to be written by hand: nothing stands in it but the cell, and the names to be marked.
func (p Paper) Blank(today time.Time) document.Document {
	m := maker{Paper: Paper{People: p.People, Committee: p.Committee}, blank: true}
	m.opening()
	m.attendance()
	m.agenda()
	m.decisions()
	d := p.frame(m.blocks)
	d.Format = document.FormatOn(today)
	d.Subject = []string{"sinh hoạt chi bộ " + words + " tháng ....... năm ..........."}
	if len(p.People) > 0 {
		d.Addenda = []document.Addendum{{Title: []string{"Điểm danh"}, Blocks: []document.Block{p.roll()}}}
	}
	return d
}

func (p Paper) frame(blocks []document.Block) document.Document {
	mark := ""
	if p.Committee.Demonstration {
		mark = "Dữ liệu minh họa"
	}
	return document.Document{
		Head: document.Head{Superior: p.AboveName, Organisation: p.UnitName, Number: "-BB/CB", Place: p.Committee.Place, Mark: mark},
		Kind: "Biên bản", Blocks: blocks,
		Confirming: document.Signature{Authority: "Người ghi biên bản", Hint: "(Ký, ghi rõ họ tên)"},
		Signature:  document.Signature{Authority: "Chủ trì", Hint: "(Ký, ghi rõ họ tên)"},
	}
}

func kindWords(k meeting.Kind) string {
	if k == meeting.Regular {
		return "định kỳ"
	}
	return vi.LowerFirst(k.Label())
}

// roll is the table in which those who come are marked.
func (p Paper) roll() document.Table {
	t := document.Table{Columns: []document.Column{
		{Title: "TT", Align: document.AlignCenter, Share: 1}, {Title: "Họ và tên", Share: 5}, {Title: "Có mặt", Share: 2}, {Title: "Vắng, lý do", Share: 4}, {Title: "Phát biểu", Share: 2},
	}}
	for i, m := range p.People {
		note := ""
		if !m.Counted {
			note = "Không tính"
		}
		t.Rows = append(t.Rows, document.Cells(vi.Int(i+1), m.Name, "", note, ""))
	}
	return t
}

type maker struct {
	Paper
	blank  bool
	blocks []document.Block
}

func (m *maker) add(b ...document.Block) { m.blocks = append(m.blocks, b...) }

func (m *maker) heading(text string) {
	m.add(document.Heading{Level: document.LevelSection, Text: text})
}

// line is a label and what stands behind it, or room for it.
func (m *maker) line(label, text, room string) {
	if text == "" {
		text = room
	}
	m.add(document.P(document.Plain(label + ": " + text)))
}

// text is what was written, line by line; on a blank form lines to write on.
func (m *maker) text(text string) {
	if m.blank {
		for range lines {
			m.add(document.P(document.Plain(strings.Repeat(".", wholeLine))))
		}
		return
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			m.add(document.P(document.Plain(line)))
		}
	}
}

func (m *maker) opening() {
	m.heading("I. THỜI GIAN, ĐỊA ĐIỂM, THÀNH PHẦN")
	when := m.Begins.Spoken()
	if when == "" {
		when = "....... giờ ......."
	}
	if m.blank {
		when += ", ngày ....... tháng ....... năm ..........."
	} else {
		when += ", " + vi.LongDate(m.HeldOn)
	}
	m.line("1. Thời gian", when, "")
	m.line("2. Địa điểm", m.Place, words)
	if m.blank || m.Theme != "" || m.Mending {
		m.line("3. Chủ đề", m.theme(), words)
	} else {
		m.line("3. Chủ đề", "sinh hoạt thường kỳ", "")
	}
	m.line("4. Chủ trì", m.Chair, words)
	m.line("5. Người ghi biên bản", m.Secretary, words)
	none := "không"
	if m.blank {
		none = words
	}
	m.line("6. Khách mời", strings.Join(strings.Fields(strings.ReplaceAll(m.Guests, "\n", "; ")), " "), none)
}

func (m *maker) theme() string {
	switch {
	case m.Mending && m.Theme == "":
		return "tự soi, tự sửa"
	case m.Mending && !strings.Contains(strings.ToLower(m.Theme), "tự soi"):
		return m.Theme + " (tự soi, tự sửa)"
	}
	return m.Theme
}

func (m *maker) attendance() {
	if m.blank {
		m.line("7. Đảng viên", "dự "+number+" / tổng số "+number+"; vắng có lý do "+number+", không lý do "+number, "")
		m.text("")
		return
	}
	m.line("7. Đảng viên", fmt.Sprintf("dự %s / phải dự %s; vắng có lý do %s, không lý do %s", vi.Int(m.Attended), vi.Int(m.Expected), vi.Int(m.Excused), vi.Int(m.Absent())), "")
	names := map[int64]string{}
	for _, p := range m.People {
		names[p.ID] = p.Name
	}
	for _, a := range m.Draft.People {
		switch a.State {
		case meeting.Excused:
			m.add(document.P(document.Plain("- " + names[a.MemberID] + ": vắng có lý do (" + a.Reason + ")")))
		case meeting.Absent:
			m.add(document.P(document.Plain("- " + names[a.MemberID] + ": vắng không lý do")))
		}
	}
}

func (m *maker) agenda() {
	m.heading("II. NỘI DUNG VÀ DIỄN BIẾN")
	if m.blank {
		for i, title := range []string{
			"Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", "Thời sự; chủ trương, văn bản mới của cấp trên",
			"Kết quả tháng trước; nhiệm vụ tháng tới", "Tự soi, tự sửa; tự phê bình và phê bình",
		} {
			m.add(document.Heading{Level: document.LevelPoint, Text: fmt.Sprintf("%d. %s", i+1, title)})
			m.line("Người trình bày", "", words)
			m.line("Ý kiến", "", "")
			m.text("")
			m.line("Kết luận của chủ trì", "", strings.Repeat(".", wholeLine-40))
		}
		return
	}
	if len(m.Agenda) == 0 {
		m.add(document.P(document.Plain("Không ghi diễn biến từng nội dung.")))
	}
	for i, item := range m.Agenda {
		m.add(document.Heading{Level: document.LevelPoint, Text: fmt.Sprintf("%d. %s", i+1, item.Title)})
		if item.Presenter != "" {
			m.line("Người trình bày", item.Presenter, "")
		}
		for _, o := range item.Opinions {
			m.add(document.P(document.Italic(o.Name), document.Plain(": "+strings.ReplaceAll(o.Text, "\n", " "))))
		}
		if item.Conclusion != "" {
			m.line("Kết luận của chủ trì", item.Conclusion, "")
		}
	}
}

func (m *maker) decisions() {
	m.heading("III. KẾT LUẬN, NGHỊ QUYẾT")
	if m.blank || m.Resolution != "" {
		m.text(m.Resolution)
	}
	if m.blank {
		m.line("Biểu quyết", fmt.Sprintf("đồng ý %s, không đồng ý %s, ý kiến khác %s", number, number, number), "")
	} else if m.VotesFor+m.VotesAgainst+m.VotesOther > 0 {
		m.line("Biểu quyết", fmt.Sprintf("đồng ý %s, không đồng ý %s, ý kiến khác %s", vi.Int(m.VotesFor), vi.Int(m.VotesAgainst), vi.Int(m.VotesOther)), "")
	}
	if m.blank || len(m.Duties) > 0 {
		m.heading("IV. NHIỆM VỤ THÁNG TỚI VÀ PHÂN CÔNG")
		m.text("")
		for i, d := range m.Duties {
			m.add(document.P(document.Plain(fmt.Sprintf("%d. %s", i+1, d))))
		}
	}
	end := m.Ends.Spoken()
	if end == "" {
		end = "....... giờ ......."
	}
	m.add(document.P(document.Plain("Biên bản được đọc lại trước chi bộ. Buổi sinh hoạt kết thúc lúc " + end + " cùng ngày.")))
}
