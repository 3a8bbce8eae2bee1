package rule

import (
	"fmt"
	"strings"

	"tusoi/internal/apperr"
)

// CheckAnswer says in words why an answer to the criterion or condition with this code cannot be kept; nil when it can.
func (s Set) CheckAnswer(code, choice, reason string, cadence Cadence) error {
	c, scored := s.find(code)
	_, asked := s.condition(code)
	if !scored && !asked {
		return apperr.NotFound(fmt.Sprintf("Bộ tiêu chí “%s” không có mã %s.", s.Title, code))
	}
	var p apperr.Problems
	ok := choice == yes || choice == no
	if scored {
		_, ok = c.markChoice(choice, cadence)
	}
	p.Check(ok, "choice", "Chọn một mức chấm của "+code+".")
	p.Check(strings.TrimSpace(reason) != "", "reason", "Ghi lý do hoặc minh chứng của mức chấm.")
	return p.Err("Chưa lưu được điểm chấm: có %d chỗ cần sửa.")
}
