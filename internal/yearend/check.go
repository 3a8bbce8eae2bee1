package yearend

import (
	"fmt"
	"time"
	"unicode/utf8"

	"tusoi/internal/apperr"
	"tusoi/internal/vi"
	"tusoi/internal/yearend/form"
)

// Limits of what a person may type, in letters.
const (
	maxAnswer  = 6000
	maxComment = 3000
	maxName    = 100
	maxVotes   = 10_000
)

// Input is a member's part as it was typed. Version is that of the form the page was based on, 0 for a new one.
type Input struct {
	Version    int
	Form       string
	Answers    form.Answers
	SelfLevel  form.Level
	StaffLevel form.Level
}

// clean keeps what the form asks and refuses what does not fit; a form that is handed in must be whole.
func (in *Input) clean(year int, whole bool) error {
	paper, ok := form.Named(year, in.Form)
	if !ok {
		return apperr.Invalid("", apperr.Field{Name: "form", Msg: fmt.Sprintf("Chọn mẫu của năm %d.", year)})
	}
	var p apperr.Problems
	kept := form.Answers{}
	for _, part := range paper.Parts {
		for _, h := range part.Headings {
			a := form.Answer{Text: vi.CleanText(in.Answers[h.Key].Text)}
			if h.Grade {
				a.Grade = in.Answers[h.Key].Grade
			}
			n := utf8.RuneCountInString(a.Text)
			p.Check(n <= maxAnswer, h.Key, fmt.Sprintf("Mục %s dài %s ký tự, nhiều nhất là %s. Rút gọn lại.", short(part, h), vi.Int(n), vi.Int(maxAnswer)))
			p.Check(a.Grade == "" || a.Grade.Label() != "", "grade-"+h.Key, fmt.Sprintf("Chọn lại cấp độ ở mục %s.", short(part, h)))
			if whole && !h.Optional {
				p.Check(n > 0, h.Key, fmt.Sprintf("Mục %s còn trống. Nếu không có thì ghi rõ “Không có”.", short(part, h)))
				p.Check(!h.Grade || a.Grade != "", "grade-"+h.Key, fmt.Sprintf("Chọn cấp độ tự đánh giá ở mục %s.", short(part, h)))
			}
			if a != (form.Answer{}) {
				kept[h.Key] = a
			}
		}
	}
	p.Check(in.SelfLevel == "" && !whole || in.SelfLevel.Known(), "self", "Chọn mức tự nhận xếp loại đảng viên.")
	p.Check(in.StaffLevel == "" || in.StaffLevel.Known(), "staff", "Chọn lại mức tự nhận xếp loại cán bộ, công chức, viên chức.")
	in.Answers = kept
	return p.Err("Có %d chỗ cần sửa.")
}

// short is how a heading is named in a sentence: "I.2", "VI".
func short(p form.Part, h form.Heading) string {
	if h.Number == "" {
		return p.Number
	}
	return p.Number + "." + h.Number
}

// Remark is blocks A and B as they were typed: what the head of the member's office says, when there is one; the cell's
// committee, and the cell's vote.
type Remark struct {
	Version int
	Text    string
	Level   form.Level
	On      time.Time
	Votes   form.Votes

	AgencyText  string
	AgencyLevel form.Level
	AgencyHead  string
	AgencyOn    *time.Time
}

// clean refuses what is missing, and votes that do not add up. Of past years the ballots may be unknown; then all are zero.
func (r *Remark) clean(year int, today time.Time) error {
	r.Text, r.AgencyText, r.AgencyHead = vi.CleanText(r.Text), vi.CleanText(r.AgencyText), vi.Clean(r.AgencyHead)
	var p apperr.Problems
	within := func(field, label, text string, least, most int) {
		n := utf8.RuneCountInString(text)
		p.Check(n >= least && n <= most, field, fmt.Sprintf("%s cần từ %s đến %s ký tự.", label, vi.Int(least), vi.Int(most)))
	}
	within("comment", "Nhận xét của chi ủy", r.Text, 5, maxComment)
	p.Check(r.Level.Known(), "level", "Chọn mức chi bộ đề xuất.")
	p.Check(!r.On.IsZero() && !r.On.After(today) && !r.On.Before(opens(year)), "on", fmt.Sprintf("Ghi ngày họp chi bộ, từ %s đến hôm nay.", vi.Date(opens(year))))
	if r.Votes != (form.Votes{}) || !today.After(ownUntil(year)) {
		checkVotes(&p, r.Votes)
	}
	if r.AgencyText != "" || r.AgencyLevel != "" || r.AgencyHead != "" || r.AgencyOn != nil {
		within("agency-text", "Nhận xét của thủ trưởng cơ quan", r.AgencyText, 5, maxComment)
		within("agency-head", "Tên thủ trưởng cơ quan", r.AgencyHead, 2, maxName)
		p.Check(r.AgencyLevel.Known(), "agency-level", "Chọn mức do thủ trưởng cơ quan xếp, hoặc xóa trắng cả khối A.")
		p.Check(r.AgencyOn != nil && !r.AgencyOn.After(today), "agency-on", "Ghi ngày thủ trưởng cơ quan xếp loại, không sau hôm nay.")
	}
	return p.Err("Có %d chỗ cần sửa.")
}

// checkVotes says in words where ballots do not add up.
func checkVotes(p *apperr.Problems, v form.Votes) {
	for _, n := range []int{v.Present, v.Issued, v.Returned, v.Valid, v.Excellent, v.Good, v.Done, v.Failed} {
		if n < 0 || n > maxVotes {
			p.Add("present", "Số phiếu phải là số nguyên từ 0 trở lên.")
			return
		}
	}
	p.Check(v.Present > 0, "present", "Ghi số đảng viên có mặt.")
	p.Check(v.Issued > 0 && v.Issued <= v.Present, "issued", fmt.Sprintf("Số phiếu phát ra là %s, phải từ 1 đến số đảng viên có mặt (%s).", vi.Int(v.Issued), vi.Int(v.Present)))
	p.Check(v.Returned <= v.Issued, "returned", fmt.Sprintf("Số phiếu thu về là %s, nhiều hơn số phiếu phát ra (%s).", vi.Int(v.Returned), vi.Int(v.Issued)))
	p.Check(v.Valid <= v.Returned, "valid", fmt.Sprintf("Số phiếu hợp lệ là %s, nhiều hơn số phiếu thu về (%s).", vi.Int(v.Valid), vi.Int(v.Returned)))
	sum := v.Excellent + v.Good + v.Done + v.Failed
	p.Check(v.Valid > 0 && sum == v.Valid, "votes-excellent", fmt.Sprintf("Phiếu cho bốn mức cộng lại là %s, số phiếu hợp lệ là %s. Hai số phải bằng nhau và lớn hơn 0.", vi.Int(sum), vi.Int(v.Valid)))
}
