package form

import (
	"fmt"
	"strings"

	"tusoi/internal/vi"
)

// Prefill makes a draft for each heading of a form that figures can say something about. Every sentence names its figures; where
// the portal knows nothing there is no text. The member goes on from it in their own words.
func Prefill(f Form, known Facts) Answers {
	say := map[string]func(Facts) []string{
		"months": months, "tasks": tasks, "pledges": pledges, "faults": faults, "causes": causes, "remedies": remedies, "plan": plan,
	}
	draft := Answers{}
	for _, h := range f.Fields() {
		if tell := say[h.Draft]; tell != nil {
			if lines := tell(known); len(lines) > 0 {
				draft[h.Key] = Answer{Text: strings.Join(lines, "\n")}
			}
		}
	}
	return draft
}

func months(f Facts) []string {
	if f.Expected == 0 {
		return nil
	}
	lines := []string{fmt.Sprintf("Trong năm, tôi đã tự soi %s trên %s kỳ phải tự soi.", vi.Int(f.Reviewed), vi.Int(f.Expected))}
	if n := f.Substantive; n != (Tally{}) {
		lines = append(lines, "Về làm thực chất: "+n.words()+".")
	}
	if n := f.Responsible; n != (Tally{}) {
		lines = append(lines, "Về hết trách nhiệm: "+n.words()+".")
	}
	return lines
}

// words tells how often each answer was given, and leaves out what never was.
func (t Tally) words() string {
	return counted([]count{{t.Yes, "kỳ tự nhận đạt"}, {t.Partly, "kỳ tự nhận đạt một phần"}, {t.No, "kỳ tự nhận chưa đạt"}})
}

type count struct {
	n    int
	what string
}

func counted(list []count) string {
	var parts []string
	for _, c := range list {
		if c.n > 0 {
			parts = append(parts, vi.Int(c.n)+" "+c.what)
		}
	}
	return strings.Join(parts, ", ")
}

func tasks(f Facts) []string {
	if len(f.Tasks) == 0 {
		return nil
	}
	var onTime, late, open, over int
	var slow []string
	for _, t := range f.Tasks {
		switch {
		case t.Late():
			late++
			slow = append(slow, fmt.Sprintf("- %s: hạn %s, xong %s.", t.Title, vi.Date(t.DueOn), vi.Date(*t.DoneOn)))
		case t.DoneOn != nil:
			onTime++
		case t.DueOn.Before(f.Until):
			over++
			slow = append(slow, fmt.Sprintf("- %s: hạn %s, chưa xong.", t.Title, vi.Date(t.DueOn)))
		default:
			open++
		}
	}
	lines := []string{fmt.Sprintf("Được giao %s nhiệm vụ: %s.", vi.Int(len(f.Tasks)), counted([]count{
		{onTime, "việc xong đúng hạn"}, {late, "việc xong nhưng trễ hạn"}, {over, "việc quá hạn chưa xong"}, {open, "việc đang làm, còn trong hạn"},
	}))}
	if len(slow) > 0 {
		lines = append(lines, "Những việc chưa kịp hạn:")
	}
	return append(lines, slow...)
}

func pledges(f Facts) []string {
	if len(f.Pledges) == 0 {
		return nil
	}
	by := map[string]int{}
	for _, p := range f.Pledges {
		by[p.Last]++
	}
	rest := len(f.Pledges) - by["done"] - by["on_track"] - by["not_done"]
	lines := []string{fmt.Sprintf("Đã cam kết %s nội dung: %s.", vi.Int(len(f.Pledges)), counted([]count{
		{by["done"], "nội dung đã giữ được"}, {by["on_track"], "nội dung đang thực hiện đúng hướng"}, {by["not_done"], "nội dung chưa giữ được"}, {rest, "nội dung chưa đến hạn"},
	}))}
	for _, p := range f.Pledges {
		seen := fmt.Sprintf("đã soi %s kỳ", vi.Int(p.Months))
		if p.Months == 0 {
			seen = "chưa soi kỳ nào"
		}
		lines = append(lines, fmt.Sprintf("- %s: %s, %s.", p.Content, p.Outcome(), seen))
	}
	return lines
}

func faults(f Facts) []string {
	var lines []string
	if found := fresh(f.Remedies); len(found) > 0 {
		lines = append(lines, fmt.Sprintf("Qua tự soi, tôi nhận ra %s hạn chế:", vi.Int(len(found))))
		for _, r := range found {
			lines = append(lines, "- "+sentence(r.Shortcoming))
		}
	}
	missed := 0
	for _, t := range f.Tasks {
		if t.Late() || t.DoneOn == nil && t.DueOn.Before(f.Until) {
			missed++
		}
	}
	if missed > 0 {
		lines = append(lines, fmt.Sprintf("Có %s nhiệm vụ được giao không kịp hạn.", vi.Int(missed)))
	}
	for _, p := range f.Pledges {
		if p.Last == "not_done" {
			lines = append(lines, "Chưa giữ được cam kết: "+sentence(vi.LowerFirst(p.Content)))
		}
	}
	if lines == nil && f.Reviewed > 0 {
		return []string{fmt.Sprintf("Qua %s kỳ tự soi chưa ghi hạn chế nào; cần tự xem xét kỹ hơn ở mục này.", vi.Int(f.Reviewed))}
	}
	return lines
}

// fresh are the shortcomings that were found in the year itself.
func fresh(all []RemedyFact) []RemedyFact {
	var list []RemedyFact
	for _, r := range all {
		if !r.Before {
			list = append(list, r)
		}
	}
	return list
}

func causes(f Facts) []string {
	var lines []string
	seen := map[string]bool{}
	for _, r := range fresh(f.Remedies) {
		if r.Cause != "" && !seen[r.Cause] {
			seen[r.Cause] = true
			lines = append(lines, "- "+sentence(r.Cause))
		}
	}
	if lines != nil {
		lines = append([]string{fmt.Sprintf("Có %s nguyên nhân đã ghi khi tự soi:", vi.Int(len(lines)))}, lines...)
	}
	return lines
}

func remedies(f Facts) []string {
	if len(f.Remedies) == 0 {
		return nil
	}
	var old, mended, rolled, most int
	var open []string
	for _, r := range f.Remedies {
		if r.Before {
			old++
		}
		if r.Rolls > 0 {
			rolled++
			most = max(most, r.Rolls)
		}
		if r.VerifiedOn != nil {
			mended++
			continue
		}
		open = append(open, fmt.Sprintf("- Đang sửa: %s, hạn %s.", strings.TrimRight(vi.LowerFirst(r.Shortcoming), ". "), vi.Date(r.DueOn)))
	}
	first := fmt.Sprintf("Có %s việc tự sửa trong năm", vi.Int(len(f.Remedies)))
	if old > 0 {
		first += fmt.Sprintf(", trong đó %s việc từ năm trước chuyển sang", vi.Int(old))
	}
	lines := []string{first + ": " + counted([]count{{mended, "việc đã sửa xong và được xác nhận"}, {len(open), "việc đang sửa"}}) + "."}
	if rolled > 0 {
		lines = append(lines, fmt.Sprintf("Có %s việc phải dời hạn, việc dời nhiều nhất là %s lần.", vi.Int(rolled), vi.Int(most)))
	}
	return append(lines, open...)
}

func plan(f Facts) []string {
	var lines []string
	for _, r := range f.Remedies {
		if r.VerifiedOn == nil {
			lines = append(lines, fmt.Sprintf("- %s, xong trước ngày %s.", strings.TrimRight(r.Action, ". "), vi.Date(r.DueOn)))
		}
	}
	for _, t := range f.Tasks {
		if t.DoneOn == nil {
			lines = append(lines, fmt.Sprintf("- Hoàn thành nhiệm vụ đang làm: %s.", strings.TrimRight(vi.LowerFirst(t.Title), ". ")))
		}
	}
	for _, p := range f.Pledges {
		if p.Last == "not_done" {
			lines = append(lines, fmt.Sprintf("- Tiếp tục thực hiện: %s.", strings.TrimRight(vi.LowerFirst(p.Content), ". ")))
		}
	}
	if lines != nil {
		lines = append([]string{fmt.Sprintf("Thời gian tới, tôi làm tiếp %s việc:", vi.Int(len(lines)))}, lines...)
	}
	return lines
}

// sentence ends a text with one full stop.
func sentence(text string) string { return strings.TrimRight(text, ". ") + "." }
