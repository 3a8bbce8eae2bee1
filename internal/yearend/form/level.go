package form

// Level is how well a member did in the year.
type Level string

// The levels of a rating, the best first. "" is not rated yet.
const (
	Excellent Level = "excellent"
	Good      Level = "good"
	Done      Level = "done"
	Failed    Level = "failed"
)

// Levels are the levels in their order.
func Levels() []Level { return []Level{Excellent, Good, Done, Failed} }

// Label is the level in words.
func (l Level) Label() string {
	switch l {
	case Excellent:
		return "Hoàn thành xuất sắc nhiệm vụ"
	case Good:
		return "Hoàn thành tốt nhiệm vụ"
	case Done:
		return "Hoàn thành nhiệm vụ"
	case Failed:
		return "Không hoàn thành nhiệm vụ"
	}
	return ""
}

// Known reports whether a level was chosen.
func (l Level) Known() bool { return l.Label() != "" }

// Grade is the box that a member ticks under a heading.
type Grade string

// The four boxes of a heading.
const (
	GradeExcellent Grade = "excellent"
	GradeGood      Grade = "good"
	GradeFair      Grade = "fair"
	GradePoor      Grade = "poor"
)

// Grades are the boxes in their order.
func Grades() []Grade { return []Grade{GradeExcellent, GradeGood, GradeFair, GradePoor} }

// Label is the box in words.
func (g Grade) Label() string {
	switch g {
	case GradeExcellent:
		return "Xuất sắc"
	case GradeGood:
		return "Tốt"
	case GradeFair:
		return "Trung bình"
	case GradePoor:
		return "Kém"
	}
	return ""
}

// Outside says why somebody writes no form or gets no level; "" is everybody else.
type Outside string

// The reasons.
const (
	Cadre     Outside = "cadre"
	Exempt    Outside = "exempt"
	Suspended Outside = "suspended"
	TooNew    Outside = "new"
)

// In puts the reason into words, under the rules of a year.
func (o Outside) In(year int) string {
	const outside = "Không thuộc diện kiểm điểm: "
	switch o {
	case Cadre:
		return outside + "chưa là đảng viên"
	case Exempt:
		return outside + "được miễn sinh hoạt"
	case Suspended:
		return outside + "bị đình chỉ sinh hoạt"
	case TooNew:
		if setIn(year).NewMembers == "outside" {
			return outside + "kết nạp chưa đủ 6 tháng"
		}
		return "Chưa xếp loại: kết nạp chưa đủ 6 tháng"
	}
	return ""
}
