// Package part says what part people take in a cell: what they are to the Party, under which kind of membership they stand, in what
// state, and by which words all of that is shown. It owns no table and does nothing.
package part

// Standing says what a person is to the Party.
type Standing string

// The standings. A cadre is no Party member: a cadre, civil servant, public employee or worker who takes part beside the Party's own
// (Kết luận 21-KL/TW) and is counted apart from them.
const (
	Full         Standing = "full"
	Probationary Standing = "probationary"
	Cadre        Standing = "cadre"
)

// Label is the standing's name on the screen.
func (s Standing) Label() string {
	switch s {
	case Full:
		return "Đảng viên chính thức"
	case Probationary:
		return "Đảng viên dự bị"
	case Cadre:
		return "Ngoài Đảng"
	}
	return string(s)
}

// Kind is under which kind of membership somebody of the standing takes part.
func (s Standing) Kind() Kind {
	if s == Cadre {
		return Beyond
	}
	return Work
}

// Employment says what somebody outside the Party is employed as.
type Employment string

// Employments lists them in the order in which a form shows them.
func Employments() []Employment {
	return []Employment{"cadre", "civil_servant", "public_employee", "worker"}
}

// Label is its name on the screen.
func (e Employment) Label() string {
	return map[Employment]string{"cadre": "Cán bộ", "civil_servant": "Công chức", "public_employee": "Viên chức", "worker": "Người lao động"}[e]
}

// Kind says why a member belongs to a cell.
type Kind string

// The kinds of membership: where one takes part as a Party member, the cell of the place where one lives, and where one takes part
// without being a Party member. Whatever counts Party members counts the first alone.
const (
	Work      Kind = "work"
	Residence Kind = "residence"
	Beyond    Kind = "beyond"
)

// Label is the kind's name on the screen.
func (k Kind) Label() string {
	return map[Kind]string{Work: "Đang sinh hoạt", Residence: "Nơi cư trú", Beyond: "Ngoài Đảng"}[k]
}

// State says how a member takes part. Only the active are expected to review themselves.
type State string

// The states of a membership.
const (
	Active    State = "active"
	Exempt    State = "exempt"
	Away      State = "away"
	Suspended State = "suspended"
)

// Of is the state's name on the screen, of somebody of a standing.
func (s State) Of(who Standing) string {
	switch {
	case who != Cadre:
		return s.Label()
	case s == Active:
		return "Đang tham gia"
	}
	return "Tạm vắng"
}

// Label is the state's name on the screen.
func (s State) Label() string {
	switch s {
	case Active:
		return "Đang sinh hoạt"
	case Exempt:
		return "Miễn sinh hoạt"
	case Away:
		return "Gián đoạn sinh hoạt"
	case Suspended:
		return "Đình chỉ sinh hoạt"
	}
	return string(s)
}

// Departures are the ways in which somebody of a standing leaves, as they are noted.
func Departures(who Standing) []string {
	if who == Cadre {
		return []string{"Chuyển công tác", "Nghỉ hưu", "Thôi việc", "Từ trần", "Không còn công tác tại đơn vị"}
	}
	return []string{"Chuyển đi đảng bộ khác", "Từ trần", "Ra khỏi Đảng: xin ra", "Ra khỏi Đảng: xóa tên", "Ra khỏi Đảng: khai trừ", "Không còn công tác tại đơn vị"}
}

// States lists the states of a standing in the order in which a form shows them.
func States(who Standing) []State {
	if who == Cadre {
		return []State{Active, Away}
	}
	return []State{Active, Exempt, Away, Suspended}
}
