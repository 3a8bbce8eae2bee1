package rule

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tusoi/internal/apperr"
	"tusoi/internal/vi"
)

var (
	keyShape       = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	indicatorShape = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	levelShape     = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	unitKinds      = []string{"committee", "grassroots", "grassroots_cell", "subcommittee", "cell", "group"}
	cadences       = []Cadence{HalfYear, WholeYear}
)

// checker walks through a set and notes every fault under the code of the line it is in.
type checker struct {
	apperr.Problems
	codes []string
}

// check says everything that is wrong with a set.
func (s Set) check() error {
	var c checker
	c.head(s)
	c.groups(s)
	c.extra("bonus", s.Bonus, PartBonus)
	c.extra("deductions", s.Deductions, PartDeduction)
	for _, condition := range s.Conditions {
		c.condition(condition)
	}
	c.levels(s)
	return c.Err("Bộ tiêu chí có %d chỗ cần sửa.")
}

func (c *checker) head(s Set) {
	c.Check(keyShape.MatchString(s.Key), "key", "Mã bộ tiêu chí chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối, ví dụ tsvm-toan-dien.")
	c.Check(s.Version >= 1, "version", "Số phiên bản phải từ 1 trở lên.")
	c.text("title", "tên bộ tiêu chí", s.Title)
	c.Check(!s.Sample || strings.Contains(s.Title, "mẫu"), "title", "Bộ tiêu chí mẫu phải có chữ “mẫu” trong tên.")
	c.Check(allOf(s.UnitKinds, unitKinds), "unit_kinds", "Chọn ít nhất một loại tổ chức đảng, mỗi loại một lần: "+strings.Join(unitKinds, ", ")+".")
	c.Check(allOf(s.Cadences, cadences), "cadences", "Chọn kỳ chấm điểm, mỗi kỳ một lần: half (6 tháng), year (năm).")
	c.Check(!s.ValidFrom.IsZero(), "valid_from", "Nhập ngày bắt đầu áp dụng.")
	c.Check(s.ValidTo.IsZero() || s.ValidTo.After(s.ValidFrom.Time), "valid_to", "Ngày hết áp dụng phải sau ngày bắt đầu.")
	c.Check(len(s.Basis) > 0, "basis", "Nêu ít nhất một căn cứ của bộ tiêu chí.")
	for _, b := range s.Basis {
		c.text("basis", "tên căn cứ", b.Title)
	}
	c.Check(s.Max > 0 && s.Max <= mostPoints, "max", "Tổng điểm tối đa phải lớn hơn 0 và không quá "+vi.Points(mostPoints)+".")
}

// allOf reports whether every item is known and there once, and there is at least one.
func allOf[T comparable](items, known []T) bool {
	for i, item := range items {
		if !slices.Contains(known, item) || slices.Contains(items[:i], item) {
			return false
		}
	}
	return len(items) > 0
}

func (c *checker) text(field, what, s string) {
	if s == "" {
		c.Add(field, "Nhập "+what+".")
	} else if vi.Clean(s) != s {
		c.Addf(field, "Bỏ khoảng trắng thừa hoặc ký tự lạ trong %s “%s”.", what, s)
	}
}

// code notes a code that is missing, taken, or kept for the adjustments.
func (c *checker) code(code, title string) {
	c.text(code, "mã của “"+title+"”", code)
	c.text(code, "tên của mã “"+code+"”", title)
	c.Check(!slices.Contains(c.codes, code), code, fmt.Sprintf("Mã “%s” dùng hai lần.", code))
	c.Check(!slices.Contains([]string{adjustBonus, adjustDeductions, adjustTotal}, code), code, fmt.Sprintf("Mã “%s” dành cho dòng điều chỉnh.", code))
	c.codes = append(c.codes, code)
}

func (c *checker) groups(s Set) {
	c.Check(len(s.Groups) > 0, "groups", "Bộ tiêu chí cần ít nhất một nhóm.")
	sum := 0
	for _, g := range s.Groups {
		c.code(g.Code, g.Title)
		c.Check(len(g.Criteria) > 0, g.Code, fmt.Sprintf("Nhóm “%s” chưa có tiêu chí nào.", g.Code))
		points := 0
		for _, criterion := range g.Criteria {
			c.criterion(placed{criterion, PartCriterion, g.Code})
			points += criterion.Max
		}
		if points != g.Max {
			c.Addf(g.Code, "Nhóm “%s” ghi %s, nhưng các tiêu chí cộng lại là %s.", g.Code, vi.Points(g.Max), vi.Points(points))
		}
		sum += g.Max
	}
	if sum != s.Max {
		c.Addf("max", "Bộ tiêu chí ghi %s, nhưng các nhóm cộng lại là %s.", vi.Points(s.Max), vi.Points(sum))
	}
}

func (c *checker) extra(field string, e Extra, part Part) {
	for _, criterion := range e.Criteria {
		c.criterion(placed{criterion, part, ""})
	}
	switch {
	case e.Max < 0 || e.Max > mostPoints:
		c.Add(field, "Mức giới hạn phải từ 0 đến "+vi.Points(mostPoints)+".")
	case part == PartBonus && len(e.Criteria) > 0 && e.Max == 0:
		c.Add(field, "Nhập mức tối đa của điểm cộng.")
	}
}

func (c *checker) condition(x Condition) {
	c.code(x.Code, x.Title)
	c.text(x.Code, "nguồn của "+x.Code, x.Source)
	for _, k := range x.Checks {
		c.Check(indicatorShape.MatchString(k.Indicator), x.Code, "Nhập mã chỉ tiêu của "+x.Code+".")
		c.text(x.Code, "tên gọi của số liệu trong "+x.Code, k.Label)
		c.measure(x.Code, k.Measure)
		if c.Check((k.AtLeast == nil) != (k.AtMost == nil), x.Code, x.Code+" cần đúng một trong hai mức: ít nhất hoặc nhiều nhất.") {
			for _, bound := range []*Amount{k.AtLeast, k.AtMost} {
				if bound != nil {
					c.threshold(x.Code, *bound)
				}
			}
		}
	}
}

func (c *checker) measure(code string, m Measure) {
	c.Check(slices.Contains([]Measure{Ratio, Points, Count}, m), code, code+" cần cách đọc số liệu: ratio, points hoặc count.")
}

func (c *checker) threshold(code string, a Amount) {
	ok := a.Half >= 0 && a.Half <= mostThreshold && a.Year >= 0 && a.Year <= mostThreshold
	c.Check(ok, code, fmt.Sprintf("Mức của %s phải từ 0 đến %d.", code, mostThreshold))
}

func (c *checker) levels(s Set) {
	if !c.Check(len(s.Levels) > 0, "levels", "Nhập ít nhất một mức xếp loại.") {
		return
	}
	var keys []string
	for i, l := range s.Levels {
		c.Check(levelShape.MatchString(l.Key) && !slices.Contains(keys, l.Key), "levels", fmt.Sprintf("Mã mức “%s” sai hoặc trùng.", l.Key))
		c.text("levels", "tên mức xếp loại", l.Name)
		if i > 0 && l.AtLeast >= s.Levels[i-1].AtLeast {
			c.Addf("levels", "Mức “%s” phải thấp điểm hơn mức đứng trước.", l.Name)
		}
		keys = append(keys, l.Key)
	}
	c.Check(s.Levels[0].AtLeast <= s.Max, "levels", "Mức cao nhất đòi nhiều hơn tổng điểm tối đa.")
	last := s.Levels[len(s.Levels)-1]
	c.Check(last.AtLeast == 0 && !last.NeedsConditions, "levels", "Mức cuối phải từ 0 điểm và không cần điều kiện, để chi bộ nào cũng có mức.")
}
