package yearends

import (
	"strings"

	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
)

// sendBackWords say what sending back does at each step.
var sendBackWords = map[yearend.State]struct{ button, text string }{
	yearend.Submitted: {"Trả lại đảng viên", "Đảng viên viết lại phần của mình. Lời đã ghi vẫn còn; số liệu kèm theo được tính lại."},
	yearend.Commented: {"Trả lại chi bộ", "Chi bộ xem lại nhận xét và mức đề xuất. Lời đã ghi vẫn còn."},
	yearend.Decided:   {"Rút quyết định", "Mức đã quyết định được bỏ, bản kiểm điểm trở lại bước chờ quyết định."},
}

// label is a heading above its field: with its number, or the part's where the part has only this one.
func label(p form.Part, h form.Heading) string {
	if h.Title == "" {
		return p.Number + ". " + p.Title
	}
	return h.Number + ". " + h.Title
}

// splitLines are the lines that have words.
func splitLines(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
