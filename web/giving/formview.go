package giving

import (
	"fmt"
	"slices"

	"tusoi/internal/org"
	"tusoi/internal/vi"
	"tusoi/web/taskpiece"
	"tusoi/web/ui"
)

// typed are the fields that go through the page on which a task is looked over.
var typed = []string{"khoa", "tu", "buoi", "title", "product", "basis", "basis-on", "basis-subject", "weight", "due", "whom", "acceptor", "branch", "type"}

func (v formView) heading() string {
	if v.from != nil {
		return "Chuyển tiếp việc được giao"
	}
	return "Giao việc mới"
}

func (v formView) hidden() [][2]string {
	var list [][2]string
	for _, name := range typed {
		if v.values[name] != "" {
			list = append(list, [2]string{name, v.values[name]})
		}
	}
	for _, id := range sorted(v.chosen) {
		list = append(list, [2]string{"cells", taskpiece.IDText(id)})
	}
	return list
}

// input is a field as it was typed.
func (v formView) input(name, label, hint string) ui.Input {
	return ui.Input{Name: name, Label: label, Hint: hint, Value: v.values[name], Problems: v.problems}
}

func (v formView) whoms() ui.Input {
	in := v.input("whom", "Giao cho ai", "")
	if v.top {
		in.Options = append(in.Options, ui.Option{Value: "dang-uy", Label: "Các đảng ủy cơ sở (để đảng ủy chuyển tiếp xuống chi bộ)"})
	}
	if v.one == nil {
		in.Options = append(in.Options, ui.Option{Value: "bi-thu", Label: "Bí thư các chi bộ (trả lời cho cả chi bộ)"})
	}
	in.Options = append(in.Options, ui.Option{Value: "moi-nguoi", Label: "Mọi đảng viên của chi bộ"},
		ui.Option{Value: "dich-danh", Label: "Một số đảng viên (chọn tên ở bước sau)"})
	return in
}

func (v formView) acceptors() ui.Input {
	in := v.input("acceptor", "Ai xác nhận kết quả", "Giao cho đảng ủy cơ sở thì luôn là đơn vị giao việc.")
	in.Options = []ui.Option{{Value: "nguoi-giao", Label: "Đơn vị giao việc"}, {Value: "cap-tren", Label: "Cấp ủy trực tiếp của từng chi bộ"}}
	return in
}

func (v formView) branchInput() ui.Input {
	in := v.input("branch", "Cả nhánh", "Mọi tổ chức đang hoạt động trong nhánh.")
	in.Options = append([]ui.Option{{Value: "", Label: "Không chọn theo nhánh"}}, v.branches...)
	return in
}

func (v formView) typeInput() ui.Input {
	in := v.input("type", "Trong nhánh, chỉ loại hình", "")
	in.Options = []ui.Option{{Value: "", Label: "Mọi loại hình"}}
	for _, t := range org.Types() {
		in.Options = append(in.Options, ui.Option{Value: string(t), Label: t.Label()})
	}
	return in
}

// opened unfolds a group in which something is chosen, and the only one there is.
func (v formView) opened(g group) bool {
	for _, cell := range g.Cells {
		if v.chosen[taskpiece.IDText(cell.ID)] {
			return true
		}
	}
	return len(v.groups) == 1 || g.ID != 0 && v.chosen[taskpiece.IDText(g.ID)]
}

// facts are the task as it will be given.
func (v reviewView) facts() []ui.Fact {
	var list []ui.Fact
	for _, f := range [][2]string{{"title", "Việc giao"}, {"product", "Sản phẩm cần có"}, {"basis", "Căn cứ"}, {"basis-on", "Ngày văn bản"}, {"basis-subject", "Trích yếu"},
		{"weight", "Trọng số"}, {"due", "Hạn hoàn thành"}} {
		if value := vi.CleanText(v.form.values[f[0]]); value != "" {
			list = append(list, ui.Fact{Label: f[1], Value: value})
		}
	}
	for _, in := range []ui.Input{v.form.whoms(), v.form.acceptors()} {
		if at := slices.IndexFunc(in.Options, func(o ui.Option) bool { return o.Value == in.Value }); at >= 0 && in.Value != "" {
			list = append(list, ui.Fact{Label: in.Label, Value: in.Options[at].Label})
		}
	}
	return list
}

// sentence says how many will be asked.
func (v reviewView) sentence() string {
	if v.named {
		return fmt.Sprintf("Chọn đảng viên trong %s chi bộ.", vi.Int(len(v.plan.Units)))
	}
	return fmt.Sprintf("Sẽ giao cho %s tổ chức, %s phần việc.", vi.Int(len(v.plan.Units)), vi.Int(v.plan.People))
}

// button is what the last press does.
func (v reviewView) button() string {
	if v.named {
		return "Giao việc cho người đã chọn"
	}
	return fmt.Sprintf("Giao %s phần việc", vi.Int(v.plan.People))
}
