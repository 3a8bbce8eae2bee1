package document

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"tusoi/internal/vi"
)

// room is blank paper for a figure to be written in by hand. The spaces do not break and are not merged by browsers.
var room = strings.Repeat("\u00a0", 6)

// Capitals puts a text in capitals.
func Capitals(text string) string { return strings.ToUpper(text) }

// In is the text as the face wants it.
func (f Face) In(text string) string {
	if f.Capitals {
		return Capitals(text)
	}
	return text
}

// NumberLine is "Số 05-BC/CB", without a colon; empty when the paper has no number at all.
func (h Head) NumberLine() string {
	if h.Number == "" {
		return ""
	}
	return "Số " + h.numberOrRoom()
}

func (h Head) numberOrRoom() string {
	if strings.HasPrefix(h.Number, "-") {
		return room + h.Number
	}
	return h.Number
}

// PlaceLine is "Long Hồ, ngày 05 tháng 02 năm 2026".
func (h Head) PlaceLine() string {
	date := "ngày" + room + "tháng" + room + "năm" + room
	if !h.Date.IsZero() {
		date = vi.LongDate(h.Date)
	}
	if h.Place == "" {
		return date
	}
	return h.Place + ", " + date
}

// shortDate is how another document is cited: 05/02/2026, but 27/5/2026.
func (h Head) shortDate() string {
	if h.Date.IsZero() {
		return room + "/" + room + "/" + room
	}
	month := fmt.Sprintf("%d", int(h.Date.Month()))
	if h.Date.Month() <= 2 {
		month = "0" + month
	}
	return fmt.Sprintf("%02d/%s/%d", h.Date.Day(), month, h.Date.Year())
}

// Title is the kind and the subject in one line: "Báo cáo kết quả công tác tháng 01 năm 2026".
func (d Document) Title() string {
	return strings.TrimSpace(d.kind() + " " + strings.Join(d.Subject, " "))
}

// kind is the kind as it stands in a sentence.
func (d Document) kind() string {
	first, size := utf8.DecodeRuneInString(d.Kind)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + strings.ToLower(d.Kind[size:])
}

// RecipientLines is the list below "Nơi nhận:": a dash before each, a semicolon after it, a full stop after the last.
func (d Document) RecipientLines() []string {
	lines := make([]string, len(d.Recipients))
	for i, r := range d.Recipients {
		stop := ";"
		if i == len(d.Recipients)-1 {
			stop = "."
		}
		lines[i] = "- " + strings.TrimRight(r, " .,;/") + stop
	}
	return lines
}

// Heading is "PHỤ LỤC I", or "PHỤ LỤC" when there is only one.
func (a Addendum) Heading() string { return strings.TrimSpace("PHỤ LỤC " + a.Number) }

// AddendumNote says which paper the addenda belong to: "(Kèm theo Báo cáo số 05-BC/CB, ngày 05/02/2026 của …)".
func (d Document) AddendumNote() string {
	number := ""
	if d.Head.Number != "" {
		number = " số " + d.Head.numberOrRoom() + ","
	}
	return "(Kèm theo " + d.kind() + number + " ngày " + d.Head.shortDate() + " của " + d.Head.Organisation + ")"
}

// Body is the blocks as they are printed: the text ends with a full stop, never with "./.".
func (d Document) Body() []Block {
	last := len(d.Blocks) - 1
	for last >= 0 {
		if _, ok := d.Blocks[last].(PageBreak); !ok {
			break
		}
		last--
	}
	if last < 0 {
		return nil
	}
	body := append([]Block(nil), d.Blocks[:last+1]...)
	if p, ok := body[last].(Paragraph); ok {
		p.Runs = withStop(p.Runs)
		body[last] = p
	}
	return body
}

// withStop ends the runs with one full stop, or leaves the mark that ends a sentence already.
func withStop(runs []Run) []Run {
	ended := append([]Run(nil), runs...)
	for i := len(ended) - 1; i >= 0; i-- {
		text := strings.TrimRight(ended[i].Text, " \u00a0\n")
		for strings.HasSuffix(text, "./.") || strings.HasSuffix(text, "/.") {
			text = strings.TrimRight(strings.TrimSuffix(text, "/."), ". ")
		}
		text = strings.TrimRight(text, ";, ")
		if text == "" {
			ended = ended[:i]
			continue
		}
		if !isSentence(text) {
			text += "."
		}
		ended[i].Text = text
		return ended
	}
	return ended
}

// isSentence says whether the text ends as a sentence does, perhaps inside quotation marks or brackets.
func isSentence(text string) bool {
	inner := strings.TrimRight(text, "”’\"')")
	last, _ := utf8.DecodeLastRuneInString(inner)
	return strings.ContainsRune(".!?…", last)
}
