// Package taskpiece is what the pages of tasks have in common: how a part of a task stands, in words, and the views of the work
// that a person may open.
package taskpiece

import (
	"fmt"
	"strings"
	"time"

	"tusoi/internal/task"
	"tusoi/internal/vi"
	"tusoi/web/ui"
)

// Standing is where a part stands, in words: done late stays late whatever is decided afterwards.
func Standing(p task.Part, today time.Time) ui.State {
	switch p.State {
	case task.Dropped:
		return ui.State{Kind: "none", Text: "Thôi thực hiện"}
	case task.Done:
		return ui.State{Kind: "warn", Text: "Đã báo xong, chờ xác nhận", Note: DoneWords(p)}
	case task.Accepted:
		if p.Late(today) {
			return ui.State{Kind: "bad", Text: "Đã chấp nhận, trễ hạn", Note: DoneWords(p)}
		}
		return ui.State{Kind: "ok", Text: "Đã chấp nhận, đúng hạn", Note: DoneWords(p)}
	}
	switch {
	case p.Late(today):
		return ui.State{Kind: "bad", Text: "Chưa xong, " + vi.DaysLeft(today, p.DueOn)}
	case p.Returns > 0:
		return ui.State{Kind: "warn", Text: "Bị trả lại, làm tiếp", Note: vi.DaysLeft(today, p.DueOn)}
	case p.Note != "" || p.Below > 0:
		return ui.State{Kind: "none", Text: "Đang làm", Note: vi.DaysLeft(today, p.DueOn)}
	}
	return ui.State{Kind: "none", Text: "Chưa bắt đầu", Note: vi.DaysLeft(today, p.DueOn)}
}

// DoneWords tell when a part was done, and how late; "" while it is not.
func DoneWords(p task.Part) string {
	if p.DoneOn == nil {
		return ""
	}
	if late := int(p.DoneOn.Sub(p.DueOn).Hours() / 24); late > 0 {
		return fmt.Sprintf("xong ngày %s, trễ %d ngày", vi.Date(*p.DoneOn), late)
	}
	return "xong ngày " + vi.Date(*p.DoneOn)
}

// DueWords are the date in force and, once it was put off, the first one and how often.
func DueWords(p task.Part) string {
	if p.Extensions == 0 {
		return vi.Date(p.DueOn)
	}
	return fmt.Sprintf("%s (hạn đầu %s, gia hạn %d lần)", vi.Date(p.DueOn), vi.Date(p.FirstDueOn), p.Extensions)
}

// BelowWords tell how far what was passed down has come.
func BelowWords(p task.Part) string {
	text := fmt.Sprintf("Đã chuyển xuống: %s/%s phần xong", vi.Int(p.BelowDone), vi.Int(p.Below))
	if p.BelowLate > 0 {
		text += fmt.Sprintf(", %s phần trễ", vi.Int(p.BelowLate))
	}
	return text
}

// link is the address that a piece of evidence is, "" when it is none: only addresses of the web are made links.
func link(evidence string) string {
	if (strings.HasPrefix(evidence, "https://") || strings.HasPrefix(evidence, "http://")) && !strings.ContainsAny(evidence, " \n\t\"<>") {
		return evidence
	}
	return ""
}

// CountState is how a whole task stands, in the reader's part of the tree.
func CountState(c task.Count, due, today time.Time) ui.State {
	switch {
	case c.Assigned == 0:
		return ui.State{Kind: "none", Text: "Thôi thực hiện"}
	case c.Overdue > 0:
		return ui.State{Kind: "bad", Text: vi.Int(c.Overdue) + " phần quá hạn"}
	case c.Accepted == c.Assigned && c.Late > 0:
		return ui.State{Kind: "warn", Text: fmt.Sprintf("Xong, %s phần trễ", vi.Int(c.Late))}
	case c.Accepted == c.Assigned:
		return ui.State{Kind: "ok", Text: "Xong đúng hạn"}
	case c.Done > 0:
		return ui.State{Kind: "warn", Text: vi.Int(c.Done) + " phần chờ xác nhận"}
	}
	return ui.State{Kind: "none", Text: vi.DaysLeft(today, due)}
}

// BasisWords are a document's number, day and subject, as far as they are known.
func BasisWords(t task.Task) string {
	text := t.Basis
	if t.BasisOn != nil {
		text += ", ngày " + vi.Date(*t.BasisOn)
	}
	if t.BasisSubject != "" {
		text += ", " + t.BasisSubject
	}
	return strings.TrimPrefix(text, ", ")
}
