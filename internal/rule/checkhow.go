package rule

import (
	"fmt"

	"tusoi/internal/vi"
)

// criterion notes what is wrong with one criterion and its method.
func (c *checker) criterion(x placed) {
	c.code(x.Code, x.Title)
	c.text(x.Code, "nguồn của "+x.Code, x.Source)
	unbounded := x.part == PartDeduction && x.How.Method == Cases
	if !c.Check((x.Max > 0 || unbounded && x.Max == 0) && x.Max <= mostPoints, x.Code, x.Code+" cần điểm tối đa lớn hơn 0.") {
		return
	}
	if x.part == PartDeduction && x.How.Method != YesNo && x.How.Method != Cases {
		c.Addf(x.Code, "Điểm trừ %s chỉ chấm theo có/không (yes_no) hoặc theo từng trường hợp (cases).", x.Code)
		return
	}
	c.source(x)
	c.onlyOwn(x)
	switch x.How.Method {
	case YesNo:
	case Choice:
		c.choices(x)
	case Bands:
		c.bands(x)
	case Cases:
		c.cases(x)
	case Linear:
		c.line(x)
	default:
		c.Addf(x.Code, "%s có cách chấm lạ “%s”. Chọn yes_no, choice, bands, cases hoặc linear.", x.Code, x.How.Method)
	}
}

// source notes an indicator where none can be read, and the measure where one is needed.
func (c *checker) source(x placed) {
	h := x.How
	byNumber := h.Method == Bands || h.Method == Cases || h.Method == Linear
	if h.Indicator != "" {
		c.Check(byNumber, x.Code, x.Code+" chấm bằng tay thì không ghi mã chỉ tiêu.")
		c.Check(indicatorShape.MatchString(h.Indicator), x.Code, "Mã chỉ tiêu của "+x.Code+" chỉ gồm chữ thường không dấu, chữ số và dấu gạch dưới.")
	}
	if h.NoTarget != "" {
		c.text(x.Code, "lời cho nơi không giao chỉ tiêu của "+x.Code, h.NoTarget)
		c.Check(h.Indicator != "" && h.Measure == Ratio, x.Code, x.Code+" chỉ có trường hợp không giao chỉ tiêu khi đọc một tỷ lệ.")
	}
	switch {
	case h.Method == Cases:
		c.Check(h.Measure == Count, x.Code, x.Code+" chấm theo trường hợp thì đọc số đếm (count).")
	case byNumber:
		c.measure(x.Code, h.Measure)
	default:
		c.Check(h.Measure == "", x.Code, x.Code+" chấm bằng tay thì không ghi cách đọc số liệu.")
	}
}

// onlyOwn notes settings of another method: they would be read by nobody, and somebody believes they count.
func (c *checker) onlyOwn(x placed) {
	h := x.How
	foreign := len(h.Options) > 0 && h.Method != Choice ||
		len(h.Bands) > 0 && h.Method != Bands ||
		(h.Case != "" || h.Minus != Amount{} || h.Required != Amount{}) && h.Method != Cases ||
		(h.From != Amount{} || h.To != Amount{}) && h.Method != Linear ||
		h.Least != 0 && (h.Method != Linear && h.Method != Cases || x.part == PartDeduction)
	c.Check(!foreign, x.Code, fmt.Sprintf("%s có mục không thuộc cách chấm “%s”.", x.Code, h.Method))
}

func (c *checker) choices(x placed) {
	if !c.Check(len(x.How.Options) >= 2, x.Code, x.Code+" cần ít nhất hai lựa chọn.") {
		return
	}
	points := make([]int, len(x.How.Options))
	for i, o := range x.How.Options {
		c.text(x.Code, "lời của lựa chọn trong "+x.Code, o.Label)
		points[i] = o.Points
	}
	c.falling(x, points)
}

func (c *checker) bands(x placed) {
	if !c.Check(len(x.How.Bands) >= 2, x.Code, x.Code+" cần ít nhất hai khung điểm.") {
		return
	}
	points := make([]int, len(x.How.Bands))
	for i, b := range x.How.Bands {
		c.threshold(x.Code, b.From)
		if b.Label != "" {
			c.text(x.Code, "lời của khung điểm trong "+x.Code, b.Label)
		}
		if i > 0 {
			above := x.How.Bands[i-1].From
			c.Check(b.From.Half < above.Half && b.From.Year < above.Year, x.Code, "Các khung điểm của "+x.Code+" phải xếp từ cao xuống thấp.")
		}
		points[i] = b.Points
	}
	last := x.How.Bands[len(x.How.Bands)-1].From
	c.Check(last == Amount{}, x.Code, "Khung điểm cuối của "+x.Code+" phải từ 0, để không bỏ sót mức nào.")
	c.falling(x, points)
}

// falling wants points from the maximum down, so that better is never worth less.
func (c *checker) falling(x placed, points []int) {
	if points[0] != x.Max {
		c.Addf(x.Code, "Mức đầu của %s được %s, nhưng điểm tối đa là %s.", x.Code, vi.Points(points[0]), vi.Points(x.Max))
	}
	for i, p := range points {
		if p < 0 || i > 0 && p >= points[i-1] {
			c.Addf(x.Code, "Điểm của %s phải giảm dần và không dưới 0.", x.Code)
			return
		}
	}
}

func (c *checker) cases(x placed) {
	h := x.How
	c.text(x.Code, "tên gọi của mỗi trường hợp trong "+x.Code, h.Case)
	positive := h.Minus.Half > 0 && h.Minus.Year > 0 && h.Minus.Half <= mostPoints && h.Minus.Year <= mostPoints
	c.Check(positive, x.Code, "Mỗi trường hợp của "+x.Code+" phải trừ một số điểm lớn hơn 0.")
	most := max(h.Required.Half, h.Required.Year)
	c.Check(min(h.Required.Half, h.Required.Year) >= 0 && most <= mostCases, x.Code, fmt.Sprintf("Số yêu cầu của %s phải từ 0 đến %d.", x.Code, mostCases))
	c.Check((h.Required.Half > 0) == (h.Required.Year > 0), x.Code, x.Code+" phải ghi số yêu cầu cho cả 6 tháng và năm.")
	c.Check(h.Least >= 0 && (h.Least < x.Max || h.Least == 0), x.Code, "Mức điểm thấp nhất của "+x.Code+" phải từ 0 và nhỏ hơn điểm tối đa.")
}

func (c *checker) line(x placed) {
	h := x.How
	c.threshold(x.Code, h.From)
	c.threshold(x.Code, h.To)
	c.Check(h.From.Half < h.To.Half && h.From.Year < h.To.Year, x.Code, "Mức đầu của "+x.Code+" phải nhỏ hơn mức cuối.")
	c.Check(h.Least >= 0 && h.Least < x.Max, x.Code, "Mức điểm thấp nhất của "+x.Code+" phải từ 0 và nhỏ hơn điểm tối đa.")
}
