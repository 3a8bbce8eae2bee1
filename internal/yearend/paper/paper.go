// Package paper lays a year-end self-review out as the Party's paper: head, personal lines, the parts of the form in force in the
// year with their boxes, the blocks of those who comment and decide, and the figures it is based on as an annex. It is pure and
// owns no table. What must never happen: a box ticked that nobody ticked.
package paper

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tusoi/internal/committee"
	"tusoi/internal/report/document"
	"tusoi/internal/vi"
	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
)

// The boxes. The embedded faces have these two and no crossed one.
const (
	box    = "□"
	ticked = "■"
)

// lineOfDots is how many dots fill an indented line of body type, to write on by hand; indent is the first line's indent in spaces.
const (
	lineOfDots = 125
	indent     = "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0"
)

// Make is a form as a document. Blank keeps the head and the personal lines and leaves the rest to be written by hand.
func Make(r yearend.Review, c committee.Committee, blank bool) document.Document {
	m := maker{r: r, blank: blank}
	date := day(r.SubmittedAt)
	if blank {
		date = time.Time{}
	}
	formatDay := date
	if date.IsZero() {
		formatDay = time.Date(r.Year, time.December, 31, 0, 0, 0, 0, time.UTC)
	}
	mark := r.Form.Title
	if r.Form.Sample {
		mark += ", mẫu tạm"
	}
	if c.Demonstration {
		mark += ". Dữ liệu minh họa"
	}
	m.head()
	for _, p := range r.Form.Parts {
		m.part(p)
	}
	m.self()
	m.agency()
	m.cell()
	m.decision()
	if !blank {
		m.annex()
	}
	return document.Document{
		Format: document.FormatOn(formatDay), Outline: r.MemberName,
		Head: document.Head{Superior: r.Place.AboveName, Organisation: r.Place.CellName, Place: c.Place, Date: date, Mark: mark},
		Kind: "Bản kiểm điểm cá nhân", Subject: []string{fmt.Sprintf("Năm %d", r.Year)}, Blocks: m.blocks,
	}
}

type maker struct {
	r      yearend.Review
	blank  bool
	blocks []document.Block
}

func (m *maker) add(b ...document.Block) { m.blocks = append(m.blocks, b...) }

func (m *maker) heading(level document.Level, text string) {
	m.add(document.Heading{Level: level, Text: text})
}

// line is a label and what stands behind it; dots on a blank form, or where nothing is known.
func (m *maker) line(label, text string) {
	if text == "" {
		text = strings.Repeat(".", 40)
	}
	m.add(document.P(document.Plain(label+": "), document.Bold(text)))
}

func (m *maker) head() {
	p := m.r.Person
	born := ""
	if p.BirthDate != nil {
		born = vi.Date(*p.BirthDate)
		if p.YearOnly {
			born = strconv.Itoa(p.BirthDate.Year())
		}
	}
	m.line("Họ và tên", p.FullName)
	m.line("Ngày sinh", born)
	m.line("Chức vụ Đảng", orNone(p.PartyPost))
	m.line("Chức vụ chính quyền", orNone(p.StatePost))
	m.line("Chức vụ đoàn thể", orNone(p.MassPost))
	m.line("Đơn vị công tác, nghề nghiệp", p.Job)
	m.line("Chi bộ", p.CellName)
}

func orNone(text string) string {
	if text == "" {
		return "không"
	}
	return text
}

func (m *maker) part(p form.Part) {
	m.heading(document.LevelSection, p.Number+". "+document.Capitals(p.Title))
	for _, h := range p.Headings {
		if h.Title != "" {
			m.heading(document.LevelPoint, h.Number+". "+h.Title)
		}
		a := m.r.Answers[h.Key]
		m.text(a.Text, 4)
		if h.Grade {
			m.grades(a.Grade)
		}
	}
}

// text is what somebody wrote, line by line; on a blank form lines to write on.
func (m *maker) text(text string, lines int) {
	if m.blank {
		for range lines {
			m.add(document.P(document.Plain(strings.Repeat(".", lineOfDots))))
		}
		return
	}
	if text == "" {
		text = "Không có."
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			m.add(document.P(document.Plain(line)))
		}
	}
}

func (m *maker) grades(chosen form.Grade) {
	runs := []document.Run{document.Italic("Tự đánh giá về cấp độ thực hiện: ")}
	for _, g := range form.Grades() {
		runs = append(runs, tick(g.Label(), g == chosen && !m.blank))
	}
	m.add(document.P(runs...))
}

func (m *maker) levels(label string, chosen form.Level) {
	runs := []document.Run{document.Plain(label)}
	for _, l := range form.Levels() {
		runs = append(runs, document.Plain("\n"+indent), tick(l.Label(), l == chosen && !m.blank))
	}
	m.add(document.Paragraph{Runs: runs, Whole: true})
}

// tick is a box and its words, which no line break may part.
func tick(label string, on bool) document.Run {
	sign := box
	if on {
		sign = ticked
	}
	return document.Plain(sign + "\u00a0" + strings.ReplaceAll(label, " ", "\u00a0") + "\u00a0\u00a0 ")
}

func (m *maker) self() {
	m.heading(document.LevelSection, "VII. TỰ NHẬN MỨC XẾP LOẠI CHẤT LƯỢNG")
	m.levels("1. Xếp loại cán bộ, công chức, viên chức (nếu có):", m.r.StaffLevel)
	m.levels("2. Xếp loại đảng viên:", m.r.SelfLevel)
	name := m.r.Person.FullName
	if m.blank || m.r.State.Editable() {
		name = ""
	}
	m.sign("", "Người tự kiểm điểm", "(Ký, ghi rõ họ tên)", name)
}

func (m *maker) sign(on, authority, hint, name string) {
	if m.blank {
		name = ""
	}
	m.add(document.Signature{Day: on, Authority: authority, Hint: hint, Name: name})
}

func (m *maker) agency() {
	m.heading(document.LevelSection, "A. ĐÁNH GIÁ, XẾP LOẠI CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC (nếu có)")
	m.heading(document.LevelPoint, "Nhận xét của thủ trưởng cơ quan, đơn vị")
	m.text(m.r.AgencyComment, 2)
	m.levels("Mức xếp loại:", m.r.AgencyLevel)
	m.sign(m.dateLine(m.r.AgencyOn), "Thủ trưởng cơ quan, đơn vị", "(Ký, ghi rõ họ tên, đóng dấu)", m.r.AgencyHead)
}

func (m *maker) cell() {
	r := m.r
	m.heading(document.LevelSection, "B. ĐÁNH GIÁ, XẾP LOẠI ĐẢNG VIÊN")
	m.heading(document.LevelPoint, "Nhận xét, đánh giá của chi ủy")
	m.text(r.CellComment, 3)
	if v := r.Votes; v != (form.Votes{}) && !m.blank {
		m.add(document.P(document.Plain(fmt.Sprintf("Kết quả biểu quyết: có mặt %s đảng viên; phát ra %s phiếu, thu về %s phiếu, hợp lệ %s phiếu; %s.",
			vi.Int(v.Present), vi.Int(v.Issued), vi.Int(v.Returned), vi.Int(v.Valid), ballots(v)))))
	} else if m.blank {
		m.add(document.P(document.Plain("Kết quả biểu quyết: có mặt ....... đảng viên; phát ra ....... phiếu, thu về ....... phiếu, hợp lệ ....... phiếu.")))
	}
	m.levels("Chi bộ đề xuất xếp loại mức:", r.CellLevel)
	m.sign(m.dateLine(r.CellOn), "T/M Chi ủy (Chi bộ)", "(Ký, ghi rõ họ tên)", r.CommentedBy)
}

func ballots(v form.Votes) string {
	parts := make([]string, 0, 4)
	for _, l := range form.Levels() {
		parts = append(parts, fmt.Sprintf("%s %s phiếu", vi.LowerFirst(l.Label()), vi.Int(v.For(l))))
	}
	return strings.Join(parts, ", ")
}

func (m *maker) decision() {
	m.heading(document.LevelSection, "C. ĐẢNG ỦY, CHI ỦY CƠ SỞ XẾP LOẠI")
	m.levels("Đảng ủy, chi ủy cơ sở xếp loại mức:", m.r.DecidedLevel)
	m.sign(m.dateLine(m.r.DecidedOn), "T/M Đảng ủy (Chi ủy)", "(Ký, ghi rõ họ tên)", m.r.DecidedBy)
}

func (m *maker) dateLine(t *time.Time) string {
	if t == nil || m.blank {
		return "Ngày ....... tháng ....... năm ............"
	}
	return vi.UpperFirst(vi.LongDate(*t))
}

// day is the Vietnamese day of a moment; zero for none.
func day(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return vi.Today(*t)
}
